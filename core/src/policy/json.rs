//! A small JSON reader that keeps where each value stands and refuses duplicate members.
//!
//! `serde_json::Value` swallows duplicate members, which AWS refuses, and keeps no positions, which the editor needs.

use crate::ordered::BTreeSet;

use super::error::{Path, PolicyError, Step, What};

/// The largest document that is read, in bytes; AWS's own limits are far below.
pub const MAX_BYTES: usize = 1 << 20;
/// The deepest nesting that is read; a policy needs seven levels.
pub const MAX_DEPTH: usize = 32;

#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Byte offset of the value's first character.
    pub at: usize,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// As written, so that no precision is lost.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub key_at: usize,
    pub value: Node,
}

impl Value {
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::List(_) => "list",
            Self::Map(_) => "object",
        }
    }
}

/// Line and column, both counted from 1, of a byte offset.
pub(super) fn position(text: &str, at: usize) -> (u32, u32) {
    let mut place = (1, 1);
    text.char_indices().take_while(|(offset, _)| *offset < at).for_each(|(_, character)| advance(&mut place, character));
    place
}

fn advance((line, column): &mut (u32, u32), character: char) {
    if character == '\n' {
        *line = line.saturating_add(1);
        *column = 1;
    } else {
        *column = column.saturating_add(1);
    }
}

/// Positions in one text, for those who ask for many.
#[derive(Debug)]
pub(super) struct Positions<'a> {
    text: &'a str,
    /// Byte offset, line and column, every so often.
    known: Vec<(usize, (u32, u32))>,
}

impl<'a> Positions<'a> {
    pub fn of(text: &'a str) -> Self {
        const STRIDE: usize = 256;
        let mut known: Vec<(usize, (u32, u32))> = Vec::new();
        let mut place = (1, 1);
        for (at, character) in text.char_indices() {
            if known.last().is_none_or(|(last, _)| at - last >= STRIDE) {
                known.push((at, place));
            }
            advance(&mut place, character);
        }
        Self { text, known }
    }

    pub fn position(&self, at: usize) -> (u32, u32) {
        let before = self.known.partition_point(|(offset, _)| *offset <= at);
        let Some((from, mut place)) = before.checked_sub(1).and_then(|index| self.known.get(index)).copied() else { return (1, 1) };
        for (_, character) in self.text.get(from..).unwrap_or("").char_indices().take_while(|(offset, _)| from + offset < at) {
            advance(&mut place, character);
        }
        place
    }
}

/// The error of one place in a text.
pub(super) fn error(text: &str, at: usize, path: Path, what: What, expected: &'static [&'static str]) -> PolicyError {
    let (line, column) = position(text, at);
    PolicyError { path, line, column, what, expected }
}

/// Reads one JSON value that is the whole text.
pub(super) fn read(text: &str) -> Result<Node, PolicyError> {
    read_up_to(text, MAX_BYTES)
}

