//! Snapping a dragged box to its neighbours: lines where edges and middles meet, and the room between them.

use super::select::GRID;
use crate::geometry::Point;
use portico_core::document::Rect;

/// A line that shows why a box stands where it does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    pub from: Point,
    pub to: Point,
    /// The distance that the line measures; none for a line along edges or middles.
    pub room: Option<i32>,
}

/// How near an edge must be to pull, in CSS pixels.
const REACH: f64 = 6.0;
/// Room is measured to neighbours this near.
const NEAR: i32 = 320;

/// One axis of a rectangle: where it begins, and its length.
type Span = (i32, i32);

fn spans(r: Rect, across: bool) -> (Span, Span) {
    if across { ((r.x, r.w), (r.y, r.h)) } else { ((r.y, r.h), (r.x, r.w)) }
}

fn end(s: Span) -> i32 {
    s.0.saturating_add(s.1)
}

/// How far a box that was dragged by `by` goes instead, and what shows why. Results are on the grid, as boxes are kept.
pub fn snap(from: Rect, by: (i32, i32), others: &[Rect], scale: f64) -> ((i32, i32), Vec<Guide>) {
    let reach = crate::geometry::whole(REACH / scale.max(0.05)).clamp(2, 24);
    let wanted = from.moved(by.0, by.1);
    let x = axis(wanted, others, reach, true);
    let y = axis(wanted, others, reach, false);
    let there = Rect { x, y, ..wanted };
    let mut guides = lines(there, others, true);
    guides.extend(lines(there, others, false));
    let rooms = [rooms(there, others, true), rooms(there, others, false)];
    // Room is told where it means something: beside a neighbour in line, or the same on both sides.
    let told =
        |r: &[Guide]| !r.is_empty() && (!guides.is_empty() || (r.len() == 2 && r.first().map(|g| g.room) == r.last().map(|g| g.room)));
    let more: Vec<Guide> = rooms.into_iter().filter(|r| told(r)).flatten().collect();
    guides.extend(more);
    ((x.saturating_sub(from.x), y.saturating_sub(from.y)), guides)
}

fn grid(v: i32) -> i32 {
    v.saturating_add(GRID / 2).div_euclid(GRID).saturating_mul(GRID)
}

/// Where a box begins along an axis: at the best of what pulls, else on the grid.
fn axis(r: Rect, others: &[Rect], reach: i32, across: bool) -> i32 {
    let ((at, length), cross) = spans(r, across);
    let mut best: Option<(i32, i32)> = None;
    let mut pull = |to: i32| {
        let far = to.abs_diff(at);
        let near = i32::try_from(far).unwrap_or(i32::MAX);
        if near <= reach && to.rem_euclid(GRID) == 0 && best.is_none_or(|(b, _)| near < b) {
            best = Some((near, to));
        }
    };
    let (mut before, mut after): (Option<i32>, Option<i32>) = (None, None);
    for o in others {
        let ((start, size), beside) = spans(*o, across);
        pull(start);
        pull(start.saturating_add(size).saturating_sub(length));
        if (size - length) % 2 == 0 {
            pull(start.saturating_add((size - length) / 2));
        }
        if beside.0 < end(cross) && cross.0 < end(beside) {
            if end((start, size)) <= at.saturating_add(reach) {
                before = Some(before.map_or(end((start, size)), |b| b.max(end((start, size)))));
            }
            if start >= at.saturating_add(length).saturating_sub(reach) {
                after = Some(after.map_or(start, |a| a.min(start)));
            }
        }
    }
    if let (Some(b), Some(a)) = (before, after) {
        // The same room on both sides.
        let free = a.saturating_sub(b).saturating_sub(length);
        if free >= 0 && free % 2 == 0 {
            pull(b.saturating_add(free / 2));
        }
    }
    best.map_or_else(|| grid(at), |(_, to)| to)
}

fn point(along: i32, beside: i32, across: bool) -> Point {
    let (a, b) = (f64::from(along), f64::from(beside));
    if across { Point::new(a, b) } else { Point::new(b, a) }
}

