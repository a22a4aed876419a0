//! The part of the plane on screen. Panning is one transform; off-screen boxes are left out by the scene. While a wheel or two
//! fingers zoom, what is painted is only scaled; it is painted sharp when they rest.

use super::Scene;
use crate::geometry::{Point, View};
use crate::prelude::*;
use crate::ui::dom;
use gloo::timers::callback::Timeout;
use portico_core::document::Rect;

/// How long a zooming hand rests before the plane is painted sharp.
const REST_MS: u32 = 140;

/// For how long after its last move a gesture counts as being under way.
const HELD_MS: f64 = 120.0;

#[derive(Clone, Copy)]
pub struct Viewport {
    view: RwSignal<View>,
    /// The scale at which the plane is painted.
    painted: RwSignal<f64>,
    resting: StoredValue<Option<Timeout>, LocalStorage>,
    /// The canvas on screen, in CSS pixels: its top left corner in the window, and its size.
    origin: RwSignal<Point>,
    size: RwSignal<Point>,
    /// What was brought whole on screen and not moved by hand since: it stays whole when the canvas becomes larger or smaller.
    fitted: StoredValue<Option<Rect>>,
    /// When a gesture last moved something, in ms.
    touched: StoredValue<f64>,
    scene: Scene,
}

impl Viewport {
    pub fn new(scene: Scene) -> Self {
        let size = Point::new(800.0, 600.0);
        Self {
            view: RwSignal::new(View::default()),
            painted: RwSignal::new(View::default().scale),
            resting: StoredValue::new_local(None),
            origin: RwSignal::new(Point::default()),
            size: RwSignal::new(size),
            fitted: StoredValue::new(None),
            touched: StoredValue::new(f64::NEG_INFINITY),
            scene,
        }
    }

    pub fn view(self) -> View {
        self.view.get()
    }

    pub fn size(self) -> Point {
        self.size.get()
    }

    /// The scale at which the plane is painted: for a moment not that of the view.
    pub fn painted(self) -> f64 {
        self.painted.get()
    }

    pub fn view_now(self) -> View {
        self.view.get_untracked()
    }

    pub fn size_now(self) -> Point {
        self.size.get_untracked()
    }

    /// Moves the view as a hand does.
    pub fn set(self, view: View) {
        self.move_to(view);
        self.sharpen();
        self.cull();
    }

    /// As [`Viewport::set`], in the midst of a gesture that zooms on.
    pub fn zooming(self, view: View) {
        let painted = self.painted.get_untracked();
        if view.scale == painted || strained(view.scale / painted) {
            self.set(view);
            return;
        }
        self.move_to(view);
        // What comes into view is displayed then, too: its words are laid out, which takes longer than a frame.
        self.resting.set_value(Some(Timeout::new(REST_MS, move || self.set(self.view_now()))));
    }

    /// A gesture moves something, now.
    pub fn touch(self) {
        self.touched.set_value(dom::now());
    }

    /// Whether a gesture is under way: what can wait should.
    pub fn in_hand(self) -> bool {
        dom::now() - self.touched.get_value() < HELD_MS
    }

    fn move_to(self, view: View) {
        self.touch();
        if view != self.view.get_untracked() {
            self.fitted.set_value(None);
            self.view.set(view);
        }
    }

    fn sharpen(self) {
        self.resting.set_value(None);
        let scale = self.view.get_untracked().scale;
        if self.painted.get_untracked() != scale {
            self.painted.set(scale);
        }
    }

    pub fn resized(self, origin: Point, size: Point) {
        self.origin.set(origin);
        if size != self.size.get_untracked() {
            self.size.set(size);
            if let Some(bounds) = self.fitted.get_value() {
                self.fit(bounds);
            }
        }
        self.cull();
    }

    /// A point of the window (an event's client coordinates) on the canvas element.
    pub fn on_canvas(self, client: Point) -> Point {
        client - self.origin.get_untracked()
    }

    pub fn fit(self, bounds: Rect) {
        self.set(View::fitting(bounds, self.size_now()));
        self.fitted.set_value(Some(bounds));
    }

    pub fn zoom(self, factor: f64) {
        let size = self.size_now();
        self.set(self.view_now().zoomed(factor, Point::new(size.x / 2.0, size.y / 2.0)));
    }

    pub fn reveal(self, rect: Rect) {
        self.set(self.view_now().revealing(rect, self.size_now()));
    }

    /// Tells the scene what is on screen.
    pub fn cull(self) {
        self.scene.cull(self.view_now().shown(self.size_now()));
    }
}

/// Whether what was painted at another scale is too coarse or too small to be shown for longer.
fn strained(ratio: f64) -> bool {
    !(0.4..=2.5).contains(&ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_painted_is_scaled_for_a_while_and_not_too_far() {
        assert!(!strained(1.0) && !strained(2.0) && !strained(0.5));
        assert!(strained(2.6) && strained(0.3) && strained(f64::NAN));
    }

    #[test]
    fn what_was_fitted_stays_whole_until_a_hand_moves_it() {
        let owner = Owner::new();
        owner.set();
        let viewport = Viewport::new(Scene::new());
        let bounds = Rect::new(0, 0, 1600, 900);
        let whole = || viewport.view_now().shown(viewport.size_now()).contains(bounds);
        viewport.resized(Point::default(), Point::new(900.0, 800.0));
        viewport.fit(bounds);
        assert!(whole());
        viewport.resized(Point::default(), Point::new(900.0, 400.0));
        assert!(whole(), "the drawer opened");
        viewport.resized(Point::default(), Point::new(900.0, 800.0));
        assert_eq!(viewport.view_now(), View::fitting(bounds, Point::new(900.0, 800.0)), "and closed again");
        let by_hand = viewport.view_now().panned(Point::new(5.0, 0.0));
        viewport.set(by_hand);
        viewport.resized(Point::default(), Point::new(900.0, 400.0));
        assert_eq!(viewport.view_now(), by_hand, "no jump");
    }
}
