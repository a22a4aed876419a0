//! Intents judged: for each statement of the design whether it holds, and why not.

mod judge;
mod statement;

pub use judge::{Judged, Light, judge};
pub use statement::statement;

#[cfg(test)]
mod tests;
