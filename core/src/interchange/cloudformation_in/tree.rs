//! Templates as trees: YAML with CloudFormation's short tags, and JSON. Bounded in size, depth and number of nodes, aliases counted.

use crate::interchange::aws_cli::json::{self, Json};
use crate::interchange::imported::ImportError;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use std::borrow::Cow;
use std::cell::Cell;

/// Bytes of one template: more than CloudFormation takes, with room for what tools make.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Nodes of one template, what aliases repeat among them.
const MAX_NODES: usize = 1_000_000;
/// Lists and maps inside one another.
const MAX_DEPTH: usize = 100;

/// A node with the line where it begins; 0 where that is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub line: usize,
    pub data: Data,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

pub const NOTHING: Node = Node { line: 0, data: Data::Null };

impl Node {
    pub fn get(&self, name: &str) -> &Node {
        self.entries().iter().find(|(k, _)| k == name).map_or(&NOTHING, |(_, v)| v)
    }

    pub fn entries(&self) -> &[(String, Node)] {
        if let Data::Map(all) = &self.data { all } else { &[] }
    }

    pub fn list(&self) -> &[Node] {
        if let Data::List(all) = &self.data { all } else { &[] }
    }

    pub fn text(&self) -> Option<&str> {
        if let Data::Text(s) = &self.data { Some(s) } else { None }
    }

    pub fn is_null(&self) -> bool {
        self.data == Data::Null
    }
}

/// Reads a template, in whichever of the two it is written.
pub fn read(name: &str, text: &str) -> Result<Node, ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::new(name, text!("this template is larger than {mb} MB", mb = code(MAX_BYTES / (1024 * 1024)))));
    }
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        // Nearly all JSON is YAML, whose reader knows lines.
        if let Ok(node) = yaml(name, text) {
            return Ok(node);
        }
        let budget = Cell::new(u32::try_from(MAX_NODES).unwrap_or(u32::MAX));
        let fault = match json::read(text, &budget) {
            Ok((values, _)) => return Ok(values.into_iter().next().map_or(NOTHING, |j| from_json(&j))),
            Err(fault) => fault,
        };
        let at = format!("{name}, line {}, column {}", fault.line, fault.column);
        return Err(ImportError::new(at, text!("this is not JSON that can be read: {fault}", fault = code(fault.message))));
    }
    yaml(name, text)
}

fn from_json(json: &Json) -> Node {
    let data = match json {
        Json::Null => Data::Null,
        Json::Bool(b) => Data::Bool(*b),
        Json::Int(n) => Data::Int(*n),
        Json::Float(x) => Data::Text(x.to_string()),
        Json::Text(s) => Data::Text(s.clone()),
        Json::List(all) => Data::List(all.iter().map(from_json).collect()),
        Json::Object(all) => Data::Map(all.iter().map(|(k, v)| (k.clone(), from_json(v))).collect()),
    };
    Node { line: 0, data }
}

/// A list or a map that is not finished.
struct Open {
    line: usize,
    tag: Option<String>,
    anchor: usize,
    kind: Kind,
}

enum Kind {
    List(Vec<Node>),
    Map(Vec<(String, Node)>, Option<String>),
}

fn yaml(name: &str, text: &str) -> Result<Node, ImportError> {
    let fail = |line: usize, why: Text| ImportError::new(format!("{name}, line {line}"), why);
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: BTreeMap<usize, (Node, usize)> = BTreeMap::new();
    let mut nodes = 0usize;
    let mut root = None;
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let (event, span) =
            event.map_err(|e| fail(e.marker().line(), text!("this is not YAML that can be read: {fault}", fault = code(e.info()))))?;
        let line = span.start.line();
        nodes += 1;
        if nodes > MAX_NODES {
            return Err(fail(line, text!("this template has more than {most} values", most = MAX_NODES)));
        }
        let done = match event {
            Event::SequenceStart(anchor, tag) => {
                open.push(Open { line, tag: short(tag), anchor, kind: Kind::List(Vec::new()) });
                None
            }
            Event::MappingStart(anchor, tag) => {
                open.push(Open { line, tag: short(tag), anchor, kind: Kind::Map(Vec::new(), None) });
                None
            }
            Event::Scalar(text, style, anchor, tag) => {
                let node = tagged(short(tag), scalar(&text, style), line);
                if anchor > 0 {
                    anchors.insert(anchor, (node.clone(), 1));
                }
                Some(node)
            }
            Event::Alias(anchor) => {
                let Some((node, size)) = anchors.get(&anchor) else {
                    return Err(fail(line, text!("an alias here refers to itself or to nothing")));
                };
                // What an alias repeats counts as if it were written.
                nodes = nodes.saturating_add(*size);
                if nodes > MAX_NODES {
                    return Err(fail(line, text!("with what aliases repeat, this template has more than {most} values", most = MAX_NODES)));
                }
                Some(node.clone())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { line, tag, anchor, kind }) = open.pop() else { continue };
                let data = match kind {
                    Kind::List(all) => Data::List(all),
                    Kind::Map(all, _) => Data::Map(all),
                };
                let node = tagged(tag, data, line);
                if anchor > 0 {
                    let size = size(&node);
                    anchors.insert(anchor, (node.clone(), size));
                }
                Some(node)
            }
            _ => None,
        };
        if open.len() > MAX_DEPTH {
            return Err(fail(line, text!("lists and maps here are nested more than {most} deep", most = MAX_DEPTH)));
        }
        let Some(node) = done else { continue };
        match open.last_mut().map(|o| &mut o.kind) {
            Some(Kind::List(all)) => all.push(node),
            Some(Kind::Map(all, key)) => match key.take() {
                None => *key = Some(key_text(&node).ok_or_else(|| fail(line, text!("a key here is no text")))?),
                Some(key) if key == "<<" => {
                    for (k, v) in node.entries() {
                        if !all.iter().any(|(had, _)| had == k) {
                            all.push((k.clone(), v.clone()));
                        }
                    }
                }
                Some(key) => all.push((key, node)),
            },
            // Further documents are no part of a template.
            None if root.is_none() => root = Some(node),
            None => {}
        }
    }
    root.ok_or_else(|| ImportError::new(name, text!("this file is empty")))
}

