//! Other syntaxes and files of Terraform: JSON, override files, files of values, templates, functions of providers.

use super::read;
use crate::document::{BalancerEndpoint, Kind, Peer, RouteTable, SecurityGroup, Subnet, Target, Vpc, Workload};
use crate::interchange::imported::{Imported, Options};
use crate::interchange::testing::{named, sources};

fn imported(files: &[(&str, &str)]) -> Imported {
    read(sources(files), &Options::default()).unwrap()
}

const JSON: &str = r#"{
  "//": {"metadata": {"backend": "local", "stackName": "net"}},
  "provider": {"aws": [{"region": "eu-west-1", "default_tags": [{"tags": {"Owner": "${var.owner}"}}]}]},
  "variable": {
    "owner": {"type": "string", "default": "${not.a.reference}"},
    "blocks": {"type": "map(object({ cidr = string, zone = optional(string, \"a\") }))", "default": {"one": {"cidr": "10.0.1.0/24"}, "two": {"cidr": "10.0.2.0/24", "zone": "b"}}}
  },
  "locals": {"name": "net-${terraform.workspace}"},
  "resource": {
    "aws_vpc": {
      "v": {
        "//": {"metadata": {"path": "net/v"}},
        "cidr_block": "10.0.0.0/16",
        "tags": {"Name": "${local.name}"}
      }
    },
    "aws_subnet": {
      "s": {
        "for_each": "${var.blocks}",
        "vpc_id": "${aws_vpc.v.id}",
        "cidr_block": "${each.value.cidr}",
        "availability_zone": "eu-west-1${each.value.zone}",
        "tags": {"Name": "${format(\"%s-%s\", local.name, each.key)}"}
      }
    },
    "aws_security_group": [
      {
        "g": {
          "name": "web",
          "vpc_id": "${aws_vpc.v.id}",
          "ingress": [{"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}],
          "dynamic": {"egress": {"for_each": [22, 80], "content": {"from_port": "${egress.value}", "to_port": "${egress.value}", "protocol": "tcp", "self": true}}}
        }
      }
    ]
  },
  "data": {"aws_iam_policy_document": {"p": {"statement": [{"actions": ["s3:GetObject"], "resources": ["*"], "principals": {"type": "*", "identifiers": ["*"]}}]}}},
  "output": {"vpc": {"value": "${aws_vpc.v.id}"}}
}"#;

#[test]
fn json_is_read_as_hcl_is() {
    for name in ["cdk.tf.json", "standard input"] {
        let out = imported(&[(name, JSON)]);
        let vpc = out.design.model.all::<Vpc>().next().unwrap();
        let meta = out.design.model.meta(vpc.0).unwrap();
        assert_eq!((meta.name.as_str(), meta.tags["Owner"].as_str()), ("net-default", "${not.a.reference}"));
        let two: Subnet = named(&out, "net-default-two");
        assert_eq!((two.cidr.unwrap().to_string().as_str(), two.zone.as_str()), ("10.0.2.0/24", "eu-west-1b"));
        assert_eq!(named::<Subnet>(&out, "net-default-one").zone.as_str(), "eu-west-1a", "the default of an optional field");
        let group: SecurityGroup = named(&out, "web");
        assert_eq!((group.ingress.len(), group.egress.len()), (1, 2));
        assert!(out.left_out.is_empty() && out.unknown.is_empty(), "{:?} {:?}", out.left_out, out.unknown);
    }
    let bad = "{\"variable\": {\"c\": {}},\n\"resource\": {\"aws_vpc\": {\"v\": {\n\"cidr_block\": \"${var.c}\"}}}}";
    let out = imported(&[("main.tf.json", bad)]);
    let c = out.unknown.iter().find(|u| u.name == "var.c").unwrap();
    assert_eq!(c.at, "main.tf.json:1");
    let broken = read(
        sources(&[("main.tf.json", "{\"locals\": {\"a\": 1},\n\"output\": {\"x\": {\n\"value\": \"${1 +}\"}}}")]),
        &Options::default(),
    );
    assert!(broken.unwrap_err().to_string().starts_with("main.tf.json, line 3"));
}

#[test]
fn override_files_are_put_over_the_others() {
    let main = r#"
variable "cidr" { default = "10.0.0.0/16" }
locals {
  a = "one"
  b = "two"
}
resource "aws_vpc" "v" {
  cidr_block = var.cidr
  tags       = { Name = "${local.a}-${local.b}" }
}
resource "aws_security_group" "g" {
  name   = "g"
  vpc_id = aws_vpc.v.id
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#;
    let over = "variable \"cidr\" {\n  default = \"10.9.0.0/16\"\n}\nlocals {\n  b = \"three\"\n}\nresource \"aws_security_group\" \"g\" {\n  dynamic \"ingress\" {\n    for_each = [443]\n    content {\n      from_port = ingress.value\n      to_port = ingress.value\n      protocol = \"tcp\"\n      cidr_blocks = [\"10.0.0.0/8\", var.who]\n    }\n  }\n}\nvariable \"who\" {}\n";
    let json = r#"{"resource": {"aws_vpc": {"v": {"enable_dns_hostnames": true}}}}"#;
    let out = imported(&[("main.tf", main), ("dev_override.tf", over), ("override.tf.json", json)]);
    let vpc: Vpc = named(&out, "one-three");
    assert_eq!((vpc.cidrs[0].to_string().as_str(), vpc.dns_hostnames), ("10.9.0.0/16", true));
    let group: SecurityGroup = named(&out, "g");
    assert_eq!(group.ingress.len(), 2);
    assert_eq!(group.ingress[0].ports.unwrap().to_string(), "443");
    // The place is that of the file that says it.
    let who = out.unknown.iter().find(|u| u.name == "var.who").unwrap();
    assert_eq!(who.at, "dev_override.tf:18", "{:?}", out.unknown);
}

#[test]
fn files_of_values_count_in_terraforms_order() {
    let main = "variable \"a\" {}\nvariable \"b\" {}\nvariable \"c\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.${var.a}.0.0/16\"\n  tags = { Name = \"${var.b}-${var.c.x}\" }\n}\n";
    let files = [
        ("main.tf", main),
        ("terraform.tfvars", "a = 1\nb = \"first\"\n"),
        ("terraform.tfvars.json", "{\"b\": \"${json}\", \"c\": {\"x\": 1}}"),
        ("z.auto.tfvars.json", "{\"a\": 3}"),
        ("m.auto.tfvars", "a = 2"),
        ("prod.tfvars", "a = 9"),
    ];
    let out = imported(&files);
    let vpc: Vpc = named(&out, "${json}-1");
    assert_eq!(vpc.cidrs[0].to_string(), "10.3.0.0/16");
    assert!(out.left_out.iter().any(|l| l.at == "prod.tfvars"), "{:?}", out.left_out);
}

#[test]
fn the_only_file_of_values_that_fits_is_taken_and_told() {
    let main = "variable \"cidr\" {}\nvariable \"name\" { default = \"v\" }\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.cidr\n  tags = { Name = var.name }\n}\n";
    let (dev, prod) = ("cidr = \"10.7.0.0/16\"\nname = \"dev\"\n", "cidr = \"10.8.0.0/16\"\n");
    let out = imported(&[("main.tf", main), ("env/dev.tfvars", dev), ("env/names.tfvars", "name = \"x\"")]);
    assert_eq!(named::<Vpc>(&out, "dev").cidrs[0].to_string(), "10.7.0.0/16");
    assert!(out.guessed.iter().any(|g| g.to_string().starts_with("env/dev.tfvars")), "{:?}", out.guessed);
    // Of two it may be either.
    let out = imported(&[("main.tf", main), ("env/dev.tfvars", dev), ("env/prod.tfvars", prod)]);
    assert!(
        out.unknown.iter().any(|u| u.name == "var.cidr") && out.left_out.iter().filter(|l| l.what.to_string() == "the file").count() == 2
    );
}

#[test]
fn templates_are_filled_with_what_they_are_given() {
    let main = r#"
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
locals {
  rules = jsondecode(templatefile("${path.module}/rules.json.tftpl", { ports = [80, 443], from = "10.0.0.0/8" }))
  name  = templatestring("$${app}-net", { app = "shop" })
  arn   = provider::aws::arn_parse("arn:aws:ec2:eu-west-3:123456789012:vpc/vpc-1")
}
provider "aws" { region = local.arn.region }
resource "aws_security_group" "g" {
  name   = local.name
  vpc_id = aws_vpc.v.id
  dynamic "ingress" {
    for_each = local.rules
    iterator = r
    content {
      from_port   = r.value.port
      to_port     = r.value.port
      protocol    = "tcp"
      cidr_blocks = [r.value.from]
    }
  }
}
resource "aws_security_group" "h" {
  name   = templatefile("gone.tpl", {})
  vpc_id = aws_vpc.v.id
}
"#;
    let rules =
        "[\n%{ for i, p in ports ~}\n  { \"port\": ${p}, \"from\": \"${from}\" }${i < length(ports) - 1 ? \",\" : \"\"}\n%{ endfor ~}\n]\n";
    let out = imported(&[("main.tf", main), ("rules.json.tftpl", rules)]);
    let group: SecurityGroup = named(&out, "shop-net");
    assert_eq!(group.ingress.len(), 2, "{:?}", out.unknown);
    assert!(matches!(&group.ingress[1].peer, Peer::Cidr(c) if c.to_string() == "10.0.0.0/8"));
    assert_eq!(out.design.model.all::<Vpc>().next().unwrap().1.region.to_string(), "eu-west-3");
}

#[test]
fn what_exists_is_imported_by_keys_that_are_worked_out() {
    let out = imported(&[(
        "main.tf",
        r#"
locals { ids = { a = "subnet-0a", b = "subnet-0b" } }
import {
  for_each = local.ids
  to       = aws_subnet.s[each.key]
  id       = each.value
}
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  for_each   = { a = 0, b = 1 }
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(aws_vpc.v.cidr_block, 8, each.value)
}
"#,
    )]);
    let ids: Vec<_> = out.design.model.all::<Subnet>().filter_map(|(id, _)| out.design.model.meta(id)?.aws_id.clone()).collect();
    assert_eq!(ids, ["subnet-0a", "subnet-0b"]);
}

#[test]
fn what_stands_in_a_subnet_that_nobody_knows_stays() {
    let text = r#"
variable "subnet" {}
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_instance" "known" {
  ami       = "a"
  subnet_id = aws_subnet.s.id
}
resource "aws_instance" "lost" {
  ami       = "a"
  subnet_id = var.subnet
}
"#;
    let out = imported(&[("main.tf", text)]);
    let lost: Workload = named(&out, "lost");
    assert_eq!(out.design.model.name(lost.subnets[0]), "var.subnet");
    assert!(out.unknown.iter().any(|u| u.name == "var.subnet"), "{:?}", out.unknown);
    // Of it nothing is said for certain, and of what stands beside it as much as ever.
    assert!(!named::<Vpc>(&out, "v").opaque, "{:?}", out.guessed);
    let graph = crate::graph::NetworkGraph::build(&out.design.model, crate::catalogue::Catalogue::bundled());
    let verdict = |from: &str, to: &str| {
        let party = |name: &str| {
            let node = out.design.model.all::<Workload>().find(|(id, _)| out.design.model.name(*id) == name);
            node.map_or(crate::reach::Party::Internet, |(id, _)| crate::reach::Party::Node(id.node()))
        };
        crate::answer::trace(&graph, &crate::reach::Query::tcp(party(from), party(to), 443)).verdict
    };
    use crate::reach::Verdict;
    let all = [verdict("lost", "internet"), verdict("known", "lost"), verdict("lost", "known"), verdict("known", "internet")];
    assert_eq!(all, [Verdict::Depends, Verdict::Depends, Verdict::Depends, Verdict::Blocked]);
    // Given, it stands where it is said.
    let given = Options { given: [("var.subnet".to_string(), "subnet-0123".to_string())].into(), ..Options::default() };
    let out = read(sources(&[("main.tf", text)]), &given).unwrap();
    assert!(out.unknown.iter().all(|u| u.name != "var.subnet"), "{:?}", out.unknown);
}

