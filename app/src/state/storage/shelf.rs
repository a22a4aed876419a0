//! The list of designs: what is there, copies, what is thrown away and brought back.

use super::card::Card;
use super::load::{document, document_of};
use super::tabs::{self, Answer, Ask};
use super::{Storage, database, new_id};
use crate::state::prefs::{local, session};
use idb::Database;
use portico_core::document::{Document, Value};
use portico_core::edit::Command;
use portico_core::interchange::save;
use portico_core::ordered::Sorted as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};

const OPEN: &str = "portico.open";
/// What was thrown away can be brought back for so long.
const BIN_MS: f64 = 30.0 * 24.0 * 3_600_000.0;

impl Storage {
    /// Tracked: goes up when the list may have changed.
    pub fn changes(self) -> u32 {
        self.shelf.get()
    }

    /// The designs, those edited last first; those thrown away among them.
    pub async fn cards(self) -> Vec<Card> {
        match self.database() {
            Some(database) => cards(&database).await.unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// A copy of a design beside it.
    pub fn duplicate(self, id: String) {
        let Some(database) = self.database() else { return };
        self.when_kept(move || {
            spawn_local(async move {
                let copy = async {
                    let doc = document(&database, &id).await?;
                    let title = format!("{} (copy)", doc.assumptions.title).chars().take(255).collect::<String>();
                    let doc = doc
                        .apply(&Command::Assume { field: "title".into(), value: Value::Text(title) })
                        .map_err(|e| crate::language::refusal(&e))?;
                    let thumb = cards(&database).await.ok().and_then(|all| all.into_iter().find(|c| c.id == id)).map(|c| c.thumb);
                    let card = Card { thumb: thumb.unwrap_or_default(), ..new_card(&doc) };
                    add(&database, &card, &save::write(&doc)).await.map_err(|e| database::reason(&e))?;
                    Ok::<String, String>(card.title)
                };
                match copy.await {
                    Ok(title) => self.notices.say(crate::say!("Copied as “{title}”.", title = title)),
                    Err(e) => self.notices.problem(crate::say!("The design was not copied: {e}.", e = e)),
                }
                self.shelf.update(|n| *n = n.wrapping_add(1));
            });
        });
    }

    /// Throws a design away, or brings it back.
    pub fn throw_away(self, id: String, away: bool) {
        let Some(database) = self.database() else { return };
        spawn_local(async move {
            let lock = match tabs::ask(&id, Ask::Now).await {
                Answer::Taken => return self.notices.problem("This design is open in a tab: close it there first."),
                Answer::Held(lock) => Some(lock),
                Answer::Unsupported => None,
            };
            let done = mark_gone(&database, &id, away.then(js_sys::Date::now)).await;
            if let Some(lock) = lock {
                lock.release();
            }
            match done {
                Ok(title) if away => {
                    self.notices.say(crate::say!("“{title}” is thrown away; it can be brought back for 30 days.", title = title))
                }
                Ok(title) => self.notices.say(crate::say!("“{title}” is back.", title = title)),
                Err(e) => self.notices.problem(format!("{}.", database::reason(&e))),
            }
            self.shelf.update(|n| *n = n.wrapping_add(1));
        });
    }

    /// Asks the browser to keep what is here even when its disk is full.
    pub(super) fn ask_to_persist(self) {
        self.ask_storage(|m| m.persist().ok());
    }

    pub(super) fn ask_persisted(self) {
        self.ask_storage(|m| m.persisted().ok());
    }

    fn ask_storage(self, ask: fn(&web_sys::StorageManager) -> Option<js_sys::Promise>) {
        let Some(window) = web_sys::window() else { return };
        let manager = window.navigator().storage();
        // Outside a secure context there is none.
        if wasm_bindgen::JsValue::from(manager.clone()).is_undefined() {
            return;
        }
        if let Some(promise) = ask(&manager) {
            spawn_local(async move {
                if let Ok(yes) = JsFuture::from(promise).await {
                    self.persisted.set(yes.as_bool() == Some(true));
                }
            });
        }
    }
}

/// The designs that were open last: in this tab, then in any.
pub(super) fn remembered() -> Vec<String> {
    [session(), local()].into_iter().flatten().filter_map(|s| s.get_item(OPEN).ok().flatten()).collect()
}

/// This design is open in this tab now.
pub(super) fn remember(id: &str) {
    for store in [session(), local()].into_iter().flatten() {
        let _ = store.set_item(OPEN, id);
    }
}

pub(super) async fn cards(database: &Database) -> Result<Vec<Card>, idb::Error> {
    let t = database::read(database)?;
    let all = database::texts(&t.object_store(database::SHELF)?, None).await?;
    let mut cards: Vec<Card> = all.iter().filter_map(|t| Card::read(t)).collect();
    cards.order_by(|a, b| b.edited.total_cmp(&a.edited));
    Ok(cards)
}

/// Puts a design without history into the list.
async fn add(database: &Database, card: &Card, text: &str) -> Result<(), idb::Error> {
    let t = database::write(database)?;
    let key = database::key(&card.id);
    database::put(&t.object_store(database::BASES)?, &key, &database::mark_text(card.base, text))?;
    database::put(&t.object_store(database::SHELF)?, &key, &card.write())?;
    database::commit(t).await
}

async fn mark_gone(database: &Database, id: &str, gone: Option<f64>) -> Result<String, idb::Error> {
    let t = database::write(database)?;
    let shelf = t.object_store(database::SHELF)?;
    let mut card = database::text(&shelf, database::key(id)).await?.as_deref().and_then(Card::read).unwrap_or_default();
    card.gone = gone;
    card.rev = card.rev.wrapping_add(1);
    database::put(&shelf, &database::key(id), &card.write())?;
    database::commit(t).await?;
    Ok(card.title)
}

/// Removes all that is kept of a design.
pub(super) async fn remove(database: &Database, id: &str) -> Result<(), idb::Error> {
    let t = database::write(database)?;
    for name in [database::SHELF, database::BASES, database::NOWS] {
        database::delete(&t.object_store(name)?, database::key(id))?;
    }
    for name in [database::STEPS, database::VERSIONS] {
        database::delete(&t.object_store(name)?, database::from(id, 0)?)?;
    }
    database::commit(t).await
}

/// Takes over the design of the first version, and empties the bin of what is too old.
pub(super) async fn tidy_up(database: &Database) {
    let old = js_sys::Date::now() - BIN_MS;
    for card in cards(database).await.unwrap_or_default() {
        if card.gone.is_some_and(|at| at < old) {
            let _ = remove(database, &card.id).await;
        }
    }
    let _ = take_former(database).await;
}

/// The card of a design that is put on the shelf now.
fn new_card(doc: &Document) -> Card {
    Card {
        id: new_id(),
        title: doc.assumptions.title.clone(),
        edited: js_sys::Date::now(),
        objects: u32::try_from(doc.model.len()).unwrap_or(u32::MAX),
        rev: 1,
        ..Card::default()
    }
}

async fn take_former(database: &Database) -> Result<(), idb::Error> {
    let former = |mode| database.transaction(&[database::FORMER], mode);
    let t = former(idb::TransactionMode::ReadOnly)?;
    let Some(text) = database::text(&t.object_store(database::FORMER)?, database::key("current")).await? else { return Ok(()) };
    // What cannot be read stays where it is.
    let Ok(doc) = document_of(&text) else { return Ok(()) };
    if !doc.model.is_empty() {
        add(database, &new_card(&doc), &text).await?;
    }
    let t = former(idb::TransactionMode::ReadWrite)?;
    database::delete(&t.object_store(database::FORMER)?, database::key("current"))?;
    database::commit(t).await
}
