//! The language of the page. English stands in the source; the catalogues of other languages are `public/words/`. The script that starts
//! the page (`start.js`), or the worker's, fetches the chosen one before anything is drawn; a change of language loads the page anew.
//!
//! Texts that never change are translated where they enter the page (`view/`), messages of the engine by `InLanguage`, and what is made of
//! pieces by `say!`. `cargo run --example words` lists what a catalogue lacks, and a test holds it at nothing.

mod words;

use portico_core::document::Model;
use portico_core::edit::EditError;
use portico_core::interchange::save::LoadError;
use portico_core::net::Refusal;
use portico_core::text::{Text, capital};

pub use words::{InLanguage, fill, t, word};

/// The same of a text that came as one of many: a label of a form, the name of a step.
pub fn in_language(english: &str) -> String {
    word(english).unwrap_or(english).to_owned()
}

/// Why an edit was refused, as a sentence in the chosen language.
pub fn refusal(e: &EditError) -> String {
    stated(&e.text())
}

/// Why what was typed is not what was wanted, likewise.
pub fn refused(why: Refusal) -> String {
    stated(&why.into())
}

/// What the engine says of no resource of the design, in the chosen language.
pub fn spoken(text: &Text) -> String {
    text.told(&Model::default())
}

/// Why something was not read, with its place where that is known.
pub fn unread(e: &LoadError) -> String {
    if e.at.is_empty() { spoken(&e.message) } else { format!("{}: {}", spoken(&e.at), spoken(&e.message)) }
}

fn stated(text: &Text) -> String {
    sentence(&spoken(text))
}

/// What the engine says as a whole sentence, with the full stop of the chosen language.
pub fn sentence(said: &str) -> String {
    let said = capital(said);
    if said.ends_with(['.', '。']) { said } else { crate::say!("{sentence}.", sentence = said) }
}

/// A language that the page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    Spanish,
    Chinese,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::English, Self::Spanish, Self::Chinese];

    /// As `lang` has it, and the name of its catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::Chinese => "zh",
        }
    }

    /// In itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::Chinese => "中文",
        }
    }
}

/// Where the choice is kept; `start.js` reads it.
const KEPT: &str = "portico.language";

impl Language {
    /// The one that the page speaks: as the script that started it wrote on the page's root.
    pub fn now() -> Self {
        let said = root().and_then(|r| r.get_attribute("lang")).unwrap_or_default();
        Self::ALL.into_iter().find(|l| l.code() == said).unwrap_or(Self::English)
    }

    /// Keeps the choice and loads the page anew in it. Where storage is forbidden nothing would come of that: the answer is false.
    pub fn choose(self) -> bool {
        let kept = crate::state::local().is_some_and(|s| s.set_item(KEPT, self.code()).is_ok());
        kept && web_sys::window().is_some_and(|w| w.location().reload().is_ok())
    }
}

fn root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}
