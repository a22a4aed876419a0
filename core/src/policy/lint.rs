//! What is wrong or doubtful in a policy that parses, as data; much of it is what AWS refuses on an endpoint.
//!
//! "Control access to VPC endpoints using endpoint policies" in the AWS PrivateLink guide.

use crate::ordered::BTreeSet;

use super::actions::{Actions, Known, key, nearest_action, nearest_key};
use super::condition::{Condition, Quantifier, Test};
use super::decision::EndpointKind;
use super::document::{Effect, Policy, PolicyRole, PrincipalType, Principals, Statement, Version};
use super::endpoint::{Passes, what_passes};
use super::error::Path;
use super::language::{Contained, Idle, allows_nothing, idle_statements, public};
use super::matching::ArnPattern;
use super::principal::{is_account, root_of};
use super::tri::Open;

/// The most that an endpoint policy may have, in characters, white space included.
pub const MAX_ENDPOINT_CHARACTERS: usize = 20_480;
const MIN_BESIDE_WILDCARD: usize = 6;

/// The kind of policy that a document is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LintAs {
    Endpoint(EndpointKind),
    /// A policy attached to something else; as [`PolicyRole::Endpoint`], an interface endpoint's.
    Other(PolicyRole),
}

/// IAM Access Analyzer's classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// AWS refuses the policy.
    Error,
    /// It lets through more than its author likely means.
    SecurityWarning,
    /// It does not do what it seems to.
    Warning,
    Suggestion,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Over [`MAX_ENDPOINT_CHARACTERS`].
    TooLong {
        characters: usize,
    },
    UnknownVersion(String),
    /// Policy variables in a policy whose version reads them as plain text.
    VariablesNeedVersion2012,
    NoStatements,
    MissingElement(&'static str),
    ForbiddenElement(&'static str),
    /// A gateway endpoint's `Principal` is not `*`; use `aws:PrincipalArn`.
    PrincipalNotStar,
    /// On a gateway endpoint a named account is its root user only.
    AccountMeansRoot {
        account: String,
    },
    /// A wildcard inside a named principal.
    WildcardInPrincipal(String),
    /// An `Allow` with `NotPrincipal` lets everybody else in.
    AllowNotPrincipal,
    /// `*` or `?` with a key that holds an identifier AWS makes.
    WildcardOnIdentifier {
        key: String,
        value: String,
    },
    /// A numeric operator with such a key.
    NumericOnIdentifier {
        key: String,
    },
    /// Fewer than six plain characters beside a wildcard.
    TooFewBesideWildcard {
        key: String,
        value: String,
    },
    /// An ARN's account field that mixes digits and wildcards.
    MixedAccount {
        value: String,
    },
    /// Neither `*` nor `service:Name`.
    BadAction(String),
    /// Neither `*` nor an ARN, or a variable before the fifth colon.
    BadResource(String),
    /// Not of the operator's type.
    BadValue {
        operator: String,
        key: String,
        value: String,
    },
    /// `ForAllValues` in an `Allow` is also true without the key.
    ForAllValuesWithoutNull {
        key: String,
    },
    /// `aws:SourceIp` is never there through an endpoint.
    SourceIpThroughEndpoint,
    DuplicateSid(String),
    FullAccess,
    AllowsNothing,
    /// The list of its service has no such action; the nearest that it has.
    UnknownAction {
        action: String,
        nearest: Option<String>,
    },
    /// AWS has no such condition key; the nearest that it has.
    UnknownKey {
        key: String,
        nearest: Option<String>,
    },
    /// No request fits all elements of the statement.
    NeverMatches,
    /// Whatever the statement allows, a Deny of the same policy denies.
    Shadowed,
    /// A resource policy that lets anybody in the world do this, for one.
    Public {
        action: String,
        resource: String,
    },
}

impl Fault {
    /// In kebab-case, as reports name it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::UnknownVersion(_) => "unknown-version",
            Self::VariablesNeedVersion2012 => "variables-need-version-2012",
            Self::NoStatements => "no-statements",
            Self::MissingElement(_) => "missing-element",
            Self::ForbiddenElement(_) => "forbidden-element",
            Self::PrincipalNotStar => "principal-not-star",
            Self::AccountMeansRoot { .. } => "account-means-root",
            Self::WildcardInPrincipal(_) => "wildcard-in-principal",
            Self::AllowNotPrincipal => "allow-not-principal",
            Self::WildcardOnIdentifier { .. } => "wildcard-on-identifier",
            Self::NumericOnIdentifier { .. } => "numeric-on-identifier",
            Self::TooFewBesideWildcard { .. } => "too-few-beside-wildcard",
            Self::MixedAccount { .. } => "mixed-account",
            Self::BadAction(_) => "bad-action",
            Self::BadResource(_) => "bad-resource",
            Self::BadValue { .. } => "bad-value",
            Self::ForAllValuesWithoutNull { .. } => "for-all-values-without-null",
            Self::SourceIpThroughEndpoint => "source-ip-through-endpoint",
            Self::DuplicateSid(_) => "duplicate-sid",
            Self::FullAccess => "full-access",
            Self::AllowsNothing => "allows-nothing",
            Self::UnknownAction { .. } => "unknown-action",
            Self::UnknownKey { .. } => "unknown-key",
            Self::NeverMatches => "never-matches",
            Self::Shadowed => "shadowed",
            Self::Public { .. } => "public",
        }
    }
}

