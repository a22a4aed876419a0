//! The minimap: containers and outsiders in the small, with the part on screen. A press goes there.

use crate::geometry::Point;
use crate::prelude::*;
use crate::state::studio;
use portico_core::document::{Kind, Place, Rect};

const SIZE: (f64, f64) = (148.0, 92.0);

#[component]
pub fn Minimap() -> impl IntoView {
    let s = studio();
    let svg = NodeRef::<leptos::svg::Svg>::new();
    let all = Memo::new(move |_| s.scene.stage().bounds());
    let frame = Memo::new(move |_| s.viewport.view().shown(s.viewport.size()));
    // Everything and what is on screen, so that the frame never leaves the map.
    let bounds = Memo::new(move |_| {
        let all = all.get()?;
        let shown = frame.get();
        (!shown.contains(all)).then(|| grown(all.union(coarse(shown, all))))
    });
    let drawn = Memo::new(move |_| bounds.with(Option::is_some));
    let boxes = Memo::new(move |_| {
        let kind = |p: &Place| match p {
            Place::Zone(..) => None,
            Place::Part(..) => None,
            Place::Node(n) if n.kind() == Kind::Vpc => Some("vpc"),
            Place::Node(n) if n.kind() == Kind::Subnet => Some("subnet"),
            Place::Node(_) => Some("other"),
        };
        let stage = s.scene.stage();
        stage.boxes.iter().filter_map(|b| Some((b.place.clone(), kind(&b.place)?, b.rect))).take(600).collect::<Vec<_>>()
    });
    let go = move |e: &web_sys::PointerEvent| {
        let (Some(el), Some(b)) = (svg.get_untracked(), bounds.get_untracked()) else { return };
        let el: &web_sys::Element = &el;
        let r = el.get_bounding_client_rect();
        let at = Point::new(
            f64::from(b.x) + (f64::from(e.client_x()) - r.left()) / r.width() * f64::from(b.w),
            f64::from(b.y) + (f64::from(e.client_y()) - r.top()) / r.height() * f64::from(b.h),
        );
        let (view, size) = (s.viewport.view_now(), s.viewport.size_now());
        let now = view.to_screen(at);
        s.viewport.set(view.panned(Point::new(size.x / 2.0, size.y / 2.0) - now));
    };
    let class_of = move |place: Place, class: &'static str| {
        move || {
            let fate = s.derived.notes.with(|n| n.get(&place).and_then(|n| n.class)).unwrap_or("");
            format!("{class} {fate}")
        }
    };
    view! {
        <svg
            node_ref=svg
            class="minimap"
            data-testid="minimap"
            aria-hidden="true"
            display=move || (!drawn.get()).then_some("none")
            viewBox=move || bounds.get().map(|b| format!("{} {} {} {}", b.x, b.y, b.w, b.h))
            on:pointerdown=move |e| {
                e.stop_propagation();
                if let Some(el) = svg.get_untracked() {
                    let _ = el.set_pointer_capture(e.pointer_id());
                }
                go(&e);
            }
            on:pointermove=move |e| {
                if e.buttons() & 1 == 1 {
                    go(&e);
                }
            }
        >
            <For
                each=move || if drawn.get() { boxes.get() } else { Vec::new() }
                key=Clone::clone
                children=move |(p, class, r)| view! { <rect class=class_of(p, class) x=r.x y=r.y width=r.w height=r.h /> }
            />
            <rect
                class="frame"
                x=move || frame.get().x
                y=move || frame.get().y
                width=move || frame.get().w
                height=move || frame.get().h
            />
        </svg>
    }
}

/// With a margin, in the map's proportions.
fn grown(r: Rect) -> Rect {
    let margin = r.w.max(r.h) / 24;
    let (w, h) = (f64::from(r.w + 2 * margin), f64::from(r.h + 2 * margin));
    let scale = (w / SIZE.0).max(h / SIZE.1);
    let (w2, h2) = (crate::geometry::whole(SIZE.0 * scale), crate::geometry::whole(SIZE.1 * scale));
    Rect::new(r.x + r.w / 2 - w2 / 2, r.y + r.h / 2 - h2 / 2, w2, h2)
}

/// What is on screen, in steps: while it leaves the drawing the map is not drawn anew at every frame.
fn coarse(r: Rect, all: Rect) -> Rect {
    let step = (all.w.max(all.h) / 6).max(1);
    let (x, y) = (r.x.div_euclid(step) * step, r.y.div_euclid(step) * step);
    let up = |v: i32| v.saturating_add(step - 1).div_euclid(step) * step;
    Rect::new(x, y, up(r.right()).saturating_sub(x), up(r.bottom()).saturating_sub(y))
}
