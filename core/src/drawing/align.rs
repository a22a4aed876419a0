//! Boxes brought into line, or apart at equal distances.

use super::effective::Sheet;
use crate::document::{Document, Place, Rect};
use crate::ordered::Sorted as _;

/// How boxes are brought into line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    /// Their middles one above the other.
    Centre,
    Right,
    Top,
    /// Their middles side by side.
    Middle,
    Bottom,
    /// The same room between neighbours from left to right.
    Across,
    /// The same room between neighbours from top to bottom.
    Down,
}

impl Align {
    /// How many boxes it takes.
    pub fn least(self) -> usize {
        if matches!(self, Self::Across | Self::Down) { 3 } else { 2 }
    }
}

/// The boxes to store so that some are in line: none where nothing changes. On the grid, and beside what is in the way, as after
/// a move. What is pinned stays, and the others go by it.
pub fn aligned(doc: &Document, places: &[Place], how: Align) -> Vec<(Place, Rect)> {
    let sheet = Sheet::of(doc);
    let all: Vec<(Place, Rect)> = places.iter().filter_map(|p| Some((p.clone(), sheet.get(p)?))).collect();
    if all.len() < how.least() {
        return Vec::new();
    }
    let pinned = all.iter().filter(|(p, _)| doc.layout.pinned.contains(p)).map(|(_, r)| *r).reduce(Rect::union);
    let Some(around) = pinned.or_else(|| all.iter().map(|(_, r)| *r).reduce(Rect::union)) else { return Vec::new() };
    let mut steps: Vec<(Place, i32, i32)> = match how {
        Align::Across | Align::Down => spread(&all, how == Align::Across),
        _ => all.iter().map(|(p, r)| line(p, *r, around, how)).collect(),
    };
    steps.retain(|(p, dx, dy)| (*dx, *dy) != (0, 0) && !doc.layout.pinned.contains(p));
    if steps.is_empty() {
        return Vec::new();
    }
    sheet.moved_each(doc, &steps).changes(&sheet)
}

fn line(place: &Place, r: Rect, around: Rect, how: Align) -> (Place, i32, i32) {
    let half = |from: i32, room: i32, own: i32| from.saturating_add(room.saturating_sub(own) / 2);
    let (x, y) = match how {
        Align::Left => (around.x, r.y),
        Align::Centre => (half(around.x, around.w, r.w), r.y),
        Align::Right => (around.right().saturating_sub(r.w), r.y),
        Align::Top => (r.x, around.y),
        Align::Middle => (r.x, half(around.y, around.h, r.h)),
        Align::Bottom => (r.x, around.bottom().saturating_sub(r.h)),
        Align::Across | Align::Down => (r.x, r.y),
    };
    (place.clone(), x.saturating_sub(r.x), y.saturating_sub(r.y))
}

/// First and last stay, the others get the same room between them.
fn spread(all: &[(Place, Rect)], across: bool) -> Vec<(Place, i32, i32)> {
    let span = |r: &Rect| if across { (r.x, r.w) } else { (r.y, r.h) };
    let mut row: Vec<&(Place, Rect)> = all.iter().collect();
    row.order_by_key(|(p, r)| (span(r).0, p.clone()));
    let (Some((_, first)), Some((_, last))) = (row.first(), row.last()) else { return Vec::new() };
    let held: i32 = row.iter().map(|(_, r)| span(r).1).fold(0, i32::saturating_add);
    let (start, end) = (span(first).0, span(last).0.saturating_add(span(last).1));
    let between = i32::try_from(row.len()).unwrap_or(i32::MAX).saturating_sub(1).max(1);
    let free = end.saturating_sub(start).saturating_sub(held);
    let mut at = start;
    let mut out = Vec::new();
    for (i, (place, r)) in (0i32..).zip(&row) {
        // The remainder goes to the last gaps, so that the ends stay.
        let gap = free.saturating_mul(i) / between;
        let by = at.saturating_add(gap).saturating_sub(span(r).0);
        out.push(if across { (place.clone(), by, 0) } else { (place.clone(), 0, by) });
        at = at.saturating_add(span(r).1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, NodeId};
    use crate::edit::Command;

    fn three() -> (Document, Vec<Place>) {
        let doc = crate::fixture::parse("service s3\nservice kms\nservice sqs").unwrap();
        let places: Vec<Place> = doc.model.of_kind(Kind::Service).map(|(n, _)| Place::Node(n)).collect();
        let at = [Rect::new(0, 0, 152, 48), Rect::new(240, 120, 152, 48), Rect::new(800, 320, 152, 48)];
        let boxes = places.iter().cloned().zip(at).collect();
        (doc.apply(&Command::Put { boxes }).unwrap(), places)
    }

    fn after(doc: &Document, places: &[Place], how: Align) -> Vec<Rect> {
        let doc = doc.apply(&Command::Put { boxes: aligned(doc, places, how) }).unwrap();
        let sheet = Sheet::of(&doc);
        places.iter().map(|p| sheet.get(p).unwrap()).collect()
    }

    #[test]
    fn edges_and_middles_come_into_line() {
        let (doc, all) = three();
        assert!(after(&doc, &all, Align::Left).iter().all(|r| r.x == 0));
        assert!(after(&doc, &all, Align::Right).iter().all(|r| r.right() == 952));
        assert!(after(&doc, &all, Align::Top).iter().all(|r| r.y == 0));
        assert!(after(&doc, &all, Align::Bottom).iter().all(|r| r.bottom() == 368));
        assert!(after(&doc, &all, Align::Centre).iter().all(|r| r.x == 400));
        assert!(after(&doc, &all, Align::Middle).iter().all(|r| r.y == 160));
    }

    #[test]
    fn neighbours_get_the_same_room() {
        let (doc, all) = three();
        let across: Vec<i32> = after(&doc, &all, Align::Across).iter().map(|r| r.x).collect();
        assert_eq!(across, [0, 400, 800]);
        let down: Vec<i32> = after(&doc, &all, Align::Down).iter().map(|r| r.y).collect();
        assert_eq!(down, [0, 160, 320]);
    }

    #[test]
    fn a_pinned_box_is_what_the_others_go_by() {
        let (doc, all) = three();
        let doc = doc.apply(&Command::Pin { places: vec![all[1].clone()], pinned: true }).unwrap();
        assert!(after(&doc, &all, Align::Left).iter().all(|r| r.x == 240));
    }

    #[test]
    fn too_few_boxes_and_boxes_in_line_change_nothing() {
        let (doc, all) = three();
        assert!(aligned(&doc, &all[..1], Align::Left).is_empty());
        assert!(aligned(&doc, &all[..2], Align::Across).is_empty());
        assert!(aligned(&doc, &[Place::Node(NodeId::new(Kind::Role, 9)), all[0].clone()], Align::Top).is_empty());
    }
}
