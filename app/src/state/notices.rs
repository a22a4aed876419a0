//! What the studio says in passing: a polite status line that screen readers hear too.

use crate::prelude::*;
use gloo::timers::callback::Timeout;
use std::borrow::Cow;

/// How it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    /// Something was refused or failed; it stays until closed.
    Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
    /// Tells equal notices apart, so that the same words said twice are heard twice.
    pub number: u32,
}

#[derive(Clone, Copy)]
pub struct Notices {
    now: RwSignal<Option<Notice>>,
    count: StoredValue<u32>,
}

impl Notices {
    pub fn new() -> Self {
        Self { now: RwSignal::new(None), count: StoredValue::new(0) }
    }

    pub fn now(self) -> Signal<Option<Notice>> {
        self.now.into()
    }

    pub fn say(self, text: impl Into<Cow<'static, str>>) {
        let number = self.put(Tone::Plain, text.into());
        Timeout::new(6_000, move || self.now.try_update(|n| n.take_if(|n| n.number == number)).map_or((), drop)).forget();
    }

    pub fn problem(self, text: impl Into<Cow<'static, str>>) {
        self.put(Tone::Problem, text.into());
    }

    pub fn close(self) {
        self.now.set(None);
    }

    /// A text of the source is in the page's language.
    fn put(self, tone: Tone, text: Cow<'static, str>) -> u32 {
        let text = match text {
            Cow::Borrowed(text) => t(text).to_owned(),
            Cow::Owned(text) => text,
        };
        let number = self.count.get_value().wrapping_add(1);
        self.count.set_value(number);
        self.now.set(Some(Notice { tone, text, number }));
        number
    }
}
