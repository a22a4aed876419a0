//! Text with wildcards and policy variables: `${aws:username}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`.

use crate::ordered::BTreeSet;
use std::borrow::Cow;

use super::glob::{Glob, Piece};
use super::request::{Key, KeyName, Request};
use super::tri::{Open, Tri, Unknown};

/// How a policy's strings are read, from its `Version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variables {
    /// 2012-10-17.
    On,
    /// 2008-10-17 or no Version: `${…}` is plain text.
    Off,
    /// A Version that AWS does not have.
    Undefined,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    One,
    Many,
    Variable { spelled: String, name: KeyName, default: Option<String> },
    Open(Open),
}

/// A pattern whose variables are filled in per request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<Part>,
    /// Ready where there are no variables.
    fixed: Option<Glob>,
    wildcards: bool,
    fold_case: bool,
}

/// A template as one request sees it.
pub(super) enum Resolved<'a> {
    Pattern(Cow<'a, Glob>),
    /// A variable has no value: nothing equals it and nothing is like it.
    Null,
    Unknown(BTreeSet<Unknown>),
}

impl Template {
    pub fn new(raw: &str, wildcards: bool, variables: Variables) -> Self {
        Self::build(parts(raw, wildcards, variables), wildcards, false)
    }

    /// Compares without regard to case.
    pub fn folding_case(raw: &str, variables: Variables) -> Self {
        Self::build(parts(&raw.to_lowercase(), false, variables), false, true)
    }

    fn build(parts: Vec<Part>, wildcards: bool, fold_case: bool) -> Self {
        let constant = !parts.iter().any(|part| matches!(part, Part::Variable { .. } | Part::Open(_)));
        let fixed = constant.then(|| Glob::from_pieces(parts.iter().filter_map(Part::piece)));
        Self { parts, fixed, wildcards, fold_case }
    }

    /// Whether it depends on the request.
    pub fn has_variables(&self) -> bool {
        self.fixed.is_none()
    }

    /// The pattern, where it does not depend on the request.
    pub fn fixed(&self) -> Option<&Glob> {
        self.fixed.as_ref()
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The keys of its variables, in lower case, and their defaults.
    pub fn variables(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable { name, default, .. } => Some((name.lower(), default.as_deref())),
            _ => None,
        })
    }

    /// The key of the variable that it is, with nothing around it.
    pub fn whole_variable(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Variable { name, default: None, .. }] if !self.fold_case => Some(name.lower()),
            _ => None,
        }
    }

    /// Whether it compares without regard to case.
    pub fn folds_case(&self) -> bool {
        self.fold_case
    }

    pub fn resolve(&self, request: &Request) -> Resolved<'_> {
        if let Some(glob) = &self.fixed {
            return Resolved::Pattern(Cow::Borrowed(glob));
        }
        let mut pieces = Vec::new();
        let mut values = Vec::new();
        let mut unknown = BTreeSet::new();
        for part in &self.parts {
            match part {
                Part::Open(case) => {
                    unknown.insert(Unknown::Open(*case));
                }
                Part::Variable { spelled, name, default } => match (request.key(name), default) {
                    (Key::Unknown | Key::SomeValue, _) => {
                        unknown.insert(Unknown::Key(spelled.clone()));
                    }
                    (Key::Present([]) | Key::Absent, None) => return Resolved::Null,
                    (Key::Present([]) | Key::Absent, Some(value)) => values.push(value.as_str()),
                    (Key::Present([value]), _) if self.wildcards && value.contains(['*', '?']) => {
                        unknown.insert(Unknown::Open(Open::WildcardInVariable));
                    }
                    (Key::Present([value]), _) => values.push(value.as_str()),
                    (Key::Present(_), _) => {
                        unknown.insert(Unknown::Open(Open::MultivaluedVariable));
                    }
                },
                Part::Text(_) | Part::One | Part::Many => {}
            }
        }
        if !unknown.is_empty() {
            return Resolved::Unknown(unknown);
        }
        let folded: Vec<String> =
            values.iter().map(|value| if self.fold_case { value.to_lowercase() } else { (*value).to_owned() }).collect();
        let mut filled = folded.iter();
        for part in &self.parts {
            match part {
                Part::Variable { .. } => pieces.extend(filled.next().map(|value| Piece::Text(value))),
                other => pieces.extend(other.piece()),
            }
        }
        Resolved::Pattern(Cow::Owned(Glob::from_pieces(pieces)))
    }

    /// Whether a value equals it or is like it.
    pub fn matches(&self, value: &str, request: &Request) -> Tri {
        if let (Some(glob), false) = (&self.fixed, self.fold_case) {
            return glob.matches(value).into();
        }
        match self.resolve(request) {
            Resolved::Pattern(glob) if self.fold_case => glob.matches(&lowered(value)).into(),
            Resolved::Pattern(glob) => glob.matches(value).into(),
            Resolved::Null => Tri::No,
            Resolved::Unknown(reasons) => Tri::Unknown(Box::new(reasons)),
        }
    }
}

