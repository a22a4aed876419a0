//! Behind a load balancer: from its interface to the targets of the listeners that packets are for.

use super::paths::anything;
use super::trace::TracePath;
use crate::catalogue::Code;
use crate::document::{BalancerKind, Id, Listener, LoadBalancer, NodeId, TargetGroup};
use crate::graph::{InterfaceRole, NetworkGraph, Point};
use crate::net::{PacketSet, PortRange, Protocol};
use crate::ordered::BTreeMap;
use crate::reach::{Goal, Hop, HopKind, Journey, Leg, Outcome, Party, Query, Say, Start, Verdict, listens, say, walk};
use std::net::IpAddr;

/// A Network Load Balancer may forward to an Application Load Balancer, and that to its own targets.
const DEEPEST: usize = 2;

/// One target of a group.
struct Target {
    node: NodeId,
    interface: Option<usize>,
    address: IpAddr,
}

/// How packets fare from the balancer to one target.
struct Fare {
    target: NodeId,
    verdict: Verdict,
    forward: Vec<Hop>,
    back: Vec<Hop>,
}

/// Goes on from a balancer's interface to its targets: the path then covers both. `seen` is the client as the balancer sees it, `may` what
/// may arrive there.
pub(super) fn behind(graph: &NetworkGraph, query: &Query, path: &mut TracePath, seen: &Point, may: &PacketSet) {
    let Some(at) = path.to.filter(|_| path.verdict != Verdict::Blocked && path.verdict != Verdict::NotModelled) else { return };
    // Where which way packets go is not known, nor is it what arrives.
    let may = if path.forward.open() { PacketSet::full() } else { may.union(&path.passes) };
    let meant = |l: &Listener, p: Protocol| {
        let named = query.protocol == Protocol::Any || query.protocol == p && query.port.is_none_or(|port| port == l.port);
        named && (query.closed() || !packets(l, p).intersection(&may).is_empty())
    };
    let all = listeners(graph, at);
    let asked = all.iter().filter(|(l, p)| meant(l, *p)).map(|(l, p)| {
        let fares = of_listener(graph, at, l, *p, seen, query.one_way);
        let verdict = best(&fares).map_or(Verdict::Reachable, |(_, f)| f.verdict);
        (packets(l, *p), verdict, fares)
    });
    let asked: Vec<(PacketSet, Verdict, Vec<Fare>)> = asked.collect();
    if asked.is_empty() {
        return;
    }
    let lost = asked.iter().filter(|(_, v, _)| *v != Verdict::Reachable).fold(PacketSet::empty(), |all, (set, _, _)| all.union(set));
    let left = path.passes.difference(&lost);
    // An open question is answered by the listeners that lead to somebody; only where none does are the hops that block shown.
    if !query.closed() && !left.is_empty() {
        path.verdict = if anything(graph, query, path.from, &left) { path.verdict } else { Verdict::Depends };
        path.passes = left;
        return;
    }
    path.passes = left;
    // Of several listeners, one that may lead to somebody counts.
    let perhaps = asked.iter().any(|(_, v, _)| *v != Verdict::Blocked);
    let (mut forward, mut back) = (Vec::new(), Vec::new());
    for (_, _, mut fares) in asked.into_iter().filter(|(_, v, _)| !perhaps || *v != Verdict::Blocked) {
        let unreachable: Vec<NodeId> = fares.iter().filter(|f| f.verdict == Verdict::Blocked).map(|f| f.target).collect();
        let Some((at_best, some)) = best(&fares).map(|(i, f)| (i, f.verdict != Verdict::Blocked && !unreachable.is_empty())) else {
            continue;
        };
        let shown = fares.swap_remove(at_best);
        forward.extend(shown.forward);
        back.extend(shown.back);
        if some && let Some(f) = graph.interface(at) {
            let said = say!(
                "{targets} cannot be reached, so {lb} finds them unhealthy and sends them nothing",
                targets = unreachable,
                lb = f.owner
            );
            forward.push(Hop::new(f.owner, HopKind::Device, Outcome::Passed, said));
        }
    }
    path.forward.hops.extend(forward);
    if perhaps
        && path.passes.is_empty()
        && !query.closed()
        && let Some(f) = graph.interface(at)
    {
        let said = say!("what certainly arrives at {lb} gets to none of its targets; what may arrive there may", lb = f.owner);
        path.forward.hops.push(Hop::new(f.owner, HopKind::Device, Outcome::Depends, said));
    }
    path.forward = Leg::of(std::mem::take(&mut path.forward.hops));
    if let Some(leg) = &mut path.back {
        // Replies begin at the target.
        back.append(&mut leg.hops);
        *leg = Leg::of(back);
    }
    path.verdict = super::trace::both(path.forward.verdict, path.back.as_ref().map(|b| b.verdict));
}

