//! Versions of the design on screen: naming one, bringing one back, opening one beside it.

use crate::prelude::*;
use crate::state::storage::Version;
use crate::state::{Studio, copied, studio};
use crate::ui::{Glyph, Icon, Sheet};
use wasm_bindgen_futures::spawn_local;

#[component]
pub fn VersionsSheet() -> impl IntoView {
    let s = studio();
    let open = s.shell.versions;
    view! {
        <Sheet id="versions" title="Versions of this design" open=open close=move || open.set(false)>
            <Versions />
        </Sheet>
    }
}

/// The design on screen, by the id under which it is kept.
pub fn design(s: Studio) -> Memo<String> {
    Memo::new(move |_| {
        s.workspace.signal().with(|_| ());
        s.storage.saved().get();
        s.storage.id()
    })
}

/// The versions of the design on screen, the newest first, as long as somebody looks; none until they are read.
pub fn kept(s: Studio) -> RwSignal<Option<Vec<Version>>> {
    let all = RwSignal::new(None);
    // Not at every step that is kept: all of each version would be read for its name.
    let design = design(s);
    Effect::new(move |before: Option<String>| {
        s.storage.versioned();
        let id = design.get();
        if before.is_some_and(|b| b != id) {
            all.set(None);
        }
        let asked = id.clone();
        spawn_local(async move {
            let found = s.storage.versions().await;
            // Whoever looked, and the design, may be gone by now.
            if s.storage.id() == asked {
                let _ = all.try_set(Some(found));
            }
        });
        id
    });
    all
}

#[component]
fn Versions() -> impl IntoView {
    let s = studio();
    let kept = kept(s);
    let all = Memo::new(move |_| kept.get().unwrap_or_default());
    let name = RwSignal::new(String::new());
    let keep = move || {
        if !name.with_untracked(|n| n.trim().is_empty()) {
            s.storage.name_version(&name.get_untracked());
            name.set(String::new());
        }
    };
    view! {
        <div class="versions">
            <form
                class="version-new"
                on:submit=move |e| {
                    e.prevent_default();
                    keep();
                }
            >
                <input
                    class="field"
                    data-testid="version-name"
                    aria-label="Name of the new version"
                    placeholder="Before the second region"
                    maxlength="120"
                    autofocus=true
                    prop:value=name
                    on:input=move |e| name.set(event_target_value(&e))
                />
                <button type="submit" class="btn main" data-testid="version-keep" disabled=move || name.with(|n| n.trim().is_empty())>
                    "Keep a version"
                </button>
            </form>
            <Show
                when=move || !all.with(Vec::is_empty)
                fallback=|| view! { <p class="empty">"A version is the design as it is now, under a name: to return to, or to compare with later. Undo goes back step by step and needs none."</p> }
            >
                <ul data-testid="version-list">
                    <For each=move || all.get() key=|v| v.number let:version><Row version /></For>
                </ul>
            </Show>
        </div>
    }
}

#[component]
fn Row(version: Version) -> impl IntoView {
    let s = studio();
    let Version { number, name, at } = version;
    let bring = move |as_copy| {
        s.shell.versions.set(false);
        s.storage.bring_back_version(number, as_copy);
    };
    view! {
        <li class="version" data-testid="version">
            <div>
                <b>{name.clone()}</b>
                <span class="dim">{move || copied::ago(at, s.copied.clock())}</span>
            </div>
            <button type="button" class="btn small" data-testid="version-back" aria-label=say!("Bring back {name}", name = name) on:click=move |_| bring(false)>
                "Bring back"
            </button>
            <button type="button" class="btn small" data-testid="version-copy" aria-label=say!("Open as a copy: {name}", name = name) on:click=move |_| bring(true)>
                "Open as a copy"
            </button>
            <button
                type="button"
                class="icon-button"
                data-testid="version-delete"
                aria-label=say!("Delete version {name}", name = name)
                on:click=move |_| s.storage.delete_version(number)
            >
                <Icon glyph=Glyph::Delete size=16 />
            </button>
        </li>
    }
}
