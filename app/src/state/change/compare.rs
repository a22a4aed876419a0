//! Two states of a design compared while somebody looks on: in turns, as after an edit.

use super::data::Change;
use super::job::Job;
use super::{HAND_MS, TURN_MS};
use crate::prelude::*;
use crate::state::Workspace;
use crate::state::derived::Shared;
use crate::ui::dom;
use gloo::timers::callback::Timeout;
use portico_core::facts::Facts;

/// Ends with its owner, whatever it is at.
#[derive(Clone, Copy)]
pub struct Comparing {
    job: StoredValue<Option<Job>>,
    due: StoredValue<Option<Timeout>, LocalStorage>,
    found: RwSignal<Option<Change>>,
    workspace: Workspace,
}

impl Comparing {
    pub fn new(workspace: Workspace) -> Self {
        Self { job: StoredValue::new(None), due: StoredValue::new_local(None), found: RwSignal::new(None), workspace }
    }

    /// What became of who reaches whom; none until it is known.
    pub fn found(self) -> Signal<Option<Change>> {
        self.found.into()
    }

    /// Compares these; what was compared before is given up.
    pub fn begin(self, label: String, before: Shared<Facts>, now: Shared<Facts>) {
        if before == now {
            self.stop();
            // Boxes were moved, or names of versions differ: packets know nothing of it.
            return self.found.set(Some(Change { label, ..Change::default() }));
        }
        self.found.set(None);
        self.job.set_value(Some(Job::between(label, before, now)));
        self.later(0);
    }

    pub fn stop(self) {
        self.job.set_value(None);
        self.due.set_value(None);
        self.found.set(None);
    }

    fn later(self, ms: u32) {
        let next = move || if self.workspace.in_hand() { self.later(HAND_MS) } else { self.turn() };
        self.due.set_value(Some(Timeout::new(ms, next)));
    }

    fn turn(self) {
        let begun = dom::now();
        let done = self.job.try_update_value(|job| job.as_mut().is_none_or(|j| j.turn(&mut || dom::now() - begun < TURN_MS)));
        match done {
            Some(true) => {
                let found = self.job.try_update_value(Option::take).flatten().and_then(Job::found);
                self.found.set(found.and_then(|f| f.change));
            }
            Some(false) => self.later(0),
            None => {}
        }
    }
}
