# What cloudposse/utils/aws gives of a region's zones: short names for the names of what stands in them.
data "aws_region" "here" {}
data "aws_availability_zones" "here" {}
locals {
  parts = split("-", data.aws_region.here.name)
  way = {
    north = "n", south = "s", east = "e", west = "w", central = "c", northeast = "ne", northwest = "nw", southeast = "se", southwest = "sw"
  }
  last  = element(local.parts, length(local.parts) - 1)
  where = lookup(local.way, element(local.parts, length(local.parts) - 2), "x")
  gov   = length(local.parts) > 3 ? substr(local.parts[1], 0, 1) : ""
  short = "${local.parts[0]}${local.gov}${local.where}${local.last}"
  fixed = "${substr(local.parts[0], 0, 1)}${local.gov}${substr(local.where, 0, 1)}${local.last}"
  names = data.aws_availability_zones.here.names
  zone  = { for z in local.names : z => substr(z, length(z) - 1, 1) }
}
output "region_az_alt_code_maps" {
  value = {
    identity = { for z in local.names : z => z }
    to_short = { for z in local.names : z => "${local.short}${local.zone[z]}" }
    to_fixed = { for z in local.names : z => "${local.fixed}${local.zone[z]}" }
  }
}
output "all_regions" { value = [data.aws_region.here.name] }
