# What hashicorp/subnets/cidr makes of a block, written from its documentation. Nothing of it is a resource.

variable "base_cidr_block" {}
variable "networks" {}

locals {
  blocks = cidrsubnets(var.base_cidr_block, var.networks[*].new_bits...)
}

output "network_cidr_blocks" { value = { for n, w in var.networks : w.name => local.blocks[n] if w.name != null } }
output "networks" { value = [for n, w in var.networks : merge(w, { cidr_block = w.name != null ? local.blocks[n] : null })] }
output "base_cidr_block" { value = var.base_cidr_block }
