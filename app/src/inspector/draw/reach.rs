//! What can reach the selected resource, and what it reaches.

use super::super::subject::Subject;
use crate::matrix::{self, Line};
use crate::prelude::*;
use crate::state::Studio;
use crate::ui::{Glyph, Icon, Words};

pub fn reach(s: Studio, subject: &Subject) -> AnyView {
    let Subject::Node(node) = *subject else { return ().into_any() };
    let known = s.reaching.known();
    let here = Memo::new(move |_| known.with(|k| k.as_ref().and_then(|k| matrix::reach(k, node))));
    let all = move |id: &'static str, heading: &'static str, none: &'static str, lines: Vec<Line>| {
        let empty = lines.is_empty().then_some(none);
        let row = move |l: Line| {
            let ask = l.ask;
            let trace = move |_| {
                s.trace.ask(ask.clone());
                s.shell.drawer.set(Some(crate::state::trace::TAB));
            };
            view! {
                <li>
                    <Words said=l.said />
                    <button type="button" class="cross" aria-label="Trace it" title="Trace it" on:click=trace><Icon glyph=Glyph::Right size=12 /></button>
                </li>
            }
        };
        view! {
            <div class="reach" data-testid=id>
                <span class="row-label">{heading}</span>
                <ul>{lines.into_iter().map(row).collect_view()}</ul>
                {empty.map(|e| view! { <p class="note faint">{e}</p> })}
            </div>
        }
    };
    let map = move |_| {
        let name = s.derived.model.with_untracked(|m| m.name(node));
        s.reaching.filter().update(|f| (f.from, f.to) = (String::new(), name));
        s.shell.drawer.set(Some(matrix::TAB));
    };
    view! {
        {move || here.get().map(|r| view! {
            <p class="note" data-testid="reach-internet">{r.internet}</p>
            {all("reach-from", "What can reach it", "Nothing in the design", r.from)}
            {all("reach-to", "What it reaches", "Nothing in the design", r.to)}
            {r.more.then(|| view! { <p class="note faint">"and more"</p> })}
            <div class="buttons">
                <button type="button" class="small-button" data-testid="reach-map" on:click=map>"All that can reach it, as a map"</button>
            </div>
        })}
    }
    .into_any()
}
