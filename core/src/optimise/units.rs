//! What can be chosen for: the services that each VPC calls, and endpoints that nothing calls.

use crate::answer::Trace;
use crate::document::{
    Bucket, Flow, Id, InterfaceEndpoint, Kind, Model, NatGateway, NodeId, Region, RouteTable, Service, ServiceId, Subnet, Table, Vpc,
    Workload, Zone,
};
use crate::facts::Facts;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::propose::{interface_endpoint, twin_subnet};
use crate::reach::Verdict;

/// Zones that interface endpoints are tried in: every set of these.
pub(super) const MOST_ZONES: usize = 4;

/// A service as one VPC calls it.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub vpc: Id<Vpc>,
    pub service: ServiceId,
    pub flows: Vec<Id<Flow>>,
    /// Tables of the callers' subnets.
    pub tables: Vec<Id<RouteTable>>,
    /// Zones where an endpoint can stand, each with its subnet; those where one stands first.
    pub homes: Vec<(Zone, Id<Subnet>)>,
    /// The VPC's own endpoint for the service.
    pub endpoint: Option<Id<InterfaceEndpoint>>,
    /// Callers from elsewhere use that endpoint: it stays as it is.
    pub pinned: bool,
}

/// The design taken apart.
pub(super) struct Parts {
    pub units: Vec<Unit>,
    /// NAT gateways that flows outside every unit use.
    pub needed: BTreeSet<Id<NatGateway>>,
    /// Some VPC has more zones than are tried.
    pub cut: bool,
}

/// The service that a flow goes to, where it is one of its caller's own region.
fn called(model: &Model, flow: &Flow) -> Option<(Id<Vpc>, ServiceId)> {
    let vpc = model.vpc_of(Id::<Workload>::of(flow.from)?)?;
    let home = &model.get(vpc)?.region;
    let (service, region): (ServiceId, &Region) = match flow.to.kind() {
        Kind::Service => model.get(Id::<Service>::of(flow.to)?).map(|s| (s.service.clone(), &s.region))?,
        Kind::Bucket => model.get(Id::<Bucket>::of(flow.to)?).map(|b| (ServiceId::s3(), &b.region))?,
        Kind::Table => model.get(Id::<Table>::of(flow.to)?).map(|t| (ServiceId::dynamodb(), &t.region))?,
        _ => return None,
    };
    (home == region).then_some((vpc, service))
}

fn works(t: &Trace) -> bool {
    matches!(t.verdict, Verdict::Reachable | Verdict::Depends)
}

pub(super) fn take_apart(facts: &Facts) -> Parts {
    let (model, graph) = (&facts.document.model, facts.graph());
    let mut by: BTreeMap<(Id<Vpc>, ServiceId), Vec<Id<Flow>>> = BTreeMap::new();
    let mut needed = BTreeSet::new();
    // Endpoints by the VPCs whose flows go through them.
    let mut used: BTreeMap<Id<InterfaceEndpoint>, BTreeSet<Option<Id<Vpc>>>> = BTreeMap::new();
    for (id, flow) in model.all::<Flow>() {
        let Some(trace) = facts.flows().get(&id) else { continue };
        let through = || trace.paths.iter().flat_map(|p| p.through.iter().copied());
        let unit = called(model, flow).filter(|_| works(trace));
        let from = model.vpc_of(flow.from);
        for e in through().filter_map(Id::of) {
            // A flow to the endpoint itself depends on it, wherever it comes from.
            let by_name = unit.is_some();
            used.entry(e).or_default().insert(from.filter(|_| by_name));
        }
        match unit {
            Some(key) => by.entry(key).or_default().push(id),
            None => needed.extend(through().filter_map(Id::<NatGateway>::of)),
        }
    }
    // What an intent says of something that no unit calls may need a NAT gateway too.
    let ends: BTreeSet<NodeId> = by.values().flatten().filter_map(|f| model.get(*f)).map(|f| f.to).collect();
    for j in facts.intents() {
        let to = model.get(j.intent).and_then(|i| i.to);
        if to.is_none_or(|to| !ends.contains(&to)) {
            needed.extend(j.traces.iter().flat_map(|t| &t.paths).flat_map(|p| p.through.iter().copied()).filter_map(Id::<NatGateway>::of));
        }
    }
    for (id, e) in model.all::<InterfaceEndpoint>().filter(|(_, e)| e.service_region.is_none()) {
        if interface_endpoint(model, e.vpc, &e.service) == Some(id) {
            by.entry((e.vpc, e.service.clone())).or_default();
        }
    }
    let mut cut = false;
    let unit = |((vpc, service), flows): ((Id<Vpc>, ServiceId), Vec<Id<Flow>>)| {
        let callers: BTreeSet<Id<Subnet>> = flows.iter().filter_map(|f| model.get(*f)).flat_map(|f| model.subnets_where(f.from)).collect();
        let endpoint = interface_endpoint(model, vpc, &service);
        let tables: BTreeSet<Id<RouteTable>> = callers.iter().filter_map(|s| model.table_of(*s)).collect();
        let homes = homes(model, vpc, endpoint, &callers);
        cut |= homes.len() > MOST_ZONES;
        let elsewhere = endpoint.and_then(|e| used.get(&e)).is_some_and(|v| v.iter().any(|v| *v != Some(vpc)));
        let opaque = model.get(vpc).is_some_and(|v| v.opaque);
        let standing = endpoint.and_then(|e| model.get(e)).is_some_and(|e| e.private_dns == crate::document::PrivateDns::InboundResolver);
        Unit {
            vpc,
            service,
            flows,
            tables: tables.into_iter().collect(),
            homes: homes.into_iter().take(MOST_ZONES).collect(),
            endpoint,
            // Names from on-premises lead to it: they are not in the design as flows.
            pinned: elsewhere || opaque || standing || graph.opaque(vpc),
        }
    };
    let units = by.into_iter().map(unit).collect();
    Parts { units, needed, cut }
}

/// A subnet for an endpoint in each zone: where it stands, else where its callers are, else one like theirs.
fn homes(model: &Model, vpc: Id<Vpc>, endpoint: Option<Id<InterfaceEndpoint>>, callers: &BTreeSet<Id<Subnet>>) -> Vec<(Zone, Id<Subnet>)> {
    let standing = endpoint.and_then(|e| model.get(e)).into_iter().flat_map(|e| e.subnets.iter().map(|s| s.subnet));
    let mut out: Vec<(Zone, Id<Subnet>)> = Vec::new();
    let like = callers.iter().next().copied();
    let zones: BTreeSet<&Zone> = model.subnets_of(vpc).map(|(_, s)| &s.zone).collect();
    let twins = zones.into_iter().filter_map(|z| like.and_then(|s| twin_subnet(model, s, z)));
    for subnet in standing.chain(callers.iter().copied()).chain(twins) {
        if let Some(s) = model.get(subnet).filter(|s| s.vpc == vpc)
            && !out.iter().any(|(z, _)| *z == s.zone)
        {
            out.push((s.zone.clone(), subnet));
        }
    }
    out
}