const FIREWALL: &str = r#"
locals { zones = ["us-east-1a", "us-east-1b"] }
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "wall" {
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
  availability_zone = local.zones[count.index]
}
resource "aws_subnet" "app" {
  count                   = 2
  vpc_id                  = aws_vpc.v.id
  cidr_block              = cidrsubnet(aws_vpc.v.cidr_block, 8, 10 + count.index)
  availability_zone       = local.zones[count.index]
  map_public_ip_on_launch = true
}
resource "aws_networkfirewall_firewall" "fw" {
  name                = "wall"
  vpc_id              = aws_vpc.v.id
  firewall_policy_arn = aws_networkfirewall_firewall_policy.p.arn
  dynamic "subnet_mapping" {
    for_each = aws_subnet.wall[*].id
    content { subnet_id = subnet_mapping.value }
  }
}
resource "aws_networkfirewall_firewall_policy" "p" { name = "p" }
resource "aws_route_table" "app" {
  count  = 2
  vpc_id = aws_vpc.v.id
  route {
    cidr_block      = "0.0.0.0/0"
    vpc_endpoint_id = element([for s in tolist(aws_networkfirewall_firewall.fw.firewall_status[0].sync_states) : s.attachment[0].endpoint_id if s.attachment[0].subnet_id == aws_subnet.wall[count.index].id], 0)
  }
}
resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.app[count.index].id
}
resource "aws_route_table" "wall" { vpc_id = aws_vpc.v.id }
resource "aws_route" "out" {
  route_table_id         = aws_route_table.wall.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.i.id
}
resource "aws_route_table_association" "wall" {
  count          = 2
  subnet_id      = aws_subnet.wall[count.index].id
  route_table_id = aws_route_table.wall.id
}
resource "aws_route_table" "edge" { vpc_id = aws_vpc.v.id }
resource "aws_route_table_association" "edge" {
  gateway_id     = aws_internet_gateway.i.id
  route_table_id = aws_route_table.edge.id
}
resource "aws_route" "back" {
  for_each               = { for s in aws_networkfirewall_firewall.fw.firewall_status[0].sync_states : s.availability_zone => s.attachment[0].endpoint_id }
  route_table_id         = aws_route_table.edge.id
  destination_cidr_block = aws_subnet.app[index(local.zones, each.key)].cidr_block
  vpc_endpoint_id        = each.value
}
resource "aws_instance" "app" {
  ami       = "a"
  subnet_id = aws_subnet.app[0].id
}
"#;

