//! A quick line between two boxes while one of them is being dragged: one bend, no regard for what is in the way.

use portico_core::document::Rect;

/// From the nearer side of one box to the nearer side of the other, as SVG path data.
pub fn elbow(a: Rect, b: Rect) -> String {
    let centre = |r: Rect| (r.x + r.w / 2, r.y + r.h / 2);
    let ((ax, ay), (bx, by)) = (centre(a), centre(b));
    if (bx - ax).abs() >= (by - ay).abs() {
        let (x0, x1) = if bx >= ax { (a.right(), b.x) } else { (a.x, b.right()) };
        let middle = (x0 + x1) / 2;
        format!("M{x0} {ay}H{middle}V{by}H{x1}")
    } else {
        let (y0, y1) = if by >= ay { (a.bottom(), b.y) } else { (a.y, b.bottom()) };
        let middle = (y0 + y1) / 2;
        format!("M{ax} {y0}V{middle}H{bx}V{y1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_leaves_and_arrives_on_facing_sides() {
        let (a, b) = (Rect::new(0, 0, 10, 10), Rect::new(100, 40, 10, 10));
        assert_eq!(elbow(a, b), "M10 5H55V45H100");
        assert_eq!(elbow(b, a), "M100 45H55V5H10");
        assert_eq!(elbow(a, Rect::new(0, 90, 10, 10)), "M5 10V50H5V90");
    }
}