/// The same of a text that may hold several policies.
pub(super) fn read_up_to(text: &str, limit: usize) -> Result<Node, PolicyError> {
    if text.len() > limit {
        let what = What::TooLarge { bytes: text.len(), limit };
        return Err(error("", 0, Path::default(), what, &[]));
    }
    let mut reader = Reader { text, at: 0, path: Vec::new() };
    let node = reader.value(0)?;
    reader.space();
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.not_json(&["end of document"])),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    path: Vec<Step>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn fail(&self, at: usize, what: What, expected: &'static [&'static str]) -> PolicyError {
        error(self.text, at, Path(self.path.clone()), what, expected)
    }

    fn not_json(&self, expected: &'static [&'static str]) -> PolicyError {
        self.fail(self.at, What::NotJson { found: self.rest().chars().next() }, expected)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Node, PolicyError> {
        self.space();
        if depth > MAX_DEPTH {
            return Err(self.fail(self.at, What::TooDeep { limit: MAX_DEPTH }, &[]));
        }
        let at = self.at;
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { at, value })
    }

    fn word(&mut self) -> Result<Value, PolicyError> {
        for (word, value) in [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.not_json(&["a JSON value"]))
    }

    fn map(&mut self, depth: usize) -> Result<Value, PolicyError> {
        self.at += 1;
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        self.space();
        if self.take(b'}') {
            return Ok(Value::Map(entries));
        }
        loop {
            self.space();
            let key_at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.not_json(&["a member name"]));
            }
            let key = self.string()?;
            self.path.push(Step::Key(key.clone()));
            if !seen.insert(key.clone()) {
                return Err(self.fail(key_at, What::DuplicateKey(key), &[]));
            }
            self.space();
            if !self.take(b':') {
                return Err(self.not_json(&[":"]));
            }
            let value = self.value(depth + 1)?;
            self.path.pop();
            entries.push(Entry { key, key_at, value });
            self.space();
            if self.take(b'}') {
                return Ok(Value::Map(entries));
            }
            if !self.take(b',') {
                return Err(self.not_json(&[",", "}"]));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, PolicyError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Value::List(items));
        }
        loop {
            self.path.push(Step::Index(items.len()));
            let item = self.value(depth + 1)?;
            self.path.pop();
            items.push(item);
            self.space();
            if self.take(b']') {
                return Ok(Value::List(items));
            }
            if !self.take(b',') {
                return Err(self.not_json(&[",", "]"]));
            }
        }
    }

    fn digits(&mut self) -> bool {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > from
    }

    fn number(&mut self) -> Result<Value, PolicyError> {
        let from = self.at;
        self.take(b'-');
        if !self.take(b'0') && !self.digits() {
            return Err(self.not_json(&["a digit"]));
        }
        if self.take(b'.') && !self.digits() {
            return Err(self.not_json(&["a digit"]));
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            if !self.digits() {
                return Err(self.not_json(&["a digit"]));
            }
        }
        Ok(Value::Number(self.text.get(from..self.at).unwrap_or("").to_owned()))
    }

    fn string(&mut self) -> Result<String, PolicyError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let plain = self.rest().find(|c: char| c == '"' || c == '\\' || c < ' ').unwrap_or(self.rest().len());
            out.push_str(self.rest().get(..plain).unwrap_or(""));
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return Err(self.not_json(&["\""])),
            }
        }
    }

    fn escape(&mut self) -> Result<char, PolicyError> {
        let from = self.at;
        self.at += 1;
        let byte = self.peek();
        self.at += 1;
        let simple = match byte {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                return self.unicode().ok_or_else(|| self.fail(from, What::BadEscape, &[]));
            }
            _ => return Err(self.fail(from, What::BadEscape, &[])),
        };
        Ok(simple)
    }

    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if (0xD800..0xDC00).contains(&high) {
            if !(self.take(b'\\') && self.take(b'u')) {
                return None;
            }
            let low = self.hex()?;
            if !(0xDC00..0xE000).contains(&low) {
                return None;
            }
            return char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        }
        char::from_u32(high)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at.saturating_add(4))?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_duplicate_member_is_refused_with_its_place() {
        let error = read("{\"a\": 1,\n  \"b\": {\"c\": 1, \"c\": 2}}").unwrap_err();
        assert_eq!(error.what, What::DuplicateKey("c".into()));
        assert_eq!((error.line, error.column), (2, 17));
        assert_eq!(error.path.to_string(), "b.c");
    }

    #[test]
    fn nesting_and_size_are_bounded() {
        let deep = "[".repeat(100_000);
        assert_eq!(read(&deep).unwrap_err().what, What::TooDeep { limit: MAX_DEPTH });
        let large = " ".repeat(MAX_BYTES + 1);
        assert!(matches!(read(&large).unwrap_err().what, What::TooLarge { .. }));
    }

    proptest! {
        #[test]
        fn positions_are_the_same_one_by_one(text in "[a\\n\u{e9}]{0,900}", at in 0_usize..1500) {
            prop_assert_eq!(Positions::of(&text).position(at), position(&text, at));
        }
    }

    fn as_serde(node: &Node) -> serde_json::Value {
        match &node.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => serde_json::from_str(text).unwrap(),
            Value::Text(text) => text.clone().into(),
            Value::List(items) => items.iter().map(as_serde).collect(),
            Value::Map(entries) => entries.iter().map(|e| (e.key.clone(), as_serde(&e.value))).collect(),
        }
    }

    proptest! {
        #[test]
        fn accepts_what_serde_json_accepts_and_reads_the_same(text in r#"[\[\]{}",:\\u0-9aeltrufns.\- ]{0,24}"#) {
            let reference: Result<serde_json::Value, _> = serde_json::from_str(&text);
            match (read(&text), reference) {
                (Ok(node), Ok(value)) => prop_assert_eq!(as_serde(&node), value),
                (Err(error), Ok(_)) => prop_assert!(matches!(error.what, What::DuplicateKey(_))),
                // serde_json refuses numbers beyond f64; here they stay text.
                (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("number out of range"), "{text:?}"),
                (Err(_), Err(_)) => {}
            }
        }

        #[test]
        fn any_string_survives_escaping(text in any::<String>()) {
            let node = read(&serde_json::to_string(&text).unwrap()).unwrap();
            prop_assert!(matches!(node.value, Value::Text(read) if read == text));
        }
    }
}
