//! The cost of surviving: what would keep a flow alive through any one zone, and what that adds to the month.

use super::{Drill, Failure, Fate, Report};
use crate::answer::{Trace, trace_flow};
use crate::catalogue::Catalogue;
use crate::cost::{Estimate, Spread, estimate};
use crate::document::{
    Document, EndpointSubnet, Flow, GatewayEndpoint, Id, Kind, NatGateway, NatHome, NodeId, Place, PrivateEndpoint, Route, RouteTable,
    Subnet, Target, Workload, Zone,
};
use crate::edit::{Command, Draft, EditError};
use crate::graph::{NetworkGraph, SubnetClass};
use crate::money::Money;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::propose::{Item, propose, served, twin_subnet};
use crate::text;
use crate::text::{Text, code};

/// What it takes to keep one flow alive through the failure of any one zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    pub flow: Id<Flow>,
    /// The zones whose failure it does not survive today.
    pub lost_with: Vec<Zone>,
    pub steps: Vec<Text>,
    /// The steps as one edit; none where a person has to take them.
    pub command: Option<Command>,
    /// What they add to the month.
    pub adds: Spread<Money>,
    /// Whether the flow then survives every zone, as tried; where not, what is left to do is in the steps.
    pub survives: bool,
}

/// For each flow that some single zone takes down (see `reports`): what would save it.
pub fn surviving(
    doc: &Document,
    graph: &NetworkGraph,
    catalogue: &Catalogue,
    flows: &BTreeMap<Id<Flow>, Trace>,
    now: &Estimate,
    reports: &[Report],
) -> Vec<Survival> {
    let mut zones: BTreeMap<Id<Flow>, Vec<Zone>> = BTreeMap::new();
    for r in reports {
        let [Failure::Zone(zone)] = r.failures.as_slice() else { continue };
        for flow in r.lost.iter().filter_map(|(n, _)| Id::of(*n)) {
            zones.entry(flow).or_default().push(zone.clone());
        }
    }
    let mut tried: BTreeMap<(NodeId, NodeId), Survival> = BTreeMap::new();
    let one = |(flow, lost_with): (Id<Flow>, Vec<Zone>)| {
        let ends = doc.model.get(flow).map(|f| (f.from, f.to))?;
        // Flows between the same ends need the same.
        if let Some(same) = tried.get(&ends) {
            return Some(Survival { flow, lost_with, ..same.clone() });
        }
        let found = save(doc, graph, catalogue, flow, flows.get(&flow)?, now, lost_with)?;
        tried.insert(ends, found.clone());
        Some(found)
    };
    zones.into_iter().filter_map(one).collect()
}

fn save(
    doc: &Document,
    graph: &NetworkGraph,
    catalogue: &Catalogue,
    flow: Id<Flow>,
    trace: &Trace,
    now: &Estimate,
    lost_with: Vec<Zone>,
) -> Option<Survival> {
    let mut draft = Draft::new(doc);
    let mut steps = Vec::new();
    let from = doc.model.get(flow)?.from;
    spread_workload(&mut draft, from, &mut steps);
    // Callers may now stand in more zones: what they go through is looked up anew.
    let after = NetworkGraph::build(&draft.doc.model, catalogue);
    let reached = draft.doc.model.get(flow).map_or_else(|| trace.clone(), |f| trace_flow(&after, f));
    let callers: BTreeSet<Id<Subnet>> =
        reached.paths.iter().filter_map(|p| p.from.and_then(|i| after.interface(i))).map(|f| f.subnet).collect();
    let mut through: BTreeSet<NodeId> = reached.paths.iter().flat_map(|p| p.through.iter().copied()).collect();
    through.extend(trace.paths.iter().flat_map(|p| p.through.iter().copied()));
    for node in through {
        match node.kind() {
            Kind::NatGateway => nats(&mut draft, graph, catalogue, Id::new(node.number()), &callers, &mut steps),
            Kind::InterfaceEndpoint | Kind::ResourceEndpoint => interfaces(&mut draft, node, &mut steps),
            _ => {}
        }
    }
    spread_workload(&mut draft, doc.model.get(flow)?.to, &mut steps);
    let changed = draft.doc != *doc;
    let graph = NetworkGraph::build(&draft.doc.model, catalogue);
    let all: BTreeMap<Id<Flow>, Trace> = draft.doc.model.all::<Flow>().map(|(id, f)| (id, trace_flow(&graph, f))).collect();
    let drill = Drill::new(&draft.doc, &graph, catalogue, all.get(&flow).map(|t| (flow.node(), t)));
    let zones = drill.failures().into_iter().filter(|f| matches!(f, Failure::Zone(_)));
    let survives = zones.map(|z| drill.under(vec![z])).all(|r| r.fate(flow.node()) == Fate::Kept) && all.contains_key(&flow);
    if !survives && steps.is_empty() {
        steps.push(text!("No change of endpoints, NAT gateways or subnets of this design saves {flow}.", flow = flow));
    }
    let then = estimate(&draft.doc, &graph, &all, catalogue);
    let adds = then.month().1.zip(&now.month().1, |a, b| *a - *b);
    Some(Survival { flow, lost_with, steps, command: changed.then(|| draft.finish()), adds, survives })
}

