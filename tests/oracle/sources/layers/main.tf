terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "region" {
  type = string
}

variable "nets" {
  type = map(object({
    cidr  = string
    zones = optional(list(string), ["a", "b"])
    nat   = optional(object({ single = optional(bool, true) }), {})
  }))
}

variable "tags" {
  type    = map(string)
  default = {}
}

provider "aws" {
  region = var.region
  default_tags {
    tags = var.tags
  }
}

locals {
  suffix = "first"
  rules  = jsondecode(templatefile("${path.module}/rules.json.tftpl", { ports = [22, 443], from = "10.0.0.0/8" }))
  pairs  = { for p in setproduct(keys(var.nets), ["app", "db"]) : "${p[0]}/${p[1]}" => p }
}

module "net" {
  for_each = var.nets
  source   = "./modules/net"
  name     = "${each.key}-${local.suffix}"
  cidr     = each.value.cidr
  zones    = [for z in each.value.zones : "${var.region}${z}"]
  nat      = each.value.nat
}

resource "aws_security_group" "g" {
  for_each    = local.pairs
  name        = replace(each.key, "/", "-")
  description = "of ${each.value[1]}"
  vpc_id      = module.net[each.value[0]].vpc_id

  dynamic "ingress" {
    for_each = { for r in local.rules : r.port => r }
    content {
      from_port   = ingress.key
      to_port     = ingress.key
      protocol    = "tcp"
      cidr_blocks = [ingress.value.from]
    }
  }
}
