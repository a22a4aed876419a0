//! The walk of packets from an interface to a destination, hop by hop, and of their replies back.

mod back;
mod devices;
mod filters;

use super::device;
use super::filter::{self, End, RuleRef};
use super::hop::{Hop, HopKind, Leg, Outcome, Sets};
use super::query::Query;
use super::say::{ports_text, route_text, rule_text};
use crate::catalogue::Code;
use crate::document::{GatewayEndpoint, Id, InternetGateway, Kind, NatGateway, NodeId, Peering, Subnet, Vpc};
use crate::graph::{EffectiveRoute, Interface, InterfaceRole, Lookup, NetworkGraph, Point, RouteTarget};
use crate::net::{IntervalSet, PacketSet, PortRange};
use crate::text;
use crate::text::{Text, code};

/// By which way packets go, named by the device that matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Inside one VPC.
    Local,
    Peering(Id<Peering>),
    GatewayEndpoint(Id<GatewayEndpoint>),
    /// To an interface of an interface endpoint.
    InterfaceEndpoint(NodeId),
    Nat(Id<NatGateway>),
    InternetGateway(Id<InternetGateway>),
    EgressOnly(NodeId),
    /// The walk ended before.
    None,
}

/// One path: there, and back where replies were asked for.
#[derive(Clone, Debug)]
pub struct Journey {
    /// The interface it starts at; none for the internet.
    pub from: Option<usize>,
    /// The interface it arrives at, if it does at one.
    pub to: Option<usize>,
    pub way: Way,
    /// Devices with an interface or an id on the way, in order: what costs and what can fail.
    pub through: Vec<NodeId>,
    pub forward: Leg,
    pub back: Option<Leg>,
    /// The headers that arrive for certain, addresses left open.
    pub arrives: PacketSet,
    /// Those among them whose replies come home for certain.
    pub returns: PacketSet,
}

pub(super) struct Walk<'g> {
    graph: &'g NetworkGraph,
    hops: Vec<Hop>,
    sets: Sets,
    closed: bool,
    /// Replies: groups let them pass whatever their rules. [Control traffic to your AWS resources using security groups]
    reply: bool,
    way: Way,
    through: Vec<NodeId>,
    /// Interfaces that sent the packets on under an address of their own, with the sets that reached them; the client first.
    segments: Vec<(usize, Sets)>,
    done: bool,
}

/// How far a walk goes before it is called a loop.
const MAX_DEVICES: usize = 16;

/// Walks from an interface to a point. `expected` is the interface that must be met where the point is its address.
pub fn journey(graph: &NetworkGraph, from: usize, to: &Point, expected: Option<usize>, query: &Query) -> Option<Journey> {
    let start = graph.interface(from)?;
    let sets = Sets::of(query.headers(start.role));
    let mut w = Walk::new(graph, sets.clone(), query.closed(), false);
    w.segments.push((from, sets));
    let end = End { point: to.clone(), interface: expected };
    w.groups(from, false, &end);
    let source = start.source(to.is_v6()).map(Point::Known);
    let arrived = match source {
        Some(source) => w.leave(from, &End { point: source, interface: Some(from) }, &end),
        None => {
            let version = if to.is_v6() { "IPv6" } else { "IPv4" };
            w.block(
                start.owner,
                HopKind::Device,
                Code::NO_SOURCE_OR_DESTINATION,
                text!("{owner} has no {version} address", owner = start.owner, version = version),
            );
            None
        }
    };
    let wrong = arrived.is_some() && expected.is_some() && arrived != expected;
    if wrong {
        let other = arrived.and_then(|i| graph.interface(i)).map_or(start.owner, |f| f.owner);
        w.block(
            other,
            HopKind::Device,
            Code::CANNOT_ROUTE,
            text!("{other} of this VPC has that address, and the local route leads there", other = other),
        );
    }
    let back = (!query.one_way && replies(query)).then(|| w.back(to, arrived)).flatten();
    let (back, returns) = back.map_or((None, PacketSet::empty()), |(leg, set)| (Some(leg), set));
    let forward = Leg::of(w.hops);
    let arrives = if w.done && forward.blockers().next().is_none() { w.sets.sure } else { PacketSet::empty() };
    Some(Journey { from: Some(from), to: arrived.filter(|_| !wrong), way: w.way, through: w.through, forward, back, arrives, returns })
}

/// Whether the protocol has replies that a caller waits for.
fn replies(query: &Query) -> bool {
    query.protocol == crate::net::Protocol::Any || query.protocol.has_ports() || query.protocol.is_icmp()
}

