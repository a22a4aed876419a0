//! A design as single files for people: draw.io, the address plan and the bill as CSV, the bill and a report in Markdown.

mod bill;
mod drawio;
mod report;
mod sheets;
#[cfg(test)]
mod tests;

pub use bill::bill_in_markdown;
pub use drawio::drawio;
pub use report::report;
pub use sheets::{address_plan, bill};
