//! IAM policies: reading them, and deciding requests by them, with the statements that decided.
//!
//! A decision is three-valued all the way: what is not known gives [`Outcome::Depends`] with its name, never a guess.

mod actions;
mod case;
mod condition;
mod decide;
mod decision;
mod document;
mod endpoint;
mod error;
mod glob;
mod json;
mod language;
pub mod library;
mod lint;
mod matching;
mod parse;
pub mod plain;
mod principal;
mod print;
mod request;
mod statement;
mod template;
#[cfg(test)]
mod tests;
mod tri;
mod trial;
mod value;
mod vpce_keys;

pub use actions::{
    Access as ActionAccess, Known, action as known_action, actions_of, key as known_key, keys_of, listed_services, nearest_action,
    nearest_key, patterns_of,
};
pub use case::{Case, read_pair};
pub use condition::{Comparison, Operator, Quantifier, Test};
pub use decide::decide;
pub use decision::{AllowedBy, Decision, EndpointKind, NamedPolicy, NearMiss, Outcome, PolicySet, StatementRef, Supplied, TookPart, Why};
pub use document::{Effect, Policy, PolicyRole, PrincipalType, Principals, Statement, Version};
pub use endpoint::{Passes, StatementView, endpoint_verdict, what_passes};
pub use error::{Path, PolicyError, Step, What};
pub use glob::Glob;
pub use json::{MAX_BYTES, MAX_DEPTH};
pub use language::{
    Access, Contained, Equivalence, Idle, Inside, Stuck, Witness, access, allows_nothing, contained, dead_statements, equivalent,
    idle_statements, leads_outside, lets_in_outsiders, public, shadowed,
};
pub use lint::{Fault, LintAs, MAX_ENDPOINT_CHARACTERS, Problem, Severity, lint, lint_elements};
pub use parse::Places;
pub use principal::Principal;
pub use request::{Asked, Context, KeyState, Request};
pub use statement::Element;
pub use tri::{Open, Tri, Unknown};
pub use vpce_keys::endpoint_key;
