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
    scene: Scene,
}

impl Viewport {
    pub fn new(scene: Scene) -> Self {
        let size = Point::new(800.0, 600.0);
        Self { view: RwSignal::new(View::default()), origin: RwSignal::new(Point::default()), size: RwSignal::new(size), scene }
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

    pub fn set(self, view: View) {
        if view != self.view.get_untracked() {
            self.view.set(view);
        }
        self.cull();
    }

    pub fn resized(self, origin: Point, size: Point) {
        self.origin.set(origin);
        if size != self.size.get_untracked() {
            self.size.set(size);
        }
        self.cull();
    }

    /// A point of the window (an event's client coordinates) on the canvas element.
    pub fn on_canvas(self, client: Point) -> Point {
        client - self.origin.get_untracked()
    }

    pub fn fit(self, bounds: Rect) {
        self.set(View::fitting(bounds, self.size_now()));
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
