//! The panel "Who reaches whom": a heat map of all pairs by class, what each mark means, and what the last edit changed in it.
//!
//! Test ids: `matrix-from`, `matrix-to` (what lines must hold), `matrix-said` (the cell in question, in words), `matrix-cells` (one stop of
//! the Tab key; arrows move, Enter traces), `matrix-mark-N` (from 0), `matrix-wait`; `changes`, `change-item-N` (from 0), `change-do`,
//! `change-close`.

mod changes;
mod data;
mod map;
mod paint;
mod reach;
#[cfg(test)]
mod tests;

pub use changes::items as change_items;
pub use map::shortened;
pub use reach::{Line, reach};

use crate::prelude::*;
use crate::state::studio;
use data::Grid;

/// The id of the drawer's tab.
pub const TAB: &str = "matrix";

#[component]
pub fn MatrixPanel() -> impl IntoView {
    let s = studio();
    let known = s.reaching.known();
    let filter = s.reaching.filter();
    let grid = Memo::new(move |_| known.with(|k| k.as_ref().and_then(|k| filter.with(|f| data::grid(k, f)))));
    let waiting = move || match known.with(|k| k.as_ref().map(|k| k.matrix.is_none())) {
        None => Some("Working out who reaches whom …"),
        Some(true) => Some("There are too many classes of interfaces to draw: `portico matrix` lists who reaches whom."),
        Some(false) if grid.with(|g| g.as_ref().is_some_and(|g| g.lines == 0)) => {
            Some("Once something has a network interface, this shows who reaches whom, and on which ports.")
        }
        _ => None,
    };
    let counted = move || {
        grid.with(|g| {
            g.as_ref().map(|g| match (g.by_subnet, g.lines) {
                (true, n) => crate::say!("{n} subnets, each with all that stands in it", n = n),
                (false, 1) => t("1 class of interfaces that no rule can tell apart").into(),
                (false, n) => crate::say!("{n} classes of interfaces that no rule can tell apart", n = n),
            })
        })
    };
    let field = move |id: &'static str, label: &'static str, part: fn(&mut crate::state::change::Filter) -> &mut String| {
        view! {
            <label>
                <span class="dim">{label}</span>
                <input
                    class="field"
                    type="search"
                    data-testid=id
                    placeholder="anything"
                    prop:value=move || part(&mut filter.get()).clone()
                    on:input=move |e| filter.update(|f| *part(f) = event_target_value(&e))
                />
            </label>
        }
    };
    view! {
        <div class="matrix-panel">
            <changes::Changes />
            <div class="matrix-main">
                <div class="matrix-ask" role="group" aria-label="Which lines are shown">
                    {field("matrix-from", "From", |f| &mut f.from)}
                    {field("matrix-to", "to", |f| &mut f.to)}
                    <span class="faint">{counted}</span>
                </div>
                {move || waiting().map(|words| view! { <p class="empty" data-testid="matrix-wait">{words}</p> })}
                {move || {
                    let shown = grid.with(|g| g.as_ref().is_some_and(|g: &Grid| g.lines > 0));
                    shown.then(|| view! { <map::Map grid /> })
                }}
            </div>
        </div>
    }
}
