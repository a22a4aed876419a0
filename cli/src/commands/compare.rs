//! `portico compare`: every way of a workload to a service, side by side.

use super::cost::spread;
use crate::args::Compare as Args;
use crate::what::Names;
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::compare::{Ask, Candidate, Comparison, Part, Priority, compare};
use portico_core::document::{Body, Document, Id, Kind, Model, Range, ServiceId, Usage, Workload};
use portico_core::interchange::{save, terraform};
use serde_json::{Map, Value, json};

pub fn run(args: &Args, as_json: bool, catalogue: &Catalogue) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let from = workload(&document.model, &args.from)?;
    let service: ServiceId = args.service.strip_prefix("service:").unwrap_or(&args.service).parse()?;
    if catalogue.service(service.as_str()).is_none() {
        let near: Vec<&str> = catalogue.search_services(service.as_str()).iter().take(5).map(|s| s.id).collect();
        let hint = if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) };
        return Err(format!("no service with endpoints is called \"{service}\"{hint}"));
    }
    let usage = args.gb.as_deref().map(usage).transpose()?;
    let ask = Ask { from, service: service.clone(), usage, by: args.by.clone() };
    let found = compare(&document, catalogue, &ask).map_err(|why| why.render(&document.model))?;
    if let (Some(way), Some(output)) = (&args.choose, &args.output) {
        choose(&found, way, output)?;
    }
    let output = match as_json {
        true => format!("{}\n", to_json(&document, &found, &args.from, &service, catalogue)),
        false => to_text(&found, &args.from, &service, &args.by),
    };
    Ok(Done { clean: true, output })
}

/// The workload that a name means, itself or by an interface of its own.
fn workload(model: &Model, what: &str) -> Result<Id<Workload>, String> {
    let names = Names::of(model);
    let refused = match names.node(what, Some(Kind::Workload)) {
        Ok(node) => return Id::of(node).ok_or(format!("\"{what}\" is no workload")),
        Err(why) => why,
    };
    let Ok(node) = names.node(what, None) else { return Err(refused) };
    let owner = match model.node(node).map(|n| &n.body) {
        Some(Body::NetworkInterface(i)) => i.attached_to,
        _ => None,
    };
    owner.and_then(Id::of).ok_or_else(|| match owner {
        Some(owner) => format!("\"{what}\" is an interface of {}, and no workload's: name what calls the service", names.name(owner)),
        None => format!("\"{what}\" is {}, and no workload: name what calls the service", node.kind().with_article()),
    })
}

/// `100`, or `10/100/1000`.
fn usage(text: &str) -> Result<Usage, String> {
    let bad = || format!("--gb {text}: a whole number from 0 to {} is wanted, or three with / between, rising", u32::MAX);
    let all: Vec<u32> = text.split('/').map(|n| n.trim().parse().map_err(|_| bad())).collect::<Result<_, _>>()?;
    match all[..] {
        [one] => Ok(Usage::new(Range::new(one, one, one), Usage::default().percent_out)),
        [low, typical, high] if low <= typical && typical <= high => {
            Ok(Usage::new(Range::new(low, typical, high), Usage::default().percent_out))
        }
        _ => Err(bad()),
    }
}

fn choose(found: &Comparison, way: &str, output: &std::path::Path) -> Result<(), String> {
    let fits: Vec<&Candidate> = found.candidates.iter().filter(|c| c.works() && c.key() == way).collect();
    let [one] = fits[..] else {
        let all: Vec<String> = found.candidates.iter().filter(|c| c.works()).map(Candidate::key).collect();
        return Err(format!("--choose {way}: the ways that work are {}", all.join(", ")));
    };
    super::write(output, &save::write(&one.design))
}

fn to_json(document: &Document, found: &Comparison, from: &str, service: &ServiceId, catalogue: &Catalogue) -> Value {
    let ways: Vec<Value> = found.candidates.iter().map(|c| way(document, c, catalogue, &found.usage)).collect();
    let at = |i: usize| found.candidates.get(i).map_or(String::new(), Candidate::key);
    let crossings: Vec<Value> = found.crossings.iter().map(|x| json!({"gb": x.gb, "from": at(x.from), "to": at(x.to)})).collect();
    let gb = &found.usage.gb;
    json!({
        "from": from,
        "service": service.as_str(),
        "currency": found.currency.as_str(),
        "gb": {"low": gb.low, "typical": gb.typical, "high": gb.high},
        "ways": ways,
        "crossings": crossings,
    })
}

