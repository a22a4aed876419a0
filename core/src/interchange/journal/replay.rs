//! What was kept, back into a history. Whatever of it cannot be used, the newest design that can be read is on screen.

use super::read::within;
use super::{Change, Step, read};
use crate::document::Document;
use crate::edit::{EditError, History};
use crate::interchange::save::{self, LoadError};
use crate::text;
use crate::text::Text;

/// A design as it stood after a step: the step's number, and a save file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub step: u32,
    pub text: String,
}

/// All that is kept of a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where the history begins.
    pub base: Mark,
    /// The design at some later step: what the replay is held to, and what stands in where it fails.
    pub now: Option<Mark>,
    /// Steps by number, in order.
    pub steps: Vec<(u32, String)>,
    /// The step that was on screen; those after it can be redone.
    pub at: u32,
}

#[derive(Clone, Debug)]
pub struct Replayed {
    pub history: History,
    /// The number of the oldest document of the history.
    pub base: u32,
    /// What could not be brought back, in words for a person.
    pub lost: Option<Text>,
}

/// A run of documents: the first stands after step `base`.
struct Run {
    base: u32,
    first: Document,
    steps: Vec<(String, Document)>,
    broken: Option<LoadError>,
}

impl Run {
    fn last(&self) -> u32 {
        self.base.saturating_add(u32::try_from(self.steps.len()).unwrap_or(u32::MAX))
    }

    fn after(&self, step: u32) -> Option<&Document> {
        match step.checked_sub(self.base)? {
            0 => Some(&self.first),
            n => self.steps.get(usize::try_from(n).ok()?.checked_sub(1)?).map(|(_, d)| d),
        }
    }

    fn of(base: u32, first: Document, steps: &[(u32, String)]) -> Self {
        let mut run = Self { base, first, steps: Vec::new(), broken: None };
        for (number, line) in steps.iter().filter(|(n, _)| *n > base) {
            // A number left out: what comes after it belongs to another past.
            if *number != run.last().saturating_add(1) {
                break;
            }
            let before = run.steps.last().map_or(&run.first, |(_, d)| d);
            match after(before, line) {
                Ok(next) => run.steps.push(next),
                Err(e) => {
                    run.broken = Some(e);
                    break;
                }
            }
        }
        run
    }
}

fn after(before: &Document, line: &str) -> Result<(String, Document), LoadError> {
    let Step { label, change } = read(line)?;
    let doc = match change {
        Change::Replace(doc) => doc,
        Change::Command(c) => before.apply(&c).map_err(|e| LoadError::new(&label, refused(e)))?,
    };
    Ok((label, doc))
}

fn refused(e: EditError) -> Text {
    match e {
        EditError::Shape(e) => within(e),
        e => e.text(),
    }
}

/// Brings a design back with its history. An error means that nothing of it can be read.
pub fn replay(kept: &Kept) -> Result<Replayed, LoadError> {
    let now = kept.now.as_ref().map(|m| (m.step, save::read(&m.text)));
    let run = save::read(&kept.base.text).map(|first| Run::of(kept.base.step, first, &kept.steps));
    match (run, now) {
        // The replay gives what was kept: the whole history is there.
        (Ok(run), None) => Ok(finish(run, kept.at)),
        (Ok(run), Some((step, Ok(doc)))) if run.after(step) == Some(&doc) && run.last() >= kept.at => Ok(finish(run, kept.at)),
        // It does not, as when rules have changed since: what was kept is what the person saw.
        (_, Some((step, Ok(doc)))) => {
            let run = Run::of(step, doc, &kept.steps);
            // Undone beyond what was kept: shown as it was kept, with nothing to undo.
            let at = kept.at.max(step);
            let mut all = finish(run, at);
            all.lost.get_or_insert_with(|| text!("the steps before the last save cannot be undone: this Portico does them differently"));
            Ok(all)
        }
        (Ok(run), Some((_, Err(_)))) => Ok(finish(run, kept.at)),
        (Err(e), _) => Err(e),
    }
}

fn finish(run: Run, at: u32) -> Replayed {
    let lost = match &run.broken {
        Some(e) if run.last() < at => {
            let n = at.saturating_sub(run.last());
            let why = if e.at.is_empty() { e.message.clone() } else { text!("{at}: {why}", at = e.at.clone(), why = e.message.clone()) };
            Some(match n {
                1 => text!("the last step cannot be done again ({why})", why = why),
                _ => text!("the last {n} steps cannot be done again ({why})", n = n, why = why),
            })
        }
        None if run.last() < at => Some(text!("the last steps were not kept")),
        _ => None,
    };
    let position = usize::try_from(at.saturating_sub(run.base)).unwrap_or(usize::MAX);
    Replayed { base: run.base, history: History::of(run.first, run.steps, position), lost }
}
