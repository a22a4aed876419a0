//! What lies over the boxes: handles of the selection, the marquee, a line being drawn, the outline of what is placed.

use super::driver;
use crate::geometry::Point;
use crate::prelude::*;
use crate::state::rules::DocRules;
use crate::state::studio;
use crate::tool::{Edge, Rules, connector, marks};
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
            <super::guides::Guides />
            {move || overlay.with(|o| o.line).map(|(a, b)| view! { <line class="drawn" x1=a.x y1=a.y x2=b.x y2=b.y /> })}
        </g>
    }
}

/// Handles of the one selected box.
#[component]
fn Handles() -> impl IntoView {
    let s = studio();
    let scale = Memo::new(move |_| s.viewport.painted());
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
        let shown = {
            let rect = rect.clone();
            Memo::new(move |_| marks(rect.get(), scale.get()))
        };
        // Of the same size on screen at each scale.
        let placed = move |p: Point| format!("translate({} {}) scale({})", p.x, p.y, 1.0 / scale.get());
        let corners = {
            let rect = rect.clone();
            move || {
                let rect = rect.clone();
                let corner = move |edge: Edge| {
                    let rect = rect.clone();
                    view! { <rect class="handle" transform=move || placed(edge.at(rect.get())) x="-4" y="-4" width="8" height="8" rx="2" /> }
                };
                (resizable && shown.get().1).then(|| Edge::ALL.into_iter().filter(|e| e.x != 0 && e.y != 0).map(corner).collect_view())
            }
        };
        let dot = move || {
            let rect = rect.clone();
            (connects && shown.get().0).then(|| {
                view! {
                    <g class="connector" data-testid="connector" transform=move || placed(connector(rect.get(), scale.get()))>
                        <circle r="7" />
                        <path d="M-2.5 0h5m-2.4-2.4 2.4 2.4-2.4 2.4" />
                    </g>
                }
            })
        };
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
