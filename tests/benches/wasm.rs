//! The same work for wasm, called by `wasm.mjs`, which holds the clock.
// Exported by name, since there are no bindings to generate for three functions of numbers.
#![allow(unsafe_code)]
use portico_core::catalogue::Catalogue;
use portico_core::document::Document;
use portico_tests::{generated, work::WORK};
use std::cell::RefCell;

thread_local! {
    static DESIGN: RefCell<Document> = RefCell::default();
}

/// Makes the design that the work is done on; its size.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(size: usize) -> usize {
    let design = generated::design(size).unwrap_or_default();
    DESIGN.with(|d| d.replace(design));
    DESIGN.with(|d| d.borrow().model.len())
}

/// How many pieces of work there are.
#[unsafe(no_mangle)]
pub extern "C" fn count() -> usize {
    WORK.len()
}

/// Does one.
#[unsafe(no_mangle)]
pub extern "C" fn work(which: usize) -> usize {
    let design = DESIGN.with(|d| d.borrow().clone());
    WORK.get(which).map_or(0, |(_, work)| work(&design, Catalogue::bundled()))
}
