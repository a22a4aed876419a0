//! A policy as parsed: its statements and their elements, as an editor or an exporter reads them.

use std::sync::Arc;

use super::condition::Condition;
use super::error::{Path, PolicyError};
use super::matching::{ActionPattern, ArnPattern};

/// What a policy is attached to, in the order in which AWS reports what denied a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyRole {
    /// Resource control policy of an organization.
    Rcp,
    /// Service control policy of an organization.
    Scp,
    /// Policy of the VPC endpoint that the request passes.
    Endpoint,
    /// Policy of the resource: bucket, key, queue, role trust.
    Resource,
    /// Policies of the user or role, its groups' included.
    Identity,
    /// Permissions boundary of the user or role.
    Boundary,
    /// Policies passed when the session was made.
    Session,
}

impl PolicyRole {
    /// In lower case, as cases name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rcp => "rcp",
            Self::Scp => "scp",
            Self::Endpoint => "endpoint",
            Self::Resource => "resource",
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
        }
    }
}

/// Which language version a policy declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2012-10-17`, with policy variables.
    V2012,
    /// `2008-10-17`.
    V2008,
    /// None given, which AWS reads as 2008-10-17.
    Missing,
    /// One that AWS does not have.
    Unknown(String),
}

/// What a matching statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    Allow,
    Deny,
}

/// The types that `Principal` distinguishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalType {
    Aws,
    Service,
    Federated,
    CanonicalUser,
}

impl PrincipalType {
    /// All of them, in the order in which they are printed.
    pub const ALL: [Self; 4] = [Self::Aws, Self::Service, Self::Federated, Self::CanonicalUser];

    /// As policies spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Service => "Service",
            Self::Federated => "Federated",
            Self::CanonicalUser => "CanonicalUser",
        }
    }
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principals {
    pub(super) negated: bool,
    /// The element is the string `*` and not an object.
    pub(super) star: bool,
    pub(super) named: Vec<(PrincipalType, String)>,
}

impl Principals {
    /// `NotPrincipal`.
    #[must_use]
    pub fn is_negated(&self) -> bool {
        self.negated
    }

    /// Everybody: `"*"` or `{"AWS": "*"}`.
    #[must_use]
    pub fn is_everyone(&self) -> bool {
        self.star || self.named.iter().any(|(kind, id)| *kind == PrincipalType::Aws && id == "*")
    }

    /// The element is written as the plain string `"*"`.
    #[must_use]
    pub fn is_plain_star(&self) -> bool {
        self.star
    }

    /// Every named principal with its type, in the order written.
    pub fn named(&self) -> impl Iterator<Item = (PrincipalType, &str)> {
        self.named.iter().map(|(kind, id)| (*kind, id.as_str()))
    }

    /// The principals of one type, in the order written.
    pub fn of_type(&self, wanted: PrincipalType) -> impl Iterator<Item = &str> {
        self.named().filter(move |(kind, _)| *kind == wanted).map(|(_, id)| id)
    }
}

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub(super) index: usize,
    pub(super) sid: Option<Arc<str>>,
    pub(super) effect: Effect,
    pub(super) principals: Option<Principals>,
    pub(super) not_action: bool,
    pub(super) actions: Vec<ActionPattern>,
    pub(super) not_resource: bool,
    pub(super) resources: Option<Vec<ArnPattern>>,
    pub(super) conditions: Vec<Condition>,
}

impl Statement {
    /// Its place in the policy, counted from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Its `Sid`, if it has one.
    #[must_use]
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// `Allow` or `Deny`.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// `Principal` or `NotPrincipal`; identity policies have neither.
    #[must_use]
    pub fn principals(&self) -> Option<&Principals> {
        self.principals.as_ref()
    }

