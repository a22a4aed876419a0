//! What holds for all checks together.

use super::*;
use crate::catalogue::Catalogue;
use crate::document::Document;
use crate::document::{Kind, NodeId};
use crate::edit::Command;
use crate::fixture;
use crate::ordered::BTreeSet;
use crate::propose::{Item, Tier, propose};
use proptest::prelude::*;

/// Something of most kinds, with most kinds of fault.
const WILD: &str = r#"account prod id 123456789012 organization o-abc
role r: read {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
eip spare
eip shared
igw loose
vpc one 10.0.0.0/16 account prod
  igw igw
  vgw vgw
  table out: 0.0.0.0/0 -> igw
  table in propagate vgw: 0.0.0.0/0 -> nat, 10.1.0.0/16 -> one-two, 10.3.0.0/16 -> gone old
  group web: in tcp 22 from 0.0.0.0/0, in any 443 from far, out any to 0.0.0.0/0
  group shut
  acl tight: in 100 allow tcp 443 from 10.0.0.0/16, in 100 deny any from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat
    instance bastion groups web eip shared
  subnet private-b b 10.0.1.0/24 table in acl tight
    instance api groups shut ip 10.0.1.1
    interface eni groups web ips 10.0.1.9 eip shared
  subnet six c 10.0.8.0/22 ipv6 2001:db8::/64
  function worker in private-b, six groups web
  database orders in public-a groups shut port 5432
  load-balancer front internet-facing in public-a groups web listen HTTPS 443
  gateway-endpoint dynamodb tables out
  interface-endpoint ssm in private-b private-dns
  interface-endpoint ssm as again in private-b at 10.0.1.3 groups web private-dns
  interface-endpoint s3 in public-a, private-b groups shut private-dns-inbound policy {"Statement": []}
vpc two 10.1.0.0/16 dns-hostnames
  group far: in tcp 443 from web
  subnet app a 10.1.0.0/24
  subnet wrong eu-west-1a 10.1.0.0/28
  interface-endpoint kms in app groups far private-dns
region eu-west-1
vpc three 10.0.0.0/8
peering one - two
tgw tgw
  tgw-table tt: 10.0.0.0/16 -> att, 10.9.0.0/16 -> gone x
  attachment att one in public-a table tt
on-premises home 10.0.0.0/12
vpn line vgw - home
service s3
service ssm
bucket logs policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}]}
dynamodb-table carts
flow api -> s3 tcp 443
flow worker -> ssm tcp 443
flow bastion -> carts tcp 443
flow worker -> orders tcp 5432
flow bastion -> api any
"#;

