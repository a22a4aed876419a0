# What the inputs of the registry's module aws-ia/vpc/aws make of a network, written from its documentation.

variable "name" { default = "" }
variable "cidr_block" { default = null }
variable "create_vpc" { default = true }
variable "vpc_id" { default = null }
variable "vpc_secondary_cidr" { default = false }
variable "vpc_secondary_cidr_natgw" { default = {} }
variable "azs" { default = [] }
variable "az_count" { default = 0 }
variable "subnets" { default = {} }
variable "tags" { default = {} }
variable "vpc_enable_dns_hostnames" { default = true }
variable "vpc_enable_dns_support" { default = true }
variable "vpc_instance_tenancy" { default = "default" }
variable "vpc_ipv4_ipam_pool_id" { default = null }
variable "vpc_ipv4_netmask_length" { default = null }
variable "vpc_assign_generated_ipv6_cidr_block" { default = null }
variable "vpc_ipv6_cidr_block" { default = null }
variable "vpc_egress_only_internet_gateway" { default = false }
variable "transit_gateway_id" { default = null }
variable "transit_gateway_routes" { default = {} }
variable "transit_gateway_ipv6_routes" { default = {} }
variable "core_network" { default = {} }
variable "core_network_routes" { default = {} }
variable "core_network_ipv6_routes" { default = {} }
variable "vpc_lattice" { default = {} }

locals {
  azs   = length(var.azs) == 0 ? slice(data.aws_availability_zones.here.names, 0, var.az_count) : var.azs
  made  = var.create_vpc && !var.vpc_secondary_cidr
  vpc   = local.made ? aws_vpc.this[0].id : var.vpc_id
  cidr  = var.cidr_block != null ? var.cidr_block : (local.made ? aws_vpc.this[0].cidr_block : null)
  cidr6 = var.vpc_ipv6_cidr_block != null ? var.vpc_ipv6_cidr_block : (local.made ? aws_vpc.this[0].ipv6_cidr_block : null)
  kinds = keys(var.subnets)
  # Every subnet by `kind/zone`, in the order in which blocks are cut.
  all = { for p in setproduct(local.kinds, local.azs) : "${p[0]}/${p[1]}" => { kind = p[0], zone = p[1], at = index(local.azs, p[1]), of = var.subnets[p[0]] } }
  cut = [for k, s in local.all : { name = k, netmask = s.of.netmask } if can(s.of.netmask)]
  six = [for k, s in local.all : k if try(s.of.assign_ipv6_cidr, false) == true]
  v4 = merge(
    length(local.cut) > 0 ? module.blocks[0].network_cidr_blocks : {},
    { for k, s in local.all : k => s.of.cidrs[s.at] if can(s.of.cidrs) },
  )
  v6 = merge(
    length(local.six) > 0 ? { for n, k in local.six : k => cidrsubnet(local.cidr6, 8, n) } : {},
    { for k, s in local.all : k => s.of.ipv6_cidrs[s.at] if can(s.of.ipv6_cidrs) },
  )
  public   = { for k, s in local.all : s.zone => s if s.kind == "public" }
  attached = { for k, s in local.all : s.zone => s if s.kind == "transit_gateway" }
  core     = { for k, s in local.all : s.zone => s if s.kind == "core_network" }
  private  = { for k, s in local.all : k => s if !contains(["public", "transit_gateway", "core_network"], s.kind) }
  open     = length(local.public) > 0 && try(var.subnets.public.connect_to_igw, true)
  how      = length(local.public) > 0 ? coalesce(try(var.subnets.public.nat_gateway_configuration, null), "none") : "none"
  nats     = { all_azs = local.azs, single_az = slice(local.azs, 0, min(1, length(local.azs))), none = [] }[local.how]
  nat = var.vpc_secondary_cidr ? var.vpc_secondary_cidr_natgw : { for z in local.azs : z => { id = try(aws_nat_gateway.main[z].id, aws_nat_gateway.main[local.nats[0]].id) } if local.how != "none" }
}

data "aws_availability_zones" "here" {}

