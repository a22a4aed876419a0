//! Candidates weighed: each way built, opened, traced, priced, drilled; one at a time, so that a page can do other things between.

use super::bill::{Bill, Part, sum};
use super::curve::{Crossing, Curve, crossings, curve};
use super::kind::WayKind;
use super::open::open;
use super::others::Others;
use super::rank::{Priority, rank};
use super::serves::{controls, serves};
use super::steps::Steps;
use super::ways::Case;
use crate::answer::Trace;
use crate::catalogue::{Catalogue, Currency, ServiceKind};
use crate::cost::Spread;
use crate::document::{Bucket, Document, Flow, Id, Kind, NodeId, Service, ServiceId, Table, Usage, Vpc, Workload};
use crate::edit::{Command, Draft};
use crate::facts::Facts;
use crate::money::Money;
use crate::net::Protocol;
use crate::performance::{Throughput, throughput};
use crate::propose::Refusal;
use crate::reach::{Verdict, Way};
use crate::resilience::{Drill, Failure, Fate};
use crate::text;
use crate::text::{Arg, Text};

/// Which workload wants which service, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub from: Id<Workload>,
    pub service: ServiceId,
    /// Where the design has no flow for it yet; that of the flow else.
    pub usage: Option<Usage>,
    pub by: Vec<Priority>,
}

/// One way, weighed.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub kind: WayKind,
    /// What the engine says of the way once it is built.
    pub verdict: Verdict,
    pub way: Way,
    /// Why it cannot be built or does not work.
    pub refused: Option<Text>,
    /// The devices that packets pass, on the way that is shown.
    pub path: Vec<NodeId>,
    /// What this workload's traffic to the service costs by it: its data, and the hours of what stands for it.
    pub month: Spread<Money>,
    /// The month line by line.
    pub bill: Vec<Part>,
    /// On the way, and used by others of the design too: its hours are not in the month.
    pub shared: Vec<NodeId>,
    /// What the whole design's month changes by when it is chosen.
    pub difference: Spread<Money>,
    pub curve: Curve,
    pub throughput: Throughput,
    /// Single failures that take the flow down, in whole or in part.
    pub lost_when: Vec<Failure>,
    pub controls: Vec<Text>,
    pub also_serves: Vec<Text>,
    /// Other flows that go another way when it is chosen.
    pub moves: Vec<Id<Flow>>,
    /// Whether packets stay on private addresses.
    pub private: bool,
    pub steps: Vec<Text>,
    /// The steps as one edit; none for the way as it is.
    pub command: Option<Command>,
    /// The design with it, for names of what it adds.
    pub design: Document,
}

impl Candidate {
    pub fn works(&self) -> bool {
        self.refused.is_none() && open(self.verdict)
    }

    /// What it is called in commands: its kind, with the number of zones or the other VPC where that tells it apart.
    pub fn key(&self) -> String {
        let kind = self.kind.key();
        match self.kind {
            WayKind::InterfaceEndpoint(n) => format!("{kind}-{n}"),
            WayKind::Peering(vpc, _) | WayKind::Transit(vpc, _) => format!("{kind}-{}", self.design.model.name(vpc)),
            _ => kind.into(),
        }
    }

    /// What it is called; as it is, with what that is.
    pub fn label(&self) -> Text {
        match (self.kind, self.works(), super::open::device(self.way)) {
            (WayKind::AsIs, true, Some(device)) => text!("As it is, by {device}", device = device),
            _ => self.kind.label(),
        }
    }
}

/// All candidates, ranked, and where the cheapest changes with the GB.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub candidates: Vec<Candidate>,
    pub crossings: Vec<Crossing>,
    pub currency: Currency,
    pub usage: Usage,
}

/// Every way of the workload to the service.
pub fn compare(doc: &Document, catalogue: &Catalogue, ask: &Ask) -> Result<Comparison, Text> {
    let mut work = Comparing::new(doc, catalogue, ask)?;
    while work.step() {}
    Ok(work.finish())
}

