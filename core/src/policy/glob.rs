//! Wildcard patterns: `*` is any number of characters, `?` is one.

use crate::ordered::BTreeMap;

/// A wildcard pattern, cut at its `*`s, so that matching takes time linear in the text for patterns without `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    /// What must stand in this order; the first at the start of the text, the last at its end. Never empty.
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Text(String),
    /// `None` is one character of any kind.
    Characters(Vec<Option<char>>),
}

/// What a pattern is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    One,
    Many,
}

impl Glob {
    /// Reads `*` and `?` as wildcards.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = pattern;
        while let Some(at) = rest.find(['*', '?']) {
            let (text, tail) = rest.split_at(at);
            pieces.push(Piece::Text(text));
            pieces.push(if tail.starts_with('*') { Piece::Many } else { Piece::One });
            rest = tail.get(1..).unwrap_or("");
        }
        pieces.push(Piece::Text(rest));
        Self::from_pieces(pieces)
    }

    pub(super) fn from_pieces<'a>(pieces: impl IntoIterator<Item = Piece<'a>>) -> Self {
        let mut segments = Vec::new();
        let mut current = Segment::Text(String::new());
        for piece in pieces {
            match piece {
                Piece::Text(text) => current.push(text),
                Piece::One => current.push_any(),
                Piece::Many => {
                    let done = std::mem::replace(&mut current, Segment::Text(String::new()));
                    // Between two `*`s nothing need stand.
                    if segments.is_empty() || !done.is_empty() {
                        segments.push(done);
                    }
                }
            }
        }
        segments.push(current);
        Self { segments }
    }

    /// Whether the whole text matches, letter for letter.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self.segments.as_slice() {
            [Segment::Text(own)] => own == text,
            _ => self.try_match(text).is_some(),
        }
    }

    /// Whether every text matches.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.segments.len() > 1 && self.segments.iter().all(Segment::is_empty)
    }

    fn try_match(&self, text: &str) -> Option<()> {
        let (first, rest) = self.segments.split_first()?;
        let tail = text.get(first.at_start(text)?..)?;
        let Some((last, middle)) = rest.split_last() else {
            return tail.is_empty().then_some(());
        };
        let mut body = tail.get(..last.at_end(tail)?)?;
        for segment in middle {
            body = body.get(segment.find(body)?..)?;
        }
        Some(())
    }
}

impl Segment {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Characters(characters) => characters.is_empty(),
        }
    }

    fn push(&mut self, more: &str) {
        match self {
            Self::Text(text) => text.push_str(more),
            Self::Characters(characters) => characters.extend(more.chars().map(Some)),
        }
    }

    fn push_any(&mut self) {
        if let Self::Text(text) = self {
            *self = Self::Characters(text.chars().map(Some).collect());
        }
        if let Self::Characters(characters) = self {
            characters.push(None);
        }
    }

    /// Bytes used when the text begins with this.
    fn at_start(&self, text: &str) -> Option<usize> {
        match self {
            Self::Text(own) => text.starts_with(own.as_str()).then_some(own.len()),
            Self::Characters(characters) => {
                let mut rest = text.chars();
                for expected in characters {
                    let found = rest.next()?;
                    if expected.is_some_and(|expected| expected != found) {
                        return None;
                    }
                }
                Some(text.len() - rest.as_str().len())
            }
        }
    }

    /// Byte offset at which this begins when the text ends with it.
    fn at_end(&self, text: &str) -> Option<usize> {
        match self {
            Self::Text(own) => text.ends_with(own.as_str()).then(|| text.len() - own.len()),
            Self::Characters(characters) => {
                let mut rest = text.chars();
                for expected in characters.iter().rev() {
                    let found = rest.next_back()?;
                    if expected.is_some_and(|expected| expected != found) {
                        return None;
                    }
                }
                Some(rest.as_str().len())
            }
        }
    }

    /// Byte offset behind the first place where this stands.
    fn find(&self, text: &str) -> Option<usize> {
        match self {
            Self::Text(own) => Some(text.find(own.as_str())? + own.len()),
            Self::Characters(characters) if characters.len() <= FEW || text.len() <= FEW => {
                text.char_indices().find_map(|(at, _)| Some(at + self.at_start(text.get(at..)?)?))
            }
            Self::Characters(characters) => find_long(characters, text),
        }
    }
}

