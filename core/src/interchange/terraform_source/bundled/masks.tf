# What drewmullen/subnets/cidr makes of a block, written from its documentation. Nothing of it is a resource.

variable "base_cidr_block" {}
variable "networks" {}
variable "separator" { default = "/" }

locals {
  whole  = tonumber(split("/", var.base_cidr_block)[1])
  blocks = cidrsubnets(var.base_cidr_block, [for w in var.networks : w.netmask - local.whole]...)
  kinds  = distinct([for w in var.networks : split(var.separator, w.name)[0]])
}

output "network_cidr_blocks" { value = { for n, w in var.networks : w.name => local.blocks[n] } }
output "grouped_by_separator" {
  value = { for k in local.kinds : k => { for n, w in var.networks : split(var.separator, w.name)[1] => local.blocks[n] if split(var.separator, w.name)[0] == k } }
}
