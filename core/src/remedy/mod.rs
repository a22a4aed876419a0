//! What would open a blocked way: smallest sets of changes, each tried before it is offered.
//!
//! Every component that blocks has to change, and for some there is more than one way to change it. The search answers one blocker at a
//! time, asks again, and goes on until the exchange works; then it drops every change that turns out not to be needed.

use crate::ordered::Sorted as _;
mod change;
mod options;

pub use change::Change;

use crate::answer::{Trace, trace, trace_flow};
use crate::catalogue::Catalogue;
use crate::document::{Document, Flow, Id};
use crate::edit::{Command, Draft};
use crate::graph::NetworkGraph;
use crate::reach::{Hop, Query, Verdict};

/// What is asked: a question, or a flow of the design with its request.
#[derive(Clone, Debug)]
pub enum Ask {
    Query(Query),
    Flow(Id<Flow>),
}

/// A set of changes that opens the way. Without any one of them it stays shut.
#[derive(Clone, Debug)]
pub struct Remedy {
    pub changes: Vec<Change>,
    /// All of them as one step.
    pub command: Command,
}

/// The sets of changes that open what `ask` finds blocked, the smallest first; none where it is not blocked, or where no change of
/// rules, routes and gateways of this design opens it.
pub fn remedies(doc: &Document, catalogue: &Catalogue, ask: &Ask) -> Vec<Remedy> {
    let mut search = Search { doc, catalogue, ask, left: MOST_TRACES, found: Vec::new() };
    search.go(&mut Vec::new(), None);
    let mut sets: Vec<Vec<Change>> = std::mem::take(&mut search.found).into_iter().map(|set| search.without_needless(set)).collect();
    sets.order_by_key(Vec::len);
    let mut out: Vec<Remedy> = Vec::new();
    for changes in sets {
        if !out.iter().any(|r| r.changes == changes)
            && let Some(draft) = draft(doc, &changes)
        {
            out.push(Remedy { command: draft.finish(), changes });
        }
    }
    out
}

/// The design with changes made; none where one of them does not go.
pub fn made(doc: &Document, changes: &[Change]) -> Option<Document> {
    draft(doc, changes).map(|d| d.doc)
}

/// How many traces one search may cost, and how many sets it looks for.
const MOST_TRACES: usize = 120;
const MOST_SETS: usize = 3;
const MOST_CHANGES: usize = 12;

struct Search<'a> {
    doc: &'a Document,
    catalogue: &'a Catalogue,
    ask: &'a Ask,
    left: usize,
    found: Vec<Vec<Change>>,
}

/// The document with changes made; none where one of them does not go.
fn draft(doc: &Document, changes: &[Change]) -> Option<Draft> {
    let mut draft = Draft::new(doc);
    changes.iter().try_for_each(|c| c.apply(&mut draft)).ok()?;
    Some(draft)
}

/// A blocker as it is known from one trace to the next.
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    path: usize,
    back: bool,
    at: crate::document::NodeId,
    kind: crate::reach::HopKind,
    inbound: bool,
    code: Option<&'static str>,
}

impl Search<'_> {
    fn ask(&mut self, doc: &Document) -> Option<(NetworkGraph, Trace)> {
        self.left = self.left.checked_sub(1)?;
        let graph = NetworkGraph::build(&doc.model, self.catalogue);
        let found = match self.ask {
            Ask::Query(q) => trace(&graph, q),
            Ask::Flow(f) => trace_flow(&graph, doc.model.get(*f)?),
        };
        Some((graph, found))
    }

    /// Goes on from a set of changes. `just` is the blocker that the last of them was for: where it still blocks, the change was no good.
    fn go(&mut self, changes: &mut Vec<Change>, just: Option<&Mark>) {
        if self.found.len() >= MOST_SETS || changes.len() > MOST_CHANGES {
            return;
        }
        let Some(d) = draft(self.doc, changes) else { return };
        let Some((graph, t)) = self.ask(&d.doc) else { return };
        if t.verdict == Verdict::Reachable {
            if !changes.is_empty() {
                self.found.push(changes.clone());
            }
            return;
        }
        let Some((mark, all)) = first_blocker(&t).and_then(|(mark, hop)| {
            let path = t.paths.get(mark.path)?;
            let all = options::of(&d.doc, self.catalogue, &graph, self.ask, path, mark.back, hop);
            Some((mark, all))
        }) else {
            return;
        };
        if just == Some(&mark) {
            return;
        }
        for change in all {
            changes.push(change);
            self.go(changes, Some(&mark));
            changes.pop();
        }
    }

    /// The set without what it does not need: each change is left out in turn, the last one first.
    fn without_needless(&mut self, mut set: Vec<Change>) -> Vec<Change> {
        self.left = self.left.max(MOST_CHANGES * MOST_CHANGES);
        // Routes take packets from one another, so that what was needed may not be once another change is out.
        loop {
            let before = set.len();
            for i in (0..set.len()).rev() {
                let mut less = set.clone();
                less.remove(i);
                let opens = draft(self.doc, &less).and_then(|d| self.ask(&d.doc)).is_some_and(|(_, t)| t.verdict == Verdict::Reachable);
                if opens {
                    set = less;
                }
            }
            if set.len() == before {
                return set;
            }
        }
    }
}

/// The first thing that blocks on the first blocked path.
fn first_blocker(t: &Trace) -> Option<(Mark, &Hop)> {
    t.paths.iter().enumerate().find_map(|(path, p)| {
        let forward = p.forward.blockers().map(|h| (false, h));
        let back = p.back.iter().flat_map(|l| l.blockers()).map(|h| (true, h));
        let (back, hop) = forward.chain(back).next()?;
        Some((Mark { path, back, at: hop.at, kind: hop.kind, inbound: hop.inbound, code: hop.outcome.code() }, hop))
    })
}

#[cfg(test)]
mod tests;
