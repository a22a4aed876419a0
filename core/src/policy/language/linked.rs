//! Variables that are a whole value (`"aws:ResourceOrgID": "${aws:PrincipalOrgID}"`): keys whose values are compared with each other.
//!
//! Of keys that are linked so, only two things matter: in which cell each value is, and which values are equal. So as many values of
//! each cell as there are keys are all that need be tried.

use super::Stuck;
use super::model::{Reading, Subject, subject};
use super::pattern::{Class, Pattern, exactly, glob};
use super::{strings, who};
use crate::ordered::{BTreeMap, BTreeSet};

/// More values of one group than this are not tried.
const MOST_VALUES: usize = 60;

/// The values that matter of each linked key, in lower case; `None` where there are too many.
pub(super) type Values = BTreeMap<String, Option<Vec<String>>>;

impl Reading<'_> {
    /// Keys that are compared with each other, in groups.
    fn groups(&self) -> Vec<BTreeSet<String>> {
        let mut out: Vec<BTreeSet<String>> = Vec::new();
        for (variable, key) in &self.links {
            let mut group = BTreeSet::from([variable.clone(), key.clone()]);
            let (touched, others): (Vec<_>, Vec<_>) = out.into_iter().partition(|known| known.contains(variable) || known.contains(key));
            touched.into_iter().for_each(|known| group.extend(known));
            out = others;
            out.push(group);
        }
        out
    }

    /// Cuts the linked keys of each group into the same cells, with a cell of its own for each value that is to be tried.
    pub fn join_linked(&mut self) -> Result<Values, Stuck> {
        let mut out = Values::new();
        for group in self.groups() {
            let values = self.join(&group)?;
            out.extend(group.into_iter().map(|key| (key, values.clone())));
        }
        Ok(out)
    }

    fn join(&mut self, group: &BTreeSet<String>) -> Result<Option<Vec<String>>, Stuck> {
        let any = glob("?*", Class::ANY);
        let mut patterns: Vec<Pattern> = vec![any];
        let add = |patterns: &mut Vec<Pattern>, pattern: Pattern| {
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        };
        for key in group {
            if let (Subject::Key(_), Some(pool)) = (subject(key), self.pools.get(&subject(key))) {
                pool.patterns.iter().for_each(|pattern| add(&mut patterns, pattern.clone()));
            }
        }
        let derived: Vec<&String> = group.iter().filter(|key| subject(key) == Subject::Who).collect();
        if !derived.is_empty() {
            self.spread(&derived, &patterns);
            let kinds = self.kinds;
            let principals = self.pool(Subject::Who).cut(&Subject::Who, kinds)?.principals;
            for principal in principals.iter().flatten() {
                derived.iter().filter_map(|key| who::derived(principal, key)).for_each(|value| add(&mut patterns, exactly(&value)));
            }
        }
        let mut values: Vec<String> = Vec::new();
        for _ in group {
            let Some(cells) = strings::cells(&patterns, 1).filter(|cells| cells.len() <= MOST_VALUES) else { return Ok(None) };
            for cell in cells {
                add(&mut patterns, exactly(&cell.text));
                if !values.contains(&cell.text) {
                    values.push(cell.text);
                }
            }
        }
        self.spread(&derived, &patterns);
        for key in group.iter().filter(|key| !derived.contains(key)) {
            let pool = self.key_pool(key, key);
            for pattern in &patterns {
                pool.add(pattern.clone());
            }
        }
        Ok((values.len() <= MOST_VALUES).then_some(values))
    }

    /// Cuts those who ask by what is said of keys that follow from them.
    fn spread(&mut self, derived: &[&String], patterns: &[Pattern]) {
        for key in derived {
            for pattern in patterns.iter().flat_map(|pattern| who::embedded(key, pattern)) {
                self.pool(Subject::Who).add(pattern);
            }
        }
    }
}
