# What the inputs of terraform-aws-modules/vpc/aws//modules/vpc-endpoints make of a network, written from its documentation.

variable "create" { default = true }
variable "vpc_id" { default = null }
variable "endpoints" { default = {} }
variable "security_group_ids" { default = [] }
variable "subnet_ids" { default = [] }
variable "tags" { default = {} }
variable "create_security_group" { default = false }
variable "security_group_name" { default = null }
variable "security_group_description" { default = null }
variable "security_group_rules" { default = {} }
variable "security_group_tags" { default = {} }

locals {
  wanted = { for k, v in var.endpoints : k => v if var.create && try(v.create, true) }
  groups = concat(var.security_group_ids, aws_security_group.this[*].id)
}

data "aws_vpc_endpoint_service" "this" {
  for_each = local.wanted
  service  = try(each.value.service, null)
}

resource "aws_vpc_endpoint" "this" {
  for_each            = local.wanted
  vpc_id              = var.vpc_id
  service_name        = try(each.value.service_endpoint, data.aws_vpc_endpoint_service.this[each.key].service_name)
  vpc_endpoint_type   = try(each.value.service_type, "Interface")
  security_group_ids  = try(each.value.service_type, "Interface") == "Interface" ? distinct(concat(local.groups, try(each.value.security_group_ids, []))) : null
  subnet_ids          = try(each.value.service_type, "Interface") == "Interface" ? distinct(concat(var.subnet_ids, try(each.value.subnet_ids, []))) : null
  route_table_ids     = try(each.value.service_type, "Interface") == "Gateway" ? try(each.value.route_table_ids, null) : null
  policy              = try(each.value.policy, null)
  private_dns_enabled = try(each.value.service_type, "Interface") == "Interface" ? try(each.value.private_dns_enabled, null) : null
  ip_address_type     = try(each.value.ip_address_type, null)
  tags                = merge({ Name = replace(each.key, ".", "-") }, var.tags, try(each.value.tags, {}))
}

resource "aws_security_group" "this" {
  count       = var.create && var.create_security_group ? 1 : 0
  name        = var.security_group_name
  description = var.security_group_description
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, var.security_group_tags)
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for k, v in var.security_group_rules : k => v if var.create && var.create_security_group }
  security_group_id        = aws_security_group.this[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = try(each.value.from_port, 443)
  to_port                  = try(each.value.to_port, 443)
  description              = try(each.value.description, null)
  cidr_blocks              = lookup(each.value, "cidr_blocks", null)
  ipv6_cidr_blocks         = lookup(each.value, "ipv6_cidr_blocks", null)
  prefix_list_ids          = lookup(each.value, "prefix_list_ids", null)
  self                     = try(each.value.self, null)
  source_security_group_id = lookup(each.value, "source_security_group_id", null)
}

output "endpoints" { value = aws_vpc_endpoint.this }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
