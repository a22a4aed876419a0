//! Autosave into IndexedDB, within a second of an edit, read back and compared. What fails is said aloud.

use super::Workspace;
use crate::prelude::*;
use gloo::timers::callback::Timeout;
use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use portico_core::document::Document;
use portico_core::interchange::save;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

const DATABASE: &str = "portico";
const STORE: &str = "designs";
const CURRENT: &str = "current";
/// From the last edit to the write.
const DELAY_MS: u32 = 400;

/// Whether the design is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Looking for the design of last time.
    Opening,
    /// Nothing was drawn yet.
    Nothing,
    Saving,
    Here,
    /// Why not.
    Not(String),
}

#[derive(Clone, Copy)]
pub struct Storage {
    saved: RwSignal<Saved>,
    workspace: Workspace,
    database: StoredValue<Option<Database>, LocalStorage>,
    due: StoredValue<Option<Timeout>, LocalStorage>,
    /// The document that was written last.
    written: StoredValue<Document>,
}

impl Storage {
    pub fn new(workspace: Workspace) -> Self {
        Self {
            saved: RwSignal::new(Saved::Opening),
            workspace,
            database: StoredValue::new_local(None),
            due: StoredValue::new_local(None),
            written: StoredValue::new(Document::default()),
        }
    }

    pub fn saved(self) -> Signal<Saved> {
        self.saved.into()
    }

    /// Brings back the design of last time, then keeps every change.
    pub fn start(self) {
        spawn_local(async move {
            match open().await {
                Ok(database) => {
                    let kept = load(&database).await;
                    self.database.set_value(Some(database));
                    self.welcome(kept);
                }
                Err(e) => self.saved.set(Saved::Not(reason(&e))),
            }
            self.watch();
        });
    }

    fn welcome(self, kept: Result<Option<String>, idb::Error>) {
        let untouched = self.workspace.document() == Document::default();
        match kept {
            Ok(Some(text)) => match save::read(&text) {
                Ok(doc) if untouched => {
                    self.written.set_value(doc.clone());
                    let empty = doc == Document::default();
                    self.workspace.restore(doc);
                    self.saved.set(if empty { Saved::Nothing } else { Saved::Here });
                }
                Ok(_) => self.saved.set(Saved::Saving),
                Err(e) => self.saved.set(Saved::Not(format!("the design kept in this browser cannot be read ({e})"))),
            },
            Ok(None) => self.saved.set(Saved::Nothing),
            Err(e) => self.saved.set(Saved::Not(reason(&e))),
        }
    }

    /// Schedules a write after each change; when the page is hidden, at once.
    fn watch(self) {
        let doc = self.workspace.signal();
        Effect::new(move |_| {
            doc.track();
            if doc.get_untracked() != self.written.get_value() {
                // "Saved" would be a lie until the write is done.
                if !matches!(self.saved.get_untracked(), Saved::Not(_)) {
                    self.saved.set(Saved::Saving);
                }
                self.due.set_value(Some(Timeout::new(DELAY_MS, move || self.write())));
            }
        });
        if let Some(document) = crate::ui::dom::document() {
            gloo::events::EventListener::new(&document, "visibilitychange", move |_| {
                if self.due.try_update_value(Option::take).flatten().is_some() {
                    self.write();
                }
            })
            .forget();
        }
    }

    fn write(self) {
        self.due.update_value(|d| drop(d.take()));
        let Some(database) = self.database.try_update_value(Option::take).flatten() else {
            // A write is under way, or storage is forbidden; the former looks again when it is done.
            return;
        };
        self.saved.set(Saved::Saving);
        spawn_local(async move {
            let doc = self.workspace.document();
            let done = keep(&database, &save::write(&doc)).await;
            self.database.set_value(Some(database));
            match done {
                Ok(()) => {
                    self.written.set_value(doc);
                    if self.workspace.document() == self.written.get_value() {
                        self.saved.set(Saved::Here);
                    } else {
                        self.write();
                    }
                }
                Err(e) => self.saved.set(Saved::Not(e)),
            }
        });
    }
}

async fn open() -> Result<Database, idb::Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            // Fails only when the store is there already.
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    request.await
}

async fn load(database: &Database) -> Result<Option<String>, idb::Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let found = transaction.object_store(STORE)?.get(JsValue::from_str(CURRENT))?.await?;
    Ok(found.and_then(|v| v.as_string()))
}

/// Writes and reads back.
async fn keep(database: &Database, text: &str) -> Result<(), String> {
    let put = async {
        let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
        transaction.object_store(STORE)?.put(&JsValue::from_str(text), Some(&JsValue::from_str(CURRENT)))?.await?;
        transaction.commit()?.await
    };
    put.await.map_err(|e| reason(&e))?;
    match load(database).await {
        Ok(Some(back)) if back == text => Ok(()),
        Ok(_) => Err("what the browser kept is not what was written".into()),
        Err(e) => Err(reason(&e)),
    }
}

/// In words.
fn reason(e: &idb::Error) -> String {
    let text = format!("{e:?}");
    if text.contains("Quota") {
        "the browser's storage for this site is full; save to a file".into()
    } else if text.contains("Security") || text.contains("NotFound") || text.contains("Forbidden") || text.contains("InvalidState") {
        "the browser forbids storage for this site; save to a file".into()
    } else {
        "the browser's storage failed; save to a file".into()
    }
}
