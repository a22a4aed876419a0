//! Boxes as the tools see them: who stands in whom, and what lies under a point.

use super::Point;
use portico_core::document::{Place, Rect};
use portico_core::ordered::BTreeMap;
use portico_core::ordered::Sorted as _;

/// One box of the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boxed {
    pub place: Place,
    pub rect: Rect,
    /// The box it stands in, if any.
    pub parent: Option<Place>,
    /// How deep it stands; drawn in this order, so that contents lie over their containers.
    pub depth: u8,
}

/// All boxes, in the order they are drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    pub boxes: Vec<Boxed>,
    index: BTreeMap<Place, usize>,
}

impl Stage {
    pub fn new(mut boxes: Vec<Boxed>) -> Self {
        boxes.order_by(|a, b| (a.depth, &a.place).cmp(&(b.depth, &b.place)));
        let index = boxes.iter().enumerate().map(|(i, b)| (b.place.clone(), i)).collect();
        Self { boxes, index }
    }

    pub fn get(&self, place: &Place) -> Option<&Boxed> {
        self.index.get(place).and_then(|i| self.boxes.get(*i))
    }

    /// The topmost box under a point, leaving out `but` and what stands in it.
    pub fn under(&self, at: Point, but: &[Place]) -> Option<&Boxed> {
        let (x, y) = at.round();
        self.boxes.iter().rev().find(|b| b.rect.contains_point(x, y) && !self.within_any(&b.place, but))
    }

    /// Whether a box is one of `those` or stands in one of them.
    pub fn within_any(&self, place: &Place, those: &[Place]) -> bool {
        !those.is_empty() && std::iter::successors(Some(place), |p| self.get(p)?.parent.as_ref()).any(|p| those.contains(p))
    }

    /// Those of `places` that stand in no other of them.
    pub fn outermost(&self, places: &[Place]) -> Vec<Place> {
        let parent = |p: &Place| self.get(p).and_then(|b| b.parent.clone());
        places.iter().filter(|p| !parent(p).is_some_and(|q| self.within_any(&q, places))).cloned().collect()
    }

    /// The smallest rectangle around some boxes; none for none.
    pub fn around<'a>(&self, places: impl IntoIterator<Item = &'a Place>) -> Option<Rect> {
        places.into_iter().filter_map(|p| Some(self.get(p)?.rect)).reduce(Rect::union)
    }

    pub fn bounds(&self) -> Option<Rect> {
        self.boxes.iter().map(|b| b.rect).reduce(Rect::union)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::document::{Kind, NodeId};

    fn stage() -> (Stage, [Place; 3]) {
        let p = [(Kind::Vpc, 1), (Kind::Subnet, 5), (Kind::Workload, 6)].map(|(k, n)| Place::Node(NodeId::new(k, n)));
        let boxed = |i: usize, rect, parent: Option<usize>| Boxed {
            place: p[i].clone(),
            rect,
            parent: parent.map(|j| p[j].clone()),
            depth: u8::try_from(i).unwrap(),
        };
        let all = vec![
            boxed(2, Rect::new(20, 20, 30, 30), Some(1)),
            boxed(0, Rect::new(0, 0, 100, 100), None),
            boxed(1, Rect::new(10, 10, 50, 50), Some(0)),
        ];
        (Stage::new(all), p)
    }

    #[test]
    fn the_topmost_box_is_found_and_a_dragged_one_is_seen_through() {
        let (stage, [vpc, subnet, workload]) = stage();
        let at = Point::new(25.0, 25.0);
        assert_eq!(stage.under(at, &[]).map(|b| &b.place), Some(&workload));
        assert_eq!(stage.under(at, std::slice::from_ref(&workload)).map(|b| &b.place), Some(&subnet));
        assert_eq!(stage.under(at, std::slice::from_ref(&subnet)).map(|b| &b.place), Some(&vpc));
        assert_eq!(stage.under(Point::new(300.0, 0.0), &[]), None);
    }

    #[test]
    fn contents_and_outermost() {
        let (stage, [vpc, subnet, workload]) = stage();
        assert!(stage.within_any(&workload, std::slice::from_ref(&vpc)) && !stage.within_any(&vpc, std::slice::from_ref(&subnet)));
        assert_eq!(stage.outermost(&[workload.clone(), subnet.clone()]), [subnet]);
        assert_eq!(stage.outermost(std::slice::from_ref(&workload)), [workload]);
    }
}
