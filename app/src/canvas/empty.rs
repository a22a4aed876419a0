//! The empty canvas: ways to begin.

use super::{intent, keys};
use crate::palette::Item;
use crate::prelude::*;
use crate::state::studio;
use crate::ui::{Glyph, Icon};

#[component]
pub fn Empty() -> impl IntoView {
    let s = studio();
    let draw = move || {
        intent::place(s, Item::Vpc);
        keys::focus_selected(s);
    };
    move || {
        s.scene.order().with(Vec::is_empty).then(|| {
            view! {
                <section class="start" data-testid="empty" aria-label="Ways to begin">
                    <div>
                        <h2>"An empty region"</h2>
                        <p>"Choose the region above; then draw, and see at every step what can reach what, and what it costs."</p>
                    </div>
                    <div class="start-ways">
                        <button type="button" class="start-way" data-testid="start-draw" on:click=move |_| draw()>
                            <Icon glyph=Glyph::Vpc size=22 />
                            <b>"Draw"</b>
                            <span>"Start with a VPC; its addresses are proposed. Or drag anything from the left."</span>
                        </button>
                        <button type="button" class="start-way" data-testid="start-example" on:click=move |_| s.shell.opening.set(true)>
                            <Icon glyph=Glyph::Zones size=22 />
                            <b>"Open an example"</b>
                            <span>"Private access to S3, a three-tier shop, endpoints shared between VPCs."</span>
                        </button>
                        <button type="button" class="start-way" data-testid="start-file" on:click=move |_| s.shell.opening.set(true)>
                            <Icon glyph=Glyph::Open size=22 />
                            <b>"Open a file"</b>
                            <span>"A design that was saved from here, or one dropped anywhere on this page."</span>
                        </button>
                    </div>
                </section>
            }
        })
    }
}
