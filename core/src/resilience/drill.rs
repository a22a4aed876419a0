//! The drill: every flow judged again under a failure, or under several at once.

use super::{Failure, without};
use crate::answer::{Trace, TracePath, trace, trace_flow};
use crate::catalogue::Catalogue;
use crate::document::{Document, Id, Kind, NodeId, VpnConnection, Zone};
use crate::graph::{InterfaceRole, NetworkGraph};
use crate::ordered::{BTreeMap, BTreeSet};
use crate::reach::Verdict;

/// What becomes of a flow that worked before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Whoever is left of its callers still gets through.
    Kept,
    /// Some of its callers that are left do not.
    Partly,
    /// None does, or none is left.
    Lost,
}

/// A failure, and what it takes away. What is not named is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub failures: Vec<Failure>,
    /// Flows (or intents) that are lost, in whole or in part.
    pub lost: Vec<(NodeId, Fate)>,
}

impl Report {
    pub fn fate(&self, subject: NodeId) -> Fate {
        self.lost.iter().find(|(n, _)| *n == subject).map_or(Fate::Kept, |(_, f)| *f)
    }
}

/// What a path stands or falls with, as failures see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Zone(usize),
    Node(NodeId),
    Interface(usize),
}

struct Route {
    /// Which of the flow's callers takes it.
    caller: Option<usize>,
    parts: Vec<Part>,
}

struct Subject<'a> {
    node: NodeId,
    trace: &'a Trace,
    /// The ways that work, by caller.
    routes: Vec<Route>,
    /// Zones of the callers' interfaces.
    callers: BTreeMap<usize, usize>,
    /// Zones and connections under whose failure AWS finds another way by itself.
    heals: bool,
}

/// A design ready to be drilled.
pub struct Drill<'a> {
    doc: &'a Document,
    graph: &'a NetworkGraph,
    catalogue: &'a Catalogue,
    zones: Vec<Zone>,
    subjects: Vec<Subject<'a>>,
    /// Which subjects have a way that a part is on.
    index: BTreeMap<Part, Vec<usize>>,
}

impl<'a> Drill<'a> {
    /// Of traced flows, or of other questions under ids of their own. Those that do not work are left out.
    pub fn new(
        doc: &'a Document,
        graph: &'a NetworkGraph,
        catalogue: &'a Catalogue,
        subjects: impl IntoIterator<Item = (NodeId, &'a Trace)>,
    ) -> Self {
        let zones: BTreeSet<&Zone> = graph.interfaces.iter().map(|f| &f.zone).collect();
        let mut drill =
            Self { doc, graph, catalogue, zones: zones.into_iter().cloned().collect(), subjects: Vec::new(), index: BTreeMap::new() };
        for (node, trace) in subjects {
            if let Some(s) = drill.subject(node, trace) {
                let at = drill.subjects.len();
                let parts: BTreeSet<Part> =
                    s.routes.iter().flat_map(|r| r.parts.iter().copied()).chain(s.callers.values().map(|z| Part::Zone(*z))).collect();
                for part in parts {
                    drill.index.entry(part).or_default().push(at);
                }
                drill.subjects.push(s);
            }
        }
        drill
    }

    fn subject(&self, node: NodeId, trace: &'a Trace) -> Option<Subject<'a>> {
        let usable = |p: &&TracePath| matches!(p.verdict, Verdict::Reachable | Verdict::Depends);
        if matches!(trace.verdict, Verdict::Blocked | Verdict::NotModelled) {
            return None;
        }
        let (mut routes, mut callers, mut heals) = (Vec::new(), BTreeMap::new(), false);
        for p in trace.paths.iter().filter(usable) {
            let mut parts = Vec::with_capacity(4);
            if let Some((i, zone)) = p.from.and_then(|i| Some((i, self.zone_of(i)?))) {
                callers.insert(i, zone);
                parts.push(Part::Zone(zone));
            }
            if let Some(to) = p.to {
                parts.extend(self.zone_of(to).map(Part::Zone));
                parts.push(Part::Interface(to));
                heals |= self.graph.interface(to).is_some_and(|f| f.role == InterfaceRole::LoadBalancer);
            }
            for n in &p.through {
                parts.push(Part::Node(*n));
                heals |= matches!(n.kind(), Kind::TransitGateway | Kind::VpnGateway | Kind::VpnConnection | Kind::DirectConnect);
                // A device with interfaces in one zone falls with it; a regional one has none.
                let homes: BTreeSet<usize> = self.graph.interfaces_of(*n).iter().filter_map(|i| self.zone_of(*i)).collect();
                let endpoint = matches!(n.kind(), Kind::InterfaceEndpoint | Kind::ResourceEndpoint);
                if let (Some(zone), 1, false) = (homes.first(), homes.len(), endpoint) {
                    parts.push(Part::Zone(*zone));
                }
            }
            routes.push(Route { caller: p.from, parts });
        }
        Some(Subject { node, trace, routes, callers, heals })
    }

    fn zone_of(&self, interface: usize) -> Option<usize> {
        let zone = &self.graph.interface(interface)?.zone;
        self.zones.binary_search(zone).ok()
    }

    /// Everything that can fail here.
    pub fn failures(&self) -> Vec<Failure> {
        Failure::all(self.graph)
    }

    /// One report for each thing that can fail, alone.
    pub fn singles(&self) -> Vec<Report> {
        self.failures().into_iter().map(|f| self.under(vec![f])).collect()
    }

    /// What is lost when all of these fail together.
    pub fn under(&self, failures: Vec<Failure>) -> Report {
        let dead = self.dead(&failures);
        let mut met: BTreeSet<usize> = dead.iter().flat_map(|p| self.index.get(p).into_iter().flatten().copied()).collect();
        let again = failures.iter().any(|f| matches!(f, Failure::Zone(_))) || self.connections_down(&failures).next().is_some();
        let mut other: Option<Option<(Document, NetworkGraph)>> = None;
        let mut lost = Vec::new();
        for c in self.connections_down(&failures) {
            met.extend(self.index.get(&Part::Node(c.node())).into_iter().flatten().copied());
        }
        for s in met.into_iter().filter_map(|i| self.subjects.get(i)) {
            let fate = if again && s.heals {
                let left = other.get_or_insert_with(|| {
                    let doc = without(self.doc, &failures).ok()?;
                    let graph = NetworkGraph::build(&doc.model, self.catalogue);
                    Some((doc, graph))
                });
                // What cannot be tried is not said to survive.
                left.as_ref().map_or(Fate::Lost, |(doc, graph)| retraced(s, doc, graph))
            } else {
                on_paths(s, &dead)
            };
            if fate != Fate::Kept {
                lost.push((s.node, fate));
            }
        }
        Report { failures, lost }
    }

    /// VPN connections of which both tunnels are among the failures.
    fn connections_down<'f>(&self, failures: &'f [Failure]) -> impl Iterator<Item = Id<VpnConnection>> + use<'f> {
        failures.iter().filter_map(|f| match f {
            Failure::Tunnel(c, 1) if failures.contains(&Failure::Tunnel(*c, 2)) => Some(*c),
            _ => None,
        })
    }

