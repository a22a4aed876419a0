//! What the selected resource, or the design, costs a month.

use super::super::subject::Subject;
use super::super::words;
use crate::state::Studio;
use leptos::prelude::*;
use portico_core::catalogue::{Confidence, Unit};
use portico_core::cost::{Charge, Estimate};
use portico_core::document::NodeId;
use portico_core::facts::Facts;
use portico_core::money::{Money, Quantity};

/// The bill's lines for one subject.
#[derive(Clone, Debug, PartialEq)]
struct Bill {
    title: String,
    total: String,
    spread: Option<String>,
    lines: Vec<Line>,
    dated: Option<String>,
    unpriced: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Line {
    what: String,
    amount: String,
    hover: String,
}

pub fn costs(s: Studio, subject: &Subject) -> AnyView {
    let subject = subject.clone();
    let bill = Memo::new(move |_| s.derived.facts.with(|f| bill(f, &subject)));
    let draw = |b: Bill| {
        let lines = b.lines.into_iter().map(|l| view! { <tr title=l.hover><td>{l.what}</td><td class="number">{l.amount}</td></tr> });
        view! {
            <section class="sec" data-testid="section-cost" aria-label="Cost">
                <div class="row cost-total">
                    <span class="row-label">{b.title}</span>
                    <b data-testid="cost-total">{b.total}</b>
                </div>
                {b.spread.map(|t| view! { <p class="note faint">{t}</p> })}
                <table class="cost-table"><caption class="unseen">"What the cost is made of"</caption><tbody>{lines.collect_view()}</tbody></table>
                {(b.unpriced > 0).then(|| view! { <p class="note warning">{format!("{} without a known price", words::counted(b.unpriced, "meter", "meters"))}</p> })}
                {b.dated.map(|t| view! { <p class="note faint">{t}</p> })}
            </section>
        }
    };
    view! { {move || bill.get().map(draw)} }.into_any()
}

fn bill(facts: &Facts, subject: &Subject) -> Option<Bill> {
    let estimate = facts.estimate();
    let (title, all, unpriced): (String, Vec<&Charge>, usize) = match subject {
        Subject::Node(n) => {
            let of_flow = portico_core::document::Id::of(*n);
            let lines: Vec<&Charge> = match of_flow {
                Some(flow) => estimate.of_flow(flow).collect(),
                None => estimate.of(*n).collect(),
            };
            let unpriced = estimate.unpriced.iter().filter(|u| u.on == *n).count();
            (title(*n), lines, unpriced)
        }
        Subject::Design => ("The month".into(), estimate.lines.iter().collect(), estimate.unpriced.len()),
        _ => return None,
    };
    if all.is_empty() && unpriced == 0 {
        return None;
    }
    let total = Estimate::sum(all.iter().copied());
    let currency = all.first().map(|c| c.currency).unwrap_or(estimate.month().0);
    let money = |m| words::money(currency, m);
    let spread = (total.low != total.high).then(|| format!("{} to {} as use goes from low to high", money(total.low), money(total.high)));
    let mut lines: Vec<Line> = Vec::new();
    if *subject != Subject::Design {
        for c in all.iter().filter(|c| c.amount.typical != Money::ZERO || c.quantity.typical != Quantity::ZERO) {
            lines.push(line(facts, c));
        }
    }
    Some(Bill { title, total: money(total.typical), spread, lines, dated: dated(&all), unpriced })
}

fn title(n: NodeId) -> String {
    format!("This {}", n.kind().label().to_lowercase().replace("vpc", "VPC").replace("nat ", "NAT ").replace("elastic ip", "Elastic IP"))
}

fn line(facts: &Facts, c: &Charge) -> Line {
    let flow = c.flow.map(|f| format!(" · {}", facts.document.model.name(f))).unwrap_or_default();
    let unit = match c.unit {
        Unit::Hour => "h",
        Unit::Gb => "GB",
        Unit::GbpsHour => "Gbps·h",
    };
    let price = words::money(c.currency, c.unit_price);
    let what = format!("{}: {} {unit} × {price}{flow}", words::meter(c.meter), c.quantity.typical);
    let sure = if c.confidence == Confidence::Verified { "verified" } else { "recalled, not verified" };
    let known = c.as_of.as_ref().map_or(format!("Price {sure}"), |date| format!("Price of {date}, {sure}"));
    let usage = c.usage_type.as_ref().map(|u| format!(", {u}")).unwrap_or_default();
    let note = c.note.as_ref().map(|n| format!("; {n}")).unwrap_or_default();
    Line { what, amount: words::money(c.currency, c.amount.typical), hover: format!("{known}{usage}{note}") }
}

/// The oldest date among the prices.
fn dated(all: &[&Charge]) -> Option<String> {
    let oldest = all.iter().filter_map(|c| c.as_of.as_ref()).min()?;
    let verified = all.iter().all(|c| c.confidence == Confidence::Verified);
    Some(format!("Prices read {oldest}{}", if verified { ", verified" } else { ", not all verified" }))
}
