//! Candidates weighed: each way built, traced, priced, drilled.

use super::curve::{Crossing, Curve, Priced, crossings};
use super::rank::{Priority, rank};
use super::steps::Steps;
use super::ways::{Case, WayKind};
use crate::catalogue::{Catalogue, ServiceKind};
use crate::cost::{Spread, Tariff};
use crate::document::{
    Bucket, Document, Flow, Id, Kind, NodeId, OnPremises, Peering, Service, ServiceId, Table, TransitAttachment, Usage, Vpc, Workload,
};
use crate::edit::{Command, Draft};
use crate::facts::Facts;
use crate::money::Money;
use crate::net::Protocol;
use crate::ordered::BTreeSet;
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
    /// Why it cannot be built or does not work.
    pub refused: Option<Text>,
    /// The devices that packets pass, on the way that is shown.
    pub path: Vec<NodeId>,
    /// What it adds to the month beside the design without this flow.
    pub month: Spread<Money>,
    pub curve: Curve,
    pub throughput: Throughput,
    /// Single failures that take the flow down, in whole or in part.
    pub lost_when: Vec<Failure>,
    pub controls: Vec<Text>,
    pub also_serves: Vec<Text>,
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
        self.refused.is_none() && matches!(self.verdict, Verdict::Reachable | Verdict::Depends)
    }
}

/// All candidates, ranked, and where the cheapest changes with the GB.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub candidates: Vec<Candidate>,
    pub crossings: Vec<Crossing>,
    /// In the currency of the design's month.
    pub usage: Usage,
}

/// Every way of the workload to the service.
pub fn compare(doc: &Document, catalogue: &Catalogue, ask: &Ask) -> Result<Comparison, Text> {
    let vpc = doc
        .model
        .vpc_of(ask.from)
        .ok_or_else(|| text!("{from} stands in no VPC: it calls public addresses, and that is its only way", from = ask.from))?;
    let mut base = Draft::new(doc);
    let flow = flow(&mut base, ask, vpc).map_err(|e| Refusal::from(e).0)?;
    if let Some(usage) = &ask.usage {
        base.run(Command::Use { flow, usage: Some(usage.clone()) }).map_err(|e| Refusal::from(e).0)?;
    }
    let usage = base.doc.usage_of(flow);
    let without = without(&base.doc, catalogue, flow).ok_or_else(|| text!("the flow is gone"))?;
    let case = Case { catalogue, workload: ask.from, vpc, service: &ask.service };
    let mut kinds = vec![WayKind::AsIs, WayKind::GatewayEndpoint];
    kinds.extend((1..=case.zones(&base).len().min(MOST_ZONES)).map(WayKind::InterfaceEndpoint));
    let both = case.offers(ServiceKind::Gateway) && case.offers(ServiceKind::Interface) && ask.service == ServiceId::s3();
    kinds.extend(both.then_some(WayKind::InboundResolver));
    kinds.extend([WayKind::Nat, WayKind::InternetGateway]);
    kinds.extend(case.hubs(&base));
    let mut weighed: Vec<(Candidate, Option<Tariff>)> = kinds.into_iter().map(|k| weigh(&case, &base, flow, &usage, without, k)).collect();
    // A change that leaves everything as it is is the way as it is.
    let mut seen: Vec<Document> = Vec::new();
    weighed.retain(|(c, _)| {
        let new = c.refused.is_some() || !seen.contains(&c.design);
        seen.push(c.design.clone());
        new
    });
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut priced = Vec::new();
    for (mut c, tariff) in weighed {
        if let (true, Some(tariff)) = (c.works(), tariff) {
            let p = Priced { catalogue, tariff, without, percent_out: usage.percent_out };
            c.curve = p.curve();
            priced.push((candidates.len(), p, c.curve.clone()));
        }
        candidates.push(c);
    }
    let crossings = crossings(&priced);
    // Ranking moves candidates; crossings follow them.
    let order: Vec<WayKind> = candidates.iter().map(|c| c.kind).collect();
    let by = if ask.by.is_empty() { vec![Priority::Cost, Priority::Survival] } else { ask.by.clone() };
    rank(&mut candidates, &by);
    let moved = |i: usize| order.get(i).and_then(|k| candidates.iter().position(|c| c.kind == *k)).unwrap_or(i);
    let crossings = crossings.into_iter().map(|c| Crossing { from: moved(c.from), to: moved(c.to), ..c }).collect();
    Ok(Comparison { candidates, crossings, usage })
}

/// Zones that an endpoint is tried in.
const MOST_ZONES: usize = 6;

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

/// The typical month of the design if the flow carried nothing.
fn without(doc: &Document, catalogue: &Catalogue, flow: Id<Flow>) -> Option<Money> {
    let none = Usage::new(crate::document::Range::new(0, 0, 0), 50);
    let idle = doc.apply(&Command::Use { flow, usage: Some(none) }).ok()?;
    Some(Facts::new(&idle, catalogue).estimate().month().1.typical)
}

