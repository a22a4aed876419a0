# What the inputs of terraform-aws-modules/security-group/aws let through, written from its documentation.

variable "create" { default = true }
variable "create_sg" { default = true }
variable "security_group_id" { default = null }
variable "vpc_id" { default = null }
variable "name" { default = null }
variable "description" { default = "Security Group managed by Terraform" }
variable "tags" { default = {} }
variable "ingress_rules" { default = [] }
variable "ingress_cidr_blocks" { default = [] }
variable "ingress_ipv6_cidr_blocks" { default = [] }
variable "ingress_prefix_list_ids" { default = [] }
variable "ingress_with_self" { default = [] }
variable "ingress_with_cidr_blocks" { default = [] }
variable "ingress_with_ipv6_cidr_blocks" { default = [] }
variable "ingress_with_source_security_group_id" { default = [] }
variable "ingress_with_prefix_list_ids" { default = [] }
variable "computed_ingress_rules" { default = [] }
variable "computed_ingress_with_self" { default = [] }
variable "computed_ingress_with_cidr_blocks" { default = [] }
variable "computed_ingress_with_source_security_group_id" { default = [] }
variable "egress_rules" { default = [] }
variable "egress_cidr_blocks" { default = ["0.0.0.0/0"] }
variable "egress_ipv6_cidr_blocks" { default = ["::/0"] }
variable "egress_prefix_list_ids" { default = [] }
variable "egress_with_self" { default = [] }
variable "egress_with_cidr_blocks" { default = [] }
variable "egress_with_ipv6_cidr_blocks" { default = [] }
variable "egress_with_source_security_group_id" { default = [] }
variable "egress_with_prefix_list_ids" { default = [] }
# Counts of the computed ones, which newer versions need no more.
variable "number_of_computed_ingress_rules" { default = 0 }
variable "number_of_computed_ingress_with_self" { default = 0 }
variable "number_of_computed_ingress_with_cidr_blocks" { default = 0 }
variable "number_of_computed_ingress_with_source_security_group_id" { default = 0 }
variable "use_name_prefix" { default = true }
variable "computed_egress_rules" { default = [] }
variable "computed_egress_with_cidr_blocks" { default = [] }
variable "computed_egress_with_source_security_group_id" { default = [] }

locals {
  # Names whose ports are not in them; any other ends with its port and protocol: https-443-tcp.
  named = {
    "all-all"        = [-1, -1, "-1"]
    "all-tcp"        = [0, 65535, "tcp"]
    "all-udp"        = [0, 65535, "udp"]
    "all-icmp"       = [-1, -1, "icmp"]
    "all-ipv6-icmp"  = [-1, -1, "58"]
    "ssh-tcp"        = [22, 22, "tcp"]
    "rdp-tcp"        = [3389, 3389, "tcp"]
    "rdp-udp"        = [3389, 3389, "udp"]
    "dns-tcp"        = [53, 53, "tcp"]
    "dns-udp"        = [53, 53, "udp"]
    "ntp-udp"        = [123, 123, "udp"]
    "mysql-tcp"      = [3306, 3306, "tcp"]
    "postgresql-tcp" = [5432, 5432, "tcp"]
    "mssql-tcp"      = [1433, 1433, "tcp"]
    "oracle-db-tcp"  = [1521, 1521, "tcp"]
    "redis-tcp"      = [6379, 6379, "tcp"]
    "memcached-tcp"  = [11211, 11211, "tcp"]
    "redshift-tcp"   = [5439, 5439, "tcp"]
    "nfs-tcp"        = [2049, 2049, "tcp"]
    "mongodb-27017-tcp" = [27017, 27017, "tcp"]
    "smtp-tcp"       = [25, 25, "tcp"]
    "ldap-tcp"       = [389, 389, "tcp"]
    "ldaps-tcp"      = [636, 636, "tcp"]
  }
  made  = var.create && var.create_sg
  group = local.made ? aws_security_group.this[0].id : var.security_group_id

  said = {
    ingress = {
      names    = concat(var.ingress_rules, var.computed_ingress_rules)
      v4       = var.ingress_cidr_blocks
      v6       = var.ingress_ipv6_cidr_blocks
      lists    = var.ingress_prefix_list_ids
      self     = concat(var.ingress_with_self, var.computed_ingress_with_self)
      blocks   = concat(var.ingress_with_cidr_blocks, var.computed_ingress_with_cidr_blocks)
      blocks6  = var.ingress_with_ipv6_cidr_blocks
      groups   = concat(var.ingress_with_source_security_group_id, var.computed_ingress_with_source_security_group_id)
      prefixes = var.ingress_with_prefix_list_ids
    }
    egress = {
      names    = concat(var.egress_rules, var.computed_egress_rules)
      v4       = var.egress_cidr_blocks
      v6       = var.egress_ipv6_cidr_blocks
      lists    = var.egress_prefix_list_ids
      self     = var.egress_with_self
      blocks   = concat(var.egress_with_cidr_blocks, var.computed_egress_with_cidr_blocks)
      blocks6  = var.egress_with_ipv6_cidr_blocks
      groups   = concat(var.egress_with_source_security_group_id, var.computed_egress_with_source_security_group_id)
      prefixes = var.egress_with_prefix_list_ids
    }
  }
  rules = flatten([for way, s in local.said : concat(
    [for n in s.names : { way = way, what = { rule = n }, v4 = s.v4, v6 = s.v6, lists = s.lists }],
    [for w in s.self : { way = way, what = w, self = true }],
    [for w in s.blocks : { way = way, what = w, v4 = try(compact(split(",", w.cidr_blocks)), s.v4) }],
    [for w in s.blocks6 : { way = way, what = w, v6 = try(compact(split(",", w.ipv6_cidr_blocks)), s.v6) }],
    [for w in s.groups : { way = way, what = w, group = w.source_security_group_id }],
    [for w in s.prefixes : { way = way, what = w, lists = try(compact(split(",", w.prefix_list_ids)), s.lists) }],
  )])
  # Ports by the rule's name where it has one, in place of what the map leaves out.
  ports = [for r in local.rules : try(local.named[r.what.rule], [
    tonumber(regex("-([0-9]+)-(?:tcp|udp)$", r.what.rule)[0]),
    tonumber(regex("-([0-9]+)-(?:tcp|udp)$", r.what.rule)[0]),
    regex("(tcp|udp)$", r.what.rule)[0],
  ], null)]
}

resource "aws_security_group" "this" {
  count       = local.made ? 1 : 0
  name        = var.name
  description = var.description
  vpc_id      = var.vpc_id
  tags        = merge({ Name = var.name }, var.tags)
}

resource "aws_security_group_rule" "this" {
  count                    = var.create ? length(local.rules) : 0
  security_group_id        = local.group
  type                     = local.rules[count.index].way
  from_port                = try(local.rules[count.index].what.from_port, local.ports[count.index][0])
  to_port                  = try(local.rules[count.index].what.to_port, local.ports[count.index][1])
  protocol                 = try(local.rules[count.index].what.protocol, local.ports[count.index][2])
  description              = try(local.rules[count.index].what.description, null)
  cidr_blocks              = try(local.rules[count.index].v4, null)
  ipv6_cidr_blocks         = try(local.rules[count.index].v6, null)
  prefix_list_ids          = try(local.rules[count.index].lists, null)
  self                     = try(local.rules[count.index].self, null)
  source_security_group_id = try(local.rules[count.index].group, null)
}

output "security_group_id" { value = local.group }
output "security_group_name" { value = var.name }
output "security_group_vpc_id" { value = var.vpc_id }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
