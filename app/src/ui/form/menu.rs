//! A button that opens a list of things to do.

use crate::prelude::*;
use crate::ui::{Glyph, Icon, dom};
use leptos::html;
use wasm_bindgen::JsCast;

/// A menu button. Its items have `data-testid="{id}-0"` and so on.
#[component]
pub fn Menu(
    id: String,
    #[prop(into)] prompt: Signal<String>,
    #[prop(into)] options: Signal<Vec<String>>,
    pick: Callback<usize>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let list_id = format!("{id}-list");
    let focus_item = {
        let id = id.clone();
        move |i: usize| {
            dom::focus(&format!("[data-testid=\"{id}-{i}\"]"));
        }
    };
    let focus_button = {
        let id = id.clone();
        move || {
            dom::focus(&format!("[data-testid=\"{id}\"]"));
        }
    };
    let toggle = {
        let focus_item = focus_item.clone();
        move || {
            open.update(|o| *o = !*o);
            if open.get_untracked() {
                let focus_item = focus_item.clone();
                request_animation_frame(move || focus_item(0));
            }
        }
    };
    let keydown = {
        let (focus_item, focus_button, toggle) = (focus_item.clone(), focus_button.clone(), toggle.clone());
        move |e: web_sys::KeyboardEvent| {
            let key = e.key();
            if !open.get_untracked() {
                if key == "ArrowDown" {
                    e.prevent_default();
                    toggle();
                }
                return;
            }
            let n = options.with_untracked(Vec::len);
            let now = dom::active().and_then(|a| a.get_attribute("data-index")).and_then(|i| i.parse::<usize>().ok()).unwrap_or(0);
            match key.as_str() {
                "ArrowDown" if n > 0 => focus_item((now + 1) % n),
                "ArrowUp" if n > 0 => focus_item((now + n - 1) % n),
                "Home" => focus_item(0),
                "End" => focus_item(n.saturating_sub(1)),
                "Escape" => {
                    open.set(false);
                    focus_button();
                }
                "Tab" => {
                    open.set(false);
                    return;
                }
                _ => return,
            }
            e.prevent_default();
            e.stop_propagation();
        }
    };
    // Closed when the focus goes elsewhere.
    let left = move |e: web_sys::FocusEvent| {
        let to = e.related_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        if let Some(el) = root.get_untracked()
            && !el.contains(to.as_ref())
        {
            open.set(false);
        }
    };
    let items = {
        let (id, focus_button) = (id.clone(), focus_button.clone());
        move || {
            let (id, focus_button) = (id.clone(), focus_button.clone());
            open.get().then(|| {
                options
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(i, text)| {
                        let focus_button = focus_button.clone();
                        view! {
                            <li role="none">
                                <button
                                    type="button"
                                    role="menuitem"
                                    tabindex="-1"
                                    class="menu-item"
                                    data-testid=format!("{id}-{i}")
                                    data-index=i.to_string()
                                    on:click=move |_| {
                                        open.set(false);
                                        focus_button();
                                        pick.run(i);
                                    }
                                >
                                    {text}
                                </button>
                            </li>
                        }
                    })
                    .collect_view()
            })
        }
    };
    view! {
        <div class="menu" node_ref=root on:keydown=keydown on:focusout=left>
            <button
                type="button"
                class="menu-button"
                data-testid=id
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-controls=list_id.clone()
                on:click=move |_| toggle()
            >
                <Icon glyph=Glyph::Plus size=12 />
                {move || in_language(&prompt.get())}
            </button>
            <ul class="menu-list" role="menu" id=list_id aria-label=move || in_language(&prompt.get()) hidden=move || !open.get()>
                {items}
            </ul>
        </div>
    }
}
