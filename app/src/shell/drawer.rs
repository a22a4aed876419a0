//! The drawer at the bottom: one tab per question. Panels add themselves to `TABS`.

use crate::state::{Studio, studio};
use leptos::prelude::*;

/// A tab of the drawer.
pub struct Tab {
    /// Stable: `data-testid="drawer-tab-findings"`.
    pub id: &'static str,
    pub label: &'static str,
    /// A number beside the label, tracked; none for no badge.
    pub count: fn(Studio) -> Option<usize>,
    pub view: fn() -> AnyView,
}

/// Every tab, in the order shown.
pub const TABS: &[Tab] = &[
    Tab { id: crate::state::trace::TAB, label: "Path", count: |_| None, view: || view! { <crate::trace::PathPanel /> }.into_any() },
    Tab { id: "cost", label: "Cost", count: |_| None, view: || view! { <crate::cost::CostPanel /> }.into_any() },
];

#[component]
pub fn Drawer() -> impl IntoView {
    let s = studio();
    let open = s.shell.drawer;
    if TABS.is_empty() {
        return ().into_any();
    }
    let tab = |t: &'static Tab| {
        view! {
            <button
                role="tab"
                class="tab"
                id=format!("drawer-tab-{}", t.id)
                data-testid=format!("drawer-tab-{}", t.id)
                aria-selected=move || (open.get() == Some(t.id)).to_string()
                aria-controls="drawer-body"
                on:click=move |_| open.update(|o| *o = if *o == Some(t.id) { None } else { Some(t.id) })
            >
                {t.label}
                {move || (t.count)(s).map(|n| view! { <span class="count">{n}</span> })}
            </button>
        }
    };
    view! {
        <section class="drawer" data-testid="drawer" aria-label="Questions" class:closed=move || open.get().is_none()>
            <div class="tabs" role="tablist" aria-label="Questions" on:keydown=move |e| step(&e)>
                {TABS.iter().map(tab).collect_view()}
            </div>
            <div
                class="drawer-body"
                id="drawer-body"
                role="tabpanel"
                tabindex="0"
                hidden=move || open.get().is_none()
                aria-labelledby=move || open.get().map(|t| format!("drawer-tab-{t}"))
            >
                {move || open.get().and_then(|id| TABS.iter().find(|t| t.id == id)).map(|t| (t.view)())}
            </div>
        </section>
    }
    .into_any()
}

/// Opens a tab, if there is such.
pub fn open(s: Studio, id: &'static str) {
    if TABS.iter().any(|t| t.id == id) {
        s.shell.drawer.set(Some(id));
    }
}

/// Left and right arrows move between tabs, as in every tab list.
fn step(e: &web_sys::KeyboardEvent) {
    use wasm_bindgen::JsCast;
    let Some(now) = crate::ui::dom::active() else { return };
    let to = match e.key().as_str() {
        "ArrowRight" => now.next_element_sibling(),
        "ArrowLeft" => now.previous_element_sibling(),
        _ => return,
    };
    if let Some(el) = to.and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok()) {
        e.prevent_default();
        let _ = el.focus();
    }
}
