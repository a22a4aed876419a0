provider "aws" { region = "us-east-2" }
module "this" {
  source    = "cloudposse/label/null"
  version   = "0.25.0"
  namespace = "eg"
  stage     = "test"
  name      = "shop"
}
module "vpc" {
  source                  = "cloudposse/vpc/aws"
  ipv4_primary_cidr_block = "172.16.0.0/16"
  context                 = module.this.context
}
module "subnets" {
  source               = "git::https://github.com/cloudposse/terraform-aws-dynamic-subnets.git?ref=tags/2.0.0"
  availability_zones   = ["us-east-2a", "us-east-2b"]
  vpc_id               = module.vpc.vpc_id
  igw_id               = [module.vpc.igw_id]
  ipv4_cidr_block      = [module.vpc.vpc_cidr_block]
  nat_gateway_enabled  = true
  nat_instance_enabled = false
  context              = module.this.context
}
module "web" {
  source              = "terraform-aws-modules/security-group/aws"
  name                = "web"
  vpc_id              = module.vpc.vpc_id
  ingress_cidr_blocks = ["0.0.0.0/0"]
  ingress_rules       = ["https-443-tcp", "http-80-tcp", "all-icmp"]
  egress_rules        = ["all-all"]
}
module "db" {
  source = "terraform-aws-modules/security-group/aws"
  name   = "db"
  vpc_id = module.vpc.vpc_id
  computed_ingress_with_source_security_group_id = [
    { rule = "mysql-tcp", source_security_group_id = module.web.security_group_id }
  ]
  number_of_computed_ingress_with_source_security_group_id = 1
  ingress_with_cidr_blocks = [
    { from_port = 8080, to_port = 8090, protocol = "tcp", description = "u", cidr_blocks = "10.10.0.0/16,10.11.0.0/16" },
    { rule = "strange-thing", cidr_blocks = "10.12.0.0/16" },
  ]
}
