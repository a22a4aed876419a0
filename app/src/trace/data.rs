//! What the Path panel shows of an answer: the verdict in one sentence, the hops as numbered cards, the other ways.

use super::carries::carries;
use crate::language::InLanguage;
use crate::state::say::way_text;
use crate::state::trace::Tone;
use crate::ui::sentence;
use portico_core::answer::{Trace, TracePath};
use portico_core::document::{Kind, Model, Usage};
use portico_core::graph::{Lost, LostWhy, NetworkGraph, Point};
use portico_core::reach::{Hop, HopKind, Leg, RuleRef, Verdict, Way, ports_text, route_text};
use portico_core::text;
use portico_core::text::{Arg, Segment, Text, code};

/// The verdict in short.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chip {
    pub verdict: Verdict,
    pub word: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    pub chip: Chip,
    /// The rest of the verdict's sentence.
    pub said: Vec<Segment>,
    /// The answer over the other IP version, where it is another.
    pub other: Option<Other>,
    /// What the verdict hangs on, where it does.
    pub unknowns: Vec<Vec<Segment>>,
    /// How much passes, on the way shown; nothing where nothing does.
    pub carries: Vec<Vec<Segment>>,
    pub ways: Vec<WayTab>,
    pub cards: Vec<Card>,
}

/// What packets of the other IP version do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// It is IPv6 that is not shown.
    pub six: bool,
    pub chip: Chip,
    pub said: Vec<Segment>,
}

/// One of several paths to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayTab {
    pub path: usize,
    pub label: String,
    pub chip: Chip,
    pub shown: bool,
}

/// One place on the way; the last one sums up the way back where nothing is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub number: usize,
    pub title: String,
    pub tone: Tone,
    /// AWS's explanation code of what blocks.
    pub code: Option<&'static str>,
    pub said: Vec<Vec<Segment>>,
    /// Routes that matched and lost, with why.
    pub lost: Vec<(String, &'static str)>,
    pub back: bool,
}

pub fn panel(graph: &NetworkGraph, trace: &Trace, other: Option<&Trace>, shown: usize, usage: Option<&Usage>) -> Panel {
    let model = &graph.model;
    let path = trace.paths.get(shown);
    let said = path.map_or_else(|| Text::plain(""), |p| say(graph, trace, p));
    Panel {
        chip: chip(trace.verdict, path.map_or(Way::None, |p| p.way)),
        said: said.said(model),
        other: other.and_then(|o| beside(graph, trace, o)),
        unknowns: trace.unknowns.iter().map(|t| sentence(t.said(model))).collect(),
        carries: path.map(|p| carries(graph, trace, p, usage)).unwrap_or_default(),
        ways: ways(graph, trace, shown),
        cards: path.map(|p| cards(graph, p)).unwrap_or_default(),
    }
}

/// The other IP version's answer; none where it says nothing that the one shown does not.
fn beside(graph: &NetworkGraph, shown: &Trace, other: &Trace) -> Option<Other> {
    let by = |t: &Trace| t.blockers().iter().map(|h| h.at).collect::<Vec<_>>();
    let same = shown.verdict == other.verdict
        && shown.way() == other.way()
        && by(shown) == by(other)
        && shown.unknowns == other.unknowns
        && ports_text(&shown.path()?.passes, false) == ports_text(&other.path()?.passes, false);
    let path = other.path()?;
    (!same).then(|| Other {
        six: other.query.v6 == Some(true),
        chip: chip(other.verdict, path.way),
        said: say(graph, other, path).said(&graph.model),
    })
}

pub fn chip(verdict: Verdict, way: Way) -> Chip {
    let word = match verdict {
        Verdict::Reachable if way.is_private() => "Reachable, privately",
        Verdict::Reachable => "Reachable",
        Verdict::Blocked => "Blocked",
        Verdict::Depends => "It depends",
        Verdict::NotModelled => "Not modelled",
    };
    Chip { verdict, word }
}

/// The sentence that goes on after the chip.
fn say(graph: &NetworkGraph, trace: &Trace, path: &TracePath) -> Text {
    match trace.verdict {
        Verdict::Reachable => {
            let by = by_way(graph, path);
            let home = match &path.back {
                Some(_) => ", and the reply comes home.",
                None => ".",
            };
            match trace.query.closed() {
                true => text!("{by}{home}", by = by, home = home),
                false => text!("{what} {by}{home}", what = passes(path), by = by, home = home),
            }
        }
        Verdict::Blocked => blocked(path),
        Verdict::Depends if !trace.query.closed() && !path.passes.is_empty() => {
            text!("{what} passes for certain; the rest hangs on what this design does not say:", what = passes(path))
        }
        Verdict::Depends => match trace.unknowns.len() {
            1 => Text::plain("on one thing that this design does not say:"),
            n => text!("on {n} things that this design does not say:", n = n),
        },
        Verdict::NotModelled => Text::plain("Portico does not yet model a part of this way:"),
    }
}

/// The answer to an open question: `tcp 443, 8080-8090`.
fn passes(path: &TracePath) -> Arg {
    code(ports_text(&path.passes, false))
}

fn by_way(graph: &NetworkGraph, path: &TracePath) -> Text {
    let service = matches!(path.point, Some(Point::Service(..)));
    match path.way {
        Way::Local => match path.from.and_then(|i| graph.interface(i)) {
            Some(f) => text!("inside {vpc}", vpc = f.vpc),
            None => Text::plain("inside the VPC"),
        },
        Way::Nat(n) if service => text!("through the NAT gateway {n}, to the service's public addresses", n = n),
        Way::InternetGateway(g) if service => text!("through the internet gateway {g}, to the service's public addresses", g = g),
        way => way_text(way).unwrap_or_else(|| Text::plain("from the network of AWS Lambda, by public addresses")),
    }
}

