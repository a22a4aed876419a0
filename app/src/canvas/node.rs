//! One box: its form, words and glyph. Redrawn only when its own signals say so.

use super::testid;
use super::words::fit;
use crate::prelude::*;
use crate::state::look::{Form, Look};
use crate::state::notes::Note;
use crate::state::scene::{Item, Mark};
use crate::state::studio;
use portico_core::document::Place;

#[component]
pub fn NodeView(place: Place) -> impl IntoView {
    let s = studio();
    let Some(item) = s.scene.item(&place) else { return ().into_any() };
    let Item { painted: rect, look, shown, selected, mark, tab, .. } = item;
    let form = look.with_untracked(|l| l.form);
    let size = {
        let rect = rect.clone();
        Memo::new(move |_| rect.with(|r| (r.w, r.h)))
    };
    let (x, y) = {
        let (x, y) = (rect.clone(), rect.clone());
        (move || x.with(|r| r.x), move || y.with(|r| r.y))
    };
    let transform = move || rect.with(|r| format!("translate({} {})", r.x, r.y));
    let class = {
        let (look, mark) = (look.clone(), mark.clone());
        move || {
            let tint = look.with(|l| l.tint);
            let mark = match mark.get() {
                Mark::None => "",
                Mark::Legal => "legal",
                Mark::Illegal => "illegal",
                Mark::Left => "left",
                Mark::Lifted => "lifted",
            };
            format!("box {} {tint} {mark}", class_of(form))
        }
    };
    let note = {
        let place = place.clone();
        Memo::new(move |_| s.derived.notes.with(|all| all.get(&place).cloned()).unwrap_or_default())
    };
    let flag = {
        let node = place.node();
        Memo::new(move |_| node.and_then(|n| s.derived.flags.with(|all| all.get(&n).copied())))
    };
    let label = {
        let look = look.clone();
        move || {
            let base = look.with(|l| l.label.clone());
            let more = note.with(Note::words);
            let found =
                flag.get().map(|(_, n)| if n == 1 { t("one finding").into() } else { say!("{n} findings", n = n) }).unwrap_or_default();
            [base, more, found].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", ")
        }
    };
    let id = super::element_id(&place);
    let test = {
        let (place, look) = (place.clone(), look.clone());
        move || testid(&s.workspace.document().model, &place, &look.with(|l| l.name.clone()))
    };
    view! {
        <g
            id=id
            class=class
            class:selected=move || selected.get()
            display=move || (!shown.get()).then_some("none")
            tabindex=move || if tab.get() { "0" } else { "-1" }
            role="option"
            aria-selected={
                let selected = item_selected(s, &place);
                move || selected.get().to_string()
            }
            aria-label=label
            data-testid=test
            data-place=place.to_string()
            data-class=move || note.with(|n| n.class)
        >
            // Where the shell is, is written at the shell: for every transform of something painted the browser does a share of work in
            // every frame. The rest is hidden when boxes are seen by the thousand.
            <rect class="shell" x=x y=y width=move || size.get().0 height=move || size.get().1 rx=radius(form) />
            <g transform=transform>
                <rect class="ring" x="-3" y="-3" width=move || size.get().0 + 6 height=move || size.get().1 + 6 rx=radius(form) + 3 />
                {inside(form, look.clone(), size, note)}
                {
                    let look = look.clone();
                    move || look.with(|l| l.pinned).then(|| {
                        let (w, h) = size.get();
                        view! {
                            <g class="locked" transform=format!("translate({} {})", w - 8, h - 7)>
                                <circle r="7" />
                                <path transform="translate(-5 -5.2) scale(.56)" d=crate::ui::Glyph::Lock.path() />
                            </g>
                        }
                    })
                }
                {move || {
                    flag.get().map(|(severity, _)| {
                        let (w, _) = size.get();
                        view! {
                            <g class=format!("flag {}", severity.as_str()) transform=format!("translate({} 1)", w - 3)>
                                <circle r="7" />
                                <text y="3.5">"!"</text>
                            </g>
                        }
                    })
                }}
            </g>
        </g>
    }
    .into_any()
}

fn item_selected(s: crate::state::Studio, place: &Place) -> ArcRwSignal<bool> {
    s.scene.item(place).map(|i| i.selected).unwrap_or_default()
}

