//! The walk of packets from a start to a destination, place by place, and of their replies back: one machine for both.

mod amazon;
mod back;
mod balancer;
mod between;
mod endpoint;
mod filters;
mod goal;
mod internet;
mod middlebox;
mod nat;
mod packet;
mod peering;
mod public_access;
mod router;
mod transit;
mod vpn;

use super::contradiction::Contradiction;
use super::filter::{self, End, RuleRef};
use super::hop::{Admitted, Hop, HopKind, Leg, Outcome, Sets};
use super::query::Query;
use super::say::{Part, Say, say};
use crate::catalogue::Code;
use crate::document::{
    Body, Compute, DirectConnect, GatewayEndpoint, Id, InterfaceEndpoint, InternetGateway, Kind, NatGateway, NodeId, OnPremises, Peering,
    Region, ResolverDirection, ResolverEndpoint, Resource, ServiceId, Subnet, TransitAttachment, TransitGateway, Vpc, Workload,
};
use crate::graph::{Interface, InterfaceRole, NetworkGraph, Point};
use crate::net::PacketSet;
pub(crate) use balancer::listens;
pub(crate) use between::{Between, between};
pub use goal::Goal;
use packet::{Arrival, At, Near, Packet, Place, Undo};
use std::net::IpAddr;
pub use vpn::Line;

/// By which way packets go, named by the device that matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Inside one VPC.
    Local,
    Peering(Id<Peering>),
    GatewayEndpoint(Id<GatewayEndpoint>),
    /// To an interface of an interface endpoint.
    InterfaceEndpoint(NodeId),
    /// To an interface of a resource endpoint, and from there to a resource that is not in the design.
    ResourceEndpoint(NodeId),
    Nat(Id<NatGateway>),
    InternetGateway(Id<InternetGateway>),
    EgressOnly(NodeId),
    Transit(Id<TransitGateway>),
    /// By a VPN connection.
    Vpn(NodeId),
    DirectConnect(Id<DirectConnect>),
    /// Through an appliance, and otherwise inside one VPC.
    Middlebox(NodeId),
    /// The walk ended before.
    None,
}

impl Way {
    /// What matters more has the higher number.
    fn weight(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Local => 1,
            Self::Middlebox(_) => 2,
            Self::Transit(_) => 3,
            Self::Peering(_) => 4,
            Self::InternetGateway(_) | Self::EgressOnly(_) => 5,
            Self::Vpn(_) | Self::DirectConnect(_) => 6,
            Self::Nat(_) => 7,
            Self::GatewayEndpoint(_) | Self::InterfaceEndpoint(_) | Self::ResourceEndpoint(_) => 8,
        }
    }

    /// Whether packets keep to private addresses all along.
    pub fn is_private(self) -> bool {
        matches!(
            self,
            Self::Local
                | Self::Peering(_)
                | Self::GatewayEndpoint(_)
                | Self::InterfaceEndpoint(_)
                | Self::ResourceEndpoint(_)
                | Self::Transit(_)
                | Self::Middlebox(_)
        )
    }
}

/// One path: there, and back where replies were asked for.
#[derive(Clone, Debug)]
pub struct Journey {
    /// The interface it starts at; none for the internet and networks outside AWS.
    pub from: Option<usize>,
    /// The interface it arrives at, if it does at one.
    pub to: Option<usize>,
    /// The address that packets start with.
    pub source: Option<Point>,
    /// The source as it is where they arrive.
    pub seen: Point,
    pub way: Way,
    /// Devices with an interface or an id on the way, in order: what costs and what can fail.
    pub through: Vec<NodeId>,
    pub forward: Leg,
    pub back: Option<Leg>,
    /// The headers that arrive for certain, as the client sends them, addresses left open.
    pub arrives: PacketSet,
    /// Those that may arrive.
    pub may: PacketSet,
    /// Those among them whose replies come home for certain.
    pub returns: PacketSet,
    /// They came somewhere else than was asked for.
    pub astray: bool,
}

