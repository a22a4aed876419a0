//! Roots as they are published, built on modules that are known by their inputs.

use super::read;
use crate::document::{AclAction, InterfaceEndpoint, Kind, NatGateway, NatHome, NetworkAcl, RouteTable, Subnet, Target, TransitTable, Vpc};
use crate::interchange::imported::{Imported, Options};

fn imported(text: &str) -> Imported {
    read([("main.tf".to_string(), text.as_bytes().to_vec())].into(), &Options::default()).unwrap()
}

fn published() -> Imported {
    imported(include_str!("samples/published.tf"))
}

/// The routes of a table by its name, as texts of destination and kind of target.
fn routes(out: &Imported, name: &str, vpc: &str) -> Vec<(String, Option<Kind>)> {
    let model = &out.design.model;
    let table: &RouteTable = model.all::<RouteTable>().find(|(id, t)| model.name(*id) == name && model.name(t.vpc) == vpc).unwrap().1;
    let kind = |t: &Target| if let Target::Node(n) = t { Some(n.kind()) } else { None };
    table.routes.iter().map(|r| (r.destination.to_string(), kind(&r.target))).collect()
}

#[test]
fn vpcs_of_the_registry_s_other_module_are_cut_and_routed() {
    let out = published();
    let model = &out.design.model;
    let blocks = |vpc: &str| {
        let mut all: Vec<String> = (model.all::<Subnet>())
            .filter(|(_, s)| model.name(s.vpc) == vpc)
            .map(|(id, s)| format!("{} {}", model.name(id), s.cidr.unwrap()))
            .collect();
        all.sort();
        all
    };
    // Blocks are cut in the order of the kinds' names: app, public, transit_gateway.
    let want = [
        "app-eu-west-1a 10.1.0.0/24",
        "app-eu-west-1b 10.1.1.0/24",
        "data-eu-west-1a 10.1.12.0/24",
        "data-eu-west-1b 10.1.13.0/24",
        "edge-eu-west-1a 10.1.2.0/24",
        "edge-eu-west-1b 10.1.3.0/24",
        "transit_gateway-eu-west-1a 10.1.4.0/28",
        "transit_gateway-eu-west-1b 10.1.4.16/28",
    ];
    assert_eq!(blocks("left"), want);
    assert_eq!(blocks("right").len(), 8);
    let nats = |vpc: &str| {
        let stands = |n: &NatGateway| matches!(n.home, NatHome::Zonal(s) if model.get(s).is_some_and(|s| model.name(s.vpc) == vpc));
        model.all::<NatGateway>().filter(|(_, n)| stands(n)).count()
    };
    assert_eq!((nats("left"), nats("right"), nats("walled")), (2, 1, 1));
    let app = routes(&out, "app-eu-west-1b", "right");
    assert!(app.contains(&("0.0.0.0/0".into(), Some(Kind::NatGateway))), "{app:?}");
    assert!(app.iter().any(|(to, kind)| !to.contains('/') && *kind == Some(Kind::TransitGateway)), "a prefix list: {app:?}");
    let edge = routes(&out, "edge-eu-west-1a", "left");
    assert!(edge.contains(&("10.0.0.0/8".into(), Some(Kind::TransitGateway))), "{edge:?}");
    assert!(edge.contains(&("0.0.0.0/0".into(), Some(Kind::InternetGateway))), "{edge:?}");
    assert!(routes(&out, "data-eu-west-1a", "left").is_empty());
    assert!(model.all::<InterfaceEndpoint>().all(|(_, e)| e.subnets.len() == 2));
}

