//! A design as CloudFormation: one template for each region, with parameters for what a design cannot know.
//!
//! It carries what the Terraform export carries, except what CloudFormation has no form for, which is told: the accepting
//! side of transit gateway peerings, DNS over peerings, chosen addresses of endpoints. What exists already is used by its id
//! and not changed. Logical ids are made from export keys: a rename changes tags, another zone adds resources.
//! Same design, same bytes.

use crate::ordered::Sorted as _;
mod after;
mod build;
pub(super) mod kinds;
mod limits;
pub(super) mod names;
mod outputs;
mod parameters;
mod policy;
mod print;
mod readme;
mod special;
mod template;
mod value;

#[cfg(test)]
mod tests;

use super::lower::{Born, Lowered, Note, lower_as};
use crate::catalogue::Catalogue;
use crate::document::{Document, Model, NodeId};
use crate::ordered::BTreeMap;
use crate::text::Text;
use readme::Written;
use template::Template;
use value::Value;

/// Files by name.
pub type Files = BTreeMap<String, String>;

/// How templates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Yaml,
    Json,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
        }
    }
}

/// A design as files, and what is to tell the person beside them.
#[derive(Clone, Debug)]
pub struct Export {
    pub files: Files,
    /// What is in the design and not in the files, and why.
    pub left_out: Vec<Note>,
    /// What logical ids in the templates stand for.
    pub ids: BTreeMap<String, NodeId>,
    /// What the files have that the design does not say.
    pub assumed: Vec<Note>,
    /// Limits of CloudFormation that the templates break, one sentence each.
    pub too_large: Vec<Text>,
}

/// The CloudFormation of a design.
pub fn write(doc: &Document, catalogue: &Catalogue, format: Format) -> Files {
    export(doc, catalogue, format, &[]).files
}

/// As [`write`], with notes; the README lists `findings`, one sentence each, as not mended.
pub fn export(doc: &Document, catalogue: &Catalogue, format: Format, findings: &[String]) -> Export {
    let lowered = lower_as(doc, catalogue, Born::StoodIn);
    let (templates, more) = templates(doc, &lowered);
    let ids = ids(&templates);
    let mut left_out = lowered.left_out.clone();
    left_out.extend(more);
    left_out.order();
    left_out.dedup();
    let (mut files, mut written, mut too_large) = (Files::new(), Vec::new(), Vec::new());
    for (region, template) in &templates {
        let file = format!("{region}.{}", format.ending());
        let text = match format {
            Format::Yaml => print::yaml(&template.to_map()),
            Format::Json => print::json(&template.to_map()),
        };
        too_large.extend(limits::broken(&file, template, &text));
        if !template.parameters.is_empty() {
            files.insert(format!("parameters-{region}.json"), example(template));
        }
        written.push(Written { region, file: file.clone(), template, bytes: text.len() });
        files.insert(file, text);
    }
    let readme = readme::readme(doc, &lowered, &written, &left_out, &too_large, findings);
    files.insert("README.md".into(), readme);
    Export { files, left_out, ids, assumed: lowered.assumed, too_large }
}

fn ids(templates: &BTreeMap<String, Template>) -> BTreeMap<String, NodeId> {
    templates.values().flat_map(|t| &t.resources).filter_map(|r| Some((r.id.clone(), r.of?))).collect()
}

fn templates(doc: &Document, lowered: &Lowered) -> (BTreeMap<String, Template>, Vec<Note>) {
    let model: &Model = &doc.model;
    let (mut templates, notes) = build::build(model, lowered);
    templates.retain(|_, t| !t.resources.is_empty());
    for (region, t) in &mut templates {
        t.description = format!("A network design made with Portico: what it has in {region}.");
    }
    (templates, notes)
}

/// A value for every parameter, as `aws cloudformation deploy --parameter-overrides file://…` reads it.
fn example(template: &Template) -> String {
    let one = |(name, p): (&String, &template::Parameter)| {
        value::map([("ParameterKey", name.as_str().into()), ("ParameterValue", p.default.as_ref().unwrap_or(&p.example).as_str().into())])
    };
    print::json_value(&Value::List(template.parameters.iter().map(one).collect()))
}
