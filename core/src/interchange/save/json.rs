//! Values as JSON and back. References are texts in JSON; the field they stand in tells them apart.

use crate::document::Value;
use serde_json::Value as Json;

pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(n) => Json::from(*n),
        Value::Text(s) => Json::String(s.clone()),
        Value::Ref(id) => Json::String(id.to_string()),
        Value::List(all) => Json::Array(all.iter().map(to_json).collect()),
        // Fields that are absent by default are left out: a file shows what somebody decided.
        Value::Map(all) => Json::Object(all.iter().filter(|(_, v)| !is_blank(v)).map(|(k, v)| (k.clone(), to_json(v))).collect()),
    }
}

fn is_blank(v: &Value) -> bool {
    match v {
        Value::Null => true,
        Value::List(l) => l.is_empty(),
        Value::Map(m) => m.is_empty(),
        _ => false,
    }
}

/// A fraction or a number beyond 64 bits becomes a text that no field accepts, so that it is refused where it stands.
pub fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => n.as_i64().map_or_else(|| Value::Text(n.to_string()), Value::Int),
        Json::String(s) => Value::Text(s.clone()),
        Json::Array(all) => Value::List(all.iter().map(from_json).collect()),
        Json::Object(all) => Value::Map(all.iter().map(|(k, v)| (k.clone(), from_json(v))).collect()),
    }
}
