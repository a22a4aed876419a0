//! The empty canvas: ways to begin.

use super::{intent, keys};
use crate::palette::Item;
use crate::state::studio;
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn Empty() -> impl IntoView {
    let s = studio();
    let way = |id: &'static str, glyph: Glyph, title: &'static str, words: &'static str, go: Box<dyn Fn()>| {
        view! {
            <button type="button" class="start-way" data-testid=id on:click=move |_| go()>
                <Icon glyph=glyph size=22 />
                <b>{title}</b>
                <span>{words}</span>
            </button>
        }
    };
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
                        {way(
                            "start-draw",
                            Glyph::Vpc,
                            "Draw",
                            "Start with a VPC; its addresses are proposed. Or drag anything from the left.",
                            Box::new(draw),
                        )}
                    </div>
                </section>
            }
        })
    }
}
