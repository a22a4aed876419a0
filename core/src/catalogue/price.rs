//! List prices by Region and meter, with tiers, date, source and confidence.

use crate::ordered::BTreeMap;
use std::borrow::Cow;
use std::sync::OnceLock;

use super::meter::Meter;
use super::region;
use super::table::{self, Confidence, Parsed, Row, Stated};
use crate::money::{Money, Quantity};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Hour,
    Gb,
    GbpsHour,
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Unit::Hour => "hours",
            Unit::Gb => "GB",
            Unit::GbpsHour => "Gbps-hours",
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    Usd,
    Cny,
}

impl Currency {
    pub const ALL: [Currency; 2] = [Currency::Usd, Currency::Cny];

    /// ISO 4217.
    pub fn as_str(self) -> &'static str {
        match self {
            Currency::Usd => "USD",
            Currency::Cny => "CNY",
        }
    }
}

/// A part of a price: what one unit costs between two quantities of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Units of the month before this tier begins.
    pub from: u64,
    /// Units at which it ends; `None` for the last.
    pub to: Option<u64>,
    /// Per unit.
    pub amount: Money,
    pub confidence: Confidence,
}

/// A list price: on demand, without tax or discounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// Contiguous from zero, never empty; one for a flat price.
    tiers: Vec<Tier>,
    pub unit: Unit,
    pub currency: Currency,
    /// Date of the newest source, as exact as it is known (`2026`, `2026-09-17`); `None` if none is dated.
    pub as_of: Option<Cow<'static, str>>,
    /// What each source is; empty for a recalled price.
    pub sources: Vec<Cow<'static, str>>,
    pub note: Option<Cow<'static, str>>,
}

impl Price {
    /// A price of tiers that begin at zero and follow on one another without gaps; `None` for other tiers.
    pub fn tiered(tiers: Vec<Tier>, unit: Unit, currency: Currency) -> Option<Price> {
        let starts = tiers.first()?.from == 0 && tiers.last()?.to.is_none();
        let joined = tiers.windows(2).all(|pair| match pair {
            [a, b] => a.to == Some(b.from) && a.from < b.from,
            _ => false,
        });
        let (as_of, sources, note) = (None, Vec::new(), None);
        (starts && joined).then_some(Price { tiers, unit, currency, as_of, sources, note })
    }

    /// The first (for a flat price, the only) tier's price of one unit.
    pub fn amount(&self) -> Money {
        self.tiers.first().map(|tier| tier.amount).unwrap_or_default()
    }

    pub fn tiers(&self) -> &[Tier] {
        &self.tiers
    }

    /// That of its least sure tier.
    pub fn confidence(&self) -> Confidence {
        self.tiers.iter().map(|tier| tier.confidence).min().unwrap_or(Confidence::Recalled)
    }

    /// What a month's quantity costs, through all tiers.
    pub fn charge(&self, quantity: Quantity) -> Money {
        let tier_charge = |tier: &Tier| {
            let reached = tier.to.map_or(quantity, |to| quantity.min(Quantity::whole(to)));
            tier.amount.for_quantity(reached.minus(Quantity::whole(tier.from)))
        };
        self.tiers.iter().map(tier_charge).sum()
    }

    /// The same figures as memory would have them: for use beyond what the sources say.
    fn recalled(mut self, note: &'static str) -> Price {
        for tier in &mut self.tiers {
            tier.confidence = Confidence::Recalled;
        }
        self.note = Some(Cow::Borrowed(note));
        self
    }
}

/// A price, and the Region it is of when that is not the one asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote<'a> {
    pub price: &'a Price,
    /// The Region asked for has no figures: this nearby one stands in, as an estimate.
    pub stands_in: Option<&'a str>,
}

/// Prices by Region: the bundled ones, or those with an imported list laid over them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceTable {
    regions: BTreeMap<Cow<'static, str>, BTreeMap<Meter, Price>>,
    /// From one Region to another, where it differs from the Region's [`Meter::InterRegionGb`].
    pairs: BTreeMap<(Cow<'static, str>, Cow<'static, str>), Price>,
    /// For Regions without figures of their own: whose to show.
    stand_ins: BTreeMap<&'static str, &'static str>,
    free_egress: Option<Stated<u64>>,
}

