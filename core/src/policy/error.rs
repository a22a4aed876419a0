//! Where a policy document is wrong and how: paths into the JSON, and parse errors as data.

use std::fmt;

/// One step into a policy's JSON.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object, by its name.
    Key(String),
    /// An element of a list, counted from 0.
    Index(usize),
}

/// A place in a policy's JSON, such as `Statement[0].Condition.StringEquals.aws:SourceVpce`.
///
/// A `Statement` that is one object and not a list is still addressed as `Statement[0]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The same path, one member deeper.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(name.to_owned()));
        Self(steps)
    }

    /// The same path, one list element deeper.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Index(index));
        Self(steps)
    }

    /// The path of a whole statement.
    #[must_use]
    pub fn statement(index: usize) -> Self {
        Self::default().key("Statement").index(index)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(name) if position == 0 => write!(f, "{name}")?,
                Step::Key(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// What is wrong with a document that is no policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The text is not JSON from here on; the character that stands there, if any does.
    NotJson { found: Option<char> },
    /// A string holds an escape that JSON does not know, or half a surrogate pair.
    BadEscape,
    /// The document is larger than this program reads.
    TooLarge { bytes: usize, limit: usize },
    /// Objects and lists are nested deeper than any policy needs.
    TooDeep { limit: usize },
    /// One object names the same member twice.
    DuplicateKey(String),
    /// A member that the policy grammar does not have.
    UnknownElement(String),
    /// A value of the wrong JSON type; the type found.
    WrongType(&'static str),
    /// A member that the grammar requires is not there.
    Missing(&'static str),
    /// `Effect` is something else than `Allow` and `Deny`.
    UnknownEffect(String),
    /// A condition operator that AWS does not have.
    UnknownOperator(String),
    /// A member of `Principal` that is no principal type.
    UnknownPrincipalType(String),
    /// An element and its negation stand in one statement.
    Both(&'static str, &'static str),
}

/// A refused policy document: where it is wrong, what is wrong, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// The element that is wrong.
    pub path: Path,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 1.
    pub column: u32,
    /// What is wrong there.
    pub what: What,
    /// What the grammar allows there: element names, literal values or JSON types.
    pub expected: &'static [&'static str],
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)?;
        if !self.path.0.is_empty() {
            write!(f, " ({})", self.path)?;
        }
        write!(f, ": {:?}", self.what)?;
        if !self.expected.is_empty() {
            write!(f, ", expected {}", self.expected.join(" or "))?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}
