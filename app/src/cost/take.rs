//! The bill to take along, as CSV or in Markdown; and what it changed by since a named version of the design.

use super::data::{flow_name, meter_label};
use crate::compare::data::signed;
use crate::exchange::{file, versions_kept};
use crate::prelude::*;
use crate::state::derived::Shared;
use crate::state::studio;
use crate::ui::Words;
use crate::ui::number::money;
use portico_core::cost::{Changed, difference};
use portico_core::document::{Document, Flow, Id, Model, NodeId};
use portico_core::facts::Facts;
use portico_core::interchange::papers;
use portico_core::text::Segment;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// A version that the bill is compared with.
#[derive(Clone)]
pub struct Since {
    number: u32,
    name: String,
    document: Document,
}

/// A line of the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub on: Vec<Segment>,
    pub what: String,
    pub before: String,
    pub now: String,
    pub difference: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differences {
    pub before: String,
    pub difference: String,
    pub rows: Vec<Row>,
}

/// What the bill changed by, line by line.
pub fn differences(before: &Facts, now: &Facts) -> Differences {
    let (was, is) = (before.estimate().month(), now.estimate().month());
    let row = |c: &Changed| {
        let amount = |s: &Option<portico_core::cost::Side>| s.map_or("–".into(), |s| money(c.currency, s.amount.typical));
        let flow = c.flow.and_then(|f| flow(&now.document.model, f).or_else(|| flow(&before.document.model, f)));
        Row {
            on: vec![named(before, now, c.on)],
            what: [Some(meter_label(c.meter).to_owned()), flow].into_iter().flatten().collect::<Vec<_>>().join(" · "),
            before: amount(&c.before),
            now: amount(&c.after),
            difference: signed(c.currency, c.difference().typical),
        }
    };
    let rows = difference(before.estimate(), now.estimate()).iter().map(row).collect();
    Differences { before: money(was.0, was.1.typical), difference: signed(is.0, is.1.typical - was.1.typical), rows }
}

fn flow(model: &Model, id: Id<Flow>) -> Option<String> {
    model.get(id).map(|f| flow_name(model, f))
}

/// A link while it is there; what is gone keeps its name.
fn named(before: &Facts, now: &Facts, node: NodeId) -> Segment {
    match now.document.model.contains(node) {
        true => Segment::Node(node, now.document.model.name(node)),
        false => Segment::Plain(format!("{} (gone)", before.document.model.name(node))),
    }
}

#[component]
pub fn Take() -> impl IntoView {
    let s = studio();
    let kept = versions_kept(s);
    let versions = Memo::new(move |_| kept.get().unwrap_or_default());
    let since = RwSignal::new(None::<Arc<Since>>);
    let shown =
        move || since.with(|v| v.clone().filter(|v| versions.with(|all| all.iter().any(|a| a.number == v.number && a.name == v.name))));
    let before = Memo::new(move |_| shown().map(|v| Shared(Arc::new(Facts::new(&v.document, &s.prices.table().catalogue)))));
    let told = Memo::new(move |_| before.with(|b| b.as_ref().map(|b| s.derived.settled.with(|now| differences(b, now)))));
    let choose = move |number: Option<u32>| {
        let Some(number) = number else { return since.set(None) };
        spawn_local(async move {
            match s.storage.version(number).await {
                Ok((name, document)) => drop(since.try_set(Some(Arc::new(Since { number, name, document })))),
                Err(why) => s.notices.problem(say!("The version cannot be compared with: {why}.", why = why)),
            }
        });
    };
    let markdown = move || {
        s.derived.facts.with_untracked(|f| {
            let since = untrack(shown);
            let before = before.get_untracked();
            let pair = since.as_ref().zip(before.as_ref()).map(|(v, b)| (v.name.as_str(), &**b));
            papers::bill_in_markdown(f, &f.document, pair)
        })
    };
    let save = move |suffix: &str, mime: &str, text: &str| {
        let title = s.derived.assumptions.with_untracked(|a| a.title.clone());
        file::save(s, &file::called(&title, suffix), mime, text.as_bytes());
    };
    let csv = move |_| save("-bill.csv", "text/csv", &s.derived.facts.with_untracked(|f| papers::bill(f, &f.document)));
    let copy = move |_| {
        let text = markdown();
        spawn_local(async move {
            match file::copy(&text).await {
                true => s.notices.say("The bill is on the clipboard, in Markdown."),
                false => s.notices.problem("The browser forbids the clipboard here: save the bill instead."),
            }
        });
    };
    view! {
        <div class="take" role="group" aria-label="The bill: its prices, what it changed by, and as a file">
            <label>
                <span class="dim">"Since"</span>
                <select
                    class="field"
                    data-testid="cost-since"
                    disabled=move || versions.with(Vec::is_empty)
                    title="Named versions of this design: the clock in the header keeps one"
                    on:change=move |e| choose(event_target_value(&e).parse().ok())
                >
                    <option value="">{move || if versions.with(Vec::is_empty) { "no version is kept" } else { "a version …" }}</option>
                    {move || versions.get().into_iter().map(|v| {
                        let number = v.number;
                        view! { <option value=number.to_string() prop:selected=move || shown().is_some_and(|s| s.number == number)>{v.name}</option> }
                    }).collect_view()}
                </select>
            </label>
            <button type="button" class="btn small" data-testid="cost-prices" on:click=move |_| crate::exchange::prices::open(s, Vec::new())>
                {move || if s.prices.table().count > 0 { "Imported prices …" } else { "Prices …" }}
            </button>
            <button type="button" class="btn small" data-testid="cost-csv" title="Save the bill as CSV, for a sheet" on:click=csv>"CSV"</button>
            <button
                type="button"
                class="btn small"
                data-testid="cost-markdown"
                title="Save the bill in Markdown"
                on:click=move |_| save("-bill.md", "text/markdown", &markdown())
            >
                "Markdown"
            </button>
            <button type="button" class="btn small" data-testid="cost-copy" title="Copy the bill in Markdown" on:click=copy>"Copy"</button>
        </div>
        {move || told.get().zip(shown()).map(|(d, v)| changes(d, &v.name))}
    }
}

fn changes(d: Differences, name: &str) -> AnyView {
    view! {
        <section class="since" data-testid="cost-changes" aria-label="What changed">
            <p><b>{say!("{difference} since “{name}”", difference = d.difference, name = name)}</b>{say!(", which costs {before} a month by the same prices.", before = d.before)}</p>
            {table(d.rows)}
        </section>
    }
    .into_any()
}

/// The lines that changed; nothing where none did.
pub fn table(rows: Vec<Row>) -> Option<AnyView> {
    let row = |r: Row| {
        view! {
            <tr>
                <th scope="row"><Words said=r.on /></th>
                <td>{r.what}</td>
                <td class="num dim">{r.before}</td>
                <td class="num">{r.now}</td>
                <td class="num">{r.difference}</td>
            </tr>
        }
    };
    (!rows.is_empty()).then(|| view! {
        <table>
            <thead><tr><th scope="col" colspan="2">"What changed"</th><th scope="col" class="num">"Then"</th><th scope="col" class="num">"Now"</th><th scope="col" class="num">"Difference"</th></tr></thead>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </table>
    }.into_any())
}
