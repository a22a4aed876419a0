//! Cross-crate tests and what they share.