fn weigh(case: &Case, base: &Draft, flow: Id<Flow>, usage: &Usage, without: Money, kind: WayKind) -> (Candidate, Option<Tariff>) {
    let (mut draft, mut steps) = (base.clone(), Steps::default());
    let built = case.build(kind, &mut draft, &mut steps);
    let facts = Facts::new(&draft.doc, case.catalogue);
    let (graph, model) = (facts.graph(), &draft.doc.model);
    let Some(trace) = facts.flows().get(&flow) else {
        let c = empty(kind, text!("the flow is gone"), draft.doc.clone());
        return (c, None);
    };
    let throughput = throughput(graph, case.catalogue, trace, None);
    let drill = Drill::new(&draft.doc, graph, case.catalogue, [(flow.node(), trace)]);
    let lost = drill.singles().into_iter().filter(|r| r.fate(flow.node()) != Fate::Kept).flat_map(|r| r.failures);
    let refused = built.err().or_else(|| wrong(kind, trace.way())).or_else(|| {
        (trace.verdict == Verdict::Blocked).then(|| {
            let why = trace.blockers().iter().take(3).map(|h| Arg::from(h.say(graph))).collect();
            text!("it is blocked: {why}", why = Arg::List(why))
        })
    });
    let mut controls = vec![text!("security groups of {workload}", workload = case.workload), text!("network ACLs")];
    let policy = case.catalogue.service(case.service.as_str()).and_then(|s| s.policy_supported).is_some_and(|p| p.value);
    match trace.way() {
        Way::GatewayEndpoint(e) => controls.push(text!("endpoint policy of {endpoint}", endpoint = e)),
        Way::InterfaceEndpoint(e) => {
            controls.push(text!("security groups of {endpoint}", endpoint = e));
            if policy {
                controls.push(text!("endpoint policy of {endpoint}", endpoint = e));
            }
        }
        _ => {}
    }
    if let Way::GatewayEndpoint(_) | Way::InterfaceEndpoint(_) = trace.way() {
        controls.push(text!("resource policies, by endpoint or VPC"));
    } else {
        controls.push(text!("resource policies, by public address"));
    }
    let private = matches!(trace.way(), Way::GatewayEndpoint(_) | Way::InterfaceEndpoint(_));
    let changed = draft.doc != base.doc;
    let candidate = Candidate {
        kind,
        verdict: trace.verdict,
        refused,
        path: trace.path().map(|p| p.through.clone()).unwrap_or_default(),
        month: Spread::same(Money::ZERO),
        curve: Curve::default(),
        throughput,
        lost_when: lost.collect(),
        controls,
        also_serves: also(case, model, trace.way()),
        private,
        steps: steps.0,
        command: None,
        design: draft.doc.clone(),
    };
    let tariff = Tariff::new(&draft.doc, graph.clone(), facts.flows(), flow);
    let month = tariff.as_ref().map(|t| t.month(usage, case.catalogue).map(|m| *m - without)).unwrap_or_default();
    let command = changed.then(|| draft.finish());
    (Candidate { month, command, ..candidate }, tariff)
}

fn empty(kind: WayKind, refused: Text, design: Document) -> Candidate {
    Candidate {
        kind,
        verdict: Verdict::NotModelled,
        refused: Some(refused),
        path: vec![],
        month: Spread::default(),
        curve: Curve::default(),
        throughput: Throughput { stages: vec![], single_flow: None, connections: None, grows: vec![] },
        lost_when: vec![],
        controls: vec![],
        also_serves: vec![],
        private: false,
        steps: vec![],
        command: None,
        design,
    }
}

/// A way that was built and that packets do not take, because something else of the design leads them elsewhere.
fn wrong(kind: WayKind, way: Way) -> Option<Text> {
    let right = match (kind, way) {
        (_, Way::None) | (WayKind::AsIs, _) => true,
        (WayKind::GatewayEndpoint | WayKind::InboundResolver, w) => matches!(w, Way::GatewayEndpoint(_)),
        (WayKind::InterfaceEndpoint(_) | WayKind::Peering(..) | WayKind::Transit(..), w) => matches!(w, Way::InterfaceEndpoint(_)),
        (WayKind::Nat, w) => matches!(w, Way::Nat(_)),
        (WayKind::InternetGateway, w) => matches!(w, Way::InternetGateway(_)),
    };
    (!right).then(|| text!("routes or names of the design lead packets another way"))
}

/// Who else can use what the way adds.
fn also(case: &Case, model: &crate::document::Model, way: Way) -> Vec<Text> {
    let mut out = Vec::new();
    match way {
        Way::GatewayEndpoint(e) => {
            let tables = model.get(e).map(|e| e.tables.clone()).unwrap_or_default();
            out.push(text!("subnets of {vpc} that use {tables}", vpc = case.vpc, tables = Arg::from_iter(tables)));
        }
        Way::InterfaceEndpoint(e) => {
            let home = Id::of(e).and_then(|e| model.get::<crate::document::InterfaceEndpoint>(e)).map_or(case.vpc, |e| e.vpc);
            out.push(text!("everything in {vpc}", vpc = home));
            let ends = |p: &Peering| if p.requester == home { Some(p.accepter) } else { (p.accepter == home).then_some(p.requester) };
            let mut others: BTreeSet<Id<Vpc>> = model.all::<Peering>().filter(|(_, p)| p.accepted).filter_map(|(_, p)| ends(p)).collect();
            let gateways: BTreeSet<_> =
                model.all::<TransitAttachment>().filter(|(_, a)| a.to == home.node()).map(|(_, a)| a.gateway).collect();
            let joined = model.all::<TransitAttachment>().filter(|(_, a)| gateways.contains(&a.gateway));
            others.extend(joined.filter_map(|(_, a)| Id::of(a.to)).filter(|v| *v != home));
            out.extend(others.into_iter().map(|v| text!("{vpc}, by private address", vpc = v)));
            out.extend(model.all::<OnPremises>().map(|(p, _)| text!("{premises}, where a line leads to {vpc}", premises = p, vpc = home)));
        }
        Way::Nat(n) => out.push(text!("whatever else {vpc} calls outside, through {nat}", vpc = case.vpc, nat = n)),
        Way::InternetGateway(_) => out.push(text!("whatever else {workload} calls outside, and who calls it", workload = case.workload)),
        _ => {}
    }
    out
}
