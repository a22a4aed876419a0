//! Exact sets of integers as sorted, disjoint, inclusive intervals.

use crate::ordered::Sorted as _;
use smallvec::SmallVec;
use std::cmp::Ordering;

/// Most sets are one interval, which is copied and compared without a look elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Ranges<T> {
    One((T, T)),
    /// None, or several.
    Others(Box<[(T, T)]>),
}

/// Intervals in the making.
type Made<T> = SmallVec<[(T, T); 4]>;

/// Integers that an interval set can hold: the successor and predecessor are checked at the ends.
pub trait Point: Copy + Ord + std::fmt::Debug {
    const MIN: Self;
    const MAX: Self;
    fn succ(self) -> Option<Self>;
    fn pred(self) -> Option<Self>;
}

macro_rules! point {
    ($($t:ty),*) => {$(
        impl Point for $t {
            const MIN: Self = <$t>::MIN;
            const MAX: Self = <$t>::MAX;
            fn succ(self) -> Option<Self> { self.checked_add(1) }
            fn pred(self) -> Option<Self> { self.checked_sub(1) }
        }
    )*};
}
point!(u8, u16, u32, u128);

/// A set of integers: intervals are sorted, disjoint and never adjacent, so equal sets have equal forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IntervalSet<T>(Ranges<T>);

impl<T: Point> PartialOrd for IntervalSet<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Interval by interval.
impl<T: Point> Ord for IntervalSet<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ranges().cmp(other.ranges())
    }
}

impl<T: Point> Default for IntervalSet<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T: Point> IntervalSet<T> {
    pub fn empty() -> Self {
        Self(Ranges::Others(Box::default()))
    }

    pub fn full() -> Self {
        Self(Ranges::One((T::MIN, T::MAX)))
    }

    /// The interval from `lo` to `hi`, both included; empty when `lo > hi`.
    pub fn range(lo: T, hi: T) -> Self {
        if lo <= hi { Self(Ranges::One((lo, hi))) } else { Self::empty() }
    }

    pub fn one(x: T) -> Self {
        Self(Ranges::One((x, x)))
    }

    fn made(all: &Made<T>) -> Self {
        Self(match all.as_slice() {
            [one] => Ranges::One(*one),
            others => Ranges::Others(others.into()),
        })
    }

    /// The union of any intervals, in any order.
    pub fn from_ranges(ranges: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut all: Made<T> = ranges.into_iter().filter(|(lo, hi)| lo <= hi).collect();
        all.order();
        let mut out = Made::<T>::new();
        for (lo, hi) in all {
            match out.last_mut() {
                Some((_, end)) if end.succ().is_none_or(|next| lo <= next) => *end = (*end).max(hi),
                _ => out.push((lo, hi)),
            }
        }
        Self::made(&out)
    }

    pub fn is_empty(&self) -> bool {
        matches!(&self.0, Ranges::Others(all) if all.is_empty())
    }

    pub fn is_full(&self) -> bool {
        matches!(&self.0, Ranges::One((lo, hi)) if *lo == T::MIN && *hi == T::MAX)
    }

    pub fn contains(&self, x: T) -> bool {
        let i = self.ranges().partition_point(|(_, hi)| *hi < x);
        self.ranges().get(i).is_some_and(|(lo, _)| *lo <= x)
    }

    pub fn ranges(&self) -> &[(T, T)] {
        match &self.0 {
            Ranges::One(one) => std::slice::from_ref(one),
            Ranges::Others(all) => all,
        }
    }

    /// The smallest member.
    pub fn first(&self) -> Option<T> {
        self.ranges().first().map(|(lo, _)| *lo)
    }

    pub fn union(&self, other: &Self) -> Self {
        Self::from_ranges(self.ranges().iter().chain(other.ranges()).copied())
    }

    pub fn intersection(&self, other: &Self) -> Self {
        if self.is_full() {
            return other.clone();
        }
        if other.is_full() {
            return self.clone();
        }
        if let (Ranges::One((a, b)), Ranges::One((c, d))) = (&self.0, &other.0) {
            return Self::range(*a.max(c), *b.min(d));
        }
        let (mut a, mut b) = (self.ranges().iter().copied().peekable(), other.ranges().iter().copied().peekable());
        let mut out = Made::new();
        while let (Some(x), Some(y)) = (a.peek().copied(), b.peek().copied()) {
            let (lo, hi) = (x.0.max(y.0), x.1.min(y.1));
            if lo <= hi {
                out.push((lo, hi));
            }
            if x.1 <= y.1 {
                a.next();
            } else {
                b.next();
            }
        }
        Self::made(&out)
    }

    pub fn complement(&self) -> Self {
        let mut out = Made::new();
        let mut next = Some(T::MIN);
        for (lo, hi) in self.ranges() {
            if let (Some(from), Some(to)) = (next, lo.pred())
                && from <= to
            {
                out.push((from, to));
            }
            next = hi.succ();
        }
        if let Some(from) = next {
            out.push((from, T::MAX));
        }
        Self::made(&out)
    }

    /// Whether the two share a member.
    pub fn meets(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Ranges::One((a, b)), Ranges::One((c, d))) => a <= d && c <= b,
            _ => self.ranges().iter().any(|(lo, hi)| {
                let i = other.ranges().partition_point(|(_, end)| end < lo);
                other.ranges().get(i).is_some_and(|(start, _)| start <= hi)
            }),
        }
    }

    pub fn difference(&self, other: &Self) -> Self {
        if other.is_full() {
            return Self::empty();
        }
        if !self.meets(other) {
            return self.clone();
        }
        self.intersection(&other.complement())
    }

    pub fn is_subset(&self, other: &Self) -> bool {
        // Intervals are never adjacent, so each lies within one of the other's.
        match (&self.0, &other.0) {
            (Ranges::One((a, b)), Ranges::One((c, d))) => c <= a && b <= d,
            _ => self.ranges().iter().all(|(lo, hi)| {
                let i = other.ranges().partition_point(|(_, end)| end < hi);
                other.ranges().get(i).is_some_and(|(start, _)| start <= lo)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn small() -> impl Strategy<Value = IntervalSet<u8>> {
        proptest::collection::vec((any::<u8>(), any::<u8>()), 0..6).prop_map(IntervalSet::from_ranges)
    }

    proptest! {
        #[test]
        fn agrees_with_membership_on_every_point(a in small(), b in small()) {
            for x in 0..=u8::MAX {
                prop_assert_eq!(a.union(&b).contains(x), a.contains(x) || b.contains(x));
                prop_assert_eq!(a.intersection(&b).contains(x), a.contains(x) && b.contains(x));
                prop_assert_eq!(a.difference(&b).contains(x), a.contains(x) && !b.contains(x));
                prop_assert_eq!(a.complement().contains(x), !a.contains(x));
            }
            for other in [&b, &IntervalSet::full(), &IntervalSet::empty()] {
                prop_assert_eq!(a.meets(other), (0..=u8::MAX).any(|x| a.contains(x) && other.contains(x)));
                prop_assert_eq!(a.is_subset(other), (0..=u8::MAX).all(|x| !a.contains(x) || other.contains(x)));
            }
        }

        #[test]
        fn equal_sets_have_one_form(a in small(), b in small()) {
            let same = (0..=u8::MAX).all(|x| a.contains(x) == b.contains(x));
            prop_assert_eq!(same, a == b);
            prop_assert_eq!(a.complement().complement(), a);
        }
    }
}
