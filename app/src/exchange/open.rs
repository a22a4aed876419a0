//! Opening a design: from a file chosen or dropped, from the examples, or an empty one. What cannot be read is refused
//! with its place, and the design on screen stays.

use super::designs::Designs;
use super::examples::{self, Example};
use super::foreign::Chosen;
use super::import::Commands;
use super::{dropped, file, foreign, link, picture, prices};
use crate::prelude::*;
use crate::state::shell::Refused;
use crate::state::{Studio, studio};
use crate::ui::{Glyph, Icon, Sheet};
use gloo::events::{EventListener, EventListenerOptions};
use portico_core::document::Document;
use portico_core::interchange::save;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

/// Makes what was read a design of its own and shows it. What was on screen stays in the list.
fn take(s: Studio, name: &str, read: Result<Document, save::LoadError>, own_file: bool) {
    match read {
        Ok(doc) => {
            link::forget();
            s.storage.adopt(&say!("Open {name}", name = name), doc, own_file);
            s.shell.opening.set(false);
            s.notices.say(say!("Opened {name}.", name = name));
        }
        Err(e) => {
            s.shell.opening.set(false);
            s.shell.refused.set(Some(Refused::of(name, &e)));
        }
    }
}

fn all(list: web_sys::FileList) -> Vec<Chosen> {
    (0..list.length()).filter_map(|n| list.get(n)).map(Chosen::from).collect()
}

/// One design or picture of one is opened; prices are taken from AWS's price lists; anything else is read as files to import.
fn open_files(s: Studio, chosen: Vec<Chosen>) {
    let Some(first) = chosen.first() else { return };
    let (file, first) = (first.file.clone(), first.file.name());
    spawn_local(async move {
        // Too large to be gathered: they are read as they stream by.
        if prices::is_one(&file).await {
            return prices::open(s, chosen.into_iter().map(|c| c.file).collect());
        }
        match foreign::gather(chosen).await {
            Err(e) => take(s, &first, Err(e), true),
            Ok(files) if foreign::any(&files) => {
                s.shell.opening.set(false);
                s.shell.importing.set(Some(files));
            }
            Ok(files) => {
                let bytes = files.files.first().map(|(_, b)| b.clone()).unwrap_or_default();
                let read = match picture::open(&bytes).await {
                    Some(read) => read,
                    None => file::text(bytes).and_then(|t| save::read(&t)),
                };
                take(s, &first, read, true);
            }
        }
    });
}

/// An empty design in the region that is chosen now.
fn begin_anew(s: Studio) {
    let region = s.derived.assumptions.with_untracked(|a| a.region.clone());
    link::forget();
    s.storage.adopt("New design", Document::new(region), false);
    s.shell.opening.set(false);
    s.notices.say("A new design. The one before stays in the list of designs.");
}

#[component]
pub fn OpenSheet() -> impl IntoView {
    let s = studio();
    let open = s.shell.opening;
    view! {
        <Sheet id="open" title="Designs" open=open close=move || open.set(false)>
            <div class="open-ways">
                <div class="open-file">
                    <Chooser s id="open-file" says="Choose a file …" folder=false />
                    <Chooser s id="open-folder" says="Choose a folder …" folder=true />
                    <button type="button" class="btn" data-testid="open-new" on:click=move |_| begin_anew(s)>
                        <Icon glyph=Glyph::New size=16 />
                        "New design"
                    </button>
                    <span class="dim">"A design or a picture of one; or Terraform, a plan, CloudFormation or an account to import. Or drop files or a folder anywhere."</span>
                </div>
                <Commands />
                <Designs />
                <Gallery />
            </div>
        </Sheet>
    }
}

/// A button that asks for files, several of them or a folder.
#[component]
fn Chooser(s: Studio, id: &'static str, says: &'static str, folder: bool) -> impl IntoView {
    const TAKES: &str = ".json,.png,.svg,.tf,.tfvars,.hcl,.tfstate,.yaml,.yml,.template,.zip,.txt";
    view! {
        <label class=if folder { "btn file" } else { "btn main file" }>
            <input
                type="file"
                class="unseen"
                multiple=true
                accept=if folder { "" } else { TAKES }
                prop:webkitdirectory=folder
                data-testid=id
                on:change=move |e| {
                    let input = event_target::<web_sys::HtmlInputElement>(&e);
                    if let Some(chosen) = input.files() {
                        open_files(s, all(chosen));
                    }
                    // So that the same file, mended, can be chosen again.
                    input.set_value("");
                }
            />
            {says}
        </label>
    }
}

#[component]
fn Gallery() -> impl IntoView {
    let s = studio();
    let card = move |e: &'static Example| {
        view! {
            <li>
                <button type="button" class="example" data-testid=format!("example-{}", e.id) on:click=move |_| take(s, e.title, save::read(e.text), false)>
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
            title=Signal::derive(move || if said(|r| r.file.clone()) == link::A_LINK { "This link cannot be opened" } else { "This file cannot be opened" }.to_string())
            open=Signal::derive(move || refused.with(Option::is_some))
            close=move || refused.set(None)
            role="alertdialog"
        >
            <div class="refused">
                <p class="refused-what" data-testid="refused-what">{move || said(|r| crate::language::sentence(&r.message))}</p>
                <dl>
                    <dt>"From"</dt>
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

/// While a file is dragged over the page, the page says that it may be dropped.
#[component]
pub fn DropVeil() -> impl IntoView {
    let s = studio();
    let over = RwSignal::new(false);
    listen(s, over);
    view! {
        <div class="veil" data-testid="drop-veil" hidden=move || !over.get()>
            <div class="veil-words"><Icon glyph=Glyph::Open size=24 />"Drop a design, files to import, or AWS's price lists"</div>
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
        if let Some(data) = e.data_transfer() {
            open_dropped(s, &data);
        }
    });
}

/// Files, or folders with what is in them. Comes with what somebody does: the page listens without it.
fn open_dropped(s: Studio, data: &web_sys::DataTransfer) {
    let entries = dropped::entries(data);
    if entries.iter().any(|e| e.is_directory()) {
        let name = entries.first().map(|e| e.name()).unwrap_or_default();
        spawn_local(async move {
            match dropped::files(entries).await {
                Ok(files) => open_files(s, files),
                Err(why) => take(s, &name, Err(why), true),
            }
        });
    } else if let Some(files) = data.files() {
        open_files(s, all(files));
    }
}
