//! Writing: the steps since the last write in one transaction, read back and compared.

use super::card::{Card, Thumb};
use super::outbox::Outbox;
use super::tabs::Said;
use super::{Mode, Saved, Storage, database};
use crate::prelude::*;
use gloo::timers::callback::Timeout;
use idb::Database;
use portico_core::document::Document;
use portico_core::drawing::Look;
use portico_core::interchange::{journal, save};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// From the last edit until the whole design is written beside its steps.
const IDLE_MS: u32 = 1_000;
/// Until a write that failed is tried again.
const AGAIN_MS: u32 = 5_000;
/// Steps that may lie before the ones that undo leads to, until they are cleared away.
const SLACK: u32 = 64;

/// What is to be written, and what is under way.
#[derive(Default)]
pub struct Work {
    busy: bool,
    /// Something came while a write was under way.
    again: bool,
    /// The whole design is due.
    whole: bool,
    idle: Option<Timeout>,
    retry: Option<Timeout>,
    /// What to do once everything is written.
    then: Vec<Box<dyn FnOnce()>>,
}

/// One write.
struct Job {
    id: String,
    card: Card,
    /// The revision that must be there; none for a design that is new.
    on: Option<u32>,
    /// Steps from this number on are void.
    from: Option<u32>,
    lines: Vec<(u32, String)>,
    base: Option<String>,
    /// Steps up to this number are before the base.
    before: Option<u32>,
    now: Option<(u32, String)>,
    /// The design beside the steps is one that was undone.
    stale: bool,
}

enum Done {
    Kept,
    /// Another tab wrote this design since.
    Overtaken,
}

impl Storage {
    /// Writes after each change; the whole design when the person pauses or looks elsewhere.
    pub(super) fn watch(self) {
        let doc = self.workspace.signal();
        Effect::new(move |_| {
            doc.track();
            if self.mode.get_untracked() != Mode::Own || self.is_written() {
                return;
            }
            // "Saved" would be a lie until the write is done.
            if !matches!(self.saved.get_untracked(), Saved::Not(_)) {
                self.saved.set(Saved::Saving);
            }
            self.flush();
            let idle = Timeout::new(IDLE_MS, move || self.flush_whole());
            self.work.update_value(|w| w.idle = Some(idle));
        });
        let (Some(page), Some(window)) = (crate::ui::dom::document(), web_sys::window()) else { return };
        gloo::events::EventListener::new(&page, "visibilitychange", move |_| self.flush_whole()).forget();
        gloo::events::EventListener::new(&window, "pagehide", move |_| self.flush_whole()).forget();
    }

    /// Whether the database has all that is on screen.
    fn is_written(self) -> bool {
        let step = self.step();
        self.workspace.with_outbox(Outbox::is_empty)
            && match self.desk.with_value(|d| d.card.as_ref().map(|c| c.at)) {
                Some(at) => at == step,
                // Nothing is kept of a design in which nothing was done.
                None => self.workspace.document().model.is_empty(),
            }
    }

    /// The number of the step that is on screen.
    pub fn step(self) -> u32 {
        let done = self.workspace.with_history(|h| h.done());
        self.desk.with_value(|d| d.origin).saturating_add(u32::try_from(done).unwrap_or(u32::MAX))
    }

    /// As [`Storage::flush`], with the whole design where it is not there yet.
    pub fn flush_whole(self) {
        let behind = self.desk.with_value(|d| d.card.as_ref().is_some_and(|c| d.marked != Some(c.at))) || !self.is_written();
        if behind {
            self.work.update_value(|w| w.whole = true);
            self.flush();
        }
    }

    /// Calls `then` once everything is written, or cannot be.
    pub fn when_kept(self, then: impl FnOnce() + 'static) {
        self.work.update_value(|w| w.then.push(Box::new(then)));
        self.flush();
    }

