//! The frame: header, left rail, canvas, inspector, drawer, status line.

mod banner;
mod drawer;
mod header;
mod help;
mod menu;
mod status;

pub use menu::open as open_menu;

use crate::canvas::Canvas;
use crate::inspector::Inspector;
use crate::palette::Rail;
use crate::prelude::*;
use crate::state::studio;

/// Everything on the page.
#[component]
pub fn Shell() -> impl IntoView {
    let engine = studio().derived.engine;
    view! {
        <header::Header />
        <Rail />
        <main class="stage" id="main" aria-label="Canvas">
            <Canvas />
            <banner::Banners />
            <status::Status />
        </main>
        <aside class="inspector" data-testid="inspector" aria-label="Inspector">
            // With the engine, which it asks for all it shows.
            {move || engine.get().then(|| view! { <Inspector /> })}
        </aside>
        <drawer::Drawer />
        <help::Help />
        <menu::Menu />
        {move || engine.get().then(|| view! { <Sheets /> })}
        <crate::exchange::DropVeil />
    }
}

/// What opens over the page when it is asked for.
#[component]
fn Sheets() -> impl IntoView {
    view! {
        <crate::finder::Finder />
        <crate::exchange::OpenSheet />
        <crate::exchange::VersionsSheet />
        <crate::exchange::ShareSheet />
        <crate::exchange::ImportSheet />
        <crate::exchange::PricesSheet />
        <crate::exchange::RefusedSheet />
    }
}
