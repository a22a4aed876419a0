//! The paths of a question: one for each pair of interfaces or addresses that may talk.

use super::balancer::behind;
use super::name::name_hop;
use super::parties::{Destination, Destinations, Origin, destinations, service_of};
use super::trace::{TracePath, both};
use crate::catalogue::Code;
use crate::document::{Kind, NodeId};
use crate::graph::{InterfaceRole, NetworkGraph, Point};
use crate::net::cidr::never_public;
use crate::net::packet_set::{AddressSet, cidr_addresses};
use crate::net::{IntervalSet, PacketSet};
use crate::reach::{Contradiction, Goal, Hop, HopKind, Journey, Leg, Line, Outcome, Party, Query, Start, Verdict, Way, from_outside, walk};
use crate::text;
use crate::text::Text;

/// Every path from where packets may start to where they may be for.
pub(super) fn paths(graph: &NetworkGraph, query: &Query, origins: &[Origin]) -> Vec<TracePath> {
    let mut out = Vec::new();
    let mut walks = 0;
    for o in origins {
        if let Some(p) = public_elsewhere(graph, query, &o.start) {
            out.push(p);
            if matches!(query.from, Party::Internet | Party::Node(_) | Party::Service(..)) {
                break;
            }
            continue;
        }
        let from = match o.start {
            Start::Interface(i, _) => Some(i),
            _ => None,
        };
        let Destinations { name, all, too_many, unknown } = destinations(graph, from, query);
        walks += all.len();
        if too_many || walks > MOST {
            let say = text!("rules tell more than {most} pairs of addresses apart: ask about a smaller block", most = MOST);
            out.push(short(Hop::new(somewhere(query), HopKind::Device, Outcome::NotModelled, say), None, PacketSet::empty()));
            return out;
        }
        let name = name.and_then(|(r, s)| {
            let f = from.and_then(|i| graph.interface(i))?;
            let contradiction = (s.as_str() == "freetier").then_some(Contradiction::FreeTierName);
            Some(Hop { contradiction, ..name_hop(graph, f.vpc.node(), &r) })
        });
        if all.is_empty()
            && let Some(hop) = name.clone()
        {
            out.push(TracePath { from, ..short(hop, None, PacketSet::empty()) });
        }
        if let Some(n) = unknown.filter(|_| all.is_empty()) {
            out.push(TracePath { from, ..not_known(n) });
        }
        let lines: Vec<Line> = origins.iter().filter_map(|p| line_of(&p.start)).collect();
        for d in &all {
            if d.goal.interface().is_some() && d.goal.interface() == from {
                continue;
            }
            // Where a gateway announces the destination's VPC, packets take its line; the others are no way there.
            let leads = |l: &Line| l.leads_to(graph, &d.point);
            if line_of(&o.start).is_some_and(|l| !leads(&l) && lines.iter().any(leads)) {
                continue;
            }
            if let Some(path) = by_another(graph, o, d).or_else(|| not_in_common(query, o, d)) {
                out.push(path);
                continue;
            }
            if let Some(j) = journey_of(graph, query, &o.start, d) {
                let (seen, may) = (j.seen.clone(), j.may.clone());
                let mut path = finish(graph, j, name.clone(), query, o, d);
                behind(graph, query, &mut path, &seen, &may);
                out.push(path);
            }
        }
    }
    out
}

/// What comes from outside to an address of the IP version that the source does not have, or whose IPv6 source nobody has listed.
fn not_in_common(query: &Query, o: &Origin, d: &Destination) -> Option<TracePath> {
    let Point::Known(to) = d.point else { return None };
    let (outcome, said) = match &o.start {
        Start::Service(..) if to.is_ipv6() => {
            (Outcome::NotModelled, text!("from which IPv6 addresses {from} sends is not in the design", from = party(&query.from)))
        }
        Start::Internet(Some(from)) if from.is_ipv6() != to.is_ipv6() && matches!(query.to, Party::Address(_) | Party::Block(_)) => {
            (Outcome::Blocked(Code::NO_PATH), text!("{from} and {to} are of different IP versions", from = *from, to = to))
        }
        _ => return None,
    };
    Some(TracePath {
        to: d.goal.interface(),
        ..short(Hop::new(somewhere(query), HopKind::Device, outcome, said), Some(d.point.clone()), PacketSet::empty())
    })
}