/// Where packets start.
#[derive(Clone, Debug)]
pub enum Start {
    /// An interface, by one of its addresses where that matters.
    Interface(usize, Option<IpAddr>),
    /// A load balancer's interface, towards a target: from its own address, or under the client's where that is preserved.
    Balancer(usize, Option<Point>),
    /// A public address, or any, for an interface that has one too.
    Internet(Option<IpAddr>),
    /// A public address of a service of AWS, likewise.
    Service(ServiceId, Region),
    /// An address of a network outside AWS, by one of its lines.
    Premises(Line, IpAddr),
}

/// How far a walk goes before it is called a loop.
const MAX_STEPS: usize = 64;

pub(super) struct Walk<'g> {
    graph: &'g NetworkGraph,
    hops: Vec<Hop>,
    packet: Packet,
    closed: bool,
    /// Whether the groups of the two ends are looked at.
    ends: bool,
    /// Replies: groups let them pass whatever their rules. [Control traffic to your AWS resources using security groups]
    reply: bool,
    way: Way,
    through: Vec<NodeId>,
    /// Translations so far, to be undone on the way back, the last one first.
    undo: Vec<Undo>,
    /// Appliances that packets went through.
    boxes: Vec<NodeId>,
    /// By which device VPCs were entered.
    entered: Vec<(Id<Vpc>, NodeId)>,
    /// By which subnets of their attachments.
    landed: Vec<(Id<TransitAttachment>, Id<Subnet>)>,
    /// VPCs of others that a hop has spoken of.
    foreign: Vec<Id<Vpc>>,
    /// Where the client's own groups stand among the hops, and what they saw.
    first: Option<(usize, usize, Sets)>,
    seen: Vec<(Place, Point)>,
    end: Option<Arrival>,
}

/// Walks from an interface to a point.
pub fn journey(graph: &NetworkGraph, from: usize, to: &Point, goal: Goal, query: &Query) -> Option<Journey> {
    walk(graph, &Start::Interface(from, query.source_ip), to, goal, query)
}

/// From the internet to an interface, in one IP version, whether or not it has a public address of that version.
pub fn from_internet(graph: &NetworkGraph, to: usize, v6: bool, query: &Query) -> Option<Journey> {
    let point = outer(graph, to, v6, None)?;
    walk(graph, &Start::Internet(query.source_ip), &point, Goal::Interface(to), query)
}

/// From a place outside to an interface: to the address asked for, else by IPv4 unless the source or the question is of IPv6, or only IPv6
/// leads there.
pub fn from_outside(graph: &NetworkGraph, start: &Start, to: usize, asked: Option<&Point>, query: &Query) -> Option<Journey> {
    let f = graph.interface(to)?;
    let v6 = match (start, asked) {
        (Start::Internet(Some(source)), _) => source.is_ipv6(),
        (_, Some(asked)) => asked.is_v6(),
        (Start::Service(..), None) => false,
        _ => query.wants_v6().unwrap_or(f.public.is_none() && !f.v6.is_empty()),
    };
    walk(graph, start, &outer(graph, to, v6, asked)?, Goal::Interface(to), query)
}

/// How an interface is addressed from outside: its public IPv4 address, or its IPv6 address, the one asked for where it is of that version.
fn outer(graph: &NetworkGraph, to: usize, v6: bool, asked: Option<&Point>) -> Option<Point> {
    let f = graph.interface(to)?;
    Some(match (v6, asked) {
        (true, Some(Point::Known(a))) if a.is_ipv6() => Point::Known(*a),
        (true, _) => f.v6.first().map_or(Point::InternetV6, |a| Point::Known(IpAddr::V6(*a))),
        (false, _) => f.public.as_ref().and_then(|p| p.address).map_or(Point::Internet, |a| Point::Known(IpAddr::V4(a))),
    })
}

/// Walks from anywhere.
pub fn walk(graph: &NetworkGraph, start: &Start, to: &Point, goal: Goal, query: &Query) -> Option<Journey> {
    walked(graph, start, to, goal, query, true).map(|(journey, _)| journey)
}

