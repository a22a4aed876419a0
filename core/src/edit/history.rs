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
    /// Steps that were dropped at the old end.
    dropped: usize,
}

impl History {
    pub fn new(document: Document) -> Self {
        Self { now: document, past: Vec::new(), future: Vec::new(), dropped: 0 }
    }

    /// A history of steps from a first document, each with the document it led to, with so many of them done.
    pub fn of(first: Document, steps: Vec<(String, Document)>, done: usize) -> Self {
        let undone = steps.len().saturating_sub(done);
        let mut history = Self::new(first);
        for (label, next) in steps {
            history.push(label, next);
        }
        for _ in 0..undone {
            history.undo();
        }
        history
    }

    pub fn now(&self) -> &Document {
        &self.now
    }

    /// Makes `next` the document, as one step with a label. False, and nothing happens, when it equals the present one.
    pub fn step(&mut self, label: &str, next: Document) -> bool {
        if next == self.now {
            return false;
        }
        self.push(label.into(), next);
        true
    }

    fn push(&mut self, label: String, next: Document) {
        self.past.push((label, std::mem::replace(&mut self.now, next)));
        if self.past.len() > DEPTH {
            self.past.remove(0);
            self.dropped += 1;
        }
        self.future.clear();
    }

    /// Steps done since the history began, dropped ones among them.
    pub fn done(&self) -> usize {
        self.dropped + self.past.len()
    }

    /// The oldest document that undo leads to, and how many steps led to it.
    pub fn oldest(&self) -> (usize, &Document) {
        (self.dropped, self.past.first().map_or(&self.now, |(_, d)| d))
    }

    /// The document as it was when so many steps were done, and the label of the step that followed; none for one that is dropped or undone.
    pub fn at(&self, done: usize) -> Option<(&str, &Document)> {
        self.past.get(done.checked_sub(self.dropped)?).map(|(label, d)| (label.as_str(), d))
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
