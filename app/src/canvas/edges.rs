//! Edges, quiet by default: of what is selected, and of the path in question.
use leptos::prelude::*;
#[component]
pub fn Edges() -> impl IntoView {}
