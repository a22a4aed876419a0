//! The layer "Reachable from the internet": a ring and a tag on each box that packets from the internet arrive at, and the key to it.

use crate::action::Action;
use crate::prelude::*;
use crate::state::studio;
use crate::ui::Glyph;
use portico_core::document::Place;
use portico_core::drawing::Sheet;
use portico_core::facts::Facts;
use portico_core::reach::Verdict;

/// A box that the internet reaches, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    pub place: Place,
    /// What gets in.
    pub words: String,
    /// For certain; else it hangs on what is not known.
    pub sure: bool,
}

/// What the internet reaches of what is drawn.
pub fn reached(facts: &Facts, sheet: &Sheet) -> Vec<Reached> {
    let graph = facts.graph();
    let mut out: Vec<Reached> = Vec::new();
    for e in facts.exposed() {
        let sure = e.verdict == Verdict::Reachable;
        let words = if sure { e.passes.to_string() } else { e.verdict.as_str().replace('-', " ") };
        for f in e.class.members.iter().filter_map(|i| graph.interface(*i)) {
            let places = [Place::Part(f.owner, f.subnet.node()), Place::Node(f.owner)];
            if let Some(place) = places.into_iter().find(|p| sheet.get(p).is_some())
                && !out.iter().any(|r| r.place == place)
            {
                out.push(Reached { place, words: words.clone(), sure });
            }
        }
    }
    out
}

/// As long as a tag may be.
const LONGEST: usize = 22;

#[component]
pub fn Layer() -> impl IntoView {
    let s = studio();
    let all = Memo::new(move |_| match s.shell.internet.get() {
        true => s.derived.settled.with(|f| reached(f, &s.scene.sheet())),
        false => Vec::new(),
    });
    let draw = move |r: Reached| {
        let item = s.scene.item(&r.place)?;
        let rect = item.rect;
        let at = {
            let rect = rect.clone();
            move || rect.with(|r| format!("translate({} {})", r.x, r.y))
        };
        let words = crate::matrix::shortened(&r.words, LONGEST);
        let half = 13 + 3 * i32::try_from(words.chars().count()).unwrap_or(0);
        let (w, h) = rect.with_untracked(|r| (r.w, r.h));
        Some(view! {
            <g class="exposed" class:sure=r.sure transform=at>
                <rect class="exposed-ring" x="-4" y="-4" width=w + 8 height=h + 8 rx="10" />
                <g transform=format!("translate({} {})", w / 2, h + 4)>
                    <rect class="exposed-tag" x=-half y="-8" width=half * 2 height="16" rx="8" />
                    <path class="glyph" transform=format!("translate({} -5.4) scale(.6)", 5 - half) d=Glyph::Resolver.path() />
                    <text x="7" y="3.5">{words}</text>
                    <title>{r.words}</title>
                </g>
            </g>
        })
    };
    view! { <g class="layer" role="presentation">{move || all.get().into_iter().map(draw).collect_view()}</g> }
}

/// What the rings mean, and how many there are.
#[component]
pub fn Key() -> impl IntoView {
    let s = studio();
    let counts = Memo::new(move |_| {
        s.shell.internet.get().then(|| {
            let all = s.derived.settled.with(|f| reached(f, &s.scene.sheet()));
            (all.iter().filter(|r| r.sure).count(), all.iter().filter(|r| !r.sure).count())
        })
    });
    let row = |class: &'static str, words: String| {
        view! {
            <li>
                <svg width="26" height="18" aria-hidden="true"><g class=class><rect class="exposed-ring" x="2" y="2" width="22" height="14" rx="5" /></g></svg>
                {words}
            </li>
        }
    };
    move || {
        let (sure, open) = counts.get()?;
        let boxes = |n: usize| if n == 1 { t("1 box").to_string() } else { say!("{n} boxes", n = n) };
        let known = s.derived.settled.get() == s.derived.facts.get();
        let none = match (known, sure + open) {
            (false, _) => "Working out what packets reach …",
            (true, 0) => "Nothing here can be reached from the internet",
            _ => "no ring: no packet gets in",
        };
        Some(view! {
            <section class="layer-key" data-testid="layer-key" aria-label=Action::Internet.label()>
                <h2>"From the internet"</h2>
                <ul>
                    {(sure > 0).then(|| row("exposed sure", say!("{boxes}, on what is written", boxes = boxes(sure))))}
                    {(open > 0).then(|| row("exposed", say!("{boxes}: it depends", boxes = boxes(open))))}
                    <li>{none}</li>
                </ul>
            </section>
        })
    }
}
