//! The heat map: names at two sides, cells, the legend; by mouse and by keys.

use super::data::{self, Grid, Mark, Shown};
use super::paint::{self, Size};
use crate::prelude::*;
use crate::state::{studio, trace};
use crate::ui::{Words, dom};
use portico_core::reach::Verdict;

/// The width of the names at the left and the height of those above.
const LEFT: i32 = 148;
const TOP: i32 = 100;

#[component]
pub fn Map(grid: Memo<Option<Grid>>) -> impl IntoView {
    let s = studio();
    let cursor = RwSignal::new((0usize, 0usize));
    let only = RwSignal::new(None::<usize>);
    let size = Memo::new(move |_| grid.with(|g| g.as_ref().map_or(Size::of(0, 0), |g| Size::of(g.rows.len(), g.columns.len()))));
    let within = move |(row, column): (usize, usize)| {
        grid.with(|g| {
            g.as_ref().map_or((0, 0), |g| (row.min(g.rows.len().saturating_sub(1)), column.min(g.columns.len().saturating_sub(1))))
        })
    };
    let at = Memo::new(move |_| within(cursor.get()));
    let said = Memo::new(move |_| {
        let (row, column) = at.get();
        s.reaching.known().with(|k| grid.with(|g| Some(data::say(k.as_ref()?, g.as_ref()?, row, column)))).unwrap_or_default()
    });
    let trace = move || {
        let (row, column) = at.get_untracked();
        let found = s.reaching.known().with_untracked(|k| grid.with_untracked(|g| data::question(k.as_ref()?, g.as_ref()?, row, column)));
        if let Some((question, ends)) = found {
            s.trace.look(question, ends);
            s.shell.drawer.set(Some(trace::TAB));
        }
    };
    let go = move |to: (usize, usize)| {
        cursor.set(within(to));
        // Once it is drawn there.
        gloo::timers::callback::Timeout::new(0, || dom::show_first(".matrix-cursor")).forget();
    };
    let pressed = move |e: web_sys::KeyboardEvent| {
        let (row, column) = at.get_untracked();
        match e.key().as_str() {
            "ArrowUp" => go((row.saturating_sub(1), column)),
            "ArrowDown" => go((row + 1, column)),
            "ArrowLeft" => go((row, column.saturating_sub(1))),
            "ArrowRight" => go((row, column + 1)),
            "Home" => go((row, 0)),
            "End" => go((row, usize::MAX)),
            "PageUp" => go((row.saturating_sub(10), column)),
            "PageDown" => go((row + 10, column)),
            "Enter" | " " => trace(),
            _ => return,
        }
        e.prevent_default();
        e.stop_propagation();
    };
    let under = move |e: &web_sys::PointerEvent| {
        let size = size.get_untracked();
        let part = |v: i32, cell: i32| usize::try_from(v / cell.max(1)).unwrap_or(0);
        (part(e.offset_y(), size.h), part(e.offset_x(), size.w))
    };
    let span = move |of: fn(&Grid) -> usize, cell: fn(Size) -> i32| {
        move || grid.with(|g| g.as_ref().map_or(0, |g| paint::step(of(g)) * cell(size.get())))
    };
    let width = Memo::new(move |_| span(|g| g.columns.len(), |s| s.w)());
    let height = Memo::new(move |_| span(|g| g.rows.len(), |s| s.h)());
    let cells = move || grid.with(|g| g.as_ref().map(|g| painted(g, size.get(), only)));
    let beside = move || grid.with(|g| g.as_ref().map(|g| rows(g, size.get())));
    let above = move || grid.with(|g| g.as_ref().map(|g| columns(g, size.get())));
    let x = move || paint::step(at.get().1) * size.get().w;
    let y = move || paint::step(at.get().0) * size.get().h;
    view! {
        <p class="matrix-said" role="status" aria-live="polite" data-testid="matrix-said">
            {move || view! { <Words said=said.get() /> }}
        </p>
        <div class="matrix-body">
            <div class="matrix-scroll">
                <svg class="matrix-above" width=move || LEFT + width.get() height=TOP aria-hidden="true">
                    <rect class="matrix-lane" x=move || LEFT + x() width=move || size.get().w height=TOP />
                    {above}
                </svg>
                <svg class="matrix-beside" width=LEFT height=height aria-hidden="true">
                    <rect class="matrix-lane" y=y width=LEFT height=move || size.get().h />
                    {beside}
                </svg>
                <svg
                    class="matrix-cells"
                    data-testid="matrix-cells"
                    role="application"
                    aria-label="Who reaches whom, from line to column. Arrows move, Enter traces the pair."
                    tabindex="0"
                    width=width
                    height=height
                    on:keydown=pressed
                    on:pointermove=move |e| cursor.set(within(under(&e)))
                    on:click=move |_| trace()
                >
                    {cells}
                    <rect class="matrix-cursor" x=x y=y width=move || size.get().w - 1 height=move || size.get().h - 1 />
                </svg>
            </div>
            <Legend grid only />
        </div>
    }
}

fn class(mark: &Mark) -> String {
    match mark.verdict {
        Verdict::Reachable => format!("heat h{}", mark.heat),
        _ => "heat open".into(),
    }
}