    fn dead(&self, failures: &[Failure]) -> Vec<Part> {
        let part = |f: &Failure| match f {
            Failure::Zone(z) => self.zones.binary_search(z).ok().map(Part::Zone),
            Failure::Nat(n) => Some(Part::Node(n.node())),
            Failure::EndpointInterface(e, subnet) => {
                let all = self.graph.interfaces_of(*e).iter().copied();
                let mut here = all.filter(|i| self.graph.interface(*i).is_some_and(|f| f.subnet == *subnet));
                here.next().map(Part::Interface)
            }
            // The other tunnel carries it, unless it fails as well.
            Failure::Tunnel(..) => None,
            Failure::Peering(p) => Some(Part::Node(p.node())),
        };
        failures.iter().filter_map(part).collect()
    }
}

fn on_paths(s: &Subject, dead: &[Part]) -> Fate {
    let alive = |r: &&Route| !r.parts.iter().any(|p| dead.contains(p));
    let served: BTreeSet<Option<usize>> = s.routes.iter().filter(alive).map(|r| r.caller).collect();
    let left = |caller: &Option<usize>| {
        let zone = caller.and_then(|c| s.callers.get(&c));
        zone.is_none_or(|z| !dead.contains(&Part::Zone(*z)))
    };
    let callers: BTreeSet<Option<usize>> = s.routes.iter().map(|r| r.caller).filter(left).collect();
    fate(!served.is_empty(), callers.iter().all(|c| served.contains(c)))
}

fn fate(some: bool, all: bool) -> Fate {
    match (some, all) {
        (false, _) => Fate::Lost,
        (true, true) => Fate::Kept,
        (true, false) => Fate::Partly,
    }
}

/// The flow, or the question that the trace answered, asked again of what is left.
fn retraced(s: &Subject, doc: &Document, graph: &NetworkGraph) -> Fate {
    let again = match Id::of(s.node).and_then(|f: Id<crate::document::Flow>| doc.model.get(f)) {
        Some(flow) => trace_flow(graph, flow),
        None if s.node.kind() == Kind::Flow => return Fate::Lost,
        None => trace(graph, &s.trace.query),
    };
    let mut served: BTreeMap<Option<usize>, bool> = BTreeMap::new();
    for p in &again.paths {
        *served.entry(p.from).or_default() |= matches!(p.verdict, Verdict::Reachable | Verdict::Depends);
    }
    fate(served.values().any(|s| *s), served.values().all(|s| *s))
}
