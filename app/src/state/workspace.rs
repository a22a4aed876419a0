//! The document and its history. The only writer: every change goes through here, as a command or a gesture.

use super::storage::Outbox;
use super::{Notices, Scene, Selection, Viewport};
use crate::prelude::*;
use portico_core::document::{Document, NodeId, Place, Rect};
use portico_core::drawing::Sheet;
use portico_core::edit::{Command, EditError, History};
use portico_core::interchange::journal::{Change, Step};
use std::sync::Arc;

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
    /// Steps that are not kept yet, and the number of the step that the history begins after.
    outbox: StoredValue<(Outbox, u32)>,
    /// The design is only shown here.
    readonly: RwSignal<bool>,
    /// Whether a gesture is under way.
    gesture: StoredValue<bool>,
    /// What the last step was; none where the design is another one.
    last: StoredValue<Option<String>>,
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
            outbox: StoredValue::default(),
            readonly: RwSignal::new(false),
            gesture: StoredValue::new(false),
            last: StoredValue::new(None),
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
        // What is wrong with a value says not of what: the step does.
        let said = |e: &EditError| match e {
            EditError::Shape(_) => say!("{step}: {why}", step = in_language(label), why = crate::language::refusal(e)),
            _ => crate::language::refusal(e),
        };
        self.attempt(label, command).inspect_err(|e| self.notices.problem(said(e)))
    }

    /// As [`Workspace::run`], without telling: for forms that show the error beside the field.
    pub fn attempt(self, label: &str, command: Command) -> Result<(), EditError> {
        if self.readonly.get_untracked() {
            return Err(EditError::OnlyShown);
        }
        let next = self.doc.with_untracked(|d| d.apply(&command))?;
        self.step(label, next, |_| Change::Command(command));
        Ok(())
    }

    /// One step of the history, and of what is to be kept.
    fn step(self, label: &str, next: Document, change: impl FnOnce(&Document) -> Change) {
        let done = self.history.try_update_value(|h| h.step(label, next).then(|| (h.done(), h.now().clone()))).flatten();
        if let Some((done, now)) = done {
            let step = Step { label: label.into(), change: change(&now) };
            // Another design in this one's place: what it changed is not an edit.
            let last = (!matches!(step.change, Change::Replace(_))).then(|| label.to_owned());
            self.outbox.update_value(|(o, origin)| o.push(origin.saturating_add(u32::try_from(done).unwrap_or(u32::MAX)), step));
            self.show(last);
        }
    }

    /// Starts a gesture. What it previews is shown, not kept; one that was under way is cancelled.
    pub fn begin(self) {
        self.cancel();
        self.gesture.set_value(true);
    }

    /// Shows boxes elsewhere. The document stays as it is, so nothing is recomputed.
    pub fn preview(self, boxes: &[(Place, Rect)]) {
        self.viewport.touch();
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

    /// Whether a hand is on the canvas.
    pub fn in_hand(self) -> bool {
        self.viewport.in_hand()
    }

    pub fn undo(self) {
        if self.only_shown() {
            return;
        }
        let label = self.steps.with_untracked(|s| s.undo.clone());
        if self.history.try_update_value(History::undo) == Some(true) {
            let said = say!("Undone: {label}", label = in_language(&label.unwrap_or_default()));
            self.show(Some(said.clone()));
            self.notices.say(said);
        }
    }

    pub fn redo(self) {
        if self.only_shown() {
            return;
        }
        let label = self.steps.with_untracked(|s| s.redo.clone());
        if self.history.try_update_value(History::redo) == Some(true) {
            let said = say!("Redone: {label}", label = in_language(&label.unwrap_or_default()));
            self.show(Some(said.clone()));
            self.notices.say(said);
        }
    }

    /// Replaces the document by another one (a version brought back), as one undo step, and shows all of it.
    pub fn replace(self, label: &str, doc: Document) {
        if self.only_shown() {
            return;
        }
        self.cancel();
        self.selection.clear();
        self.step(label, doc, |now| Change::Replace(now.clone()));
        self.fit();
    }

    /// Shows a design with its history: from storage, a file, a link. `origin` is the number of the step that it begins after.
    pub fn restore(self, history: History, origin: u32, fit: bool) {
        self.cancel();
        if fit {
            self.selection.clear();
        }
        self.set_history(history, origin);
        self.show(None);
        if fit {
            self.fit();
        }
    }

    /// What is on screen becomes a design of its own, whose history begins now.
    pub fn keep_as_new(self, doc: Document) {
        self.cancel();
        self.set_history(History::new(doc), 0);
        self.show(None);
    }

    fn set_history(self, history: History, origin: u32) {
        self.outbox.set_value((Outbox::default(), origin));
        self.history.set_value(history);
    }

    /// Whether the design is only shown here; says so.
    fn only_shown(self) -> bool {
        let only = self.readonly.get_untracked();
        if only {
            self.notices.problem(crate::language::refusal(&EditError::OnlyShown));
        }
        only
    }

    pub fn set_readonly(self, readonly: bool) {
        self.readonly.set(readonly);
    }

    pub fn with_outbox<T>(self, read: impl FnOnce(&Outbox) -> T) -> T {
        self.outbox.with_value(|(o, _)| read(o))
    }

    /// Takes the steps that are to be kept.
    pub fn take_outbox(self) -> Outbox {
        self.outbox.try_update_value(|(o, _)| o.take()).unwrap_or_default()
    }

    pub fn restore_outbox(self, outbox: Outbox) {
        self.outbox.update_value(|(o, _)| o.restore(outbox));
    }

    pub fn with_history<T>(self, read: impl FnOnce(&History) -> T) -> T {
        self.history.with_value(read)
    }

    /// The boxes as they are drawn.
    pub fn sheet(self) -> Arc<Sheet> {
        self.scene.sheet_now()
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

    /// What the last step was, as undo calls it; none where another design was opened.
    pub fn last_edit(self) -> Option<String> {
        self.last.get_value()
    }

    /// Shows what the history holds now.
    fn show(self, last: Option<String>) {
        self.last.set_value(last);
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
