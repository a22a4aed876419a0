//! Names that AWS has: actions and condition keys of the services in `core/data/iam.tsv`. Of others nothing is known.

use crate::ordered::BTreeMap;

const TABLE: &str = include_str!("../../data/iam.tsv");

/// What a list says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Yes,
    /// The list of its service does not have it.
    No,
    /// There is no list of its service.
    Unlisted,
}

/// The columns of a service: actions and keys. `*` has the global keys.
fn listed(service: &str) -> Option<(&'static str, &'static str)> {
    let mut columns = row(service)?.split('\t').skip(1);
    Some((columns.next()?, columns.next()?))
}

fn row(service: &str) -> Option<&'static str> {
    TABLE.lines().find(|line| line.split('\t').next().is_some_and(|name| name == service))
}

/// What an action does, as the Service Authorization Reference classes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    List,
    Read,
    Write,
    Permissions,
    Tagging,
}

impl Access {
    pub const ALL: [Self; 5] = [Self::List, Self::Read, Self::Write, Self::Permissions, Self::Tagging];

    /// As AWS calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::Permissions => "Permissions management",
            Self::Tagging => "Tagging",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::List => 'l',
            Self::Read => 'r',
            Self::Write => 'w',
            Self::Permissions => 'p',
            Self::Tagging => 't',
        }
    }
}

/// The services whose actions are listed, by their prefix, in order.
pub fn listed_services() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter_map(|line| line.split('\t').next()).filter(|name| !name.starts_with(['#', '*']))
}

/// The actions of a service without its prefix, each with what it does; none where there is no list of it.
pub fn actions_of(service: &str) -> impl Iterator<Item = (&'static str, Access)> {
    let mut columns = row(service).unwrap_or_default().split('\t').skip(1);
    let (actions, letters) = (columns.next().unwrap_or_default(), columns.nth(1).unwrap_or_default());
    let class = |letter| Access::ALL.into_iter().find(|a| a.letter() == letter).unwrap_or(Access::Write);
    actions.split(' ').zip(letters.chars()).map(move |(name, letter)| (name, class(letter)))
}

/// Condition keys: the global ones, then those of a service. One that ends in `/` takes a name behind it.
#[must_use]
pub fn keys_of(service: Option<&str>) -> Vec<String> {
    let keys = |of: &str| listed(of).map_or("", |(_, keys)| keys).split(' ').filter(|key| !key.is_empty());
    let own = service
        .into_iter()
        .flat_map(|of| keys(of).map(move |key| if key.starts_with(':') { format!("{of}{key}") } else { key.to_owned() }));
    keys("*").map(str::to_owned).chain(own).collect()
}

/// The fewest patterns that match these actions of a service and no other listed one: `Get*` for all that begin with it.
#[must_use]
pub fn patterns_of(service: &str, wanted: impl Fn(&str, Access) -> bool) -> Vec<String> {
    let all: Vec<(&str, bool)> = actions_of(service).map(|(name, class)| (name, wanted(name, class))).collect();
    if !all.is_empty() && all.iter().all(|(_, wanted)| *wanted) {
        return vec![format!("{service}:*")];
    }
    let mut out: Vec<String> = Vec::new();
    let mut covered = "";
    for (name, _) in all.iter().filter(|(_, wanted)| *wanted) {
        if !covered.is_empty() && name.starts_with(covered) {
            continue;
        }
        // Cut behind whole words only, the first the shortest.
        let cuts = name.char_indices().skip(1).filter(|(_, c)| c.is_ascii_uppercase()).map(|(at, _)| at);
        let prefix = cuts.filter_map(|at| name.get(..at)).find(|prefix| {
            let mut same = all.iter().filter(|(other, _)| other.starts_with(prefix)).peekable();
            let several = same.clone().count() > 1;
            several && same.peek().is_some() && same.all(|(_, wanted)| *wanted)
        });
        covered = prefix.unwrap_or("");
        out.push(if covered.is_empty() { format!("{service}:{name}") } else { format!("{service}:{covered}*") });
    }
    out
}

