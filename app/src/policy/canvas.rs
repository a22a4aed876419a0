//! Who can reach a bucket or table, and who calls through an endpoint, on the canvas: a ring round each caller and a line from it, by
//! whether it can; and the key to them.

use super::callers::{Call, asks, calls};
use crate::prelude::*;
use crate::state::lines::Stands;
use crate::state::studio;
use crate::ui::{Glyph, Icon};
use portico_core::document::{Place, Rect};
use portico_core::drawing::{self, Sheet};
use portico_core::reach::Verdict;

/// A caller's box and line, and how it fares.
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    verdict: Verdict,
    rects: Vec<Rect>,
    line: Option<String>,
}

fn marks(sheet: &Sheet, calls: &[Call]) -> Vec<Mark> {
    let stands = Stands::of(sheet);
    let mark = |(from, to, verdict): &Call| {
        let boxes: Vec<&Place> = stands.all(*from).iter().collect();
        let ends = boxes.first().zip(stands.all(*to).first());
        Mark {
            verdict: *verdict,
            rects: boxes.iter().filter_map(|p| sheet.get(p)).collect(),
            line: ends.and_then(|(a, b)| drawing::edge(sheet, a, b)).map(|l| l.d()),
        }
    };
    calls.iter().map(mark).collect()
}

fn class(v: Verdict) -> &'static str {
    match v {
        Verdict::Reachable => "call can",
        Verdict::Blocked => "call cannot",
        Verdict::Depends | Verdict::NotModelled => "call open",
    }
}

#[component]
pub fn Calls() -> impl IntoView {
    let s = studio();
    let all = Memo::new(move |_| {
        let asked = s.callers.get()?;
        let calls = s.derived.settled.with(|f| calls(f, asked));
        Some(marks(&s.scene.sheet(), &calls))
    });
    let draw = |m: Mark| {
        let ring = |r: Rect| view! { <rect class="call-ring" x=r.x - 3 y=r.y - 3 width=r.w + 6 height=r.h + 6 rx="10" /> };
        view! {
            <g class=class(m.verdict) data-testid="call" data-verdict=m.verdict.as_str()>
                {m.line.map(|d| view! { <path class="edge" d=d /> })}
                {m.rects.into_iter().map(ring).collect_view()}
            </g>
        }
    };
    move || all.get().into_iter().flatten().map(draw).collect_view()
}

/// What the rings and lines mean, how many there are, and how they go away.
#[component]
pub fn CallsKey() -> impl IntoView {
    let s = studio();
    let counts = Memo::new(move |_| {
        let asked = s.callers.get()?;
        let calls = s.derived.settled.with(|f| calls(f, asked));
        let of = |class_: &str| calls.iter().filter(|(.., v)| class(*v) == class_).count();
        Some((asked, [of("call can"), of("call cannot"), of("call open")]))
    });
    let row = |class: &'static str, n: usize, word: &'static str| {
        (n > 0).then(|| {
            view! {
                <li>
                    <svg width="26" height="18" aria-hidden="true"><g class=class><rect class="call-ring" x="2" y="2" width="22" height="14" rx="5" /></g></svg>
                    {format!("{n} {word}")}
                </li>
            }
        })
    };
    move || {
        let (asked, [can, cannot, open]) = counts.get()?;
        let name = s.derived.model.with(|m| m.contains(asked.node).then(|| m.name(asked.node)))?;
        let heading = match asks(asked.node).get(asked.ask) {
            Some((action, ..)) => format!("{action} on {name}"),
            None => say!("Through {name}", name = name),
        };
        let none = (can + cannot + open == 0).then(|| view! { <li>"nobody"</li> });
        Some(view! {
            <section class="layer-key" data-testid="calls-key" aria-label="Who can reach it">
                <h2>{heading}</h2>
                <ul>
                    {row("call can", can, "can")}
                    {row("call cannot", cannot, "cannot")}
                    {row("call open", open, "depends on what is not known")}
                    {none}
                </ul>
                <button type="button" class="icon-button" data-testid="calls-close" aria-label="Show the callers no longer" on:click=move |_| s.callers.set(None)>
                    <Icon glyph=Glyph::Close size=14 />
                </button>
            </section>
        })
    }
}
