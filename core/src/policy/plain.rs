//! Policies as a form that people fill in who do not write JSON: what such a form can hold, read from a policy and written back.

use super::actions::{Access, actions_of, patterns_of};
use super::condition::{Condition, Operator};
use super::document::{Effect, Policy, PrincipalType, Principals, Statement, Version};
use super::glob::Glob;
use super::matching::{ActionPattern, ArnPattern};
use super::template::Variables;
use std::sync::Arc;

/// A policy in plain form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    pub id: Option<String>,
    pub statements: Vec<PlainStatement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainStatement {
    pub sid: Option<String>,
    pub allow: bool,
    pub who: Who,
    pub actions: Vec<Does>,
    /// Patterns; none where the statement has no `Resource`.
    pub resources: Vec<String>,
    /// All must hold.
    pub conditions: Vec<PlainCondition>,
}

/// Whom a statement is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever has the policy: no `Principal`.
    Holder,
    Everyone,
    /// ARNs, account ids, names of services and providers.
    Named(Vec<String>),
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    Everything,
    /// Whole classes of a service's actions.
    Classes {
        service: String,
        classes: Vec<Access>,
    },
    /// One action or pattern.
    Action(String),
}

/// One of [`PRESETS`] with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainCondition {
    /// By its place in [`PRESETS`].
    pub preset: usize,
    /// The value is none of these.
    pub not: bool,
    /// It also holds where the request does not have the key.
    pub or_absent: bool,
    pub values: Vec<String>,
}

/// A condition that people know by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    pub label: &'static str,
    pub key: &'static str,
    is: &'static str,
    /// Empty where the operator has no opposite.
    is_not: &'static str,
}

impl Preset {
    /// Whether "is not" can be said of it.
    #[must_use]
    pub fn has_opposite(&self) -> bool {
        !self.is_not.is_empty()
    }
}

const fn text(label: &'static str, key: &'static str) -> Preset {
    Preset { label, key, is: "StringEquals", is_not: "StringNotEquals" }
}

const fn of(label: &'static str, key: &'static str, is: &'static str, is_not: &'static str) -> Preset {
    Preset { label, key, is, is_not }
}

/// The conditions that the form has.
pub const PRESETS: [Preset; 14] = [
    text("Caller's organization", "aws:PrincipalOrgID"),
    text("Caller's account", "aws:PrincipalAccount"),
    of("Caller's ARN", "aws:PrincipalArn", "ArnLike", "ArnNotLike"),
    text("Resource's organization", "aws:ResourceOrgID"),
    text("Resource's account", "aws:ResourceAccount"),
    text("VPC endpoint", "aws:SourceVpce"),
    text("VPC", "aws:SourceVpc"),
    of("Private address", "aws:VpcSourceIp", "IpAddress", "NotIpAddress"),
    of("Public address", "aws:SourceIp", "IpAddress", "NotIpAddress"),
    text("Region", "aws:RequestedRegion"),
    of("Encrypted connection", "aws:SecureTransport", "Bool", ""),
    of("Multi-factor sign-in", "aws:MultiFactorAuthPresent", "Bool", ""),
    of("Call by an AWS service itself", "aws:PrincipalIsAWSService", "Bool", ""),
    of("Call of a service on behalf", "aws:ViaAWSService", "Bool", ""),
];

impl Plain {
    /// The policy as a form; or what of it the form cannot hold, in words.
    ///
    /// # Errors
    /// Each with the statement that it is about.
    pub fn read(policy: &Policy) -> Result<Self, Vec<String>> {
        let mut beyond = Vec::new();
        if let Version::Unknown(version) = &policy.version {
            beyond.push(format!("the version {version}"));
        }
        if policy.version != Version::V2012 && policy.texts().any(|text| text.contains("${")) {
            beyond.push("${…} as plain text, as policies without Version 2012-10-17 have it".to_owned());
        }
        let statements = policy.statements.iter().map(|s| statement(s, &mut beyond)).collect();
        if beyond.is_empty() { Ok(Self { id: policy.id.clone(), statements }) } else { Err(beyond) }
    }

