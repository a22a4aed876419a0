//! Behind a load balancer: from its interface to the targets of the listeners that packets are for.

use super::trace::TracePath;
use crate::catalogue::Code;
use crate::document::{BalancerKind, Id, Listener, LoadBalancer, NodeId, TargetGroup};
use crate::graph::{InterfaceRole, NetworkGraph, Point};
use crate::net::{PacketSet, PortRange, Protocol};
use crate::reach::{Goal, Hop, HopKind, Journey, Leg, Outcome, Party, Query, Start, Verdict, listens, say, walk};
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

/// Goes on from a balancer's interface to its targets: the path then covers both. `seen` is the client as the balancer sees it.
pub(super) fn behind(graph: &NetworkGraph, query: &Query, path: &mut TracePath, seen: &Point) {
    let Some(at) = path.to.filter(|_| path.verdict != Verdict::Blocked && path.verdict != Verdict::NotModelled) else { return };
    let asked = path.passes.clone();
    let (mut forward, mut back, mut lost, mut open) = (Vec::new(), Vec::new(), PacketSet::empty(), 0);
    let all = listeners(graph, at);
    let mut relevant = 0;
    for (listener, protocol) in &all {
        let set = PacketSet::rule(*protocol, Some(PortRange::one(listener.port)), None);
        let wanted = match query.protocol {
            Protocol::Any => true,
            p => p == *protocol && query.port.is_none_or(|port| port == listener.port),
        };
        if !wanted {
            continue;
        }
        relevant += 1;
        let mut fares = of_listener(graph, at, listener, *protocol, seen, query.one_way, 0);
        let best = fares.iter().position(|f| f.verdict == Verdict::Reachable).or(fares.iter().position(|f| f.verdict != Verdict::Blocked));
        let unreachable: Vec<NodeId> = fares.iter().filter(|f| f.verdict == Verdict::Blocked).map(|f| f.target).collect();
        if best.is_none_or(|b| fares.get(b).is_some_and(|f| f.verdict != Verdict::Reachable)) && !fares.is_empty() {
            lost = lost.union(&set);
        } else {
            open += 1;
        }
        let some = best.is_some() && !unreachable.is_empty();
        if !fares.is_empty() {
            let shown = fares.swap_remove(best.unwrap_or(0));
            forward.extend(shown.forward);
            back.extend(shown.back);
        }
        if some && let Some(f) = graph.interface(at) {
            let said = say!(
                "{targets} cannot be reached, so {lb} finds them unhealthy and sends them nothing",
                targets = unreachable,
                lb = f.owner
            );
            forward.push(Hop::new(f.owner, HopKind::Device, Outcome::Passed, said));
        }
    }
    if relevant == 0 {
        return;
    }
    // An open question is answered by the listeners that lead to somebody; only where none does are the hops that block shown.
    if !query.closed() && open > 0 {
        path.passes = asked.difference(&lost);
        return;
    }
    path.passes = asked.difference(&lost);
    path.forward.hops.extend(forward);
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

/// From an interface of a balancer to each target of a listener. A listener without a group answers by itself.
fn of_listener(
    graph: &NetworkGraph,
    at: usize,
    listener: &Listener,
    protocol: Protocol,
    seen: &Point,
    one_way: bool,
    depth: usize,
) -> Vec<Fare> {
    let Some(f) = graph.interface(at) else { return vec![] };
    let Some(b) = Id::<LoadBalancer>::of(f.owner).and_then(|b| graph.model.get(b)) else { return vec![] };
    // An Application Load Balancer may answer by itself; a Network one only forwards.
    if listener.forward_to.is_none() && b.balancer == BalancerKind::Network {
        let said = say!("the listener of {lb} forwards to no target group", lb = f.owner);
        let hop = Hop::new(f.owner, HopKind::Device, Outcome::Blocked(Code::ELBV2_LISTENER_REQUIRES_TG_ACCEPT), said);
        return vec![Fare { target: f.owner, verdict: Verdict::Blocked, forward: vec![hop], back: vec![] }];
    }
    let Some((id, group)) = listener.forward_to.and_then(|g| Some((g, graph.model.get(g)?))) else { return vec![] };
    // A function is invoked, not connected to.
    if group.target_type == "lambda" {
        return vec![];
    }
    let blocked = |code, said| {
        let hop = Hop::new(id.node(), HopKind::Device, Outcome::Blocked(code), said);
        vec![Fare { target: id.node(), verdict: Verdict::Blocked, forward: vec![hop], back: vec![] }]
    };
    let all = targets(graph, group);
    let others = || {
        let said = say!("which targets {group} has is not all in the design", group = id);
        let hop = Hop::new(id.node(), HopKind::Device, Outcome::Depends, said);
        Fare { target: id.node(), verdict: Verdict::Depends, forward: vec![hop], back: vec![] }
    };
    if all.is_empty() && !group.complete {
        return vec![others()];
    }
    if all.is_empty() {
        return blocked(Code::ELBV2_LISTENER_HAS_NO_TG, say!("{group} has no targets", group = id));
    }
    let near = |t: &Target| b.cross_zone || t.interface.and_then(|i| graph.interface(i)).is_none_or(|x| x.zone == f.zone);
    let near: Vec<&Target> = all.iter().filter(|t| near(t)).collect();
    if near.is_empty() && !group.complete {
        return vec![others()];
    }
    if near.is_empty() {
        let said = say!(
            "{group} has no target in the zone of {subnet}, and {lb} does not cross zones",
            group = id,
            subnet = f.subnet,
            lb = f.owner
        );
        return blocked(Code::ELBV2_NO_TARGETS_IN_AZ, said);
    }
    let keeps = b.balancer == BalancerKind::Network && preserves(group, protocol);
    let mut fares: Vec<Fare> = near
        .into_iter()
        .filter_map(|t| {
            let local = t.interface.and_then(|i| graph.interface(i)).is_some_and(|x| x.vpc == f.vpc);
            let client = (keeps && local).then(|| seen.clone());
            // Under the client's own address nothing comes back to it. [Troubleshoot your Network Load Balancer]
            if client == Some(Point::Known(t.address)) {
                let said = say!(
                    "{lb} keeps the client's address, so what it sends back to {client} itself times out",
                    lb = f.owner,
                    client = t.node
                );
                let hop = Hop::new(f.owner, HopKind::Device, Outcome::Blocked(Code::ELBV2_SOURCE_ADDRESS_PRESERVATION), said);
                return Some(Fare { target: t.node, verdict: Verdict::Blocked, forward: vec![hop], back: vec![] });
            }
            let q = Query { protocol, one_way, ..Query::tcp(Party::Node(f.owner), Party::Node(t.node), group.port) };
            let j = walk(
                graph,
                &Start::Balancer(at, client),
                &Point::Known(t.address),
                t.interface.map_or(Goal::Anybody, Goal::Interface),
                &q,
            )?;
            let mut fare = of_journey(t.node, j, one_way);
            // On to the targets of a balancer behind this one.
            if let Some(i) = t.interface.filter(|_| depth < DEEPEST && fare.verdict != Verdict::Blocked) {
                let own = f.source(false).map_or_else(|| seen.clone(), Point::Known);
                for (l, p) in listeners(graph, i).iter().filter(|(l, p)| l.port == group.port && *p == protocol) {
                    let further = of_listener(graph, i, l, *p, &own, one_way, depth + 1);
                    let best = further.iter().position(|f| f.verdict == Verdict::Reachable).unwrap_or(0);
                    if let Some(next) = further.into_iter().nth(best) {
                        fare.verdict = super::trace::both(fare.verdict, Some(next.verdict));
                        fare.forward.extend(next.forward);
                        fare.back = next.back.into_iter().chain(fare.back).collect();
                    }
                }
            }
            Some(fare)
        })
        .collect();
    // The balancer finds the client well, and sends some connections back to it.
    let itself = |f: &Fare| f.forward.iter().any(|h| h.outcome == Outcome::Blocked(Code::ELBV2_SOURCE_ADDRESS_PRESERVATION));
    if fares.iter().any(itself) {
        for other in fares.iter_mut().filter(|f| f.verdict == Verdict::Reachable) {
            let said = say!("{lb} may pick the client itself, to which nothing comes back", lb = f.owner);
            other.forward.push(Hop::new(f.owner, HopKind::Device, Outcome::Depends, said));
            other.verdict = Verdict::Depends;
        }
    }
    // One that is not in the design may be in reach where none of these is.
    if !group.complete && fares.iter().all(|f| f.verdict == Verdict::Blocked) {
        fares.push(others());
    }
    fares
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
fn preserves(group: &TargetGroup, protocol: Protocol) -> bool {
    protocol == Protocol::UDP || group.preserve_client_ip.unwrap_or(group.target_type == "instance" || group.protocol.contains("UDP"))
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
