//! Somebody's own source, edited in place: built as it was, and planned as it is then.
use crate::changes::doings;
use crate::judge::{self, Verdict};
use libtest_mimic::{Failed, Trial};
use portico_core::catalogue::Catalogue;
use portico_core::interchange::imported::{Options, Sources};
use portico_core::interchange::terraform_source;

pub fn trials() -> Vec<Trial> {
    vec![Trial::test("source_edited_in_place_does_what_was_edited", edited)]
}

const SOURCE: &str = r#"terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

# Agreed with the other side.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name  = "shop"
    Owner = "net"
  }
}

resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.out.id
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "us-east-1a"
  cidr_block        = "10.0.1.0/24"
}

resource "aws_route_table_association" "of-a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "old" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "us-east-1b"
  cidr_block        = "10.0.9.0/24"
}
"#;

/// What the design becomes: a private subnet with a NAT gateway before it, another name, and a subnet less.
fn wanted() -> String {
    let (kept, _) = SOURCE.split_once("\nresource \"aws_subnet\" \"old\"").unwrap_or((SOURCE, ""));
    let more = r#"
resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "us-east-1b"
  cidr_block        = "10.0.2.0/24"
}

resource "aws_route_table_association" "b" {
  subnet_id      = aws_subnet.b.id
  route_table_id = aws_route_table.private.id
}

resource "aws_eip" "n" {
  domain = "vpc"
}

resource "aws_nat_gateway" "n" {
  subnet_id     = aws_subnet.a.id
  allocation_id = aws_eip.n.id
}

resource "aws_route" "b" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.n.id
}
"#;
    format!("{}{more}", kept.replace("\"shop\"", "\"the shop\""))
}

fn edited() -> Result<(), Failed> {
    let sources = |text: &str| -> Sources { [("main.tf".to_string(), text.as_bytes().to_vec())].into() };
    let after = terraform_source::read(sources(&wanted()), &Options::default())?.design;
    let out = terraform_source::edit(&sources(SOURCE), &after, &Options::default(), Catalogue::bundled())?;
    let text = out.files.get("main.tf").filter(|_| out.left.is_empty()).ok_or_else(|| format!("{out:#?}"))?;
    let all = match judge::change("in-place", &[("main.tf", SOURCE)], &[("main.tf", text)])? {
        (Verdict::Holds, plan) => doings(&plan)?,
        (Verdict::Fails { step, log }, _) => return Err(format!("{step} failed:\n{log}\n{text}").into()),
    };
    let of = |what: &str| {
        let mut found: Vec<&str> = all.iter().filter(|(_, a)| a.iter().any(|a| a == what)).map(|(n, _)| n.as_str()).collect();
        found.sort_unstable();
        found
    };
    let made = of("create");
    let kinds: Vec<&str> = made.iter().filter_map(|n| n.split('.').next()).collect();
    let expected = ["aws_eip", "aws_nat_gateway", "aws_route", "aws_route_table_association", "aws_subnet"];
    if kinds != expected || of("update") != ["aws_vpc.main"] || of("delete") != ["aws_subnet.old"] {
        return Err(format!("made {made:?}, changed {:?}, gone {:?}\n{text}", of("update"), of("delete")).into());
    }
    Ok(())
}
