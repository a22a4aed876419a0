//! Sets of cells, one bit for each.

use smallvec::SmallVec;

/// A set of the numbers below a length that both sides of an operation share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    words: SmallVec<[u64; 2]>,
    length: usize,
}

impl Bits {
    pub fn none(length: usize) -> Self {
        Self { words: std::iter::repeat_n(0, length.div_ceil(64)).collect(), length }
    }

    pub fn all(length: usize) -> Self {
        Self::none(length).not()
    }

    pub fn insert(&mut self, index: usize) {
        if index < self.length
            && let Some(word) = self.words.get_mut(index / 64)
        {
            *word |= 1 << (index % 64);
        }
    }

    pub fn has(&self, index: usize) -> bool {
        self.words.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    pub fn add(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(own, more)| *own |= more);
    }

    pub fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(own, more)| *own &= more);
    }

    pub fn and(&self, other: &Self) -> Self {
        let mut out = self.clone();
        out.keep(other);
        out
    }

    pub fn not(&self) -> Self {
        let mut out = self.clone();
        out.words.iter_mut().for_each(|word| *word = !*word);
        if let (Some(last), rest @ 1..) = (out.words.last_mut(), self.length % 64) {
            *last &= (1 << rest) - 1;
        }
        out
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub fn is_all(&self) -> bool {
        self.not().is_empty()
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).any(|(own, more)| own & more != 0)
    }

    pub fn within(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(own, more)| own & !more == 0)
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        (0..self.length).filter(|index| self.has(*index))
    }

    pub fn length(&self) -> usize {
        self.length
    }

    /// What one operation costs.
    pub fn words(&self) -> usize {
        self.words.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agree_with_lists(length in 1_usize..150, left in prop::collection::vec(0_usize..150, 0..20), right in prop::collection::vec(0_usize..150, 0..20)) {
            let of = |list: &[usize]| {
                let mut out = Bits::none(length);
                list.iter().for_each(|index| out.insert(*index));
                out
            };
            let (a, b) = (of(&left), of(&right));
            let expect = |keep: &dyn Fn(bool, bool) -> bool| {
                (0..length).filter(|i| keep(left.contains(i), right.contains(i))).collect::<Vec<_>>()
            };
            prop_assert_eq!(a.and(&b).iter().collect::<Vec<_>>(), expect(&|l, r| l && r));
            prop_assert_eq!(a.not().iter().collect::<Vec<_>>(), expect(&|l, _| !l));
            let mut sum = a.clone();
            sum.add(&b);
            prop_assert_eq!(sum.iter().collect::<Vec<_>>(), expect(&|l, r| l || r));
            prop_assert_eq!(a.meets(&b), !a.and(&b).is_empty());
            prop_assert_eq!(a.within(&b), a.and(&b.not()).is_empty());
            prop_assert!(Bits::all(length).is_all() && Bits::none(length).is_empty());
        }
    }
}
