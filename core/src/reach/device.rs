//! What a route's target does with packets, where it takes one look at them.

use crate::catalogue::Code;
use crate::document::Id;
use crate::document::{GatewayEndpoint, InternetGateway, Peering, RouteTable, Vpc};
use crate::graph::{Interface, NetworkGraph, Point};
use crate::net::packet_set::icmp_points;
use crate::net::{IntervalSet, PacketBox, PacketSet, cidr};
use crate::text;
use crate::text::{Text, code};
use ipnet::IpNet;

/// A reason why a device drops packets.
pub(super) type Refusal = (Code, Text);

/// What a gateway endpoint carries: TCP, and ICMP echo. [Reachability Analyzer: VPCE_GATEWAY_PROTOCOL_RESTRICTION]
pub(super) fn gateway_endpoint_carries() -> PacketSet {
    let tcp = PacketBox { protocol: IntervalSet::one(6), ..PacketBox::full() };
    let echo =
        PacketBox { protocol: IntervalSet::one(1), destination_port: icmp_points(8, 0).union(&icmp_points(0, 0)), ..PacketBox::full() };
    PacketSet::of(tcp).union(&PacketSet::of(echo))
}

/// What an interface endpoint answers: TCP and UDP; no ping. [Access an AWS service using an interface VPC endpoint]
pub(super) fn interface_endpoint_carries() -> PacketSet {
    PacketSet::of(PacketBox { protocol: IntervalSet::from_ranges([(6, 6), (17, 17)]), ..PacketBox::full() })
}

/// What a NAT gateway translates: TCP, UDP and ICMP. [NAT gateway basics]
pub(super) fn nat_carries() -> PacketSet {
    PacketSet::of(PacketBox { protocol: IntervalSet::from_ranges([(1, 1), (6, 6), (17, 17)]), ..PacketBox::full() })
}

/// The destination is one of this endpoint's service's addresses.
pub(super) fn endpoint_serves(graph: &NetworkGraph, id: Id<GatewayEndpoint>, to: &Point) -> Option<Refusal> {
    let endpoint = graph.model.get(id)?;
    match to {
        Point::Service(s, region) if *s == endpoint.service && graph.region_of(endpoint.vpc) == Some(region) => None,
        _ => Some((Code::CANNOT_ROUTE, text!("{endpoint} serves another service or another region", endpoint = id))),
    }
}

/// Outwards through an internet gateway: a public destination, and a public address on the interface.
pub(super) fn internet_gateway_out(graph: &NetworkGraph, from: &Interface, to: &Point) -> Option<Refusal> {
    match to {
        Point::Known(a) if a.is_ipv4() && cidr::never_public(IpNet::from(*a)) => Some((
            if a.to_string().starts_with("100.") {
                Code::IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS
            } else {
                Code::IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS
            },
            text!("an internet gateway drops packets to the private address {to}", to = *a),
        )),
        Point::Known(a) if a.is_ipv6() => {
            if from.v6.is_empty() {
                Some((Code::IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS, text!("{owner} has no IPv6 address", owner = from.owner)))
            } else {
                let _ = graph;
                None
            }
        }
        _ if from.public.is_none() => Some((
            Code::IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS,
            text!("{owner} has no public IPv4 address, so the internet gateway drops its packets", owner = from.owner),
        )),
        _ => None,
    }
}

/// Whether a gateway's arriving packets are routed by an edge table with routes of its own.
pub(super) fn edge_table(graph: &NetworkGraph, igw: Id<InternetGateway>) -> Option<Id<RouteTable>> {
    graph.model.all::<RouteTable>().find(|(_, t)| t.edge == Some(igw.node()) && !t.routes.is_empty()).map(|(id, _)| id)
}

/// Across a peering connection: accepted, no overlap, source here and destination there. [How VPC peering connections work]
pub(super) fn peering(graph: &NetworkGraph, id: Id<Peering>, here: Id<Vpc>, source: &Point, to: &Point) -> Result<Id<Vpc>, Refusal> {
    let there = graph.peer(id, here).ok_or((Code::CANNOT_ROUTE, text!("{p} does not connect {vpc}", p = id, vpc = here)))?;
    let blocks = |v: Id<Vpc>| {
        let vpc = graph.model.get(v);
        vpc.map(|v| v.cidrs.iter().map(|c| IpNet::V4(*c)).chain(v.ipv6.iter().map(|c| IpNet::V6(*c))).collect::<Vec<_>>())
            .unwrap_or_default()
    };
    let theirs = blocks(there);
    if let Some((a, b)) = blocks(here).into_iter().find_map(|a| theirs.iter().find(|b| cidr::overlap(a, **b)).map(|b| (a, *b))) {
        return Err((Code::CANNOT_ROUTE, text!("{a} and {b} overlap, so the VPCs cannot be peered", a = code(a), b = code(b))));
    }
    let inside = |v: Id<Vpc>, p: &Point| matches!(p, Point::Known(a) if graph.in_vpc(v, *a));
    if !inside(there, to) || !inside(here, source) {
        return Err((
            Code::PCX_REQUIRES_ADDRESS_IN_VPC_CIDR,
            text!(
                "{p} carries packets between addresses of the two VPCs only: no gateway, NAT or endpoint route of the peer can be used",
                p = id
            ),
        ));
    }
    Ok(there)
}
