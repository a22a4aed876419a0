//! Cross-crate tests and what they share.
pub mod answers;
#[cfg(test)]
mod codes;
pub mod described;
pub mod examples;
pub mod generated;
#[cfg(test)]
#[path = "../reach/networks.rs"]
pub mod networks;
pub mod pairs;
pub mod plan;
pub mod policies;
#[cfg(test)]
mod references;
pub mod roundtrip;
pub mod snapshot;
#[cfg(not(target_arch = "wasm32"))]
pub mod words;
pub mod work;
