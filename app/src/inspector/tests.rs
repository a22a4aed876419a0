//! Forms driven as a person would: what is typed and chosen, what the design then says, what is refused and why.

use super::form::{Control, Item};
use super::kind::form;
use super::problem;
use super::subject::Subject;
use super::testing::{chosen, design, find, form_of, picked, row, typed, value};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Body, Compute, Model, NatHome, NodeId};
use portico_core::facts::Facts;
use portico_core::ordered::BTreeSet;

fn doubt(model: &Model, node: NodeId, row: &str) -> String {
    problem::of(model, node, row).map(|t| t.render(model)).unwrap_or_default()
}

#[test]
fn a_block_is_checked_as_it_is_typed() {
    let doc = design("");
    let app = find(&doc, "subnet", "app-a");
    assert_eq!(
        typed(&doc, app, "cidr", "10.0.300.0/24").unwrap_err(),
        "\"10.0.300.0/24\" is not a CIDR block such as 10.0.0.0/16 or 2001:db8::/56."
    );
    for (text, want) in [
        ("10.0.0.128/25", "10.0.0.128/25 overlaps public-a, which has 10.0.0.0/24"),
        ("172.16.0.0/24", "172.16.0.0/24 lies outside main, which has 10.0.0.0/16"),
        ("10.0.16.0/29", "AWS takes subnets from /16 to /28; this is 10.0.16.0/29"),
        ("", "A subnet has an IPv4 block, an IPv6 block, or both"),
    ] {
        let next = typed(&doc, app, "cidr", text).unwrap();
        let said = doubt(&next.model, app, "cidr");
        assert_eq!(said, want);
    }
    let next = typed(&doc, app, "cidr", "10.0.64.9/20").unwrap();
    assert_eq!(value(&next, app, "cidr"), "10.0.64.0/20", "host bits go, as in AWS");
    assert_eq!(doubt(&next.model, app, "cidr"), "");
}

#[test]
fn a_subnet_says_why_it_is_public() {
    let doc = design("");
    let public = find(&doc, "subnet", "public-a");
    assert_eq!(value(&doc, public, "class"), "Public");
    assert_eq!(row(&doc, public, "class").hint.unwrap().render(&doc.model), "0.0.0.0/0 → igw in public");
    let next = chosen(&doc, public, "table", "main (main-main)");
    assert_eq!(value(&next, public, "class"), "Isolated");
    // The NAT gateway that this table leads to stands in that very subnet: packets would go round in circles.
    let next = chosen(&doc, public, "table", "app");
    assert_eq!(value(&next, public, "class"), "Isolated");
}

#[test]
fn routes_are_edited_in_place_and_aws_own_are_not() {
    let doc = design("");
    let app = find(&doc, "route-table", "app");
    assert!(matches!(row(&doc, app, "local-0-destination").control, Control::Shown(_)));
    assert_eq!(value(&doc, app, "aws-0-destination"), "pl-s3");
    assert_eq!(value(&doc, app, "aws-0-target"), "s3-gw");
    let next = typed(&doc, app, "route-0-destination", "10.200.0.0/16").unwrap();
    assert_eq!(value(&next, app, "route-0-destination"), "10.200.0.0/16");
    assert!(typed(&doc, app, "route-0-destination", "pl-nothing").unwrap_err().contains("no CIDR block or prefix list"));
    let next = typed(&doc, app, "route-0-destination", "pl-s3").unwrap();
    assert_eq!(value(&next, app, "route-0-destination"), "pl-s3");
    let next = picked(&doc, app, "add-route", "igw");
    assert_eq!(value(&next, app, "route-1-destination"), "::/0", "0.0.0.0/0 has a route already");
    let twice = typed(&next, app, "route-1-destination", "0.0.0.0/0").unwrap();
    assert_eq!(doubt(&twice.model, app, "route-1-destination"), "A table has one route for each destination");
}

