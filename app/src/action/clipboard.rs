//! The clipboard: parts of designs as text, so that they go from tab to tab. By keys with the browser's own events, which ask nobody;
//! from menus with what the browser allows, and what was copied here last where it does not.

use super::keys::elsewhere;
use crate::canvas::Driver;
use crate::exchange::file;
use crate::prelude::*;
use crate::state::Studio;
use crate::state::outcome::labelled;
use crate::ui::dom;
use gloo::events::{EventListener, EventListenerOptions};
use portico_core::document::Place;
use portico_core::interchange::clip::{self, Clip, Pasted};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::DataTransfer;

pub fn listen(s: Studio, d: Driver) {
    let Some(window) = web_sys::window() else { return };
    for name in ["copy", "cut", "paste"] {
        EventListener::new_with_options(&window, name, EventListenerOptions::enable_prevent_default(), move |e| {
            // An event of the clipboard has what it carries as a data transfer.
            let data = js_sys::Reflect::get(e, &"clipboardData".into()).ok().and_then(|d| d.dyn_into::<DataTransfer>().ok());
            let Some(data) = data.filter(|_| !elsewhere()) else { return };
            if name == "paste" {
                let text = data.get_data("text/plain").unwrap_or_default();
                put(s, d, &text);
                e.prevent_default();
                // Text that is marked on the page is what a person copies.
            } else if !dom::text_is_marked()
                && let Some(text) = take(s)
                && data.set_data("text/plain", &text).is_ok()
            {
                e.prevent_default();
                if name == "cut" {
                    super::run::delete(s);
                }
            }
        })
        .forget();
    }
}

/// The selection as text; none without one that can be copied.
fn take(s: Studio) -> Option<String> {
    let (doc, places) = (s.workspace.document(), s.selection.places_now());
    if places.is_empty() {
        return None;
    }
    let copied = clip::copy(&doc, &places);
    if copied.is_empty() {
        s.notices.say("This goes only with its VPC: copy that.");
        return None;
    }
    let text = copied.write();
    s.shell.clip.set_value(Some(text.clone()));
    s.notices.say(format!("{}.", labelled("Copied", &doc, &copied.roots)));
    Some(text)
}

/// Copies by the browser's clipboard, without an event of it.
pub fn copy(s: Studio) -> bool {
    let Some(text) = take(s) else { return false };
    spawn_local(async move {
        // Refused, it stays in this tab.
        let _ = file::copy(&text).await;
    });
    true
}

pub fn paste(s: Studio, d: Driver) {
    let Some(window) = web_sys::window() else { return };
    let clipboard = window.navigator().clipboard();
    // Outside a secure context there is no clipboard.
    let promise = (!JsValue::from(clipboard.clone()).is_undefined()).then(|| clipboard.read_text());
    spawn_local(async move {
        let there = match promise {
            Some(p) => JsFuture::from(p).await.ok().and_then(|t| t.as_string()),
            None => None,
        };
        let text = there.or_else(|| s.shell.clip.get_value()).unwrap_or_default();
        put(s, d, &text);
    });
}

fn put(s: Studio, d: Driver, text: &str) {
    let Some(clip) = Clip::read(text) else {
        s.notices.say("The clipboard holds no part of a design. Select something and copy it first.");
        return;
    };
    // Into what is selected; with nothing selected, where the pointer is.
    let selected = s.selection.places_now().pop();
    let at = if selected.is_none() { d.pointer() } else { None };
    let onto = selected.or_else(|| at.and_then(|p| s.scene.stage_now().under(p, &[]).map(|b| b.place.clone())));
    add(s, "Paste", &clip, onto.as_ref(), at.map(crate::geometry::Point::round));
}

/// Beside itself, without the clipboard.
pub fn duplicate(s: Studio) -> bool {
    let doc = s.workspace.document();
    let copied = clip::copy(&doc, &s.selection.places_now());
    if copied.is_empty() {
        return false;
    }
    add(s, "Duplicate", &copied, None, None);
    true
}

fn add(s: Studio, verb: &str, clip: &Clip, onto: Option<&Place>, at: Option<(i32, i32)>) {
    let doc = s.workspace.document();
    let Pasted { command, places, lost } = match clip::paste(&doc, clip, onto, at) {
        Ok(p) => p,
        Err(why) => {
            s.notices.problem(why);
            return;
        }
    };
    if s.workspace.run(&labelled(verb, &clip.doc, &clip.roots), command).is_err() {
        return;
    }
    let now = s.workspace.document();
    let left_out = match lost {
        0 => String::new(),
        1 => t(" One reference to what this design does not have was left out.").into(),
        n => say!(" {n} references to what this design does not have were left out.", n = n),
    };
    s.notices.say(format!("{}.{left_out}", labelled("Added", &now, &places)));
    let stage = s.scene.stage_now();
    if let Some(bounds) = stage.around(&places) {
        s.viewport.reveal(bounds);
    }
    s.selection.set(places);
    crate::canvas::focus_selected(s);
}
