//! Terraform source in the manner of real projects.

use super::read;
use crate::catalogue::Catalogue;
use crate::document::{GatewayEndpoint, NatGateway, Peer, RouteTable, SecurityGroup, Subnet, Vpc};
use crate::fixture;
use crate::interchange::carried::{self, BLOCKS};
use crate::interchange::imported::{Imported, Options, Sources};
use crate::interchange::terraform;
use crate::interchange::testing::{named, sources};

fn imported(files: &[(&str, &str)]) -> Imported {
    read(sources(files), &Options::default()).unwrap()
}

fn refuse(text: &str) -> String {
    read(sources(&[("main.tf", text)]), &Options::default()).unwrap_err().to_string()
}

const MODULE: &str = r#"
variable "name" { type = string }
variable "cidr" {
  type    = string
  default = "10.0.0.0/16"
}
variable "azs" { type = list(string) }
variable "private" {
  type    = list(string)
  default = []
}
variable "public" {
  type    = list(string)
  default = []
}
variable "nat" {
  type    = object({ enabled = optional(bool, true), single = optional(bool, false) })
  default = {}
}
locals {
  nat_count = var.nat.enabled ? (var.nat.single ? 1 : length(var.azs)) : 0
  vpc_id    = try(aws_vpc.this[0].id, "")
}
resource "aws_vpc" "this" {
  count                = 1
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = merge({ "Name" = var.name }, { Terraform = "true" })
}
resource "aws_subnet" "public" {
  count                   = length(var.public)
  vpc_id                  = local.vpc_id
  cidr_block              = element(concat(var.public, [""]), count.index)
  availability_zone       = length(regexall("^[a-z]{2}-", element(var.azs, count.index))) > 0 ? element(var.azs, count.index) : element(var.azs, count.index)
  map_public_ip_on_launch = true
  tags                    = { Name = format("${var.name}-public-%s", element(var.azs, count.index)) }
}
resource "aws_subnet" "private" {
  count             = length(var.private)
  vpc_id            = local.vpc_id
  cidr_block        = var.private[count.index]
  availability_zone = element(var.azs, count.index)
  tags              = { Name = format("%s-private-%s", var.name, element(var.azs, count.index)) }
}
resource "aws_internet_gateway" "this" {
  count  = length(var.public) > 0 ? 1 : 0
  vpc_id = local.vpc_id
}
resource "aws_route_table" "public" {
  count  = length(var.public) > 0 ? 1 : 0
  vpc_id = local.vpc_id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = one(aws_internet_gateway.this[*].id)
  }
}
resource "aws_route_table" "private" {
  count  = local.nat_count
  vpc_id = local.vpc_id
  tags   = { Name = "private-${count.index}" }
}
resource "aws_eip" "nat" {
  count  = local.nat_count
  domain = "vpc"
}
resource "aws_nat_gateway" "this" {
  count         = local.nat_count
  allocation_id = element(aws_eip.nat.*.id, var.nat.single ? 0 : count.index)
  subnet_id     = element(aws_subnet.public[*].id, var.nat.single ? 0 : count.index)
  depends_on    = [aws_internet_gateway.this]
}
resource "aws_route" "nat" {
  count                  = local.nat_count
  route_table_id         = element(aws_route_table.private[*].id, count.index)
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
  timeouts { create = "5m" }
}
resource "aws_route_table_association" "private" {
  count          = length(var.private)
  subnet_id      = element(aws_subnet.private[*].id, count.index)
  route_table_id = element(aws_route_table.private[*].id, var.nat.single ? 0 : count.index)
}
resource "aws_route_table_association" "public" {
  count          = length(var.public)
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}
output "vpc_id" { value = local.vpc_id }
output "private_subnets" { value = aws_subnet.private[*].id }
output "private_route_table_ids" { value = aws_route_table.private[*].id }
output "cidr" { value = try(aws_vpc.this[0].cidr_block, null) }
"#;

