//! A finding in the making, as a check's rule writes it.

use super::Check;
use crate::document::{NodeId, Shape};
use crate::edit::{Command, Draft};
use crate::facts::Facts;
use crate::finding::{Finding, Fix, Severity};
use crate::propose::Refusal;
use crate::text::Text;

/// What a rule found, without the name of its check.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    on: Vec<NodeId>,
    message: Text,
    severity: Option<Severity>,
    because: Vec<Text>,
    fixes: Vec<Fix>,
}

impl Found {
    /// What is wrong with a resource, as one sentence.
    pub fn new(on: impl Into<NodeId>, message: Text) -> Self {
        Self { on: vec![on.into()], message, severity: None, because: Vec::new(), fixes: Vec::new() }
    }

    /// Also about this one.
    pub fn with(mut self, on: impl Into<NodeId>) -> Self {
        let on = on.into();
        if !self.on.contains(&on) {
            self.on.push(on);
        }
        self
    }

    /// Other than the check's usual severity.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Why, as one sentence.
    pub fn because(mut self, why: Text) -> Self {
        self.because.push(why);
        self
    }

    /// A fix that changes nothing but what the finding is about. Nothing is added where there is no command.
    pub fn fix(self, label: Text, command: impl Into<Option<Command>>) -> Self {
        self.any_fix(label, true, command.into())
    }

    /// A fix that wants a look first.
    pub fn option(self, label: Text, command: impl Into<Option<Command>>) -> Self {
        self.any_fix(label, false, command.into())
    }

    fn any_fix(mut self, label: Text, safe: bool, command: Option<Command>) -> Self {
        self.fixes.extend(command.map(|command| Fix { label, safe, command }));
        self
    }

    pub fn of(self, check: &Check) -> Finding {
        Finding {
            check: check.name,
            severity: self.severity.unwrap_or(check.severity),
            category: check.category,
            on: self.on,
            message: self.message,
            because: self.because,
            fixes: self.fixes,
        }
    }
}

/// Sets one field.
pub(crate) fn set(node: impl Into<NodeId>, field: &str, value: &impl Shape) -> Command {
    Command::Set { node: node.into(), field: field.into(), value: value.to_value() }
}

/// Several changes as one; `None` where one of them does not go.
pub(crate) fn step(facts: &Facts, change: impl FnOnce(&mut Draft) -> Result<(), Refusal>) -> Option<Command> {
    let mut draft = Draft::new(&facts.document);
    change(&mut draft).ok()?;
    Some(draft.finish())
}
