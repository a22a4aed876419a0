//! What the Cost panel shows: the month, the bill by resource and line, and what the flows are taken to carry.

use super::field::{Fits, fits};
use crate::language::InLanguage as _;
use crate::ui::number::{money, price, quantity, thousands};
use portico_core::catalogue::{Catalogue, Confidence, Currency, Meter, OLD_DAYS, age_in_days};
use portico_core::cost::{Charge, Estimate, Spread, Unpriced};
use portico_core::document::{Flow, Id, Model, NodeId, Usage};
use portico_core::facts::Facts;
use portico_core::money::Money;
use portico_core::ordered::BTreeMap;
use portico_core::ordered::Sorted as _;

/// Low, typical and high, as written.
pub type Amounts = Spread<String>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    pub month: Amounts,
    /// Whether low and high differ from the typical month.
    pub spread: bool,
    pub hours: u32,
    /// Of which days the prices are, and how many are recalled.
    pub dated: String,
    pub bill: Vec<Part>,
    /// What is metered and has no known price, in a sentence each.
    pub unpriced: Vec<String>,
    pub usage: Vec<UsageRow>,
}

/// What one resource costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub on: NodeId,
    pub name: String,
    pub kind: &'static str,
    pub total: Amounts,
    pub spread: bool,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub meter: &'static str,
    /// As AWS's bill calls it.
    pub usage_type: Option<String>,
    /// The flow that causes it: `api → s3`.
    pub cause: Option<String>,
    pub quantity: String,
    pub unit_price: String,
    pub amount: Amounts,
    pub spread: bool,
    pub free: bool,
    /// The price is from memory, not read in a source.
    pub recalled: bool,
    /// How many days ago the price was so, where that is long.
    pub old: Option<u32>,
    /// Where the price is from, in a sentence.
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageRow {
    pub flow: Id<Flow>,
    pub name: String,
    pub usage: Usage,
    /// Nobody has set it.
    pub default: bool,
    /// A typical month of what the flow alone causes.
    pub amount: String,
    /// Whether its busiest minute fits, where somebody said how busy it gets.
    pub fits: Option<Fits>,
}

/// `today` is a day such as `2026-11-28`.
pub fn panel(facts: &Facts, today: &str) -> Panel {
    let (doc, estimate) = (&facts.document, facts.estimate());
    let model = &doc.model;
    let (currency, month) = estimate.month();
    let usage = model.all::<Flow>().map(|(id, f)| UsageRow {
        flow: id,
        name: flow_name(model, f),
        usage: doc.usage_of(id),
        default: !doc.usage.contains_key(&id),
        amount: money(currency, Estimate::sum(estimate.of_flow(id)).typical),
        fits: fits(facts, id),
    });
    Panel {
        month: month.map(|m| money(currency, *m)),
        spread: differs(&month),
        hours: doc.assumptions.hours_per_month,
        dated: dated(estimate, today),
        bill: bill(model, estimate, &facts.catalogue, today),
        unpriced: estimate.unpriced.iter().map(|u| unpriced(model, u)).collect(),
        usage: usage.collect(),
    }
}

pub fn flow_name(model: &Model, f: &Flow) -> String {
    format!("{} → {}", model.name(f.from), model.name(f.to))
}

fn differs(s: &Spread<Money>) -> bool {
    s.low != s.typical || s.high != s.typical
}

/// What one resource costs, or one flow causes, and of which days the prices are; none where nothing is metered.
pub fn part(facts: &Facts, node: NodeId, today: &str) -> Option<(Part, String)> {
    let estimate = facts.estimate();
    let lines: Vec<&Charge> = match Id::<Flow>::of(node) {
        Some(flow) => estimate.of_flow(flow).collect(),
        None => estimate.of(node).collect(),
    };
    let of_these = Estimate { lines: lines.iter().copied().cloned().collect(), ..Estimate::default() };
    (!lines.is_empty()).then(|| (part_of(&facts.document.model, node, lines, &facts.catalogue, today).1, dated(&of_these, today)))
}

