//! Draws the panel: built anew for another subject only, so that the focus stays where it is through an edit.

mod control;
mod costs;
mod findings;
mod plan;
mod reach;
mod say;
mod section;
mod table;

use super::form::Form;
use super::kind;
use super::subject::{Subject, subject};
use crate::prelude::*;
use crate::state::{Studio, studio};
use crate::ui::{Glyph, Icon, dom};
use portico_core::edit::Command;
use wasm_bindgen::JsCast;

/// The right-hand panel.
#[component]
pub fn Inspector() -> impl IntoView {
    let s = studio();
    let shown = Memo::new(move |_| subject(s));
    move || panel(s, shown.get())
}

/// A part of the form that a control follows; the last one known while the control is on its way out.
fn follow<T: Clone + PartialEq + Send + Sync + 'static>(
    form: Memo<Form>,
    first: T,
    find: impl Fn(&Form) -> Option<T> + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |before: Option<&T>| form.with(|f| find(f)).or_else(|| before.cloned()).unwrap_or_else(|| first.clone()))
}

fn panel(s: Studio, subject: Subject) -> AnyView {
    let about = subject.clone();
    let form = Memo::new(move |_| s.derived.facts.with(|f| kind::form(f, &about)));
    let sections = move || form.with(|f| f.sections.iter().map(|x| x.id.clone()).collect::<Vec<_>>());
    view! {
        {head(s, subject.clone())}
        <For each=sections key=Clone::clone let:id>
            {section::section(s, form, &subject, id)}
        </For>
    }
    .into_any()
}

fn head(s: Studio, subject: Subject) -> El {
    let of = subject.clone();
    let head = Memo::new(move |_| s.derived.facts.with(|f| kind::head(&f.document, &of)));
    let glyph = move || match &subject {
        Subject::Node(n) => s.derived.model.with(|m| Glyph::of(m, *n)),
        Subject::Zone(..) => Glyph::Zone,
        Subject::Several(_) => Glyph::Fit,
        Subject::Design => Glyph::Portico,
    };
    let glyph = Signal::derive(glyph);
    let node = head.with_untracked(|h| h.node);
    let came_from = StoredValue::new(String::new());
    let name = move || match node {
        Some(node) => view! {
            <input
                class="insp-name"
                id="inspector-name"
                data-testid="inspector-name"
                aria-label="Name"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || head.with(|h| h.name.clone())
                on:focus=move |e: web_sys::FocusEvent| {
                    let before = e.related_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
                    came_from.set_value(before.map(|b| b.id()).unwrap_or_default());
                }
                on:keydown=move |e: web_sys::KeyboardEvent| {
                    // Enter is done, and back to where F2 was pressed: a list or a box takes keys again.
                    if e.key() == "Enter" && came_from.with_value(|id| !id.is_empty() && dom::focus_id(id)) {
                        e.prevent_default();
                        e.stop_propagation();
                    }
                }
                on:change=move |e| {
                    let name = event_target_value(&e);
                    let _ = s.workspace.run("Rename", Command::Rename { node, name });
                }
            />
        }
        .into_any(),
        None => view! { <h2 class="insp-title" data-testid="inspector-title">{move || head.with(|h| h.name.clone())}</h2> }.into_any(),
    };
    view! {
        <div class="insp-head">
            <div class="insp-kind" data-testid="inspector-kind">
                <Icon glyph=glyph size=14 />
                <span>{move || head.with(|h| in_language(&h.kind))}</span>
                {move || head.with(|h| h.within.clone()).map(|t| view! { <span>" · "{say::say(s, &t, false)}</span> })}
                <span class="insp-acts">
                    <button
                        type="button"
                        class="icon-button"
                        data-testid="more"
                        aria-label="What can be done with it"
                        aria-haspopup="menu"
                        hidden=move || s.selection.places().is_empty()
                        on:click=move |e| crate::shell::open_menu(s, e.current_target())
                    >
                        <Icon glyph=Glyph::More size=16 />
                    </button>
                    {move || head.with(|h| h.delete.clone()).map(|b| control::icon_button(s, b, Glyph::Delete))}
                </span>
            </div>
            {name()}
            {move || head.with(|h| h.lines.clone()).into_iter().map(|l| view! { <div class="insp-line mono">{l}</div> }).collect_view()}
        </div>
    }
}
