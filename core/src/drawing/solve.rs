//! Turns the boxes that are known into boxes for all places: nothing overlaps, nothing is clipped.
//!
//! Containers are settled from the inside out. In each one the boxes that have a place keep it unless they now touch a
//! sibling, then they go right or down; those without get a free spot; the container grows right and down to hold them.

use super::contain::{Side, Stand, Tree};
use super::metrics::{BADGE_IN, BADGE_IN_TOP, CHIP, GAP, Look, SUBNET_GAP, snap, snap_up};
use super::room::{Room, Slots};
use super::tier::{Tier, stem};
use crate::document::{Document, Id, Rect, Subnet};
use crate::ordered::BTreeSet;
use crate::ordered::Sorted as _;

/// Boxes of a file are brought into these bounds, so that sums stay sums.
const FAR: i32 = 1 << 20;
const WIDE: i32 = 1 << 16;

pub(super) struct Solver<'a> {
    pub doc: &'a Document,
    pub tree: &'a Tree,
    pub class: &'a dyn Fn(Id<Subnet>) -> Tier,
    pub boxes: Vec<Rect>,
    /// Has a place on the sheet; else only its size and inside are known.
    pub fixed: Vec<bool>,
    /// A container whose inside is laid out.
    laid: Vec<bool>,
    /// Where the centre of one box without place is wanted.
    pub wanted: Option<(usize, (i32, i32))>,
    /// Never pushed aside.
    pub first: BTreeSet<usize>,
    /// Give way to all others.
    pub late: BTreeSet<usize>,
    /// Boxes are where somebody just put them: the parent grows, even when they left it.
    pub trusted: bool,
}

impl<'a> Solver<'a> {
    /// Starts from known boxes; those of leaves have the size that their kind has.
    pub fn new(
        doc: &'a Document,
        tree: &'a Tree,
        class: &'a dyn Fn(Id<Subnet>) -> Tier,
        known: impl Fn(usize, &crate::document::Place) -> Option<Rect>,
    ) -> Self {
        let found: Vec<_> = tree.places().enumerate().map(|(i, p)| (i, known(i, p).filter(|r| r.w > 0 && r.h > 0))).collect();
        let boxes = found.iter().map(|(i, r)| {
            let look = tree.look(*i);
            let r = r.unwrap_or_default();
            let (w, h) = if look.is_container() { (r.w.clamp(look.size().0, WIDE), r.h.clamp(look.size().1, WIDE)) } else { look.size() };
            Rect { x: r.x.clamp(-FAR, FAR), y: r.y.clamp(-FAR, FAR), w, h }
        });
        Self {
            doc,
            tree,
            class,
            boxes: boxes.collect(),
            fixed: found.iter().map(|(_, r)| r.is_some()).collect(),
            laid: vec![false; tree.len()],
            wanted: None,
            first: BTreeSet::new(),
            late: BTreeSet::new(),
            trusted: false,
        }
    }

    pub fn solve(&mut self) {
        for i in (0..self.tree.len()).rev() {
            if self.tree.look(i).is_container() {
                self.settle(i);
            }
        }
        self.settle_root();
        self.bound();
    }

    /// Brings all boxes so near that sums of two are numbers; only a file made to be absurd has others.
    pub fn bound(&mut self) {
        const END: i32 = 1 << 28;
        for r in &mut self.boxes {
            *r = Rect { x: r.x.clamp(-END, END), y: r.y.clamp(-END, END), w: r.w.clamp(0, END), h: r.h.clamp(0, END) };
        }
    }

    pub fn rect(&self, i: usize) -> Rect {
        self.boxes.get(i).copied().unwrap_or_default()
    }

    pub fn set(&mut self, i: usize, r: Rect) {
        if let Some(slot) = self.boxes.get_mut(i) {
            *slot = r;
        }
    }

    pub fn is_fixed(&self, i: usize) -> bool {
        self.fixed.get(i).copied().unwrap_or(false)
    }

    pub fn fix(&mut self, i: usize, fixed: bool) {
        if let Some(slot) = self.fixed.get_mut(i) {
            *slot = fixed;
        }
    }

    pub fn mark_laid(&mut self, i: usize) {
        if let Some(slot) = self.laid.get_mut(i) {
            *slot = true;
        }
    }

    /// Moves a box and all inside it.
    pub fn shift(&mut self, i: usize, dx: i32, dy: i32) {
        if (dx, dy) != (0, 0) {
            for r in self.boxes.get_mut(self.tree.subtree(i)).into_iter().flatten() {
                *r = r.moved(dx, dy);
            }
        }
    }