/// The month as a part without lines; none where nothing is metered.
pub fn month(facts: &Facts, today: &str) -> Option<(Part, String)> {
    let estimate = facts.estimate();
    let (currency, month) = estimate.month();
    let total = month.map(|m| money(currency, *m));
    let on = NodeId::new(portico_core::document::Kind::Account, 0);
    let part = Part { on, name: String::new(), kind: "", total, spread: differs(&month), lines: Vec::new() };
    (!estimate.lines.is_empty()).then(|| (part, dated(estimate, today)))
}

/// The bill, dearest resource first.
fn bill(model: &Model, estimate: &Estimate, catalogue: &Catalogue, today: &str) -> Vec<Part> {
    let mut by: BTreeMap<NodeId, Vec<&Charge>> = BTreeMap::new();
    for line in &estimate.lines {
        by.entry(line.on).or_default().push(line);
    }
    let mut parts: Vec<(Money, Part)> = by.into_iter().map(|(on, lines)| part_of(model, on, lines, catalogue, today)).collect();
    parts.order_by(|(a, _), (b, _)| b.cmp(a));
    parts.into_iter().map(|(_, p)| p).collect()
}

fn part_of(model: &Model, on: NodeId, lines: Vec<&Charge>, catalogue: &Catalogue, today: &str) -> (Money, Part) {
    let currency = lines.first().map_or(Currency::Usd, |l| l.currency);
    let total = Estimate::sum(lines.iter().copied());
    let part = Part {
        on,
        name: model.name(on),
        kind: on.kind().label(),
        total: total.map(|m| money(currency, *m)),
        spread: differs(&total),
        lines: lines.into_iter().map(|l| line(model, l, catalogue, today)).collect(),
    };
    (total.typical, part)
}

/// How many days ago a price was so, where that is long and the price counts.
fn old(l: &Charge, today: &str) -> Option<u32> {
    let age = age_in_days(l.as_of.as_deref().filter(|_| !l.unit_price.is_zero())?, today)?;
    Some(age).filter(|days| *days > OLD_DAYS)
}

fn line(model: &Model, l: &Charge, catalogue: &Catalogue, today: &str) -> Line {
    let q = l.quantity;
    Line {
        meter: meter_label(l.meter),
        usage_type: l.usage_type.clone(),
        cause: l.flow.and_then(|f| model.get(f)).map(|f| flow_name(model, f)),
        quantity: quantity(q.typical, l.unit),
        unit_price: price(l.currency, l.unit_price),
        amount: l.amount.map(|m| money(l.currency, *m)),
        spread: differs(&l.amount),
        free: l.unit_price.is_zero(),
        recalled: l.confidence == Confidence::Recalled || l.stands_in.is_some(),
        old: old(l, today),
        source: source(l, model, catalogue, today),
    }
}

fn source(l: &Charge, model: &Model, catalogue: &Catalogue, today: &str) -> String {
    let name = |code: &str| catalogue.region(code).map_or_else(|| code.to_string(), |r| r.name.to_string());
    let mut out = match (&l.stands_in, l.confidence, &l.as_of) {
        (Some(other), ..) => {
            crate::say!("No price is known for {name}: that of {other} stands in.", name = name(l.region.as_str()), other = name(other))
        }
        (None, Confidence::Verified, Some(date)) => match old(l, today) {
            Some(days) => {
                crate::say!("Price verified in a source of {date}, {n} days ago.", date = date, n = thousands(days.into()))
            }
            None => crate::say!("Price verified in a source of {date}.", date = date),
        },
        (None, Confidence::Verified, None) => crate::language::t("Price verified; its source has no date.").into(),
        (None, Confidence::Recalled, _) => crate::language::t("Price recalled, not verified: check it before you rely on it.").into(),
    };
    if let Some(note) = &l.note {
        out.push_str(&format!(" {}", crate::language::sentence(&note.told(model))));
    }
    out
}

