//! Cells of texts: a search through all patterns at once finds, for each set of patterns that some text matches and no others,
//! the shortest such text.

use super::pattern::{Pattern, Token};
use crate::ordered::{BTreeMap, BTreeSet};

/// A text of a cell, and the patterns that it and all texts of the cell match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextCell {
    pub text: String,
    pub matched: Vec<usize>,
}

/// Steps that one attribute may take.
const WORK: usize = 2_000_000;
const STATES: usize = 30_000;

/// The places at which each pattern may stand: pattern and token, in order.
type State = Vec<(u32, u32)>;

struct Machine<'a> {
    patterns: &'a [Pattern],
    /// For each token that is a `*`: from which token on whatever could have come so far, it takes too.
    floors: Vec<Vec<u32>>,
    domains: u32,
    other: char,
}

/// The cells of the texts that match one of the first `domains` patterns; `None` when there are too many.
pub(super) fn cells(patterns: &[Pattern], domains: usize) -> Option<Vec<TextCell>> {
    let floors = patterns.iter().map(|pattern| (0..pattern.len()).map(|at| floor(pattern, at)).collect()).collect();
    let machine = Machine { patterns, floors, domains: u32::try_from(domains).ok()?, other: other(patterns)? };
    let mut states: Vec<(State, usize, char)> = vec![(machine.start()?, 0, ' ')];
    let mut known: BTreeSet<State> = states.iter().map(|(state, ..)| state.clone()).collect();
    let mut found: BTreeMap<Vec<usize>, ()> = BTreeMap::new();
    let mut out = Vec::new();
    let (mut next, mut work) = (0, 0);
    while let Some((state, ..)) = states.get(next) {
        let matched = machine.matched(state);
        if matched.first().is_some_and(|first| *first < domains) && found.insert(matched.clone(), ()).is_none() {
            out.push(TextCell { text: text(&states, next), matched });
        }
        let state = state.clone();
        for c in machine.characters(&state) {
            work += state.len() + 8;
            let after = machine.step(&state, c);
            let alive = after.first().is_some_and(|(pattern, _)| *pattern < machine.domains);
            if alive && known.insert(after.clone()) {
                states.push((after, next, c));
            }
        }
        if work > WORK || states.len() > STATES {
            return None;
        }
        next += 1;
    }
    Some(out)
}

/// Which of the patterns match.
pub(super) fn matched(patterns: &[Pattern], text: &str) -> Vec<usize> {
    patterns.iter().enumerate().filter(|(_, pattern)| matches(pattern, text)).map(|(index, _)| index).collect()
}

/// Whether exactly the same patterns match both texts.
pub(super) fn alike(patterns: &[Pattern], left: &str, right: &str) -> bool {
    patterns.iter().all(|pattern| matches(pattern, left) == matches(pattern, right))
}

/// Whether the whole text matches: all places of the pattern where one may stand, a character at a time.
fn matches(pattern: &Pattern, text: &str) -> bool {
    let reach = |out: &mut Vec<usize>, mut at: usize| {
        while out.last().is_none_or(|last| *last < at) {
            out.push(at);
            match pattern.get(at) {
                Some(Token::Many(_)) => at += 1,
                _ => break,
            }
        }
    };
    let (mut here, mut next) = (Vec::new(), Vec::new());
    reach(&mut here, 0);
    for c in text.chars() {
        for at in here.drain(..) {
            match pattern.get(at) {
                Some(token @ Token::Many(_)) if token.takes(c) => reach(&mut next, at),
                Some(Token::Many(_)) | None => {}
                Some(token) if token.takes(c) => reach(&mut next, at + 1),
                Some(_) => {}
            }
        }
        std::mem::swap(&mut here, &mut next);
        if here.is_empty() {
            return false;
        }
    }
    here.last() == Some(&pattern.len())
}

fn text(states: &[(State, usize, char)], end: usize) -> String {
    let mut letters = Vec::new();
    let mut at = end;
    while let Some((_, before, c)) = states.get(at).filter(|_| at > 0) {
        letters.push(*c);
        at = *before;
    }
    letters.iter().rev().collect()
}

/// A character that no pattern spells, a plain one where there is one.
fn other(patterns: &[Pattern]) -> Option<char> {
    let spelled: BTreeSet<char> = patterns
        .iter()
        .flatten()
        .filter_map(|token| match token {
            Token::Char(c) => Some(c.to_ascii_lowercase()),
            Token::Fold(c) => Some(*c),
            Token::One(_) | Token::Many(_) => None,
        })
        .collect();
    ('a'..='z').rev().chain('0'..='9').chain('\u{100}'..='\u{FFF}').find(|c| !spelled.contains(c))
}

fn floor(pattern: &Pattern, at: usize) -> u32 {
    let Some(Token::Many(class)) = pattern.get(at) else { return u32::MAX };
    let inside = |token: &&Token| match token {
        Token::Char(c) => class.takes(*c),
        Token::Fold(_) => true,
        Token::One(other) | Token::Many(other) => other.within(*class),
    };
    let before = pattern.get(..at).unwrap_or_default().iter().rev().take_while(inside).count();
    u32::try_from(at - before).unwrap_or(u32::MAX)
}

