//! The ends of a question: which interfaces and addresses ask, and which addresses stand behind what they ask for.

use super::blocks::{Atom, Held, atoms};
use crate::document::{Body, Compute, Flow, Id, Kind, NodeId, OnPremises, Region, ServiceId};
use crate::graph::{Answer, NetworkGraph, Point, Resolution};
use crate::net::packet_set::AddressSet;
use crate::reach::{Line, Party, Query, Start};
use ipnet::IpNet;
use std::net::IpAddr;

/// Where packets may start.
pub(super) enum Starts {
    All(Vec<Origin>),
    /// A function outside every VPC: it is on AWS's own network.
    Outside(NodeId),
    None,
    /// A block that rules cut into more pieces than are looked at.
    TooMany,
}

/// One place where packets may start.
pub(super) struct Origin {
    pub start: Start,
    /// The addresses that it stands for, where they are known.
    pub addresses: Option<AddressSet>,
}

impl Origin {
    fn of(start: Start) -> Self {
        Self { start, addresses: None }
    }
}

/// One place that packets may be for.
#[derive(Clone)]
pub(super) struct Destination {
    pub point: Point,
    /// The interface that has the address.
    pub interface: Option<usize>,
    /// The addresses that it stands for, where they are more than the one.
    pub addresses: Option<AddressSet>,
}

impl Destination {
    fn at(point: Point, interface: Option<usize>) -> Self {
        Self { point, interface, addresses: None }
    }
}

/// The destinations of a question for a client in one VPC, and how the name led there.
pub(super) struct Destinations {
    pub name: Option<(Resolution, ServiceId)>,
    pub all: Vec<Destination>,
    pub too_many: bool,
}

pub(super) fn starts(graph: &NetworkGraph, query: &Query) -> Starts {
    let wanted = |i: &usize| match (query.source_ip, graph.interface(*i)) {
        (Some(ip), Some(f)) => f.addresses().any(|a| a == ip),
        _ => true,
    };
    match &query.from {
        Party::Internet => Starts::All(vec![Origin::of(Start::Internet(query.source_ip))]),
        Party::Address(a) => of_atoms(graph, &[IpNet::from(*a)]),
        Party::Block(net) => of_atoms(graph, &[*net]),
        Party::Service(..) => Starts::None,
        Party::Node(n) => match graph.model.node(*n).map(|n| &n.body) {
            Some(Body::OnPremises(p)) => Id::of(*n).map_or(Starts::None, |id| premises(graph, id, &p.cidrs, query)),
            body => {
                let all: Vec<usize> = interfaces(graph, *n).into_iter().filter(wanted).collect();
                match body {
                    Some(Body::Workload(w)) if w.compute == Compute::Function && w.subnets.is_empty() && all.is_empty() => {
                        Starts::Outside(*n)
                    }
                    _ if all.is_empty() => Starts::None,
                    _ => Starts::All(all.into_iter().map(|i| Origin::of(Start::Interface(i, query.source_ip))).collect()),
                }
            }
        },
    }
}

/// The interfaces that a resource stands for: its own, or those in a subnet.
fn interfaces(graph: &NetworkGraph, n: NodeId) -> Vec<usize> {
    match n.kind() {
        Kind::Subnet => Id::of(n).map(|s| graph.interfaces_in(s).to_vec()).unwrap_or_default(),
        _ => graph.interfaces_of(n).to_vec(),
    }
}

/// Whoever has addresses of these blocks: interfaces, networks outside AWS, hosts of the internet. Addresses that nobody has send
/// nothing.
fn of_atoms(graph: &NetworkGraph, nets: &[IpNet]) -> Starts {
    let Some(all) = atoms(graph, nets) else { return Starts::TooMany };
    let mut out = Vec::new();
    for Atom { addresses, first, held } in all {
        match held {
            Held::Interfaces(list) => out.extend(
                list.into_iter().map(|(i, source)| Origin { start: Start::Interface(i, Some(source)), addresses: Some(addresses.clone()) }),
            ),
            Held::Premises(list) => out.extend(
                list.into_iter()
                    .flat_map(|p| Line::of_premises(graph, p))
                    .map(|line| Origin { start: Start::Premises(line, first), addresses: Some(addresses.clone()) }),
            ),
            Held::Internet => out.push(Origin { start: Start::Internet(Some(first)), addresses: Some(addresses) }),
            Held::Nobody => {}
        }
    }
    if out.is_empty() { Starts::None } else { Starts::All(out) }
}

