//! The outline: every object as a tree, for whom the canvas is not the way. One selection with the canvas.

use crate::canvas::driver;
use crate::prelude::*;
use crate::state::look::{Look, look};
use crate::state::studio;
use crate::ui::{Icon, dom};
use portico_core::document::{Kind, NodeId, Place};
use portico_core::ordered::Sorted as _;
use std::cmp::Reverse;
use wasm_bindgen::JsCast;

/// A line of the tree.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    place: Place,
    level: usize,
    look: Look,
}

/// What is drawn, nested as it stands; then what has no box: groups, ACLs, roles, flows …
fn rows() -> Vec<Row> {
    let s = studio();
    s.derived.model.with(|_| ());
    let stage = s.scene.stage();
    let doc = s.workspace.document();
    let mut out = Vec::new();
    let key = |b: &&crate::geometry::Boxed| Reverse((b.rect.y, b.rect.x));
    let mut rest: Vec<(&crate::geometry::Boxed, usize)> = {
        let mut roots: Vec<_> = stage.boxes.iter().filter(|b| b.parent.is_none()).collect();
        roots.order_by_key(|b| Reverse((b.rect.x, b.rect.y)));
        roots.into_iter().map(|b| (b, 1)).collect()
    };
    while let Some((b, level)) = rest.pop() {
        out.push(Row { place: b.place.clone(), level, look: look(&doc, b) });
        let mut inside: Vec<_> = stage.boxes.iter().filter(|c| c.parent.as_ref() == Some(&b.place)).collect();
        inside.order_by_key(key);
        rest.extend(inside.into_iter().map(|c| (c, level + 1)));
    }
    let drawn = |id: NodeId| stage.boxes.iter().any(|b| b.place.node() == Some(id));
    for (id, _) in doc.model.nodes().filter(|(id, _)| !drawn(*id)) {
        let boxed = crate::geometry::Boxed { place: Place::Node(id), rect: Default::default(), parent: None, depth: 0 };
        out.push(Row { place: Place::Node(id), level: 1, look: look(&doc, &boxed) });
    }
    out
}

#[component]
pub fn Outline() -> impl IntoView {
    let (s, d) = (studio(), driver());
    let all = Memo::new(move |_| rows());
    let row = move |r: Row| {
        let place = StoredValue::new(r.place.clone());
        let selected = Memo::new(move |_| s.selection.places().contains(&place.get_value()));
        let first = all.with_untracked(|a| a.first().map(|f| f.place.clone())) == Some(r.place.clone());
        let choose = move || {
            let place = place.get_value();
            match place.node() {
                Some(n) if n.kind() != Kind::Flow && s.scene.item(&place).is_some() => {
                    if let Some(b) = s.scene.stage_now().get(&place) {
                        s.viewport.reveal(b.rect);
                    }
                    s.selection.select(place);
                }
                _ => s.selection.select(place),
            }
        };
        view! {
            <li
                role="treeitem"
                tabindex=move || if selected.get() || (first && s.selection.places().is_empty()) { "0" } else { "-1" }
                aria-level=r.level.to_string()
                aria-selected=move || selected.get().to_string()
                aria-label=r.look.label.clone()
                data-testid=format!("outline-{}", r.place)
                on:click=move |_| choose()
                on:focus=move |_| {
                    if !selected.get_untracked() {
                        choose();
                    }
                }
                on:keydown=move |e| {
                    if e.key() == "Enter"
                        && let Some(from) = d.flow().get_untracked()
                    {
                        e.prevent_default();
                        d.end_flow(from, &place.get_value());
                    } else if e.key() == "F2" || e.key() == "Enter" {
                        e.prevent_default();
                        e.stop_propagation();
                        // The name is a field of the inspector.
                        dom::focus("#inspector-name");
                    } else {
                        walk(&e);
                    }
                }
            >
                <span class=format!("indent i{}", (r.level - 1).min(4))></span>
                <Icon glyph=r.look.glyph size=15 />
                <span class="node-name">{r.look.name.clone()}</span>
                " "
                <span class="node-detail">{r.look.detail.clone()}</span>
            </li>
        }
    };
    view! {
        <ul class="tree" role="tree" aria-label="Every object of the design" data-testid="outline">
            <For each=move || all.get() key=|r| (r.place.clone(), r.level, r.look.name.clone(), r.look.detail.clone()) children=row />
        </ul>
        <Show when=move || all.with(Vec::is_empty)>
            <p class="empty">"Nothing yet. What you add stands here too, container by container."</p>
        </Show>
    }
}

/// Up, down, home and end walk the tree.
fn walk(e: &web_sys::KeyboardEvent) {
    let Some(now) = e.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else { return };
    let parent = now.parent_element();
    let to = match e.key().as_str() {
        "ArrowDown" => now.next_element_sibling(),
        "ArrowUp" => now.previous_element_sibling(),
        "Home" => parent.and_then(|p| p.first_element_child()),
        "End" => parent.and_then(|p| p.last_element_child()),
        _ => return,
    };
    if let Some(el) = to.and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok()) {
        e.prevent_default();
        e.stop_propagation();
        let _ = el.focus();
    }
}
