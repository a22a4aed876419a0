//! What is said beside a rule that decides nothing: dead, shadowed, or redundant.

use super::form::{Note, Tone};
use portico_core::redundancy::{Spare, Why};
use portico_core::text;
use portico_core::text::code;

/// The remark on the rule at a position, if it decides nothing. `name` is what a rule of the list is called.
pub fn note(all: &[Spare], index: usize, name: impl Fn(usize) -> String) -> Option<Note> {
    let why = &all.iter().find(|s| s.index == index)?.why;
    let others = |by: &[usize]| code(by.iter().take(3).map(|i| name(*i)).collect::<Vec<_>>().join(", "));
    let text = match why {
        Why::MatchesNothing => text!("Dead: it matches no packet"),
        Why::Shadowed(by) if by.is_empty() => text!("Shadowed: the local route is looked at first"),
        Why::Shadowed(by) => text!("Shadowed by {others}: no packet comes to it", others = others(by)),
        Why::Repeated(by) => text!("Redundant: {others} does the same", others = others(by)),
        Why::Anyway => text!("Redundant: the same happens without it"),
    };
    Some(Note { text, tone: Tone::Warning })
}
