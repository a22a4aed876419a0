//! The studio.
use leptos::prelude::*;

fn main() {
    leptos::mount::mount_to_body(|| view! { <main><h1>"Portico"</h1></main> });
}