/// A workload that can stand in several subnets gets one more zone; an instance cannot.
fn spread_workload(draft: &mut Draft, node: NodeId, steps: &mut Vec<Text>) {
    let Some(id) = Id::<Workload>::of(node) else { return };
    let model = draft.doc.model.clone();
    let Some(w) = model.get(id) else { return };
    let zones: BTreeSet<&Zone> = w.subnets.iter().filter_map(|s| model.get(*s)).map(|s| &s.zone).collect();
    let (Some(first), 1) = (w.subnets.first(), zones.len()) else { return };
    if w.compute == crate::document::Compute::Instance {
        steps.push(text!(
            "{workload} is one instance in one zone: run another in a second zone (what instances cost is not in this bill).",
            workload = id
        ));
        return;
    }
    let vpc = model.get(*first).map(|s| s.vpc);
    let others: BTreeSet<Zone> = vpc.into_iter().flat_map(|v| model.subnets_of(v).map(|(_, s)| s.zone.clone())).collect();
    let twin = others.iter().filter(|z| !zones.contains(z)).find_map(|z| twin_subnet(&model, *first, z));
    match twin {
        Some(twin) if draft.set(id, "subnets", &[w.subnets.as_slice(), &[twin]].concat()).is_ok() => {
            steps.push(text!("Let {workload} stand in {subnet} too.", workload = id, subnet = twin));
        }
        _ => steps.push(text!("Give {workload} a subnet in a second zone; there is none like its own.", workload = id)),
    }
}

/// An interface of the endpoint in every zone that the VPC has subnets like its own in.
fn interfaces(draft: &mut Draft, endpoint: NodeId, steps: &mut Vec<Text>) {
    let model = draft.doc.model.clone();
    let Some(PrivateEndpoint { vpc, subnets, .. }) = model.private_endpoint(endpoint) else { return };
    let Some(first) = subnets.first() else { return };
    let own: BTreeSet<&Zone> = subnets.iter().filter_map(|s| model.get(s.subnet)).map(|s| &s.zone).collect();
    if own.len() > 1 {
        return;
    }
    let others: BTreeSet<&Zone> = model.subnets_of(vpc).map(|(_, s)| &s.zone).filter(|z| !own.contains(z)).collect();
    // One more zone is enough to survive any one; the cheapest way.
    let twin = others.into_iter().find_map(|z| twin_subnet(&model, first.subnet, z));
    let Some(twin) = twin else {
        steps.push(text!("Give {vpc} a subnet in a second zone for {endpoint}; there is none.", vpc = vpc, endpoint = endpoint));
        return;
    };
    let more = EndpointSubnet { subnet: twin, ip: None, ipv6: None };
    if draft.set(endpoint, "subnets", &[subnets.as_slice(), &[more]].concat()).is_ok() {
        steps.push(text!("Let {endpoint} stand in {subnet} too.", endpoint = endpoint, subnet = twin));
    }
}

