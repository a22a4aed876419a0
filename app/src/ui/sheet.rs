//! A modal dialog that opens and closes with a signal. The browser keeps the focus inside and gives it back.

use super::{Glyph, Icon};
use crate::prelude::*;
use leptos::html;

/// The handle of a dialog that is shown, as a modal one, while `open` says so.
pub fn modal(open: Signal<bool>) -> NodeRef<html::Dialog> {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(el) = dialog.get() else { return };
        let wanted = open.get();
        if wanted && !el.open() {
            let _ = el.show_modal();
        } else if !wanted && el.open() {
            el.close();
        }
    });
    dialog
}

/// For a dialog's `close`. The browser tells of it in a task of its own: a dialog that was asked for again in the
/// meantime is open, and stays so.
pub fn closed(dialog: NodeRef<html::Dialog>, then: impl Fn() + 'static) -> impl Fn(web_sys::Event) + 'static {
    move |_| {
        if dialog.get_untracked().is_none_or(|el| !el.open()) {
            then();
        }
    }
}

#[component]
pub fn Sheet(
    /// Names the dialog: its title's element, and its test id.
    id: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] open: Signal<bool>,
    /// Called when it was closed, by whatever way.
    close: impl Fn() + Copy + 'static,
    /// `alertdialog` for what must be read.
    #[prop(default = "dialog")]
    role: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = modal(open);
    view! {
        <dialog class="sheet" role=role node_ref=dialog aria-labelledby=format!("{id}-title") data-testid=id on:close=closed(dialog, close)>
            <div class="sheet-head">
                <h2 id=format!("{id}-title")>{move || in_language(&title.get())}</h2>
                <button type="button" class="icon-button" aria-label="Close" on:click=move |_| close()>
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
            // What is in it is drawn while it is open only.
            {move || open.get().then(|| children())}
        </dialog>
    }
}