module "blocks" {
  count           = length(local.cut) > 0 ? 1 : 0
  source          = "drewmullen/subnets/cidr"
  base_cidr_block = local.cidr
  networks        = local.cut
}

resource "aws_vpc" "this" {
  count                            = local.made ? 1 : 0
  cidr_block                       = var.cidr_block
  ipv4_ipam_pool_id                = var.vpc_ipv4_ipam_pool_id
  ipv4_netmask_length              = var.vpc_ipv4_netmask_length
  assign_generated_ipv6_cidr_block = var.vpc_assign_generated_ipv6_cidr_block
  ipv6_cidr_block                  = var.vpc_ipv6_cidr_block
  enable_dns_hostnames             = var.vpc_enable_dns_hostnames
  enable_dns_support               = var.vpc_enable_dns_support
  tags                             = merge({ Name = var.name }, var.tags)
}

resource "aws_vpc_ipv4_cidr_block_association" "secondary" {
  count      = var.vpc_secondary_cidr ? 1 : 0
  vpc_id     = var.vpc_id
  cidr_block = var.cidr_block
}

resource "aws_subnet" "public" {
  for_each                        = local.public
  vpc_id                          = local.vpc
  availability_zone               = each.key
  cidr_block                      = lookup(local.v4, "public/${each.key}", null)
  ipv6_cidr_block                 = lookup(local.v6, "public/${each.key}", null)
  ipv6_native                     = try(each.value.of.ipv6_native, null)
  map_public_ip_on_launch         = try(each.value.of.map_public_ip_on_launch, null)
  assign_ipv6_address_on_creation = contains(keys(local.v6), "public/${each.key}") ? true : null
  tags                            = merge({ Name = "${try(each.value.of.name_prefix, "public")}-${each.key}" }, var.tags, try(each.value.of.tags, {}))
}

resource "aws_subnet" "private" {
  for_each                        = local.private
  vpc_id                          = local.vpc
  availability_zone               = each.value.zone
  cidr_block                      = lookup(local.v4, each.key, null)
  ipv6_cidr_block                 = lookup(local.v6, each.key, null)
  ipv6_native                     = try(each.value.of.ipv6_native, null)
  assign_ipv6_address_on_creation = contains(keys(local.v6), each.key) ? true : null
  tags                            = merge({ Name = "${try(each.value.of.name_prefix, each.value.kind)}-${each.value.zone}" }, var.tags, try(each.value.of.tags, {}))
}

resource "aws_subnet" "tgw" {
  for_each          = local.attached
  vpc_id            = local.vpc
  availability_zone = each.key
  cidr_block        = lookup(local.v4, "transit_gateway/${each.key}", null)
  ipv6_cidr_block   = lookup(local.v6, "transit_gateway/${each.key}", null)
  tags              = merge({ Name = "${try(each.value.of.name_prefix, "transit_gateway")}-${each.key}" }, var.tags, try(each.value.of.tags, {}))
}

resource "aws_subnet" "cwan" {
  for_each          = local.core
  vpc_id            = local.vpc
  availability_zone = each.key
  cidr_block        = lookup(local.v4, "core_network/${each.key}", null)
  ipv6_cidr_block   = lookup(local.v6, "core_network/${each.key}", null)
  tags              = merge({ Name = "${try(each.value.of.name_prefix, "core_network")}-${each.key}" }, var.tags, try(each.value.of.tags, {}))
}

resource "aws_route_table" "public" {
  for_each = local.public
  vpc_id   = local.vpc
  tags     = aws_subnet.public[each.key].tags
}

resource "aws_route_table" "private" {
  for_each = local.private
  vpc_id   = local.vpc
  tags     = aws_subnet.private[each.key].tags
}

resource "aws_route_table" "tgw" {
  for_each = local.attached
  vpc_id   = local.vpc
  tags     = aws_subnet.tgw[each.key].tags
}

resource "aws_route_table" "cwan" {
  for_each = local.core
  vpc_id   = local.vpc
  tags     = aws_subnet.cwan[each.key].tags
}

resource "aws_route_table_association" "public" {
  for_each       = local.public
  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public[each.key].id
}

