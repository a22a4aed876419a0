//! Opening: the design of last time at the start, another one from the list, what another tab keeps.

use super::card::Card;
use super::tabs::{self, Answer, Ask, Line, Said};
use super::{Desk, Mode, Saved, Storage, database, new_id, shelf};
use crate::language::{spoken, unread};
use crate::prelude::*;
use gloo::timers::callback::Timeout;
use idb::Database;
use portico_core::document::Document;
use portico_core::edit::History;
use portico_core::interchange::journal::{Kept, Mark, replay};
use portico_core::interchange::save;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Until a tab that was asked to let go is taken for dead.
const PATIENCE_MS: u32 = 2_500;
/// Until a storage that does not open is spoken of.
const SLOW_MS: u32 = 4_000;

impl Storage {
    /// Opens the storage and brings back the design of last time, then keeps every change. With `shared` nothing is brought back: a
    /// design from a link is about to be shown.
    pub fn start(self, shared: bool) {
        if shared {
            self.set_mode(Mode::Shared);
        }
        self.line.set_value(Some(Line::open(move |said| self.heard(said))));
        Timeout::new(SLOW_MS, move || {
            // A page of an older Portico in another tab holds it; it opens when that one is closed.
            if self.database().is_none() && self.saved.get_untracked() == Saved::Opening {
                self.saved.set(Saved::Not(t("the browser's storage does not open: close Portico in other tabs, or save to a file").into()));
            }
        })
        .forget();
        spawn_local(async move {
            match database::open().await {
                Ok(database) => {
                    let database = Rc::new(database);
                    shelf::tidy_up(&database).await;
                    // Known only now: between this and the question below nobody else may bring a design back.
                    self.database.set_value(Some(Rc::clone(&database)));
                    if self.mode.get_untracked() != Mode::Shared {
                        self.bring_back(&database).await;
                    }
                }
                Err(e) => self.failed(&e),
            }
            self.watch();
            self.ask_persisted();
        });
    }

    /// The design of this tab, else the one that was open last in any, else the one edited last.
    async fn bring_back(self, database: &Rc<Database>) {
        let cards = match shelf::cards(database).await {
            Ok(cards) => cards,
            Err(e) => return self.failed(&e),
        };
        let there = |id: &String| cards.iter().any(|c| c.id == *id && c.gone.is_none());
        let id = shelf::remembered().into_iter().find(there).or_else(|| cards.iter().find(|c| c.gone.is_none()).map(|c| c.id.clone()));
        let untouched = self.workspace.document() == Document::default();
        match id {
            Some(id) if untouched => self.open_now(id).await,
            _ => {
                self.begin_desk();
                self.flush();
            }
        }
    }

    /// Shows a design of the list. What is on screen is kept before.
    pub fn open(self, id: String) {
        if self.cannot_keep() && !self.workspace.document().model.is_empty() {
            return self.notices.problem("The design on screen is not saved: save it to a file first.");
        }
        self.leave(move || spawn_local(self.open_now(id)));
    }

    async fn open_now(self, id: String) {
        let Some(database) = self.database() else { return };
        let turn = self.next_turn();
        let answer = tabs::ask(&id, Ask::Now).await;
        let read = read(&database, &id).await;
        // Something else was opened meanwhile. Without this a tab that opens one design twice would follow itself.
        if self.turn.get_value() != turn {
            if let Answer::Held(lock) = answer {
                lock.release();
            }
            return;
        }
        match read {
            Ok(Some((card, kept))) => {
                let mode = match answer {
                    Answer::Taken => Mode::Following,
                    Answer::Held(lock) => {
                        self.lock.set_value(Some(lock));
                        Mode::Own
                    }
                    Answer::Unsupported => Mode::Own,
                };
                self.show(card, &kept, mode, true);
                if mode == Mode::Following {
                    self.wait_in_turn(id, Ask::InTurn);
                }
            }
            Ok(None) => self.notices.problem("This design is not in the browser's storage any more."),
            Err(e) => self.failed(&e),
        }
    }

