//! What an import gives: a design, and an honest list of what was understood, guessed and left out.

use crate::document::{Document, Kind, NodeId, Region};
use crate::ordered::BTreeMap;
use crate::text::Text;
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
    pub guessed: Vec<Text>,
    /// What the files do not say and a person can: given a value ([`Options::given`]), it is read with it.
    pub unknown: Vec<Unknown>,
    pub left_out: Vec<LeftOut>,
    /// Where the files describe what.
    pub places: BTreeMap<NodeId, Place>,
}

impl Imported {
    pub fn new(design: Document, understood: BTreeMap<Kind, usize>, told: Told) -> Self {
        Self { design, understood, guessed: told.guessed, unknown: told.unknown, left_out: told.left_out, places: BTreeMap::new() }
    }

    /// A design of Portico's own: all of it is understood.
    pub fn whole(design: Document) -> Self {
        let mut understood = BTreeMap::new();
        for (id, _) in design.model.nodes() {
            *understood.entry(id.kind()).or_default() += 1;
        }
        Self::new(design, understood, Told::default())
    }
}

/// Where files describe something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// File and line.
    pub at: String,
    /// What it is called there: `module.net.aws_vpc.this[0]`, or a logical id.
    pub address: String,
}

/// What is told beside a design.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub guessed: Vec<Text>,
    pub unknown: Vec<Unknown>,
    pub left_out: Vec<LeftOut>,
}

/// What the user says beside the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where things are whose files do not say it.
    pub region: Option<Region>,
    /// The design's name.
    pub title: Option<String>,
    /// Values of what the files leave open, by its name: `var.vpc_cidr`, a parameter, an output of a module that is not here.
    /// JSON, or else a text.
    pub given: BTreeMap<String, String>,
}

/// Something that files leave open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// `var.vpc_cidr`
    pub name: String,
    /// File and line where it is declared, or used where nothing declares it.
    pub at: String,
    /// What depends on it: `aws_vpc.main: cidr_block`.
    pub needed_by: Vec<Text>,
}

/// Something of the files that the design does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    pub what: Text,
    /// File and place.
    pub at: String,
    pub why: Text,
}

/// Why files were refused: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// A file, with line and column where known; empty for all of them.
    pub at: String,
    pub message: Text,
}

impl ImportError {
    pub fn new(at: impl Into<String>, message: impl Into<Text>) -> Self {
        Self { at: at.into(), message: message.into() }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() { self.message.fmt(f) } else { write!(f, "{}: {}", self.at, self.message) }
    }
}

impl std::error::Error for ImportError {}
