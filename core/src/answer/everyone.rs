//! Questions about everyone at once: who reaches a thing, and by which ways a service is reached.

use super::{Trace, over_ipv6, trace};
use crate::document::{Kind, NodeId};
use crate::graph::{InterfaceRole, NetworkGraph};
use crate::net::PacketSet;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::reach::{Party, Query, Verdict, Way};

/// Somebody who reaches what was asked about, or may.
#[derive(Clone, Debug)]
pub struct Reaching {
    pub from: Party,
    pub verdict: Verdict,
    pub way: Way,
    /// What passes for certain, replies included.
    pub allowed: PacketSet,
}

/// Everyone who may open a connection: what has interfaces, functions outside every VPC, networks outside AWS, the internet.
fn callers(graph: &NetworkGraph) -> BTreeSet<Party> {
    let opens = |r: InterfaceRole| {
        matches!(r, InterfaceRole::Workload | InterfaceRole::Function | InterfaceRole::LoadBalancer | InterfaceRole::Standalone)
    };
    let inside = graph.interfaces.iter().filter(|f| opens(f.role)).map(|f| f.owner);
    let others = [Kind::Workload, Kind::OnPremises].into_iter().flat_map(|k| graph.model.of_kind(k).map(|(id, _)| id));
    inside.chain(others).map(Party::Node).chain([Party::Internet]).collect()
}

/// Who reaches a thing on what `query` is about, whatever its `from` and `to` are: those that do, and those that may.
pub fn who_reaches(graph: &NetworkGraph, to: &Party, query: &Query) -> Vec<Reaching> {
    let mut out = Vec::new();
    for from in callers(graph).into_iter().filter(|from| from != to) {
        let four = trace(graph, &Query { from: from.clone(), to: to.clone(), ..query.clone() });
        let six = over_ipv6(graph, &four);
        let open = |t: &&Trace| matches!(t.verdict, Verdict::Reachable | Verdict::Depends);
        let both: Vec<&Trace> = [Some(&four), six.as_ref()].into_iter().flatten().filter(open).collect();
        let best = both.iter().find(|t| t.verdict == Verdict::Reachable).or(both.first());
        if let Some(t) = best {
            let allowed = both.iter().fold(PacketSet::empty(), |all, t| all.union(&t.allowed()));
            out.push(Reaching { from, verdict: t.verdict, way: t.way(), allowed });
        }
    }
    out
}

/// Which workloads reach a service, a bucket or a table, by way: gateway endpoint, interface endpoint, NAT, internet gateway. The ways
/// of those that are blocked are not among them.
pub fn ways_to(graph: &NetworkGraph, service: &Party, port: u16) -> BTreeMap<Way, Vec<(NodeId, Verdict)>> {
    let mut out: BTreeMap<Way, Vec<(NodeId, Verdict)>> = BTreeMap::new();
    for (id, _) in graph.model.of_kind(Kind::Workload) {
        let t = trace(graph, &Query::tcp(Party::Node(id), service.clone(), port));
        // Interfaces in different subnets may go different ways.
        let ways: BTreeSet<(Way, Verdict)> = t.paths.iter().map(|p| (p.way, p.verdict)).collect();
        for (way, verdict) in ways.into_iter().filter(|(_, v)| matches!(v, Verdict::Reachable | Verdict::Depends)) {
            out.entry(way).or_default().push((id, verdict));
        }
    }
    out
}
