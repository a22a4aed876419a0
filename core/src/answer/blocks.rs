//! Blocks of addresses, cut where anything in the network tells their addresses apart.

use crate::document::{Id, OnPremises};
use crate::graph::NetworkGraph;
use crate::net::cidr::never_public;
use crate::net::packet_set::{AddressSet, address_point, point_address};
use ipnet::IpNet;
use std::net::IpAddr;

/// Into how many pieces a block may fall.
const MOST: usize = 4096;

/// Addresses that every rule, route and list treats alike.
pub(super) struct Atom {
    pub addresses: AddressSet,
    pub first: IpAddr,
    pub held: Held,
}

/// Who has the addresses.
pub(super) enum Held {
    /// Interfaces, each with the private address or IPv6 address behind this one.
    Interfaces(Vec<(usize, IpAddr)>),
    Premises(Vec<Id<OnPremises>>),
    /// Somebody on the internet.
    Internet,
    Nobody,
}

/// The atoms of some blocks; none where they are too many.
pub(super) fn atoms(graph: &NetworkGraph, nets: &[IpNet]) -> Option<Vec<Atom>> {
    let mut out = Vec::new();
    for net in nets {
        let (lo, hi) = (address_point(net.network()), address_point(net.broadcast()));
        let cuts = graph.boundaries();
        let inside = cuts.get(cuts.partition_point(|c| *c <= lo)..cuts.partition_point(|c| *c <= hi)).unwrap_or_default();
        if out.len() + inside.len() >= MOST {
            return None;
        }
        let mut at = lo;
        for end in inside.iter().map(|c| c - 1).chain([hi]) {
            // Of a block that nothing cuts, an address that a host may have.
            let first = point_address(if at == lo && end > at { at + 1 } else { at });
            out.push(Atom { addresses: AddressSet::range(at, end), first, held: held(graph, first) });
            at = end.saturating_add(1);
        }
    }
    Some(out)
}

fn held(graph: &NetworkGraph, a: IpAddr) -> Held {
    let mut interfaces: Vec<(usize, IpAddr)> = graph.anywhere(a).into_iter().map(|i| (i, a)).collect();
    if let Some(i) = graph.with_public(a)
        && let Some(private) = graph.interface(i).and_then(|f| f.source(false))
    {
        interfaces.push((i, private));
    }
    if !interfaces.is_empty() {
        return Held::Interfaces(interfaces);
    }
    let theirs: Vec<Id<OnPremises>> =
        graph.model.all::<OnPremises>().filter(|(_, p)| p.cidrs.iter().any(|c| c.contains(&a))).map(|(id, _)| id).collect();
    if !theirs.is_empty() {
        return Held::Premises(theirs);
    }
    if graph.in_a_vpc(a) || never_public(IpNet::from(a)) { Held::Nobody } else { Held::Internet }
}
