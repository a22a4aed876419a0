//! Tables that are edited in place: rows keep their controls while their contents change.

use super::super::form::{Note, Pick, Row, Table, TableRow};
use super::control::{control, icon_button};
use super::say;
use super::section::{note, row_key};
use crate::state::Studio;
use crate::ui::Glyph;
use crate::ui::form::{Menu, Said, Say};
use leptos::prelude::*;

pub fn table(s: Studio, table: Memo<Table>) -> AnyView {
    let first = table.get_untracked();
    let said = RwSignal::new(None);
    let columns = first.columns.clone();
    let keys = move || table.with(|t| t.rows.iter().map(row_id).collect::<Vec<_>>());
    let any = Memo::new(move |_| table.with(|t| !t.rows.is_empty()));
    let empty = move || {
        let text = table.with(|t| t.empty.clone()).filter(|_| !any.get());
        text.map(|t| view! { <p class="note faint">{say::say(s, &t, false)}</p> })
    };
    let add_ids = first.add.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
    let add = move |id: String| {
        let this = Memo::new(move |_| table.with(|t| t.add.iter().find(|p| p.id == id).cloned()));
        // Drawn anew only when its prompt changes; what it offers is looked up when it is used.
        let prompt = Memo::new(move |_| this.with(|p| p.as_ref().map(|p| (p.prompt.clone(), p.options.is_empty()))));
        move || prompt.get().filter(|(_, none)| !none).and_then(|_| this.get_untracked()).map(|p| live(s, this, p, said))
    };
    let body = move |key: String| {
        let first = table.with_untracked(|t| t.rows.iter().find(|r| row_id(r) == key).cloned());
        first.map(|first| {
            let now = Memo::new(move |before: Option<&TableRow>| {
                let found = table.with(|t| t.rows.iter().find(|r| row_id(r) == key).cloned());
                found.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            line(s, now)
        })
    };
    view! {
        <table class=format!("tbl {}", first.id) data-testid=first.id role="table" hidden=move || !any.get()>
            <caption class="unseen">{move || table.with(|t| t.caption.clone())}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {columns.iter().map(|c| view! { <th scope="col" role="columnheader">{*c}</th> }).collect_view()}
                    <th scope="col" role="columnheader" class="last"><span class="unseen">"Remove"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">
                <For each=keys key=Clone::clone let:key>{body(key)}</For>
            </tbody>
        </table>
        {empty}
        {add_ids.into_iter().map(add).collect_view()}
        <Say id=format!("{}-said", first.id) said standing=Signal::derive(|| None::<String>) />
    }
    .into_any()
}

/// A row that becomes another kind of row is drawn anew.
fn row_id(r: &TableRow) -> String {
    let cells: Vec<String> = r.cells.iter().map(row_key).collect();
    format!("{} {}", r.id, cells.join(" "))
}

/// The menu's options as they are when it is used.
fn live(s: Studio, now: Memo<Option<Pick>>, first: Pick, said: RwSignal<Option<Said>>) -> AnyView {
    let options = Signal::derive(move || now.with(|p| p.iter().flat_map(|p| &p.options).map(|o| o.text.clone()).collect::<Vec<_>>()));
    let choose = Callback::new(move |i: usize| {
        let Some(p) = now.get_untracked() else { return };
        if let Some(command) = p.options.get(i).and_then(|o| o.command.clone()) {
            super::control::run(s, &p.undo, command, said);
        }
    });
    let prompt = first.prompt.clone();
    view! { <Menu id=first.id prompt=Signal::derive(move || prompt.clone()) options pick=choose /> }.into_any()
}

fn line(s: Studio, row: Memo<TableRow>) -> AnyView {
    let first = row.get_untracked();
    let said: Vec<(String, RwSignal<Option<Said>>, Memo<Row>)> = first
        .cells
        .iter()
        .enumerate()
        .map(|(i, cell)| {
            let cell = cell.clone();
            let now = Memo::new(move |_| row.with(|r| r.cells.get(i).cloned()).unwrap_or_else(|| cell.clone()));
            (format!("field-{}", now.with_untracked(|c| c.id.clone())), RwSignal::new(None), now)
        })
        .collect();
    let cells = said.iter().map(|(id, said, now)| view! { <td role="cell">{control(s, *now, id, "", *said, true)}</td> }).collect_view();
    let below = said
        .into_iter()
        .map(|(id, said, now)| {
            let standing = Signal::derive(move || now.with(|c| c.problem.clone()).map(|t| s.derived.model.with(|m| t.render(m))));
            view! { <Say id=format!("{id}-said") said standing /> }
        })
        .collect_view();
    let about = Memo::new(move |_| row.with(|r| r.note.clone()));
    let remark = move || {
        about.get().map(|n: Note| {
            let n = Memo::new(move |_| n.clone());
            note(s, n)
        })
    };
    let remove = Memo::new(move |_| row.with(|r| r.remove.clone()));
    view! {
        <tr role="row" data-testid=first.id class=move || row.with(|r| r.tone.class())>
            {cells}
            <td role="cell" class="last">{move || remove.get().map(|b| icon_button(s, b, Glyph::Close))}</td>
            <td role="cell" class="below">{below}{remark}</td>
        </tr>
    }
    .into_any()
}