impl Machine<'_> {
    fn token(&self, pattern: u32, at: u32) -> Option<Token> {
        self.patterns.get(pattern as usize)?.get(at as usize).copied()
    }

    fn start(&self) -> Option<State> {
        let mut out = State::new();
        for pattern in 0..u32::try_from(self.patterns.len()).ok()? {
            self.reach(&mut out, pattern, 0);
        }
        Some(out)
    }

    /// Adds a place, and those behind the `*`s that stand there.
    fn reach(&self, out: &mut State, pattern: u32, mut at: u32) {
        loop {
            let mut slot = out.len();
            while slot > 0 && out.get(slot - 1).is_some_and(|before| *before > (pattern, at)) {
                slot -= 1;
            }
            if slot == 0 || out.get(slot - 1) != Some(&(pattern, at)) {
                out.insert(slot, (pattern, at));
            }
            match self.token(pattern, at) {
                Some(Token::Many(_)) => at += 1,
                _ => return,
            }
        }
    }

    fn step(&self, state: &State, c: char) -> State {
        let mut out = State::with_capacity(state.len() + 2);
        for (pattern, at) in state {
            match self.token(*pattern, *at) {
                Some(token @ Token::Many(_)) if token.takes(c) => self.reach(&mut out, *pattern, *at),
                Some(Token::Many(_)) | None => {}
                Some(token) if token.takes(c) => self.reach(&mut out, *pattern, *at + 1),
                Some(_) => {}
            }
        }
        self.tidy(&mut out);
        out
    }

    /// Takes out places from which nothing is matched that a later `*` would not match too.
    fn tidy(&self, state: &mut State) {
        let mut floor = (u32::MAX, 0, 0);
        let mut kept = State::with_capacity(state.len());
        for (pattern, at) in state.iter().rev().copied() {
            if floor.0 == pattern && (floor.1..floor.2).contains(&at) {
                continue;
            }
            kept.push((pattern, at));
            if let Some(Token::Many(_)) = self.token(pattern, at)
                && let Some(from) = self.floors.get(pattern as usize).and_then(|all| all.get(at as usize))
                && floor.0 != pattern
            {
                floor = (pattern, *from, at);
            }
        }
        kept.reverse();
        *state = kept;
    }

    fn matched(&self, state: &State) -> Vec<usize> {
        let ended = state.iter().filter(|(pattern, at)| self.token(*pattern, *at).is_none());
        ended.map(|(pattern, _)| *pattern as usize).collect()
    }

    /// One of each kind of character that the places tell apart.
    fn characters(&self, state: &State) -> Vec<char> {
        let mut out = vec![self.other];
        let mut add = |c: char| {
            if !out.contains(&c) {
                out.push(c);
            }
        };
        for (pattern, at) in state {
            match self.token(*pattern, *at) {
                Some(Token::Char(c)) => add(c),
                Some(Token::Fold(c)) => [c, c.to_ascii_uppercase()].into_iter().for_each(&mut add),
                Some(Token::One(class) | Token::Many(class)) => class.refused().for_each(&mut add),
                None => {}
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::{Class, glob};
    use super::*;
    use proptest::prelude::*;

    /// The obvious, slow way.
    fn obvious(pattern: &[Token], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((token @ Token::Many(_), rest)) => {
                obvious(rest, text) || (text.first().is_some_and(|c| token.takes(*c)) && obvious(pattern, &text[1..]))
            }
            Some((token, rest)) => text.first().is_some_and(|c| token.takes(*c)) && obvious(rest, &text[1..]),
        }
    }

    fn pattern() -> impl Strategy<Value = Pattern> {
        let class = prop::sample::select(vec![Class::ANY, Class::NO_COLON]);
        let token = prop_oneof![
            prop::sample::select(vec!['a', 'b', ':']).prop_map(Token::Char),
            Just(Token::Fold('a')),
            class.clone().prop_map(Token::One),
            class.prop_map(Token::Many),
        ];
        prop::collection::vec(token, 0..6)
    }

    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut from = 0;
        for _ in 0..5 {
            let to = all.len();
            for index in from..to {
                for c in ['a', 'A', 'b', ':', 'z'] {
                    all.push(format!("{}{c}", all[index]));
                }
            }
            from = to;
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn every_text_has_its_cell(mut patterns in prop::collection::vec(pattern(), 1..4)) {
            patterns.insert(0, glob("*", Class::ANY));
            let found = cells(&patterns, 1).unwrap();
            let vectors: BTreeSet<Vec<usize>> = found.iter().map(|cell| cell.matched.clone()).collect();
            prop_assert_eq!(vectors.len(), found.len());
            for cell in &found {
                let chars: Vec<char> = cell.text.chars().collect();
                let expected: Vec<usize> = (0..patterns.len()).filter(|p| obvious(&patterns[*p], &chars)).collect();
                prop_assert_eq!(&cell.matched, &expected, "{}", cell.text);
                prop_assert_eq!(matched(&patterns, &cell.text), expected);
            }
            for text in texts() {
                let chars: Vec<char> = text.chars().collect();
                let vector: Vec<usize> = (0..patterns.len()).filter(|p| obvious(&patterns[*p], &chars)).collect();
                prop_assert!(vectors.contains(&vector), "{text}: {vector:?}");
            }
        }
    }

    #[test]
    fn what_explodes_is_given_up_soon() {
        let few: Vec<Pattern> = ('a'..='i').map(|c| glob(&format!("*{c}{c}*"), Class::ANY)).collect();
        assert_eq!(cells(&[vec![glob("*", Class::ANY)], few].concat(), 1).map(|c| c.len()), Some(512));
        let many: Vec<Pattern> = ('a'..='z').map(|c| glob(&format!("*{c}{c}*"), Class::ANY)).collect();
        assert_eq!(cells(&[vec![glob("*", Class::ANY)], many].concat(), 1), None);
    }
}
