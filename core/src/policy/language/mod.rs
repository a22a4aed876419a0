//! What policies let through as a whole: whether one lets through more than another, exactly, with a request to show it.
//!
//! Every attribute of a request (who asks, action, resource, each condition key) falls into *cells*, within which no pattern of
//! the policies tells two values apart. A statement is then a conjunction of sets of cells, and the questions are searches
//! for a choice of cells. What is found is asked again of the evaluator before it is told.

mod bits;
mod contained;
mod linked;
mod literals;
mod model;
mod pattern;
mod questions;
mod search;
mod strings;
#[cfg(test)]
mod tests;
mod typed;
mod who;
mod witness;

pub use contained::{Contained, Stuck, contained};
pub use questions::{
    Access, Equivalence, Idle, Inside, access, allows_nothing, dead_statements, equivalent, idle_statements, leads_outside,
    lets_in_outsiders, public, shadowed,
};
pub use witness::Witness;
