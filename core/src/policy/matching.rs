//! Actions without regard to case, and ARNs field by field.

use super::glob::Glob;
use super::request::{Asked, Request};
use super::template::{Template, Variables, variable_length};
use super::tri::{Open, Tri, Unknown};

/// One pattern of `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ActionPattern {
    raw: String,
    /// `None` where the pattern is neither `*` nor `service:Name`, which AWS refuses: it matches nothing.
    glob: Option<Glob>,
    /// The pattern of the service prefix, and whether the name is any.
    service: Glob,
    any_name: bool,
    any: bool,
}

impl ActionPattern {
    pub fn new(raw: &str) -> Self {
        let lower = raw.to_ascii_lowercase();
        let whole = Glob::new(&lower);
        let (service, name) = lower.split_once(':').unwrap_or((&lower, &lower));
        let any = whole.is_any();
        let valid = any || lower.contains(':');
        let (service, any_name) = (Glob::new(service), Glob::new(name).is_any());
        Self { raw: raw.to_owned(), glob: valid.then_some(whole), service, any_name, any }
    }

    pub fn as_str(&self) -> &str {
        &self.raw
    }

    /// `*`.
    pub fn is_any(&self) -> bool {
        self.any
    }

    /// `*` or `service:Name`.
    pub fn is_valid(&self) -> bool {
        self.glob.is_some()
    }

    pub fn matches(&self, request: &Request) -> Tri {
        let Some(glob) = &self.glob else {
            return Tri::No;
        };
        if self.any {
            return Tri::Yes;
        }
        match request.asked() {
            Asked::Action(_) => glob.matches(request.action_lower()).into(),
            Asked::SomeOf(_) if !self.service.matches(request.action_lower()) => Tri::No,
            Asked::SomeOf(_) if self.any_name => Tri::Yes,
            Asked::SomeOf(_) | Asked::Unknown => Tri::unknown(Unknown::Action),
        }
    }
}

const FIELDS: usize = 6;

/// An ARN with wildcards, which stay inside one of the first five fields; a short one ends in fields that are `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ArnPattern {
    raw: String,
    /// Bytes of it in front of every wildcard and variable: what does not begin so does not match.
    plain: usize,
    /// How many fields stand wholly among them, and where the next one begins.
    settled: (usize, usize),
    /// Empty where the pattern is `*`.
    fields: Vec<Template>,
    open: Option<Open>,
}

impl ArnPattern {
    /// `*`.
    pub fn any() -> Self {
        Self { raw: "*".to_owned(), plain: 0, settled: (0, 0), fields: Vec::new(), open: None }
    }

    /// A pattern of `Resource`: policy variables only behind the fifth colon.
    pub fn resource(raw: &str, variables: Variables) -> Self {
        let mut pattern = Self::condition(raw, variables);
        let head = pattern.fields.iter().take(FIELDS - 1);
        if head.clone().any(Template::has_variables) {
            pattern.open = Some(Open::VariableBeforeFifthColon);
        } else if pattern.fields.first().and_then(Template::fixed).is_some_and(|first| !first.matches("arn")) {
            pattern.open = Some(Open::NotAnArn);
        }
        pattern
    }

    /// A value of an ARN condition operator.
    pub fn condition(raw: &str, variables: Variables) -> Self {
        if Glob::new(raw).is_any() {
            return Self { raw: raw.to_owned(), ..Self::any() };
        }
        let mut fields: Vec<Template> = split(raw, variables).into_iter().map(|field| Template::new(field, true, variables)).collect();
        fields.resize_with(FIELDS, || Template::new("*", true, Variables::Off));
        let plain = raw.find(['*', '?', '$']).unwrap_or(raw.len());
        let colons = || raw.bytes().take(plain).enumerate().filter(|(_, byte)| *byte == b':').take(FIELDS - 1);
        let settled = (colons().count(), colons().last().map_or(0, |(at, _)| at + 1));
        Self { raw: raw.to_owned(), plain, settled, fields, open: None }
    }

    pub fn as_str(&self) -> &str {
        &self.raw
    }

    pub fn is_any(&self) -> bool {
        self.fields.is_empty()
    }

    /// Its six fields; none for `*`.
    pub fn fields(&self) -> &[Template] {
        &self.fields
    }

    /// What AWS does not allow about it, if anything.
    pub fn open(&self) -> Option<Open> {
        self.open
    }

    /// The field of the account, as written.
    pub fn account(&self) -> Option<&str> {
        split(&self.raw, Variables::On).get(4).copied()
    }

    pub fn matches(&self, value: &str, request: &Request) -> Tri {
        if self.is_any() {
            return Tri::Yes;
        }
        match self.open {
            // What is no ARN is like none. Only API Gateway's own policies leave out the first fields of theirs.
            Some(Open::NotAnArn) if !self.raw.starts_with("execute-api:/") => return Tri::No,
            Some(case) => return Tri::open(case),
            None => {}
        }
        if self.raw.get(..self.plain).is_none_or(|plain| !value.starts_with(plain)) {
            return Tri::No;
        }
        // A value that begins so has the same first fields.
        let (settled, next) = self.settled;
        let mut rest = value.get(next..).unwrap_or_default().splitn(FIELDS.saturating_sub(settled), ':');
        let mut out = Tri::Yes;
        for field in self.fields.iter().skip(settled) {
            let Some(found) = rest.next() else {
                return Tri::No;
            };
            out = out.and(field.matches(found, request));
            if out.is_no() {
                break;
            }
        }
        out
    }

