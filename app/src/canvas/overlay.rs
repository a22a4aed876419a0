//! What lies over the boxes: handles of the selection, the marquee, a line being drawn, the outline of what is placed.

use super::driver;
use crate::state::rules::DocRules;
use crate::state::studio;
use crate::tool::{Edge, Rules, connector};
use leptos::prelude::*;
use portico_core::document::Place;

#[component]
pub fn Overlay() -> impl IntoView {
    let d = driver();
    let overlay = d.overlay();
    let area = move |r: portico_core::document::Rect, class: &'static str| {
        view! { <rect class=class x=r.x y=r.y width=r.w height=r.h rx="7" /> }
    };
    view! {
        <g class="overlay" role="presentation">
            <Handles />
            {move || overlay.with(|o| o.marquee).map(|r| area(r, "marquee"))}
            {move || overlay.with(|o| o.ghost).map(|r| area(r, "ghost"))}
            {move || overlay.with(|o| o.line).map(|(a, b)| view! { <line class="drawn" x1=a.x y1=a.y x2=b.x y2=b.y /> })}
        </g>
    }
}

/// Handles of the one selected box.
#[component]
fn Handles() -> impl IntoView {
    let s = studio();
    let one = Memo::new(move |_| {
        let places = s.selection.places();
        s.scene.order().track();
        match places.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    });
    move || {
        let place: Place = one.get()?;
        let item = s.scene.item(&place)?;
        let doc = s.workspace.document();
        let stage = s.scene.stage_now();
        let rules = DocRules { doc: &doc, stage: &stage };
        let (resizable, connects) = (rules.resizable(&place), rules.connects(&place));
        let rect = item.rect;
        let corners = resizable.then(|| {
            Edge::ALL
                .into_iter()
                .filter(|e| e.x != 0 && e.y != 0)
                .map(|edge| {
                    let rect = rect.clone();
                    let at = Signal::derive(move || edge.at(rect.get()));
                    view! { <rect class="handle" x=move || at.get().x - 4.0 y=move || at.get().y - 4.0 width="8" height="8" rx="2" /> }
                })
                .collect_view()
        });
        let dot = connects.then(|| {
            let rect = rect.clone();
            let at = Signal::derive(move || connector(rect.get()));
            view! {
                <g class="connector" data-testid="connector">
                    <circle cx=move || at.get().x cy=move || at.get().y r="7" />
                    <path d=move || { let p = at.get(); format!("M{} {}h5m-2.4-2.4 2.4 2.4-2.4 2.4", p.x - 2.5, p.y) } />
                </g>
            }
        });
        Some(view! { {corners} {dot} })
    }
}

/// Words beside the pointer.
#[component]
pub fn Hint() -> impl IntoView {
    let overlay = driver().overlay();
    let hint = Memo::new(move |_| overlay.with(|o| o.hint.clone()));
    move || {
        hint.get().map(|(at, words, legal)| {
            view! {
                <div
                    class="drop-hint"
                    class:problem=!legal
                    data-testid="drop-hint"
                    style:left=format!("{}px", at.x + 16.0)
                    style:top=format!("{}px", at.y + 18.0)
                >
                    {words}
                </div>
            }
        })
    }
}
