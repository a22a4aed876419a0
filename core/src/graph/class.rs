//! Public, private or isolated: by what packets do, never by a name.

use super::{Lookup, NetworkGraph, Point};
use crate::document::shape::shape;
use crate::document::{Id, Kind, Subnet};
use crate::graph::route::RouteTarget;
use std::net::{IpAddr, Ipv6Addr};

shape! {
    /// What a subnet's packets can do.
    pub enum SubnetClass {
        /// Packets for the internet go to an internet gateway.
        Public = "public",
        /// They leave by another way: NAT, transit, peering, VPN.
        Private = "private",
        /// No route leads to the internet.
        Isolated = "isolated",
    }
}

pub(super) fn of(graph: &NetworkGraph, subnet: Id<Subnet>) -> SubnetClass {
    let Some(table) = graph.model.table_of(subnet) else { return SubnetClass::Isolated };
    // Any global unicast address that no VPC can have as its own.
    let v6 = Point::Known(IpAddr::V6(Ipv6Addr::new(0x2600, 0x9000, 0, 0, 0, 0, 0, 1)));
    let has_v6 = graph.model.get(subnet).is_some_and(|s| s.ipv6.is_some());
    let ways = [Some(Point::Internet), has_v6.then_some(v6)];
    let mut best = SubnetClass::Isolated;
    for to in ways.into_iter().flatten() {
        let target = match graph.look_up(table, &to) {
            Lookup::Found(c) => c.route.target,
            // Only part of the internet has a route: that part decides.
            Lookup::Unknown(routes) => match routes.into_iter().next() {
                Some(r) => r.target,
                None => continue,
            },
            _ => continue,
        };
        match target {
            RouteTarget::Node(n) if n.kind() == Kind::InternetGateway => return SubnetClass::Public,
            RouteTarget::Node(_) => best = SubnetClass::Private,
            _ => {}
        }
    }
    best
}
