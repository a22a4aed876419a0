//! A design in few bytes: for a link that carries it, and for pictures that hold it.
//!
//! Two layers. [`pack`] turns a design into bytes: values of the same field stand side by side as columns, so that what repeats lies
//! together; known words are numbers. Who calls deflates the bytes, with what it has. [`link`] makes the deflated bytes a text that
//! an address can hold, its format's version first: `1.7Vt…`. [`picture`] puts such a text into an SVG or a PNG and finds it there.
//! What is read is bounded: neither a long column nor a deep one makes it grow without end.

mod column;
mod cursor;
mod form;
mod link;
pub mod picture;
mod words;

pub use form::{pack, unpack};
pub use link::{MAX_LINK, payload, text};

/// The version of the form that is written. Forms up to this version are read.
pub const VERSION: u32 = 1;

/// The most bytes that a design may be when inflated.
pub const MAX_PACKED: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests;
