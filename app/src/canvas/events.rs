//! Browser events into tool input: pointer events with capture, the wheel, and the element's size.

use super::drive::Driver;
use super::{keys, rename};
use crate::action::Action;
use crate::geometry::Point;
use crate::prelude::*;
use crate::state::Studio;
use crate::state::shell::MenuAt;
use crate::tool::{Input, Pointer, SLOP};
use leptos::html;
use portico_core::document::Place;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

/// How far a wheel step zooms.
const WHEEL: f64 = 0.0022;

/// Listens on the canvas element once it is there.
pub fn attach(root: NodeRef<html::Div>, s: Studio, d: Driver) {
    Effect::new(move |done: Option<bool>| {
        let Some(el) = root.get() else { return false };
        if done != Some(true) {
            let el: &Element = &el;
            measure(el, s);
            observe(el, s);
            listen(el, s, d);
        }
        true
    });
}

fn measure(el: &Element, s: Studio) {
    let r = el.get_bounding_client_rect();
    s.viewport.resized(Point::new(r.left(), r.top()), Point::new(r.width(), r.height()));
}

fn observe(el: &Element, s: Studio) {
    let watched = el.clone();
    let changed = Closure::<dyn FnMut()>::new(move || measure(&watched, s));
    if let Ok(observer) = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()) {
        observer.observe(el);
    }
    // For as long as the page is there.
    changed.forget();
}

/// A pointer as the tools see it.
pub fn pointer(e: &MouseEvent, s: Studio, hand: bool) -> Pointer {
    let screen = s.viewport.on_canvas(Point::new(f64::from(e.client_x()), f64::from(e.client_y())));
    let pan = hand || matches!(e.button(), 1 | 2);
    let deep = e.ctrl_key() || e.meta_key();
    Pointer { at: s.viewport.view_now().to_canvas(screen), screen, shift: e.shift_key(), alt: e.alt_key(), deep, pan }
}

fn on<E: JsCast + 'static>(el: &Element, name: &'static str, active: bool, f: impl Fn(&E) + 'static) {
    let options = gloo::events::EventListenerOptions { passive: !active, ..Default::default() };
    gloo::events::EventListener::new_with_options(el, name, options, move |e| {
        if let Some(e) = e.dyn_ref::<E>() {
            f(e);
        }
    })
    .forget();
}

/// Whether the event is meant for the plane, not for a control that lies over it.
fn on_plane(e: &web_sys::Event) -> bool {
    e.target()
        .and_then(|t| t.dyn_into::<Element>().ok())
        .is_some_and(|t| t.closest(".plane").ok().flatten().is_some() || t.class_list().contains("canvas"))
}

/// The menu of what is under the pointer, which is selected by that.
fn menu_at(e: &MouseEvent, s: Studio, p: &Pointer) {
    match s.scene.stage_now().under(p.at, &[]).map(|b| b.place.clone()) {
        Some(place) if !s.selection.places_now().contains(&place) => s.selection.select(place),
        None => s.selection.clear(),
        _ => {}
    }
    keys::focus_selected(s);
    s.shell.menu.set(Some(MenuAt { x: f64::from(e.client_x()), y: f64::from(e.client_y()), of: Action::in_menu }));
}

/// Notes what lies under the pointer, for the lines of it.
fn hover(e: &PointerEvent, s: Studio) {
    let held = e.buttons() != 0 || e.pointer_type() == "touch";
    let place = e.target().and_then(|t| t.dyn_into::<Element>().ok()).and_then(|t| t.closest("[data-place]").ok().flatten());
    let place = place.filter(|_| !held).and_then(|el| el.get_attribute("data-place")?.parse::<Place>().ok());
    let node = place.as_ref().and_then(Place::node);
    if s.shell.hovered.get_untracked() != node {
        s.shell.hovered.set(node);
    }
}

fn listen(el: &Element, s: Studio, d: Driver) {
    // Where the right button went down: let go there it opens the menu, elsewhere it has panned.
    let right = StoredValue::new(None::<Point>);
    let root = el.clone();
    on::<PointerEvent>(el, "pointerdown", true, move |e| {
        if !on_plane(e) || (e.button() > 2) {
            return;
        }
        // Focus goes to what is selected, not to the page.
        e.prevent_default();
        let _ = root.set_pointer_capture(e.pointer_id());
        rename::close(s);
        let p = pointer(e, s, d.hand().get_untracked());
        right.set_value((e.button() == 2).then_some(p.screen));
        if e.pointer_type() == "touch" && d.finger_down(e.pointer_id(), p.screen) {
            return;
        }
        d.feed(Input::Down(p), Some(p));
    });
    on::<PointerEvent>(el, "pointermove", false, move |e| {
        let p = pointer(e, s, false);
        hover(e, s);
        if e.pointer_type() == "touch" && d.finger_moved(e.pointer_id(), p.screen) {
            return;
        }
        d.feed(Input::Move(p), Some(p));
    });
    on::<PointerEvent>(el, "pointerup", false, move |e| {
        d.finger_up(e.pointer_id());
        let p = pointer(e, s, false);
        d.feed(Input::Up(p), Some(p));
        keys::focus_selected(s);
        if right.get_value().is_some_and(|from| e.button() == 2 && from.distance(p.screen) < SLOP) {
            menu_at(e, s, &p);
        }
    });
    on::<PointerEvent>(el, "pointerleave", false, move |_| {
        d.left();
        s.shell.hovered.set(None);
    });
    on::<PointerEvent>(el, "pointercancel", false, move |e| {
        d.finger_up(e.pointer_id());
        d.feed(Input::Cancel, None);
    });
    on::<MouseEvent>(el, "contextmenu", true, move |e| {
        if on_plane(e) {
            e.prevent_default();
            // A finger that rests.
            if e.dyn_ref::<PointerEvent>().is_some_and(|p| p.pointer_type() == "touch") {
                d.feed(Input::Cancel, None);
                menu_at(e, s, &pointer(e, s, false));
            }
        }
    });
    on::<MouseEvent>(el, "dblclick", false, move |e| {
        if on_plane(e) {
            rename::start(s);
        }
    });
    on::<WheelEvent>(el, "wheel", true, move |e| {
        e.prevent_default();
        let view = s.viewport.view_now();
        let unit = if e.delta_mode() == WheelEvent::DOM_DELTA_LINE { 16.0 } else { 1.0 };
        let (dx, dy) = (e.delta_x() * unit, e.delta_y() * unit);
        let about = s.viewport.on_canvas(Point::new(f64::from(e.client_x()), f64::from(e.client_y())));
        s.viewport.zooming(if e.ctrl_key() || e.meta_key() {
            view.zoomed((-dy.clamp(-240.0, 240.0) * WHEEL).exp(), about)
        } else if e.shift_key() && dx == 0.0 {
            view.panned(Point::new(-dy, 0.0))
        } else {
            view.panned(Point::new(-dx, -dy))
        });
    });
    on::<KeyboardEvent>(el, "keydown", true, move |e| {
        if on_plane(e) && keys::pressed(e, s, d) {
            e.prevent_default();
        }
    });
    on::<KeyboardEvent>(el, "keyup", false, move |e| {
        if e.key() == " " {
            d.hand().set(false);
        }
    });
    on::<web_sys::Event>(el, "focusin", false, move |e| {
        if let Some(place) = e.target().and_then(|t| t.dyn_into::<Element>().ok()).and_then(|t| t.get_attribute("data-place")) {
            keys::focused(s, &place);
        }
    });
}