#[test]
fn a_route_to_what_is_gone_is_a_blackhole() {
    let doc = design("");
    let nat = find(&doc, "nat-gateway", "nat-a");
    let doc = doc.apply(&portico_core::edit::Command::Delete { nodes: vec![nat] }).unwrap();
    let app = find(&doc, "route-table", "app");
    let form = form_of(&doc, app);
    let rows = form.sections.iter().flat_map(|s| &s.items).find_map(|i| if let Item::Table(t) = i { Some(&t.rows) } else { None }).unwrap();
    let hole = rows.iter().find(|r| r.id == "route-row-0").unwrap();
    assert_eq!(hole.note.as_ref().unwrap().text.render(&doc.model), "Blackhole: nat-a is gone; packets are dropped");
    assert_eq!(value(&doc, app, "route-0-target"), "nat-a (gone)");
}

#[test]
fn rules_take_blocks_groups_and_lists() {
    let doc = design("");
    let web = find(&doc, "security-group", "web");
    for (text, want) in [("main-default", "main-default"), ("10.0.16.3/20", "10.0.16.0/20"), ("pl-s3", "pl-s3"), ("::/0", "::/0")] {
        let next = typed(&doc, web, "rule-in-0-peer", text).unwrap();
        assert_eq!(value(&next, web, "rule-in-0-peer"), want);
    }
    assert!(typed(&doc, web, "rule-in-0-peer", "nobody").unwrap_err().contains("no CIDR block, security group or prefix list"));
    assert!(typed(&doc, web, "rule-in-0-ports", "443-80").unwrap_err().contains("larger than the last"));
    let next = typed(&doc, web, "rule-in-0-ports", "8000-8100").unwrap();
    let icmp = chosen(&next, web, "rule-in-0-protocol", "ICMP");
    assert_eq!(value(&icmp, web, "rule-in-0-ports"), "", "ports of TCP mean nothing to ICMP");
    assert_eq!(value(&typed(&icmp, web, "rule-in-0-ports", "8/0").unwrap(), web, "rule-in-0-ports"), "8/0");
    assert!(typed(&icmp, web, "rule-in-0-ports", "443").unwrap_err().contains("not an ICMP type"));
    let next = picked(&doc, web, "rule-in-add", "HTTPS from the VPC");
    assert_eq!(value(&next, web, "rule-in-1-peer"), "10.0.0.0/16");
}

#[test]
fn entries_stand_in_the_order_in_which_they_are_tried() {
    let doc = design("");
    let tight = find(&doc, "network-acl", "tight");
    assert_eq!(value(&doc, tight, "entry-in-0-number"), "100");
    assert_eq!(value(&doc, tight, "entry-in-0-action"), "Deny");
    assert_eq!(value(&doc, tight, "entry-in-last-cidr"), "anything else");
    assert_eq!(typed(&doc, tight, "entry-in-0-number", "200").unwrap_err(), "Entry 200 exists already.");
    assert_eq!(typed(&doc, tight, "entry-in-0-number", "32767").unwrap_err(), "An entry's number is from 1 to 32766.");
    let next = typed(&doc, tight, "entry-in-0-number", "300").unwrap();
    assert_eq!((value(&next, tight, "entry-in-0-number"), value(&next, tight, "entry-in-1-action")), ("200".into(), "Deny".into()));
    let next = picked(&doc, tight, "entry-in-add", "replies");
    assert_eq!((value(&next, tight, "entry-in-2-number"), value(&next, tight, "entry-in-2-ports")), ("210".into(), "1024-65535".into()));
}

#[test]
fn an_endpoint_has_one_subnet_in_a_zone() {
    let doc = design("");
    let ssm = find(&doc, "interface-endpoint", "ssm");
    assert_eq!(value(&doc, ssm, "zone-a-subnet"), "app-a");
    assert_eq!(value(&doc, ssm, "zone-b-subnet"), "not here");
    let both = chosen(&doc, ssm, "zone-b-subnet", "tiny");
    let moved = chosen(&both, ssm, "zone-a-subnet", "public-a");
    assert_eq!(moved.model.subnets_where(ssm).len(), 2, "the zone's subnet is changed, not added");
    let next = typed(&both, ssm, "interface-1-address", "10.0.32.3").unwrap();
    assert!(doubt(&next.model, ssm, "interface-1-address").starts_with("AWS reserves 10.0.32.3"));
    let next = typed(&both, ssm, "interface-1-address", "10.0.16.9").unwrap();
    assert_eq!(doubt(&next.model, ssm, "interface-1-address"), "10.0.16.9 lies outside tiny, which has 10.0.32.0/28");
    assert_eq!(chosen(&doc, ssm, "zone-a-subnet", "not here").model.subnets_where(ssm).len(), 0);
}

