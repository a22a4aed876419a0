//! The Intents panel: statements that must hold, each with its light at every edit, and a form for another.
//!
//! Test ids: `intents-list`, `intent-N` (from 0; `data-light` is holds, open or broken), `intent-N-delete`, `intent-claim`, `intent-from`,
//! `intent-to`, `intent-number`, `intent-add`, `intent-problem`.

pub mod data;
#[cfg(test)]
mod tests;

use crate::prelude::*;
use crate::state::studio;
use crate::ui::number::{parse_whole, thousands};
use crate::ui::{Glyph, Icon, Words, sentence};
use data::{CLAIMS, Form, Row, word};
use portico_core::document::{Claim, NodeId};
use portico_core::edit::Command;

/// The id of the drawer's tab.
pub const TAB: &str = "intents";

#[component]
pub fn IntentsPanel() -> impl IntoView {
    let s = studio();
    let rows = Memo::new(move |_| s.derived.settled.with(|f| data::rows(f)));
    view! {
        <div class="intents-panel">
            <Show
                when=move || !rows.with(Vec::is_empty)
                fallback=|| view! { <p class="empty">"State what must hold of this design: that one thing reaches another privately, that data never reaches the internet, that a month stays under a sum. Each statement is judged at every edit and kept in the design."</p> }
            >
                <ul data-testid="intents-list">{move || rows.get().into_iter().enumerate().map(|(i, row)| view! { <Statement i row /> }).collect_view()}</ul>
            </Show>
            <New />
        </div>
    }
}

#[component]
fn Statement(i: usize, row: Row) -> impl IntoView {
    let s = studio();
    let intent = row.intent;
    let why = row.why.into_iter().map(|said| view! { <li><Words said=sentence(said) /></li> }).collect_view();
    view! {
        <li class=format!("intent {}", word(row.light)) data-testid=format!("intent-{i}") data-light=word(row.light)>
            <span class="light" aria-hidden="true"></span>
            <div>
                <p><b class="light-word">{word(row.light)}</b>" "<Words said=sentence(row.said) /></p>
                <ul class="dim">{why}</ul>
            </div>
            <button
                type="button"
                class="icon-button"
                data-testid=format!("intent-{i}-delete")
                aria-label="Delete this statement"
                title="Delete this statement"
                on:click=move |_| drop(s.workspace.run("Delete an intent", Command::Delete { nodes: vec![intent.node()] }))
            >
                <Icon glyph=Glyph::Close size=14 />
            </button>
        </li>
    }
}

/// Another statement.
#[component]
fn New() -> impl IntoView {
    let s = studio();
    let form = RwSignal::new(Form::default());
    let problem = RwSignal::new(None::<&'static str>);
    let ends = Memo::new(move |_| s.derived.model.with(|m| data::ends(m)));
    let has_ends = move || form.with(Form::has_ends);
    let has_to = move || form.with(Form::has_to);
    let option = |(id, name): (NodeId, String)| view! { <option value=id.to_string()>{format!("{name} ({})", crate::language::t(id.kind().label()))}</option> };
    let add = move |_| match form.with_untracked(Form::command) {
        Ok(command) => {
            problem.set(None);
            if s.workspace.run("Add an intent", command).is_ok() {
                s.notices.say("The statement is kept, and judged at every edit.");
            }
        }
        Err(why) => problem.set(Some(why)),
    };
    view! {
        <div class="new-intent" role="group" aria-label="Another statement">
            <Show when=has_ends>
                <select
                    class="field"
                    data-testid="intent-from"
                    aria-label="Of what"
                    on:change=move |e| form.update(|f| f.from = event_target_value(&e).parse().ok())
                >
                    <option value="">"every workload"</option>
                    {move || ends.get().0.into_iter().map(option).collect_view()}
                </select>
            </Show>
            <select
                class="field"
                data-testid="intent-claim"
                aria-label="What must hold"
                on:change=move |e| {
                    if let Ok(claim) = event_target_value(&e).parse::<Claim>() {
                        form.update(|f| f.claim = claim);
                    }
                }
            >
                {CLAIMS.into_iter().map(|(c, label)| view! { <option value=c.as_str()>{label}</option> }).collect_view()}
            </select>
            <Show when=has_to>
                <select
                    class="field"
                    data-testid="intent-to"
                    aria-label="What is reached"
                    on:change=move |e| form.update(|f| f.to = event_target_value(&e).parse().ok())
                >
                    <option value="">"…"</option>
                    {move || ends.get().1.into_iter().map(option).collect_view()}
                </select>
            </Show>
            <input
                class="field num"
                data-testid="intent-number"
                inputmode="numeric"
                aria-label=move || if has_ends() { "TCP port, any when empty" } else { "Whole dollars" }
                placeholder=move || if has_ends() { "any port" } else { "$" }
                on:change=move |e| {
                    let text = event_target_value(&e);
                    let number = parse_whole(&text);
                    problem.set((!text.trim().is_empty() && number.is_none()).then_some("A whole number is wanted."));
                    form.update(|f| f.number = number);
                    let shown = number.map(|n| thousands(n.into())).unwrap_or_default();
                    event_target::<web_sys::HtmlInputElement>(&e).set_value(&shown);
                }
            />
            <button type="button" class="btn small main" data-testid="intent-add" on:click=add>"Keep it"</button>
            <p class="problem" role="alert" data-testid="intent-problem">{move || problem.get()}</p>
        </div>
    }
}
