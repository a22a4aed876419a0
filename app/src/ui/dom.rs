//! Small questions to the page.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

pub fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

pub fn active() -> Option<Element> {
    document()?.active_element()
}

/// Whether an element takes typed text, so that shortcuts must keep quiet.
pub fn takes_text(el: &Element) -> bool {
    let tag = el.tag_name().to_ascii_lowercase();
    match tag.as_str() {
        "input" => !matches!(el.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "button" | "range")),
        "textarea" | "select" => true,
        _ => el.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable),
    }
}

/// Focuses the first element that a selector finds.
pub fn focus(selector: &str) -> bool {
    let found = document().and_then(|d| d.query_selector(selector).ok().flatten());
    match found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        Some(el) => el.focus().is_ok(),
        None => false,
    }
}

/// Whether the Command key takes Control's part here.
pub fn is_mac() -> bool {
    web_sys::window().and_then(|w| w.navigator().platform().ok()).is_some_and(|p| p.starts_with("Mac") || p.starts_with("iP"))
}

/// Lets a promise end as it will: a rejection that nobody waits for is none to complain of.
pub fn ignore(promise: &js_sys::Promise) {
    let nothing = wasm_bindgen::prelude::Closure::once_into_js(|_: JsValue| {});
    if let Ok(catch) = js_sys::Reflect::get(promise, &"catch".into())
        && let Some(catch) = catch.dyn_ref::<js_sys::Function>()
    {
        let _ = catch.call1(promise, &nothing);
    }
}
