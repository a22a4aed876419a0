//! Designs in and out: the Terraform of the design to read, copy and download; saving, opening, examples, a new design.
//!
//! Test ids: `code-files`, `code-file-NAME` (`code-file-main.tf`), `code-view`, `code-copy`, `code-download`, `code-notes`;
//! `open` (the sheet), `open-file`, `open-new`, `example-ID`; `refused`, `refused-what`, `refused-at`; `drop-veil`.

mod code;
mod data;
mod examples;
pub mod file;
mod open;
mod save;
mod zip;

pub use code::{CodePanel, show as show_code};
pub use open::{DropVeil, OpenSheet, RefusedSheet};
pub use save::save;

/// The id of the drawer's tab with the code.
pub const TAB: &str = "code";
