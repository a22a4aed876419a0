//! Switches, check boxes and lists to choose one from.

use crate::prelude::*;
use leptos::html;

/// On or off, at once.
#[component]
pub fn Switch(id: String, labelled_by: String, #[prop(into)] on: Signal<bool>, flip: Callback<()>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="switch"
            role="switch"
            id=id.clone()
            data-testid=id.clone()
            aria-checked=move || on.get().to_string()
            aria-labelledby=labelled_by
            aria-describedby=format!("{id}-said")
            on:click=move |_| flip.run(())
        >
            <span class="knob"></span>
        </button>
    }
}

/// A check box whose label is its child.
#[component]
pub fn Check(id: String, #[prop(into)] on: Signal<bool>, flip: Callback<()>, children: Children) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    view! {
        <label class="check">
            <input
                node_ref=input
                type="checkbox"
                id=id.clone()
                data-testid=id
                prop:checked=move || on.get()
                on:change=move |_| {
                    flip.run(());
                    // A refusal leaves the box as it was.
                    if let Some(el) = input.get_untracked() {
                        el.set_checked(on.get_untracked());
                    }
                }
            />
            <span>{children()}</span>
        </label>
    }
}

/// A longer list is in the page once somebody is about to use it: hundreds of lists of hundreds would be drawn for nothing.
const FEW: usize = 40;

/// One of several.
#[component]
pub fn Select(
    id: String,
    #[prop(optional_no_strip, into)] label: Option<Signal<String>>,
    #[prop(into)] options: Signal<Vec<String>>,
    #[prop(into)] chosen: Signal<Option<usize>>,
    choose: Callback<usize>,
) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    let wanted = RwSignal::new(false);
    let want = move || {
        if !wanted.get_untracked() {
            wanted.set(true);
        }
    };
    let all = Memo::new(move |_| {
        let chosen = chosen.get();
        let whole = wanted.get() || options.with(Vec::len) <= FEW;
        let shown = |(i, _): &(usize, String)| whole || Some(*i) == chosen;
        options.get().into_iter().enumerate().filter(shown).map(|(i, text)| (i, text, Some(i) == chosen)).collect::<Vec<_>>()
    });
    let restore = move || {
        if let Some(el) = select.get_untracked() {
            el.set_selected_index(chosen.get_untracked().and_then(|c| i32::try_from(c).ok()).unwrap_or(-1));
        }
    };
    view! {
        <select
            node_ref=select
            class="field"
            id=id.clone()
            data-testid=id.clone()
            aria-label=move || label.map(|l| l.get())
            aria-describedby=format!("{id}-said")
            on:focus=move |_| want()
            on:pointerenter=move |_| want()
            on:change=move |e| {
                if let Ok(i) = event_target_value(&e).parse() {
                    choose.run(i);
                    restore();
                }
            }
        >
            {move || {
                all.get()
                    .into_iter()
                    .map(|(i, text, chosen)| view! { <option value=i.to_string() prop:selected=chosen>{text}</option> })
                    .collect_view()
            }}
        </select>
    }
}
