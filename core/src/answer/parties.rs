//! The ends of a question: which interfaces ask, and which addresses stand behind what they ask for.

use crate::document::{Body, Compute, Flow, NodeId, Region, ServiceId};
use crate::graph::{Answer, NetworkGraph, Point, Resolution};
use crate::net::Protocol;
use crate::reach::{Party, Query};
use std::net::IpAddr;

/// Where packets may start.
pub(super) enum Starts {
    Interfaces(Vec<usize>),
    Internet,
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
        Party::Address(a) => Starts::Interfaces(graph.anywhere(*a)),
        Party::Service(..) => Starts::None,
        Party::Node(n) => {
            let all: Vec<usize> = graph.interfaces_of(*n).iter().copied().filter(wanted).collect();
            match graph.model.node(*n).map(|n| &n.body) {
                Some(Body::Workload(w)) if w.compute == Compute::Function && w.subnets.is_empty() && all.is_empty() => Starts::Outside(*n),
                Some(Body::NetworkInterface(x)) if all.is_empty() => match x.attached_to {
                    // An attached interface is its workload's.
                    Some(w) => Starts::Interfaces(
                        graph
                            .interfaces_of(w)
                            .iter()
                            .copied()
                            .filter(|i| graph.interface(*i).is_some_and(|f| f.v4 == x.private_ips))
                            .collect(),
                    ),
                    None => Starts::None,
                },
                _ if all.is_empty() => Starts::None,
                _ => Starts::Interfaces(all),
            }
        }
    }
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
        Party::Internet => vec![Destination { point: Point::Internet, interface: None }],
        Party::Address(a) => vec![Destination { point: Point::Known(*a), interface: None }],
        Party::Service(..) => vec![],
        Party::Node(n) => match graph.model.node(*n).map(|n| &n.body) {
            Some(Body::OnPremises(p)) => {
                p.cidrs.first().map(|c| Destination { point: Point::Known(c.addr()), interface: None }).into_iter().collect()
            }
            _ => graph.interfaces_of(*n).iter().filter_map(|i| of_interface(graph, *i, query)).collect(),
        },
    };
    Destinations { name: None, all }
}

/// The address of an interface that a question is about: IPv4, or IPv6 where that is all there is or asked for.
fn of_interface(graph: &NetworkGraph, i: usize, query: &Query) -> Option<Destination> {
    let f = graph.interface(i)?;
    let v6 = query.protocol == Protocol::ICMPV6 || matches!(query.source_ip, Some(IpAddr::V6(_)));
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
