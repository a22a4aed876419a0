//! One signal per object drawn, so that moving one box redraws one box and its edges. Written by the workspace, the
//! selection and the viewport; read by the canvas.

use super::arrange::arrange;
use super::look::{Look, look};
use crate::geometry::{Boxed, Stage};
use crate::prelude::*;
use portico_core::document::{Document, NodeId, Place, Rect};
use portico_core::drawing::Sheet;
use portico_core::ordered::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How a box is marked during a gesture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    #[default]
    None,
    /// What is dragged may be dropped here.
    Legal,
    Illegal,
    /// What is dragged stands here now, and would no more.
    Left,
    /// It is dragged, and drawn by itself over the others: see [`Lift`].
    Lifted,
}

/// Whole branches of boxes that a gesture moves by the same way. They are drawn once in a layer of their own, and the layer is moved: what
/// stays below is not painted again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lift {
    /// Containers before their contents.
    pub places: Arc<[Place]>,
    pub by: (i32, i32),
}

/// The signals of one box.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it is, in the midst of a gesture too.
    pub rect: ArcRwSignal<Rect>,
    /// Where it is painted among the others: while it is lifted, where it was.
    pub painted: ArcRwSignal<Rect>,
    pub look: ArcRwSignal<Look>,
    /// On screen, or selected: others are not displayed.
    pub shown: ArcRwSignal<bool>,
    pub selected: ArcRwSignal<bool>,
    pub mark: ArcRwSignal<Mark>,
    /// The one box that Tab comes to from outside the canvas.
    pub tab: ArcRwSignal<bool>,
}

#[derive(Clone, Debug, Default)]
struct Inner {
    items: BTreeMap<Place, Item>,
    stage: Arc<Stage>,
    /// The items of the stage's boxes, in their order.
    row: Vec<Item>,
    sheet: Arc<Sheet>,
    /// What is shown.
    shown: Option<Document>,
    /// What meets this is displayed.
    near: Rect,
    selected: Vec<Place>,
    marked: Option<Place>,
    left: Option<Place>,
    tab: Option<Place>,
}

#[derive(Clone, Copy)]
pub struct Scene {
    /// What is drawn, containers before their contents.
    order: RwSignal<Vec<Place>>,
    /// Goes up whenever the stage changes at rest: not during a gesture, nor with an edit that moves nothing.
    version: RwSignal<u32>,
    lift: RwSignal<Option<Lift>>,
    inner: StoredValue<Inner>,
}

/// Sets a signal only when it tells something new.
fn put<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

impl Scene {
    pub fn new() -> Self {
        Self {
            order: RwSignal::new(Vec::new()),
            version: RwSignal::new(0),
            lift: RwSignal::new(None),
            inner: StoredValue::new(Inner::default()),
        }
    }

    pub fn order(self) -> Signal<Vec<Place>> {
        self.order.into()
    }

    pub fn item(self, place: &Place) -> Option<Item> {
        self.inner.with_value(|i| i.items.get(place).cloned())
    }

    /// What is dragged over the others; tracked.
    pub fn lift(self) -> Signal<Option<Lift>> {
        self.lift.into()
    }

    /// The boxes at rest, as the tools see them; tracked.
    pub fn stage(self) -> Arc<Stage> {
        self.version.track();
        self.stage_now()
    }

    pub fn stage_now(self) -> Arc<Stage> {
        self.inner.with_value(|i| Arc::clone(&i.stage))
    }

    /// The drawing's own form of the same, from which lines are drawn; tracked.
    pub fn sheet(self) -> Arc<Sheet> {
        self.version.track();
        self.sheet_now()
    }

    pub fn sheet_now(self) -> Arc<Sheet> {
        self.inner.with_value(|i| Arc::clone(&i.sheet))
    }

    /// Where a resource stands first; its own place where it is not drawn.
    pub fn place_of(self, node: NodeId) -> Place {
        let alone = Place::Node(node);
        self.inner.with_value(|i| {
            if i.items.contains_key(&alone) {
                return alone;
            }
            i.items.keys().find(|p| p.node() == Some(node)).cloned().unwrap_or(alone)
        })
    }

