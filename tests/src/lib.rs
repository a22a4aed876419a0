//! Cross-crate tests and what they share.
pub mod described;
