//! All that a check, a panel or an export may see of a design, worked out when first asked for.

use crate::answer::{Trace, trace_flow};
use crate::catalogue::Catalogue;
use crate::cost::{Estimate, estimate};
use crate::document::{Document, Flow, Id, Subnet};
use crate::graph::{NetworkGraph, SubnetClass};
use crate::matrix::{self, Exposure};
use crate::ordered::BTreeMap;
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
        }
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
}
