//! A path as a replay: one beat for each hop, on the way there and on the way back.

use super::stops::{self, Tone};
use portico_core::answer::TracePath;
use portico_core::document::Place;
use portico_core::graph::{NetworkGraph, RouteTarget};
use portico_core::reach::{Hop, HopKind, Query, Verdict, route_text};

/// A hop as the canvas and the cards mark it while it is its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Where to draw it: the first of these that is on the canvas.
    pub at: Vec<Place>,
    pub back: bool,
    pub tone: Tone,
    /// The number of its card, and the line there, where one card holds several hops.
    pub card: usize,
    pub line: Option<usize>,
    /// Routes that matched and lost: where they would have led, and what they say.
    pub lost: Vec<(Option<Place>, String)>,
}

pub fn beats(graph: &NetworkGraph, query: &Query, path: &TracePath) -> Vec<Beat> {
    let (start, end) = stops::ends(graph, query, path);
    let (from, to) = (path.from.is_some(), path.to.is_some());
    let there = stops::places(&path.forward.hops, &start, &end, from, to);
    let mut out: Vec<Beat> =
        path.forward.hops.iter().zip(there).enumerate().map(|(i, (hop, (at, _)))| beat(graph, hop, at, false, (i + 1, None))).collect();
    let Some(back) = &path.back else { return out };
    let first = out.len() + 1;
    // Where nothing is in the way of the reply, one card tells of it, with a line for all groups.
    let whole = back.verdict == Verdict::Reachable;
    let stateful = path.forward.hops.iter().any(|h| h.kind == HopKind::Group);
    let mut line = usize::from(stateful);
    let home = stops::places(&back.hops, &end, &start, to, from);
    for (i, (hop, (at, _))) in back.hops.iter().zip(home).enumerate() {
        let card = match (whole, hop.kind) {
            (false, _) => (first + i, None),
            (true, HopKind::Group) => (first, stateful.then_some(0)),
            (true, _) => {
                line += 1;
                (first, Some(line - 1))
            }
        };
        out.push(beat(graph, hop, at, true, card));
    }
    out
}

fn beat(graph: &NetworkGraph, hop: &Hop, at: Vec<Place>, back: bool, (card, line): (usize, Option<usize>)) -> Beat {
    let lost = hop.lost.iter().map(|l| {
        let to = match &l.route.target {
            RouteTarget::Node(n) => Some(Place::Node(*n)),
            _ => None,
        };
        (to, route_text(graph, &l.route))
    });
    Beat { at, back, tone: Tone::of(&hop.outcome), card, line, lost: lost.collect() }
}
