//! The browser's database: five stores of texts, and what can go wrong with them in words.
//!
//! `shelf` has a card for each design. `bases` has the design that its history begins with, `nows` the design as it was a moment ago, both
//! with the number of their step before them; `steps` has a line for each step, under `[id, number]`; `versions` has what was given a
//! name, under `[id, number]`.

use crate::language::t;
use idb::{Database, DatabaseEvent, Factory, KeyRange, ObjectStore, ObjectStoreParams, Query, Transaction, TransactionMode};
use js_sys::Array;
use portico_core::interchange::journal::Mark;
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "portico";
const VERSION: u32 = 2;
pub const SHELF: &str = "shelf";
pub const BASES: &str = "bases";
pub const NOWS: &str = "nows";
pub const STEPS: &str = "steps";
pub const VERSIONS: &str = "versions";
/// The one design of the first version, under `current`.
pub const FORMER: &str = "designs";
pub const ALL: [&str; 5] = [SHELF, BASES, NOWS, STEPS, VERSIONS];

/// Opens the database, made or brought up to date where need be.
pub async fn open() -> Result<Database, idb::Error> {
    let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            let there = database.store_names();
            for name in ALL.iter().chain([&FORMER]).filter(|n| !there.iter().any(|t| t == *n)) {
                // Fails only when the store is there already.
                let _ = database.create_object_store(name, ObjectStoreParams::new());
            }
        }
    });
    let mut database = request.await?;
    // A newer page in another tab may bring it up to date: this one lets go, and says so at its next write.
    database.on_version_change(|event| {
        let close = event.target().and_then(|t| Some((js_sys::Reflect::get(&t, &"close".into()).ok()?, t)));
        if let Some((close, target)) = close
            && let Some(close) = close.dyn_ref::<js_sys::Function>()
        {
            let _ = close.call0(&target);
        }
    });
    Ok(database)
}

pub fn read(database: &Database) -> Result<Transaction, idb::Error> {
    database.transaction(&ALL, TransactionMode::ReadOnly)
}

pub fn write(database: &Database) -> Result<Transaction, idb::Error> {
    database.transaction(&ALL, TransactionMode::ReadWrite)
}

/// Ends a transaction; an error where the browser took it back.
pub async fn commit(t: Transaction) -> Result<(), idb::Error> {
    let done = t.commit()?.await?;
    if done.is_committed() { Ok(()) } else { Err(idb::Error::TransactionCommitError(JsValue::NULL)) }
}

pub fn key(id: &str) -> JsValue {
    JsValue::from_str(id)
}

/// The key of a step or a version.
pub fn numbered(id: &str, n: u32) -> JsValue {
    Array::of2(&JsValue::from_str(id), &JsValue::from_f64(f64::from(n))).into()
}

/// All numbers of a design from one on.
pub fn from(id: &str, n: u32) -> Result<KeyRange, idb::Error> {
    // A list stands behind every number.
    let end: JsValue = Array::of2(&JsValue::from_str(id), &Array::new()).into();
    KeyRange::bound(&numbered(id, n), &end, None, None)
}

/// All numbers of a design up to one.
pub fn up_to(id: &str, n: u32) -> Result<KeyRange, idb::Error> {
    KeyRange::bound(&numbered(id, 0), &numbered(id, n), None, None)
}

pub async fn text(store: &ObjectStore, key: JsValue) -> Result<Option<String>, idb::Error> {
    Ok(store.get(key)?.await?.and_then(|v| v.as_string()))
}

pub async fn texts(store: &ObjectStore, range: Option<KeyRange>) -> Result<Vec<String>, idb::Error> {
    let all = store.get_all(range.map(Query::KeyRange), None)?.await?;
    Ok(all.iter().filter_map(JsValue::as_string).collect())
}

/// Texts with the numbers of their keys.
pub async fn numbered_texts(store: &ObjectStore, range: KeyRange) -> Result<Vec<(u32, String)>, idb::Error> {
    let keys = store.get_all_keys(Some(Query::KeyRange(range.clone())), None)?.await?;
    let all = store.get_all(Some(Query::KeyRange(range)), None)?.await?;
    let number = |k: &JsValue| Array::from(k).get(1).as_f64().map(|n| n as u32);
    Ok(keys.iter().zip(&all).filter_map(|(k, v)| Some((number(k)?, v.as_string()?))).collect())
}

pub fn put(store: &ObjectStore, key: &JsValue, text: &str) -> Result<(), idb::Error> {
    // The transaction says whether it was done.
    store.put(&JsValue::from_str(text), Some(key)).map(drop)
}

pub fn delete(store: &ObjectStore, what: impl Into<Query>) -> Result<(), idb::Error> {
    store.delete(what).map(drop)
}

/// A design with the number of its step before it.
pub fn mark_text(step: u32, text: &str) -> String {
    format!("{step}\n{text}")
}

pub fn mark(text: &str) -> Option<Mark> {
    let (step, text) = text.split_once('\n')?;
    Some(Mark { step: step.parse().ok()?, text: text.into() })
}

/// What went wrong, in words.
pub fn reason(e: &idb::Error) -> String {
    let text = format!("{e:?}");
    let what = if text.contains("Quota") {
        "the browser's storage for this site is full"
    } else if ["Security", "NotFound", "Forbidden", "InvalidState"].iter().any(|w| text.contains(w)) {
        "the browser forbids storage for this site"
    } else if text.contains("VersionError") {
        "a newer Portico has used this storage; reload the page"
    } else {
        "the browser's storage failed"
    };
    crate::say!("{what}; save to a file", what = t(what))
}
