//! Templates that templates name: nested stacks, and parts that `AWS::Include` puts in. Found among the files by the end of their address.

use super::tree::{Data, NOTHING, Node};
use super::values::Template;
use crate::interchange::imported::{ImportError, Sources};
use crate::interchange::item::Val;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::code;
use std::cell::Cell;
use std::rc::Rc;

/// The type of a nested stack.
pub const STACK: &str = "AWS::CloudFormation::Stack";
/// Stacks inside stacks.
const DEPTH: usize = 12;
/// Stacks of one import.
const MANY: usize = 400;
/// Values that one template may grow to with what is included.
const GROWN: usize = 400_000;

/// Every template of the files, by name.
pub struct All<'a> {
    pub templates: &'a [(String, Node)],
    pub given: &'a BTreeMap<String, String>,
    pub count: Cell<usize>,
}

/// The parts of an address that name folders and a file; what only a deployment knows is left out of them.
fn steps(address: &str) -> Vec<String> {
    let plain = address.split(['?', '#']).next().unwrap_or(address);
    let plain = plain.split_once("://").map_or(plain, |(_, rest)| rest);
    let mut out = Vec::new();
    // A variable may hold a folder's name and the stroke behind it.
    let mut left = plain;
    let mut text = String::new();
    while let Some((before, after)) = left.split_once("${") {
        text.push_str(before);
        left = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    text.push_str(left);
    for part in text.split('/').filter(|p| !p.is_empty() && *p != "." && *p != "..") {
        out.push(part.to_string());
    }
    out
}

/// What an address says as it is written: where nothing is worked out.
fn written(node: &Node) -> String {
    match &node.data {
        Data::Text(s) => s.clone(),
        Data::List(all) => all.first().map(written).unwrap_or_default(),
        Data::Map(all) => match all.as_slice() {
            [(name, arg)] if name == "Fn::Join" => {
                let by = arg.list().first().and_then(Node::text).unwrap_or_default();
                arg.list().get(1).unwrap_or(&NOTHING).list().iter().map(written).collect::<Vec<_>>().join(by)
            }
            [(name, arg)] if name == "Fn::Sub" => written(arg),
            [(name, arg)] if name == "Fn::If" => arg.list().get(1).map(written).unwrap_or_default(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// What templates end with: one that was turned into the other notation is still the same.
const ENDS: [&str; 4] = [".json", ".yaml", ".yml", ".template"];

fn stem(name: &str) -> &str {
    let cut = |n: &'_ str| ENDS.iter().find_map(|e| n.strip_suffix(e).map(str::len));
    let mut out = name;
    while let Some(n) = cut(out).and_then(|n| out.get(..n)) {
        out = n;
    }
    out
}

/// The one of some names that an address ends with most of; its last part must be the whole of the name's, but for how it ends.
fn found<'n>(address: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = steps(address);
    let last = wanted.last()?;
    // How many parts are the same, and whether the last one is to the letter.
    let common = |name: &str| {
        let own: Vec<&str> = name.split('/').collect();
        let file = own.last().copied().unwrap_or_default();
        let above = || own.iter().rev().skip(1).zip(wanted.iter().rev().skip(1)).take_while(|(a, b)| **a == b.as_str()).count();
        (!file.is_empty() && stem(file) == stem(last)).then(|| (above(), file == last.as_str()))
    };
    let scored = names.filter_map(|n| Some((common(n)?, n)));
    scored.max_by(|(a, x), (b, y)| a.cmp(b).then_with(|| y.len().cmp(&x.len()))).map(|(_, n)| n)
}

/// The template that a stack is made of, where it is among the files.
pub fn of<'a>(all: &All<'a>, url: &Node, worked_out: Option<&str>) -> Option<&'a (String, Node)> {
    let names = || all.templates.iter().map(|(n, _)| n.as_str());
    let name = worked_out.and_then(|u| found(u, names())).or_else(|| found(&written(url), names()))?;
    all.templates.iter().find(|(n, _)| n == name)
}

/// Stacks of a template with their addresses.
fn stacks(root: &Node) -> impl Iterator<Item = &Node> {
    let all = root.get("Resources").entries().iter().map(|(_, r)| r).filter(|r| r.get("Type").text() == Some(STACK));
    all.map(|r| r.get("Properties").get("TemplateURL"))
}

/// The templates that no other one is made of: all of them where each is part of another.
pub fn roots<'a>(all: &All<'a>) -> Vec<&'a (String, Node)> {
    let inner: BTreeSet<&str> = all
        .templates
        .iter()
        .flat_map(|(own, root)| stacks(root).filter_map(move |u| of(all, u, None).map(|(n, _)| n.as_str()).filter(move |n| n != own)))
        .collect();
    let out: Vec<_> = all.templates.iter().filter(|(n, _)| !inner.contains(n.as_str())).collect();
    if out.is_empty() { all.templates.iter().collect() } else { out }
}