/// Packets that come in by one internet gateway reach its VPC alone.
fn by_another(graph: &NetworkGraph, o: &Origin, d: &Destination) -> Option<TracePath> {
    let public = match d.point {
        Point::Known(a) => graph.with_public(a),
        _ => None,
    };
    let (by, f) = (o.by?, graph.interface(d.goal.interface().or(public)?)?);
    let own = graph.internet_gateway(f.vpc);
    if own == Some(by) {
        return None;
    }
    let attached = graph.model.get(by).is_some_and(|g| g.vpc.is_some());
    let (code, said) = if attached {
        (Code::NO_PATH, text!("{by} is not the internet gateway of {vpc}, where {owner} is", by = by, vpc = f.vpc, owner = f.owner))
    } else {
        (Code::UNASSOCIATED_COMPONENT, text!("{by} is attached to no VPC", by = by))
    };
    let hop = Hop::new(by.node(), HopKind::Device, Outcome::Blocked(code), said);
    Some(TracePath { to: d.goal.interface(), ..short(hop, Some(d.point.clone()), PacketSet::empty()) })
}

/// A network whose addresses nobody has said.
pub(super) fn not_known(n: NodeId) -> TracePath {
    let said = text!("which networks and addresses {n} stands for is not all in the design", n = n);
    let word = Some(Code::UNKNOWN_DESTINATION);
    short(Hop { word, ..Hop::new(n, HopKind::Device, Outcome::Depends, said) }, None, PacketSet::empty())
}

/// How many walks a question about blocks may take.
const MOST: usize = 4096;

fn line_of(start: &Start) -> Option<Line> {
    match start {
        Start::Premises(line, _) => Some(*line),
        _ => None,
    }
}

fn journey_of(graph: &NetworkGraph, query: &Query, start: &Start, d: &Destination) -> Option<Journey> {
    let by_address = matches!(query.to, Party::Address(_) | Party::Block(_));
    match start {
        Start::Internet(_) | Start::Service(..) => {
            let to = match &d.point {
                Point::Known(a) if by_address && a.is_ipv4() => graph.with_public(*a),
                _ => d.goal.interface(),
            };
            from_outside(graph, start, to?, by_address.then_some(&d.point), query)
        }
        _ => {
            let j = walk(graph, start, &d.point, d.goal, query)?;
            // A private address is whoever has it where the routes lead. A public one that leads out is still its holder's.
            let private = matches!(d.point, Point::Known(a) if never_public(a.into()));
            if j.astray && by_address && private { walk(graph, start, &d.point, Goal::Anybody, query) } else { Some(j) }
        }
    }
}

/// What starts outside and is for a public address: nothing of the design is on that way.
fn public_elsewhere(graph: &NetworkGraph, query: &Query, start: &Start) -> Option<TracePath> {
    let igw = matches!(&query.to, Party::Node(n) if n.kind() == Kind::InternetGateway);
    let public = service_of(graph, &query.to).is_some() || query.to == Party::Internet || igw;
    let to_premises = matches!(&query.to, Party::Node(n) if matches!(n.kind(), Kind::OnPremises | Kind::VpnGateway | Kind::VpnConnection | Kind::DirectConnect));
    let (outcome, say) = match start {
        Start::Interface(..) | Start::Balancer(..) => return None,
        Start::Internet(_) | Start::Service(..) if public => (
            Outcome::NotModelled,
            text!("packets from {from} to {to} touch nothing of this design", from = party(&query.from), to = party(&query.to)),
        ),
        Start::Internet(_) | Start::Service(..) if to_premises => {
            (Outcome::NotModelled, text!("how {from} reaches {to} is not in the design", from = party(&query.from), to = party(&query.to)))
        }
        Start::Premises(..) if public => (
            Outcome::Depends,
            text!(
                "how {from} resolves names and reaches public addresses is not in the design: name an endpoint or an address",
                from = party(&query.from)
            ),
        ),
        _ => return None,
    };
    Some(short(Hop::new(somewhere(query), HopKind::Device, outcome, say), None, PacketSet::empty()))
}