    /// Makes the scene show a document, touching only the signals of what differs.
    pub(super) fn sync(self, doc: &Document, selected: &[Place]) {
        let (mut moved, mut reordered) = (false, false);
        self.inner.update_value(|inner| {
            let before = inner.shown.replace(doc.clone());
            let sheet = match &before {
                Some(before) => inner.sheet.after(before, doc),
                None => Some(Sheet::of(doc)),
            };
            let stays = sheet.is_none();
            let stage = match sheet {
                None => Arc::clone(&inner.stage),
                Some(sheet) => {
                    inner.sheet = Arc::new(sheet);
                    Arc::new(Stage::new(arrange(&inner.sheet)))
                }
            };
            // A look is made of the resource, what holds it, and what is pinned.
            let touched: Option<BTreeSet<NodeId>> =
                before.filter(|b| b.layout.pinned == doc.layout.pinned).map(|b| b.model.changed(&doc.model).map(|(id, ..)| id).collect());
            let of = |place: &Place| match place {
                Place::Zone(vpc, _) => vpc.node(),
                Place::Node(n) | Place::Part(n, _) => *n,
            };
            let afresh = |boxed: &Boxed| {
                let changed =
                    |t: &BTreeSet<NodeId>| t.contains(&of(&boxed.place)) || boxed.parent.as_ref().is_some_and(|p| t.contains(&of(p)));
                touched.as_ref().is_none_or(changed)
            };
            // A gesture may have shown it elsewhere.
            let renew = |boxed: &Boxed, item: &Item| {
                item.put(boxed.rect);
                if afresh(boxed) {
                    put(&item.look, look(doc, boxed));
                }
            };
            if stays {
                // No box comes or goes.
                stage.boxes.iter().zip(&inner.row).for_each(|(boxed, item)| renew(boxed, item));
                return;
            }
            moved = true;
            let gone: Vec<Place> = inner.items.keys().filter(|p| stage.get(p).is_none()).cloned().collect();
            reordered = !gone.is_empty();
            for place in gone {
                inner.items.remove(&place);
            }
            for boxed in &stage.boxes {
                match inner.items.get(&boxed.place) {
                    Some(item) => renew(boxed, item),
                    None => {
                        reordered = true;
                        let selected = selected.contains(&boxed.place);
                        let item = Item {
                            rect: ArcRwSignal::new(boxed.rect),
                            painted: ArcRwSignal::new(boxed.rect),
                            look: ArcRwSignal::new(look(doc, boxed)),
                            shown: ArcRwSignal::new(true),
                            selected: ArcRwSignal::new(selected),
                            mark: ArcRwSignal::default(),
                            tab: ArcRwSignal::default(),
                        };
                        inner.items.insert(boxed.place.clone(), item);
                    }
                }
            }
            reordered |= inner.stage.boxes.iter().map(|b| &b.place).ne(stage.boxes.iter().map(|b| &b.place));
            inner.row = stage.boxes.iter().filter_map(|b| inner.items.get(&b.place).cloned()).collect();
            inner.stage = stage;
        });
        self.drop_lift();
        if reordered {
            self.order.set(self.inner.with_value(|i| i.stage.boxes.iter().map(|b| b.place.clone()).collect()));
        }
        if moved {
            self.version.update(|v| *v = v.wrapping_add(1));
            let tab = self.inner.with_value(|i| i.tab.clone());
            self.set_tab(tab.as_ref());
            self.inner.update_value(Inner::display);
        }
    }

    /// Shows boxes elsewhere for the time of a gesture.
    pub(super) fn preview(self, boxes: &[(Place, Rect)]) {
        let before = self.lift.get_untracked();
        let lift = self.inner.with_value(|i| i.lift(boxes, before.as_ref()));
        if lift.as_ref().map(|l| &l.places) != before.as_ref().map(|l| &l.places) {
            self.drop_lift();
        }
        self.inner.with_value(|i| {
            for (place, rect) in boxes {
                if let Some(item) = i.items.get(place) {
                    put(&item.rect, *rect);
                    match &lift {
                        Some(_) => put(&item.mark, Mark::Lifted),
                        None => put(&item.painted, *rect),
                    }
                }
            }
        });
        if lift != before {
            self.lift.set(lift);
        }
    }

    /// What was lifted is among the others again.
    fn drop_lift(self) {
        let Some(lift) = self.lift.get_untracked() else { return };
        self.inner.with_value(|i| {
            for item in lift.places.iter().filter_map(|p| i.items.get(p)) {
                put(&item.painted, item.rect.get_untracked());
                put(&item.mark, Mark::None);
            }
        });
        self.lift.set(None);
    }

    /// Back to where the boxes are at rest.
    pub(super) fn restore(self) {
        self.inner.with_value(|i| {
            for boxed in &i.stage.boxes {
                if let Some(item) = i.items.get(&boxed.place) {
                    item.put(boxed.rect);
                }
            }
        });
        self.drop_lift();
    }

    /// Marks the one box that a gesture would drop into.
    pub fn mark(self, place: Option<&Place>, mark: Mark) {
        self.inner.update_value(|i| {
            if i.marked.as_ref() != place
                && let Some(item) = i.marked.take().and_then(|p| i.items.get(&p))
            {
                put(&item.mark, Mark::None);
            }
            if let Some(item) = place.and_then(|p| i.items.get(p)) {
                put(&item.mark, mark);
            }
            i.marked = place.cloned();
        });
    }

