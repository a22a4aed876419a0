//! The canvas.

use leptos::prelude::*;

#[component]
pub fn Canvas() -> impl IntoView {
    view! { <div class="canvas" data-testid="canvas"></div> }
}
