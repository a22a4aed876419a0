//! Which room is taken among the boxes of one parent, and where the next one fits.

use crate::document::Rect;
use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;

/// The side of a cell of the index.
const CELL: i32 = 256;
/// Boxes over more cells than this are looked at one by one.
const MANY_CELLS: i64 = 144;
/// How many obstacles the search for the nearest free spot aligns with.
const NEIGHBOURS: usize = 24;
/// Further away than this nothing is near.
const FAR: i32 = 3200;
/// How far around a wanted spot obstacles are looked at, in the order tried.
const REACHES: [i32; 3] = [200, 800, FAR];

/// Taken rectangles, found by where they are.
pub(super) struct Room {
    gap: i32,
    rects: Vec<Rect>,
    cells: BTreeMap<(i32, i32), Vec<usize>>,
    large: Vec<usize>,
    bottom: i32,
}

fn cells(r: Rect) -> (i32, i32, i32, i32) {
    let last = |edge: i32| edge.saturating_sub(1).div_euclid(CELL);
    (r.x.div_euclid(CELL), r.y.div_euclid(CELL), last(r.right()), last(r.bottom()))
}

fn count((x0, y0, x1, y1): (i32, i32, i32, i32)) -> i64 {
    (i64::from(x1) - i64::from(x0) + 1).max(0) * (i64::from(y1) - i64::from(y0) + 1).max(0)
}

pub(super) fn inflate(r: Rect, by: i32) -> Rect {
    let twice = by.saturating_mul(2);
    Rect { x: r.x.saturating_sub(by), y: r.y.saturating_sub(by), w: r.w.saturating_add(twice), h: r.h.saturating_add(twice) }
}

impl Room {
    /// Boxes closer than `gap` count as touching.
    pub fn new(gap: i32) -> Self {
        Self { gap, rects: Vec::new(), cells: BTreeMap::new(), large: Vec::new(), bottom: i32::MIN }
    }

    pub fn take(&mut self, r: Rect) {
        let i = self.rects.len();
        self.rects.push(r);
        self.bottom = self.bottom.max(r.bottom());
        let span = cells(r);
        if count(span) > MANY_CELLS {
            self.large.push(i);
            return;
        }
        for x in span.0..=span.2 {
            for y in span.1..=span.3 {
                self.cells.entry((x, y)).or_default().push(i);
            }
        }
    }

    /// Whether anything is taken.
    pub fn is_empty(&self) -> bool {
        self.rects.is_empty()
    }

    /// Below everything taken, with a gap.
    pub fn below(&self) -> i32 {
        if self.is_empty() { 0 } else { self.bottom.saturating_add(self.gap) }
    }

    /// What is taken and closer than the gap; some may come twice.
    fn hits(&self, r: Rect) -> Vec<Rect> {
        let wide = inflate(r, self.gap);
        let span = cells(wide);
        let mut found = Vec::new();
        let mut look = |i: &usize| {
            if let Some(o) = self.rects.get(*i).filter(|o| o.intersects(wide)) {
                found.push(*o);
            }
        };
        self.large.iter().for_each(&mut look);
        if count(span) > MANY_CELLS.saturating_mul(4) {
            (0..self.rects.len()).for_each(|i| look(&i));
        } else {
            for x in span.0..=span.2 {
                for (_, all) in self.cells.range((x, span.1)..=(x, span.3)) {
                    all.iter().for_each(&mut look);
                }
            }
        }
        found
    }

    pub fn is_free(&self, r: Rect) -> bool {
        self.hits(r).is_empty()
    }

    /// Moves a box right or down, whichever is less, until it is free. Ends, because a box passed on one axis is never met
    /// again.
    pub fn push(&self, mut r: Rect) -> Rect {
        for _ in 0..=self.rects.len() {
            let hits = self.hits(r);
            let right = hits.iter().map(|h| h.right().saturating_add(self.gap)).max();
            let down = hits.iter().map(|h| h.bottom().saturating_add(self.gap)).max();
            let (Some(right), Some(down)) = (right, down) else { return r };
            if right.saturating_sub(r.x) <= down.saturating_sub(r.y) {
                r.x = right;
            } else {
                r.y = down;
            }
        }
        r
    }

    /// Moves a box down until it is free.
    pub fn push_down(&self, mut r: Rect) -> Rect {
        for _ in 0..=self.rects.len() {
            match self.hits(r).iter().map(|h| h.bottom().saturating_add(self.gap)).max() {
                Some(down) => r.y = down,
                None => return r,
            }
        }
        r
    }