    /// Marks the one box that a gesture would take something out of.
    pub fn mark_left(self, place: Option<&Place>) {
        self.inner.update_value(|i| {
            if i.left.as_ref() != place
                && let Some(item) = i.left.take().and_then(|p| i.items.get(&p))
            {
                put(&item.mark, Mark::None);
            }
            if let Some(item) = place.and_then(|p| i.items.get(p)) {
                put(&item.mark, Mark::Left);
            }
            i.left = place.cloned();
        });
    }

    /// Makes a box the one that Tab comes to; the first one where `place` is none or gone.
    pub fn set_tab(self, place: Option<&Place>) {
        self.inner.update_value(|i| {
            let stage = Arc::clone(&i.stage);
            let wanted = place.filter(|p| i.items.contains_key(p)).or_else(|| stage.boxes.first().map(|b| &b.place));
            if i.tab.as_ref() != wanted
                && let Some(item) = i.tab.take().and_then(|p| i.items.get(&p))
            {
                put(&item.tab, false);
            }
            if let Some(item) = wanted.and_then(|p| i.items.get(p)) {
                put(&item.tab, true);
            }
            i.tab = wanted.cloned();
        });
    }

    /// Marks what is selected; the last of it becomes the box that Tab comes to.
    pub(super) fn mark_selected(self, places: &[Place]) {
        self.inner.update_value(|i| {
            let before = std::mem::replace(&mut i.selected, places.to_vec());
            let kept: BTreeSet<&Place> = places.iter().collect();
            for item in before.iter().filter(|p| !kept.contains(p)).filter_map(|p| i.items.get(p)) {
                put(&item.selected, false);
                put(&item.shown, item.rect.with_untracked(|r| r.intersects(i.near)));
            }
            for item in places.iter().filter_map(|p| i.items.get(p)) {
                put(&item.selected, true);
                put(&item.shown, true);
            }
        });
        if let Some(last) = places.last().filter(|p| self.inner.with_value(|i| i.items.contains_key(p))) {
            self.set_tab(Some(last));
        }
    }

    /// Displays what meets the screen and what is near it, so that a pan shows no holes; and always what is selected. Looks again
    /// only when the screen leaves what is displayed.
    pub(super) fn cull(self, screen: Rect) {
        self.inner.update_value(|i| {
            if let Some(near) = nearby(screen, i.near) {
                i.near = near;
                i.display();
            }
        });
    }
}

impl Item {
    /// At rest there.
    fn put(&self, rect: Rect) {
        put(&self.rect, rect);
        put(&self.painted, rect);
    }
}

impl Inner {
    /// The lift that shows these boxes: none where they do not all go the same way, or something inside one of them stays.
    fn lift(&self, boxes: &[(Place, Rect)], before: Option<&Lift>) -> Option<Lift> {
        let (first, to) = boxes.first()?;
        let from = self.stage.get(first)?.rect;
        let by = (to.x.checked_sub(from.x)?, to.y.checked_sub(from.y)?);
        let same_way = |(place, to): &(Place, Rect)| self.stage.get(place).is_some_and(|b| b.rect.moved(by.0, by.1) == *to);
        if !boxes.iter().all(same_way) {
            return None;
        }
        if let Some(b) = before.filter(|b| {
            b.places.len() == boxes.len()
                && boxes.iter().all(|(p, _)| self.items.get(p).is_some_and(|i| i.mark.get_untracked() == Mark::Lifted))
        }) {
            return Some(Lift { by, ..b.clone() });
        }
        let moved: BTreeSet<&Place> = boxes.iter().map(|(p, _)| p).collect();
        let stays = |b: &Boxed| b.parent.as_ref().is_some_and(|p| moved.contains(p)) && !moved.contains(&b.place);
        if self.stage.boxes.iter().any(stays) {
            return None;
        }
        Some(Lift { places: self.stage.boxes.iter().map(|b| &b.place).filter(|p| moved.contains(p)).cloned().collect(), by })
    }

    fn display(&mut self) {
        for (boxed, item) in self.stage.boxes.iter().zip(&self.row) {
            put(&item.shown, boxed.rect.intersects(self.near) || item.selected.get_untracked());
        }
    }
}

