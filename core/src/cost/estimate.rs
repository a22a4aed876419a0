//! Metered quantities priced, line by line, each traceable to its price.

use super::meters::{Key, Metered};
use super::{data, standing};
use crate::answer::Trace;
use crate::catalogue::{Catalogue, Confidence, Currency, Meter, Price, Unit, inter_region_usage_type};
use crate::document::{Document, Flow, Id, NodeId, Region};
use crate::graph::NetworkGraph;
use crate::money::{Money, Quantity};
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::Text;

/// A low, a typical and a high value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread<T> {
    pub low: T,
    pub typical: T,
    pub high: T,
}

impl<T: Clone> Spread<T> {
    pub fn same(value: T) -> Self {
        Self { low: value.clone(), typical: value.clone(), high: value }
    }
}

impl<T> Spread<T> {
    pub fn map<U>(&self, f: impl Fn(&T) -> U) -> Spread<U> {
        Spread { low: f(&self.low), typical: f(&self.typical), high: f(&self.high) }
    }

    pub fn zip<U, V>(&self, o: &Spread<U>, f: impl Fn(&T, &U) -> V) -> Spread<V> {
        Spread { low: f(&self.low, &o.low), typical: f(&self.typical, &o.typical), high: f(&self.high, &o.high) }
    }
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub meter: Meter,
    pub region: Region,
    /// Of data between Regions: where it goes.
    pub towards: Option<Region>,
    /// What AWS's bill calls it, such as `EUC1-NatGateway-Bytes`; none for what is free.
    pub usage_type: Option<String>,
    /// The resource that it is for.
    pub on: NodeId,
    /// The flow that causes it, for data.
    pub flow: Option<Id<Flow>>,
    pub quantity: Spread<Quantity>,
    pub unit: Unit,
    /// Of the first tier that applies.
    pub unit_price: Money,
    pub amount: Spread<Money>,
    pub currency: Currency,
    /// The date of the price's newest source, as exact as it is known.
    pub as_of: Option<String>,
    pub confidence: Confidence,
    /// Another region's price, for want of one.
    pub stands_in: Option<String>,
    pub note: Option<Text>,
}

/// Something that is metered and whose price is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpriced {
    pub meter: Meter,
    pub region: Region,
    pub on: NodeId,
    pub quantity: Spread<Quantity>,
}

/// A month's bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// Every line, by meter, region, resource, flow. Free meters are lines with an amount of zero.
    pub lines: Vec<Charge>,
    pub unpriced: Vec<Unpriced>,
    /// In the order of first use; one, unless the design spans currencies.
    pub totals: BTreeMap<Currency, Spread<Money>>,
}

impl Estimate {
    /// The month in US dollars (or in the one currency in use).
    pub fn month(&self) -> (Currency, Spread<Money>) {
        self.totals
            .get(&Currency::Usd)
            .map(|t| (Currency::Usd, *t))
            .or_else(|| self.totals.iter().next().map(|(c, t)| (*c, *t)))
            .unwrap_or((Currency::Usd, Spread::same(Money::ZERO)))
    }

    /// What one resource costs: its own lines.
    pub fn of(&self, node: NodeId) -> impl Iterator<Item = &Charge> {
        self.lines.iter().filter(move |l| l.on == node)
    }

    /// What a flow costs beside what stands anyway.
    pub fn of_flow(&self, flow: Id<Flow>) -> impl Iterator<Item = &Charge> {
        self.lines.iter().filter(move |l| l.flow == Some(flow))
    }

    /// The sum of some lines.
    pub fn sum<'a>(lines: impl Iterator<Item = &'a Charge>) -> Spread<Money> {
        lines.fold(Spread::same(Money::ZERO), |a, l| a.zip(&l.amount, |x, y| *x + *y))
    }
}

/// Prices a design's month: what stands by the hour, and its flows along the ways that were found.
pub fn estimate(document: &Document, graph: &NetworkGraph, flows: &BTreeMap<Id<Flow>, Trace>, catalogue: &Catalogue) -> Estimate {
    price(&metered(document, graph, flows), catalogue)
}

/// All that a month meters.
pub(crate) fn metered(document: &Document, graph: &NetworkGraph, flows: &BTreeMap<Id<Flow>, Trace>) -> Metered {
    let mut metered = standing(document, graph);
    for (id, trace) in flows {
        data::meter(graph, *id, trace, &document.usage_of(*id), &mut metered);
    }
    metered
}

/// What that costs in a typical month.
pub(crate) fn month_of(metered: &Metered, catalogue: &Catalogue) -> Money {
    price(metered, catalogue).month().1.typical
}

/// The price of what one line meters, where it is known.
pub(crate) fn unit_price(key: &Key, catalogue: &Catalogue) -> Option<Price> {
    find(key, catalogue).map(|(price, _)| price)
}

