//! The left rail.

use leptos::prelude::*;

#[component]
pub fn Rail() -> impl IntoView {
    view! { <aside class="rail" aria-label="Palette"></aside> }
}
