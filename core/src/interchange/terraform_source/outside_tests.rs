//! Terraform source as others publish it: what providers say of everything, files beside the source, regions that no file says.

use super::read;
use crate::document::{InterfaceEndpoint, Subnet, TransitAttachment, TransitTable, Vpc};
use crate::interchange::imported::{Imported, Options, Sources};

fn imported(files: &[(&str, &str)]) -> Imported {
    let sources: Sources = files.iter().map(|(n, t)| ((*n).to_string(), t.as_bytes().to_vec())).collect();
    read(sources, &Options { title: Some("shop".into()), ..Options::default() }).unwrap()
}

fn tag(out: &Imported, name: &str, key: &str) -> Option<String> {
    let (_, node) = out.design.model.nodes().find(|(_, n)| n.meta.name == name).unwrap_or_else(|| panic!("no {name}"));
    node.meta.tags.get(key).cloned()
}

#[test]
fn tags_of_a_provider_are_on_everything_that_has_none_of_the_name() {
    let out = imported(&[
        (
            "main.tf",
            r#"
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Owner = "net", Stage = var.stage }
  }
}
variable "stage" { default = "test" }
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "a", Owner = "me" }
}
module "far" {
  source = "./far"
}
"#,
        ),
        (
            "far/main.tf",
            r#"
provider "aws" {
  alias  = "us"
  region = "us-west-2"
  default_tags {
    tags = { Owner = "far" }
  }
}
resource "aws_vpc" "b" {
  provider   = aws.us
  cidr_block = "10.1.0.0/16"
}
"#,
        ),
    ]);
    assert_eq!((tag(&out, "a", "Owner"), tag(&out, "a", "Stage")), (Some("me".into()), Some("test".into())));
    assert_eq!(tag(&out, "b", "Owner"), Some("far".into()));
    let regions: Vec<String> = out.design.model.all::<Vpc>().map(|(_, v)| v.region.to_string()).collect();
    assert_eq!(regions, ["eu-west-1", "us-west-2"]);
}

#[test]
fn a_region_that_no_file_says_is_one_everywhere() {
    let out = imported(&[(
        "main.tf",
        r#"
variable "region" {}
provider "aws" { region = var.region }
data "aws_availability_zones" "all" {}
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  count             = min(length(data.aws_availability_zones.all.names), 2)
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.all.names[count.index]
}
resource "aws_vpc_endpoint" "e" {
  vpc_id            = aws_vpc.v.id
  vpc_endpoint_type = "Interface"
  service_name      = "com.amazonaws.${var.region}.sqs"
  subnet_ids        = aws_subnet.s[*].id
}
"#,
    )]);
    assert_eq!(out.design.model.all::<Subnet>().count(), 2, "{:?}", out.left_out);
    let endpoint = out.design.model.all::<InterfaceEndpoint>().next().unwrap().1;
    assert_eq!((endpoint.service.to_string(), endpoint.subnets.len()), ("sqs".into(), 2));
    assert!(out.guessed.iter().any(|g| g.to_string().starts_with("var.region")), "{:?}", out.guessed);
    assert!(out.unknown.iter().any(|u| u.name == "var.region"), "{:?}", out.unknown);
}

#[test]
fn files_beside_the_source_are_read_by_functions() {
    let out = imported(&[
        (
            "main.tf",
            r#"
locals {
  vpcs  = { for f in fileset(path.module, "vpcs/*.yaml") : trimsuffix(basename(f), ".yaml") => yamldecode(file("${path.module}/${f}")) }
  zones = jsondecode(file("zones.json"))
}
provider "aws" { region = "us-east-1" }
resource "aws_vpc" "v" {
  for_each             = local.vpcs
  cidr_block           = each.value.cidr
  enable_dns_hostnames = each.value.names
  tags                 = { Name = "${each.key}-${basename(path.cwd)}" }
}
resource "aws_subnet" "s" {
  for_each          = { for z in csvdecode(file("${path.module}/subnets.csv")) : z.name => z }
  vpc_id            = aws_vpc.v["core"].id
  cidr_block        = each.value.cidr
  availability_zone = local.zones[each.value.zone]
}
resource "aws_subnet" "gone" {
  vpc_id     = aws_vpc.v["core"].id
  cidr_block = trimspace(file("gone.txt"))
}
"#,
        ),
        ("vpcs/core.yaml", "cidr: 10.0.0.0/16\nnames: yes\n"),
        ("vpcs/edge.yaml", "cidr: 10.1.0.0/16\nnames: no\n"),
        ("vpcs/readme.md", "not one"),
        ("zones.json", "{\"a\": \"us-east-1a\", \"b\": \"us-east-1b\"}"),
        ("subnets.csv", "name,cidr,zone\none,10.0.0.0/24,a\ntwo,10.0.1.0/24,b\n"),
    ]);
    let vpcs: Vec<(String, bool)> = out.design.model.all::<Vpc>().map(|(id, v)| (out.design.model.name(id), v.dns_hostnames)).collect();
    assert_eq!(vpcs, [("core-shop".into(), true), ("edge-shop".into(), false)]);
    let zones: Vec<String> = out.design.model.all::<Subnet>().map(|(_, s)| s.zone.to_string()).collect();
    assert_eq!(zones.iter().filter(|z| z.ends_with('b')).count(), 1, "{zones:?}");
    assert!(out.unknown.iter().any(|u| u.name.contains("gone.txt")), "{:?}", out.unknown);
}

#[test]
fn attributes_of_a_resource_can_be_picked_by_name() {
    let out = imported(&[(
        "main.tf",
        r#"
provider "aws" { region = "us-east-1" }
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_ec2_transit_gateway" "t" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}
resource "aws_ec2_transit_gateway_route_table" "t" { transit_gateway_id = aws_ec2_transit_gateway.t.id }
resource "aws_ec2_transit_gateway_vpc_attachment" "a" {
  transit_gateway_id = aws_ec2_transit_gateway.t.id
  vpc_id             = aws_vpc.v.id
  subnet_ids         = [aws_subnet.s.id]
}
resource "aws_ec2_transit_gateway_route_table_association" "a" {
  for_each                       = { for k, v in aws_ec2_transit_gateway_vpc_attachment.a : k => v if k == "id" }
  transit_gateway_attachment_id  = each.value
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.t.id
}
"#,
    )]);
    let table = out.design.model.all::<TransitTable>().next().unwrap().0;
    let attachment = out.design.model.all::<TransitAttachment>().next().unwrap().1;
    assert_eq!(attachment.table, Some(table), "{:?}", out.left_out);
}

#[test]
fn what_a_function_cannot_take_is_a_mistake_that_try_catches() {
    let out = imported(&[(
        "main.tf",
        r#"
provider "aws" { region = "us-east-1" }
# why it is so
resource "aws_vpc" "v" {
  cidr_block = try(cidrsubnet("nothing", 8, 1), "10.${try(tonumber("x"), 5)}.0.0/16")
}
"#,
    )]);
    assert_eq!(out.design.model.all::<Vpc>().next().unwrap().1.cidrs[0].to_string(), "10.5.0.0/16");
    assert!(out.left_out.iter().any(|l| l.what.to_string() == "comments (1 line)"), "{:?}", out.left_out);
}
