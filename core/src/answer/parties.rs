//! The ends of a question: which interfaces and addresses ask, and which addresses stand behind what they ask for.

use super::blocks::{Atom, Held, atoms};
use crate::document::{
    Body, Compute, Flow, GatewayEndpoint, Id, InternetGateway, Kind, NodeId, OnPremises, Region, ServiceId, TransitGateway, Vpc, VpnGateway,
};
use crate::graph::{Answer, InterfaceRole, NetworkGraph, Point, Resolution};
use crate::net::cidr::never_public;
use crate::net::packet_set::AddressSet;
use crate::reach::{Goal, Line, Party, Query, Start};
use ipnet::IpNet;
use std::net::IpAddr;

/// Where packets may start.
pub(super) enum Starts {
    All(Vec<Origin>),
    /// A function outside every VPC: it is on AWS's own network.
    Outside(NodeId),
    None,
    /// Somewhere whose addresses are not known.
    Unknown(NodeId),
    /// A block that rules cut into more pieces than are looked at.
    TooMany,
}

/// One place where packets may start.
pub(super) struct Origin {
    pub start: Start,
    /// The addresses that it stands for, where they are known.
    pub addresses: Option<AddressSet>,
    /// The internet gateway that packets come in by, where only that one is meant.
    pub by: Option<Id<InternetGateway>>,
}

impl Origin {
    fn of(start: Start) -> Self {
        Self { start, addresses: None, by: None }
    }

    fn standing_for(start: Start, addresses: AddressSet) -> Self {
        Self { addresses: Some(addresses), ..Self::of(start) }
    }
}

/// One place that packets may be for.
#[derive(Clone)]
pub(super) struct Destination {
    pub point: Point,
    /// Where they must arrive.
    pub goal: Goal,
    /// The addresses that it stands for, where they are more than the one.
    pub addresses: Option<AddressSet>,
}

impl Destination {
    fn at(point: Point, interface: Option<usize>) -> Self {
        Self { point, goal: interface.map_or(Goal::Anybody, Goal::Interface), addresses: None }
    }
}

/// The destinations of a question for a client in one VPC, and how the name led there.
pub(super) struct Destinations {
    pub name: Option<(Resolution, ServiceId)>,
    pub all: Vec<Destination>,
    pub too_many: bool,
    /// Somewhere whose addresses are not known.
    pub unknown: Option<NodeId>,
}

/// Whether packets can begin or end there, in so many words: at interfaces, behind a gateway, in a network. A rule's or table's name is
/// no answer to "from where".
pub fn can_be_end(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Account
            | Kind::RouteTable
            | Kind::NetworkAcl
            | Kind::PrefixList
            | Kind::ElasticIp
            | Kind::EgressOnlyGateway
            | Kind::Peering
            | Kind::TransitGateway
            | Kind::TransitTable
            | Kind::TargetGroup
            | Kind::HostedZone
            | Kind::Role
            | Kind::Flow
    )
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
        Party::Service(s, r) => Starts::All(vec![Origin::of(Start::Service(s.clone(), r.clone()))]),
        Party::Node(n) => match graph.model.node(*n).map(|n| &n.body) {
            Some(Body::InternetGateway(_)) => Starts::All(vec![Origin { by: Id::of(*n), ..Origin::of(Start::Internet(query.source_ip)) }]),
            Some(Body::OnPremises(_) | Body::VpnGateway(_) | Body::VpnConnection(_) | Body::DirectConnect(_)) => premises(graph, *n, query),
            body => {
                let all: Vec<usize> = interfaces(graph, *n, query, true).into_iter().filter(wanted).collect();
                match body {
                    Some(Body::Workload(w)) if w.compute == Compute::Function && w.subnets.is_empty() && all.is_empty() => {
                        Starts::Outside(*n)
                    }
                    _ if all.is_empty() => match service_of(graph, &query.from) {
                        Some((s, r)) => Starts::All(vec![Origin::of(Start::Service(s, r))]),
                        None => Starts::None,
                    },
                    _ => Starts::All(all.into_iter().map(|i| Origin::of(Start::Interface(i, query.source_ip))).collect()),
                }
            }
        },
    }
}

