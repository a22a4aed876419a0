//! Designs in and out: the Terraform of the design to read, copy and download; saving, opening, examples, a new design.
//!
//! Test ids: `code-files`, `code-file-NAME` (`code-file-main.tf`), `code-view`, `code-copy`, `code-download`, `code-progress`, `code-notes`;
//! `open` (the sheet), `open-file`, `open-new`, `example-ID`; `refused`, `refused-what`, `refused-at`; `drop-veil`.

mod code;
mod data;
mod desk;
mod examples;
mod file;
mod open;
mod save;

pub use code::CodePanel;
pub use open::{DropVeil, OpenSheet, RefusedSheet};
pub use save::save;

/// The id of the drawer's tab with the code.
pub const TAB: &str = "code";
