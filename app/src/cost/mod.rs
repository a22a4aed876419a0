//! The Cost panel: the month, the bill line by line, and the usage that it goes by, to edit.
//!
//! Test ids: `cost-month`, `cost-range`, `cost-hours`, `cost-bill`, `cost-part-ID` (`nat-gateway:7`), `cost-usage`,
//! `cost-measure-MEASURE` (gb, requests, burst), `cost-usage-ID-FIELD` (FIELD: low, typical, high, out, requests-low, burst-low and so on),
//! `cost-usage-ID-fits`, `cost-usage-ID-reset`, `cost-usage-ID-preset`, `cost-problem` (below the row); `cost-prices`; `cost-since`,
//! `cost-changes`, `cost-csv`, `cost-markdown`, `cost-copy`; `savings-ask`, `savings-nats`, `savings`, `savings-choose`; `header-month`.

pub mod data;
mod field;
mod savings;
mod take;
#[cfg(test)]
mod tests;
mod usage;

pub use take::{Differences, differences, table as difference_table};

use crate::prelude::*;
use crate::state::{studio, today};
use crate::ui::Words;
use crate::ui::number::thousands;
use data::{Amounts, Line, Panel, Part};
use portico_core::document::Value;
use portico_core::edit::Command;
use portico_core::text::Segment;

/// The id of the drawer's tab.
pub const TAB: &str = "cost";

#[component]
pub fn CostPanel() -> impl IntoView {
    let s = studio();
    let panel = Memo::new(move |_| s.derived.settled.with(|f| data::panel(f, &today())));
    view! {
        <div class="cost-panel">
            <div class="cost-main">
                <Month panel />
                <take::Take />
                <savings::Cheapest />
                <Bill panel />
            </div>
            <usage::UsageTable panel />
        </div>
    }
}

#[component]
fn Month(panel: Memo<Panel>) -> impl IntoView {
    let s = studio();
    let hours = move |text: String| {
        let hours = crate::ui::number::parse_whole(&text).filter(|h| (1..=744).contains(h));
        match hours {
            Some(h) => {
                let value = Value::Int(i64::from(h));
                let _ = s.workspace.run("Set the hours of a month", Command::Assume { field: "hours_per_month".into(), value });
            }
            None => s.notices.problem("A month has from 1 to 744 hours."),
        }
    };
    view! {
        <div class="month" role="status" aria-live="polite">
            <span class="month-amount" data-testid="cost-month">{move || panel.with(|p| p.month.typical.clone())}</span>
            <span class="dim">"a month"</span>
            <span class="dim" data-testid="cost-range">
                {move || panel.with(|p| p.spread.then(|| say!("{low} to {high}", low = p.month.low, high = p.month.high)))}
            </span>
            <span class="faint dated" data-testid="cost-dated">{move || panel.with(|p| p.dated.clone())}</span>
            <label class="hours">
                <span class="dim">"Hours in a month"</span>
                <input
                    class="field num"
                    data-testid="cost-hours"
                    inputmode="numeric"
                    prop:value=move || panel.with(|p| p.hours.to_string())
                    on:change=move |e| {
                        hours(event_target_value(&e));
                        // A refused text goes back to what holds.
                        let now = panel.with_untracked(|p| p.hours.to_string());
                        event_target::<web_sys::HtmlInputElement>(&e).set_value(&now);
                    }
                />
            </label>
        </div>
    }
}

#[component]
fn Bill(panel: Memo<Panel>) -> impl IntoView {
    let bill = Memo::new(move |_| panel.with(|p| (p.bill.clone(), p.unpriced.clone())));
    move || {
        let (parts, unpriced) = bill.get();
        if parts.is_empty() && unpriced.is_empty() {
            return view! {
                <p class="empty">
                    "Nothing here costs anything by itself. NAT gateways, interface endpoints, public addresses and the data of flows will stand here, line by line, as AWS bills them."
                </p>
            }
            .into_any();
        }
        view! {
            <table class="bill" data-testid="cost-bill">
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col" class="num">"Quantity × price"</th>
                        <th scope="col" class="num">"Low"</th>
                        <th scope="col" class="num">"Typical"</th>
                        <th scope="col" class="num">"High"</th>
                    </tr>
                </thead>
                {parts.into_iter().map(|part| view! { <PartRows part /> }).collect_view()}
            </table>
            {unpriced.into_iter().map(|u| view! { <p class="problem">{u}</p> }).collect_view()}
        }
        .into_any()
    }
}

/// Low and high only where they differ: the same figure three times tells nothing.
fn amounts(a: Amounts, spread: bool) -> AnyView {
    let (low, high) = if spread { (a.low, a.high) } else { (String::new(), String::new()) };
    view! {
        <td class="num dim">{low}</td>
        <td class="num">{a.typical}</td>
        <td class="num dim">{high}</td>
    }
}

#[component]
fn PartRows(part: Part) -> impl IntoView {
    let name = vec![Segment::Node(part.on, part.name)];
    view! {
        <tbody data-testid=format!("cost-part-{}", part.on)>
            <tr class="part">
                <th scope="rowgroup" colspan="2"><Words said=name />" "<span class="faint">{part.kind}</span></th>
                {amounts(part.total, part.spread)}
            </tr>
            {part.lines.into_iter().map(|line| view! { <LineRow line /> }).collect_view()}
        </tbody>
    }
}

#[component]
fn LineRow(line: Line) -> impl IntoView {
    let source = line.source.clone();
    let price = match line.free {
        true => t("free").into(),
        false => line.unit_price.clone(),
    };
    view! {
        <tr class="line" class:recalled=line.recalled>
            <td>
                {line.meter}
                {line.cause.map(|c| view! { <span class="faint">" · "{c}</span> })}
                {line.usage_type.map(|u| view! { " "<code class="faint">{u}</code> })}
            </td>
            <td class="num" title=source>
                {line.quantity} " × "
                <span class="price" tabindex="0">{price}<span class="unseen">{format!(". {}", line.source)}</span></span>
                {line.recalled.then(|| view! { <span class="mark">"recalled"</span> })}
                {line.old.map(|days| view! { <span class="mark old">{crate::say!("{n} days old", n = thousands(days.into()))}</span> })}
            </td>
            {amounts(line.amount, line.spread)}
        </tr>
    }
}
