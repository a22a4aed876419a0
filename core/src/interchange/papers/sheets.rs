//! CSV as spreadsheets read it: RFC 4180, and no text that a spreadsheet would take for a formula.

use crate::catalogue::Confidence;
use crate::document::{Document, Model, Subnet};
use crate::facts::Facts;
use crate::propose;

fn row(cells: &[String]) -> String {
    let cell = |c: &String| {
        // A sheet works out what begins with one of these.
        let risky = c.starts_with(['=', '+', '-', '@', '\t', '\r']) && c.parse::<f64>().is_err();
        let text = if risky { format!("'{c}") } else { c.clone() };
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    format!("{}\r\n", cells.iter().map(cell).collect::<Vec<_>>().join(","))
}

fn head(names: &[&str]) -> String {
    row(&names.iter().map(|n| (*n).to_string()).collect::<Vec<_>>())
}

/// One line for each subnet: what it has, what AWS keeps, what is used and left.
pub fn address_plan(doc: &Document) -> String {
    let model: &Model = &doc.model;
    let mut out = head(&["vpc", "subnet", "zone", "cidr", "first", "last", "usable", "used", "free", "ipv6"]);
    let mut rows = propose::address_plan(doc);
    rows.sort_by_key(|r| (model.get(r.subnet).map(|s| s.vpc), r.cidr, r.subnet));
    for r in rows {
        let Some(subnet): Option<&Subnet> = model.get(r.subnet) else { continue };
        let or_empty = |x: Option<String>| x.unwrap_or_default();
        out.push_str(&row(&[
            model.name(subnet.vpc),
            model.name(r.subnet),
            subnet.zone.to_string(),
            or_empty(r.cidr.map(|c| c.to_string())),
            or_empty(r.first.map(|c| c.to_string())),
            or_empty(r.last.map(|c| c.to_string())),
            r.usable.to_string(),
            r.used.to_string(),
            r.free.to_string(),
            or_empty(subnet.ipv6.map(|c| c.to_string())),
        ]));
    }
    out
}

/// One line for each thing that is charged in a month, free ones among them, and for what has no known price; the totals at the end.
pub fn bill(facts: &Facts, doc: &Document) -> String {
    let model: &Model = &doc.model;
    let columns = [
        "on",
        "kind",
        "region",
        "meter",
        "usage type",
        "flow",
        "quantity",
        "unit",
        "unit price",
        "low",
        "typical",
        "high",
        "currency",
        "price as of",
        "confidence",
        "note",
    ];
    let mut out = head(&columns);
    let estimate = facts.estimate();
    for l in &estimate.lines {
        let confidence = if l.confidence == Confidence::Verified { "verified" } else { "recalled" };
        out.push_str(&row(&[
            model.name(l.on),
            l.on.kind().label().to_string(),
            l.region.to_string(),
            l.meter.key().to_string(),
            l.usage_type.clone().unwrap_or_default(),
            l.flow.map(|f| model.name(f)).unwrap_or_default(),
            l.quantity.typical.to_string(),
            l.unit.to_string(),
            l.unit_price.exact(),
            l.amount.low.to_string(),
            l.amount.typical.to_string(),
            l.amount.high.to_string(),
            l.currency.as_str().to_string(),
            l.as_of.clone().unwrap_or_default(),
            confidence.to_string(),
            l.note.as_ref().map(|n| n.render(model)).unwrap_or_default(),
        ]));
    }
    for u in &estimate.unpriced {
        let mut cells = vec![model.name(u.on), u.on.kind().label().to_string(), u.region.to_string(), u.meter.key().to_string()];
        cells.resize(columns.len().saturating_sub(1), String::new());
        cells.push("no price known".into());
        out.push_str(&row(&cells));
    }
    for (currency, total) in &estimate.totals {
        let mut cells = vec!["total".to_string()];
        cells.resize(9, String::new());
        cells.extend([total.low, total.typical, total.high].map(|m| m.to_string()));
        cells.push(currency.as_str().to_string());
        cells.resize(columns.len(), String::new());
        out.push_str(&row(&cells));
    }
    out
}