    /// Writes what is not written yet.
    pub fn flush(self) {
        if self.work.with_value(|w| w.busy) {
            self.work.update_value(|w| w.again = true);
            return;
        }
        let Some(database) = self.database().filter(|_| self.mode.get_untracked() == Mode::Own) else {
            // Storage is forbidden, or the design is not this tab's.
            return self.settle();
        };
        let outbox = self.workspace.take_outbox();
        let Some(job) = self.job(&outbox) else { return self.settle() };
        self.work.update_value(|w| {
            w.busy = true;
            w.again = false;
            w.whole = false;
            drop(w.retry.take());
        });
        spawn_local(async move {
            let done = write(&database, &job).await;
            self.work.update_value(|w| w.busy = false);
            match done {
                Ok(Done::Kept) => self.kept(job),
                Ok(Done::Overtaken) => self.overtaken(outbox),
                Err(why) => self.unkept(outbox, why),
            }
        });
    }

    /// What there is to write; none where everything is.
    fn job(self, outbox: &Outbox) -> Option<Job> {
        let desk = self.desk.get_value();
        let step = self.step();
        let whole = self.work.with_value(|w| w.whole) && desk.marked != Some(step);
        let copied = self.copied.get();
        let moved = match &desk.card {
            Some(c) => c.at != step || c.copied != copied,
            None => !outbox.is_empty() || !self.workspace.document().model.is_empty(),
        };
        if outbox.is_empty() && !moved && !whole {
            return None;
        }
        let doc = self.workspace.document();
        let (dropped, oldest) = self.workspace.with_history(|h| {
            let (n, d) = h.oldest();
            (u32::try_from(n).unwrap_or(u32::MAX), d.clone())
        });
        let oldest_step = desk.origin.saturating_add(dropped);
        let base_due = desk.rebase || desk.card.as_ref().is_none_or(|c| oldest_step.saturating_sub(c.base) >= SLACK);
        let mut card = desk.card.clone().unwrap_or_default();
        card.rev = card.rev.wrapping_add(1);
        card.id.clone_from(&desk.id);
        card.title.clone_from(&doc.assumptions.title);
        card.objects = u32::try_from(doc.model.len()).unwrap_or(u32::MAX);
        card.at = step;
        card.copied = copied;
        if !outbox.is_empty() || desk.card.is_none() {
            card.edited = js_sys::Date::now();
        }
        if base_due {
            card.base = oldest_step;
        }
        if whole || desk.card.is_none() {
            card.thumb = self.thumb();
        }
        Some(Job {
            on: desk.card.as_ref().map(|c| c.rev),
            from: outbox.from(),
            lines: outbox.steps().iter().map(|(n, s)| (*n, journal::write(s))).collect(),
            before: base_due.then_some(oldest_step),
            base: base_due.then(|| database::mark_text(oldest_step, &save::write(&oldest))),
            now: whole.then(|| (step, database::mark_text(step, &save::write(&doc)))),
            stale: outbox.from().is_some_and(|f| desk.marked.is_some_and(|m| m >= f)),
            id: desk.id,
            card,
        })
    }

    fn thumb(self) -> Thumb {
        let sheet = self.workspace.sheet();
        let mut boxes: Vec<(Look, portico_core::document::Rect)> =
            sheet.boxes().enumerate().map(|(i, (_, r))| (sheet.tree().look(i), r)).collect();
        let depth = |l: Look| match l {
            Look::Vpc => 0,
            Look::Zone => 1,
            Look::Subnet => 2,
            _ => 3,
        };
        portico_core::ordered::Sorted::order_by_key(boxes.as_mut_slice(), |(l, _)| depth(*l));
        Thumb::of(&boxes)
    }

    fn kept(self, job: Job) {
        let first = job.on.is_none();
        self.desk.update_value(|d| {
            if let Some((step, _)) = &job.now {
                d.marked = Some(*step);
            } else if job.stale {
                d.marked = None;
            }
            d.rebase &= job.base.is_none();
            d.card = Some(job.card);
        });
        if let Some(line) = self.line.get_value() {
            line.say(&Said::Kept(job.id));
        }
        self.shelf.update(|n| *n = n.wrapping_add(1));
        if first {
            super::shelf::remember(&self.id());
            self.ask_to_persist();
        }
        if self.work.with_value(|w| w.again || w.whole) || !self.is_written() {
            self.flush();
        } else {
            self.settle();
        }
    }

    fn settle(self) {
        let settled = self.database().is_some() && self.mode.get_untracked() == Mode::Own;
        if settled && self.is_written() {
            let kept = self.desk.with_value(|d| d.card.is_some());
            self.saved.set(if kept { Saved::Here } else { Saved::Nothing });
        }
        let then = self.work.try_update_value(|w| std::mem::take(&mut w.then)).unwrap_or_default();
        then.into_iter().for_each(|f| f());
    }