/// The stacks of a template that it is made of, by their logical ids, as they are asked for.
pub type Children<'a> = BTreeMap<String, Option<Rc<Template<'a>>>>;

impl<'a> Template<'a> {
    /// The template of a nested stack, with what the stack gives it; none where it is not among the files.
    pub fn child(&self, id: &str) -> Result<Option<Rc<Template<'a>>>, ImportError> {
        if let Some(had) = self.children.borrow().get(id) {
            return Ok(had.clone());
        }
        let stack = self.root.get("Resources").get(id);
        let properties = stack.get("Properties");
        let url = properties.get("TemplateURL");
        let worked_out = self.eval(url)?;
        let template = of(self.all, url, worked_out.as_text());
        let Some((file, root)) = template.filter(|(f, _)| f != self.file || self.level > 0) else {
            self.children.borrow_mut().insert(id.into(), None);
            return Ok(None);
        };
        let made = self.all.count.get() + 1;
        self.all.count.set(made);
        if self.level >= DEPTH || made > MANY {
            return Err(ImportError::new(self.at(stack), text!("nested stacks here lead into one another without end")));
        }
        let mark = format!("stack {id}");
        if !self.begin(&mark) {
            return Err(ImportError::new(self.at(stack), text!("stack {id} needs itself: these stacks go in a circle", id = code(id))));
        }
        let mut inputs = BTreeMap::new();
        for (name, v) in properties.get("Parameters").entries() {
            inputs.insert(name.clone(), self.eval(v)?);
        }
        self.end(&mark);
        let child = Rc::new(self.inner(id, file, root, inputs));
        self.children.borrow_mut().insert(id.into(), Some(child.clone()));
        Ok(Some(child))
    }

    /// An output of a nested stack.
    pub fn output(&self, id: &str, name: &str, node: &Node) -> Result<Val, ImportError> {
        let full = format!("{}{id}.Outputs.{name}", self.prefix);
        if let Some(v) = self.given(&full) {
            return Ok(v);
        }
        let mark = format!("output {id}.{name}");
        if !self.begin(&mark) {
            return Err(ImportError::new(
                self.at(node),
                text!("output {id}.{name} needs itself: these stacks go in a circle", id = code(id), name = code(name)),
            ));
        }
        let out = match self.child(id)? {
            Some(child) => {
                let output = child.root.get("Outputs").get(name);
                if output.is_null() { None } else { Some(child.eval(output.get("Value"))?) }
            }
            None => None,
        };
        self.end(&mark);
        Ok(out.unwrap_or_else(|| Val::unknown(full, self.at(node))))
    }
}

/// A template with the parts of other files that it includes. [AWS::Include transform]
pub fn included(name: &str, root: Node, sources: &Sources, told: &mut BTreeSet<String>) -> Result<Node, ImportError> {
    if !asks(&root) {
        return Ok(root);
    }
    let mut put = Include { sources, told, left: GROWN };
    put.node(root, 0)
        .ok_or_else(|| ImportError::new(name, text!("with what this template includes, it has more than {most} values", most = GROWN)))
}

const TRANSFORM: &str = "Fn::Transform";

/// Where a transform that includes a file says the file is.
fn location(v: &Node) -> Option<&Node> {
    (v.get("Name").text() == Some("AWS::Include")).then(|| v.get("Parameters").get("Location"))
}

fn asks(node: &Node) -> bool {
    match &node.data {
        Data::Map(all) => all.iter().any(|(k, v)| ((k == TRANSFORM || k == "Transform") && includes(v)) || asks(v)),
        Data::List(all) => all.iter().any(asks),
        _ => false,
    }
}

fn includes(v: &Node) -> bool {
    location(v).is_some() || v.list().iter().any(|v| location(v).is_some())
}

struct Include<'s> {
    sources: &'s Sources,
    told: &'s mut BTreeSet<String>,
    left: usize,
}

