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

/// What the groups of an interface let through, towards or from `end`, and the first rule that lets some of `set` through.
pub(super) fn groups(graph: &NetworkGraph, own: &Interface, ingress: bool, end: &End, set: &Sets) -> (Sets, Option<RuleRef>) {
    let mut out = Sets::of(PacketSet::empty());
    let (mut by, mut perhaps) = (None, None);
    for id in &own.groups {
        let Some(group) = graph.model.get(*id) else { continue };
        for (index, rule) in if ingress { &group.ingress } else { &group.egress }.iter().enumerate() {
            let holds = peer_holds(graph, own, &rule.peer, end);
            if holds == Holds::No {
                continue;
            }
            let admitted = rule_set(rule);
            let here = RuleRef::Group { group: *id, ingress, index };
            if holds == Holds::Yes {
                if by.is_none() && !set.maybe.intersection(&admitted).is_empty() {
                    by = Some(here);
                }
                out.sure = out.sure.union(&admitted);
            } else if perhaps.is_none() && !set.maybe.intersection(&admitted).is_empty() {
                perhaps = Some(here);
            }
            out.maybe = out.maybe.union(&admitted);
        }
    }
    (out, by.or(perhaps))
}

/// What an ACL lets through, entries in order of their numbers, and the entry that decided for `set`: one that allows
/// where any does, else the one that denies.
pub(super) fn acl(graph: &NetworkGraph, id: Id<NetworkAcl>, ingress: bool, point: &Point, set: &Sets) -> (Sets, RuleRef) {
    let entries: &[AclEntry] = graph.model.get(id).map_or(&[], |a| if ingress { &a.ingress } else { &a.egress });
    let mut order: Vec<(usize, &AclEntry)> = entries.iter().enumerate().collect();
    order.sort_by_key(|(i, e)| (e.number, *i));
    let (mut allowing, mut denying) = (None, None);
    let mut pass = |optimistic: bool| {
        let (mut rest, mut allowed) = (PacketSet::full(), PacketSet::empty());
        for (index, e) in &order {
            let applies = match (point.within(e.cidr), e.action) {
                (Holds::Yes, _) => true,
                (Holds::No, _) => false,
                (Holds::Unknown, AclAction::Allow) => optimistic,
                (Holds::Unknown, AclAction::Deny) => !optimistic,
            };
            if !applies {
                continue;
            }
            let matched = PacketSet::rule(e.protocol, e.ports, e.icmp.as_ref().map(|i| (i.kind, i.code)));
            let hit = rest.intersection(&matched);
            if !hit.intersection(&set.maybe).is_empty() {
                let slot = if e.action == AclAction::Allow { &mut allowing } else { &mut denying };
                slot.get_or_insert(RuleRef::Acl { acl: id, ingress, index: *index });
            }
            if e.action == AclAction::Allow {
                allowed = allowed.union(&hit);
            }
            rest = rest.difference(&matched);
        }
        allowed
    };
    let sets = Sets { sure: pass(false), maybe: pass(true) };
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
