//! Patterns as lists of tokens: what actions, ARNs, texts and principals are compared with, all in one form.

use super::super::matching::ArnPattern;
use super::super::template::{Part, Template};
use super::super::tri::Open;
use crate::ordered::BTreeMap;

/// Stands behind a principal's ARN, before the name of its session.
pub(super) const MARK: char = '\u{1}';

/// Which characters a wildcard does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class(u8);

impl Class {
    pub const ANY: Self = Self(0);
    pub const NO_COLON: Self = Self(1);
    pub const NO_SLASH: Self = Self(2);
    pub const NO_MARK: Self = Self(4);

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn takes(self, c: char) -> bool {
        match c {
            ':' => self.0 & Self::NO_COLON.0 == 0,
            '/' => self.0 & Self::NO_SLASH.0 == 0,
            MARK => self.0 & Self::NO_MARK.0 == 0,
            _ => true,
        }
    }

    /// Takes no character that the other does not.
    pub fn within(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The characters that it tells from all others.
    pub fn refused(self) -> impl Iterator<Item = char> {
        [':', '/', MARK].into_iter().filter(move |c| !self.takes(*c))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Token {
    Char(char),
    /// Its capital too; held in lower case, ASCII only.
    Fold(char),
    One(Class),
    Many(Class),
}

impl Token {
    pub fn takes(self, c: char) -> bool {
        match self {
            Self::Char(own) => own == c,
            Self::Fold(own) => own == c.to_ascii_lowercase(),
            Self::One(class) | Self::Many(class) => class.takes(c),
        }
    }
}

pub(super) type Pattern = Vec<Token>;

/// Text with `*` and `?` as wildcards of the class; two `*` are one.
pub(super) fn glob(text: &str, class: Class) -> Pattern {
    let mut out = Pattern::new();
    text.chars().for_each(|c| match c {
        '*' => many(&mut out, class),
        '?' => out.push(Token::One(class)),
        _ => out.push(Token::Char(c)),
    });
    out
}

/// Text as it stands.
pub(super) fn exactly(text: &str) -> Pattern {
    text.chars().map(Token::Char).collect()
}

fn many(out: &mut Pattern, class: Class) {
    if out.last() != Some(&Token::Many(class)) {
        out.push(Token::Many(class));
    }
}

/// Values of policy variables, by key in lower case: absent, or a value.
pub(super) type Given = BTreeMap<String, Option<String>>;

/// What a text with variables comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spelled {
    Pattern(Pattern),
    /// A variable has no value: nothing is like it.
    Never,
    /// Variables without a given value: what the text is at most, with `*` for them.
    AtMost(Pattern),
    /// AWS does not say what it means, or it cannot be spelled.
    Open,
}

/// The pattern of a policy's text.
pub(super) fn spell(template: &Template, class: Class, given: &Given) -> Spelled {
    let mut out = Pattern::new();
    let mut open_ended = false;
    for part in template.parts() {
        match part {
            Part::One => out.push(Token::One(class)),
            Part::Many => many(&mut out, class),
            Part::Open(_) => return Spelled::Open,
            Part::Text(text) if template.folds_case() => {
                if !text.is_ascii() {
                    return Spelled::Open;
                }
                out.extend(text.chars().map(|c| Token::Fold(c.to_ascii_lowercase())));
            }
            Part::Text(text) => out.extend(text.chars().map(Token::Char)),
            Part::Variable { name, default, .. } => {
                let value = match given.get(name.lower()) {
                    None => {
                        open_ended = true;
                        many(&mut out, class);
                        continue;
                    }
                    Some(value) => value.as_ref().or(default.as_ref()),
                };
                match value {
                    None => return Spelled::Never,
                    Some(value) if value.contains(['*', '?']) || (template.folds_case() && !value.is_ascii()) => return Spelled::Open,
                    // A field of an ARN holds no colon.
                    Some(value) if !value.chars().all(|c| class.takes(c)) => return Spelled::Never,
                    Some(value) if template.folds_case() => out.extend(value.chars().map(|c| Token::Fold(c.to_ascii_lowercase()))),
                    Some(value) => out.extend(value.chars().map(Token::Char)),
                }
            }
        }
    }
    if open_ended { Spelled::AtMost(out) } else { Spelled::Pattern(out) }
}

/// The pattern of an ARN: wildcards of the first five fields stay in them.
pub(super) fn spell_arn(arn: &ArnPattern, given: &Given) -> Spelled {
    if arn.is_any() {
        return Spelled::Pattern(vec![Token::Many(Class::ANY)]);
    }
    match arn.open() {
        Some(Open::NotAnArn) if !arn.as_str().starts_with("execute-api:/") => return Spelled::Never,
        Some(_) => return Spelled::Open,
        None => {}
    }
    let mut out = Pattern::new();
    let mut at_most = false;
    for (index, field) in arn.fields().iter().enumerate() {
        let last = index + 1 == arn.fields().len();
        let class = if last { Class::ANY } else { Class::NO_COLON };
        match spell(field, class, given) {
            Spelled::Pattern(tokens) => out.extend(tokens),
            Spelled::AtMost(tokens) => {
                at_most = true;
                out.extend(tokens);
            }
            other => return other,
        }
        if !last {
            out.push(Token::Char(':'));
        }
    }
    if at_most { Spelled::AtMost(out) } else { Spelled::Pattern(out) }
}
