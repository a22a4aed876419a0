//! The inside of a VPC, zone or subnet from nothing: zones as columns, tiers as rows, chips in columns.

use super::contain::Stand;
use super::metrics::{CHIP, GAP, Look, PILL, SUBNET_GAP, SUBNET_MIN, SUBNET_PAD, VPC_PAD, ZONE_MIN, ZONE_PAD};
use super::room::{Room, Slots};
use super::solve::Solver;
use super::tier;
use crate::document::Rect;
use crate::ordered::BTreeMap;

impl Solver<'_> {
    /// Lays out a container and all inside it about the origin. It has no place by that.
    pub fn arrange(&mut self, c: usize) {
        match self.tree.look(c) {
            Look::Subnet => {
                let columns = self.columns(&[c]);
                let height = self.subnet_height(c, columns);
                self.arrange_subnet(c, Rect::new(0, 0, subnet_width(columns), height));
            }
            Look::Zone => self.arrange_zones(&[c], 0, 0),
            Look::Vpc => self.arrange_vpc(c),
            _ => {}
        }
    }

    /// How many columns of chips suit the fullest of these subnets.
    fn columns(&self, subnets: &[usize]) -> i32 {
        (2..).find(|columns| subnets.iter().all(|s| self.rows_height(*s, *columns) <= (columns * 100).max(320))).unwrap_or(2)
    }

    fn count(&self, subnet: usize, pills: bool) -> i32 {
        let all = self.tree.children(subnet).filter(|k| self.tree.stand(*k) == Stand::Free);
        i32::try_from(all.filter(|k| (self.tree.look(*k) == Look::Pill) == pills).count()).unwrap_or(i32::MAX)
    }

    fn rows_height(&self, subnet: usize, columns: i32) -> i32 {
        let rows = |n: i32, h: i32| (n.saturating_add(columns - 1) / columns).saturating_mul(h + GAP);
        rows(self.count(subnet, false), CHIP.1).saturating_add(rows(self.count(subnet, true), PILL.1))
    }

    fn subnet_height(&self, subnet: usize, columns: i32) -> i32 {
        self.rows_height(subnet, columns).saturating_sub(GAP).saturating_add(SUBNET_PAD.top + SUBNET_PAD.bottom).max(SUBNET_MIN.1)
    }

    /// Chips in rows, then pills in rows.
    fn arrange_subnet(&mut self, c: usize, r: Rect) {
        self.set(c, r);
        self.mark_laid(c);
        let (x, width) = (r.x.saturating_add(SUBNET_PAD.left), r.w.saturating_sub(SUBNET_PAD.left + SUBNET_PAD.right));
        let mut y = r.y.saturating_add(SUBNET_PAD.top);
        let free = Room::new(GAP);
        for pills in [false, true] {
            let size = if pills { PILL } else { CHIP };
            let mut slots = Slots::new(x, y, width, size, GAP);
            for k in self.kids(c, |s| s == Stand::Free) {
                if (self.tree.look(k) == Look::Pill) == pills {
                    let there = slots.take(&free);
                    self.set(k, there);
                    self.fix(k, true);
                    y = there.bottom().saturating_add(GAP);
                }
            }
        }
        self.finish(c);
    }

    /// Zone columns from a corner, their subnets in shared rows.
    fn arrange_zones(&mut self, zones: &[usize], x: i32, y: i32) {
        let rows = tier::rows(self.doc, self.tree, zones, self.class);
        let subnets: Vec<usize> = rows.keys().copied().collect();
        let columns = self.columns(&subnets);
        let width = subnet_width(columns);
        let mut heights: BTreeMap<usize, i32> = BTreeMap::new();
        for (subnet, row) in &rows {
            let h = heights.entry(*row).or_default();
            *h = (*h).max(self.subnet_height(*subnet, columns));
        }
        let mut tops: BTreeMap<usize, i32> = BTreeMap::new();
        let mut next = y.saturating_add(ZONE_PAD.top);
        for (row, h) in &heights {
            tops.insert(*row, next);
            next = next.saturating_add(*h).saturating_add(SUBNET_GAP);
        }
        let height = next.saturating_sub(SUBNET_GAP).saturating_add(ZONE_PAD.bottom).saturating_sub(y).max(ZONE_MIN.1);
        let mut left = x;
        for zone in zones {
            self.set(*zone, Rect::new(left, y, width + ZONE_PAD.left + ZONE_PAD.right, height));
            self.mark_laid(*zone);
            for k in self.tree.children(*zone) {
                if let Some((row, top)) = rows.get(&k).and_then(|row| Some((row, *tops.get(row)?))) {
                    let height = heights.get(row).copied().unwrap_or_default();
                    self.arrange_subnet(k, Rect::new(left + ZONE_PAD.left, top, width, height));
                    self.fix(k, true);
                }
            }
            left = left.saturating_add(width + ZONE_PAD.left + ZONE_PAD.right + SUBNET_GAP);
        }
    }

    fn arrange_vpc(&mut self, c: usize) {
        let free = self.kids(c, |s| s == Stand::Free);
        let (zones, loose): (Vec<usize>, Vec<usize>) = free.iter().partition(|k| self.tree.look(**k) == Look::Zone);
        self.arrange_zones(&zones, VPC_PAD.left, VPC_PAD.top);
        let (w, _) = self.tree.look(c).size();
        let inner = zones.iter().map(|z| self.rect(*z).right()).fold(w - VPC_PAD.right, i32::max).saturating_sub(VPC_PAD.left);
        let below = zones.iter().map(|z| self.rect(*z).bottom().saturating_add(SUBNET_GAP)).fold(VPC_PAD.top, i32::max);
        let mut slots = Slots::new(VPC_PAD.left, below, inner, CHIP, GAP);
        for k in &loose {
            let there = slots.take(&Room::new(GAP));
            let size = self.rect(*k);
            self.set(*k, Rect { x: there.x, y: there.y, ..size });
        }
        let (w, h) = free.iter().map(|k| self.rect(*k)).fold(self.tree.look(c).size(), |(w, h), r| {
            (w.max(r.right().saturating_add(VPC_PAD.right)), h.max(r.bottom().saturating_add(VPC_PAD.bottom)))
        });
        self.set(c, Rect::new(0, 0, w, h));
        self.mark_laid(c);
        free.iter().for_each(|k| self.fix(*k, true));
        self.finish(c);
    }
}

/// The width of a subnet with so many columns of chips.
fn subnet_width(columns: i32) -> i32 {
    let chips = columns.saturating_mul(CHIP.0 + GAP).saturating_sub(GAP);
    chips.saturating_add(SUBNET_PAD.left + SUBNET_PAD.right).max(SUBNET_MIN.0)
}
