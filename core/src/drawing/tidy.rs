//! "Tidy": the whole design laid out anew.

use super::contain::Tree;
use super::effective::Sheet;
use super::solve::Solver;
use super::tier::{Tier, Tiers};
use crate::document::{Document, Id, Place, Rect, Subnet};

/// Boxes for all places, whatever is stored: zones as columns, public subnets above private above isolated ones.
pub fn tidy(doc: &Document) -> Vec<(Place, Rect)> {
    let tiers = Tiers::of(doc);
    tidy_by(doc, &|s| tiers.tier(doc, s))
}

/// As [`tidy`], with somebody else's word on what tier a subnet is in.
pub fn tidy_by(doc: &Document, class: &dyn Fn(Id<Subnet>) -> Tier) -> Vec<(Place, Rect)> {
    let tree = Tree::of(doc);
    let mut solver = Solver::new(doc, &tree, class, |_, _| None);
    solver.solve();
    let boxes = solver.boxes;
    Sheet::from_parts(tree, boxes).boxes().map(|(p, r)| (p.clone(), r)).collect()
}
