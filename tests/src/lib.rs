//! Cross-crate tests and what they share.
pub mod answers;
pub mod described;
pub mod examples;
pub mod generated;
pub mod policies;
pub mod snapshot;
pub mod work;
