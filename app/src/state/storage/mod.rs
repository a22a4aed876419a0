//! Designs are kept in this browser: every step within a moment, read back and compared. What fails is said aloud.
//!
//! A design is a checkpoint and a journal of the steps since (`interchange::journal`), so that undo outlives the page; beside it lies
//! the design as it was a moment ago, which the replay is held to. One tab edits a design; others follow. Every write compares the
//! revision it stands on, so that no tab overwrites what it has not seen.

pub mod card;
mod database;
mod keep;
mod load;
mod outbox;
mod shelf;
mod tabs;
mod versions;

pub use card::Card;
pub use outbox::Outbox;
pub use versions::Version;

use super::{Copied, Notices, Workspace};
use crate::prelude::*;
use idb::Database;
use std::rc::Rc;
use tabs::{Line, Lock};

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

/// Whose the design on screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// This tab's: edits are kept.
    Own,
    /// Another tab edits it; this one shows what that one keeps.
    Following,
    /// A link's: shown, and kept nowhere.
    Shared,
}

/// What is open.
#[derive(Clone, Debug, Default)]
struct Desk {
    id: String,
    /// The card as it was written last; none for a design that is not kept yet.
    card: Option<Card>,
    /// The step that `nows` has.
    marked: Option<u32>,
    /// The number of the step that the history in memory begins after.
    origin: u32,
    /// What `bases` has cannot be used any more.
    rebase: bool,
}

#[derive(Clone, Copy)]
pub struct Storage {
    saved: RwSignal<Saved>,
    mode: RwSignal<Mode>,
    /// Goes up when the shelf may have changed.
    shelf: RwSignal<u32>,
    /// Goes up when versions may have changed.
    versioned: RwSignal<u32>,
    /// Whether the browser promised to keep what is here.
    persisted: RwSignal<bool>,
    workspace: Workspace,
    copied: Copied,
    notices: Notices,
    database: StoredValue<Option<Rc<Database>>, LocalStorage>,
    line: StoredValue<Option<Line>, LocalStorage>,
    lock: StoredValue<Option<Lock>, LocalStorage>,
    desk: StoredValue<Desk>,
    work: StoredValue<keep::Work, LocalStorage>,
    /// Goes up whenever this tab asks for the right to edit: an answer to an older question is none.
    turn: StoredValue<u32>,
}

impl Storage {
    pub fn new(workspace: Workspace, copied: Copied, notices: Notices) -> Self {
        Self {
            saved: RwSignal::new(Saved::Opening),
            mode: RwSignal::new(Mode::Own),
            shelf: RwSignal::new(0),
            versioned: RwSignal::new(0),
            persisted: RwSignal::new(false),
            workspace,
            copied,
            notices,
            database: StoredValue::new_local(None),
            line: StoredValue::new_local(None),
            lock: StoredValue::new_local(None),
            desk: StoredValue::new(Desk { id: new_id(), ..Desk::default() }),
            work: StoredValue::new_local(keep::Work::default()),
            turn: StoredValue::new(0),
        }
    }

    pub fn saved(self) -> Signal<Saved> {
        self.saved.into()
    }

    pub fn mode(self) -> Signal<Mode> {
        self.mode.into()
    }

    pub fn persisted(self) -> Signal<bool> {
        self.persisted.into()
    }

    /// The id of the design on screen.
    pub fn id(self) -> String {
        self.desk.with_value(|d| d.id.clone())
    }

    fn set_mode(self, mode: Mode) {
        self.workspace.set_readonly(mode != Mode::Own);
        self.mode.set(mode);
    }

    fn database(self) -> Option<Rc<Database>> {
        self.database.get_value()
    }

    fn failed(self, e: &idb::Error) {
        self.saved.set(Saved::Not(database::reason(e)));
    }
}

/// A name that no other design has.
fn new_id() -> String {
    let part = |n: f64| format!("{:x}", (n * f64::from(u32::MAX)) as u32);
    format!("{:x}-{}{}", js_sys::Date::now() as u64, part(js_sys::Math::random()), part(js_sys::Math::random()))
}
