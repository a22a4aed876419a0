//! Loops of a template, written out before anything else is read. [Fn::ForEach]
//!
//! What a loop goes over must stand in the template: a list, or a parameter with a value. Another loop stays, and is told.

use super::tree::{Data, Node};
use crate::interchange::imported::ImportError;
use crate::ordered::BTreeMap;
use crate::text;

/// Values that loops may make of one template.
const MANY: usize = 200_000;
/// Loops and values inside one another.
const DEPTH: usize = 110;

struct Loops<'a> {
    root: &'a Node,
    given: &'a BTreeMap<String, String>,
    left: usize,
}

/// A template with its loops written out.
pub fn written_out(name: &str, root: Node, given: &BTreeMap<String, String>) -> Result<Node, ImportError> {
    if !any(&root) {
        return Ok(root);
    }
    let mut loops = Loops { root: &root, given, left: MANY };
    let out = loops.node(&root, &[], DEPTH);
    out.ok_or_else(|| ImportError::new(name, text!("the loops of this template ask for more than {most} values", most = MANY)))
}

fn any(node: &Node) -> bool {
    match &node.data {
        Data::Map(all) => all.iter().any(|(k, v)| k.starts_with(LOOP) || any(v)),
        Data::List(all) => all.iter().any(any),
        _ => false,
    }
}

const LOOP: &str = "Fn::ForEach::";

/// What the names of the loops around stand for, the innermost last.
type Bound = [(String, String)];

/// A loop that can be written out.
struct Turns<'n> {
    name: String,
    values: Vec<String>,
    body: &'n [(String, Node)],
}

impl Loops<'_> {
    /// A node with names in place of what they stand for; none where it grows too large.
    fn node(&mut self, node: &Node, bound: &Bound, depth: usize) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        self.left = self.left.checked_sub(1)?;
        let data = match &node.data {
            Data::Text(s) => {
                let s = put(s, bound)?;
                self.left = self.left.checked_sub(s.len() / 64)?;
                Data::Text(s)
            }
            Data::List(all) => Data::List(all.iter().map(|n| self.node(n, bound, depth)).collect::<Option<_>>()?),
            Data::Map(all) => {
                let stands = |name: &str| bound.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.clone());
                if let [(key, Node { data: Data::Text(name), .. })] = all.as_slice()
                    && key == "Ref"
                    && let Some(value) = stands(name)
                {
                    return Some(Node { line: node.line, data: Data::Text(value) });
                }
                Data::Map(self.entries(all, bound, depth)?)
            }
            other => other.clone(),
        };
        Some(Node { line: node.line, data })
    }

    fn entries(&mut self, all: &[(String, Node)], bound: &Bound, depth: usize) -> Option<Vec<(String, Node)>> {
        let mut out = Vec::new();
        for (key, v) in all {
            let turns = key.starts_with(LOOP).then(|| self.turns(v, bound)).flatten();
            let Some(Turns { name, values, body }) = turns else {
                out.push((put(key, bound)?, self.node(v, bound, depth)?));
                continue;
            };
            for value in values {
                self.left = self.left.checked_sub(8 * bound.len())?;
                let inner: Vec<(String, String)> = bound.iter().cloned().chain([(name.clone(), value)]).collect();
                out.extend(self.entries(body, &inner, depth.checked_sub(1)?)?);
            }
        }
        Some(out)
    }

    /// The name, the values and the body of a loop, where they are known.
    fn turns<'n>(&self, v: &'n Node, bound: &Bound) -> Option<Turns<'n>> {
        let [name, over, body] = v.list() else { return None };
        let values = match &over.data {
            Data::List(all) => all.iter().map(|n| put(n.text()?, bound)).collect::<Option<Vec<_>>>()?,
            Data::Map(_) => {
                let parameter = over.get("Ref").text()?;
                let default = self.root.get("Parameters").get(parameter).get("Default").text();
                let text = self.given.get(parameter).map(String::as_str).or(default)?;
                text.split(',').map(|s| s.trim().to_string()).collect()
            }
            _ => return None,
        };
        Some(Turns { name: name.text()?.to_string(), values, body: body.entries() })
    }
}

/// A text with what names stand for: `${Name}`, and `&{Name}` without what no name of a resource may have. None where it grows too long.
fn put(text: &str, bound: &Bound) -> Option<String> {
    let mut out = text.to_string();
    for (name, value) in bound.iter().rev() {
        let grows = out.matches(name.as_str()).count().saturating_mul(value.len());
        if grows > 64 * 1024 {
            return None;
        }
        if grows > 0 {
            let plain: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
            out = out.replace(&format!("${{{name}}}"), value).replace(&format!("&{{{name}}}"), &plain);
        }
    }
    Some(out)
}
