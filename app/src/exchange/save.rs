//! The design as a file in the browser's downloads.

use super::file;
use crate::state::Studio;
use portico_core::interchange::save;

/// Saves the design on screen as `NAME.portico.json`.
pub fn save(s: Studio) {
    let doc = s.workspace.document();
    let name = file::called(&doc.assumptions.title, ".portico.json");
    match file::download(&name, "application/json", save::write(&doc).as_bytes()) {
        Some(()) => {
            s.copied.saved(s.storage.step());
            s.storage.flush();
            s.notices.say(crate::say!("Saved as {name} to your downloads.", name = name));
        }
        None => s.notices.problem("The browser refused to save a file."),
    }
}