const ROOT: &str = r#"
provider "aws" {
  region = local.region
}
data "aws_availability_zones" "available" {}
locals {
  region = "eu-west-1"
  azs    = slice(data.aws_availability_zones.available.names, 0, 3)
}
module "vpc" {
  source  = "./modules/vpc"
  name    = "ex"
  cidr    = var.vpc_cidr
  azs     = local.azs
  private = [for k, v in local.azs : cidrsubnet(var.vpc_cidr, 4, k)]
  public  = [for k, v in local.azs : cidrsubnet(var.vpc_cidr, 8, k + 48)]
  nat     = { single = true }
}
variable "vpc_cidr" {
  description = "The block"
}
variable "ports" {
  type    = map(object({ from = number, who = optional(list(string), ["10.0.0.0/8"]) }))
  default = { https = { from = 443 }, ssh = { from = "22", who = ["192.0.2.0/24", "198.51.100.0/24"] } }
}
variable "partner" {}
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = module.vpc.vpc_id
  dynamic "ingress" {
    for_each = var.ports
    iterator = port
    content {
      description = port.key
      from_port   = port.value.from
      to_port     = port.value["from"]
      protocol    = "tcp"
      cidr_blocks = port.value.who
    }
  }
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = -1
    cidr_blocks = [var.partner]
  }
  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
  lifecycle { create_before_destroy = true }
}
resource "aws_security_group_rule" "self" {
  for_each          = toset(["8080", "9090"])
  type              = "ingress"
  from_port         = each.value
  to_port           = each.key
  protocol          = "tcp"
  self              = true
  security_group_id = aws_security_group.web.id
}
data "aws_region" "current" {}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = module.vpc.vpc_id
  service_name    = "com.amazonaws.${data.aws_region.current.name}.s3"
  route_table_ids = flatten([module.vpc.private_route_table_ids])
  policy          = data.aws_iam_policy_document.s3.json
}
data "aws_iam_policy_document" "s3" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::my-bucket/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1"]
    }
  }
}
resource "aws_networkfirewall_firewall" "f" {
  vpc_id = module.vpc.vpc_id
}
module "far" {
  source = "example/far/aws"
}
resource "aws_instance" "lost" {
  subnet_id = module.far.subnet_id
}
"#;

#[test]
fn a_project_of_modules_is_evaluated() {
    let files = [("main.tf", ROOT), ("modules/vpc/main.tf", MODULE), ("terraform.tfvars", "vpc_cidr = \"10.20.0.0/16\"\n")];
    let out = imported(&files);
    let vpc: Vpc = named(&out, "ex");
    assert_eq!((vpc.region.as_str(), vpc.cidrs[0].to_string().as_str()), ("eu-west-1", "10.20.0.0/16"));
    let model = &out.design.model;
    let block = |s: &Subnet| s.cidr.map(|c| c.to_string()).unwrap_or_default();
    let written = model.all::<Subnet>().filter(|(id, _)| !model.meta(*id).unwrap().existing);
    let subnets: Vec<String> = written.map(|(id, s)| format!("{} {} {}", model.name(id), s.zone, block(s))).collect();
    assert_eq!(subnets.len(), 6, "{subnets:?}");
    assert!(subnets.contains(&"ex-private-eu-west-1b eu-west-1b 10.20.16.0/20".to_string()), "{subnets:?}");
    assert!(subnets.contains(&"ex-public-eu-west-1c eu-west-1c 10.20.50.0/24".to_string()), "{subnets:?}");
    assert_eq!(model.all::<NatGateway>().count(), 1);
    let table: RouteTable = named(&out, "private-0");
    assert_eq!(table.routes.len(), 1);
    let private: Subnet = named(&out, "ex-private-eu-west-1c");
    assert_eq!(model.name(private.table.unwrap()), "private-0");
    let web: SecurityGroup = named(&out, "web");
    // 443 from one, 22 from two, everything from who is not known, two ports from itself.
    assert_eq!((web.ingress.len(), web.egress.len()), (6, 2), "{:#?}", web.ingress);
    assert!(web.ingress.iter().any(|r| matches!(r.peer, Peer::List(_))));
    let s3 = model.all::<GatewayEndpoint>().next().unwrap().1;
    assert_eq!((s3.service.as_str(), s3.tables.len()), ("s3", 1));
    assert!(s3.policy.as_deref().unwrap().contains("\"aws:PrincipalOrgID\":[\"o-1\"]"), "{:?}", s3.policy);
    let unknown: Vec<(&str, &str)> = out.unknown.iter().map(|u| (u.name.as_str(), u.at.as_str())).collect();
    assert!(unknown.contains(&("var.partner", "main.tf:26")), "{unknown:?}");
    let told: Vec<String> = out.left_out.iter().map(|l| l.what.to_string()).collect();
    assert!(told.iter().any(|t| t.contains("networkfirewall")) && told.iter().any(|t| t.contains("example/far/aws")), "{told:?}");
    // What stands in a subnet that only another module knows stays, in one of that name.
    let lost: crate::document::Workload = named(&out, "lost");
    assert_eq!(model.name(lost.subnets[0]), "module.far.subnet_id");
    assert!(unknown.iter().any(|(name, _)| *name == "module.far.subnet_id"), "{unknown:?}");
    // Given, it is no longer unknown.
    let given = Options { given: [("var.partner".to_string(), "203.0.113.0/24".to_string())].into(), ..Options::default() };
    let out = read(sources(&files), &given).unwrap();
    assert!(!out.unknown.iter().any(|u| u.name == "var.partner"));
}

