//! Messages on the page: what is said as text, values in mono, names as links that reveal the thing on the canvas.

use crate::prelude::*;
use crate::state::studio;
use portico_core::text::{Segment, capital};

/// A message in pieces. A name is a button, so that it works by keyboard; its words are what a screen reader reads.
#[component]
pub fn Words(#[prop(into)] said: Vec<Segment>) -> impl IntoView {
    let s = studio();
    let piece = move |p: Segment| match p {
        Segment::Plain(t) => view! { <span>{t}</span> }.into_any(),
        Segment::Code(t) => view! { <code>{t}</code> }.into_any(),
        Segment::Node(node, name) => {
            let kind = node.kind().label();
            view! { <button type="button" class="name" title=kind on:click=move |_| s.workspace.reveal(node)>{name}</button> }.into_any()
        }
    };
    view! { <span class="words">{said.into_iter().map(piece).collect_view()}</span> }
}

/// The first letter in upper case: messages of the engine are pieces of sentences.
pub fn sentence(mut said: Vec<Segment>) -> Vec<Segment> {
    if let Some(Segment::Plain(t)) = said.first_mut() {
        *t = capital(t);
    }
    said
}