/// The interfaces that a resource stands for: its own; of a subnet, VPC or group, those in it that are ends of connections.
pub(super) fn interfaces(graph: &NetworkGraph, n: NodeId, query: &Query, calling: bool) -> Vec<usize> {
    let all: Vec<usize> = match n.kind() {
        Kind::Subnet => Id::of(n).map(|s| graph.interfaces_in(s).to_vec()).unwrap_or_default(),
        Kind::Vpc => numbered(graph, |f| f.vpc.node() == n),
        Kind::SecurityGroup => numbered(graph, |f| f.groups.iter().any(|g| g.node() == n)),
        Kind::Workload => return of_workload(graph, n, query, calling),
        Kind::NetworkInterface => return of_network_interface(graph, n, query, calling),
        _ => return graph.interfaces_of(n).to_vec(),
    };
    let talks = |i: &usize| {
        graph.interface(*i).is_some_and(|f| match f.role {
            InterfaceRole::Nat | InterfaceRole::TransitAttachment | InterfaceRole::BalancerEndpoint => false,
            InterfaceRole::Endpoint => !calling,
            _ => true,
        })
    };
    all.into_iter().filter(talks).collect()
}

/// An interface of the model is itself; a secondary address of it that has a public one stands by itself.
fn of_network_interface(graph: &NetworkGraph, n: NodeId, query: &Query, calling: bool) -> Vec<usize> {
    let own = graph.interfaces_of(n).to_vec();
    let has = |i: &usize, a: IpAddr| graph.interface(*i).is_some_and(|f| f.addresses().any(|b| b == a));
    match (query.source_ip.filter(|a| calling && !own.iter().any(|i| has(i, *a))), Id::of(n)) {
        (Some(a), Some(id)) => graph.secondaries(id).filter(|i| has(i, a)).collect(),
        _ => own,
    }
}

/// An instance with several interfaces sends by the one whose subnet the destination is in, else by its primary one, and is known by
/// the address of that. [Elastic network interfaces]
fn of_workload(graph: &NetworkGraph, n: NodeId, query: &Query, calling: bool) -> Vec<usize> {
    let all = graph.interfaces_of(n);
    let instance = matches!(graph.model.node(n).map(|n| &n.body), Some(Body::Workload(w)) if w.compute == Compute::Instance);
    if !instance || all.len() < 2 || (calling && query.source_ip.is_some()) {
        return all.to_vec();
    }
    let to: Vec<IpAddr> = match &query.to {
        Party::Address(a) => vec![*a],
        Party::Node(to) => graph.interfaces_of(*to).iter().filter_map(|i| graph.interface(*i)).flat_map(|f| f.addresses()).collect(),
        _ => Vec::new(),
    };
    let beside = |i: &usize| {
        let f = graph.interface(*i);
        let subnet = f.and_then(|f| graph.model.get(f.subnet));
        f.zip(subnet).is_some_and(|(f, s)| {
            to.iter().any(|a| match a {
                IpAddr::V4(a) => s.cidr.is_some_and(|c| c.contains(a)) && graph.at_address(f.vpc, (*a).into()).is_some(),
                IpAddr::V6(a) => s.ipv6.is_some_and(|c| c.contains(a)),
            })
        })
    };
    let near = if calling { all.iter().copied().find(|i| beside(i)) } else { None };
    near.or_else(|| all.first().copied()).into_iter().collect()
}

fn numbered(graph: &NetworkGraph, holds: impl Fn(&crate::graph::Interface) -> bool) -> Vec<usize> {
    graph.interfaces.iter().enumerate().filter(|(_, f)| holds(f)).map(|(i, _)| i).collect()
}

/// Whoever has addresses of these blocks: interfaces, networks outside AWS, hosts of the internet. Addresses that nobody has send
/// nothing.
fn of_atoms(graph: &NetworkGraph, nets: &[IpNet]) -> Starts {
    let Some(all) = atoms(graph, nets) else { return Starts::TooMany };
    let mut out = Vec::new();
    for Atom { addresses, first, held } in all {
        match held {
            Held::Interfaces(list) => {
                out.extend(list.into_iter().map(|(i, source)| Origin::standing_for(Start::Interface(i, Some(source)), addresses.clone())))
            }
            Held::Premises(list) => out.extend(
                list.into_iter()
                    .flat_map(|p| Line::of_premises(graph, p))
                    .map(|line| Origin::standing_for(Start::Premises(line, first), addresses.clone())),
            ),
            Held::Internet => out.push(Origin::standing_for(Start::Internet(Some(first)), addresses)),
            Held::Nobody => {}
        }
    }
    if !out.is_empty() {
        return Starts::All(out);
    }
    // Somebody in a VPC that is not all known, or behind a gateway whose connections are not, may have them.
    let unknown =
        |a: IpAddr| graph.model.all::<Vpc>().find(|(id, v)| (v.opaque || v.sparse) && graph.in_vpc(*id, a)).map(|(id, _)| id.node());
    if let Some(n) = nets.iter().find_map(|n| unknown(n.addr())) {
        return Starts::Unknown(n);
    }
    match incomplete(graph) {
        Some(n) if nets.iter().all(|n| never_public(*n)) => Starts::Unknown(n),
        _ => Starts::None,
    }
}

