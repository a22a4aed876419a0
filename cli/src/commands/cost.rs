//! `portico cost`: a month, line by line.

use crate::Done;
use crate::args::{BillFormat, Cost as Args};
use crate::input;
use crate::prices;
use crate::what::Names;
use portico_core::catalogue::{Catalogue, Confidence};
use portico_core::cost::{Changed, Charge, Estimate, Side, Spread, difference};
use portico_core::document::{Document, Flow, Id, Kind, NodeId, Shape, Usage};
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::interchange::save::from_json;
use portico_core::interchange::{carried, papers};
use portico_core::money::Money;
use serde_json::{Map, Value, json};
use std::path::Path;

pub fn run(args: &Args, as_json: bool, catalogue: &Catalogue) -> Result<Done, String> {
    let mut document = input::design(&args.design)?;
    if let Some(file) = &args.usage {
        document = with_usage(&document, file)?;
    }
    let before = match &args.since {
        Some(file) => Some((file.display().to_string(), Facts::new(&input::design(file)?, catalogue))),
        None => None,
    };
    // Things are the same in both by AWS id, else by kind and export key.
    if let Some((_, before)) = &before {
        document = carried::matched(&before.document, &document);
    }
    let facts = Facts::new(&document, catalogue);
    let estimate = facts.estimate();
    let since = before.as_ref().map(|(name, facts)| (name.as_str(), facts));
    let output = match args.format {
        _ if as_json => to_json(&document, estimate, since),
        BillFormat::Json => to_json(&document, estimate, since),
        BillFormat::Csv => papers::bill(&facts, &document),
        BillFormat::Markdown => papers::bill_in_markdown(&facts, &document, since),
        BillFormat::Text => to_text(&document, estimate, since),
    };
    Ok(Done { clean: true, output })
}

fn with_usage(document: &Document, file: &Path) -> Result<Document, String> {
    let json: Value = serde_json::from_str(&input::text(file)?).map_err(|e| format!("{}: this is not JSON: {e}", file.display()))?;
    let object = json.as_object().ok_or(format!("{}: an object of usage by flow is wanted", file.display()))?;
    let (mut out, names) = (document.clone(), Names::of(&document.model));
    for (name, usage) in object {
        let at = |e: String| format!("{}: {name}: {e}", file.display());
        let node = names.node(name, Some(Kind::Flow)).map_err(&at)?;
        let flow: Id<Flow> = Id::of(node).ok_or(at("this is not a flow".into()))?;
        let usage = Usage::from_value(&from_json(usage)).map_err(|e| at(e.to_string()))?;
        out = out.apply(&Command::Use { flow, usage: Some(usage) }).map_err(|e| at(e.to_string()))?;
    }
    Ok(out)
}

/// Low, typical and high, to the cent.
pub fn spread(s: &Spread<Money>) -> Value {
    json!({"low": s.low.to_string(), "typical": s.typical.to_string(), "high": s.high.to_string()})
}

fn to_json(document: &Document, e: &Estimate, since: Option<(&str, &Facts)>) -> String {
    let names = Names::of(&document.model);
    let (currency, month) = e.month();
    let lines: Vec<Value> = e
        .lines
        .iter()
        .map(|l| {
            let mut o = Map::new();
            o.insert("meter".into(), json!(l.meter.key()));
            if let Some(u) = &l.usage_type {
                o.insert("usage_type".into(), json!(u));
            }
            o.insert("on".into(), json!(names.name(l.on)));
            if let Some(f) = l.flow {
                o.insert("flow".into(), json!(names.name(f.node())));
            }
            let q = &l.quantity;
            o.insert("quantity".into(), json!({"low": q.low.to_string(), "typical": q.typical.to_string(), "high": q.high.to_string()}));
            o.insert("unit".into(), json!(l.unit.to_string()));
            o.insert("unit_price".into(), json!(l.unit_price.exact()));
            o.insert("amount".into(), spread(&l.amount));
            if let Some(d) = &l.as_of {
                o.insert("price_as_of".into(), json!(d));
            }
            o.insert("confidence".into(), json!(confidence(l)));
            if l.currency != currency {
                o.insert("currency".into(), json!(l.currency.as_str()));
            }
            if let Some(r) = &l.stands_in {
                o.insert("stands_in".into(), json!(r));
            }
            Value::Object(o)
        })
        .collect();
    let mut out = json!({"currency": currency.as_str(), "month": spread(&month), "lines": lines});
    if let Some((date, days)) = prices::oldest(e) {
        out["oldest_price"] = json!({"as_of": date, "days": days});
    }
    if !e.unpriced.is_empty() {
        let list: Vec<Value> =
            e.unpriced.iter().map(|u| json!({"meter": u.meter.key(), "region": u.region.as_str(), "on": names.name(u.on)})).collect();
        out["unpriced"] = Value::Array(list);
    }
    if let Some((_, before)) = since {
        out["since"] = json!({"month": spread(&before.estimate().month().1), "lines": changed_lines(document, before, e)});
    }
    format!("{out}\n")
}

