//! Leptos's prelude, with what is ours in the place of its own: `view!`, lists and signals, which compile to far less. Same names, same use.

pub use crate::language::{InLanguage, in_language, t};
pub use crate::say;
pub use crate::signal::{Memo, RwSignal, Signal};
pub use crate::view::{El, For, Show};
pub use leptos::prelude::*;
pub use portico_markup::view;
