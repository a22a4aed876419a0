# Roots as they are published: a hub of VPCs by aws-ia/vpc, a VPC with ACLs of its own, a transit gateway by its module.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_ec2_transit_gateway" "hub" {
  tags = { Name = "hub" }
}

resource "aws_ec2_managed_prefix_list" "inside" {
  name           = "inside"
  address_family = "IPv4"
  max_entries    = 1
  entry {
    cidr = "10.0.0.0/8"
  }
}

module "spokes" {
  source   = "aws-ia/vpc/aws"
  version  = "~> 4.4"
  for_each = { left = "10.1.0.0/20", right = "10.2.0.0/20" }

  name       = each.key
  cidr_block = each.value
  az_count   = 2

  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  transit_gateway_routes = {
    public = "10.0.0.0/8"
    app    = aws_ec2_managed_prefix_list.inside.id
  }

  subnets = {
    public = {
      name_prefix               = "edge"
      netmask                   = 24
      nat_gateway_configuration = each.key == "left" ? "all_azs" : "single_az"
    }
    app = {
      netmask                 = 24
      connect_to_public_natgw = true
      tags                    = { tier = "app" }
    }
    data            = { cidrs = [cidrsubnet(each.value, 4, 12), cidrsubnet(each.value, 4, 13)] }
    transit_gateway = { netmask = 28, transit_gateway_default_route_table_association = true }
  }
}

resource "aws_vpc_endpoint" "queue" {
  for_each            = module.spokes
  vpc_id              = each.value.vpc_attributes.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for k, s in each.value.private_subnet_attributes_by_az : s.id if startswith(k, "app/")]
}

module "walled" {
  source = "terraform-aws-modules/vpc/aws"

  name            = "walled"
  cidr            = "10.9.0.0/16"
  azs             = ["euw1-az1", "euw1-az2"]
  public_subnets  = ["10.9.0.0/24", "10.9.1.0/24"]
  private_subnets = ["10.9.2.0/24", "10.9.3.0/24"]
  intra_subnets   = ["10.9.4.0/24"]

  enable_nat_gateway                 = true
  single_nat_gateway                 = true
  nat_gateway_destination_cidr_block = "198.51.100.0/24"

  public_dedicated_network_acl = true
  public_acl_tags              = { Name = "edge" }
  public_inbound_acl_rules = [
    { rule_number = 90, rule_action = "deny", protocol = "tcp", from_port = 22, to_port = 22, cidr_block = "0.0.0.0/0" },
    { rule_number = 100, rule_action = "allow", protocol = "-1", cidr_block = "0.0.0.0/0" },
  ]
  default_network_acl_ingress = [
    { rule_no = 100, action = "allow", protocol = "-1", from_port = 0, to_port = 0, cidr_block = "10.9.0.0/16" },
  ]
  default_route_table_name   = "unused"
  default_route_table_routes = []
  private_subnet_tags_per_az = { "euw1-az2" = { spare = "yes" } }
  private_route_table_tags   = { tier = "private" }
}

module "gateway" {
  source = "terraform-aws-modules/transit-gateway/aws"
  name   = "core"
  vpc_attachments = {
    walled = {
      vpc_id                                          = module.walled.vpc_id
      subnet_ids                                      = module.walled.intra_subnets
      transit_gateway_default_route_table_association = false
      transit_gateway_default_route_table_propagation = false
      vpc_route_table_ids                             = module.walled.private_route_table_ids
      tgw_destination_cidr                            = "10.0.0.0/8"
      tgw_routes                                      = [{ destination_cidr_block = "172.16.0.0/12" }, { destination_cidr_block = "192.168.0.0/16", blackhole = true }]
    }
  }
}