/// Stands for every Region that has prices in USD.
const EVERYWHERE: &str = "*";
/// Says of a Region's inter-Region figure that the destination is not the one it was quoted for.
const OTHER_DESTINATION: &str = "the Region's figure to us-west-1 (from us-east-1 and us-west-1: to us-west-2); other \
                                 destinations may differ";
const SAME_AS_NAT: &str = "taken to be the rate of a zonal NAT gateway, per zone it is active in";

impl PriceTable {
    /// The prices that come with the program.
    pub fn bundled() -> &'static PriceTable {
        static TABLE: OnceLock<PriceTable> = OnceLock::new();
        TABLE.get_or_init(|| read().0)
    }

    /// What is said beside prices, in English.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        let all = self.regions.values().flat_map(|prices| prices.values()).chain(self.pairs.values());
        all.filter_map(|price| price.note.as_deref())
    }

    /// The price in a Region; `None` where it is not known (which is not the same as free).
    pub fn price(&self, region: &str, meter: Meter) -> Option<&Price> {
        let own = self.regions.get(region);
        if let Some(price) = own.and_then(|prices| prices.get(&meter)) {
            return Some(price);
        }
        // What is free by the nature of the thing is free in China too.
        let always = matches!(meter, Meter::GatewayEndpointHour | Meter::GatewayEndpointGb);
        let usd = region::by_code(region).is_none_or(|r| r.currency() == Currency::Usd);
        if (own.is_none() || !usd) && !always {
            return None;
        }
        self.regions.get(EVERYWHERE)?.get(&meter)
    }

    /// As [`PriceTable::price`], or else the figure of the Region that stands in for one without figures.
    pub fn quote(&self, region: &str, meter: Meter) -> Option<Quote<'_>> {
        if let Some(price) = self.price(region, meter) {
            return Some(Quote { price, stands_in: None });
        }
        let other = *self.stand_ins.get(region)?;
        Some(Quote { price: self.price(other, meter)?, stands_in: Some(other) })
    }

    /// Data from one Region to another. Verified only where a source gives this very pair.
    pub fn inter_region(&self, from: &str, to: &str) -> Option<Price> {
        if let Some(price) = self.pair(from, to) {
            return Some(price.clone());
        }
        let price = self.price(from, Meter::InterRegionGb)?.clone();
        let quoted = if matches!(from, "us-east-1" | "us-west-1") { "us-west-2" } else { "us-west-1" };
        Some(if to == quoted { price } else { price.recalled(OTHER_DESTINATION) })
    }

    /// The price of this very pair of Regions, where it is known.
    pub fn pair(&self, from: &str, to: &str) -> Option<&Price> {
        self.pairs.iter().find(|((a, b), _)| a == from && b == to).map(|(_, price)| price)
    }

    /// Puts the price of a pair in, over the one that is there.
    pub fn set_pair(&mut self, from: &str, to: &str, price: Price) {
        self.pairs.insert((Cow::Owned(from.to_owned()), Cow::Owned(to.to_owned())), price);
    }

    /// GB a month that go to the internet free, over the whole account; `None` where there is no such allowance (China,
    /// GovCloud) or none is known.
    pub fn free_egress_gb(&self, region: &str) -> Option<Stated<u64>> {
        let elsewhere = |code: &str| code.starts_with("cn-") || code.starts_with("us-gov-");
        self.free_egress.filter(|_| !elsewhere(region))
    }

    /// Puts a price in, over the one that is there.
    pub fn set(&mut self, region: &str, meter: Meter, price: Price) {
        self.regions.entry(Cow::Owned(region.to_owned())).or_default().insert(meter, price);
    }

    /// The Regions with prices of their own.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.keys().map(|code| code.as_ref()).filter(|code| *code != EVERYWHERE)
    }
}

/// What a line of `prices.tsv` says.
enum Line {
    Source {
        id: &'static str,
        date: Option<&'static str>,
        text: &'static str,
    },
    StandsIn {
        region: &'static str,
        other: Option<&'static str>,
    },
    FreeEgress(Stated<u64>),
    /// A price that is not known; the line keeps the gap in sight of the maintainer.
    Unknown {
        region: &'static str,
    },
    Price {
        region: &'static str,
        meter: Meter,
        to: Option<&'static str>,
        row: PriceRow,
    },
}

