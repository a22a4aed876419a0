//! The ways of a workload to a service, as JSON for the page.

use crate::export::piece;
use crate::language::InLanguage;
use portico_core::catalogue::Catalogue;
use portico_core::compare::{Ask, Candidate, Part, Priority, compare as all_ways};
use portico_core::cost::Spread;
use portico_core::document::{Document, Id, Model, NodeId, Range, ServiceId, Usage};
use portico_core::edit::Command;
use portico_core::interchange::journal::{self, Change, Step};
use portico_core::interchange::{save, terraform};
use portico_core::money::Money;
use portico_core::text;
use portico_core::text::Text;
use serde_json::{Value, json};

pub fn compare(design: &str, asked: &[String], catalogue: &Catalogue) -> Result<String, String> {
    let doc = save::read(design).map_err(|e| e.to_string())?;
    let [from, service, gb, by] = asked else {
        return Err(crate::language::t("a workload, a service, GB and what matters are wanted").into());
    };
    let node: Option<NodeId> = from.parse().ok();
    let from = node.and_then(Id::of).filter(|w| doc.model.get(*w).is_some()).ok_or("there is no such workload")?;
    let service: ServiceId = service.parse()?;
    let usage = match gb.as_str() {
        "" => None,
        one => one.parse().ok().map(|gb| Usage::new(Range::new(gb, gb, gb), Usage::default().percent_out)),
    };
    let by: Vec<Priority> = by.split(',').filter_map(|b| b.parse().ok()).collect();
    let found = all_ways(&doc, catalogue, &Ask { from, service, usage, by }).map_err(|why| why.told(&doc.model))?;
    let gb = &found.usage.gb;
    let crossings: Vec<Value> = found.crossings.iter().map(|c| json!([c.gb, c.from, c.to])).collect();
    let answer = json!({
        "currency": found.currency.as_str(),
        "gb": [gb.low, gb.typical, gb.high],
        "ways": found.candidates.iter().map(|c| way(&doc, c, &found.usage)).collect::<Vec<_>>(),
        "crossings": crossings,
    });
    Ok(answer.to_string())
}

/// A command as the page reads it.
pub fn step(label: String, command: &Command) -> String {
    journal::write(&Step { label, change: Change::Command(command.clone()) })
}

/// A message in pieces.
pub fn said(t: &Text, model: &Model) -> Value {
    t.said(model).iter().map(piece).collect()
}

pub fn spread(s: &Spread<Money>) -> Value {
    json!([s.low.exact(), s.typical.exact(), s.high.exact()])
}

fn way(doc: &Document, c: &Candidate, usage: &Usage) -> Value {
    let model = &c.design.model;
    let texts = |all: &[Text]| all.iter().map(|t| said(t, model)).collect::<Vec<_>>();
    let nodes = |all: &[NodeId]| all.iter().map(|n| said(&text!("{it}", it = *n), model)).collect::<Vec<_>>();
    let label = c.label();
    if let Some(why) = &c.refused {
        return json!({"key": c.key(), "label": said(&label, model), "refused": said(why, model)});
    }
    let part = |p: &Part| {
        let on = p.on.map(|n| said(&text!("{it}", it = n), model));
        json!({"meter": p.meter.key(), "usage_type": p.usage_type, "on": on, "amount": p.amount.typical.exact()})
    };
    let burst = c.throughput.burst(usage).map(|t| said(&t, model));
    let open: Vec<Value> = c.throughput.open_questions().into_iter().map(|(_, why)| said(why, model)).chain(burst).collect();
    let lost: Vec<Text> = c.lost_when.iter().map(|f| f.label()).collect();
    let moves: Vec<NodeId> = c.moves.iter().map(|f| f.node()).collect();
    let choose = c.command.as_ref().map(|command| step(crate::say!("Choose: {way}", way = c.kind.label().told(model)), command));
    let terraform = if choose.is_some() { terraform::added(doc, &c.design, Catalogue::bundled()) } else { Vec::new() };
    json!({
        "key": c.key(),
        "label": said(&label, model),
        "month": spread(&c.month),
        "lines": c.bill.iter().filter(|p| !p.amount.high.is_zero()).map(part).collect::<Vec<_>>(),
        "shared": nodes(&c.shared),
        "difference": spread(&c.difference),
        "curve": c.curve.points.iter().map(|(gb, m)| json!([gb, m.exact()])).collect::<Vec<_>>(),
        "path": nodes(&c.path),
        "sustained": c.throughput.sustained(),
        "peak": c.throughput.peak(),
        "open": open,
        "lost": texts(&lost),
        "controls": texts(&c.controls),
        "serves": texts(&c.also_serves),
        "moves": nodes(&moves),
        "steps": texts(&c.steps),
        "terraform": terraform,
        "choose": choose,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESIGN: &str = include_str!("../../../../examples/private-s3.portico.json");

    #[test]
    fn a_chosen_way_is_one_step_of_the_design() {
        let doc = save::read(DESIGN).unwrap();
        let (from, _) = doc.model.all::<portico_core::document::Workload>().find(|(id, _)| doc.model.name(*id) == "ingest").unwrap();
        let asked = [from.node().to_string(), "s3".into(), String::new(), "cost".into()];
        let answer: Value = serde_json::from_str(&compare(DESIGN, &asked, Catalogue::bundled()).unwrap()).unwrap();
        let ways = answer["ways"].as_array().unwrap();
        let of = |key: &str| ways.iter().find(|w| w["key"] == key).unwrap();
        assert_eq!(of("as-is")["month"][1], "0");
        assert!(of("internet-gateway")["refused"].is_array() && of("as-is")["choose"].is_null());
        let chosen = journal::read(of("interface-endpoint-2")["choose"].as_str().unwrap()).unwrap();
        let Change::Command(command) = chosen.change else { panic!("a command") };
        assert_ne!(doc.apply(&command).unwrap(), doc);
        assert!(of("nat-gateway")["terraform"].as_array().unwrap().iter().any(|b| b.as_str().unwrap().contains("aws_nat_gateway")));
        assert!(compare(DESIGN, &["workload:9999".into(), "s3".into(), String::new(), String::new()], Catalogue::bundled()).is_err());
    }
}
