//! One resource in the matrix: what can reach it and what it reaches, in a few lines for the inspector.

use crate::language::InLanguage;
use crate::state::change::Known;
use crate::state::trace::Question;
use portico_core::document::NodeId;
use portico_core::graph::NetworkGraph;
use portico_core::matrix::Passing;
use portico_core::ordered::BTreeMap;
use portico_core::reach::Verdict;
use portico_core::text;
use portico_core::text::{Arg, Segment, code};

/// Whom it talks to on the same: one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub said: Vec<Segment>,
    pub ask: Question,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reach {
    /// What the internet gets in with.
    pub internet: String,
    pub from: Vec<Line>,
    pub to: Vec<Line>,
    /// There are more lines than are shown.
    pub more: bool,
}

const MOST: usize = 5;

/// None where there is no matrix, or no interface in it.
pub fn reach(known: &Known, node: NodeId) -> Option<Reach> {
    let (graph, matrix) = (known.facts.graph(), known.matrix.as_ref()?);
    let own: Vec<usize> = graph.interfaces_of(node).to_vec();
    if own.iter().all(|i| matrix.class_of(*i).is_none()) {
        return None;
    }
    let mut out = Reach { internet: internet(known, &own), ..Reach::default() };
    for (lines, inbound) in [(&mut out.from, true), (&mut out.to, false)] {
        let mut ends: BTreeMap<(bool, Passing), Vec<NodeId>> = BTreeMap::new();
        for (c, class) in matrix.classes.iter().enumerate() {
            for i in own.iter().filter_map(|i| matrix.class_of(*i)) {
                let cell = if inbound { matrix.cell(c, i) } else { matrix.cell(i, c) };
                let Some(cell) = cell.filter(|c| c.verdict != Verdict::Blocked) else { continue };
                let known = ends.entry((cell.verdict != Verdict::Reachable, cell.passes.clone())).or_default();
                for f in class.members.iter().filter_map(|m| graph.interface(*m)).filter(|f| f.owner != node) {
                    if !known.contains(&f.owner) {
                        known.push(f.owner);
                    }
                }
            }
        }
        ends.retain(|_, e| !e.is_empty());
        out.more |= ends.len() > MOST;
        lines.extend(ends.into_iter().take(MOST).filter_map(|((open, passes), ends)| line(graph, node, inbound, open, &passes, &ends)));
    }
    Some(out)
}

fn line(graph: &NetworkGraph, node: NodeId, inbound: bool, open: bool, passes: &Passing, ends: &[NodeId]) -> Option<Line> {
    let first = *ends.first()?;
    let what = if open { crate::language::t("it depends").to_string() } else { passes.to_string() };
    let more = if ends.len() > 3 { crate::say!(" and {n} more", n = ends.len() - 3) } else { String::new() };
    let ends: Arg = ends.iter().take(3).copied().collect();
    let said = text!("{ends}{more}: {what}", ends = ends, more = more, what = code(what));
    let (from, to) = if inbound { (first, node) } else { (node, first) };
    Some(Line { said: said.said(&graph.model), ask: Question::on(from, to, passes) })
}

fn internet(known: &Known, own: &[usize]) -> String {
    let here = |m: &[usize]| m.iter().any(|i| own.contains(i));
    let mut passes = Passing::default();
    let mut open = false;
    for e in known.facts.exposed().iter().filter(|e| here(&e.class.members)) {
        passes = passes.plus(&e.passes);
        open |= e.verdict != Verdict::Reachable;
    }
    match (passes.is_empty(), open) {
        (true, false) => crate::language::t("Not reachable from the internet").into(),
        (true, true) => crate::language::t("From the internet: it depends").into(),
        (false, _) => crate::say!("From the internet: {passes}", passes = passes),
    }
}
