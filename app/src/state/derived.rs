//! Everything computed from the document, each as one memo, all on this screen. Nothing else recomputes.
//!
//! Parts of the document are compared by pointer: a drag changes the layout alone, so the model's memos do not stir.

use leptos::prelude::*;
use portico_core::document::{Assumptions, Document, Layout, Model};
use std::ops::Deref;
use std::sync::Arc;

/// A part of the document. Equal when it is the very same one.
#[derive(Debug)]
pub struct Shared<T>(pub Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, o: &Self) -> bool {
        Arc::ptr_eq(&self.0, &o.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[derive(Clone, Copy)]
pub struct Derived {
    pub model: Memo<Shared<Model>>,
    pub layout: Memo<Shared<Layout>>,
    pub assumptions: Memo<Shared<Assumptions>>,
}

impl Derived {
    pub fn new(doc: Signal<Document>) -> Self {
        Self {
            model: Memo::new(move |_| doc.with(|d| Shared(Arc::clone(&d.model)))),
            layout: Memo::new(move |_| doc.with(|d| Shared(Arc::clone(&d.layout)))),
            assumptions: Memo::new(move |_| doc.with(|d| Shared(Arc::clone(&d.assumptions)))),
        }
    }
}
