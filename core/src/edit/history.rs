//! Undo and redo: a list of immutable documents. Selection and viewport are not in it.

use crate::document::Document;

/// Steps that can be undone; older ones are dropped.
const DEPTH: usize = 500;

/// The document now, and the ones before and after it.
#[derive(Clone, Debug)]
pub struct History {
    now: Document,
    past: Vec<(String, Document)>,
    future: Vec<(String, Document)>,
}

impl History {
    pub fn new(document: Document) -> Self {
        Self { now: document, past: Vec::new(), future: Vec::new() }
    }

    pub fn now(&self) -> &Document {
        &self.now
    }

    /// Makes `next` the document, as one step with a label. Nothing happens when it equals the present one.
    pub fn step(&mut self, label: &str, next: Document) {
        if next == self.now {
            return;
        }
        self.past.push((label.into(), std::mem::replace(&mut self.now, next)));
        if self.past.len() > DEPTH {
            self.past.remove(0);
        }
        self.future.clear();
    }

    /// The label of the step that undo would take back.
    pub fn can_undo(&self) -> Option<&str> {
        self.past.last().map(|(l, _)| l.as_str())
    }

    pub fn can_redo(&self) -> Option<&str> {
        self.future.last().map(|(l, _)| l.as_str())
    }

    pub fn undo(&mut self) -> bool {
        let Some((label, before)) = self.past.pop() else { return false };
        self.future.push((label, std::mem::replace(&mut self.now, before)));
        true
    }

    pub fn redo(&mut self) -> bool {
        let Some((label, after)) = self.future.pop() else { return false };
        self.past.push((label, std::mem::replace(&mut self.now, after)));
        true
    }
}
