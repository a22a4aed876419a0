//! What a person prefers, kept in the browser's local storage: the theme.

use crate::prelude::*;

const THEME: &str = "portico.theme";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
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
        if let Some(query) = prefers_dark() {
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

fn prefers_dark() -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

/// Sets `data-theme` on the page's root, which tokens.css goes by.
fn show(theme: Theme) {
    let dark = match theme {
        Theme::System => prefers_dark().is_some_and(|q| q.matches()),
        other => other == Theme::Dark,
    };
    if let Some(root) = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element()) {
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    }
}
