//! Sorting, sorted maps and sorted sets for code that ships to browsers: std's, without a copy of its sort for every type.
//!
//! `slice::sort` and `BTreeMap::from_iter` compile some 5 KB of sorting for each element type and each closure; a hundred of them
//! were a sixth of the bundle. Here the algorithm works on positions and stands once, and what is collected is inserted.
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{btree_map, btree_set};
use std::fmt;
use std::ops::{Deref, DerefMut, Index};

/// Stable sorting of slices.
pub trait Sorted<T> {
    fn order(&mut self)
    where
        T: Ord;

    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By a key that is worked out once for each element.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Sorted<T> for [T] {
    fn order(&mut self)
    where
        T: Ord,
    {
        place(self, sources(self.len(), &mut |a, b| self.get(a) < self.get(b)));
    }

    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let sources = sources(self.len(), &mut |a, b| match (self.get(a), self.get(b)) {
            (Some(a), Some(b)) => compare(a, b) == Ordering::Less,
            _ => false,
        });
        place(self, sources);
    }

    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        place(self, sources(keys.len(), &mut |a, b| keys.get(a) < keys.get(b)));
    }
}

/// For each position the one whose element belongs there; `None` when all stand right. A merge sort from the bottom up.
fn sources(len: usize, less: &mut dyn FnMut(usize, usize) -> bool) -> Option<Vec<usize>> {
    if (1..len).all(|i| !less(i, i - 1)) {
        return None;
    }
    let mut from: Vec<usize> = (0..len).collect();
    let mut to = Vec::with_capacity(len);
    let mut width = 1;
    while width < len {
        for both in from.chunks(width * 2) {
            let (mut left, mut right) = both.split_at(width.min(both.len()));
            while let ([l, left_on @ ..], [r, right_on @ ..]) = (left, right) {
                if less(*r, *l) {
                    to.push(*r);
                    right = right_on;
                } else {
                    to.push(*l);
                    left = left_on;
                }
            }
            to.extend_from_slice(left);
            to.extend_from_slice(right);
        }
        std::mem::swap(&mut from, &mut to);
        to.clear();
        width *= 2;
    }
    Some(from)
}

fn place<T>(all: &mut [T], sources: Option<Vec<usize>>) {
    if let Some(mut sources) = sources {
        along(&mut sources, &mut |a, b| all.swap(a, b));
    }
}

/// Follows each cycle of the permutation once, by swaps.
fn along(sources: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..sources.len() {
        let mut here = start;
        while let Some(source) = sources.get_mut(here) {
            let next = std::mem::replace(source, here);
            if next == start || next == here {
                break;
            }
            swap(here, next);
            here = next;
        }
    }
}

/// std's map; only collecting into it differs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BTreeMap<K, V>(btree_map::BTreeMap<K, V>);

impl<K, V> BTreeMap<K, V> {
    pub const fn new() -> Self {
        Self(btree_map::BTreeMap::new())
    }

    pub fn into_keys(self) -> btree_map::IntoKeys<K, V> {
        self.0.into_keys()
    }

    pub fn into_values(self) -> btree_map::IntoValues<K, V> {
        self.0.into_values()
    }
}

impl<K, V> Default for BTreeMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Deref for BTreeMap<K, V> {
    type Target = btree_map::BTreeMap<K, V>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<K, V> DerefMut for BTreeMap<K, V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for BTreeMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for BTreeMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(all: I) -> Self {
        let mut map = Self::new();
        for (key, value) in all {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for BTreeMap<K, V> {
    fn from(all: [(K, V); N]) -> Self {
        all.into_iter().collect()
    }
}

impl<K: Borrow<Q> + Ord, Q: Ord + ?Sized, V> Index<&Q> for BTreeMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.0.index(key)
    }
}

impl<K, V> IntoIterator for BTreeMap<K, V> {
    type Item = (K, V);
    type IntoIter = btree_map::IntoIter<K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a BTreeMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = btree_map::Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a, K, V> IntoIterator for &'a mut BTreeMap<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = btree_map::IterMut<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

/// std's set; only collecting into it differs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BTreeSet<T>(btree_set::BTreeSet<T>);

impl<T> BTreeSet<T> {
    pub const fn new() -> Self {
        Self(btree_set::BTreeSet::new())
    }
}

impl<T> Default for BTreeSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for BTreeSet<T> {
    type Target = btree_set::BTreeSet<T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> DerefMut for BTreeSet<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for BTreeSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Ord> FromIterator<T> for BTreeSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut set = Self::new();
        for one in all {
            set.insert(one);
        }
        set
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for BTreeSet<T> {
    fn from(all: [T; N]) -> Self {
        all.into_iter().collect()
    }
}

impl<T> IntoIterator for BTreeSet<T> {
    type Item = T;
    type IntoIter = btree_set::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a BTreeSet<T> {
    type Item = &'a T;
    type IntoIter = btree_set::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: serde::Serialize> serde::Serialize for BTreeSet<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_std_does(all in proptest::collection::vec((0u8..20, any::<u8>()), 0..200)) {
            let mut std = all.clone();
            std.sort();
            let mut ours = all.clone();
            ours.order();
            prop_assert_eq!(&ours, &std);
            // Stable: equal keys keep their order.
            std = all.clone();
            std.sort_by_key(|p| p.0);
            ours = all.clone();
            ours.order_by_key(|p| p.0);
            prop_assert_eq!(&ours, &std);
            ours = all;
            ours.order_by(|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(&ours, &std);
        }
    }

    #[test]
    fn the_last_of_two_equal_keys_stays_as_in_std() {
        let pairs = [(2, 'a'), (1, 'b'), (2, 'c')];
        let std: btree_map::BTreeMap<_, _> = pairs.into_iter().collect();
        assert_eq!(*pairs.into_iter().collect::<BTreeMap<_, _>>(), std);
        assert_eq!(*[3, 1, 3].into_iter().collect::<BTreeSet<_>>(), btree_set::BTreeSet::from([1, 3]));
    }
}
