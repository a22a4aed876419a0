//! A line of the journal back into a step, or what is wrong with it and where.

use super::{Change, Step, VERSION};
use crate::document::{Body, Kind, Place, Rect, Shape, ShapeError, Value};
use crate::edit::Command;
use crate::interchange::save::{self, LoadError, MAX_BYTES, from_json, rect};
use crate::net::Refusal;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};

/// Batches inside batches that a line may hold.
const MAX_DEPTH: usize = 8;

/// Reads one step. Nothing is guessed: what does not fit is refused with its place.
pub fn read(line: &str) -> Result<Step, LoadError> {
    if line.len() > 2 * MAX_BYTES {
        return fail("", text!("this step is too large"));
    }
    let json = serde_json::from_str(line)
        .map_err(|e| LoadError::told(text!("column {column}", column = e.column()), text!("this is not JSON")))?;
    let mut o = Fields::of("", from_json(&json))?;
    match o.take("step")? {
        Value::Int(VERSION) => {}
        Value::Int(v) if v > VERSION => {
            return fail(
                "step",
                text!("this step was kept by a newer Portico (format {v}; this one reads up to {most})", v = code(v), most = code(VERSION)),
            );
        }
        _ => return fail("step", text!("this is no format version")),
    }
    let label: String = o.shaped("label")?;
    let (word, inside) = o.only()?;
    let change = match (word.as_str(), inside) {
        ("replace", Value::Text(text)) => Change::Replace(save::read(&text).map_err(|e| {
            let at = if e.at.is_empty() { Text::of("replace") } else { text!("replace: {at}", at = e.at) };
            LoadError::told(at, e.message)
        })?),
        (_, inside) => Change::Command(command(&word, inside, &word, 0)?),
    };
    Ok(Step { label, change })
}

fn command(word: &str, inside: Value, at: &str, depth: usize) -> Result<Command, LoadError> {
    match word {
        "delete" => Ok(Command::Delete { nodes: shape(at, &inside)? }),
        "put" => Ok(Command::Put { boxes: items(at, inside, put)? }),
        "unput" => Ok(Command::Unput { places: items(at, inside, |at, v| place(at, &v))? }),
        "pin" | "unpin" => Ok(Command::Pin { places: items(at, inside, |at, v| place(at, &v))?, pinned: word == "pin" }),
        "all" if depth >= MAX_DEPTH => fail(at, text!("batches are nested too deep here")),
        "all" => Ok(Command::All(items(at, inside, |at, v| {
            let (word, inside) = Fields::of(at, v)?.only()?;
            command(&word, inside, &format!("{at}.{word}"), depth + 1)
        })?)),
        _ => {
            let mut o = Fields::of(at, inside)?;
            let command = of_fields(word, &mut o)?;
            o.end()?;
            Ok(command)
        }
    }
}

fn of_fields(word: &str, o: &mut Fields) -> Result<Command, LoadError> {
    Ok(match word {
        "add" => {
            let kind: Kind = o.shaped::<String>("kind")?.parse().map_err(|e: Refusal| o.wrong("kind", e))?;
            let fields = o.opt("fields").unwrap_or_else(|| Value::Map(BTreeMap::new()));
            let body = Body::from_value(kind, &fields).map_err(|e| o.wrong("fields", within(e)))?;
            Command::Add { name: o.maybe("name")?, body, at: o.rect("at")? }
        }
        "rename" => Command::Rename { node: o.shaped("node")?, name: o.shaped("name")? },
        "set" => Command::Set { node: o.shaped("node")?, field: o.shaped("field")?, value: o.take("value")? },
        "tag" => Command::Tag { node: o.shaped("node")?, key: o.shaped("key")?, value: o.maybe("value")? },
        "existing" => Command::Existing { node: o.shaped("node")?, existing: o.shaped("existing")?, aws_id: o.maybe("aws_id")? },
        "add-zone" => Command::AddZone { vpc: o.shaped("vpc")?, zone: o.shaped("zone")?, at: o.rect("at")? },
        "remove-zone" => Command::RemoveZone { vpc: o.shaped("vpc")?, zone: o.shaped("zone")? },
        "use" => Command::Use { flow: o.shaped("flow")?, usage: o.maybe("usage")? },
        "assume" => Command::Assume { field: o.shaped("field")?, value: o.take("value")? },
        _ => return fail(o.at.clone(), text!("there is no such command")),
    })
}