fn painted(g: &Grid, size: Size, only: RwSignal<Option<usize>>) -> AnyView {
    let marks = g.marks.iter().enumerate().map(|(i, mark)| {
        let d = paint::path(g, size, Shown::Mark(u16::try_from(i).unwrap_or(u16::MAX)));
        view! { <path class=class(mark) class:dimmed=move || only.get().is_some_and(|o| o != i) d=d /> }
    });
    let words = |row: usize| {
        if !(size.words || size.letters) {
            return None;
        }
        let y = paint::step(row) * size.h + size.h / 2 + 4;
        if size.words {
            let cell = move |(column, words): (usize, String)| {
                view! { <text class="matrix-word" x=paint::step(column) * size.w + size.w / 2 - 1 y=y>{words}</text> }
            };
            return Some(paint::words(g, row).into_iter().map(cell).collect_view().into_any());
        }
        let (letters, x) = paint::letters(g, size, row);
        Some(view! { <text class="matrix-word" x=x y=y>{letters}</text> }.into_any())
    };
    let lines = |of: &[data::Line], cell: i32| paint::borders(of, cell);
    let across = lines(&g.rows, size.h).into_iter().map(|y| view! { <path class="matrix-border" d=format!("M0 {y}h9999") /> });
    let down = lines(&g.columns, size.w).into_iter().map(|x| view! { <path class="matrix-border" d=format!("M{x} 0v9999") /> });
    view! {
        <path class="matrix-blocked" d=paint::path(g, size, Shown::Blocked) />
        {marks.collect_view()}
        {across.collect_view()}
        {down.collect_view()}
        {(0..g.rows.len()).map(words).collect_view()}
    }
    .into_any()
}

/// Lines by name with their subnets after them; small ones by subnet alone.
fn rows(g: &Grid, size: Size) -> AnyView {
    let name = |(y, name): (i32, String), subnet: String| {
        view! {
            <text class="matrix-name" x=LEFT - 8 y=y + 4>{shortened(&name, 14)}<tspan class="matrix-subnet" dx="5">{shortened(&subnet, 9)}</tspan></text>
        }
    };
    if size.names {
        let subnet = |i: usize| g.rows.get(i).filter(|_| !g.by_subnet).map(|l| l.subnet.clone()).unwrap_or_default();
        return paint::names(&g.rows, size.h).into_iter().enumerate().map(|(i, n)| name(n, subnet(i))).collect_view().into_any();
    }
    paint::subnets(&g.rows, size.h, 11).into_iter().map(|n| name(n, String::new())).collect_view().into_any()
}

/// Names upright, with their subnets over them.
fn columns(g: &Grid, size: Size) -> AnyView {
    let name = |(x, name): (i32, String)| {
        let at = match size.words {
            true => format!("translate({} {})", LEFT + x, TOP - 8),
            false => format!("translate({} {}) rotate(-90)", LEFT + x + 4, TOP - 6),
        };
        view! { <text class=if size.words { "matrix-name middle" } else { "matrix-name up" } transform=at>{shortened(&name, 12)}</text> }
    };
    let subnet =
        |(x, name): (i32, String)| view! { <text class="matrix-name middle matrix-subnet" x=LEFT + x y="12">{shortened(&name, 12)}</text> };
    let names = if size.names { paint::names(&g.columns, size.w) } else { Vec::new() };
    let over = if g.by_subnet { Vec::new() } else { paint::subnets(&g.columns, size.w, 46) };
    view! {
        {names.into_iter().map(name).collect_view()}
        {over.into_iter().map(subnet).collect_view()}
    }
    .into_any()
}

pub fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most { name.into() } else { name.chars().take(most - 1).chain(['…']).collect() }
}

/// What each mark means; a click shows only that one.
#[component]
fn Legend(grid: Memo<Option<Grid>>, only: RwSignal<Option<usize>>) -> impl IntoView {
    let row = move |(i, mark): (usize, Mark)| {
        let heat = class(&mark);
        view! {
            <li class="has-mark">
                <button
                    type="button"
                    class="matrix-mark"
                    data-testid=format!("matrix-mark-{i}")
                    aria-pressed=move || (only.get() == Some(i)).to_string()
                    title="Show only these"
                    on:click=move |_| only.update(|o| *o = if *o == Some(i) { None } else { Some(i) })
                >
                    <svg width="16" height="16" aria-hidden="true"><rect class=heat width="16" height="16" rx="3" /><text class="matrix-word" x="8" y="12">{mark.letter.to_string()}</text></svg>
                    <span class="unseen">{mark.letter.to_string()} ": "</span>
                    <span class="mono">{mark.words}</span>
                    <span class="faint num">{mark.cells}</span>
                </button>
            </li>
        }
    };
    let marks = Memo::new(move |_| grid.with(|g| g.as_ref().map(|g| g.marks.clone()).unwrap_or_default()));
    view! {
        <ul class="matrix-legend" aria-label="What the marks mean">
            {move || marks.get().into_iter().enumerate().map(row).collect_view()}
            <li class="faint">
                <svg width="16" height="16" aria-hidden="true"><rect class="matrix-blocked" x=".5" y=".5" width="15" height="15" rx="3" /></svg>
                "blocked"
            </li>
        </ul>
    }
}