#[test]
fn our_own_export_comes_back() {
    let doc = fixture::parse(
        "region us-east-1
prefix-list offices max 20: 198.51.100.0/24 \"head office\"
vpc main 10.0.0.0/16 ipv6 2001:db8::/56 dns-hostnames tag team \"${core}\"
  igw igw
  default-group: in tcp 22 from 10.0.0.0/8
  main-table: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat-a, pl-s3 -> nat-a, offices -> nat-a
  group web \"what the web needs\": in tcp 443 from 0.0.0.0/0 \"the world\", in tcp 1 from web, out any to 0.0.0.0/0
  acl app: in 100 allow tcp 443 from 10.0.0.0/16, out 100 allow any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 ipv6 2001:db8:0:1::/64 public-ip
    nat nat-a
  subnet app-a a 10.0.1.0/24 table app acl app
    instance api groups web type c7g.large ip 10.0.1.10 count 2
  gateway-endpoint s3 tables app policy {\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b/${aws:username}\"}]}
  interface-endpoint ssm in app-a at 10.0.1.20 groups web private-dns
  resource-endpoint orders in app-a at 10.0.1.21 groups web configuration arn:aws:vpc-lattice:us-east-1:444455556666:resourceconfiguration/rcfg-1 private-dns dualstack
  resource-endpoint ledger in app-a configuration rcfg-2
  resource-endpoint later in app-a
  target-group tg HTTPS 443 ip: api
  load-balancer front internet-facing in public-a, app-a groups web listen HTTPS 443 -> tg, HTTP 80
  function worker in app-a groups web
  container shop in app-a groups web count 2 port 8080
region eu-west-1
vpc west 10.1.0.0/16
  main-table: 10.0.0.0/16 -> main-west
peering west - main as main-west
",
    )
    .unwrap();
    let files = terraform::write(&doc, Catalogue::bundled());
    let files: Sources = files.into_iter().map(|(n, t)| (n, t.into_bytes())).collect();
    let out = read(files, &Options::default()).unwrap();
    let apart = carried::changes(&carried::said(&doc, &BLOCKS), &carried::said(&out.design, &BLOCKS));
    assert!(apart.is_empty(), "{apart:#?}\n{:#?}\n{:#?}", out.left_out, out.unknown);
    // The export's own comments are written again.
    let lost: Vec<_> = out.left_out.iter().filter(|l| !l.what.to_string().starts_with("comments")).collect();
    assert!(out.unknown.is_empty() && lost.is_empty(), "{:#?} {lost:#?}", out.unknown);
}

#[test]
fn what_goes_on_without_end_is_refused() {
    assert!(refuse("resource \"aws_eip\" \"e\" {\n  count = 1e9\n}\n").contains("main.tf:2"));
    assert!(refuse("resource \"aws_eip\" \"e\" {\n  for_each = toset([for a in range(1000) : \"${a}\"])\n  count = 3\n}\nlocals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = local.a\n}\n").contains("circle"));
    assert!(refuse("locals {\n  a = range(1e7)\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = local.a[0]\n}\n").contains("range"));
    let nested =
        "resource \"aws_vpc\" \"v\" {\n  cidr_block = [for a in range(9999) : [for b in range(9999) : [for c in range(9999) : a]]]\n}\n";
    assert!(refuse(nested).contains("too"));
    let mut doubled = String::from("locals {\n  a0 = \"xxxxxxxxxxxxxxxx\"\n");
    for n in 1..60 {
        doubled.push_str(&format!("  a{n} = \"${{local.a{0}}}${{local.a{0}}}\"\n", n - 1));
    }
    doubled.push_str("}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = local.a59\n}\n");
    assert!(refuse(&doubled).contains("beyond") || refuse(&doubled).contains("too"), "{}", refuse(&doubled));
    assert!(refuse(&format!("locals {{\n  a = {}1{}\n}}\n", "[".repeat(5000), "]".repeat(5000))).contains("line 2"));
    assert!(refuse("module \"m\" {\n  source = \"./\"\n}\nresource \"aws_vpc\" \"v\" {}\n").contains("without end"));
    assert!(refuse("resource \"aws_vpc\" {{{").starts_with("main.tf, line 1"));
    assert!(read([("main.tf".to_string(), b"\xff".to_vec())].into(), &Options::default()).unwrap_err().to_string().contains("UTF-8"));
    let wide: String = (0..10_100).map(|n| format!("  k{n} = 1\n")).collect();
    assert!(refuse(&format!("locals {{\n  a = {{\n{wide}  }}\n}}\n")).contains("entries"));
}

#[test]
fn imports_say_what_exists() {
    let out = imported(&[(
        "main.tf",
        "provider \"aws\" {\n  region = \"us-west-2\"\n}\nresource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\nimport {\n  to = aws_vpc.a\n  id = \"vpc-0abc\"\n}\n",
    )]);
    let (_, node) = out.design.model.nodes().find(|(_, n)| n.meta.name == "a").unwrap();
    assert_eq!((node.meta.aws_id.as_deref(), node.meta.existing), (Some("vpc-0abc"), true));
}

#[test]
fn a_module_of_the_registry_is_read_as_it_is_known() {
    let out = imported(&[(
        "main.tf",
        r#"
provider "aws" {
  region = "us-west-2"
}
data "aws_availability_zones" "here" {}
module "vpc" {
  source             = "terraform-aws-modules/vpc/aws"
  version            = "~> 5.0"
  name               = "shop"
  cidr               = "10.8.0.0/16"
  azs                = slice(data.aws_availability_zones.here.names, 0, 2)
  private_subnets    = ["10.8.1.0/24", "10.8.2.0/24"]
  public_subnets     = ["10.8.101.0/24", "10.8.102.0/24"]
  database_subnets   = ["10.8.201.0/24", "10.8.202.0/24"]
  enable_nat_gateway = true
  enable_flow_log    = true
}
module "endpoints" {
  source             = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  vpc_id             = module.vpc.vpc_id
  subnet_ids         = module.vpc.private_subnets
  security_group_ids = [aws_security_group.e.id]
  endpoints = {
    s3  = { service = "s3", service_type = "Gateway", route_table_ids = flatten([module.vpc.private_route_table_ids, module.vpc.public_route_table_ids]) }
    ssm = { service = "ssm", private_dns_enabled = true }
  }
}
resource "aws_security_group" "e" {
  vpc_id = module.vpc.vpc_id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [module.vpc.vpc_cidr_block]
  }
}
"#,
    )]);
    let model = &out.design.model;
    let count = |k: crate::document::Kind| model.of_kind(k).count();
    use crate::document::Kind;
    assert_eq!((count(Kind::Subnet), count(Kind::NatGateway), count(Kind::InternetGateway)), (6, 2, 1), "{:#?}", out.left_out);
    let database: Subnet = named(&out, "shop-db-us-west-2b");
    assert_eq!(model.name(database.table.unwrap()), "shop-private-us-west-2b");
    assert_eq!(model.all::<GatewayEndpoint>().next().unwrap().1.tables.len(), 3);
    assert_eq!(model.all::<crate::document::InterfaceEndpoint>().next().unwrap().1.subnets.len(), 2);
    let vpc: Vpc = named(&out, "shop");
    assert!(!vpc.opaque && model.get(vpc.default_group).unwrap().ingress.is_empty());
    assert!(out.guessed.iter().any(|g| g.to_string().contains("terraform-aws-modules/vpc/aws")), "{:?}", out.guessed);
    assert!(out.left_out.iter().any(|l| l.what.to_string().contains("enable_flow_log")), "{:?}", out.left_out);
    assert!(out.unknown.is_empty(), "{:?}", out.unknown);
}

