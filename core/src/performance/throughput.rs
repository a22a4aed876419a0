//! The ceiling of a flow, over all the ways that its packets may take.

use super::limits;
use crate::answer::{Trace, TracePath};
use crate::catalogue::Catalogue;
use crate::document::shape::shape;
use crate::document::{Id, Kind, NatGateway, NodeId, Usage};
use crate::graph::{InterfaceRole, NetworkGraph};
use crate::ordered::{BTreeMap, BTreeSet};
use crate::reach::Verdict;
use crate::text;
use crate::text::{Arg, Text};

/// What one place carries, in Mbps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    pub at: NodeId,
    /// Which of several like it: the subnet of an interface, the caller behind a gateway.
    pub part: Option<NodeId>,
    /// What holds all day; `None` where AWS publishes nothing or the design does not say.
    pub sustained: Option<u64>,
    /// What it reaches or grows to.
    pub peak: Option<u64>,
    /// How it is meant, or why it is not known.
    pub what: Text,
}

shape! {
    /// A kind of place on the way.
    pub enum StageKind {
        Caller = "caller",
        InternetGateway = "internet-gateway",
        Nat = "nat-gateway",
        Appliance = "appliance",
        TransitGateway = "transit-gateway",
        Line = "line",
        Endpoint = "endpoint",
        Target = "target",
    }
}

/// Places of one kind, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    pub kind: StageKind,
    pub limits: Vec<Limit>,
}

impl Stage {
    fn sum(&self, of: fn(&Limit) -> Option<u64>) -> Option<u64> {
        self.limits.iter().try_fold(0u64, |all, l| Some(all.saturating_add(of(l)?)))
    }

    /// All together, where all are known.
    pub fn sustained(&self) -> Option<u64> {
        self.sum(|l| l.sustained)
    }

    pub fn peak(&self) -> Option<u64> {
        self.sum(|l| l.peak)
    }
}

/// What a flow's ways carry together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throughput {
    pub stages: Vec<Stage>,
    /// One TCP or UDP connection, in Mbps. [Amazon EC2 instance network bandwidth]
    pub single_flow: Option<u64>,
    /// Connections to one destination (address, port, protocol) at a time, where a NAT gateway counts them.
    pub connections: Option<u64>,
    /// What one more zone or gateway would add, where that helps.
    pub grows: Vec<Text>,
}

impl Throughput {
    /// The narrowest stage of those that are known. Others may be narrower still: see [`Throughput::unknown`].
    pub fn narrowest(&self) -> Option<&Stage> {
        self.stages.iter().filter(|s| s.sustained().is_some()).min_by_key(|s| s.sustained())
    }

    /// What holds all day, in Mbps, as far as it is known.
    pub fn sustained(&self) -> Option<u64> {
        self.narrowest().and_then(Stage::sustained)
    }

    /// What is reached for a while or after growing, in Mbps, as far as it is known.
    pub fn peak(&self) -> Option<u64> {
        self.stages.iter().filter_map(Stage::peak).min()
    }

    /// Places whose limits nobody publishes, or that the design leaves open.
    pub fn unknown(&self) -> impl Iterator<Item = &Limit> {
        self.stages.iter().flat_map(|s| &s.limits).filter(|l| l.sustained.is_none())
    }

    /// The same as they are told: each place and reason once.
    pub fn open_questions(&self) -> Vec<(NodeId, &Text)> {
        let mut out: Vec<(NodeId, &Text)> = Vec::new();
        for l in self.unknown() {
            if !out.contains(&(l.at, &l.what)) {
                out.push((l.at, &l.what));
            }
        }
        out
    }

    /// Whether the busiest minute fits, for certain; `None` where that is not known.
    pub fn fits(&self, usage: &Usage) -> Option<bool> {
        let burst = u64::from(usage.burst_mbps.as_ref()?.high);
        match (self.sustained(), self.peak()) {
            (_, Some(peak)) if burst > peak => Some(false),
            (Some(sustained), _) if burst <= sustained && self.unknown().next().is_none() => Some(true),
            _ => None,
        }
    }

