//! What can fail.

use crate::document::{Id, NatGateway, NodeId, Peering, Subnet, VpnConnection, Zone};
use crate::graph::NetworkGraph;
use crate::ordered::BTreeSet;
use crate::text;
use crate::text::{Text, code};

/// One thing that fails, as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// A zone, with all that stands in it.
    Zone(Zone),
    Nat(Id<NatGateway>),
    /// The interface of an interface or resource endpoint in one subnet.
    EndpointInterface(NodeId, Id<Subnet>),
    /// One of the two tunnels of a VPN connection, from 1.
    Tunnel(Id<VpnConnection>, u8),
    Peering(Id<Peering>),
}

impl Failure {
    /// Everything that can fail in a network, zones first.
    pub fn all(graph: &NetworkGraph) -> Vec<Self> {
        let model = &graph.model;
        let zones: BTreeSet<Zone> = graph.interfaces.iter().map(|f| f.zone.clone()).collect();
        let endpoints = model.private_endpoints().flat_map(|e| {
            let homes = graph.interfaces_of(e.id).iter().filter_map(|i| graph.interface(*i));
            homes.map(move |f| Self::EndpointInterface(e.id, f.subnet))
        });
        let tunnels = model.all::<VpnConnection>().flat_map(|(id, _)| [Self::Tunnel(id, 1), Self::Tunnel(id, 2)]);
        let mut out: Vec<Self> = zones.into_iter().map(Self::Zone).collect();
        out.extend(model.all::<NatGateway>().map(|(id, _)| Self::Nat(id)));
        out.extend(endpoints);
        out.extend(tunnels);
        out.extend(model.all::<Peering>().map(|(id, _)| Self::Peering(id)));
        out
    }

    /// What a person calls it.
    pub fn label(&self) -> Text {
        match self {
            Self::Zone(z) => text!("zone {zone}", zone = code(z)),
            Self::Nat(n) => text!("NAT gateway {nat}", nat = *n),
            Self::EndpointInterface(e, s) => text!("the interface of {endpoint} in {subnet}", endpoint = *e, subnet = *s),
            Self::Tunnel(c, n) => text!("tunnel {n} of {vpn}", n = u32::from(*n), vpn = *c),
            Self::Peering(p) => text!("peering connection {peering}", peering = *p),
        }
    }

    /// The resource to show, where it is one.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Self::Zone(_) => None,
            Self::Nat(n) => Some(n.node()),
            Self::EndpointInterface(e, _) => Some(*e),
            Self::Tunnel(c, _) => Some(c.node()),
            Self::Peering(p) => Some(p.node()),
        }
    }
}
