//! Orthogonal lines between boxes: they leave from sensible sides, go round boxes and titles where that is cheap.

use super::effective::Sheet;
use super::metrics::GAP;
use crate::document::{Place, Rect};
use crate::ordered::Sorted as _;
use std::fmt::Write;

pub type Point = (i32, i32);

/// A line of horizontal and vertical pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its ends and corners.
    pub points: Vec<Point>,
}

/// A line through several boxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    pub legs: Vec<Line>,
    /// For each place given, a point on its border for a number; none for places that have no box.
    pub stops: Vec<Option<Point>>,
}

impl Line {
    /// The line as data of an SVG path, its corners rounded.
    pub fn d(&self) -> String {
        const RADIUS: i32 = 8;
        let mut d = String::new();
        // Writing to a string cannot fail.
        for (i, p) in self.points.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|j| self.points.get(j));
            match (before, self.points.get(i + 1)) {
                (None, _) => {
                    let _ = write!(d, "M{} {}", p.0, p.1);
                }
                (Some(_), None) => {
                    let _ = write!(d, "L{} {}", p.0, p.1);
                }
                (Some(a), Some(b)) => {
                    let r = RADIUS.min(distance(*a, *p) / 2).min(distance(*p, *b) / 2);
                    let (from, to) = (towards(*p, *a, r), towards(*p, *b, r));
                    let _ = write!(d, "L{} {}Q{} {} {} {}", from.0, from.1, p.0, p.1, to.0, to.1);
                }
            }
        }
        d
    }
}

impl Path {
    /// All legs as data of one SVG path.
    pub fn d(&self) -> String {
        self.legs.iter().map(Line::d).collect()
    }
}

fn distance(a: Point, b: Point) -> i32 {
    a.0.abs_diff(b.0).saturating_add(a.1.abs_diff(b.1)).try_into().unwrap_or(i32::MAX)
}

/// The point `r` units from `p` on the way to `q`.
fn towards(p: Point, q: Point, r: i32) -> Point {
    let step = |a: i32, b: i32| (b.saturating_sub(a)).signum().saturating_mul(r);
    (p.0.saturating_add(step(p.0, q.0)), p.1.saturating_add(step(p.1, q.1)))
}

/// The line from one box to another; `None` where a place has no box or one box holds the other.
pub fn edge(sheet: &Sheet, from: &Place, to: &Place) -> Option<Line> {
    let tree = sheet.tree();
    let (i, j) = (tree.index(from)?, tree.index(to)?);
    if tree.subtree(i).contains(&j) || tree.subtree(j).contains(&i) {
        return None;
    }
    let (a, b) = (sheet.rect(i)?, sheet.rect(j)?);
    let area = grown(a.union(b), 160);
    let mut field = Field::default();
    for k in 0..tree.len() {
        let Some(r) = sheet.rect(k).filter(|r| r.intersects(area)) else { continue };
        if tree.look(k).is_container() {
            let title = Rect { w: r.w.min(240), h: tree.look(k).pad().top, ..r };
            field.titles.push(title);
            if !tree.subtree(k).contains(&i) && !tree.subtree(k).contains(&j) {
                field.others.push(r);
            }
            field.lines(r, a, b);
        } else if k != i && k != j {
            field.boxes.push(r);
            field.lines(r, a, b);
        }
    }
    field.lines_done(a, b);
    field.best(a, b)
}

/// The line through the boxes of these places, in order. A box that holds the one before it, such as the subnet of an
/// instance, is no end of a leg: it stops the line where that leaves it.
pub fn path(sheet: &Sheet, places: &[Place]) -> Path {
    let mut out = Path::default();
    let mut last: Option<&Place> = None;
    // Where a place stands in the line: its box, and the leg that leads to it or leaves it.
    let mut seen: Vec<Option<(Rect, usize, bool)>> = Vec::new();
    for place in places {
        let Some(r) = sheet.get(place) else {
            seen.push(None);
            continue;
        };
        let leg = last.filter(|l| *l != place).and_then(|l| edge(sheet, l, place));
        seen.push(Some((r, out.legs.len(), leg.is_some())));
        if last.is_none() || leg.is_some() {
            last = Some(place);
        }
        out.legs.extend(leg);
    }
    let middle = |r: Rect| (r.x.saturating_add(r.w / 2), r.y);
    for stop in seen {
        let point = stop.map(|(r, leg, reached)| {
            let arrives = out.legs.get(leg).filter(|_| reached).and_then(|l| l.points.last());
            let ahead = || out.legs.get(leg..).unwrap_or_default();
            let starts = || ahead().first().and_then(|l| l.points.first());
            let before = || out.stops.iter().rev().flatten().next();
            match arrives {
                Some(p) => *p,
                None => {
                    let leaves = ahead().iter().flat_map(|l| l.points.windows(2)).find_map(|w| leaving(*w.first()?, *w.get(1)?, r));
                    leaves.or_else(|| starts().or_else(before).copied()).unwrap_or(middle(r))
                }
            }
        });
        out.stops.push(point);
    }
    out
}

