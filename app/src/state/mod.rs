//! The studio's state: one bundle of handles in the context, all cheap to copy.
//!
//! How a panel reads and writes:
//!
//! ```ignore
//! let s = studio();                                   // in a component; handles are Copy, take them into closures
//! let model = s.derived.model;                        // memos: read with .get() or .with(|m| …); see derived.rs
//! view! { <p>{move || model.with(|m| m.len())}</p> }
//! s.workspace.run("Rename app-a", Command::Rename { .. });   // an edit, one undo step; a refusal is told to the user
//! s.workspace.attempt("Set name", command)            // the same, silent: show the error beside the field
//! s.workspace.document()                              // the document now, untracked: to build a command from
//! s.selection.select_node(id); s.selection.nodes()     // one selection for canvas, outline, findings, inspector
//! s.workspace.reveal(id);                             // selects it and brings it on screen
//! s.notices.say("Copied");                            // polite status line
//! ```
//!
//! Only `Workspace` changes the document. No component owns domain state and no effect writes a signal.

pub mod arrange;
pub mod change;
pub mod copied;
pub mod derived;
pub mod lines;
pub mod look;
pub mod moves;
pub mod notes;
pub mod notices;
pub mod outcome;
pub mod prefs;
pub mod prices;
pub mod rules;
pub mod say;
pub mod scene;
pub mod selection;
pub mod shell;
pub mod storage;
pub mod trace;
pub mod viewport;
pub mod whole;
pub mod workspace;

pub use change::Reaching;
pub use copied::Copied;
pub use derived::Derived;
pub use notices::Notices;
pub use prefs::{Prefs, Theme, local};
pub use prices::{Prices, today};
pub use scene::Scene;
pub use selection::Selection;
pub use shell::Shell;
pub use storage::Storage;
pub use trace::Tracing;
pub use viewport::Viewport;
pub use whole::Whole;
pub use workspace::Workspace;

use crate::prelude::*;
use portico_core::resilience::Failure;

/// Every handle.
#[derive(Clone, Copy)]
pub struct Studio {
    pub workspace: Workspace,
    pub derived: Derived,
    pub selection: Selection,
    pub scene: Scene,
    pub viewport: Viewport,
    pub notices: Notices,
    pub storage: Storage,
    pub copied: Copied,
    pub prefs: Prefs,
    pub prices: Prices,
    pub shell: Shell,
    pub trace: Tracing,
    pub reaching: Reaching,
    pub whole: Whole,
    /// What the Compare panel asks.
    pub compare: RwSignal<crate::compare::Asked>,
    /// Whose callers the canvas shows.
    pub callers: crate::policy::Callers,
    /// The failures that are looked at.
    pub drill: RwSignal<Vec<Failure>>,
}

impl Studio {
    /// Builds the state and puts it into the context. Once, at the start.
    pub fn provide() -> Self {
        let notices = Notices::new();
        let scene = Scene::new();
        let viewport = Viewport::new(scene);
        let selection = Selection::new(scene);
        let workspace = Workspace::new(scene, selection, viewport, notices);
        let prices = Prices::new(notices);
        let whole = Whole::watch();
        let derived = Derived::new(workspace.signal(), prices.signal(), whole.there());
        let shell = Shell::new();
        let copied = Copied::new();
        let studio = Self {
            workspace,
            derived,
            selection,
            scene,
            viewport,
            notices,
            storage: Storage::new(workspace, copied, notices),
            copied,
            prefs: Prefs::new(),
            prices,
            shell,
            trace: Tracing::new(derived, selection, shell),
            reaching: Reaching::new(derived, workspace),
            whole,
            compare: RwSignal::new(crate::compare::Asked::default()),
            callers: crate::policy::Callers::new(derived),
            drill: RwSignal::new(Vec::new()),
        };
        provide_context(studio);
        studio
    }
}

/// The studio's handles, in any component.
pub fn studio() -> Studio {
    expect_context()
}
