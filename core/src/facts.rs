//! All that a check, a panel or an export may see of a design, worked out when first asked for.

use crate::answer::{Trace, trace_flow};
use crate::catalogue::Catalogue;
use crate::cost::{Estimate, estimate};
use crate::document::{Document, Flow, Id, Subnet};
use crate::graph::{NetworkGraph, SubnetClass};
use crate::intents::{Judged, judge};
use crate::matrix::{self, Exposure};
use crate::ordered::BTreeMap;
use crate::resilience::{Drill, Report};
use std::sync::OnceLock;

/// A document with what follows from it. Each answer is computed once, when somebody asks.
#[derive(Debug)]
pub struct Facts {
    pub document: Document,
    pub catalogue: Catalogue,
    graph: OnceLock<NetworkGraph>,
    flows: OnceLock<BTreeMap<Id<Flow>, Trace>>,
    classes: OnceLock<BTreeMap<Id<Subnet>, SubnetClass>>,
    exposed: OnceLock<Vec<Exposure>>,
    estimate: OnceLock<Estimate>,
    intents: OnceLock<Vec<Judged>>,
    failures: OnceLock<Vec<Report>>,
}

impl Facts {
    pub fn new(document: &Document, catalogue: &Catalogue) -> Self {
        Self {
            document: document.clone(),
            catalogue: catalogue.clone(),
            graph: OnceLock::new(),
            flows: OnceLock::new(),
            classes: OnceLock::new(),
            exposed: OnceLock::new(),
            estimate: OnceLock::new(),
            intents: OnceLock::new(),
            failures: OnceLock::new(),
        }
    }

    /// What follows from the document after an edit of this one's, with as much as possible of the network taken over.
    pub fn after(&self, document: &Document) -> Self {
        let next = Self::new(document, &self.catalogue);
        if let Some(graph) = self.graph.get() {
            let _ = next.graph.set(graph.after(&document.model, &self.catalogue));
        }
        next
    }

    /// The same design by other prices: what hangs on no price is taken over.
    pub fn priced(&self, catalogue: &Catalogue) -> Self {
        let next = Self::new(&self.document, catalogue);
        if let Some(graph) = self.graph.get() {
            let _ = next.graph.set(graph.clone());
        }
        if let Some(flows) = self.flows.get() {
            let _ = next.flows.set(flows.clone());
        }
        next
    }

    pub fn graph(&self) -> &NetworkGraph {
        self.graph.get_or_init(|| NetworkGraph::build(&self.document.model, &self.catalogue))
    }

    /// How every flow of the design fares.
    pub fn flows(&self) -> &BTreeMap<Id<Flow>, Trace> {
        self.flows.get_or_init(|| {
            let graph = self.graph();
            self.document.model.all::<Flow>().map(|(id, f)| (id, trace_flow(graph, f))).collect()
        })
    }

    /// How one flow fares: as is known of all, else worked out by itself.
    pub fn flow(&self, id: Id<Flow>) -> Option<Trace> {
        match self.flows.get() {
            Some(all) => all.get(&id).cloned(),
            None => self.document.model.get(id).map(|f| trace_flow(self.graph(), f)),
        }
    }

    /// How every flow fares, where somebody worked it out already, flow by flow. What is known stays.
    pub fn know_flows(&self, flows: BTreeMap<Id<Flow>, Trace>) {
        let _ = self.flows.set(flows);
    }

    /// Somebody worked out how every flow fares, or asked for it.
    pub fn flows_are_known(&self) -> bool {
        self.flows.get().is_some()
    }

    /// What packets do in each subnet.
    pub fn classes(&self) -> &BTreeMap<Id<Subnet>, SubnetClass> {
        self.classes.get_or_init(|| {
            let graph = self.graph();
            self.document.model.all::<Subnet>().map(|(id, _)| (id, graph.class(id))).collect()
        })
    }

    /// What the internet reaches.
    pub fn exposed(&self) -> &[Exposure] {
        self.exposed.get_or_init(|| matrix::exposed(self.graph()))
    }

    /// What the month costs.
    pub fn estimate(&self) -> &Estimate {
        self.estimate.get_or_init(|| estimate(&self.document, self.graph(), self.flows(), &self.catalogue))
    }

    /// Whether the design's intents hold.
    pub fn intents(&self) -> &[Judged] {
        self.intents.get_or_init(|| judge(&self.document, self.graph(), &self.catalogue, self.flows(), self.estimate()))
    }

    /// The flows, and the questions of intents about reach, ready to be judged again under failures.
    pub fn drill(&self) -> Drill<'_> {
        let flows = self.flows().iter().map(|(id, t)| (id.node(), t));
        let intents = self.intents().iter().flat_map(|j| j.traces.iter().map(move |t| (j.intent.node(), t)));
        Drill::new(&self.document, self.graph(), &self.catalogue, flows.chain(intents))
    }

    /// What is lost with each thing that can fail, alone.
    pub fn failures(&self) -> &[Report] {
        self.failures.get_or_init(|| self.drill().singles())
    }
}
