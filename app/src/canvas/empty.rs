//! The empty canvas: ways to begin.
use leptos::prelude::*;
#[component]
pub fn Empty() -> impl IntoView {}
