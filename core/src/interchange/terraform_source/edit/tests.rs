//! Source that is edited: only what changed changes, what is new is written, what is gone is taken out, and the rest is told.

use super::*;
use crate::document::Vpc;
use crate::interchange::terraform_source::read;
use std::sync::Arc;

const SOURCE: &str = r#"# the network of the shop
variable "dns" { default = true }

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16" # agreed with the other side
  enable_dns_hostnames = var.dns
  instance_tenancy     = "dedicated"

  tags = {
    Name  = "shop" // as in the wiki
    Owner = "net"
  }
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_subnet" "many" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/17", 7, 10 + count.index)
}

resource "aws_flow_log" "log" {
  vpc_id = aws_vpc.main.id
}
"#;

fn files(text: &str) -> Sources {
    [("main.tf".to_string(), text.as_bytes().to_vec())].into()
}

fn edited(to: &str) -> Edited {
    let after = read(files(to), &Options::default()).unwrap().design;
    put(&after)
}

fn put(after: &Document) -> Edited {
    edit(&files(SOURCE), after, &Options::default(), Catalogue::bundled()).unwrap()
}

#[test]
fn nothing_changed_changes_nothing() {
    let out = edited(SOURCE);
    assert!(out.files.is_empty() && out.placed.is_empty() && out.left.is_empty(), "{out:?}");
}

#[test]
fn only_what_changed_changes() {
    let to = SOURCE
        .replace("\"10.0.0.0/16\"", "\"10.0.0.0/15\"")
        .replace("\"net\"", "\"network \\\"team\\\"\"")
        .replace("  cidr_block = \"10.0.1.0/24\"\n", "  cidr_block = \"10.0.2.0/24\"\n  map_public_ip_on_launch = true\n");
    let mut after = read(files(&to), &Options::default()).unwrap().design;
    // A name given in the design: the key of the export stays what it was.
    let id = after.model.all::<Vpc>().next().unwrap().0;
    Arc::make_mut(&mut after.model).update(id.node(), |n| n.meta.name = "the-shop".into());
    let out = put(&after);
    assert!(out.left.is_empty(), "{out:#?}");
    assert_eq!(out.placed.len(), 5, "{out:#?}");
    assert_eq!(out.files["main.tf"], to.replace("\"shop\"", "\"the-shop\""));
    // And back again, where what was added is turned off.
    let was = read(files(SOURCE), &Options::default()).unwrap().design;
    let back = edit(&files(&to), &was, &Options::default(), Catalogue::bundled()).unwrap();
    assert_eq!(back.files["main.tf"], SOURCE.replace("24\"\n", "24\"\n  map_public_ip_on_launch = false\n"));
}