#[test]
fn acls_tables_and_zones_of_the_registry_s_vpc_are_read() {
    let out = published();
    let model = &out.design.model;
    let acl = |name: &str| model.all::<NetworkAcl>().find(|(id, _)| model.name(*id) == name).unwrap_or_else(|| panic!("no {name}"));
    let (edge, entries) = acl("edge");
    assert_eq!(entries.ingress.iter().map(|e| (e.number, e.action)).collect::<Vec<_>>(), [(90, AclAction::Deny), (100, AclAction::Allow)]);
    assert_eq!(model.all::<Subnet>().filter(|(_, s)| s.acl == Some(edge)).count(), 2);
    let (_, default) = acl("walled-default");
    assert_eq!(default.ingress.iter().map(|e| e.cidr.to_string()).collect::<Vec<_>>(), ["10.9.0.0/16"]);
    assert_eq!(default.egress.len(), 2);
    let mut private = routes(&out, "walled-private", "walled");
    private.sort();
    assert_eq!(private, [("10.0.0.0/8".into(), Some(Kind::TransitGateway)), ("198.51.100.0/24".into(), Some(Kind::NatGateway))]);
    // Zones by their ids are those of their names.
    assert!(model.all::<Subnet>().all(|(_, s)| s.zone.to_string().starts_with("eu-west-1")));
    let spare: Vec<_> = model.nodes().filter(|(_, n)| n.meta.tags.contains_key("spare")).collect();
    assert_eq!(spare.len(), 1);
    let walled = model.all::<Vpc>().find(|(id, _)| model.name(*id) == "walled").unwrap().1;
    assert!(!walled.opaque, "{:?}", out.guessed);
    let own = model.all::<TransitTable>().find(|(id, _)| model.name(*id) == "core").unwrap().1;
    assert_eq!(own.routes.len(), 2, "{own:?}");
    assert!(out.unknown.is_empty(), "{:?}", out.unknown);
    let left: Vec<String> = out.left_out.iter().map(|l| l.what.to_string()).filter(|w| !w.starts_with("comments")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_is_still_to_be_said_is_not_taken_as_fit() {
    let vpc = |cond: &str| {
        imported(&format!(
            "variable \"asked\" {{}}\nresource \"aws_ec2_managed_prefix_list\" \"p\" {{\n  name = \"p\"\n  address_family = \"IPv4\"\n  max_entries = 1\n}}\nresource \"aws_vpc\" \"v\" {{\n  cidr_block = {cond} ? \"10.0.0.0/16\" : \"10.1.0.0/16\"\n}}\n"
        ))
    };
    let block =
        |out: &Imported| out.design.model.all::<Vpc>().next().map(|(_, v)| v.cidrs.iter().map(|c| c.to_string()).collect::<Vec<_>>());
    for open in ["can(var.asked.field)", "can(tonumber(var.asked))", "can(regex(\"^pl-\", var.asked))"] {
        let out = vpc(open);
        assert!(out.unknown.iter().any(|u| u.name == "var.asked"), "{open}: {:?}", out.unknown);
    }
    assert_eq!(block(&vpc("can(regex(\"^pl-\", aws_ec2_managed_prefix_list.p.id))")), Some(vec!["10.0.0.0/16".into()]));
    assert_eq!(block(&vpc("length(regexall(\"^vpc-\", aws_ec2_managed_prefix_list.p.id)) > 0")), Some(vec!["10.1.0.0/16".into()]));
}

#[test]
fn firewalls_regional_gateways_and_regions_of_their_own_are_read() {
    let out = imported(include_str!("samples/inspected.tf"));
    let model = &out.design.model;
    // What comes by the transit gateway goes through the firewall's endpoint of its zone, and so does what comes back from the internet.
    let endpoint = Some(Kind::BalancerEndpoint);
    assert_eq!(routes(&out, "transit_gateway-eu-west-1b", "inspection"), [("0.0.0.0/0".into(), endpoint)]);
    assert!(routes(&out, "public-eu-west-1a", "inspection").contains(&("10.0.0.0/8".into(), endpoint)));
    let own = model.all::<NatGateway>().filter(|(_, n)| matches!(n.home, NatHome::Regional(v) if model.name(v) == "wide")).count();
    let tables = model.all::<RouteTable>().filter(|(id, _)| model.name(*id).starts_with("wide-private-")).count();
    assert_eq!((own, tables), (1, 2));
    assert_eq!(routes(&out, "wide-private-ap-south-1b", "wide"), [("0.0.0.0/0".into(), Some(Kind::NatGateway))]);
    let region = |name: &str| model.all::<Vpc>().find(|(id, _)| model.name(*id) == name).unwrap().1.region.to_string();
    assert_eq!((region("wide"), region("inspection")), ("ap-south-1".into(), "eu-west-1".into()));
    assert!(out.unknown.is_empty(), "{:?}", out.unknown);
}

#[test]
fn an_input_about_packets_that_is_not_known_leaves_answers_open() {
    let vpc = |more: &str| {
        let out = imported(&format!(
            "module \"vpc\" {{\n  source = \"terraform-aws-modules/vpc/aws\"\n  name = \"v\"\n  azs = [\"us-east-1a\"]\n  {more}\n}}\n"
        ));
        out.design.model.all::<Vpc>().next().unwrap().1.opaque
    };
    assert!(!vpc("outpost_acl_tags = {}"), "a tag does nothing to packets");
    assert!(vpc("vpc_block_public_access_options = { internet_gateway_block_mode = \"block-bidirectional\" }"));
}
