//! The Code panel: the files of the export, one of them to read, and all of them to take along.

use super::data::{self, Export, FileRow};
use super::desk::{self, Desk, Job};
use super::file;
use crate::prelude::*;
use crate::state::derived::Shared;
use crate::state::{Studio, studio};
use crate::ui::{Glyph, Icon, Words};
use portico_core::document::NodeId;
use portico_core::facts::Facts;
use portico_core::interchange::save;
use portico_core::ordered::BTreeMap;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

/// What came back, and of which state of the design.
#[derive(Clone)]
struct Made {
    of: Shared<Facts>,
    export: Result<Arc<Export>, String>,
}

fn job(s: Studio, ask: &'static str) -> Job {
    let open = s.derived.findings.with(|f| s.derived.model.with(|m| data::not_mended(f, m)));
    Job::of(ask, s.derived.facts.with(|f| save::write(&f.document)), open)
}

#[component]
pub fn CodePanel() -> impl IntoView {
    let s = studio();
    let desk = Desk::new();
    let made = RwSignal::new(None::<Made>);
    // Worked out while the panel is open only.
    Effect::new(move |_| {
        let of = s.derived.facts.get();
        desk.ask(job(s, "terraform"), move |answer| {
            made.set(Some(Made { of, export: desk::read(answer, data::export).map(Arc::new) }));
        });
    });
    let export = Memo::new(move |_| made.with(|m| m.as_ref().and_then(|m| m.export.clone().ok())).unwrap_or_default());
    let chosen = s.shell.code_file;
    let shown = Memo::new(move |_| export.with(|e| chosen.with(|c| data::shown(&e.files, c))));
    let rows = Memo::new(move |_| export.with(|e| data::rows(&e.files)));
    // What was asked for before its files were made is shown once they are.
    Effect::new(move |_| {
        if let (Some(node), true) = (s.shell.code_of.get(), export.with(|e| !e.files.is_empty())) {
            s.shell.code_of.set(None);
            export.with(|e| go_to(s, &e.files, node));
        }
    });
    view! {
        <div class="code-panel">
            <div class="code-side">
                <Take desk />
                <Progress made />
                <FileList rows shown chosen />
                <NoteList notes=Memo::new(move |_| export.with(|e| e.notes.clone())) />
            </div>
            <Viewer export shown />
        </div>
    }
}

/// That the files are being made, or why they are not there.
#[component]
fn Progress(made: RwSignal<Option<Made>>) -> impl IntoView {
    let s = studio();
    let words = move || {
        made.with(|m| match m {
            Some(m) if m.of == s.derived.facts.get() => m.export.as_ref().err().map(|e| say!("No files: {e}.", e = e)),
            _ => Some(t("Making the files …").into()),
        })
    };
    view! { <p class="dim" role="status" data-testid="code-progress">{words}</p> }
}

/// Download and what it will be called.
#[component]
fn Take(desk: Desk) -> impl IntoView {
    let s = studio();
    let download = move |_| {
        let name = s.derived.assumptions.with_untracked(|a| data::file_name(&a.title, "-terraform.zip"));
        desk.archive(s, untrack(|| job(s, "terraform_zip")), name);
    };
    view! {
        <div class="code-take">
            <b>"Terraform"</b>
            <button type="button" class="btn main" data-testid="code-download" on:click=download>
                <Icon glyph=Glyph::Save size=16 />
                "Download zip"
            </button>
        </div>
    }
}

#[component]
fn FileList(rows: Memo<Vec<FileRow>>, shown: Memo<Option<String>>, chosen: RwSignal<String>) -> impl IntoView {
    let row = move |r: FileRow| {
        let (name, own) = (r.name.clone(), r.name.clone());
        view! {
            <li>
                <button
                    type="button"
                    class="code-file"
                    data-testid=format!("code-file-{}", r.name)
                    aria-current=move || shown.with(|s| s.as_ref() == Some(&own)).to_string()
                    on:click=move |_| chosen.set(name.clone())
                >
                    <span class="mono">{r.name.clone()}</span>
                    <span class="faint num">{r.lines}</span>
                </button>
            </li>
        }
    };
    view! {
        <nav aria-label="Files" data-testid="code-files">
            <ul class="code-files">{move || rows.get().into_iter().map(row).collect_view()}</ul>
        </nav>
    }
}

