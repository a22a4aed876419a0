//! How a question fares as a whole: names, packets and policies together, by every interface that may take part.

mod parties;
mod trace;

pub use parties::query_of_flow;
pub use trace::{Trace, TracePath, trace};

#[cfg(test)]
mod tests;
