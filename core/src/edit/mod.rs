//! Changing a document: commands, their application, proposals for what a person drops, undo.

mod apply;
mod command;
mod draft;
mod history;
pub mod key;

#[cfg(test)]
mod tests;

pub use apply::{EditError, MAX_NODES};
pub use command::Command;
pub use draft::Draft;
pub use history::History;
