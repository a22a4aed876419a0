//! The address plan as a table that sorts and can be copied.

use super::super::plan::{COLUMNS, Line, cells, plan as lines_of, sort, tsv};
use super::super::subject::Subject;
use crate::prelude::*;
use crate::state::Studio;
use crate::ui::{Glyph, Icon, closed, modal};
use portico_core::document::Id;
use wasm_bindgen_futures::{JsFuture, spawn_local};

pub fn plan(s: Studio, subject: &Subject) -> AnyView {
    let vpc = match subject {
        Subject::Node(n) => Id::of(*n),
        _ => None,
    };
    let by = RwSignal::new((1usize, false));
    let lines = Memo::new(move |_| {
        let mut all = s.derived.facts.with(|f| lines_of(&f.document, vpc));
        let (column, descending) = by.get();
        sort(&mut all, column, descending);
        all
    });
    let any = Memo::new(move |_| lines.with(|l| !l.is_empty()));
    let wide = RwSignal::new(false);
    let dialog = modal(wide.into());
    let copy = move |_| copy(s, tsv(&lines.get_untracked()));
    view! {
        <div class="plan" data-testid="address-plan" hidden=move || !any.get()>
            <div class="scroll" role="region" aria-label="Subnets and their addresses" tabindex="0">{grid(s, lines, by, false)}</div>
            <div class="buttons">
                <button type="button" class="small-button" data-testid="plan-copy" on:click=copy>"Copy as TSV"</button>
                <button type="button" class="small-button" data-testid="plan-wide" on:click=move |_| wide.set(true)>"Show it wide"</button>
            </div>
        </div>
        <p class="note faint" hidden=move || any.get()>"No subnet with an IPv4 block yet: each will be a line here."</p>
        <Show when=move || wide.get()>
            <dialog class="sheet plan-sheet" node_ref=dialog aria-label="Address plan" on:close=closed(dialog, move || wide.set(false))>
                <div class="sheet-head">
                    <h2>"Address plan"</h2>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label="Close"
                        data-testid="plan-close"
                        on:click=move |_| {
                            if let Some(el) = dialog.get_untracked() {
                                el.close();
                            }
                        }
                    >
                        <Icon glyph=Glyph::Close />
                    </button>
                </div>
                {grid(s, lines, by, true)}
            </dialog>
        </Show>
    }
    .into_any()
}

fn grid(s: Studio, lines: Memo<Vec<Line>>, by: RwSignal<(usize, bool)>, wide: bool) -> El {
    let heading = move |(i, name): (usize, &'static str)| {
        let sorted = move || match by.get() {
            (c, true) if c == i => Some("descending"),
            (c, false) if c == i => Some("ascending"),
            _ => None,
        };
        let testid = (!wide).then(|| format!("plan-sort-{}", name.to_lowercase()));
        view! {
            <th scope="col" aria-sort=sorted class:number={i >= 4}>
                <button type="button" data-testid=testid on:click=move |_| by.update(|b| *b = (i, b.0 == i && !b.1))>
                    {name}
                    <span class="arrow" aria-hidden="true">
                        {move || match by.get() {
                            (c, d) if c == i => if d { "↓" } else { "↑" },
                            _ => "",
                        }}
                    </span>
                </button>
            </th>
        }
    };
    let line = move |p: Line| {
        let [name, rest @ ..] = cells(&p);
        let full = p.row.free == 0;
        view! {
            <tr class:bad=full>
                <th scope="row"><button type="button" class="link" on:click=move |_| s.workspace.reveal(p.row.subnet)>{name}</button></th>
                {rest.into_iter().enumerate().map(|(i, c)| view! { <td class="mono" class:number={i >= 3}>{c}</td> }).collect_view()}
            </tr>
        }
    };
    view! {
        <table class="plan-table">
            <caption class="unseen">"Every subnet with its IPv4 addresses"</caption>
            <thead><tr>{COLUMNS.into_iter().enumerate().map(heading).collect_view()}</tr></thead>
            <tbody>{move || lines.get().into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}

fn copy(s: Studio, text: String) {
    let Some(window) = web_sys::window() else { return };
    let promise = window.navigator().clipboard().write_text(&text);
    spawn_local(async move {
        match JsFuture::from(promise).await {
            Ok(_) => s.notices.say("The address plan is on the clipboard"),
            Err(_) => s.notices.problem("The browser refused the clipboard"),
        }
    });
}
