# What the inputs of cloudposse/vpc/aws make of a network, written from its documentation.

variable "context" { default = {} }
variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "attributes" { default = [] }
variable "tags" { default = {} }
variable "ipv4_primary_cidr_block" { default = null }
variable "cidr_block" { default = null }
variable "ipv4_additional_cidr_block_associations" { default = {} }
variable "assign_generated_ipv6_cidr_block" { default = true }
variable "dns_hostnames_enabled" { default = true }
variable "dns_support_enabled" { default = true }
variable "internet_gateway_enabled" { default = true }
variable "ipv6_egress_only_internet_gateway_enabled" { default = false }
variable "default_security_group_deny_all" { default = true }
variable "instance_tenancy" { default = "default" }

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

locals {
  on   = module.label.enabled ? 1 : 0
  tags = module.label.tags
}

resource "aws_vpc" "this" {
  count                            = local.on
  cidr_block                       = var.ipv4_primary_cidr_block == null ? var.cidr_block : var.ipv4_primary_cidr_block
  assign_generated_ipv6_cidr_block = var.assign_generated_ipv6_cidr_block
  enable_dns_hostnames             = var.dns_hostnames_enabled
  enable_dns_support               = var.dns_support_enabled
  tags                             = local.tags
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  for_each   = module.label.enabled ? var.ipv4_additional_cidr_block_associations : {}
  vpc_id     = aws_vpc.this[0].id
  cidr_block = each.value.ipv4_cidr_block
}

resource "aws_internet_gateway" "this" {
  count  = var.internet_gateway_enabled ? local.on : 0
  vpc_id = aws_vpc.this[0].id
  tags   = local.tags
}

resource "aws_egress_only_internet_gateway" "this" {
  count  = var.ipv6_egress_only_internet_gateway_enabled ? local.on : 0
  vpc_id = aws_vpc.this[0].id
  tags   = local.tags
}

resource "aws_default_security_group" "this" {
  count  = var.default_security_group_deny_all ? local.on : 0
  vpc_id = aws_vpc.this[0].id
}

output "vpc_id" { value = one(aws_vpc.this[*].id) }
output "vpc_arn" { value = one(aws_vpc.this[*].arn) }
output "vpc_cidr_block" { value = one(aws_vpc.this[*].cidr_block) }
output "vpc_ipv6_cidr_block" { value = one(aws_vpc.this[*].ipv6_cidr_block) }
output "vpc_main_route_table_id" { value = one(aws_vpc.this[*].main_route_table_id) }
output "vpc_default_route_table_id" { value = one(aws_vpc.this[*].default_route_table_id) }
output "vpc_default_network_acl_id" { value = one(aws_vpc.this[*].default_network_acl_id) }
output "vpc_default_security_group_id" { value = one(aws_vpc.this[*].default_security_group_id) }
output "igw_id" { value = one(aws_internet_gateway.this[*].id) }
output "ipv6_egress_only_igw_id" { value = one(aws_egress_only_internet_gateway.this[*].id) }
output "additional_cidr_blocks" { value = [for k, v in var.ipv4_additional_cidr_block_associations : v.ipv4_cidr_block] }
