//! The cheapest endpoints that keep everything, asked for and chosen in one step.

use crate::compare::data::{Said, choice, currency, list, said, three};
use crate::exchange::{Desk, Job, read};
use crate::prelude::*;
use crate::state::derived::Shared;
use crate::state::studio;
use crate::ui::Words;
use crate::ui::number::money;
use portico_core::document::Model;
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::interchange::save;
use portico_core::money::Money;
use serde_json::Value;

/// What the worker found.
#[derive(Clone, Debug, PartialEq)]
pub struct Savings {
    /// What changes, and what that saves.
    pub changes: Vec<(Said, String)>,
    pub saves: String,
    pub after: String,
    /// Not every choice was weighed.
    pub cut: bool,
    pub notes: Vec<Said>,
    pub choose: Option<(String, Command)>,
}

pub fn savings(json: &str, model: &Model) -> Option<Savings> {
    let v: Value = serde_json::from_str(json).ok()?;
    let currency = currency(&v)?;
    let change = |c: &Value| {
        let saves: Money = c.get("saves")?.as_str()?.parse().ok()?;
        Some((said(c.get("what")?, model)?, money(currency, saves)))
    };
    let (before, after) = (three(&v, "before")?[1], three(&v, "after")?[1]);
    Some(Savings {
        changes: v.get("changes")?.as_array()?.iter().map(change).collect::<Option<_>>()?,
        saves: money(currency, before - after),
        after: money(currency, after),
        cut: !v.get("exact")?.as_bool()?,
        notes: list(&v, "notes", model)?,
        choose: choice(&v),
    })
}

#[component]
pub fn Cheapest() -> impl IntoView {
    let s = studio();
    let desk = Desk::new();
    let found = RwSignal::new(None::<(Shared<Facts>, Result<Savings, String>)>);
    let busy = RwSignal::new(false);
    let nats = RwSignal::new(false);
    let ask = move |_| {
        let of = s.derived.facts.get_untracked();
        busy.set(true);
        let open = if nats.get_untracked() { vec!["yes".to_string()] } else { vec![] };
        desk.ask(Job::of("optimise", save::write(&of.document), open), move |answer| {
            busy.set(false);
            let read = read(answer, |json| savings(json, &of.document.model));
            found.set(Some((of.clone(), read)));
        });
    };
    let shown = Memo::new(move |_| {
        let now = s.derived.facts.get();
        found.with(|f| f.as_ref().filter(|(of, _)| *of == now).map(|(_, a)| a.clone()))
    });
    let told = move |f: Savings| {
        let changes = f.changes.into_iter().map(|(what, saves)| view! { <li><b class="num">{saves}</b>" "<Words said=what /></li> });
        let choose = f.choose.map(|(label, command)| {
            view! {
                <button
                    type="button"
                    class="btn small main"
                    data-testid="savings-choose"
                    on:click=move |_| {
                        if s.workspace.run(&label, command.clone()).is_ok() {
                            s.notices.say(say!("{label}: done. Undo takes it back.", label = label));
                        }
                    }
                >
                    {say!("Save {saves} a month", saves = f.saves)}
                </button>
            }
        });
        let best =
            choose.is_none().then(|| view! { <p>"No other endpoints or placements are cheaper and keep all that the design keeps."</p> });
        let notes = f.notes.into_iter().map(|said| view! { <li><Words said /></li> });
        view! {
            <div data-testid="savings">
                {best}
                <ul>{changes.collect_view()}</ul>
                {choose}
                <ul class="faint">{notes.collect_view()}{f.cut.then(|| view! { <li>"Not every choice was weighed."</li> })}</ul>
            </div>
        }
    };
    view! {
        <section class="savings" aria-label="The cheapest endpoints">
            <button type="button" class="btn small" data-testid="savings-ask" disabled=move || busy.get() on:click=ask>"Find the cheapest endpoints"</button>
            <label class="dim">
                <input type="checkbox" data-testid="savings-nats" prop:checked=move || nats.get() on:change=move |e| nats.set(event_target_checked(&e)) />
                " NAT gateways that no flow uses may go"
            </label>
            {move || shown.get().map(|a| match a {
                Ok(f) => told(f).into_any(),
                Err(why) => view! { <p class="problem">{say!("No answer: {why}.", why = why)}</p> }.into_any(),
            })}
        </section>
    }
}
