//! What a person prefers, kept in the browser's local storage: the theme.

use crate::prelude::*;

const THEME: &str = "portico.theme";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
    /// Strong lines and pure ink, light or dark as the system is.
    HighContrast,
}

impl Theme {
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::HighContrast];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::HighContrast => "high contrast",
        }
    }
}

#[derive(Clone, Copy)]
pub struct Prefs {
    theme: RwSignal<Theme>,
}

impl Prefs {
    pub fn new() -> Self {
        let kept = local().and_then(|s| s.get_item(THEME).ok().flatten());
        let theme = Theme::ALL.into_iter().find(|t| kept.as_deref() == Some(t.as_str())).unwrap_or_default();
        let prefs = Self { theme: RwSignal::new(theme) };
        show(theme);
        for query in [prefers(DARK), prefers(CONTRAST)].into_iter().flatten() {
            gloo::events::EventListener::new(&query, "change", move |_| show(prefs.theme.get_untracked())).forget();
        }
        prefs
    }

    pub fn theme(self) -> Theme {
        self.theme.get()
    }

    pub fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        show(theme);
        // Where storage is forbidden the choice holds for this visit.
        if let Some(store) = local() {
            let _ = store.set_item(THEME, theme.as_str());
        }
    }
}

/// Local storage; none where the browser forbids it.
pub fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Storage of this tab alone, which a reload keeps.
pub(super) fn session() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// Something that people tell their system, and what they may tell it.
type Query = (&'static str, &'static str);

const DARK: Query = ("prefers-color-scheme", "dark");
const CONTRAST: Query = ("prefers-contrast", "more");

fn prefers((what, how): Query) -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media(&format!("({what}: {how})")).ok().flatten()
}

/// Sets `data-theme` and `data-contrast` on the page's root, which tokens.css goes by.
fn show(theme: Theme) {
    let is = |query: Query| prefers(query).is_some_and(|q| q.matches());
    let dark = match theme {
        Theme::System | Theme::HighContrast => is(DARK),
        other => other == Theme::Dark,
    };
    // Who asked the system for contrast gets it in every theme.
    let more = theme == Theme::HighContrast || is(CONTRAST);
    if let Some(root) = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element()) {
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
        let _ = root.set_attribute("data-contrast", if more { "more" } else { "usual" });
    }
}