    /// The policy's text, in the fixed form.
    #[must_use]
    pub fn write(&self) -> String {
        let statements = self.statements.iter().enumerate().map(|(index, s)| s.write(index)).collect();
        Policy { version: Version::V2012, id: self.id.clone(), statements, characters: 0 }.to_json()
    }
}

impl PlainStatement {
    /// An Allow of nothing yet.
    #[must_use]
    pub fn new(who: Who) -> Self {
        Self { sid: None, allow: true, who, actions: Vec::new(), resources: vec!["*".to_owned()], conditions: Vec::new() }
    }

    fn write(&self, index: usize) -> Statement {
        let named = match &self.who {
            Who::Named(names) => names.iter().map(|name| (kind_of(name), name.clone())).collect(),
            Who::Holder | Who::Everyone => Vec::new(),
        };
        let principals = Principals { negated: false, star: self.who == Who::Everyone, named };
        let resources = self.resources.iter().map(|text| ArnPattern::resource(text, Variables::On)).collect();
        Statement {
            index,
            sid: self.sid.as_deref().map(Arc::from),
            effect: if self.allow { Effect::Allow } else { Effect::Deny },
            principals: (self.who != Who::Holder).then_some(principals),
            not_action: false,
            actions: self.actions.iter().flat_map(Does::patterns).map(|pattern| ActionPattern::new(&pattern)).collect(),
            not_resource: false,
            resources: (!self.resources.is_empty()).then_some(resources),
            conditions: self.conditions(),
        }
    }

    /// In the order in which their operators come first: those of one operator stand together.
    fn conditions(&self) -> Vec<Condition> {
        let all: Vec<(String, &PlainCondition)> = self.conditions.iter().filter_map(|c| Some((c.operator()?, c))).collect();
        let mut out = Vec::new();
        for (i, (first, _)) in all.iter().enumerate() {
            if all.iter().take(i).any(|(operator, _)| operator == first) {
                continue;
            }
            for (operator, c) in all.iter().filter(|(operator, _)| operator == first) {
                if let (Some(parsed), Some(preset)) = (Operator::parse(operator), PRESETS.get(c.preset)) {
                    out.push(Condition::new(parsed, operator, preset.key, c.values.clone(), Variables::On));
                }
            }
        }
        out
    }
}

impl PlainCondition {
    fn operator(&self) -> Option<String> {
        let preset = PRESETS.get(self.preset)?;
        let plain = if self.not && preset.has_opposite() { preset.is_not } else { preset.is };
        Some(format!("{plain}{}", if self.or_absent { "IfExists" } else { "" }))
    }
}

impl Does {
    /// The patterns of `Action` that say it.
    #[must_use]
    pub fn patterns(&self) -> Vec<String> {
        match self {
            Self::Everything => vec!["*".to_owned()],
            Self::Classes { service, classes } => patterns_of(service, |_, class| classes.contains(&class)),
            Self::Action(pattern) => vec![pattern.clone()],
        }
    }
}

/// The type of principal that a text names.
fn kind_of(name: &str) -> PrincipalType {
    const PROVIDERS: [&str; 4] = ["cognito-identity.amazonaws.com", "www.amazon.com", "graph.facebook.com", "accounts.google.com"];
    let provider = name.contains(":saml-provider/") || name.contains(":oidc-provider/") || PROVIDERS.contains(&name);
    if provider {
        PrincipalType::Federated
    } else if name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn") {
        PrincipalType::Service
    } else if name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()) {
        PrincipalType::CanonicalUser
    } else {
        PrincipalType::Aws
    }
}