/// A comparison on its way: one candidate with each step.
pub struct Comparing {
    base: Facts,
    draft: Draft,
    ask: Ask,
    vpc: Id<Vpc>,
    flow: Id<Flow>,
    usage: Usage,
    /// The design as it came, where its flow has another usage than is asked about: that is not what is chosen.
    own: Option<Document>,
    todo: Vec<WayKind>,
    done: Vec<(Candidate, Option<Bill>)>,
}

/// Zones that an endpoint is tried in.
const MOST_ZONES: usize = 6;

impl Comparing {
    pub fn new(doc: &Document, catalogue: &Catalogue, ask: &Ask) -> Result<Self, Text> {
        let vpc = doc
            .model
            .vpc_of(ask.from)
            .ok_or_else(|| text!("{from} stands in no VPC: it calls public addresses, and that is its only way", from = ask.from))?;
        let mut draft = Draft::new(doc);
        let flow = flow(&mut draft, ask, vpc).map_err(|e| Refusal::from(e).0)?;
        let own = (ask.usage.is_some() && draft.doc == *doc).then(|| doc.clone());
        if let Some(usage) = &ask.usage {
            draft.run(Command::Use { flow, usage: Some(usage.clone()) }).map_err(|e| Refusal::from(e).0)?;
        }
        let usage = draft.doc.usage_of(flow);
        let base = Facts::new(&draft.doc, catalogue);
        let mut work = Self { base, draft, ask: ask.clone(), vpc, flow, usage, own, todo: vec![], done: vec![] };
        work.todo = work.kinds();
        work.todo.reverse();
        Ok(work)
    }

    fn case(&self) -> Case<'_> {
        Case {
            catalogue: &self.base.catalogue,
            workload: self.ask.from,
            vpc: self.vpc,
            service: &self.ask.service,
            flow: self.flow,
            base: &self.base,
        }
    }

    fn kinds(&self) -> Vec<WayKind> {
        let (case, d) = (self.case(), &self.draft);
        let mut kinds = vec![WayKind::AsIs, WayKind::GatewayEndpoint];
        let most = case.zones(d).len().min(MOST_ZONES);
        // An endpoint that stands keeps its zones.
        kinds.extend((case.standing(d).max(1)..=most.max(1)).map(WayKind::InterfaceEndpoint));
        let both = case.offers(ServiceKind::Gateway) && case.offers(ServiceKind::Interface) && self.ask.service == ServiceId::s3();
        kinds.extend(both.then_some(WayKind::InboundResolver));
        kinds.push(WayKind::Nat);
        let zones: crate::ordered::BTreeSet<_> = case.subnets(d).into_iter().filter_map(|s| Case::zone(d, s)).collect();
        kinds.extend((zones.len() > 1).then_some(WayKind::NatInEachZone));
        kinds.push(WayKind::InternetGateway);
        kinds.extend(case.hubs(d));
        kinds
    }

    /// How many candidates there are, and how many of them are weighed.
    pub fn progress(&self) -> (usize, usize) {
        (self.done.len(), self.done.len() + self.todo.len())
    }

    /// Weighs one more; false when there is none left.
    pub fn step(&mut self) -> bool {
        let Some(kind) = self.todo.pop() else { return false };
        let (mut candidate, bill) = weigh(&self.case(), &self.draft, &self.usage, kind);
        if let Some(own) = &self.own {
            candidate.command = candidate.command.map(|c| without_usage(c, self.flow));
            let made = candidate.command.as_ref().map_or_else(|| Ok(own.clone()), |c| own.apply(c));
            if let Ok(design) = made {
                candidate.design = design;
            }
        }
        self.done.push((candidate, bill));
        !self.todo.is_empty()
    }

    /// What was weighed, ranked.
    pub fn finish(self) -> Comparison {
        let catalogue = &self.base.catalogue;
        // A change that leaves everything as it is is the way as it is.
        let mut weighed: Vec<(Candidate, Option<Bill>)> = Vec::new();
        for (c, bill) in self.done {
            if c.refused.is_some() || !weighed.iter().any(|(o, _)| o.refused.is_none() && o.design == c.design) {
                weighed.push((c, bill));
            }
        }
        let priced: Vec<(usize, &Bill, &Curve)> =
            weighed.iter().enumerate().filter(|(_, (c, _))| c.works()).filter_map(|(i, (c, b))| Some((i, b.as_ref()?, &c.curve))).collect();
        let crossings = crossings(&priced, catalogue);
        let mut candidates: Vec<Candidate> = weighed.into_iter().map(|(c, _)| c).collect();
        // Ranking moves candidates; crossings follow them.
        let order: Vec<WayKind> = candidates.iter().map(|c| c.kind).collect();
        let by = if self.ask.by.is_empty() { vec![Priority::Cost, Priority::Survival] } else { self.ask.by };
        rank(&mut candidates, &by);
        let moved = |i: usize| order.get(i).and_then(|k| candidates.iter().position(|c| c.kind == *k)).unwrap_or(i);
        let crossings = crossings.into_iter().map(|c| Crossing { from: moved(c.from), to: moved(c.to), ..c }).collect();
        Comparison { candidates, crossings, currency: self.base.estimate().month().0, usage: self.usage }
    }
}

