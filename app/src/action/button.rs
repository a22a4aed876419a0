//! An action as a button with its glyph.

use super::{Action, Chord};
use crate::canvas::driver;
use crate::prelude::*;
use crate::state::studio;
use crate::ui::Icon;

/// A small button that calls an action; off while that has nothing to do.
pub fn button(a: Action, test: impl Into<String>, size: u32) -> AnyView {
    let (s, d) = (studio(), driver());
    let keys = a.chords().first().map_or(String::new(), |c| format!(" ({})", Chord(c).shown().join("+")));
    view! {
        <button
            type="button"
            class="icon-button"
            data-testid=test.into()
            aria-label=a.label()
            title=format!("{}{keys}", t(a.label()))
            disabled=move || !a.enabled(s)
            on:click=move |_| { a.run(s, d); }
        >
            <Icon glyph=a.glyph() size=size />
        </button>
    }
    .into_any()
}
