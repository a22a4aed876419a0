//! Drawing: `view!` in Leptos's syntax, with elements as data. `crate::prelude` has it.
//!
//! Leptos gives each element, attribute, handler and closure a type of its own, and compiles the code to make, change and drop it
//! once for each: most of a bundle. Here an element is one type, `El`: a tag, attributes and children in lists. That code stands once.
//! Components, effects and the mounting of it all are Leptos's.

mod child;
mod el;
mod flow;
mod source;

pub use child::{IntoChild, component, several};
pub use el::{El, Tag};
pub use flow::{For, Show};
pub use source::{At, IntoSource};
