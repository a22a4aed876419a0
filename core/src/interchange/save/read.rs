//! A save file back into a document, or what is wrong with it and where.

use super::{MAX_BYTES, VERSION, from_json};
use crate::document::shape::MAX_TEXT;
use crate::document::{Assumptions, Body, Document, Flow, Id, Layout, Meta, Model, Node, NodeId, Place, Rect, Shape, Usage, Value, Vpc};
use crate::edit::MAX_NODES;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::{Text, code};
use serde_json::Value as Json;
use std::fmt;
use std::sync::Arc;

/// Why a file was refused: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// "line 3, column 7", or a path such as `nodes.4.fields.cidr`; empty for the file as a whole.
    pub at: Text,
    pub message: Text,
}

impl LoadError {
    /// Of what lies at a path; of the file as a whole where that is empty.
    pub fn new(path: impl AsRef<str>, message: impl Into<Text>) -> Self {
        let path = path.as_ref();
        Self { at: if path.is_empty() { Text::plain("") } else { Text::of(path) }, message: message.into() }
    }

    /// Of what lies so many bytes, lines, signs into it.
    pub fn told(at: Text, message: Text) -> Self {
        Self { at, message }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() { self.message.fmt(f) } else { write!(f, "{}: {}", self.at, self.message) }
    }
}

fn fail<T>(path: impl AsRef<str>, message: Text) -> Result<T, LoadError> {
    Err(LoadError::new(path, message))
}

/// Boxes farther out than this are refused: arithmetic on them stays exact.
const FAR: i64 = 10_000_000;

pub(in crate::interchange) type Object = BTreeMap<String, Value>;

/// Reads a save file. Nothing is guessed: what does not fit is refused with its place.
pub fn read(text: &str) -> Result<Document, LoadError> {
    if text.len() > MAX_BYTES {
        return fail("", text!("this file is larger than {n} MB", n = MAX_BYTES / (1024 * 1024)));
    }
    let json: Json = serde_json::from_str(text).map_err(|e| {
        let why = if e.is_eof() { text!("the file ends too early; it may be cut off") } else { text!("this is not JSON") };
        LoadError::told(text!("line {line}, column {column}", line = e.line(), column = e.column()), why)
    })?;
    let Value::Map(file) = from_json(&json) else { return fail("", text!("this is JSON, but not a Portico design")) };
    of_fields(file)
}

/// A design from the fields of its file, in whatever form they came.
pub(in crate::interchange) fn of_fields(mut file: Object) -> Result<Document, LoadError> {
    match file.remove("portico") {
        Some(Value::Int(v)) if (1..=VERSION).contains(&v) => {}
        Some(Value::Int(v)) if v > VERSION => {
            return fail(
                "portico",
                text!(
                    "this design was saved by a newer Portico (format {v}; this one reads up to {most})",
                    v = code(v),
                    most = code(VERSION)
                ),
            );
        }
        Some(_) => return fail("portico", text!("this is no format version")),
        None => return fail("", text!("this is JSON, but not a Portico design: it has no field \"portico\"")),
    }
    let next = match file.remove("next") {
        Some(Value::Int(n)) => u32::try_from(n).ok().filter(|n| (1..=MAX_NODES).contains(n)),
        _ => None,
    };
    let Some(next) = next else { return fail("next", text!("a number from 1 to {n} is wanted here", n = MAX_NODES)) };
    let assumptions = match file.remove("assumptions") {
        Some(v) => Assumptions::from_value(&v).map_err(|e| within("assumptions", &e))?,
        None => Assumptions::default(),
    };
    let model = nodes(file.remove("nodes"), next)?;
    let usage = usage(file.remove("usage"), &model)?;
    let mut layout = boxes(file.remove("boxes"), &model)?;
    layout.pinned = pinned(file.remove("pinned"), &layout)?;
    if let Some(k) = file.keys().next() {
        return fail(k.chars().take(60).collect::<String>(), text!("there is no such field"));
    }
    Ok(Document { model: Arc::new(model), layout: Arc::new(layout), usage: Arc::new(usage), assumptions: Arc::new(assumptions), next })
}

fn within(at: &str, e: &crate::document::ShapeError) -> LoadError {
    let path: Vec<&str> = std::iter::once(at).chain(e.path.iter().map(String::as_str)).collect();
    LoadError::new(path.join("."), e.message.clone())
}

