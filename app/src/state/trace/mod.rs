//! The question of the Path panel, its answer at this edit, and the stops that the canvas marks.

mod question;
mod stops;
#[cfg(test)]
mod tests;

pub use question::{PortChoice, Question};
pub use stops::{Stop, Tone};

use super::derived::Shared;
use super::{Derived, Selection, Shell};
use crate::prelude::*;
use portico_core::answer::{Trace, TracePath, trace};
use std::sync::Arc;

/// The id of the drawer's tab that asks and shows paths.
pub const TAB: &str = "path";

#[derive(Clone, Copy)]
pub struct Tracing {
    /// What somebody asked in so many words; until then the selection is the question.
    asked: RwSignal<Option<Question>>,
    /// The alternative looked at: interfaces from and to.
    chosen: RwSignal<Option<(Option<usize>, Option<usize>)>>,
    pub question: Memo<Question>,
    pub answer: Memo<Option<Shared<Trace>>>,
    /// The path shown, by its position in the answer.
    pub shown: Memo<usize>,
    /// The path shown as stops in order, for the canvas; empty while the panel is closed.
    pub stops: Memo<Vec<Stop>>,
}

impl Tracing {
    pub fn new(derived: Derived, selection: Selection, shell: Shell) -> Self {
        let asked = RwSignal::new(None::<Question>);
        let chosen = RwSignal::new(None);
        let question = Memo::new(move |_| {
            derived.model.with(|m| match asked.get() {
                Some(q) => q.within(m),
                None => Question::of_selection(m, &selection.nodes()),
            })
        });
        let answer = Memo::new(move |_| {
            derived.facts.with(|f| {
                let of_flow = question.with(|q| q.flow).and_then(|id| f.flows().get(&id).cloned());
                let answer = match of_flow {
                    Some(known) => known,
                    None => trace(f.graph(), &question.with(|q| q.query(&f.document.model))?),
                };
                Some(Shared(Arc::new(answer)))
            })
        });
        let shown = Memo::new(move |_| {
            answer.with(|a| {
                let Some(a) = a else { return 0 };
                let wanted = chosen.get();
                a.paths.iter().position(|p| wanted == Some((p.from, p.to))).unwrap_or(a.shown)
            })
        });
        let stops = Memo::new(move |_| {
            if shell.drawer.get() != Some(TAB) {
                return Vec::new();
            }
            answer.with(|a| {
                let Some((a, path)) = a.as_ref().and_then(|a| Some((a, a.paths.get(shown.get())?))) else { return Vec::new() };
                derived.facts.with(|f| stops::stops(f.graph(), &a.query, path))
            })
        });
        Self { asked, chosen, question, answer, shown, stops }
    }

    pub fn ask(self, question: Question) {
        self.chosen.set(None);
        self.asked.set(Some(question));
    }

    /// Changes a part of the question.
    pub fn change(self, change: impl FnOnce(&mut Question)) {
        let mut question = self.question.get_untracked();
        question.flow = None;
        change(&mut question);
        self.ask(question);
    }

    /// Forgets the question; the selection is the question again.
    pub fn clear(self) {
        self.chosen.set(None);
        self.asked.set(None);
    }

    /// Whether there is something to clear.
    pub fn is_asked(self) -> bool {
        self.asked.with(Option::is_some)
    }

    /// Looks at one of several paths.
    pub fn choose(self, path: &TracePath) {
        self.chosen.set(Some((path.from, path.to)));
    }
}
