//! The menu of actions: of an object on the canvas or in the outline, and of the layers. Made from the list of actions.

use crate::action::Action;
use crate::canvas::driver;
use crate::prelude::*;
use crate::state::shell::MenuAt;
use crate::state::{Studio, studio};
use crate::ui::{Icon, dom};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

/// Opens the menu of the selection beside an element.
pub fn open(s: Studio, beside: Option<EventTarget>) {
    let Some(el) = beside.and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    let r = el.get_bounding_client_rect();
    s.shell.menu.set(Some(MenuAt { x: r.left() + 24.0_f64.min(r.width()), y: r.top() + 20.0_f64.min(r.height()), of: Action::in_menu }));
}

/// The height of an item and of a line between groups, as menu.css has them.
const ITEM: f64 = 28.0;
const GAP: f64 = 9.0;

#[component]
pub fn Menu() -> impl IntoView {
    let s = studio();
    // What had the focus gets it back.
    let before = StoredValue::new_local(None::<Element>);
    Effect::new(move |was: Option<bool>| {
        let now = s.shell.menu.with(Option::is_some);
        if now && was != Some(true) {
            before.set_value(dom::active());
            request_animation_frame(|| step(0));
        }
        now
    });
    let close = move |back: bool| {
        s.shell.menu.set(None);
        if let Some(el) = before.try_update_value(Option::take).flatten().filter(|_| back) {
            focus(&el);
        }
    };
    move || s.shell.menu.get().map(|at| opened(s, at, close))
}

/// Comes with what somebody does: not inlined, so that the page stands without it.
#[inline(never)]
fn opened(s: Studio, at: MenuAt, close: impl Fn(bool) + Copy + 'static) -> AnyView {
    // What cannot be done now is left out.
    let items: Vec<Action> = untrack(|| Action::all().filter(|a| (at.of)(*a) && a.enabled(s)).collect());
    let gaps = items.windows(2).filter(|w| w[0].group() != w[1].group()).count();
    let height = items.len() as f64 * ITEM + gaps as f64 * GAP + 12.0;
    let (w, h) = window_size();
    let (x, y) = (at.x.min(w - 300.0).max(4.0), at.y.min(h - height - 8.0).max(4.0));
    let mut last = items.first().map(|a| a.group());
    let rows = items.into_iter().map(|a| {
        let line = last.replace(a.group()) != Some(a.group());
        row(s, a, line, close)
    });
    view! {
                <div class="menu-veil" on:pointerdown=move |e| { e.prevent_default(); close(true); } on:contextmenu=move |e| e.prevent_default()></div>
                <ul
                    class="context-menu"
                    role="menu"
                    data-testid="context-menu"
                    aria-label="What can be done"
                    style:left=format!("{x}px")
                    style:top=format!("{y}px")
                    on:keydown=move |e| {
                        match e.key().as_str() {
                            "ArrowDown" => step(1),
                            "ArrowUp" => step(-1),
                            "Home" => step(0),
                            "End" => step(-1000),
                            "Escape" | "Tab" => close(true),
                            _ => return,
                        }
                        e.prevent_default();
                        e.stop_propagation();
                    }
                >
                    {rows.collect_view()}
                </ul>
            }
    .into_any()
}

fn row(s: Studio, a: Action, line: bool, close: impl Fn(bool) + Copy + 'static) -> AnyView {
    let d = driver();
    let on = a.on(s).is_some();
    let checked = move || a.on(s).map(|o| o.to_string());
    view! {
        <li role="none" class:line=line>
            <button
                type="button"
                tabindex="-1"
                role=if on { "menuitemcheckbox" } else { "menuitem" }
                aria-checked=checked
                class="menu-item"
                data-testid=format!("menu-{}", a.id())
                on:click=move |_| {
                    // A layer is shown at once; the menu stays for the next.
                    if a.layer().is_none() {
                        close(true);
                    }
                    a.run(s, d);
                }
            >
                <Icon glyph=a.glyph() size=15 />
                <span>{a.label()}</span>
                <kbd>{a.keys()}</kbd>
            </button>
        </li>
    }
    .into_any()
}

fn focus(el: &Element) {
    let _ = match (el.dyn_ref::<web_sys::HtmlElement>(), el.dyn_ref::<web_sys::SvgElement>()) {
        (Some(el), _) => el.focus(),
        (None, Some(el)) => el.focus(),
        (None, None) => Ok(()),
    };
}

fn window_size() -> (f64, f64) {
    let size = |v: Result<wasm_bindgen::JsValue, _>| v.ok().and_then(|v| v.as_f64()).unwrap_or(600.0);
    web_sys::window().map_or((800.0, 600.0), |w| (size(w.inner_width()), size(w.inner_height())))
}

/// Focuses another item: the next, the one before; 0 the first, far back the last.
fn step(by: i32) {
    let Some(all) = dom::document().and_then(|d| d.query_selector_all(".context-menu button:not(:disabled)").ok()) else { return };
    let at = |i: u32| all.get(i).and_then(|n| n.dyn_into::<web_sys::HtmlElement>().ok());
    let n = all.length();
    let now = (0..n).find(|i| at(*i).map(Element::from) == dom::active());
    let to = match (by, now) {
        (0, _) | (1.., None) => 0,
        (..=-2, _) | (-1, None) => n.saturating_sub(1),
        (_, Some(i)) => (i + n).saturating_add_signed(by) % n.max(1),
    };
    if let Some(el) = at(to) {
        let _ = el.focus();
    }
}
