//! A design's history as text that outlives the page: a checkpoint, then one line for each step, replayed when it is opened.
//!
//! A step is a line of JSON, `{"step":1,"label":"Rename app-a","rename":{"node":"subnet:5","name":"app-b"}}`: a version, the words of
//! the undo menu, and a command or a whole design. Commands carry intent, so a line is small.

mod read;
mod replay;
mod write;

pub use read::read;
pub use replay::{Kept, Mark, Replayed, replay};
pub use write::write;

use crate::document::Document;
use crate::edit::Command;

/// The version of a step that is written. Steps up to this version are read.
pub const VERSION: i64 = 1;

/// What one step of undo did.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Command(Command),
    /// Another design in the place of this one: a version brought back, an import.
    Replace(Document),
}

/// A step as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub label: String,
    pub change: Change,
}

#[cfg(test)]
mod tests;
