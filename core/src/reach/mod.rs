//! Reachability: which packets get from here to there and back, decided by groups, ACLs, routes and devices.

mod contradiction;
mod filter;
mod hop;
mod query;
mod say;
mod walk;

pub use contradiction::Contradiction;
pub(crate) use filter::{End, admitted};
pub use filter::{RuleRef, describe_acl_entry, describe_group_rule, describe_route};
pub(crate) use hop::Admitted as Admission;
pub use hop::{Hop, HopKind, Leg, Outcome, Verdict};
pub(crate) use query::everything as asked;
pub use query::{Party, Query};
pub(crate) use say::say;
pub use say::{Part, Say, Template, ports_text, route_text, transit_text};
pub(crate) use walk::listens;
pub(crate) use walk::{Between, between};
pub use walk::{Goal, Journey, Line, Start, Way, from_internet, from_outside, journey, walk};

#[cfg(test)]
mod tests;