    /// Whether the request's resource matches.
    pub fn matches_resource(&self, request: &Request) -> Tri {
        if self.is_any() {
            return Tri::Yes;
        }
        match request.resource() {
            None => Tri::unknown(Unknown::Resource),
            // Some actions without a resource are judged by AWS as if on every one of a kind, such as `arn:aws:s3:::*`.
            Some("*") if self.fields.last().and_then(Template::fixed).is_some_and(Glob::is_any) => Tri::unknown(Unknown::Resource),
            Some(resource) => self.matches(resource, request),
        }
    }
}

/// Cuts at the first five colons that stand in no policy variable.
fn split(raw: &str, variables: Variables) -> Vec<&str> {
    let mut fields = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = raw.get(at..) {
        let Some(character) = rest.chars().next() else {
            break;
        };
        if rest.starts_with("${") && variables != Variables::Off {
            at += variable_length(rest).unwrap_or(rest.len());
            continue;
        }
        if character == ':' && fields.len() + 1 < FIELDS {
            fields.extend(raw.get(from..at));
            from = at + 1;
        }
        at += character.len_utf8();
    }
    fields.extend(raw.get(from..));
    fields
}

#[cfg(test)]
mod tests {
    use super::super::request::Context;
    use super::*;

    fn action(pattern: &str, asked: &str) -> Tri {
        ActionPattern::new(pattern).matches(&Request::default().with_action(asked))
    }

    fn arn(pattern: &str, value: &str) -> Tri {
        ArnPattern::resource(pattern, Variables::On).matches_resource(&Request::default().with_resource(value))
    }

    #[test]
    fn actions_ignore_case_and_need_a_service() {
        for (pattern, asked, expected) in [
            ("*", "s3:GetObject", true),
            ("s3:*", "S3:getobject", true),
            ("S3:Get*", "s3:GetObject", true),
            ("s3:Get?bject", "s3:GetObject", true),
            ("s3:*Object", "s3:GetObjectAcl", false),
            ("s*", "s3:GetObject", false),
            ("ec2:*", "s3:GetObject", false),
        ] {
            assert_eq!(action(pattern, asked), expected.into(), "{pattern} {asked}");
        }
    }

    #[test]
    fn a_known_service_decides_some_patterns() {
        let some = Request::default().with_some_action_of("s3");
        let judge = |pattern: &str| ActionPattern::new(pattern).matches(&some);
        assert_eq!(judge("s3:*"), Tri::Yes);
        assert_eq!(judge("dynamodb:*"), Tri::No);
        assert_eq!(judge("s3:GetObject"), Tri::unknown(Unknown::Action));
    }

    #[test]
    fn wildcards_stay_inside_their_field() {
        for (pattern, value, expected) in [
            ("*", "anything", true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a:b:c", true),
            ("arn:aws:s3:::B/*", "arn:aws:s3:::b/a", false),
            ("arn:aws:sns:*:111122223333:t", "arn:aws:sns:eu-west-1:111122223333:t", true),
            ("arn:aws:sns:*:t", "arn:aws:sns:eu-west-1:111122223333:t", false),
            ("arn:aws:some:*:111122223333:f/*", "arn:aws:some:r:999999999999:s/a:111122223333:f/d", false),
            ("arn:aws:s3*", "arn:aws:s3:::bucket", true),
            ("arn:aws:iam::*", "arn:aws:iam::111122223333:role/x", true),
            ("arn:aws:s3:::*", "arn:aws:s3::111122223333:accesspoint/x", false),
            ("arn:aws:iam:*", "arn:aws:iam::111122223333:role/x", true),
            ("arn:*", "arn:aws:iam::111122223333:role/x", true),
            ("arn:aws:s3:::b", "*", false),
        ] {
            let expected = Tri::from(expected);
            assert_eq!(arn(pattern, value), expected, "{pattern} {value}");
        }
    }

    #[test]
    fn what_aws_refuses_is_not_judged() {
        let relative = arn("execute-api:/prod/*", "arn:aws:execute-api:eu-west-1:111122223333:a1/prod/GET/x");
        assert_eq!(relative, Tri::open(Open::NotAnArn));
        // AWS stores no such policy; if it did, no resource would be like it.
        assert_eq!(arn("bucket/*", "arn:aws:s3:::bucket/x"), Tri::No);
        let early = arn("arn:aws:iam::${aws:PrincipalAccount}:role/x", "arn:aws:iam::111122223333:role/x");
        assert_eq!(early, Tri::open(Open::VariableBeforeFifthColon));
        assert_eq!(arn("arn:aws:s3:::*", "*"), Tri::unknown(Unknown::Resource));
    }

    #[test]
    fn condition_arns_take_variables_in_every_field() {
        let request = Request::default().with_context(Context::complete().with("aws:PrincipalAccount", ["111122223333"]));
        let pattern = ArnPattern::condition("arn:aws:iam::${aws:PrincipalAccount}:role/*", Variables::On);
        assert_eq!(pattern.matches("arn:aws:iam::111122223333:role/x", &request), Tri::Yes);
        assert_eq!(pattern.matches("arn:aws:iam::444455556666:role/x", &request), Tri::No);
        assert_eq!(pattern.matches("no-arn", &request), Tri::No);
    }
}