#[test]
fn private_dns_says_what_it_lacks() {
    let doc = design("");
    let (vpc, ssm) = (find(&doc, "vpc", "main"), find(&doc, "interface-endpoint", "ssm"));
    assert_eq!(row(&doc, ssm, "private-dns").problem, None);
    let Control::Toggle { command, .. } = row(&doc, vpc, "dns-hostnames").control else { panic!("a switch") };
    let off = doc.apply(&command).unwrap();
    let said = row(&off, ssm, "private-dns").problem.unwrap().render(&off.model);
    assert_eq!(said, "It has no effect while main lacks DNS support or DNS host names");
}

#[test]
fn a_gateway_endpoint_is_tied_to_tables() {
    let doc = design("");
    let s3 = find(&doc, "gateway-endpoint", "s3-gw");
    let Control::Checks { boxes, .. } = row(&doc, s3, "tables").control else { panic!("check boxes") };
    let on: Vec<&str> = boxes.iter().filter(|b| b.on).map(|b| b.text.as_str()).collect();
    assert_eq!(on, ["app"]);
    let next = doc.apply(&boxes.iter().find(|b| b.on).unwrap().command).unwrap();
    assert!(row(&next, s3, "tables").problem.unwrap().render(&next.model).contains("serves nobody"));
}

#[test]
fn a_workload_is_sized_and_says_whom_it_calls() {
    let doc = design("");
    let api = find(&doc, "workload", "api");
    assert_eq!(row(&doc, api, "instance-type").hint.unwrap().render(&doc.model), "2 vCPU, 4 GiB, Up to 12.5 Gigabit");
    let next = typed(&doc, api, "instance-type", "x9.huge").unwrap();
    assert!(row(&next, api, "instance-type").problem.is_some());
    let next = typed(&doc, api, "private-ip", "10.0.16.2").unwrap();
    assert!(doubt(&next.model, api, "private-ip").starts_with("AWS reserves"));
    assert_eq!(value(&doc, api, "flow-0-gb"), "100");
    let next = typed(&doc, api, "flow-0-gb", "2,500").unwrap();
    assert_eq!(value(&next, api, "flow-0-gb"), "2,500");
    let flow = find(&doc, "flow", "api to s3");
    assert_eq!(typed(&doc, flow, "gb-low", "200").unwrap_err(), "Low is at most the typical 100.");
    assert_eq!(typed(&doc, flow, "percent-out", "101").unwrap_err(), "101 is not a percentage from 0 to 100.");
}

#[test]
fn new_groups_come_with_rules_that_fit() {
    let doc = design("");
    let ssm = find(&doc, "interface-endpoint", "ssm");
    let next = chosen(&doc, ssm, "groups", "A new one");
    let made = find(&next, "security-group", "ssm");
    assert_eq!((value(&next, made, "rule-in-0-ports"), value(&next, made, "rule-in-0-peer")), ("443".into(), "10.0.0.0/16".into()));
}

#[test]
fn tags_and_accounts_are_kept_to_aws_rules() {
    let doc = design("");
    let api = find(&doc, "workload", "api");
    let next = typed(&doc, api, "new-tag", " team = net ").unwrap();
    assert_eq!(value(&next, api, "tag-0-value"), "net");
    assert!(typed(&doc, api, "new-tag", "aws:x=1").is_err());
    assert!(typed(&doc, api, "new-tag", "Name=x").is_err());
    let facts = Facts::new(&doc, Catalogue::bundled());
    let design = form(&facts, &Subject::Design);
    let Control::Text(id) = &design.row("account-id").unwrap().control else { panic!("a field") };
    assert_eq!(id.value, "123456789012");
    assert!(id.edit.tried(&doc, "12").unwrap_err().contains("twelve digits"));
}

