//! What the Compare panel shows: the worker's answer read, and what somebody may ask.

use crate::exchange::piece;
use crate::ui::number::money;
use portico_core::catalogue::{Catalogue, Currency};
use portico_core::document::{Bucket, Flow, Id, Kind, Model, NodeId, Service, Table, Workload};
use portico_core::edit::Command;
use portico_core::interchange::journal::{self, Change};
use portico_core::money::Money;
use portico_core::text::Segment;
use serde_json::Value;

/// A message in pieces.
pub type Said = Vec<Segment>;

/// What is asked, as far as somebody chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub from: Option<NodeId>,
    pub service: Option<String>,
    /// GB a month in the place of the flow's own.
    pub gb: Option<u32>,
    /// What matters most; the month where nobody says.
    pub by: Option<&'static str>,
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub from: Id<Workload>,
    pub service: String,
    pub gb: Option<u32>,
    pub by: &'static str,
}

/// What candidates are ranked by: the word of the engine, and how it is called.
pub const PRIORITIES: [(&str, &str); 8] = [
    ("cost", "the month"),
    ("difference", "what the bill changes by"),
    ("survival", "surviving failures"),
    ("throughput", "throughput"),
    ("privacy", "private addresses"),
    ("control", "what can be controlled"),
    ("sharing", "who else can use it"),
    ("simplicity", "little to set up"),
];

/// The service that a flow's end is part of.
fn service_of(model: &Model, to: NodeId) -> Option<String> {
    match to.kind() {
        Kind::Service => Id::<Service>::of(to).and_then(|s| model.get(s)).map(|s| s.service.to_string()),
        Kind::Bucket => Id::<Bucket>::of(to).and_then(|b| model.get(b)).map(|_| "s3".into()),
        Kind::Table => Id::<Table>::of(to).and_then(|t| model.get(t)).map(|_| "dynamodb".into()),
        _ => None,
    }
}

/// Workloads that stand in a VPC, by name.
pub fn callers(model: &Model) -> Vec<(NodeId, String)> {
    let inside = model.all::<Workload>().filter(|(id, _)| model.vpc_of(*id).is_some());
    inside.map(|(id, _)| (id.node(), model.name(id))).collect()
}

/// The services that a workload calls.
fn called(model: &Model, from: NodeId) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for service in model.all::<Flow>().filter(|(_, f)| f.from == from).filter_map(|(_, f)| service_of(model, f.to)) {
        if !out.contains(&service) {
            out.push(service);
        }
    }
    out
}

/// The services to choose from, those that the workload calls first: id, name, whether it calls it.
pub fn services(model: &Model, from: Option<NodeId>) -> Vec<(&'static str, &'static str, bool)> {
    let own = from.map(|f| called(model, f)).unwrap_or_default();
    let all = || Catalogue::bundled().services().iter();
    let calls = |id: &str| own.iter().any(|o| o == id);
    let first = all().filter(|s| calls(s.id)).map(|s| (s.id, s.display(), true));
    first.chain(all().filter(|s| !calls(s.id)).map(|s| (s.id, s.display(), false))).collect()
}

/// The question: what was chosen, else what is selected, else the first workload that calls a service.
pub fn question(model: &Model, asked: &Asked, selected: &[NodeId]) -> Option<Question> {
    let all = callers(model);
    let there = |n: &NodeId| all.iter().any(|(id, _)| id == n);
    let flow = selected.iter().find_map(|n| Id::<Flow>::of(*n).and_then(|f| model.get(f)));
    let calls = || all.iter().map(|(n, _)| *n).find(|n| !called(model, *n).is_empty());
    let from = asked.from.filter(there);
    let from = from.or_else(|| flow.map(|f| f.from).filter(there)).or_else(|| selected.iter().copied().find(there)).or_else(calls);
    let from = from.or_else(|| all.first().map(|(n, _)| *n))?;
    let service = asked.service.clone().filter(|s| Catalogue::bundled().service(s).is_some());
    let of_flow = flow.filter(|f| f.from == from).and_then(|f| service_of(model, f.to));
    let service = service.or(of_flow).or_else(|| called(model, from).into_iter().next()).unwrap_or_else(|| "s3".into());
    Some(Question { from: Id::of(from)?, service, gb: asked.gb, by: asked.by.unwrap_or("cost") })
}

impl Question {
    /// As the worker is asked.
    pub fn given(&self) -> Vec<String> {
        let gb = self.gb.map(|gb| gb.to_string()).unwrap_or_default();
        let by = if self.by == "cost" { "cost,survival".into() } else { format!("{},cost", self.by) };
        vec![self.from.node().to_string(), self.service.clone(), gb, by]
    }
}

/// One way.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    pub key: String,
    pub label: Said,
    pub answer: Result<Weighed, Said>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    pub month: String,
    /// Low to high, where they differ.
    pub range: Option<String>,
    pub lines: Vec<Said>,
    pub shared: Vec<Said>,
    /// What the design's month changes by; none for the way as it is.
    pub difference: Option<String>,
    pub curve: Vec<(u32, Money)>,
    pub path: Vec<Said>,
    pub ceiling: Vec<Said>,
    pub lost: Vec<Said>,
    pub controls: Vec<Said>,
    pub serves: Vec<Said>,
    pub moves: Vec<Said>,
    pub steps: Vec<Said>,
    pub terraform: Vec<String>,
    pub choose: Option<(String, Command)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    pub currency: Currency,
    /// The typical GB of the question.
    pub gb: u32,
    pub ways: Vec<Way>,
    /// From so many GB on, the second is cheaper than the first.
    pub crossings: Vec<(u32, usize, usize)>,
}

