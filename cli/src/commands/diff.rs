//! `portico diff`: what a change does to resources, to who reaches whom, and to the month's cost.

use crate::args::Diff as Args;
use crate::what::Names;
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, Model, NodeId};
use portico_core::facts::Facts;
use portico_core::graph::NetworkGraph;
use portico_core::interchange::carried::{self, Change};
use portico_core::interchange::save::to_json as plain;
use portico_core::matrix::{Difference, Matrix, Pair, differences};
use portico_core::reach::Way;
use serde_json::{Value, json};

/// What is told of reachability.
struct Reach {
    gained: Vec<Value>,
    lost: Vec<Value>,
    rerouted: Vec<Value>,
}

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let before = input::design(&args.before)?;
    let after = carried::matched(&before, &input::design(&args.after)?);
    let changes = carried::changes(&carried::said(&before, &carried::ALL), &carried::said(&after, &carried::ALL));
    let reach = reachability(&before, &after);
    let cost = cost(&before, &after);
    let same = changes.is_empty() && reach.as_ref().is_none_or(|r| r.gained.is_empty() && r.lost.is_empty() && r.rerouted.is_empty());
    let output = if as_json { format!("{}\n", to_json(&changes, reach.as_ref(), &cost)) } else { to_text(&changes, reach.as_ref(), &cost) };
    Ok(Done { clean: same, output })
}

/// None where a design has more classes of interfaces than a matrix takes.
fn reachability(before: &Document, after: &Document) -> Option<Reach> {
    let graphs = (NetworkGraph::build(&before.model, Catalogue::bundled()), NetworkGraph::build(&after.model, Catalogue::bundled()));
    let (a, b) = (Matrix::of(&graphs.0)?, Matrix::of(&graphs.1)?);
    let (was, is) = (Names::of(&before.model), Names::of(&after.model));
    let name = |id: &NodeId| if after.model.contains(*id) { is.name(*id) } else { was.name(*id) };
    let owners = |p: &Pair| p.owners.iter().map(name).collect::<Vec<_>>();
    let mut out = Reach { gained: Vec::new(), lost: Vec::new(), rerouted: Vec::new() };
    for d in differences((&graphs.0, &a), (&graphs.1, &b)) {
        let Difference { from, to, gained, lost, verdict, way } = &d;
        let ends = |passes: String| json!({"from": owners(from), "to": owners(to), "passes": passes, "verdict": {"before": verdict.0.as_str(), "after": verdict.1.as_str()}});
        if !gained.is_empty() {
            out.gained.push(ends(gained.to_string()));
        }
        if !lost.is_empty() {
            out.lost.push(ends(lost.to_string()));
        }
        if gained.is_empty() && lost.is_empty() && way.0 != way.1 {
            let by = (way_name(&way.0, &before.model), way_name(&way.1, &after.model));
            out.rerouted.push(json!({"from": owners(from), "to": owners(to), "before": by.0, "after": by.1}));
        } else if gained.is_empty() && lost.is_empty() && verdict.0 != verdict.1 {
            // The same packets, less or more surely.
            let list = if verdict.1.as_str() == "reachable" { &mut out.gained } else { &mut out.lost };
            list.push(ends(String::new()));
        }
    }
    Some(out)
}

/// The device that packets go by.
fn way_name(way: &Way, model: &Model) -> String {
    let node: NodeId = match *way {
        Way::None => return "nowhere".into(),
        Way::Local => return "inside the VPC".into(),
        Way::Peering(id) => id.node(),
        Way::GatewayEndpoint(id) => id.node(),
        Way::Nat(id) => id.node(),
        Way::InternetGateway(id) => id.node(),
        Way::Transit(id) => id.node(),
        Way::DirectConnect(id) => id.node(),
        Way::InterfaceEndpoint(id) | Way::ResourceEndpoint(id) | Way::EgressOnly(id) | Way::Vpn(id) | Way::Middlebox(id) => id,
    };
    model.name(node)
}

fn cost(before: &Document, after: &Document) -> Value {
    let [was, is] = [before, after].map(|d| Facts::new(d, Catalogue::bundled()));
    let month = |facts: &Facts| {
        let (currency, month) = facts.estimate().month();
        json!({"currency": currency.as_str(), "month": {"low": month.low.to_string(), "typical": month.typical.to_string(), "high": month.high.to_string()}})
    };
    json!({"before": month(&was), "after": month(&is), "lines": super::cost::changed_lines(after, &was, is.estimate())})
}

fn to_json(changes: &[Change], reach: Option<&Reach>, cost: &Value) -> Value {
    let one = |c: &Change| match c {
        Change::Added(what) => json!({"change": "added", "what": what}),
        Change::Removed(what) => json!({"change": "removed", "what": what}),
        Change::Changed(what, field, a, b) => {
            json!({"change": "changed", "what": what, "field": field, "before": plain(a), "after": plain(b)})
        }
    };
    let reachability = reach.map_or_else(
        || json!({"error": "a design has too many classes of interfaces for one matrix"}),
        |r| json!({"gained": r.gained, "lost": r.lost, "rerouted": r.rerouted}),
    );
    json!({"structure": changes.iter().map(one).collect::<Vec<_>>(), "reachability": reachability, "cost": cost})
}

fn to_text(changes: &[Change], reach: Option<&Reach>, cost: &Value) -> String {
    let mut out = String::new();
    for c in changes {
        out.push_str(&match c {
            Change::Added(what) => format!("+ {what}\n"),
            Change::Removed(what) => format!("- {what}\n"),
            Change::Changed(what, field, a, b) => format!("~ {what}: {field} {} -> {}\n", carried::shown(a), carried::shown(b)),
        });
    }
    let list = |v: &Value| v.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
    match reach {
        Some(r) => {
            for (what, all) in [("reaches now", &r.gained), ("no longer reaches", &r.lost)] {
                for d in all {
                    let passes = d["passes"].as_str().unwrap_or_default();
                    let verdict = format!(
                        "{} -> {}",
                        d["verdict"]["before"].as_str().unwrap_or_default(),
                        d["verdict"]["after"].as_str().unwrap_or_default()
                    );
                    out.push_str(&format!("{} {what} {}: {passes} ({verdict})\n", list(&d["from"]), list(&d["to"])));
                }
            }
            for d in &r.rerouted {
                let (a, b) = (d["before"].as_str().unwrap_or_default(), d["after"].as_str().unwrap_or_default());
                out.push_str(&format!("{} reaches {} another way: {a} -> {b}\n", list(&d["from"]), list(&d["to"])));
            }
        }
        None => out.push_str("reachability: a design has too many classes of interfaces for one matrix\n"),
    }
    let typical = |v: &Value| v["month"]["typical"].as_str().unwrap_or_default().to_string();
    let (a, b) = (typical(&cost["before"]), typical(&cost["after"]));
    let unit = cost["after"]["currency"].as_str().unwrap_or_default();
    if out.is_empty() && a == b {
        return "The same.\n".into();
    }
    out.push_str(&format!("a month, typically: {a} -> {b} {unit}\n"));
    out
}
