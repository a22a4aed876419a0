//! The ends of a question: which interfaces ask, and which addresses stand behind what they ask for.

use crate::document::{Body, Compute, Flow, Id, Kind, NodeId, OnPremises, Region, ServiceId, Vpc};
use crate::graph::{Answer, NetworkGraph, Point, Resolution};
use crate::net::cidr::never_public;
use crate::reach::{Line, Party, Query};
use ipnet::IpNet;
use std::net::IpAddr;

/// Where packets may start.
pub(super) enum Starts {
    Interfaces(Vec<usize>),
    Internet,
    /// A network outside AWS, by each of its lines, with an address of it.
    Premises(Vec<(Line, IpAddr)>),
    /// A function outside every VPC: it is on AWS's own network.
    Outside(NodeId),
    None,
}

/// One place that packets may be for.
pub(super) struct Destination {
    pub point: Point,
    /// The interface that has the address.
    pub interface: Option<usize>,
}

/// The destinations of a question for a client in one VPC, and how the name led there.
pub(super) struct Destinations {
    pub name: Option<(Resolution, ServiceId)>,
    pub all: Vec<Destination>,
}

pub(super) fn starts(graph: &NetworkGraph, query: &Query) -> Starts {
    let wanted = |i: &usize| match (query.source_ip, graph.interface(*i)) {
        (Some(ip), Some(f)) => f.addresses().any(|a| a == ip),
        _ => true,
    };
    match &query.from {
        Party::Internet => Starts::Internet,
        Party::Address(a) => of_address(graph, *a),
        Party::Service(..) => Starts::None,
        Party::Node(n) => match graph.model.node(*n).map(|n| &n.body) {
            Some(Body::OnPremises(p)) => Id::of(*n).map_or(Starts::None, |id| premises(graph, id, &p.cidrs, query)),
            _ => {
                let all: Vec<usize> = interfaces(graph, *n).into_iter().filter(wanted).collect();
                match graph.model.node(*n).map(|n| &n.body) {
                    Some(Body::Workload(w)) if w.compute == Compute::Function && w.subnets.is_empty() && all.is_empty() => {
                        Starts::Outside(*n)
                    }
                    _ if all.is_empty() => Starts::None,
                    _ => Starts::Interfaces(all),
                }
            }
        },
    }
}

/// The interfaces that a resource stands for: its own, or those in a subnet or VPC.
fn interfaces(graph: &NetworkGraph, n: NodeId) -> Vec<usize> {
    match n.kind() {
        Kind::Subnet => Id::of(n).map(|s| graph.interfaces_in(s).to_vec()).unwrap_or_default(),
        _ => graph.interfaces_of(n).to_vec(),
    }
}

/// An address: of an interface, of a network outside AWS, or of the internet.
fn of_address(graph: &NetworkGraph, a: IpAddr) -> Starts {
    let held: Vec<usize> = graph.with_public(a).into_iter().chain(graph.anywhere(a)).collect();
    if !held.is_empty() {
        return Starts::Interfaces(held);
    }
    let theirs: Vec<(Line, IpAddr)> = graph
        .model
        .all::<OnPremises>()
        .filter(|(_, p)| p.cidrs.iter().any(|c| c.contains(&a)))
        .flat_map(|(id, _)| Line::of_premises(graph, id).into_iter().map(move |l| (l, a)))
        .collect();
    let inside = graph.model.all::<Vpc>().any(|(v, _)| graph.in_vpc(v, a));
    if !theirs.is_empty() {
        Starts::Premises(theirs)
    } else if inside || never_public(IpNet::from(a)) {
        Starts::None
    } else {
        Starts::Internet
    }
}

/// The lines of a network outside AWS, with its first address of the IP version asked about.
fn premises(graph: &NetworkGraph, id: Id<OnPremises>, cidrs: &[IpNet], query: &Query) -> Starts {
    let v6 = match &query.to {
        Party::Address(a) => Some(a.is_ipv6()),
        _ => query.wants_v6(),
    };
    let first = |n: &&IpNet| v6.is_none_or(|v6| v6 == matches!(n, IpNet::V6(_)));
    let host = |n: &IpNet| n.hosts().next().unwrap_or(n.addr());
    let address = query.source_ip.filter(|a| cidrs.iter().any(|c| c.contains(a)));
    let Some(address) = address.or_else(|| cidrs.iter().find(first).map(host)) else { return Starts::None };
    Starts::Premises(Line::of_premises(graph, id).into_iter().map(|l| (l, address)).collect())
}

