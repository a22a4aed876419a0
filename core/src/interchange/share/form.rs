//! A design as the values that are packed, and back: the fields of a save file, grouped so that what is alike lies together.

use super::column;
use super::cursor::{In, Out};
use super::words::Words;
use super::{MAX_PACKED, VERSION};
use crate::document::{Document, Kind, Node, NodeId, Place, Rect, Shape, Value};
use crate::edit::key::slug;
use crate::interchange::save::{self, LoadError, Object};
use crate::net::Refusal;
use crate::text;
use crate::text::{Text, code};

/// Values that a design may have when unpacked, texts by their length.
const ROOM: usize = 1_000_000;

/// The design as bytes, to be deflated. Same design, same bytes.
pub fn pack(doc: &Document) -> Vec<u8> {
    let value = to_form(doc);
    let words = Words::for_value(&value);
    let mut out = Out::default();
    words.write_own(&mut out);
    column::write(&mut out, &[&value], &words);
    out.0
}

/// Packed bytes back into the design, or what is wrong with them. `version` is the one that stood before them.
pub fn unpack(version: u32, bytes: &[u8]) -> Result<Document, LoadError> {
    if version > VERSION {
        return fail(text!(
            "this was shared by a newer Portico (format {v}; this one reads up to {most}); reload the page to get it",
            v = code(version),
            most = code(VERSION)
        ));
    }
    if version == 0 || bytes.len() > MAX_PACKED {
        return fail(text!("this is no shared design"));
    }
    let mut from = In::new(bytes, ROOM);
    let words = Words::read_own(&mut from)?;
    let mut all = column::read(&mut from, 1, &words, 0)?;
    from.end()?;
    match all.pop() {
        Some(Value::Map(form)) => save::of_fields(to_file(form)?),
        _ => fail(text!("this is no shared design")),
    }
}

fn fail<T>(message: Text) -> Result<T, LoadError> {
    Err(LoadError::new("", message))
}

fn int(n: impl Into<i64>) -> Value {
    Value::Int(n.into())
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Map(fields.into_iter().filter(|(_, v)| !blank(v)).map(|(k, v)| (k.to_string(), v)).collect())
}

fn blank(v: &Value) -> bool {
    match v {
        Value::Null => true,
        Value::List(l) => l.is_empty(),
        Value::Map(m) => m.is_empty(),
        _ => false,
    }
}

/// Without fields that hold nothing: what is absent is nothing.
fn lean(v: Value) -> Value {
    match v {
        Value::Map(m) => Value::Map(m.into_iter().map(|(k, v)| (k, lean(v))).filter(|(_, v)| !blank(v)).collect()),
        Value::List(l) => Value::List(l.into_iter().map(lean).collect()),
        other => other,
    }
}

fn to_form(doc: &Document) -> Value {
    let of_kind = |kind: &Kind| Value::List(doc.model.of_kind(*kind).map(|(id, n)| node(id, n, doc.layout.node(id))).collect());
    let nodes = Kind::ALL.iter().map(|k| (k.as_str().to_string(), of_kind(k))).filter(|(_, v)| !blank(v)).collect();
    let usage = doc.usage.iter().map(|(f, u)| object([("flow", Value::Ref(f.node())), ("usage", u.to_value())]));
    // The box of a resource that stands once is with the resource.
    let boxes = doc.layout.boxes.iter().filter_map(|(place, r)| {
        let (what, within, zone) = match place {
            Place::Node(_) => return None,
            Place::Part(n, within) => (*n, Value::Ref(*within), Value::Null),
            Place::Zone(vpc, zone) => (vpc.node(), Value::Null, Value::text(zone.as_str())),
        };
        let mut o = Object::new();
        o.insert("place".into(), Value::Ref(what));
        o.insert("within".into(), within);
        o.insert("zone".into(), zone);
        at(&mut o, *r);
        Some(Value::Map(o))
    });
    object([
        ("next", int(doc.next)),
        ("assumptions", lean(doc.assumptions.to_value())),
        ("nodes", Value::Map(nodes)),
        ("usage", Value::List(usage.collect())),
        ("boxes", Value::List(boxes.collect())),
        ("pinned", Value::List(doc.layout.pinned.iter().map(|p| Value::text(p.to_string())).collect())),
    ])
}

fn at(o: &mut Object, r: Rect) {
    for (k, n) in ["x", "y", "w", "h"].into_iter().zip([r.x, r.y, r.w, r.h]) {
        o.insert(k.into(), int(n));
    }
}

