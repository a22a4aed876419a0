//! What a way still lacks once it is built: rules, entries and routes that block it, found as the remedies of a question are.

use super::kind::WayKind;
use super::steps::Steps;
use super::ways::Case;
use crate::answer::{Trace, trace_flow};
use crate::document::{Id, InterfaceEndpoint, Kind, NodeId};
use crate::edit::Draft;
use crate::ordered::BTreeSet;
use crate::reach::{Verdict, Way};
use crate::remedy::{Ask, remedies};
use crate::text;
use crate::text::{Arg, Text};

pub(super) fn open(v: Verdict) -> bool {
    matches!(v, Verdict::Reachable | Verdict::Depends)
}

/// The thing that a way is named after.
pub(super) fn device(way: Way) -> Option<NodeId> {
    Some(match way {
        Way::Peering(p) => p.node(),
        Way::GatewayEndpoint(e) => e.node(),
        Way::Nat(n) => n.node(),
        Way::InternetGateway(g) => g.node(),
        Way::Transit(t) => t.node(),
        Way::DirectConnect(d) => d.node(),
        Way::InterfaceEndpoint(n) | Way::ResourceEndpoint(n) | Way::EgressOnly(n) | Way::Vpn(n) | Way::Middlebox(n) => n,
        Way::Local | Way::None => return None,
    })
}

/// The ways that packets get through by.
pub(super) fn taken(trace: &Trace) -> BTreeSet<Option<NodeId>> {
    trace.paths.iter().filter(|p| open(p.verdict)).map(|p| device(p.way)).collect()
}

impl Case<'_> {
    /// The smallest set of changes that opens what is built, added to it. Nothing where that is open, or where nothing opens it.
    pub fn open(&self, kind: WayKind, d: &mut Draft, steps: &mut Steps) {
        let graph = self.base.graph().after(&d.doc.model, self.catalogue);
        let Some(flow) = d.doc.model.get(self.flow) else { return };
        if trace_flow(&graph, flow).verdict != Verdict::Blocked {
            return;
        }
        for remedy in remedies(&d.doc, self.catalogue, &Ask::Flow(self.flow)) {
            let mut next = d.clone();
            if next.run(remedy.command).is_err() {
                continue;
            }
            let graph = graph.after(&next.doc.model, self.catalogue);
            let Some(trace) = next.doc.model.get(self.flow).map(|f| trace_flow(&graph, f)) else { continue };
            if open(trace.verdict) && self.astray(kind, &next, &trace).is_none() {
                for c in &remedy.changes {
                    steps.say(c.label(&d.doc.model));
                }
                *d = next;
                return;
            }
        }
    }

    /// A way that was built and that packets do not take, because something else of the design leads them elsewhere.
    pub fn astray(&self, kind: WayKind, d: &Draft, trace: &Trace) -> Option<Text> {
        let model = &d.doc.model;
        let home = |n: NodeId| Id::<InterfaceEndpoint>::of(n).and_then(|e| model.get(e)).map(|e| e.vpc);
        let right = |n: NodeId| match kind {
            WayKind::AsIs => true,
            WayKind::GatewayEndpoint | WayKind::InboundResolver => n.kind() == Kind::GatewayEndpoint,
            WayKind::InterfaceEndpoint(_) => home(n) == Some(self.vpc),
            WayKind::Peering(hub, _) | WayKind::Transit(hub, _) => home(n) == Some(hub),
            WayKind::Nat | WayKind::NatInEachZone => n.kind() == Kind::NatGateway,
            WayKind::InternetGateway => n.kind() == Kind::InternetGateway,
        };
        let wrong: Vec<NodeId> = taken(trace).into_iter().flatten().filter(|n| !right(*n)).collect();
        (!wrong.is_empty()).then(|| text!("names or routes of the design lead packets by {other}", other = Arg::from_iter(wrong)))
    }
}