/// In lower case; most values are.
fn lowered(value: &str) -> Cow<'_, str> {
    let is_lower = value.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(value) } else { Cow::Owned(value.to_lowercase()) }
}

impl Part {
    fn piece(&self) -> Option<Piece<'_>> {
        match self {
            Self::Text(text) => Some(Piece::Text(text)),
            Self::One => Some(Piece::One),
            Self::Many => Some(Piece::Many),
            Self::Variable { .. } | Self::Open(_) => None,
        }
    }
}

fn parts(raw: &str, wildcards: bool, variables: Variables) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = raw;
    while let Some(character) = rest.chars().next() {
        if rest.starts_with("${") && variables != Variables::Off {
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text)));
            }
            let length = variable_length(rest);
            let part = match (variables, length) {
                (Variables::Undefined, _) => Part::Open(Open::UnknownVersion),
                (_, None) => Part::Open(Open::BadVariable),
                (_, Some(length)) => variable(rest.get(2..length.saturating_sub(1)).unwrap_or("")),
            };
            parts.push(part);
            rest = length.and_then(|length| rest.get(length..)).unwrap_or("");
            continue;
        }
        let special = match character {
            '*' if wildcards => Some(Part::Many),
            '?' if wildcards => Some(Part::One),
            _ => None,
        };
        match special {
            Some(part) => {
                if !text.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut text)));
                }
                parts.push(part);
            }
            None => text.push(character),
        }
        rest = rest.get(character.len_utf8()..).unwrap_or("");
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    parts
}

/// Bytes of the variable that stands at the start, braces included; `None` when it is never closed.
pub(super) fn variable_length(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '}' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn variable(inside: &str) -> Part {
    if matches!(inside, "*" | "?" | "$") {
        return Part::Text(inside.to_owned());
    }
    let (key, default) = match inside.split_once(',') {
        None => (inside.trim(), None),
        Some((key, default)) => (key.trim(), Some(default.trim())),
    };
    let default = match default {
        None => None,
        Some(quoted) => match quoted.strip_prefix('\'').and_then(|open| open.strip_suffix('\'')) {
            None => return Part::Open(Open::BadVariable),
            Some(value) => Some(value.to_owned()),
        },
    };
    if !key.contains(':') {
        return Part::Open(Open::BadVariable);
    }
    Part::Variable { spelled: key.to_owned(), name: KeyName::new(key), default }
}

#[cfg(test)]
mod tests {
    use super::super::request::Context;
    use super::*;

    fn like(pattern: &str, value: &str, keys: &[(&str, &str)]) -> Tri {
        let mut context = Context::complete();
        for (key, value) in keys {
            context = context.with(key, [*value]);
        }
        Template::new(pattern, true, Variables::On).matches(value, &Request::default().with_context(context))
    }

    #[test]
    fn variables_defaults_and_escapes() {
        let rosa = [("aws:PrincipalTag/team", "rosa")];
        assert_eq!(like("home/${aws:principaltag/TEAM}/*", "home/rosa/x", &rosa), Tri::Yes);
        assert_eq!(like("home/${aws:PrincipalTag/team}/*", "home/emil/x", &rosa), Tri::No);
        assert_eq!(like("${aws:PrincipalTag/team, 'none'}", "none", &[]), Tri::Yes);
        assert_eq!(like("${aws:PrincipalTag/team, 'none'}", "rosa", &rosa), Tri::Yes);
        assert_eq!(like("a${*}b", "a*b", &[]), Tri::Yes);
        assert_eq!(like("a${*}b", "axb", &[]), Tri::No);
        assert_eq!(like("${$}{x}", "${x}", &[]), Tri::Yes);
    }

    #[test]
    fn a_variable_without_value_matches_nothing() {
        assert_eq!(like("${aws:PrincipalTag/team}", "", &[]), Tri::No);
        assert_eq!(like("*${aws:PrincipalTag/team}*", "anything", &[]), Tri::No);
    }

    #[test]
    fn what_aws_does_not_say_is_unknown() {
        assert_eq!(like("${broken", "x", &[]), Tri::open(Open::BadVariable));
        assert_eq!(like("${bucket}", "x", &[]), Tri::open(Open::BadVariable));
        assert_eq!(like("${a:b}", "x", &[("a:b", "*")]), Tri::open(Open::WildcardInVariable));
    }

    #[test]
    fn the_old_version_knows_no_variables() {
        let request = Request::default();
        let template = Template::new("${aws:username}", true, Variables::Off);
        assert_eq!(template.matches("${aws:username}", &request), Tri::Yes);
    }
}