/// Walks from the internet to an interface through its VPC's internet gateway.
pub fn from_internet(graph: &NetworkGraph, to: usize, query: &Query) -> Option<Journey> {
    let target = graph.interface(to)?;
    let sets = Sets::of(query.headers(InterfaceRole::Workload));
    let mut w = Walk::new(graph, sets, query.closed(), false);
    let outside = End { point: Point::Internet, interface: None };
    let gateway = graph.model.all::<InternetGateway>().find(|(_, g)| g.vpc == Some(target.vpc)).map(|(id, _)| id);
    match gateway {
        None => w.block(target.vpc.node(), HopKind::Device, Code::NO_PATH, text!("{vpc} has no internet gateway", vpc = target.vpc)),
        Some(g) => {
            w.way = Way::InternetGateway(g);
            w.through.push(g.node());
            if let Some(table) = device::edge_table(graph, g) {
                w.push(
                    table.node(),
                    None,
                    HopKind::Route,
                    Outcome::NotModelled,
                    text!("{table} routes what comes in through {g}; edge tables are not modelled yet", table = table, g = g),
                );
            }
            if target.public.is_none() {
                w.block(
                    g.node(),
                    HopKind::Device,
                    Code::IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS,
                    text!("{owner} has no public IPv4 address that {g} could translate", owner = target.owner, g = g),
                );
            } else {
                w.push(
                    g.node(),
                    None,
                    HopKind::Device,
                    Outcome::Passed,
                    text!("{g} translates the public address of {owner} to {ip}", g = g, owner = target.owner, ip = code(primary(target))),
                );
            }
        }
    }
    w.acl(target.subnet, true, &outside.point);
    w.arrive(to, &outside);
    w.done = true;
    let forward = Leg::of(std::mem::take(&mut w.hops));
    let mut r = Walk::new(graph, w.sets.map(PacketSet::reversed), w.closed, true);
    r.acl(target.subnet, false, &outside.point);
    if let Some(route) = r.route(target.subnet, &Point::Internet) {
        match route.target {
            RouteTarget::Node(n) if Some(n) == gateway.map(Id::node) => {
                r.push(n, None, HopKind::Device, Outcome::Passed, text!("{g} sends the reply from the public address", g = n));
            }
            RouteTarget::Node(n) => r.block(
                n,
                HopKind::Device,
                Code::IGW_NAT_REFLECTION,
                text!("the reply leaves by {n} and not by the internet gateway it came through", n = n),
            ),
            _ => {}
        }
    }
    let forward_ok = forward.blockers().next().is_none();
    let back = Leg::of(r.hops);
    let returns = if back.blockers().next().is_none() { r.sets.sure.reversed().intersection(&w.sets.sure) } else { PacketSet::empty() };
    let arrives = if forward_ok { w.sets.sure.clone() } else { PacketSet::empty() };
    Some(Journey {
        from: None,
        to: Some(to),
        way: w.way,
        through: w.through,
        forward,
        back: (!query.one_way).then_some(back),
        arrives,
        returns,
    })
}

fn primary(f: &Interface) -> String {
    f.v4.first().map_or_else(|| "its private address".into(), ToString::to_string)
}

impl<'g> Walk<'g> {
    pub(super) fn new(graph: &'g NetworkGraph, sets: Sets, closed: bool, reply: bool) -> Self {
        Self { graph, hops: vec![], sets, closed, reply, way: Way::None, through: vec![], segments: vec![], done: false }
    }

    pub(super) fn push(&mut self, at: NodeId, subnet: Option<Id<Subnet>>, kind: HopKind, outcome: Outcome, say: Text) {
        self.hops.push(Hop { at, subnet: subnet.map(Id::node), kind, outcome, say, rule: None, lost: vec![] });
    }

    pub(super) fn block(&mut self, at: NodeId, kind: HopKind, reason: Code, say: Text) {
        self.push(at, None, kind, Outcome::Blocked(reason), say);
    }

