//! The answer to a question: a path for each pair of interfaces that may talk, and one verdict over them.

use super::parties::{Destination, Destinations, Starts, destinations, service_of, starts};
use super::policy;
use crate::catalogue::Code;
use crate::document::{Flow, FlowRequest, NodeId};
use crate::graph::{Answer, NameSource, NetworkGraph, Point, Resolution};
use crate::net::PacketSet;
use crate::net::packet_set::Header;
use crate::reach::{Hop, HopKind, Journey, Leg, Line, Outcome, Part, Party, Query, Start, Verdict, Way, from_internet, journey, say, walk};
use crate::text;
use crate::text::{Text, code};
use std::net::IpAddr;

/// One way that the packets of a question may take.
#[derive(Clone, Debug)]
pub struct TracePath {
    pub verdict: Verdict,
    /// Name resolution, then the packets' journey, then endpoint policies.
    pub forward: Leg,
    pub back: Option<Leg>,
    pub way: Way,
    /// The interfaces at its ends, where there are such.
    pub from: Option<usize>,
    pub to: Option<usize>,
    /// Where it leads, as rules see it.
    pub point: Option<Point>,
    /// The address that packets start with.
    pub source: Option<Point>,
    pub through: Vec<NodeId>,
    /// Headers that make the whole trip for certain, addresses left open.
    pub passes: PacketSet,
}

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct Trace {
    pub query: Query,
    pub verdict: Verdict,
    pub paths: Vec<TracePath>,
    /// The path that best explains the verdict.
    pub shown: usize,
    /// What the verdict hangs on, where it does.
    pub unknowns: Vec<Text>,
}

impl Trace {
    pub fn path(&self) -> Option<&TracePath> {
        self.paths.get(self.shown)
    }

    pub fn way(&self) -> Way {
        self.path().map_or(Way::None, |p| p.way)
    }

    /// Every component that blocks on the shown path, there and back.
    pub fn blockers(&self) -> Vec<&Hop> {
        let path = self.path();
        path.into_iter().flat_map(|p| p.forward.blockers().chain(p.back.iter().flat_map(Leg::blockers))).collect()
    }

    /// The smallest header that makes the trip on the shown path, with its addresses where they are known.
    pub fn witness(&self) -> Option<Header> {
        let path = self.path()?;
        let mut h = path.passes.example()?;
        let (Some(Point::Known(source)), Some(Point::Known(to))) = (&path.source, &path.point) else { return None };
        (h.source, h.destination) = (*source, *to);
        Some(h)
    }
}

/// Answers a question. Total: where nothing can be asked, the answer says why.
pub fn trace(graph: &NetworkGraph, query: &Query) -> Trace {
    answer(graph, query, None)
}

/// How a flow fares, with its request where it names one.
pub fn trace_flow(graph: &NetworkGraph, flow: &Flow) -> Trace {
    answer(graph, &super::query_of_flow(flow), flow.request.as_ref())
}

fn answer(graph: &NetworkGraph, query: &Query, request: Option<&FlowRequest>) -> Trace {
    let mut paths = Vec::new();
    match starts(graph, query) {
        Starts::None => paths.push(no_path(query, text!("{from} has no interface that could send packets", from = party(&query.from)))),
        Starts::Outside(function) => paths.push(outside(graph, query, function)),
        Starts::Internet => {
            let query = match query.from {
                Party::Address(a) => &Query { source_ip: Some(a), ..query.clone() },
                _ => query,
            };
            from_outside(graph, query, &mut paths);
        }
        Starts::Premises(lines) => of_premises(graph, query, &lines, &mut paths),
        Starts::Interfaces(all) => {
            for i in all {
                of_start(graph, query, i, &mut paths);
            }
        }
    }
    if paths.is_empty() {
        paths.push(no_path(query, text!("{to} has no interface or address that packets could be for", to = party(&query.to))));
    }
    for p in &mut paths {
        judge(graph, query, request, p);
    }
    let verdict = overall(&paths);
    let shown = paths.iter().position(|p| p.verdict == worst(verdict, &paths)).unwrap_or(0);
    let unknowns = unknowns(graph, &paths, verdict);
    Trace { query: query.clone(), verdict, paths, shown, unknowns }
}

/// Adds what policies say to a path.
fn judge(graph: &NetworkGraph, query: &Query, request: Option<&FlowRequest>, p: &mut TracePath) {
    let node = |party: &Party| match party {
        Party::Node(n) => Some(*n),
        _ => None,
    };
    let mut hops = std::mem::take(&mut p.forward.hops);
    hops.extend(policy::hops(graph, p.way, node(&query.from), node(&query.to), request));
    p.forward = Leg::of(hops);
    let verdict = both(p.forward.verdict, p.back.as_ref().map(|b| b.verdict));
    if p.verdict == Verdict::Reachable || verdict == Verdict::Blocked {
        p.verdict = verdict;
    }
    if !query.closed() && p.verdict == Verdict::Depends && !p.passes.is_empty() && request.is_none() {
        p.verdict = Verdict::Reachable;
    }
}

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

