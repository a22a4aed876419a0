//! One list to type into: things to do, objects to go to, containers to move into.

mod data;
mod view;

pub use view::Finder;
