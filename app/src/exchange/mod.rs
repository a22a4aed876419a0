//! Designs in and out: the Terraform of the design to read, copy and download; saving, opening, examples, a new design; the designs
//! that this browser keeps and their versions; links, pictures and papers to share.
//!
//! Test ids: `code-files`, `code-file-NAME` (`code-file-main.tf`), `code-view`, `code-copy`, `code-download`, `code-progress`, `code-notes`, `code-form`,
//! `code-show-files`, `code-show-changes`, `code-since`, `code-sum-code` (`-cost`, `-reach`), `code-changes`, `code-diff-NAME`, `code-patch`;
//! `open` (the sheet), `open-file`, `open-new`, `example-ID`; `refused`, `refused-what`, `refused-at`; `drop-veil`;
//! `open-folder`, `aws-commands`, `aws-copy`; `import` (the sheet), `import-progress`, `import-understood`, `import-guessed`, `import-unknown`,
//! `import-value-NAME`, `import-again`, `import-left-out`, `import-take`, `import-cancel`;
//! `designs`, `design` (each card), `design-copy`, `design-delete`, `bin`, `design-back`; `versions`, `version-name`, `version-keep`, `version`,
//! `version-back`, `version-copy`, `version-delete`; `prices` (a sheet), `prices-said`, `prices-file`, `prices-progress`, `prices-cancel`, `prices-found`,
//! `prices-changes`, `prices-take`, `prices-undo`, `prices-built-in`; `share`, `share-link`, `share-copy`, `share-said`, `share-save-png` and so on.

mod code;
mod commands;
mod deflate;
mod designs;
mod desk;
mod dropped;
mod examples;
pub mod file;
mod foreign;
mod import;
mod into;
mod link;
mod open;
mod papers;
mod picture;
mod preview;
pub mod prices;
mod save;
mod share;
mod unzip;
mod versions;

pub use code::{CodePanel, piece, show as show_code};
pub use desk::{Desk, Job, read};
pub use import::ImportSheet;
pub use link::listen;
pub use open::{DropVeil, OpenSheet, RefusedSheet};
pub use papers::{Paper, print, save as save_paper};
pub use picture::{Kind as Picture, save as save_picture};
pub use prices::PricesSheet;
pub use save::save;
pub use share::ShareSheet;
pub use versions::{VersionsSheet, design as design_id, kept as versions_kept};

use crate::state::Studio;

/// The shared design on screen becomes the person's own.
pub fn keep_shared(s: Studio) {
    link::forget();
    s.storage.adopt_shown();
}

/// Leaves the shared design.
pub fn close_shared(s: Studio) {
    link::forget();
    s.storage.go_home();
}

/// The id of the drawer's tab with the code.
pub const TAB: &str = "code";
