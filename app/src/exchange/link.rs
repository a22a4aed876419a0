//! Links that carry the design: everything is in the part after `#`, which no browser sends to any server.

use super::deflate::{Trouble, deflate, inflate};
use crate::state::shell::Refused;
use crate::state::{Studio, storage::Mode};
use portico_core::document::Document;
use portico_core::interchange::save::LoadError;
use portico_core::interchange::share;
use portico_core::text;
use portico_core::text::Text;
use wasm_bindgen_futures::spawn_local;

/// What a link is called where files have names.
pub const A_LINK: &str = "a link";

/// What stands before the design in the fragment.
const NAME: &str = "#design=";

/// The design as text: version, point, deflated and in base64url.
pub async fn text(doc: &Document) -> Result<String, Trouble> {
    let bytes = deflate(&share::pack(doc)).await?;
    Ok(share::text(share::VERSION, &bytes))
}

/// A text back into the design.
pub async fn document(text: &str) -> Result<Document, LoadError> {
    let wrong = |message: Text| LoadError::new("", message);
    let (version, bytes) = share::payload(text)?;
    let packed = inflate(&bytes, share::MAX_PACKED).await.map_err(|t| match t {
        Trouble::Unsupported => wrong(text!("this browser cannot inflate a shared design; a current one can")),
        Trouble::Damaged => wrong(text!("the link ends too early or was changed on the way; ask for it again")),
        Trouble::TooLarge => wrong(text!("this holds more than a design that can be shared")),
    })?;
    share::unpack(version, &packed)
}

/// The address of this page with the design in it.
pub async fn address(doc: &Document) -> Result<String, Trouble> {
    Ok(format!("{}{NAME}{}", page(), text(doc).await?))
}

fn page() -> String {
    let address = web_sys::window().and_then(|w| w.location().href().ok()).unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_string()
}

/// The design's text in the address, if any.
fn carried() -> Option<String> {
    let fragment = web_sys::window()?.location().hash().ok()?;
    fragment.strip_prefix(NAME).map(Into::into)
}

/// Takes the design out of the address, so that a reload shows the person's own.
pub fn forget() {
    if let Some(history) = web_sys::window().and_then(|w| w.history().ok()) {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&page()));
    }
}

/// Shows the design that the address carries, now and whenever another one comes. False where it carries none.
pub fn listen(s: Studio) -> bool {
    if let Some(window) = web_sys::window() {
        gloo::events::EventListener::new(&window, "hashchange", move |_| {
            show(s);
        })
        .forget();
    }
    show(s)
}

fn show(s: Studio) -> bool {
    let Some(text) = carried() else { return false };
    spawn_local(async move {
        match document(&text).await {
            Ok(doc) => s.storage.show_shared(doc),
            Err(e) => {
                forget();
                s.shell.refused.set(Some(Refused::of(A_LINK, &e)));
                if s.storage.mode().get_untracked() == Mode::Shared {
                    s.storage.go_home();
                }
            }
        }
    });
    true
}