/// Whether an action pattern such as `s3:Get*` has any action of its service.
#[must_use]
pub fn action(pattern: &str) -> Known {
    Actions::default().has(pattern)
}

/// The same for many patterns: the lists in lower case are kept.
#[derive(Debug, Default)]
pub(super) struct Actions(BTreeMap<String, Option<Vec<String>>>);

impl Actions {
    pub fn has(&mut self, pattern: &str) -> Known {
        let lower = pattern.to_ascii_lowercase();
        let Some((service, name)) = lower.split_once(':') else { return Known::Unlisted };
        if !self.0.contains_key(service) {
            let list = listed(service).map(|(actions, _)| actions.to_ascii_lowercase().split(' ').map(str::to_owned).collect());
            self.0.insert(service.to_owned(), list);
        }
        let Some(Some(actions)) = self.0.get(service) else { return Known::Unlisted };
        let glob = super::glob::Glob::new(name);
        if actions.iter().any(|known| glob.matches(known)) { Known::Yes } else { Known::No }
    }
}

/// Whether AWS has a condition key.
#[must_use]
pub fn key(name: &str) -> Known {
    let lower = name.to_ascii_lowercase();
    let Some((service, rest)) = lower.split_once(':') else { return Known::No };
    let global = listed("*").is_some_and(|(_, keys)| keys.split(' ').any(|known| same(&known.to_ascii_lowercase(), &lower)));
    if global {
        return Known::Yes;
    }
    match listed(service) {
        None if service == "aws" => Known::No,
        None => Known::Unlisted,
        Some((_, keys)) => {
            let own = format!(":{rest}");
            if keys.split(' ').any(|known| same(&known.to_ascii_lowercase(), &own)) { Known::Yes } else { Known::No }
        }
    }
}

fn same(known: &str, name: &str) -> bool {
    if known.ends_with('/') { name.starts_with(known) && name.len() > known.len() } else { known == name }
}

/// The nearest names to one that AWS does not have: actions of the service, or keys.
#[must_use]
pub fn nearest_action(pattern: &str) -> Option<String> {
    let (service, name) = pattern.split_once(':')?;
    let (actions, _) = listed(&service.to_ascii_lowercase())?;
    Some(format!("{service}:{}", nearest(name, actions.split(' '))?))
}

/// The nearest key to one that AWS does not have.
#[must_use]
pub fn nearest_key(name: &str) -> Option<String> {
    let (service, _) = name.split_once(':').unwrap_or(("aws", name));
    let global = listed("*").map_or("", |(_, keys)| keys).split(' ').map(str::to_owned);
    let own = listed(&service.to_ascii_lowercase()).map_or("", |(_, keys)| keys).split(' ').map(|key| format!("{service}{key}"));
    let all: Vec<String> = global.chain(own).collect();
    nearest(name, all.iter().map(String::as_str)).map(str::to_owned)
}

/// At most a third of the letters may differ, and three.
fn nearest<'a>(name: &str, all: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_ascii_lowercase();
    let far = (lower.len() / 3).min(3) + 1;
    let mut best: Option<(usize, &str)> = None;
    for known in all.filter(|known| known.len().abs_diff(lower.len()) < far) {
        let within = best.map_or(far, |(least, _)| least);
        if let Some(distance) = distance(&lower, &known.to_ascii_lowercase(), within) {
            best = Some((distance, known));
        }
    }
    best.map(|(_, known)| known)
}

/// Letters to change, add or take away; `None` where that is `far` or more.
fn distance(left: &str, right: &str, far: usize) -> Option<usize> {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, own) in left.chars().enumerate() {
        let mut before = index;
        let mut next = vec![index + 1];
        for (other, above) in right.iter().zip(row.iter().skip(1)) {
            let last = next.last().copied().unwrap_or(0);
            next.push((before + usize::from(own != *other)).min(above + 1).min(last + 1));
            before = *above;
        }
        row = next;
        if row.iter().all(|least| *least >= far) {
            return None;
        }
    }
    row.last().copied().filter(|distance| *distance < far)
}

