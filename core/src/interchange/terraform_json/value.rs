//! Values of Terraform's JSON as values of items, and the parts of addresses.

use crate::interchange::aws_cli::json::Json;
use crate::interchange::item::{Index, Map, Val};
use std::rc::Rc;

pub fn value(json: &Json) -> Val {
    match json {
        Json::Null => Val::Null,
        Json::Bool(b) => Val::Bool(*b),
        Json::Int(n) => Val::Int(*n),
        Json::Float(x) => Val::Float(*x),
        Json::Text(s) => Val::from(s.as_str()),
        Json::List(all) => Val::list(all.iter().map(value).collect()),
        Json::Object(all) => Val::map(all.iter().map(|(k, v)| (Rc::from(k.as_str()), value(v))).collect()),
    }
}

pub fn map(json: &Json) -> Map {
    json.entries().iter().map(|(k, v)| (Rc::from(k.as_str()), value(v))).collect()
}

/// The key of `count` or `for_each`.
pub fn index(json: &Json) -> Option<Index> {
    match json {
        Json::Int(n) => Some(Index::Number(*n)),
        Json::Text(s) => Some(Index::Key(s.as_str().into())),
        _ => None,
    }
}

/// An address in its steps: dots outside of brackets and quotes part it.
pub fn steps(address: &str) -> Vec<&str> {
    let (mut out, mut from, mut depth, mut quoted, mut escaped) = (Vec::new(), 0, 0usize, false, false);
    for (i, c) in address.bytes().enumerate() {
        match c {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' if !quoted => depth += 1,
            b']' if !quoted => depth = depth.saturating_sub(1),
            b'.' if !quoted && depth == 0 => {
                out.extend(address.get(from..i));
                from = i + 1;
            }
            _ => {}
        }
    }
    out.extend(address.get(from..));
    out
}

/// A step without the key in its brackets.
pub fn bare(step: &str) -> &str {
    step.split('[').next().unwrap_or(step)
}

/// The key in a step's brackets, as it is written there.
pub fn key(step: &str) -> Option<&str> {
    step.split_once('[').and_then(|(_, k)| k.strip_suffix(']'))
}

/// The modules of an address, for names: `vpc` of `module.vpc[0].aws_vpc.this`.
pub fn modules(address: &str) -> Vec<String> {
    let steps = steps(address);
    let mut out = Vec::new();
    for pair in steps.windows(2) {
        if let ["module", name] = pair {
            let key = key(name).map(|k| k.trim_matches('"')).filter(|k| *k != "0");
            out.push(key.map_or_else(|| bare(name).to_string(), |k| format!("{}-{k}", bare(name))));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart_outside_of_keys() {
        assert_eq!(steps("module.a[\"x.y]\"].aws_vpc.this[0]"), ["module", "a[\"x.y]\"]", "aws_vpc", "this[0]"]);
        assert_eq!(modules("module.a[\"x\"].module.vpc[0].aws_vpc.this[0]"), ["a-x", "vpc"]);
        assert_eq!((bare("this[\"k\"]"), key("this[\"k\"]")), ("this", Some("\"k\"")));
    }
}
