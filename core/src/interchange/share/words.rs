//! Texts that are written as numbers: those that every design may use, from a list that only grows, and those that this design uses
//! more than once.

use super::cursor::{In, Out};
use crate::document::Value;
use crate::interchange::save::LoadError;
use crate::ordered::{BTreeMap, Sorted};
use crate::text;

/// One word a line. Lines are added at the end and never changed: links that are about hold their numbers.
const KNOWN: &str = include_str!("../../../data/share-words.txt");

/// A name in pieces: words, and the signs between them. What is long, or in one piece, has none.
pub fn pieces(s: &str) -> Option<Vec<&str>> {
    if s.len() > 64 || s.contains('\0') {
        return None;
    }
    let pieces: Vec<&str> = s
        .split_inclusive(SIGNS)
        .flat_map(|p| p.strip_suffix(SIGNS).map_or([p, ""], |w| [w, p.get(w.len()..).unwrap_or_default()]))
        .filter(|p| !p.is_empty())
        .collect();
    (2..=15).contains(&pieces.len()).then_some(pieces)
}

const SIGNS: [char; 2] = ['-', ' '];

pub struct Words {
    known: usize,
    /// The known ones, then the design's own.
    all: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Words {
    fn of_list(known: usize, all: Vec<String>) -> Self {
        let mut numbers = BTreeMap::new();
        for (n, w) in all.iter().enumerate() {
            numbers.entry(w.clone()).or_insert(n);
        }
        Self { known, all, numbers }
    }

    /// Known words, and texts of `value` that occur more than once.
    pub fn for_value(value: &Value) -> Self {
        let mut words = Self::of_list(KNOWN.lines().count(), KNOWN.lines().map(Into::into).collect());
        let mut seen: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
        let mut note = |s| {
            let order = seen.len();
            seen.entry(s).or_insert((order, 0)).1 += 1;
        };
        texts(value, &mut |s| match (words.numbers.contains_key(s), pieces(s)) {
            (true, _) => {}
            (false, Some(pieces)) => pieces.into_iter().filter(|p| !words.numbers.contains_key(*p)).for_each(&mut note),
            (false, None) if s.contains('\0') => {}
            (false, None) => note(s),
        });
        let mut own: Vec<(usize, &str)> = seen.iter().filter(|(_, (_, n))| *n > 1).map(|(s, (at, _))| (*at, *s)).collect();
        own.order();
        words.all.extend(own.into_iter().map(|(_, s)| s.to_string()));
        Self::of_list(words.known, words.all)
    }

    pub fn is_known(&self, s: &str) -> bool {
        self.numbers.get(s).is_some_and(|n| *n < self.known)
    }

    /// The number of a word among values: the design's own ones are the small numbers.
    pub fn number(&self, s: &str) -> Option<u64> {
        let (n, own) = (*self.numbers.get(s)?, self.all.len() - self.known);
        Some(if n < self.known { own + n } else { n - self.known } as u64)
    }

    /// The name of a field: a known word, or its text.
    pub fn write(&self, out: &mut Out, s: &str) {
        match self.numbers.get(s).filter(|n| **n < self.known) {
            Some(n) => out.number(*n as u64 + 1),
            None => {
                out.number(0);
                out.sized(s);
            }
        }
    }

    pub fn read(&self, from: &mut In) -> Result<String, LoadError> {
        match from.number()?.checked_sub(1) {
            None => from.sized(),
            Some(n) => self.at(from, n),
        }
    }

    pub fn value(&self, from: &mut In) -> Result<String, LoadError> {
        let (n, own) = (from.number()?, (self.all.len() - self.known) as u64);
        self.at(from, if n < own { n + self.known as u64 } else { n - own })
    }

    fn at(&self, from: &mut In, n: u64) -> Result<String, LoadError> {
        let word = usize::try_from(n).ok().and_then(|n| self.all.get(n));
        match word {
            Some(w) => {
                from.spend(w.len() / 16)?;
                Ok(w.clone())
            }
            None => from.wrong(text!("there is no such word; the design may be from a newer Portico")),
        }
    }

    /// How many known words there are: a newer writer may know more.
    pub fn write_own(&self, out: &mut Out) {
        let own = self.all.get(self.known..).unwrap_or_default();
        out.number(self.known as u64);
        out.number(own.len() as u64);
        own.iter().for_each(|w| out.text(w));
    }

    pub fn read_own(from: &mut In) -> Result<Self, LoadError> {
        let known = usize::try_from(from.number()?).unwrap_or(usize::MAX);
        if known > KNOWN.lines().count() {
            return from
                .wrong(text!("this was shared by a newer Portico, which knows words that this one does not; reload the page to get it"));
        }
        let mut all: Vec<String> = KNOWN.lines().take(known).map(Into::into).collect();
        for _ in 0..from.count()? {
            all.push(from.text()?);
        }
        Ok(Self::of_list(known, all))
    }
}

fn texts<'a>(v: &'a Value, seen: &mut impl FnMut(&'a str)) {
    match v {
        Value::Text(s) => seen(s),
        Value::List(l) => l.iter().for_each(|v| texts(v, seen)),
        Value::Map(m) => m.values().for_each(|v| texts(v, seen)),
        _ => {}
    }
}
