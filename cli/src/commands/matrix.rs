//! `portico matrix`: who reaches whom on what, by classes of interfaces that no rule can tell apart.

use crate::Done;
use crate::args::{Matrix as Args, MatrixFormat};
use crate::input;
use crate::what::Names;
use portico_core::catalogue::Catalogue;
use portico_core::graph::NetworkGraph;
use portico_core::matrix::{Class, MOST_CLASSES, Matrix};
use portico_core::reach::Verdict;
use serde_json::{Value, json};

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let graph = NetworkGraph::build(&document.model, Catalogue::bundled());
    let matrix = Matrix::of(&graph)
        .ok_or_else(|| format!("the design has more than {MOST_CLASSES} classes of interfaces: too many for one matrix"))?;
    let format = if as_json { MatrixFormat::Json } else { args.format };
    let output = match format {
        MatrixFormat::Csv => csv(&graph, &matrix),
        MatrixFormat::Json => format!("{}\n", to_json(&graph, &matrix)),
    };
    Ok(Done { clean: true, output })
}

/// What a class is called: what its interfaces belong to.
pub fn owners(graph: &NetworkGraph, names: &Names, class: &Class) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for f in class.members.iter().filter_map(|i| graph.interface(*i)) {
        let name = names.name(f.owner);
        if out.last() != Some(&name) {
            out.push(name);
        }
    }
    out
}

pub fn class_json(graph: &NetworkGraph, names: &Names, class: &Class) -> Value {
    let addresses: Vec<String> =
        class.members.iter().filter_map(|i| graph.interface(*i)).filter_map(|f| f.addresses().next()).map(|a| a.to_string()).collect();
    json!({
        "members": owners(graph, names, class),
        "addresses": addresses,
        "vpc": names.name(class.vpc.node()),
        "subnet": names.name(class.subnet.node()),
        "groups": class.groups.iter().map(|g| names.name(g.node())).collect::<Vec<_>>(),
    })
}

fn to_json(graph: &NetworkGraph, matrix: &Matrix) -> Value {
    let names = Names::of(&graph.model);
    let classes: Vec<Value> = matrix.classes.iter().map(|c| class_json(graph, &names, c)).collect();
    let mut cells = Vec::new();
    for from in 0..matrix.classes.len() {
        for to in 0..matrix.classes.len() {
            // What is not listed is blocked.
            let Some(cell) = matrix.cell(from, to).filter(|c| c.verdict != Verdict::Blocked) else { continue };
            cells.push(json!({"from": from, "to": to, "verdict": cell.verdict.as_str(), "passes": cell.passes.to_string()}));
        }
    }
    let counts: serde_json::Map<String, Value> = matrix.counts().into_iter().map(|(v, n)| (v.as_str().to_string(), json!(n))).collect();
    json!({"classes": classes, "cells": cells, "pairs": counts})
}

/// One line for each pair of classes that is not blocked.
fn csv(graph: &NetworkGraph, matrix: &Matrix) -> String {
    let names = Names::of(&graph.model);
    let members: Vec<String> = matrix.classes.iter().map(|c| quoted(&owners(graph, &names, c).join(" "))).collect();
    let subnets: Vec<String> = matrix.classes.iter().map(|c| quoted(&names.name(c.subnet.node()))).collect();
    let mut out = String::from("from,from_subnet,to,to_subnet,verdict,passes\n");
    for (from, (a, s)) in members.iter().zip(&subnets).enumerate() {
        for (to, (b, t)) in members.iter().zip(&subnets).enumerate() {
            if let Some(cell) = matrix.cell(from, to).filter(|c| c.verdict != Verdict::Blocked) {
                out.push_str(&format!("{a},{s},{b},{t},{},{}\n", cell.verdict, quoted(&cell.passes.to_string())));
            }
        }
    }
    out
}

/// A field as RFC 4180 has it. One that a spreadsheet would take for a formula is kept from it.
fn quoted(s: &str) -> String {
    let s = if s.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{s}") } else { s.to_string() };
    if s.contains([',', '"', '\n', '\r']) { format!("\"{}\"", s.replace('"', "\"\"")) } else { s }
}
