//! Tables that are edited in place: rows keep their controls while their contents change.

use super::super::form::{Note, Pick, Row, Table, TableRow};
use super::control::{control, icon_button};
use super::say;
use super::section::{note, row_key};
use crate::prelude::*;
use crate::state::Studio;
use crate::ui::Glyph;
use crate::ui::form::{Menu, Said, Say};

pub fn table(s: Studio, table: Memo<Table>) -> AnyView {
    let first = table.get_untracked();
    let said = RwSignal::new(None);
    let columns = first.columns.clone();
    let of_rules = first.of_rules();
    let keys = move || table.with(|t| t.rows.iter().map(|r| r.id.clone()).collect::<Vec<_>>());
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
        let first = table.with_untracked(|t| t.rows.iter().find(|r| r.id == key).cloned());
        first.map(|first| {
            let now = Memo::new(move |before: Option<&TableRow>| {
                let found = table.with(|t| t.rows.iter().find(|r| r.id == key).cloned());
                found.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            line(s, now, of_rules)
        })
    };
    view! {
        <table class=format!("tbl {}", first.id) data-testid=first.id role="table" hidden=move || !any.get()>
            <caption class="unseen">{move || table.with(|t| in_language(&t.caption))}</caption>
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

fn line(s: Studio, row: Memo<TableRow>, of_rules: bool) -> AnyView {
    let first = row.get_untracked();
    let all = first.cells.iter().enumerate().map(|(i, cell)| cell_of(s, row, i, cell.clone()));
    let (cells, below): (Vec<AnyView>, Vec<AnyView>) = all.unzip();
    let about = Memo::new(move |_| row.with(|r| r.note.clone()));
    let remark = move || {
        about.get().map(|n: Note| {
            let n = Memo::new(move |_| n.clone());
            note(s, n)
        })
    };
    let remove = Memo::new(move |_| row.with(|r| r.remove.clone()));
    let without = Memo::new(move |_| row.with(TableRow::what_if).filter(|_| of_rules));
    view! {
        <tr role="row" data-testid=first.id class=move || row.with(|r| r.tone.class())>
            {cells}
            <td role="cell" class="last">
                {move || remove.get().map(|b| icon_button(s, b, Glyph::Close))}
                {move || without.get().map(|b| icon_button(s, b, Glyph::Help))}
            </td>
            <td role="cell" class="below">{below}{remark}</td>
        </tr>
    }
    .into_any()
}

/// A cell, and what is said below the row of it. Drawn anew when its control becomes another one: the cells beside it, one of
/// which has the focus, stay.
fn cell_of(s: Studio, row: Memo<TableRow>, i: usize, first: Row) -> (AnyView, AnyView) {
    let now = Memo::new(move |_| row.with(|r| r.cells.get(i).cloned()).unwrap_or_else(|| first.clone()));
    let said = RwSignal::new(None);
    let key = Memo::new(move |_| now.with(row_key));
    let id = Memo::new(move |_| now.with(|c| format!("field-{}", c.id)));
    let drawn = move || {
        key.with(|_| ());
        // What was said of the control before is not of this one.
        if said.with_untracked(Option::is_some) {
            said.set(None);
        }
        control(s, now, &id.get_untracked(), "", said, true)
    };
    let standing = Signal::derive(move || now.with(|c| c.problem.clone()).map(|t| s.derived.model.with(|m| t.told(m))));
    let below = move || view! { <Say id=format!("{}-said", id.get()) said standing /> };
    (view! { <td role="cell">{drawn}</td> }.into_any(), view! { {below} }.into_any())
}
