//! What is asked of `decide` and what it answers, as data.

use std::sync::Arc;

use super::document::{Effect, Policy, PolicyRole};
use super::statement::Element;
use super::tri::Unknown;

/// A policy under the name that answers use for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPolicy {
    pub name: Arc<str>,
    pub policy: Arc<Policy>,
}

impl NamedPolicy {
    /// Gives a policy a name.
    #[must_use]
    pub fn new(name: &str, policy: Policy) -> Self {
        Self { name: Arc::from(name), policy: Arc::new(policy) }
    }
}

/// What is known of the policies of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Supplied<T> {
    /// There are none; this kind does not apply.
    #[default]
    None,
    /// There are or may be some, but not at hand.
    Unknown,
    /// These and no others.
    Given(T),
}

/// The kind of endpoint that a policy is attached to; it changes what a named principal means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndpointKind {
    Gateway,
    /// Also for endpoints whose kind is not told.
    #[default]
    Interface,
}

/// All policies that bear on a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySet {
    /// Of the user or role; one of them must allow.
    pub identity: Supplied<Vec<NamedPolicy>>,
    /// Of the resource; also a key policy or a role's trust policy.
    pub resource: Supplied<Vec<NamedPolicy>>,
    /// Of every endpoint that the request passes; each must allow. `None`: it passes no endpoint.
    pub endpoint: Supplied<Vec<NamedPolicy>>,
    pub endpoint_kind: EndpointKind,
    /// Permissions boundary.
    pub boundary: Supplied<Vec<NamedPolicy>>,
    /// Session policies.
    pub session: Supplied<Vec<NamedPolicy>>,
    /// Service control policies, root first; on every level one must allow.
    pub scp: Supplied<Vec<Vec<NamedPolicy>>>,
    /// Resource control policies, root first. AWS keeps `RCPFullAWSAccess` attached on every level and lets others
    /// only deny, so they never deny implicitly.
    pub rcp: Supplied<Vec<Vec<NamedPolicy>>>,
}

impl PolicySet {
    /// Those of one kind that are at hand.
    pub(super) fn of(&self, role: PolicyRole) -> Vec<&NamedPolicy> {
        let supplied = match role {
            PolicyRole::Rcp => return levels(&self.rcp),
            PolicyRole::Scp => return levels(&self.scp),
            PolicyRole::Endpoint => &self.endpoint,
            PolicyRole::Resource => &self.resource,
            PolicyRole::Identity => &self.identity,
            PolicyRole::Boundary => &self.boundary,
            PolicyRole::Session => &self.session,
        };
        match supplied {
            Supplied::Given(all) => all.iter().collect(),
            Supplied::None | Supplied::Unknown => Vec::new(),
        }
    }
}

fn levels(supplied: &Supplied<Vec<Vec<NamedPolicy>>>) -> Vec<&NamedPolicy> {
    match supplied {
        Supplied::Given(levels) => levels.iter().flatten().collect(),
        Supplied::None | Supplied::Unknown => Vec::new(),
    }
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Allow,
    /// A statement denies.
    ExplicitDeny,
    /// Nothing allows where something must.
    ImplicitDeny,
    /// On what `unknown` names.
    Depends,
}

/// One statement, so that an answer can name and link it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementRef {
    pub policy: PolicyRole,
    /// The policy's name as supplied.
    pub name: Arc<str>,
    /// The statement's place in its policy, counted from 0.
    pub index: usize,
    pub sid: Option<Arc<str>>,
}

/// A statement that applied, or that may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TookPart {
    pub statement: StatementRef,
    pub effect: Effect,
    /// False where it applies only for some values of what is unknown.
    pub certain: bool,
}

/// An `Allow` of a kind of policy that had to allow, and what about it did not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    pub statement: StatementRef,
    pub mismatches: Vec<Element>,
}

/// Which way an allowed request was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowedBy {
    /// One account: the resource policy names the user, the session or everybody; nothing else need allow.
    ResourcePolicyDirectly,
    /// One account: the resource policy names the role, inside boundary and session policy.
    ResourcePolicyForRole,
    /// One account: the identity policies, inside boundary and session policy.
    IdentityPolicy,
    /// Identity policies and resource policy together, as two accounts or a key or role trust policy require.
    IdentityAndResourcePolicy,
    /// The root user, whom no identity policy limits.
    RootUser,
    /// The one who asks has no identity policies: a service, a federated user, anybody.
    ResourcePolicyAlone,
    /// Only an endpoint's policy was asked about.
    EndpointPolicyAlone,
    /// More than one of these may be the case; each of them allows.
    AnyWay,
}

/// The reason of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    Allowed(AllowedBy),
    /// The first kind of policy, in AWS's order, that denies.
    Denied(PolicyRole),
    /// Nothing allows in these kinds of policy; in AWS's order.
    NothingAllows {
        missing: Vec<PolicyRole>,
        /// One of the missing kinds would do (one account: identity or resource policy).
        any_would_do: bool,
        /// What came near.
        near: Vec<NearMiss>,
    },
    /// The unknowns decide.
    Unknown,
}

/// A decision with everything that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub outcome: Outcome,
    /// The statements that decided, in AWS's order: the denies, or the allows; for `Depends` those that may apply.
    /// Empty for an implicit deny.
    pub by: Vec<StatementRef>,
    pub why: Why,
    /// Every statement that applies or may apply, in AWS's order.
    pub took_part: Vec<TookPart>,
    /// What would have to be known; empty unless the outcome is `Depends`.
    pub unknown: Vec<Unknown>,
}
