//! Sections and what stands in them.

use super::super::form::{Button, Control, Form, Item, Note, Row};
use super::super::subject::Subject;
use super::control::{self, control};
use super::{costs, findings, follow, plan, reach, say, table};
use crate::prelude::*;
use crate::state::Studio;
use crate::ui::form::Say;

pub fn section(s: Studio, form: Memo<Form>, subject: &Subject, id: String) -> AnyView {
    let title = form.with_untracked(|f| f.sections.iter().find(|x| x.id == id).map_or("", |x| x.title));
    let keys = {
        let id = id.clone();
        move || form.with(|f| f.sections.iter().find(|x| x.id == id).map(|x| keys(&x.items)).unwrap_or_default())
    };
    // Findings and costs bring their own frame, so that nothing is left of them where there are none.
    let bare = matches!(id.as_str(), "findings" | "cost");
    let subject = subject.clone();
    let item = {
        let id = id.clone();
        move |key: String| item(s, form, &subject, &id, key)
    };
    if bare {
        return view! { <For each=keys key=Clone::clone let:key>{item(key)}</For> }.into_any();
    }
    view! {
        <section class="sec" data-testid=format!("section-{id}") aria-label=(!title.is_empty()).then_some(title)>
            {(!title.is_empty()).then(|| view! { <h3 class="sec-title">{title}</h3> })}
            <For each=keys key=Clone::clone let:key>
                {item(key)}
            </For>
        </section>
    }
    .into_any()
}

/// What tells items apart: what they are and their id or place.
fn keys(items: &[Item]) -> Vec<String> {
    items.iter().enumerate().map(|(i, item)| key(i, item)).collect()
}

fn key(i: usize, item: &Item) -> String {
    match item {
        Item::Row(r) => row_key(r),
        Item::Table(t) => format!("table {}", t.id),
        Item::Note(_) => format!("note {i}"),
        Item::Buttons(all) => format!("buttons {}", all.iter().map(|b| b.id.as_str()).collect::<Vec<_>>().join(" ")),
        Item::Policy(p) => format!("policy {}", p.id),
        Item::Plan => "plan".into(),
        Item::Findings => "findings".into(),
        Item::Costs => "costs".into(),
        Item::Reach => "reach".into(),
    }
}

/// A row is drawn anew when its control becomes another kind of control.
pub fn row_key(r: &Row) -> String {
    let tag = match &r.control {
        Control::Text(t) if t.suggest == super::super::form::Suggest::Nothing => "text",
        Control::Text(_) => "combo",
        Control::Toggle { .. } => "toggle",
        Control::Select { .. } => "select",
        Control::Chips { .. } => "chips",
        Control::Checks { .. } => "checks",
        Control::Shown(_) => "shown",
        Control::Button(_) => "button",
    };
    format!("{tag} {}", r.id)
}

fn find(form: &Form, section: &str, wanted: &str) -> Option<Item> {
    let items = &form.sections.iter().find(|x| x.id == section)?.items;
    items.iter().enumerate().find(|(i, x)| key(*i, x) == wanted).map(|(_, x)| x.clone())
}

fn item(s: Studio, form: Memo<Form>, subject: &Subject, section: &str, key: String) -> AnyView {
    let Some(first) = form.with_untracked(|f| find(f, section, &key)) else { return ().into_any() };
    let section = section.to_string();
    let now = follow(form, first.clone(), move |f| find(f, &section, &key));
    match first {
        Item::Row(r) => row(s, Memo::new(move |_| if let Item::Row(now) = now.get() { now } else { r.clone() })),
        Item::Table(t) => table::table(s, Memo::new(move |_| if let Item::Table(now) = now.get() { now } else { t.clone() })),
        Item::Note(n) => note(s, Memo::new(move |_| if let Item::Note(now) = now.get() { now } else { n.clone() })),
        Item::Buttons(b) => buttons(s, Memo::new(move |_| if let Item::Buttons(now) = now.get() { now } else { b.clone() })),
        Item::Policy(p) => crate::policy::policy(s, Memo::new(move |_| if let Item::Policy(now) = now.get() { now } else { p.clone() })),
        Item::Plan => plan::plan(s, subject),
        Item::Findings => findings::findings(s, subject),
        Item::Costs => costs::costs(s, subject),
        Item::Reach => reach::reach(s, subject),
    }
}

/// A label, its control, and below them a hint and what is wrong.
fn row(s: Studio, row: Memo<Row>) -> AnyView {
    let first = row.get_untracked();
    let id = format!("field-{}", first.id);
    let label_id = format!("{id}-label");
    let said = RwSignal::new(None);
    let standing = Signal::derive(move || row.with(|r| r.problem.clone()).map(|t| s.derived.model.with(|m| t.told(m))));
    let wide = matches!(first.control, Control::Chips { .. } | Control::Checks { .. });
    let label = move || row.with(|r| in_language(&r.label));
    let labelled = matches!(first.control, Control::Text(_) | Control::Select { .. });
    let label = if labelled {
        view! { <label class="row-label" id=label_id.clone() for=id.clone()>{label}</label> }.into_any()
    } else {
        view! { <span class="row-label" id=label_id.clone()>{label}</span> }.into_any()
    };
    view! {
        <div class="row" class:wide=wide>
            {label}
            <div class="row-control">{control(s, row, &id, &label_id, said, false)}</div>
            {move || row.with(|r| r.hint.clone()).map(|t| view! { <div class="about">{say::say(s, &t, false)}</div> })}
            <Say id=format!("{id}-said") said standing />
        </div>
    }
    .into_any()
}

pub fn note(s: Studio, note: Memo<Note>) -> AnyView {
    view! { {move || note.with(|n| view! { <p class=format!("note {}", n.tone.class())>{say::say(s, &n.text, false)}</p> })} }.into_any()
}

fn buttons(s: Studio, all: Memo<Vec<Button>>) -> AnyView {
    view! {
        <div class="buttons">
            {move || all.get().into_iter().map(|b| control::button(s, b)).collect_view()}
        </div>
    }
    .into_any()
}