fn statement(s: &Statement, beyond: &mut Vec<String>) -> PlainStatement {
    let mut say = |what: &str| {
        let name = s.sid().map_or_else(|| format!("statement {}", s.index() + 1), |sid| format!("statement {} ({sid})", s.index() + 1));
        beyond.push(format!("{what} in {name}"));
    };
    let who = match s.principals() {
        None => Who::Holder,
        Some(who) if who.is_negated() => {
            say("NotPrincipal");
            Who::Everyone
        }
        Some(who) if who.is_everyone() => Who::Everyone,
        Some(who) => {
            if let Some((kind, name)) = who.named().find(|(kind, name)| kind_of(name) != *kind) {
                say(&format!("{name} as a principal of type {}", kind.name()));
            }
            Who::Named(who.named().map(|(_, name)| name.to_owned()).collect())
        }
    };
    if s.not_action {
        say("NotAction");
    }
    if s.not_resource {
        say("NotResource");
    }
    let mut conditions: Vec<PlainCondition> = Vec::new();
    for (operator, key, values) in s.conditions() {
        match condition(operator, key, values) {
            Some(c) if !conditions.iter().any(|o| (o.preset, o.not, o.or_absent) == (c.preset, c.not, c.or_absent)) => conditions.push(c),
            _ => say(&format!("the condition {operator} {key}")),
        }
    }
    PlainStatement {
        sid: s.sid().map(str::to_owned),
        allow: s.effect() == Effect::Allow,
        who,
        actions: does(&s.actions().collect::<Vec<_>>()),
        resources: s.resources().map(str::to_owned).collect(),
        conditions,
    }
}

fn condition(operator: &str, key: &str, values: &[String]) -> Option<PlainCondition> {
    let lower = operator.to_ascii_lowercase();
    let (plain, or_absent) = lower.strip_suffix("ifexists").map_or((lower.as_str(), false), |plain| (plain, true));
    let (preset, it) = PRESETS.iter().enumerate().find(|(_, preset)| preset.key.eq_ignore_ascii_case(key))?;
    let not = if plain.eq_ignore_ascii_case(it.is) {
        false
    } else if it.has_opposite() && plain.eq_ignore_ascii_case(it.is_not) {
        true
    } else {
        return None;
    };
    Some(PlainCondition { preset, not, or_absent, values: values.to_vec() })
}

/// Patterns of a service that make up whole classes become these; the others stay.
fn does(patterns: &[&str]) -> Vec<Does> {
    let mut out: Vec<Does> = Vec::new();
    let service_of = |pattern: &str| pattern.split_once(':').map(|(service, _)| service.to_ascii_lowercase());
    let mut services: Vec<String> = Vec::new();
    for pattern in patterns {
        if *pattern == "*" {
            out.push(Does::Everything);
            continue;
        }
        let Some(service) = service_of(pattern).filter(|s| actions_of(s).next().is_some()) else {
            out.push(Does::Action((*pattern).to_owned()));
            continue;
        };
        if services.contains(&service) {
            continue;
        }
        let own: Vec<&str> = patterns.iter().copied().filter(|p| service_of(p).as_deref() == Some(service.as_str())).collect();
        match classes(&service, &own) {
            Some(classes) => out.push(Does::Classes { service: service.clone(), classes }),
            None => out.extend(own.into_iter().map(|p| Does::Action(p.to_owned()))),
        }
        services.push(service);
    }
    out
}