fn put(at: &str, value: Value) -> Result<(Place, Rect), LoadError> {
    match value {
        Value::List(mut all) if !all.is_empty() => {
            let what = all.remove(0);
            Ok((place(at, &what)?, rect(at, &Value::List(all))?))
        }
        _ => fail(at, text!("a place and four numbers are wanted here")),
    }
}

fn place(at: &str, value: &Value) -> Result<Place, LoadError> {
    let text: String = shape(at, value)?;
    text.parse().map_err(|e: Refusal| LoadError::new(at, e))
}

fn items<T>(at: &str, value: Value, each: impl Fn(&str, Value) -> Result<T, LoadError>) -> Result<Vec<T>, LoadError> {
    match value {
        Value::List(all) => all.into_iter().enumerate().map(|(i, v)| each(&format!("{at}.{i}"), v)).collect(),
        _ => fail(at, text!("a list is wanted here")),
    }
}

fn shape<T: Shape>(at: &str, value: &Value) -> Result<T, LoadError> {
    T::from_value(value).map_err(|e| LoadError::new(at, within(e)))
}

/// The fields of an object, taken one after the other; what is left over is refused.
struct Fields {
    at: String,
    map: BTreeMap<String, Value>,
}

impl Fields {
    fn of(at: &str, value: Value) -> Result<Self, LoadError> {
        match value {
            Value::Map(map) => Ok(Self { at: at.into(), map }),
            _ => fail(at, text!("an object is wanted here")),
        }
    }

    fn place(&self, field: &str) -> String {
        if self.at.is_empty() { field.into() } else { format!("{}.{field}", self.at) }
    }

    fn wrong(&self, field: &str, message: impl Into<Text>) -> LoadError {
        LoadError::new(self.place(field), message)
    }

    fn opt(&mut self, field: &str) -> Option<Value> {
        self.map.remove(field)
    }

    fn take(&mut self, field: &str) -> Result<Value, LoadError> {
        self.opt(field).ok_or_else(|| self.wrong(field, text!("this field is missing")))
    }

    fn shaped<T: Shape>(&mut self, field: &str) -> Result<T, LoadError> {
        let value = self.take(field)?;
        T::from_value(&value).map_err(|e| self.wrong(field, within(e)))
    }

    fn maybe<T: Shape>(&mut self, field: &str) -> Result<Option<T>, LoadError> {
        let value = self.opt(field);
        value.map(|v| T::from_value(&v).map_err(|e| self.wrong(field, within(e)))).transpose()
    }

    fn rect(&mut self, field: &str) -> Result<Option<Rect>, LoadError> {
        let at = self.place(field);
        self.opt(field).map(|v| rect(&at, &v)).transpose()
    }

    /// The one field that is left.
    fn only(self) -> Result<(String, Value), LoadError> {
        let mut fields = self.map.into_iter();
        match (fields.next(), fields.next()) {
            (Some(one), None) => Ok(one),
            _ => fail(self.at, text!("one command is wanted here")),
        }
    }

    fn end(self) -> Result<(), LoadError> {
        match self.map.keys().next() {
            None => Ok(()),
            Some(k) => fail(self.place(&k.chars().take(60).collect::<String>()), text!("there is no such field")),
        }
    }
}

/// What is wrong inside a value, with the path to it.
pub(super) fn within(e: ShapeError) -> Text {
    match e.path.is_empty() {
        true => e.message.into(),
        false => text!("{path}: {why}", path = code(e.path.join(".")), why = Text::from(e.message)),
    }
}

fn fail<T>(path: impl AsRef<str>, message: Text) -> Result<T, LoadError> {
    Err(LoadError::new(path, message))
}
