//! Renaming in place: a field over the box's title.

use super::keys;
use crate::prelude::*;
use crate::state::Studio;
use crate::state::studio;
use leptos::html;
use portico_core::document::{NodeId, Place, Rect};
use portico_core::edit::Command;

/// What is being renamed; kept in the shell so that every part of the canvas can start it.
pub fn start(s: Studio) {
    let Some(place) = s.selection.places_now().pop() else { return };
    if place.node().is_some() && s.scene.stage_now().get(&place).is_some() {
        s.shell.renaming.set(Some(place));
    }
}

/// Renames what is selected: on the canvas where it has a box, else in the inspector.
pub fn rename_selected(s: Studio) -> bool {
    let Some(place) = s.selection.places_now().pop().filter(|p| p.node().is_some()) else { return false };
    match s.scene.stage_now().get(&place) {
        Some(b) => {
            s.viewport.reveal(b.rect);
            start(s);
            true
        }
        None => crate::ui::dom::focus("#inspector-name"),
    }
}

pub fn close(s: Studio) {
    if s.shell.renaming.with_untracked(Option::is_some) {
        s.shell.renaming.set(None);
    }
}

#[component]
pub fn Rename() -> impl IntoView {
    let s = studio();
    move || {
        let place = s.shell.renaming.get()?;
        let node = place.node()?;
        let rect = s.scene.stage_now().get(&place)?.rect;
        Some(view! { <Field node place rect /> })
    }
}

#[component]
fn Field(node: NodeId, place: Place, rect: Rect) -> impl IntoView {
    let s = studio();
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(el) = field.get() {
            el.set_value(&s.workspace.document().model.name(node));
            let _ = el.focus();
            el.select();
        }
    });
    let view = s.viewport.view_now();
    let corner = view.to_screen(crate::geometry::Point::new(f64::from(rect.x), f64::from(rect.y)));
    let width = (f64::from(rect.w) * view.scale - 16.0).clamp(110.0, 220.0);
    let back = place.clone();
    let done = move |keep: bool| {
        if s.shell.renaming.with_untracked(Option::is_none) {
            return;
        }
        let name = field.get_untracked().map(|f| f.value()).unwrap_or_default();
        s.shell.renaming.set(None);
        if keep && name.trim() != s.workspace.document().model.name(node) {
            let _ = s.workspace.run("Rename", Command::Rename { node, name });
        }
    };
    view! {
        <input
            class="rename"
            data-testid="rename"
            node_ref=field
            aria-label="New name"
            maxlength="255"
            style:left=format!("{}px", corner.x + 6.0)
            style:top=format!("{}px", corner.y + 4.0)
            style:width=format!("{width}px")
            on:keydown=move |e| {
                if e.is_composing() {
                    return;
                }
                if e.key() == "Enter" || e.key() == "Escape" {
                    e.prevent_default();
                    e.stop_propagation();
                    done(e.key() == "Enter");
                    keys::focus(&back);
                }
            }
            on:blur=move |_| done(true)
        />
    }
}