resource "aws_route_table_association" "private" {
  for_each       = local.private
  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

resource "aws_route_table_association" "tgw" {
  for_each       = local.attached
  subnet_id      = aws_subnet.tgw[each.key].id
  route_table_id = aws_route_table.tgw[each.key].id
}

resource "aws_route_table_association" "cwan" {
  for_each       = local.core
  subnet_id      = aws_subnet.cwan[each.key].id
  route_table_id = aws_route_table.cwan[each.key].id
}

resource "aws_internet_gateway" "main" {
  count  = local.open ? 1 : 0
  vpc_id = local.vpc
  tags   = merge({ Name = var.name }, var.tags)
}

resource "aws_egress_only_internet_gateway" "main" {
  count  = var.vpc_egress_only_internet_gateway ? 1 : 0
  vpc_id = local.vpc
  tags   = merge({ Name = var.name }, var.tags)
}

resource "aws_eip" "nat" {
  for_each = toset(local.nats)
  domain   = "vpc"
  tags     = merge({ Name = "nat-${try(var.subnets.public.name_prefix, "public")}-${each.key}" }, var.tags)
}

resource "aws_nat_gateway" "main" {
  for_each      = toset(local.nats)
  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id
  tags          = merge({ Name = "nat-${try(var.subnets.public.name_prefix, "public")}-${each.key}" }, var.tags)
}

resource "aws_route" "public_igw" {
  for_each               = { for z, s in local.public : z => s if local.open && try(s.of.ipv6_native, false) != true }
  route_table_id         = aws_route_table.public[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main[0].id
}

resource "aws_route" "public_igw_ipv6" {
  for_each                    = { for z, s in local.public : z => s if local.open && contains(keys(local.v6), "public/${z}") }
  route_table_id              = aws_route_table.public[each.key].id
  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = aws_internet_gateway.main[0].id
}

resource "aws_route" "private_nat" {
  for_each               = { for k, s in local.private : k => s if try(s.of.connect_to_public_natgw, false) == true }
  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = local.nat[each.value.zone].id
}

resource "aws_route" "private_egress" {
  for_each                    = { for k, s in local.private : k => s if try(s.of.connect_to_eigw, false) == true }
  route_table_id              = aws_route_table.private[each.key].id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.main[0].id
}

resource "aws_route" "tgw_nat" {
  for_each               = { for z, s in local.attached : z => s if try(s.of.connect_to_public_natgw, false) == true && length(local.public) > 0 }
  route_table_id         = aws_route_table.tgw[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = local.nat[each.key].id
}

resource "aws_route" "cwan_nat" {
  for_each               = { for z, s in local.core : z => s if try(s.of.connect_to_public_natgw, false) == true && length(local.public) > 0 }
  route_table_id         = aws_route_table.cwan[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = local.nat[each.key].id
}

locals {
  tables = merge({ for z, s in local.public : "public/${z}" => aws_route_table.public[z].id }, { for k, s in local.private : k => aws_route_table.private[k].id })
  # Destinations are blocks, or prefix lists by their ids.
  on = { for k, s in local.all : k => merge(s, {
    tgw4  = lookup(var.transit_gateway_routes, s.kind, null)
    tgw6  = lookup(var.transit_gateway_ipv6_routes, s.kind, null)
    cwan4 = lookup(var.core_network_routes, s.kind, null)
    cwan6 = lookup(var.core_network_ipv6_routes, s.kind, null)
  }) if contains(keys(local.tables), k) }
}

resource "aws_route" "to_tgw" {
  for_each                   = { for k, s in local.on : k => s.tgw4 if contains(keys(var.transit_gateway_routes), s.kind) }
  route_table_id             = local.tables[each.key]
  destination_cidr_block     = can(regex("^pl-", each.value)) ? null : each.value
  destination_prefix_list_id = can(regex("^pl-", each.value)) ? each.value : null
  transit_gateway_id         = var.transit_gateway_id
}

resource "aws_route" "to_tgw_ipv6" {
  for_each                    = { for k, s in local.on : k => s.tgw6 if contains(keys(var.transit_gateway_ipv6_routes), s.kind) }
  route_table_id              = local.tables[each.key]
  destination_ipv6_cidr_block = can(regex("^pl-", each.value)) ? null : each.value
  destination_prefix_list_id  = can(regex("^pl-", each.value)) ? each.value : null
  transit_gateway_id          = var.transit_gateway_id
}

resource "aws_route" "to_cwan" {
  for_each                   = { for k, s in local.on : k => s.cwan4 if contains(keys(var.core_network_routes), s.kind) }
  route_table_id             = local.tables[each.key]
  destination_cidr_block     = can(regex("^pl-", each.value)) ? null : each.value
  destination_prefix_list_id = can(regex("^pl-", each.value)) ? each.value : null
  core_network_arn           = try(var.core_network.arn, null)
}

resource "aws_route" "to_cwan_ipv6" {
  for_each                    = { for k, s in local.on : k => s.cwan6 if contains(keys(var.core_network_ipv6_routes), s.kind) }
  route_table_id              = local.tables[each.key]
  destination_ipv6_cidr_block = can(regex("^pl-", each.value)) ? null : each.value
  destination_prefix_list_id  = can(regex("^pl-", each.value)) ? each.value : null
  core_network_arn            = try(var.core_network.arn, null)
}

resource "aws_ec2_transit_gateway_vpc_attachment" "tgw" {
  count                                           = length(local.attached) > 0 ? 1 : 0
  subnet_ids                                      = values(aws_subnet.tgw)[*].id
  transit_gateway_id                              = var.transit_gateway_id
  vpc_id                                          = local.vpc
  transit_gateway_default_route_table_association = try(var.subnets.transit_gateway.transit_gateway_default_route_table_association, null)
  transit_gateway_default_route_table_propagation = try(var.subnets.transit_gateway.transit_gateway_default_route_table_propagation, null)
  appliance_mode_support                          = try(var.subnets.transit_gateway.transit_gateway_appliance_mode_support, null)
  ipv6_support                                    = try(var.subnets.transit_gateway.transit_gateway_ipv6_support, null)
  tags                                            = merge({ Name = "${var.name}-vpc_attachment" }, var.tags)
}

resource "aws_networkmanager_vpc_attachment" "cwan" {
  count           = length(local.core) > 0 ? 1 : 0
  core_network_id = try(var.core_network.id, null)
  subnet_arns     = values(aws_subnet.cwan)[*].arn
  vpc_arn         = try(aws_vpc.this[0].arn, null)
}

resource "aws_vpclattice_service_network_vpc_association" "lattice" {
  count                      = length(keys(var.vpc_lattice)) > 0 ? 1 : 0
  service_network_identifier = try(var.vpc_lattice.service_network_identifier, null)
  vpc_identifier             = local.vpc
  security_group_ids         = try(var.vpc_lattice.security_group_ids, null)
}

output "vpc_attributes" { value = try(aws_vpc.this[0], { id = var.vpc_id, cidr_block = var.cidr_block }) }
output "azs" { value = local.azs }
output "transit_gateway_attachment_id" { value = try(aws_ec2_transit_gateway_vpc_attachment.tgw[0].id, null) }
output "core_network_attachment" { value = try(aws_networkmanager_vpc_attachment.cwan[0], null) }
output "public_subnet_attributes_by_az" { value = aws_subnet.public }
output "private_subnet_attributes_by_az" { value = aws_subnet.private }
output "tgw_subnet_attributes_by_az" { value = aws_subnet.tgw }
output "core_network_subnet_attributes_by_az" { value = aws_subnet.cwan }
output "rt_attributes_by_type_by_az" {
  value = { public = aws_route_table.public, private = aws_route_table.private, transit_gateway = aws_route_table.tgw, core_network = aws_route_table.cwan }
}
output "nat_gateway_attributes_by_az" { value = aws_nat_gateway.main }
output "natgw_id_per_az" { value = local.nat }
output "internet_gateway" { value = try(aws_internet_gateway.main[0], null) }
output "egress_only_internet_gateway" { value = try(aws_egress_only_internet_gateway.main[0], null) }