/// The kinds that the small design lacks.
const OTHERS: &str = r#"
role app account prod trusts ec2.amazonaws.com boundary {"Statement": []}: read {"Statement": []}
eip spare address 203.0.113.9
prefix-list offices max 20: 198.51.100.0/24 "head office"
vpc other 10.1.0.0/16
  eigw eigw
  vgw vgw asn 64512
  target-group tg HTTPS 443 ip: eni
  subnet o-a a 10.1.0.0/24
    gwlb-endpoint inspect service com.amazonaws.vpce.us-east-1.vpce-svc-1
    interface eni ips 10.1.0.9
    database db
  subnet o-b b 10.1.1.0/24
  function worker in o-a, o-b
  load-balancer front internet-facing in o-a, o-b listen HTTPS 443 -> tg, TCP 80
  resource-endpoint orders in o-a at 10.1.0.31 configuration rcfg-1 private-dns
  resolver out outbound in o-a at 10.1.0.30 rules corp.example -> 10.200.0.53
tgw tgw default-table tt
  tgw-table tt: 10.1.0.0/16 -> att
  attachment att other in o-a table tt
on-premises home 192.168.0.0/16 public 203.0.113.1 asn 65000
vpn vpn vgw - home static routes 192.168.0.0/16
peering main - other
hosted-zone names corp.example vpcs main: www -> 10.0.0.9
bucket pictures bucket-name example-pictures
dynamodb-table carts
"#;

#[test]
fn other_kinds_are_edited_by_their_fields() {
    let doc = design(OTHERS);
    let mut lacking = BTreeSet::new();
    for (id, node) in doc.model.nodes() {
        let form = form_of(&doc, id);
        let rows: BTreeSet<String> = ids(&form);
        for f in id.kind().fields() {
            let name = f.name.replace('_', "-");
            let known = rows.iter().any(|r| *r == name || r.starts_with(&format!("{name}-")));
            if !known && !shown_otherwise(&node.body, f.name) {
                lacking.insert(format!("{}.{}", id.kind(), f.name));
            }
        }
        assert!(!form.sections.is_empty(), "{} has a form", node.meta.name);
    }
    assert_eq!(lacking, BTreeSet::new(), "fields that nobody can edit");
}

/// Every row, and every table, policy and menu, by its id.
fn ids(form: &super::form::Form) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for section in &form.sections {
        out.insert(section.id.clone());
        for item in &section.items {
            match item {
                Item::Row(r) => drop(out.insert(r.id.clone())),
                Item::Table(t) => {
                    out.insert(t.id.to_string());
                    out.extend(t.rows.iter().flat_map(|r| &r.cells).map(|c| c.id.clone()));
                }
                Item::Policy(p) => drop(out.insert(p.id.clone())),
                _ => {}
            }
        }
    }
    out
}

/// Fields whose place in the form has another name, or that mean nothing to this resource.
fn shown_otherwise(body: &Body, field: &str) -> bool {
    match body {
        // Never changes after creation, as in AWS; the panel's head names it.
        Body::Subnet(_) | Body::RouteTable(_) | Body::SecurityGroup(_) | Body::NetworkAcl(_) if field == "vpc" => true,
        Body::GatewayEndpoint(_) | Body::Service(_) => matches!(field, "vpc" | "service"),
        // zone-a-subnet; the region only for services that can
        Body::InterfaceEndpoint(_) => matches!(field, "vpc" | "service" | "subnets" | "service_region"),
        Body::ResourceEndpoint(_) => matches!(field, "vpc" | "subnets"),
        // rules-in and entries-in
        Body::SecurityGroup(_) | Body::NetworkAcl(_) => matches!(field, "ingress" | "egress"),
        // cidr-0
        Body::Vpc(_) => field == "cidrs",
        // policy-0
        Body::Role(_) => field == "policies",
        // Only where the VPC has such a gateway.
        Body::RouteTable(_) => field == "propagation",
        // Only where packets of others can pass, and only for a regional one.
        Body::Workload(w) if field == "forwards" => w.source_dest_check,
        Body::NatGateway(n) if field == "table" => matches!(n.home, NatHome::Zonal(_)),
        Body::Workload(w) => {
            w.compute != Compute::Instance
                && matches!(field, "elastic_ip" | "source_dest_check" | "instance_type" | "private_ip" | "count" | "public_ip")
        }
        _ => false,
    }
}