    /// What the narrowest place is, and what it carries; none where nothing is known of any.
    pub fn narrowest_place(&self) -> Option<Text> {
        let (narrow, sustained) = (self.narrowest()?, self.sustained()?);
        let most = self.peak().filter(|p| *p > sustained).map(|p| format!(", up to {}", rate(p))).unwrap_or_default();
        Some(text!(
            "All its ways together carry {rate}{most}; the narrowest is {at}.",
            rate = rate(sustained),
            most = most,
            at = places(narrow)
        ))
    }

    /// Whether the busiest minute fits, and the place that decides it; none where nobody said how busy it gets.
    pub fn burst(&self, usage: &Usage) -> Option<Text> {
        let burst = u64::from(usage.burst_mbps.as_ref()?.high);
        let said = rate(burst);
        let lowest = self.stages.iter().filter(|s| s.peak().is_some()).min_by_key(|s| s.peak());
        Some(match (self.fits(usage), self.narrowest(), lowest) {
            (Some(false), _, Some(s)) => text!(
                "Its busiest minute, {burst}, does not fit: {at} carries {rate} at most.",
                burst = said,
                at = places(s),
                rate = rate(s.peak().unwrap_or_default())
            ),
            (Some(true), Some(s), _) => text!(
                "Its busiest minute, {burst}, fits: the narrowest place, {at}, carries {rate} all day.",
                burst = said,
                at = places(s),
                rate = rate(s.sustained().unwrap_or_default())
            ),
            (None, Some(s), _) if s.sustained().is_some_and(|all_day| burst > all_day) => text!(
                "Its busiest minute, {burst}, fits for a while or after growing at best: {at} carries {rate} all day.",
                burst = said,
                at = places(s),
                rate = rate(s.sustained().unwrap_or_default())
            ),
            _ => match self.open_questions().first() {
                Some((_, why)) => {
                    text!("Whether its busiest minute, {burst}, fits is not known: {why}.", burst = said, why = (*why).clone())
                }
                None => text!("Whether its busiest minute, {burst}, fits is not known.", burst = said),
            },
        })
    }
}

/// Mbps as people say them: `700 Mbps`, `12.5 Gbps`.
pub fn rate(mbps: u64) -> String {
    match (mbps / 1000, mbps % 1000) {
        (0, _) => format!("{mbps} Mbps"),
        (gbps, 0) => format!("{gbps} Gbps"),
        (gbps, rest) => format!("{gbps}.{} Gbps", format!("{rest:03}").trim_end_matches('0')),
    }
}

/// Where a stage is.
fn places(stage: &Stage) -> Arg {
    let mut at: Vec<Arg> = Vec::new();
    for l in &stage.limits {
        if !at.contains(&l.at.into()) {
            at.push(l.at.into());
        }
    }
    Arg::List(at)
}

