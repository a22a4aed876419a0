//! A report in Markdown: what the design has, what a month costs, what is wrong with it.

use crate::checks;
use crate::document::{Document, Kind, Model, Subnet};
use crate::facts::Facts;
use crate::interchange::markdown::{plain, section};
use crate::propose;

pub fn report(facts: &Facts, doc: &Document) -> String {
    let model: &Model = &doc.model;
    let mut out = format!("# {}\n\n## What it has\n\n| kind | number |\n| --- | ---: |\n", plain(&doc.assumptions.title));
    for kind in Kind::ALL {
        let n = model.of_kind(*kind).count();
        if n > 0 {
            out.push_str(&format!("| {} | {n} |\n", kind.label()));
        }
    }
    out.push_str("\n## Addresses\n\n| VPC | subnet | zone | block | used | free |\n| --- | --- | --- | --- | ---: | ---: |\n");
    for r in propose::address_plan(doc) {
        let Some(s): Option<&Subnet> = model.get(r.subnet) else { continue };
        let block = r.cidr.map(|c| c.to_string()).or(s.ipv6.map(|c| c.to_string())).unwrap_or_default();
        let (vpc, name) = (plain(&model.name(s.vpc)), plain(&model.name(r.subnet)));
        out.push_str(&format!("| {vpc} | {name} | {} | {block} | {} | {} |\n", plain(s.zone.as_str()), r.used, r.free));
    }
    let estimate = facts.estimate();
    let (currency, month) = estimate.month();
    out.push_str(&format!("\n## A month\n\n{} {} (from {} to {}).\n", month.typical, currency.as_str(), month.low, month.high));
    if !estimate.unpriced.is_empty() {
        out.push_str(&format!("\n{} more are metered and have no known price: they are not in it.\n", estimate.unpriced.len()));
    }
    out.push_str("\n| on | for | typical |\n| --- | --- | ---: |\n");
    for l in estimate.lines.iter().filter(|l| !l.amount.high.is_zero()) {
        let what = l.usage_type.as_deref().unwrap_or(l.meter.key());
        out.push_str(&format!("| {} | {} | {} |\n", plain(&model.name(l.on)), plain(what), l.amount.typical));
    }
    let findings: Vec<String> = checks::run_all(facts)
        .iter()
        .map(|f| format!("**{}** {} (`{}`)", f.severity.as_str(), plain(&f.message.render(model)), f.check))
        .collect();
    section(&mut out, "Findings", "None.", &findings);
    out
}
