//! The canvas: an SVG root that pans as one painted layer and zooms by one transform, boxes with a signal each, and what gestures draw
//! over them.

mod chooser;
pub mod drive;
mod edges;
mod empty;
mod events;
mod guides;
pub mod intent;
mod keys;
mod layer;
mod layers;
mod lifted;
mod minimap;
mod node;
mod overlay;
mod path;
mod rename;
mod words;
mod zoom;

pub use drive::{Driver, driver};
pub use intent::place;
pub use keys::{focus, focus_selected, reading_order};
pub use rename::rename_selected;

use crate::prelude::*;
use crate::state::studio;
use leptos::html;
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
    // A pan moves the plane as it was painted, by whole pixels so that words stay sharp: nothing in it is painted again.
    let moved = move || {
        let v = s.viewport.view();
        format!("translate({}px,{}px) scale({})", v.x.round(), v.y.round(), v.scale / s.viewport.painted())
    };
    let scale = Memo::new(move |_| s.viewport.view().scale);
    let step = Memo::new(move |_| scale.get() * if scale.get() < 0.4 { 96.0 } else { 24.0 });
    let dots = move || {
        let (v, step) = (s.viewport.view(), step.get());
        // The layer of the dots begins that much outside; see canvas.css.
        let by = |at: f64| (at + 100.0 - step / 2.0).rem_euclid(step);
        format!("translate({}px,{}px)", by(v.x), by(v.y))
    };
    let far = move || s.viewport.painted() < 0.45;
    let farthest = move || s.viewport.painted() < 0.22;
    // Nothing can be read any more.
    let specks = move || s.viewport.painted() < 0.12;
    view! {
        <div
            class="canvas"
            data-testid="canvas"
            node_ref=root
            class:far=far
            class:farthest=farthest
            class:specks=specks
            class:vacant=move || s.scene.order().with(Vec::is_empty)
            class:placing=move || d.armed().with(Option::is_some)
            class:hand=move || d.hand().get()
            data-cursor=move || d.cursor().get()
        >
            <div class="dots" style:transform=dots style:background-size=move || format!("{0}px {0}px", step.get())></div>
            <div class="moving" style:transform=moved>
                <svg class="plane" role=move || if s.scene.order().with(Vec::is_empty) { "group" } else { "listbox" } aria-multiselectable=move || s.scene.order().with(|o| (!o.is_empty()).then_some("true")) aria-label="Design" tabindex=move || if s.scene.order().with(Vec::is_empty) { "0" } else { "-1" }>
                    <g class="world" transform=move || format!("scale({})", s.viewport.painted()) role="presentation">
                        <g class="boxes" role="presentation">
                            <For each=move || s.scene.order().get() key=Clone::clone let:place>
                                <node::NodeView place />
                            </For>
                        </g>
                    </g>
                </svg>
                <lifted::Lifted />
                // What changes with every move of the pointer is painted apart from the boxes.
                <svg class="plane marks" role="presentation">
                    <g transform=move || format!("scale({})", s.viewport.painted()) role="presentation">
                        <layer::Layer />
                        <edges::Edges />
                        <layers::Members />
                        <overlay::Overlay />
                    </g>
                </svg>
            </div>
            <overlay::Hint />
            <rename::Rename />
            <chooser::Chooser />
            <empty::Empty />
            <div class="corner">
                <zoom::ChangeLine />
                <layer::Key />
                <crate::policy::CallsKey />
                <layers::Corner />
            </div>
            <minimap::Minimap />
        </div>
    }
}