/// A walk, with or without the groups of its ends; and how each end's groups see the other: the destination as the client does, then the
/// client as the destination does.
fn walked(graph: &NetworkGraph, start: &Start, to: &Point, goal: Goal, query: &Query, ends: bool) -> Option<(Journey, (End, End))> {
    let source = match start {
        Start::Interface(i, a) => source_of(graph.interface(*i)?, to, *a),
        Start::Internet(a) => Some(a.map_or(if to.is_v6() { Point::InternetV6 } else { Point::Internet }, Point::Known)),
        Start::Service(s, r) => Some(Point::Service(s.clone(), r.clone())),
        Start::Balancer(i, client) => client.clone().or_else(|| graph.interface(*i)?.source(to.is_v6()).map(Point::Known)),
        Start::Premises(_, a) => Some(Point::Known(*a)),
    };
    let role = match start {
        Start::Interface(i, _) | Start::Balancer(i, _) => graph.interface(*i)?.role,
        _ => InterfaceRole::Workload,
    };
    let sets = Sets::of(query.headers(role));
    let from = match start {
        Start::Interface(i, _) | Start::Balancer(i, _) => Some(*i),
        _ => None,
    };
    let end = End::at(to.clone(), goal.interface());
    let packet = Packet { source: End::at(source.clone().unwrap_or(Point::Internet), from), to: end, sets: sets.clone() };
    let mut w = Walk::new(graph, packet, query.closed(), false);
    w.ends = ends;
    match start {
        Start::Interface(i, _) | Start::Balancer(i, _) => w.start(*i, source.is_some()),
        Start::Internet(_) | Start::Service(..) => w.start_outside(goal.interface()?),
        Start::Premises(line, _) => w.run(Place::Premises(*line)),
    }
    let arrived = match w.end {
        Some(Arrival::Interface(i)) => Some(i),
        _ => None,
    };
    let astray = w.astray(goal);
    let asked = !query.one_way && replies(query) && w.end.is_some();
    let (back, returns) = match asked.then(|| w.back(start, &sets)) {
        Some((leg, set)) => (Some(leg), set),
        None => (None, PacketSet::empty()),
    };
    let arrives = w.arrives(&sets);
    let forward = Leg::of(w.hops);
    let client = End { severed: w.packet.to.severed, by_transit: w.packet.to.by_transit, ..End::at(to.clone(), goal.interface()) };
    let journey = Journey {
        from,
        to: arrived.filter(|_| !astray),
        source,
        seen: w.packet.source.point.clone(),
        way: w.way,
        through: w.through,
        forward,
        back,
        arrives: arrives.sure,
        may: arrives.maybe,
        returns,
        astray,
    };
    Some((journey, (client, w.packet.source)))
}

/// The address that an interface sends from: the one asked for, else its first of the destination's IP version.
fn source_of(f: &Interface, to: &Point, asked: Option<IpAddr>) -> Option<Point> {
    let asked = asked.filter(|a| a.is_ipv6() == to.is_v6() && f.addresses().any(|b| b == *a));
    asked.or_else(|| f.source(to.is_v6())).map(Point::Known)
}

/// Whether the protocol has replies that a caller waits for.
fn replies(query: &Query) -> bool {
    query.protocol == crate::net::Protocol::Any || query.protocol.has_ports() || query.protocol.is_icmp()
}

impl<'g> Walk<'g> {
    fn new(graph: &'g NetworkGraph, packet: Packet, closed: bool, reply: bool) -> Self {
        Self {
            graph,
            hops: Vec::with_capacity(8),
            packet,
            closed,
            ends: true,
            reply,
            way: Way::None,
            through: vec![],
            undo: vec![],
            boxes: vec![],
            entered: vec![],
            landed: vec![],
            foreign: vec![],
            first: None,
            seen: vec![],
            end: None,
        }
    }

