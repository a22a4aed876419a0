//! The Compare panel: every way of a workload to a service side by side, worked out off the page's thread while the panel is open.
//!
//! Test ids: `compare-from`, `compare-service`, `compare-gb`, `compare-by`, `compare-progress`, `compare-plot`, `compare-at`, `compare-costs`,
//! `compare-way-KEY` (the head of a column: `compare-way-gateway-endpoint`), `compare-month-KEY`, `compare-choose-KEY`, `compare-refused`.

pub mod data;
mod plot;
mod table;
#[cfg(test)]
mod tests;

use crate::exchange::{Desk, Job, read};
use crate::prelude::*;
use crate::state::derived::Shared;
use crate::state::studio;
use crate::ui::Words;
use crate::ui::number::{money, parse_whole, thousands};
pub use data::Asked;
use data::{PRIORITIES, Panel, Question};
use portico_core::document::NodeId;
use portico_core::facts::Facts;
use portico_core::interchange::save;
use std::sync::Arc;

/// The id of the drawer's tab.
pub const TAB: &str = "compare";

/// An answer, with the design and the question that it is of.
#[derive(Clone)]
struct Found {
    of: Shared<Facts>,
    question: Question,
    panel: Result<Arc<Panel>, String>,
}

#[component]
pub fn ComparePanel() -> impl IntoView {
    let s = studio();
    let desk = Desk::new();
    let question = Memo::new(move |_| s.derived.model.with(|m| s.compare.with(|asked| data::question(m, asked, &s.selection.nodes()))));
    let found = RwSignal::new(None::<Found>);
    Effect::new(move |_| {
        let of = s.derived.facts.get();
        let Some(question) = question.get() else { return };
        let job = Job::of("compare", save::write(&of.document), question.given());
        desk.ask(job, move |answer| {
            let panel = read(answer, |json| data::panel(json, &of.document.model)).map(Arc::new);
            found.set(Some(Found { of, question, panel }));
        });
    });
    let current = Memo::new(move |_| {
        let (now, question) = (s.derived.facts.get(), question.get());
        found.with(|f| f.as_ref().is_some_and(|f| f.of == now && Some(&f.question) == question.as_ref()))
    });
    let panel = Memo::new(move |_| found.with(|f| f.as_ref().and_then(|f| f.panel.clone().ok())));
    let words = move || match (question.with(Option::is_none), current.get()) {
        (true, _) => t("Draw a workload in a subnet: here stand the ways that it could take to a service, side by side.").to_string(),
        (false, false) => t("Weighing the ways …").into(),
        (false, true) => found.with(|f| {
            f.as_ref().and_then(|f| f.panel.as_ref().err().map(|e| crate::say!("No comparison: {e}.", e = e))).unwrap_or_default()
        }),
    };
    view! {
        <div class="compare-panel">
            <Asking question />
            <p class="dim" role="status" data-testid="compare-progress">{words}</p>
            {move || {
                panel.get().map(|p| view! {
                    <Curves panel=p.clone() />
                    <table::Ways panel=p current />
                })
            }}
        </div>
    }
}

/// Who wants what, how much, and what matters.
#[component]
fn Asking(question: Memo<Option<Question>>) -> impl IntoView {
    let s = studio();
    let from = Memo::new(move |_| question.with(|q| q.as_ref().map(|q| q.from.node())));
    let callers = Memo::new(move |_| s.derived.model.with(|m| data::callers(m)));
    let services = Memo::new(move |_| s.derived.model.with(|m| data::services(m, from.get())));
    let caller = move |(id, name): (NodeId, String)| {
        view! { <option value=id.to_string() prop:selected=move || from.get() == Some(id)>{name}</option> }
    };
    let service = move |(id, name, called): (&'static str, &'static str, bool)| {
        let chosen = move || question.with(|q| q.as_ref().is_some_and(|q| q.service == id));
        view! { <option value=id prop:selected=chosen>{if called { crate::say!("{name}, which it calls", name = name) } else { name.into() }}</option> }
    };
    let priority = move |(id, name): (&'static str, &'static str)| {
        view! { <option value=id prop:selected=move || question.with(|q| q.as_ref().is_some_and(|q| q.by == id))>{name}</option> }
    };
    let gb = move || s.compare.with(|a| a.gb.map(|gb| thousands(gb.into())).unwrap_or_default());
    view! {
        <div class="asking" role="group" aria-label="What to compare">
            <label>
                <span class="dim">"From"</span>
                <select
                    class="field"
                    data-testid="compare-from"
                    on:change=move |e| {
                        let from = event_target_value(&e).parse().ok();
                        s.compare.update(|a| (a.from, a.service) = (from, None));
                    }
                >
                    {move || callers.get().into_iter().map(caller).collect_view()}
                </select>
            </label>
            <label>
                <span class="dim">"To"</span>
                <select
                    class="field"
                    data-testid="compare-service"
                    on:change=move |e| s.compare.update(|a| a.service = Some(event_target_value(&e)))
                >
                    {move || services.get().into_iter().map(service).collect_view()}
                </select>
            </label>
            <label>
                <span class="dim">"GB a month"</span>
                <input
                    class="field num"
                    data-testid="compare-gb"
                    inputmode="numeric"
                    placeholder="as the flow"
                    prop:value=gb
                    on:change=move |e| {
                        let text = event_target_value(&e);
                        match (text.trim().is_empty(), parse_whole(&text)) {
                            (true, _) => s.compare.update(|a| a.gb = None),
                            (false, Some(n)) => s.compare.update(|a| a.gb = Some(n)),
                            (false, None) => s.notices.problem("A whole number of GB is wanted, up to 4,294,967,295."),
                        }
                        event_target::<web_sys::HtmlInputElement>(&e).set_value(&untrack(gb));
                    }
                />
            </label>
            <label>
                <span class="dim">"What matters"</span>
                <select
                    class="field"
                    data-testid="compare-by"
                    on:change=move |e| {
                        let wanted = event_target_value(&e);
                        let by = PRIORITIES.iter().find(|(id, _)| *id == wanted).map(|(id, _)| *id);
                        s.compare.update(|a| a.by = by);
                    }
                >
                    {PRIORITIES.into_iter().map(priority).collect_view()}
                </select>
            </label>
        </div>
    }
}

