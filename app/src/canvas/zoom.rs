//! What stands in the canvas's lower left corner: zoom, layers, and what the last edit changed.

use super::driver;
use crate::action::{Action, button};
use crate::prelude::*;
use crate::state::studio;
use crate::ui::{Glyph, Icon};

#[component]
pub fn Zoom() -> impl IntoView {
    let (s, d) = (studio(), driver());
    let percent = move || format!("{} %", crate::geometry::whole(s.viewport.view().scale * 100.0));
    let on = s.shell.internet;
    view! {
        <div class="zoom" role="group" aria-label="Zoom">
            {button(Action::ZoomOut, Action::ZoomOut.id(), 16)}
            <button class="percent" data-testid="zoom-100" title="Zoom to 100 % (0)" on:click=move |_| { Action::Zoom100.run(s, d); }>
                {percent}
            </button>
            {button(Action::ZoomIn, Action::ZoomIn.id(), 16)}
            {button(Action::ZoomAll, Action::ZoomAll.id(), 16)}
            <button
                type="button"
                class="layer-toggle"
                data-testid="layer-internet"
                title="Show what the internet reaches (I)"
                aria-pressed=move || on.get().to_string()
                on:click=move |_| { Action::Internet.run(s, d); }
            >
                <Icon glyph=Glyph::Resolver size=14 />
                "Internet"
            </button>
        </div>
    }
}

/// What the last edit did to who reaches whom, in a line. Nothing before the first edit.
#[component]
pub fn ChangeLine() -> impl IntoView {
    let s = studio();
    let words = Memo::new(move |_| s.reaching.change().with(|c| c.as_ref().map(|c| (c.label.clone(), c.sentence(), c.is_nothing()))));
    view! {
        <div class="change-line" role="status" aria-live="polite">
            {move || {
                words.get().map(|(label, sentence, nothing)| {
                    let open = move |_| s.shell.drawer.set(Some(crate::matrix::TAB));
                    view! {
                        <button
                            type="button"
                            class="change"
                            data-testid="change-line"
                            class:quiet=nothing
                            title="What changed, one by one"
                            on:click=open
                        >
                            <span class="change-of">{label}": "</span>
                            {sentence}
                        </button>
                    }
                })
            }}
        </div>
    }
}
