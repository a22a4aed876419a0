//! What the Failures panel shows: what each failure takes down, and what one or two together mark on the canvas.

use crate::compare::data::{Said, choice, currency, list, said, signed, three};
use crate::language::InLanguage;
use crate::state::lines::Stands;
use portico_core::answer::Trace;
use portico_core::document::Model;
use portico_core::document::{Flow, Id, Kind, NodeId, Place, Vpc};
use portico_core::drawing::Sheet;
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::ordered::BTreeSet;
use portico_core::reach::Verdict;
use portico_core::resilience::{Affinity, Failure, Fate, Report, affinity};
use portico_core::text;
use portico_core::text::Text;
use serde_json::Value;

/// A name in pieces, of a flow that crosses zones.
pub type Crossed = Said;

/// What is lost: a flow or an intent, and whether only for some of its callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    pub on: NodeId,
    pub said: Said,
    pub partly: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub failures: Vec<Failure>,
    pub label: Said,
    pub lost: Vec<Loss>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Panel {
    /// Every single failure, those that take most first.
    pub rows: Vec<Row>,
    /// Flows that work, for the headings.
    pub works: usize,
    /// Flows whose data crosses zones: how much by the regional name, and by zonal names.
    pub crossing: Vec<(Said, u32, u32)>,
}

fn works(t: &Trace) -> bool {
    matches!(t.verdict, Verdict::Reachable | Verdict::Depends)
}

fn row(model: &Model, r: &Report) -> Row {
    let mut label: Said = Vec::new();
    for (i, f) in r.failures.iter().enumerate() {
        if i > 0 {
            label.push(portico_core::text::Segment::Plain(" and ".into()));
        }
        label.extend(f.label().said(model));
    }
    let mut lost: Vec<Loss> = Vec::new();
    for (on, fate) in &r.lost {
        // An intent asks several questions: it is told once.
        match lost.iter_mut().find(|l| l.on == *on) {
            Some(known) => known.partly &= *fate == Fate::Partly,
            None => lost.push(Loss { on: *on, said: text!("{it}", it = *on).said(model), partly: *fate == Fate::Partly }),
        }
    }
    Row { failures: r.failures.clone(), label, lost }
}

pub fn panel(facts: &Facts) -> Panel {
    let model = &facts.document.model;
    let mut rows: Vec<Row> = facts.failures().iter().map(|r| row(model, r)).collect();
    // Stable: what takes nothing stays in order behind.
    portico_core::ordered::Sorted::order_by_key(rows.as_mut_slice(), |r| std::cmp::Reverse(r.lost.len()));
    let near = facts.flows().iter().filter_map(|(id, t)| affinity(facts.graph(), *id, t)).filter(|a| a.regional.part > 0);
    let crossing = |a: Affinity| {
        let percent = |n: u64| u32::try_from(n).unwrap_or(100);
        (text!("{flow}", flow = a.flow).said(model), percent(a.regional.percent()), percent(a.zonal.percent()))
    };
    Panel { rows, works: facts.flows().values().filter(|t| works(t)).count(), crossing: near.map(crossing).collect() }
}

/// What is lost when all of these fail together; none where none of them is there any more.
pub fn together(facts: &Facts, chosen: &[Failure]) -> Option<Row> {
    let drill = facts.drill();
    let there: Vec<Failure> = drill.failures().into_iter().filter(|f| chosen.contains(f)).collect();
    (!there.is_empty()).then(|| row(&facts.document.model, &drill.under(there)))
}

/// Where the canvas shows it: boxes that are down, and lines of flows that are lost (true: for some callers only).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub down: Vec<Place>,
    pub lost: Vec<(Place, Place, bool)>,
}

pub fn marks(facts: &Facts, sheet: &Sheet, row: &Row) -> Marks {
    let model = &facts.document.model;
    let stands = Stands::of(sheet);
    let first = |n: NodeId| stands.first(n).cloned();
    let mut down: BTreeSet<Place> = BTreeSet::new();
    for f in &row.failures {
        match f {
            Failure::Zone(z) => {
                down.extend(model.of_kind(Kind::Vpc).filter_map(|(id, _)| Id::<Vpc>::of(id)).map(|v| Place::Zone(v, z.clone())))
            }
            Failure::EndpointInterface(e, subnet) => {
                let part = Place::Part(*e, subnet.node());
                down.extend(if sheet.get(&part).is_some() { Some(part) } else { first(*e) });
            }
            f => down.extend(f.node().and_then(first)),
        }
    }
    let ends = |l: &Loss| {
        let flow = Id::<Flow>::of(l.on).and_then(|f| model.get(f))?;
        Some((first(flow.from)?, first(flow.to)?, l.partly))
    };
    Marks { down: down.into_iter().filter(|p| sheet.get(p).is_some()).collect(), lost: row.lost.iter().filter_map(ends).collect() }
}

/// What keeps one flow alive, as the worker says.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    pub flow: Said,
    pub zones: String,
    pub steps: Vec<Said>,
    pub adds: String,
    pub survives: bool,
    pub choose: Option<(String, Command)>,
}

pub fn saved(json: &str, model: &Model) -> Option<Vec<Saved>> {
    let v: Value = serde_json::from_str(json).ok()?;
    let currency = currency(&v)?;
    let one = |s: &Value| {
        let zones: Vec<&str> = s.get("zones")?.as_array()?.iter().filter_map(Value::as_str).collect();
        Some(Saved {
            flow: said(s.get("flow")?, model)?,
            zones: zones.join(", "),
            steps: list(s, "steps", model)?,
            adds: signed(currency, three(s, "adds")?[1]),
            survives: s.get("survives")?.as_bool()?,
            choose: choice(s),
        })
    };
    v.get("flows")?.as_array()?.iter().map(one).collect()
}

/// What a button of a failure is called.
pub fn name(f: &Failure, model: &Model) -> String {
    let text: Text = f.label();
    text.told(model)
}
