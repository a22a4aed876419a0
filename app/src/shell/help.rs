//! The sheet of keyboard shortcuts, made from the list of actions.

use crate::action::{Action, Chord};
use crate::prelude::*;
use crate::state::studio;
use crate::ui::{Glyph, Icon};
use leptos::html;

/// Keys that belong to the canvas rather than to an action.
const CANVAS: [(&str, &str); 7] = [
    ("Tab", "Next object on the canvas"),
    ("Arrow keys", "Move the selection by one step; with Shift by ten"),
    ("Enter or F2", "Rename the selected object"),
    ("Enter in the palette", "Place the item into the selection"),
    ("Space and drag", "Pan; so do the middle and the right button"),
    ("Ctrl and wheel", "Zoom about the pointer"),
    ("Shift and click", "Add to the selection"),
];

#[component]
pub fn Help() -> impl IntoView {
    let s = studio();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(el) = dialog.get() else { return };
        if s.shell.help.get() && !el.open() {
            let _ = el.show_modal();
        } else if !s.shell.help.get() && el.open() {
            el.close();
        }
    });
    let row = |a: Action| {
        let keys = a.chords().iter().map(|c| {
            let parts = Chord(c).shown().into_iter().map(|p| view! { <kbd>{p}</kbd> }).collect_view();
            view! { <span class="chord">{parts}</span> }
        });
        view! { <tr><td>{a.label()}</td><td>{keys.collect_view()}</td></tr> }
    };
    view! {
        <dialog
            class="sheet"
            node_ref=dialog
            aria-labelledby="help-title"
            data-testid="help"
            on:close=move |_| s.shell.help.set(false)
        >
            <div class="sheet-head">
                <h2 id="help-title">"Keyboard shortcuts"</h2>
                <button class="icon-button" aria-label="Close" on:click=move |_| s.shell.help.set(false)>
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
            <table>
                <tbody>
                    {Action::ALL.iter().copied().map(row).collect_view()}
                    {CANVAS.iter().map(|(k, what)| view! { <tr><td>{*what}</td><td><kbd>{*k}</kbd></td></tr> }).collect_view()}
                </tbody>
            </table>
        </dialog>
    }
}
