//! Opening a design: from a file chosen or dropped, from the examples, or an empty one. What cannot be read is refused
//! with its place, and the design on screen stays.

use super::examples::{self, Example};
use super::file;
use crate::prelude::*;
use crate::state::shell::Refused;
use crate::state::{Studio, studio};
use crate::ui::{Glyph, Icon, Sheet};
use gloo::events::{EventListener, EventListenerOptions};
use portico_core::document::Document;
use portico_core::interchange::save;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

/// Makes a text the design, as one step that undo takes back.
fn take(s: Studio, name: &str, text: Result<String, save::LoadError>, own_file: bool) {
    match text.and_then(|t| save::read(&t)) {
        Ok(doc) => {
            if own_file {
                s.copied.saved()
            } else {
                s.copied.none()
            }
            s.workspace.replace(&format!("Open {name}"), doc);
            s.shell.opening.set(false);
            s.notices.say(format!("Opened {name}. Undo brings back the design before."));
        }
        Err(e) => {
            s.shell.opening.set(false);
            s.shell.refused.set(Some(Refused { file: name.into(), at: e.at, message: e.message }));
        }
    }
}

fn open_file(s: Studio, chosen: web_sys::File) {
    spawn_local(async move {
        let name = chosen.name();
        take(s, &name, file::read(chosen).await, true);
    });
}

/// An empty design in the region that is chosen now, as one step.
fn begin_anew(s: Studio) {
    let region = s.derived.assumptions.with_untracked(|a| a.region.clone());
    s.copied.none();
    s.workspace.replace("New design", Document::new(region));
    s.shell.opening.set(false);
    s.notices.say("A new design. Undo brings back the one before.");
}

#[component]
pub fn OpenSheet() -> impl IntoView {
    let s = studio();
    let open = s.shell.opening;
    view! {
        <Sheet id="open" title="Open a design" open=open close=move || open.set(false)>
            <div class="open-ways">
                <div class="open-file">
                    <label class="btn main file">
                        <input
                            type="file"
                            class="unseen"
                            accept=".json,application/json"
                            data-testid="open-file"
                            on:change=move |e| {
                                let input = event_target::<web_sys::HtmlInputElement>(&e);
                                if let Some(chosen) = input.files().and_then(|f| f.get(0)) {
                                    open_file(s, chosen);
                                }
                                // So that the same file, mended, can be chosen again.
                                input.set_value("");
                            }
                        />
                        "Choose a file …"
                    </label>
                    <span class="dim">"A NAME.portico.json that was saved here; or drop one anywhere on the page."</span>
                </div>
                <Gallery />
                <div class="open-new">
                    <button type="button" class="btn" data-testid="open-new" on:click=move |_| begin_anew(s)>
                        <Icon glyph=Glyph::New size=16 />
                        "New design"
                    </button>
                    <span class="dim">"Begins empty."</span>
                </div>
            </div>
        </Sheet>
    }
}

#[component]
fn Gallery() -> impl IntoView {
    let s = studio();
    let card = move |e: &'static Example| {
        view! {
            <li>
                <button type="button" class="example" data-testid=format!("example-{}", e.id) on:click=move |_| take(s, e.title, Ok(e.text.into()), false)>
                    <b>{e.title}</b>
                    <span class="dim">{e.says}</span>
                </button>
            </li>
        }
    };
    (!examples::ALL.is_empty()).then(|| {
        view! {
            <h3>"Examples"</h3>
            <ul class="examples">{examples::ALL.iter().map(card).collect_view()}</ul>
        }
    })
}

/// What was wrong with a file.
#[component]
pub fn RefusedSheet() -> impl IntoView {
    let s = studio();
    let refused = s.shell.refused;
    let said = move |get: fn(&Refused) -> String| refused.with(|r| r.as_ref().map(get).unwrap_or_default());
    view! {
        <Sheet
            id="refused"
            title="This file cannot be opened"
            open=Signal::derive(move || refused.with(Option::is_some))
            close=move || refused.set(None)
            role="alertdialog"
        >
            <div class="refused">
                <p class="refused-what" data-testid="refused-what">{move || said(|r| format!("{}.", capital(&r.message)))}</p>
                <dl>
                    <dt>"File"</dt>
                    <dd class="mono">{move || said(|r| r.file.clone())}</dd>
                    {move || (!said(|r| r.at.clone()).is_empty()).then(|| view! {
                        <dt>"Where"</dt>
                        <dd class="mono" data-testid="refused-at">{said(|r| r.at.clone())}</dd>
                    })}
                </dl>
                <p class="dim">"The design on screen is as it was."</p>
                <button type="button" class="btn" autofocus=true on:click=move |_| refused.set(None)>"Close"</button>
            </div>
        </Sheet>
    }
}

fn capital(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// While a file is dragged over the page, the page says that it may be dropped.
#[component]
pub fn DropVeil() -> impl IntoView {
    let s = studio();
    let over = RwSignal::new(false);
    listen(s, over);
    view! {
        <div class="veil" data-testid="drop-veil" hidden=move || !over.get()>
            <div class="veil-words"><Icon glyph=Glyph::Open size=24 />"Drop the design to open it"</div>
        </div>
    }
}

fn listen(s: Studio, over: RwSignal<bool>) {
    let Some(window) = web_sys::window() else { return };
    let on = |name: &'static str, act: fn(Studio, RwSignal<bool>, &web_sys::DragEvent)| {
        let listener = EventListener::new_with_options(&window, name, EventListenerOptions::enable_prevent_default(), move |e| {
            // Only files: text dragged inside the page is the page's.
            if let Some(e) = e.dyn_ref::<web_sys::DragEvent>()
                && e.data_transfer().is_some_and(|t| t.types().includes(&"Files".into(), 0))
            {
                e.prevent_default();
                act(s, over, e);
            }
        });
        listener.forget();
    };
    on("dragover", |_, over, _| over.set(true));
    on("dragleave", |_, over, e| {
        if e.related_target().is_none() {
            over.set(false);
        }
    });
    on("drop", |s, over, e| {
        over.set(false);
        if let Some(dropped) = e.data_transfer().and_then(|t| t.files()).and_then(|f| f.get(0)) {
            open_file(s, dropped);
        }
    });
}
