//! What an edit did to who reaches whom, from what the engine says before and after, as plain data.

use crate::language::InLanguage;
use crate::state::say::way_text;
use crate::state::trace::Question;
use portico_core::answer::Trace;
use portico_core::document::{Flow, Model, NodeId};
use portico_core::facts::Facts;
use portico_core::matrix::{Difference, Matrix, Passing, differences};
use portico_core::ordered::{BTreeMap, Sorted as _};
use portico_core::reach::{Verdict, Way};
use portico_core::text;
use portico_core::text::{Arg, Segment, Text, code};

/// What became of a flow, of a pair of interfaces, or of one that the internet reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Private,
    Public,
    Opened,
    Lost,
    Rerouted,
    Unsure,
    PairOpened,
    PairLost,
    PairChanged,
    Exposed,
    Hidden,
}

/// The words for each kind: what is counted, one and many of it, and what became of them.
const KINDS: [(Kind, [&str; 2], &str); 11] = [
    (Kind::Private, ["flow", "flows"], "became private"),
    (Kind::Public, ["flow", "flows"], "became public"),
    (Kind::Opened, ["flow", "flows"], "opened"),
    (Kind::Lost, ["flow", "flows"], "lost"),
    (Kind::Rerouted, ["flow", "flows"], "rerouted"),
    (Kind::Unsure, ["flow", "flows"], "became uncertain"),
    (Kind::PairOpened, ["pair", "pairs"], "opened"),
    (Kind::PairLost, ["pair", "pairs"], "lost"),
    (Kind::PairChanged, ["pair", "pairs"], "changed"),
    (Kind::Exposed, ["interface", "interfaces"], "opened to the internet"),
    (Kind::Hidden, ["interface", "interfaces"], "closed to the internet"),
];

/// One thing that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub kind: Kind,
    pub said: Vec<Segment>,
    /// What to trace to see it.
    pub ask: Question,
}

/// All that changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// The edit, as undo calls it.
    pub label: String,
    /// How many of each kind.
    pub counts: Vec<(Kind, usize)>,
    /// The first of them.
    pub items: Vec<Item>,
    /// Pairs were not compared: there are too many.
    pub partly: bool,
}

/// More than this nobody reads.
pub const MOST_ITEMS: usize = 60;

impl Change {
    /// "3 flows became private, 1 lost; 2 pairs opened".
    pub fn sentence(&self) -> String {
        let mut out = String::new();
        let mut noun = "";
        for (kind, [one, many], became) in KINDS {
            let n: usize = self.counts.iter().filter(|(k, _)| *k == kind).map(|(_, n)| n).sum();
            if n == 0 {
                continue;
            }
            if !out.is_empty() {
                out.push_str(if noun == one { ", " } else { "; " });
            }
            out.push_str(&n.to_string());
            if noun != one {
                out.push(' ');
                out.push_str(if n == 1 { one } else { many });
            }
            out.push(' ');
            out.push_str(became);
            noun = one;
        }
        match (out.is_empty(), self.partly) {
            (true, false) => crate::language::t("who reaches whom stays as it was").into(),
            (true, true) => crate::language::t("every flow stays as it was").into(),
            _ => out,
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.counts.is_empty()
    }

    fn add(&mut self, kind: Kind, n: usize, said: Vec<Segment>, ask: Question) {
        match self.counts.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, sum)) => *sum += n,
            None => self.counts.push((kind, n)),
        }
        // Pairs of several subnets may say the same.
        let told = self.items.iter().any(|i| i.kind == kind && i.said == said);
        if !told && self.items.len() < MOST_ITEMS {
            self.items.push(Item { kind, said, ask });
        }
    }
}

/// A network and, where it is not too large, its matrix.
pub type Side<'a> = (&'a Facts, Option<&'a Matrix>);

/// What changed from one network to the other.
pub fn change(label: String, before: Side, after: Side) -> Change {
    let mut out = Change { label, partly: before.1.is_none() || after.1.is_none(), ..Change::default() };
    flows(&mut out, before.0, after.0);
    exposure(&mut out, before.0, after.0);
    if let (Some(was), Some(is)) = (before.1, after.1) {
        pairs(&mut out, &differences((before.0.graph(), was), (after.0.graph(), is)), &after.0.document.model);
    }
    out.items.order_by_key(|i| i.kind);
    out
}

fn flows(out: &mut Change, before: &Facts, after: &Facts) {
    let (was, is) = (&before.document.model, &after.document.model);
    for (id, now) in after.flows() {
        let Some(then) = before.flows().get(id) else { continue };
        let (Some(kind), Some(flow)) = (fate(then, now), is.get::<Flow>(*id)) else { continue };
        let then = how(then).told(was);
        let said = text!("{from} → {to}: {now}; was {then}", from = flow.from, to = flow.to, now = how(now), then = then);
        out.add(kind, 1, said.said(is), Question::of_flow(is, *id).unwrap_or_default());
    }
}

