//! The earlier state of the design that its files are compared with: before the last edit, before an earlier one, or a named version.

use crate::language::in_language;
use crate::prelude::*;
use crate::state::storage::Version;
use crate::state::{Studio, Workspace};
use portico_core::document::Document;
use portico_core::edit::History;

/// So many edits are offered.
const MOST_EDITS: usize = 15;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Since {
    /// Before the last edit, whichever that is.
    #[default]
    Last,
    /// When so many steps were done.
    Step(usize),
    Version(u32),
}

impl Since {
    pub fn id(self) -> String {
        match self {
            Self::Last => "last".into(),
            Self::Step(n) => format!("step-{n}"),
            Self::Version(n) => format!("version-{n}"),
        }
    }

    pub fn of(id: &str) -> Self {
        let number = |start: &str| id.strip_prefix(start).and_then(|n| n.parse::<u32>().ok());
        match (number("step-"), number("version-")) {
            (Some(n), _) => Self::Step(n as usize),
            (_, Some(n)) => Self::Version(n),
            _ => Self::Last,
        }
    }
}

/// An earlier state, and what was done since, or what it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    pub label: String,
    pub document: Document,
}

/// The state before an edit of this history; of the last where the one asked for was undone or is forgotten. None before the first edit.
pub fn before(history: &History, since: Since) -> Option<Before> {
    let last = history.done().checked_sub(1)?;
    let asked = match since {
        Since::Step(n) => history.at(n).map(|found| (n, found)),
        Since::Last | Since::Version(_) => None,
    };
    let (n, (label, document)) = match asked {
        Some(found) => found,
        None => (last, history.at(last)?),
    };
    let label = in_language(label);
    let label = if n == last { label } else { say!("{n} edits, from “{label}”", n = last + 1 - n, label = label) };
    Some(Before { label, document: document.clone() })
}

/// The edits that can be compared with, the newest first, and the one that is.
pub fn edits(history: &History, chosen: Since) -> Vec<(Since, String)> {
    let Some(last) = history.done().checked_sub(1) else { return Vec::new() };
    let step = |n: usize| {
        let label = in_language(history.at(n)?.0);
        Some(match n == last {
            true => (Since::Last, say!("the last edit: {label}", label = label)),
            false => (Since::Step(n), say!("{n} edits ago: {label}", n = last + 1 - n, label = label)),
        })
    };
    let mut out: Vec<_> = (0..=last).rev().take(MOST_EDITS).map_while(step).collect();
    if let Since::Step(n) = chosen
        && !out.iter().any(|(of, _)| *of == chosen)
    {
        out.extend(step(n));
    }
    out
}

/// Whether an edit is still there to compare with.
pub fn is_there(history: &History, since: Since) -> bool {
    match since {
        Since::Step(n) => history.at(n).is_some() && history.done() > n + 1,
        Since::Last | Since::Version(_) => true,
    }
}

/// What to compare with, in one field.
#[component]
pub fn Choose(since: RwSignal<Since>, versions: RwSignal<Option<Vec<Version>>>) -> impl IntoView {
    let w: Workspace = crate::state::studio().workspace;
    let options = move || {
        w.signal().with(|_| ());
        w.with_history(|h| edits(h, since.get()))
    };
    let option = move |(of, words): (Since, String)| {
        view! { <option value=of.id() prop:selected=move || since.get() == of>{words}</option> }
    };
    view! {
        <label class="code-since">
            <span class="dim">"Changes since"</span>
            <select class="field" data-testid="code-since" on:change=move |e| since.set(Since::of(&event_target_value(&e)))>
                <optgroup label=t("Edits")>{move || options().into_iter().map(option).collect_view()}</optgroup>
                {move || {
                    let all = versions.get().unwrap_or_default();
                    (!all.is_empty()).then(|| view! {
                        <optgroup label=t("Versions")>
                            {all.into_iter().map(|v| option((Since::Version(v.number), v.name))).collect_view()}
                        </optgroup>
                    })
                }}
            </select>
        </label>
    }
}

/// A version, where it is still kept.
pub async fn version(s: Studio, number: u32) -> Result<Before, String> {
    s.storage.version(number).await.map(|(label, document)| Before { label, document })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> (History, Vec<Document>) {
        let titled = |t: &str| {
            let mut doc = Document::default();
            std::sync::Arc::make_mut(&mut doc.assumptions).title = t.into();
            doc
        };
        let docs: Vec<Document> = ["a", "b", "c", "d"].map(titled).into();
        let mut h = History::new(docs[0].clone());
        for (label, doc) in ["one", "two", "three"].iter().zip(&docs[1..]) {
            h.step(label, doc.clone());
        }
        (h, docs)
    }

    #[test]
    fn edits_are_offered_from_the_last_one_back() {
        let (mut h, docs) = history();
        let offered = edits(&h, Since::Last);
        assert_eq!(offered.iter().map(|(s, _)| *s).collect::<Vec<_>>(), [Since::Last, Since::Step(1), Since::Step(0)]);
        assert_eq!(offered[1].1, "2 edits ago: two");
        for (since, doc) in [(Since::Last, 2), (Since::Step(1), 1), (Since::Step(0), 0), (Since::Step(9), 2)] {
            assert_eq!(before(&h, since).unwrap().document, docs[doc], "{since:?}");
            assert_eq!(Since::of(&since.id()), since);
        }
        assert_eq!(before(&h, Since::Step(0)).unwrap().label, "3 edits, from “one”");
        h.undo();
        assert_eq!(before(&h, Since::Last).unwrap().document, docs[1]);
        // The edit asked for is undone: the last one that is done stands for it.
        assert_eq!(before(&h, Since::Step(2)).unwrap().label, "two");
        assert!(!is_there(&h, Since::Step(2)));
    }

    #[test]
    fn the_edit_that_is_compared_with_stays_in_the_list() {
        let mut h = History::new(Document::default());
        for n in 0..20 {
            let mut doc = Document::default();
            std::sync::Arc::make_mut(&mut doc.assumptions).title = format!("{n}");
            h.step(&format!("step {n}"), doc);
        }
        let offered = |since| edits(&h, since).into_iter().map(|(s, _)| s).collect::<Vec<_>>();
        assert_eq!(offered(Since::Last).len(), MOST_EDITS);
        assert_eq!(offered(Since::Step(2)).last(), Some(&Since::Step(2)));
        assert_eq!(offered(Since::Step(15)).len(), MOST_EDITS);
        assert!(is_there(&h, Since::Step(2)) && !is_there(&h, Since::Step(40)) && !is_there(&h, Since::Step(19)));
    }

    #[test]
    fn a_design_without_edits_has_nothing_to_compare_with() {
        let h = History::new(Document::default());
        assert!(edits(&h, Since::Last).is_empty() && before(&h, Since::Last).is_none() && before(&h, Since::Step(0)).is_none());
    }
}