/// The classes that the patterns make up, if they are the ones that would be written for them.
fn classes(service: &str, patterns: &[&str]) -> Option<Vec<Access>> {
    let globs: Vec<Glob> = patterns.iter().map(|p| Glob::new(&p.to_ascii_lowercase())).collect();
    let hit = |name: &str| {
        let full = format!("{service}:{}", name.to_ascii_lowercase());
        globs.iter().any(|glob| glob.matches(&full))
    };
    let found = |class: Access| actions_of(service).any(|(name, c)| c == class && hit(name));
    let classes: Vec<Access> = Access::ALL.into_iter().filter(|class| found(*class)).collect();
    let written = patterns_of(service, |_, class| classes.contains(&class));
    // The same patterns, not only the same actions of today: a name in full is not widened to a wildcard.
    let lower = |p: &str| p.to_ascii_lowercase();
    let same = written.len() == patterns.len() && written.iter().all(|w| patterns.iter().any(|p| lower(p) == lower(w)));
    (same && !classes.is_empty()).then_some(classes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Equivalence, equivalent};

    fn read(statement: &str) -> Result<Plain, Vec<String>> {
        Plain::read(&Policy::parse(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#)).unwrap())
    }

    #[test]
    fn what_the_form_holds_is_read_and_written_back() {
        let plain = read(
            r#"{"Sid": "A", "Effect": "Deny", "Principal": {"AWS": "111122223333", "Service": "logs.amazonaws.com"},
            "Action": ["s3:*", "sqs:SendMessage", "foo:Bar"], "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::a/*"],
            "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": false}}}"#,
        )
        .unwrap();
        let [s] = plain.statements.as_slice() else { panic!() };
        assert_eq!(s.actions[0], Does::Classes { service: "s3".into(), classes: Access::ALL.to_vec() }, "{:?}", s.actions);
        assert_eq!(s.actions[1..], [Does::Action("sqs:SendMessage".into()), Does::Action("foo:Bar".into())]);
        assert!(s.conditions[0].not && s.conditions[0].or_absent && !s.conditions[1].not);
        let written = Policy::parse(&plain.write()).unwrap();
        assert_eq!(Plain::read(&written).unwrap(), plain);
        assert!(written.statements()[0].conditions().any(|(op, key, _)| (op, key) == ("StringNotEqualsIfExists", "aws:PrincipalOrgID")));
    }

    #[test]
    fn classes_are_written_as_patterns_and_found_again() {
        let mut statement = PlainStatement::new(Who::Everyone);
        for service in super::super::actions::listed_services() {
            let classes: Vec<Access> =
                [Access::List, Access::Read].into_iter().filter(|c| actions_of(service).any(|(_, k)| k == *c)).collect();
            if !classes.is_empty() {
                statement.actions.push(Does::Classes { service: service.to_owned(), classes });
            }
        }
        let plain = Plain { id: None, statements: vec![statement] };
        let again = Plain::read(&Policy::parse(&plain.write()).unwrap()).unwrap();
        // All that a service has in these classes may be all that it has.
        for (was, is) in plain.statements[0].actions.iter().zip(&again.statements[0].actions) {
            assert_eq!(was.patterns(), is.patterns());
        }
    }

    #[test]
    fn a_round_trip_keeps_what_a_policy_means() {
        for text in [
            r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["s3:GetObject", "s3:Put*"], "Resource": "arn:aws:s3:::${aws:username}/*"}"#,
            r#"{"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*", "Condition": {"stringEquals": {"AWS:PrincipalOrgID": ["o-1", "o-2"]}}}"#,
        ] {
            let policy = Policy::parse(&format!(r#"{{"Version": "2012-10-17", "Statement": [{text}]}}"#)).unwrap();
            let written = Policy::parse(&Plain::read(&policy).unwrap().write()).unwrap();
            let Equivalence { first_in_second, second_in_first } = equivalent(&policy, &written);
            assert_eq!((first_in_second, second_in_first), (crate::policy::Contained::Yes, crate::policy::Contained::Yes), "{text}");
        }
    }

    #[test]
    fn what_it_cannot_hold_is_named() {
        let beyond = |text: &str| read(text).unwrap_err().join("; ");
        assert_eq!(beyond(r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#), "NotAction in statement 1");
        assert_eq!(beyond(r#"{"Sid": "X", "Effect": "Allow", "Action": "s3:*", "NotResource": "*"}"#), "NotResource in statement 1 (X)");
        assert!(beyond(r#"{"Effect": "Deny", "NotPrincipal": "*", "Action": "s3:*", "Resource": "*"}"#).contains("NotPrincipal"));
        let odd = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"NumericLessThan": {"s3:max-keys": "10"}}}"#;
        assert_eq!(beyond(odd), "the condition NumericLessThan s3:max-keys in statement 1");
        let twice = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}, "bool": {"aws:SecureTransport": "false"}}}"#;
        assert!(beyond(twice).contains("SecureTransport"));
        let old = Policy::parse(r#"{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${x}/*"}]}"#).unwrap();
        assert!(Plain::read(&old).is_err());
    }
}