#[test]
fn the_endpoints_of_a_firewall_stand_in_its_subnets() {
    let out = imported(&[("main.tf", FIREWALL)]);
    let model = &out.design.model;
    let endpoints: Vec<_> = model.all::<BalancerEndpoint>().map(|(id, e)| (model.name(id), model.name(e.subnet))).collect();
    assert_eq!(endpoints, [("wall-1".into(), "wall-1".into()), ("wall-2".into(), "wall-2".into())], "{:?}", out.left_out);
    for (table, want) in [("app-1", "wall-1"), ("app-2", "wall-2")] {
        let table: RouteTable = named(&out, table);
        assert!(
            matches!(&table.routes[0].target, Target::Node(n) if n.kind() == Kind::BalancerEndpoint && model.name(*n) == want),
            "{table:?}"
        );
    }
    let edge: RouteTable = named(&out, "edge");
    assert_eq!(edge.routes.len(), 2, "{edge:?}");
    assert!(edge.routes.iter().all(|r| matches!(&r.target, Target::Node(n) if n.kind() == Kind::BalancerEndpoint)));
    assert!(out.guessed.iter().any(|g| g.to_string().contains("Network Firewall")), "{:?}", out.guessed);
}

/// What a firewall lets through is not modelled: nothing that goes through one is reachable, and nothing gone.
#[test]
fn what_goes_through_a_firewall_depends_on_it() {
    use crate::answer::trace;
    use crate::catalogue::Catalogue;
    use crate::graph::NetworkGraph;
    use crate::reach::{Party, Query, Verdict};
    let out = imported(&[("main.tf", FIREWALL)]);
    let model = &out.design.model;
    let graph = NetworkGraph::build(model, Catalogue::bundled());
    let app = model.all::<Workload>().next().unwrap().0;
    let query = Query::tcp(Party::Node(app.node()), Party::Internet, 443);
    let verdict = trace(&graph, &query).verdict;
    assert!(!matches!(verdict, Verdict::Reachable | Verdict::Blocked), "{verdict:?}");
}

