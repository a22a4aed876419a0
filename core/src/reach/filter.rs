//! Security groups and network ACLs as filters on packet sets.

use super::hop::Admitted;
use crate::catalogue::Code;
use crate::document::{AclAction, AclEntry, Destination, GroupRule, Id, ListRef, Model, NetworkAcl, Peer, Route, SecurityGroup, Target};
use crate::graph::{Holds, Interface, NetworkGraph, Origin, Point};
use crate::net::{PacketSet, cidr};
use crate::ordered::Sorted as _;
use ipnet::IpNet;
use smallvec::SmallVec;

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

/// An end of a packet, as rules see it.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub point: Point,
    /// The interface behind the point, unless a gateway hides it: group references need it.
    pub interface: Option<usize>,
    /// An appliance on the way: references to groups do not hold any more. [Security group rules]
    pub severed: bool,
    /// A transit gateway on the way: references count otherwise.
    pub by_transit: bool,
}

impl End {
    pub fn at(point: Point, interface: Option<usize>) -> Self {
        Self { point, interface, severed: false, by_transit: false }
    }
}

/// Whether a block holds all of another.
fn covers(net: IpNet, part: IpNet) -> Holds {
    match (net.contains(&part), cidr::overlap(net, part)) {
        (true, _) => Holds::Yes,
        (false, true) => Holds::Unknown,
        (false, false) => Holds::No,
    }
}

/// What passes of a point that has several blocks, none of which a rule has to hold alone: for certain what passes to each.
fn by_parts<R>(graph: &NetworkGraph, point: &Point, whole: (Admitted, R), part: impl Fn(IpNet) -> Admitted) -> (Admitted, R) {
    if whole.0.certain == whole.0.maybe {
        return whole;
    }
    let Some(parts) = graph.parts(point) else { return whole };
    let both = |a: Admitted, b: Admitted| Admitted { certain: a.certain.intersection(&b.certain), maybe: a.maybe.union(&b.maybe) };
    (parts.into_iter().map(part).reduce(both).unwrap_or(whole.0), whole.1)
}

fn peer_holds(graph: &NetworkGraph, own: &Interface, ingress: bool, peer: &Peer, end: &End, part: Option<IpNet>) -> Holds {
    match (peer, part) {
        (Peer::Cidr(net), Some(part)) => return covers(*net, part),
        (Peer::List(ListRef::Customer(l)), Some(part)) => {
            if let Some(l) = graph.model.get(*l).filter(|l| l.service.is_none() && l.complete) {
                return l.entries.iter().map(|e| covers(e.cidr, part)).max().unwrap_or(Holds::No);
            }
        }
        _ => {}
    }
    match peer {
        Peer::Cidr(net) => graph.within(&end.point, *net),
        Peer::List(list) => graph.list_holds(own.vpc, list, &end.point),
        Peer::Group(g) => match end.interface.and_then(|i| graph.interface(i)) {
            Some(other)
                if !end.severed && other.groups.contains(g) && graph.references_count(own.vpc, other.vpc, ingress, end.by_transit) =>
            {
                Holds::Yes
            }
            _ => Holds::No,
        },
    }
}

/// Why a rule that names the far end's group lets nothing through.
pub(super) fn reference_in_vain(graph: &NetworkGraph, own: &Interface, ingress: bool, end: &End) -> Option<Code> {
    let other = end.interface.and_then(|i| graph.interface(i))?;
    let names = |g: &SecurityGroup| {
        let rules = if ingress { &g.ingress } else { &g.egress };
        rules.iter().any(|r| matches!(&r.peer, Peer::Group(g) if other.groups.contains(g)))
    };
    if !own.groups.iter().filter_map(|g| graph.model.get(*g)).any(names) {
        return None;
    }
    if end.severed {
        Some(Code::SG_REFERENCES_NOT_PRESERVED)
    } else if !graph.references_count(own.vpc, other.vpc, ingress, end.by_transit) {
        Some(Code::SG_REFERENCING_SUPPORT)
    } else {
        None
    }
}

fn rule_set(r: &GroupRule) -> PacketSet {
    PacketSet::rule(r.protocol, r.ports, r.icmp.as_ref().map(|i| (i.kind, i.code)))
}

/// What of `set` the groups of an interface let through, where it has any that filter.
pub(crate) fn admitted(graph: &NetworkGraph, own: &Interface, ingress: bool, end: &End, set: &PacketSet) -> Admitted {
    if own.filtered() && !graph.opaque(own.vpc) {
        groups(graph, own, ingress, end, set).0
    } else {
        Admitted { certain: set.clone(), maybe: set.clone() }
    }
}

/// What of `set` the groups of an interface let through, towards or from `end`, and the first rule that lets some through.
pub(super) fn groups(graph: &NetworkGraph, own: &Interface, ingress: bool, end: &End, set: &PacketSet) -> (Admitted, Option<RuleRef>) {
    let of = |part| groups_for(graph, own, ingress, end, set, part);
    by_parts(graph, &end.point, of(None), |part| of(Some(part)).0)
}