fn dated(estimate: &Estimate, today: &str) -> String {
    let priced = || estimate.lines.iter().filter(|l| !l.unit_price.is_zero());
    let recalled = priced().filter(|l| l.confidence == Confidence::Recalled || l.stands_in.is_some()).count();
    let oldest = priced().filter(|l| l.confidence == Confidence::Verified).filter_map(|l| l.as_of.as_deref()).min();
    let newest = priced().filter(|l| l.confidence == Confidence::Verified).filter_map(|l| l.as_of.as_deref()).max();
    let read = match (oldest, newest) {
        (Some(a), Some(b)) if a == b => crate::say!("List prices of {a}, verified", a = a),
        // A price whose source names a year alone.
        (Some(a), Some(b)) if b.starts_with(a) => crate::say!("List prices of {a}, the newest of {b}, verified", a = a, b = b),
        (Some(a), Some(b)) => crate::say!("List prices of {a} to {b}, verified", a = a, b = b),
        _ => String::new(),
    };
    let some = match recalled {
        0 => String::new(),
        1 => crate::language::t("1 line has a recalled price").into(),
        n => crate::say!("{n} lines have recalled prices", n = n),
    };
    let oldest = priced().filter_map(|l| old(l, today)).max();
    let old = oldest.map(|days| crate::say!("the oldest is {n} days old", n = thousands(days.into()))).unwrap_or_default();
    [read, some, old].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("; ")
}

fn unpriced(model: &Model, u: &Unpriced) -> String {
    crate::say!(
        "{meter_label} of {name} ({quantity}): no price is known in {region}.",
        meter_label = meter_label(u.meter),
        name = model.name(u.on),
        quantity = quantity(u.quantity.typical, u.meter.unit()),
        region = u.region
    )
}

/// A meter in words.
pub fn meter_label(meter: Meter) -> &'static str {
    match meter {
        Meter::InterfaceEndpointHour => "Interface endpoint, hours in each zone",
        Meter::InterfaceEndpointGb => "Data through interface endpoints",
        Meter::GwlbEndpointHour => "Gateway Load Balancer endpoint, hours",
        Meter::GwlbEndpointGb => "Data through Gateway Load Balancer endpoints",
        Meter::ResourceEndpointHour => "Resource endpoint, hours",
        Meter::ResourceEndpointGb => "Data through resource endpoints",
        Meter::ServiceNetworkEndpointHour => "Service network endpoint, hours",
        Meter::GatewayEndpointHour => "Gateway endpoint, hours",
        Meter::GatewayEndpointGb => "Data through gateway endpoints",
        Meter::NatHour => "NAT gateway, hours",
        Meter::NatGb => "Data through NAT gateways",
        Meter::RegionalNatHour => "Regional NAT gateway, hours in each zone",
        Meter::NatProvisionedGbpsHour => "NAT gateway, provisioned bandwidth",
        Meter::PublicIpv4Hour => "Public IPv4 address, hours",
        Meter::CrossAzGb => "Data between zones, both sides",
        Meter::CrossAzPrivateLinkGb => "Data between zones to an endpoint",
        Meter::SameAzGb => "Data within a zone",
        Meter::PeeringCrossAzGb => "Data over peering between zones",
        Meter::PeeringConnectionHour => "Peering connection, hours",
        Meter::InterRegionGb => "Data to another Region",
        Meter::InternetEgressGb => "Data to the internet",
        Meter::InternetIngressGb => "Data from the internet",
        Meter::SameRegionServiceGb => "Data to a public service endpoint of the Region",
        Meter::TgwAttachmentHour => "Transit gateway attachment, hours",
        Meter::TgwGb => "Data into a transit gateway",
        Meter::VpnHour => "Site-to-Site VPN connection, hours",
        Meter::DirectConnectOutGb => "Data out over Direct Connect",
    }
}