/// Lines where an edge or the middle of the box meets one of its neighbours'.
fn lines(r: Rect, others: &[Rect], across: bool) -> Vec<Guide> {
    let (own, cross) = spans(r, across);
    let marks = |s: Span| [s.0.saturating_mul(2), s.0.saturating_mul(2).saturating_add(s.1), end(s).saturating_mul(2)];
    let mut out: Vec<(i32, i32, i32)> = Vec::new();
    for o in others {
        let (span, beside) = spans(*o, across);
        for (mine, theirs) in marks(own).into_iter().zip(marks(span)).filter(|(a, b)| a == b) {
            debug_assert_eq!(mine, theirs);
            let (low, high) = (cross.0.min(beside.0), end(cross).max(end(beside)));
            match out.iter_mut().find(|(at, ..)| *at == mine) {
                Some(line) => (line.1, line.2) = (line.1.min(low), line.2.max(high)),
                None => out.push((mine, low, high)),
            }
        }
    }
    // Middles say nothing more where both edges meet.
    let edges = |at: i32| at == own.0.saturating_mul(2) || at == end(own).saturating_mul(2);
    let both = out.iter().filter(|(at, ..)| edges(*at)).count() == 2;
    out.retain(|(at, ..)| !both || edges(*at));
    out.into_iter().map(|(at, low, high)| Guide { from: point(at / 2, low, across), to: point(at / 2, high, across), room: None }).collect()
}

/// The room to the nearest neighbour on each side.
fn rooms(r: Rect, others: &[Rect], across: bool) -> Vec<Guide> {
    let (own, cross) = spans(r, across);
    let mut before: Option<(i32, Span)> = None;
    let mut after: Option<(i32, Span)> = None;
    for o in others {
        let (span, beside) = spans(*o, across);
        if beside.0 >= end(cross) || cross.0 >= end(beside) {
            continue;
        }
        if end(span) <= own.0 && before.is_none_or(|(b, _)| b < end(span)) {
            before = Some((end(span), beside));
        }
        if span.0 >= end(own) && after.is_none_or(|(a, _)| a > span.0) {
            after = Some((span.0, beside));
        }
    }
    let measure = |low: i32, high: i32, beside: Span| {
        let room = high.saturating_sub(low);
        let shared = (cross.0.max(beside.0).saturating_add(end(cross).min(end(beside)))) / 2;
        (1..=NEAR).contains(&room).then(|| Guide { from: point(low, shared, across), to: point(high, shared, across), room: Some(room) })
    };
    let left = before.and_then(|(b, beside)| measure(b, own.0, beside));
    let right = after.and_then(|(a, beside)| measure(end(own), a, beside));
    left.into_iter().chain(right).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn box_at(x: i32, y: i32) -> Rect {
        Rect::new(x, y, 112, 40)
    }

    #[test]
    fn an_edge_that_is_near_pulls_and_a_line_shows_it() {
        let ((dx, dy), guides) = snap(box_at(0, 0), (131, 203), &[box_at(136, 56)], 1.0);
        assert_eq!((dx, dy), (136, 200), "in line with the other, the rest on the grid");
        let lines: Vec<&Guide> = guides.iter().filter(|g| g.room.is_none()).collect();
        assert_eq!(lines.len(), 2, "both edges, not the middle: {lines:?}");
        assert_eq!((lines[0].from, lines[0].to), (Point::new(136.0, 56.0), Point::new(136.0, 240.0)));
        assert_eq!(guides.iter().filter_map(|g| g.room).collect::<Vec<_>>(), [104], "the room above is told");
    }

    #[test]
    fn the_same_room_on_both_sides_pulls() {
        let ((dx, _), guides) = snap(box_at(0, 0), (179, 400), &[box_at(0, 400), box_at(368, 400)], 1.0);
        assert_eq!(dx, 184);
        assert_eq!(guides.iter().filter_map(|g| g.room).collect::<Vec<_>>(), [72, 72]);
    }

    #[test]
    fn alone_it_goes_to_the_grid_and_nothing_is_told() {
        assert_eq!(snap(box_at(0, 0), (13, -3), &[], 1.0), ((16, 0), Vec::new()));
        let (by, guides) = snap(box_at(0, 0), (13, -3), &[box_at(1000, 1000)], 1.0);
        assert_eq!((by, guides.len()), ((16, 0), 0));
    }

    #[test]
    fn from_afar_it_pulls_from_farther() {
        assert_eq!(snap(box_at(0, 0), (118, 300), &[box_at(136, 56)], 0.25).0.0, 136);
        assert_eq!(snap(box_at(0, 0), (118, 300), &[box_at(136, 56)], 1.0).0.0, 120);
    }
}