    fn show(self, card: Card, kept: &Kept, mode: Mode, fit: bool) {
        match replay(kept) {
            Ok(again) => {
                shelf::remember(&card.id);
                self.copied.show(card.copied);
                self.desk.set_value(Desk {
                    id: card.id.clone(),
                    marked: kept.now.as_ref().map(|m| m.step),
                    origin: again.base,
                    rebase: again.base != kept.base.step,
                    card: Some(card),
                });
                let empty = again.history.now().model.is_empty();
                self.set_mode(mode);
                self.workspace.restore(again.history, again.base, fit);
                self.saved.set(if empty { Saved::Nothing } else { Saved::Here });
                if let Some(lost) = again.lost {
                    self.notices.problem(say!("The design is here as it was, but {lost}.", lost = spoken(&lost)));
                }
            }
            Err(e) => {
                // It stays in the list, untouched.
                self.saved.set(Saved::Not(say!("the design kept in this browser cannot be read ({e})", e = unread(&e))));
                self.begin_desk();
            }
        }
    }

    /// Keeps what is on screen and lets the design go; one in which nothing is goes altogether.
    fn leave(self, then: impl FnOnce() + 'static) {
        self.flush_whole();
        self.when_kept(move || {
            let (id, empty) =
                (self.id(), self.workspace.document().model.is_empty() && self.workspace.steps().get_untracked() == Default::default());
            if let Some(lock) = self.lock.try_update_value(Option::take).flatten() {
                lock.release();
            }
            if let (true, Mode::Own, Some(database)) = (empty, self.mode.get_untracked(), self.database()) {
                spawn_local(async move { drop(shelf::remove(&database, &id).await) });
            }
            then();
        });
    }

    /// Makes a document a design of its own and shows it; `copied` where there is a file of it. Where nothing can be kept it takes the
    /// place of what is on screen, as one step that undo takes back.
    pub fn adopt(self, label: &str, doc: Document, copied: bool) {
        let copied = copied.then(|| (js_sys::Date::now(), 0));
        if self.cannot_keep() {
            self.workspace.replace(label, doc);
            return self.copied.show(copied);
        }
        self.leave(move || {
            self.workspace.restore(History::new(doc), 0, true);
            self.copied.show(copied);
            self.begin_desk();
            self.flush_whole();
        });
    }

    fn cannot_keep(self) -> bool {
        self.mode.get_untracked() == Mode::Own && matches!(self.saved.get_untracked(), Saved::Not(_))
    }

    /// As [`Storage::adopt`], of what is only shown here: edits are kept from now on.
    pub fn adopt_shown(self) {
        let doc = self.workspace.document();
        self.set_mode(Mode::Own);
        self.workspace.keep_as_new(doc);
        self.copied.show(None);
        self.begin_desk();
        self.flush_whole();
    }

    /// Shows a design that is kept nowhere.
    pub fn show_shared(self, doc: Document) {
        self.leave(move || {
            self.next_turn();
            self.desk.set_value(Desk { id: new_id(), ..Desk::default() });
            self.set_mode(Mode::Shared);
            self.saved.set(Saved::Nothing);
            self.copied.show(None);
            self.workspace.restore(History::new(doc), 0, true);
        });
    }

    /// Leaves a shared design for the person's own.
    pub fn go_home(self) {
        let Some(database) = self.database() else {
            self.workspace.restore(History::new(Document::default()), 0, true);
            return self.set_mode(Mode::Own);
        };
        self.workspace.restore(History::new(Document::default()), 0, true);
        self.set_mode(Mode::Own);
        spawn_local(async move { self.bring_back(&database).await });
    }

    /// A new id for what is on screen, and the right to edit it.
    pub(super) fn begin_desk(self) {
        let id = new_id();
        self.next_turn();
        self.desk.set_value(Desk { id: id.clone(), ..Desk::default() });
        self.set_mode(Mode::Own);
        if self.database().is_some() && !matches!(self.saved.get_untracked(), Saved::Not(_)) {
            self.saved.set(Saved::Nothing);
        }
        spawn_local(async move {
            if let Answer::Held(lock) = tabs::ask(&id, Ask::Now).await {
                if self.id() == id {
                    self.lock.set_value(Some(lock));
                } else {
                    lock.release();
                }
            }
        });
    }