/// The lines of a network outside AWS, with every address of it that rules tell apart.
fn premises(graph: &NetworkGraph, id: Id<OnPremises>, cidrs: &[IpNet], query: &Query) -> Starts {
    let v6 = match &query.to {
        Party::Address(a) => Some(a.is_ipv6()),
        Party::Block(n) => Some(matches!(n, IpNet::V6(_))),
        _ => query.wants_v6(),
    };
    let lines = Line::of_premises(graph, id);
    let asked = query.source_ip.filter(|a| cidrs.iter().any(|c| c.contains(a))).map(IpNet::from);
    let nets: Vec<IpNet> = match asked {
        Some(one) => vec![one],
        None => cidrs.iter().copied().filter(|n| v6.is_none_or(|v6| v6 == matches!(n, IpNet::V6(_)))).collect(),
    };
    let Some(all) = atoms(graph, &nets) else { return Starts::TooMany };
    let origins = all.into_iter().flat_map(|a| {
        let (first, addresses) = (a.first, a.addresses);
        lines.iter().map(move |l| Origin { start: Start::Premises(*l, first), addresses: Some(addresses.clone()) })
    });
    let out: Vec<Origin> = origins.collect();
    if out.is_empty() { Starts::None } else { Starts::All(out) }
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
        let public = |service, region| vec![Destination::at(Point::Service(service, region), None)];
        let Some(f) = from.and_then(|i| graph.interface(i)) else {
            return Destinations { name: None, all: public(service, region), too_many: false };
        };
        let found = graph.resolve(f.vpc, &service, &region);
        let all = match &found.answer {
            // Servers of the user's own may answer anything; the public answer is the guess that the verdict names as such.
            Answer::Public | Answer::Unknown => public(service.clone(), region),
            Answer::Endpoint(e) => graph.interfaces_of(e.node()).iter().filter_map(|i| of_interface(graph, *i, query)).collect(),
            Answer::Addresses(all) => all.iter().map(|a| Destination::at(Point::Known(*a), graph.anywhere(*a).first().copied())).collect(),
            Answer::NoSuchName => vec![],
        };
        return Destinations { name: Some((found, service)), all, too_many: false };
    }
    let blocks = |nets: &[IpNet]| atoms(graph, nets).map(|all| all.into_iter().filter_map(|a| of_atom(graph, from, a)).collect());
    let all: Option<Vec<Destination>> = match &query.to {
        Party::Internet => {
            let f = from.and_then(|i| graph.interface(i));
            let v6 = query.wants_v6().unwrap_or_else(|| f.is_some_and(|f| f.v4.is_empty() && !f.v6.is_empty()));
            Some(vec![Destination::at(if v6 { Point::InternetV6 } else { Point::Internet }, None)])
        }
        Party::Address(a) => Some(vec![Destination::at(Point::Known(*a), holder(graph, from, *a))]),
        Party::Block(net) => blocks(&[*net]),
        Party::Service(..) => Some(vec![]),
        Party::Node(n) => match graph.model.node(*n).map(|n| &n.body) {
            Some(Body::OnPremises(p)) => {
                let v6 = query.wants_v6().unwrap_or_else(|| p.cidrs.iter().all(|c| matches!(c, IpNet::V6(_))));
                let nets: Vec<IpNet> = p.cidrs.iter().copied().filter(|c| matches!(c, IpNet::V6(_)) == v6).collect();
                let outside = |a: Atom| Destination { point: Point::Known(a.first), interface: None, addresses: Some(a.addresses) };
                atoms(graph, &nets).map(|all| all.into_iter().map(outside).collect())
            }
            _ => Some(interfaces(graph, *n).iter().filter_map(|i| of_interface(graph, *i, query)).collect()),
        },
    };
    Destinations { name: None, too_many: all.is_none(), all: all.unwrap_or_default() }
}

/// What packets to a piece of a block are for. Those to addresses of a VPC that nobody has are dropped.
fn of_atom(graph: &NetworkGraph, from: Option<usize>, a: Atom) -> Option<Destination> {
    let inside = matches!(&a.held, Held::Nobody) && graph.in_a_vpc(a.first);
    let held = match &a.held {
        Held::Interfaces(list) if list.iter().all(|(_, private)| *private == a.first) => holder(graph, from, a.first),
        _ => None,
    };
    (!inside).then_some(Destination { point: Point::Known(a.first), interface: held, addresses: Some(a.addresses) })
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
    Some(Destination::at(Point::Known(address), Some(i)))
}

/// The question that a flow asks.
pub fn query_of_flow(flow: &Flow) -> Query {
    let port = if flow.protocol.has_ports() { flow.port } else { None };
    // An internet gateway opens and takes no connections: as an end of a flow it stands for the internet behind it.
    let party = |n: NodeId| if n.kind() == Kind::InternetGateway { Party::Internet } else { Party::Node(n) };
    Query { protocol: flow.protocol, port, ..Query::tcp(party(flow.from), party(flow.to), 0) }
}
