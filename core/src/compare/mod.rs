//! Every way that a workload could reach a service, side by side: each is built by edits of the design, traced by the engine and priced by
//! the estimate. Choosing one is one command.

mod central;
mod curve;
mod rank;
mod steps;
mod ways;
mod weigh;

pub use curve::{Crossing, Curve};
pub use rank::Priority;
pub use ways::WayKind;
pub use weigh::{Ask, Candidate, Comparison, compare};

#[cfg(test)]
mod tests;
