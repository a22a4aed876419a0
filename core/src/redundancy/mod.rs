//! Rules that decide nothing: entries, group rules and routes without which every packet would fare the same.
//!
//! What is named of one list can go together: each is judged beside those that stay. The later of two equal rules goes.

mod acl;
mod group;
mod route;

pub use acl::acl;
pub use group::group;
pub use route::routes;

/// A rule that decides nothing, by its position in the stored list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spare {
    pub index: usize,
    pub why: Why,
}

/// Why a rule decides nothing. Positions are those of the rules that do its work, in the stored list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It matches no packet at all.
    MatchesNothing,
    /// Every packet that it matches is decided before it comes to it.
    Shadowed(Vec<usize>),
    /// Every packet that it decides would be decided the same way by others.
    Repeated(Vec<usize>),
    /// The same happens where no rule matches: the final `*` of an ACL, the local route.
    Anyway,
}

/// Lists longer than this are not judged: the work grows with the square, and no AWS quota allows as many.
const MOST: usize = 1_000;

#[cfg(test)]
mod tests;
