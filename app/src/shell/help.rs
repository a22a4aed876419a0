//! The sheet of keyboard shortcuts, made from the list of actions.

use crate::action::{Action, Chord, Group};
use crate::prelude::*;
use crate::state::studio;
use crate::ui::Sheet;

/// Keys that belong to the canvas rather than to an action, by their group.
const CANVAS: [(Group, &str, &str); 10] = [
    (Group::Select, "Tab", "Next object on the canvas"),
    (Group::Select, "Shift and click", "Add to the selection"),
    (Group::Select, "Ctrl and click", "Select what holds it"),
    (Group::Select, "Ctrl or Shift and drag", "Select inside a container"),
    (Group::Edit, "Enter or F2", "Rename the object in focus"),
    (Group::Edit, "Shift and F10", "Menu of the object in focus"),
    (Group::Arrange, "Arrow keys", "Move by one step; with Shift by ten"),
    (Group::Arrange, "Alt and drag", "Move without snapping"),
    (Group::View, "Space and drag", "Pan; so do the middle and the right button"),
    (Group::View, "Ctrl and wheel", "Zoom about the pointer"),
];

#[component]
pub fn Help() -> impl IntoView {
    let s = studio();
    let row = |label: &'static str, keys: AnyView| view! { <li><span>{label}</span><span class="keys">{keys}</span></li> };
    let action = move |a: Action| {
        let keys = a.chords().iter().map(|c| {
            let parts = Chord(c).shown().into_iter().map(|p| view! { <kbd>{p}</kbd> }).collect_view();
            view! { <span class="chord">{parts}</span> }
        });
        row(a.label(), keys.collect_view().into_any())
    };
    let group = move |g: Group| {
        let actions = Action::all().filter(|a| a.group() == g && !a.chords().is_empty()).map(action).collect_view();
        let more = CANVAS.iter().filter(|c| c.0 == g).map(|(_, k, what)| row(what, view! { <kbd>{*k}</kbd> }.into_any())).collect_view();
        view! { <section><h3>{g.label()}</h3><ul>{actions}{more}</ul></section> }
    };
    view! {
        <Sheet id="help" title="Keyboard shortcuts" open=s.shell.help close=move || s.shell.help.set(false)>
            <p class="lead">"Everything that can be done, with keys or without, is in the command palette: "<kbd>{Action::Commands.keys()}</kbd></p>
            <div class="help-groups">{Group::ALL.map(group).collect_view()}</div>
        </Sheet>
    }
}