/// A virtual private or transit gateway whose connections are not all known.
fn incomplete(graph: &NetworkGraph) -> Option<NodeId> {
    let private = graph.model.all::<VpnGateway>().find(|(_, g)| !g.complete).map(|(id, _)| id.node());
    private.or_else(|| graph.model.all::<TransitGateway>().find(|(_, g)| g.opaque).map(|(id, _)| id.node()))
}

/// The networks outside AWS that a node stands for, itself or those behind a gateway or connection, with the lines that lead there.
pub(super) fn outside(graph: &NetworkGraph, n: NodeId) -> Vec<(Id<OnPremises>, Vec<IpNet>, Vec<Line>)> {
    let all = graph.model.all::<OnPremises>().map(|(id, p)| (id, p.cidrs.clone(), Line::of_premises(graph, id)));
    all.filter_map(|(id, cidrs, mut lines)| {
        if n != id.node() {
            lines.retain(|l| l.gateway == n || l.connection == n);
        }
        (n == id.node() || !lines.is_empty()).then_some((id, cidrs, lines))
    })
    .collect()
}

/// The lines of networks outside AWS, with every address of theirs that rules tell apart.
fn premises(graph: &NetworkGraph, n: NodeId, query: &Query) -> Starts {
    let v6 = match &query.to {
        Party::Address(a) => Some(a.is_ipv6()),
        Party::Block(n) => Some(matches!(n, IpNet::V6(_))),
        _ => query.wants_v6(),
    };
    let mut out = Vec::new();
    for (id, cidrs, lines) in outside(graph, n) {
        let asked = query.source_ip.filter(|a| cidrs.is_empty() || cidrs.iter().any(|c| c.contains(a))).map(IpNet::from);
        if cidrs.is_empty() && asked.is_none() && !lines.is_empty() {
            return Starts::Unknown(id.node());
        }
        let nets: Vec<IpNet> = match asked {
            Some(one) => vec![one],
            None => cidrs.iter().copied().filter(|n| v6.is_none_or(|v6| v6 == matches!(n, IpNet::V6(_)))).collect(),
        };
        let Some(all) = atoms(graph, &nets) else { return Starts::TooMany };
        out.extend(all.into_iter().flat_map(|a| {
            let (first, addresses) = (a.first, a.addresses);
            lines.iter().map(move |l| Origin::standing_for(Start::Premises(*l, first), addresses.clone())).collect::<Vec<_>>()
        }));
    }
    match incomplete(graph) {
        Some(_) if out.is_empty() => Starts::Unknown(n),
        _ if out.is_empty() => Starts::None,
        _ => Starts::All(out),
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
            Body::GatewayEndpoint(e) => Some((e.service.clone(), graph.region_of(e.vpc)?.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// Where a client behind `from` finds the other party.
pub(super) fn destinations(graph: &NetworkGraph, from: Option<usize>, query: &Query) -> Destinations {
    if let Some((service, region)) = service_of(graph, &query.to) {
        let by = match &query.to {
            Party::Node(n) => Id::<GatewayEndpoint>::of(*n),
            _ => None,
        };
        let goal = by.map_or(Goal::Anybody, Goal::Endpoint);
        let public = |service, region| vec![Destination { goal, ..Destination::at(Point::Service(service, region), None) }];
        let Some(f) = from.and_then(|i| graph.interface(i)).filter(|_| by.is_none()) else {
            return Destinations { name: None, all: public(service, region), too_many: false, unknown: None };
        };
        let found = graph.resolve(f.vpc, &service, &region);
        let all = match &found.answer {
            // Servers of the user's own may answer anything; the public answer is the guess that the verdict names as such.
            Answer::Public | Answer::Unknown => public(service.clone(), region),
            Answer::Endpoint(e) => graph.interfaces_of(e.node()).iter().filter_map(|i| of_interface(graph, from, *i, query)).collect(),
            Answer::Addresses(all) => all.iter().map(|a| Destination::at(Point::Known(*a), graph.anywhere(*a).first().copied())).collect(),
            Answer::NoSuchName => vec![],
        };
        return Destinations { name: Some((found, service)), all, too_many: false, unknown: None };
    }
    let blocks = |nets: &[IpNet]| atoms(graph, nets).map(|all| all.into_iter().filter_map(|a| of_atom(graph, from, a)).collect());
    let internet = || {
        let f = from.and_then(|i| graph.interface(i));
        let v6 = query.wants_v6().unwrap_or_else(|| f.is_some_and(|f| f.v4.is_empty() && !f.v6.is_empty()));
        Destination::at(if v6 { Point::InternetV6 } else { Point::Internet }, None)
    };
    let mut unknown = None;
    let all: Option<Vec<Destination>> = match &query.to {
        Party::Internet => Some(vec![internet()]),
        Party::Address(a) => Some(vec![Destination::at(Point::Known(*a), holder(graph, from, *a))]),
        Party::Block(net) => blocks(&[*net]),
        Party::Service(..) => Some(vec![]),
        Party::Node(n) => match n.kind() {
            Kind::InternetGateway => Some(Id::of(*n).map(|g| Destination { goal: Goal::By(g), ..internet() }).into_iter().collect()),
            Kind::OnPremises | Kind::VpnGateway | Kind::VpnConnection | Kind::DirectConnect => {
                let (all, of) = to_premises(graph, *n, query);
                unknown = of;
                all
            }
            _ => Some(interfaces(graph, *n, query, false).iter().filter_map(|i| of_interface(graph, from, *i, query)).collect()),
        },
    };
    Destinations { name: None, too_many: all.is_none(), all: all.unwrap_or_default(), unknown }
}

/// Every address of networks outside AWS that rules tell apart; and the network whose addresses are not known.
fn to_premises(graph: &NetworkGraph, n: NodeId, query: &Query) -> (Option<Vec<Destination>>, Option<NodeId>) {
    let (mut out, mut unknown) = (Vec::new(), None);
    for (id, cidrs, _) in outside(graph, n) {
        if cidrs.is_empty() {
            unknown = Some(id.node());
        }
        let v6 = query.wants_v6().unwrap_or_else(|| cidrs.iter().all(|c| matches!(c, IpNet::V6(_))));
        let nets: Vec<IpNet> = cidrs.iter().copied().filter(|c| matches!(c, IpNet::V6(_)) == v6).collect();
        let Some(all) = atoms(graph, &nets) else { return (None, unknown) };
        let goal = Goal::Premises(id);
        out.extend(all.into_iter().map(|a| Destination { point: Point::Known(a.first), goal, addresses: Some(a.addresses) }));
    }
    (Some(out), unknown)
}

/// What packets to a piece of a block are for. Those to addresses of a VPC that nobody has are dropped.
fn of_atom(graph: &NetworkGraph, from: Option<usize>, a: Atom) -> Option<Destination> {
    let inside = matches!(&a.held, Held::Nobody) && graph.in_a_vpc(a.first);
    let held = match &a.held {
        Held::Interfaces(list) if list.iter().all(|(_, private)| *private == a.first) => holder(graph, from, a.first),
        _ => None,
    };
    (!inside).then_some(Destination { addresses: Some(a.addresses), ..Destination::at(Point::Known(a.first), held) })
}

/// The interface that a private address means for a client: the one of its own VPC, else the only one anywhere.
fn holder(graph: &NetworkGraph, from: Option<usize>, a: IpAddr) -> Option<usize> {
    let near = from.and_then(|i| graph.interface(i)).and_then(|f| graph.at_address(f.vpc, a));
    near.or_else(|| match graph.anywhere(a).as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// The address of an interface that a question is about: IPv4, or IPv6 where that is all that one of the two has, or asked for.
fn of_interface(graph: &NetworkGraph, from: Option<usize>, i: usize, query: &Query) -> Option<Destination> {
    let f = graph.interface(i)?;
    let six = from.and_then(|i| graph.interface(i)).is_some_and(|f| f.v4.is_empty() && !f.v6.is_empty());
    let v6 = query.wants_v6().unwrap_or(six);
    let address = f.source(v6).or_else(|| if query.v6.is_none() { f.addresses().next() } else { None })?;
    Some(Destination::at(Point::Known(address), Some(i)))
}

/// The question that a flow asks.
pub fn query_of_flow(flow: &Flow) -> Query {
    let port = if flow.protocol.has_ports() { flow.port } else { None };
    // An internet gateway opens and takes no connections: as an end of a flow it stands for the internet behind it.
    let party = |n: NodeId| if n.kind() == Kind::InternetGateway { Party::Internet } else { Party::Node(n) };
    Query { protocol: flow.protocol, port, ..Query::tcp(party(flow.from), party(flow.to), 0) }
}
