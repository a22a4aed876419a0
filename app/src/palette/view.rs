//! The palette: drag an item onto the canvas, click it and then the canvas, or press Enter on it.

use super::item::{Item, found, groups};
use crate::canvas::driver;
use crate::canvas::place;
use crate::geometry::Point;
use crate::prelude::*;
use crate::state::studio;
use crate::tool::{Input, Pointer, SLOP};
use crate::ui::Icon;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

#[component]
pub fn Palette() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let listed = Memo::new(move |_| {
        let text = text.get();
        if text.trim().is_empty() {
            groups().into_iter().map(|g| (g.label, g.items)).collect::<Vec<_>>()
        } else {
            vec![("Found", found(text.trim()))]
        }
    });
    let s = studio();
    view! {
        <div class="search">
            <input
                id="palette-search"
                data-testid="palette-search"
                type="search"
                placeholder="Add or find"
                aria-label="Find something to add, or an AWS service"
                prop:value=text
                on:input=move |e| text.set(event_target_value(&e))
                on:keydown=move |e| match e.key().as_str() {
                    "Escape" => {
                        // Ours alone: the canvas, which gets the focus, would take it as "select outwards".
                        e.prevent_default();
                        e.stop_propagation();
                        text.set(String::new());
                        crate::canvas::focus_selected(s);
                    }
                    "Enter" => {
                        if let Some(item) = found(text.get_untracked().trim()).into_iter().next() {
                            e.prevent_default();
                            place(s, item);
                        }
                    }
                    "ArrowDown" => {
                        e.prevent_default();
                        crate::ui::dom::focus(".pal button");
                    }
                    _ => {}
                }
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
        <div class="palette" data-testid="palette">
            {move || {
                let all = listed.get();
                if all.iter().all(|(_, items)| items.is_empty()) {
                    return view! { <p class="empty">"Nothing of that name, and no AWS service with endpoints either."</p> }.into_any();
                }
                all.into_iter()
                    .map(|(label, items)| {
                        let wide = items.iter().any(|i| matches!(i, Item::Service { .. }));
                        view! {
                            <section class="pal-group">
                                <h2>{label}</h2>
                                <div class="pal" class:wide=wide>
                                    {items.into_iter().map(|item| view! { <Card item /> }).collect_view()}
                                </div>
                            </section>
                        }
                    })
                    .collect_view()
                    .into_any()
            }}
        </div>
    }
}

/// Where the press began, and whether it has become a drag.
#[derive(Clone, Copy)]
struct Press {
    from: Point,
    dragging: bool,
}

#[component]
fn Card(item: Item) -> impl IntoView {
    let (s, d) = (studio(), driver());
    let press = StoredValue::new(None::<Press>);
    let armed = {
        let item = item.clone();
        Memo::new(move |_| d.armed().with(|a| a.as_ref() == Some(&item)))
    };
    let kept = StoredValue::new(item.clone());
    let client = |e: &PointerEvent| Point::new(f64::from(e.client_x()), f64::from(e.client_y()));
    let over_canvas = move |p: Point| {
        let on = s.viewport.on_canvas(p);
        let size = s.viewport.size_now();
        on.x >= 0.0 && on.y >= 0.0 && on.x <= size.x && on.y <= size.y
    };
    let pointer = move |e: &PointerEvent| {
        let screen = s.viewport.on_canvas(client(e));
        Pointer { at: s.viewport.view_now().to_canvas(screen), screen, shift: e.shift_key(), alt: e.alt_key(), ..Pointer::default() }
    };
    let down = move |e: PointerEvent| {
        if e.button() == 0 {
            press.set_value(Some(Press { from: client(&e), dragging: false }));
            if let Some(el) = e.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
                let _ = el.set_pointer_capture(e.pointer_id());
            }
        }
    };
    let moved = move |e: PointerEvent| {
        let Some(mut now) = press.get_value() else { return };
        if !now.dragging && now.from.distance(client(&e)) >= SLOP {
            now.dragging = true;
            press.set_value(Some(now));
            d.drag(kept.get_value());
        }
        if now.dragging {
            let p = pointer(&e);
            d.feed(Input::Move(p), Some(p));
        }
    };
    let up = move |e: PointerEvent| {
        let Some(now) = press.try_update_value(Option::take).flatten() else { return };
        if now.dragging {
            let p = pointer(&e);
            if over_canvas(client(&e)) {
                d.feed(Input::Up(p), Some(p));
            } else {
                d.cancel();
            }
        } else {
            d.arm(Some(kept.get_value()));
        }
    };
    let stop = move |_: PointerEvent| {
        if press.try_update_value(Option::take).flatten().is_some_and(|p| p.dragging) {
            d.cancel();
        }
    };
    view! {
        <button
            type="button"
            class=format!("card {}", item.tint())
            data-testid=format!("palette-{}", item.id())
            aria-pressed=move || armed.get().to_string()
            aria-label=item.heard()
            title=item.name()
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=stop
            on:keydown=move |e| {
                if e.key() == "Enter" || e.key() == " " {
                    e.prevent_default();
                    place(s, kept.get_value());
                } else {
                    arrows(&e);
                }
            }
        >
            <Icon glyph=item.glyph() size=17 />
            <span>{item.label()}</span>
        </button>
    }
}

/// Arrow keys walk the cards.
fn arrows(e: &web_sys::KeyboardEvent) {
    let step: i64 = match e.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        "ArrowDown" => 2,
        "ArrowUp" => -2,
        _ => return,
    };
    let Some(all) = crate::ui::dom::document().and_then(|d| d.query_selector_all(".pal button").ok()) else { return };
    let at = |i: u32| all.get(i).and_then(|n| n.dyn_into::<web_sys::HtmlElement>().ok());
    let now = (0..all.length()).find(|i| at(*i).map(Element::from) == crate::ui::dom::active());
    if let Some(el) = now.and_then(|i| u32::try_from(i64::from(i) + step).ok()).and_then(at) {
        e.prevent_default();
        let _ = el.focus();
    }
}
