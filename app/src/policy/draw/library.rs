//! Policies to begin with, each with what it lets through.

use super::super::answers::lets_through;
use super::{Editor, answers};
use crate::prelude::*;
use portico_core::policy::library::{Starter, starters};

pub fn library(e: Editor) -> AnyView {
    let all = move || e.policy.with(|p| starters(p.what.lint(), &p.about.service, &p.about.ground));
    view! {
        <ul class="policy-library">{move || all().into_iter().map(|s| one(e, s)).collect_view()}</ul>
    }
    .into_any()
}

fn one(e: Editor, s: Starter) -> El {
    let id = e.id();
    let lead = view! {
        <h3>{s.title}</h3>
        <p>{s.says}</p>
    };
    let text = match s.text {
        Err(lacking) => {
            return view! {
                <li class="lacking" data-testid=format!("{id}-starter-{}", s.id)>
                    {lead}
                    <p class="note faint">{say!("It wants {lacking}.", lacking = lacking)}</p>
                </li>
            };
        }
        Ok(text) => text.unwrap_or_default().trim_end().to_owned(),
    };
    let shown = RwSignal::new(false);
    let more = {
        let (text, name) = (text.clone(), format!("{id}-starter-{}", s.id));
        move || {
            let text = text.clone();
            shown.get().then(|| {
                let lets = e.policy.with(|p| lets_through(&text, p.what, &p.about));
                view! {
                    {lets.map(|l| answers::ways(&name, &l))}
                    <pre class="mono" tabindex="0" aria-label="Its text">{text}</pre>
                }
            })
        }
    };
    let new = text.clone();
    let used = move |_| {
        e.put(new.clone());
        e.apply(Some(s.title));
    };
    let same = move || e.policy.with(|p| p.value.as_deref().unwrap_or_default() == text);
    view! {
        <li>
            {lead}
            <div class="buttons">
                <button
                    type="button"
                    class="small-button"
                    data-testid=format!("{id}-starter-{}", s.id)
                    aria-label={
                        let same = same.clone();
                        move || format!("{}: {}", if same() { "In use" } else { "Use it" }, s.title)
                    }
                    // Not disabled: that would take the focus out of the sheet, and Escape with it.
                    aria-disabled={
                        let same = same.clone();
                        move || same().to_string()
                    }
                    on:click=used
                >
                    {move || if same() { "In use" } else { "Use it" }}
                </button>
                <button
                    type="button"
                    class="small-button"
                    aria-label=say!("What it lets through: {title}", title = s.title)
                    aria-expanded=move || shown.get().to_string()
                    on:click=move |_| shown.update(|s| *s = !*s)
                >
                    "What it lets through"
                </button>
            </div>
            {more}
        </li>
    }
}
