//! Every set of changes is tried: with all of it the way is open, without any one of it it is not.

use super::*;
use crate::document::{Kind, NodeId};
use crate::fixture::parse;
use crate::net::Protocol;
use crate::reach::Party;

fn doc(text: &str) -> Document {
    parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn node(d: &Document, name: &str) -> NodeId {
    d.model.nodes().find(|(id, n)| n.meta.name == name && id.kind() != Kind::Subnet).unwrap_or_else(|| panic!("{name}")).0
}

fn verdict(d: &Document, q: &Query) -> Verdict {
    trace(&NetworkGraph::build(&d.model, Catalogue::bundled()), q).verdict
}

/// What opens the question, each set tried whole and with each of its changes left out.
fn opened(text: &str, q: impl Fn(&Document) -> Query) -> Vec<Vec<String>> {
    let d = doc(text);
    let q = q(&d);
    assert_eq!(verdict(&d, &q), Verdict::Blocked, "{text}");
    let all = remedies(&d, Catalogue::bundled(), &Ask::Query(q.clone()));
    for r in &all {
        let said = || r.changes.iter().map(|c| c.label(&d.model).render(&d.model)).collect::<Vec<_>>();
        assert_eq!(verdict(&d.apply(&r.command).unwrap(), &q), Verdict::Reachable, "{:?}", said());
        for i in 0..r.changes.len() {
            let mut less = r.changes.clone();
            less.remove(i);
            if let Some(draft) = draft(&d, &less) {
                assert_ne!(verdict(&draft.doc, &q), Verdict::Reachable, "{:?} without {i}", said());
            }
        }
    }
    all.iter().map(|r| r.changes.iter().map(|c| c.label(&d.model).render(&d.model)).collect()).collect()
}

fn tcp<'a>(from: &'a str, to: &'a str, port: u16) -> impl Fn(&Document) -> Query + 'a {
    move |d| Query::tcp(Party::Node(node(d, from)), Party::Node(node(d, to)), port)
}

#[test]
fn groups_and_acls_at_both_ends() {
    let all = opened(
        "vpc v 10.0.0.0/16
  group a: out tcp 80 to 0.0.0.0/0
  group b: in tcp 22 from 0.0.0.0/0
  acl shut: in 100 deny tcp 443 from 0.0.0.0/0, in 200 allow any from 0.0.0.0/0, out 100 allow tcp 443 to 0.0.0.0/0
  subnet s a 10.0.0.0/24
    instance client groups a
  subnet t a 10.0.1.0/24 acl shut
    instance server groups b ip 10.0.1.10",
        tcp("client", "server", 443),
    );
    assert_eq!(
        all[0],
        [
            "Add the outbound rule tcp 443 b to a",
            "Add the inbound entry 1 allow tcp 443 10.0.0.4/32 to shut",
            "Add the inbound rule tcp 443 a to b",
            "Add the outbound entry 1 allow tcp 1024-65535 10.0.0.4/32 to shut",
        ]
    );
}

#[test]
fn a_route_and_what_it_needs() {
    let all = opened(
        "vpc v 10.0.0.0/16
  igw igw
  group g: out any to 0.0.0.0/0
  table t
  subnet s a 10.0.0.0/24 table t
    instance client groups g",
        |d| Query::tcp(Party::Node(node(d, "client")), Party::Internet, 443),
    );
    assert_eq!(all, [["Send 0.0.0.0/0 to igw in t", "Give client a public IPv4 address"]]);
}

#[test]
fn a_service_by_an_endpoint_or_nat() {
    let all = opened(
        "vpc v 10.0.0.0/16
  igw igw
  group g: out any to 0.0.0.0/0
  table out: 0.0.0.0/0 -> igw
  table t
  subnet p a 10.0.1.0/24 table out
    nat nat
  subnet s a 10.0.0.0/24 table t
    instance client groups g
service s3",
        tcp("client", "s3", 443),
    );
    assert_eq!(
        all.iter().filter(|s| s.len() == 1).map(|s| s[0].as_str()).collect::<Vec<_>>(),
        ["Add a gateway endpoint for s3 and associate t", "Send 0.0.0.0/0 to nat in t"]
    );
}

#[test]
fn both_sides_of_a_peering_connection() {
    let text = "vpc v 10.0.0.0/16
  group g: out any to 0.0.0.0/0
  table t
  subnet s a 10.0.0.0/24 table t
    instance client groups g
vpc w 10.1.0.0/16
  group h: in tcp 443 from 10.0.0.0/16
  table u
  subnet o a 10.1.0.0/24 table u
    instance server groups h
peering v - w pending as link";
    let all = opened(text, tcp("client", "server", 443));
    assert_eq!(all[0], ["Send 10.1.0.0/16 to link in t", "Accept link", "Send 10.0.0.0/16 to link in u"]);
}

#[test]
fn tables_of_a_transit_gateway() {
    let text = "vpc v 10.0.0.0/16
  group g: out any to 0.0.0.0/0
  table t: 10.1.0.0/16 -> tgw
  subnet s a 10.0.0.0/24 table t
    instance client groups g
vpc w 10.1.0.0/16
  group h: in tcp 443 from 10.0.0.0/16
  table u
  subnet o a 10.1.0.0/24 table u
    instance server groups h
tgw tgw
  tgw-table tt
  attachment av v in s table tt propagate tt
  attachment aw w in o table tt";
    let all = opened(text, tcp("client", "server", 443));
    assert_eq!(all[0], ["Send 10.1.0.0/16 to aw in tt", "Send 10.0.0.0/16 to tgw in u"]);
}

#[test]
fn what_no_change_opens_has_none() {
    let d = doc(
        "vpc v 10.0.0.0/16\n  group g: in any from 0.0.0.0/0, out any to 0.0.0.0/0\n  subnet s a 10.0.0.0/24\n    instance client groups g\n    function f groups g",
    );
    let q = tcp("client", "f", 443)(&d);
    assert!(remedies(&d, Catalogue::bundled(), &Ask::Query(q)).is_empty());
    // Nothing to mend.
    let open = Query { protocol: Protocol::TCP, ..Query::tcp(Party::Node(node(&d, "f")), Party::Node(node(&d, "client")), 443) };
    assert_eq!(verdict(&d, &open), Verdict::Reachable);
    assert!(remedies(&d, Catalogue::bundled(), &Ask::Query(open)).is_empty());
}
