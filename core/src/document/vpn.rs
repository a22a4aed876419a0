//! Virtual private gateways, on-premises networks and Site-to-Site VPN connections.

use super::id::NodeId;
use super::shape::shape;
use super::{Id, OnPremises as Premises, Region, Vpc};
use ipnet::{IpNet, Ipv4Net};
use std::net::Ipv4Addr;

shape! {
    /// A virtual private gateway, attached to one VPC at most.
    pub struct VpnGateway {
        vpc: Option<Id<Vpc>>,
        /// The Amazon-side ASN, when chosen.
        asn: Option<u32>,
        /// False where the connections behind it are not all known.
        complete: bool = true,
    }
}

shape! {
    /// A network outside AWS, with its customer gateway.
    pub struct OnPremises {
        region: Region,
        /// The blocks in use there.
        cidrs: Vec<IpNet>,
        /// The customer gateway's public address, once known.
        public_ip: Option<Ipv4Addr>,
        asn: Option<u32>,
    }
}

shape! {
    /// A Direct Connect gateway, with its private or transit virtual interfaces to an on-premises network.
    /// [Direct Connect gateways]
    pub struct DirectConnect {
        asn: Option<u32>,
        premises: Option<Id<Premises>>,
        /// Virtual private and transit gateways that it is associated with.
        gateways: Vec<NodeId>,
        /// The blocks that are announced to the on-premises side; those of the VPCs of virtual private gateways where empty.
        allowed: Vec<IpNet>,
        up: bool = true,
    }
}

shape! {
    /// A VPN connection: two tunnels between an on-premises network and a gateway.
    pub struct VpnConnection {
        /// A virtual private gateway or a transit gateway.
        gateway: NodeId,
        premises: Id<Premises>,
        /// Routes by BGP; else `static_routes`.
        bgp: bool = true,
        static_routes: Vec<IpNet>,
        up: bool = true,
        /// The IPv4 addresses of either side that the tunnels carry; all when absent. [Tunnel options for your Site-to-Site VPN connection]
        customer_cidr: Option<Ipv4Net>,
        aws_cidr: Option<Ipv4Net>,
    }
}
