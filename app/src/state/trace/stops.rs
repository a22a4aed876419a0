//! A path as stops on the canvas: where packets start, what they cross, where they arrive.

use portico_core::answer::TracePath;
use portico_core::document::{Model, NodeId, Place, Service};
use portico_core::graph::{NetworkGraph, Point};
use portico_core::reach::{Hop, HopKind, Outcome, Party, Query};

/// How a stop on the way came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    Passed,
    /// It hangs on something unknown, or is not modelled.
    Open,
    Blocked,
}

impl Tone {
    pub fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Passed => Self::Passed,
            Outcome::Blocked(_) | Outcome::Denied => Self::Blocked,
            Outcome::Partly | Outcome::Depends | Outcome::NotModelled => Self::Open,
        }
    }
}

/// A place on the way that the canvas marks, there only: the way back takes the same places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Where to draw it: the first of these that is on the canvas.
    pub at: Vec<Place>,
    /// Numbers as on the panel's cards; none at the two ends.
    pub numbers: Vec<usize>,
    pub tone: Tone,
}

/// The stops of a path, in order. Numbers are the hops' positions from 1, as on the panel's cards.
pub fn stops(graph: &NetworkGraph, query: &Query, path: &TracePath) -> Vec<Stop> {
    let mut out = Vec::new();
    let (start, end) = ends(graph, query, path);
    out.push(Stop { at: start.clone(), numbers: vec![], tone: Tone::Passed });
    let hops = &path.forward.hops;
    let arrives = hops
        .last()
        .is_some_and(|h| h.kind == HopKind::Group || h.kind == HopKind::EndpointPolicy || !matches!(h.outcome, Outcome::Blocked(_)));
    let end_stop = Stop { at: end.clone(), numbers: vec![], tone: Tone::Passed };
    let mut ended = false;
    let along = places(hops, &start, &end, path.from.is_some(), path.to.is_some());
    for (i, (hop, (at, at_end))) in hops.iter().zip(along).enumerate() {
        let stop = Stop { at, numbers: vec![i + 1], tone: Tone::of(&hop.outcome) };
        // The answer to a name has no place on the way; one that fails ends it at the start.
        if hop.kind == HopKind::Name && stop.tone == Tone::Passed {
            continue;
        }
        if at_end && !ended {
            add(&mut out, end_stop.clone());
            ended = true;
        }
        add(&mut out, stop);
    }
    if arrives && !ended {
        add(&mut out, end_stop);
    }
    out.retain(|s| !s.at.is_empty());
    out
}

/// Where a path starts and where it leads, on the canvas.
pub(super) fn ends(graph: &NetworkGraph, query: &Query, path: &TracePath) -> (Vec<Place>, Vec<Place>) {
    let start = match path.from.and_then(|i| graph.interface(i)) {
        Some(f) => at(f.owner, Some(f.subnet.node())),
        None => party(&graph.model, &query.from),
    };
    (start, destination(graph, query, path))
}

/// Where each hop of a leg is, and whether that is its end. `starts` and `ends` say whether there are interfaces at its two ends, whose
/// groups stand there.
pub(super) fn places(hops: &[Hop], start: &[Place], end: &[Place], starts: bool, ends: bool) -> Vec<(Vec<Place>, bool)> {
    let mut left = false;
    let mut out = Vec::with_capacity(hops.len());
    for (i, hop) in hops.iter().enumerate() {
        out.push(match hop.kind {
            HopKind::Name => (start.to_vec(), false),
            HopKind::Group if !left && starts => (start.to_vec(), false),
            HopKind::Group if ends || i + 1 == hops.len() => {
                left = true;
                (end.to_vec(), true)
            }
            _ => {
                left = true;
                (place(hop), false)
            }
        });
    }
    out
}

/// Joins a stop to the one before where both are at the same place.
fn add(out: &mut Vec<Stop>, stop: Stop) {
    match out.last_mut() {
        Some(last) if last.at == stop.at => {
            last.numbers.extend(stop.numbers);
            last.tone = last.tone.max(stop.tone);
        }
        _ => out.push(stop),
    }
}

pub(super) fn at(node: NodeId, subnet: Option<NodeId>) -> Vec<Place> {
    let part = subnet.map(|s| Place::Part(node, s));
    part.into_iter().chain([Place::Node(node)]).collect()
}

/// Filters and tables work at the edge of their subnet.
fn place(hop: &Hop) -> Vec<Place> {
    match (hop.kind, hop.subnet) {
        (HopKind::Acl | HopKind::Route | HopKind::Group, Some(s)) => vec![Place::Node(s)],
        _ => at(hop.at, hop.subnet),
    }
}

fn party(model: &Model, party: &Party) -> Vec<Place> {
    match party {
        Party::Node(n) => at(*n, model.subnets_where(*n).first().map(|s| s.node())),
        Party::Service(id, region) => {
            model.all::<Service>().filter(|(_, s)| s.service == *id && s.region == *region).map(|(i, _)| Place::Node(i.node())).collect()
        }
        Party::Address(_) | Party::Block(_) | Party::Internet => vec![],
    }
}

fn destination(graph: &NetworkGraph, query: &Query, path: &TracePath) -> Vec<Place> {
    match (path.to.and_then(|i| graph.interface(i)), &path.point) {
        (Some(f), _) => at(f.owner, Some(f.subnet.node())),
        (None, Some(Point::Service(id, region))) => match party(&graph.model, &query.to) {
            own if own.is_empty() => party(&graph.model, &Party::Service(id.clone(), region.clone())),
            own => own,
        },
        _ => party(&graph.model, &query.to),
    }
}
