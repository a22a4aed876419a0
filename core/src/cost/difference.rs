//! What a month costs now beside what it cost before, line by line. Ids are never reused, so lines of two versions of a design are the same
//! where meter, region, resource and flow are.

use super::estimate::{Charge, Estimate, Spread};
use crate::catalogue::{Currency, Meter, Unit};
use crate::document::{Flow, Id, NodeId, Region};
use crate::money::{Money, Quantity};
use crate::ordered::{BTreeMap, Sorted as _};

/// One line of either bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    pub quantity: Spread<Quantity>,
    pub amount: Spread<Money>,
    pub unit_price: Money,
}

/// A line that comes to something else in one bill than in the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub meter: Meter,
    pub region: Region,
    pub towards: Option<Region>,
    pub usage_type: Option<String>,
    pub on: NodeId,
    pub flow: Option<Id<Flow>>,
    pub unit: Unit,
    pub currency: Currency,
    /// None for a line that is new.
    pub before: Option<Side>,
    /// None for a line that is gone.
    pub after: Option<Side>,
}

impl Changed {
    /// Now less before.
    pub fn difference(&self) -> Spread<Money> {
        let amount = |s: &Option<Side>| s.map(|s| s.amount).unwrap_or_default();
        amount(&self.after).zip(&amount(&self.before), |a, b| *a - *b)
    }
}

type Line<'a> = (NodeId, Meter, &'a Region, Option<&'a Region>, Option<Id<Flow>>, Currency);

fn lines(e: &Estimate) -> BTreeMap<Line<'_>, (&Charge, Side)> {
    let side = |l: &Charge| Side { quantity: l.quantity, amount: l.amount, unit_price: l.unit_price };
    e.lines.iter().map(|l| ((l.on, l.meter, &l.region, l.towards.as_ref(), l.flow, l.currency), (l, side(l)))).collect()
}

/// The lines whose amounts changed, what changed most first. The differences add up to that of the months.
pub fn difference(before: &Estimate, after: &Estimate) -> Vec<Changed> {
    let (was, is) = (lines(before), lines(after));
    let changed = |l: &Charge, before: Option<Side>, after: Option<Side>| Changed {
        meter: l.meter,
        region: l.region.clone(),
        towards: l.towards.clone(),
        usage_type: l.usage_type.clone(),
        on: l.on,
        flow: l.flow,
        unit: l.unit,
        currency: l.currency,
        before,
        after,
    };
    let gone = was.iter().filter(|(k, _)| !is.contains_key(*k)).map(|(_, (l, s))| changed(l, Some(*s), None));
    let now = is.iter().filter_map(|(k, (l, s))| match was.get(k) {
        Some((_, before)) if before == s => None,
        before => Some(changed(l, before.map(|(_, s)| *s), Some(*s))),
    });
    let mut out: Vec<Changed> = gone.chain(now).filter(|c| c.difference() != Spread::default()).collect();
    out.order_by_key(|c| (std::cmp::Reverse(c.difference().typical.units().unsigned_abs()), c.on, c.meter, c.flow));
    out
}
