//! The paths of a question: one for each pair of interfaces or addresses that may talk.

use super::name::name_hop;
use super::parties::{Destination, Destinations, Origin, destinations, service_of};
use super::trace::{TracePath, both};
use crate::catalogue::Code;
use crate::document::{Kind, NodeId};
use crate::graph::{NetworkGraph, Point};
use crate::net::PacketSet;
use crate::net::packet_set::AddressSet;
use crate::reach::{Hop, HopKind, Journey, Leg, Outcome, Party, Query, Start, Verdict, Way, from_internet, walk};
use crate::text;
use crate::text::Text;

/// From the internet to interfaces with public addresses.
fn from_outside(graph: &NetworkGraph, query: &Query, paths: &mut Vec<TracePath>) {
    if service_of(graph, &query.to).is_some() || query.to == Party::Internet {
        let say = text!("packets from the internet to {to} touch nothing of this design", to = party(&query.to));
        let hop = Hop::new(somewhere(query), HopKind::Device, Outcome::NotModelled, say);
        paths.push(short(hop, None, PacketSet::empty()));
        return;
    }
    for d in destinations(graph, None, query).all {
        let i = match (&query.to, &d.point) {
            (Party::Address(_), Point::Known(a)) if a.is_ipv4() => graph.with_public(*a),
            _ => d.interface,
        };
        if let Some(j) = i.and_then(|i| from_internet(graph, i, query)) {
            paths.push(finish(j, None, query, Some(d.point)));
        } else if matches!(&query.to, Party::Node(n) if n.kind() == crate::document::Kind::OnPremises) {
            let say = text!("how the internet reaches {to} is not in the design", to = party(&query.to));
            paths.push(short(Hop::new(somewhere(query), HopKind::Device, Outcome::NotModelled, say), None, PacketSet::empty()));
        }
    }
}

/// From a network outside AWS, by each of its lines.
fn of_premises(graph: &NetworkGraph, query: &Query, lines: &[(Line, IpAddr)], paths: &mut Vec<TracePath>) {
    if service_of(graph, &query.to).is_some() || query.to == Party::Internet {
        let say = text!(
            "how {from} resolves names and reaches public addresses is not in the design: name an endpoint or an address",
            from = party(&query.from)
        );
        paths.push(short(Hop::new(somewhere(query), HopKind::Device, Outcome::Depends, say), None, PacketSet::empty()));
        return;
    }
    let all = destinations(graph, None, query).all;
    for (line, source) in lines {
        // Where a gateway announces the destination's VPC, packets take its line; the others are no way there.
        let near = |d: &Destination| lines.len() < 2 || line.leads_to(graph, &d.point);
        let some = all.iter().any(|d| lines.iter().any(|(l, _)| l.leads_to(graph, &d.point)));
        for d in all.iter().filter(|d| near(d) || !some) {
            if let Some(j) = walk(graph, &Start::Premises(*line, *source), &d.point, d.interface, query) {
                paths.push(finish(j, None, query, Some(d.point.clone())));
            }
        }
    }
}

fn somewhere(query: &Query) -> NodeId {
    match (&query.from, &query.to) {
        (Party::Node(n), _) | (_, Party::Node(n)) => *n,
        _ => NodeId::new(crate::document::Kind::Account, 0),
    }
}

/// A path of one hop.
fn short(hop: Hop, point: Option<Point>, passes: PacketSet) -> TracePath {
    let forward = Leg::of(vec![hop]);
    TracePath {
        verdict: forward.verdict,
        forward,
        back: None,
        way: Way::None,
        from: None,
        to: None,
        point,
        source: None,
        through: vec![],
        passes,
    }
}

fn of_start(graph: &NetworkGraph, query: &Query, from: usize, paths: &mut Vec<TracePath>) {
    let Destinations { name, all } = destinations(graph, Some(from), query);
    let name = name.and_then(|(r, _)| graph.interface(from).map(|f| name_hop(graph, f.vpc.node(), &r)));
    if all.is_empty()
        && let Some(hop) = name.clone()
    {
        paths.push(TracePath { from: Some(from), ..short(hop, None, PacketSet::empty()) });
    }
    for d in all {
        if d.interface == Some(from) {
            continue;
        }
        if let Some(j) = journey(graph, from, &d.point, d.interface, query) {
            paths.push(finish(j, name.clone(), query, Some(d.point)));
        }
    }
}

fn finish(j: Journey, name: Option<Hop>, query: &Query, point: Option<Point>) -> TracePath {
    let mut hops: Vec<Hop> = name.into_iter().collect();
    hops.extend(j.forward.hops);
    let forward = Leg::of(hops);
    let passes = if query.one_way || j.back.is_none() { j.arrives.clone() } else { j.returns.clone() };
    let mut verdict = both(forward.verdict, j.back.as_ref().map(|b| b.verdict));
    // "What passes?" is answered by what does, even where other packets do not.
    if !query.closed() && verdict == Verdict::Depends && !passes.is_empty() {
        verdict = Verdict::Reachable;
    }
    if verdict == Verdict::Reachable && passes.is_empty() {
        verdict = Verdict::Blocked;
    }
    TracePath { verdict, forward, back: j.back, way: j.way, from: j.from, to: j.to, point, source: j.source, through: j.through, passes }
}

fn party(p: &Party) -> crate::text::Arg {
    match p {
        Party::Node(n) => (*n).into(),
        Party::Address(a) => (*a).into(),
        Party::Internet => "the internet".into(),
        Party::Service(s, r) => crate::text::Arg::Plain(format!("{s} in {r}")),
    }
}

fn no_path(query: &Query, say: Text) -> TracePath {
    let hop = Hop::new(somewhere(query), HopKind::Device, Outcome::Blocked(Code::NO_SOURCE_OR_DESTINATION), say);
    short(hop, None, PacketSet::empty())
}

/// A function outside every VPC calls public endpoints from AWS's own network, and nothing private.
fn outside(graph: &NetworkGraph, query: &Query, function: NodeId) -> TracePath {
    let service = service_of(graph, &query.to);
    let public = service.is_some() || query.to == Party::Internet;
    let (outcome, say) = if public {
        (Outcome::Passed, text!("{f} runs outside every VPC and calls public endpoints from the network of AWS Lambda", f = function))
    } else {
        (
            Outcome::Blocked(Code::NO_PATH),
            text!("{f} runs outside every VPC, so nothing private is in its reach; give it subnets", f = function),
        )
    };
    let passes = if public { query.headers(crate::graph::InterfaceRole::Function) } else { PacketSet::empty() };
    let point = service.map(|(s, r)| Point::Service(s, r));
    short(Hop::new(function, HopKind::Device, outcome, say), point, passes)
}
