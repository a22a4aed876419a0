//! A month's bill in Markdown: every line with its price, date and confidence, the totals, and what changed since another version.

use crate::catalogue::{Confidence, Currency};
use crate::cost::{Changed, Charge, Spread, difference};
use crate::document::{Document, Model, NodeId};
use crate::facts::Facts;
use crate::interchange::markdown::plain;
use crate::money::Money;

/// The bill of a design, and what changed since another one of the same name or an earlier version of it.
pub fn bill_in_markdown(facts: &Facts, doc: &Document, since: Option<(&str, &Facts)>) -> String {
    let model: &Model = &doc.model;
    let estimate = facts.estimate();
    let (currency, month) = estimate.month();
    let mut out = format!("# {}: a month\n\n", plain(&doc.assumptions.title));
    out.push_str(&format!("**{}**, from {} to {}", money(month.typical, currency), month.low, month.high));
    out.push_str(&format!(", of {} hours. List prices, without tax and discounts.\n\n", doc.assumptions.hours_per_month));
    out.push_str(
        "| on | for | quantity | unit price | low | typical | high | price |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n",
    );
    for l in &estimate.lines {
        out.push_str(&format!(
            "| {} | {} | {} {} | {} | {} | {} |\n",
            plain(&model.name(l.on)),
            what(l, model),
            l.quantity.typical,
            l.unit,
            l.unit_price.exact(),
            three(&l.amount),
            plain(&price(l))
        ));
    }
    for (currency, total) in &estimate.totals {
        out.push_str(&format!("| **Total** | {} | | | {} | |\n", currency.as_str(), three(total)));
    }
    if !estimate.unpriced.is_empty() {
        out.push_str("\nMetered, with no known price, and not in the total:\n\n");
        for u in &estimate.unpriced {
            let (name, unit) = (plain(&model.name(u.on)), u.meter.unit());
            out.push_str(&format!("- {name}: {} in {}, {} {unit}\n", u.meter.key(), u.region, u.quantity.typical));
        }
    }
    if let Some((name, before)) = since {
        changes(&mut out, name, before, facts, doc);
    }
    out
}

fn changes(out: &mut String, name: &str, before: &Facts, facts: &Facts, doc: &Document) {
    let (was, is) = (before.estimate().month(), facts.estimate().month());
    out.push_str(&format!("\n## Since {}\n\n", plain(name)));
    out.push_str(&format!("{} before, {} now", money(was.1.typical, was.0), money(is.1.typical, is.0)));
    out.push_str(", both by the same prices.\n");
    let all = difference(before.estimate(), facts.estimate());
    if all.is_empty() {
        out.push_str("\nNo line changed.\n");
        return;
    }
    out.push_str("\n| on | for | before | now | difference |\n| --- | --- | ---: | ---: | ---: |\n");
    let named = |on: NodeId| if doc.model.contains(on) { doc.model.name(on) } else { before.document.model.name(on) };
    for c in &all {
        let amount = |s: &Option<crate::cost::Side>| s.map_or(String::new(), |s| s.amount.typical.to_string());
        let flow = c.flow.map(|f| format!(", {}", plain(&named(f.node())))).unwrap_or_default();
        out.push_str(&format!(
            "| {} | {}{flow} | {} | {} | {} |\n",
            plain(&named(c.on)),
            plain(meter(c)),
            amount(&c.before),
            amount(&c.after),
            with_sign(c.difference().typical)
        ));
    }
}

fn meter(c: &Changed) -> &str {
    c.usage_type.as_deref().unwrap_or(c.meter.key())
}

fn what(l: &Charge, model: &Model) -> String {
    let flow = l.flow.map(|f| format!(", {}", plain(&model.name(f)))).unwrap_or_default();
    format!("{}{flow}", plain(l.usage_type.as_deref().unwrap_or(l.meter.key())))
}

fn price(l: &Charge) -> String {
    let confidence = match (&l.stands_in, l.confidence) {
        (Some(other), _) => format!("that of {other} stands in"),
        (None, Confidence::Verified) => "verified".into(),
        (None, Confidence::Recalled) => "recalled".into(),
    };
    match &l.as_of {
        Some(day) => format!("{confidence}, of {day}"),
        None => confidence,
    }
}

fn three(s: &Spread<Money>) -> String {
    format!("{} | {} | {}", s.low, s.typical, s.high)
}

fn money(m: Money, currency: Currency) -> String {
    format!("{m} {}", currency.as_str())
}

/// An amount that is added or taken away.
fn with_sign(m: Money) -> String {
    if m > Money::ZERO { format!("+{m}") } else { m.to_string() }
}