/// The listeners of the balancer that an interface is of, by IP protocol.
fn listeners(graph: &NetworkGraph, at: usize) -> Vec<(Listener, Protocol)> {
    let balancer = graph.interface(at).filter(|f| f.role == InterfaceRole::LoadBalancer).and_then(|f| Id::<LoadBalancer>::of(f.owner));
    let Some(b) = balancer.and_then(|b| graph.model.get(b)).filter(|b| b.balancer != BalancerKind::Gateway) else { return vec![] };
    b.listeners.iter().flat_map(|l| listens(&l.protocol).iter().map(move |p| (l.clone(), *p))).collect()
}

/// The packets that a listener takes.
fn packets(listener: &Listener, protocol: Protocol) -> PacketSet {
    PacketSet::rule(protocol, Some(PortRange::one(listener.port)), None)
}

/// The fare that decides: the first that arrives, else the first that may.
fn best(fares: &[Fare]) -> Option<(usize, &Fare)> {
    let at = |v: fn(Verdict) -> bool| fares.iter().position(|f| v(f.verdict));
    let i = at(|v| v == Verdict::Reachable).or(at(|v| v != Verdict::Blocked)).unwrap_or(0);
    Some((i, fares.get(i)?))
}

/// What stands behind a listener.
enum Behind<'a> {
    /// Nobody who is connected to: the balancer answers by itself, or invokes a function.
    Itself,
    /// Nobody, or nobody that is known.
    Said(Fare),
    Targets(Targets<'a>),
}

/// The targets that an interface of a balancer sends a listener's packets to.
struct Targets<'a> {
    graph: &'a NetworkGraph,
    /// The balancer's interface.
    at: usize,
    balancer: Id<LoadBalancer>,
    id: Id<TargetGroup>,
    group: &'a TargetGroup,
    near: Vec<Target>,
    protocol: Protocol,
    /// Whether targets see the client's address.
    keeps: bool,
}

fn behind_listener<'a>(graph: &'a NetworkGraph, at: usize, listener: &Listener, protocol: Protocol) -> Option<Behind<'a>> {
    let f = graph.interface(at)?;
    let balancer = Id::<LoadBalancer>::of(f.owner)?;
    let b = graph.model.get(balancer)?;
    // An Application Load Balancer may answer by itself; a Network one only forwards.
    if listener.forward_to.is_none() && b.balancer == BalancerKind::Network {
        let said = say!("the listener of {lb} forwards to no target group", lb = f.owner);
        return Some(Behind::Said(shut(f.owner, Code::ELBV2_LISTENER_REQUIRES_TG_ACCEPT, said)));
    }
    let Some((id, group)) = listener.forward_to.and_then(|g| Some((g, graph.model.get(g)?))) else { return Some(Behind::Itself) };
    // A function is invoked, not connected to.
    if group.target_type == "lambda" {
        return Some(Behind::Itself);
    }
    let all = targets(graph, group);
    let none = all.is_empty();
    let in_zone = |t: &Target| b.cross_zone || t.interface.and_then(|i| graph.interface(i)).is_none_or(|x| x.zone == f.zone);
    let near: Vec<Target> = all.into_iter().filter(in_zone).collect();
    if near.is_empty() {
        return Some(Behind::Said(match (group.complete, none) {
            (false, _) => others(id),
            (true, true) => shut(id.node(), Code::ELBV2_LISTENER_HAS_NO_TG, say!("{group} has no targets", group = id)),
            (true, false) => {
                let said = say!(
                    "{group} has no target in the zone of {subnet}, and {lb} does not cross zones",
                    group = id,
                    subnet = f.subnet,
                    lb = f.owner
                );
                shut(id.node(), Code::ELBV2_NO_TARGETS_IN_AZ, said)
            }
        }));
    }
    let keeps = keeps(b, group, protocol);
    Some(Behind::Targets(Targets { graph, at, balancer, id, group, near, protocol, keeps }))
}

fn shut(target: NodeId, code: Code, said: Say) -> Fare {
    let hop = Hop::new(target, HopKind::Device, Outcome::Blocked(code), said);
    Fare { target, verdict: Verdict::Blocked, forward: vec![hop], back: vec![] }
}

