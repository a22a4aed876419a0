//! Working out the matrix of a design and comparing it, in turns: each does a little, and says whether all is done.

use super::WhatIf;
use super::data::{Change, change};
use crate::state::derived::{Settled, Shared};
use portico_core::answer::{Trace, trace_flow};
use portico_core::checks;
use portico_core::document::{Flow, Id};
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::finding::Finding;
use portico_core::matrix::{Building, Matrix};
use portico_core::ordered::BTreeMap;
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
    /// The flows that are known, and those that are not yet.
    Flows(BTreeMap<Id<Flow>, Trace>, Vec<Id<Flow>>),
    Estimate,
    Intents,
    /// What checks found, and the number of the next one.
    Checks(Vec<Finding>, usize),
    Matrix,
    Rows(Box<Building>),
    Exposure,
    Compare,
    Done,
}

/// One network on its way to be known.
struct Growing {
    facts: Shared<Facts>,
    /// Only to compare with: nobody asks for its findings and its bill.
    tried: bool,
    step: Step,
    settled: Option<Settled>,
    matrix: Option<Matrix>,
}

impl Growing {
    fn new(facts: Shared<Facts>, tried: bool) -> Self {
        Self { facts, tried, step: Step::Begin, settled: None, matrix: None }
    }

    /// Goes on while `more` says so. True when there is nothing left but to compare.
    fn turn(&mut self, more: &mut dyn FnMut() -> bool) -> bool {
        loop {
            self.step = match std::mem::replace(&mut self.step, Step::Done) {
                Step::Begin if self.facts.flows_are_known() => self.after_flows(),
                Step::Begin => {
                    let model = &self.facts.document.model;
                    Step::Flows(BTreeMap::new(), model.all::<Flow>().map(|(id, _)| id).collect())
                }
                Step::Flows(mut known, mut left) => match left.pop() {
                    Some(id) => {
                        if let Some(flow) = self.facts.document.model.get(id) {
                            known.insert(id, trace_flow(self.facts.graph(), flow));
                        }
                        Step::Flows(known, left)
                    }
                    None => {
                        self.facts.know_flows(known);
                        self.after_flows()
                    }
                },
                Step::Estimate => {
                    self.facts.estimate();
                    Step::Intents
                }
                Step::Intents => {
                    self.facts.intents();
                    self.step = Step::Checks(Vec::new(), 0);
                    // Shown before the checks are begun.
                    self.settled = Some(Settled::Facts(self.facts.clone()));
                    return false;
                }
                Step::Checks(mut found, at) => match checks::ALL.get(at) {
                    Some(check) => {
                        found.extend(check.findings(&self.facts));
                        Step::Checks(found, at + 1)
                    }
                    None => {
                        self.step = Step::Matrix;
                        self.settled = Some(Settled::Findings(Arc::new(checks::ordered(found))));
                        return false;
                    }
                },
                Step::Matrix => match Building::new(self.facts.graph()).filter(|b| b.classes() <= MOST_CLASSES) {
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

    fn after_flows(&self) -> Step {
        if self.tried { Step::Matrix } else { Step::Estimate }
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
    done: bool,
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
            now: Some(Growing::new(facts, false)),
            grown: false,
            change: None,
            done: false,
        }
    }

    /// What `command` would make of the design `is`.
    pub fn of_what_if(label: String, command: Command, would_be: Shared<Facts>, is: Shared<Facts>) -> Self {
        Self {
            label: Some(label),
            tried: Some(command),
            before: None,
            earlier: Some(Growing::new(is, true)),
            now: Some(Growing::new(would_be, true)),
            grown: false,
            change: None,
            done: false,
        }
    }

    /// What became of who reaches whom from one design to another; nobody asks for their findings and bills.
    pub fn between(label: String, before: Shared<Facts>, now: Shared<Facts>) -> Self {
        Self {
            label: Some(label),
            tried: None,
            before: None,
            earlier: Some(Growing::new(before, true)),
            now: Some(Growing::new(now, true)),
            grown: false,
            change: None,
            done: false,
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
        let Some(now) = &mut self.now else {
            self.done = true;
            return true;
        };
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
        self.done = true;
        true
    }

    pub fn is_done(&self) -> bool {
        self.done
    }

    /// A part of what hangs on every flow, told once.
    pub fn settled(&mut self) -> Option<Settled> {
        self.now.as_mut().and_then(|n| n.settled.take())
    }

    pub fn found(self) -> Option<Found> {
        let now = self.now?.known();
        Some(match self.tried {
            Some(command) => Found { what_if: self.change.map(|change| WhatIf { command, change }), ..Found::default() },
            None => Found { known: Some(now), change: self.change, what_if: None },
        })
    }
}
