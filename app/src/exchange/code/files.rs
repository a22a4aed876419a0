//! The files: a list of them, what they leave out, and one of them to read.

use super::data::{self, Export, FileRow};
use crate::exchange::file;
use crate::prelude::*;
use crate::state::studio;
use crate::ui::{Glyph, Icon, Words};
use portico_core::document::NodeId;
use portico_core::ordered::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

#[component]
pub fn FileList(rows: Memo<Vec<FileRow>>, shown: Memo<Option<String>>, chosen: RwSignal<String>) -> impl IntoView {
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
pub fn NoteList(notes: Memo<Vec<data::Note>>) -> impl IntoView {
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
pub fn Viewer(export: Memo<Arc<Export>>, shown: Memo<Option<String>>) -> impl IntoView {
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
    let inked = |text: &str, language| {
        data::pieces(text, language).into_iter().map(|(ink, t)| view! { <span class=ink.class()>{t.to_string()}</span> }).collect_view()
    };
    let line = move |l: &str, language: data::Language, defined: Option<(NodeId, Range<usize>)>| {
        let parts = defined.and_then(|(node, at)| Some((node, l.get(..at.start)?, l.get(at.clone())?, l.get(at.end..)?)));
        match parts {
            // What a block defines leads to it on the canvas.
            Some((node, before, name, after)) => view! {
                <span class="code-line">
                    {before.to_string()}
                    <button type="button" class="code-name" title="Show it on the canvas" on:click=move |_| s.workspace.reveal(node)>{name.to_string()}</button>
                    {inked(after, language)}
                    "\n"
                </span>
            },
            None => view! { <span class="code-line">{inked(l, language)}"\n"</span> },
        }
    };
    // Lines that name what is selected are marked as they stand: the text is not drawn again, and stays where it is scrolled to.
    Effect::new(move |_| {
        let language = text.with(|t| t.as_ref().map_or(data::Language::Other, |(name, _)| data::Language::of(name)));
        let nodes = s.selection.nodes();
        let names = model.with(|m| export.with_untracked(|e| data::names(m, &e.ids, &nodes, language)));
        request_animation_frame(move || mark(&names));
    });
    move || {
        text.get().map(|(name, text)| {
            let language = data::Language::of(&name);
            let lines = export.with_untracked(|e| {
                let mut defines = data::Defines::new(&e.ids, language);
                text.lines().map(|l| line(l, language, defines.next(l))).collect_view()
            });
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

fn mark(names: &BTreeSet<String>) {
    let Some(lines) = crate::ui::dom::document().and_then(|d| d.query_selector_all(".code-line").ok()) else { return };
    for el in (0..lines.length()).filter_map(|i| lines.get(i)?.dyn_into::<web_sys::Element>().ok()) {
        let text = el.text_content().unwrap_or_default();
        let _ = el.class_list().toggle_with_force("named", data::mentions(&text, names));
    }
}