/// One fault with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    pub at: Path,
    pub fault: Fault,
}

/// Every problem of a policy: first of the elements, in the order in which they stand, then of statements without effect.
#[must_use]
pub fn lint(policy: &Policy, kind: LintAs) -> Vec<Problem> {
    let mut problems = lint_elements(policy, kind);
    if policy.statements.len() > MOST_SEARCHED {
        return problems;
    }
    if kind == LintAs::Other(PolicyRole::Resource)
        && let Contained::No(witness) = public(policy)
    {
        let fault = Fault::Public { action: witness.action, resource: witness.resource };
        problems.push(Problem { severity: Severity::SecurityWarning, at: Path::default(), fault });
    }
    let mut put = |at, fault| problems.push(Problem { severity: Severity::Warning, at, fault });
    let restricted = || matches!(what_passes(policy), Passes::Restricted { .. });
    if matches!(kind, LintAs::Endpoint(_) | LintAs::Other(PolicyRole::Endpoint)) && restricted() && allows_nothing(policy) {
        put(Path::default(), Fault::AllowsNothing);
    }
    let Idle { dead, shadowed } = idle_statements(policy);
    dead.into_iter().for_each(|index| put(Path::statement(index), Fault::NeverMatches));
    shadowed.into_iter().for_each(|index| put(Path::statement(index), Fault::Shadowed));
    problems
}

/// Longer policies are not searched for statements without effect, so that the editor stays quick.
const MOST_SEARCHED: usize = 60;

/// What can be told from one element at a time.
#[must_use]
pub fn lint_elements(policy: &Policy, kind: LintAs) -> Vec<Problem> {
    let (role, endpoint) = match kind {
        LintAs::Endpoint(endpoint) => (PolicyRole::Endpoint, Some(endpoint)),
        LintAs::Other(PolicyRole::Endpoint) => (PolicyRole::Endpoint, Some(EndpointKind::Interface)),
        LintAs::Other(role) => (role, None),
    };
    let mut linter = Linter { role, endpoint, problems: Vec::new(), guesses: 0, known: Actions::default() };
    linter.policy(policy);
    linter.problems
}

struct Linter {
    role: PolicyRole,
    endpoint: Option<EndpointKind>,
    problems: Vec<Problem>,
    guesses: usize,
    known: Actions,
}

/// Of more misspelt names the right ones are not looked for.
const MOST_GUESSES: usize = 100;

impl Linter {
    fn may_guess(&mut self) -> bool {
        self.guesses += 1;
        self.guesses <= MOST_GUESSES
    }

    fn put(&mut self, severity: Severity, at: Path, fault: Fault) {
        self.problems.push(Problem { severity, at, fault });
    }

