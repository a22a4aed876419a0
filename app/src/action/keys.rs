//! Key presses into actions. Shortcuts keep quiet while a person types in a field.

use super::{Action, clipboard};
use crate::canvas::Driver;
use crate::state::Studio;
use crate::ui::dom;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// A key press as shortcuts see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    pub key: String,
    /// Control, on a Mac Command.
    pub command: bool,
    pub shift: bool,
    pub alt: bool,
}

/// A shortcut: `Mod+Shift+Z`.
#[derive(Clone, Copy, Debug)]
pub struct Chord(pub &'static str);

impl Chord {
    /// The parts, the key last.
    pub fn parts(self) -> Vec<&'static str> {
        match self.0 {
            "+" => vec!["+"],
            chord => chord.split('+').collect(),
        }
    }

    pub fn matches(self, press: &Press) -> bool {
        let parts = self.parts();
        let Some((key, with)) = parts.split_last() else { return false };
        // A sign such as `?` needs Shift on many keyboards: the sign itself says it all.
        let letter = key.len() > 1 || key.chars().all(char::is_alphanumeric);
        press.key.eq_ignore_ascii_case(key)
            && press.command == with.contains(&"Mod")
            && (!letter || press.shift == with.contains(&"Shift"))
            && press.alt == with.contains(&"Alt")
    }

    /// As written on the keys of this machine.
    pub fn shown(self) -> Vec<String> {
        let mac = dom::is_mac();
        self.parts()
            .into_iter()
            .map(|p| match (p, mac) {
                ("Mod", true) => "⌘".into(),
                ("Mod", false) => "Ctrl".into(),
                ("Shift", true) => "⇧".into(),
                ("Alt", true) => "⌥".into(),
                ("Escape", _) => "Esc".into(),
                (p, _) => p.into(),
            })
            .collect()
    }
}

impl Action {
    /// The action that a key press calls.
    pub fn pressed(press: &Press) -> Option<Self> {
        Self::all().find(|a| a.chords().iter().any(|c| Chord(c).matches(press)))
    }
}

impl Press {
    pub fn of(e: &KeyboardEvent) -> Self {
        let command = if dom::is_mac() { e.meta_key() } else { e.ctrl_key() };
        Self { key: e.key(), command, shift: e.shift_key(), alt: e.alt_key() }
    }

    /// As [`Press::of`], by the key itself where Alt or Shift made another sign of it.
    fn plain(e: &KeyboardEvent) -> Option<Self> {
        let code = e.code();
        let key = code.strip_prefix("Key").or(code.strip_prefix("Digit")).filter(|_| e.alt_key() || e.shift_key())?;
        Some(Self { key: key.into(), ..Self::of(e) })
    }
}

/// Listens on the window, for as long as the page is there.
pub fn listen(studio: Studio, driver: Driver) {
    let Some(window) = web_sys::window() else { return };
    EventListener::new_with_options(&window, "keydown", EventListenerOptions::enable_prevent_default(), move |e| {
        let Some(e) = e.dyn_ref::<KeyboardEvent>() else { return };
        if e.default_prevented() || e.is_composing() || elsewhere() {
            return;
        }
        // What the clipboard's own events do is left to them.
        let pressed = Action::pressed(&Press::of(e)).or_else(|| Press::plain(e).and_then(|p| Action::pressed(&p)));
        if let Some(action) = pressed
            && !matches!(action, Action::Cut | Action::Copy | Action::Paste)
            && action.run(studio, driver)
        {
            e.prevent_default();
        }
    })
    .forget();
    clipboard::listen(studio, driver);
}

/// Whether keys are for somebody else: a field, an open dialog.
pub(super) fn elsewhere() -> bool {
    dom::active().is_some_and(|el| dom::takes_text(&el)) || in_dialog()
}

/// A modal dialog has the keys to itself.
fn in_dialog() -> bool {
    dom::active().is_some_and(|el| el.closest("dialog").ok().flatten().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, command: bool, shift: bool) -> Option<Action> {
        Action::pressed(&Press { key: key.into(), command, shift, alt: false })
    }

    #[test]
    fn presses_find_their_action() {
        assert_eq!(press("z", true, false), Some(Action::Undo));
        assert_eq!(press("Z", true, true), Some(Action::Redo));
        assert_eq!(press("y", true, false), Some(Action::Redo));
        assert_eq!(press("?", false, true), Some(Action::Help));
        assert_eq!(press("+", false, true), Some(Action::ZoomIn));
        assert_eq!(press("z", false, false), None);
        assert_eq!(press("0", true, false), None, "the browser's own zoom is left alone");
        assert_eq!(press("1", false, true), Some(Action::LayerTables));
        assert_eq!(press("1", false, false), Some(Action::ZoomAll));
        assert_eq!((press("c", true, false), press("c", false, false)), (Some(Action::Copy), Some(Action::Connect)));
        let alt = Press { key: "h".into(), command: false, shift: true, alt: true };
        assert_eq!(Action::pressed(&alt), Some(Action::SpreadAcross));
    }
}
