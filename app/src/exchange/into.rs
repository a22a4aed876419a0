//! The design on screen put into Terraform source that somebody opens: what would change there, and the files to take along. Neither the
//! design nor the source on disk changes.

use super::desk::{self, Desk};
use super::file;
use super::import::{MOST, job, refuse};
use crate::prelude::*;
use crate::state::Studio;
use portico_core::interchange::save;
use portico_core::ordered::BTreeMap;
use serde_json::Value;

/// What would change in the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    pub files: Vec<String>,
    pub placed: Vec<String>,
    pub left: Vec<String>,
}

/// Reads what `portico-worker` answers.
pub fn edits(json: &str) -> Option<Edits> {
    let v: Value = serde_json::from_str(json).ok()?;
    let list = |name: &str| -> Option<Vec<String>> { v.get(name)?.as_array()?.iter().map(|l| l.as_str().map(str::to_owned)).collect() };
    Some(Edits { files: list("files")?, placed: list("placed")?, left: list("left")? })
}

pub fn ask(s: Studio, desk: Desk, given: RwSignal<BTreeMap<String, String>>, found: RwSignal<Option<Edits>>) {
    let Some(files) = s.shell.importing.get_untracked() else { return };
    let design = save::write(&s.workspace.document());
    desk.ask(job("into_source", &files, &given.get_untracked(), design), move |answer| match desk::read(answer, edits) {
        Ok(e) => found.set(Some(e)),
        Err(why) => refuse(s, &files.name, &why),
    });
}

pub fn shown(s: Studio, desk: Desk, given: RwSignal<BTreeMap<String, String>>, e: Edits) -> impl IntoView {
    let Some(files) = s.shell.importing.get_untracked() else { return ().into_any() };
    let said = match e.files.as_slice() {
        [] => say!("{name}: nothing changes in it.", name = files.name),
        [one] => {
            say!("{name}: one file changes, {one}. What is not named here stays as it is, byte for byte.", name = files.name, one = one)
        }
        all => say!("{name}: {n} files change. What is not named here stays as it is, byte for byte.", name = files.name, n = all.len()),
    };
    let files = StoredValue::new(files);
    let download = move |_| {
        let name = s.derived.assumptions.with_untracked(|a| file::called(&a.title, "-edited.zip"));
        let design = save::write(&s.workspace.document());
        desk.archive(s, files.with_value(|f| job("into_source_zip", f, &given.get_untracked(), design)), name);
    };
    let any = !e.files.is_empty();
    view! {
        <p class="dim" role="status" data-testid="into-said">{said}</p>
        {list("into-placed", say!("Changed ({n})", n = e.placed.len()), e.placed)}
        {list("into-left", say!("Not in the source ({n})", n = e.left.len()), e.left)}
        <div class="import-ends">
            {any.then(|| view! {
                <button type="button" class="btn main" data-testid="into-download" on:click=download>
                    "Download the changed files"
                </button>
            })}
            <button type="button" class="btn" data-testid="import-cancel" on:click=move |_| s.shell.importing.set(None)>"Close"</button>
        </div>
    }
    .into_any()
}

fn list(id: &'static str, heading: String, lines: Vec<String>) -> Option<AnyView> {
    let rest = lines.len().saturating_sub(MOST);
    (!lines.is_empty()).then(|| {
        view! {
            <details data-testid=id open=lines.len() <= 30>
                <summary>{heading}</summary>
                <ul>{lines.into_iter().take(MOST).map(|l| view! { <li class="mono">{l}</li> }).collect_view()}</ul>
                {(rest > 0).then(|| say!("and {rest} more", rest = rest))}
            </details>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_whole_or_not_at_all() {
        let read = edits(r#"{"files":["main.tf"],"placed":["a"],"left":[]}"#).unwrap();
        assert_eq!((read.files.len(), read.placed.len(), read.left.len()), (1, 1, 0));
        assert_eq!(edits(r#"{"files":["main.tf"],"placed":[1],"left":[]}"#), None);
        assert_eq!(edits("{}"), None);
    }
}
