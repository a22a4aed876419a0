//! Findings of the selected resource.

use super::super::subject::Subject;
use crate::state::Studio;
use leptos::prelude::*;

/// Nothing until the checks are there.
pub fn findings(_: Studio, _: &Subject) -> AnyView {
    ().into_any()
}