#[test]
fn what_has_no_place_is_told() {
    let to = SOURCE.replace("default = true", "default = false").replace("10 + count.index", "20 + count.index").replace(
        "resource \"aws_flow_log\" \"log\" {\n  vpc_id = aws_vpc.main.id\n}",
        "resource \"aws_internet_gateway\" \"i\" {\n  vpc_id = aws_vpc.main.id\n}",
    );
    let out = edited(&to);
    assert_eq!(out.placed.iter().map(ToString::to_string).collect::<Vec<_>>(), ["aws_internet_gateway.i: new (main.tf)"], "{out:#?}");
    assert!(out.files["main.tf"].starts_with(SOURCE), "{out:#?}");
    let told = |what: &str, why: &str| out.left.iter().any(|l| l.to_string().contains(what) && l.to_string().contains(why));
    assert!(told("enable_dns_hostnames", "expression, at main.tf:4"), "{:#?}", out.left);
    assert!(told("cidr_block", "one of several"), "{:#?}", out.left);
    let json: Sources =
        [("main.tf.json".to_string(), br#"{"resource": {"aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}}}}"#.to_vec())].into();
    let other = read(
        [("main.tf.json".to_string(), br#"{"resource": {"aws_vpc": {"v": {"cidr_block": "10.1.0.0/16"}}}}"#.to_vec())].into(),
        &Options::default(),
    );
    let out = edit(&json, &other.unwrap().design, &Options::default(), Catalogue::bundled()).unwrap();
    assert!(out.left.iter().any(|l| l.to_string().contains("JSON")), "{out:#?}");
}

/// A public and a private subnet, each with its table.
const TWO: &str = r#"resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

# the way out
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
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table_association" "of-a" {
  subnet_id      = aws_subnet.a.id # by hand
  route_table_id = aws_route_table.private.id
}
"#;

/// What an edit of one source towards another comes to.
fn towards(from: &str, to: &str) -> Edited {
    let after = read(files(to), &Options::default()).unwrap().design;
    edit(&files(from), &after, &Options::default(), Catalogue::bundled()).unwrap()
}

#[test]
fn what_something_refers_to_changes_in_place() {
    let to = TWO.replace("route_table_id = aws_route_table.private.id", "route_table_id = aws_route_table.public.id");
    assert_ne!(to, TWO);
    let out = towards(TWO, &to);
    assert_eq!(out.files.get("main.tf"), Some(&to), "{out:#?}");
    assert!(out.left.is_empty() && out.placed.len() == 1, "{out:#?}");
    // The same by a name that the source works out: nothing is guessed.
    let worked_out = TWO.replace("aws_route_table.private.id", "var.table");
    let out = towards(&format!("variable \"table\" {{}}\n{worked_out}"), &format!("variable \"table\" {{}}\n{to}"));
    assert!(!out.left.is_empty(), "{out:#?}");
    assert!(out.files.values().all(|t| t.contains("var.table")), "{out:#?}");
}

#[test]
fn new_resources_are_written_by_the_names_of_the_source() {
    let more = r#"
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"

  tags = {
    Name = "b"
  }
}

resource "aws_route_table_association" "b" {
  subnet_id      = aws_subnet.b.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "n" {
  domain = "vpc"
}

resource "aws_nat_gateway" "n" {
  subnet_id     = aws_subnet.b.id
  allocation_id = aws_eip.n.id
}

resource "aws_route" "private" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.n.id
}
"#;
    let to = format!("{TWO}{more}");
    let out = towards(TWO, &to);
    assert!(out.left.is_empty(), "{out:#?}");
    let text = out.files.get("main.tf").unwrap();
    assert!(text.starts_with(TWO), "{text}");
    for part in ["subnet_id      = aws_subnet.b.id", "nat_gateway_id         = aws_nat_gateway.", "depends_on = [aws_internet_gateway.out]"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    // And all of it again out of the source, where nothing refers to it any more.
    let back = towards(text, TWO);
    assert_eq!(back.files.get("main.tf").map(String::as_str), Some(TWO), "{back:#?}");
    assert!(back.left.is_empty(), "{back:#?}");
}

#[test]
fn what_others_refer_to_is_not_taken_out() {
    let output = "\noutput \"a\" {\n  value = aws_subnet.a.id\n}\n";
    let cut = TWO.split("resource \"aws_subnet\"").next().unwrap();
    let out = towards(&format!("{TWO}{output}"), cut);
    let text = out.files.get("main.tf").unwrap();
    assert!(text.contains("\"aws_subnet\" \"a\"") && !text.contains("aws_route_table_association"), "{text}");
    assert!(out.left.iter().any(|l| l.to_string().starts_with("aws_subnet.a") && l.to_string().contains("others")), "{out:#?}");
}

#[test]
fn rules_are_not_mixed_with_those_inside_a_group() {
    let group = |inside: &str| format!("{TWO}\nresource \"aws_security_group\" \"g\" {{\n  vpc_id = aws_vpc.main.id\n{inside}}}\n");
    let rule = |port: u16| {
        format!(
            "  ingress {{\n    from_port = {port}\n    to_port = {port}\n    protocol = \"tcp\"\n    cidr_blocks = [\"10.0.0.0/8\"]\n  }}\n"
        )
    };
    let from = group(&rule(443));
    let out = towards(&from, &group(&format!("{}{}", rule(443), rule(22))));
    assert!(out.files.is_empty(), "{out:#?}");
    assert!(out.left.iter().any(|l| l.to_string().contains("written in itself")), "{out:#?}");
    // Where rules stand by themselves a new one stands beside them.
    let alone = format!(
        "{}\nresource \"aws_vpc_security_group_ingress_rule\" \"https\" {{\n  security_group_id = aws_security_group.g.id\n  ip_protocol = \"tcp\"\n  from_port = 443\n  to_port = 443\n  cidr_ipv4 = \"10.0.0.0/8\"\n}}\n",
        group("")
    );
    let ssh = alone.split("\nresource \"aws_vpc_security_group").nth(1).unwrap().replace("443", "22").replace("https", "ssh");
    let out = towards(&alone, &format!("{alone}\nresource \"aws_vpc_security_group{ssh}"));
    assert!(out.left.is_empty() && out.files["main.tf"].starts_with(&alone), "{out:#?}");
    assert!(out.files["main.tf"].contains("aws_security_group.g.id"), "{out:#?}");
}

#[test]
fn what_is_called_otherwise_in_the_source_is_the_same_still() {
    let named = |name: &str| TWO.replace("\"10.0.0.0/16\"\n", &format!("\"10.0.0.0/16\"\n  tags = {{ Name = \"{name}\" }}\n"));
    let out = towards(&named("shop"), &named("the shop"));
    assert_eq!(out.files.get("main.tf"), Some(&named("the shop")), "{out:#?}");
    assert!(out.left.is_empty() && out.placed.len() == 1, "{out:#?}");
}
