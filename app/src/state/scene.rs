//! One signal per object drawn, so that moving one box redraws one box and its edges. Written by the workspace, the
//! selection and the viewport; read by the canvas.

use super::arrange::arrange;
use super::look::{Look, look};
use crate::geometry::Stage;
use leptos::prelude::*;
use portico_core::document::{Document, Model, NodeId, Place, Rect};
use portico_core::drawing::Sheet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How a box is marked during a gesture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    #[default]
    None,
    /// What is dragged may be dropped here.
    Legal,
    Illegal,
}

/// The signals of one box.
#[derive(Clone, Debug)]
pub struct Item {
    pub rect: ArcRwSignal<Rect>,
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
    sheet: Arc<Sheet>,
    /// The model that the looks were made from.
    model: Option<Arc<Model>>,
    screen: Rect,
    marked: Option<Place>,
    tab: Option<Place>,
}

#[derive(Clone, Copy)]
pub struct Scene {
    /// What is drawn, containers before their contents.
    order: RwSignal<Vec<Place>>,
    /// Goes up whenever the stage changes at rest, not during a gesture.
    version: RwSignal<u32>,
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
        Self { order: RwSignal::new(Vec::new()), version: RwSignal::new(0), inner: StoredValue::new(Inner::default()) }
    }

    pub fn order(self) -> Signal<Vec<Place>> {
        self.order.into()
    }

    pub fn item(self, place: &Place) -> Option<Item> {
        self.inner.with_value(|i| i.items.get(place).cloned())
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
        let sheet = Arc::new(Sheet::of(doc));
        let stage = Arc::new(Stage::new(arrange(&sheet)));
        let mut reordered = false;
        self.inner.update_value(|inner| {
            let afresh = !inner.model.as_ref().is_some_and(|m| Arc::ptr_eq(m, &doc.model));
            let gone: Vec<Place> = inner.items.keys().filter(|p| stage.get(p).is_none()).cloned().collect();
            reordered = !gone.is_empty();
            for place in gone {
                inner.items.remove(&place);
            }
            for boxed in &stage.boxes {
                match inner.items.get(&boxed.place) {
                    Some(item) => {
                        put(&item.rect, boxed.rect);
                        if afresh {
                            put(&item.look, look(doc, boxed));
                        }
                    }
                    None => {
                        reordered = true;
                        let selected = selected.contains(&boxed.place);
                        let item = Item {
                            rect: ArcRwSignal::new(boxed.rect),
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
            inner.stage = stage;
            inner.sheet = sheet;
            inner.model = Some(Arc::clone(&doc.model));
        });
        if reordered {
            self.order.set(self.inner.with_value(|i| i.stage.boxes.iter().map(|b| b.place.clone()).collect()));
        }
        self.version.update(|v| *v = v.wrapping_add(1));
        let tab = self.inner.with_value(|i| i.tab.clone());
        self.set_tab(tab.as_ref());
        self.cull(self.inner.with_value(|i| i.screen));
    }

    /// Shows boxes elsewhere for the time of a gesture.
    pub(super) fn preview(self, boxes: &[(Place, Rect)]) {
        self.inner.with_value(|i| {
            for (place, rect) in boxes {
                if let Some(item) = i.items.get(place) {
                    put(&item.rect, *rect);
                }
            }
        });
    }

    /// Back to where the boxes are at rest.
    pub(super) fn restore(self) {
        self.inner.with_value(|i| {
            for boxed in &i.stage.boxes {
                if let Some(item) = i.items.get(&boxed.place) {
                    put(&item.rect, boxed.rect);
                }
            }
        });
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

    pub(super) fn mark_selected(self, places: &[Place]) {
        let places: BTreeSet<&Place> = places.iter().collect();
        self.inner.with_value(|i| {
            for (place, item) in &i.items {
                put(&item.selected, places.contains(place));
            }
        });
        self.cull(self.inner.with_value(|i| i.screen));
    }

    /// Displays what meets the screen (with a margin, so that a pan shows no holes), and always what is selected.
    pub(super) fn cull(self, screen: Rect) {
        self.inner.update_value(|i| {
            i.screen = screen;
            let (dx, dy) = (screen.w / 4, screen.h / 4);
            let near = Rect::new(
                screen.x.saturating_sub(dx),
                screen.y.saturating_sub(dy),
                screen.w.saturating_add(2 * dx),
                screen.h.saturating_add(2 * dy),
            );
            for boxed in &i.stage.boxes {
                if let Some(item) = i.items.get(&boxed.place) {
                    put(&item.shown, boxed.rect.intersects(near) || item.selected.get_untracked());
                }
            }
        });
    }
}
