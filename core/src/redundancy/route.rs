//! Routes that take no packet, or take it where it would go anyway. [How route priority works]

use super::{MOST, Spare, Why};
use crate::document::{Destination, GatewayEndpoint, Id, ListRef, Model, RouteTable, Target};
use crate::net::packet_set::{AddressSet, cidr_addresses};
use crate::ordered::Sorted as _;
use ipnet::IpNet;

/// The position of what is not in the stored list.
const LOCAL: usize = usize::MAX;

/// One block that a route is for.
#[derive(Clone, Copy)]
struct Part<'a> {
    index: usize,
    net: IpNet,
    /// A static route goes before one with a prefix list.
    list: bool,
    /// None for the local route.
    target: Option<&'a Target>,
}

/// Whether `a` is looked at before `b`.
fn before(a: &Part, b: &Part) -> bool {
    (a.net.prefix_len(), !a.list, std::cmp::Reverse(a.index)) > (b.net.prefix_len(), !b.list, std::cmp::Reverse(b.index))
}

/// The routes that the user wrote in a table and that decide nothing, by position. Routes with lists of AWS's or with entries that
/// are not known are never among them.
pub fn routes(model: &Model, table: Id<RouteTable>) -> Vec<Spare> {
    let Some(t) = model.get(table).filter(|t| t.routes.len() <= MOST) else { return Vec::new() };
    let mut parts: Vec<Part> = Vec::new();
    let mut open = Vec::new();
    for (index, r) in t.routes.iter().enumerate() {
        match &r.destination {
            Destination::Cidr(net) => parts.push(Part { index, net: *net, list: false, target: Some(&r.target) }),
            Destination::List(ListRef::Customer(l)) => match model.get(*l).filter(|l| l.complete) {
                Some(l) => parts.extend(l.entries.iter().map(|e| Part { index, net: e.cidr, list: true, target: Some(&r.target) })),
                None => open.push(index),
            },
            Destination::List(ListRef::Service(_)) => open.push(index),
        }
    }
    // The local route is there whatever the user writes, unless its target was replaced. [Subnet route tables]
    let blocks: Vec<IpNet> = model
        .get(t.vpc)
        .map(|v| v.cidrs.iter().map(|c| (*c).into()).chain(v.ipv6.iter().map(|c| (*c).into())).collect())
        .unwrap_or_default();
    let replaced = |net: &IpNet| t.routes.iter().any(|r| r.destination == (*net).into());
    parts.extend(blocks.iter().filter(|net| !replaced(net)).map(|net| Part { index: LOCAL, net: *net, list: false, target: None }));
    // Propagated routes and those of gateway endpoints have blocks that are not written here.
    let all_known = open.is_empty() && t.propagation.is_empty() && !model.all::<GatewayEndpoint>().any(|(_, e)| e.tables.contains(&table));
    if parts.len() > MOST {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (index, route) in t.routes.iter().enumerate().rev().filter(|(i, _)| !open.contains(i)) {
        if matches!(&route.destination, Destination::Cidr(net) if blocks.contains(net)) {
            continue;
        }
        if let Some(why) = spare(&parts, index, all_known) {
            out.push(Spare { index, why });
            parts.retain(|p| p.index != index);
        }
    }
    out.order_by_key(|s| s.index);
    out
}

fn spare(parts: &[Part], index: usize, all_known: bool) -> Option<Why> {
    let own: Vec<&Part> = parts.iter().filter(|p| p.index == index).collect();
    if own.is_empty() {
        return Some(Why::MatchesNothing);
    }
    let (mut by, mut repeated) = (Vec::new(), Vec::new());
    for part in own {
        let mut taken = cidr_addresses(part.net);
        for p in parts.iter().filter(|p| p.index != index && before(p, part)) {
            let set = cidr_addresses(p.net);
            if set.meets(&taken) {
                taken = taken.difference(&set);
                by.push(p.index);
            }
        }
        if taken.is_empty() {
            continue;
        }
        // A list of AWS's could come between this route and the one behind it.
        let next = all_known.then(|| behind(parts, part, &taken)).flatten()?;
        repeated.push(next);
    }
    let tidy = |mut all: Vec<usize>| {
        all.order();
        all.dedup();
        all
    };
    by.retain(|i| *i != LOCAL);
    Some(if repeated.is_empty() { Why::Shadowed(tidy(by)) } else { Why::Repeated(tidy(repeated)) })
}

/// The route that would take all of `taken` to the same target if `part` were not there.
fn behind(parts: &[Part], part: &Part, taken: &AddressSet) -> Option<usize> {
    let meets = parts.iter().filter(|p| p.index != part.index && !before(p, part) && cidr_addresses(p.net).meets(taken));
    let best = meets.reduce(|a, b| if before(b, a) { b } else { a })?;
    (best.target == part.target && taken.is_subset(&cidr_addresses(best.net))).then_some(best.index)
}