pub(super) fn somewhere(query: &Query) -> NodeId {
    match (&query.from, &query.to) {
        (Party::Node(n), _) | (_, Party::Node(n)) => *n,
        _ => NodeId::new(Kind::Account, 0),
    }
}

/// A path of one hop.
pub(super) fn short(hop: Hop, point: Option<Point>, passes: PacketSet) -> TracePath {
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
        sources: AddressSet::full(),
        destinations: AddressSet::full(),
        through: vec![],
        passes,
    }
}

/// Whether something passes of an open question whichever port the client sends from: what passes from some ports only may fail.
pub(super) fn anything(graph: &NetworkGraph, query: &Query, from: Option<usize>, passes: &PacketSet) -> bool {
    let role = from.and_then(|i| graph.interface(i)).map_or(InterfaceRole::Workload, |f| f.role);
    let refused = query.headers(role).difference(passes);
    !passes.difference(&refused.map_source_ports(&IntervalSet::full())).is_empty()
}

fn finish(graph: &NetworkGraph, j: Journey, name: Option<Hop>, query: &Query, o: &Origin, d: &Destination) -> TracePath {
    let mut hops = j.forward.hops;
    if let Some(name) = name {
        hops.insert(0, name);
    }
    let forward = Leg::of(hops);
    let passes = if query.one_way || j.back.is_none() { j.arrives } else { j.returns };
    let mut verdict = both(forward.verdict, j.back.as_ref().map(|b| b.verdict));
    // "What passes?" is answered by what does, even where other packets do not.
    if !query.closed() && matches!(verdict, Verdict::Depends | Verdict::Reachable) && !passes.is_empty() {
        verdict = if anything(graph, query, j.from, &passes) { Verdict::Reachable } else { Verdict::Depends };
    }
    if verdict == Verdict::Reachable && passes.is_empty() {
        verdict = Verdict::Blocked;
    }
    let known = |p: Option<&Point>| match p {
        Some(Point::Known(a)) => cidr_addresses((*a).into()),
        _ => AddressSet::full(),
    };
    TracePath {
        verdict,
        forward,
        back: j.back,
        way: j.way,
        from: j.from,
        to: j.to,
        sources: o.addresses.clone().unwrap_or_else(|| known(j.source.as_ref())),
        destinations: d.addresses.clone().unwrap_or_else(|| known(Some(&d.point))),
        point: Some(d.point.clone()),
        source: j.source,
        through: j.through,
        passes,
    }
}

pub(super) fn party(p: &Party) -> crate::text::Arg {
    match p {
        Party::Node(n) => (*n).into(),
        Party::Address(a) => (*a).into(),
        Party::Block(n) => (*n).into(),
        Party::Internet => "the internet".into(),
        Party::Service(s, r) => crate::text::Arg::Plain(format!("{s} in {r}")),
    }
}

pub(super) fn no_path(query: &Query, say: Text) -> TracePath {
    refused(query, Code::NO_SOURCE_OR_DESTINATION, say)
}

pub(super) fn refused(query: &Query, code: Code, say: Text) -> TracePath {
    short(Hop::new(somewhere(query), HopKind::Device, Outcome::Blocked(code), say), None, PacketSet::empty())
}

/// A function outside every VPC calls public endpoints from AWS's own network, and nothing private.
pub(super) fn outside(graph: &NetworkGraph, query: &Query, function: NodeId) -> TracePath {
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
    let passes = if public { query.headers(InterfaceRole::Function) } else { PacketSet::empty() };
    let point = service.map(|(s, r)| Point::Service(s, r));
    short(Hop::new(function, HopKind::Device, outcome, say), point, passes)
}
