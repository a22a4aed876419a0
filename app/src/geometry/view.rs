//! What part of the plane is on screen: an offset and a scale, and the arithmetic of zooming.

use super::Point;
use portico_core::document::Rect;

/// Screen = canvas × scale + offset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    pub x: f64,
    pub y: f64,
    pub scale: f64,
}

impl Default for View {
    fn default() -> Self {
        Self { x: 40.0, y: 40.0, scale: 1.0 }
    }
}

impl View {
    pub const MIN: f64 = 0.05;
    pub const MAX: f64 = 4.0;

    pub fn to_canvas(self, screen: Point) -> Point {
        Point::new((screen.x - self.x) / self.scale, (screen.y - self.y) / self.scale)
    }

    pub fn to_screen(self, canvas: Point) -> Point {
        Point::new(canvas.x * self.scale + self.x, canvas.y * self.scale + self.y)
    }

    pub fn panned(self, by: Point) -> Self {
        Self { x: self.x + by.x, y: self.y + by.y, ..self }
    }

    /// Scaled by a factor, the point of the plane under `about` (screen) staying there.
    pub fn zoomed(self, factor: f64, about: Point) -> Self {
        let scale = (self.scale * factor).clamp(Self::MIN, Self::MAX);
        let fixed = self.to_canvas(about);
        Self { x: about.x - fixed.x * scale, y: about.y - fixed.y * scale, scale }
    }

    /// The view that shows `bounds` whole and centred in a screen of `size`, at 100 % at most.
    pub fn fitting(bounds: Rect, size: Point) -> Self {
        let margin = 48.0_f64.min(size.x / 8.0);
        let (w, h) = (f64::from(bounds.w.max(1)), f64::from(bounds.h.max(1)));
        let scale = ((size.x - 2.0 * margin) / w).min((size.y - 2.0 * margin) / h).clamp(Self::MIN, 1.0);
        Self {
            x: (size.x - w * scale) / 2.0 - f64::from(bounds.x) * scale,
            y: (size.y - h * scale) / 2.0 - f64::from(bounds.y) * scale,
            scale,
        }
    }

    /// The part of the plane that a screen of `size` shows.
    pub fn shown(self, size: Point) -> Rect {
        let (a, b) = (self.to_canvas(Point::default()), self.to_canvas(size));
        let ((x, y), (r, d)) = (a.round(), b.round());
        Rect::new(x, y, r.saturating_sub(x), d.saturating_sub(y))
    }

    /// The least pan that brings `rect` on screen, with a margin.
    pub fn revealing(self, rect: Rect, size: Point) -> Self {
        let margin = 24.0;
        let shift = |low: f64, high: f64, room: f64| {
            if high - low > room - 2.0 * margin || low < margin {
                margin - low
            } else if high > room - margin {
                room - margin - high
            } else {
                0.0
            }
        };
        let a = self.to_screen(Point::new(f64::from(rect.x), f64::from(rect.y)));
        let b = self.to_screen(Point::new(f64::from(rect.right()), f64::from(rect.bottom())));
        if a.x >= 0.0 && a.y >= 0.0 && b.x <= size.x && b.y <= size.y {
            return self;
        }
        self.panned(Point::new(shift(a.x, b.x, size.x), shift(a.y, b.y, size.y)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_keeps_the_point_under_the_pointer() {
        let view = View { x: 13.0, y: -70.0, scale: 0.8 };
        let about = Point::new(410.0, 333.0);
        let before = view.to_canvas(about);
        for factor in [0.01, 0.5, 1.3, 900.0] {
            let after = view.zoomed(factor, about);
            assert!(after.to_canvas(about).distance(before) < 1e-6, "{factor}");
            assert!((View::MIN..=View::MAX).contains(&after.scale));
        }
    }

    #[test]
    fn fitting_shows_everything() {
        let (bounds, size) = (Rect::new(-300, 90, 4000, 700), Point::new(900.0, 600.0));
        let shown = View::fitting(bounds, size).shown(size);
        assert!(shown.contains(bounds), "{shown:?}");
        assert!((View::fitting(Rect::new(0, 0, 10, 10), size).scale - 1.0).abs() < 1e-9, "never above 100 %");
    }

    #[test]
    fn revealing_moves_only_when_needed() {
        let (view, size) = (View { x: 0.0, y: 0.0, scale: 1.0 }, Point::new(800.0, 600.0));
        assert_eq!(view.revealing(Rect::new(10, 10, 50, 50), size), view);
        let there = view.revealing(Rect::new(1000, 10, 50, 50), size);
        assert!(there.shown(size).contains(Rect::new(1000, 10, 50, 50)));
    }
}