#[test]
fn hostile_files_of_other_syntaxes_are_refused() {
    let deep = format!("{{\"locals\": {{\"a\": {}1{}}}}}", "[".repeat(5000), "]".repeat(5000));
    assert!(read(sources(&[("main.tf.json", &deep)]), &Options::default()).is_err());
    let wide: String = (0..12_000).map(|n| format!("\"k{n}\": 1,")).collect();
    let wide = format!("{{\"locals\": {{\"a\": {{{}}}}}}}", wide.trim_end_matches(','));
    assert!(read(sources(&[("main.tf.json", &wide)]), &Options::default()).unwrap_err().to_string().contains("entries"));
    // A template that calls itself, twice each time.
    let own = "${templatefile(\"a.tpl\", {})}${templatefile(\"a.tpl\", {})}";
    let out = imported(&[("main.tf", "resource \"aws_vpc\" \"v\" { cidr_block = templatefile(\"a.tpl\", {}) }"), ("a.tpl", own)]);
    assert!(out.unknown.iter().any(|u| u.name.contains("templatefile")), "{:?}", out.unknown);
    assert!(read(sources(&[("main.tf.json", "[1, 2]")]), &Options::default()).is_ok_and(|o| o.understood.is_empty()));
    let circle = "{\"locals\": {\"a\": \"${local.b}\", \"b\": \"${local.a}\"}, \"resource\": {\"aws_vpc\": {\"v\": {\"cidr_block\": \"${local.a}\"}}}}";
    assert!(read(sources(&[("main.tf.json", circle)]), &Options::default()).unwrap_err().to_string().contains("circle"));
}
