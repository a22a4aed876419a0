//! JSON as a tree, read with care: bounded in depth and size, a key twice in one object refused, several values in one text.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// Values that all files together may hold.
pub const MAX_VALUES: u32 = 12_000_000;

/// A value. Objects keep the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

const NULL: Json = Json::Null;

/// Whether two keys are one in the spellings of AWS's tools: `VpcId`, `vpcId`, `vpc_id`.
pub fn same_key(a: &str, b: &str) -> bool {
    let mut a = a.bytes().filter(|c| *c != b'_' && *c != b'-');
    let mut b = b.bytes().filter(|c| *c != b'_' && *c != b'-');
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if x.eq_ignore_ascii_case(&y) => {}
            _ => return false,
        }
    }
}

impl Json {
    /// A field by its name, whatever the case; null where there is none.
    pub fn get(&self, name: &str) -> &Json {
        self.entries().iter().find(|(k, _)| same_key(k, name)).map_or(&NULL, |(_, v)| v)
    }

    pub fn has(&self, name: &str) -> bool {
        !matches!(self.get(name), Json::Null)
    }

    pub fn entries(&self) -> &[(String, Json)] {
        match self {
            Json::Object(all) => all,
            _ => &[],
        }
    }

    pub fn list(&self) -> &[Json] {
        match self {
            Json::List(all) => all,
            _ => &[],
        }
    }