/// How the name was answered, as the first hop.
fn name_hop(graph: &NetworkGraph, vpc: NodeId, r: &Resolution) -> Hop {
    let name = Part::Arg(code(&r.name));
    let hop = |at, outcome, said| Hop::new(at, HopKind::Name, outcome, said);
    match (&r.source, &r.answer) {
        (NameSource::OwnDns, _) => hop(
            vpc,
            Outcome::Depends,
            say!(
                "{name}: DNS support is off in {vpc}, so servers of your own answer; the public answer is assumed",
                name = name,
                vpc = vpc
            ),
        ),
        (NameSource::PublicDns, _) => hop(
            vpc,
            Outcome::Passed,
            say!("{name} resolves to public addresses: no endpoint in {vpc} has private DNS for it", name = name, vpc = vpc),
        ),
        (NameSource::PrivateDns(e), _) => hop(
            e.node(),
            Outcome::Passed,
            say!(
                "{name} resolves to the private addresses of {e}, whose private DNS holds in all of {vpc}",
                name = name,
                e = *e,
                vpc = vpc
            ),
        ),
        (NameSource::InboundOnly(e), _) => hop(
            e.node(),
            Outcome::Passed,
            say!("{name} resolves to public addresses: private DNS of {e} is for the inbound Resolver endpoint only", name = name, e = *e),
        ),
        (NameSource::PrivateDnsWithoutVpcDns(e), _) => hop(
            e.node(),
            Outcome::Passed,
            say!(
                "{name} resolves to public addresses: private DNS of {e} needs DNS support and DNS host names in {vpc}",
                name = name,
                e = *e,
                vpc = vpc
            ),
        ),
        (NameSource::Zone(z), Answer::NoSuchName) => hop(
            z.node(),
            Outcome::Blocked(Code::NO_POSSIBLE_DESTINATION),
            say!("{z} answers for {name} in {vpc} and has no record for it", z = *z, name = name, vpc = vpc),
        ),
        (NameSource::Zone(z), Answer::Unknown) => {
            hop(z.node(), Outcome::NotModelled, say!("{z} answers {name} with an alias that is not modelled", z = *z, name = name))
        }
        (NameSource::Zone(z), Answer::Endpoint(e)) => {
            let whose = graph.model.get(*e).map(|e| e.vpc.node()).unwrap_or(vpc);
            hop(
                z.node(),
                Outcome::Passed,
                say!("{z} answers {name} with the private addresses of {e} in {vpc}", z = *z, name = name, e = *e, vpc = whose),
            )
        }
        (NameSource::Zone(z), _) => {
            hop(z.node(), Outcome::Passed, say!("{z} answers {name} with addresses of its records", z = *z, name = name))
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

fn both(there: Verdict, back: Option<Verdict>) -> Verdict {
    let all = [Some(there), back];
    let has = |v| all.contains(&Some(v));
    [Verdict::Blocked, Verdict::NotModelled, Verdict::Depends].into_iter().find(|v| has(*v)).unwrap_or(Verdict::Reachable)
}

/// One verdict over paths of which any may be taken.
fn overall(paths: &[TracePath]) -> Verdict {
    let has = |v| paths.iter().any(|p| p.verdict == v);
    match (has(Verdict::Reachable), has(Verdict::Blocked)) {
        (true, false) if !has(Verdict::Depends) && !has(Verdict::NotModelled) => Verdict::Reachable,
        (false, true) if !has(Verdict::Depends) && !has(Verdict::NotModelled) => Verdict::Blocked,
        (false, _) if has(Verdict::NotModelled) => Verdict::NotModelled,
        _ => Verdict::Depends,
    }
}

/// The kind of path that explains a verdict best.
fn worst(verdict: Verdict, paths: &[TracePath]) -> Verdict {
    let has = |v| paths.iter().any(|p| p.verdict == v);
    match verdict {
        Verdict::Depends => [Verdict::Depends, Verdict::NotModelled, Verdict::Blocked].into_iter().find(|v| has(*v)).unwrap_or(verdict),
        v => v,
    }
}

fn unknowns(graph: &NetworkGraph, paths: &[TracePath], verdict: Verdict) -> Vec<Text> {
    let mut out: Vec<Text> = Vec::new();
    if !matches!(verdict, Verdict::Depends | Verdict::NotModelled) {
        return out;
    }
    for p in paths {
        for h in p.forward.hops.iter().chain(p.back.iter().flat_map(|b| &b.hops)) {
            if matches!(h.outcome, Outcome::Depends | Outcome::Partly | Outcome::NotModelled) {
                let say = h.say(graph);
                if !out.contains(&say) {
                    out.push(say);
                }
            }
        }
    }
    let subnet = |i: Option<usize>| i.and_then(|i| graph.interface(i)).map(|f| f.subnet.node());
    let (ok, not): (Vec<_>, Vec<_>) = paths.iter().partition(|p| p.verdict == Verdict::Reachable);
    if !ok.is_empty() && not.iter().any(|p| p.verdict == Verdict::Blocked) {
        let blocked: Vec<crate::text::Arg> = not
            .iter()
            .filter(|p| p.verdict == Verdict::Blocked)
            .map(|p| match (subnet(p.from), p.to.and_then(|i| graph.interface(i))) {
                (Some(s), Some(t)) => text!("from {from} to the interface in {to}", from = s, to = t.subnet).into(),
                (Some(s), None) => text!("from {from}", from = s).into(),
                _ => "by one way".into(),
            })
            .collect();
        out.push(text!("which interfaces talk: it is blocked {blocked}", blocked = crate::text::Arg::List(blocked)));
    }
    out
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