    /// Moves a box so that its corner is there.
    pub fn move_to(&mut self, i: usize, x: i32, y: i32) {
        let r = self.rect(i);
        self.shift(i, x.saturating_sub(r.x), y.saturating_sub(r.y));
    }

    /// The box with the badges that stick out of it.
    pub fn extent(&self, i: usize) -> Rect {
        let edges = self.tree.children(i).filter(|k| matches!(self.tree.stand(*k), Stand::Edge(_)));
        edges.fold(self.rect(i), |all, k| all.union(self.rect(k)))
    }

    pub fn kids(&self, i: usize, want: impl Fn(Stand) -> bool) -> Vec<usize> {
        self.tree.children(i).filter(|k| want(self.tree.stand(*k))).collect()
    }

    /// Lays out the inside of a container that has none of its own yet.
    pub fn ready(&mut self, i: usize) {
        if self.tree.look(i).is_container() && !self.laid.get(i).copied().unwrap_or(true) {
            self.arrange(i);
        }
    }

    /// Settles one container whose children are settled.
    pub fn settle(&mut self, c: usize) {
        let (look, pad) = (self.tree.look(c), self.tree.look(c).pad());
        let free = self.kids(c, |s| s == Stand::Free);
        let base = if self.is_fixed(c) {
            let b = self.rect(c);
            if !self.trusted {
                for k in &free {
                    let r = self.rect(*k);
                    if !b.contains_point(r.x.saturating_add(r.w / 2), r.y.saturating_add(r.h / 2)) {
                        self.fix(*k, false);
                    }
                }
            }
            b
        } else {
            let known: Vec<Rect> = free.iter().filter(|k| self.is_fixed(**k)).map(|k| self.rect(*k)).collect();
            let (Some(x), Some(y)) = (known.iter().map(|r| r.x).min(), known.iter().map(|r| r.y).min()) else { return };
            self.fix(c, true);
            Rect { x: x.saturating_sub(pad.left), y: y.saturating_sub(pad.top), ..self.rect(c) }
        };
        self.mark_laid(c);
        let inner = Rect {
            x: base.x.saturating_add(pad.left),
            y: base.y.saturating_add(pad.top),
            w: base.w.saturating_sub(pad.left).saturating_sub(pad.right),
            h: base.h.saturating_sub(pad.top).saturating_sub(pad.bottom),
        };
        if look == Look::Vpc {
            self.level_zones(&free, inner);
        }
        for k in &free {
            if self.is_fixed(*k) {
                let r = self.rect(*k);
                self.move_to(*k, r.x.max(inner.x), r.y.max(inner.y));
            }
        }
        let mut room = self.seat(&free, inner);
        self.propose(c, inner, &free, &mut room);
        let held = free.iter().map(|k| self.rect(*k));
        let (right, bottom) = held.fold((inner.right(), inner.bottom()), |(x, y), r| (x.max(r.right()), y.max(r.bottom())));
        let grown = Rect {
            w: snap_up(right.saturating_add(pad.right).saturating_sub(base.x)),
            h: snap_up(bottom.saturating_add(pad.bottom).saturating_sub(base.y)),
            ..base
        };
        self.set(c, grown);
        self.finish(c);
    }

    /// Puts what stands on the edge or in the corner of a container that has its size, which grows if badges need it.
    pub fn finish(&mut self, c: usize) {
        let mut r = self.rect(c);
        for side in [Side::Top, Side::Right, Side::Bottom, Side::Left] {
            let badges = self.kids(c, |s| s == Stand::Edge(side));
            let need = badges.iter().fold(0i32, |n, k| n.saturating_add(along(side, self.rect(*k)).1).saturating_add(GAP));
            match side {
                Side::Top | Side::Bottom => r.w = r.w.max(snap_up(need.saturating_add(64))),
                Side::Left | Side::Right => r.h = r.h.max(snap_up(need.saturating_add(80))),
            }
        }
        self.set(c, r);
        for side in [Side::Top, Side::Right, Side::Bottom, Side::Left] {
            self.line_up(c, side);
        }
        for k in self.kids(c, |s| s == Stand::Corner) {
            let size = self.rect(k);
            let x = r.right().saturating_sub(2 * GAP).saturating_sub(size.w);
            self.set(k, Rect { x, y: r.bottom().saturating_sub(GAP).saturating_sub(size.h), ..size });
            self.fix(k, true);
        }
    }

