//! Effective routes: what the user wrote and what AWS adds, and which of them takes a packet. [How route priority works]

use super::list::Lists;
use super::{Holds, Point};
use crate::catalogue::Code;
use crate::document::DirectConnect;
use crate::document::{
    Destination, EgressOnlyGateway, GatewayEndpoint, Id, InternetGateway, Kind, ListRef, Model, NatGateway, NodeId, Peering, PrefixList,
    Region, RouteTable, ServiceId, Target, TransitAttachment, Vpc, VpnConnection, VpnGateway,
};
use ipnet::IpNet;
use smallvec::SmallVec;

/// A route as packets meet it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveRoute {
    pub matches: RouteMatch,
    pub target: RouteTarget,
    pub origin: Origin,
}

/// What a route's destination is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteMatch {
    Cidr(IpNet),
    /// A block of a customer-managed prefix list.
    Entry(Id<PrefixList>, IpNet),
    /// AWS's prefix list of a service in the table's region; its blocks are not known here.
    Service(ServiceId),
    /// A customer-managed prefix list whose entries are not all known: it may hold anything.
    Unlisted(Id<PrefixList>),
}

/// Where an effective route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteTarget {
    Local,
    Node(NodeId),
    /// Something that is not in the design, by its id.
    Unknown(String),
    /// The target is gone, detached or not accepted: packets are dropped, and the route still wins its prefix.
    Blackhole {
        was: String,
        node: Option<NodeId>,
    },
}

/// Where a route comes from, which decides ties. Better ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// AWS's route for the VPC's own block.
    Local,
    /// Written by the user: its position in the table.
    Static(usize),
    /// Written with a prefix list: its position in the table.
    List(usize),
    /// Added by AWS for an associated gateway endpoint; counts as a prefix-list route.
    Endpoint(Id<GatewayEndpoint>),
    /// Propagated from a Direct Connect gateway.
    PropagatedDirect(Id<DirectConnect>),
    /// Propagated from a VPN connection with static routes.
    PropagatedStatic(Id<VpnConnection>),
    /// Propagated from a VPN connection by BGP.
    PropagatedBgp(Id<VpnConnection>),
}

impl Origin {
    fn rank(self) -> u8 {
        match self {
            Self::Local => 0,
            Self::Static(_) => 1,
            Self::List(_) | Self::Endpoint(_) => 2,
            Self::PropagatedDirect(_) => 3,
            Self::PropagatedStatic(_) => 4,
            Self::PropagatedBgp(_) => 5,
        }
    }

    pub fn propagated(self) -> bool {
        self.rank() >= 3
    }
}

/// A route that also matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    pub route: EffectiveRoute,
    pub why: LostWhy,
}

/// Why a matching route did not take the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostWhy {
    /// Another has a longer prefix.
    Shorter,
    /// Same prefix; another comes first: static, then prefix list, then propagated.
    Priority,
    /// The local route beats propagated routes of any length.
    LocalFirst,
}

impl LostWhy {
    /// AWS's word for it; of a transit gateway's table where `transit` says so.
    pub fn code(self, transit: bool) -> Code {
        match (self, transit) {
            (Self::Shorter, false) => Code::MORE_SPECIFIC_ROUTE,
            (Self::Shorter, true) => Code::TGW_RTB_MORE_SPECIFIC_ROUTE,
            (_, false) => Code::HIGHER_PRIORITY_ROUTE,
            (_, true) => Code::TGW_RTB_HIGHER_PRIORITY_ROUTE,
        }
    }
}

/// The route that takes a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub route: EffectiveRoute,
    /// Its position among the table's effective routes.
    pub index: usize,
    pub lost: Vec<Lost>,
}

/// The outcome of looking an address up in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    Found(Chosen),
    /// No route matches: the packet is dropped.
    None,
    /// It hangs on something that is not known: the routes that may win, best guess first.
    Unknown(Vec<EffectiveRoute>),
    /// AWS never forwards packets to these addresses (instance metadata, Amazon DNS, time). [Subnet route tables]
    Reserved,
}

/// A table as packets meet it.
#[derive(Clone, Debug)]
pub(super) struct Routes {
    pub all: Vec<EffectiveRoute>,
    /// Its VPC's, which AWS's prefix lists are of.
    pub region: Option<Region>,
    pub complete: bool,
}

impl Routes {
    pub fn of(model: &Model, id: Id<RouteTable>, table: &RouteTable) -> Self {
        let region = model.get(table.vpc).map(|v| v.region.clone());
        Self { all: effective(model, id, table), region, complete: table.complete }
    }
}

