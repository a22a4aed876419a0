//! The matrix of now, and what the last edit did to who reaches whom. Worked out after the edit is on screen, in turns that fit between
//! two frames.

mod compare;
mod data;
mod job;
#[cfg(test)]
mod tests;

pub use compare::Comparing;
pub use data::{Change, Item, MOST_ITEMS};
pub use job::Known;

use super::derived::Shared;
use super::{Derived, Workspace};
use crate::prelude::*;
use crate::ui::dom;
use gloo::timers::callback::Timeout;
use job::Job;
use portico_core::edit::Command;
use portico_core::facts::Facts;
use std::sync::Arc;

/// How long one turn may work: a frame has 16 ms, and the browser wants some of them.
const TURN_MS: f64 = 5.0;

/// How often it is looked whether the hand has gone from the canvas.
const HAND_MS: u32 = 40;

/// How long a design that is opened may keep the page from being drawn, so that nothing said is of the one before.
const OPENING_MS: f64 = 80.0;

/// What a command would do, were it run.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    pub command: Command,
    pub change: Change,
}

/// Which lines of the matrix are shown: those whose words hold these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub from: String,
    pub to: String,
}

#[derive(Clone, Copy)]
pub struct Reaching {
    known: RwSignal<Option<Shared<Known>>>,
    change: RwSignal<Option<Change>>,
    what_if: RwSignal<Option<WhatIf>>,
    filter: RwSignal<Filter>,
    job: StoredValue<Option<Job>>,
    /// The next turn.
    due: StoredValue<Option<Timeout>, LocalStorage>,
    /// The edit is on screen then.
    drawn: StoredValue<Option<Timeout>, LocalStorage>,
    derived: Derived,
    workspace: Workspace,
}

impl Reaching {
    pub fn new(derived: Derived, workspace: Workspace) -> Self {
        Self {
            known: RwSignal::new(None),
            change: RwSignal::new(None),
            what_if: RwSignal::new(None),
            filter: RwSignal::new(Filter::default()),
            job: StoredValue::new(None),
            due: StoredValue::new_local(None),
            drawn: StoredValue::new_local(None),
            derived,
            workspace,
        }
    }

    /// Follows the design, for as long as the page is there; from when the engine is.
    pub fn start(self) {
        Effect::new(move |_| {
            self.derived.facts.with(|_| ());
            if self.workspace.last_edit().is_none() {
                self.drawn.set_value(None);
                self.derived.picture();
            } else {
                // Browsers draw what a key or a click did before they turn to timers.
                self.drawn.set_value(Some(Timeout::new(0, move || self.derived.picture())));
            }
        });
        Effect::new(move |_| {
            if !self.derived.engine.get() {
                return;
            }
            let facts = self.derived.facts.get();
            let edit = self.workspace.last_edit();
            let opened = edit.is_none();
            let known = self.known.get_untracked();
            // Other prices are no edit: who reaches whom stays, and there is nothing to compare.
            let edit = edit.filter(|_| known.as_ref().is_none_or(|k| k.facts.catalogue == facts.catalogue));
            self.begin(Job::of_edit(edit, facts, known));
            // What was known is of another design: a small one is known before it is drawn.
            if opened {
                let until = dom::now() + OPENING_MS;
                while self.job.with_value(Option::is_some) && dom::now() < until {
                    self.turn(until - dom::now());
                }
            }
        });
    }

    /// The design's matrix as of the last turn: for a moment after an edit, that before it.
    pub fn known(self) -> Signal<Option<Shared<Known>>> {
        self.known.into()
    }

    /// What the last edit did.
    pub fn change(self) -> Signal<Option<Change>> {
        self.change.into()
    }

    /// What somebody wanted to know before doing it.
    pub fn what_if(self) -> Signal<Option<WhatIf>> {
        self.what_if.into()
    }

    pub fn filter(self) -> RwSignal<Filter> {
        self.filter
    }

    /// Forgets the list of changes.
    pub fn close(self) {
        self.change.set(None);
        self.what_if.set(None);
    }

    /// Finds out what a command would do. False where it cannot be run.
    pub fn try_out(self, label: &str, command: Command) -> bool {
        let Ok(doc) = self.workspace.document().apply(&command) else { return false };
        // What follows from the edit before is not given up for it.
        while self.job.with_value(Option::is_some) {
            self.turn(f64::INFINITY);
        }
        let catalogue = self.derived.facts.with_untracked(|f| f.catalogue.clone());
        let facts = Shared(Arc::new(Facts::new(&doc, &catalogue)));
        self.begin(Job::of_what_if(label.into(), command, facts, self.derived.facts.get_untracked()));
        true
    }

    fn begin(self, job: Job) {
        self.job.set_value(Some(job));
        // After the next frame, so that what was done is seen first.
        self.later(30);
    }

    /// The next turn, in so many milliseconds; while a hand drags or pans, after that.
    fn later(self, ms: u32) {
        let next = move || if self.workspace.in_hand() { self.later(HAND_MS) } else { self.turn(TURN_MS) };
        self.due.set_value(Some(Timeout::new(ms, next)));
    }

    /// Works for about so long, or tells what was found. Telling has a turn of its own: all that shows it is drawn anew.
    fn turn(self, most: f64) {
        if let Some(settled) = self.job.try_update_value(|job| job.as_mut().and_then(Job::settled)).flatten() {
            self.derived.settle(settled);
            self.later(0);
            return;
        }
        if !self.job.with_value(|job| job.as_ref().is_none_or(Job::is_done)) {
            let begun = dom::now();
            self.job.update_value(|job| {
                if let Some(job) = job {
                    job.turn(&mut || dom::now() - begun < most);
                }
            });
            self.later(0);
            return;
        }
        let Some(found) = self.job.try_update_value(Option::take).flatten().and_then(Job::found) else { return };
        if let Some(known) = found.known {
            self.known.set(Some(known));
            self.what_if.set(None);
            self.change.set(found.change);
        } else {
            self.what_if.set(found.what_if);
        }
    }
}
