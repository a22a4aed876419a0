//! AWS's public price list files, read as they stream by: what this program has meters for, and nothing else is kept.
//!
//! The bulk files (JSON and CSV) and the answers of the Pricing API are told apart by how they begin. [Reading the service price list file
//! for an AWS service]

mod csv;
mod file;
mod json;
mod matching;
mod rows;
mod table;

pub use file::{Importer, Taken, is_price_list};
pub use table::{Imported, OfferFile, PriceRow};

#[cfg(test)]
mod tests;
