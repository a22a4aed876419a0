//! All pairs: who reaches whom on what, by classes of interfaces that no rule can tell apart.
//!
//! Packets between two interfaces fare by four things: the groups of the client, the way between two places, the groups of the server,
//! and the way back. The ways hang on places (subnet and address as rules see it), the groups on their members; each is worked out once
//! and put together for every pair of classes.

mod build;
mod class;
mod diff;
mod exposed;
mod passing;
mod signature;

pub use build::{Building, Cell, MOST_CLASSES, Matrix};
pub use class::Class;
pub use diff::{Difference, Exposed, Pair, Piece, differences, if_gone};
pub use exposed::{Exposure, exposed};
pub use passing::Passing;

#[cfg(test)]
mod tests;
