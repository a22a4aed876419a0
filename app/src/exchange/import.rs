//! The sheet of an import: read in the worker, shown before it is taken, and taken as a design of its own. The design on screen stays.

use super::desk::{self, Desk, Job};
use super::into::{self, Edits};
use super::preview::{self, Line, Preview};
use super::{commands, file, link};
use crate::language::unread;
use crate::prelude::*;
use crate::state::shell::{Importing, Refused};
use crate::state::{Studio, studio};
use crate::ui::{Glyph, Icon, Sheet};
use portico_core::interchange::reader::Form;
use portico_core::interchange::save;
use portico_core::ordered::BTreeMap;
use wasm_bindgen_futures::spawn_local;

/// Lines that are shown of each list; the rest is counted.
pub(super) const MOST: usize = 200;

#[component]
pub fn ImportSheet() -> impl IntoView {
    let s = studio();
    let open = Signal::derive(move || s.shell.importing.with(Option::is_some));
    view! {
        <Sheet id="import" title="Import" open=open close=move || s.shell.importing.set(None)>
            <Import />
        </Sheet>
    }
}

#[component]
fn Import() -> impl IntoView {
    let s = studio();
    // Ended with the sheet: closing it breaks off what is read.
    let desk = Desk::new();
    let found = RwSignal::new(None::<Preview>);
    let edits = RwSignal::new(None::<Edits>);
    let given = RwSignal::new(BTreeMap::<String, String>::new());
    let ask = move || {
        found.set(None);
        let Some(files) = s.shell.importing.get_untracked() else { return };
        read(s, desk, &files, &given.get_untracked(), found);
    };
    ask();
    view! {
        <div class="import">
            {move || match (edits.get(), found.get()) {
                (Some(e), _) => into::shown(s, desk, given, e).into_any(),
                (None, None) => reading(s, desk).into_any(),
                (None, Some(p)) => {
                    let put = move || {
                        found.set(None);
                        into::ask(s, desk, given, edits);
                    };
                    shown(s, p, given, ask, put).into_any()
                }
            }}
        </div>
    }
}

fn read(s: Studio, desk: Desk, files: &Importing, given: &BTreeMap<String, String>, found: RwSignal<Option<Preview>>) {
    let name = files.name.clone();
    desk.ask(job("read_files", files, given, String::new()), move |answer| match desk::read(answer, preview::preview) {
        Ok(p) => found.set(Some(p)),
        Err(why) => refuse(s, &name, &why),
    });
}

/// A question about the files, with what the user says beside them.
pub(super) fn job(ask: &'static str, files: &Importing, given: &BTreeMap<String, String>, design: String) -> Job {
    let mut open = vec![format!("title={}", preview::title(&files.name))];
    open.extend(given.iter().filter(|(_, v)| !v.trim().is_empty()).map(|(n, v)| format!("{n}={v}")));
    let bytes = files.files.iter().map(|(n, b)| (n.clone(), js_sys::Uint8Array::from(b.as_slice()))).collect();
    Job { ask, design, open, files: bytes, file: None }
}

/// The files cannot be read: the sheet gives way to the reason.
pub(super) fn refuse(s: Studio, name: &str, why: &str) {
    s.shell.importing.set(None);
    let (at, message) = why.split_once('\n').unwrap_or(("", why));
    s.shell.refused.set(Some(Refused { file: name.into(), at: at.into(), message: message.into() }));
}

fn reading(s: Studio, desk: Desk) -> impl IntoView {
    let said = s.shell.importing.with_untracked(|i| {
        i.as_ref().map_or_else(String::new, |i| {
            let bytes: usize = i.files.iter().map(|(_, b)| b.len()).sum();
            let files = i.files.len();
            say!(
                "Reading {name} ({files} {file}, {div_ceil} KB) …",
                name = i.name,
                files = files,
                file = if files == 1 { "file" } else { "files" },
                div_ceil = bytes.div_ceil(1024)
            )
        })
    });
    let cancel = move |_| {
        desk.stop();
        s.shell.importing.set(None);
    };
    view! {
        <p role="status" data-testid="import-progress">{said}</p>
        <progress aria-label="Reading" />
        <div class="import-ends">
            <button type="button" class="btn" data-testid="import-cancel" on:click=cancel>"Cancel"</button>
        </div>
    }
}

