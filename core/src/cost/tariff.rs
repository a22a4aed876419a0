//! What one flow adds to a month, for any usage of it without another trace.

use super::data;
use super::estimate::{Spread, price, standing};
use super::meters::Metered;
use crate::answer::Trace;
use crate::catalogue::{Catalogue, Meter};
use crate::document::{Document, Flow, Id, Range, Usage};
use crate::graph::NetworkGraph;
use crate::money::Money;
use crate::ordered::BTreeMap;

/// The flow as it was traced, and whatever else of the month its meters count together with.
pub struct Tariff {
    rest: Metered,
    without: Sums,
    graph: NetworkGraph,
    flow: Id<Flow>,
    trace: Trace,
}

type Sums = BTreeMap<(Meter, Option<String>), Spread<Money>>;

impl Tariff {
    /// Of a traced design; `None` where it has no such flow.
    pub fn new(
        document: &Document,
        graph: &NetworkGraph,
        flows: &BTreeMap<Id<Flow>, Trace>,
        flow: Id<Flow>,
        catalogue: &Catalogue,
    ) -> Option<Self> {
        let trace = flows.get(&flow)?.clone();
        let mut own = Metered::default();
        data::meter(graph, flow, &trace, &Usage::new(Range::new(1, 1, 1), 50), &mut own);
        let mut rest = standing(document, graph);
        for (id, trace) in flows.iter().filter(|(id, _)| **id != flow) {
            data::meter(graph, *id, trace, &document.usage_of(*id), &mut rest);
        }
        // What a line costs hangs on those of its meter alone: tiers, and the GB to the internet that are free.
        rest.0.retain(|k, _| own.0.keys().any(|o| o.meter == k.meter));
        let without = sums(&rest, catalogue);
        Some(Self { rest, without, trace, graph: graph.clone(), flow })
    }

    /// What so much of the flow adds, by meter, in the currency of [`super::Estimate::month`].
    pub fn adds(&self, usage: &Usage, catalogue: &Catalogue) -> Vec<(Meter, Option<String>, Spread<Money>)> {
        let mut all = self.rest.clone();
        data::meter(&self.graph, self.flow, &self.trace, usage, &mut all);
        let more = |(k, now): (_, Spread<Money>)| {
            let before = self.without.get(&k).copied().unwrap_or_default();
            (k.0, k.1, now.zip(&before, |a, b| *a - *b))
        };
        sums(&all, catalogue).into_iter().map(more).collect()
    }
}

fn sums(metered: &Metered, catalogue: &Catalogue) -> Sums {
    let estimate = price(metered, catalogue);
    let currency = estimate.month().0;
    let mut out = Sums::new();
    for l in estimate.lines.iter().filter(|l| l.currency == currency) {
        let slot = out.entry((l.meter, l.usage_type.clone())).or_insert(Spread::same(Money::ZERO));
        *slot = slot.zip(&l.amount, |a, b| *a + *b);
    }
    out
}