/// An action of the lists that will do, one of the same service first.
pub(super) fn like(action: &str, mut will_do: impl FnMut(&str) -> bool) -> Option<String> {
    let own = action.split(':').next().unwrap_or_default();
    for service in [own, "s3"] {
        for name in listed(service).map_or("", |(actions, _)| actions).split(' ').filter(|name| !name.is_empty()) {
            let full = format!("{service}:{name}");
            if will_do(&full) {
                return Some(full);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_misspelt_or_unlisted() {
        assert_eq!(action("s3:GetObject"), Known::Yes);
        assert_eq!(action("S3:get*"), Known::Yes);
        assert_eq!(action("s3:GetObjects"), Known::No);
        assert_eq!(action("madeup:DoThings"), Known::Unlisted);
        assert_eq!(action("*"), Known::Unlisted);
        assert_eq!(nearest_action("s3:GetObjects").as_deref(), Some("s3:GetObject"));
        assert_eq!(nearest_action("s3:Fly"), None);
        assert_eq!(key("aws:PrincipalOrgId"), Known::Yes);
        assert_eq!(key("aws:PrincipalTag/team"), Known::Yes);
        assert_eq!(key("aws:PrincipalTag/"), Known::No);
        assert_eq!(key("aws:PrincipleOrgID"), Known::No);
        assert_eq!(nearest_key("aws:PrincipleOrgID").as_deref(), Some("aws:PrincipalOrgID"));
        assert_eq!(key("s3:prefix"), Known::Yes);
        assert_eq!(key("s3:perfix"), Known::No);
        assert_eq!(nearest_key("s3:perfix").as_deref(), Some("s3:prefix"));
        assert_eq!(key("token.actions.githubusercontent.com:sub"), Known::Unlisted);
        assert_eq!(key("SourceVpce"), Known::No);
    }

    #[test]
    fn the_table_is_in_order() {
        let rows: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 10 && rows.is_sorted(), "{} rows", rows.len());
        for row in rows {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 4, "{row}");
            assert!(columns[1..3].iter().all(|c| c.split(' ').collect::<Vec<_>>().is_sorted()), "{row}");
            let actions = columns[1].split(' ').filter(|name| !name.is_empty()).count();
            assert_eq!(columns[3].chars().filter(|c| "lrwpt".contains(*c)).count(), actions, "{row}");
        }
    }

    #[test]
    fn actions_have_their_class() {
        let class = |service: &str, action: &str| actions_of(service).find(|(name, _)| *name == action).map(|(_, class)| class);
        assert_eq!(class("s3", "GetObject"), Some(Access::Read));
        assert_eq!(class("s3", "ListBucket"), Some(Access::List));
        assert_eq!(class("s3", "PutObject"), Some(Access::Write));
        assert_eq!(class("s3", "PutBucketPolicy"), Some(Access::Permissions));
        assert_eq!(class("s3", "PutObjectTagging"), Some(Access::Tagging));
        assert_eq!(actions_of("madeup").count(), 0);
        assert!(listed_services().any(|s| s == "dynamodb") && listed_services().all(|s| s != "*"));
        assert!(keys_of(Some("s3")).iter().any(|k| k == "s3:prefix") && keys_of(None).iter().any(|k| k == "aws:SourceVpce"));
    }

    #[test]
    fn patterns_match_their_class_and_nothing_else() {
        for service in listed_services() {
            for class in Access::ALL {
                let patterns = patterns_of(service, |_, c| c == class);
                for (name, c) in actions_of(service) {
                    let full = format!("{service}:{name}");
                    let hit = patterns.iter().any(|p| super::super::glob::Glob::new(p).matches(&full));
                    assert_eq!(hit, c == class, "{full} by {patterns:?}");
                }
            }
            assert_eq!(patterns_of(service, |_, _| true), [format!("{service}:*")]);
        }
    }
}
