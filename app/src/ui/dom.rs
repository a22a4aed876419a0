//! Small questions to the page.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

pub fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// The page's clock, in ms. It stands where there is no page, in tests.
pub fn now() -> f64 {
    if !cfg!(target_arch = "wasm32") {
        return 0.0;
    }
    web_sys::window().and_then(|w| w.performance()).map_or(0.0, |p| p.now())
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

pub fn by_id(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Focuses an element of HTML or SVG by its id.
pub fn focus_id(id: &str) -> bool {
    let found = by_id(id);
    // Both kinds have the method, and share no type that has it.
    found.is_some_and(|el| el.unchecked_ref::<HtmlElement>().focus().is_ok())
}

/// Scrolls an element into view, no farther than needed.
pub fn show(id: &str) {
    scroll_to(by_id(id));
}

/// As [`show`], the first that a selector finds.
pub fn show_first(selector: &str) {
    scroll_to(document().and_then(|d| d.query_selector(selector).ok().flatten()));
}

fn scroll_to(el: Option<Element>) {
    // By its name: the bindings' own form of the options would bring more of them into the build.
    let options = js_sys::Object::new();
    let Some(el) = el else { return };
    for part in ["block", "inline"] {
        let _ = js_sys::Reflect::set(&options, &part.into(), &"nearest".into());
    }
    if let Ok(scroll) = js_sys::Reflect::get(&el, &"scrollIntoView".into()) {
        let _ = scroll.dyn_into::<js_sys::Function>().map(|f| f.call1(&el, &options));
    }
}

/// Whether a person marked text of the page.
pub fn text_is_marked() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let selection = js_sys::Reflect::get(&window, &"getSelection".into()).ok().and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    let selection = selection.and_then(|f| f.call0(&window).ok()).filter(wasm_bindgen::JsValue::is_object);
    let collapsed = selection.and_then(|s| js_sys::Reflect::get(&s, &"isCollapsed".into()).ok());
    collapsed.and_then(|c| c.as_bool()) == Some(false)
}

/// Whether the Command key takes Control's part here; outside a browser: no.
pub fn is_mac() -> bool {
    cfg!(target_arch = "wasm32")
        && web_sys::window().and_then(|w| w.navigator().platform().ok()).is_some_and(|p| p.starts_with("Mac") || p.starts_with("iP"))
}

/// Types a text in the place of what is marked, so that the browser can undo it; whether it could.
pub fn insert_text(text: &str) -> bool {
    let Some(document) = document() else { return false };
    let command = js_sys::Reflect::get(&document, &"execCommand".into()).ok().and_then(|f| f.dyn_into::<js_sys::Function>().ok());
    let done = command.and_then(|f| f.call3(&document, &"insertText".into(), &false.into(), &text.into()).ok());
    done.and_then(|d| d.as_bool()) == Some(true)
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