/// A table's routes, best of each destination first: local, static, prefix list, propagated.
fn effective(model: &Model, id: Id<RouteTable>, table: &RouteTable) -> Vec<EffectiveRoute> {
    let mut out = Vec::new();
    let Some(vpc) = model.get(table.vpc) else { return out };
    let own = vpc.blocks().into_iter();
    let replaced: Vec<IpNet> = table
        .routes
        .iter()
        .filter_map(|r| match r.destination {
            Destination::Cidr(net) => Some(net),
            Destination::List(_) => None,
        })
        .collect();
    // A route for exactly the VPC's block replaces the local route's target.
    out.extend(own.filter(|net| !replaced.contains(net)).map(|net| EffectiveRoute {
        matches: RouteMatch::Cidr(net),
        target: RouteTarget::Local,
        origin: Origin::Local,
    }));
    for (i, r) in table.routes.iter().enumerate() {
        let target = resolve_target(model, table.vpc, &r.target);
        match &r.destination {
            Destination::Cidr(net) => out.push(EffectiveRoute { matches: RouteMatch::Cidr(*net), target, origin: Origin::Static(i) }),
            Destination::List(ListRef::Service(s)) => {
                out.push(EffectiveRoute { matches: RouteMatch::Service(s.clone()), target, origin: Origin::List(i) });
            }
            Destination::List(ListRef::Customer(list)) => {
                let Some(l) = model.get(*list) else { continue };
                let entries = l.entries.iter().map(|e| RouteMatch::Entry(*list, e.cidr));
                let rest = (!l.complete).then_some(RouteMatch::Unlisted(*list));
                let all = entries.chain(rest);
                out.extend(all.map(|matches| EffectiveRoute { matches, target: target.clone(), origin: Origin::List(i) }));
            }
        }
    }
    for (e, endpoint) in model.all::<GatewayEndpoint>().filter(|(_, e)| e.tables.contains(&id) && e.vpc == table.vpc) {
        out.push(EffectiveRoute {
            matches: RouteMatch::Service(endpoint.service.clone()),
            target: RouteTarget::Node(e.node()),
            origin: Origin::Endpoint(e),
        });
    }
    for gateway in &table.propagation {
        let attached = model.get(*gateway).is_some_and(|g| g.vpc == Some(table.vpc));
        for (d, direct) in model.all::<DirectConnect>().filter(|(_, d)| attached && d.gateways.contains(&gateway.node())) {
            out.extend(direct.premises.and_then(|p| model.get(p)).map(|p| p.cidrs.clone()).unwrap_or_default().into_iter().map(|net| {
                EffectiveRoute {
                    matches: RouteMatch::Cidr(net),
                    target: RouteTarget::Node(gateway.node()),
                    origin: Origin::PropagatedDirect(d),
                }
            }));
        }
        for (c, connection) in model.all::<VpnConnection>().filter(|(_, c)| attached && c.gateway == gateway.node()) {
            let (nets, origin) = if connection.bgp {
                (model.get(connection.premises).map(|p| p.cidrs.clone()).unwrap_or_default(), Origin::PropagatedBgp(c))
            } else {
                (connection.static_routes.clone(), Origin::PropagatedStatic(c))
            };
            out.extend(nets.into_iter().map(|net| EffectiveRoute {
                matches: RouteMatch::Cidr(net),
                target: RouteTarget::Node(gateway.node()),
                origin,
            }));
        }
    }
    out
}

/// A target that cannot carry packets is a blackhole. [Route tables: blackhole routes are recalled, not read]
fn resolve_target(model: &Model, vpc: Id<Vpc>, target: &Target) -> RouteTarget {
    let node = match target {
        Target::Gone(was) => return RouteTarget::Blackhole { was: was.clone(), node: None },
        Target::Unknown(id) => return RouteTarget::Unknown(id.clone()),
        Target::Node(n) => *n,
    };
    let usable = match node.kind() {
        Kind::InternetGateway => Id::of(node).and_then(|i: Id<InternetGateway>| model.get(i)).is_some_and(|g| g.vpc == Some(vpc)),
        Kind::VpnGateway => Id::of(node).and_then(|i: Id<VpnGateway>| model.get(i)).is_some_and(|g| g.vpc == Some(vpc)),
        Kind::EgressOnlyGateway => Id::of(node).and_then(|i: Id<EgressOnlyGateway>| model.get(i)).is_some_and(|g| g.vpc == vpc),
        Kind::Peering => {
            Id::of(node).and_then(|i: Id<Peering>| model.get(i)).is_some_and(|p| p.accepted && (p.requester == vpc || p.accepter == vpc))
        }
        Kind::NatGateway => Id::of(node).is_some_and(|i: Id<NatGateway>| model.contains(i)) && model.vpc_of(node) == Some(vpc),
        // A route to a transit gateway needs an attachment. [Transit gateway attachments to a VPC]
        Kind::TransitGateway => {
            model.contains(node) && model.all::<TransitAttachment>().any(|(_, a)| a.gateway.node() == node && a.to == vpc.node())
        }
        _ => model.contains(node),
    };
    if usable { RouteTarget::Node(node) } else { RouteTarget::Blackhole { was: model.name(node), node: Some(node) } }
}

