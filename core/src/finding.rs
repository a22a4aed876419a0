//! Findings: what a check says of a design, with evidence and ways to mend it.

use crate::document::NodeId;
use crate::document::shape::shape;
use crate::edit::Command;
use crate::text::Text;

shape! {
    /// How bad it is.
    pub enum Severity {
        /// Does not work, or AWS refuses it.
        Error = "error",
        /// Works, with a risk or a cost that is seldom wanted.
        Warning = "warning",
        /// Worth knowing.
        Info = "info",
    }
}

shape! {
    /// What a finding is about.
    pub enum Category {
        Correctness = "correctness",
        Exposure = "exposure",
        Resilience = "resilience",
        Cost = "cost",
        Permissions = "permissions",
    }
}

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The check's name, such as `endpoint-subnets-in-one-zone`.
    pub check: &'static str,
    pub severity: Severity,
    pub category: Category,
    /// The resources it is about, the main one first.
    pub on: Vec<NodeId>,
    /// What is wrong, in one sentence.
    pub message: Text,
    /// Why: the evidence, most telling first.
    pub because: Vec<Text>,
    /// Ways to mend it, best first; several where there is no single right one.
    pub fixes: Vec<Fix>,
}

/// A way to mend a finding: an ordinary, undoable edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Named by what it does: "Associate app-a with the endpoint".
    pub label: Text,
    /// Whether it changes nothing but what the finding is about; others want a look first.
    pub safe: bool,
    pub command: Command,
}
