//! Tools: pure state machines fed with pointer events, returning effects. No DOM, no signals.

#[cfg(test)]
mod gestures;
mod pan;
mod pinch;
mod place;
mod resize;
mod select;
mod snap;
#[cfg(test)]
mod tests;

pub use pan::Pan;
pub use pinch::Pinch;
pub use place::Placing;
pub use resize::{Edge, resized};
pub use select::{GRID, Hit, Select, connector, hit, marks};
pub use snap::Guide;

use crate::geometry::{Point, Stage};
use crate::palette::Item;
use portico_core::document::{NodeId, Place, Rect};

/// Where the pointer is, and which keys are held.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pointer {
    /// On the plane, in canvas units.
    pub at: Point,
    /// On the canvas element, in CSS pixels.
    pub screen: Point,
    pub shift: bool,
    /// Off for snapping.
    pub alt: bool,
    /// Control, on a Mac Command: what holds the thing under the pointer is meant.
    pub deep: bool,
    /// Middle or right button, or Space is held.
    pub pan: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    Down(Pointer),
    Move(Pointer),
    Up(Pointer),
    /// Escape, or the browser took the pointer.
    Cancel,
}

/// What the tools may know of the document. They ask, they do not decide what AWS allows.
pub trait Rules {
    /// What dropping boxes there would come to; `onto` is the topmost box under the pointer. The first box leads.
    fn aim(&self, what: &[Place], onto: Option<&Place>) -> Aim;
    /// The container that an item would stand in (none: outside), or why it cannot.
    fn home(&self, what: &Item, onto: Option<&Place>) -> Result<Option<Place>, String>;
    fn may_connect(&self, from: NodeId, to: NodeId) -> Verdict;
    /// The container's least rectangle: what stands in it, with room at the sides.
    fn least(&self, place: &Place) -> Option<Rect>;
    /// Whether the box has handles to resize it.
    fn resizable(&self, place: &Place) -> bool;
    /// Whether the box is pinned: no drag moves it.
    fn pinned(&self, place: &Place) -> bool;
    /// Whether a line can start here.
    fn connects(&self, place: &Place) -> bool;
    /// Where a box stands when it is dragged to `to` from `from`: what stands on an edge stays on it.
    fn stands(&self, place: &Place, from: Rect, to: Rect) -> Rect;
}

/// What a drop would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The box stays in its container.
    Stay,
    /// It would stand in another one (none: outside), which the words tell.
    Into(Option<Place>, String),
    /// Why not; the box that refuses, if any.
    No(Option<Place>, String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Allowed; the words say what a drop would do, when that is more than moving.
    Yes(Option<String>),
    /// Why not.
    No(String),
}

impl Verdict {
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes(_))
    }

    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Yes(w) => w.as_deref(),
            Self::No(w) => Some(w),
        }
    }
}

/// What a tool sees.
pub struct Ground<'a> {
    pub stage: &'a Stage,
    pub selected: &'a [Place],
    pub scale: f64,
    pub rules: &'a dyn Rules,
}

/// What a gesture came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Boxes stand elsewhere in their containers.
    Move {
        roots: Vec<Place>,
        by: (i32, i32),
    },
    /// Boxes were dropped into another container (none: outside), by so much from where they were; without a distance where there
    /// is room.
    Into {
        roots: Vec<Place>,
        target: Option<Place>,
        by: Option<(i32, i32)>,
    },
    Resize {
        place: Place,
        rect: Rect,
    },
    Connect {
        from: NodeId,
        to: NodeId,
    },
    /// An item of the palette was dropped on the box `onto`, its centre at `at`; without, where there is room.
    Drop {
        item: Item,
        at: Option<(i32, i32)>,
        onto: Option<Place>,
    },
}

/// What the canvas does for a tool.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Select(Vec<Place>),
    Toggle(Place),
    Begin,
    Preview(Vec<(Place, Rect)>),
    /// Lights up the box under the pointer, and says something beside it.
    /// `false`: it refuses.
    Target(Option<(Place, bool)>, Option<(String, bool)>),
    /// The container that a drop would take the boxes out of.
    Leave(Option<Place>),
    /// Lines that show why a box stands where it does.
    Guides(Vec<Guide>),
    /// Something to know; nothing else comes of it.
    Told(&'static str),
    Finish(Intent),
    /// Nothing comes of the gesture.
    Abandon,
    /// Refused on release: why.
    Refused(String),
    Pan(Point),
    Marquee(Option<Rect>),
    /// A line being drawn.
    Line(Option<(Point, Point)>),
    /// The outline of what is being placed.
    Ghost(Option<Rect>),
    /// This tool is done; the select tool takes over.
    Done,
}

/// How far a press may wander and still be a click, in CSS pixels.
pub const SLOP: f64 = 4.0;

/// The tool in use.
#[derive(Clone, Debug, PartialEq)]
pub enum Tool {
    Select(Select),
    Place(Placing),
}

impl Default for Tool {
    fn default() -> Self {
        Self::Select(Select::Idle)
    }
}

impl Tool {
    pub fn step(&mut self, input: &Input, ground: &Ground) -> Vec<Effect> {
        match self {
            Self::Select(t) => t.step(input, ground),
            Self::Place(t) => t.step(input, ground),
        }
    }

    /// Whether something is being dragged that may have to go farther than the canvas shows.
    pub fn drags(&self) -> bool {
        match self {
            Self::Select(t) => !matches!(t, Select::Idle | Select::Pressed { .. } | Select::Panning(_)),
            Self::Place(t) => t.held,
        }
    }

    /// Whether a press is held, so that Escape belongs to the tool.
    pub fn busy(&self) -> bool {
        match self {
            Self::Select(t) => *t != Select::Idle,
            Self::Place(_) => true,
        }
    }
}

/// The rectangle between two points.
fn between(a: Point, b: Point) -> Rect {
    let ((x0, y0), (x1, y1)) = (Point::new(a.x.min(b.x), a.y.min(b.y)).round(), Point::new(a.x.max(b.x), a.y.max(b.y)).round());
    Rect::new(x0, y0, x1.saturating_sub(x0), y1.saturating_sub(y0))
}
