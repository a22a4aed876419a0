//! A design as single files for people: draw.io, the address plan and the bill as CSV, a report in Markdown.

mod drawio;
mod report;
mod sheets;
#[cfg(test)]
mod tests;

pub use drawio::drawio;
pub use report::report;
pub use sheets::{address_plan, bill};
