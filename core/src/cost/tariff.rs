//! A month with one flow left open: priced for any usage of it without another trace.

use super::data;
use super::estimate::{Spread, price, standing};
use super::meters::Metered;
use crate::answer::Trace;
use crate::catalogue::Catalogue;
use crate::document::{Document, Flow, Id, Usage};
use crate::graph::NetworkGraph;
use crate::money::Money;
use crate::ordered::BTreeMap;

/// Everything else of the month, and the flow as it was traced.
pub struct Tariff {
    rest: Metered,
    graph: NetworkGraph,
    flow: Id<Flow>,
    trace: Trace,
}

impl Tariff {
    /// Of a traced design; `None` where it has no such flow.
    pub fn new(document: &Document, graph: NetworkGraph, flows: &BTreeMap<Id<Flow>, Trace>, flow: Id<Flow>) -> Option<Self> {
        let mut rest = standing(document, &graph);
        for (id, trace) in flows.iter().filter(|(id, _)| **id != flow) {
            data::meter(&graph, *id, trace, &document.usage_of(*id), &mut rest);
        }
        Some(Self { rest, trace: flows.get(&flow)?.clone(), graph, flow })
    }

    /// The month with so much of the flow, in the currency of [`super::Estimate::month`].
    pub fn month(&self, usage: &Usage, catalogue: &Catalogue) -> Spread<Money> {
        let mut all = self.rest.clone();
        data::meter(&self.graph, self.flow, &self.trace, usage, &mut all);
        price(&all, catalogue).month().1
    }
}
