//! CloudFormation templates in, YAML and JSON: one or several as one design.
//!
//! Carried: what [`super::raise`] makes designs of, of the types of the export's own table and of their older relatives. Parameters
//! have their defaults, or what the user says; a parameter that names a VPC, a subnet or a group stands for one that exists.

mod foreach;
mod nested;
#[cfg(test)]
mod nested_tests;
mod resources;
#[cfg(test)]
mod tests;
pub(in crate::interchange) mod tree;
mod types;
mod values;

use super::aws_cli::recognise::decode;
use super::imported::{ImportError, Imported, Options, Sources};
use super::item::Val;
use super::notes::Notes;
use super::raise::{Given, raise};
use crate::catalogue::Catalogue;
use crate::document::Region;
use crate::ordered::BTreeSet;
use crate::text;
use crate::text::code;
use nested::All;
use std::cell::Cell;
use tree::Node;
use values::Template;

pub use tree::MAX_BYTES;

/// Whether a text looks like a template, without reading all of it.
pub fn is_one(text: &str) -> bool {
    let own = |word: &str| {
        text.match_indices(word).take(64).any(|(i, _)| {
            let before = text.get(..i).unwrap_or_default();
            // All of a template may be indented.
            let key = before.ends_with(['"', '\'']) || before.is_empty() || before.trim_end_matches(' ').ends_with('\n');
            let after = text.get(i + word.len()..).unwrap_or_default().trim_start_matches(['"', '\'', ' ', '\t']);
            key && after.starts_with(':')
        })
    };
    let other = || ["Parameters", "Outputs", "Mappings", "Conditions", "Transform"].into_iter().any(own);
    own("AWSTemplateFormatVersion") || (own("Resources") && (text.contains("AWS::") || text.contains("Custom::") || other()))
}

/// YAML as a value.
pub fn yaml(text: &str) -> Option<Val> {
    fn value(node: &Node) -> Val {
        match &node.data {
            tree::Data::Null => Val::Null,
            tree::Data::Bool(b) => Val::Bool(*b),
            tree::Data::Int(n) => Val::Int(*n),
            // Terraform's YAML is of version 1.1.
            tree::Data::Text(s) => match s.as_str() {
                "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Val::Bool(true),
                "no" | "No" | "NO" | "off" | "Off" | "OFF" => Val::Bool(false),
                s => Val::from(s),
            },
            tree::Data::List(all) => Val::list(all.iter().map(value).collect()),
            tree::Data::Map(all) => Val::map(all.iter().map(|(k, v)| (k.as_str().into(), value(v))).collect()),
        }
    }
    tree::read("", text).ok().map(|n| value(&n))
}

fn has_resources(root: &Node) -> bool {
    !root.get("Resources").entries().is_empty()
}

/// Names of files that templates are made of and that are not among the files: ends of paths, with `/` between folders.
pub fn wanted(sources: &Sources) -> Vec<String> {
    let texts = sources.iter().filter(|(_, b)| b.len() <= MAX_BYTES).filter_map(|(n, b)| Some((n, std::str::from_utf8(b).ok()?)));
    let roots = texts.filter(|(_, t)| is_one(t)).filter_map(|(n, t)| Some((n.clone(), tree::read(n, t).ok()?)));
    nested::wanted(&roots.collect::<Vec<_>>())
}

pub fn read(sources: Sources, options: &Options) -> Result<Imported, ImportError> {
    let mut notes = Notes::default();
    let alone = sources.len() == 1;
    let mut templates: Vec<(String, Node)> = Vec::new();
    let mut parts = BTreeSet::new();
    for (name, bytes) in &sources {
        if bytes.len() > MAX_BYTES {
            return Err(ImportError::new(name, text!("this template is larger than {mb} MB", mb = code(MAX_BYTES / (1024 * 1024)))));
        }
        let text = match decode(bytes.clone()) {
            Ok(text) => text,
            Err(at) if alone => {
                return Err(ImportError::new(name, text!("this is not UTF-8 text: byte {at} cannot be read", at = code(at + 1))));
            }
            Err(_) => {
                notes.left_out(text!("the file"), name, text!("it is not text"));
                continue;
            }
        };
        if !alone && !is_one(&text) {
            continue;
        }
        let root = nested::included(name, tree::read(name, &text)?, &sources, &mut parts)?;
        let root = foreach::written_out(name, root, &options.given)?;
        if has_resources(&root) {
            templates.push((name.clone(), root));
        } else if alone {
            return Err(ImportError::new(name, text!("this is no CloudFormation template: it has no Resources")));
        }
    }
    // What was put into another is no template of its own.
    templates.retain(|(n, _)| !parts.contains(n));
    if templates.is_empty() {
        return Err(ImportError::new("", text!("there is no CloudFormation template among these files")));
    }
    let all = All { templates: &templates, given: &options.given, count: Cell::new(0) };
    let roots = nested::roots(&all);
    let mut items = Vec::new();
    for (name, root) in &roots {
        let region = region(name, options, &mut notes);
        let prefix = if roots.len() > 1 { format!("{name}#") } else { String::new() };
        let template = Template::new(name, prefix, root, region, &all);
        items.extend(resources::items(&template, &mut notes)?);
    }
    raise(&items, Given::Written, notes, options)
}

/// Tells of the transforms of a whole template, which only CloudFormation knows.
fn transforms(name: &str, root: &Node, notes: &mut Notes) {
    let all = root.get("Transform");
    for t in all.list().iter().chain(std::iter::once(all)).filter_map(|t| t.text().or_else(|| t.get("Name").text())) {
        if t != "AWS::Serverless-2016-10-31" && t != "AWS::LanguageExtensions" {
            notes.left_out(text!("the transform {name}", name = code(t)), name, text!("what it makes is known only to CloudFormation"));
            notes.doubt(text!("what the transform {name} makes is not known", name = code(t)));
        }
    }
}

/// The region of a template: as the user says, or as its file is called.
fn region(name: &str, options: &Options, notes: &mut Notes) -> String {
    if let Some(region) = &options.region {
        return region.to_string();
    }
    let stem = name.rsplit('/').next().unwrap_or(name).split('.').next().unwrap_or_default();
    if Catalogue::bundled().region(stem).is_some() {
        return stem.to_string();
    }
    notes.guess_of(name, text!("a template is for any region; the usual one, us-east-1, was taken"));
    Region::default().to_string()
}
