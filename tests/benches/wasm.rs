//! The same work for wasm, called by `wasm.mjs`, which holds the clock.
// Exported by name, since there are no bindings to generate for a few functions of numbers.
#![allow(unsafe_code)]
use portico_tests::work::{Prepared, WORK};
use std::cell::RefCell;

thread_local! {
    static PREPARED: RefCell<Option<Prepared>> = const { RefCell::new(None) };
}

/// How many pieces of work there are.
#[unsafe(no_mangle)]
pub extern "C" fn count() -> usize {
    WORK.len()
}

/// The nth size of a piece of work, 0 where there are no more.
#[unsafe(no_mangle)]
pub extern "C" fn size(which: usize, nth: usize) -> usize {
    WORK.get(which).and_then(|w| w.sizes.get(nth)).copied().unwrap_or(0)
}

/// Makes what a piece of work is done on; whether that went.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(which: usize, size: usize) -> usize {
    let made = WORK.get(which).and_then(|w| w.prepare(size).ok());
    let went = usize::from(made.is_some());
    PREPARED.with(|p| p.replace(made));
    went
}

/// Does it.
#[unsafe(no_mangle)]
pub extern "C" fn work(which: usize) -> usize {
    PREPARED.with(|p| WORK.get(which).zip(p.borrow().as_ref()).map_or(0, |(w, p)| (w.run)(p)))
}
