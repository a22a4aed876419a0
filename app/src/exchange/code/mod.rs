//! The Code panel: the files that the design leaves as, one of them to read, and all of them to take along; and what changed in them, in cost
//! and in reachability since an edit or a version.

mod changes;
mod data;
mod diff;
mod files;
mod since;

pub use data::piece;

use super::desk::{self, Desk, Job};
use super::file;
use crate::prelude::*;
use crate::state::derived::Shared;
use crate::state::shell::CodeForm;
use crate::state::{Studio, studio};
use crate::ui::{Glyph, Icon};
use changes::{Body, Comparison, Side};
use data::Export;
use files::{FileList, NoteList, Viewer};
use portico_core::document::NodeId;
use portico_core::facts::Facts;
use portico_core::interchange::save;
use std::sync::Arc;

/// What came back, and of which state of the design.
#[derive(Clone)]
struct Made {
    of: (Shared<Facts>, CodeForm),
    export: Result<Arc<Export>, String>,
}

fn job(s: Studio, ask: &'static str) -> Job {
    Job::of(ask, s.derived.facts.with(|f| save::write(&f.document)), vec![s.shell.code_form.get().id().into()])
}

#[component]
pub fn CodePanel() -> impl IntoView {
    let s = studio();
    let desk = Desk::new();
    let changes = s.shell.code_changes;
    let made = RwSignal::new(None::<Made>);
    // Worked out while the panel shows it only.
    Effect::new(move |_| {
        if changes.get() {
            return;
        }
        let of = (s.derived.facts.get(), s.shell.code_form.get());
        desk.ask(job(s, "export_files"), move |answer| {
            made.set(Some(Made { of, export: desk::read(answer, data::export).map(Arc::new) }));
        });
    });
    let comparison = Comparison::new(s, desk);
    let export = Memo::new(move |_| made.with(|m| m.as_ref().and_then(|m| m.export.clone().ok())).unwrap_or_default());
    let chosen = s.shell.code_file;
    let shown = Memo::new(move |_| export.with(|e| chosen.with(|c| data::shown(&e.files, c))));
    let rows = Memo::new(move |_| export.with(|e| data::rows(&e.files)));
    // What was asked for is looked for once the files are those of the design as it is.
    Effect::new(move |_| {
        let Some(node) = s.shell.code_of.get() else { return };
        let now = (s.derived.facts.get(), s.shell.code_form.get());
        let found = made.with(|m| m.as_ref().filter(|m| m.of == now).and_then(|m| m.export.clone().ok()));
        if let Some(export) = found {
            s.shell.code_of.set(None);
            go_to(s, &export, node);
        }
    });
    view! {
        <div class="code-panel">
            <div class="code-side">
                <Take desk />
                <Show when=move || !changes.get() fallback=move || view! { <Side comparison /> }>
                    <Progress made />
                    <FileList rows shown chosen />
                    <NoteList notes=Memo::new(move |_| export.with(|e| e.notes.clone())) />
                </Show>
            </div>
            <Show when=move || !changes.get() fallback=move || view! { <Body comparison /> }>
                <Viewer export shown />
            </Show>
        </div>
    }
}

/// That the files are being made, or why they are not there.
#[component]
fn Progress(made: RwSignal<Option<Made>>) -> impl IntoView {
    let s = studio();
    let words = move || {
        made.with(|m| match m {
            Some(m) if m.of == (s.derived.facts.get(), s.shell.code_form.get()) => {
                m.export.as_ref().err().map(|e| say!("No files: {e}.", e = e))
            }
            _ => Some(t("Making the files …").into()),
        })
    };
    view! { <p class="dim" role="status" data-testid="code-progress">{words}</p> }
}

/// What the files are written as, what of them is shown, and all of them in one archive.
#[component]
fn Take(desk: Desk) -> impl IntoView {
    let s = studio();
    let form = s.shell.code_form;
    let changes = s.shell.code_changes;
    let download = move |_| {
        let suffix = match form.get_untracked() {
            CodeForm::Terraform => "-terraform.zip",
            CodeForm::CloudFormationYaml | CodeForm::CloudFormationJson => "-cloudformation.zip",
        };
        let name = s.derived.assumptions.with_untracked(|a| file::called(&a.title, suffix));
        desk.archive(s, untrack(|| job(s, "export_zip")), name);
    };
    let choose = move |id: String| {
        if let Some(f) = CodeForm::ALL.into_iter().find(|f| f.id() == id) {
            form.set(f);
        }
    };
    let view = move |label: &'static str, id: &'static str, of: bool| {
        view! {
            <button type="button" class="code-mode" data-testid=id aria-pressed=move || (changes.get() == of).to_string() on:click=move |_| changes.set(of)>
                {label}
            </button>
        }
    };
    view! {
        <div class="code-take">
            <select class="field" data-testid="code-form" aria-label="Written as" on:change=move |e| choose(event_target_value(&e))>
                {CodeForm::ALL.map(|f| view! { <option value=f.id() prop:selected=move || form.get() == f>{f.label()}</option> }).collect_view()}
            </select>
            <button type="button" class="btn main" data-testid="code-download" on:click=download>
                <Icon glyph=Glyph::Save size=16 />
                "Download zip"
            </button>
            <div class="code-modes" role="group" aria-label="What is shown">
                {view("Files", "code-show-files", false)}
                {view("Changes", "code-show-changes", true)}
            </div>
        </div>
    }
}

/// Opens the code at what defines the selection. False without one.
pub fn show(s: Studio) -> bool {
    let Some(node) = s.selection.nodes_now().pop() else { return false };
    s.shell.code_changes.set(false);
    s.shell.code_of.set(Some(node));
    s.shell.drawer.set(Some(super::TAB));
    true
}

fn go_to(s: Studio, export: &Export, node: NodeId) {
    let doc = s.workspace.document();
    match data::file_of(export, &doc.model, node) {
        Some(file) => {
            s.shell.code_file.set(file);
            // When it is drawn and marked.
            gloo::timers::callback::Timeout::new(80, || crate::ui::dom::show_first(".code-line.named")).forget();
        }
        None => s.notices.say(say!("{name} is not in the code: see what is left out, in the Code panel.", name = doc.model.name(node))),
    }
}
