terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

locals {
  zones = ["us-east-1a", "us-east-1b"]
}

resource "aws_vpc" "v" {
  cidr_block = "10.60.0.0/16"
  tags       = { Name = "inspected" }
}

resource "aws_internet_gateway" "i" {
  vpc_id = aws_vpc.v.id
  tags   = { Name = "out" }
}

resource "aws_subnet" "wall" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
  availability_zone = local.zones[count.index]
  tags              = { Name = "wall-${local.zones[count.index]}" }
}

resource "aws_subnet" "app" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(aws_vpc.v.cidr_block, 8, 10 + count.index)
  availability_zone = local.zones[count.index]
  tags              = { Name = "app-${local.zones[count.index]}" }
}

resource "aws_networkfirewall_firewall_policy" "p" {
  name = "p"
  firewall_policy {
    stateless_default_actions          = ["aws:forward_to_sfe"]
    stateless_fragment_default_actions = ["aws:forward_to_sfe"]
  }
}

resource "aws_networkfirewall_firewall" "fw" {
  name                = "wall"
  vpc_id              = aws_vpc.v.id
  firewall_policy_arn = aws_networkfirewall_firewall_policy.p.arn

  subnet_mapping {
    subnet_id = aws_subnet.wall[0].id
  }

  subnet_mapping {
    subnet_id = aws_subnet.wall[1].id
  }
}

resource "aws_route_table" "app" {
  count  = length(local.zones)
  vpc_id = aws_vpc.v.id

  route {
    cidr_block      = "0.0.0.0/0"
    vpc_endpoint_id = element([for s in tolist(aws_networkfirewall_firewall.fw.firewall_status[0].sync_states) : s.attachment[0].endpoint_id if s.attachment[0].subnet_id == aws_subnet.wall[count.index].id], 0)
  }
  tags = { Name = "app-${local.zones[count.index]}" }
}

resource "aws_route_table_association" "app" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.app[count.index].id
}

resource "aws_route_table" "wall" {
  vpc_id = aws_vpc.v.id
  tags   = { Name = "wall" }
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.wall.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.i.id
}

resource "aws_route_table_association" "wall" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.wall[count.index].id
  route_table_id = aws_route_table.wall.id
}