/// What to display around a screen: none while what is displayed will do.
fn nearby(screen: Rect, now: Rect) -> Option<Rect> {
    let around = |part: i32| {
        let (dx, dy) = (screen.w / part, screen.h / part);
        let (w, h) = (screen.w.saturating_add(2 * dx), screen.h.saturating_add(2 * dy));
        Rect::new(screen.x.saturating_sub(dx), screen.y.saturating_sub(dy), w, h)
    };
    // Far too much is displayed after zooming in.
    let enough = now.contains(around(12)) && now.w / 4 <= screen.w;
    (!enough).then(|| around(3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::document::{Kind, NodeId};

    #[test]
    fn a_pan_looks_again_only_when_the_margin_is_used_up() {
        let screen = |x| Rect::new(x, 0, 800, 600);
        let near = nearby(screen(0), Rect::default()).unwrap();
        assert_eq!(near, Rect::new(-266, -200, 1332, 1000));
        assert_eq!(nearby(screen(0), near), None);
        assert_eq!(nearby(screen(200), near), None);
        let next = nearby(screen(201), near).unwrap();
        assert!(next.contains(screen(201)));
        assert!(nearby(Rect::new(0, 0, 200, 150), near).is_some(), "zoomed in");
        assert!(nearby(near, near).is_some(), "zoomed out");
    }

    #[test]
    fn what_is_selected_is_what_tab_comes_to() {
        let owner = Owner::new();
        owner.set();
        let scene = Scene::new();
        let mut doc = Document::default();
        for name in ["a", "b"] {
            let vpc = portico_core::propose::propose(
                &doc,
                portico_core::catalogue::Catalogue::bundled(),
                &crate::palette::Item::Vpc.proposed(None).unwrap(),
                None,
            );
            doc = doc.apply(&vpc.unwrap().command).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        scene.sync(&doc, &[]);
        let all = scene.order().get_untracked();
        let [first, .., last] = all.as_slice() else { panic!("{all:?}") };
        let tab = |p: &Place| scene.item(p).unwrap().tab.get_untracked();
        assert!(tab(first) && !tab(last));
        scene.mark_selected(std::slice::from_ref(last));
        assert!(tab(last) && !tab(first) && scene.item(last).unwrap().selected.get_untracked());
        // What has no box of its own changes nothing.
        scene.mark_selected(&[Place::Node(NodeId::new(Kind::Role, 99))]);
        assert!(tab(last) && !scene.item(last).unwrap().selected.get_untracked());
    }

    #[test]
    fn whole_branches_that_go_one_way_are_lifted_and_dropped_where_they_are() {
        let owner = Owner::new();
        owner.set();
        let scene = Scene::new();
        let doc =
            portico_core::fixture::parse("vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n    instance i\n  subnet b a 10.0.1.0/24").unwrap();
        scene.sync(&doc, &[]);
        let stage = scene.stage_now();
        let named = |name: &str| {
            let is = |b: &&Boxed| b.place.node().is_some_and(|n| doc.model.name(n) == name);
            let b = stage.boxes.iter().find(is).unwrap();
            (b.place.clone(), b.rect)
        };
        let (a, i) = (named("a"), named("i"));
        let by = |(p, r): &(Place, Rect), x: i32| (p.clone(), Rect::new(r.x + x, r.y, r.w, r.h));
        let rects = |p: &Place| scene.item(p).map(|i| (i.rect.get_untracked(), i.painted.get_untracked())).unwrap();
        let mark = |p: &Place| scene.item(p).unwrap().mark.get_untracked();
        let branch: Vec<(Place, Rect)> = stage
            .boxes
            .iter()
            .filter(|b| b.place == a.0 || stage.within_any(&b.place, std::slice::from_ref(&a.0)))
            .map(|b| (b.place.clone(), b.rect))
            .collect();
        let moved = |x: i32| branch.iter().rev().map(|b| by(b, x)).collect::<Vec<_>>();

        scene.preview(&moved(5));
        let lift = scene.lift().get_untracked().unwrap();
        assert_eq!((lift.places.len(), &lift.places[0], lift.by), (branch.len(), &a.0, (5, 0)));
        assert_eq!((rects(&a.0), mark(&a.0)), ((by(&a, 5).1, a.1), Mark::Lifted));
        scene.preview(&moved(9));
        assert_eq!(scene.lift().get_untracked().unwrap().by, (9, 0));
        assert_eq!(rects(&i.0), (by(&i, 9).1, i.1));

        // A subnet without what is in it, and two that go different ways, are painted among the others.
        for boxes in [vec![by(&a, 7)], vec![by(&a, 7), by(&i, 6)]] {
            scene.preview(&boxes);
            assert_eq!((scene.lift().get_untracked(), mark(&a.0)), (None, Mark::None));
            assert_eq!(rects(&a.0), (by(&a, 7).1, by(&a, 7).1));
        }
        scene.preview(&[by(&i, 3)]);
        assert!(scene.lift().get_untracked().is_some());
        scene.restore();
        assert_eq!(scene.lift().get_untracked(), None);
        for (p, r) in [&a, &i] {
            assert_eq!((rects(p), mark(p)), ((*r, *r), Mark::None));
        }
    }
}