/// A route that may hold a point, with the length of the prefix by which it does; none for a list whose blocks are not known.
struct Match<'a> {
    index: usize,
    route: &'a EffectiveRoute,
    length: Option<u8>,
    sure: bool,
}

fn matching<'a>(index: usize, route: &'a EffectiveRoute, to: &Point, region: Option<&Region>, lists: &Lists) -> Option<Match<'a>> {
    let (holds, length) = match &route.matches {
        RouteMatch::Cidr(net) | RouteMatch::Entry(_, net) => (lists.within(to, *net), Some(net.prefix_len())),
        RouteMatch::Service(s) => lists.service(s, region, to),
        RouteMatch::Unlisted(_) => (Holds::Unknown, None),
    };
    (holds != Holds::No).then_some(Match { index, route, length, sure: holds == Holds::Yes })
}

/// What beats what: `Some(true)` when `a` goes before `b`, `None` when that is not known.
fn before(a: &Match, b: &Match) -> Option<bool> {
    if a.route.origin == Origin::Local && b.route.origin.propagated() {
        return Some(true);
    }
    if b.route.origin == Origin::Local && a.route.origin.propagated() {
        return Some(false);
    }
    let unlisted = |m: &Match| matches!(m.route.matches, RouteMatch::Unlisted(_));
    if unlisted(a) || unlisted(b) {
        // Nothing is longer than one address, and a static route to it comes first.
        let whole = |m: &Match| matches!(&m.route.matches, RouteMatch::Cidr(n) if n.prefix_len() == n.max_prefix_len());
        return match (whole(a) && a.route.origin.rank() <= 1, whole(b) && b.route.origin.rank() <= 1) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        };
    }
    match (a.length, b.length) {
        (Some(x), Some(y)) if x != y => Some(x > y),
        (Some(_), Some(_)) | (None, None) => Some(a.route.origin.rank() <= b.route.origin.rank()),
        // Every block of a service's list is longer than a default route.
        (None, Some(0)) => Some(true),
        (Some(0), None) => Some(false),
        _ => None,
    }
}

pub(super) fn look_up(routes: &[EffectiveRoute], to: &Point, region: Option<&Region>, lists: &Lists) -> Lookup {
    if let Point::Known(a) = to
        && crate::net::cidr::never_forwarded(*a)
    {
        return Lookup::Reserved;
    }
    let all: SmallVec<[Match; 6]> = routes.iter().enumerate().filter_map(|(i, r)| matching(i, r, to, region, lists)).collect();
    let sure = || all.iter().filter(|m| m.sure);
    let mut best: Option<&Match> = None;
    for r in sure() {
        match best.map(|b| before(b, r)) {
            None => best = Some(r),
            Some(Some(true)) => {}
            Some(Some(false)) => best = Some(r),
            Some(None) => return Lookup::Unknown(sure().map(|m| m.route.clone()).collect()),
        }
    }
    // Two lists with one destination and different targets: AWS picks one at random. [How route priority works]
    let rival =
        |b: &Match, r: &Match| r.route.origin.rank() == b.route.origin.rank() && r.length == b.length && r.route.target != b.route.target;
    let twin = best.filter(|b| matches!(b.route.origin, Origin::List(_) | Origin::Endpoint(_)) && sure().any(|r| rival(b, r)));
    // A route that may match and would win leaves the question open, unless it leads to the same place.
    let open = all.iter().filter(|m| !m.sure).any(|m| best.is_none_or(|b| b.route.target != m.route.target && before(b, m) != Some(true)));
    if open || twin.is_some() {
        let others = all.iter().filter(|m| if m.sure { twin.is_some() && best.is_some_and(|b| b.index != m.index) } else { true });
        return Lookup::Unknown(best.into_iter().chain(others).map(|m| m.route.clone()).collect());
    }
    match best {
        None => Lookup::None,
        Some(b) => {
            let lost = sure().filter(|m| m.index != b.index).map(|m| Lost { route: m.route.clone(), why: why_lost(b, m) }).collect();
            Lookup::Found(Chosen { route: b.route.clone(), index: b.index, lost })
        }
    }
}

fn why_lost(winner: &Match, loser: &Match) -> LostWhy {
    if winner.route.origin == Origin::Local && loser.route.origin.propagated() {
        LostWhy::LocalFirst
    } else if winner.length == loser.length {
        LostWhy::Priority
    } else {
        LostWhy::Shorter
    }
}
