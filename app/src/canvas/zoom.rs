//! The zoom control.

use super::driver;
use crate::action::Action;
use crate::prelude::*;
use crate::state::studio;
use crate::ui::Icon;

#[component]
pub fn Zoom() -> impl IntoView {
    let (s, d) = (studio(), driver());
    let percent = move || format!("{} %", crate::geometry::whole(s.viewport.view().scale * 100.0));
    let button = |a: Action| {
        view! {
            <button
                class="icon-button"
                data-testid=a.id()
                aria-label=a.label()
                title=format!("{} ({})", a.label(), a.keys())
                on:click=move |_| { a.run(s, d); }
            >
                <Icon glyph=a.glyph() size=16 />
            </button>
        }
    };
    view! {
        <div class="zoom" role="group" aria-label="Zoom">
            {button(Action::ZoomOut)}
            <button class="percent" data-testid="zoom-100" title="Zoom to 100 % (0)" on:click=move |_| { Action::Zoom100.run(s, d); }>
                {percent}
            </button>
            {button(Action::ZoomIn)}
            {button(Action::ZoomAll)}
        </div>
    }
}
