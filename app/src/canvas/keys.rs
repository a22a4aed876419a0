//! The canvas by keyboard alone: Tab walks the boxes, arrows nudge, Enter renames or ends a flow.

use super::drive::Driver;
use super::{element_id, intent, rename};
use crate::geometry::Stage;
use crate::state::Studio;
use crate::ui::dom;
use portico_core::document::Place;
use portico_core::ordered::Sorted as _;
use std::cmp::Reverse;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, SvgElement};

/// Boxes in reading order: each container before its contents, from top left to bottom right.
pub fn reading_order(stage: &Stage) -> Vec<Place> {
    let mut out = Vec::with_capacity(stage.boxes.len());
    let mut rest: Vec<&crate::geometry::Boxed> = stage.boxes.iter().filter(|b| b.parent.is_none()).collect();
    rest.order_by_key(|b| Reverse((b.rect.x, b.rect.y)));
    while let Some(next) = rest.pop() {
        out.push(next.place.clone());
        let mut inside: Vec<_> = stage.boxes.iter().filter(|b| b.parent.as_ref() == Some(&next.place)).collect();
        inside.order_by_key(|b| Reverse((b.rect.y, b.rect.x)));
        rest.extend(inside);
    }
    out
}

/// Focuses the box in question, so that the keys go on from there.
pub fn focus_selected(s: Studio) {
    match s.selection.places_now().last() {
        Some(place) => focus(place),
        None => {
            dom::focus(".plane");
        }
    }
}

/// Focuses a box; one that is only now being drawn or displayed, in the next turn.
pub fn focus(place: &Place) {
    let id = element_id(place);
    if !focus_now(&id) {
        gloo::timers::callback::Timeout::new(0, move || {
            focus_now(&id);
        })
        .forget();
    }
}

fn focus_now(id: &str) -> bool {
    let found = dom::by_id(id);
    let Some(el) = found.and_then(|e| e.dyn_into::<SvgElement>().ok()) else { return false };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = el.focus_with_options(&options);
    dom::active().is_some_and(|a| a.id() == id)
}

/// A box has the focus: it becomes the one that Tab comes back to.
pub fn focused(s: Studio, place: &str) {
    if let Ok(place) = place.parse::<Place>() {
        s.scene.set_tab(Some(&place));
    }
}

/// The box that has the focus.
fn at(e: &KeyboardEvent) -> Option<Place> {
    let el = e.target()?.dyn_into::<web_sys::Element>().ok()?;
    el.get_attribute("data-place")?.parse().ok()
}

/// Selects a box, brings it on screen and focuses it.
fn go(s: Studio, place: &Place) {
    if let Some(b) = s.scene.stage_now().get(place) {
        s.viewport.reveal(b.rect);
    }
    s.selection.select(place.clone());
    focus(place);
}

/// A key on the canvas. True when it was for the canvas.
pub fn pressed(e: &KeyboardEvent, s: Studio, d: Driver) -> bool {
    let plain = !e.ctrl_key() && !e.meta_key() && !e.alt_key();
    let here = at(e);
    match e.key().as_str() {
        "Tab" if plain => {
            let stage = s.scene.stage_now();
            let order = reading_order(&stage);
            let now = here.and_then(|p| order.iter().position(|o| *o == p));
            let next = match (now, e.shift_key()) {
                (Some(i), false) => i.checked_add(1),
                (Some(i), true) => i.checked_sub(1),
                (None, _) => return false,
            };
            match next.and_then(|i| order.get(i)) {
                Some(place) => {
                    go(s, place);
                    true
                }
                None => false,
            }
        }
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" if plain => {
            let step = if e.shift_key() { 80 } else { 8 };
            let (dx, dy) = match e.key().as_str() {
                "ArrowLeft" => (-step, 0),
                "ArrowRight" => (step, 0),
                "ArrowUp" => (0, -step),
                _ => (0, step),
            };
            intent::nudge(s, (dx, dy))
        }
        "ContextMenu" | "F10" if e.key() == "ContextMenu" || e.shift_key() => {
            let Some(place) = here else { return false };
            if !s.selection.places_now().contains(&place) {
                s.selection.select(place);
            }
            crate::shell::open_menu(s, e.target());
            true
        }
        "Enter" | "F2" if plain => match (here, d.flow().get_untracked()) {
            (Some(place), Some(from)) if e.key() == "Enter" => {
                d.end_flow(from, &place);
                true
            }
            (Some(place), None) => {
                s.selection.select(place);
                rename::start(s);
                true
            }
            _ => false,
        },
        " " if plain => {
            d.hand().set(true);
            if let Some(place) = here.filter(|_| !e.repeat()) {
                s.selection.select(place);
            }
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Boxed;
    use portico_core::document::{Kind, NodeId, Rect};

    #[test]
    fn containers_come_before_their_contents_and_rows_before_columns() {
        let p = |k, n| Place::Node(NodeId::new(k, n));
        let b = |place: Place, x, y, parent: Option<&Place>, depth| Boxed {
            place,
            rect: Rect::new(x, y, 10, 10),
            parent: parent.cloned(),
            depth,
        };
        let (vpc, s1, s2, svc, w) = (p(Kind::Vpc, 1), p(Kind::Subnet, 2), p(Kind::Subnet, 3), p(Kind::Service, 4), p(Kind::Workload, 5));
        let stage = Stage::new(vec![
            b(svc.clone(), 500, 0, None, 3),
            b(vpc.clone(), 0, 0, None, 0),
            b(s2.clone(), 0, 50, Some(&vpc), 2),
            b(s1.clone(), 100, 10, Some(&vpc), 2),
            b(w.clone(), 100, 20, Some(&s1), 3),
        ]);
        assert_eq!(reading_order(&stage), [vpc, s1, w, s2, svc]);
    }
}
