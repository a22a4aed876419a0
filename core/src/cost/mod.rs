//! What a month costs, by AWS's own meters, following the ways that the engine found for each flow.

mod data;
mod estimate;
mod meters;
mod standing;

pub use estimate::{Charge, Estimate, Spread, Unpriced, estimate};

#[cfg(test)]
mod tests;
