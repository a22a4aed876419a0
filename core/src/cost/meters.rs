//! What is metered before it is priced: a meter, a region, a quantity, and on what.

use super::estimate::Spread;
use crate::catalogue::Meter;
use crate::document::{Flow, Id, NodeId, Region};
use crate::money::Quantity;
use crate::ordered::BTreeMap;

/// Where a quantity is summed: tiers count over the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub meter: Meter,
    pub region: Region,
    /// Of transfer between regions: where it goes.
    pub towards: Option<Region>,
    pub on: NodeId,
    pub flow: Option<Id<Flow>>,
}

/// All that a month meters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metered(pub BTreeMap<Key, Spread<Quantity>>);

impl Metered {
    pub fn add(&mut self, meter: Meter, region: &Region, on: NodeId, flow: Option<Id<Flow>>, quantity: Spread<Quantity>) {
        self.add_towards(meter, region, None, on, flow, quantity);
    }

    pub fn add_towards(
        &mut self,
        meter: Meter,
        region: &Region,
        towards: Option<&Region>,
        on: NodeId,
        flow: Option<Id<Flow>>,
        quantity: Spread<Quantity>,
    ) {
        let key = Key { meter, region: region.clone(), towards: towards.cloned(), on, flow };
        let slot = self.0.entry(key).or_insert(Spread::same(Quantity::ZERO));
        *slot = slot.zip(&quantity, |a, b| *a + *b);
    }
}
