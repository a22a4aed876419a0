//! The status line: what the studio says in passing, seen and heard.

use crate::prelude::*;
use crate::state::notices::Tone;
use crate::state::studio;
use crate::ui::{Glyph, Icon};

#[component]
pub fn Status() -> impl IntoView {
    let s = studio();
    let now = s.notices.now();
    view! {
        <div class="status" role="status" aria-live="polite" data-testid="status">
            {move || {
                now.get().map(|n| view! {
                    <div class="notice" class:problem=n.tone == Tone::Problem>
                        {(n.tone == Tone::Problem).then(|| view! { <Icon glyph=Glyph::Warning size=16 /> })}
                        <span>{n.text}</span>
                        <button class="icon-button" aria-label="Close this message" on:click=move |_| s.notices.close()>
                            <Icon glyph=Glyph::Close size=14 />
                        </button>
                    </div>
                })
            }}
        </div>
    }
}
