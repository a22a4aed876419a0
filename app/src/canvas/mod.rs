//! The canvas: an SVG root whose one transform pans and zooms, boxes with a signal each, and what gestures draw over them.

mod chooser;
pub mod drive;
mod edges;
mod empty;
mod events;
mod intent;
mod keys;
mod minimap;
mod node;
mod overlay;
mod rename;
mod words;
mod zoom;

pub use drive::{Driver, driver};
pub use intent::place;
pub use keys::{focus, focus_selected};

use crate::state::studio;
use leptos::html;
use leptos::prelude::*;
use portico_core::document::{Model, Place};
use portico_core::edit::key::slug;

/// The id of a box's element.
pub fn element_id(place: &Place) -> String {
    format!("box-{place}")
}

/// The test id of a box: `node-app-a`, `node-ssm-in-app-a`, `zone-us-east-1a-in-main`.
fn testid(model: &Model, place: &Place, name: &str) -> String {
    let kebab = |s: &str| slug(s).replace('_', "-");
    match place {
        Place::Node(_) => format!("node-{}", kebab(name)),
        Place::Part(_, within) => format!("node-{}-in-{}", kebab(name), kebab(&model.name(*within))),
        Place::Zone(vpc, zone) => format!("zone-{zone}-in-{}", kebab(&model.name(*vpc))),
    }
}

#[component]
pub fn Canvas() -> impl IntoView {
    let s = studio();
    let d = driver();
    let root = NodeRef::<html::Div>::new();
    events::attach(root, s, d);
    let transform = move || {
        let v = s.viewport.view();
        format!("translate({} {}) scale({})", v.x, v.y, v.scale)
    };
    let dots = move || {
        let v = s.viewport.view();
        let step = 24.0 * v.scale * if v.scale < 0.4 { 4.0 } else { 1.0 };
        (format!("{step}px {step}px"), format!("{}px {}px", v.x - step / 2.0, v.y - step / 2.0))
    };
    let far = move || s.viewport.view().scale < 0.45;
    view! {
        <div
            class="canvas"
            data-testid="canvas"
            node_ref=root
            class:far=far
            class:placing=move || d.armed().with(Option::is_some)
            class:hand=move || d.hand().get()
            data-cursor=move || d.cursor().get()
            style:background-size=move || dots().0
            style:background-position=move || dots().1
        >
            <svg class="plane" role=move || if s.scene.order().with(Vec::is_empty) { "group" } else { "listbox" } aria-multiselectable=move || s.scene.order().with(|o| (!o.is_empty()).then_some("true")) aria-label="Design" tabindex=move || if s.scene.order().with(Vec::is_empty) { "0" } else { "-1" }>
                <g class="world" transform=transform role="presentation">
                    <g class="boxes" role="presentation">
                        <For each=move || s.scene.order().get() key=Clone::clone let:place>
                            <node::NodeView place />
                        </For>
                    </g>
                    <edges::Edges />
                    <overlay::Overlay />
                </g>
            </svg>
            <overlay::Hint />
            <rename::Rename />
            <chooser::Chooser />
            <empty::Empty />
            <zoom::Zoom />
            <minimap::Minimap />
        </div>
    }
}
