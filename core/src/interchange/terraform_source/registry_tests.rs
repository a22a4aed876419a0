//! Projects built on other modules of the registry, and what names what is not in its files.

use super::read;
use crate::document::{Compute, GroupRule, Kind, NatGateway, Peer, RouteTable, SecurityGroup, Subnet, Target, Vpc, Workload};
use crate::interchange::imported::{Imported, Options};

fn imported(text: &str) -> Imported {
    read([("main.tf".to_string(), text.as_bytes().to_vec())].into(), &Options::default()).unwrap()
}

fn group<'a>(out: &'a Imported, name: &str) -> &'a SecurityGroup {
    let model = &out.design.model;
    model.all::<SecurityGroup>().find(|(id, _)| model.name(*id) == name).unwrap().1
}

fn count(out: &Imported, kind: Kind) -> usize {
    out.design.model.of_kind(kind).count()
}

#[test]
fn labels_subnets_and_groups_of_the_registry_are_known() {
    let out = imported(include_str!("samples/labels.tf"));
    let model = &out.design.model;
    assert_eq!((count(&out, Kind::Subnet), count(&out, Kind::NatGateway), count(&out, Kind::InternetGateway)), (4, 2, 1));
    // Six zones' room in both tiers would be 3 bits of three zones: us-east-2 has three.
    let mut blocks: Vec<String> = model.all::<Subnet>().map(|(_, s)| s.cidr.unwrap().to_string()).collect();
    blocks.sort();
    assert_eq!(blocks, ["172.16.0.0/19", "172.16.128.0/19", "172.16.32.0/19", "172.16.96.0/19"]);
    let private = model.all::<Subnet>().find(|(id, _)| model.name(*id) == "eg-test-shop-private-us-east-2b").unwrap().1;
    let table: &RouteTable = model.get(private.table.unwrap()).unwrap();
    assert!(matches!(&table.routes[0].target, Target::Node(n) if n.kind() == Kind::NatGateway), "{:?}", table.routes);
    assert!(model.all::<NatGateway>().all(|(id, _)| model.name(id).starts_with("eg-test-shop-nat-us-east-2")));
    let web = group(&out, "web");
    assert_eq!((web.ingress.len(), web.egress.len()), (3, 2), "{web:?}");
    let db = group(&out, "db");
    let from_web = |r: &GroupRule| matches!(r.peer, Peer::Group(g) if model.name(g) == "web");
    assert!(db.ingress.iter().any(from_web), "{db:?}");
    // A rule whose ports nobody knows is there as one that may match or not.
    assert!(out.unknown.iter().any(|u| u.needed_by.iter().any(|n| n.to_string().contains("from_port"))), "{:?}", out.unknown);
    let quiet = |what: &str| !out.left_out.iter().any(|l| l.what.to_string().contains(what));
    assert!(quiet("number_of_computed") && quiet("context"), "{:?}", out.left_out);
}

#[test]
fn blocks_are_cut_by_the_modules_for_it() {
    let out = imported(include_str!("samples/cidrs.tf"));
    let model = &out.design.model;
    let block = |name: &str| model.all::<Subnet>().find(|(id, _)| model.name(*id) == name).unwrap().1.cidr.unwrap().to_string();
    assert_eq!((block("named-a"), block("named-b")), ("10.65.0.0/20".into(), "10.65.32.0/24".into()));
    assert_eq!(block("private-eu-west-1b"), "10.64.16.0/20");
    assert_eq!(block("public-eu-west-1a"), "10.64.32.0/24");
    assert!(out.unknown.is_empty(), "{:?}", out.unknown);
}

#[test]
fn what_names_no_vpc_is_in_the_default_one() {
    let out = imported(
        "resource \"aws_security_group\" \"g\" {\n  name = \"g\"\n}\nresource \"aws_instance\" \"i\" {\n  ami = \"a\"\n  vpc_security_group_ids = [aws_security_group.g.id]\n}\nresource \"aws_vpc\" \"own\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n",
    );
    let model = &out.design.model;
    let (_, w) = model.all::<Workload>().next().unwrap();
    let home = model.get(w.subnets[0]).unwrap();
    let vpc: &Vpc = model.get(home.vpc).unwrap();
    assert!(vpc.opaque && vpc.cidrs[0].to_string() == "172.31.0.0/16", "{vpc:?}");
    assert_eq!(group(&out, "g").vpc, home.vpc);
    assert!(out.guessed.iter().any(|g| g.to_string().contains("default VPC")), "{:?}", out.guessed);
}

#[test]
fn what_stands_in_subnets_elsewhere_is_read() {
    let out = imported(
        "variable \"subnets\" {\n  type = list(string)\n}\nresource \"aws_lambda_function\" \"f\" {\n  function_name = \"f\"\n  vpc_config {\n    subnet_ids = var.subnets\n    security_group_ids = [\"sg-1\"]\n  }\n}\nresource \"aws_instance\" \"i\" {\n  subnet_id = \"subnet-1\"\n}\n",
    );
    let model = &out.design.model;
    assert_eq!(model.all::<Workload>().filter(|(_, w)| w.compute == Compute::Instance || w.compute == Compute::Function).count(), 2);
    // Nothing is known of where they stand, and so nothing is said for certain.
    assert!(model.all::<Vpc>().all(|(_, v)| v.opaque) && count(&out, Kind::Vpc) == 1);
    let names: Vec<&str> = out.unknown.iter().map(|u| u.name.as_str()).collect();
    assert!(["subnet-1", "sg-1", "var.subnets"].iter().all(|n| names.contains(n)), "{names:?}");
    assert_eq!(model.all::<Subnet>().filter(|(id, _)| model.meta(*id).is_some_and(|m| m.existing)).count(), 2);
}

#[test]
fn files_without_a_network_are_read_as_such() {
    let out = imported("resource \"aws_sqs_queue\" \"q\" {}\nresource \"aws_budgets_budget\" \"b\" {}\n");
    assert!(out.understood.is_empty());
    assert_eq!(out.left_out.len(), 2, "{:?}", out.left_out);
}
