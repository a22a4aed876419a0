//! A point or a distance, in canvas units or in screen pixels.

use std::ops::{Add, Sub};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub fn distance(self, o: Self) -> f64 {
        (self.x - o.x).hypot(self.y - o.y)
    }

    /// To the nearest whole unit, as boxes are kept.
    pub fn round(self) -> (i32, i32) {
        (whole(self.x), whole(self.y))
    }
}

/// The nearest whole number; saturates, as `as` does for floats.
#[expect(clippy::cast_possible_truncation, reason = "saturating is what is wanted")]
pub fn whole(x: f64) -> i32 {
    x.round() as i32
}

impl Add for Point {
    type Output = Self;

    fn add(self, o: Self) -> Self {
        Self::new(self.x + o.x, self.y + o.y)
    }
}

impl Sub for Point {
    type Output = Self;

    fn sub(self, o: Self) -> Self {
        Self::new(self.x - o.x, self.y - o.y)
    }
}