/// Below this many characters the obvious search is quick enough.
const FEW: usize = 64;

/// The first place of a long run with `?`s, by one bit per character of the run (the "shift-and" algorithm): the
/// obvious search takes seconds on patterns made to be slow.
fn find_long(characters: &[Option<char>], text: &str) -> Option<usize> {
    if characters.len() > text.len() {
        return None;
    }
    let words = characters.len().div_ceil(64);
    // Where any character may stand, and for each character of the text where it may.
    let mut anywhere = vec![0_u64; words];
    let mut places: BTreeMap<char, Vec<u64>> = text.chars().map(|character| (character, vec![0; words])).collect();
    for (position, expected) in characters.iter().enumerate() {
        let mask = match expected {
            None => Some(&mut anywhere),
            Some(character) => places.get_mut(character),
        };
        if let Some(word) = mask.and_then(|mask| mask.get_mut(position / 64)) {
            *word |= 1 << (position % 64);
        }
    }
    let last = 1 << (characters.len().saturating_sub(1) % 64);
    // Bit n: the last n + 1 characters read are the first n + 1 of the run.
    let mut state = vec![0_u64; words];
    for (at, character) in text.char_indices() {
        let here = places.get(&character)?;
        let mut carry = 1;
        for ((word, own), any) in state.iter_mut().zip(here).zip(&anywhere) {
            let next = *word >> 63;
            *word = ((*word << 1) | carry) & (own | any);
            carry = next;
        }
        if state.last().is_some_and(|word| word & last != 0) {
            return Some(at + character.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The obvious, slow way.
    fn brute(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('*', rest)) => (0..=text.len()).any(|skip| brute(rest, &text[skip..])),
            Some(('?', rest)) => !text.is_empty() && brute(rest, &text[1..]),
            Some((own, rest)) => text.first() == Some(own) && brute(rest, &text[1..]),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn agrees_with_the_obvious_matcher(pattern in "[ab*?é]{0,8}", text in "[abé]{0,8}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(Glob::new(&pattern).matches(&text), brute(&p, &t));
        }

        #[test]
        fn any_means_stars_only(pattern in "[a*?]{0,4}") {
            let stars = !pattern.is_empty() && pattern.chars().all(|c| c == '*');
            prop_assert_eq!(Glob::new(&pattern).is_any(), stars);
        }
    }

    proptest! {
        #[test]
        fn the_quick_search_finds_what_the_obvious_one_does(run in "[ab?]{1,150}", text in "[abé]{0,300}") {
            let characters: Vec<Option<char>> = run.chars().map(|c| (c != '?').then_some(c)).collect();
            let segment = Segment::Characters(characters.clone());
            let obvious = text.char_indices().find_map(|(at, _)| Some(at + segment.at_start(&text[at..])?));
            prop_assert_eq!(find_long(&characters, &text), obvious);
        }

        #[test]
        fn the_quick_search_finds_a_hidden_run(before in "[ab]{0,80}", run in "[ab]{70,140}", holes in prop::collection::vec(0_usize..140, 0..9)) {
            let mut characters: Vec<Option<char>> = run.chars().map(Some).collect();
            holes.into_iter().for_each(|at| if let Some(hole) = characters.get_mut(at) { *hole = None });
            let end = find_long(&characters, &format!("{before}{run}b"));
            prop_assert!(end.is_some_and(|end| end <= before.len() + run.len()));
        }
    }

    #[test]
    fn a_pattern_made_to_be_slow_is_quick() {
        let pattern = format!("*?{}b*", "a".repeat(1000));
        let glob = Glob::new(&pattern);
        let text = "a".repeat(2000);
        // A million comparisons each, were they made one by one.
        assert!((0..100).all(|_| !glob.matches(&text)));
    }

    #[test]
    fn a_megabyte_of_wildcards_is_quick() {
        let pattern = "*a".repeat(500_000);
        assert!(!Glob::new(&pattern).matches(&"a".repeat(2048)));
    }
}
