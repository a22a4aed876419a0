//! What decides nothing is found, and taking it away changes nothing.

use super::*;
use crate::document::{AclAction, AclEntry, GroupRule, IcmpMatch, Model, NetworkAcl, Peer, RouteTable, SecurityGroup};
use crate::fixture::parse;
use crate::net::packet_set::cidr_addresses;
use crate::net::{PacketBox, PacketSet, PortRange, Protocol};
use proptest::prelude::*;

fn model(text: &str) -> Model {
    parse(text).unwrap_or_else(|e| panic!("{e}")).model.as_ref().clone()
}

fn found(all: Vec<Spare>) -> Vec<(usize, Why)> {
    all.into_iter().map(|s| (s.index, s.why)).collect()
}

fn first_acl(m: &Model) -> Vec<AclEntry> {
    m.all::<NetworkAcl>().find(|(_, a)| a.ingress.len() > 1).unwrap().1.ingress.clone()
}

#[test]
fn acl_entries_in_the_shadow_of_earlier_ones() {
    let m = model(
        "vpc v 10.0.0.0/16
  acl a: in 100 allow tcp 80-90 from 10.0.0.0/8, in 90 deny tcp 80 from 0.0.0.0/0, in 110 allow tcp 80 from 10.1.0.0/16, in 120 allow tcp 85 from 10.2.0.0/16, in 200 deny any from 0.0.0.0/0",
    );
    let all = found(acl(&first_acl(&m)));
    assert_eq!(all, [(2, Why::Shadowed(vec![0, 1])), (3, Why::Shadowed(vec![0])), (4, Why::Anyway)]);
}

#[test]
fn an_acl_entry_that_later_ones_repeat() {
    let m = model("vpc v 10.0.0.0/16\n  acl a: in 100 allow tcp 443 from 10.0.0.0/8, in 200 allow any from 0.0.0.0/0");
    assert_eq!(found(acl(&first_acl(&m))), [(0, Why::Repeated(vec![1]))]);
    let m = model(
        "vpc v 10.0.0.0/16\n  acl a: in 100 allow tcp 443 from 10.0.0.0/8, in 150 deny tcp from 10.1.0.0/16, in 200 allow any from 0.0.0.0/0",
    );
    assert_eq!(found(acl(&first_acl(&m))), []);
}

fn rules(text: &str) -> Vec<(usize, Why)> {
    let m = model(text);
    let (_, g) = m.all::<SecurityGroup>().find(|(_, g)| g.ingress.len() > 1).unwrap();
    found(group(&m, &g.ingress))
}

#[test]
fn group_rules_that_others_cover() {
    assert_eq!(
        rules("vpc v 10.0.0.0/16\n  group a: in tcp 443 from 10.0.0.0/8, in tcp 443 from 10.1.0.0/16, in tcp 400-500 from 10.1.0.0/16"),
        [(1, Why::Repeated(vec![0]))]
    );
    // The later of two equal ones.
    assert_eq!(
        rules("vpc v 10.0.0.0/16\n  group a: in tcp 443 from 10.0.0.0/8, in tcp 443 from 10.0.0.0/8"),
        [(1, Why::Repeated(vec![0]))]
    );
    // Members of a group have addresses of its VPC.
    assert_eq!(
        rules("vpc v 10.0.0.0/16\n  group a: in tcp 443 from b, in tcp 443 from 10.0.0.0/16\n  group b"),
        [(0, Why::Repeated(vec![1]))]
    );
    assert_eq!(rules("vpc v 10.0.0.0/16\n  group a: in tcp 443 from b, in tcp 443 from 10.0.0.0/17\n  group b"), []);
    // What is in AWS's list is not known; everything covers it.
    assert_eq!(rules("vpc v 10.0.0.0/16\n  group a: in tcp 443 from pl-s3, in tcp 443 from 0.0.0.0/0"), []);
    assert_eq!(
        rules("vpc v 10.0.0.0/16\n  group a: in tcp 443 from pl-s3, in tcp 443 from 0.0.0.0/0, in tcp 443 from ::/0"),
        [(0, Why::Repeated(vec![1, 2]))]
    );
}

fn table_routes(text: &str) -> Vec<(usize, Why)> {
    let m = model(text);
    let (id, _) = m.all::<RouteTable>().find(|(_, t)| t.routes.len() > 1).unwrap();
    found(routes(&m, id))
}

