//! Messages drawn: every name is a link to the thing.

use crate::prelude::*;
use crate::state::Studio;
use crate::ui::Words;
use portico_core::text::{Segment, Text};

/// A message in its pieces. Names are taken from the model now, and again when it changes.
pub fn say(s: Studio, text: &Text, mono: bool) -> AnyView {
    let text = text.clone();
    let pieces: Memo<Vec<Segment>> = Memo::new(move |_| s.derived.model.with(|m| text.said(m)));
    view! { <span class:mono=mono>{move || view! { <Words said=pieces.get() /> }}</span> }.into_any()
}
