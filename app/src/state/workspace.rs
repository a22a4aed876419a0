//! The document and its history. The only writer: every change goes through here, as a command or a gesture.

use super::{Notices, Scene, Selection, Viewport};
use crate::prelude::*;
use portico_core::document::{Document, NodeId, Place, Rect};
use portico_core::edit::{Command, EditError, History};

/// What undo and redo would do next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    pub undo: Option<String>,
    pub redo: Option<String>,
}

#[derive(Clone, Copy)]
pub struct Workspace {
    doc: RwSignal<Document>,
    steps: RwSignal<Steps>,
    history: StoredValue<History>,
    /// Whether a gesture is under way.
    gesture: StoredValue<bool>,
    scene: Scene,
    selection: Selection,
    viewport: Viewport,
    notices: Notices,
}

impl Workspace {
    pub fn new(scene: Scene, selection: Selection, viewport: Viewport, notices: Notices) -> Self {
        let doc = Document::default();
        Self {
            doc: RwSignal::new(doc.clone()),
            steps: RwSignal::default(),
            history: StoredValue::new(History::new(doc)),
            gesture: StoredValue::new(false),
            scene,
            selection,
            viewport,
            notices,
        }
    }

    /// The document, tracked. Panels rather read the memos of `Derived`.
    pub fn signal(self) -> Signal<Document> {
        self.doc.into()
    }

    /// The document now, untracked.
    pub fn document(self) -> Document {
        self.doc.get_untracked()
    }

    pub fn steps(self) -> Signal<Steps> {
        self.steps.into()
    }

    /// An edit as one undo step. A refusal is told to the user and given back.
    pub fn run(self, label: &str, command: Command) -> Result<(), EditError> {
        self.attempt(label, command).inspect_err(|e| self.notices.problem(e.to_string()))
    }

    /// As [`Workspace::run`], without telling: for forms that show the error beside the field.
    pub fn attempt(self, label: &str, command: Command) -> Result<(), EditError> {
        let next = self.doc.with_untracked(|d| d.apply(&command))?;
        self.history.update_value(|h| {
            h.step(label, next);
        });
        self.show();
        Ok(())
    }

    /// Starts a gesture. What it previews is shown, not kept; one that was under way is cancelled.
    pub fn begin(self) {
        self.cancel();
        self.gesture.set_value(true);
    }

    /// Shows boxes elsewhere. The document stays as it is, so nothing is recomputed.
    pub fn preview(self, boxes: &[(Place, Rect)]) {
        self.scene.preview(boxes);
    }

    /// Ends the gesture with its one command, as one undo step.
    pub fn finish(self, label: &str, command: Command) -> Result<(), EditError> {
        self.gesture.set_value(false);
        self.run(label, command).inspect_err(|_| self.scene.restore())
    }

    /// Ends the gesture; nothing happened.
    pub fn cancel(self) {
        if self.gesture.try_update_value(std::mem::take) == Some(true) {
            self.scene.restore();
        }
    }

    pub fn undo(self) {
        let label = self.steps.with_untracked(|s| s.undo.clone());
        if self.history.try_update_value(History::undo) == Some(true) {
            self.show();
            self.notices.say(format!("Undone: {}", label.unwrap_or_default()));
        }
    }

    pub fn redo(self) {
        let label = self.steps.with_untracked(|s| s.redo.clone());
        if self.history.try_update_value(History::redo) == Some(true) {
            self.show();
            self.notices.say(format!("Redone: {}", label.unwrap_or_default()));
        }
    }

    /// Replaces the document by another one (a file, an example), as one undo step, and shows all of it.
    pub fn replace(self, label: &str, doc: Document) {
        self.cancel();
        self.selection.clear();
        self.history.update_value(|h| {
            h.step(label, doc);
        });
        self.show();
        self.fit();
    }

    /// Starts anew from a document, with no history: at the start, from storage.
    pub fn restore(self, doc: Document) {
        self.cancel();
        self.selection.clear();
        self.history.set_value(History::new(doc));
        self.show();
        self.fit();
    }

    pub fn fit(self) {
        if let Some(bounds) = self.scene.stage_now().bounds() {
            self.viewport.fit(bounds);
        }
    }

    /// Selects a resource and brings it on screen.
    pub fn reveal(self, node: impl Into<NodeId>) {
        let place = self.scene.place_of(node.into());
        if let Some(boxed) = self.scene.stage_now().get(&place) {
            self.viewport.reveal(boxed.rect);
        }
        self.selection.select(place);
    }

    /// Shows what the history holds now.
    fn show(self) {
        let (doc, steps) = self
            .history
            .with_value(|h| (h.now().clone(), Steps { undo: h.can_undo().map(Into::into), redo: h.can_redo().map(Into::into) }));
        let kept: Vec<Place> = self.selection.places_now().into_iter().filter(|p| !p.mentions(|n| !doc.model.contains(n))).collect();
        self.scene.sync(&doc, &kept);
        self.selection.set(kept);
        self.steps.set(steps);
        self.doc.set(doc);
    }
}