fn blocked(path: &TracePath) -> Text {
    let names = |leg: &Leg| {
        let mut all: Vec<_> = leg.blockers().map(|h| h.at).collect();
        all.dedup();
        (all.len(), all.into_iter().collect::<Arg>())
    };
    let there = names(&path.forward);
    let back = path.back.as_ref().map(names).filter(|(n, _)| *n > 0);
    match (there, back) {
        ((0, _), None) => Text::plain("no packet that was asked about makes the whole trip."),
        ((0, _), Some((_, by))) => text!("the request arrives, but its reply does not come home, by {by}.", by = by),
        ((1, by), None) => text!("by {by}.", by = by),
        ((_, by), None) => text!("by {by}: each would have to change.", by = by),
        ((_, by), Some((_, home))) => text!("by {by}, and on the way back by {home}: each would have to change.", by = by, home = home),
    }
}

fn ways(graph: &NetworkGraph, trace: &Trace, shown: usize) -> Vec<WayTab> {
    if trace.paths.len() < 2 {
        return Vec::new();
    }
    let subnet = |i: Option<usize>| i.and_then(|i| graph.interface(i)).map(|f| graph.model.name(f.subnet));
    let several = |end: &dyn Fn(&TracePath) -> Option<usize>| trace.paths.iter().any(|p| end(p) != trace.paths.first().and_then(end));
    let (froms, tos) = (several(&|p| p.from), several(&|p| p.to));
    let tab = |(i, p): (usize, &TracePath)| {
        let from = subnet(p.from).filter(|_| froms || !tos).map(|s| crate::say!("from {s}", s = s));
        let to = subnet(p.to).filter(|_| tos).map(|s| format!("to {s}"));
        let parts: Vec<String> = from.into_iter().chain(to).collect();
        let label = if parts.is_empty() { crate::say!("way {i}", i = i + 1) } else { parts.join(" ") };
        WayTab { path: i, label, chip: chip(p.verdict, p.way), shown: i == shown }
    };
    trace.paths.iter().enumerate().map(tab).collect()
}

fn cards(graph: &NetworkGraph, path: &TracePath) -> Vec<Card> {
    let mut first_group = path.from.is_some();
    let mut out: Vec<Card> = Vec::new();
    for (i, hop) in path.forward.hops.iter().enumerate() {
        let out_of = hop.kind == HopKind::Group && std::mem::take(&mut first_group);
        out.push(card(graph, hop, i + 1, out_of));
    }
    let Some(back) = &path.back else { return out };
    let next = out.len() + 1;
    if back.verdict == Verdict::Reachable {
        out.push(home(graph, path, back, next));
    } else {
        out.extend(back.hops.iter().enumerate().map(|(i, h)| Card { back: true, ..card(graph, h, next + i, false) }));
    }
    out
}

/// The way back where nothing is in it, as one card.
fn home(graph: &NetworkGraph, path: &TracePath, back: &Leg, number: usize) -> Card {
    let mut said = Vec::new();
    if path.forward.hops.iter().any(|h| h.kind == HopKind::Group) {
        said.push(vec![Segment::Plain(crate::language::t("Security groups are stateful: they let the reply pass.").into())]);
    }
    said.extend(back.hops.iter().filter(|h| h.kind != HopKind::Group).map(|h| sentence(h.say(graph).said(&graph.model))));
    if said.is_empty() {
        said.push(vec![Segment::Plain(crate::language::t("Nothing stands in the way of the reply.").into())]);
    }
    Card { number, title: crate::language::t("And back").into(), tone: Tone::Passed, code: None, said, lost: vec![], back: true }
}

fn card(graph: &NetworkGraph, hop: &Hop, number: usize, out_of: bool) -> Card {
    Card {
        number,
        title: title(&graph.model, hop, out_of),
        tone: Tone::of(&hop.outcome),
        code: hop.outcome.code(),
        said: vec![sentence(hop.say(graph).said(&graph.model))],
        lost: hop.lost.iter().map(|l| (route_text(graph, &l.route), why_lost(l))).collect(),
        back: false,
    }
}

fn title(model: &Model, hop: &Hop, out_of: bool) -> String {
    let name = model.name(hop.at);
    let ingress = match hop.rule {
        Some(RuleRef::Group { ingress, .. } | RuleRef::Acl { ingress, .. } | RuleRef::AclDefault { ingress, .. }) => ingress,
        _ => !out_of,
    };
    let way = crate::language::t(if ingress { "in" } else { "out" });
    match hop.kind {
        HopKind::Name => crate::language::t("Name").into(),
        HopKind::Group => crate::say!("Group {name}, {way}", name = name, way = way),
        HopKind::Acl => format!("ACL {name}, {way}"),
        HopKind::Route => crate::say!("Route table {name}", name = name),
        HopKind::EndpointPolicy => crate::language::t("Endpoint policy").into(),
        HopKind::Policy => crate::language::t("Policies").into(),
        HopKind::Device if model.contains(hop.at) => match hop.at.kind() {
            Kind::InternetGateway => crate::say!("Internet gateway {name}", name = name),
            Kind::Workload | Kind::Vpc => name,
            kind => format!("{} {name}", crate::language::t(kind.label())),
        },
        HopKind::Device => crate::language::t("Where it ends").into(),
    }
}

fn why_lost(l: &Lost) -> &'static str {
    match l.why {
        LostWhy::Shorter => "lost: another route has a longer prefix",
        LostWhy::Priority => "lost: of the same prefix, another comes first",
        LostWhy::LocalFirst => "lost: the local route comes before propagated ones",
    }
}
