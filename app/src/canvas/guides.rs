//! Guides: why a dragged box stands where it does, and how much room is beside it.

use super::driver;
use crate::prelude::*;
use crate::state::studio;
use crate::tool::Guide;

#[component]
pub fn Guides() -> impl IntoView {
    let (s, overlay) = (studio(), driver().overlay());
    let shown = Memo::new(move |_| overlay.with(|o| o.guides.clone()));
    let line = move |g: Guide, scale: f64| {
        let (x, y) = ((g.from.x + g.to.x) / 2.0, (g.from.y + g.to.y) / 2.0);
        // Of the same size on screen at each scale.
        let label = g.room.map(|room| {
            let words = room.to_string();
            let half = 6 + 3 * i32::try_from(words.len()).unwrap_or(1);
            view! {
                <g transform=format!("translate({x} {y}) scale({})", 1.0 / scale)>
                    <rect x=-half y="-8" width=half * 2 height="16" rx="8" />
                    <text y="4">{words}</text>
                </g>
            }
        });
        view! {
            <g class="guide" class:measure=g.room.is_some() data-testid="guide">
                <line x1=g.from.x y1=g.from.y x2=g.to.x y2=g.to.y />
                {label}
            </g>
        }
    };
    move || {
        let scale = s.viewport.painted();
        shown.get().into_iter().map(|g| line(g, scale)).collect_view()
    }
}