struct PriceRow {
    tiers: Vec<Tier>,
    sources: Vec<&'static str>,
    note: Option<&'static str>,
}

fn read_line(row: &Row) -> Option<Line> {
    let first = row.optional(0)?;
    if let Some(id) = first.strip_prefix('@') {
        return Some(Line::Source { id, date: row.optional(1), text: row.optional(2)? });
    }
    match row.text(1) {
        "stands-in" => {
            let other = row.optional(2)?.split(' ').next().filter(|other| *other != "-");
            return Some(Line::StandsIn { region: first, other });
        }
        "internet-egress-free-gb" => {
            let stated = row.stated(2)?;
            let value = stated.value.parse().ok()?;
            return Some(Line::FreeEgress(Stated { value, confidence: stated.confidence }));
        }
        _ => {}
    }
    let (key, to) = match row.text(1).split_once('>') {
        Some((key, to)) => (key, Some(to)),
        None => (row.text(1), None),
    };
    let meter = Meter::read(key)?;
    if row.text(2) == "?" {
        return Some(Line::Unknown { region: first });
    }
    let tiers = read_tiers(row.text(2), meter.tier_bounds())?;
    let sources = row.text(3).split(' ').filter(|id| !id.is_empty()).collect();
    Some(Line::Price { region: first, meter, to, row: PriceRow { tiers, sources, note: row.optional(4) } })
}

fn read_tiers(text: &'static str, bounds: &[u64]) -> Option<Vec<Tier>> {
    let amounts: Vec<_> = text.split(' ').map(table::stated).collect::<Option<_>>()?;
    if amounts.len() != bounds.len() + 1 {
        return None;
    }
    let starts = std::iter::once(0).chain(bounds.iter().copied());
    let ends = bounds.iter().copied().map(Some).chain(std::iter::once(None));
    let tier = |((amount, from), to): ((Stated<&str>, u64), Option<u64>)| {
        Some(Tier { from, to, amount: amount.value.parse().ok()?, confidence: amount.confidence })
    };
    amounts.into_iter().zip(starts).zip(ends).map(tier).collect()
}

/// The table, and the lines that could not be read or that name what is not there.
fn read() -> (PriceTable, Vec<usize>) {
    let Parsed { rows, mut rejected } = table::parse(include_str!("../../data/prices.tsv"), read_line);
    let mut sources = BTreeMap::new();
    for line in &rows {
        if let Line::Source { id, date, text } = line {
            sources.insert(*id, (*date, *text));
        }
    }
    let mut table = PriceTable::default();
    for line in rows {
        match line {
            Line::Source { .. } => {}
            Line::StandsIn { region, other } => {
                if let Some(other) = other {
                    table.stand_ins.insert(region, other);
                }
            }
            Line::FreeEgress(gb) => table.free_egress = Some(gb),
            Line::Unknown { region } => {
                table.regions.entry(Cow::Borrowed(region)).or_default();
            }
            Line::Price { region: code, meter, to, row } => {
                let known: Vec<_> = row.sources.iter().filter_map(|id| sources.get(id)).collect();
                if known.len() != row.sources.len() {
                    rejected.push(0);
                }
                let currency = region::by_code(code).map_or(Currency::Usd, |region| region.currency());
                let Some(mut price) = Price::tiered(row.tiers, meter.unit(), currency) else {
                    continue;
                };
                price.as_of = known.iter().filter_map(|(date, _)| *date).max().map(Cow::Borrowed);
                price.sources = known.iter().map(|(_, text)| Cow::Borrowed(*text)).collect();
                price.note = row.note.map(Cow::Borrowed);
                match to {
                    Some(to) => table.pairs.insert((Cow::Borrowed(code), Cow::Borrowed(to)), price),
                    None => table.regions.entry(Cow::Borrowed(code)).or_default().insert(meter, price),
                };
            }
        }
    }
    for prices in table.regions.values_mut() {
        if let Some(nat) = prices.get(&Meter::NatHour).cloned() {
            prices.entry(Meter::RegionalNatHour).or_insert_with(|| nat.recalled(SAME_AS_NAT));
        }
    }
    (table, rejected)
}

#[cfg(test)]
#[path = "price_tests.rs"]
mod tests;
