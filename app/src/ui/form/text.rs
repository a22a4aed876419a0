//! A text field that validates as typed and commits on Enter or when it is left.

use crate::prelude::*;
use leptos::html;

/// What a field says of the text in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It cannot stand.
    Wrong(String),
    /// It can, and should be looked at.
    Doubt(String),
}

impl Said {
    pub fn wrong(&self) -> bool {
        matches!(self, Self::Wrong(_))
    }

    pub fn text(&self) -> &str {
        match self {
            Self::Wrong(t) | Self::Doubt(t) => t,
        }
    }
}

/// What every text field needs.
#[derive(Clone, Copy)]
pub struct Field {
    pub value: Signal<String>,
    pub placeholder: Signal<String>,
    /// What is to be said of a text; asked at every key.
    pub check: Callback<String, Option<Said>>,
    /// Takes a text, or says why not.
    pub commit: Callback<String, Result<(), String>>,
    pub said: RwSignal<Option<Said>>,
}

impl Field {
    pub fn typed(self, text: String) {
        let said = if text == self.value.get_untracked() { None } else { self.check.run(text) };
        self.said.set(said);
    }

    /// Takes the text of the element over; where that is refused, the text stays for mending.
    pub fn take(self, el: &web_sys::HtmlInputElement) {
        let text = el.value();
        if text == self.value.get_untracked() {
            self.said.set(None);
            return;
        }
        match self.commit.run(text) {
            Ok(()) => {
                self.said.set(None);
                // As it is written in the design, which may not be as it was typed.
                el.set_value(&self.value.get_untracked());
            }
            Err(why) => self.said.set(Some(Said::Wrong(why))),
        }
    }

    pub fn revert(self, el: &web_sys::HtmlInputElement) {
        el.set_value(&self.value.get_untracked());
        self.said.set(None);
    }
}

/// A one-line text field. `id` is its element's id and its `data-testid`; what it says stands in `{id}-said`.
#[component]
pub fn TextField(
    id: String,
    /// Heard where no `label` element names the field.
    #[prop(optional_no_strip, into)]
    label: Option<Signal<String>>,
    field: Field,
    #[prop(default = false)] mono: bool,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let take = move || {
        if let Some(el) = input.get_untracked() {
            field.take(&el);
        }
    };
    let keydown = move |e: web_sys::KeyboardEvent| match e.key().as_str() {
        "Enter" => take(),
        "Escape" => {
            if let Some(el) = input.get_untracked()
                && el.value() != field.value.get_untracked()
            {
                e.stop_propagation();
                e.prevent_default();
                field.revert(&el);
            }
        }
        _ => {}
    };
    view! {
        <input
            node_ref=input
            class="field"
            class:mono=mono
            id=id.clone()
            data-testid=id.clone()
            autocomplete="off"
            spellcheck="false"
            aria-label=move || label.map(|l| l.get())
            aria-invalid=move || field.said.with(|s| s.as_ref().is_some_and(Said::wrong)).to_string()
            aria-describedby=format!("{id}-said")
            placeholder=move || field.placeholder.get()
            prop:value=move || field.value.get()
            on:input=move |e| field.typed(event_target_value(&e))
            on:change=move |_| take()
            on:keydown=keydown
        />
    }
}