    /// Packets leave an interface's subnet. The interface where they arrive, if at one.
    pub(super) fn leave(&mut self, from: usize, source: &End, to: &End) -> Option<usize> {
        let graph = self.graph;
        let f = graph.interface(from)?;
        if self.through.len() > MAX_DEVICES || self.segments.len() > MAX_DEVICES {
            self.push(f.owner, None, HopKind::Device, Outcome::NotModelled, Text::plain("the routes form a loop"));
            return None;
        }
        let neighbour = match &to.point {
            Point::Known(a) => graph.at_address(f.vpc, *a).filter(|i| graph.interface(*i).is_some_and(|t| t.subnet == f.subnet)),
            _ => None,
        };
        // Two interfaces of a subnet talk at layer 2: no ACL, no route. [Gateway route tables]
        if let Some(i) = neighbour {
            self.set_way(Way::Local);
            self.arrive(i, source);
            return Some(i);
        }
        if !self.stays_inside(f, &to.point) {
            self.acl(f.subnet, false, &to.point);
        }
        let route = self.route(f.subnet, &to.point)?;
        match route.target {
            RouteTarget::Local => {
                self.set_way(Way::Local);
                self.deliver(f.vpc, source, to)
            }
            RouteTarget::Node(node) => self.device(from, f, node, source, to),
            RouteTarget::Blackhole { .. } => None,
            RouteTarget::Unknown(id) => {
                let say = text!("what {target} does with packets is not known: it is not in the design", target = code(id));
                self.push(f.subnet.node(), Some(f.subnet), HopKind::Device, Outcome::Depends, say);
                None
            }
        }
    }

    /// Whether the route's target has its interface in the very subnet, so that packets to it do not cross the ACL.
    pub(super) fn stays_inside(&self, f: &Interface, to: &Point) -> bool {
        let Some(table) = self.graph.model.table_of(f.subnet) else { return false };
        match self.graph.look_up(table, to) {
            Lookup::Found(c) => match c.route.target {
                RouteTarget::Node(n) if n.kind() == Kind::NatGateway => {
                    self.graph.interfaces_of(n).iter().filter_map(|i| self.graph.interface(*i)).any(|t| t.subnet == f.subnet)
                }
                _ => false,
            },
            _ => false,
        }
    }

    pub(super) fn set_way(&mut self, way: Way) {
        if self.way == Way::None {
            self.way = way;
        }
    }

    /// Inside a VPC to the interface that has the address.
    pub(super) fn deliver(&mut self, vpc: Id<Vpc>, source: &End, to: &End) -> Option<usize> {
        let Point::Known(a) = to.point else { return None };
        let Some(i) = self.graph.at_address(vpc, a) else {
            self.block(
                vpc.node(),
                HopKind::Device,
                Code::NO_POSSIBLE_DESTINATION,
                text!("no interface of {vpc} has the address {a}", vpc = vpc, a = a),
            );
            return None;
        };
        if let Some(f) = self.graph.interface(i) {
            self.acl(f.subnet, true, &source.point);
        }
        self.arrive(i, source);
        Some(i)
    }

    pub(super) fn arrive(&mut self, at: usize, source: &End) {
        let Some(f) = self.graph.interface(at) else { return };
        self.done = true;
        if self.reply {
            return;
        }
        match f.role {
            InterfaceRole::Function => {
                self.block(
                    f.owner,
                    HopKind::Device,
                    Code::NO_POSSIBLE_DESTINATION,
                    text!("{owner} is a function: it opens connections, and none can be opened to its interfaces", owner = f.owner),
                );
            }
            InterfaceRole::Nat => {
                self.block(
                    f.owner,
                    HopKind::Device,
                    Code::NGW_REQUIRES_SOURCE_IN_VPC,
                    text!("{owner} accepts no connections: it only translates what is routed to it", owner = f.owner),
                );
            }
            InterfaceRole::Endpoint => {
                let admitted = self.sets.meet(&Sets::of(device::interface_endpoint_carries()));
                let outcome = self.narrow(admitted, Code::PROTOCOL_RESTRICTION);
                if outcome != Outcome::Passed {
                    self.push(
                        f.owner,
                        Some(f.subnet),
                        HopKind::Device,
                        outcome,
                        text!("{owner} carries TCP and UDP only and does not answer ping", owner = f.owner),
                    );
                }
                self.way = Way::InterfaceEndpoint(f.owner);
                self.through.push(f.owner);
            }
            InterfaceRole::LoadBalancer
            | InterfaceRole::Resolver
            | InterfaceRole::TransitAttachment
            | InterfaceRole::Workload
            | InterfaceRole::Standalone => {}
        }
        self.groups(at, true, source);
    }
}

/// A NAT gateway sends from ports 1024 to 65535. [NAT gateway basics]
fn translate_ports(set: &PacketSet) -> PacketSet {
    let p = PortRange::EPHEMERAL;
    set.map_source_ports(&IntervalSet::range(p.lo(), p.hi()))
}

fn open_source_ports(set: &PacketSet) -> PacketSet {
    set.map_source_ports(&IntervalSet::full())
}
