//! The failures that are looked at, on the canvas: what is down is hatched out, flows that are lost are red.

use super::data::{Marks, marks, together};
use crate::prelude::*;
use crate::state::studio;
use portico_core::drawing;

#[component]
pub fn Losses() -> impl IntoView {
    let s = studio();
    let found = Memo::new(move |_| {
        let sheet = s.scene.sheet();
        if s.drill.with(Vec::is_empty) {
            return (Vec::new(), Vec::new());
        }
        let m = s.derived.settled.with(|f| s.drill.with(|d| together(f, d)).map(|row| marks(f, &sheet, &row)).unwrap_or_default());
        let Marks { down, lost } = m;
        let rects: Vec<_> = down.iter().filter_map(|p| sheet.get(p)).collect();
        let lines: Vec<(String, bool)> =
            lost.iter().filter_map(|(a, b, partly)| Some((drawing::edge(&sheet, a, b)?.d(), *partly))).collect();
        (rects, lines)
    });
    move || {
        let (rects, lines) = found.get();
        let rects = rects.into_iter().map(|r| {
            view! { <rect class="down" data-testid="canvas-down" x=r.x - 2 y=r.y - 2 width=r.w + 4 height=r.h + 4 rx="9" /> }
        });
        let lines = lines.into_iter().map(|(d, partly)| {
            view! { <path class=if partly { "edge gone partly" } else { "edge gone" } data-testid="canvas-gone" d=d /> }
        });
        view! {
            {rects.collect_view()}
            {lines.collect_view()}
        }
    }
}
