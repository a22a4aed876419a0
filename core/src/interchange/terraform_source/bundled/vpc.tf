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
variable "public_subnet_tags" { default = {} }
variable "private_subnet_tags" { default = {} }
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
  widest = max(length(var.private_subnets), length(var.elasticache_subnets), length(var.database_subnets), length(var.redshift_subnets), 0)
  nats   = var.single_nat_gateway ? 1 : (var.one_nat_gateway_per_az ? length(var.azs) : local.widest)
  made   = var.enable_nat_gateway && length(var.public_subnets) > 0 ? local.nats : 0
  opened = var.create_igw && length(var.public_subnets) > 0
  publics = var.create_multiple_public_route_tables ? length(var.public_subnets) : min(length(var.public_subnets), 1)
  intras  = var.create_multiple_intra_route_tables ? length(var.intra_subnets) : min(length(var.intra_subnets), 1)
  # Which subnets of a tier have a table of their own.
  own_database = var.create_database_subnet_route_table && length(var.database_subnets) > 0
  databases    = local.own_database ? (var.single_nat_gateway || var.create_database_internet_gateway_route ? 1 : length(var.database_subnets)) : 0
  place        = { for z in distinct(var.azs) : z => z }
}

resource "aws_vpc" "this" {
  count                            = var.create_vpc ? 1 : 0
  cidr_block                       = var.cidr
  enable_dns_hostnames             = var.enable_dns_hostnames
  enable_dns_support               = var.enable_dns_support
  assign_generated_ipv6_cidr_block = var.enable_ipv6 ? true : null
  tags                             = merge({ Name = var.name }, var.tags, var.vpc_tags)
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count      = var.create_vpc ? length(var.secondary_cidr_blocks) : 0
  vpc_id     = aws_vpc.this[0].id
  cidr_block = var.secondary_cidr_blocks[count.index]
}

