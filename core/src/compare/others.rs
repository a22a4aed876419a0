//! What a way does to everybody else: flows that it cuts, flows that go another way with it, intents that it breaks.

use super::open::{open, taken};
use crate::document::{Claim, Flow, Id, Intent};
use crate::facts::Facts;
use crate::intents::Light;
use crate::reach::Verdict;

/// Others that notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Others {
    pub cut: Vec<Id<Flow>>,
    pub moved: Vec<Id<Flow>>,
    pub broken: Vec<Id<Intent>>,
}

impl Others {
    pub fn of(before: &Facts, after: &Facts, except: Id<Flow>) -> Self {
        let mut out = Self::default();
        for (id, b) in before.flows().iter().filter(|(id, _)| **id != except) {
            let Some(now) = after.flows().get(id) else {
                out.cut.push(*id);
                continue;
            };
            let fine = match b.verdict {
                Verdict::Reachable => now.verdict == Verdict::Reachable,
                Verdict::Depends => open(now.verdict),
                _ => true,
            };
            if !fine {
                out.cut.push(*id);
            } else if open(b.verdict) && taken(b) != taken(now) {
                out.moved.push(*id);
            }
        }
        // What the month may cost is for the one who chooses to weigh.
        let asked = before.document.model.all::<Intent>().any(|(_, i)| i.claim != Claim::MonthUnder);
        if asked {
            let light = |f: &Facts, id: Id<Intent>| f.intents().iter().find(|j| j.intent == id).map_or(Light::Broken, |j| j.light);
            let all = before.document.model.all::<Intent>().filter(|(_, i)| i.claim != Claim::MonthUnder).map(|(id, _)| id);
            out.broken = all.filter(|id| light(after, *id) > light(before, *id)).collect();
        }
        out
    }

    /// Fewer is better.
    pub fn weight(&self) -> (usize, usize) {
        (self.cut.len() + self.broken.len(), self.moved.len())
    }
}