/// What the files leave out of the design, and what they add to it.
#[component]
fn NoteList(notes: Memo<Vec<data::Note>>) -> impl IntoView {
    let item = |n: data::Note| {
        view! { <li><span class="note-kind">{n.kind}</span> " " <Words said=n.said /></li> }
    };
    move || {
        let notes = notes.get();
        (!notes.is_empty()).then(|| {
            view! {
                <ul class="code-notes" data-testid="code-notes">{notes.into_iter().map(item).collect_view()}</ul>
            }
        })
    }
}

#[component]
fn Viewer(export: Memo<Arc<Export>>, shown: Memo<Option<String>>) -> impl IntoView {
    let s = studio();
    let text = Memo::new(move |_| {
        let name = shown.get()?;
        export.with(|e| e.files.get(&name).cloned()).map(|text| (name, text))
    });
    let copy = move |_| {
        let Some((name, text)) = text.get_untracked() else { return };
        spawn_local(async move {
            match file::copy(&text).await {
                true => s.notices.say(say!("Copied {name}.", name = name)),
                false => s.notices.problem("The browser forbids the clipboard here: select the text and copy it."),
            }
        });
    };
    let model = s.derived.model;
    let line = move |l: &str| {
        let defined = model.with_untracked(|m| data::defined(m, l).map(|(node, key)| (node, format!("\"{key}\""))));
        let piece = move |(ink, t): (data::Ink, &str)| match &defined {
            // What a block defines leads to it on the canvas.
            Some((node, key)) if key == t => {
                let node = *node;
                view! { <button type="button" class="code-name" title="Show it on the canvas" on:click=move |_| s.workspace.reveal(node)>{t.to_string()}</button> }
                    .into_any()
            }
            _ => view! { <span class=ink.class()>{t.to_string()}</span> }.into_any(),
        };
        view! { <span class="code-line">{data::pieces(l).into_iter().map(piece).collect_view()}"\n"</span> }
    };
    // Lines that name what is selected are marked as they stand: the text is not drawn again, and stays where it is scrolled to.
    Effect::new(move |_| {
        text.with(|_| ());
        let nodes = s.selection.nodes();
        let keys: Vec<String> = model.with(|m| nodes.iter().map(|n| m.key(*n).to_owned()).collect());
        request_animation_frame(move || mark(&keys));
    });
    move || {
        text.get().map(|(name, text)| {
            let lines = text.lines().map(line).collect_view();
            view! {
                <div class="code-read">
                    <div class="code-head">
                        <span class="mono">{name.clone()}</span>
                        <button type="button" class="btn small" data-testid="code-copy" on:click=copy>
                            <Icon glyph=Glyph::Copy size=14 />
                            "Copy"
                        </button>
                    </div>
                    <pre class="code-view" data-testid="code-view" tabindex="0" role="region" aria-label=name><code>{lines}</code></pre>
                </div>
            }
        })
    }
}

fn mark(keys: &[String]) {
    let Some(lines) = crate::ui::dom::document().and_then(|d| d.query_selector_all(".code-line").ok()) else { return };
    for el in (0..lines.length()).filter_map(|i| lines.get(i)?.dyn_into::<web_sys::Element>().ok()) {
        let text = el.text_content().unwrap_or_default();
        let _ = el.class_list().toggle_with_force("named", keys.iter().any(|k| data::mentions(&text, k)));
    }
}

/// Opens the code at what defines the selection. False without one.
pub fn show(s: Studio) -> bool {
    let Some(node) = s.selection.nodes_now().pop() else { return false };
    s.shell.code_of.set(Some(node));
    s.shell.drawer.set(Some(super::TAB));
    true
}

fn go_to(s: Studio, files: &BTreeMap<String, String>, node: NodeId) {
    let doc = s.workspace.document();
    match data::file_of(files, doc.model.key(node)) {
        Some(file) => {
            s.shell.code_file.set(file);
            // When it is drawn and marked.
            gloo::timers::callback::Timeout::new(80, || crate::ui::dom::show_first(".code-line.named")).forget();
        }
        None => s.notices.say(say!("{name} is not in the code: see what is left out, in the Code panel.", name = doc.model.name(node))),
    }
}
