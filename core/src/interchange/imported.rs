//! What an import gives: a design, and an honest list of what was understood, guessed and left out.

use crate::document::{Document, Kind};
use crate::ordered::BTreeMap;
use std::fmt;

/// What is read: bytes by name, with `/` between folders.
pub type Sources = BTreeMap<String, Vec<u8>>;

/// A design made from files of another form.
#[derive(Clone, Debug)]
pub struct Imported {
    pub design: Document,
    /// Resources that the files describe, by kind.
    pub understood: BTreeMap<Kind, usize>,
    /// What the files do not say and was concluded, one sentence each.
    pub guessed: Vec<String>,
    pub left_out: Vec<LeftOut>,
}

/// Something of the files that the design does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    pub what: String,
    /// File and place.
    pub at: String,
    pub why: String,
}

/// Why files were refused: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// A file, with line and column where known; empty for all of them.
    pub at: String,
    pub message: String,
}

impl ImportError {
    pub fn new(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), message: message.into() }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.at, self.message) }
    }
}

impl std::error::Error for ImportError {}
