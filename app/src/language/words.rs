//! Texts in the chosen language: English stands in the source, and is the key under which a catalogue keeps the other. The page and the
//! worker both have this file.

use portico_core::document::Model;
use portico_core::text::{Segment, Text};
use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::sync::OnceLock;

type Catalogue = BTreeMap<String, String>;

static CATALOGUE: OnceLock<Option<Catalogue>> = OnceLock::new();

/// What the chosen language has for an English text.
pub fn word(english: &str) -> Option<&'static str> {
    CATALOGUE.get_or_init(fetched).as_ref()?.get(english).map(String::as_str)
}

/// The text in the chosen language; English where its catalogue lacks it.
pub fn t(english: &'static str) -> &'static str {
    word(english).unwrap_or(english)
}

/// What the starting script left: the text of a catalogue. A damaged one leaves the page English.
fn fetched() -> Option<Catalogue> {
    #[cfg(target_arch = "wasm32")]
    {
        let text = js_sys::Reflect::get(&js_sys::global(), &"porticoWords".into()).ok()?.as_string()?;
        serde_json::from_str(&text).ok()
    }
    #[cfg(not(target_arch = "wasm32"))]
    None
}

/// A message of the engine in the chosen language.
pub trait InLanguage {
    fn said(&self, model: &Model) -> Vec<Segment>;

    /// As one string.
    fn told(&self, model: &Model) -> String {
        self.said(model).iter().map(Segment::as_str).collect()
    }
}

impl InLanguage for Text {
    fn said(&self, model: &Model) -> Vec<Segment> {
        self.segments_in(model, &word)
    }
}

/// `say!("{n} flows of {vpc}", n = 3, vpc = name)`: a text made of pieces, by a template that a language may order otherwise.
#[macro_export]
macro_rules! say {
    ($template:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::language::fill($crate::language::t($template), &[$((stringify!($name), &$value as &dyn std::fmt::Display)),*])
    };
}

/// The template with its places filled.
#[inline(never)]
pub fn fill(template: &str, with: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push_str(after);
            return out;
        };
        match with.iter().find(|(n, _)| *n == name) {
            Some((_, value)) => drop(write!(out, "{value}")),
            None => out.push_str(name),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn places_are_filled_in_any_order() {
        assert_eq!(say!("{n} flows of {vpc}", n = 3, vpc = "shop"), "3 flows of shop");
        assert_eq!(super::fill("{vpc}: {n}, {n}", &[("n", &3), ("vpc", &"{n}")]), "{n}: 3, 3");
        assert_eq!(super::fill("{", &[]), "");
    }
}
