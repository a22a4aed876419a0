//! What an import tells beside the design: guesses and what was left out, bounded in number.

use super::imported::{LeftOut, Told, Unknown};
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};

/// Lines of one kind that are listed one by one.
const LISTED: usize = 40;

/// Why something is not fully known, in the order of the English.
#[derive(Debug, Default)]
pub struct Whys(BTreeMap<String, Text>);

/// Of these, as many are told.
const TOLD: usize = 3;

impl Whys {
    pub fn insert(&mut self, why: Text) {
        self.0.insert(why.to_string(), why);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first of them, and how many more there are.
    pub fn first(self) -> Option<Text> {
        let more = self.0.len().saturating_sub(TOLD);
        let told = joined(self.0.into_values().take(TOLD))?;
        Some(if more == 0 { told } else { text!("{whys}; and {n} more", whys = told, n = more) })
    }

    pub fn all(self) -> Option<Text> {
        joined(self.0.into_values())
    }
}

fn joined(whys: impl Iterator<Item = Text>) -> Option<Text> {
    whys.reduce(|before, why| text!("{before}; {why}", before = before, why = why))
}

#[derive(Debug, Default)]
pub struct Notes {
    guessed: Vec<Text>,
    /// By reason, in the order in which reasons first came up.
    left_out: Vec<(Text, Vec<LeftOut>, usize)>,
    reasons: BTreeMap<Text, usize>,
    /// Guesses of one kind about many things: the sentence's end, with the things.
    many: BTreeMap<Text, (Vec<String>, usize)>,
    /// What is not known, by name and place: who needs it.
    open: BTreeMap<(String, String), (Vec<Text>, usize)>,
    /// Why nothing in the design is fully known.
    pub doubts: Vec<Text>,
}

impl Notes {
    pub fn guess(&mut self, sentence: Text) {
        if !self.guessed.contains(&sentence) && self.guessed.len() < 1000 {
            self.guessed.push(sentence);
        }
    }

    /// A guess that may be made of many things: `THINGS: WHAT`.
    pub fn guess_of(&mut self, thing: &str, what: Text) {
        let (things, count) = self.many.entry(what).or_default();
        if things.last().is_some_and(|t| t == thing) {
            return;
        }
        *count += 1;
        if things.len() < LISTED {
            things.push(thing.to_string());
        }
    }

    pub fn left_out(&mut self, what: Text, at: &str, why: Text) {
        let next = self.left_out.len();
        let i = *self.reasons.entry(why.clone()).or_insert(next);
        if i == next {
            self.left_out.push((why.clone(), Vec::new(), 0));
        }
        if let Some((_, all, count)) = self.left_out.get_mut(i) {
            *count += 1;
            if all.len() < LISTED {
                all.push(LeftOut { what, at: at.into(), why });
            }
        }
    }

    /// Something that may change what happens anywhere.
    pub fn doubt(&mut self, why: Text) {
        self.doubts.push(why);
    }

    /// Something that is not known, and who needs it.
    pub fn unknown(&mut self, name: &str, at: &str, needed_by: Text) {
        let (all, count) = self.open.entry((name.into(), at.into())).or_default();
        if !all.contains(&needed_by) {
            *count += 1;
            if all.len() < LISTED {
                all.push(needed_by);
            }
        }
    }

    pub fn finish(self) -> Told {
        let mut guessed = self.guessed;
        for (what, (things, count)) in self.many {
            let more = count - things.len();
            let things = code(things.join(", "));
            guessed.push(match more {
                0 => text!("{things}: {what}", things = things, what = what),
                _ => text!("{things} and {n} more: {what}", things = things, n = more, what = what),
            });
        }
        let mut left_out = Vec::new();
        for (why, all, count) in self.left_out {
            let more = count - all.len();
            left_out.extend(all);
            if more > 0 {
                left_out.push(LeftOut { what: text!("{n} more", n = more), at: String::new(), why });
            }
        }
        let unknown = self.open.into_iter().map(|((name, at), (mut needed_by, count))| {
            let more = count - needed_by.len();
            if more > 0 {
                needed_by.push(text!("{n} more", n = more));
            }
            Unknown { name, at, needed_by }
        });
        Told { guessed, unknown: unknown.collect(), left_out }
    }
}
