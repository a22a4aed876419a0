//! Security groups and network ACLs as filters on packet sets.

use super::hop::Sets;
use crate::document::{AclAction, AclEntry, GroupRule, Id, ListRef, Model, NetworkAcl, Peer, Peering, PrefixList, SecurityGroup, Vpc};
use crate::graph::{Holds, Interface, NetworkGraph, Origin, Point};
use crate::net::PacketSet;

/// The rule that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleRef {
    /// A rule of a group, by its position.
    Group {
        group: Id<SecurityGroup>,
        ingress: bool,
        index: usize,
    },
    /// An entry of an ACL, by its position in the stored list.
    Acl {
        acl: Id<NetworkAcl>,
        ingress: bool,
        index: usize,
    },
    /// The final `*` of an ACL.
    AclDefault {
        acl: Id<NetworkAcl>,
        ingress: bool,
    },
    Route(Origin),
}

/// The far end of a packet, as a rule sees it.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub point: Point,
    /// The interface behind the point, unless a NAT or a middlebox hides it: group references need it.
    pub interface: Option<usize>,
}

fn list_holds(model: &Model, list: Id<PrefixList>, point: &Point) -> Holds {
    model.get(list).map(|l| l.entries.iter().map(|e| point.within(e.cidr)).max().unwrap_or(Holds::No)).unwrap_or(Holds::No)
}

fn peer_holds(graph: &NetworkGraph, own: &Interface, peer: &Peer, end: &End) -> Holds {
    match peer {
        Peer::Cidr(net) => end.point.within(*net),
        Peer::List(ListRef::Customer(l)) => list_holds(&graph.model, *l, &end.point),
        Peer::List(ListRef::Service(s)) => match &end.point {
            Point::Service(t, _) if s == t => Holds::Yes,
            Point::Known(a) if !a.is_ipv6() && !crate::net::cidr::never_public((*a).into()) => Holds::Unknown,
            _ => Holds::No,
        },
        Peer::Group(g) => match end.interface.and_then(|i| graph.interface(i)) {
            Some(other) if other.groups.contains(g) && references_work(graph, own.vpc, other.vpc) => Holds::Yes,
            _ => Holds::No,
        },
    }
}

/// References count within a VPC and across an active peering in one region. [Security group rules]
fn references_work(graph: &NetworkGraph, a: Id<Vpc>, b: Id<Vpc>) -> bool {
    a == b
        || (graph.region_of(a) == graph.region_of(b)
            && graph.model.all::<Peering>().any(|(_, p)| p.accepted && [(a, b), (b, a)].contains(&(p.requester, p.accepter))))
}

fn rule_set(r: &GroupRule) -> PacketSet {
    PacketSet::rule(r.protocol, r.ports, r.icmp.as_ref().map(|i| (i.kind, i.code)))
}

/// What of `set` the groups of an interface let through, towards or from `end`, and the first rule that lets some through.
pub(super) fn groups(graph: &NetworkGraph, own: &Interface, ingress: bool, end: &End, set: &Sets) -> (Sets, Option<RuleRef>) {
    let (mut sure, mut unsure) = (PacketSet::empty(), PacketSet::empty());
    let (mut by, mut perhaps) = (None, None);
    for id in &own.groups {
        let Some(group) = graph.model.get(*id) else { continue };
        for (index, rule) in if ingress { &group.ingress } else { &group.egress }.iter().enumerate() {
            let holds = peer_holds(graph, own, &rule.peer, end);
            if holds == Holds::No {
                continue;
            }
            let hit = set.maybe.intersection(&rule_set(rule));
            if hit.is_empty() {
                continue;
            }
            let slot = if holds == Holds::Yes { (&mut by, &mut sure) } else { (&mut perhaps, &mut unsure) };
            slot.0.get_or_insert(RuleRef::Group { group: *id, ingress, index });
            *slot.1 = slot.1.union(&hit);
        }
    }
    let maybe = sure.union(&unsure);
    (Sets { sure: set.within(&sure), maybe }, by.or(perhaps))
}

/// What of `set` an ACL lets through, entries in order of their numbers, and the entry that decided: one that allows
/// where any does, else the one that denies.
pub(super) fn acl(graph: &NetworkGraph, id: Id<NetworkAcl>, ingress: bool, point: &Point, set: &Sets) -> (Sets, RuleRef) {
    let entries: &[AclEntry] = graph.model.get(id).map_or(&[], |a| if ingress { &a.ingress } else { &a.egress });
    let mut order: Vec<(usize, &AclEntry, Holds)> = entries
        .iter()
        .enumerate()
        .filter_map(|(i, e)| match point.within(e.cidr) {
            Holds::No => None,
            holds => Some((i, e, holds)),
        })
        .collect();
    order.sort_by_key(|(i, e, _)| (e.number, *i));
    let (mut allowing, mut denying) = (None, None);
    let mut pass = |optimistic: bool| {
        let (mut rest, mut allowed) = (set.maybe.clone(), PacketSet::empty());
        for (index, e, holds) in &order {
            if rest.is_empty() {
                break;
            }
            if *holds == Holds::Unknown && (e.action == AclAction::Allow) != optimistic {
                continue;
            }
            let matched = PacketSet::rule(e.protocol, e.ports, e.icmp.as_ref().map(|i| (i.kind, i.code)));
            let hit = rest.intersection(&matched);
            if hit.is_empty() {
                continue;
            }
            let slot = if e.action == AclAction::Allow { &mut allowing } else { &mut denying };
            slot.get_or_insert(RuleRef::Acl { acl: id, ingress, index: *index });
            if e.action == AclAction::Allow {
                allowed = allowed.union(&hit);
            }
            rest = rest.difference(&matched);
        }
        allowed
    };
    let certain = pass(false);
    let maybe = if order.iter().any(|(_, _, h)| *h == Holds::Unknown) { pass(true) } else { certain.clone() };
    let sets = Sets { sure: set.within(&certain), maybe };
    (sets, allowing.or(denying).unwrap_or(RuleRef::AclDefault { acl: id, ingress }))
}

/// A rule in one line: `tcp 443 → 10.0.0.0/16`.
pub fn describe_group_rule(model: &Model, rule: &GroupRule) -> String {
    format!("{} {}", what(rule.protocol, rule.ports.map(|p| p.to_string())), peer_name(model, &rule.peer))
}

/// An entry in one line: `100 allow tcp 443 10.0.0.0/16`.
pub fn describe_acl_entry(e: &AclEntry) -> String {
    format!("{} {} {} {}", e.number, e.action, what(e.protocol, e.ports.map(|p| p.to_string())), e.cidr)
}

fn what(protocol: crate::net::Protocol, ports: Option<String>) -> String {
    match ports.filter(|_| protocol.has_ports()) {
        Some(p) => format!("{protocol} {p}"),
        None => protocol.to_string(),
    }
}

fn peer_name(model: &Model, peer: &Peer) -> String {
    match peer {
        Peer::Cidr(net) => net.to_string(),
        Peer::Group(g) => model.name(*g),
        Peer::List(ListRef::Service(s)) => format!("pl-{s}"),
        Peer::List(ListRef::Customer(l)) => model.name(*l),
    }
}
