//! Where things go that a person drops, drags or resizes.

use super::contain::{Stand, Tree};
use super::effective::Sheet;
use super::metrics::{GAP, Look, snap, snap_up};
use super::solve::Solver;
use super::tier::Tiers;
use crate::document::{Document, Place, Rect};
use crate::ordered::Sorted as _;

/// The box of a new place with its centre at a point, or where there is room, with everything that changes by that: parents
/// that grow, boxes that these push aside. Also returns boxes that were only proposed, so that storing the answer keeps the
/// rest where it is drawn. Empty when the document has no such place.
pub fn place(doc: &Document, what: &Place, at: Option<(i32, i32)>) -> Vec<(Place, Rect)> {
    let before = Sheet::without(doc, Some(what));
    let tree = Tree::of(doc);
    let Some(k) = tree.index(what) else { return Vec::new() };
    let tiers = Tiers::of(doc);
    let class = |s| tiers.tier(doc, s);
    let mut solver = Solver::new(doc, &tree, &class, |_, p| before.get(p));
    solver.first = above(&tree, k);
    let mut known_edge = None;
    if let (Some((x, y)), Stand::Edge(_)) = (at, tree.stand(k)) {
        let (w, h) = tree.look(k).size();
        known_edge = Some(Rect { x: snap(x.saturating_sub(w / 2)), y: snap(y.saturating_sub(h / 2)), w, h });
    }
    if let Some(r) = known_edge {
        solver.set(k, r);
        solver.fix(k, true);
    } else {
        solver.wanted = at.map(|p| (k, p));
    }
    solver.solve();
    let boxes = solver.boxes;
    Sheet::from_parts(tree, boxes).unsaved(doc)
}

/// Boxes moved by a distance with everything inside them; see [`place`] for what is returned.
pub fn moved(doc: &Document, places: &[Place], dx: i32, dy: i32) -> Vec<(Place, Rect)> {
    Sheet::of(doc).moved(doc, places, dx, dy).unsaved(doc)
}

impl Sheet {
    /// The sheet after a move. Boxes snap to the grid, stay right of and below the title bars of their parents, and go to the
    /// nearest free spot where they would cover a sibling; parents grow right and down.
    pub fn moved(&self, doc: &Document, places: &[Place], dx: i32, dy: i32) -> Self {
        let each: Vec<(Place, i32, i32)> = places.iter().map(|p| (p.clone(), dx, dy)).collect();
        self.moved_each(doc, &each)
    }

    /// As [`Sheet::moved`], each box by its own distance.
    pub fn moved_each(&self, doc: &Document, each: &[(Place, i32, i32)]) -> Self {
        let tree = self.tree();
        let mut which: Vec<(usize, i32, i32)> = each.iter().filter_map(|(p, dx, dy)| Some((tree.index(p)?, *dx, *dy))).collect();
        which.order();
        which.dedup_by_key(|w| w.0);
        // What is inside something that moves goes with it.
        let mut end = 0;
        which.retain(|(i, ..)| {
            let outer = *i >= end;
            end = end.max(tree.subtree(*i).end);
            outer
        });
        let all: Vec<usize> = which.iter().map(|w| w.0).collect();
        self.changed(doc, &all, |solver| {
            for (i, dx, dy) in &which {
                let r = solver.rect(*i);
                solver.move_to(*i, snap(r.x.saturating_add(*dx)), snap(r.y.saturating_add(*dy)));
                solver.late.insert(*i);
            }
        })
    }

    /// The sheet with another box for a container: never smaller than what is inside, never over what stands left of or above
    /// it; what stands right and below is pushed aside. Zones side by side keep one height.
    pub fn resized(&self, doc: &Document, what: &Place, to: Rect) -> Self {
        let tree = self.tree();
        let Some((i, old)) = tree.index(what).filter(|i| tree.look(*i).is_container()).and_then(|i| Some((i, self.rect(i)?))) else {
            return self.clone();
        };
        let held: Vec<Rect> = tree.children(i).filter(|k| tree.stand(*k) == Stand::Free).filter_map(|k| self.rect(k)).collect();
        let (look, pad) = (tree.look(i), tree.look(i).pad());
        let siblings: Vec<Rect> = tree.within(tree.parent(i)).iter().filter(|k| **k != i).filter_map(|k| self.rect(*k)).collect();
        let outer = tree.parent(i).and_then(|p| Some((tree.look(p).pad(), self.rect(p)?)));
        let (mut x0, mut y0) = (snap(to.x), snap(to.y));
        let (mut x1, mut y1) = (snap_up(to.right()), snap_up(to.bottom()));
        // The sides that were not dragged stay; the others stop at what is in the way.
        if let Some((pad, r)) = outer {
            (x0, y0) = (x0.max(r.x.saturating_add(pad.left)), y0.max(r.y.saturating_add(pad.top)));
        }
        for s in &siblings {
            let rows = s.y < old.bottom().saturating_add(GAP) && old.y < s.bottom().saturating_add(GAP);
            let columns = s.x < old.right().saturating_add(GAP) && old.x < s.right().saturating_add(GAP);
            if rows && s.right() <= old.x {
                x0 = x0.max(s.right().saturating_add(GAP)).min(old.x.max(to.x));
            }
            if columns && s.bottom() <= old.y {
                y0 = y0.max(s.bottom().saturating_add(GAP)).min(old.y.max(to.y));
            }
        }
        for h in &held {
            (x0, y0) = (x0.min(h.x.saturating_sub(pad.left)), y0.min(h.y.saturating_sub(pad.top)));
            (x1, y1) = (x1.max(h.right().saturating_add(pad.right)), y1.max(h.bottom().saturating_add(pad.bottom)));
        }
        let (w, h) = look.size();
        if x0 != old.x {
            x0 = x0.min(x1.saturating_sub(w));
        }
        if y0 != old.y {
            y0 = y0.min(y1.saturating_sub(h));
        }
        let r = Rect { x: x0, y: y0, w: x1.saturating_sub(x0).max(w), h: y1.saturating_sub(y0).max(h) };
        let level: Vec<usize> = match (look, tree.parent(i)) {
            (Look::Zone, Some(p)) => tree
                .children(p)
                .filter(|k| *k != i && tree.look(*k) == Look::Zone && self.rect(*k).is_some_and(|z| z.y == old.y) && r.y == old.y)
                .collect(),
            _ => Vec::new(),
        };
        self.changed(doc, &[i], |solver| {
            solver.set(i, r);
            for k in level {
                let z = solver.rect(k);
                solver.set(k, Rect { h: r.h, ..z });
                solver.settle(k);
            }
            solver.settle(i);
            solver.first.insert(i);
        })
    }

    /// Changes some boxes and settles what contains them, from the inside out.
    fn changed(&self, doc: &Document, which: &[usize], change: impl FnOnce(&mut Solver)) -> Self {
        let tree = self.tree();
        let tiers = Tiers::of(doc);
        let class = |s| tiers.tier(doc, s);
        let mut solver = Solver::new(doc, tree, &class, |i, _| self.rect(i));
        solver.trusted = true;
        let chain: crate::ordered::BTreeSet<usize> = which.iter().flat_map(|i| above(tree, *i)).collect();
        solver.first = chain.clone();
        change(&mut solver);
        for c in chain.iter().rev() {
            solver.settle(*c);
        }
        solver.settle_root();
        solver.bound();
        let boxes = solver.boxes;
        self.with(boxes)
    }
}

/// What contains a box, however far out.
fn above(tree: &Tree, i: usize) -> crate::ordered::BTreeSet<usize> {
    std::iter::successors(tree.parent(i), |p| tree.parent(*p)).collect()
}