/// The months over the GB: to point at, or to walk through by the slider below.
#[component]
fn Curves(panel: Arc<Panel>) -> impl IntoView {
    let plot = plot::plot(&panel);
    if plot.lines.is_empty() {
        return ().into_any();
    }
    let (most, top) = (plot.most, money(panel.currency, plot.top));
    let gb = RwSignal::new(panel.gb.min(most));
    let point = move |e: web_sys::PointerEvent| {
        let Some(el) = e.current_target().and_then(|t| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(t).ok()) else { return };
        let r = el.get_bounding_client_rect();
        let part = ((f64::from(e.client_x()) - r.left()) / r.width().max(1.0)).clamp(0.0, 1.0);
        gb.set((part * f64::from(most)).round() as u32);
    };
    let x = move || u64::from(gb.get()) * u64::from(plot::WIDTH) / u64::from(most.max(1));
    let lines = plot.lines.iter().map(|(i, d)| view! { <polyline class=format!("curve way-{}", i % 8) points=d.clone() /> }).collect_view();
    let marks = plot.crossings.iter().map(|(at, x)| {
        view! {
            <g class="crossing">
                <line x1=*x x2=*x y1="0" y2=plot::HEIGHT />
                <text x=*x + 4 y="11">{format!("{} GB", thousands((*at).into()))}</text>
            </g>
        }
    });
    let marks = marks.collect_view();
    let costs = {
        let panel = panel.clone();
        move || {
            let one = |(i, m): (usize, portico_core::money::Money)| {
                let way = panel.ways.get(i)?;
                Some(view! {
                    <li>
                        <span class=format!("swatch way-{}", i % 8)></span>
                        <Words said=way.label.clone() />
                        <b class="num">{money(panel.currency, m)}</b>
                    </li>
                })
            };
            plot::ranking(&panel, gb.get()).into_iter().filter_map(one).collect_view()
        }
    };
    let told = panel.crossings.iter().filter_map(|(gb, from, to)| {
        let (a, b) = (panel.ways.get(*from)?, panel.ways.get(*to)?);
        let plain = |words: String| portico_core::text::Segment::Plain(words);
        let mut said = vec![plain(crate::say!("At {n} GB a month the cheapest changes: ", n = thousands((*gb).into())))];
        said.extend(a.label.clone());
        said.push(plain(t(" below, ").into()));
        said.extend(b.label.clone());
        said.push(plain(t(" above").into()));
        Some(view! { <li><Words said /></li> })
    });
    let told = told.collect_view();
    view! {
        <section class="curves" aria-label="What each way costs over the GB">
            <div class="plot">
                <svg
                    viewBox=format!("0 0 {} {}", plot::WIDTH, plot::HEIGHT)
                    preserveAspectRatio="none"
                    role="img"
                    aria-label="A line for each way: its month over the GB; the same figures stand in the list beside it"
                    data-testid="compare-plot"
                    on:pointermove=point
                >
                    {marks}
                    {lines}
                    <line class="here" x1=x x2=x y1="0" y2=plot::HEIGHT />
                </svg>
                <span class="peak faint num">{top}</span>
                <input
                    type="range"
                    data-testid="compare-at"
                    aria-label="GB a month"
                    min="0"
                    max=most.to_string()
                    step="1"
                    prop:value=move || gb.get().to_string()
                    aria-valuetext=move || format!("{} GB", thousands(gb.get().into()))
                    on:input=move |e| {
                        if let Some(n) = parse_whole(&event_target_value(&e)) {
                            gb.set(n);
                        }
                    }
                />
                <span class="faint">{crate::say!("0 to {n} GB a month", n = thousands(most.into()))}</span>
            </div>
            <div class="costs">
                <h2>{move || crate::say!("A month with {n} GB", n = thousands(gb.get().into()))}</h2>
                <ol data-testid="compare-costs">{costs}</ol>
                <ul class="faint">{told}</ul>
            </div>
        </section>
    }
    .into_any()
}
