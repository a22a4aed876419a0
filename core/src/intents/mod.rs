//! Intents judged: for each statement of the design whether it holds, and why not.

mod judge;

pub use judge::{Judged, Light, judge};

#[cfg(test)]
mod tests;