    /// Badges along one side: those with a place near it, the others behind, or all about the middle.
    fn line_up(&mut self, c: usize, side: Side) {
        let r = self.rect(c);
        let mut badges = self.kids(c, |s| s == Stand::Edge(side));
        badges.order_by_key(|k| (!self.is_fixed(*k), if self.is_fixed(*k) { along(side, self.rect(*k)).0 } else { 0 }, *k));
        let (from, to) = match side {
            Side::Top | Side::Bottom => (r.x.saturating_add(32), r.right().saturating_sub(32)),
            Side::Left | Side::Right => (r.y.saturating_add(48), r.bottom().saturating_sub(32)),
        };
        let total = badges.iter().fold(-GAP, |n, k| n.saturating_add(along(side, self.rect(*k)).1).saturating_add(GAP));
        let middle = snap(from.saturating_add(to).saturating_sub(total) / 2);
        let mut next = from;
        let mut spots: Vec<(usize, i32, i32)> = Vec::new();
        for k in badges {
            let (at, len) = along(side, self.rect(k));
            let wish = match (self.is_fixed(k), spots.is_empty()) {
                (true, _) => at,
                (false, true) => middle,
                (false, false) => next,
            };
            let at = wish.max(next);
            next = at.saturating_add(len).saturating_add(GAP);
            spots.push((k, at, len));
        }
        let mut end = to;
        for (k, at, len) in spots.into_iter().rev() {
            let at = at.min(end.saturating_sub(len));
            end = at.saturating_sub(GAP);
            let size = self.rect(k);
            let (x, y) = match side {
                Side::Top => (at, r.y.saturating_sub(size.h - BADGE_IN_TOP)),
                Side::Right => (r.right().saturating_sub(BADGE_IN), at),
                Side::Bottom => (at, r.bottom().saturating_sub(BADGE_IN)),
                Side::Left => (r.x.saturating_sub(size.w - BADGE_IN), at),
            };
            self.set(k, Rect { x, y, ..size });
            self.fix(k, true);
        }
    }

    /// Zones that begin at one height end at one height, new ones beside them too.
    fn level_zones(&mut self, free: &[usize], inner: Rect) {
        let zones: Vec<usize> = free.iter().copied().filter(|k| self.tree.look(*k) == Look::Zone).collect();
        for z in &zones {
            if !self.is_fixed(*z) {
                self.ready(*z);
            }
        }
        let top = zones.iter().filter(|z| self.is_fixed(**z)).map(|z| self.rect(*z).y.max(inner.y)).min();
        let level: Vec<usize> = zones.iter().copied().filter(|z| !self.is_fixed(*z) || Some(self.rect(*z).y.max(inner.y)) == top).collect();
        let alone = free.len() == zones.len() && top.is_none();
        let tallest = level.iter().map(|z| self.rect(*z).h).max().unwrap_or(0).max(if alone { inner.h } else { 0 });
        for z in level {
            let r = self.rect(z);
            self.set(z, Rect { h: tallest, ..r });
            self.finish(z);
        }
    }

    /// Gives every box that has a place one that touches no other.
    fn seat(&mut self, free: &[usize], inner: Rect) -> Room {
        let mut order: Vec<usize> = free.iter().copied().filter(|k| self.is_fixed(*k)).collect();
        order.order_by_key(|k| {
            let r = self.rect(*k);
            (self.late.contains(k), !self.first.contains(k), r.x.saturating_add(r.y), r.x, *k)
        });
        let mut room = Room::new(GAP);
        for k in order {
            let r = self.extent(k);
            let there = if self.late.contains(&k) { spot(&room, r, inner) } else { room.push(r) };
            self.shift(k, there.x.saturating_sub(r.x), there.y.saturating_sub(r.y));
            room.take(there);
        }
        room
    }

    /// Gives a box a spot near a wanted one, and takes it.
    pub fn seat_at(&mut self, k: usize, wanted: Rect, inner: Rect, room: &mut Room) {
        self.move_to(k, wanted.x, wanted.y);
        let r = self.extent(k);
        let there = spot(room, r, inner);
        self.shift(k, there.x.saturating_sub(r.x), there.y.saturating_sub(r.y));
        self.fix(k, true);
        room.take(there);
    }

