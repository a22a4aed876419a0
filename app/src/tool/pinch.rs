//! Two fingers: pan by their middle, zoom by their distance.

use crate::geometry::{Point, View};

/// The fingers on the canvas, by pointer id, where each was last seen on screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pinch {
    fingers: Vec<(i32, Point)>,
}

impl Pinch {
    pub fn down(&mut self, id: i32, at: Point) {
        self.fingers.retain(|(i, _)| *i != id);
        self.fingers.push((id, at));
    }

    pub fn up(&mut self, id: i32) {
        self.fingers.retain(|(i, _)| *i != id);
    }

    /// Whether the canvas belongs to two fingers now.
    pub fn held(&self) -> bool {
        self.fingers.len() >= 2
    }

    /// The view after a finger moved; none while there are not two.
    pub fn moved(&mut self, id: i32, to: Point, view: View) -> Option<View> {
        let before = self.pair();
        if let Some(finger) = self.fingers.iter_mut().find(|(i, _)| *i == id) {
            finger.1 = to;
        }
        let ((a, b), (c, d)) = (before?, self.pair()?);
        let middle = |a: Point, b: Point| Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
        let (from, to) = (middle(a, b), middle(c, d));
        let spread = a.distance(b).max(1.0);
        Some(view.panned(to - from).zoomed(c.distance(d) / spread, to))
    }

    fn pair(&self) -> Option<(Point, Point)> {
        match self.fingers.as_slice() {
            [(_, a), (_, b), ..] => Some((*a, *b)),
            _ => None,
        }
    }
}
