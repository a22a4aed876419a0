//! The boxes of all places: stored ones, proposals for those that have none.

use super::contain::Tree;
use super::solve::Solver;
use super::tier::Tiers;
use crate::document::{Document, Layout, Place, Rect};

/// A document's boxes as a tree with places on the sheet. Made once per document; moving and placing start from it.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    tree: Tree,
    boxes: Vec<Rect>,
}

impl Sheet {
    pub fn of(doc: &Document) -> Self {
        Self::without(doc, None)
    }

    /// The sheet as if a box and what is inside it were not there.
    pub(super) fn without(doc: &Document, left_out: Option<&Place>) -> Self {
        let tree = Tree::without(doc, left_out);
        let tiers = Tiers::of(doc);
        let class = |s| tiers.tier(doc, s);
        let mut solver = Solver::new(doc, &tree, &class, |_, p| doc.layout.get(p));
        solver.solve();
        let boxes = solver.boxes;
        Self { tree, boxes }
    }

    pub(super) fn from_parts(tree: Tree, boxes: Vec<Rect>) -> Self {
        Self { tree, boxes }
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

/// The box of every visible place. Stored boxes stay where they are, unless they would touch a sibling that has grown.
pub fn effective(doc: &Document) -> Layout {
    Sheet::of(doc).layout()
}
