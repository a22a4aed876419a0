//! Which service an endpoint is for: asked when it is dropped.
use leptos::prelude::*;
#[component]
pub fn Chooser() -> impl IntoView {}
