//! Form controls: they show a value, take a new one, and say beside it what is wrong.

mod choice;
mod combo;
mod menu;
mod text;

pub use choice::{Check, Select, Switch};
pub use combo::Combo;
pub use menu::Menu;
pub use text::{Field, Said, TextField};

use crate::prelude::*;

/// What is said under a control: what is wrong with the text typed, else what is doubtful about the value that stands.
#[component]
pub fn Say(id: String, said: RwSignal<Option<Said>>, #[prop(into)] standing: Signal<Option<String>>) -> impl IntoView {
    let words = move || said.get().map(|s| (s.wrong(), s.text().to_string())).or_else(|| standing.get().map(|t| (false, t)));
    // Always there, so that what appears in it is announced.
    view! {
        <div class="said" id=id.clone() data-testid=id aria-live="polite">
            {move || words().map(|(wrong, text)| view! { <p class="said-line" class:wrong=wrong>{text}</p> })}
        </div>
    }
}
