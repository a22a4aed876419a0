//! "Tidy": the whole design laid out anew.

use super::contain::Tree;
use super::effective::Sheet;
use super::solve::Solver;
use super::tier::{Tier, Tiers};
use crate::document::{Document, Id, Place, Rect, Subnet};
use crate::ordered::{BTreeMap, BTreeSet};

/// Boxes for all places, whatever is stored: zones as columns, public subnets above private above isolated ones. What is pinned
/// stays, and what holds it.
pub fn tidy(doc: &Document) -> Vec<(Place, Rect)> {
    let tiers = Tiers::of(doc);
    tidy_by(doc, &|s| tiers.tier(doc, s))
}

/// As [`tidy`], with somebody else's word on what tier a subnet is in.
pub fn tidy_by(doc: &Document, class: &dyn Fn(Id<Subnet>) -> Tier) -> Vec<(Place, Rect)> {
    let tree = Tree::of(doc);
    let mut solver = Solver::new(doc, &tree, class, |_, _| None);
    solver.solve();
    let mut boxes = solver.boxes;
    if !doc.layout.pinned.is_empty() {
        boxes = around_pins(doc, &tree, class, &boxes);
    }
    Sheet::from_parts(tree, boxes).boxes().map(|(p, r)| (p.clone(), r)).collect()
}

/// Boxes around those that are pinned: what is in a pinned box and has no pin of its own comes along as `free` has it.
fn around_pins(doc: &Document, tree: &Tree, class: &dyn Fn(Id<Subnet>) -> Tier, free: &[Rect]) -> Vec<Rect> {
    let now = Sheet::of(doc);
    let pins: BTreeSet<usize> = doc.layout.pinned.iter().filter_map(|p| tree.index(p)).collect();
    let mut known: BTreeMap<usize, Rect> = BTreeMap::new();
    let at = |i: usize| tree.place(i).and_then(|p| now.get(p));
    for i in pins.iter().copied() {
        known.extend(std::iter::successors(Some(i), |i| tree.parent(*i)).filter_map(|i| Some((i, at(i)?))));
        let inside = tree.subtree(i);
        // With another pin inside, what stands beside that one is found a place.
        if !pins.range(inside.clone()).any(|k| *k != i)
            && let (Some(stays), Some(from)) = (at(i), free.get(i))
        {
            let (dx, dy) = (stays.x.saturating_sub(from.x), stays.y.saturating_sub(from.y));
            known.extend(inside.skip(1).filter_map(|k| Some((k, free.get(k)?.moved(dx, dy)))));
        }
    }
    let mut solver = Solver::new(doc, tree, class, |i, _| known.get(&i).copied());
    solver.first = known.keys().copied().collect();
    solver.trusted = true;
    solver.solve();
    solver.boxes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::drawing::{Stand, moved, stand};
    use crate::edit::Command;

    const TEXT: &str = "
vpc main 10.0.0.0/16
  subnet app-a a 10.0.0.0/24
    instance api
    instance worker
  subnet app-b b 10.0.1.0/24
    instance web
vpc other 10.1.0.0/16
  subnet data a 10.1.0.0/24
service s3
service kms
";

    fn put(doc: &Document, boxes: Vec<(Place, Rect)>) -> Document {
        doc.apply(&Command::Put { boxes }).unwrap()
    }

    fn of(doc: &Document, kind: Kind, name: &str) -> Place {
        Place::Node(doc.model.of_kind(kind).find(|(_, n)| n.meta.name == name).unwrap().0)
    }

    /// Pins a box 400 right and 240 below, tidies, and gives the sheets before and after.
    fn pinned(kind: Kind, name: &str) -> (Document, Place, Sheet, Sheet) {
        let doc = crate::fixture::parse(TEXT).unwrap();
        let doc = put(&doc, tidy(&doc));
        let place = of(&doc, kind, name);
        let doc = put(&doc, moved(&doc, std::slice::from_ref(&place), 400, 240));
        let doc = doc.apply(&Command::Pin { places: vec![place.clone()], pinned: true }).unwrap();
        let before = Sheet::of(&doc);
        let doc = put(&doc, tidy(&doc));
        let after = Sheet::of(&doc);
        (doc, place, before, after)
    }

    #[test]
    fn what_is_pinned_stays_with_what_holds_it() {
        for (kind, name) in [(Kind::Service, "s3"), (Kind::Vpc, "main"), (Kind::Subnet, "app-a"), (Kind::Workload, "api")] {
            let (doc, place, before, after) = pinned(kind, name);
            assert_eq!(before.get(&place), after.get(&place), "{name}");
            let all: Vec<(&Place, Rect)> = after.boxes().filter(|(p, _)| stand(&doc, p) == Stand::Free).collect();
            for (p, r) in &all {
                let parent = crate::drawing::parent(&doc, p);
                if let Some(outer) = parent.as_ref().and_then(|q| after.get(q)) {
                    assert!(outer.contains(*r), "{name}: {p} inside");
                }
                let beside = all.iter().filter(|(q, _)| q > p && crate::drawing::parent(&doc, q) == parent);
                beside.for_each(|(q, s)| assert!(!r.intersects(*s), "{name}: {p} and {q}"));
            }
            // The same again: what is tidy stays so.
            assert_eq!(put(&doc, tidy(&doc)).layout, doc.layout, "{name}");
        }
    }

    #[test]
    fn a_pin_goes_with_its_box() {
        let (doc, place, ..) = pinned(Kind::Service, "s3");
        let text = crate::interchange::save::write(&doc);
        assert_eq!(crate::interchange::save::read(&text).unwrap(), doc, "saved and read again");
        let packed = crate::interchange::share::pack(&doc);
        assert_eq!(crate::interchange::share::unpack(1, &packed).unwrap(), doc, "shared and opened again");
        let gone = doc.apply(&Command::Delete { nodes: vec![place.node().unwrap()] }).unwrap();
        assert!(gone.layout.pinned.is_empty());
    }
}
