//! Buttons, dialogs, icons: no product knowledge in here, save the glyphs' names.

pub mod dom;
pub mod form;
pub mod icon;
pub mod number;
pub mod sheet;
pub mod words;

pub use icon::{Glyph, Icon};
pub use sheet::{Sheet, closed, modal};
pub use words::{Words, sentence};