impl Include<'_> {
    /// The part that a transform includes, where it is among the files.
    fn part(&mut self, v: &Node) -> Option<Node> {
        let name = found(&written(location(v)?), self.sources.keys().map(String::as_str))?;
        let text = std::str::from_utf8(self.sources.get(name)?).ok()?;
        let part = super::tree::read(name, text).ok()?;
        self.told.insert(name.to_string());
        Some(part)
    }

    fn node(&mut self, node: Node, depth: usize) -> Option<Node> {
        self.left = self.left.checked_sub(1)?;
        if depth > 120 {
            return None;
        }
        let data = match node.data {
            Data::List(all) => Data::List(all.into_iter().map(|n| self.node(n, depth + 1)).collect::<Option<_>>()?),
            Data::Map(all) => {
                let alone = all.len() == 1;
                let mut out: Vec<(String, Node)> = Vec::new();
                for (k, v) in all {
                    let top = k == "Transform" && depth == 0;
                    let mut kept = Vec::new();
                    let transforms = if top && !v.list().is_empty() { v.list().to_vec() } else { vec![v.clone()] };
                    let mut any = false;
                    if k == TRANSFORM || top {
                        for t in transforms {
                            match self.part(&t) {
                                // What stands for one value is that value.
                                Some(part) if alone && !matches!(part.data, Data::Map(_)) => return self.node(part, depth + 1),
                                Some(part) => {
                                    any = true;
                                    let part = self.node(part, depth + 1)?;
                                    merge(&mut out, part);
                                }
                                None => kept.push(t),
                            }
                        }
                    }
                    if !any {
                        out.push((k, self.node(v, depth + 1)?));
                    } else if !kept.is_empty() {
                        out.push((k, Node { line: v.line, data: Data::List(kept) }));
                    }
                }
                Data::Map(out)
            }
            other => other,
        };
        Some(Node { line: node.line, data })
    }
}

/// Puts the entries of a part beside those that are there; sections of both are one.
fn merge(out: &mut Vec<(String, Node)>, part: Node) {
    let Data::Map(all) = part.data else { return };
    for (k, v) in all {
        match out.iter_mut().find(|(had, _)| *had == k) {
            Some((_, Node { data: Data::Map(own), .. })) => {
                for (k, v) in v.entries() {
                    if !own.iter().any(|(had, _)| had == k) {
                        own.push((k.clone(), v.clone()));
                    }
                }
            }
            Some(_) => {}
            None => out.push((k, v)),
        }
    }
}

/// Ends of addresses of templates that are not among the files: where they may lie beside them.
pub fn wanted(templates: &[(String, Node)]) -> Vec<String> {
    let all = All { templates, given: &BTreeMap::new(), count: Cell::new(0) };
    let urls = templates.iter().flat_map(|(_, root)| stacks(root)).filter(|u| of(&all, u, None).is_none());
    let mut out: Vec<String> = urls.map(|u| steps(&written(u)).join("/")).filter(|p| !p.is_empty()).collect();
    for (_, root) in templates {
        asked(root, &mut out);
    }
    out.sort();
    out.dedup();
    out
}

fn asked(node: &Node, out: &mut Vec<String>) {
    match &node.data {
        Data::Map(all) => {
            for (k, v) in all {
                if (k == TRANSFORM || k == "Transform")
                    && let Some(l) = location(v)
                {
                    out.extend(Some(steps(&written(l)).join("/")).filter(|p| !p.is_empty()));
                }
                asked(v, out);
            }
        }
        Data::List(all) => all.iter().for_each(|n| asked(n, out)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_found_by_the_end_of_its_address() {
        let names = ["main.yaml", "templates/vpc.yaml", "submodules/net/templates/vpc.yaml", "vpc.yaml"];
        for (address, want) in [
            ("./vpc.yaml", Some("vpc.yaml")),
            ("https://${Bucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${Prefix}templates/vpc.yaml", Some("templates/vpc.yaml")),
            ("https://s3.amazonaws.com/b/x/submodules/net/templates/vpc.yaml?v=1", Some("submodules/net/templates/vpc.yaml")),
            ("https://b.s3.amazonaws.com/9f8a.template", None),
            ("https://b.s3.amazonaws.com/x/vpc.template", Some("vpc.yaml")),
            ("templates/vpc.template.json", Some("templates/vpc.yaml")),
            ("", None),
        ] {
            assert_eq!(found(address, names.into_iter()), want, "{address}");
        }
    }
}