fn node(id: NodeId, node: &Node, rect: Option<Rect>) -> Value {
    let Value::Map(mut o) = lean(node.meta.to_value()) else { return Value::Null };
    if o.get("existing") == Some(&Value::Bool(false)) {
        o.remove("existing");
    }
    match key_from(&node.meta.name, &node.meta.key) {
        Some(Value::Null) => drop(o.remove("key")),
        Some(number) => drop(o.insert("key".into(), number)),
        None => {}
    }
    o.insert("n".into(), int(id.number()));
    let fields = lean(node.body.to_value());
    if !blank(&fields) {
        o.insert("fields".into(), fields);
    }
    if let Some(r) = rect {
        at(&mut o, r);
    }
    Value::Map(o)
}

/// How a key follows from a name: as it is, or with a number behind it; none where it does not.
fn key_from(name: &str, key: &str) -> Option<Value> {
    let rest = key.strip_prefix(&slug(name))?;
    if rest.is_empty() {
        return Some(Value::Null);
    }
    let n: u32 = rest.strip_prefix('_')?.parse().ok()?;
    (format!("_{n}") == rest).then(|| int(n))
}

/// The form as the fields of a save file, which is then read as any other.
fn to_file(mut form: Object) -> Result<Object, LoadError> {
    let mut file = Object::new();
    file.insert("portico".into(), Value::Int(save::VERSION));
    for (k, absent) in [("next", Value::Null), ("assumptions", Value::Map(Object::new()))] {
        file.insert(k.into(), form.remove(k).unwrap_or(absent));
    }
    let (mut nodes, mut boxes) = (Vec::new(), Object::new());
    for (kind, all) in map(form.remove("nodes")) {
        let kind: Kind = kind.parse().map_err(|e: Refusal| LoadError::new("nodes", e))?;
        for v in list(Some(all)) {
            let (id, node, rect) = file_node(kind, v);
            if let Some(r) = rect {
                boxes.insert(id.to_string(), r);
            }
            nodes.push(node);
        }
    }
    file.insert("nodes".into(), Value::List(nodes));
    let usage = list(form.remove("usage")).into_iter().map(|v| {
        let mut o = map(Some(v));
        (reference(&o.remove("flow")), o.remove("usage").unwrap_or(Value::Null))
    });
    file.insert("usage".into(), Value::Map(usage.collect()));
    boxes.extend(list(form.remove("boxes")).into_iter().map(|v| {
        let mut o = map(Some(v));
        let what = reference(&o.remove("place"));
        let place = match (o.remove("within"), o.remove("zone")) {
            (Some(within), _) => format!("{what}@{}", reference(&Some(within))),
            (None, Some(Value::Text(zone))) => format!("{zone}@{what}"),
            _ => what,
        };
        (place, rect(&mut o))
    }));
    file.insert("boxes".into(), Value::Map(boxes));
    // What is pinned stands here as it does there; what is left over is refused with the file.
    file.extend(form);
    Ok(file)
}

fn rect(o: &mut Object) -> Value {
    Value::List(["x", "y", "w", "h"].iter().map(|k| o.remove(*k).unwrap_or(Value::Null)).collect())
}

fn file_node(kind: Kind, v: Value) -> (NodeId, Value, Option<Value>) {
    let mut o = map(Some(v));
    let number = match o.remove("n") {
        Some(Value::Int(n)) => u32::try_from(n).unwrap_or(0),
        _ => 0,
    };
    let name = if let Some(Value::Text(s)) = o.get("name") { slug(s) } else { String::new() };
    match o.get("key") {
        None => drop(o.insert("key".into(), Value::Text(name))),
        Some(Value::Int(n)) => {
            let key = Value::Text(format!("{name}_{n}"));
            o.insert("key".into(), key);
        }
        Some(_) => {}
    }
    let id = NodeId::new(kind, number);
    let rect = o.contains_key("x").then(|| rect(&mut o));
    o.insert("id".into(), Value::Ref(id));
    (id, Value::Map(o), rect)
}

fn map(v: Option<Value>) -> Object {
    if let Some(Value::Map(m)) = v { m } else { Object::new() }
}

fn list(v: Option<Value>) -> Vec<Value> {
    if let Some(Value::List(l)) = v { l } else { Vec::new() }
}

fn reference(v: &Option<Value>) -> String {
    if let Some(Value::Ref(id)) = v { id.to_string() } else { String::new() }
}