fn shown(
    s: Studio,
    p: Preview,
    given: RwSignal<BTreeMap<String, String>>,
    again: impl Fn() + Copy + 'static,
    put: impl Fn() + Copy + 'static,
) -> impl IntoView {
    // Source can also take the design on screen.
    let takes = p.form == Form::Terraform.label() && untrack(|| !s.derived.model.with(|m| m.is_empty()));
    let name = s.shell.importing.with_untracked(|i| i.as_ref().map(|i| i.name.clone()).unwrap_or_default());
    let (design, title) = (p.design, name.clone());
    let take = move |_| match save::read(&design) {
        Ok(doc) => {
            link::forget();
            s.storage.adopt(&say!("Import {title}", title = title), doc, false);
            s.shell.importing.set(None);
            s.shell.opening.set(false);
            s.notices.say(say!("Imported {title}. The design before stays in the list of designs.", title = title));
        }
        Err(e) => s.notices.problem(say!("{sentence}.", sentence = unread(&e))),
    };
    let kinds: Vec<String> = p.understood.iter().map(|(k, n)| format!("{n} {}", in_language(k))).collect();
    let understood = if kinds.is_empty() {
        t("Nothing that a network design has: no VPC, subnet, gateway, group, endpoint or workload.").to_string()
    } else {
        kinds.join(", ")
    };
    let guesses = p.guessed.len();
    view! {
        <p class="dim">{say!("{name}: {form}. Nothing has changed yet.", name = name, form = in_language(&p.form))}</p>
        <h3>"Understood"</h3>
        <p data-testid="import-understood">{understood}</p>
        {(guesses > 0).then(|| view! {
            <details data-testid="import-guessed" open=guesses <= 8>
                <summary>{say!("Guessed ({guesses})", guesses = guesses)}</summary>
                <ul>{p.guessed.into_iter().take(MOST).map(|g| view! { <li>{g}</li> }).collect_view()}</ul>
            </details>
        })}
        {(!p.unknown.is_empty()).then(|| unknowns(p.unknown, given, again).into_any())}
        {(!p.left_out.is_empty()).then(|| {
            let (count, rest) = (p.left_out.len(), p.left_out.len().saturating_sub(MOST));
            view! {
                <details data-testid="import-left-out" open=count <= 12>
                    <summary>{say!("Left out ({count})", count = count)}</summary>
                    <ul>{p.left_out.into_iter().take(MOST).map(|l| view! { <li>{l.name}" "<span class="mono dim">{l.at}</span>" "{l.why}</li> }).collect_view()}</ul>
                    {(rest > 0).then(|| say!("and {rest} more", rest = rest))}
                </details>
            }
        })}
        <div class="import-ends">
            <button type="button" class="btn main" data-testid="import-take" autofocus=true on:click=take>"Import"</button>
            {takes.then(|| view! {
                <button type="button" class="btn" data-testid="import-into" on:click=move |_| put()>"Put the design on screen into it …"</button>
            })}
            <button type="button" class="btn" data-testid="import-cancel" on:click=move |_| s.shell.importing.set(None)>"Cancel"</button>
        </div>
    }
}

/// What the files leave open, with a field for each.
fn unknowns(all: Vec<Line>, given: RwSignal<BTreeMap<String, String>>, again: impl Fn() + Copy + 'static) -> impl IntoView {
    let count = all.len();
    let row = move |l: Line| {
        let (name, had) = (l.name.clone(), l.name.clone());
        view! {
            <li>
                <label>
                    <span class="mono">{l.name.clone()}</span>
                    " "
                    <span class="mono dim">{l.at}</span>
                    <input
                        class="field mono"
                        data-testid=format!("import-value-{}", l.name)
                        prop:value=given.with_untracked(|g| g.get(&had).cloned().unwrap_or_default())
                        on:input=move |e| given.update(|g| drop(g.insert(name.clone(), event_target_value(&e))))
                    />
                </label>
                <span class="dim">{say!("needed by {why}", why = l.why)}</span>
            </li>
        }
    };
    view! {
        <details data-testid="import-unknown" open=count <= 12>
            <summary>{say!("Not known ({count})", count = count)}</summary>
            <p class="dim">"What hangs on these is answered with \u{201c}depends\u{201d}. Put in what you know, and the files are read again."</p>
            <ul class="import-unknown">{all.into_iter().take(MOST).map(row).collect_view()}</ul>
            <button type="button" class="btn" data-testid="import-again" on:click=move |_| again()>"Read again"</button>
        </details>
    }
}

/// How an account comes in: commands that the person runs where their credentials are.
#[component]
pub fn Commands() -> impl IntoView {
    let s = studio();
    let script = move || s.derived.assumptions.with(|a| commands::script(a.region.as_str()));
    let copy = move |_| {
        let text = untrack(script);
        spawn_local(async move {
            match file::copy(&text).await {
                true => s.notices.say("The commands are on the clipboard."),
                false => s.notices.problem("The browser forbids the clipboard here: select the commands and copy them."),
            }
        });
    };
    view! {
        <details class="aws-commands">
            <summary>"Import what an AWS account holds"</summary>
            <p class="dim">"Run these where your AWS CLI works, and choose the folder with their answers. They only read. No key and no password ever comes here."</p>
            <pre class="mono" tabindex="0" aria-label="Commands" data-testid="aws-commands">{script}</pre>
            <button type="button" class="btn" data-testid="aws-copy" on:click=copy>
                <Icon glyph=Glyph::Link size=16 />
                "Copy commands"
            </button>
        </details>
    }
}