fn nodes(value: Option<Value>, next: u32) -> Result<Model, LoadError> {
    let Some(Value::List(all)) = value else { return fail("nodes", text!("a list of resources is wanted here")) };
    let (mut model, mut numbers, mut keys) = (Model::default(), BTreeSet::new(), BTreeSet::new());
    for (i, v) in all.into_iter().enumerate() {
        let at = format!("nodes.{i}");
        let Value::Map(mut o) = v else { return fail(at, text!("an object is wanted here")) };
        let id = o.remove("id").ok_or_else(|| LoadError::new(&at, text!("this resource has no id")))?;
        let id = NodeId::from_value(&id).map_err(|e| within(&format!("{at}.id"), &e))?;
        if id.number() == 0 || id.number() >= next || !numbers.insert(id.number()) {
            return fail(format!("{at}.id"), text!("the number of {id} is used twice or is not below \"next\"", id = code(id)));
        }
        let fields = o.remove("fields").unwrap_or_else(|| Value::Map(Object::new()));
        let meta = Meta::from_value(&Value::Map(o)).map_err(|e| within(&at, &e))?;
        if meta.name.is_empty() || meta.name.len() > MAX_TEXT.min(1020) {
            return fail(format!("{at}.name"), text!("a name has from 1 to 255 characters"));
        }
        if !valid_key(&meta.key) || !keys.insert((id.kind(), meta.key.clone())) {
            return fail(
                format!("{at}.key"),
                text!(
                    "\"{key}\" is not a key, or another {kind} has it",
                    key = code(meta.key.chars().take(60).collect::<String>()),
                    kind = code(id.kind())
                ),
            );
        }
        let body = Body::from_value(id.kind(), &fields).map_err(|e| within(&format!("{at}.fields"), &e))?;
        model.insert(id, Node { meta, body });
    }
    whole(&model)?;
    Ok(model)
}

/// Keys go into Terraform as they are: nothing else than a name there.
fn valid_key(key: &str) -> bool {
    key.len() <= 64
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// References lead somewhere, and each VPC has what AWS makes with it.
fn whole(model: &Model) -> Result<(), LoadError> {
    for (id, node) in model.nodes() {
        if let Some(to) = node.refs().into_iter().find(|r| !model.contains(*r)) {
            return fail(id.to_string(), text!("this resource refers to {to}, which is not in the file", to = code(to)));
        }
    }
    for (id, vpc) in model.all::<Vpc>() {
        let own = [
            model.get(vpc.main_table).map(|t| t.vpc),
            model.get(vpc.default_group).map(|g| g.vpc),
            model.get(vpc.default_acl).map(|a| a.vpc),
        ];
        if own.iter().any(|v| *v != Some(id)) {
            return fail(id.node().to_string(), text!("its main route table, default group or default network ACL belongs to another VPC"));
        }
    }
    Ok(())
}

fn usage(value: Option<Value>, model: &Model) -> Result<imbl::OrdMap<Id<Flow>, Usage>, LoadError> {
    let Some(value) = value else { return Ok(imbl::OrdMap::new()) };
    let Value::Map(all) = value else { return fail("usage", text!("an object is wanted here")) };
    all.into_iter()
        .map(|(k, v)| {
            let at = format!("usage.{k}");
            let flow = k.parse().ok().and_then(Id::of).filter(|f: &Id<Flow>| model.contains(f.node()));
            let Some(flow) = flow else { return fail(at, text!("there is no such flow")) };
            Ok((flow, Usage::from_value(&v).map_err(|e| within(&at, &e))?))
        })
        .collect()
}

fn pinned(value: Option<Value>, layout: &Layout) -> Result<imbl::OrdSet<Place>, LoadError> {
    let all = match value {
        None => return Ok(imbl::OrdSet::new()),
        Some(Value::List(all)) => all,
        Some(_) => return fail("pinned", text!("a list of boxes is wanted here")),
    };
    all.into_iter()
        .enumerate()
        .map(|(i, v)| {
            match v {
                Value::Text(s) => s.parse().ok().filter(|p| layout.boxes.contains_key(p)),
                _ => None,
            }
            .ok_or_else(|| LoadError::new(format!("pinned.{i}"), text!("there is no such box")))
        })
        .collect()
}

fn boxes(value: Option<Value>, model: &Model) -> Result<Layout, LoadError> {
    let Some(value) = value else { return Ok(Layout::default()) };
    let Value::Map(all) = value else { return fail("boxes", text!("an object is wanted here")) };
    let mut layout = Layout::default();
    for (k, v) in all {
        let at = format!("boxes.{}", k.chars().take(60).collect::<String>());
        let place: Place = k.parse().map_err(|e: crate::net::Refusal| LoadError::new(&at, e))?;
        if place.mentions(|n| !model.contains(n)) {
            return fail(at, text!("this box belongs to a resource that is not in the file"));
        }
        layout.boxes.insert(place, rect(&at, &v)?);
    }
    Ok(layout)
}

/// A box as it is written, `[x, y, width, height]`.
pub(in crate::interchange) fn rect(at: &str, value: &Value) -> Result<Rect, LoadError> {
    let numbers = match value {
        Value::List(l) => l.iter().map(|n| if let Value::Int(n) = n { Some(*n) } else { None }).collect::<Option<Vec<i64>>>(),
        _ => None,
    };
    match numbers.as_deref() {
        Some([x, y, w, h]) if [x, y, w, h].iter().all(|n| (-FAR..=FAR).contains(*n)) && *w >= 0 && *h >= 0 => {
            let [x, y, w, h] = [*x, *y, *w, *h].map(|n| i32::try_from(n).unwrap_or_default());
            Ok(Rect::new(x, y, w, h))
        }
        _ => fail(at, text!("four whole numbers are wanted here: x, y, width, height")),
    }
}
