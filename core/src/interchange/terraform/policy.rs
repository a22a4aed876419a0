//! Policies as `aws_iam_policy_document`.

use super::sets::Home;
use crate::interchange::hcl::{Block, Expr, Item};
use crate::interchange::lower::{Lowered, PolicyDocument};
use serde_json::{Map, Value};

/// The trust policy of each service that takes a role.
pub fn trust(home: &Home) -> Block {
    let principals = Block::new("principals", &[]).set("type", "Service").set("identifiers", Expr::List(vec![Expr::code("each.key")]));
    let actions = Expr::List(vec!["sts:AssumeRole".into()]);
    let statement = Block::new("statement", &[]).set("actions", actions).blank().block(principals);
    Block::new("data", &["aws_iam_policy_document", home.set.name])
        .set("for_each", Expr::Code(format!("toset(local.{})", home.table)))
        .blank()
        .block(statement)
}

/// One data source for each policy of the design.
pub fn documents(lowered: &Lowered) -> Vec<Block> {
    lowered.documents.iter().map(document).collect()
}

fn document(d: &PolicyDocument) -> Block {
    let mut out = Block::new("data", &["aws_iam_policy_document", &d.label]);
    let Ok(Value::Object(policy)) = serde_json::from_str(&d.text) else { return out };
    // A policy without a version has the older rules, in which variables are plain text.
    out = out.set("version", policy.get("Version").and_then(Value::as_str).unwrap_or("2008-10-17"));
    if let Some(id) = policy.get("Id").and_then(Value::as_str) {
        out = out.set("policy_id", id);
    }
    let statements = match policy.get("Statement") {
        Some(Value::Array(all)) => all.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    for s in statements.into_iter().filter_map(Value::as_object) {
        out = out.blank().block(statement(s));
    }
    out
}

fn statement(s: &Map<String, Value>) -> Block {
    let mut out = Block::new("statement", &[]);
    for (name, field) in [("sid", "Sid"), ("effect", "Effect")] {
        if let Some(text) = s.get(field).and_then(Value::as_str) {
            out = out.set(name, text);
        }
    }
    for (name, field) in [("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource")] {
        if let Some(all) = s.get(field) {
            out = out.set(name, texts(all));
        }
    }
    for (name, field) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        let pairs: Vec<(&str, Expr)> = match s.get(field) {
            Some(Value::Object(all)) => all.iter().map(|(k, v)| (k.as_str(), texts(v))).collect(),
            Some(Value::String(all)) => vec![("*", Expr::List(vec![all.as_str().into()]))],
            _ => Vec::new(),
        };
        for (kind, identifiers) in pairs {
            out = out.blank().block(Block::new(name, &[]).set("type", kind).set("identifiers", identifiers));
        }
    }
    let conditions = s.get("Condition").and_then(Value::as_object).into_iter().flatten();
    for (test, keys) in conditions {
        for (variable, values) in keys.as_object().into_iter().flatten() {
            let block = Block::new("condition", &[]).set("test", test.as_str()).set("variable", variable.as_str()).set("values", texts(values));
            out.body.push(Item::Blank);
            out.body.push(Item::Block(block));
        }
    }
    out
}

/// One text or several; numbers and booleans in conditions are texts here.
fn texts(value: &Value) -> Expr {
    let text = |v: &Value| match v {
        Value::String(s) => Expr::Text(s.clone()),
        other => Expr::Text(other.to_string()),
    };
    match value {
        Value::Array(all) => Expr::List(all.iter().map(text).collect()),
        one => Expr::List(vec![text(one)]),
    }
}
