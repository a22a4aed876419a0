//! The root module as it is written: which resource stands where.

use super::super::files;
use crate::interchange::imported::{Place, Sources};
use hcl_edit::Span;
use hcl_edit::parser::parse_body;
use hcl_edit::structure::Body;
use std::ops::Range;

/// A resource of the root module.
#[derive(Debug)]
pub struct Resource {
    pub file: String,
    pub kind: String,
    pub label: String,
    /// In its file, from the word `resource` to the closing brace.
    pub span: Range<usize>,
    pub body: Body,
}

impl Resource {
    /// `aws_vpc.main`
    pub fn address(&self) -> String {
        format!("{}.{}", self.kind, self.label)
    }

    /// It stands for any number of things: what is in it is worked out.
    pub fn is_several(&self) -> bool {
        self.body.has_attribute("count") || self.body.has_attribute("for_each")
    }

    pub fn has_block(&self, name: &str) -> bool {
        self.body.get_blocks(name).next().is_some() || self.body.has_attribute(name)
    }
}

#[derive(Debug, Default)]
pub struct Source {
    pub resources: Vec<Resource>,
    /// The folder of the root module.
    folder: Option<String>,
}

impl Source {
    /// The module that resources under bare addresses are in.
    pub fn of<'p>(sources: &Sources, places: impl Iterator<Item = &'p Place>) -> Self {
        let bare = |p: &&Place| !p.address.starts_with("module.");
        let mut folders: Vec<String> = places.filter(bare).map(|p| files::folder(file(p)).to_string()).collect();
        folders.sort_unstable();
        folders.dedup();
        // More than one root: nobody says into which something new goes.
        let [folder] = folders.as_slice() else { return Self::default() };
        let mut resources = Vec::new();
        for (name, bytes) in sources.iter().filter(|(n, _)| files::folder(n) == folder && is_edited(n)) {
            let Some(body) = std::str::from_utf8(bytes).ok().and_then(|text| parse_body(text).ok()) else { continue };
            for b in body.get_blocks("resource") {
                let [kind, label] = b.labels.as_slice() else { continue };
                if let Some(span) = b.span() {
                    let (kind, label) = (kind.as_str().to_string(), label.as_str().to_string());
                    resources.push(Resource { file: name.clone(), kind, label, span, body: b.body.clone() });
                }
            }
        }
        Self { resources, folder: Some(folder.clone()) }
    }

    pub fn get(&self, kind: &str, label: &str) -> Option<&Resource> {
        self.resources.iter().find(|r| r.kind == kind && r.label == label)
    }

    /// The file that something new goes into: the last that has its like, else that of what it refers to, else the only one, else a new one.
    pub fn home(&self, kind: &str, beside: Option<&Resource>) -> Option<String> {
        let folder = self.folder.as_ref()?;
        let only = || self.resources.first().filter(|first| self.resources.iter().all(|r| r.file == first.file));
        let like = self.resources.iter().rfind(|r| r.kind == kind).or(beside).or_else(only);
        let own = if folder.is_empty() { "portico.tf".to_string() } else { format!("{folder}/portico.tf") };
        Some(like.map_or(own, |r| r.file.clone()))
    }
}

/// The file of a place.
pub fn file(place: &Place) -> &str {
    place.at.rsplit_once(':').map_or(place.at.as_str(), |(f, _)| f)
}

fn is_edited(name: &str) -> bool {
    name.ends_with(".tf") && !files::is_override(name)
}
