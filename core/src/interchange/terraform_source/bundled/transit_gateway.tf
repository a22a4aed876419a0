# What the inputs of terraform-aws-modules/transit-gateway/aws make of a network, written from its documentation.

variable "name" { default = "" }
variable "description" { default = null }
variable "tags" { default = {} }
variable "tgw_tags" { default = {} }
variable "tgw_route_table_tags" { default = {} }
variable "tgw_vpc_attachment_tags" { default = {} }
variable "tgw_default_route_table_tags" { default = {} }
variable "create_tgw" { default = true }
variable "create_tgw_routes" { default = true }
variable "amazon_side_asn" { default = null }
variable "enable_default_route_table_association" { default = true }
variable "enable_default_route_table_propagation" { default = true }
variable "enable_auto_accept_shared_attachments" { default = false }
variable "transit_gateway_route_table_id" { default = null }
variable "transit_gateway_cidr_blocks" { default = [] }
variable "vpc_attachments" { default = {} }

locals {
  table  = var.create_tgw ? try(aws_ec2_transit_gateway_route_table.this[0].id, null) : var.transit_gateway_route_table_id
  routes = flatten([for k, a in var.vpc_attachments : [for r in try(a.tgw_routes, []) : { to = k, route = r }]])
  inside = flatten([for k, a in var.vpc_attachments : [for t in try(a.vpc_route_table_ids, []) : { table = t, cidr = try(a.tgw_destination_cidr, null), to = k }]])
}

resource "aws_ec2_transit_gateway" "this" {
  count                           = var.create_tgw ? 1 : 0
  description                     = var.description
  amazon_side_asn                 = var.amazon_side_asn
  default_route_table_association = var.enable_default_route_table_association ? "enable" : "disable"
  default_route_table_propagation = var.enable_default_route_table_propagation ? "enable" : "disable"
  auto_accept_shared_attachments  = var.enable_auto_accept_shared_attachments ? "enable" : "disable"
  transit_gateway_cidr_blocks     = var.transit_gateway_cidr_blocks
  tags                            = merge({ Name = var.name }, var.tags, var.tgw_tags)
}

resource "aws_ec2_transit_gateway_route_table" "this" {
  count              = var.create_tgw && var.create_tgw_routes ? 1 : 0
  transit_gateway_id = aws_ec2_transit_gateway.this[0].id
  tags               = merge({ Name = var.name }, var.tags, var.tgw_route_table_tags)
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  for_each                                        = var.vpc_attachments
  transit_gateway_id                              = var.create_tgw ? aws_ec2_transit_gateway.this[0].id : try(each.value.tgw_id, null)
  vpc_id                                          = each.value.vpc_id
  subnet_ids                                      = each.value.subnet_ids
  appliance_mode_support                          = try(each.value.appliance_mode_support, false) ? "enable" : "disable"
  ipv6_support                                    = try(each.value.ipv6_support, false) ? "enable" : "disable"
  transit_gateway_default_route_table_association = try(each.value.transit_gateway_default_route_table_association, true)
  transit_gateway_default_route_table_propagation = try(each.value.transit_gateway_default_route_table_propagation, true)
  tags                                            = merge({ Name = "${var.name}-${each.key}" }, var.tags, var.tgw_vpc_attachment_tags, try(each.value.tags, {}))
}

resource "aws_ec2_transit_gateway_route_table_association" "this" {
  for_each                       = { for k, a in var.vpc_attachments : k => a if try(a.transit_gateway_default_route_table_association, true) != true }
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.this[each.key].id
  transit_gateway_route_table_id = coalesce(try(each.value.transit_gateway_route_table_id, null), local.table)
}

resource "aws_ec2_transit_gateway_route_table_propagation" "this" {
  for_each                       = { for k, a in var.vpc_attachments : k => a if try(a.transit_gateway_default_route_table_propagation, true) != true }
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.this[each.key].id
  transit_gateway_route_table_id = coalesce(try(each.value.transit_gateway_route_table_id, null), local.table)
}

resource "aws_ec2_transit_gateway_route" "this" {
  count                          = var.create_tgw_routes ? length(local.routes) : 0
  destination_cidr_block         = local.routes[count.index].route.destination_cidr_block
  blackhole                      = try(local.routes[count.index].route.blackhole, null)
  transit_gateway_route_table_id = local.table
  transit_gateway_attachment_id  = tobool(try(local.routes[count.index].route.blackhole, false)) == true ? null : aws_ec2_transit_gateway_vpc_attachment.this[local.routes[count.index].to].id
}

resource "aws_route" "this" {
  count                  = length(local.inside)
  route_table_id         = local.inside[count.index].table
  destination_cidr_block = local.inside[count.index].cidr
  transit_gateway_id     = var.create_tgw ? aws_ec2_transit_gateway.this[0].id : try(var.vpc_attachments[local.inside[count.index].to].tgw_id, null)
}

output "ec2_transit_gateway_id" { value = try(aws_ec2_transit_gateway.this[0].id, null) }
output "ec2_transit_gateway_arn" { value = try(aws_ec2_transit_gateway.this[0].arn, null) }
output "ec2_transit_gateway_route_table_id" { value = try(aws_ec2_transit_gateway_route_table.this[0].id, null) }
output "ec2_transit_gateway_association_default_route_table_id" { value = try(aws_ec2_transit_gateway.this[0].association_default_route_table_id, null) }
output "ec2_transit_gateway_propagation_default_route_table_id" { value = try(aws_ec2_transit_gateway.this[0].propagation_default_route_table_id, null) }
output "ec2_transit_gateway_vpc_attachment" { value = aws_ec2_transit_gateway_vpc_attachment.this }
output "ec2_transit_gateway_vpc_attachment_ids" { value = [for k, a in aws_ec2_transit_gateway_vpc_attachment.this : a.id] }
output "ec2_transit_gateway_route_ids" { value = aws_ec2_transit_gateway_route.this[*].id }
