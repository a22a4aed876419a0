# What the inputs of the registry's module terraform-aws-modules/vpc/aws make of a network, written from its documentation.

variable "create_vpc" { default = true }
variable "name" { default = "" }
variable "cidr" { default = "10.0.0.0/16" }
variable "secondary_cidr_blocks" { default = [] }
variable "azs" { default = [] }
variable "tags" { default = {} }
variable "vpc_tags" { default = {} }
variable "enable_dns_hostnames" { default = true }
variable "enable_dns_support" { default = true }
variable "enable_ipv6" { default = false }
variable "instance_tenancy" { default = "default" }
variable "public_subnets" { default = [] }
variable "private_subnets" { default = [] }
variable "database_subnets" { default = [] }
variable "elasticache_subnets" { default = [] }
variable "redshift_subnets" { default = [] }
variable "intra_subnets" { default = [] }
variable "public_subnet_names" { default = [] }
variable "private_subnet_names" { default = [] }
variable "database_subnet_names" { default = [] }
variable "elasticache_subnet_names" { default = [] }
variable "redshift_subnet_names" { default = [] }
variable "intra_subnet_names" { default = [] }
variable "public_subnet_suffix" { default = "public" }
variable "private_subnet_suffix" { default = "private" }
variable "database_subnet_suffix" { default = "db" }
variable "elasticache_subnet_suffix" { default = "elasticache" }
variable "redshift_subnet_suffix" { default = "redshift" }
variable "intra_subnet_suffix" { default = "intra" }
variable "public_subnet_ipv6_prefixes" { default = [] }
variable "private_subnet_ipv6_prefixes" { default = [] }
variable "database_subnet_ipv6_prefixes" { default = [] }
variable "elasticache_subnet_ipv6_prefixes" { default = [] }
variable "redshift_subnet_ipv6_prefixes" { default = [] }
variable "intra_subnet_ipv6_prefixes" { default = [] }
variable "public_subnet_ipv6_native" { default = false }
variable "private_subnet_ipv6_native" { default = false }
variable "database_subnet_ipv6_native" { default = false }
variable "elasticache_subnet_ipv6_native" { default = false }
variable "redshift_subnet_ipv6_native" { default = false }
variable "intra_subnet_ipv6_native" { default = false }
variable "public_subnet_assign_ipv6_address_on_creation" { default = false }
variable "private_subnet_assign_ipv6_address_on_creation" { default = false }
variable "database_subnet_assign_ipv6_address_on_creation" { default = false }
variable "elasticache_subnet_assign_ipv6_address_on_creation" { default = false }
variable "redshift_subnet_assign_ipv6_address_on_creation" { default = false }
variable "intra_subnet_assign_ipv6_address_on_creation" { default = false }
variable "public_subnet_tags" { default = {} }
variable "private_subnet_tags" { default = {} }
variable "database_subnet_tags" { default = {} }
variable "elasticache_subnet_tags" { default = {} }
variable "redshift_subnet_tags" { default = {} }
variable "intra_subnet_tags" { default = {} }
variable "public_route_table_tags" { default = {} }
variable "private_route_table_tags" { default = {} }
variable "database_route_table_tags" { default = {} }
variable "elasticache_route_table_tags" { default = {} }
variable "redshift_route_table_tags" { default = {} }
variable "intra_route_table_tags" { default = {} }
variable "public_acl_tags" { default = {} }
variable "private_acl_tags" { default = {} }
variable "database_acl_tags" { default = {} }
variable "elasticache_acl_tags" { default = {} }
variable "redshift_acl_tags" { default = {} }
variable "intra_acl_tags" { default = {} }
variable "public_dedicated_network_acl" { default = false }
variable "private_dedicated_network_acl" { default = false }
variable "database_dedicated_network_acl" { default = false }
variable "elasticache_dedicated_network_acl" { default = false }
variable "redshift_dedicated_network_acl" { default = false }
variable "intra_dedicated_network_acl" { default = false }
variable "public_inbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "public_outbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "private_inbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "private_outbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "database_inbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "database_outbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "elasticache_inbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "elasticache_outbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "redshift_inbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "redshift_outbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "intra_inbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "intra_outbound_acl_rules" { default = [{ rule_number = 100, rule_action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" }] }
variable "public_subnet_tags_per_az" { default = {} }
variable "private_subnet_tags_per_az" { default = {} }
variable "private_subnet_enable_dns64" { default = true }
variable "database_subnet_enable_dns64" { default = true }
variable "igw_tags" { default = {} }
variable "nat_gateway_tags" { default = {} }
variable "nat_eip_tags" { default = {} }
variable "vpn_gateway_tags" { default = {} }
variable "customer_gateway_tags" { default = {} }
variable "default_security_group_name" { default = null }
variable "default_security_group_tags" { default = {} }
variable "default_route_table_name" { default = null }
variable "default_route_table_tags" { default = {} }
variable "default_route_table_routes" { default = [] }
variable "default_route_table_propagating_vgws" { default = [] }
variable "default_network_acl_name" { default = null }
variable "default_network_acl_tags" { default = {} }
variable "default_network_acl_ingress" {
  default = [
    { rule_no = 100, action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" },
    { rule_no = 101, action = "allow", from_port = 0, to_port = 0, protocol = "-1", ipv6_cidr_block = "::/0" },
  ]
}
variable "default_network_acl_egress" {
  default = [
    { rule_no = 100, action = "allow", from_port = 0, to_port = 0, protocol = "-1", cidr_block = "0.0.0.0/0" },
    { rule_no = 101, action = "allow", from_port = 0, to_port = 0, protocol = "-1", ipv6_cidr_block = "::/0" },
  ]
}
variable "nat_gateway_connectivity_type" { default = {} }
variable "use_ipam_pool" { default = false }
variable "ipv4_ipam_pool_id" { default = null }
variable "ipv4_netmask_length" { default = null }
variable "ipv6_cidr" { default = null }
variable "region" { default = null }
variable "create_private_nat_gateway_route" { default = true }
variable "nat_gateway_destination_cidr_block" { default = "0.0.0.0/0" }
variable "vpn_gateway_id" { default = "" }
variable "enable_public_redshift" { default = false }
variable "database_subnet_group_name" { default = null }
variable "create_elasticache_subnet_group" { default = true }
variable "elasticache_subnet_group_name" { default = null }
variable "create_redshift_subnet_group" { default = true }
variable "redshift_subnet_group_name" { default = null }
variable "map_public_ip_on_launch" { default = false }
variable "create_igw" { default = true }
variable "create_egress_only_igw" { default = true }
variable "enable_nat_gateway" { default = false }
variable "single_nat_gateway" { default = false }
variable "one_nat_gateway_per_az" { default = false }
variable "reuse_nat_ips" { default = false }
variable "external_nat_ip_ids" { default = [] }
variable "create_multiple_public_route_tables" { default = false }
variable "create_multiple_intra_route_tables" { default = false }
variable "create_database_subnet_group" { default = true }
variable "create_database_subnet_route_table" { default = false }
variable "create_database_internet_gateway_route" { default = false }
variable "create_database_nat_gateway_route" { default = false }
variable "create_elasticache_subnet_route_table" { default = false }
variable "create_redshift_subnet_route_table" { default = false }
variable "enable_vpn_gateway" { default = false }
variable "amazon_side_asn" { default = null }
variable "propagate_private_route_tables_vgw" { default = false }
variable "propagate_public_route_tables_vgw" { default = false }
variable "propagate_intra_route_tables_vgw" { default = false }
variable "manage_default_security_group" { default = true }
variable "default_security_group_ingress" { default = [] }
variable "default_security_group_egress" { default = [] }
variable "manage_default_network_acl" { default = true }
variable "manage_default_route_table" { default = true }
variable "customer_gateways" { default = {} }

locals {
  # As many subnets of a tier as it has blocks of either family; those of IPv6 alone have no others.
  size = {
    public      = max(length(var.public_subnets), length(var.public_subnet_ipv6_prefixes))
    private     = max(length(var.private_subnets), length(var.private_subnet_ipv6_prefixes))
    database    = max(length(var.database_subnets), length(var.database_subnet_ipv6_prefixes))
    elasticache = max(length(var.elasticache_subnets), length(var.elasticache_subnet_ipv6_prefixes))
    redshift    = max(length(var.redshift_subnets), length(var.redshift_subnet_ipv6_prefixes))
    intra       = max(length(var.intra_subnets), length(var.intra_subnet_ipv6_prefixes))
  }
  widest  = max([for tier, n in local.size : n if tier != "intra"]...)
  # A regional NAT gateway is one for the VPC, and each private subnet has a table that leads to it.
  mode     = try(var.nat_gateway_connectivity_type.availability_mode, null)
  regional = local.mode == "regional"
  nats    = var.single_nat_gateway || local.mode == "zonal" ? 1 : (var.one_nat_gateway_per_az ? length(var.azs) : local.widest)
  made    = var.enable_nat_gateway && !local.regional && local.size.public > 0 ? local.nats : 0
  gateways = local.made > 0 ? aws_nat_gateway.this[*].id : aws_nat_gateway.regional[*].id
  opened  = var.create_igw && local.size.public > 0
  publics = var.create_multiple_public_route_tables ? local.size.public : min(local.size.public, 1)
  intras  = var.create_multiple_intra_route_tables ? local.size.intra : min(local.size.intra, 1)
  # Private tables stand beside private subnets, one for each NAT gateway that there is or would be.
  privates = local.size.private > 0 ? (local.regional ? local.size.private : local.nats) : 0
  # Which subnets of a tier have a table of their own.
  own_database = var.create_database_subnet_route_table && local.size.database > 0
  databases    = local.own_database ? (var.single_nat_gateway || var.create_database_internet_gateway_route ? 1 : local.size.database) : 0
  # A zone is named, or known by its id.
  named  = { for z in distinct(var.azs) : z => length(regexall("^[a-z]+-", z)) > 0 }
  vgw    = var.enable_vpn_gateway ? try(aws_vpn_gateway.this[0].id, null) : var.vpn_gateway_id
  to_vgw = var.enable_vpn_gateway || var.vpn_gateway_id != ""
  acls = { for tier, a in {
    public      = { own = var.public_dedicated_network_acl, subnets = aws_subnet.public[*].id, name = var.public_subnet_suffix, tags = var.public_acl_tags, into = var.public_inbound_acl_rules, out = var.public_outbound_acl_rules }
    private     = { own = var.private_dedicated_network_acl, subnets = aws_subnet.private[*].id, name = var.private_subnet_suffix, tags = var.private_acl_tags, into = var.private_inbound_acl_rules, out = var.private_outbound_acl_rules }
    database    = { own = var.database_dedicated_network_acl, subnets = aws_subnet.database[*].id, name = var.database_subnet_suffix, tags = var.database_acl_tags, into = var.database_inbound_acl_rules, out = var.database_outbound_acl_rules }
    elasticache = { own = var.elasticache_dedicated_network_acl, subnets = aws_subnet.elasticache[*].id, name = var.elasticache_subnet_suffix, tags = var.elasticache_acl_tags, into = var.elasticache_inbound_acl_rules, out = var.elasticache_outbound_acl_rules }
    redshift    = { own = var.redshift_dedicated_network_acl, subnets = aws_subnet.redshift[*].id, name = var.redshift_subnet_suffix, tags = var.redshift_acl_tags, into = var.redshift_inbound_acl_rules, out = var.redshift_outbound_acl_rules }
    intra       = { own = var.intra_dedicated_network_acl, subnets = aws_subnet.intra[*].id, name = var.intra_subnet_suffix, tags = var.intra_acl_tags, into = var.intra_inbound_acl_rules, out = var.intra_outbound_acl_rules }
  } : tier => a if var.create_vpc && a.own && length(a.subnets) > 0 }
}

resource "aws_vpc" "this" {
  count                            = var.create_vpc ? 1 : 0
  region                           = var.region
  cidr_block                       = var.use_ipam_pool ? null : var.cidr
  ipv4_ipam_pool_id                = var.ipv4_ipam_pool_id
  ipv4_netmask_length              = var.ipv4_netmask_length
  ipv6_cidr_block                  = var.ipv6_cidr
  enable_dns_hostnames             = var.enable_dns_hostnames
  enable_dns_support               = var.enable_dns_support
  assign_generated_ipv6_cidr_block = var.enable_ipv6 && !var.use_ipam_pool ? true : null
  tags                             = merge({ Name = var.name }, var.tags, var.vpc_tags)
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count      = var.create_vpc ? length(var.secondary_cidr_blocks) : 0
  vpc_id     = aws_vpc.this[0].id
  cidr_block = var.secondary_cidr_blocks[count.index]
}

resource "aws_subnet" "public" {
  count                           = var.create_vpc ? (!var.one_nat_gateway_per_az || local.size.public >= length(var.azs) ? local.size.public : 0) : 0
  vpc_id                          = aws_vpc.this[0].id
  cidr_block                      = var.public_subnet_ipv6_native ? null : var.public_subnets[count.index]
  availability_zone               = local.named[element(var.azs, count.index)] ? element(var.azs, count.index) : null
  availability_zone_id            = local.named[element(var.azs, count.index)] ? null : element(var.azs, count.index)
  map_public_ip_on_launch         = var.map_public_ip_on_launch
  ipv6_native                     = var.enable_ipv6 && var.public_subnet_ipv6_native
  assign_ipv6_address_on_creation = var.enable_ipv6 && var.public_subnet_ipv6_native ? true : var.public_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.public_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.public_subnet_ipv6_prefixes[count.index]) : null
  tags                            = merge({ Name = try(var.public_subnet_names[count.index], "${var.name}-${var.public_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags, var.public_subnet_tags, length(var.public_subnet_tags_per_az) > 0 ? lookup(var.public_subnet_tags_per_az, element(var.azs, count.index), {}) : {})
}

resource "aws_subnet" "private" {
  count                           = var.create_vpc ? (local.size.private) : 0
  vpc_id                          = aws_vpc.this[0].id
  cidr_block                      = var.private_subnet_ipv6_native ? null : var.private_subnets[count.index]
  availability_zone               = local.named[element(var.azs, count.index)] ? element(var.azs, count.index) : null
  availability_zone_id            = local.named[element(var.azs, count.index)] ? null : element(var.azs, count.index)
  ipv6_native                     = var.enable_ipv6 && var.private_subnet_ipv6_native
  assign_ipv6_address_on_creation = var.enable_ipv6 && var.private_subnet_ipv6_native ? true : var.private_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.private_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.private_subnet_ipv6_prefixes[count.index]) : null
  tags                            = merge({ Name = try(var.private_subnet_names[count.index], "${var.name}-${var.private_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags, var.private_subnet_tags, length(var.private_subnet_tags_per_az) > 0 ? lookup(var.private_subnet_tags_per_az, element(var.azs, count.index), {}) : {})
}

resource "aws_subnet" "database" {
  count                           = var.create_vpc ? (local.size.database) : 0
  vpc_id                          = aws_vpc.this[0].id
  cidr_block                      = var.database_subnet_ipv6_native ? null : var.database_subnets[count.index]
  availability_zone               = local.named[element(var.azs, count.index)] ? element(var.azs, count.index) : null
  availability_zone_id            = local.named[element(var.azs, count.index)] ? null : element(var.azs, count.index)
  ipv6_native                     = var.enable_ipv6 && var.database_subnet_ipv6_native
  assign_ipv6_address_on_creation = var.enable_ipv6 && var.database_subnet_ipv6_native ? true : var.database_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.database_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.database_subnet_ipv6_prefixes[count.index]) : null
  tags                            = merge({ Name = try(var.database_subnet_names[count.index], "${var.name}-${var.database_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags, var.database_subnet_tags)
}

resource "aws_subnet" "elasticache" {
  count                           = var.create_vpc ? (local.size.elasticache) : 0
  vpc_id                          = aws_vpc.this[0].id
  cidr_block                      = var.elasticache_subnet_ipv6_native ? null : var.elasticache_subnets[count.index]
  availability_zone               = local.named[element(var.azs, count.index)] ? element(var.azs, count.index) : null
  availability_zone_id            = local.named[element(var.azs, count.index)] ? null : element(var.azs, count.index)
  ipv6_native                     = var.enable_ipv6 && var.elasticache_subnet_ipv6_native
  assign_ipv6_address_on_creation = var.enable_ipv6 && var.elasticache_subnet_ipv6_native ? true : var.elasticache_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.elasticache_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.elasticache_subnet_ipv6_prefixes[count.index]) : null
  tags                            = merge({ Name = try(var.elasticache_subnet_names[count.index], "${var.name}-${var.elasticache_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags, var.elasticache_subnet_tags)
}

resource "aws_subnet" "redshift" {
  count                           = var.create_vpc ? (local.size.redshift) : 0
  vpc_id                          = aws_vpc.this[0].id
  cidr_block                      = var.redshift_subnet_ipv6_native ? null : var.redshift_subnets[count.index]
  availability_zone               = local.named[element(var.azs, count.index)] ? element(var.azs, count.index) : null
  availability_zone_id            = local.named[element(var.azs, count.index)] ? null : element(var.azs, count.index)
  ipv6_native                     = var.enable_ipv6 && var.redshift_subnet_ipv6_native
  assign_ipv6_address_on_creation = var.enable_ipv6 && var.redshift_subnet_ipv6_native ? true : var.redshift_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.redshift_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.redshift_subnet_ipv6_prefixes[count.index]) : null
  tags                            = merge({ Name = try(var.redshift_subnet_names[count.index], "${var.name}-${var.redshift_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags, var.redshift_subnet_tags)
}

resource "aws_subnet" "intra" {
  count                           = var.create_vpc ? (local.size.intra) : 0
  vpc_id                          = aws_vpc.this[0].id
  cidr_block                      = var.intra_subnet_ipv6_native ? null : var.intra_subnets[count.index]
  availability_zone               = local.named[element(var.azs, count.index)] ? element(var.azs, count.index) : null
  availability_zone_id            = local.named[element(var.azs, count.index)] ? null : element(var.azs, count.index)
  ipv6_native                     = var.enable_ipv6 && var.intra_subnet_ipv6_native
  assign_ipv6_address_on_creation = var.enable_ipv6 && var.intra_subnet_ipv6_native ? true : var.intra_subnet_assign_ipv6_address_on_creation
  ipv6_cidr_block                 = var.enable_ipv6 && length(var.intra_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.intra_subnet_ipv6_prefixes[count.index]) : null
  tags                            = merge({ Name = try(var.intra_subnet_names[count.index], "${var.name}-${var.intra_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags, var.intra_subnet_tags)
}

resource "aws_internet_gateway" "this" {
  count  = var.create_vpc && local.opened ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = var.name }, var.tags, var.igw_tags)
}

resource "aws_egress_only_internet_gateway" "this" {
  count  = var.create_vpc && var.create_egress_only_igw && var.enable_ipv6 && local.widest > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = var.name }, var.tags, var.igw_tags)
}

resource "aws_route_table" "public" {
  count  = var.create_vpc ? local.publics : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = local.publics > 1 ? "${var.name}-${var.public_subnet_suffix}-${element(var.azs, count.index)}" : "${var.name}-${var.public_subnet_suffix}" }, var.tags, var.public_route_table_tags)
}

resource "aws_route" "public" {
  count                  = var.create_vpc && local.opened ? local.publics : 0
  route_table_id         = aws_route_table.public[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "public_ipv6" {
  count                       = var.create_vpc && local.opened && var.enable_ipv6 ? local.publics : 0
  route_table_id              = aws_route_table.public[count.index].id
  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  count          = var.create_vpc ? length(aws_subnet.public) : 0
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = element(aws_route_table.public[*].id, count.index)
}

resource "aws_route_table" "private" {
  count  = var.create_vpc ? local.privates : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = var.single_nat_gateway && !local.regional ? "${var.name}-${var.private_subnet_suffix}" : "${var.name}-${var.private_subnet_suffix}-${element(var.azs, count.index)}" }, var.tags, var.private_route_table_tags)
}

resource "aws_route_table_association" "private" {
  count          = var.create_vpc ? length(aws_subnet.private) : 0
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = element(aws_route_table.private[*].id, var.single_nat_gateway && !local.regional ? 0 : count.index)
}

resource "aws_route_table" "database" {
  count  = var.create_vpc ? local.databases : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = local.databases > 1 ? "${var.name}-${var.database_subnet_suffix}-${element(var.azs, count.index)}" : "${var.name}-${var.database_subnet_suffix}" }, var.tags, var.database_route_table_tags)
}

resource "aws_route" "database_igw" {
  count                  = var.create_vpc && local.own_database && var.create_database_internet_gateway_route && local.opened ? 1 : 0
  route_table_id         = aws_route_table.database[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "database_nat" {
  count                  = var.create_vpc && local.own_database && !var.create_database_internet_gateway_route && var.create_database_nat_gateway_route && length(local.gateways) > 0 ? local.databases : 0
  route_table_id         = aws_route_table.database[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(local.gateways, count.index)
}

resource "aws_route" "database_nat64" {
  count                       = var.create_vpc && var.enable_ipv6 && var.database_subnet_enable_dns64 && (length(var.database_subnet_ipv6_prefixes) > 0 || var.database_subnet_ipv6_native) && local.own_database && !var.create_database_internet_gateway_route && var.create_database_nat_gateway_route && length(local.gateways) > 0 ? local.databases : 0
  route_table_id              = aws_route_table.database[count.index].id
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = element(local.gateways, count.index)
}

resource "aws_route" "database_ipv6" {
  count                       = var.create_vpc && var.enable_ipv6 && var.create_egress_only_igw && local.own_database && var.create_database_internet_gateway_route ? 1 : 0
  route_table_id              = aws_route_table.database[0].id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
}

resource "aws_route_table_association" "database" {
  count          = var.create_vpc ? length(aws_subnet.database) : 0
  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = element(coalescelist(aws_route_table.database[*].id, aws_route_table.private[*].id), local.databases == 0 && var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "elasticache" {
  count  = var.create_vpc && var.create_elasticache_subnet_route_table && local.size.elasticache > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = "${var.name}-${var.elasticache_subnet_suffix}" }, var.tags, var.elasticache_route_table_tags)
}

resource "aws_route_table_association" "elasticache" {
  count          = var.create_vpc ? length(aws_subnet.elasticache) : 0
  subnet_id      = aws_subnet.elasticache[count.index].id
  route_table_id = element(coalescelist(aws_route_table.elasticache[*].id, aws_route_table.private[*].id), var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "redshift" {
  count  = var.create_vpc && var.create_redshift_subnet_route_table && local.size.redshift > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = "${var.name}-${var.redshift_subnet_suffix}" }, var.tags, var.redshift_route_table_tags)
}

resource "aws_route_table_association" "redshift" {
  count          = var.create_vpc ? length(aws_subnet.redshift) : 0
  subnet_id      = aws_subnet.redshift[count.index].id
  route_table_id = element(coalescelist(aws_route_table.redshift[*].id, var.enable_public_redshift ? aws_route_table.public[*].id : aws_route_table.private[*].id), var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "intra" {
  count  = var.create_vpc ? local.intras : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = local.intras > 1 ? "${var.name}-${var.intra_subnet_suffix}-${element(var.azs, count.index)}" : "${var.name}-${var.intra_subnet_suffix}" }, var.tags, var.intra_route_table_tags)
}

resource "aws_route_table_association" "intra" {
  count          = var.create_vpc ? length(aws_subnet.intra) : 0
  subnet_id      = aws_subnet.intra[count.index].id
  route_table_id = element(aws_route_table.intra[*].id, count.index)
}

resource "aws_eip" "nat" {
  count  = var.create_vpc && !var.reuse_nat_ips ? local.made : 0
  domain = "vpc"
  tags   = merge({ Name = "${var.name}-${element(var.azs, count.index)}" }, var.tags, var.nat_eip_tags)
}

resource "aws_nat_gateway" "this" {
  count         = var.create_vpc ? local.made : 0
  allocation_id = element(var.reuse_nat_ips ? var.external_nat_ip_ids : aws_eip.nat[*].id, count.index)
  subnet_id     = element(aws_subnet.public[*].id, count.index)
  tags          = merge({ Name = "${var.name}-${element(var.azs, count.index)}" }, var.tags, var.nat_gateway_tags)
}

resource "aws_nat_gateway" "regional" {
  count             = var.create_vpc && var.enable_nat_gateway && local.regional ? 1 : 0
  vpc_id            = aws_vpc.this[0].id
  availability_mode = "regional"
  tags              = merge({ Name = var.name }, var.tags, var.nat_gateway_tags)
}

resource "aws_route" "private_nat" {
  count                  = var.create_vpc && var.create_private_nat_gateway_route && length(local.gateways) > 0 ? local.privates : 0
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = var.nat_gateway_destination_cidr_block
  nat_gateway_id         = element(local.gateways, count.index)
}

resource "aws_route" "private_nat64" {
  count                       = var.create_vpc && var.enable_ipv6 && var.private_subnet_enable_dns64 && (length(var.private_subnet_ipv6_prefixes) > 0 || var.private_subnet_ipv6_native) && length(local.gateways) > 0 ? local.privates : 0
  route_table_id              = aws_route_table.private[count.index].id
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = element(local.gateways, count.index)
}

resource "aws_route" "private_ipv6" {
  count                       = var.create_vpc && var.create_egress_only_igw && var.enable_ipv6 ? local.privates : 0
  route_table_id              = aws_route_table.private[count.index].id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
}

resource "aws_db_subnet_group" "database" {
  count      = var.create_vpc && var.create_database_subnet_group && local.size.database > 0 ? 1 : 0
  name       = lower(coalesce(var.database_subnet_group_name, var.name))
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_elasticache_subnet_group" "elasticache" {
  count      = var.create_vpc && var.create_elasticache_subnet_group && local.size.elasticache > 0 ? 1 : 0
  name       = coalesce(var.elasticache_subnet_group_name, var.name)
  subnet_ids = aws_subnet.elasticache[*].id
}

resource "aws_redshift_subnet_group" "redshift" {
  count      = var.create_vpc && var.create_redshift_subnet_group && local.size.redshift > 0 ? 1 : 0
  name       = lower(coalesce(var.redshift_subnet_group_name, var.name))
  subnet_ids = aws_subnet.redshift[*].id
}

resource "aws_vpn_gateway" "this" {
  count           = var.create_vpc && var.enable_vpn_gateway ? 1 : 0
  vpc_id          = aws_vpc.this[0].id
  amazon_side_asn = var.amazon_side_asn
  tags            = merge({ Name = var.name }, var.tags, var.vpn_gateway_tags)
}

resource "aws_vpn_gateway_attachment" "this" {
  count          = var.create_vpc && !var.enable_vpn_gateway && var.vpn_gateway_id != "" ? 1 : 0
  vpc_id         = aws_vpc.this[0].id
  vpn_gateway_id = var.vpn_gateway_id
}

resource "aws_vpn_gateway_route_propagation" "public" {
  count          = var.create_vpc && local.to_vgw && var.propagate_public_route_tables_vgw ? local.publics : 0
  route_table_id = aws_route_table.public[count.index].id
  vpn_gateway_id = local.vgw
}

resource "aws_vpn_gateway_route_propagation" "private" {
  count          = var.create_vpc && local.to_vgw && var.propagate_private_route_tables_vgw ? local.privates : 0
  route_table_id = aws_route_table.private[count.index].id
  vpn_gateway_id = local.vgw
}

resource "aws_vpn_gateway_route_propagation" "intra" {
  count          = var.create_vpc && local.to_vgw && var.propagate_intra_route_tables_vgw ? local.intras : 0
  route_table_id = aws_route_table.intra[count.index].id
  vpn_gateway_id = local.vgw
}

resource "aws_customer_gateway" "this" {
  for_each   = { for k, v in var.customer_gateways : k => v if var.create_vpc }
  bgp_asn    = try(each.value["bgp_asn"], each.value["bgp_asn_extended"], null)
  ip_address = lookup(each.value, "ip_address", null)
  type       = "ipsec.1"
  tags       = merge({ Name = "${var.name}-${each.key}" }, var.tags, var.customer_gateway_tags)
}

resource "aws_network_acl" "this" {
  for_each   = local.acls
  vpc_id     = aws_vpc.this[0].id
  subnet_ids = each.value.subnets
  dynamic "ingress" {
    for_each = each.value.into
    content {
      rule_no         = ingress.value.rule_number
      action          = ingress.value.rule_action
      protocol        = ingress.value.protocol
      from_port       = lookup(ingress.value, "from_port", null)
      to_port         = lookup(ingress.value, "to_port", null)
      icmp_type       = lookup(ingress.value, "icmp_type", null)
      icmp_code       = lookup(ingress.value, "icmp_code", null)
      cidr_block      = lookup(ingress.value, "cidr_block", null)
      ipv6_cidr_block = lookup(ingress.value, "ipv6_cidr_block", null)
    }
  }
  dynamic "egress" {
    for_each = each.value.out
    content {
      rule_no         = egress.value.rule_number
      action          = egress.value.rule_action
      protocol        = egress.value.protocol
      from_port       = lookup(egress.value, "from_port", null)
      to_port         = lookup(egress.value, "to_port", null)
      icmp_type       = lookup(egress.value, "icmp_type", null)
      icmp_code       = lookup(egress.value, "icmp_code", null)
      cidr_block      = lookup(egress.value, "cidr_block", null)
      ipv6_cidr_block = lookup(egress.value, "ipv6_cidr_block", null)
    }
  }
  tags = merge({ Name = "${var.name}-${each.value.name}" }, var.tags, each.value.tags)
}

resource "aws_default_network_acl" "this" {
  count                  = var.create_vpc && var.manage_default_network_acl ? 1 : 0
  default_network_acl_id = aws_vpc.this[0].default_network_acl_id
  dynamic "ingress" {
    for_each = var.default_network_acl_ingress
    content {
      rule_no         = ingress.value.rule_no
      action          = ingress.value.action
      protocol        = ingress.value.protocol
      from_port       = lookup(ingress.value, "from_port", null)
      to_port         = lookup(ingress.value, "to_port", null)
      icmp_type       = lookup(ingress.value, "icmp_type", null)
      icmp_code       = lookup(ingress.value, "icmp_code", null)
      cidr_block      = lookup(ingress.value, "cidr_block", null)
      ipv6_cidr_block = lookup(ingress.value, "ipv6_cidr_block", null)
    }
  }
  dynamic "egress" {
    for_each = var.default_network_acl_egress
    content {
      rule_no         = egress.value.rule_no
      action          = egress.value.action
      protocol        = egress.value.protocol
      from_port       = lookup(egress.value, "from_port", null)
      to_port         = lookup(egress.value, "to_port", null)
      icmp_type       = lookup(egress.value, "icmp_type", null)
      icmp_code       = lookup(egress.value, "icmp_code", null)
      cidr_block      = lookup(egress.value, "cidr_block", null)
      ipv6_cidr_block = lookup(egress.value, "ipv6_cidr_block", null)
    }
  }
  tags = merge({ Name = coalesce(var.default_network_acl_name, "${var.name}-default") }, var.tags, var.default_network_acl_tags)
}

resource "aws_default_route_table" "default" {
  count                  = var.create_vpc && var.manage_default_route_table ? 1 : 0
  default_route_table_id = aws_vpc.this[0].default_route_table_id
  propagating_vgws       = var.default_route_table_propagating_vgws
  dynamic "route" {
    for_each = var.default_route_table_routes
    content {
      cidr_block                = lookup(route.value, "cidr_block", null)
      ipv6_cidr_block           = lookup(route.value, "ipv6_cidr_block", null)
      gateway_id                = lookup(route.value, "gateway_id", null)
      egress_only_gateway_id    = lookup(route.value, "egress_only_gateway_id", null)
      nat_gateway_id            = lookup(route.value, "nat_gateway_id", null)
      network_interface_id      = lookup(route.value, "network_interface_id", null)
      transit_gateway_id        = lookup(route.value, "transit_gateway_id", null)
      vpc_endpoint_id           = lookup(route.value, "vpc_endpoint_id", null)
      vpc_peering_connection_id = lookup(route.value, "vpc_peering_connection_id", null)
    }
  }
  tags = merge({ Name = coalesce(var.default_route_table_name, "${var.name}-default") }, var.tags, var.default_route_table_tags)
}

resource "aws_default_security_group" "this" {
  count  = var.create_vpc && var.manage_default_security_group ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  dynamic "ingress" {
    for_each = var.default_security_group_ingress
    content {
      self             = lookup(ingress.value, "self", null)
      cidr_blocks      = compact(split(",", lookup(ingress.value, "cidr_blocks", "")))
      ipv6_cidr_blocks = compact(split(",", lookup(ingress.value, "ipv6_cidr_blocks", "")))
      security_groups  = compact(split(",", lookup(ingress.value, "security_groups", "")))
      from_port        = lookup(ingress.value, "from_port", 0)
      to_port          = lookup(ingress.value, "to_port", 0)
      protocol         = lookup(ingress.value, "protocol", "-1")
    }
  }
  dynamic "egress" {
    for_each = var.default_security_group_egress
    content {
      self             = lookup(egress.value, "self", null)
      cidr_blocks      = compact(split(",", lookup(egress.value, "cidr_blocks", "")))
      ipv6_cidr_blocks = compact(split(",", lookup(egress.value, "ipv6_cidr_blocks", "")))
      security_groups  = compact(split(",", lookup(egress.value, "security_groups", "")))
      from_port        = lookup(egress.value, "from_port", 0)
      to_port          = lookup(egress.value, "to_port", 0)
      protocol         = lookup(egress.value, "protocol", "-1")
    }
  }
  tags = merge({ Name = coalesce(var.default_security_group_name, "${var.name}-default") }, var.tags, var.default_security_group_tags)
}

output "vpc_id" { value = try(aws_vpc.this[0].id, null) }
output "vpc_arn" { value = try(aws_vpc.this[0].arn, null) }
output "vpc_cidr_block" { value = try(aws_vpc.this[0].cidr_block, null) }
output "vpc_ipv6_cidr_block" { value = try(aws_vpc.this[0].ipv6_cidr_block, null) }
output "vpc_secondary_cidr_blocks" { value = var.secondary_cidr_blocks }
output "default_security_group_id" { value = try(aws_vpc.this[0].default_security_group_id, null) }
output "default_network_acl_id" { value = try(aws_vpc.this[0].default_network_acl_id, null) }
output "default_route_table_id" { value = try(aws_vpc.this[0].default_route_table_id, null) }
output "vpc_main_route_table_id" { value = try(aws_vpc.this[0].main_route_table_id, null) }
output "igw_id" { value = try(aws_internet_gateway.this[0].id, null) }
output "egress_only_internet_gateway_id" { value = try(aws_egress_only_internet_gateway.this[0].id, null) }
output "vgw_id" { value = try(aws_vpn_gateway.this[0].id, null) }
output "cgw_ids" { value = [for k, v in aws_customer_gateway.this : v.id] }
output "public_subnets" { value = aws_subnet.public[*].id }
output "private_subnets" { value = aws_subnet.private[*].id }
output "database_subnets" { value = aws_subnet.database[*].id }
output "elasticache_subnets" { value = aws_subnet.elasticache[*].id }
output "redshift_subnets" { value = aws_subnet.redshift[*].id }
output "intra_subnets" { value = aws_subnet.intra[*].id }
output "public_subnets_cidr_blocks" { value = aws_subnet.public[*].cidr_block }
output "private_subnets_cidr_blocks" { value = aws_subnet.private[*].cidr_block }
output "database_subnets_cidr_blocks" { value = aws_subnet.database[*].cidr_block }
output "elasticache_subnets_cidr_blocks" { value = aws_subnet.elasticache[*].cidr_block }
output "intra_subnets_cidr_blocks" { value = aws_subnet.intra[*].cidr_block }
output "public_route_table_ids" { value = aws_route_table.public[*].id }
output "private_route_table_ids" { value = aws_route_table.private[*].id }
output "database_route_table_ids" { value = coalescelist(aws_route_table.database[*].id, aws_route_table.private[*].id, [null]) }
output "elasticache_route_table_ids" { value = coalescelist(aws_route_table.elasticache[*].id, aws_route_table.private[*].id, [null]) }
output "redshift_route_table_ids" { value = coalescelist(aws_route_table.redshift[*].id, aws_route_table.private[*].id, [null]) }
output "intra_route_table_ids" { value = aws_route_table.intra[*].id }
output "natgw_ids" { value = concat(aws_nat_gateway.this[*].id, aws_nat_gateway.regional[*].id) }
output "nat_ids" { value = aws_eip.nat[*].id }
output "nat_public_ips" { value = aws_eip.nat[*].public_ip }
output "database_subnet_group" { value = try(aws_db_subnet_group.database[0].id, null) }
output "database_subnet_group_name" { value = try(aws_db_subnet_group.database[0].name, null) }
output "azs" { value = var.azs }
output "name" { value = var.name }
output "public_subnet_objects" { value = aws_subnet.public }
output "public_subnet_arns" { value = aws_subnet.public[*].arn }
output "public_subnets_ipv6_cidr_blocks" { value = aws_subnet.public[*].ipv6_cidr_block }
output "public_network_acl_id" { value = try(aws_network_acl.this["public"].id, "") }
output "private_subnet_objects" { value = aws_subnet.private }
output "private_subnet_arns" { value = aws_subnet.private[*].arn }
output "private_subnets_ipv6_cidr_blocks" { value = aws_subnet.private[*].ipv6_cidr_block }
output "private_network_acl_id" { value = try(aws_network_acl.this["private"].id, "") }
output "database_subnet_objects" { value = aws_subnet.database }
output "database_subnet_arns" { value = aws_subnet.database[*].arn }
output "database_subnets_ipv6_cidr_blocks" { value = aws_subnet.database[*].ipv6_cidr_block }
output "database_network_acl_id" { value = try(aws_network_acl.this["database"].id, "") }
output "elasticache_subnet_objects" { value = aws_subnet.elasticache }
output "elasticache_subnet_arns" { value = aws_subnet.elasticache[*].arn }
output "elasticache_subnets_ipv6_cidr_blocks" { value = aws_subnet.elasticache[*].ipv6_cidr_block }
output "elasticache_network_acl_id" { value = try(aws_network_acl.this["elasticache"].id, "") }
output "redshift_subnet_objects" { value = aws_subnet.redshift }
output "redshift_subnet_arns" { value = aws_subnet.redshift[*].arn }
output "redshift_subnets_ipv6_cidr_blocks" { value = aws_subnet.redshift[*].ipv6_cidr_block }
output "redshift_network_acl_id" { value = try(aws_network_acl.this["redshift"].id, "") }
output "intra_subnet_objects" { value = aws_subnet.intra }
output "intra_subnet_arns" { value = aws_subnet.intra[*].arn }
output "intra_subnets_ipv6_cidr_blocks" { value = aws_subnet.intra[*].ipv6_cidr_block }
output "intra_network_acl_id" { value = try(aws_network_acl.this["intra"].id, "") }
output "redshift_subnets_cidr_blocks" { value = aws_subnet.redshift[*].cidr_block }
output "igw_arn" { value = try(aws_internet_gateway.this[0].arn, null) }
output "vgw_arn" { value = try(aws_vpn_gateway.this[0].arn, null) }
output "natgw_interface_ids" { value = aws_nat_gateway.this[*].network_interface_id }
output "this_customer_gateway" { value = aws_customer_gateway.this }
output "vpc_enable_dns_support" { value = var.enable_dns_support }
output "vpc_enable_dns_hostnames" { value = var.enable_dns_hostnames }
output "vpc_instance_tenancy" { value = var.instance_tenancy }
output "vpc_owner_id" { value = try(aws_vpc.this[0].owner_id, null) }
output "elasticache_subnet_group" { value = try(aws_elasticache_subnet_group.elasticache[0].id, null) }
output "elasticache_subnet_group_name" { value = try(aws_elasticache_subnet_group.elasticache[0].name, null) }
output "redshift_subnet_group" { value = try(aws_redshift_subnet_group.redshift[0].id, null) }