fn fate(then: &Trace, now: &Trace) -> Option<Kind> {
    use Verdict::{Blocked, Reachable};
    Some(match (then.verdict, now.verdict) {
        (Reachable, Reachable) => match (then.way().is_private(), now.way().is_private()) {
            (false, true) => Kind::Private,
            (true, false) => Kind::Public,
            _ if then.way() != now.way() => Kind::Rerouted,
            _ => return None,
        },
        (_, Reachable) => Kind::Opened,
        (Blocked, Blocked) => return None,
        (_, Blocked) => Kind::Lost,
        (a, b) if a != b => Kind::Unsure,
        _ => return None,
    })
}

fn how(t: &Trace) -> Text {
    match (t.verdict, t.blockers().first()) {
        (Verdict::Reachable, _) => way_text(t.way()).unwrap_or_else(|| text!("reachable")),
        (Verdict::Blocked, Some(hop)) => text!("blocked by {at}", at = hop.at),
        (Verdict::Blocked, None) => text!("blocked"),
        (Verdict::Depends, _) => text!("it depends"),
        (Verdict::NotModelled, _) => text!("not modelled"),
    }
}

/// Pairs that are in both networks: what is new or gone tells nothing of rules.
fn pairs(out: &mut Change, all: &[Difference], model: &Model) {
    for d in all.iter().filter(|d| d.from.stayed() && d.to.stayed()) {
        let itself = d.from.owners.iter().filter(|o| d.to.owners.contains(o)).count();
        let n = d.from.owners.len() * d.to.owners.len() - itself;
        let (Some(from), Some(to)) = (d.from.owners.first(), d.to.owners.iter().rev().find(|o| Some(*o) != d.from.owners.first())) else {
            continue;
        };
        let kind = match d.verdict {
            (a, Verdict::Reachable) if a != Verdict::Reachable => Kind::PairOpened,
            (Verdict::Reachable, b) if b != Verdict::Reachable => Kind::PairLost,
            _ => Kind::PairChanged,
        };
        let all_of = |owners: &[NodeId]| owners.iter().take(3).copied().collect::<Arg>();
        let more = |owners: &[NodeId]| if owners.len() > 3 { crate::say!(" and {n} more", n = owners.len() - 3) } else { String::new() };
        let said = text!(
            "{from}{and} → {to}{also}: {what}",
            from = all_of(&d.from.owners),
            and = more(&d.from.owners),
            to = all_of(&d.to.owners),
            also = more(&d.to.owners),
            what = passing(d)
        );
        let ask = Question::on(*from, *to, if d.gained.is_empty() { &d.lost } else { &d.gained });
        out.add(kind, n.max(1), said.said(model), ask);
    }
}

fn passing(d: &Difference) -> Text {
    match (d.gained.is_empty(), d.lost.is_empty()) {
        (false, true) => text!("{gained} passes now", gained = code(&d.gained)),
        (true, false) => text!("{lost} passes no longer", lost = code(&d.lost)),
        (false, false) => text!("{gained} passes now, {lost} no longer", gained = code(&d.gained), lost = code(&d.lost)),
        (true, true) if d.verdict.1 == Verdict::Depends => text!("it depends now"),
        (true, true) => match way_text(d.way.1).filter(|_| d.way.0 != d.way.1 && d.way.1 != Way::None) {
            Some(way) => text!("{way} now", way = way),
            None => text!("what blocks is another thing"),
        },
    }
}

/// What the internet reaches for certain, by what it belongs to.
pub fn exposed(facts: &Facts) -> BTreeMap<NodeId, Passing> {
    let graph = facts.graph();
    let mut out: BTreeMap<NodeId, Passing> = BTreeMap::new();
    for e in facts.exposed().iter().filter(|e| e.verdict == Verdict::Reachable) {
        for f in e.class.members.iter().filter_map(|i| graph.interface(*i)) {
            let known = out.entry(f.owner).or_default();
            *known = known.plus(&e.passes);
        }
    }
    out
}

fn exposure(out: &mut Change, before: &Facts, after: &Facts) {
    let (was, is) = (exposed(before), exposed(after));
    let model = &after.document.model;
    let nothing = Passing::default();
    let ask = |node: NodeId, p: &Passing| Question { from: Some(portico_core::reach::Party::Internet), ..Question::on(node, node, p) };
    for (node, now) in &is {
        let more = now.minus(was.get(node).unwrap_or(&nothing));
        if !more.is_empty() {
            let said = text!("internet → {node}: {more} gets in now", node = *node, more = code(&more));
            out.add(Kind::Exposed, 1, said.said(model), ask(*node, &more));
        }
    }
    for (node, then) in was.iter().filter(|(n, _)| model.contains(**n)) {
        let less = then.minus(is.get(node).unwrap_or(&nothing));
        if !less.is_empty() {
            let said = text!("internet → {node}: {less} gets in no longer", node = *node, less = code(&less));
            out.add(Kind::Hidden, 1, said.said(model), ask(*node, &less));
        }
    }
}
