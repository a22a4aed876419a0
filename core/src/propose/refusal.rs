//! Why something cannot be dropped or connected, in words.

use crate::document::Model;
use crate::edit::EditError;
use crate::text::{Arg, Text};

/// A refusal: what does not go, and what would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Text);

impl Refusal {
    pub fn render(&self, model: &Model) -> String {
        self.0.render(model)
    }
}

impl From<Text> for Refusal {
    fn from(text: Text) -> Self {
        Self(text)
    }
}

impl From<EditError> for Refusal {
    fn from(e: EditError) -> Self {
        Self(Text::new("{why}", vec![("why", Arg::Plain(e.to_string()))]))
    }
}