/// What stands by the hour.
pub(super) fn standing(document: &Document, graph: &NetworkGraph) -> Metered {
    let mut metered = Metered::default();
    standing::meter(graph, u64::from(document.assumptions.hours_per_month), &mut metered);
    metered
}

/// How far a tiered price has been used up, by meter and region.
type Used = BTreeMap<(Meter, Region, Option<Region>), Spread<Quantity>>;

/// Of the GB to the internet that are free over the account, each region's share: the first to send something has them first.
fn allowances(metered: &Metered, catalogue: &Catalogue) -> BTreeMap<Region, Spread<Quantity>> {
    let mut sent: BTreeMap<Region, Spread<Quantity>> = BTreeMap::new();
    for (key, quantity) in metered.0.iter().filter(|(k, _)| k.meter == Meter::InternetEgressGb) {
        let slot = sent.entry(key.region.clone()).or_insert(Spread::same(Quantity::ZERO));
        *slot = slot.zip(quantity, |a, b| *a + *b);
    }
    let mut left: Option<Spread<Quantity>> = None;
    sent.retain(|region, sent| {
        let Some(free) = catalogue.prices().free_egress_gb(region.as_str()) else { return false };
        let left = left.get_or_insert(Spread::same(Quantity::whole(free.value)));
        *sent = left.zip(sent, |a, b| *a.min(b));
        *left = left.zip(sent, |a, b| a.minus(*b));
        true
    });
    sent
}

pub(super) fn price(metered: &Metered, catalogue: &Catalogue) -> Estimate {
    let mut out = Estimate::default();
    let mut used: Used = BTreeMap::new();
    let allowances = allowances(metered, catalogue);
    // Lines of one meter in one region stand together.
    let mut last: Option<(&Key, Option<Priced>)> = None;
    for (key, quantity) in &metered.0 {
        let alike = |(k, _): &(&Key, _)| (k.meter, &k.region, &k.towards) == (key.meter, &key.region, &key.towards);
        if !last.as_ref().is_some_and(alike) {
            last = Some((
                key,
                find(key, catalogue).map(|(price, stands_in)| Priced { price, stands_in, usage_type: usage_type(key, catalogue) }),
            ));
        }
        let Some((_, Some(Priced { price, stands_in, usage_type }))) = &last else {
            out.unpriced.push(Unpriced { meter: key.meter, region: key.region.clone(), on: key.on, quantity: *quantity });
            continue;
        };
        let allowance = allowances.get(&key.region).filter(|_| key.meter == Meter::InternetEgressGb).copied().unwrap_or_default();
        let slot = used.entry((key.meter, key.region.clone(), key.towards.clone())).or_insert(Spread::same(Quantity::ZERO));
        let before = *slot;
        *slot = slot.zip(quantity, |a, b| *a + *b);
        // Tiers count over the region's month: this line pays for what it adds.
        let charge = |q: &Spread<Quantity>| q.zip(&allowance, |q, free| price.charge(q.minus(*free)));
        let amount = charge(&before).zip(&charge(slot), |a, b| *b - *a);
        let total = out.totals.entry(price.currency).or_insert(Spread::same(Money::ZERO));
        *total = total.zip(&amount, |a, b| *a + *b);
        let note = if allowance.high > Quantity::ZERO {
            Some(text!("the first {n} GB a month are free", n = allowance.high.to_string()))
        } else {
            // In the table's own words, which languages may have.
            price.note.as_ref().map(|n| text!("{note}", note = n.to_string()))
        };
        out.lines.push(Charge {
            meter: key.meter,
            region: key.region.clone(),
            towards: key.towards.clone(),
            usage_type: usage_type.clone(),
            on: key.on,
            flow: key.flow,
            quantity: *quantity,
            unit: price.unit,
            unit_price: price.amount(),
            amount,
            currency: price.currency,
            as_of: price.as_of.as_ref().map(ToString::to_string),
            confidence: price.confidence(),
            stands_in: stands_in.clone(),
            note,
        });
    }
    out
}

/// What lines of a meter in a region have in common.
struct Priced {
    price: Price,
    stands_in: Option<String>,
    usage_type: Option<String>,
}

fn find(key: &Key, catalogue: &Catalogue) -> Option<(Price, Option<String>)> {
    if let Some(towards) = &key.towards {
        return catalogue.prices().inter_region(key.region.as_str(), towards.as_str()).map(|p| (p, None));
    }
    let quote = catalogue.prices().quote(key.region.as_str(), key.meter)?;
    Some((quote.price.clone(), quote.stands_in.map(Into::into)))
}

fn usage_type(key: &Key, catalogue: &Catalogue) -> Option<String> {
    let region = catalogue.region(key.region.as_str())?;
    match &key.towards {
        Some(towards) => inter_region_usage_type(region, catalogue.region(towards.as_str())?),
        None => key.meter.usage_type(region),
    }
}
