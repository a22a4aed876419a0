//! The part of the plane on screen. Panning is one transform; off-screen boxes are left out by the scene.

use super::Scene;
use crate::geometry::{Point, View};
use leptos::prelude::*;
use portico_core::document::Rect;

#[derive(Clone, Copy)]
pub struct Viewport {
    view: RwSignal<View>,
    /// The canvas on screen, in CSS pixels: its top left corner in the window, and its size.
    origin: RwSignal<Point>,
    size: RwSignal<Point>,
    /// What was brought whole on screen and not moved by hand since: it stays whole when the canvas becomes larger or smaller.
    fitted: StoredValue<Option<Rect>>,
    scene: Scene,
}

impl Viewport {
    pub fn new(scene: Scene) -> Self {
        let size = Point::new(800.0, 600.0);
        Self {
            view: RwSignal::new(View::default()),
            origin: RwSignal::new(Point::default()),
            size: RwSignal::new(size),
            fitted: StoredValue::new(None),
            scene,
        }
    }

    pub fn view(self) -> View {
        self.view.get()
    }

    pub fn size(self) -> Point {
        self.size.get()
    }

    pub fn view_now(self) -> View {
        self.view.get_untracked()
    }

    pub fn size_now(self) -> Point {
        self.size.get_untracked()
    }

    /// Moves the view as a hand does.
    pub fn set(self, view: View) {
        if view != self.view.get_untracked() {
            self.fitted.set_value(None);
            self.view.set(view);
        }
        self.cull();
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

#[cfg(test)]
mod tests {
    use super::*;

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