    fn policy(&mut self, policy: &Policy) {
        let root = Path::default();
        if self.endpoint.is_some() && policy.characters > MAX_ENDPOINT_CHARACTERS {
            self.put(Severity::Error, root.clone(), Fault::TooLong { characters: policy.characters });
        }
        if let Version::Unknown(text) = &policy.version {
            self.put(Severity::Error, root.key("Version"), Fault::UnknownVersion(text.clone()));
        }
        if policy.statements.is_empty() {
            self.put(Severity::Error, root.key("Statement"), Fault::NoStatements);
        }
        if self.endpoint.is_some() {
            match what_passes(policy) {
                Passes::FullAccess => self.put(Severity::Suggestion, root.clone(), Fault::FullAccess),
                Passes::Nothing => self.put(Severity::Warning, root, Fault::AllowsNothing),
                Passes::Restricted { .. } => {}
            }
        }
        let literal = matches!(policy.version, Version::V2008 | Version::Missing);
        let mut sids = BTreeSet::new();
        for statement in &policy.statements {
            let at = Path::statement(statement.index);
            if let Some(sid) = statement.sid().filter(|sid| !sids.insert(sid.to_owned())) {
                self.put(Severity::Error, at.key("Sid"), Fault::DuplicateSid(sid.to_owned()));
            }
            self.statement(statement, &at, literal);
        }
    }

    fn statement(&mut self, statement: &Statement, at: &Path, literal: bool) {
        let names_principals = matches!(self.role, PolicyRole::Endpoint | PolicyRole::Resource | PolicyRole::Rcp);
        match &statement.principals {
            None if names_principals => {
                self.put(Severity::Error, at.clone(), Fault::MissingElement("Principal"));
            }
            Some(who) if names_principals => self.principals(statement, who, at),
            Some(who) => {
                let name = if who.negated { "NotPrincipal" } else { "Principal" };
                self.put(Severity::Error, at.key(name), Fault::ForbiddenElement(name));
            }
            None => {}
        }
        let name = if statement.not_action { "NotAction" } else { "Action" };
        for (index, pattern) in statement.actions.iter().enumerate().filter(|(_, pattern)| !pattern.is_valid()) {
            let fault = Fault::BadAction(pattern.as_str().to_owned());
            self.put(Severity::Error, at.key(name).index(index), fault);
        }
        for (index, pattern) in statement.actions.iter().enumerate() {
            if self.known.has(pattern.as_str()) != Known::No {
                continue;
            }
            let nearest = self.may_guess().then(|| nearest_action(pattern.as_str())).flatten();
            let fault = Fault::UnknownAction { action: pattern.as_str().to_owned(), nearest };
            self.put(Severity::Warning, at.key(name).index(index), fault);
        }
        let name = if statement.not_resource { "NotResource" } else { "Resource" };
        match &statement.resources {
            None if self.role != PolicyRole::Resource => {
                self.put(Severity::Error, at.clone(), Fault::MissingElement("Resource"));
            }
            None => {}
            Some(patterns) => {
                for (index, pattern) in patterns.iter().enumerate() {
                    self.resource(pattern, &at.key(name).index(index), literal);
                }
            }
        }
        for condition in &statement.conditions {
            let at = at.key("Condition").key(condition.operator()).key(condition.key());
            self.condition(statement, condition, &at, literal);
        }
    }

    fn principals(&mut self, statement: &Statement, who: &Principals, at: &Path) {
        let at = at.key(if who.negated { "NotPrincipal" } else { "Principal" });
        if who.negated && statement.effect == Effect::Allow {
            self.put(Severity::SecurityWarning, at.clone(), Fault::AllowNotPrincipal);
        }
        let gateway = self.endpoint == Some(EndpointKind::Gateway);
        if gateway && (who.negated || !who.is_everyone()) {
            self.put(Severity::Error, at.clone(), Fault::PrincipalNotStar);
        }
        for (kind, id) in who.named().filter(|(_, id)| *id != "*") {
            let at = at.key(kind.name());
            let account = if is_account(id) { Some(id) } else { root_of(id) };
            if let Some(account) = account.filter(|_| gateway && kind == PrincipalType::Aws) {
                self.put(Severity::Warning, at, Fault::AccountMeansRoot { account: account.to_owned() });
            } else if id.contains(['*', '?']) {
                self.put(Severity::Error, at, Fault::WildcardInPrincipal(id.to_owned()));
            }
        }
    }

    fn resource(&mut self, pattern: &ArnPattern, at: &Path, literal: bool) {
        let text = pattern.as_str();
        if matches!(pattern.open(), Some(Open::NotAnArn | Open::VariableBeforeFifthColon)) {
            self.put(Severity::Error, at.clone(), Fault::BadResource(text.to_owned()));
        }
        if literal && text.contains("${") {
            self.put(Severity::Warning, at.clone(), Fault::VariablesNeedVersion2012);
        }
        if self.endpoint.is_some() && mixed_account(pattern) {
            self.put(Severity::Error, at.clone(), Fault::MixedAccount { value: text.to_owned() });
        }
    }