/// A NAT gateway for each zone of the callers that goes out through another zone's.
fn nats(
    draft: &mut Draft,
    graph: &NetworkGraph,
    catalogue: &Catalogue,
    nat: Id<NatGateway>,
    callers: &BTreeSet<Id<Subnet>>,
    steps: &mut Vec<Text>,
) {
    let home = match draft.doc.model.get(nat).map(|n| n.home) {
        Some(NatHome::Zonal(s)) => draft.doc.model.get(s).map(|s| s.zone.clone()),
        _ => None,
    };
    let Some(home) = home else { return };
    for subnet in callers {
        let model = draft.doc.model.clone();
        let Some(s) = model.get(*subnet).filter(|s| s.zone != home) else { continue };
        let uses = model.table_of(*subnet).and_then(|t| model.get(t)).is_some_and(|t| leads(t, nat.node()));
        if !uses {
            continue;
        }
        let public =
            model.subnets_of(s.vpc).filter(|(_, p)| p.zone == s.zone).map(|(id, _)| id).find(|id| graph.class(*id) == SubnetClass::Public);
        let Some(public) = public else {
            steps.push(text!("Give {zone} a public subnet with a NAT gateway of its own; it has none.", zone = code(&s.zone)));
            continue;
        };
        if let Ok(new) = own_nat(draft, catalogue, public, *subnet, nat) {
            steps.push(text!("Add the NAT gateway {nat} in {subnet} for {zone}.", nat = new, subnet = public, zone = code(&s.zone)));
        }
    }
}

fn leads(table: &RouteTable, to: NodeId) -> bool {
    table.routes.iter().any(|r| r.target == Target::Node(to))
}

/// A NAT gateway in a public subnet, and the routes of another subnet to it, by a table of its own where it shares one with other zones.
fn own_nat(
    draft: &mut Draft,
    catalogue: &Catalogue,
    public: Id<Subnet>,
    subnet: Id<Subnet>,
    old: Id<NatGateway>,
) -> Result<NodeId, EditError> {
    let missing = || EditError::Missing(subnet.node());
    let zone = draft.doc.model.get(public).map(|s| s.zone.clone()).ok_or_else(missing)?;
    let there = draft.doc.model.all::<NatGateway>().map(|(id, _)| id).find(|id| draft.doc.model.subnets_where(*id).contains(&public));
    let new = match there {
        Some(nat) => nat.node(),
        None => {
            let p = propose(&draft.doc, catalogue, &Item::Nat, Some(&Place::Node(public.node()))).map_err(|_| missing())?;
            draft.run(p.command)?;
            p.place.node().ok_or_else(missing)?
        }
    };
    let model = draft.doc.model.clone();
    let Some((id, table)) = model.table_of(subnet).and_then(|t| Some((t, model.get(t)?))) else { return Err(missing()) };
    if !leads(table, old.node()) {
        return Ok(new);
    }
    let turned =
        |r: &Route| Route { target: if r.target == Target::Node(old.node()) { Target::Node(new) } else { r.target.clone() }, ..r.clone() };
    let routes: Vec<Route> = table.routes.iter().map(turned).collect();
    let alone = served(&model, id).iter().all(|s| model.get(*s).is_some_and(|s| s.zone == zone));
    if alone {
        draft.set(id, "routes", &routes)?;
        return Ok(new);
    }
    let letter = zone.as_str().chars().last().unwrap_or('x');
    let own = draft.add(Some(&format!("{}-{letter}", model.name(id))), RouteTable { routes, ..table.clone() })?;
    draft.set(subnet, "table", &Some(own))?;
    for (e, g) in model.all::<GatewayEndpoint>().filter(|(_, g)| g.tables.contains(&id)) {
        draft.set(e, "tables", &[g.tables.as_slice(), &[own]].concat())?;
    }
    Ok(new)
}