    fn unkept(self, outbox: Outbox, why: String) {
        self.workspace.restore_outbox(outbox);
        self.saved.set(Saved::Not(why));
        let retry = Timeout::new(AGAIN_MS, move || self.flush());
        self.work.update_value(|w| w.retry = Some(retry));
        let then = self.work.try_update_value(|w| std::mem::take(&mut w.then)).unwrap_or_default();
        then.into_iter().for_each(|f| f());
    }

    /// Another tab took this design over while this one slept: what was not kept here becomes a design of its own.
    fn overtaken(self, outbox: Outbox) {
        let title = self.workspace.document().assumptions.title.clone();
        if outbox.is_empty() {
            self.follow();
            self.notices.say(say!("“{title}” is edited in another tab now; this one follows.", title = title));
        } else {
            self.become_copy();
            self.notices.problem(say!(
                "“{title}” was edited in another tab. What was drawn here since is kept as a design of its own.",
                title = title
            ));
        }
    }

    /// The design as it is now, without its history, under a new id.
    pub(super) fn become_copy(self) {
        let doc: Document = self.workspace.document();
        self.workspace.keep_as_new(doc);
        self.begin_desk();
        self.flush();
    }
}

/// Writes and reads back.
async fn write(database: &Rc<Database>, job: &Job) -> Result<Done, String> {
    let said = |e: idb::Error| database::reason(&e);
    let card = job.card.write();
    if !put(database, job, &card).await.map_err(said)? {
        return Ok(Done::Overtaken);
    }
    if same(database, job, &card).await.map_err(said)? {
        Ok(Done::Kept)
    } else {
        Err(t("what the browser kept is not what was written; save to a file").into())
    }
}

/// False where the design is not the one that this tab knows.
async fn put(database: &Database, job: &Job, card: &str) -> Result<bool, idb::Error> {
    let t = database::write(database)?;
    match put_all(&t, job, card).await {
        Ok(true) => database::commit(t).await.map(|()| true),
        other => {
            // Nothing of it stays.
            let _ = t.abort();
            other
        }
    }
}

async fn put_all(t: &idb::Transaction, job: &Job, card: &str) -> Result<bool, idb::Error> {
    let (shelf, steps) = (t.object_store(database::SHELF)?, t.object_store(database::STEPS)?);
    let (bases, nows) = (t.object_store(database::BASES)?, t.object_store(database::NOWS)?);
    let there = database::text(&shelf, database::key(&job.id)).await?;
    let rev = there.as_deref().and_then(Card::read).map(|c| c.rev);
    if rev != job.on {
        return Ok(false);
    }
    if let Some(from) = job.from {
        database::delete(&steps, database::from(&job.id, from)?)?;
    }
    for (n, line) in &job.lines {
        database::put(&steps, &database::numbered(&job.id, *n), line)?;
    }
    if let Some(before) = job.before {
        database::delete(&steps, database::up_to(&job.id, before)?)?;
    }
    let key = database::key(&job.id);
    if let Some(base) = &job.base {
        database::put(&bases, &key, base)?;
    }
    if job.stale {
        database::delete(&nows, key.clone())?;
    }
    if let Some((_, now)) = &job.now {
        database::put(&nows, &key, now)?;
    }
    database::put(&shelf, &key, card)?;
    Ok(true)
}

/// Whether everything that was written is there.
async fn same(database: &Database, job: &Job, card: &str) -> Result<bool, idb::Error> {
    let t = database::read(database)?;
    let steps = t.object_store(database::STEPS)?;
    let key = || database::key(&job.id);
    let mut same = database::text(&t.object_store(database::SHELF)?, key()).await?.as_deref() == Some(card);
    for (n, line) in &job.lines {
        same &= database::text(&steps, database::numbered(&job.id, *n)).await?.as_ref() == Some(line);
    }
    if let Some(base) = &job.base {
        same &= database::text(&t.object_store(database::BASES)?, key()).await?.as_ref() == Some(base);
    }
    if let Some((_, now)) = &job.now {
        same &= database::text(&t.object_store(database::NOWS)?, key()).await?.as_ref() == Some(now);
    }
    Ok(same)
}