/// Targets that are not in the design.
fn others(id: Id<TargetGroup>) -> Fare {
    let said = say!("which targets {group} has is not all in the design", group = id);
    let hop = Hop::new(id.node(), HopKind::Device, Outcome::Depends, said);
    Fare { target: id.node(), verdict: Verdict::Depends, forward: vec![hop], back: vec![] }
}

/// From an interface of a balancer to each target of a listener. A listener without a group answers by itself.
fn of_listener(graph: &NetworkGraph, at: usize, listener: &Listener, protocol: Protocol, seen: &Point, one_way: bool) -> Vec<Fare> {
    match behind_listener(graph, at, listener, protocol) {
        None | Some(Behind::Itself) => vec![],
        Some(Behind::Said(fare)) => vec![fare],
        Some(Behind::Targets(targets)) => targets.fares(seen, one_way, 0),
    }
}

impl Targets<'_> {
    fn fares(&self, seen: &Point, one_way: bool, depth: usize) -> Vec<Fare> {
        let mut fares: Vec<Fare> = self.near.iter().filter_map(|t| self.fare(t, seen, one_way, depth)).collect();
        if self.any_is(seen) {
            for other in fares.iter_mut().filter(|f| f.verdict == Verdict::Reachable) {
                let said = say!("{lb} may pick the client itself, to which nothing comes back", lb = self.balancer);
                other.forward.push(Hop::new(self.balancer.node(), HopKind::Device, Outcome::Depends, said));
                other.verdict = Verdict::Depends;
            }
        }
        // One that is not in the design may be in reach where none of these is.
        if !self.group.complete && fares.iter().all(|f| f.verdict == Verdict::Blocked) {
            fares.push(others(self.id));
        }
        fares
    }

    /// The verdict of the fare that decides, without what is said of the others.
    fn verdict(&self, seen: &Point) -> Verdict {
        let mut out = if self.group.complete { Verdict::Blocked } else { Verdict::Depends };
        for fare in self.near.iter().filter_map(|t| self.fare(t, seen, false, 0)) {
            match fare.verdict {
                Verdict::Reachable if self.any_is(seen) => return Verdict::Depends,
                Verdict::Reachable => return Verdict::Reachable,
                Verdict::Blocked => {}
                perhaps if out == Verdict::Blocked => out = perhaps,
                _ => {}
            }
        }
        out
    }

    /// The client as a target sees it, where that is not the balancer.
    fn client(&self, t: &Target, seen: &Point) -> Option<Point> {
        let vpc = |i: Option<usize>| i.and_then(|i| self.graph.interface(i)).map(|f| f.vpc);
        (self.keeps && t.interface.is_some() && vpc(t.interface) == vpc(Some(self.at))).then(|| seen.clone())
    }

    /// Whether the target is the client, under its own address.
    fn is(&self, t: &Target, seen: &Point) -> bool {
        self.client(t, seen) == Some(Point::Known(t.address))
    }

    /// Whether the balancer finds the client well, and sends some connections back to it.
    fn any_is(&self, seen: &Point) -> bool {
        self.near.iter().any(|t| self.is(t, seen))
    }

    fn fare(&self, t: &Target, seen: &Point, one_way: bool, depth: usize) -> Option<Fare> {
        let Self { graph, at, group, protocol, .. } = *self;
        // Under the client's own address nothing comes back to it. [Troubleshoot your Network Load Balancer]
        if self.is(t, seen) {
            let said = say!(
                "{lb} keeps the client's address, so what it sends back to {client} itself times out",
                lb = self.balancer,
                client = t.node
            );
            let hop = Hop::new(self.balancer.node(), HopKind::Device, Outcome::Blocked(Code::ELBV2_SOURCE_ADDRESS_PRESERVATION), said);
            return Some(Fare { target: t.node, verdict: Verdict::Blocked, forward: vec![hop], back: vec![] });
        }
        let q = Query { protocol, one_way, ..Query::tcp(Party::Node(self.balancer.node()), Party::Node(t.node), group.port) };
        let goal = t.interface.map_or(Goal::Anybody, Goal::Interface);
        let j = walk(graph, &Start::Balancer(at, self.client(t, seen)), &Point::Known(t.address), goal, &q)?;
        let mut fare = of_journey(t.node, j, one_way);
        // On to the targets of a balancer behind this one.
        let Some(i) = t.interface.filter(|_| depth < DEEPEST && fare.verdict != Verdict::Blocked) else { return Some(fare) };
        let own = graph.interface(at)?.source(false).map_or_else(|| seen.clone(), Point::Known);
        for (l, p) in listeners(graph, i).iter().filter(|(l, p)| l.port == group.port && *p == protocol) {
            let further = match behind_listener(graph, i, l, *p) {
                None | Some(Behind::Itself) => continue,
                Some(Behind::Said(fare)) => vec![fare],
                Some(Behind::Targets(targets)) => targets.fares(&own, one_way, depth + 1),
            };
            if let Some((next, _)) = best(&further) {
                let Some(next) = further.into_iter().nth(next) else { continue };
                fare.verdict = super::trace::both(fare.verdict, Some(next.verdict));
                fare.forward.extend(next.forward);
                fare.back = next.back.into_iter().chain(fare.back).collect();
            }
        }
        Some(fare)
    }
}