    /// The patterns of `Action`; empty when the statement has `NotAction`.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.actions.iter().filter(|_| !self.not_action).map(ActionPattern::as_str)
    }

    /// The patterns of `NotAction`; empty when the statement has `Action`.
    pub fn not_actions(&self) -> impl Iterator<Item = &str> {
        self.actions.iter().filter(|_| self.not_action).map(ActionPattern::as_str)
    }

    /// The patterns of `Resource`; empty when the statement has `NotResource` or neither.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.resources.iter().flatten().filter(|_| !self.not_resource).map(ArnPattern::as_str)
    }

    /// The patterns of `NotResource`; empty when the statement has `Resource` or neither.
    pub fn not_resources(&self) -> impl Iterator<Item = &str> {
        self.resources.iter().flatten().filter(|_| self.not_resource).map(ArnPattern::as_str)
    }

    /// Every condition as (operator, key, values), in the order written.
    pub fn conditions(&self) -> impl Iterator<Item = (&str, &str, &[String])> {
        self.conditions.iter().map(|condition| (condition.operator(), condition.key(), condition.values()))
    }

    /// All of it but its name and place, as one text.
    pub(super) fn content(&self) -> String {
        let mut out = format!("{:?} {} {} ", self.effect, self.not_action, self.not_resource);
        let mut add = |text: &str| {
            out.push_str(text);
            out.push('\n');
        };
        match &self.principals {
            None => add("-"),
            Some(who) => {
                add(if who.negated { "not" } else { "" });
                add(if who.star { "*" } else { "" });
                who.named().for_each(|(kind, id)| {
                    add(kind.name());
                    add(id);
                });
            }
        }
        self.actions.iter().for_each(|action| add(action.as_str()));
        add(if self.resources.is_some() { "\u{1}on" } else { "\u{1}" });
        self.resources.iter().flatten().for_each(|resource| add(resource.as_str()));
        for condition in &self.conditions {
            add("\u{1}if");
            add(condition.operator());
            add(condition.key());
            condition.values().iter().for_each(|value| add(value));
        }
        out
    }

    /// Adds who it is for, and what on what, with `all but` before what is excepted.
    pub(super) fn say(&self, who: &mut Vec<String>, actions: &mut Vec<String>, resources: &mut Vec<String>) {
        let but = |negated: bool, text: &str| if negated { format!("all but {text}") } else { text.to_owned() };
        if let Some(element) = &self.principals {
            match element.is_everyone() {
                true => who.push(but(element.negated, "*")),
                false => who.extend(element.named().map(|(_, id)| but(element.negated, id))),
            }
        }
        actions.extend(self.actions.iter().map(|action| but(self.not_action, action.as_str())));
        resources.extend(self.resources.iter().flatten().map(|resource| but(self.not_resource, resource.as_str())));
    }

    /// Applies to every action on every resource without condition; principals are not looked at.
    #[must_use]
    pub(super) fn covers_everything(&self) -> bool {
        !self.not_action
            && !self.not_resource
            && self.conditions.is_empty()
            && self.actions.iter().any(ActionPattern::is_any)
            && self.resources.iter().flatten().any(ArnPattern::is_any)
    }

    /// Applies to everybody, every action and every resource, without condition.
    #[must_use]
    pub(super) fn covers_everyone_and_everything(&self) -> bool {
        self.covers_everything() && self.principals.as_ref().is_some_and(|who| !who.negated && who.is_everyone())
    }
}

/// A policy document.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) version: Version,
    pub(super) id: Option<String>,
    pub(super) statements: Vec<Statement>,
    pub(super) characters: usize,
}

impl PartialEq for Policy {
    /// Equal in content; white space does not count.
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version && self.id == other.id && self.statements == other.statements
    }
}

impl Eq for Policy {}

impl Policy {
    /// Reads a policy document ("Grammar of the IAM JSON policy language" in the IAM User Guide).
    ///
    /// # Errors
    /// When the text is not JSON, is over [`super::MAX_BYTES`] or nested beyond [`super::MAX_DEPTH`], names a member
    /// twice, or does not follow the grammar. What AWS stores but should not be relied on is for [`super::lint`].
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        super::parse::policy(text)
    }

    /// With one of its Allows, and every Deny.
    pub(super) fn with_only(&self, allow: usize) -> Self {
        let keep = |s: &&Statement| s.effect == Effect::Deny || s.index == allow;
        Self { statements: self.statements.iter().filter(keep).cloned().collect(), ..self.clone() }
    }

    /// AWS's default endpoint policy: everybody, everything ("Control access to VPC endpoints using endpoint
    /// policies" in the AWS PrivateLink guide).
    #[must_use]
    pub fn full_access() -> Self {
        let statement = Statement {
            index: 0,
            sid: None,
            effect: Effect::Allow,
            principals: Some(Principals { negated: false, star: true, named: Vec::new() }),
            not_action: false,
            actions: vec![ActionPattern::new("*")],
            not_resource: false,
            resources: Some(vec![ArnPattern::any()]),
            conditions: Vec::new(),
        };
        let mut policy = Self { version: Version::V2012, id: None, statements: vec![statement], characters: 0 };
        policy.characters = policy.to_json().chars().count();
        policy
    }

    /// One statement that allows everybody every action on every resource, without condition.
    #[must_use]
    pub fn is_full_access(&self) -> bool {
        match self.statements.as_slice() {
            [only] => only.effect == Effect::Allow && only.covers_everyone_and_everything(),
            _ => false,
        }
    }

    /// The `Version` element.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The `Id` element.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// In the order written.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Length of the text it was read from, in characters, white space included.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.characters
    }

    /// The document in one fixed form: AWS's usual order of elements, two spaces of indent, single values without
    /// a list.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::print::policy(self)
    }

    /// The texts of principals, resources and conditions.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().flat_map(|statement| {
            let principals = statement.principals.iter().flat_map(Principals::named).map(|(_, id)| id);
            let resources = statement.resources.iter().flatten().map(ArnPattern::as_str);
            principals.chain(resources).chain(statement.conditions.iter().flat_map(Condition::values).map(String::as_str))
        })
    }

    /// Where in `text`, from which a policy was read, an element stands: line and column, counted from 1. The
    /// nearest enclosing element where the path leads nowhere; `None` when the text is not JSON.
    #[must_use]
    pub fn locate(text: &str, path: &Path) -> Option<(u32, u32)> {
        Some(super::parse::Places::of(text)?.locate(path))
    }
}