#[test]
fn every_check_has_a_name_of_its_own_and_a_page() {
    let mut names = BTreeSet::new();
    for check in ALL {
        assert!(names.insert(check.name), "{} twice", check.name);
        assert!(check.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", check.name);
        let page = check.page();
        assert!(page.contains("## What to do\n") && page.contains("\nAWS: "), "{}:\n{page}", check.name);
    }
}

#[test]
fn the_worst_comes_first() {
    let doc = fixture::parse("vpc v 10.0.0.0/16\n  subnet a a 10.1.0.0/24\n  subnet b a 10.2.0.0/24 public-ip\neip e").unwrap();
    let all = run_all(&Facts::new(&doc, Catalogue::bundled()));
    assert!(all.len() > 1 && all.is_sorted_by_key(|f| f.severity));
    assert_eq!(by_name(all[0].check).unwrap().name, all[0].check);
}

/// What the studio proposes has no error at any step, and at the end nothing to warn of.
#[test]
fn a_design_made_of_drops_is_sound() {
    let mut doc = Document::default();
    let s3 = || "s3".parse().unwrap();
    for (item, over) in [
        (Item::Vpc, ""),
        (Item::Zone, "vpc"),
        (Item::Zone, "vpc"),
        (Item::InternetGateway, "vpc"),
        (Item::Subnet(Tier::Public), "vpc"),
        (Item::Subnet(Tier::Public), "vpc"),
        (Item::Subnet(Tier::Private), "vpc"),
        (Item::Subnet(Tier::Private), "vpc"),
        (Item::Nat, "public-a"),
        (Item::Nat, "public-b"),
        (Item::GatewayEndpoint(s3()), "vpc"),
        (Item::InterfaceEndpoint("ssm".parse().unwrap()), "private-a"),
        (Item::InterfaceEndpoint("ssm".parse().unwrap()), "private-b"),
        (Item::InterfaceEndpoint(s3()), "private-a"),
        (Item::InterfaceEndpoint(s3()), "private-b"),
        (Item::Workload(crate::document::Compute::Instance), "private-a"),
        (Item::Services(vec![s3()]), ""),
    ] {
        let place = doc.model.nodes().find(|(_, n)| n.meta.name == over).map(|(id, _)| crate::document::Place::Node(id));
        let p = propose(&doc, Catalogue::bundled(), &item, place.as_ref()).unwrap();
        doc = doc.apply(&p.command).unwrap();
        let errors: Vec<_> = found(&doc).into_iter().filter(|f| f.0 == Severity::Error).collect();
        assert!(errors.is_empty(), "after {item:?}: {errors:?}");
    }
    let left: Vec<_> = found(&doc).into_iter().filter(|f| f.0 != Severity::Info).collect();
    assert!(left.is_empty(), "{left:?}");
}

fn found(doc: &Document) -> Vec<(Severity, &'static str, String)> {
    run_all(&Facts::new(doc, Catalogue::bundled())).into_iter().map(|f| (f.severity, f.check, f.message.render(&doc.model))).collect()
}

/// The fields that point elsewhere get something else of the kind, or nothing.
fn shuffled(doc: &Document, node: NodeId, pick: usize) -> Option<Command> {
    let body = &doc.model.node(node)?.body;
    let fields = node.kind().fields();
    let field = fields.get(pick % fields.len().max(1))?.name;
    let mut refs = Vec::new();
    body.get(field)?.refs(&mut refs);
    let kind: Kind = refs.first()?.kind();
    let others: Vec<NodeId> = doc.model.of_kind(kind).map(|(id, _)| id).collect();
    let other = others.get(pick % others.len().max(1)).copied()?;
    let value = match body.get(field)? {
        crate::document::Value::List(all) if all.iter().all(|v| matches!(v, crate::document::Value::Ref(_))) => {
            crate::document::Value::List(vec![crate::document::Value::Ref(other); pick % 3])
        }
        crate::document::Value::Ref(_) => crate::document::Value::Ref(other),
        _ => return None,
    };
    Some(Command::Set { node, field: field.into(), value })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever the design, checks answer, every fix can be applied, and messages have no holes.
    #[test]
    fn no_design_makes_them_panic(steps in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), 0usize..1000), 0..12)) {
        let mut doc = fixture::parse(WILD).unwrap();
        for (delete, at, pick) in steps {
            let nodes: Vec<NodeId> = doc.model.nodes().map(|(id, _)| id).collect();
            if nodes.is_empty() {
                break;
            }
            let node = *at.get(&nodes);
            let command = if delete { Some(Command::Delete { nodes: vec![node] }) } else { shuffled(&doc, node, pick) };
            if let Some(next) = command.and_then(|c| doc.apply(&c).ok()) {
                doc = next;
            }
        }
        for f in run_all(&Facts::new(&doc, Catalogue::bundled())) {
            let said = f.message.render(&doc.model);
            prop_assert!(!said.contains(['{', '}']) && !f.on.is_empty(), "{}", said);
            prop_assert!(f.on.iter().all(|n| doc.model.contains(*n)), "{}: {:?}", f.check, f.on);
            for fix in &f.fixes {
                prop_assert!(doc.apply(&fix.command).is_ok(), "{}: {}", f.check, fix.label.render(&doc.model));
            }
        }
    }
}

/// The wild design is worth its name: most checks find something in it.
#[test]
fn the_wild_design_has_most_faults() {
    let doc = fixture::parse(WILD).unwrap();
    let found: BTreeSet<_> = run_all(&Facts::new(&doc, Catalogue::bundled())).iter().map(|f| f.check).collect();
    assert!(found.len() >= 30, "{}: {found:?}", found.len());
}
