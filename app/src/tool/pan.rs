//! Panning: the plane follows the pointer.

use super::{Effect, Input};
use crate::geometry::Point;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pan {
    last: Point,
}

impl Pan {
    pub fn from(screen: Point) -> Self {
        Self { last: screen }
    }

    pub fn step(&mut self, input: &Input) -> Vec<Effect> {
        match input {
            Input::Move(p) => {
                let by = p.screen - self.last;
                self.last = p.screen;
                vec![Effect::Pan(by)]
            }
            Input::Down(_) | Input::Up(_) | Input::Cancel => Vec::new(),
        }
    }
}
