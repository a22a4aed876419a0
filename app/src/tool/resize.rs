//! Resizing a container by a handle. Its contents stay where they are, and stay inside.

use crate::geometry::Point;
use portico_core::document::Rect;

/// A handle: which sides it moves (−1 left or top, 1 right or bottom, 0 neither).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    pub x: i8,
    pub y: i8,
}

impl Edge {
    pub const ALL: [Self; 8] = [
        Self { x: -1, y: -1 },
        Self { x: 0, y: -1 },
        Self { x: 1, y: -1 },
        Self { x: 1, y: 0 },
        Self { x: 1, y: 1 },
        Self { x: 0, y: 1 },
        Self { x: -1, y: 1 },
        Self { x: -1, y: 0 },
    ];

    /// Where the handle is drawn.
    pub fn at(self, r: Rect) -> Point {
        let along = |from: i32, length: i32, side: i8| f64::from(from) + f64::from(length) * (f64::from(side) + 1.0) / 2.0;
        Point::new(along(r.x, r.w, self.x), along(r.y, r.h, self.y))
    }

    /// The handle under a point, if any.
    pub fn under(r: Rect, at: Point, reach: f64) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.at(r).distance(at) <= reach)
    }

    pub fn cursor(self) -> &'static str {
        match (self.x, self.y) {
            (-1, -1) | (1, 1) => "nwse",
            (1, -1) | (-1, 1) => "nesw",
            (0, _) => "ns",
            _ => "ew",
        }
    }
}

/// `from` with a handle dragged by `by`; never less than `least`.
pub fn resized(from: Rect, edge: Edge, by: Point, least: Rect) -> Rect {
    let (dx, dy) = by.round();
    let side = |low: i32, high: i32, least_low: i32, least_high: i32, side: i8, by: i32| match side {
        -1 => (low.saturating_add(by).min(least_low), high),
        1 => (low, high.saturating_add(by).max(least_high)),
        _ => (low, high),
    };
    let (x, right) = side(from.x, from.right(), least.x, least.right(), edge.x, dx);
    let (y, bottom) = side(from.y, from.bottom(), least.y, least.bottom(), edge.y, dy);
    Rect::new(x, y, right.saturating_sub(x), bottom.saturating_sub(y))
}