/// What of the packets that come to a balancer's interface gets to none of its targets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Lost {
    /// What certainly does not.
    pub certain: PacketSet,
    /// That, and what may not.
    pub maybe: PacketSet,
}

/// What is lost behind an interface, of what a client sends that the balancer sees as `seen`: nothing, where it is no balancer's.
pub(crate) fn lost(graph: &NetworkGraph, at: usize, seen: &Point) -> Lost {
    let mut out = Lost::default();
    for (l, p) in listeners(graph, at) {
        let verdict = match behind_listener(graph, at, &l, p) {
            None | Some(Behind::Itself) => continue,
            Some(Behind::Said(fare)) => fare.verdict,
            Some(Behind::Targets(targets)) => targets.verdict(seen),
        };
        if verdict == Verdict::Blocked {
            out.certain = out.certain.union(&packets(&l, p));
        }
        if verdict != Verdict::Reachable {
            out.maybe = out.maybe.union(&packets(&l, p));
        }
    }
    out
}

/// Whether a target of the balancer whose interface this is sees the client.
pub(crate) fn shows_clients(graph: &NetworkGraph, at: usize) -> bool {
    let all = listeners(graph, at);
    let mut behind = all.iter().filter_map(|(l, p)| behind_listener(graph, at, l, *p));
    behind.any(|b| matches!(b, Behind::Targets(targets) if targets.keeps))
}

/// The target groups of which each interface is a target that sees its clients, which then is no client of its own.
pub(crate) fn seeing_targets(graph: &NetworkGraph) -> BTreeMap<usize, Vec<Id<TargetGroup>>> {
    let mut out: BTreeMap<usize, Vec<Id<TargetGroup>>> = BTreeMap::new();
    for (_, b) in graph.model.all::<LoadBalancer>() {
        for l in &b.listeners {
            let Some((id, group)) = l.forward_to.and_then(|g| Some((g, graph.model.get(g)?))) else { continue };
            if listens(&l.protocol).iter().any(|p| keeps(b, group, *p)) {
                targets(graph, group).iter().filter_map(|t| t.interface).for_each(|i| out.entry(i).or_default().push(id));
            }
        }
    }
    out
}

fn of_journey(target: NodeId, j: Journey, one_way: bool) -> Fare {
    let passes = if one_way || j.back.is_none() { &j.arrives } else { &j.returns };
    let mut verdict = super::trace::both(j.forward.verdict, j.back.as_ref().map(|b| b.verdict));
    if verdict == Verdict::Reachable && passes.is_empty() {
        verdict = Verdict::Blocked;
    }
    Fare { target, verdict, forward: j.forward.hops, back: j.back.map(|b| b.hops).unwrap_or_default() }
}

/// Whether targets see the client's address: by default instances do, and targets by address of UDP. [Client IP preservation]
fn keeps(balancer: &LoadBalancer, group: &TargetGroup, protocol: Protocol) -> bool {
    let preserves = || group.preserve_client_ip.unwrap_or(group.target_type == "instance" || group.protocol.contains("UDP"));
    balancer.balancer == BalancerKind::Network && (protocol == Protocol::UDP || preserves())
}

fn targets(graph: &NetworkGraph, group: &TargetGroup) -> Vec<Target> {
    let of = |node: NodeId, i: usize| Some(Target { node, interface: Some(i), address: graph.interface(i)?.addresses().next()? });
    let mut out: Vec<Target> = Vec::new();
    for node in &group.targets {
        let all = graph.interfaces_of(*node);
        // An instance is reached at its primary interface.
        let all = if group.target_type == "instance" { all.get(..1).unwrap_or_default() } else { all };
        out.extend(all.iter().filter_map(|i| of(*node, *i)));
    }
    for a in &group.addresses {
        let interface = graph.at_address(group.vpc, *a).or_else(|| graph.anywhere(*a).first().copied());
        let node = interface.and_then(|i| graph.interface(i)).map_or(group.vpc.node(), |f| f.owner);
        out.push(Target { node, interface, address: *a });
    }
    out
}
