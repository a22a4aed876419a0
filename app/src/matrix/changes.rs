//! What the last edit changed, or what one would change, as a list beside the map; each line is one click from its path.

use crate::action::Action;
use crate::canvas::driver;
use crate::prelude::*;
use crate::state::change::{Item, MOST_ITEMS};
use crate::state::{Studio, studio, trace};
use crate::ui::{Glyph, Icon, Words};

#[component]
pub fn Changes() -> impl IntoView {
    let (s, d) = (studio(), driver());
    let shown = Memo::new(move |_| match s.reaching.what_if().get() {
        Some(w) => Some((w.change, Some(w.command))),
        None => s.reaching.change().get().map(|c| (c, None)),
    });
    move || {
        let (change, command) = shown.get()?;
        let tried = command.is_some();
        let label = change.label.clone();
        let heading = if tried { say!("{label}: what it would change", label = label) } else { label.clone() };
        let run = command.map(|command| {
            view! {
                <button
                    type="button"
                    class="btn small"
                    data-testid="change-do"
                    on:click=move |_| {
                        let _ = s.workspace.run(&label, command.clone());
                    }
                >
                    "Do it"
                </button>
            }
        });
        Some(view! {
            <aside class="changes" data-testid="changes" aria-label="What changed">
                <h2>{heading}</h2>
                <p class="changes-sum">{change.sentence()}</p>
                {run}
                <button type="button" class="btn small" data-testid="change-close" on:click=move |_| { Action::CloseChange.run(s, d); }>"Close"</button>
                {items(s, change.items)}
            </aside>
        })
    }
}

/// Each with the way to its path.
pub fn items(s: Studio, all: Vec<Item>) -> AnyView {
    let many = all.len() >= MOST_ITEMS;
    let row = move |(i, item): (usize, Item)| {
        let ask = item.ask;
        view! {
            <li data-testid=format!("change-item-{i}")>
                <Words said=item.said />
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Trace it"
                    title="Trace it"
                    on:click=move |_| {
                        s.trace.ask(ask.clone());
                        s.shell.drawer.set(Some(trace::TAB));
                    }
                >
                    <Icon glyph=Glyph::Right size=14 />
                </button>
            </li>
        }
    };
    view! {
        <ul>{all.into_iter().enumerate().map(row).collect_view()}</ul>
        {many.then(|| view! { <p class="faint">"The first of them are listed."</p> })}
    }
    .into_any()
}