fn way(document: &Document, c: &Candidate, catalogue: &Catalogue, usage: &Usage) -> Value {
    let model = &c.design.model;
    let names = Names::of(model);
    let texts = |all: &[portico_core::text::Text]| all.iter().map(|t| json!(t.render(model))).collect::<Vec<_>>();
    let mut o = Map::new();
    o.insert("way".into(), json!(c.key()));
    o.insert("label".into(), json!(c.label().render(model)));
    o.insert("works".into(), json!(c.works()));
    o.insert("verdict".into(), json!(c.verdict.as_str()));
    if let Some(why) = &c.refused {
        o.insert("refused".into(), json!(why.render(model)));
        return Value::Object(o);
    }
    o.insert("path".into(), c.path.iter().map(|n| json!(names.name(*n))).collect());
    o.insert("month".into(), spread(&c.month));
    o.insert("difference".into(), spread(&c.difference));
    let line = |p: &Part| {
        let mut line = Map::new();
        line.insert("meter".into(), json!(p.meter.key()));
        p.usage_type.iter().for_each(|u| drop(line.insert("usage_type".into(), json!(u))));
        p.on.iter().for_each(|n| drop(line.insert("on".into(), json!(names.name(*n)))));
        line.insert("amount".into(), spread(&p.amount));
        Value::Object(line)
    };
    o.insert("lines".into(), c.bill.iter().map(line).collect());
    o.insert("shared".into(), c.shared.iter().map(|n| json!(names.name(*n))).collect());
    o.insert("moves".into(), c.moves.iter().map(|f| json!(names.name(f.node()))).collect());
    o.insert("curve".into(), c.curve.points.iter().map(|(gb, m)| json!([gb, m.to_string()])).collect());
    let gbps = |mbps: u64| mbps as f64 / 1000.0;
    if let Some(mbps) = c.throughput.sustained() {
        o.insert("ceiling_gbps".into(), json!(gbps(mbps)));
    }
    if let Some(mbps) = c.throughput.peak() {
        o.insert("peak_gbps".into(), json!(gbps(mbps)));
    }
    let unknown: Vec<Value> =
        c.throughput.open_questions().into_iter().map(|(at, why)| json!(format!("{}: {}", names.name(at), why.render(model)))).collect();
    if !unknown.is_empty() {
        o.insert("ceiling_unknown".into(), Value::Array(unknown));
    }
    if let Some(said) = c.throughput.burst(usage) {
        o.insert("burst".into(), json!({"fits": c.throughput.fits(usage), "why": said.render(model)}));
    }
    o.insert("lost_when".into(), c.lost_when.iter().map(|f| json!(f.label().render(model))).collect());
    o.insert("controls".into(), texts(&c.controls).into());
    o.insert("also_serves".into(), texts(&c.also_serves).into());
    o.insert("steps".into(), texts(&c.steps).into());
    let terraform = if c.command.is_some() { terraform::added(document, &c.design, catalogue) } else { Vec::new() };
    o.insert("terraform".into(), terraform.into());
    Value::Object(o)
}

fn to_text(found: &Comparison, from: &str, service: &ServiceId, by: &[Priority]) -> String {
    let by: Vec<&str> = if by.is_empty() { vec!["cost", "survival"] } else { by.iter().map(|p| p.as_str()).collect() };
    let gb = found.usage.gb.typical;
    let mut out = format!("{from} to {service}, {gb} GB a month, in {}, by {}\n", found.currency.as_str(), by.join(", then "));
    for c in &found.candidates {
        let model = &c.design.model;
        let label = c.label().render(model);
        match &c.refused {
            Some(why) => out.push_str(&format!("\n{label} [{}]: not open: {}\n", c.key(), why.render(model))),
            None => {
                out.push_str(&format!("\n{label} [{}]\n", c.key()));
                rows(c, &found.usage, &mut out);
            }
        }
    }
    for x in &found.crossings {
        let at = |i: usize| found.candidates.get(i).map_or(String::new(), Candidate::key);
        out.push_str(&format!("\nFrom {} GB a month on, {} is cheaper than {}\n", x.gb, at(x.to), at(x.from)));
    }
    out
}

fn rows(c: &Candidate, usage: &Usage, out: &mut String) {
    let model = &c.design.model;
    let names = Names::of(model);
    let mut row = |head: &str, text: String| out.push_str(&format!("  {head:<11} {text}\n"));
    let join = |all: Vec<String>, none: &str| if all.is_empty() { none.into() } else { all.join("; ") };
    row("month", format!("{} (from {} to {})", c.month.typical, c.month.low, c.month.high));
    let paid = c.bill.iter().filter(|p| !p.amount.high.is_zero());
    let line = |p: &Part| {
        let what = p.usage_type.as_deref().unwrap_or(p.meter.key());
        let on = p.on.map_or(String::new(), |n| format!(" of {}", names.name(n)));
        format!("{} {what}{on}", p.amount.typical)
    };
    let made_of: Vec<String> = paid.map(line).collect();
    if !made_of.is_empty() {
        row("", made_of.join(" + "));
    }
    if !c.shared.is_empty() {
        let all: Vec<String> = c.shared.iter().map(|n| names.name(*n)).collect();
        row("", format!("without the hours of {}, which others use too", all.join(", ")));
    }
    if c.command.is_some() {
        row("difference", format!("{} to the design's month", signed(c.difference.typical)));
    }
    row("path", join(c.path.iter().map(|n| names.name(*n)).collect(), "direct").replace("; ", ", "));
    let gbps = |mbps: u64| mbps as f64 / 1000.0;
    let known = match (c.throughput.sustained(), c.throughput.peak()) {
        (Some(s), Some(p)) if p > s => Some(format!("{} Gbps, up to {}", gbps(s), gbps(p))),
        (Some(s), _) => Some(format!("{} Gbps", gbps(s))),
        _ => None,
    };
    let open: Vec<String> = c.throughput.open_questions().into_iter().map(|(_, why)| why.render(model)).collect();
    row("ceiling", known.into_iter().chain(open).collect::<Vec<_>>().join("; "));
    if let Some(said) = c.throughput.burst(usage) {
        row("burst", said.render(model));
    }
    row("lost when", join(c.lost_when.iter().map(|f| f.label().render(model)).collect(), "nothing alone"));
    row("controls", join(c.controls.iter().map(|t| t.render(model)).collect(), "none"));
    if !c.also_serves.is_empty() {
        row("serves too", join(c.also_serves.iter().map(|t| t.render(model)).collect(), ""));
    }
    if !c.moves.is_empty() {
        let all: Vec<String> = c.moves.iter().map(|f| names.name(f.node())).collect();
        row("takes along", all.join("; "));
    }
    for (i, s) in c.steps.iter().enumerate() {
        row(if i == 0 { "steps" } else { "" }, format!("{}. {}", i + 1, s.render(model)));
    }
}

fn signed(m: portico_core::money::Money) -> String {
    if m > portico_core::money::Money::ZERO { format!("+{m}") } else { m.to_string() }
}
