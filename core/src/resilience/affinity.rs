//! Zone affinity: how much of a flow crosses zones, with the regional name and with zonal names.

use crate::answer::{Trace, TracePath};
use crate::document::{Flow, Id, Zone};
use crate::graph::NetworkGraph;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::reach::{Verdict, Way};

/// A part of the whole: so many of so many equal parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub part: u64,
    pub of: u64,
}

impl Share {
    pub fn percent(self) -> u64 {
        self.part.saturating_mul(100).checked_div(self.of).unwrap_or(0)
    }
}

/// What crosses zones of a flow to an interface endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affinity {
    pub flow: Id<Flow>,
    /// With the regional or private name, which answers with every interface in turn. [Access AWS services through AWS PrivateLink]
    pub regional: Share,
    /// With the name of the caller's own zone, where the endpoint has an interface there.
    pub zonal: Share,
    /// Zones of callers in which the endpoint has no interface: a zonal name for them does not exist.
    pub without: Vec<Zone>,
}

/// Of a flow that goes to an interface endpoint; `None` for others.
pub fn affinity(graph: &NetworkGraph, flow: Id<Flow>, trace: &Trace) -> Option<Affinity> {
    let open = |p: &&TracePath| {
        matches!(p.way, Way::InterfaceEndpoint(_)) && matches!(p.verdict, Verdict::Reachable | Verdict::Depends) && p.from.is_some()
    };
    let zone = |i: Option<usize>| i.and_then(|i| graph.interface(i)).map(|f| f.zone.clone());
    let mut by_caller: BTreeMap<Option<usize>, Vec<Zone>> = BTreeMap::new();
    for p in trace.paths.iter().filter(open) {
        by_caller.entry(p.from).or_default().extend(zone(p.to));
    }
    if by_caller.is_empty() {
        return None;
    }
    // Callers have equal parts, and each splits its own evenly: over a common denominator.
    let of = by_caller.values().fold(by_caller.len() as u64, |n, zones| n.saturating_mul(zones.len().max(1) as u64));
    let (mut regional, mut zonal, mut without) = (0, 0, BTreeSet::new());
    for (caller, zones) in &by_caller {
        let Some(own) = zone(*caller) else { continue };
        let far = zones.iter().filter(|z| **z != own).count() as u64;
        let each = of / (by_caller.len() as u64) / (zones.len().max(1) as u64);
        regional += each * far;
        if far == zones.len() as u64 {
            zonal += each * far;
            without.insert(own);
        }
    }
    let share = |part| Share { part, of };
    Some(Affinity { flow, regional: share(regional), zonal: share(zonal), without: without.into_iter().collect() })
}