#[test]
fn patterns_are_matched() {
    let out = read(
        sources(&[(
            "main.tf",
            r#"
locals {
  azs  = ["eu-west-1a", "euw1-az2"]
  part = regex("^(?P<net>[0-9.]+)/([0-9]+)$", "10.0.0.0/16")
}
resource "aws_vpc" "v" {
  cidr_block = "${local.part.net}/${regex("/([0-9]+)$", "10.0.0.0/16")[0]}"
}
resource "aws_subnet" "s" {
  count                = 2
  vpc_id               = aws_vpc.v.id
  cidr_block           = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
  availability_zone    = length(regexall("^[a-z]{2}-", local.azs[count.index])) > 0 ? local.azs[count.index] : null
  availability_zone_id = length(regexall("^[a-z]{2}-", local.azs[count.index])) == 0 ? local.azs[count.index] : null
  tags = { Name = replace("a-12-b", "/[0-9]+/", can(regex("^x", "y")) ? "no" : "yes") }
}
"#,
        )]),
        &Options::default(),
    )
    .unwrap();
    assert!(out.unknown.iter().all(|u| u.name == "provider aws: region"), "{:?}", out.unknown);
    let zones: Vec<String> = out.design.model.all::<crate::document::Subnet>().map(|(_, s)| s.zone.to_string()).collect();
    assert_eq!(zones.len(), 2);
    assert!(out.design.model.all::<crate::document::Subnet>().all(|(id, _)| out.design.model.name(id) == "a-yes-b"));
}

#[test]
fn what_stands_in_a_vpc_elsewhere_is_read() {
    let text = "variable \"vpc_id\" {\n  type = string\n}\nresource \"aws_security_group\" \"g\" {\n  vpc_id = var.vpc_id\n}\nresource \"aws_subnet\" \"s\" {\n  vpc_id     = var.vpc_id\n  cidr_block = \"10.0.0.0/24\"\n}\n";
    let out = read(sources(&[("main.tf", text)]), &Options::default()).unwrap();
    assert!(out.unknown.iter().any(|u| u.name == "var.vpc_id"), "{:?}", out.unknown);
    assert_eq!(out.design.model.all::<crate::document::Vpc>().filter(|(_, v)| v.opaque).count(), 1);
    assert_eq!(out.design.model.all::<crate::document::Subnet>().count(), 1);
}
