# What the inputs of aws-ia/networkfirewall/aws, before its second version, make of a network, written from its documentation.

variable "network_firewall_name" { default = "" }
variable "network_firewall_description" { default = null }
variable "network_firewall_policy" { default = null }
variable "network_firewall_policy_change_protection" { default = false }
variable "network_firewall_subnet_change_protection" { default = false }
variable "vpc_id" { default = null }
variable "vpc_subnets" { default = {} }
variable "number_azs" { default = 0 }
variable "routing_configuration" { default = {} }
variable "tags" { default = {} }

locals {
  zones     = slice(keys(var.vpc_subnets), 0, var.number_azs)
  kind      = try(keys(var.routing_configuration)[0], "none")
  said      = try(var.routing_configuration[local.kind], {})
  endpoints = { for s in aws_networkfirewall_firewall.this[0].firewall_status[0].sync_states : s.availability_zone => s.attachment[0].endpoint_id }
  # Tables of the subnets that lead to other networks, under the names that they have had.
  linked = try(local.said.connectivity_subnet_route_tables, local.said.tgw_subnet_route_tables, {})
  single = local.kind == "single_vpc"
  egress = local.kind == "centralized_inspection_with_egress"
  inside = local.kind == "intra_vpc_inspection" ? flatten([for r in local.said.routes : [for z in local.zones : [for c in values(r.destination_subnet_cidr_blocks) : { table = r.source_subnet_route_tables[z], zone = z, cidr = c }]]]) : []
  back   = local.egress ? flatten([for z in local.zones : [for c in local.said.network_cidr_blocks : { zone = z, cidr = c }]]) : []
}

resource "aws_networkfirewall_firewall" "this" {
  # The second version says its firewalls otherwise.
  count               = length(var.vpc_subnets) > 0 ? 1 : 0
  name                = var.network_firewall_name
  firewall_policy_arn = var.network_firewall_policy
  vpc_id              = var.vpc_id
  dynamic "subnet_mapping" {
    for_each = values(var.vpc_subnets)
    content {
      subnet_id = subnet_mapping.value
    }
  }
  tags = var.tags
}

resource "aws_route" "from_gateway" {
  for_each               = local.single ? toset(local.zones) : toset([])
  route_table_id         = local.said.igw_route_table
  destination_cidr_block = local.said.protected_subnet_cidr_blocks[each.key]
  vpc_endpoint_id        = local.endpoints[each.key]
}

resource "aws_route" "protected" {
  for_each               = local.single ? toset(local.zones) : toset([])
  route_table_id         = local.said.protected_subnet_route_tables[each.key]
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = local.endpoints[each.key]
}

resource "aws_route" "linked" {
  for_each               = contains(["centralized_inspection_without_egress", "centralized_inspection_with_egress"], local.kind) ? toset(local.zones) : toset([])
  route_table_id         = local.linked[each.key]
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = local.endpoints[each.key]
}

resource "aws_route" "back" {
  count                  = length(local.back)
  route_table_id         = local.said.public_subnet_route_tables[local.back[count.index].zone]
  destination_cidr_block = local.back[count.index].cidr
  vpc_endpoint_id        = local.endpoints[local.back[count.index].zone]
}

resource "aws_route" "inside" {
  count                  = length(local.inside)
  route_table_id         = local.inside[count.index].table
  destination_cidr_block = local.inside[count.index].cidr
  vpc_endpoint_id        = local.endpoints[local.inside[count.index].zone]
}

output "aws_network_firewall" { value = try(aws_networkfirewall_firewall.this[0], null) }