/// The worker's answer; none for what is no such answer. Names of what is not in the design yet are no links.
pub fn panel(json: &str, model: &Model) -> Option<Panel> {
    let v: Value = serde_json::from_str(json).ok()?;
    let currency = currency(&v)?;
    let ways = v.get("ways")?.as_array()?.iter().map(|w| way(w, currency, model)).collect::<Option<_>>()?;
    let whole = |v: &Value| v.as_u64().and_then(|n| u32::try_from(n).ok());
    let place = |v: &Value| v.as_u64().and_then(|n| usize::try_from(n).ok());
    let crossing = |c: &Value| Some((whole(c.get(0)?)?, place(c.get(1)?)?, place(c.get(2)?)?));
    let crossings = v.get("crossings")?.as_array()?.iter().map(crossing).collect::<Option<_>>()?;
    Some(Panel { currency, gb: whole(v.get("gb")?.get(1)?)?, ways, crossings })
}

pub fn currency(v: &Value) -> Option<Currency> {
    match v.get("currency")?.as_str()? {
        "CNY" => Some(Currency::Cny),
        _ => Some(Currency::Usd),
    }
}

pub fn said(v: &Value, model: &Model) -> Option<Said> {
    let known = |s: Segment| match s {
        Segment::Node(n, name) if !model.contains(n) => Segment::Plain(name),
        s => s,
    };
    v.as_array()?.iter().map(|p| piece(p).map(known)).collect()
}

pub fn list(v: &Value, name: &str, model: &Model) -> Option<Vec<Said>> {
    v.get(name)?.as_array()?.iter().map(|t| said(t, model)).collect()
}

/// Low, typical and high.
pub fn three(v: &Value, name: &str) -> Option<[Money; 3]> {
    let one = |i: usize| v.get(name)?.get(i)?.as_str()?.parse().ok();
    Some([one(0)?, one(1)?, one(2)?])
}

/// The step that a button makes.
pub fn choice(v: &Value) -> Option<(String, Command)> {
    let step = journal::read(v.get("choose")?.as_str()?).ok()?;
    match step.change {
        Change::Command(command) => Some((step.label, command)),
        Change::Replace(_) => None,
    }
}

/// With its sign, so that more and less look different.
pub fn signed(currency: Currency, amount: Money) -> String {
    let shown = money(currency, amount);
    if amount > Money::ZERO { format!("+{shown}") } else { shown }
}

fn way(v: &Value, currency: Currency, model: &Model) -> Option<Way> {
    let (key, label) = (v.get("key")?.as_str()?.to_owned(), said(v.get("label")?, model)?);
    if let Some(why) = v.get("refused") {
        return Some(Way { key, label, answer: Err(said(why, model)?) });
    }
    let [low, typical, high] = three(v, "month")?;
    let line = |l: &Value| {
        let amount = money(currency, l.get("amount")?.as_str()?.parse().ok()?);
        let what = l.get("usage_type").and_then(Value::as_str).or_else(|| l.get("meter")?.as_str())?;
        let mut out = vec![Segment::Plain(format!("{amount} ")), Segment::Code(what.into())];
        if let Some(on) = l.get("on").filter(|o| o.is_array()) {
            out.push(Segment::Plain(" of ".into()));
            out.extend(said(on, model)?);
        }
        Some(out)
    };
    let gbps = |name: &str| v.get(name).and_then(Value::as_u64).map(|mbps| mbps as f64 / 1000.0);
    let known = gbps("sustained").map(|s| match gbps("peak").filter(|p| *p > s) {
        Some(p) => crate::say!("{s} Gbps, up to {p}", s = s, p = p),
        None => format!("{s} Gbps"),
    });
    let ceiling = known.map(|k| vec![Segment::Plain(k)]).into_iter().chain(list(v, "open", model)?).collect();
    let point = |p: &Value| Some((u32::try_from(p.get(0)?.as_u64()?).ok()?, p.get(1)?.as_str()?.parse().ok()?));
    let choose = choice(v);
    let text = |t: &Value| t.as_str().map(Into::into);
    let weighed = Weighed {
        month: money(currency, typical),
        range: (low != typical || high != typical)
            .then(|| crate::say!("{low} to {high}", low = money(currency, low), high = money(currency, high))),
        lines: v.get("lines")?.as_array()?.iter().map(line).collect::<Option<_>>()?,
        shared: list(v, "shared", model)?,
        difference: choose.is_some().then(|| three(v, "difference").map(|d| signed(currency, d[1]))).flatten(),
        curve: v.get("curve")?.as_array()?.iter().map(point).collect::<Option<_>>()?,
        path: list(v, "path", model)?,
        ceiling,
        lost: list(v, "lost", model)?,
        controls: list(v, "controls", model)?,
        serves: list(v, "serves", model)?,
        moves: list(v, "moves", model)?,
        steps: list(v, "steps", model)?,
        terraform: v.get("terraform")?.as_array()?.iter().map(text).collect::<Option<_>>()?,
        choose,
    };
    Some(Way { key, label, answer: Ok(weighed) })
}
