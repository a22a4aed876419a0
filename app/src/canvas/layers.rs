//! The corner of the canvas with zoom and layers, and the layer of security groups: marks on their members, no box round anything.

use super::zoom::Zoom;
use crate::action::{Action, Group};
use crate::prelude::*;
use crate::state::lines::members;
use crate::state::shell::{Layer, MenuAt};
use crate::state::studio;
use crate::ui::{Glyph, Icon};
use portico_core::document::Place;
use wasm_bindgen::JsCast;

#[component]
pub fn Corner() -> impl IntoView {
    let s = studio();
    let open = move |e: web_sys::MouseEvent| {
        let Some(r) = e.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).map(|el| el.get_bounding_client_rect()) else {
            return;
        };
        s.shell.menu.set(Some(MenuAt { x: r.left(), y: r.top(), of: |a| a.group() == Group::Layers }));
    };
    let words = move || {
        let on: Vec<&str> = Action::all()
            .filter(|a| a.layer().is_some_and(|l| s.shell.layers.shown(l)))
            .map(|a| a.label().split(':').next().unwrap_or_default())
            .collect();
        if on.is_empty() { t("Layers").into() } else { say!("Layers: {names}", names = on.join(", ").to_lowercase()) }
    };
    let any = Memo::new(move |_| s.shell.layers.count() != 0);
    view! {
        <div class="row">
            <Zoom />
            <button type="button" class="layers" data-testid="layers" aria-haspopup="menu" class:on=any on:click=open>
                <Icon glyph=Glyph::Layers size=15 />
                <span>{words}</span>
            </button>
        </div>
    }
}

/// Which groups a box is in, by name, and the number of the first for its colour.
#[derive(Clone, Debug, PartialEq)]
struct Member {
    place: Place,
    words: String,
    hue: usize,
}

#[component]
pub fn Members() -> impl IntoView {
    let s = studio();
    let all = Memo::new(move |_| {
        if !s.shell.layers.shown(Layer::Groups) {
            return Vec::new();
        }
        let mut out: Vec<Member> = Vec::new();
        s.derived.facts.with(|f| {
            for (hue, (group, places)) in members(f).iter().enumerate() {
                let name = f.document.model.name(*group);
                for place in places {
                    match out.iter_mut().find(|m| m.place == *place) {
                        Some(m) => m.words = format!("{}, {name}", m.words),
                        None => out.push(Member { place: place.clone(), words: name.clone(), hue: hue % 6 }),
                    }
                }
            }
        });
        out
    });
    let mark = move |m: Member| {
        s.scene.item(&m.place).map(|item| {
            let (rect, shown) = (item.rect, item.shown);
            // What is in a group has the size of its kind, always.
            let (w, h) = rect.with_untracked(|r| (r.w, r.h));
            let room = f64::from(w) - 4.0;
            let words = super::words::fit(&m.words, room - 12.0, 5.4);
            let wide = 12.0 + 5.6 * words.chars().count() as f64;
            view! {
                <g
                    class=format!("member h{}", m.hue)
                    data-testid="member"
                    display=move || (!shown.get()).then_some("none")
                    transform=move || rect.with(|r| format!("translate({} {})", r.x, r.y))
                >
                    <title>{m.words}</title>
                    <rect class="member-ring" x="-2" y="-2" width=w + 4 height=h + 4 rx="9" />
                    <rect class="member-tag" x="6" y="-9" width=wide height="14" rx="7" />
                    <text x="12" y="1.5">{words}</text>
                </g>
            }
        })
    };
    view! {
        <g class="members" role="presentation">
            {move || {
                s.scene.order().track();
                all.get().into_iter().filter_map(mark).collect_view()
            }}
        </g>
    }
}