    /// A text that says something.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(s) if !s.trim().is_empty() => Some(s.trim()),
            _ => None,
        }
    }

    /// A whole number, also one written as a text.
    pub fn int(&self) -> Option<i64> {
        match self {
            Json::Int(n) => Some(*n),
            Json::Text(s) => s.trim().parse().ok(),
            _ => None,
        }
    }

    /// A text, or a number as one.
    pub fn word(&self) -> Option<String> {
        match self {
            Json::Int(n) => Some(n.to_string()),
            _ => self.text().map(Into::into),
        }
    }

    pub fn flag(&self) -> Option<bool> {
        match self {
            Json::Bool(b) => Some(*b),
            Json::Text(s) if s.eq_ignore_ascii_case("true") || s.eq_ignore_ascii_case("enable") => Some(true),
            Json::Text(s) if s.eq_ignore_ascii_case("false") || s.eq_ignore_ascii_case("disable") => Some(false),
            // `{"Value": true}`, as describe-vpc-attribute has it.
            Json::Object(_) => match self.get("Value") {
                Json::Bool(b) => Some(*b),
                _ => None,
            },
            _ => None,
        }
    }

    /// The texts of a list.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.list().iter().filter_map(Json::text)
    }

    /// As compact JSON, for policies that are given as objects.
    pub fn print(&self) -> String {
        match self {
            Json::Null => "null".into(),
            Json::Bool(b) => b.to_string(),
            Json::Int(n) => n.to_string(),
            Json::Float(x) => x.to_string(),
            Json::Text(s) => serde_json::to_string(s).unwrap_or_default(),
            Json::List(all) => format!("[{}]", all.iter().map(Json::print).collect::<Vec<_>>().join(",")),
            Json::Object(all) => {
                let one = |(k, v): &(String, Json)| format!("{}:{}", serde_json::to_string(k).unwrap_or_default(), v.print());
                format!("{{{}}}", all.iter().map(one).collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// What was wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// All values of a text: one, or several one after the other (pages, JSON Lines). Also whether commas before closing
/// brackets had to be overlooked, which some tools write. `budget` is what is left of [`MAX_VALUES`].
pub fn read(text: &str, budget: &Cell<u32>) -> Result<(Vec<Json>, bool), Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let before = budget.get();
    match values(text, budget) {
        Ok(all) => Ok((all, false)),
        Err(fault) => {
            let Some(relaxed) = without_trailing_commas(text) else { return Err(fault) };
            budget.set(before);
            values(&relaxed, budget).map(|all| (all, true))
        }
    }
}

fn values(text: &str, budget: &Cell<u32>) -> Result<Vec<Json>, Fault> {
    let mut de = serde_json::Deserializer::from_str(text);
    let mut out = Vec::new();
    while de.end().is_err() {
        let value = Seed(budget).deserialize(&mut de).map_err(|e| {
            let whole = e.to_string();
            let message = whole.rsplit_once(" at line").map_or(whole.as_str(), |(m, _)| m).to_string();
            Fault { line: e.line(), column: e.column(), message }
        })?;
        out.push(value);
    }
    Ok(out)
}

/// The text with a space in place of each comma that stands before a closing bracket; none where no such comma is.
fn without_trailing_commas(text: &str) -> Option<String> {
    let (mut out, mut found) = (text.as_bytes().to_vec(), false);
    let (mut inside, mut escaped, mut comma) = (false, false, None);
    for (i, c) in text.bytes().enumerate() {
        if inside {
            match c {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => inside = false,
                _ => {}
            }
            continue;
        }
        match c {
            b'"' => (inside, comma) = (true, None),
            b',' => comma = Some(i),
            b']' | b'}' => {
                if let Some(b) = comma.take().and_then(|at: usize| out.get_mut(at)) {
                    *b = b' ';
                    found = true;
                }
            }
            c if c.is_ascii_whitespace() => {}
            _ => comma = None,
        }
    }
    if found { String::from_utf8(out).ok() } else { None }
}

#[derive(Clone, Copy)]
struct Seed<'b>(&'b Cell<u32>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Json, D::Error> {
        match self.0.get().checked_sub(1) {
            Some(left) => self.0.set(left),
            None => return Err(D::Error::custom(format!("there are more than {MAX_VALUES} values here"))),
        }
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, v: bool) -> Result<Json, E> {
        Ok(Json::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Json, E> {
        Ok(Json::Int(v))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Json, E> {
        Ok(i64::try_from(v).map_or(Json::Float(v as f64), Json::Int))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Json, E> {
        // Some writers give every number a point.
        Ok(if v.fract() == 0.0 && v.abs() < 9e15 { Json::Int(v as i64) } else { Json::Float(v) })
    }

    fn visit_str<E>(self, v: &str) -> Result<Json, E> {
        Ok(Json::Text(v.into()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Json, A::Error> {
        let mut out = Vec::new();
        while let Some(v) = all.next_element_seed(self)? {
            out.push(v);
        }
        Ok(Json::List(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Json, A::Error> {
        let mut out: Vec<(String, Json)> = Vec::new();
        let mut seen = crate::ordered::BTreeSet::new();
        while let Some(key) = all.next_key::<String>()? {
            // Small objects are searched; only big ones pay for a set.
            let twice = if out.len() < 32 {
                out.iter().any(|(k, _)| *k == key)
            } else {
                if seen.is_empty() {
                    seen.extend(out.iter().map(|(k, _)| k.clone()));
                }
                !seen.insert(key.clone())
            };
            if twice {
                return Err(A::Error::custom(format!("\"{}\" stands twice in one object", key.chars().take(60).collect::<String>())));
            }
            out.push((key, all.next_value_seed(self)?));
        }
        Ok(Json::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_read(text: &str) -> Result<(Vec<Json>, bool), Fault> {
        read(text, &Cell::new(1000))
    }

    #[test]
    fn keys_are_found_in_every_spelling() {
        let (all, _) = try_read("{\"vpcId\": \"v\", \"cidr_block\": \"c\", \"N\": \"7\", \"Y\": {\"Value\": true}}").unwrap();
        assert_eq!(all[0].get("VpcId").text(), Some("v"));
        assert_eq!(all[0].get("CidrBlock").text(), Some("c"));
        assert_eq!((all[0].get("n").int(), all[0].get("y").flag()), (Some(7), Some(true)));
        assert!(!all[0].has("Vpc") && !same_key("Vpcs", "Vpc"));
    }

    #[test]
    fn several_values_and_odd_commas() {
        assert_eq!(try_read("{}\n[1]\n{}").unwrap().0.len(), 3);
        assert_eq!(try_read("\u{feff}[1, 2,\n ]").unwrap(), (vec![Json::List(vec![Json::Int(1), Json::Int(2)])], true));
        assert_eq!(try_read("[\",]\", ]").unwrap().0, vec![Json::List(vec![Json::Text(",]".into())])]);
        assert!(try_read("[1 2]").is_err() && try_read("{,\"a\": 1}").is_err());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let fault = try_read("{\"a\": 1,\n \"a\": 2}").unwrap_err();
        assert_eq!((fault.line, fault.message.as_str()), (2, "\"a\" stands twice in one object"));
        assert!(try_read(&"[".repeat(100_000)).unwrap_err().message.contains("recursion"));
        assert!(try_read(&format!("[{}1]", "1,".repeat(2000))).unwrap_err().message.contains("more than"));
        let keys: Vec<String> = (0..40).map(|i| format!("\"k{}\": 0", i % 39)).collect();
        assert!(try_read(&format!("{{{}}}", keys.join(","))).unwrap_err().message.contains("\"k0\""));
    }
}
