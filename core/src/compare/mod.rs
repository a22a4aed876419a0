//! Every way that a workload could reach a service, side by side: each is built whole by edits of the design, opened where rules or routes
//! still block it, traced by the engine and priced by the estimate. Choosing one is one command.

mod bill;
mod central;
mod curve;
mod kind;
mod open;
mod others;
mod outside;
mod rank;
mod serves;
mod steps;
mod ways;
mod weigh;

pub use bill::Part;
pub use curve::{Crossing, Curve};
pub use kind::WayKind;
pub use rank::Priority;
pub use weigh::{Ask, Candidate, Comparing, Comparison, compare};

#[cfg(test)]
mod tests;
