//! A document as a save file: same document, same bytes.

use super::to_json;
use crate::document::{Document, Kind, Shape};
use serde_json::{Map, Value as Json, json};

/// The oldest version that can hold the design.
fn version(doc: &Document) -> i64 {
    let newer = doc.usage.values().any(|u| u.kilo_requests.is_some() || u.burst_mbps.is_some());
    if newer || doc.model.of_kind(Kind::Intent).next().is_some() { 2 } else { 1 }
}

/// The file's text, pretty-printed, one resource after the other by kind and age.
pub fn write(doc: &Document) -> String {
    let nodes: Vec<Json> = doc
        .model
        .nodes()
        .map(|(id, node)| {
            let mut o = Map::new();
            o.insert("id".into(), json!(id.to_string()));
            if let Json::Object(meta) = to_json(&node.meta.to_value()) {
                o.extend(meta.into_iter().filter(|(k, v)| !(k == "existing" && *v == Json::Bool(false))));
            }
            o.insert("fields".into(), to_json(&node.body.to_value()));
            Json::Object(o)
        })
        .collect();
    let usage: Map<String, Json> = doc.usage.iter().map(|(f, u)| (f.node().to_string(), to_json(&u.to_value()))).collect();
    let boxes: Map<String, Json> = doc.layout.boxes.iter().map(|(p, r)| (p.to_string(), json!([r.x, r.y, r.w, r.h]))).collect();
    let mut file = json!({
        "portico": version(doc),
        "next": doc.next,
        "assumptions": to_json(&doc.assumptions.to_value()),
        "nodes": nodes,
        "usage": usage,
        "boxes": boxes,
    });
    if !doc.layout.pinned.is_empty()
        && let Some(o) = file.as_object_mut()
    {
        o.insert("pinned".into(), doc.layout.pinned.iter().map(ToString::to_string).collect());
    }
    // A tree of maps, lists and texts always prints.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}
