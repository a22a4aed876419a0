//! Cross-crate tests and what they share.
pub mod answers;
#[cfg(test)]
mod codes;
pub mod described;
pub mod examples;
pub mod generated;
pub mod snapshot;
pub mod work;
