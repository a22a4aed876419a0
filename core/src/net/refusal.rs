//! Why a value is not what was wanted, in words that a page can have in other languages.

use crate::made::made_from;
use std::fmt;

/// A sentence without its full stop: `{name}` in the template stands for the part of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub template: &'static str,
    pub parts: Vec<(&'static str, Part)>,
}

/// What stands in a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// What was given, or a number: the same in every language.
    Given(String),
    /// A word or phrase of the sentence's language.
    Word(&'static str),
    /// A phrase with parts of its own.
    Phrase(Box<Refusal>),
}

made_from! {
    Part:
    &'static str => |x| Part::Word(x);
    String => |x| Part::Given(x);
    i64 => |x| Part::Given(x.to_string());
    usize => |x| Part::Given(x.to_string());
    Refusal => |x| Part::Phrase(Box::new(x));
}

/// `refusal!("{n} is not {what}", n = 7, what = "a text")`.
macro_rules! refusal {
    ($template:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::net::refusal::Refusal { template: $template, parts: vec![$((stringify!($name), $crate::net::refusal::Part::from($value))),*] }
    };
}
pub(crate) use refusal;

/// More characters of what was given are not shown.
const SHOWN: usize = 60;

/// What was given, shortened.
pub(crate) fn shown(given: &str) -> String {
    given.chars().take(SHOWN).collect()
}

/// `"given" is not an IP address`, of which `said` is what follows the text that was given.
pub(crate) fn refused(said: &'static str, given: &str) -> Refusal {
    refusal!("\"{given}\" {said}", given = shown(given), said = said)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            f.write_str(before)?;
            match self.parts.iter().find(|(n, _)| *n == name) {
                Some((_, Part::Given(s))) => f.write_str(s)?,
                Some((_, Part::Word(s))) => f.write_str(s)?,
                Some((_, Part::Phrase(p))) => write!(f, "{p}")?,
                None => f.write_str(name)?,
            }
            rest = tail;
        }
        f.write_str(rest)
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for String {
    fn from(refusal: Refusal) -> Self {
        refusal.to_string()
    }
}

/// What languages have no words for.
impl From<String> for Refusal {
    fn from(said: String) -> Self {
        refusal!("{said}", said = said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_their_places() {
        let what = || refusal!("a whole number from {first} to {last}", first = 1_i64, last = 9_i64);
        assert_eq!(refusal!("{n} is not {what}", n = 12_i64, what = what()).to_string(), "12 is not a whole number from 1 to 9");
        assert_eq!(refused("is not an IP address", "{n}").to_string(), "\"{n}\" is not an IP address");
        assert_eq!(refused("is no name", &"x".repeat(100)).to_string().len(), 60 + "\"\" is no name".len());
    }
}