    /// From now on this tab shows what another one keeps.
    pub(super) fn follow(self) {
        let id = self.id();
        if let Some(lock) = self.lock.try_update_value(Option::take).flatten() {
            lock.release();
        }
        self.set_mode(Mode::Following);
        self.catch_up(id.clone());
        self.wait_in_turn(id, Ask::InTurn);
    }

    /// The person wants to edit here what another tab has.
    pub fn take_over(self) {
        let id = self.id();
        if let Some(line) = self.line.get_value() {
            line.say(&Said::Wanted(id.clone()));
        }
        Timeout::new(PATIENCE_MS, move || {
            if self.mode.get_untracked() == Mode::Following && self.id() == id {
                self.wait_in_turn(id, Ask::Take);
            }
        })
        .forget();
    }

    fn next_turn(self) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        turn
    }

    fn wait_in_turn(self, id: String, how: Ask) {
        let turn = self.next_turn();
        spawn_local(async move {
            let Answer::Held(lock) = tabs::ask(&id, how).await else { return };
            if self.turn.get_value() != turn || self.id() != id || self.mode.get_untracked() != Mode::Following {
                return lock.release();
            }
            self.lock.set_value(Some(lock));
            let Some(database) = self.database() else { return };
            if let Ok(Some((card, kept))) = read(&database, &id).await {
                self.show(card, &kept, Mode::Own, false);
                self.notices.say("This design is edited here now.");
            }
        });
    }

    fn heard(self, said: Said) {
        match said {
            Said::Kept(id) => {
                self.shelf.update(|n| *n = n.wrapping_add(1));
                if id == self.id() && self.mode.get_untracked() == Mode::Following {
                    self.catch_up(id);
                }
            }
            Said::Wanted(id) if id == self.id() && self.mode.get_untracked() == Mode::Own => {
                self.workspace.cancel();
                self.flush_whole();
                self.when_kept(move || {
                    if !matches!(self.saved.get_untracked(), Saved::Not(_)) {
                        self.follow();
                    }
                });
            }
            Said::Wanted(_) => {}
        }
    }

    /// Shows what the other tab has kept.
    fn catch_up(self, id: String) {
        let Some(database) = self.database() else { return };
        spawn_local(async move {
            if let Ok(Some((card, kept))) = read(&database, &id).await
                && self.id() == id
                && self.mode.get_untracked() == Mode::Following
                && self.desk.with_value(|d| d.card.as_ref().is_none_or(|c| c.rev != card.rev))
            {
                self.show(card, &kept, Mode::Following, false);
            }
        });
    }
}

/// All that is kept of a design.
pub(super) async fn read(database: &Database, id: &str) -> Result<Option<(Card, Kept)>, idb::Error> {
    let t = database::read(database)?;
    let store = |name| t.object_store(name);
    let Some(card) = database::text(&store(database::SHELF)?, database::key(id)).await?.as_deref().and_then(Card::read) else {
        return Ok(None);
    };
    let base = database::text(&store(database::BASES)?, database::key(id)).await?.as_deref().and_then(database::mark);
    let now = database::text(&store(database::NOWS)?, database::key(id)).await?.as_deref().and_then(database::mark);
    let steps = database::numbered_texts(&store(database::STEPS)?, database::from(id, 0)?).await?;
    // Without its beginning the design is what it was a moment ago.
    let base = base.unwrap_or_else(|| Mark { step: card.base, text: String::new() });
    Ok(Some((card.clone(), Kept { base, now, steps, at: card.at })))
}

/// The design alone, as a save file.
pub(super) async fn document(database: &Database, id: &str) -> Result<Document, String> {
    match read(database, id).await {
        Ok(Some((_, kept))) => replay(&kept).map(|r| r.history.now().clone()).map_err(|e| unread(&e)),
        Ok(None) => Err(t("it is not in the browser's storage any more").into()),
        Err(e) => Err(database::reason(&e)),
    }
}

/// A text of a save file as a document.
pub(super) fn document_of(text: &str) -> Result<Document, String> {
    save::read(text).map_err(|e| unread(&e))
}
