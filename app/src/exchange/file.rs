//! Files out of the page and into it, and the clipboard.

use crate::state::Studio;
use gloo::file::{Blob, ObjectUrl};
use portico_core::edit::key::slug;
use portico_core::interchange::save::LoadError;
use portico_core::text;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Hands a file to the browser's downloads.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Option<()> {
    let url = ObjectUrl::from(Blob::new_with_options(bytes, Some(mime)));
    let document = crate::ui::dom::document()?;
    let anchor: web_sys::HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The download has its own hold on the blob once it has begun, which is in the turns after the click.
    gloo::timers::callback::Timeout::new(10_000, move || drop(url)).forget();
    Some(())
}

/// As [`download`], and says how it went.
pub fn save(s: Studio, name: &str, mime: &str, bytes: &[u8]) {
    match download(name, mime, bytes) {
        Some(()) => s.notices.say(crate::say!("{name} is in your downloads.", name = name)),
        None => s.notices.problem("The browser refused to save a file."),
    }
}

/// The name of a file for a design: `payments-prod.portico.json`.
pub fn called(title: &str, suffix: &str) -> String {
    let base = slug(title).replace('_', "-");
    format!("{}{suffix}", if base.is_empty() { "design" } else { &base })
}

/// Bytes as text.
pub fn text(bytes: Vec<u8>) -> Result<String, LoadError> {
    String::from_utf8(bytes).map_err(|e| {
        let at = text!("byte {n}", n = e.utf8_error().valid_up_to() + 1);
        LoadError::told(at, text!("this is not text, so it is no Portico design"))
    })
}

/// Puts a text on the clipboard; false where the browser forbids it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let clipboard: JsValue = window.navigator().clipboard().into();
    // Outside a secure context there is no clipboard.
    !clipboard.is_undefined() && JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_plain() {
        assert_eq!(called("Payments prod", ".portico.json"), "payments-prod.portico.json");
        assert_eq!(called("../../<b>x</b>", ".zip").find(['/', '<', '>']), None);
    }
}
