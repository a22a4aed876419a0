//! The question of the Path panel, its answer at this edit, and the stops that the canvas marks.

mod question;
mod replay;
mod stops;
#[cfg(test)]
mod tests;

pub use question::{PortChoice, Question};
pub use replay::Beat;
pub use stops::{Stop, Tone};

use super::derived::Shared;
use super::{Derived, Selection, Shell};
use crate::prelude::*;
use gloo::timers::callback::Timeout;
use portico_core::answer::{Trace, TracePath, flow_over_ipv6, over_ipv6, trace};
use std::sync::Arc;

/// The id of the drawer's tab that asks and shows paths.
pub const TAB: &str = "path";

/// How long a replay stays at each hop.
const BEAT_MS: u32 = 900;

#[derive(Clone, Copy)]
pub struct Tracing {
    /// What somebody asked in so many words; until then the selection is the question.
    asked: RwSignal<Option<Question>>,
    /// The alternative looked at: interfaces from and to.
    chosen: RwSignal<Option<(Option<usize>, Option<usize>)>>,
    pub question: Memo<Question>,
    /// The answer over the IP version looked at.
    pub answer: Memo<Option<Shared<Trace>>>,
    /// The answer over the other IP version, where both ends have IPv6 too; none while the panel is closed.
    pub other: Memo<Option<Shared<Trace>>>,
    /// Whether IPv6 is looked at where there are two answers.
    six: RwSignal<bool>,
    /// The path shown, by its position in the answer.
    pub shown: Memo<usize>,
    /// The path shown as stops in order, for the canvas; empty while the panel is closed.
    pub stops: Memo<Vec<Stop>>,
    /// The path shown as beats of a replay; empty while the panel is closed.
    pub beats: Memo<Vec<Beat>>,
    /// The beat whose turn it is; none while the path is shown as a whole.
    pub beat: Memo<Option<usize>>,
    /// The beat, and the question that it belongs to.
    step: RwSignal<Option<(usize, Question)>>,
    pub playing: RwSignal<bool>,
    next: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Tracing {
    pub fn new(derived: Derived, selection: Selection, shell: Shell) -> Self {
        let asked = RwSignal::new(None::<Question>);
        let chosen = RwSignal::new(None);
        let question = Memo::new(move |_| {
            derived.drawn.with(|f| {
                let model = &f.document.model;
                match asked.get() {
                    Some(q) => q.within(model),
                    None => Question::of_selection(model, &selection.nodes()),
                }
            })
        });
        let four = Memo::new(move |_| {
            derived.drawn.with(|f| {
                // This flow alone: the others are worked out when the edit is on screen.
                let answer = match question.with(|q| q.flow).and_then(|id| f.flow(id)) {
                    Some(known) => known,
                    None => trace(f.graph(), &question.with(|q| q.query(&f.document.model))?),
                };
                Some(Shared(Arc::new(answer)))
            })
        });
        let open = Memo::new(move |_| shell.drawer.get() == Some(TAB));
        let over_six = Memo::new(move |_| {
            if !open.get() {
                return None;
            }
            four.with(|a| {
                let a = a.as_ref()?;
                derived.drawn.with(|f| {
                    let flow = question.with(|q| q.flow).and_then(|id| f.document.model.get(id));
                    let answer = match flow {
                        Some(flow) => flow_over_ipv6(f.graph(), flow, a),
                        None => over_ipv6(f.graph(), a),
                    };
                    Some(Shared(Arc::new(answer?)))
                })
            })
        });
        let six = RwSignal::new(false);
        let looked_at = move |other: bool| {
            Memo::new(move |_| match over_six.get() {
                Some(over_six) if six.get() != other => Some(over_six),
                None if other => None,
                _ => four.get(),
            })
        };
        let (answer, other) = (looked_at(false), looked_at(true));
        let shown = Memo::new(move |_| {
            answer.with(|a| {
                let Some(a) = a else { return 0 };
                let wanted = chosen.get();
                a.paths.iter().position(|p| wanted == Some((p.from, p.to))).unwrap_or(a.shown)
            })
        });
        // The path shown, put into another form, while the panel is open.
        let stops = Memo::new(move |_| {
            if !open.get() {
                return Vec::new();
            }
            answer.with(|a| {
                let Some((a, path)) = a.as_ref().and_then(|a| Some((a, a.paths.get(shown.get())?))) else { return Vec::new() };
                derived.drawn.with(|f| stops::stops(f.graph(), &a.query, path))
            })
        });
        let beats = Memo::new(move |_| {
            if !open.get() {
                return Vec::new();
            }
            answer.with(|a| {
                let Some((a, path)) = a.as_ref().and_then(|a| Some((a, a.paths.get(shown.get())?))) else { return Vec::new() };
                derived.drawn.with(|f| replay::beats(f.graph(), &a.query, path))
            })
        });
        let step = RwSignal::new(None::<(usize, Question)>);
        let beat = Memo::new(move |_| {
            let of_now = step.with(|s| s.as_ref().and_then(|(i, of)| question.with(|q| (q == of).then_some(*i))));
            of_now.filter(|i| beats.with(|b| *i < b.len()))
        });
        Self {
            asked,
            chosen,
            question,
            answer,
            other,
            six,
            shown,
            stops,
            beats,
            beat,
            step,
            playing: RwSignal::new(false),
            next: StoredValue::new_local(None),
        }
    }

    pub fn ask(self, question: Question) {
        self.look(question, None);
    }

    /// Asks, and looks at the path between two interfaces.
    pub fn look(self, question: Question, ends: impl Into<Option<(Option<usize>, Option<usize>)>>) {
        self.rest();
        self.chosen.set(ends.into());
        self.six.set(false);
        self.asked.set(Some(question));
    }

    /// The path as a whole again.
    pub fn rest(self) {
        self.stop();
        if self.step.with_untracked(Option::is_some) {
            self.step.set(None);
        }
    }

    /// Ends playing; the beat stays.
    fn stop(self) {
        self.next.set_value(None);
        if self.playing.get_untracked() {
            self.playing.set(false);
        }
    }

    /// Goes to a beat; past either end the path is shown as a whole.
    pub fn go(self, to: Option<usize>) {
        self.stop();
        self.put(to);
    }

    fn put(self, to: Option<usize>) {
        self.step.set(to.map(|i| (i, self.question.get_untracked())));
    }

    /// The next beat, or the one before. False where there is no path.
    pub fn walk(self, forward: bool) -> bool {
        let n = self.beats.with_untracked(Vec::len);
        if n == 0 {
            return false;
        }
        self.go(match (self.beat.get_untracked(), forward) {
            (None, true) => Some(0),
            (None, false) => Some(n - 1),
            (Some(i), true) => Some(i + 1).filter(|i| *i < n),
            (Some(i), false) => i.checked_sub(1),
        });
        true
    }

    /// Plays from the beat whose turn it is, or stops playing.
    pub fn play(self) -> bool {
        if self.playing.get_untracked() {
            self.stop();
            return true;
        }
        let n = self.beats.with_untracked(Vec::len);
        if n == 0 {
            return false;
        }
        let at = self.beat.get_untracked().filter(|i| i + 1 < n).unwrap_or(0);
        self.go(Some(at));
        self.playing.set(true);
        self.tick();
        true
    }

    fn tick(self) {
        let turn = move || {
            let next = self.beat.get_untracked().map(|i| i + 1).filter(|i| *i < self.beats.with_untracked(Vec::len));
            match next {
                Some(i) => {
                    self.put(Some(i));
                    self.tick();
                }
                None => self.stop(),
            }
        };
        self.next.set_value(Some(Timeout::new(BEAT_MS, turn)));
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
        self.rest();
        self.chosen.set(None);
        self.six.set(false);
        self.asked.set(None);
    }

    /// Whether there is something to clear.
    pub fn is_asked(self) -> bool {
        self.asked.with(Option::is_some)
    }

    /// Looks at the answer over IPv6, or over IPv4.
    pub fn over(self, six: bool) {
        self.rest();
        self.six.set(six);
    }

    /// Looks at one of several paths.
    pub fn choose(self, path: &TracePath) {
        self.rest();
        self.chosen.set(Some((path.from, path.to)));
    }
}