/// The lines of two bills that are not the same.
pub fn changed_lines(document: &Document, before: &Facts, now: &Estimate) -> Vec<Value> {
    let line = |c: &Changed| {
        let mut o = Map::new();
        o.insert("meter".into(), json!(c.meter.key()));
        if let Some(u) = &c.usage_type {
            o.insert("usage_type".into(), json!(u));
        }
        o.insert("on".into(), json!(named(document, before, c.on)));
        if let Some(f) = c.flow {
            o.insert("flow".into(), json!(named(document, before, f.node())));
        }
        let amount = |s: &Option<Side>| s.map(|s| spread(&s.amount));
        for (name, side) in [("before", amount(&c.before)), ("after", amount(&c.after))] {
            o.extend(side.map(|v| (name.to_owned(), v)));
        }
        Value::Object(o)
    };
    difference(before.estimate(), now).iter().map(line).collect()
}

/// Of what is in one of two designs only.
fn named(document: &Document, before: &Facts, node: NodeId) -> String {
    let model = if document.model.contains(node) { &document.model } else { &before.document.model };
    Names::of(model).name(node)
}

fn confidence(l: &Charge) -> &'static str {
    match l.confidence {
        Confidence::Verified => "verified",
        Confidence::Recalled => "recalled",
    }
}

fn to_text(document: &Document, e: &Estimate, since: Option<(&str, &Facts)>) -> String {
    let names = Names::of(&document.model);
    let (currency, month) = e.month();
    let unit = currency.as_str();
    let mut out = format!("{} {unit} a month (from {} to {})\n\n", month.typical, month.low, month.high);
    let mut free = Vec::new();
    for l in &e.lines {
        let name = names.name(l.on);
        if l.amount.high.is_zero() {
            free.push(name);
            continue;
        }
        let what = l.usage_type.as_deref().unwrap_or(l.meter.key());
        let mark = if l.confidence == Confidence::Recalled { " (recalled price)" } else { "" };
        out.push_str(&format!(
            "{:>12}  {:<34} {:<18} {} {} × {}{mark}\n",
            l.amount.typical.to_string(),
            what,
            name,
            l.quantity.typical,
            l.unit,
            l.unit_price.exact()
        ));
    }
    free.sort();
    free.dedup();
    if !free.is_empty() {
        out.push_str(&format!("\nFree: {}\n", free.join(", ")));
    }
    out.push_str(&prices::stale(e));
    for u in &e.unpriced {
        out.push_str(&format!("\nNo price known: {} in {} for {}\n", u.meter.key(), u.region, names.name(u.on)));
    }
    if let Some((name, before)) = since {
        out.push_str(&format!("\nSince {name}: {} {unit} then\n", before.estimate().month().1.typical));
        for c in difference(before.estimate(), e) {
            let amount = |s: &Option<Side>| s.map_or("-".into(), |s| s.amount.typical.to_string());
            let what = c.usage_type.as_deref().unwrap_or(c.meter.key());
            let (was, is) = (amount(&c.before), amount(&c.after));
            out.push_str(&format!(
                "{:>12}  {what:<34} {} {was} -> {is}\n",
                c.difference().typical.to_string(),
                named(document, before, c.on)
            ));
        }
    }
    out
}
