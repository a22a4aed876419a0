//! The boxes of all places: stored ones, proposals for those that have none.

use super::contain::Tree;
use super::solve::Solver;
use super::tier::Tiers;
use crate::document::{Body, Document, Kind, Layout, Node, NodeId, Place, Rect, Subnet, Workload};
use std::sync::Arc;

/// A document's boxes as a tree with places on the sheet. Made once per document; moving and placing start from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    tree: Arc<Tree>,
    boxes: Vec<Rect>,
}

impl Sheet {
    pub fn of(doc: &Document) -> Self {
        Self::without(doc, None)
    }

    /// The sheet as if a box and what is inside it were not there.
    pub(super) fn without(doc: &Document, left_out: Option<&Place>) -> Self {
        Self::solved(doc, Arc::new(Tree::without(doc, left_out)))
    }

    fn solved(doc: &Document, tree: Arc<Tree>) -> Self {
        let tiers = Tiers::of(doc);
        let class = |s| tiers.tier(doc, s);
        let mut solver = Solver::new(doc, &tree, &class, |_, p| doc.layout.get(p));
        solver.solve();
        let boxes = solver.boxes;
        Self { tree, boxes }
    }

    /// The sheet after an edit of the document that this one is of; none where it is this one.
    pub fn after(&self, before: &Document, after: &Document) -> Option<Self> {
        if Self::stays(before, after) {
            return None;
        }
        fn columns(doc: &Document) -> impl Iterator<Item = &Place> {
            doc.layout.boxes.keys().filter(|p| matches!(p, Place::Zone(..)))
        }
        // What stands in what follows from the model, and from the columns that somebody put.
        let inside = Arc::ptr_eq(&before.model, &after.model) && columns(before).eq(columns(after));
        let tree = if inside { Arc::clone(&self.tree) } else { Arc::new(Tree::of(after)) };
        Some(Self::solved(after, tree)).filter(|sheet| sheet != self)
    }

    /// Whether an edit moves nothing for certain: the sheet of the document before it is that of the one after it.
    fn stays(before: &Document, after: &Document) -> bool {
        let same =
            |(id, a, b): (NodeId, Option<&Node>, Option<&Node>)| without_box(id.kind()) || a.zip(b).is_some_and(|(a, b)| drawn_alike(a, b));
        Arc::ptr_eq(&before.layout, &after.layout) && before.model.changed(&after.model).all(same)
    }

    pub(super) fn from_parts(tree: Tree, boxes: Vec<Rect>) -> Self {
        Self { tree: Arc::new(tree), boxes }
    }

    /// The same tree with other boxes.
    pub(super) fn with(&self, boxes: Vec<Rect>) -> Self {
        Self { tree: Arc::clone(&self.tree), boxes }
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    pub fn get(&self, place: &Place) -> Option<Rect> {
        self.tree.index(place).and_then(|i| self.rect(i))
    }

    pub fn rect(&self, i: usize) -> Option<Rect> {
        self.boxes.get(i).copied()
    }

    /// Every place with its box, parents before what is inside them.
    pub fn boxes(&self) -> impl Iterator<Item = (&Place, Rect)> {
        self.tree.places().zip(self.boxes.iter().copied())
    }

    pub fn layout(&self) -> Layout {
        Layout { boxes: self.boxes().map(|(p, r)| (p.clone(), r)).collect(), ..Layout::default() }
    }

    /// The boxes to store so that the document is drawn just so.
    pub fn unsaved(&self, doc: &Document) -> Vec<(Place, Rect)> {
        self.boxes().filter(|(p, r)| doc.layout.get(p) != Some(*r)).map(|(p, r)| (p.clone(), r)).collect()
    }

    /// The boxes that differ from another sheet's.
    pub fn changes(&self, since: &Self) -> Vec<(Place, Rect)> {
        self.boxes().filter(|(p, r)| since.get(p) != Some(*r)).map(|(p, r)| (p.clone(), r)).collect()
    }
}

/// Kinds that have no box and that no box's place hangs on.
fn without_box(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::SecurityGroup
            | Kind::NetworkAcl
            | Kind::PrefixList
            | Kind::ElasticIp
            | Kind::TargetGroup
            | Kind::HostedZone
            | Kind::Role
            | Kind::Flow
            | Kind::Intent
    )
}

/// Whether two states of a resource that is drawn differ in nothing that the drawing looks at. Names of subnets tell which stand in a row.
fn drawn_alike(a: &Node, b: &Node) -> bool {
    match (&a.body, &b.body) {
        (Body::Subnet(x), Body::Subnet(y)) => {
            let seen = |s: &Subnet| (s.vpc, s.zone.clone(), s.table);
            a.meta.name == b.meta.name && seen(x) == seen(y)
        }
        (Body::Workload(x), Body::Workload(y)) => {
            let seen = |w: &Workload| (w.compute, w.subnets.clone());
            seen(x) == seen(y)
        }
        (x, y) => x == y,
    }
}

/// The box of every visible place. Stored boxes stay where they are, unless they would touch a sibling that has grown.
pub fn effective(doc: &Document) -> Layout {
    Sheet::of(doc).layout()
}
