//! The outline: every object as a tree, for whom the canvas is not the way. One selection with the canvas.

use crate::action::Action;
use crate::canvas::driver;
use crate::geometry::Boxed;
use crate::prelude::*;
use crate::state::look::{Look, look};
use crate::state::notes::Note;
use crate::state::shell::MenuAt;
use crate::state::studio;
use crate::ui::{Icon, dom};
use portico_core::document::{Kind, NodeId, Place};
use portico_core::ordered::{BTreeMap, BTreeSet, Sorted as _};
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
    // As the canvas keeps it: only what has changed was worked out again.
    let of = |place: &Place| s.scene.item(place).map(|item| item.look.get_untracked());
    let mut out = Vec::with_capacity(stage.boxes.len());
    let mut inside: BTreeMap<Option<&Place>, Vec<&Boxed>> = BTreeMap::new();
    for b in &stage.boxes {
        inside.entry(b.parent.as_ref()).or_default().push(b);
    }
    // From the last, as they are taken.
    let mut rest: Vec<(&Boxed, usize)> = {
        let mut roots = inside.remove(&None).unwrap_or_default();
        roots.order_by_key(|b| Reverse((b.rect.x, b.rect.y)));
        roots.into_iter().map(|b| (b, 1)).collect()
    };
    while let Some((b, level)) = rest.pop() {
        out.push(Row { place: b.place.clone(), level, look: of(&b.place).unwrap_or_else(|| look(&doc, b)) });
        let mut held = inside.remove(&Some(&b.place)).unwrap_or_default();
        held.order_by_key(|b| Reverse((b.rect.y, b.rect.x)));
        rest.extend(held.into_iter().map(|c| (c, level + 1)));
    }
    let drawn: BTreeSet<NodeId> = stage.boxes.iter().filter_map(|b| b.place.node()).collect();
    for (id, _) in doc.model.nodes().filter(|(id, _)| !drawn.contains(id)) {
        let boxed = Boxed { place: Place::Node(id), rect: Default::default(), parent: None, depth: 0 };
        out.push(Row { place: Place::Node(id), level: 1, look: look(&doc, &boxed) });
    }
    out
}

#[component]
pub fn Outline() -> impl IntoView {
    let (s, d) = (studio(), driver());
    let all = Memo::new(move |_| rows());
    let walking = StoredValue::new(false);
    // What is selected elsewhere comes into view here.
    Effect::new(move |_| {
        if let Some(place) = s.selection.places().last() {
            dom::show(&format!("outline-{place}"));
        }
    });
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
        // Several that are selected keep together when the menu opens on one of them.
        let pick_for_menu = move || {
            if !selected.get_untracked() {
                choose();
            }
        };
        // What the canvas says of it: what packets do, how many addresses are left, findings.
        let label = {
            let (alone, drawn) = (r.look.label.clone(), s.scene.item(&r.place).map(|i| i.look));
            move || {
                let base = drawn.as_ref().map_or_else(|| alone.clone(), |l| l.with(|l| l.label.clone()));
                let more = s.derived.notes.with(|n| n.get(&place.get_value()).map(Note::words)).unwrap_or_default();
                let found = place.with_value(Place::node).and_then(|n| s.derived.flags.with(|f| f.get(&n).map(|(_, n)| *n)));
                let found = found.map(|n| if n == 1 { t("one finding").into() } else { say!("{n} findings", n = n) }).unwrap_or_default();
                [base, more, found].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", ")
            }
        };
        view! {
            <li
                role="treeitem"
                id=format!("outline-{}", r.place)
                tabindex=move || if selected.get() || (first && s.selection.places().is_empty()) { "0" } else { "-1" }
                aria-level=r.level.to_string()
                aria-selected=move || selected.get().to_string()
                aria-label=label
                data-level=r.level
                data-testid=format!("outline-{}", r.place)
                on:click=move |_| choose()
                on:contextmenu=move |e| {
                    e.prevent_default();
                    pick_for_menu();
                    s.shell.menu.set(Some(MenuAt { x: f64::from(e.client_x()), y: f64::from(e.client_y()), of: Action::in_menu }));
                }
                on:focus=move |_| {
                    // With Control the arrows walk and leave what is selected.
                    if !selected.get_untracked() && !walking.get_value() {
                        choose();
                    }
                }
                on:keydown=move |e| {
                    if e.key() == "ContextMenu" || (e.key() == "F10" && e.shift_key()) {
                        e.prevent_default();
                        e.stop_propagation();
                        pick_for_menu();
                        crate::shell::open_menu(s, e.current_target());
                    } else if e.key() == " " && (e.ctrl_key() || e.shift_key()) {
                        // As in every list: adds to the selection, or takes out of it.
                        e.prevent_default();
                        s.selection.toggle(place.get_value());
                    } else if e.key() == "Enter"
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
                        walking.set_value(e.ctrl_key());
                        walk(&e);
                        walking.set_value(false);
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

/// Up, down, home and end walk the tree; left goes to what holds it, right to the first inside.
fn walk(e: &web_sys::KeyboardEvent) {
    let Some(now) = e.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else { return };
    let parent = now.parent_element();
    let to = match e.key().as_str() {
        "ArrowDown" => now.next_element_sibling(),
        "ArrowUp" => now.previous_element_sibling(),
        "ArrowLeft" => outer(&now),
        "ArrowRight" => now.next_element_sibling().filter(|n| level(n) > level(&now)),
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

fn level(el: &web_sys::Element) -> u32 {
    el.get_attribute("data-level").and_then(|l| l.parse().ok()).unwrap_or(0)
}

fn outer(now: &web_sys::Element) -> Option<web_sys::Element> {
    std::iter::successors(now.previous_element_sibling(), web_sys::Element::previous_element_sibling).find(|p| level(p) < level(now))
}
