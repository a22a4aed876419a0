//! A text field that proposes: a combobox whose list narrows as one types.

use super::text::{Field, Said};
use crate::prelude::*;
use leptos::html;

/// Proposals shown at once.
const MOST: usize = 60;

/// A text field with proposals, each a text and a word on it. `find` gives them for what is typed; for an empty text all.
#[component]
pub fn Combo(
    id: String,
    #[prop(optional_no_strip, into)] label: Option<Signal<String>>,
    field: Field,
    find: Callback<String, Vec<(String, String)>>,
    #[prop(default = false)] mono: bool,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let open = RwSignal::new(false);
    let options = RwSignal::new(Vec::<(String, String)>::new());
    let active = RwSignal::new(None::<usize>);
    let list_id = format!("{id}-list");
    let show = move |text: String| {
        let mut found = find.run(text);
        found.truncate(MOST);
        active.set(None);
        open.set(!found.is_empty());
        options.set(found);
    };
    let close = move || {
        open.set(false);
        active.set(None);
    };
    let take = move || {
        if let Some(el) = input.get_untracked() {
            field.take(&el);
        }
    };
    let pick = move |i: usize| {
        if let (Some(el), Some((text, _))) = (input.get_untracked(), options.with_untracked(|o| o.get(i).cloned())) {
            el.set_value(&text);
            close();
            field.take(&el);
        }
    };
    let step = move |by: isize| {
        if !open.get_untracked() {
            show(String::new());
            return;
        }
        let n = options.with_untracked(Vec::len) as isize;
        if n > 0 {
            let now = active.get_untracked().map_or(if by > 0 { -1 } else { 0 }, |a| a as isize);
            active.set(usize::try_from((now + by).rem_euclid(n)).ok());
        }
    };
    let keydown = move |e: web_sys::KeyboardEvent| match e.key().as_str() {
        "ArrowDown" => {
            e.prevent_default();
            step(1);
        }
        "ArrowUp" => {
            e.prevent_default();
            step(-1);
        }
        "Enter" => match active.get_untracked().filter(|_| open.get_untracked()) {
            Some(i) => pick(i),
            None => {
                close();
                take();
            }
        },
        "Escape" => {
            let Some(el) = input.get_untracked() else { return };
            if open.get_untracked() || el.value() != field.value.get_untracked() {
                e.stop_propagation();
                e.prevent_default();
                close();
                field.revert(&el);
            }
        }
        _ => {}
    };
    let option_id = {
        let list_id = list_id.clone();
        move |i: usize| format!("{list_id}-{i}")
    };
    let active_id = {
        let option_id = option_id.clone();
        move || active.get().filter(|_| open.get()).map(&option_id)
    };
    let items = {
        let list_id = list_id.clone();
        move || {
            options
                .get()
                .into_iter()
                .enumerate()
                .map(|(i, (text, note))| {
                    view! {
                        <li
                            role="option"
                            class="combo-option"
                            class:active=move || active.get() == Some(i)
                            id=format!("{list_id}-{i}")
                            aria-selected=move || (active.get() == Some(i)).to_string()
                            // The field keeps the focus.
                            on:mousedown=move |e| e.prevent_default()
                            on:click=move |_| pick(i)
                        >
                            <span class:mono=mono>{text}</span>
                            <span class="faint">{note}</span>
                        </li>
                    }
                })
                .collect_view()
        }
    };
    view! {
        <div class="combo">
            <input
                node_ref=input
                class="field"
                class:mono=mono
                id=id.clone()
                data-testid=id.clone()
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded=move || open.get().to_string()
                aria-controls=list_id.clone()
                aria-activedescendant=active_id
                aria-label=move || label.map(|l| l.get())
                aria-invalid=move || field.said.with(|s| s.as_ref().is_some_and(Said::wrong)).to_string()
                aria-describedby=format!("{id}-said")
                placeholder=move || field.placeholder.get()
                prop:value=move || field.value.get()
                on:input=move |e| {
                    let text = event_target_value(&e);
                    show(text.clone());
                    field.typed(text);
                }
                on:click=move |_| show(String::new())
                on:change=move |_| take()
                on:blur=move |_| close()
                on:keydown=keydown
            />
            <ul class="combo-list" role="listbox" id=list_id aria-label="Proposals" hidden=move || !open.get()>
                {items}
            </ul>
        </div>
    }
}
