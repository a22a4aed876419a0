//! Parts of a design on the clipboard: copied with all they refer to, pasted with new ids, names and free addresses.
//!
//! A clip is a small design of its own, written as a save file, and says which of its boxes were chosen. Everything else in it is
//! what these refer to. On the way back each reference leads to a copy, to the same resource where the design has it, or nowhere: the
//! reference is then dropped as when its target is deleted, and that is told.

mod blocks;
mod paste;

#[cfg(test)]
mod tests;

pub use paste::{Pasted, paste};

use super::save;
use crate::document::{Document, Flow, Id, Kind, Layout, Model, NetworkInterface, NodeId, Place, Subnet, Vpc};
use crate::drawing::Sheet;
use crate::ordered::BTreeSet;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// The version that is written; no other is read.
const VERSION: i64 = 1;

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    /// The boxes that were chosen, none inside another.
    pub roots: Vec<Place>,
    /// They and what they refer to, with all boxes.
    pub doc: Document,
}

/// The chosen boxes of a design. Zones stand for their subnets. Empty when nothing of it can be copied.
pub fn copy(doc: &Document, places: &[Place]) -> Clip {
    let sheet = Sheet::of(doc);
    let tree = sheet.tree();
    let mut roots: Vec<Place> = Vec::new();
    let within = |i: usize, all: &[Place]| {
        std::iter::successors(Some(i), |i| tree.parent(*i)).filter_map(|i| tree.place(i)).any(|p| all.contains(p))
    };
    for place in places {
        let Some(i) = tree.index(place) else {
            // What has no box stands for itself: a group, a role.
            if place.node().is_some_and(|n| doc.model.contains(n) && !born(&doc.model, n)) && !roots.contains(place) {
                roots.push(place.clone());
            }
            continue;
        };
        if tree.parent(i).is_some_and(|p| within(p, places)) {
            continue;
        }
        match place {
            Place::Zone(..) => roots.extend(tree.children(i).filter_map(|k| tree.place(k)).cloned()),
            // A table stands in its subnet as a sign of it.
            place if place.node().is_some_and(|n| born(&doc.model, n)) => {}
            place => roots.push(place.clone()),
        }
    }
    let taken = taken(doc, &roots);
    let mut kept = taken.clone();
    let mut next: Vec<NodeId> = kept.iter().copied().collect();
    while let Some(id) = next.pop() {
        for r in doc.model.node(id).map(|n| n.refs()).unwrap_or_default() {
            if kept.insert(r) {
                next.push(r);
            }
        }
    }
    let mut model = Model::default();
    for (id, node) in doc.model.nodes().filter(|(id, _)| kept.contains(id)) {
        model.insert(id, node.clone());
    }
    let boxes = sheet.boxes().filter(|(p, _)| !p.mentions(|n| !kept.contains(&n))).map(|(p, r)| (p.clone(), r)).collect();
    let usage = doc.usage.iter().filter(|(f, _)| kept.contains(&f.node())).map(|(f, u)| (*f, u.clone())).collect();
    let doc = Document {
        model: Arc::new(model),
        layout: Arc::new(Layout { boxes, ..Layout::default() }),
        usage: Arc::new(usage),
        assumptions: Arc::clone(&doc.assumptions),
        next: doc.next,
    };
    Clip { roots, doc }
}

impl Clip {
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// As text for the clipboard.
    pub fn write(&self) -> String {
        let design = serde_json::from_str::<Json>(&save::write(&self.doc)).unwrap_or_default();
        let roots: Vec<String> = self.roots.iter().map(ToString::to_string).collect();
        json!({ "portico-clip": VERSION, "roots": roots, "design": design }).to_string()
    }

    /// From such a text; `None` for any other.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > save::MAX_BYTES || !text.contains("portico-clip") {
            return None;
        }
        let json: Json = serde_json::from_str(text).ok()?;
        if json.get("portico-clip")?.as_i64()? != VERSION {
            return None;
        }
        let doc = save::read(&json.get("design")?.to_string()).ok()?;
        let roots = json.get("roots")?.as_array()?;
        let roots: Option<Vec<Place>> = roots.iter().map(|r| r.as_str()?.parse().ok()).collect();
        let roots = roots?.into_iter().filter(|p: &Place| p.node().is_some_and(|n| doc.model.contains(n))).collect();
        Some(Self { roots, doc })
    }
}

/// Whether AWS made it with its VPC: it is copied with that and not alone.
fn born(model: &Model, id: NodeId) -> bool {
    let vpc = model.vpc_of(id).and_then(|v| model.get(v));
    vpc.is_some_and(|v| [v.main_table.node(), v.default_group.node(), v.default_acl.node()].contains(&id))
}

/// The resources that a copy makes anew: the chosen ones, what stands in them or belongs to their VPC, and what can serve one only.
fn taken(doc: &Document, roots: &[Place]) -> BTreeSet<NodeId> {
    let model = &doc.model;
    let mut out: BTreeSet<NodeId> = roots.iter().filter_map(Place::node).collect();
    let vpcs: BTreeSet<Id<Vpc>> = out.iter().filter_map(|n| Id::of(*n)).collect();
    let subnets: BTreeSet<Id<Subnet>> = out.iter().filter_map(|n| Id::of(*n)).collect();
    for (id, _) in model.nodes() {
        // What stands in several subnets goes along when all of them do.
        let stands = model.subnets_where(id);
        let inside = !stands.is_empty() && stands.iter().all(|s| subnets.contains(s));
        if inside || model.vpc_of(id).is_some_and(|v| vpcs.contains(&v)) {
            out.insert(id);
        }
    }
    let mut own: Vec<NodeId> = Vec::new();
    for (id, i) in model.all::<NetworkInterface>() {
        own.extend(i.attached_to.filter(|a| out.contains(a)).map(|_| id.node()));
    }
    out.extend(own);
    let single = |n: &NodeId| matches!(n.kind(), Kind::ElasticIp | Kind::TargetGroup);
    let own: Vec<NodeId> = out.iter().filter_map(|n| model.node(*n)).flat_map(|n| n.refs()).filter(single).collect();
    out.extend(own);
    for (id, f) in model.all::<Flow>() {
        if out.contains(&f.from) && out.contains(&f.to) {
            out.insert(id.node());
        }
    }
    out
}

/// Whether a copy may be made of what a copied resource refers to and the design does not have.
fn portable(model: &Model, id: NodeId) -> bool {
    matches!(id.kind(), Kind::SecurityGroup | Kind::Role | Kind::PrefixList) && !born(model, id)
}
