//! The left rail: the palette, and the outline of everything.

pub mod item;
mod outline;
mod view;

pub use item::Item;

use crate::prelude::*;
use crate::state::shell::Rail as Tab;
use crate::state::studio;

#[component]
pub fn Rail() -> impl IntoView {
    let s = studio();
    let tab = move |which: Tab, id: &'static str, label: &'static str| {
        view! {
            <button
                role="tab"
                class="tab"
                id=format!("rail-tab-{id}")
                data-testid=format!("rail-tab-{id}")
                aria-controls="rail-body"
                aria-selected=move || (s.shell.rail.get() == which).to_string()
                on:click=move |_| s.shell.rail.set(which)
            >
                {label}
            </button>
        }
    };
    view! {
        <nav class="rail" aria-label="Objects">
            <div class="tabs" role="tablist" aria-label="Objects">
                {tab(Tab::Add, "add", "Add")}
                {tab(Tab::Outline, "outline", "Outline")}
            </div>
            <div
                class="rail-body"
                id="rail-body"
                role="tabpanel"
                aria-labelledby=move || if s.shell.rail.get() == Tab::Add { "rail-tab-add" } else { "rail-tab-outline" }
            >
                {move || match s.shell.rail.get() {
                    Tab::Add => view! { <view::Palette /> }.into_any(),
                    Tab::Outline => view! { <outline::Outline /> }.into_any(),
                }}
            </div>
        </nav>
    }
}
