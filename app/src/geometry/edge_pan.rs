//! Panning by itself while something is dragged to the edge of the canvas.

use super::Point;

/// How near the edge, in CSS pixels.
const NEAR: f64 = 36.0;
/// The most it goes in a frame, in CSS pixels.
const MOST: f64 = 14.0;

/// How far the plane goes in one frame with the pointer there; none in the midst.
pub fn edge_pan(at: Point, size: Point) -> Option<Point> {
    // The farther out, the faster; beyond the edge no faster.
    let speed = |at: f64, room: f64| {
        let near = NEAR.min(room / 4.0);
        let (low, high) = ((near - at).max(0.0), (at - (room - near)).max(0.0));
        (low.min(near) - high.min(near)) / near.max(1.0) * MOST
    };
    let by = Point::new(speed(at.x, size.x), speed(at.y, size.y));
    (by != Point::default()).then_some(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_faster_towards_the_edge_and_only_there() {
        let size = Point::new(800.0, 600.0);
        assert_eq!(edge_pan(Point::new(400.0, 300.0), size), None);
        let near = edge_pan(Point::new(780.0, 300.0), size).unwrap();
        let nearer = edge_pan(Point::new(795.0, 300.0), size).unwrap();
        assert!(nearer.x < near.x && near.x < 0.0 && near.y == 0.0, "{near:?} {nearer:?}");
        let out = edge_pan(Point::new(5000.0, -5000.0), size).unwrap();
        assert_eq!((out.x, out.y), (-MOST, MOST));
    }
}
