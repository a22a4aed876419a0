//! Working out the matrix of a design and comparing it, in turns: each does a little, and says whether all is done.

use super::WhatIf;
use super::data::{Change, change};
use crate::state::derived::Shared;
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::matrix::{Building, Matrix};
use std::sync::Arc;

/// With more classes than this the matrix is not worked out at every edit.
const MOST_CLASSES: usize = 1_500;

/// A design and, where it is not too large, who reaches whom in it.
#[derive(Debug)]
pub struct Known {
    pub facts: Shared<Facts>,
    pub matrix: Option<Matrix>,
}

enum Step {
    Begin,
    Rows(Box<Building>),
    Exposure,
    Compare,
    Done,
}

/// One network on its way to be known.
struct Growing {
    facts: Shared<Facts>,
    step: Step,
    matrix: Option<Matrix>,
}

impl Growing {
    fn new(facts: Shared<Facts>) -> Self {
        Self { facts, step: Step::Begin, matrix: None }
    }

    /// Goes on while `more` says so. True when there is nothing left but to compare.
    fn turn(&mut self, more: &mut dyn FnMut() -> bool) -> bool {
        loop {
            self.step = match std::mem::replace(&mut self.step, Step::Done) {
                Step::Begin => match Building::new(self.facts.graph()).filter(|b| b.classes() <= MOST_CLASSES) {
                    Some(b) => Step::Rows(Box::new(b)),
                    None => Step::Exposure,
                },
                Step::Rows(mut b) => {
                    if b.row(self.facts.graph()) {
                        Step::Rows(b)
                    } else {
                        self.matrix = Some(b.done());
                        Step::Exposure
                    }
                }
                Step::Exposure => {
                    self.facts.exposed();
                    self.facts.flows();
                    Step::Compare
                }
                Step::Compare | Step::Done => {
                    self.step = Step::Compare;
                    return true;
                }
            };
            if !more() {
                return false;
            }
        }
    }

    fn known(self) -> Shared<Known> {
        Shared(Arc::new(Known { facts: self.facts, matrix: self.matrix }))
    }
}

pub struct Job {
    label: Option<String>,
    /// The command that is only tried out.
    tried: Option<Command>,
    /// What to compare with: known already, or still to be worked out.
    before: Option<Shared<Known>>,
    earlier: Option<Growing>,
    now: Option<Growing>,
    /// `now` is known as far as it goes.
    grown: bool,
    change: Option<Change>,
}

/// What a job found.
#[derive(Default)]
pub struct Found {
    pub known: Option<Shared<Known>>,
    pub change: Option<Change>,
    pub what_if: Option<WhatIf>,
}

impl Job {
    /// After an edit. Without a label the design is another one: there is nothing to compare.
    pub fn of_edit(label: Option<String>, facts: Shared<Facts>, before: Option<Shared<Known>>) -> Self {
        Self {
            before: before.filter(|_| label.is_some()),
            label,
            tried: None,
            earlier: None,
            now: Some(Growing::new(facts)),
            grown: false,
            change: None,
        }
    }

    /// What `command` would make of the design `is`.
    pub fn of_what_if(label: String, command: Command, would_be: Shared<Facts>, is: Shared<Facts>) -> Self {
        Self {
            label: Some(label),
            tried: Some(command),
            before: None,
            earlier: Some(Growing::new(is)),
            now: Some(Growing::new(would_be)),
            grown: false,
            change: None,
        }
    }

    /// Works while `more` says so, a little at least. True when it is done.
    pub fn turn(&mut self, more: &mut dyn FnMut() -> bool) -> bool {
        if let Some(growing) = &mut self.earlier {
            if !growing.turn(more) {
                return false;
            }
            self.before = self.earlier.take().map(Growing::known);
        }
        let Some(now) = &mut self.now else { return true };
        if !self.grown {
            if !now.turn(more) {
                return false;
            }
            self.grown = true;
            // The comparison has a turn of its own.
            if self.before.is_some() && !more() {
                return false;
            }
        }
        if let (Some(label), Some(before)) = (self.label.take(), &self.before) {
            self.change = Some(change(label, (&before.facts, before.matrix.as_ref()), (&now.facts, now.matrix.as_ref())));
        }
        true
    }

    pub fn found(self) -> Option<Found> {
        let now = self.now?.known();
        Some(match self.tried {
            Some(command) => Found { what_if: self.change.map(|change| WhatIf { command, change }), ..Found::default() },
            None => Found { known: Some(now), change: self.change, what_if: None },
        })
    }
}