/// The workload's flow to the service, made where there is none.
fn flow(d: &mut Draft, ask: &Ask, vpc: Id<Vpc>) -> Result<Id<Flow>, crate::edit::EditError> {
    let model = d.doc.model.clone();
    let region = model.get(vpc).map(|v| v.region.clone()).unwrap_or_default();
    let is = |to: NodeId| match to.kind() {
        Kind::Service => Id::of(to).and_then(|s| model.get::<Service>(s)).is_some_and(|s| s.service == ask.service && s.region == region),
        Kind::Bucket => {
            ask.service == ServiceId::s3() && Id::of(to).and_then(|b| model.get::<Bucket>(b)).is_some_and(|b| b.region == region)
        }
        Kind::Table => {
            ask.service == ServiceId::dynamodb() && Id::of(to).and_then(|t| model.get::<Table>(t)).is_some_and(|t| t.region == region)
        }
        _ => false,
    };
    if let Some((id, _)) = model.all::<Flow>().find(|(_, f)| f.from == ask.from.node() && is(f.to)) {
        return Ok(id);
    }
    let old = model.all::<Service>().find(|(_, s)| s.service == ask.service && s.region == region).map(|(id, _)| id);
    let to = match old {
        Some(id) => id,
        None => d.add(None, Service { region, service: ask.service.clone() })?,
    };
    d.add(None, Flow { from: ask.from.node(), to: to.node(), protocol: Protocol::TCP, port: Some(443), request: None })
}

/// The command but for what it says of the flow's usage.
fn without_usage(command: Command, of: Id<Flow>) -> Command {
    match command {
        Command::All(all) => {
            let left = all.into_iter().filter(|c| !matches!(c, Command::Use { flow, .. } if *flow == of));
            Command::All(left.collect())
        }
        one => one,
    }
}

/// A way as it was built.
struct Built {
    draft: Draft,
    steps: Steps,
    facts: Facts,
    refused: Option<Text>,
    others: Others,
}

impl Built {
    fn new(case: &Case, base: &Draft, kind: WayKind, apart: bool) -> Self {
        let (mut draft, mut steps) = (base.clone(), Steps::default());
        let mut refused = case.build(kind, apart, &mut draft, &mut steps).err();
        if refused.is_none() && kind != WayKind::AsIs {
            case.open(kind, &mut draft, &mut steps);
        }
        let facts = case.base.after(&draft.doc);
        let others = Others::of(case.base, &facts, case.flow);
        if refused.is_none()
            && let Some(trace) = facts.flows().get(&case.flow)
        {
            refused = case.astray(kind, &draft, trace).or_else(|| blocked(trace, &facts)).or_else(|| cuts(&others));
        }
        Self { draft, steps, facts, refused, others }
    }

    fn weight(&self) -> (bool, (usize, usize)) {
        (self.refused.is_some(), self.others.weight())
    }
}