    /// The free spot nearest to `wanted` inside `within`; `None` when there is none near.
    pub fn nearest(&self, wanted: Rect, within: Rect) -> Option<Rect> {
        let clamp = |r: Rect| {
            let (x, y) =
                (r.x.min(within.right().saturating_sub(r.w)).max(within.x), r.y.min(within.bottom().saturating_sub(r.h)).max(within.y));
            Rect { x, y, ..r }
        };
        if wanted.w > within.w || wanted.h > within.h {
            return None;
        }
        let wanted = clamp(wanted);
        if self.is_free(wanted) {
            return Some(wanted);
        }
        // A nearest free spot touches what is in its way, so it lies on lines through the edges of obstacles.
        REACHES.iter().find_map(|reach| self.near(wanted, within, wanted.w.max(wanted.h).max(*reach)))
    }

    fn near(&self, wanted: Rect, within: Rect, reach: i32) -> Option<Rect> {
        let mut near = self.hits(inflate(wanted, reach));
        near.order_by_key(|r| {
            let dx = (i64::from(r.x) + i64::from(r.right()) - i64::from(wanted.x) - i64::from(wanted.right())).abs();
            let dy = (i64::from(r.y) + i64::from(r.bottom()) - i64::from(wanted.y) - i64::from(wanted.bottom())).abs();
            (dx + dy, *r)
        });
        near.dedup();
        near.truncate(NEIGHBOURS);
        // The end of the sheet is a free spot too, but nobody would find a box there again.
        let ends = |at: i32, first: i32, last: i32| [at, first, last].into_iter().filter(move |end| end.abs_diff(at) <= FAR.unsigned_abs());
        let mut xs: Vec<i32> = ends(wanted.x, within.x, within.right().saturating_sub(wanted.w)).collect();
        let mut ys: Vec<i32> = ends(wanted.y, within.y, within.bottom().saturating_sub(wanted.h)).collect();
        for o in &near {
            xs.extend([o.right().saturating_add(self.gap), o.x.saturating_sub(self.gap).saturating_sub(wanted.w)]);
            ys.extend([o.bottom().saturating_add(self.gap), o.y.saturating_sub(self.gap).saturating_sub(wanted.h)]);
        }
        for all in [&mut xs, &mut ys] {
            all.order();
            all.dedup();
        }
        let mut spots: Vec<Rect> =
            xs.iter().flat_map(|x| ys.iter().map(move |y| Rect { x: *x, y: *y, ..wanted })).filter(|r| within.contains(*r)).collect();
        spots.order_by_key(|r| {
            let (dx, dy) = (i64::from(r.x) - i64::from(wanted.x), i64::from(r.y) - i64::from(wanted.y));
            (dx * dx + dy * dy, r.y, r.x)
        });
        spots.into_iter().find(|r| self.is_free(*r))
    }
}

/// Spots of one size, row by row.
pub(super) struct Slots {
    next: Rect,
    left: i32,
    step: (i32, i32),
    columns: i32,
    column: i32,
}

impl Slots {
    /// From a corner, as many columns as fit the width, at least one.
    pub fn new(x: i32, y: i32, width: i32, (w, h): (i32, i32), gap: i32) -> Self {
        let step = (w.saturating_add(gap), h.saturating_add(gap));
        let columns = (width.saturating_add(gap) / step.0.max(1)).max(1);
        Self { next: Rect::new(x, y, w, h), left: x, step, columns, column: 0 }
    }

    /// The next spot that is free.
    pub fn take(&mut self, room: &Room) -> Rect {
        loop {
            let here = self.next;
            self.column += 1;
            if self.column < self.columns {
                self.next.x = here.x.saturating_add(self.step.0);
            } else {
                self.column = 0;
                self.next = Rect { x: self.left, y: here.y.saturating_add(self.step.1), ..here };
            }
            if here.y >= room.below() || room.is_free(here) {
                return here;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_at_the_end_of_the_sheet_is_not_near() {
        let sheet = Rect::new(-1_048_576, -1_048_576, 2_097_152, 2_097_152);
        let wanted = Rect::new(0, 0, 96, 48);
        // A wall of boxes, more than are aligned with, of which no two leave room for one more.
        let wall = |rows: i32| {
            let mut room = Room::new(16);
            (-60..60).flat_map(|x| (-60..rows).map(move |y| (x, y))).for_each(|(x, y)| room.take(Rect::new(x * 110, y * 60, 100, 50)));
            room
        };
        assert_eq!(wall(60).nearest(wanted, sheet), None);
        let narrow = Rect::new(0, 0, 100, 3000);
        assert_eq!(wall(48).nearest(wanted, narrow), Some(Rect { y: 2952, ..wanted }), "the end of a narrow box is near");
    }
}
