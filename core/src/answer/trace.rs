//! The answer to a question: a path for each pair of interfaces that may talk, and one verdict over them.

use super::parties::{Starts, starts};
use super::paths::{anything, no_path, not_known, outside, party, paths, refused, short, somewhere};
use super::policy;
use crate::catalogue::Code;
use crate::document::{Flow, FlowRequest, Id, NodeId, Subnet, Vpc};
use crate::graph::{NetworkGraph, Point};
use crate::net::PacketSet;
use crate::net::cidr::never_public;
use crate::net::packet_set::{AddressSet, Header, blocks_of};
use crate::ordered::{BTreeMap, BTreeSet};
use crate::reach::{Contradiction, Hop, HopKind, Leg, Outcome, Party, Query, Verdict, Way};
use crate::text;
use crate::text::{Arg, Text};

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
    /// The addresses that this path stands for at either end; full where they are not known.
    pub sources: AddressSet,
    pub destinations: AddressSet,
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
    /// Whether packets arrive, over every way that they may take.
    pub fn forward(&self) -> Verdict {
        overall(self.paths.iter().map(|p| p.forward.verdict))
    }

    /// Whether replies come home, over every way on which packets arrive; none where none were asked for.
    pub fn back(&self) -> Option<Verdict> {
        let all: Vec<Verdict> = self.paths.iter().filter_map(|p| p.back.as_ref().map(|b| b.verdict)).collect();
        (!all.is_empty()).then(|| overall(all.into_iter()))
    }

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

    /// Where AWS's pages contradict each other on what the answer hangs on, each once.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let legs = self.paths.iter().flat_map(|p| std::iter::once(&p.forward).chain(&p.back));
        let all: BTreeSet<Contradiction> = legs.flat_map(|l| &l.hops).filter_map(|h| h.contradiction).collect();
        all.into_iter().collect()
    }

    /// The headers that make the whole trip for certain, by all paths, with their addresses where they are known. Where several ways lead
    /// from one address to another, those that make it on each.
    pub fn allowed(&self) -> PacketSet {
        type Ends<'a> = (&'a AddressSet, &'a AddressSet);
        let mut by_ends: BTreeMap<Ends, PacketSet> = BTreeMap::new();
        for p in &self.paths {
            let slot = by_ends.entry((&p.sources, &p.destinations));
            slot.and_modify(|s| *s = s.intersection(&p.passes)).or_insert_with(|| p.passes.clone());
        }
        by_ends.into_iter().fold(PacketSet::empty(), |all, ((s, d), set)| all.union(&set.between(s, d)))
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

pub(super) fn answer(graph: &NetworkGraph, query: &Query, request: Option<&FlowRequest>) -> Trace {
    let mut paths = match starts(graph, query) {
        _ if unplaced(graph, query).is_some() => unplaced(graph, query).map(nowhere).into_iter().collect(),
        Starts::None => vec![match query.source_ip {
            Some(ip) if matches!(query.from, Party::Node(_)) => {
                refused(query, Code::ENI_ADDRESS_RESTRICTION, text!("{from} has no address {ip}", from = party(&query.from), ip = ip))
            }
            _ => no_path(query, text!("{from} has no interface or address that could send packets", from = party(&query.from))),
        }],
        Starts::Unknown(n) => vec![not_known(n)],
        Starts::TooMany => {
            let say = text!("rules cut {from} into too many pieces: ask about a smaller block", from = party(&query.from));
            vec![short(Hop::new(somewhere(query), HopKind::Device, Outcome::NotModelled, say), None, PacketSet::empty())]
        }
        Starts::Outside(function) => vec![outside(graph, query, function)],
        Starts::All(origins) => paths(graph, query, &origins),
    };
    if let (true, Some(vpc)) = (paths.is_empty(), sparse(graph, query)) {
        let said = text!("the interfaces of {vpc} are not all in the design: one of them may have {to}", vpc = vpc, to = party(&query.to));
        let word = Some(Code::UNKNOWN_DESTINATION);
        let hop = Hop { word, ..Hop::new(vpc.node(), HopKind::Device, Outcome::Depends, said) };
        paths.push(short(hop, None, PacketSet::empty()));
    }
    if let (true, Party::Address(a)) = (paths.is_empty(), &query.to)
        && let Some(table) = graph.led_in(*a)
    {
        let said = text!(
            "{table} leads the public address {to} into the VPC as it is: ingress routing to public ranges is not modelled",
            table = table,
            to = *a
        );
        let word = Some(Code::UNSUPPORTED_COMPONENT);
        let hop = Hop { word, ..Hop::new(table.node(), HopKind::Route, Outcome::NotModelled, said) };
        paths.push(short(hop, None, PacketSet::empty()));
    }
    if paths.is_empty() {
        paths.push(no_path(query, text!("{to} has no interface or address that packets could be for", to = party(&query.to))));
    }
    for p in &mut paths {
        judge(graph, query, request, p);
    }
    let verdict = overall(paths.iter().map(|p| p.verdict));
    let shown = paths.iter().position(|p| p.verdict == worst(verdict, &paths)).unwrap_or(0);
    let unknowns = unknowns(graph, query, &paths, verdict);
    Trace { query: query.clone(), verdict, paths, shown, unknowns }
}

/// A subnet that exists and of which no block is known, where one of both ends stands in such and in no other.
fn unplaced(graph: &NetworkGraph, query: &Query) -> Option<Id<Subnet>> {
    let blank = |s: &Id<Subnet>| {
        let existing = graph.model.meta(s.node()).is_some_and(|m| m.existing);
        existing && graph.model.get(*s).is_some_and(|s| s.cidr.is_none() && s.ipv6.is_none())
    };
    [&query.from, &query.to].into_iter().find_map(|party| {
        let Party::Node(n) = party else { return None };
        let homes: Vec<Id<Subnet>> = graph.interfaces_of(*n).iter().filter_map(|i| graph.interface(*i)).map(|f| f.subnet).collect();
        homes.first().copied().filter(|_| homes.iter().all(blank))
    })
}

fn nowhere(subnet: Id<Subnet>) -> TracePath {
    let said = text!("no block of {subnet} is known, and so no address of what stands in it", subnet = subnet);
    let word = Some(Code::UNKNOWN_RESOURCE);
    short(Hop { word, ..Hop::new(subnet.node(), HopKind::Device, Outcome::Depends, said) }, None, PacketSet::empty())
}

/// A VPC in which somebody unknown may have the public addresses that are asked for.
fn sparse(graph: &NetworkGraph, query: &Query) -> Option<Id<Vpc>> {
    let to = match query.to {
        Party::Address(a) => a.into(),
        Party::Block(net) => net,
        _ => return None,
    };
    let holds = |v: &Vpc| v.blocks().iter().any(|b| b.contains(&to));
    // An IPv6 address tells its VPC; a public IPv4 address may be anybody's.
    let mut unknown = graph.model.all::<Vpc>().filter(|(_, v)| v.sparse && !never_public(to) && (to.addr().is_ipv4() || holds(v)));
    unknown.next().map(|(id, _)| id)
}

/// Adds what policies say to a path.
fn judge(graph: &NetworkGraph, query: &Query, request: Option<&FlowRequest>, p: &mut TracePath) {
    let node = |party: &Party| match party {
        Party::Node(n) => Some(*n),
        _ => None,
    };
    let mut hops = std::mem::take(&mut p.forward.hops);
    hops.extend(policy::hops(graph, p, node(&query.from), node(&query.to), request));
    p.forward = Leg::of(hops);
    let verdict = both(p.forward.verdict, p.back.as_ref().map(|b| b.verdict));
    if p.verdict == Verdict::Reachable || verdict == Verdict::Blocked {
        p.verdict = verdict;
    }
    if !query.closed() && p.verdict == Verdict::Depends && request.is_none() && anything(graph, query, p.from, &p.passes) {
        p.verdict = Verdict::Reachable;
    }
    if matches!(p.verdict, Verdict::Blocked | Verdict::NotModelled) {
        p.passes = PacketSet::empty();
    }
}

pub(super) fn both(there: Verdict, back: Option<Verdict>) -> Verdict {
    let all = [Some(there), back];
    let has = |v| all.contains(&Some(v));
    [Verdict::Blocked, Verdict::NotModelled, Verdict::Depends].into_iter().find(|v| has(*v)).unwrap_or(Verdict::Reachable)
}

/// One verdict over paths of which any may be taken.
fn overall(of: impl Iterator<Item = Verdict>) -> Verdict {
    let all = of.fold(0_u8, |all, v| all | 1 << v as u8);
    let has = |v: Verdict| all & 1 << v as u8 != 0;
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

fn unknowns(graph: &NetworkGraph, query: &Query, paths: &[TracePath], verdict: Verdict) -> Vec<Text> {
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
    if out.is_empty() && paths.iter().any(|p| p.verdict == Verdict::Depends && !p.passes.is_empty()) {
        out.push(Text::plain("the port that the client sends from: only from some of them do packets pass, there and back"));
    }
    if matches!(query.from, Party::Block(_)) || matches!(query.to, Party::Block(_)) {
        out.extend(by_blocks(paths));
        return out;
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

/// Of a question about blocks: for which addresses it passes and for which it does not.
fn by_blocks(paths: &[TracePath]) -> Option<Text> {
    let ends = |v: Verdict, end: fn(&TracePath) -> &AddressSet| {
        let all = paths.iter().filter(|p| p.verdict == v).fold(AddressSet::empty(), |all, p| all.union(end(p)));
        let blocks = blocks_of(&all);
        let more = blocks.len() > 4;
        let mut shown: Vec<Arg> = blocks.into_iter().take(4).map(Arg::from).collect();
        shown.extend(more.then(|| Arg::Plain("others".into())));
        Arg::List(shown)
    };
    let has = |v| paths.iter().any(|p| p.verdict == v);
    (has(Verdict::Reachable) && has(Verdict::Blocked)).then(|| {
        text!(
            "which addresses talk: it passes from {s} to {d}, and is blocked from {bs} to {bd}",
            s = ends(Verdict::Reachable, |p| &p.sources),
            d = ends(Verdict::Reachable, |p| &p.destinations),
            bs = ends(Verdict::Blocked, |p| &p.sources),
            bd = ends(Verdict::Blocked, |p| &p.destinations)
        )
    })
}
