//! The path in question on the canvas: as a whole, or hop by hop while it is replayed, with the routes that lost struck out.

use crate::prelude::*;
use crate::state::studio;
use crate::state::trace::{Beat, Stop, Tone};
use portico_core::document::{Place, Rect};
use portico_core::drawing::{self, Sheet};

/// What is drawn of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// What is still ahead in a replay, and what has been gone.
    ahead: Vec<Place>,
    gone: Vec<Place>,
    back: bool,
    marks: Vec<Mark>,
    /// The box whose turn it is.
    ring: Option<(Rect, Tone)>,
    lost: Vec<Lost>,
}

/// A route that lost.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lost {
    /// From where to where it would have led.
    ends: Option<(Place, Place)>,
    /// Where its words stand.
    at: (i32, i32),
    words: String,
}

/// A number on the path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    at: (i32, i32),
    words: String,
    tone: Tone,
}

/// The first of the places that is drawn.
fn drawn(sheet: &Sheet, at: &[Place]) -> Option<Place> {
    at.iter().find(|p| sheet.get(p).is_some()).cloned()
}

fn top(r: Rect) -> (i32, i32) {
    (r.x + r.w / 2, r.y)
}

pub fn frame(sheet: &Sheet, stops: &[Stop], beats: &[Beat], now: Option<usize>) -> Frame {
    let all: Vec<(Place, &Stop)> = stops.iter().filter_map(|s| Some((drawn(sheet, &s.at)?, s))).collect();
    let whole: Vec<Place> = all.iter().map(|(p, _)| p.clone()).collect();
    let Some((i, beat)) = now.and_then(|i| Some((i, beats.get(i)?))) else {
        let numbered = all.iter().filter(|(_, s)| !s.numbers.is_empty());
        let mark = |(p, s): &(Place, &Stop)| {
            let words = s.numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("·");
            Some(Mark { at: top(sheet.get(p)?), words, tone: s.tone })
        };
        return Frame { gone: whole, marks: numbered.filter_map(mark).collect(), ..Frame::default() };
    };
    // The leg whose turn it is, from end to end, and how far the packet has come on it.
    let leg: Vec<(usize, Place)> =
        beats.iter().enumerate().filter(|(_, b)| b.back == beat.back).filter_map(|(k, b)| Some((k, drawn(sheet, &b.at)?))).collect();
    let (first, last) = if beat.back { (whole.last(), whole.first()) } else { (whole.first(), whole.last()) };
    let mut gone: Vec<Place> = first.cloned().into_iter().collect();
    gone.extend(leg.iter().filter(|(k, _)| *k <= i).map(|(_, p)| p.clone()));
    gone.dedup();
    let mut ahead: Vec<Place> = gone.last().cloned().into_iter().collect();
    ahead.extend(leg.iter().filter(|(k, _)| *k > i).map(|(_, p)| p.clone()).chain(last.cloned()));
    ahead.dedup();
    if beats.get(i + 1).is_none_or(|b| b.back != beat.back) && beat.tone != Tone::Blocked {
        gone.extend(last.cloned());
        gone.dedup();
        ahead.clear();
    }
    let here = drawn(sheet, &beat.at).and_then(|p| sheet.get(&p).map(|r| (p, r)));
    let mark = here.as_ref().map(|(_, r)| {
        let words = if beat.back { format!("{} ↩", beat.card) } else { beat.card.to_string() };
        Mark { at: top(*r), words, tone: beat.tone }
    });
    let lost = beat.lost.iter().enumerate().filter_map(|(n, (to, words))| {
        let (from, r) = here.as_ref()?;
        let target = to.as_ref().and_then(|t| drawn(sheet, std::slice::from_ref(t)));
        let place = target.as_ref().and_then(|t| sheet.get(t)).unwrap_or(*r);
        let below = 15 + 16 * i32::try_from(n).unwrap_or(0);
        Some(Lost { ends: target.map(|t| (from.clone(), t)), at: (place.x + place.w / 2, place.y + place.h + below), words: words.clone() })
    });
    Frame {
        ahead,
        gone,
        back: beat.back,
        marks: mark.into_iter().collect(),
        ring: here.as_ref().map(|(_, r)| (*r, beat.tone)),
        lost: lost.collect(),
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Passed => "stop-mark",
        Tone::Open => "stop-mark open",
        Tone::Blocked => "stop-mark blocked",
    }
}

#[component]
pub fn PathLine() -> impl IntoView {
    let s = studio();
    let found = Memo::new(move |_| {
        let sheet = s.scene.sheet();
        s.trace.stops.with(|stops| s.trace.beats.with(|beats| frame(&sheet, stops, beats, s.trace.beat.get())))
    });
    // An edit that moves nothing finds the same places in the same drawing: their lines stay.
    let way = move |of: fn(&Frame) -> &Vec<Place>| {
        let places = Memo::new(move |_| found.with(|f| of(f).clone()));
        Memo::new(move |_| places.with(|p| drawing::path(&s.scene.sheet(), p).d()))
    };
    let (ahead, gone) = (way(|f| &f.ahead), way(|f| &f.gone));
    move || {
        let f = found.get();
        let marks = f.marks.into_iter().map(|m| {
            let half = 6 + 3 * i32::try_from(m.words.chars().count()).unwrap_or(1);
            view! {
                <g class=class(m.tone) data-testid="canvas-mark" transform=format!("translate({} {})", m.at.0, m.at.1)>
                    <rect x=-half y="-9" width=half * 2 height="18" rx="9" />
                    <text y="4">{m.words}</text>
                </g>
            }
        });
        let lost = f.lost.into_iter().map(|Lost { ends, at: (x, y), words }| {
            let line = ends.and_then(|(from, to)| drawing::edge(&s.scene.sheet(), &from, &to));
            let d = line.map(|l| l.d()).unwrap_or_default();
            view! {
                <path class="edge lost" d=d />
                <text class="lost-words" data-testid="canvas-lost" x=x y=y>{words}</text>
            }
        });
        let ring = f.ring.map(|(r, tone)| {
            view! { <rect class=format!("beat-ring {}", class(tone)) x=r.x - 5 y=r.y - 5 width=r.w + 10 height=r.h + 10 rx="11" /> }
        });
        view! {
            <path class="edge path ahead" d=ahead />
            <path class="edge path" class:home=f.back data-testid="canvas-path" d=gone />
            {lost.collect_view()}
            {ring}
            {marks.collect_view()}
        }
    }
}
