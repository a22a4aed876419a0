# An inspection VPC with a firewall on the way, and a VPC of another region with a regional NAT gateway.

provider "aws" {
  region = "eu-west-1"
}
resource "aws_ec2_transit_gateway" "hub" {}
module "inspection" {
  source   = "aws-ia/vpc/aws"
  name       = "inspection"
  cidr_block = "10.0.0.0/20"
  az_count   = 2
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  transit_gateway_routes = {
    inspection    = "10.0.0.0/8"
  }
  subnets = {
    public = {
      netmask                   = 24
      nat_gateway_configuration = "all_azs"
    }
    inspection = {
      netmask                 = 24
      connect_to_public_natgw = true
    }
    transit_gateway = { netmask = 28 }
  }
}
module "firewall" {
  source  = "aws-ia/networkfirewall/aws"
  network_firewall_name   = "inspect"
  network_firewall_policy = aws_networkfirewall_firewall_policy.p.arn
  vpc_id      = module.inspection.vpc_attributes.id
  number_azs  = 2
  vpc_subnets = { for k, v in module.inspection.private_subnet_attributes_by_az : split("/", k)[1] => v.id if split("/", k)[0] == "inspection" }
  routing_configuration = {
    centralized_inspection_with_egress = {
      connectivity_subnet_route_tables = { for k, v in module.inspection.rt_attributes_by_type_by_az.transit_gateway : k => v.id }
      public_subnet_route_tables       = { for k, v in module.inspection.rt_attributes_by_type_by_az.public : k => v.id }
      network_cidr_blocks              = ["10.0.0.0/8"]
    }
  }
}
resource "aws_networkfirewall_firewall_policy" "p" {
  name = "p"
  firewall_policy {
    stateless_default_actions          = ["aws:pass"]
    stateless_fragment_default_actions = ["aws:pass"]
  }
}

module "wide" {
  source          = "terraform-aws-modules/vpc/aws"
  region          = "ap-south-1"
  name            = "wide"
  cidr            = "10.64.0.0/16"
  azs             = ["ap-south-1a", "ap-south-1b"]
  public_subnets  = ["10.64.0.0/24", "10.64.1.0/24"]
  private_subnets = ["10.64.2.0/24", "10.64.3.0/24"]

  enable_nat_gateway            = true
  nat_gateway_connectivity_type = { availability_mode = "regional", eip_allocation = "auto" }
}
