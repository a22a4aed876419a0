# What the inputs of cloudposse/dynamic-subnets/aws make of a network, written from its documentation.

variable "context" { default = {} }
variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "attributes" { default = [] }
variable "tags" { default = {} }
variable "vpc_id" {}
variable "igw_id" { default = [] }
variable "availability_zones" { default = [] }
variable "max_subnet_count" { default = 0 }
variable "ipv4_enabled" { default = true }
variable "ipv4_cidr_block" { default = [] }
variable "cidr_block" { default = null }
variable "ipv4_cidrs" { default = [] }
variable "public_subnets_enabled" { default = true }
variable "private_subnets_enabled" { default = true }
variable "nat_gateway_enabled" { default = null }
variable "nat_instance_enabled" { default = null }
variable "max_nats" { default = 999 }
variable "map_public_ip_on_launch" { default = true }

module "label" {
  source      = "cloudposse/label/null"
  context     = var.context
  enabled     = var.enabled
  namespace   = var.namespace
  tenant      = var.tenant
  environment = var.environment
  stage       = var.stage
  name        = var.name
  attributes  = var.attributes
  tags        = var.tags
}

data "aws_availability_zones" "all" {
  state = "available"
}

data "aws_vpc" "this" {
  id = var.vpc_id
}

locals {
  on      = module.label.enabled
  all     = length(var.availability_zones) > 0 ? var.availability_zones : sort(data.aws_availability_zones.all.names)
  zones   = local.on ? slice(local.all, 0, var.max_subnet_count > 0 ? min(var.max_subnet_count, length(local.all)) : length(local.all)) : []
  private = var.private_subnets_enabled ? local.zones : []
  public  = var.public_subnets_enabled ? local.zones : []

  # Room is kept for a subnet in every zone, private ones first.
  room    = var.max_subnet_count > 0 ? var.max_subnet_count : length(data.aws_availability_zones.all.names)
  first   = var.private_subnets_enabled ? local.room : 0
  bits    = ceil(log(max(1, local.first + (var.public_subnets_enabled ? local.room : 0)), 2))
  said    = try(tolist(var.ipv4_cidr_block)[0], null)
  whole   = local.said != null ? local.said : (var.cidr_block != null ? var.cidr_block : data.aws_vpc.this.cidr_block)
  gateway = try(flatten([var.igw_id])[0], null)
  nats    = coalesce(var.nat_gateway_enabled, !coalesce(var.nat_instance_enabled, false)) && var.private_subnets_enabled ? slice(local.public, 0, min(var.max_nats, length(local.public))) : []
}

resource "aws_subnet" "private" {
  count             = length(local.private)
  vpc_id            = var.vpc_id
  availability_zone = local.private[count.index]
  cidr_block        = try(var.ipv4_cidrs[0].private[count.index], cidrsubnet(local.whole, local.bits, count.index))
  tags              = merge(module.label.tags, { Name = format("%s-private-%s", module.label.id, local.private[count.index]) })
}

resource "aws_subnet" "public" {
  count                   = length(local.public)
  vpc_id                  = var.vpc_id
  availability_zone       = local.public[count.index]
  cidr_block              = try(var.ipv4_cidrs[0].public[count.index], cidrsubnet(local.whole, local.bits, local.first + count.index))
  map_public_ip_on_launch = var.map_public_ip_on_launch
  tags                    = merge(module.label.tags, { Name = format("%s-public-%s", module.label.id, local.public[count.index]) })
}

resource "aws_route_table" "private" {
  count  = length(local.private)
  vpc_id = var.vpc_id
  tags   = merge(module.label.tags, { Name = format("%s-private-%s", module.label.id, local.private[count.index]) })
}

resource "aws_route_table" "public" {
  count  = length(local.public) > 0 ? 1 : 0
  vpc_id = var.vpc_id
  tags   = merge(module.label.tags, { Name = format("%s-public", module.label.id) })
}

resource "aws_route_table_association" "private" {
  count          = length(local.private)
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}

resource "aws_route_table_association" "public" {
  count          = length(local.public)
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route" "public" {
  count                  = length(local.public) > 0 && local.gateway != null ? 1 : 0
  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = local.gateway
}

resource "aws_eip" "nat" {
  count  = length(local.nats)
  domain = "vpc"
  tags   = merge(module.label.tags, { Name = format("%s-nat-%s", module.label.id, local.nats[count.index]) })
}

resource "aws_nat_gateway" "this" {
  count         = length(local.nats)
  subnet_id     = aws_subnet.public[count.index].id
  allocation_id = aws_eip.nat[count.index].id
  tags          = merge(module.label.tags, { Name = format("%s-nat-%s", module.label.id, local.nats[count.index]) })
}

resource "aws_route" "private" {
  count                  = length(local.nats) > 0 ? length(local.private) : 0
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[count.index % length(local.nats)].id
}

output "public_subnet_ids" { value = aws_subnet.public[*].id }
output "private_subnet_ids" { value = aws_subnet.private[*].id }
output "public_subnet_cidrs" { value = aws_subnet.public[*].cidr_block }
output "private_subnet_cidrs" { value = aws_subnet.private[*].cidr_block }
output "public_route_table_ids" { value = aws_route_table.public[*].id }
output "private_route_table_ids" { value = aws_route_table.private[*].id }
output "nat_gateway_ids" { value = aws_nat_gateway.this[*].id }
output "availability_zones" { value = local.zones }
