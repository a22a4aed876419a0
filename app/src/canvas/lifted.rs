//! What is dragged, over the boxes that stay: copies of its boxes in a layer of their own, which moves as it was painted.

use crate::prelude::*;
use crate::state::scene::Lift;
use crate::state::studio;
use crate::ui::dom;
use leptos::svg;
use wasm_bindgen::JsCast;

#[component]
pub fn Lifted() -> impl IntoView {
    let s = studio();
    let copies = NodeRef::<svg::G>::new();
    let lift = s.scene.lift();
    let places = Memo::new(move |_| lift.with(|l| l.as_ref().map(|l| l.places.clone())));
    Effect::new(move |_| {
        let places = places.get();
        let Some(g) = copies.get() else { return };
        g.replace_children_with_node_0();
        for place in places.iter().flat_map(|p| p.iter()) {
            if let Some(copy) = dom::by_id(&super::element_id(place)).and_then(|e| copy(&e)) {
                // A box that cannot be copied is not seen while it is dragged, and is again where it is dropped.
                let _ = g.append_child(&copy);
            }
        }
    });
    // By whole pixels, as a pan: words stay sharp.
    let moved = move || {
        lift.with(|l| {
            l.as_ref().map(|Lift { by: (x, y), .. }| {
                let scale = s.viewport.painted();
                format!("translate({}px,{}px)", (f64::from(*x) * scale).round(), (f64::from(*y) * scale).round())
            })
        })
    };
    view! {
        <svg class="plane lift" aria-hidden="true" style:transform=moved style:display=move || lift.with(Option::is_none).then_some("none")>
            <g transform=move || format!("scale({})", s.viewport.painted())>
                <g node_ref=copies></g>
            </g>
        </svg>
    }
}

/// The box as it is painted, without what makes it one: id, name, focus.
fn copy(element: &web_sys::Element) -> Option<web_sys::Element> {
    let copy: web_sys::Element = element.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    for attribute in ["id", "tabindex", "role", "aria-label", "aria-selected", "data-testid", "data-place", "display"] {
        let _ = copy.remove_attribute(attribute);
    }
    let _ = copy.class_list().remove_1("lifted");
    Some(copy)
}
