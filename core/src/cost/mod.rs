//! What a month costs, by AWS's own meters, following the ways that the engine found for each flow.

mod data;
mod difference;
mod estimate;
mod meters;
mod preset;
mod standing;
mod tariff;

pub use difference::{Changed, Side, difference};
pub use estimate::{Charge, Estimate, Spread, Unpriced, estimate};
pub(crate) use estimate::{metered, month_of, unit_price};
pub(crate) use meters::Metered;
pub use preset::{PRESETS, Preset};
pub use tariff::Tariff;

#[cfg(test)]
mod tests;
