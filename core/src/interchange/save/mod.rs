//! Save files, `NAME.portico.json`: a version, then plain values of every resource. Working types are not serialised: the
//! file's form is [`Value`]s by field name, and older versions are lifted value by value.

mod json;
mod read;
mod write;

pub use json::{from_json, to_json};
pub use read::{LoadError, read};
pub(in crate::interchange) use read::{Object, of_fields, rect};
pub use write::write;

/// The newest version. Files up to it are read, and each is written in the oldest version that can hold it:
/// 2 brought intents, and requests and bursts of flows.
pub const VERSION: i64 = 2;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

#[cfg(test)]
mod tests;