    /// From an interface: its groups, then its subnet.
    fn start(&mut self, from: usize, has_address: bool) {
        let Some(f) = self.graph.interface(from) else { return };
        // An endpoint's service or resource cannot open connections towards the VPC. [Access AWS services through AWS PrivateLink; Access VPC
        // resources through AWS PrivateLink]
        let silent = match f.role {
            InterfaceRole::Endpoint | InterfaceRole::BalancerEndpoint | InterfaceRole::TransitAttachment | InterfaceRole::Nat => true,
            InterfaceRole::Resolver => self
                .graph
                .model
                .get(Id::<ResolverEndpoint>::new(f.owner.number()))
                .is_some_and(|r| r.direction == ResolverDirection::Inbound),
            _ => false,
        };
        if silent {
            self.block(f.owner, HopKind::Device, Code::NO_PATH, say!("{owner} opens no connections of its own", owner = f.owner));
        }
        if f.unattached {
            self.loose(f);
        }
        if f.managed {
            self.unsaid(f);
        }
        if !silent && self.amazon(f) {
            return;
        }
        let seen = self.packet.sets.clone();
        let at = self.hops.len();
        let to = self.packet.to.clone();
        if self.ends {
            self.groups(from, false, &to);
        } else {
            self.foreign(f.vpc);
        }
        if self.ends && self.hops.len() > at {
            self.first = Some((from, at, seen));
        }
        if has_address {
            self.run(Place::Interface(from));
        } else if self.unlisted(f, to.point.is_v6()) {
            let version = if to.point.is_v6() { "IPv6" } else { "IPv4" };
            let said = say!("which {version} addresses {owner} has is not in the design", version = version, owner = f.owner);
            self.depends(f.owner, HopKind::Device, said);
            self.word(Code::UNKNOWN_RESOURCE);
        } else {
            let version = if to.point.is_v6() { "IPv6" } else { "IPv4" };
            let said = say!("{owner} has no {version} address", owner = f.owner, version = version);
            self.block(f.owner, HopKind::Device, Code::NO_SOURCE_OR_DESTINATION, said);
        }
    }

    /// Whether an interface may have addresses of an IP version that nobody told: it stands in the account, and the list of interfaces is
    /// not there.
    fn unlisted(&self, f: &Interface, v6: bool) -> bool {
        let model = &self.graph.model;
        let sparse = model.get(f.vpc).is_some_and(|v| v.sparse);
        let block = model.get(f.subnet).is_some_and(|s| if v6 { s.ipv6.is_some() } else { s.cidr.is_some() });
        sparse && block && model.meta(f.owner).is_some_and(|m| m.existing)
    }

    /// AWS made the interface for something that is not in the design, or what it belongs to does not run or is not ready.
    fn unsaid(&mut self, f: &Interface) {
        fn of<T: Resource>(graph: &NetworkGraph, owner: NodeId) -> Option<&T> {
            graph.model.get(Id::of(owner)?)
        }
        let said = match f.owner.kind() {
            Kind::NetworkInterface => {
                say!("AWS made {owner} for something that is not in the design: what it does with packets is not known", owner = f.owner)
            }
            // A record of either tells these.
            Kind::Workload
                if of::<Workload>(self.graph, f.owner).is_some_and(|w| w.compute == Compute::Instance && w.instance_type.is_none()) =>
            {
                say!(
                    "{owner} is known by its interface only: whether it runs is not known (aws ec2 describe-instances tells)",
                    owner = f.owner
                )
            }
            Kind::InterfaceEndpoint if of::<InterfaceEndpoint>(self.graph, f.owner).is_some_and(|e| e.service.is_unknown()) => {
                say!(
                    "{owner} is known by its interface only: what it leads to is not known (aws ec2 describe-vpc-endpoints tells)",
                    owner = f.owner
                )
            }
            _ => say!(
                "{owner} is stopped, pending, not complete or known by its interfaces only: whether it sends and takes packets is not known",
                owner = f.owner
            ),
        };
        self.depends(f.owner, HopKind::Device, said);
        self.word(Code::UNKNOWN_RESOURCE);
    }

    /// An interface in status `available` sends and takes nothing. [Elastic network interfaces]
    fn loose(&mut self, f: &Interface) {
        let said = say!("{owner} is attached to nothing, so nothing leaves by it and nothing arrives", owner = f.owner);
        self.block(f.owner, HopKind::Device, Code::UNASSOCIATED_COMPONENT, said);
    }

    fn push(&mut self, at: NodeId, subnet: Option<Id<Subnet>>, kind: HopKind, outcome: Outcome, said: Say) {
        self.hops.push(Hop { subnet: subnet.map(Id::node), ..Hop::new(at, kind, outcome, said) });
    }

    fn block(&mut self, at: NodeId, kind: HopKind, reason: Code, said: Say) {
        self.push(at, None, kind, Outcome::Blocked(reason), said);
    }

