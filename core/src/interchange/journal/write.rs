//! Steps and commands as JSON: same step, same line.

use super::{Change, Step, VERSION};
use crate::document::{Rect, Shape};
use crate::edit::Command;
use crate::interchange::save::{self, to_json};
use serde_json::{Map, Value as Json, json};

/// A step as one line, without a line feed.
pub fn write(step: &Step) -> String {
    let (word, inside) = match &step.change {
        Change::Command(c) => command(c),
        Change::Replace(doc) => ("replace", Json::String(save::write(doc))),
    };
    let mut line = Map::new();
    line.insert("step".into(), json!(VERSION));
    line.insert("label".into(), json!(step.label));
    line.insert(word.into(), inside);
    Json::Object(line).to_string()
}

/// A command's word and what belongs to it. What is absent is left out.
fn command(c: &Command) -> (&'static str, Json) {
    match c {
        Command::Add { name, body, at } => (
            "add",
            object([
                ("kind", Some(json!(body.kind().as_str()))),
                ("name", name.as_ref().map(|n| json!(n))),
                ("fields", Some(to_json(&body.to_value()))),
                ("at", at.map(rect)),
            ]),
        ),
        Command::Rename { node, name } => ("rename", json!({ "node": node.to_string(), "name": name })),
        Command::Set { node, field, value } => ("set", json!({ "node": node.to_string(), "field": field, "value": to_json(value) })),
        Command::Tag { node, key, value } => (
            "tag",
            object([("node", Some(json!(node.to_string()))), ("key", Some(json!(key))), ("value", value.as_ref().map(|v| json!(v)))]),
        ),
        Command::Existing { node, existing, aws_id } => (
            "existing",
            object([
                ("node", Some(json!(node.to_string()))),
                ("existing", Some(json!(existing))),
                ("aws_id", aws_id.as_ref().map(|v| json!(v))),
            ]),
        ),
        Command::Delete { nodes } => ("delete", nodes.iter().map(ToString::to_string).collect()),
        Command::AddZone { vpc, zone, at } => {
            ("add-zone", object([("vpc", Some(json!(vpc.node().to_string()))), ("zone", Some(json!(zone.as_str()))), ("at", at.map(rect))]))
        }
        Command::RemoveZone { vpc, zone } => ("remove-zone", json!({ "vpc": vpc.node().to_string(), "zone": zone.as_str() })),
        Command::Put { boxes } => ("put", boxes.iter().map(|(p, r)| json!([p.to_string(), r.x, r.y, r.w, r.h])).collect()),
        Command::Unput { places } => ("unput", places.iter().map(ToString::to_string).collect()),
        Command::Pin { places, pinned } => (if *pinned { "pin" } else { "unpin" }, places.iter().map(ToString::to_string).collect()),
        Command::Use { flow, usage } => {
            ("use", object([("flow", Some(json!(flow.node().to_string()))), ("usage", usage.as_ref().map(|u| to_json(&u.to_value())))]))
        }
        Command::Assume { field, value } => ("assume", json!({ "field": field, "value": to_json(value) })),
        Command::All(all) => (
            "all",
            all.iter()
                .map(|c| {
                    let (word, inside) = command(c);
                    object([(word, Some(inside))])
                })
                .collect(),
        ),
    }
}

fn rect(r: Rect) -> Json {
    json!([r.x, r.y, r.w, r.h])
}

fn object<const N: usize>(fields: [(&str, Option<Json>); N]) -> Json {
    Json::Object(fields.into_iter().filter_map(|(k, v)| Some((k.to_string(), v?))).collect())
}
