//! Where the boxes go that stand in no other: VPCs in rows by region, services right, on-premises left, links between.

use super::metrics::{CARD, CARD_GAP, GAP, LINK, Look, ROOT_GAP, snap};
use super::room::{Room, Slots};
use super::solve::Solver;
use crate::document::{Body, Kind, NodeId, Place, Rect, Region};
use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;

/// The whole sheet.
const OPEN: Rect = Rect { x: -(1 << 20), y: -(1 << 20), w: 1 << 21, h: 1 << 21 };
/// The first box's corner; above and left of it is room for captions and badges.
const ORIGIN: (i32, i32) = (64, 64);
/// Between a VPC and the services of its region.
const SERVICES_GAP: i32 = 80;

impl Solver<'_> {
    pub fn settle_root(&mut self) {
        let roots = self.tree.within(None).to_vec();
        let wanted = self.wanted.is_some_and(|(i, _)| roots.contains(&i));
        if !wanted && !roots.iter().any(|k| self.is_fixed(*k)) {
            roots.iter().for_each(|k| self.ready(*k));
            return self.arrange_root(&roots);
        }
        let mut room = self.seat_root(&roots);
        let mut new: Vec<usize> = roots.into_iter().filter(|k| !self.is_fixed(*k)).collect();
        new.order_by_key(|k| (self.shelf(*k), *k));
        for k in new {
            self.ready(k);
            let r = self.rect(k);
            if let Some((_, (x, y))) = self.wanted.filter(|(i, _)| *i == k) {
                self.seat_at(k, Rect { x: snap(x.saturating_sub(r.w / 2)), y: snap(y.saturating_sub(r.h / 2)), ..r }, OPEN, &mut room);
            } else {
                self.join_root(k, &mut room);
            }
        }
    }

    fn seat_root(&mut self, roots: &[usize]) -> Room {
        let mut order: Vec<usize> = roots.iter().copied().filter(|k| self.is_fixed(*k)).collect();
        order.order_by_key(|k| {
            let r = self.rect(*k);
            (self.late.contains(k), !self.first.contains(k), r.x.saturating_add(r.y), r.x, *k)
        });
        let mut room = Room::new(GAP);
        for k in order {
            let r = self.extent(k);
            let late = self.late.contains(&k);
            let there = if late { room.nearest(r, OPEN).unwrap_or_else(|| room.push(r)) } else { room.push(r) };
            self.shift(k, there.x.saturating_sub(r.x), there.y.saturating_sub(r.y));
            room.take(there);
        }
        room
    }

    /// A box without place joins those that have one.
    fn join_root(&mut self, k: usize, room: &mut Room) {
        let r = self.extent(k);
        let others: Vec<usize> = self.tree.within(None).iter().copied().filter(|i| self.is_fixed(*i)).collect();
        let sheet = others.iter().map(|i| self.extent(*i)).reduce(Rect::union).unwrap_or(Rect::new(ORIGIN.0, ORIGIN.1, 0, 0));
        let at = |x: i32, y: i32| Rect { x, y, ..r };
        let there = match self.shelf(k) {
            Shelf::Vpc => room.push_down(at(sheet.x, sheet.bottom().saturating_add(64))),
            Shelf::Card => {
                let region = self.region(k);
                let mates = || others.iter().filter(|i| self.region(**i) == region);
                let column = mates().filter(|i| self.shelf(**i) == Shelf::Card).map(|i| self.rect(*i)).max_by_key(|r| (r.bottom(), r.x));
                let vpcs = mates().filter(|i| self.shelf(**i) == Shelf::Vpc).map(|i| self.extent(*i)).reduce(Rect::union);
                room.push_down(match (column, vpcs) {
                    (Some(last), _) => at(last.x, last.bottom().saturating_add(CARD_GAP)),
                    (None, Some(vpcs)) => at(vpcs.right().saturating_add(SERVICES_GAP), vpcs.y.saturating_add(40)),
                    (None, None) => at(sheet.right().saturating_add(SERVICES_GAP), sheet.y),
                })
            }
            Shelf::Premises => room.push_down(at(sheet.x.saturating_sub(r.w).saturating_sub(96), sheet.y.saturating_add(40))),
            Shelf::Link => match self.between(k).and_then(|(x, y)| room.nearest(at(x - r.w / 2, y - r.h / 2), OPEN)) {
                Some(there) => there,
                None => room.push(at(sheet.x, sheet.bottom().saturating_add(ROOT_GAP))),
            },
            Shelf::Loose => room.push(at(sheet.x, sheet.bottom().saturating_add(ROOT_GAP))),
        };
        let (dx, dy) = (snap(there.x).saturating_sub(r.x), snap(there.y).saturating_sub(r.y));
        let there = room.push(r.moved(dx, dy));
        self.shift(k, there.x.saturating_sub(r.x), there.y.saturating_sub(r.y));
        self.fix(k, true);
        room.take(there);
    }

    /// Lays out all boxes that stand outside from nothing.
    pub fn arrange_root(&mut self, roots: &[usize]) {
        let shelf = |s: &Self, want: Shelf| -> Vec<usize> { roots.iter().copied().filter(|k| s.shelf(*k) == want).collect() };
        let (vpcs, cards, premises) = (shelf(self, Shelf::Vpc), shelf(self, Shelf::Card), shelf(self, Shelf::Premises));
        let links = shelf(self, Shelf::Link);
        let vpn = links.iter().any(|k| self.tree.node(*k).is_some_and(|n| n.kind() == Kind::VpnConnection));
        let tied = links.iter().any(|k| self.tree.node(*k).is_some_and(|n| n.kind() != Kind::VpnConnection));
        let left = match (premises.is_empty(), vpn) {
            (true, _) => ORIGIN.0,
            (false, false) => ORIGIN.0 + CARD.0 + 96,
            (false, true) => ORIGIN.0 + CARD.0 + LINK.0 + 3 * ROOT_GAP,
        };
        let home = Some(self.doc.assumptions.region.clone());
        // The design's own region first.
        let mut regions: BTreeMap<(bool, Option<Region>), Vec<usize>> = BTreeMap::new();
        for k in vpcs.into_iter().chain(cards) {
            let region = self.region(k);
            regions.entry((region != home, region)).or_default().push(k);
        }
        let mut room = Room::new(ROOT_GAP);
        let mut y = ORIGIN.1;
        for all in regions.into_values() {
            let (vpcs, cards): (Vec<usize>, Vec<usize>) = all.into_iter().partition(|k| self.shelf(*k) == Shelf::Vpc);
            let (right, bottom) = self.arrange_vpcs(&vpcs, left, y, tied, &mut room);
            let x = if vpcs.is_empty() { left } else { right.saturating_add(SERVICES_GAP) };
            let end = bottom.max(y.saturating_add(6 * (CARD.1 + CARD_GAP)));
            let (mut at, mut low) = ((x, y.saturating_add(24)), bottom);
            for k in cards {
                if at.1.saturating_add(CARD.1) > end {
                    at = (at.0.saturating_add(CARD.0 + ROOT_GAP), y.saturating_add(24));
                }
                self.put_root(k, at.0, at.1, &mut room);
                at.1 = at.1.saturating_add(CARD.1 + CARD_GAP);
                low = low.max(at.1);
            }
            y = low.saturating_add(96);
        }
        for (k, n) in premises.iter().zip(0i32..) {
            let y = ORIGIN.1.saturating_add(40).saturating_add(n.saturating_mul(CARD.1 + ROOT_GAP));
            let r = Rect::new(ORIGIN.0, self.gateway_of(*k).map_or(y, |g| snap(g.y + g.h / 2 - CARD.1 / 2)), CARD.0, CARD.1);
            self.put_root(*k, r.x, room.push_down(r).y, &mut room);
        }
        // Transit gateways before what ends at them.
        let mut links = links;
        links.order_by_key(|k| (self.tree.look(*k) == Look::Link, *k));
        for k in links {
            let r = self.rect(k);
            let spot = self.between(k).and_then(|(x, y)| room.nearest(Rect { x: x - r.w / 2, y: y - r.h / 2, ..r }, OPEN));
            let there = room.push_down(spot.unwrap_or(Rect { x: left, y: room.below(), ..r }));
            let there = room.push(Rect { x: snap(there.x), y: snap(there.y), ..r });
            self.put_root(k, there.x, there.y, &mut room);
        }
        let below = if room.is_empty() { ORIGIN.1 } else { snap(room.below().saturating_add(ROOT_GAP)) };
        let mut slots = Slots::new(left, below, 6 * (LINK.0 + ROOT_GAP), LINK, ROOT_GAP);
        for k in shelf(self, Shelf::Loose) {
            let there = slots.take(&room);
            self.put_root(k, there.x, there.y, &mut room);
        }
    }

    fn put_root(&mut self, k: usize, x: i32, y: i32, room: &mut Room) {
        let r = self.extent(k);
        self.shift(k, x.saturating_sub(r.x), y.saturating_sub(r.y));
        self.fix(k, true);
        room.take(self.extent(k));
    }

    /// VPCs in rows, about twice as wide as high in all; gives the right and bottom ends. Rows align the VPCs, not their badges.
    fn arrange_vpcs(&mut self, vpcs: &[usize], left: i32, top: i32, tied: bool, room: &mut Room) -> (i32, i32) {
        let gap = if tied { (LINK.0 + 2 * ROOT_GAP, 96) } else { (64, 64) };
        let sizes: Vec<Rect> = vpcs.iter().map(|k| self.extent(*k)).collect();
        let area: i64 = sizes.iter().map(|r| i64::from(r.w.saturating_add(gap.0)) * i64::from(r.h.saturating_add(gap.1))).sum();
        let widest = sizes.iter().map(|r| r.w).max().unwrap_or(0);
        let limit = i32::try_from(area.saturating_mul(2).isqrt()).unwrap_or(i32::MAX).max(widest);
        let mut rows: Vec<Vec<usize>> = Vec::new();
        let mut width = 0i32;
        for (k, r) in vpcs.iter().zip(&sizes) {
            match rows.last_mut() {
                Some(row) if width.saturating_add(gap.0).saturating_add(r.w) <= limit => {
                    row.push(*k);
                    width = width.saturating_add(gap.0).saturating_add(r.w);
                }
                _ => {
                    rows.push(vec![*k]);
                    width = r.w;
                }
            }
        }
        let (mut right, mut bottom, mut y) = (left, top, top);
        for row in rows {
            let above = row.iter().map(|k| self.rect(*k).y.saturating_sub(self.extent(*k).y)).max().unwrap_or(0);
            // The first row starts where it would start without badges on top.
            let line = if y == top { top } else { y.saturating_add(above) };
            let mut x = left;
            for k in row {
                let inner = self.rect(k).y.saturating_sub(self.extent(k).y);
                self.put_root(k, x, line.saturating_sub(inner), room);
                let r = self.extent(k);
                (right, bottom) = (right.max(r.right()), bottom.max(r.bottom()));
                x = r.right().saturating_add(gap.0);
            }
            y = bottom.saturating_add(gap.1);
        }
        (right, bottom)
    }

    /// The point amid what a link connects.
    fn between(&self, k: usize) -> Option<(i32, i32)> {
        let node = self.tree.node(k)?;
        let model = &self.doc.model;
        let ends: Vec<NodeId> = match &model.node(node)?.body {
            Body::Peering(p) => vec![p.requester.node(), p.accepter.node()],
            Body::VpnConnection(v) => vec![v.premises.node(), v.gateway],
            Body::DirectConnect(d) => d.premises.iter().map(|p| p.node()).chain(d.gateways.iter().copied()).collect(),
            Body::TransitGateway(_) => model
                .all::<crate::document::TransitAttachment>()
                .filter(|(_, a)| a.gateway.node() == node && a.to.kind() == Kind::Vpc)
                .map(|(_, a)| a.to)
                .collect(),
            _ => Vec::new(),
        };
        let points: Vec<(i64, i64)> = ends
            .into_iter()
            .filter_map(|n| self.tree.index(&Place::Node(n)))
            .filter(|i| self.is_fixed(*i))
            .map(|i| self.rect(i))
            .map(|r| (i64::from(r.x) + i64::from(r.w / 2), i64::from(r.y) + i64::from(r.h / 2)))
            .collect();
        let n = i64::try_from(points.len()).ok().filter(|n| *n > 0)?;
        let mean = |sum: i64| i32::try_from(sum / n).ok();
        Some((mean(points.iter().map(|p| p.0).sum())?, mean(points.iter().map(|p| p.1).sum())?))
    }

    /// The gateway in a VPC that an on-premises network is connected to first.
    fn gateway_of(&self, k: usize) -> Option<Rect> {
        let premises = self.tree.node(k)?;
        let mut all = self.doc.model.all::<crate::document::VpnConnection>().filter(|(_, v)| v.premises.node() == premises);
        all.find_map(|(_, v)| self.tree.index(&Place::Node(v.gateway))).filter(|i| self.tree.parent(*i).is_some()).map(|i| self.rect(i))
    }

    fn region(&self, k: usize) -> Option<Region> {
        match &self.doc.model.node(self.tree.node(k)?)?.body {
            Body::Vpc(x) => Some(x.region.clone()),
            Body::Service(x) => Some(x.region.clone()),
            Body::Bucket(x) => Some(x.region.clone()),
            Body::Table(x) => Some(x.region.clone()),
            _ => None,
        }
    }

    fn shelf(&self, k: usize) -> Shelf {
        match self.tree.node(k).map(NodeId::kind) {
            Some(Kind::Vpc) => Shelf::Vpc,
            Some(Kind::Service | Kind::Bucket | Kind::Table) => Shelf::Card,
            Some(Kind::OnPremises) => Shelf::Premises,
            Some(Kind::TransitGateway | Kind::Peering | Kind::VpnConnection | Kind::DirectConnect) => Shelf::Link,
            _ => Shelf::Loose,
        }
    }
}

/// The part of the sheet where a box outside goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shelf {
    Vpc,
    Premises,
    Card,
    Link,
    Loose,
}