/// The words and marks of a form.
fn inside(form: Form, look: ArcRwSignal<Look>, size: Memo<(i32, i32)>, note: Memo<Note>) -> AnyView {
    let badge = look.clone();
    let width = move || f64::from(size.get().0);
    let name = {
        let look = look.clone();
        move |left: f64, per_char: f64| look.with(|l| fit(&l.name, width() - left, per_char))
    };
    let detail = {
        let look = look.clone();
        move |left: f64, per_char: f64| {
            let room = width() - left;
            note.with(|n| n.detail.as_ref().map(|d| fit(d, room, per_char)))
                .unwrap_or_else(|| look.with(|l| fit(&l.detail, room, per_char)))
        }
    };
    let glyph = move |x: i32, y: i32, scale: f64| {
        let look = look.clone();
        view! {
            <path class="glyph" transform=format!("translate({x} {y}) scale({scale})") d=move || look.with(|l| l.glyph.path()) />
        }
    };
    match form {
        Form::Vpc => view! {
            <text class="t" x="16" y="25">
                <tspan class="t-name t-big">{move || name(140.0, 7.4)}</tspan>
                <tspan class="t-mono" dx="8">{move || detail(150.0, 6.7)}</tspan>
            </text>
        }
        .into_any(),
        Form::Zone => view! { <text class="t t-faint" x="12" y="21">{move || name(24.0, 6.2)}</text> }.into_any(),
        Form::Subnet => view! {
            <rect class="bar" width="4" height=move || size.get().1 rx="2" />
            <text class="t" x="15" y="21">
                <tspan class="t-name">{move || name(180.0, 6.9)}</tspan>
                <tspan class="t-mono" dx="7">{move || detail(160.0, 6.4)}</tspan>
            </text>
            <text class="t t-faint t-small" text-anchor="end" y="21" x=move || size.get().0 - 10>
                {move || note.with(|n| n.corner.clone())}
            </text>
            <text class="t t-faint t-small t-fate" x="15" y=move || size.get().1 - 13>{move || note.with(|n| n.class)}</text>
        }
        .into_any(),
        Form::Chip | Form::Link => view! {
            {glyph(9, 11, 1.0)}
            <text class="t t-name" x="34" y="17">{move || name(40.0, 6.6)}</text>
            <text class="t t-mono t-small" x="34" y="31">{move || detail(38.0, 5.9)}</text>
        }
        .into_any(),
        Form::Pill => view! {
            {glyph(6, 3, 1.0)}
            <text class="t t-name" x="29" y="16">{move || name(54.0, 6.4)}</text>
            // The service's own sign: an endpoint is a door to it.
            <path
                class="glyph service-badge"
                transform=move || format!("translate({} 5) scale(.78)", size.get().0 - 21)
                d=move || badge.with(|l| l.badge.map_or("", crate::ui::Glyph::path))
            />
        }
        .into_any(),
        Form::TableChip => view! {
            {glyph(6, 5, 0.8)}
            <text class="t" x="26" y="16">{move || name(32.0, 6.0)}</text>
        }
        .into_any(),
        Form::Badge => view! {
            {glyph(9, 11, 1.0)}
            <text class="t t-name" x="33" y="24">{move || name(38.0, 6.8)}</text>
        }
        .into_any(),
        Form::EndpointBadge => view! {
            {glyph(9, 8, 1.1)}
            <text class="t t-name" x="35" y="23">{move || name(40.0, 6.8)}</text>
            <text class="t t-mono t-small" x="10" y="45">{move || detail(14.0, 5.9)}</text>
        }
        .into_any(),
        Form::Card => view! {
            {glyph(11, 14, 1.12)}
            <text class="t t-name" x="42" y="21">{move || name(50.0, 6.8)}</text>
            <text class="t t-faint t-small" x="42" y="36">{move || detail(50.0, 5.6)}</text>
        }
        .into_any(),
    }
}

fn class_of(form: Form) -> &'static str {
    match form {
        Form::Vpc => "vpc",
        Form::Zone => "zone",
        Form::Subnet => "subnet",
        Form::Chip => "chip-box",
        Form::Pill => "pill",
        Form::TableChip => "table-chip",
        Form::Badge => "badge",
        Form::EndpointBadge => "badge endpoint",
        Form::Card => "card-box",
        Form::Link => "link-box",
    }
}

fn radius(form: Form) -> i32 {
    match form {
        Form::Vpc => 10,
        Form::Pill => 12,
        Form::TableChip => 5,
        Form::Badge | Form::EndpointBadge | Form::Card => 9,
        Form::Zone => 8,
        Form::Subnet | Form::Chip | Form::Link => 7,
    }
}
