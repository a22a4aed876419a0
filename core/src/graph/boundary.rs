//! Where addresses begin to be treated otherwise: the edges of every block that anything in the network names.

use super::{NetworkGraph, RouteMatch};
use crate::document::{DirectConnect, NetworkAcl, OnPremises, Peer, PrefixList, SecurityGroup, Subnet, Vpc, VpnConnection};
use crate::net::cidr;
use crate::net::packet_set::address_point;
use crate::ordered::Sorted as _;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::IpAddr;

/// The first address of every block and the first one after it, in order.
pub(super) fn of(graph: &NetworkGraph) -> Vec<u128> {
    let mut out: Vec<u128> = Vec::new();
    let mut add = |net: IpNet| {
        out.push(address_point(net.network()));
        out.extend(address_point(net.broadcast()).checked_add(1));
    };
    let model = &graph.model;
    cidr::reserved_blocks().into_iter().for_each(&mut add);
    model.all::<Vpc>().flat_map(|(_, v)| v.blocks()).for_each(&mut add);
    for (_, s) in model.all::<Subnet>() {
        s.cidr.map(IpNet::V4).into_iter().chain(s.ipv6.map(IpNet::V6)).for_each(&mut add);
    }
    for (_, g) in model.all::<SecurityGroup>() {
        for rule in g.ingress.iter().chain(&g.egress) {
            if let Peer::Cidr(net) = rule.peer {
                add(net);
            }
        }
    }
    model.all::<NetworkAcl>().flat_map(|(_, a)| a.ingress.iter().chain(&a.egress)).for_each(|e| add(e.cidr));
    model.all::<PrefixList>().flat_map(|(_, l)| &l.entries).for_each(|e| add(e.cidr));
    model.all::<OnPremises>().flat_map(|(_, p)| &p.cidrs).for_each(|c| add(*c));
    model.all::<VpnConnection>().flat_map(|(_, c)| &c.static_routes).for_each(|c| add(*c));
    model.all::<DirectConnect>().flat_map(|(_, d)| &d.allowed).for_each(|c| add(*c));
    for route in graph.routes.values().flat_map(|r| &r.all) {
        if let RouteMatch::Cidr(net) | RouteMatch::Entry(_, net) = route.matches {
            add(net);
        }
    }
    graph.transit.values().flatten().for_each(|r| add(r.net));
    for f in graph.interfaces.iter() {
        f.v4.iter().for_each(|a| add(IpNet::V4(Ipv4Net::from(*a))));
        f.v6.iter().for_each(|a| add(IpNet::V6(Ipv6Net::from(*a))));
        if let Some(a) = f.public.as_ref().and_then(|p| p.address) {
            add(IpNet::from(IpAddr::V4(a)));
        }
    }
    out.order();
    out.dedup();
    out
}
