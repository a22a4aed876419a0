//! The mapping table: each set of blocks as a CloudFormation type, each argument as a property.

pub mod network;
pub mod workloads;

use crate::interchange::block::Set;

/// How the value of an argument is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// As it is.
    Same,
    /// A number as text.
    Text,
    /// Text as a number.
    Int,
    /// A list with this one value.
    List,
    /// Each value of a list as a map with this one entry.
    Each(&'static str),
    /// The number of an IP protocol.
    Protocol,
    /// `ENABLED` or `DISABLED`.
    Enabled,
    /// Not by this table: `special` says it another way, or it is not said.
    Elsewhere,
}

/// An argument, the path of the property that it becomes, and how.
pub type Takes = (&'static str, &'static str, As);

/// Nested blocks of one name.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub name: &'static str,
    /// The path of the property.
    pub to: &'static str,
    /// A list of maps; else one map.
    pub many: bool,
    pub takes: &'static [Takes],
}

/// How a type takes tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tags {
    None,
    /// `Tags`, a list of keys and values.
    List,
    /// The same under another name.
    Named(&'static str),
}

/// One set of blocks as CloudFormation has it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub set: Set,
    pub cloud: &'static str,
    /// What logical ids end in. None of them is the end of another, so that keys keep ids apart.
    pub suffix: &'static str,
    pub takes: &'static [Takes],
    pub parts: &'static [Part],
    pub tags: Tags,
    /// What references to attributes become; the empty text is `Ref`.
    pub gives: &'static [(&'static str, &'static str)],
    /// What happens to it when it goes, where it holds data.
    pub deletion: Option<&'static str>,
}

const fn kind(resource: &'static str, cloud: &'static str, suffix: &'static str, takes: &'static [Takes]) -> Kind {
    Kind { set: Set::this(resource), cloud, suffix, takes, parts: &[], tags: Tags::List, gives: &[("id", "")], deletion: None }
}

impl Kind {
    const fn called(self, name: &'static str) -> Self {
        Self { set: Set::named(self.set.resource, name), ..self }
    }

    const fn parts(self, parts: &'static [Part]) -> Self {
        Self { parts, ..self }
    }

    const fn tags(self, tags: Tags) -> Self {
        Self { tags, ..self }
    }

    const fn gives(self, gives: &'static [(&'static str, &'static str)]) -> Self {
        Self { gives, ..self }
    }

    const fn deletion(self, policy: &'static str) -> Self {
        Self { deletion: Some(policy), ..self }
    }
}

/// Every kind.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    network::KINDS.iter().chain(workloads::KINDS)
}

/// The kind of a set. A set without a row of its own goes by the first row of its type: routes differ by their arguments.
pub fn of(set: Set) -> Option<&'static Kind> {
    all().find(|k| k.set == set).or_else(|| all().find(|k| k.set.resource == set.resource && k.set.name == "any"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ordered::BTreeSet;

    #[test]
    fn rows_are_there_once_and_suffixes_tell_them_apart() {
        let sets: BTreeSet<Set> = all().map(|k| k.set).collect();
        assert_eq!(sets.len(), all().count());
        for a in all() {
            for b in all().filter(|b| b.set != a.set) {
                assert!(!a.suffix.ends_with(b.suffix), "{} ends in {}", a.suffix, b.suffix);
            }
        }
    }
}
