//! The inspector: what the selected thing is, and its fields.

use crate::state::studio;
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;
use portico_core::edit::Command;

/// The right-hand panel.
#[component]
pub fn Inspector() -> impl IntoView {
    let s = studio();
    let shown = Memo::new(move |_| {
        let node = s.selection.node()?;
        s.derived.model.with(|m| Some((node, m.meta(node)?.name.clone(), Glyph::of(m, node))))
    });
    move || match shown.get() {
        None => view! { <p class="empty">"Select something on the canvas to see what it is."</p> }.into_any(),
        Some((node, name, glyph)) => view! {
            <div class="insp-head">
                <div class="insp-kind"><Icon glyph=glyph size=14 />{node.kind().label()}</div>
                <input
                    class="insp-name"
                    id="inspector-name"
                    data-testid="inspector-name"
                    aria-label="Name"
                    prop:value=name.clone()
                    on:change=move |e| {
                        let name = event_target_value(&e);
                        let _ = s.workspace.run("Rename", Command::Rename { node, name });
                    }
                />
            </div>
        }
        .into_any(),
    }
}
