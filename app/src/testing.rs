//! What tests of several panels start from.

use portico_core::catalogue::Catalogue;
use portico_core::facts::Facts;
use portico_core::fixture;

/// The facts of a design in the fixture language.
pub fn facts(text: &str) -> Facts {
    let doc = fixture::parse(text).unwrap_or_else(|e| panic!("{e}"));
    Facts::new(&doc, Catalogue::bundled())
}
