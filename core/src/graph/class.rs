//! Public, private or isolated: by what packets do, never by a name.

use super::{InterfaceRole, Lookup, NetworkGraph, Point};
use crate::document::shape::shape;
use crate::document::{BlockMode, Body, Forwarding, Id, NatHome, RouteTable, Subnet};
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

/// How many appliances and gateways a way is followed through.
const DEEPEST: usize = 8;

pub(super) fn of(graph: &NetworkGraph, subnet: Id<Subnet>) -> SubnetClass {
    // Any global unicast address that no VPC can have as its own.
    let v6 = Point::Known(IpAddr::V6(Ipv6Addr::new(0x2600, 0x9000, 0, 0, 0, 0, 0, 1)));
    let has_v6 = graph.model.get(subnet).is_some_and(|s| s.ipv6.is_some());
    let ways = [Some(Point::Internet), has_v6.then_some(v6)];
    let from = From { table: graph.model.table_of(subnet), subnet, nat: false };
    let all = ways.into_iter().flatten().map(|to| leads(graph, from, &to, DEEPEST));
    all.min_by_key(|c| *c as u8).unwrap_or(SubnetClass::Isolated)
}

/// Where packets are on their way: the subnet that they leave, with its table, and whether a NAT gateway sends them.
#[derive(Clone, Copy)]
struct From {
    table: Option<Id<RouteTable>>,
    subnet: Id<Subnet>,
    nat: bool,
}

/// Whether VPC Block Public Access lets anything that begins here out by a gateway. [VPC BPA basics]
fn shut(graph: &NetworkGraph, from: From, egress_only: bool) -> bool {
    let vpc = graph.model.get(from.subnet).map(|s| s.vpc);
    match vpc.map(|v| graph.block_public_access(v, Some(from.subnet))) {
        Some(BlockMode::Bidirectional) => true,
        Some(BlockMode::Ingress) => !from.nat && !egress_only,
        _ => false,
    }
}

/// Where a table sends packets for the internet, through whatever stands on the way.
fn leads(graph: &NetworkGraph, from: From, to: &Point, left: usize) -> SubnetClass {
    let (Some(table), Some(left)) = (from.table, left.checked_sub(1)) else { return SubnetClass::Isolated };
    let target = match graph.look_up(table, to) {
        Lookup::Found(c) => c.route.target,
        // Only part of the internet has a route: that part decides.
        Lookup::Unknown(routes) => match routes.into_iter().next() {
            Some(r) => r.target,
            None => return SubnetClass::Isolated,
        },
        _ => return SubnetClass::Isolated,
    };
    let RouteTarget::Node(n) = target else { return SubnetClass::Isolated };
    let standing = graph.interfaces_of(n).first().and_then(|i| graph.interface(*i));
    let behind = || {
        let Some(f) = standing else { return SubnetClass::Isolated };
        let next = From { table: graph.model.table_of(f.subnet), subnet: f.subnet, nat: f.role == InterfaceRole::Nat };
        leads(graph, next, to, left)
    };
    match graph.model.node(n).map(|n| &n.body) {
        Some(Body::InternetGateway(_)) if shut(graph, from, false) => SubnetClass::Isolated,
        Some(Body::EgressOnlyGateway(_)) if shut(graph, from, true) => SubnetClass::Isolated,
        Some(Body::InternetGateway(_)) => SubnetClass::Public,
        // No peer's gateway can be used. [How VPC peering connections work]
        Some(Body::Peering(_)) => SubnetClass::Isolated,
        Some(Body::NatGateway(nat)) => match nat.home {
            // Not where its own packets end.
            NatHome::Zonal(_) if behind() == SubnetClass::Isolated => SubnetClass::Isolated,
            _ => SubnetClass::Private,
        },
        // What is inspected on its way keeps its address.
        Some(Body::BalancerEndpoint(e)) if e.forwards != Forwarding::Translated => behind(),
        Some(Body::Workload(w)) if w.forwards == Forwarding::Everything => behind(),
        _ => SubnetClass::Private,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::fixture::parse;

    #[test]
    fn packets_are_followed_to_where_they_end() {
        let text = "vpc v 10.0.0.0/16
  igw igw
  table edge edge igw: 10.0.1.0/24 -> look
  table seen: 0.0.0.0/0 -> look
  table door: 0.0.0.0/0 -> igw
  table by-nat: 0.0.0.0/0 -> nat
  table by-dead-nat: 0.0.0.0/0 -> dead
  table by-peer: 0.0.0.0/0 -> pcx
  subnet inspected a 10.0.1.0/24 table seen
  subnet door a 10.0.2.0/24 table door
    gwlb-endpoint look forwards-all
    nat nat
  subnet private a 10.0.3.0/24 table by-nat
  subnet lost a 10.0.4.0/24 table by-dead-nat
  subnet dead a 10.0.5.0/24
    nat dead
  subnet peered a 10.0.6.0/24 table by-peer
vpc w 10.1.0.0/16
peering v - w as pcx
";
        let graph = NetworkGraph::build(&parse(text).unwrap_or_else(|e| panic!("{e}")).model, Catalogue::bundled());
        let class = |name: &str| {
            let found = graph.model.all::<Subnet>().find(|(id, _)| graph.model.name(*id) == name);
            of(&graph, found.unwrap_or_else(|| panic!("{name}")).0)
        };
        assert_eq!([class("inspected"), class("door")], [SubnetClass::Public; 2]);
        assert_eq!(class("private"), SubnetClass::Private);
        assert_eq!([class("lost"), class("dead"), class("peered")], [SubnetClass::Isolated; 3]);
    }
}