/// The service and region that a party stands for, if it is a service, a bucket or a table.
pub(super) fn service_of(graph: &NetworkGraph, to: &Party) -> Option<(ServiceId, Region)> {
    match to {
        Party::Service(s, r) => Some((s.clone(), r.clone())),
        Party::Node(n) => match &graph.model.node(*n)?.body {
            Body::Service(s) => Some((s.service.clone(), s.region.clone())),
            Body::Bucket(b) => Some((ServiceId::s3(), b.region.clone())),
            Body::Table(t) => Some((ServiceId::dynamodb(), t.region.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// Where a client behind `from` finds the other party.
pub(super) fn destinations(graph: &NetworkGraph, from: Option<usize>, query: &Query) -> Destinations {
    if let Some((service, region)) = service_of(graph, &query.to) {
        let Some(f) = from.and_then(|i| graph.interface(i)) else {
            return Destinations { name: None, all: vec![Destination { point: Point::Service(service, region), interface: None }] };
        };
        let found = graph.resolve(f.vpc, &service, &region);
        let all = match &found.answer {
            // Servers of the user's own may answer anything; the public answer is the guess that the verdict names as such.
            Answer::Public | Answer::Unknown => vec![Destination { point: Point::Service(service.clone(), region), interface: None }],
            Answer::Endpoint(e) => graph.interfaces_of(e.node()).iter().filter_map(|i| of_interface(graph, *i, query)).collect(),
            Answer::Addresses(all) => {
                all.iter().map(|a| Destination { point: Point::Known(*a), interface: graph.anywhere(*a).first().copied() }).collect()
            }
            Answer::NoSuchName => vec![],
        };
        return Destinations { name: Some((found, service)), all };
    }
    let all = match &query.to {
        Party::Internet => {
            let f = from.and_then(|i| graph.interface(i));
            let v6 = query.wants_v6().unwrap_or_else(|| f.is_some_and(|f| f.v4.is_empty() && !f.v6.is_empty()));
            vec![Destination { point: if v6 { Point::InternetV6 } else { Point::Internet }, interface: None }]
        }
        Party::Address(a) => vec![Destination { point: Point::Known(*a), interface: holder(graph, from, *a) }],
        Party::Service(..) => vec![],
        Party::Node(n) => match graph.model.node(*n).map(|n| &n.body) {
            Some(Body::OnPremises(p)) => {
                let v6 = query.wants_v6().unwrap_or(false);
                let net = p.cidrs.iter().find(|c| matches!(c, IpNet::V6(_)) == v6).or(p.cidrs.first());
                let host = |n: &IpNet| n.hosts().next().unwrap_or(n.addr());
                net.map(|c| Destination { point: Point::Known(host(c)), interface: None }).into_iter().collect()
            }
            _ => interfaces(graph, *n).iter().filter_map(|i| of_interface(graph, *i, query)).collect(),
        },
    };
    Destinations { name: None, all }
}

/// The interface that a private address means for a client: the one of its own VPC, else the only one anywhere.
fn holder(graph: &NetworkGraph, from: Option<usize>, a: IpAddr) -> Option<usize> {
    let near = from.and_then(|i| graph.interface(i)).and_then(|f| graph.at_address(f.vpc, a));
    near.or_else(|| match graph.anywhere(a).as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// The address of an interface that a question is about: IPv4, or IPv6 where that is all there is or asked for.
fn of_interface(graph: &NetworkGraph, i: usize, query: &Query) -> Option<Destination> {
    let f = graph.interface(i)?;
    let v6 = query.wants_v6().unwrap_or(false);
    let address = f.source(v6).or_else(|| f.addresses().next())?;
    Some(Destination { point: Point::Known(address), interface: Some(i) })
}

/// The question that a flow asks.
pub fn query_of_flow(flow: &Flow) -> Query {
    let port = if flow.protocol.has_ports() { flow.port } else { None };
    Query {
        from: Party::Node(flow.from),
        to: Party::Node(flow.to),
        protocol: flow.protocol,
        port,
        source_port: None,
        source_ip: None,
        one_way: false,
    }
}
