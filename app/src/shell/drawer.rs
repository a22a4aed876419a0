//! The drawer at the bottom: one tab per question. Panels add themselves to `TABS`.

use crate::prelude::*;
use crate::state::{Studio, studio};
use crate::ui::{Glyph, Icon};
use wasm_bindgen::JsCast;

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
    Tab {
        id: crate::findings::TAB,
        label: "Findings",
        count: |s| Some(s.derived.findings.with(|f| f.len())),
        view: || view! { <crate::findings::FindingsPanel /> }.into_any(),
    },
    Tab { id: crate::state::trace::TAB, label: "Path", count: |_| None, view: || view! { <crate::trace::PathPanel /> }.into_any() },
    Tab {
        id: crate::matrix::TAB,
        label: "Who reaches whom",
        count: |_| None,
        view: || view! { <crate::matrix::MatrixPanel /> }.into_any(),
    },
    Tab { id: crate::cost::TAB, label: "Cost", count: |_| None, view: || view! { <crate::cost::CostPanel /> }.into_any() },
    Tab { id: crate::compare::TAB, label: "Compare", count: |_| None, view: || view! { <crate::compare::ComparePanel /> }.into_any() },
    Tab { id: crate::drill::TAB, label: "Failures", count: |_| None, view: || view! { <crate::drill::DrillPanel /> }.into_any() },
    Tab {
        id: crate::intents::TAB,
        label: "Intents",
        count: |s| s.derived.settled.with(|f| crate::intents::data::wanting(f)),
        view: || view! { <crate::intents::IntentsPanel /> }.into_any(),
    },
    Tab { id: crate::exchange::TAB, label: "Code", count: |_| None, view: || view! { <crate::exchange::CodePanel /> }.into_any() },
];

#[component]
pub fn Drawer() -> impl IntoView {
    let s = studio();
    let open = s.shell.drawer;
    // One stop of the Tab key for all tabs; arrows move among them.
    let stop = move |id| open.get().map_or(TABS.first().is_some_and(|t| t.id == id), |now| now == id);
    let tab = |t: &'static Tab| {
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                id=format!("drawer-tab-{}", t.id)
                data-testid=format!("drawer-tab-{}", t.id)
                tabindex=move || if stop(t.id) { "0" } else { "-1" }
                aria-selected=move || (open.get() == Some(t.id)).to_string()
                aria-controls="drawer-body"
                on:click=move |_| open.update(|o| *o = if *o == Some(t.id) { None } else { Some(t.id) })
            >
                {t.label}
                {move || s.derived.engine.get().then(|| (t.count)(s)).flatten().filter(|n| *n > 0).map(|n| view! { <span class="count">{n}</span> })}
            </button>
        }
    };
    let tall = s.shell.tall;
    let size = move || if tall.get() { "Make the drawer lower" } else { "Make the drawer taller" };
    view! {
        <section
            class="drawer"
            data-testid="drawer"
            aria-label="Questions"
            class:closed=move || open.get().is_none()
            class:tall=move || tall.get()
        >
            <div class="tab-row">
                <div class="tabs" role="tablist" aria-label="Questions" on:keydown=move |e| step(&e)>
                    {TABS.iter().map(tab).collect_view()}
                </div>
                <Show when=move || open.get().is_some()>
                    <button
                        type="button"
                        class="icon-button"
                        data-testid="drawer-size"
                        aria-label=size
                        title=size
                        on:click=move |_| tall.update(|t| *t = !*t)
                    >
                        <Icon glyph=Signal::derive(move || if tall.get() { Glyph::Down } else { Glyph::Up }) size=16 />
                    </button>
                </Show>
            </div>
            <div
                class="drawer-body"
                id="drawer-body"
                role="tabpanel"
                tabindex="0"
                hidden=move || open.get().is_none()
                aria-labelledby=move || open.get().map(|t| format!("drawer-tab-{t}"))
            >
                {move || open.get().filter(|_| s.derived.engine.get()).and_then(|id| TABS.iter().find(|t| t.id == id)).map(|t| (t.view)())}
            </div>
        </section>
    }
}

/// Opens a tab, if there is such.
pub fn open(s: Studio, id: &'static str) {
    if TABS.iter().any(|t| t.id == id) {
        s.shell.drawer.set(Some(id));
    }
}

/// Arrows move between tabs and open them, Home and End go to the first and the last, as in every tab list.
fn step(e: &web_sys::KeyboardEvent) {
    let Some(now) = crate::ui::dom::active() else { return };
    let list = now.parent_element();
    let first = || list.as_ref().and_then(web_sys::Element::first_element_child);
    let last = || list.as_ref().and_then(web_sys::Element::last_element_child);
    let to = match e.key().as_str() {
        "ArrowRight" => now.next_element_sibling().or_else(first),
        "ArrowLeft" => now.previous_element_sibling().or_else(last),
        "Home" => first(),
        "End" => last(),
        _ => return,
    };
    if let Some(el) = to.and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok()) {
        e.prevent_default();
        let _ = el.focus();
        if el.get_attribute("aria-selected").as_deref() != Some("true") {
            el.click();
        }
    }
}
