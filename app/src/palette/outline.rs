//! The outline: every object as a tree, for whom the canvas is not the way.
use leptos::prelude::*;
#[component]
pub fn Outline() -> impl IntoView {}
