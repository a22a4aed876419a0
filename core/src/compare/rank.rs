//! What matters to the one who chooses, in order.

use super::weigh::Candidate;
use crate::document::shape::shape;
use crate::ordered::Sorted as _;
use std::cmp::Reverse;

shape! {
    /// What candidates are ranked by.
    pub enum Priority {
        /// The way's typical month, the lowest first.
        Cost = "cost",
        /// What the whole design's month changes by, what saves most first.
        Difference = "difference",
        /// How few single failures take it down.
        Survival = "survival",
        /// What it carries all day, as far as that is known.
        Throughput = "throughput",
        /// Packets stay on private addresses.
        Privacy = "privacy",
        /// How many kinds of rules and policies can narrow it.
        Control = "control",
        /// How many others can use it.
        Sharing = "sharing",
        /// How little there is to set up.
        Simplicity = "simplicity",
    }
}

impl Priority {
    /// Lower is better.
    fn score(self, c: &Candidate) -> i128 {
        let few = |n: usize| n as i128;
        match self {
            Self::Cost => c.month.typical.units(),
            Self::Difference => c.difference.typical.units(),
            Self::Survival => few(c.lost_when.len()),
            Self::Throughput => -i128::from(c.throughput.sustained().unwrap_or(0)),
            Self::Privacy => i128::from(!c.private),
            Self::Control => -few(c.controls.len()),
            Self::Sharing => -few(c.also_serves.len()),
            Self::Simplicity => few(c.steps.len()),
        }
    }
}

/// Ways that work first, then by what matters, one after the other; what is equal in all of it keeps its order.
pub(super) fn rank(all: &mut [Candidate], by: &[Priority]) {
    all.order_by_key(|c| {
        let scores: Vec<i128> = by.iter().map(|p| p.score(c)).collect();
        (Reverse(c.works()), scores)
    });
}