#[test]
fn routes_that_take_nothing_or_change_nothing() {
    let v = "vpc v 10.0.0.0/16\n  igw igw\n  subnet s a 10.0.0.0/24\n    nat nat\n";
    let at = |routes: &str| table_routes(&format!("{v}  table t: {routes}"));
    assert_eq!(at("0.0.0.0/0 -> igw, 8.0.0.0/8 -> igw"), [(1, Why::Repeated(vec![0]))]);
    assert_eq!(at("0.0.0.0/0 -> igw, 8.0.0.0/8 -> nat"), []);
    assert_eq!(at("8.0.0.0/8 -> igw, 8.0.0.0/9 -> nat, 8.128.0.0/9 -> nat"), [(0, Why::Shadowed(vec![1, 2]))]);
    // The local route would take these packets.
    assert_eq!(at("0.0.0.0/0 -> nat, 10.0.0.0/24 -> nat"), []);
    // A propagated or a gateway endpoint's route may come between.
    assert_eq!(table_routes(&format!("{v}  table t: 0.0.0.0/0 -> igw, 8.0.0.0/8 -> igw\n  gateway-endpoint s3 tables t")), []);
}

fn entry() -> impl Strategy<Value = AclEntry> {
    let net = prop_oneof![Just("0.0.0.0/0"), Just("10.0.0.0/30"), Just("10.0.0.0/31"), Just("10.0.0.2/31"), Just("10.0.0.1/32")];
    let ports = (0u16..5, 0u16..5).prop_map(|(a, b)| PortRange::new(a.min(b), a.max(b)));
    (1u16..6, any::<bool>(), 0usize..4, ports, net).prop_map(|(number, allow, protocol, ports, net)| AclEntry {
        number,
        action: if allow { AclAction::Allow } else { AclAction::Deny },
        protocol: [Protocol::Any, Protocol::TCP, Protocol::UDP, Protocol::ICMP][protocol],
        ports: [6, 17]
            .map(Protocol::Number)
            .contains(&[Protocol::Any, Protocol::TCP, Protocol::UDP, Protocol::ICMP][protocol])
            .then_some(ports)
            .flatten(),
        icmp: (protocol == 3).then_some(IcmpMatch { kind: 8, code: -1 }),
        cidr: net.parse().unwrap(),
    })
}

/// One packet against the entries in order, as AWS does it.
fn allowed(entries: &[AclEntry], address: std::net::IpAddr, protocol: u8, port: u16) -> bool {
    let mut order: Vec<&AclEntry> = entries.iter().collect();
    order.sort_by_key(|e| e.number);
    let hit = order.into_iter().find(|e| {
        e.cidr.contains(&address)
            && match e.protocol {
                Protocol::Any => true,
                Protocol::Number(1) => protocol == 1 && e.icmp.as_ref().is_none_or(|i| i.kind == (port >> 8) as i16),
                Protocol::Number(n) => n == protocol && e.ports.is_none_or(|p| p.lo() <= port && port <= p.hi()),
            }
    });
    hit.is_some_and(|e| e.action == AclAction::Allow)
}

proptest! {
    #[test]
    fn taking_them_away_changes_nothing(all in proptest::collection::vec(entry(), 0..6)) {
        let spare = acl(&all);
        let kept: Vec<AclEntry> = all.iter().enumerate().filter(|(i, _)| !spare.iter().any(|s| s.index == *i)).map(|(_, e)| e.clone()).collect();
        for a in ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "11.0.0.0"] {
            for (protocol, port) in [6u8, 17].into_iter().flat_map(|p| (0..6u16).map(move |n| (p, n))).chain([(1, 8 << 8), (1, 0), (50, 0)]) {
                let a = a.parse().unwrap();
                prop_assert_eq!(allowed(&all, a, protocol, port), allowed(&kept, a, protocol, port));
            }
        }
        // And of what is left nothing can go: taking one more away changes some packet.
        prop_assert_eq!(acl(&kept), vec![]);
    }

    #[test]
    fn a_group_admits_the_same_without_them(all in proptest::collection::vec(entry(), 0..7)) {
        let rules: Vec<GroupRule> = all.into_iter().map(|e| GroupRule { protocol: e.protocol, ports: e.ports, icmp: e.icmp, peer: Peer::Cidr(e.cidr), description: String::new() }).collect();
        let spare = group(&Model::default(), &rules);
        let set = |keep: &dyn Fn(usize) -> bool| {
            rules.iter().enumerate().filter(|(i, _)| keep(*i)).fold(PacketSet::empty(), |s, (_, r)| {
                let Peer::Cidr(net) = r.peer else { unreachable!() };
                let ends = PacketBox { source: cidr_addresses(net).into(), ..PacketBox::full() };
                s.union(&PacketSet::rule(r.protocol, r.ports, r.icmp.as_ref().map(|i| (i.kind, i.code))).intersection(&PacketSet::of(ends)))
            })
        };
        let (before, after) = (set(&|_| true), set(&|i| !spare.iter().any(|s| s.index == i)));
        prop_assert!(before.is_subset(&after) && after.is_subset(&before));
    }
}
