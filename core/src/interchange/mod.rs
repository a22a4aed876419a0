//! What goes in and out: save files, and later every other format.

pub mod save;
