//! What is selected: one selection shared by canvas, outline, findings and inspector. Not undone, not saved.

use super::Scene;
use crate::prelude::*;
use portico_core::document::{NodeId, Place};

#[derive(Clone, Copy)]
pub struct Selection {
    /// In the order of selecting; the last is the one in question.
    places: RwSignal<Vec<Place>>,
    scene: Scene,
}

impl Selection {
    pub fn new(scene: Scene) -> Self {
        Self { places: RwSignal::new(Vec::new()), scene }
    }

    pub fn places(self) -> Vec<Place> {
        self.places.get()
    }

    pub fn places_now(self) -> Vec<Place> {
        self.places.get_untracked()
    }

    /// The resources selected, each once, in the order of selecting; tracked.
    pub fn nodes(self) -> Vec<NodeId> {
        self.places.track();
        self.nodes_now()
    }

    /// The resources selected, each once.
    pub fn nodes_now(self) -> Vec<NodeId> {
        let mut out = Vec::new();
        self.places.with_untracked(|all| {
            for node in all.iter().filter_map(Place::node) {
                if !out.contains(&node) {
                    out.push(node);
                }
            }
        });
        out
    }

    pub fn set(self, places: Vec<Place>) {
        if self.places.with_untracked(|now| *now == places) {
            return;
        }
        self.scene.mark_selected(&places);
        self.places.set(places);
    }

    pub fn select(self, place: Place) {
        self.set(vec![place]);
    }

    /// Selects a resource where it stands first, drawn or not.
    pub fn select_node(self, node: impl Into<NodeId>) {
        self.set(vec![self.scene.place_of(node.into())]);
    }

    pub fn toggle(self, place: Place) {
        let mut places = self.places_now();
        match places.iter().position(|p| *p == place) {
            Some(at) => drop(places.remove(at)),
            None => places.push(place),
        }
        self.set(places);
    }

    pub fn clear(self) {
        self.set(Vec::new());
    }
}