    fn condition(&mut self, statement: &Statement, condition: &Condition, at: &Path, literal: bool) {
        let (operator, name) = (condition.parsed(), condition.key().to_owned());
        if key(&name) == Known::No {
            let nearest = self.may_guess().then(|| nearest_key(&name)).flatten();
            self.put(Severity::Warning, at.clone(), Fault::UnknownKey { key: name.clone(), nearest });
        }
        for value in condition.bad_values() {
            let (operator, value) = (condition.operator().to_owned(), value.to_owned());
            self.put(Severity::Error, at.clone(), Fault::BadValue { operator, key: name.clone(), value });
        }
        if literal && condition.values().iter().any(|value| value.contains("${")) {
            self.put(Severity::Warning, at.clone(), Fault::VariablesNeedVersion2012);
        }
        let guarded = statement.conditions.iter().any(|other| {
            other.parsed().test == Test::Null
                && other.key_lower() == condition.key_lower()
                && other.values().iter().all(|value| value.eq_ignore_ascii_case("false"))
        });
        if operator.quantifier == Some(Quantifier::All) && statement.effect == Effect::Allow && !guarded {
            self.put(Severity::SecurityWarning, at.clone(), Fault::ForAllValuesWithoutNull { key: name });
        }
        if self.endpoint.is_some() {
            self.endpoint_condition(condition, at);
        }
    }

    fn endpoint_condition(&mut self, condition: &Condition, at: &Path) {
        let (test, key) = (condition.parsed().test, condition.key().to_owned());
        if condition.key_lower() == "aws:sourceip" {
            self.put(Severity::Warning, at.clone(), Fault::SourceIpThroughEndpoint);
        }
        // AWS names the first two as examples; the others hold such identifiers too.
        let identifier = match condition.key_lower() {
            "aws:principalaccount" | "aws:sourcevpc" => Some(Severity::Error),
            "aws:sourcevpce"
            | "aws:principalorgid"
            | "aws:resourceaccount"
            | "aws:resourceorgid"
            | "aws:sourceaccount"
            | "aws:sourceorgid"
            | "aws:vpceaccount"
            | "aws:vpceorgid" => Some(Severity::Warning),
            _ => None,
        };
        if let (Some(severity), Test::Numeric(_)) = (identifier, test) {
            self.put(severity, at.clone(), Fault::NumericOnIdentifier { key: key.clone() });
        }
        for value in condition.values() {
            let (key, value) = (key.clone(), value.clone());
            match (identifier, test) {
                (Some(severity), Test::StringLike | Test::Arn) if value.contains(['*', '?']) => {
                    self.put(severity, at.clone(), Fault::WildcardOnIdentifier { key, value });
                }
                (_, Test::StringLike) if too_few_beside_wildcard(&value) => {
                    self.put(Severity::Error, at.clone(), Fault::TooFewBesideWildcard { key, value });
                }
                (_, Test::Arn) if mixed_account(&ArnPattern::condition(&value, super::template::Variables::On)) => {
                    self.put(Severity::Error, at.clone(), Fault::MixedAccount { value });
                }
                _ => {}
            }
        }
    }
}

fn mixed_account(pattern: &ArnPattern) -> bool {
    let digits = |account: &str| account.contains(|c: char| c.is_ascii_digit());
    pattern.account().is_some_and(|account| digits(account) && account.contains(['*', '?']))
}

/// Whether some wildcard has fewer than six plain characters on both sides. A policy variable counts as enough, since
/// its length is not known.
fn too_few_beside_wildcard(value: &str) -> bool {
    let mut rest = value;
    // Lengths of the plain runs between the wildcards.
    let mut runs = vec![0_usize];
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        if matches!(character, '*' | '?') {
            runs.push(0);
        } else if let Some(run) = runs.last_mut() {
            let variable = rest.starts_with("${").then(|| super::template::variable_length(rest)).flatten();
            *run += if variable.is_some() { MIN_BESIDE_WILDCARD } else { 1 };
            length = variable.unwrap_or(length);
        }
        rest = rest.get(length..).unwrap_or("");
    }
    let short = |run: Option<&usize>| run.is_none_or(|run| *run < MIN_BESIDE_WILDCARD);
    runs.windows(2).any(|beside| short(beside.first()) && short(beside.last()))
}