fn blocked(trace: &Trace, facts: &Facts) -> Option<Text> {
    if open(trace.verdict) {
        return None;
    }
    let mut why: Vec<Text> = Vec::new();
    for h in trace.blockers() {
        let said = h.say(facts.graph());
        if !why.contains(&said) {
            why.push(said);
        }
    }
    let why: Vec<Arg> = why.into_iter().take(3).map(Arg::from).collect();
    Some(match why.is_empty() {
        true => text!("it is not reachable"),
        false => text!("it is blocked: {why}", why = Arg::List(why)),
    })
}

/// A way must not take from others what they have.
fn cuts(others: &Others) -> Option<Text> {
    if let Some(first) = others.cut.first() {
        let more = others.cut.len() - 1;
        return Some(match more {
            0 => text!("it would cut {flow}", flow = *first),
            n => text!("it would cut {flow} and {n} more", flow = *first, n = n),
        });
    }
    others.broken.first().map(|i| text!("it would break the intent {intent}", intent = *i))
}

fn weigh(case: &Case, base: &Draft, usage: &Usage, kind: WayKind) -> (Candidate, Option<Bill>) {
    let mut built = Built::new(case, base, kind, false);
    if matches!(kind, WayKind::Nat | WayKind::NatInEachZone) && built.weight() > (false, (0, 0)) {
        let apart = Built::new(case, base, kind, true);
        if apart.weight() < built.weight() {
            built = apart;
        }
    }
    let Built { draft, steps, facts, refused, others } = built;
    let (graph, model) = (facts.graph(), &draft.doc.model);
    let Some(trace) = facts.flows().get(&case.flow) else {
        let why = refused.unwrap_or_else(|| text!("the flow is gone"));
        return (empty(kind, why, draft.doc.clone()), None);
    };
    let drill = Drill::new(&draft.doc, graph, case.catalogue, [(case.flow.node(), trace)]);
    let lost = drill.singles().into_iter().filter(|r| r.fate(case.flow.node()) != Fate::Kept).flat_map(|r| r.failures);
    let bill = Bill::new(case, kind, &facts, trace, usage.percent_out);
    let parts = bill.as_ref().map(|b| b.parts(usage, case.catalogue)).unwrap_or_default();
    let works = refused.is_none() && open(trace.verdict);
    let (after, before) = (facts.estimate().month().1, case.base.estimate().month().1);
    let changed = draft.doc != base.doc;
    let candidate = Candidate {
        kind,
        verdict: trace.verdict,
        way: trace.way(),
        refused,
        path: trace.path().map(|p| p.through.clone()).unwrap_or_default(),
        month: sum(&parts),
        bill: parts,
        shared: bill.as_ref().map(|b| b.shared.clone()).unwrap_or_default(),
        difference: after.zip(&before, |a, b| *a - *b),
        curve: bill.as_ref().filter(|_| works).map(|b| curve(b, case.catalogue)).unwrap_or_default(),
        throughput: throughput(graph, case.catalogue, trace, None),
        lost_when: lost.collect(),
        controls: controls(case, trace.way()),
        also_serves: serves(case, model, trace.way()),
        moves: others.moved,
        private: matches!(trace.way(), Way::GatewayEndpoint(_) | Way::InterfaceEndpoint(_)),
        steps: steps.0,
        command: None,
        design: draft.doc.clone(),
    };
    let command = changed.then(|| draft.finish());
    (Candidate { command, ..candidate }, bill)
}

fn empty(kind: WayKind, refused: Text, design: Document) -> Candidate {
    Candidate {
        kind,
        verdict: Verdict::NotModelled,
        way: Way::None,
        refused: Some(refused),
        path: vec![],
        month: Spread::default(),
        bill: vec![],
        shared: vec![],
        difference: Spread::default(),
        curve: Curve::default(),
        throughput: Throughput { stages: vec![], single_flow: None, connections: None, grows: vec![] },
        lost_when: vec![],
        controls: vec![],
        also_serves: vec![],
        moves: vec![],
        private: false,
        steps: vec![],
        command: None,
        design,
    }
}
