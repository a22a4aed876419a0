//! Who can reach a bucket or table, and who calls through an endpoint, on the canvas: a ring round each caller and a line from it, by
//! whether it can; and the key to them.

use super::callers::{Asked, Call, asks, calls};
use crate::prelude::*;
use crate::state::lines::Stands;
use crate::state::{Derived, studio};
use crate::ui::{Glyph, Icon};
use portico_core::document::Rect;
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
        let ends = stands.first(*from).zip(stands.first(*to));
        Mark {
            verdict: *verdict,
            rects: stands.all(*from).iter().filter_map(|p| sheet.get(p)).collect(),
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

/// Whose callers the canvas shows, and who they are.
#[derive(Clone, Copy)]
pub struct Callers {
    asked: RwSignal<Option<Asked>>,
    found: Memo<Option<(Asked, Vec<Call>)>>,
}

impl Callers {
    pub fn new(derived: Derived) -> Self {
        let asked = RwSignal::new(None::<Asked>);
        let found = Memo::new(move |_| asked.get().map(|a| (a, derived.settled.with(|f| calls(f, a)))));
        Self { asked, found }
    }

    /// Shows them, or nobody's any longer.
    pub fn show(self, asked: Option<Asked>) {
        self.asked.set(asked);
    }
}

#[component]
pub fn Calls() -> impl IntoView {
    let s = studio();
    let all = Memo::new(move |_| s.callers.found.with(|f| f.as_ref().map(|(_, calls)| marks(&s.scene.sheet(), calls))));
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
        s.callers.found.with(|found| {
            let (asked, calls) = found.as_ref()?;
            let of = |class_: &str| calls.iter().filter(|(.., v)| class(*v) == class_).count();
            Some((*asked, [of("call can"), of("call cannot"), of("call open")]))
        })
    });
    let row = |class: &'static str, n: usize, words: String| {
        (n > 0).then(|| {
            view! {
                <li>
                    <svg width="26" height="18" aria-hidden="true"><g class=class><rect class="call-ring" x="2" y="2" width="22" height="14" rx="5" /></g></svg>
                    {words}
                </li>
            }
        })
    };
    move || {
        let (asked, [can, cannot, open]) = counts.get()?;
        let name = s.derived.model.with(|m| m.contains(asked.node).then(|| m.name(asked.node)))?;
        let heading = match asks(asked.node).get(asked.ask) {
            Some((action, ..)) => say!("{action} on {name}", action = action, name = name),
            None => say!("Through {name}", name = name),
        };
        let none = (can + cannot + open == 0).then(|| view! { <li>"nobody"</li> });
        Some(view! {
            <section class="layer-key" data-testid="calls-key" aria-label="Who can reach it">
                <h2>{heading}</h2>
                <ul>
                    {row("call can", can, say!("{n} can", n = can))}
                    {row("call cannot", cannot, say!("{n} cannot", n = cannot))}
                    {row("call open", open, say!("{n} depends on what is not known", n = open))}
                    {none}
                </ul>
                <button type="button" class="icon-button" data-testid="calls-close" aria-label="Show the callers no longer" on:click=move |_| s.callers.show(None)>
                    <Icon glyph=Glyph::Close size=14 />
                </button>
            </section>
        })
    }
}