    /// Finds spots for the boxes of a container that have none.
    fn propose(&mut self, c: usize, inner: Rect, free: &[usize], room: &mut Room) {
        let new: Vec<usize> = free.iter().copied().filter(|k| !self.is_fixed(*k)).collect();
        if new.is_empty() {
            return;
        }
        new.iter().for_each(|k| self.ready(*k));
        let mut low = free
            .iter()
            .filter(|k| self.is_fixed(**k) && self.tree.look(**k) != Look::Pill)
            .map(|k| self.rect(*k).bottom().saturating_add(GAP))
            .fold(inner.y, i32::max);
        let mut chips = Slots::new(inner.x, inner.y, inner.w, CHIP, GAP);
        let mut pills: Option<Slots> = None;
        let mut loose: Option<Slots> = None;
        for k in new {
            let mut r = self.rect(k);
            if self.tree.look(k) == Look::Subnet && r.w < inner.w {
                r.w = inner.w;
                self.set(k, r);
                self.finish(k);
            }
            if let Some((_, (x, y))) = self.wanted.filter(|(i, _)| *i == k) {
                let x = if self.tree.look(k) == Look::Subnet { inner.x } else { snap(x.saturating_sub(r.w / 2)) };
                self.seat_at(k, Rect { x, y: snap(y.saturating_sub(r.h / 2)), ..r }, inner, room);
                continue;
            }
            let there = match (self.tree.look(k), self.tree.look(c)) {
                (Look::Zone, _) => self.beside_zones(free, r, inner, room),
                (Look::Subnet, _) => self.in_row(c, k, r, inner, room),
                (Look::Pill, Look::Subnet) => pills.get_or_insert_with(|| Slots::new(inner.x, low, inner.w, (r.w, r.h), GAP)).take(room),
                (_, Look::Subnet) => chips.take(room),
                // What stands loose in a VPC stands below its zones.
                _ => {
                    let zones = free.iter().filter(|z| self.tree.look(**z) == Look::Zone);
                    let y = zones.map(|z| self.rect(*z).bottom().saturating_add(SUBNET_GAP)).fold(inner.y, i32::max);
                    let there = loose.get_or_insert_with(|| Slots::new(inner.x, y, inner.w, CHIP, GAP)).take(room);
                    Rect { x: there.x, y: there.y, ..r }
                }
            };
            self.move_to(k, there.x, there.y);
            self.fix(k, true);
            room.take(there);
            if self.tree.look(k) != Look::Pill {
                low = low.max(there.bottom().saturating_add(GAP));
            }
        }
    }

    fn beside_zones(&self, free: &[usize], r: Rect, inner: Rect, room: &Room) -> Rect {
        let zones: Vec<Rect> =
            free.iter().filter(|k| self.is_fixed(**k) && self.tree.look(**k) == Look::Zone).map(|k| self.rect(*k)).collect();
        let y = zones.iter().map(|z| z.y).min().unwrap_or(inner.y);
        let x = zones.iter().map(|z| z.right().saturating_add(SUBNET_GAP)).max().unwrap_or(inner.x);
        room.push(Rect { x, y, ..r })
    }

    /// Beside the subnet of the same name or tier in another zone, else below the others.
    fn in_row(&self, zone: usize, k: usize, r: Rect, inner: Rect, room: &Room) -> Rect {
        let subnet = |i: usize| self.tree.node(i).and_then(Id::<Subnet>::of);
        let others = self.tree.parent(zone).into_iter().flat_map(|v| self.tree.children(v)).filter(|z| *z != zone);
        let others: Vec<usize> = others.flat_map(|z| self.tree.children(z)).filter(|i| self.is_fixed(*i)).collect();
        let name = |i: usize| self.tree.node(i).map(|n| stem(&self.doc.model.name(n)));
        let tier = |i: usize| subnet(i).map(self.class);
        let here = others.iter().filter(|i| name(**i) == name(k)).chain(others.iter().filter(|i| tier(**i) == tier(k)));
        let rows = here.map(|i| Rect { x: inner.x, y: self.rect(*i).y, ..r }).filter(|r| r.y >= inner.y);
        let mut rows = rows.filter(|r| room.is_free(*r));
        rows.next().unwrap_or_else(|| {
            let y = if room.is_empty() { inner.y } else { room.below().saturating_add(SUBNET_GAP - GAP) };
            Rect { x: inner.x, y, ..r }
        })
    }
}

/// The nearest free spot inside, else anywhere right or below, else below everything.
fn spot(room: &Room, r: Rect, inner: Rect) -> Rect {
    let open = Rect { w: FAR.saturating_mul(2), h: FAR.saturating_mul(2), ..inner };
    room.nearest(r, inner).or_else(|| room.nearest(r, open)).unwrap_or_else(|| Rect {
        y: room.below().max(inner.y),
        x: r.x.max(inner.x),
        ..r
    })
}

/// Where a badge is along its side, and its length there.
fn along(side: Side, r: Rect) -> (i32, i32) {
    match side {
        Side::Top | Side::Bottom => (r.x, r.w),
        Side::Left | Side::Right => (r.y, r.h),
    }
}