fn size(node: &Node) -> usize {
    match &node.data {
        Data::List(all) => 1 + all.iter().map(size).sum::<usize>(),
        Data::Map(all) => 1 + all.iter().map(|(_, v)| 1 + size(v)).sum::<usize>(),
        _ => 1,
    }
}

fn key_text(node: &Node) -> Option<String> {
    match &node.data {
        Data::Text(s) => Some(s.clone()),
        Data::Int(n) => Some(n.to_string()),
        Data::Bool(b) => Some(b.to_string()),
        Data::Null => Some(String::new()),
        _ => None,
    }
}

fn short(tag: Option<Cow<Tag>>) -> Option<String> {
    tag.filter(|t| t.handle == "!" && !t.suffix.is_empty()).map(|t| t.suffix.clone())
}

/// A plain scalar by what it looks like; a quoted one is a text.
fn scalar(text: &str, style: ScalarStyle) -> Data {
    if style != ScalarStyle::Plain {
        return Data::Text(text.into());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" => Data::Bool(true),
        "false" | "False" | "FALSE" => Data::Bool(false),
        // An account's id may begin with a zero.
        t if t.len() > 1 && t.trim_start_matches('-').starts_with('0') => Data::Text(t.into()),
        t => t.parse().map_or_else(|_| Data::Text(t.into()), Data::Int),
    }
}

/// A short tag in its long form: `!GetAtt A.B` is `{"Fn::GetAtt": ["A", "B"]}`.
fn tagged(tag: Option<String>, data: Data, line: usize) -> Node {
    let Some(tag) = tag else { return Node { line, data } };
    let plain = |data: Data| match data {
        Data::Int(n) => Data::Text(n.to_string()),
        Data::Bool(b) => Data::Text(b.to_string()),
        Data::Null => Data::Text(String::new()),
        other => other,
    };
    let (name, data) = match tag.as_str() {
        "Ref" | "Condition" => (tag, plain(data)),
        "GetAtt" => {
            let data = match data {
                Data::Text(s) => {
                    let (id, attribute) = s.split_once('.').unwrap_or((&s, ""));
                    let text = |s: &str| Node { line, data: Data::Text(s.into()) };
                    Data::List(vec![text(id), text(attribute)])
                }
                other => other,
            };
            ("Fn::GetAtt".into(), data)
        }
        other => (format!("Fn::{other}"), data),
    };
    Node { line, data: Data::Map(vec![(name, Node { line, data })]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuse(text: &str) -> String {
        read("t.yaml", text).unwrap_err().to_string()
    }

    #[test]
    fn short_tags_are_what_json_says() {
        let a = read("a", "A: !Ref B\nC: !GetAtt D.E.F\nG: !If [X, !Sub '${Y}', 012]\nH: &h {I: yes}\nJ: *h\n").unwrap();
        let b = read(
            "b",
            r#"{"A": {"Ref": "B"}, "C": {"Fn::GetAtt": ["D", "E.F"]}, "G": {"Fn::If": ["X", {"Fn::Sub": "${Y}"}, "012"]}, "H": {"I": "yes"}, "J": {"I": "yes"}}"#,
        )
        .unwrap();
        fn plain(n: &Node) -> Node {
            let data = match &n.data {
                Data::List(all) => Data::List(all.iter().map(plain).collect()),
                Data::Map(all) => Data::Map(all.iter().map(|(k, v)| (k.clone(), plain(v))).collect()),
                other => other.clone(),
            };
            Node { line: 0, data }
        }
        assert_eq!(plain(&a), plain(&b));
        assert_eq!(a.get("G").line, 3);
    }

    #[test]
    fn bombs_depth_and_nonsense_are_refused_at_once() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..12 {
            let all = vec![format!("*a{}", n - 1); 10].join(", ");
            bomb.push_str(&format!("a{n}: &a{n} [{all}]\n"));
        }
        assert!(refuse(&bomb).contains("more than"), "{}", refuse(&bomb));
        assert!(refuse(&"[".repeat(10_000)).contains("deep") || !refuse(&"[".repeat(10_000)).is_empty());
        assert!(refuse("a: &a [*a]\n").contains("alias") || refuse("a: &a [*a]\n").contains("YAML"));
        assert!(refuse("a: [1, 2\nb: }").starts_with("t.yaml, line"));
        assert!(refuse("").contains("empty"));
        assert!(refuse("{\"a\": 1,, }").contains("JSON"));
    }
}
