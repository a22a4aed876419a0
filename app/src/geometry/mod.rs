//! Plane geometry for the canvas: no DOM, no signals, no Leptos.

mod edge_pan;
mod elbow;
mod point;
mod stage;
mod view;

pub use edge_pan::edge_pan;
pub use elbow::elbow;
pub use point::{Point, whole};
pub use stage::{Boxed, Stage};
pub use view::View;