/// Of a flow: by the ways that work, or of a single way where `only` says which.
pub fn throughput(graph: &NetworkGraph, catalogue: &Catalogue, trace: &Trace, only: Option<usize>) -> Throughput {
    let works = |p: &TracePath| matches!(p.verdict, Verdict::Reachable | Verdict::Depends);
    let paths: Vec<&TracePath> =
        trace.paths.iter().enumerate().filter(|(i, p)| only.map_or_else(|| works(p), |o| o == *i)).map(|(_, p)| p).collect();
    let mut stages: BTreeMap<StageKind, BTreeMap<(NodeId, Option<NodeId>), Limit>> = BTreeMap::new();
    let mut put = |kind, l: Limit| drop(stages.entry(kind).or_default().insert((l.at, l.part), l));
    for p in &paths {
        let (from, to) = (p.from.and_then(|i| graph.interface(i)), p.to.and_then(|i| graph.interface(i)));
        from.and_then(|f| limits::end(graph, catalogue, f)).into_iter().for_each(|l| put(StageKind::Caller, l));
        match to {
            Some(f) if f.role == InterfaceRole::Endpoint => put(StageKind::Endpoint, limits::endpoint_interface(catalogue, f)),
            Some(f) => limits::end(graph, catalogue, f).into_iter().for_each(|l| put(StageKind::Target, l)),
            None => {}
        }
        let zones: BTreeSet<NodeId> = from.into_iter().map(|f| f.subnet.node()).collect();
        let zones: Vec<NodeId> = zones.into_iter().collect();
        let natted = p.through.iter().any(|n| n.kind() == Kind::NatGateway);
        for node in &p.through {
            let kind = match node.kind() {
                Kind::NatGateway => StageKind::Nat,
                Kind::GatewayEndpoint => StageKind::Endpoint,
                Kind::TransitGateway => StageKind::TransitGateway,
                Kind::VpnConnection | Kind::DirectConnect => StageKind::Line,
                Kind::InternetGateway => StageKind::InternetGateway,
                _ => StageKind::Appliance,
            };
            // Behind a NAT gateway its own bandwidth counts.
            if let (Kind::InternetGateway, Some(f), false) = (node.kind(), from, natted) {
                limits::through_internet_gateway(graph, catalogue, *node, f).into_iter().for_each(|l| put(kind, l));
            }
            limits::device(graph, catalogue, *node, &zones).into_iter().for_each(|l| put(kind, l));
        }
    }
    let stages: Vec<Stage> = stages.into_iter().map(|(kind, all)| Stage { kind, limits: all.into_values().collect() }).collect();
    let single_flow = limits::gigabits(catalogue, "single_flow").0;
    let connections = connections(graph, catalogue, &stages);
    let mut out = Throughput { stages, single_flow, connections, grows: Vec::new() };
    out.grows = grows(&out);
    out
}

/// 55,000 for each address of the NAT gateways. [NAT gateway basics]
fn connections(graph: &NetworkGraph, catalogue: &Catalogue, stages: &[Stage]) -> Option<u64> {
    let nats = stages.iter().find(|s| s.kind == StageKind::Nat)?;
    let each = catalogue.quota("nat_connections")?.number()?;
    let addresses = |l: &Limit| Id::<NatGateway>::of(l.at).and_then(|n| graph.model.get(n)).map_or(1, |n| n.addresses.len().max(1) as u64);
    Some(nats.limits.iter().map(addresses).sum::<u64>().saturating_mul(each))
}

/// What would widen the narrowest place.
fn grows(t: &Throughput) -> Vec<Text> {
    let Some(narrow) = t.narrowest() else { return Vec::new() };
    let each = narrow.limits.iter().filter_map(|l| l.sustained).min().unwrap_or(0);
    let more = format!("{}.{}", each / 1000, each % 1000 / 100);
    match (narrow.kind, narrow.limits.first()) {
        (StageKind::Endpoint, Some(l)) => {
            vec![text!("Each further zone of {endpoint} adds {more} Gbps at first.", endpoint = l.at, more = more)]
        }
        (StageKind::Nat, _) => vec![text!("A NAT gateway for each zone adds {more} Gbps at first.", more = more)],
        (StageKind::Line, Some(l)) => {
            vec![text!(
                "A further connection beside {line} adds {more} Gbps where a transit gateway spreads packets over both.",
                line = l.at,
                more = more
            )]
        }
        (StageKind::Caller | StageKind::InternetGateway, Some(l)) => {
            let owner = if narrow.kind == StageKind::Caller { l.at } else { l.part.unwrap_or(l.at) };
            vec![text!("Another {caller} adds {more} Gbps; so does a larger instance type.", caller = owner, more = more)]
        }
        _ => Vec::new(),
    }
}