    /// What is not known: nothing passes for certain from here on.
    fn depends(&mut self, at: NodeId, kind: HopKind, said: Say) {
        self.push(at, None, kind, Outcome::Depends, said);
        self.packet.sets.sure = PacketSet::empty();
    }

    fn pass(&mut self, at: NodeId, subnet: Option<Id<Subnet>>, said: Say) {
        self.push(at, subnet, HopKind::Device, Outcome::Passed, said);
    }

    /// AWS's word for what the last hop does not know.
    fn word(&mut self, word: Code) {
        if let Some(hop) = self.hops.last_mut() {
            hop.word = Some(word);
        }
    }

    /// AWS's pages contradict each other on what the last hop says.
    fn disputed(&mut self, on: Contradiction) {
        if let Some(hop) = self.hops.last_mut() {
            hop.contradiction = Some(on);
        }
    }

    fn set_way(&mut self, way: Way) {
        if way.weight() > self.way.weight() {
            self.way = way;
        }
    }

    /// A VPC of another account: its tables, groups and ACLs are not known. Said once.
    fn foreign(&mut self, vpc: Id<Vpc>) -> bool {
        if !self.graph.opaque(vpc) {
            return false;
        }
        if !self.foreign.contains(&vpc) {
            self.foreign.push(vpc);
            let said = say!(
                "{vpc} is of another account or not all in the design: what its groups, ACLs and route tables do is not known",
                vpc = vpc
            );
            self.depends(vpc.node(), HopKind::Device, said);
            let peered = self.entered.iter().any(|(v, by)| *v == vpc && by.kind() == Kind::Peering);
            self.word(if peered { Code::UNKNOWN_PEERED_SGS } else { Code::UNKNOWN_RESOURCE });
        }
        true
    }

    /// Goes from place to place until packets arrive or are dropped.
    fn run(&mut self, start: Place) {
        let mut place = start;
        for _ in 0..MAX_STEPS {
            if let Place::Device(node, _) | Place::Transit(node, ..) = &place {
                let key = (place.clone(), self.packet.to.point.clone());
                if self.seen.contains(&key) {
                    let said = say!("the routes lead back to {node}: packets go round in circles", node = *node);
                    return self.block(*node, HopKind::Device, Code::CANNOT_ROUTE, said);
                }
                self.seen.push(key);
            }
            match self.step(place) {
                Some(next) => place = next,
                None => return,
            }
        }
    }

    fn step(&mut self, place: Place) -> Option<Place> {
        match place {
            Place::Interface(i) => self.leave(i),
            Place::Attached(attachment, subnet) => self.out_of_attachment(attachment, subnet),
            Place::Gateway(node, vpc) => self.through_gateway(node, vpc),
            Place::Peered(vpc) => self.deliver(Near::gateway(vpc)),
            Place::Regional(nat) => self.out_of_regional(nat),
            Place::Device(node, near) => self.device(node, near),
            Place::Transit(_, attachment, zone) => self.transit(attachment, zone),
            Place::Premises(line) => self.out_of_premises(line),
            Place::Internet => self.across_internet(),
        }
    }

    fn device(&mut self, node: NodeId, near: Near) -> Option<Place> {
        match node.kind() {
            Kind::GatewayEndpoint => self.gateway_endpoint(Id::of(node)?, near),
            Kind::InternetGateway => self.internet_gateway(Id::of(node)?, near),
            Kind::EgressOnlyGateway => self.egress_only(node, near),
            Kind::NatGateway => self.nat(Id::of(node)?, near),
            Kind::Peering => self.peering(Id::of(node)?, near),
            Kind::TransitGateway => self.enter_transit(Id::of(node)?, near),
            Kind::VpnGateway => self.vpn_gateway(Id::of(node)?, near),
            Kind::NetworkInterface | Kind::Workload | Kind::BalancerEndpoint => self.appliance(node, near),
            kind => {
                let said = say!("what {node}, {kind}, does with packets is not modelled", node = node, kind = kind.with_article());
                self.push(node, None, HopKind::Device, Outcome::NotModelled, said);
                self.word(Code::UNSUPPORTED_COMPONENT);
                None
            }
        }
    }
}