/// Where a piece that begins inside a box, or on its border, leaves it.
fn leaving(a: Point, b: Point, r: Rect) -> Option<Point> {
    let within = |p: Point| (r.x..=r.right()).contains(&p.0) && (r.y..=r.bottom()).contains(&p.1);
    (within(a) && !within(b)).then(|| (b.0.clamp(r.x, r.right()), b.1.clamp(r.y, r.bottom())))
}

fn grown(r: Rect, by: i32) -> Rect {
    super::room::inflate(r, by)
}

/// What is in the way, and lines that lead past it.
#[derive(Default)]
struct Field {
    boxes: Vec<Rect>,
    titles: Vec<Rect>,
    /// Containers that hold neither end.
    others: Vec<Rect>,
    xs: Vec<i32>,
    ys: Vec<i32>,
}

/// How many lines past obstacles are tried.
const LINES: usize = 20;

impl Field {
    fn lines(&mut self, r: Rect, a: Rect, b: Rect) {
        let room = grown(a.union(b), 64);
        let half = GAP / 2;
        let (xs, ys) =
            ([r.x.saturating_sub(half), r.right().saturating_add(half)], [r.y.saturating_sub(half), r.bottom().saturating_add(half)]);
        self.xs.extend(xs.into_iter().filter(|x| (room.x..room.right()).contains(x)));
        self.ys.extend(ys.into_iter().filter(|y| (room.y..room.bottom()).contains(y)));
    }

    fn lines_done(&mut self, a: Rect, b: Rect) {
        let (cx, cy) = (centre(a.x, a.w, b.x, b.w), centre(a.y, a.h, b.y, b.h));
        for (all, middle) in [(&mut self.xs, cx), (&mut self.ys, cy)] {
            all.push(middle);
            all.order();
            all.dedup();
            all.order_by_key(|v| (v.abs_diff(middle), *v));
            all.truncate(LINES);
        }
    }

    fn best(&self, a: Rect, b: Rect) -> Option<Line> {
        let mut best: Option<(i64, Vec<Point>)> = None;
        let middles = exits(a).into_iter().flat_map(|pa| exits(b).into_iter().map(move |pb| (pa, pb)));
        for (pa, pb) in facing(a, b).into_iter().chain(middles) {
            let ((a0, a1), (b0, b1)) = (pa, pb);
            let straight = a1.0 == b1.0 || a1.1 == b1.1;
            let mut ways = vec![vec![(b1.0, a1.1)], vec![(a1.0, b1.1)]];
            if straight {
                ways.push(Vec::new());
            }
            ways.extend(self.xs.iter().map(|x| vec![(*x, a1.1), (*x, b1.1)]));
            ways.extend(self.ys.iter().map(|y| vec![(a1.0, *y), (b1.0, *y)]));
            for way in ways {
                let points = simple([a0, a1].into_iter().chain(way).chain([b1, b0]));
                let least = length(&points) + bends(&points);
                if best.as_ref().is_some_and(|(cost, _)| *cost <= least) {
                    continue;
                }
                let most = best.as_ref().map_or(i64::MAX, |(cost, _)| cost - least);
                if let Some(cost) = self.cost(&points, a, b, most) {
                    best = Some((cost + least, points));
                }
            }
        }
        best.map(|(_, points)| Line { points })
    }

    /// What a way costs beside length and bends; `None` for one that turns back or runs through its own ends, or costs `most` or more.
    fn cost(&self, points: &[Point], a: Rect, b: Rect, most: i64) -> Option<i64> {
        let turns_back = points.windows(3).any(|w| match w {
            [p, q, r] => (p.0 == q.0 && q.0 == r.0) || (p.1 == q.1 && q.1 == r.1),
            _ => false,
        });
        if turns_back {
            return None;
        }
        let mut sum = 0;
        let pieces: Vec<Rect> = points.windows(2).filter_map(|w| Some(piece(*w.first()?, *w.get(1)?))).collect();
        for (i, s) in pieces.iter().enumerate() {
            // The first piece leaves from one end, the last arrives at the other.
            let through = |r: Rect, own: bool| overlap(*s, grown(r, -1)) > 0 || (!own && s.intersects(r));
            if through(a, i == 0) || through(b, i + 1 == pieces.len()) {
                return None;
            }
            let crossed = |all: &[Rect], once: i64, each: i64| -> i64 {
                all.iter().filter(|r| s.intersects(**r)).map(|r| once + each * i64::from(overlap(*s, *r))).sum()
            };
            for (all, once, each) in [(&self.boxes, 240, 4), (&self.titles, 40, 1), (&self.others, 0, 1)] {
                sum += crossed(all, once, each);
                if sum >= most {
                    return None;
                }
            }
        }
        Some(sum)
    }
}

/// Middles of the sides, each with the point where a line is clear of the box.
fn exits(r: Rect) -> [(Point, Point); 4] {
    let (cx, cy) = (r.x.saturating_add(r.w / 2), r.y.saturating_add(r.h / 2));
    let clear = GAP / 2;
    [
        ((r.right(), cy), (r.right().saturating_add(clear), cy)),
        ((cx, r.bottom()), (cx, r.bottom().saturating_add(clear))),
        ((r.x, cy), (r.x.saturating_sub(clear), cy)),
        ((cx, r.y), (cx, r.y.saturating_sub(clear))),
    ]
}