resource "aws_subnet" "public" {
  count                   = var.create_vpc ? length(var.public_subnets) : 0
  vpc_id                  = aws_vpc.this[0].id
  cidr_block              = var.public_subnets[count.index]
  availability_zone       = element(var.azs, count.index)
  map_public_ip_on_launch = var.map_public_ip_on_launch
  ipv6_cidr_block         = var.enable_ipv6 && length(var.public_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.public_subnet_ipv6_prefixes[count.index]) : null
  tags                    = merge({ Name = try(var.public_subnet_names[count.index], "${var.name}-${var.public_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags, var.public_subnet_tags)
}

resource "aws_subnet" "private" {
  count             = var.create_vpc ? length(var.private_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.private_subnets[count.index]
  availability_zone = element(var.azs, count.index)
  ipv6_cidr_block   = var.enable_ipv6 && length(var.private_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.private_subnet_ipv6_prefixes[count.index]) : null
  tags              = merge({ Name = try(var.private_subnet_names[count.index], "${var.name}-${var.private_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags, var.private_subnet_tags)
}

resource "aws_subnet" "database" {
  count             = var.create_vpc ? length(var.database_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.database_subnets[count.index]
  availability_zone = element(var.azs, count.index)
  tags              = merge({ Name = try(var.database_subnet_names[count.index], "${var.name}-${var.database_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags)
}

resource "aws_subnet" "elasticache" {
  count             = var.create_vpc ? length(var.elasticache_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.elasticache_subnets[count.index]
  availability_zone = element(var.azs, count.index)
  tags              = merge({ Name = try(var.elasticache_subnet_names[count.index], "${var.name}-${var.elasticache_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags)
}

resource "aws_subnet" "redshift" {
  count             = var.create_vpc ? length(var.redshift_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.redshift_subnets[count.index]
  availability_zone = element(var.azs, count.index)
  tags              = merge({ Name = try(var.redshift_subnet_names[count.index], "${var.name}-${var.redshift_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags)
}

resource "aws_subnet" "intra" {
  count             = var.create_vpc ? length(var.intra_subnets) : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.intra_subnets[count.index]
  availability_zone = element(var.azs, count.index)
  tags              = merge({ Name = try(var.intra_subnet_names[count.index], "${var.name}-${var.intra_subnet_suffix}-${element(var.azs, count.index)}") }, var.tags)
}

resource "aws_internet_gateway" "this" {
  count  = var.create_vpc && local.opened ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = var.name }, var.tags)
}

resource "aws_egress_only_internet_gateway" "this" {
  count  = var.create_vpc && var.create_egress_only_igw && var.enable_ipv6 && local.widest > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = var.name }, var.tags)
}

resource "aws_route_table" "public" {
  count  = var.create_vpc ? local.publics : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = local.publics > 1 ? "${var.name}-${var.public_subnet_suffix}-${element(var.azs, count.index)}" : "${var.name}-${var.public_subnet_suffix}" }, var.tags)
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
  count          = var.create_vpc ? length(var.public_subnets) : 0
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = element(aws_route_table.public[*].id, count.index)
}

resource "aws_route_table" "private" {
  count  = var.create_vpc && local.widest > 0 ? local.nats : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = var.single_nat_gateway ? "${var.name}-${var.private_subnet_suffix}" : "${var.name}-${var.private_subnet_suffix}-${element(var.azs, count.index)}" }, var.tags)
}

resource "aws_route_table_association" "private" {
  count          = var.create_vpc ? length(var.private_subnets) : 0
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = element(aws_route_table.private[*].id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "database" {
  count  = var.create_vpc ? local.databases : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = local.databases > 1 ? "${var.name}-${var.database_subnet_suffix}-${element(var.azs, count.index)}" : "${var.name}-${var.database_subnet_suffix}" }, var.tags)
}

resource "aws_route" "database_igw" {
  count                  = var.create_vpc && local.own_database && var.create_database_internet_gateway_route && local.opened ? 1 : 0
  route_table_id         = aws_route_table.database[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "database_nat" {
  count                  = var.create_vpc && local.own_database && !var.create_database_internet_gateway_route && var.create_database_nat_gateway_route && local.made > 0 ? local.databases : 0
  route_table_id         = aws_route_table.database[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route_table_association" "database" {
  count          = var.create_vpc ? length(var.database_subnets) : 0
  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = element(coalescelist(aws_route_table.database[*].id, aws_route_table.private[*].id), local.databases == 0 && var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "elasticache" {
  count  = var.create_vpc && var.create_elasticache_subnet_route_table && length(var.elasticache_subnets) > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = "${var.name}-${var.elasticache_subnet_suffix}" }, var.tags)
}

resource "aws_route_table_association" "elasticache" {
  count          = var.create_vpc ? length(var.elasticache_subnets) : 0
  subnet_id      = aws_subnet.elasticache[count.index].id
  route_table_id = element(coalescelist(aws_route_table.elasticache[*].id, aws_route_table.private[*].id), var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "redshift" {
  count  = var.create_vpc && var.create_redshift_subnet_route_table && length(var.redshift_subnets) > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = "${var.name}-${var.redshift_subnet_suffix}" }, var.tags)
}

resource "aws_route_table_association" "redshift" {
  count          = var.create_vpc ? length(var.redshift_subnets) : 0
  subnet_id      = aws_subnet.redshift[count.index].id
  route_table_id = element(coalescelist(aws_route_table.redshift[*].id, aws_route_table.private[*].id), var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "intra" {
  count  = var.create_vpc ? local.intras : 0
  vpc_id = aws_vpc.this[0].id
  tags   = merge({ Name = local.intras > 1 ? "${var.name}-${var.intra_subnet_suffix}-${element(var.azs, count.index)}" : "${var.name}-${var.intra_subnet_suffix}" }, var.tags)
}

resource "aws_route_table_association" "intra" {
  count          = var.create_vpc ? length(var.intra_subnets) : 0
  subnet_id      = aws_subnet.intra[count.index].id
  route_table_id = element(aws_route_table.intra[*].id, count.index)
}

resource "aws_eip" "nat" {
  count  = var.create_vpc && !var.reuse_nat_ips ? local.made : 0
  domain = "vpc"
  tags   = merge({ Name = "${var.name}-${element(var.azs, count.index)}" }, var.tags)
}

resource "aws_nat_gateway" "this" {
  count         = var.create_vpc ? local.made : 0
  allocation_id = element(var.reuse_nat_ips ? var.external_nat_ip_ids : aws_eip.nat[*].id, count.index)
  subnet_id     = element(aws_subnet.public[*].id, count.index)
  tags          = merge({ Name = "${var.name}-${element(var.azs, count.index)}" }, var.tags)
}

resource "aws_route" "private_nat" {
  count                  = var.create_vpc && local.widest > 0 && local.made > 0 ? local.nats : 0
  route_table_id         = element(aws_route_table.private[*].id, count.index)
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route" "private_ipv6" {
  count                       = var.create_vpc && var.create_egress_only_igw && var.enable_ipv6 && local.widest > 0 ? local.nats : 0
  route_table_id              = element(aws_route_table.private[*].id, count.index)
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
}

resource "aws_db_subnet_group" "database" {
  count      = var.create_vpc && var.create_database_subnet_group && length(var.database_subnets) > 0 ? 1 : 0
  name       = var.name
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_vpn_gateway" "this" {
  count           = var.create_vpc && var.enable_vpn_gateway ? 1 : 0
  vpc_id          = aws_vpc.this[0].id
  amazon_side_asn = var.amazon_side_asn
  tags            = merge({ Name = var.name }, var.tags)
}

resource "aws_vpn_gateway_route_propagation" "public" {
  count          = var.create_vpc && var.enable_vpn_gateway && var.propagate_public_route_tables_vgw ? local.publics : 0
  route_table_id = aws_route_table.public[count.index].id
  vpn_gateway_id = aws_vpn_gateway.this[0].id
}

resource "aws_vpn_gateway_route_propagation" "private" {
  count          = var.create_vpc && var.enable_vpn_gateway && var.propagate_private_route_tables_vgw && local.widest > 0 ? local.nats : 0
  route_table_id = aws_route_table.private[count.index].id
  vpn_gateway_id = aws_vpn_gateway.this[0].id
}

resource "aws_vpn_gateway_route_propagation" "intra" {
  count          = var.create_vpc && var.enable_vpn_gateway && var.propagate_intra_route_tables_vgw ? local.intras : 0
  route_table_id = aws_route_table.intra[count.index].id
  vpn_gateway_id = aws_vpn_gateway.this[0].id
}

resource "aws_customer_gateway" "this" {
  for_each   = { for k, v in var.customer_gateways : k => v if var.create_vpc }
  bgp_asn    = try(each.value["bgp_asn"], each.value["bgp_asn_extended"], null)
  ip_address = lookup(each.value, "ip_address", null)
  type       = "ipsec.1"
  tags       = merge({ Name = "${var.name}-${each.key}" }, var.tags)
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
output "natgw_ids" { value = aws_nat_gateway.this[*].id }
output "nat_ids" { value = aws_eip.nat[*].id }
output "nat_public_ips" { value = aws_eip.nat[*].public_ip }
output "database_subnet_group" { value = try(aws_db_subnet_group.database[0].id, null) }
output "database_subnet_group_name" { value = try(aws_db_subnet_group.database[0].name, null) }
output "azs" { value = var.azs }
output "name" { value = var.name }