fn groups_for(
    graph: &NetworkGraph,
    own: &Interface,
    ingress: bool,
    end: &End,
    set: &PacketSet,
    part: Option<IpNet>,
) -> (Admitted, Option<RuleRef>) {
    let (mut sure, mut unsure) = (PacketSet::empty(), PacketSet::empty());
    let (mut by, mut perhaps) = (None, None);
    for id in &own.groups {
        let Some(group) = graph.model.get(*id) else { continue };
        for (index, rule) in if ingress { &group.ingress } else { &group.egress }.iter().enumerate() {
            let holds = peer_holds(graph, own, ingress, &rule.peer, end, part);
            if holds == Holds::No {
                continue;
            }
            let hit = set.intersection(&rule_set(rule));
            if hit.is_empty() {
                continue;
            }
            let slot = if holds == Holds::Yes { (&mut by, &mut sure) } else { (&mut perhaps, &mut unsure) };
            slot.0.get_or_insert(RuleRef::Group { group: *id, ingress, index });
            let all = holds == Holds::Yes && set.is_subset(&hit);
            *slot.1 = if all { hit } else { slot.1.union(&hit) };
            if all {
                return (Admitted { maybe: sure.clone(), certain: sure }, by);
            }
        }
    }
    let maybe = if unsure.is_empty() { sure.clone() } else { sure.union(&unsure) };
    (Admitted { certain: sure, maybe }, by.or(perhaps))
}

/// What of `set` an ACL lets through, entries in order of their numbers, and the entry that decided: one that allows
/// where any does, else the one that denies.
pub(super) fn acl(
    graph: &NetworkGraph,
    of: (Id<NetworkAcl>, Option<&NetworkAcl>),
    ingress: bool,
    point: &Point,
    set: &PacketSet,
) -> (Admitted, RuleRef) {
    let whole = acl_for(of, ingress, set, |net| graph.within(point, net));
    by_parts(graph, point, whole, |part| acl_for(of, ingress, set, |net| covers(net, part)).0)
}

fn acl_for(
    (id, acl): (Id<NetworkAcl>, Option<&NetworkAcl>),
    ingress: bool,
    set: &PacketSet,
    within: impl Fn(IpNet) -> Holds,
) -> (Admitted, RuleRef) {
    let entries: &[AclEntry] = acl.map_or(&[], |a| if ingress { &a.ingress } else { &a.egress });
    let mut order: SmallVec<[(usize, &AclEntry, Holds); 4]> = entries
        .iter()
        .enumerate()
        .filter_map(|(i, e)| match within(e.cidr) {
            Holds::No => None,
            holds => Some((i, e, holds)),
        })
        .collect();
    order.order_by(|(i, a, _), (j, b, _)| (a.number, i).cmp(&(b.number, j)));
    let (mut allowing, mut denying) = (None, None);
    let mut pass = |optimistic: bool| {
        let (mut rest, mut allowed) = (set.clone(), PacketSet::empty());
        for (index, e, holds) in &order {
            if rest.is_empty() {
                break;
            }
            if *holds == Holds::Unknown && (e.action == AclAction::Allow) != optimistic {
                continue;
            }
            let matched = PacketSet::rule(e.protocol, e.ports, e.icmp.as_ref().map(|i| (i.kind, i.code)));
            let whole = rest.is_subset(&matched);
            if !whole && !rest.meets(&matched) {
                continue;
            }
            let slot = if e.action == AclAction::Allow { &mut allowing } else { &mut denying };
            slot.get_or_insert(RuleRef::Acl { acl: id, ingress, index: *index });
            let left = if whole { PacketSet::empty() } else { rest.difference(&matched) };
            if e.action == AclAction::Allow {
                let hit = if whole { rest } else { rest.intersection(&matched) };
                allowed = allowed.union(&hit);
            }
            rest = left;
        }
        allowed
    };
    let certain = pass(false);
    let maybe = if order.iter().any(|(_, _, h)| *h == Holds::Unknown) { pass(true) } else { certain.clone() };
    (Admitted { certain, maybe }, allowing.or(denying).unwrap_or(RuleRef::AclDefault { acl: id, ingress }))
}

/// A rule in one line: `tcp 443 → 10.0.0.0/16`.
pub fn describe_group_rule(model: &Model, rule: &GroupRule) -> String {
    format!("{} {}", what(rule.protocol, rule.ports.map(|p| p.to_string())), peer_name(model, &rule.peer))
}

/// A route as the user wrote it, in one line: `10.1.0.0/16 → peer`.
pub fn describe_route(model: &Model, route: &Route) -> String {
    let target = match &route.target {
        Target::Node(n) => model.name(*n),
        Target::Gone(was) | Target::Unknown(was) => was.clone(),
    };
    let destination = match &route.destination {
        Destination::Cidr(net) => net.to_string(),
        Destination::List(ListRef::Customer(list)) => model.name(*list),
        Destination::List(ListRef::Service(service)) => format!("pl-{service}"),
    };
    format!("{destination} → {target}")
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