/// Exits of facing sides on one line through the middle of either box, where it meets the other.
fn facing(a: Rect, b: Rect) -> Vec<((Point, Point), (Point, Point))> {
    let mut out = Vec::new();
    for (of, other) in [(a, b), (b, a)] {
        let (cx, cy) = (of.x.saturating_add(of.w / 2), of.y.saturating_add(of.h / 2));
        if other.y.saturating_add(GAP) <= cy && cy <= other.bottom().saturating_sub(GAP) {
            let (left, right) = (|r: Rect| (r.x.saturating_sub(GAP / 2), cy), |r: Rect| (r.right().saturating_add(GAP / 2), cy));
            if a.right().saturating_add(GAP) <= b.x {
                out.push((((a.right(), cy), right(a)), ((b.x, cy), left(b))));
            } else if b.right().saturating_add(GAP) <= a.x {
                out.push((((a.x, cy), left(a)), ((b.right(), cy), right(b))));
            }
        }
        if other.x.saturating_add(GAP) <= cx && cx <= other.right().saturating_sub(GAP) {
            let (up, down) = (|r: Rect| (cx, r.y.saturating_sub(GAP / 2)), |r: Rect| (cx, r.bottom().saturating_add(GAP / 2)));
            if a.bottom().saturating_add(GAP) <= b.y {
                out.push((((cx, a.bottom()), down(a)), ((cx, b.y), up(b))));
            } else if b.bottom().saturating_add(GAP) <= a.y {
                out.push((((cx, a.y), up(a)), ((cx, b.bottom()), down(b))));
            }
        }
    }
    out
}

fn centre(a: i32, aw: i32, b: i32, bw: i32) -> i32 {
    // Between the facing sides where there is room, else between the middles.
    let (left, right) = if a <= b { (a.saturating_add(aw), b) } else { (b.saturating_add(bw), a) };
    if left < right {
        left.saturating_add(right.saturating_sub(left) / 2)
    } else {
        let (m, n) = (a.saturating_add(aw / 2), b.saturating_add(bw / 2));
        m.saturating_add(n.saturating_sub(m) / 2)
    }
}

/// Without points on a straight way and without steps of no length. A way that turns back keeps its turn.
fn simple(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::new();
    for p in points {
        if out.last() == Some(&p) {
            continue;
        }
        if let [.., a, b] = out.as_slice() {
            let on = |a: i32, b: i32, c: i32| (a <= b && b <= c) || (a >= b && b >= c);
            let straight = (a.0 == b.0 && b.0 == p.0 && on(a.1, b.1, p.1)) || (a.1 == b.1 && b.1 == p.1 && on(a.0, b.0, p.0));
            if straight {
                out.pop();
            }
        }
        out.push(p);
    }
    out
}

fn length(points: &[Point]) -> i64 {
    points.windows(2).map(|w| if let [a, b] = w { i64::from(distance(*a, *b)) } else { 0 }).sum()
}

fn bends(points: &[Point]) -> i64 {
    i64::try_from(points.len()).unwrap_or(i64::MAX).saturating_sub(2).saturating_mul(24)
}

/// A piece of a line as a rectangle one unit wide.
fn piece(a: Point, b: Point) -> Rect {
    let (x, y) = (a.0.min(b.0), a.1.min(b.1));
    Rect { x, y, w: a.0.max(b.0).saturating_sub(x).max(1), h: a.1.max(b.1).saturating_sub(y).max(1) }
}

/// How long a piece runs inside a box.
fn overlap(s: Rect, r: Rect) -> i32 {
    let w = s.right().min(r.right()).saturating_sub(s.x.max(r.x));
    let h = s.bottom().min(r.bottom()).saturating_sub(s.y.max(r.y));
    if w <= 0 || h <= 0 { 0 } else { w.max(h) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_rounded_and_short_pieces_less() {
        let line = Line { points: vec![(0, 0), (40, 0), (40, 6), (80, 6)] };
        assert_eq!(line.d(), "M0 0L37 0Q40 0 40 3L40 3Q40 6 43 6L80 6");
    }

    #[test]
    fn a_box_in_the_way_is_gone_round() {
        let (a, b) = (Rect::new(0, 0, 112, 40), Rect::new(300, 0, 112, 40));
        let mut field = Field { boxes: vec![Rect::new(150, -20, 100, 80)], ..Field::default() };
        field.lines(Rect::new(150, -20, 100, 80), a, b);
        field.lines_done(a, b);
        let line = field.best(a, b).unwrap();
        assert!(line.points.windows(2).all(|w| !piece(w[0], w[1]).intersects(Rect::new(150, -20, 100, 80))), "{line:?}");
        // Alone it is one straight piece between the facing sides.
        let mut free = Field::default();
        free.lines_done(a, b);
        assert_eq!(free.best(a, b).unwrap().points, [(112, 20), (300, 20)]);
    }
}
