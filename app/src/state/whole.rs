//! Whether all of the studio's module is there. It comes in two parts (public/rest.js): the first draws the page, the engine is in the second.

use crate::prelude::*;
use gloo::events::EventListener;

#[derive(Clone, Copy)]
pub struct Whole {
    there: RwSignal<bool>,
    missed: RwSignal<bool>,
}

impl Whole {
    /// Follows what the page's script says of the second part.
    pub fn watch() -> Self {
        let window = web_sys::window();
        let split = window.as_ref().and_then(|w| w.document()).and_then(|d| d.query_selector("script[data-rest]").ok().flatten());
        let whole = Self { there: RwSignal::new(split.is_none()), missed: RwSignal::new(false) };
        if let Some(window) = window.filter(|_| split.is_some()) {
            EventListener::new(&window, "portico-whole", move |_| whole.there.set(true)).forget();
            EventListener::new(&window, "portico-part", move |_| whole.missed.set(true)).forget();
        }
        whole
    }

    pub fn there(self) -> Signal<bool> {
        self.there.into()
    }

    /// It did not load, and is asked for again.
    pub fn is_missing(self) -> bool {
        self.missed.get() && !self.there.get()
    }
}
