provider "aws" { region = "eu-west-1" }
locals {
  delimiter = "-"
  e = true
  azs = sort(data.aws_availability_zones.default[0].names)
  az_id_map = try(zipmap(data.aws_availability_zones.default[0].zone_ids, data.aws_availability_zones.default[0].names), {})
  opt = { from = local.e ? [for id in ["euw1-az1"] : local.az_id_map[id]] : [], all = local.azs }
  use = slice(local.opt["all"], 0, 0 > 0 ? 1 : length(local.opt["all"]))
  bits = ceil(log(length(local.use) * 2, 2))
  need = true
  absent = {}
  base = length(var.v4) > 0 ? var.v4[0] : (local.need ? data.aws_vpc.default[0].cidr_block : "")
  nets = [for net in range(0, length(local.use)) : cidrsubnet(local.base, local.bits, net)]
  subnets = { public = { netmask = 24, nat_gateway_configuration = "all_azs" }, private = { netmask = 20, connect_to_public_natgw = true } }
  keys = keys(local.subnets)
  per_az = flatten([for az in slice(local.azs, 0, 2) : [for s in setsubtract(local.keys, ["public"]) : "${s}/${az}"]])
  objs = flatten([for t, d in local.subnets : [for az in slice(local.azs, 0, 2) : { name = "${t}/${az}", netmask = d.netmask }] if can(d.netmask)])
  calc = merge(try(local.absent.x, {}), try(module.calc[0].grouped_by_separator, {}))
  nat_opts = { all_azs = slice(local.azs, 0, 2), single_az = [local.azs[0]], none = [] }
  natc = try(length(local.subnets.public.nat_gateway_configuration), 0) != 0 ? local.subnets.public.nat_gateway_configuration : "none"
  nat_per_az = { for az in slice(local.azs, 0, 2) : az => { id : try(aws_nat_gateway.main[az].id, aws_nat_gateway.main[local.nat_opts[local.natc][0]].id) } if local.natc != "none" }
  vpc = var.create ? aws_vpc.main[0] : data.aws_vpc.default[0]
}
variable "create" {
  type = bool
  default = true
}
variable "v4" {
  type    = list(string)
  default = []
}
data "aws_availability_zones" "default" {
  count = local.e ? 1 : 0
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}
resource "aws_vpc" "main" {
  count      = 1
  cidr_block = "10.64.0.0/16"
}
data "aws_vpc" "default" {
  count = local.need ? 1 : 0
  id    = aws_vpc.main[0].id
}
module "calc" {
  count           = local.objs == [] ? 0 : 1
  source          = "drewmullen/subnets/cidr"
  base_cidr_block = local.vpc.cidr_block
  networks        = local.objs
}
module "named" {
  source          = "hashicorp/subnets/cidr"
  base_cidr_block = "10.65.0.0/16"
  networks = [
    { name = "a", new_bits = 4 },
    { name = null, new_bits = 4 },
    { name = "b", new_bits = 8 },
  ]
}
resource "aws_subnet" "public" {
  for_each          = toset(local.nat_opts["all_azs"])
  availability_zone = each.key
  vpc_id            = local.vpc.id
  cidr_block        = can(local.calc["public"][each.key]) ? local.calc["public"][each.key] : "10.0.0.0/8"
}
resource "aws_subnet" "private" {
  for_each          = toset(local.per_az)
  availability_zone = split("/", each.key)[1]
  vpc_id            = local.vpc.id
  cidr_block        = local.calc[split("/", each.key)[0]][split("/", each.key)[1]]
  tags              = { Name = "${split("/", each.key)[0]}-${split("/", each.key)[1]}" }
}
resource "aws_subnet" "named" {
  for_each   = module.named.network_cidr_blocks
  vpc_id     = aws_vpc.two.id
  cidr_block = each.value
}
resource "aws_vpc" "two" { cidr_block = module.named.base_cidr_block }
resource "aws_eip" "nat" {
  for_each = toset(local.nat_opts[local.natc])
}
resource "aws_nat_gateway" "main" {
  for_each      = toset(local.nat_opts[local.natc])
  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id
}
resource "aws_route_table" "private" {
  for_each = toset(try(local.per_az, []))
  vpc_id   = local.vpc.id
}
resource "aws_route_table_association" "private" {
  for_each       = toset(try(local.per_az, []))
  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}
resource "aws_route" "private_nat" {
  for_each               = toset([for s in local.per_az : s if contains([for t in local.keys : t if try(local.subnets[t].connect_to_public_natgw == true, false)], split("/", s)[0])])
  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = local.nat_per_az[split("/", each.key)[1]].id
}
