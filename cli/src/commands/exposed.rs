//! `portico exposed`: what the internet reaches, by what packets do and not by names.

use super::matrix::{class_json, owners};
use crate::args::Exposed as Args;
use crate::what::Names;
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::graph::NetworkGraph;
use portico_core::matrix::{Exposure, exposed};
use serde_json::{Value, json};

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let graph = NetworkGraph::build(&document.model, Catalogue::bundled());
    let all = exposed(&graph);
    let output = if as_json { format!("{}\n", to_json(&graph, &all)) } else { to_text(&graph, &all) };
    Ok(Done { clean: true, output })
}

fn to_json(graph: &NetworkGraph, all: &[Exposure]) -> Value {
    let names = Names::of(&graph.model);
    let one = |e: &Exposure| {
        let mut v = class_json(graph, &names, &e.class);
        v["verdict"] = json!(e.verdict.as_str());
        v["passes"] = json!(e.passes.to_string());
        let public: Vec<String> = e
            .class
            .members
            .iter()
            .filter_map(|i| graph.interface(*i))
            .filter_map(|f| f.public.as_ref()?.address)
            .map(|a| a.to_string())
            .collect();
        v["public_addresses"] = json!(public);
        v
    };
    json!({"exposed": all.iter().map(one).collect::<Vec<_>>()})
}

fn to_text(graph: &NetworkGraph, all: &[Exposure]) -> String {
    if all.is_empty() {
        return "The internet reaches nothing.\n".into();
    }
    let names = Names::of(&graph.model);
    let line = |e: &Exposure| {
        let where_ = names.name(e.class.subnet.node());
        format!("{} in {where_}: {} ({})\n", owners(graph, &names, &e.class).join(", "), e.passes, e.verdict)
    };
    all.iter().map(line).collect()
}
