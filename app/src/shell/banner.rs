//! One line over the canvas for what a person must know of the design on screen: whose it is, whether it is safe.

use crate::prelude::*;
use crate::state::storage::Mode;
use crate::state::{Studio, studio};
use wasm_bindgen::JsCast;

/// Steps without a file copy after which one is asked for; the same again after "Later".
const STEPS: u32 = 30;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Banner {
    /// The engine has not loaded.
    Part,
    Shared,
    Following,
    /// A newer Portico waits for a reload.
    Update,
    /// The design is in this browser only.
    NoCopy,
}

/// What is said, the more pressing first.
fn banner(missing: bool, mode: Mode, update: bool, uncopied: u32, later: u32) -> Option<Banner> {
    match mode {
        _ if missing => Some(Banner::Part),
        Mode::Shared => Some(Banner::Shared),
        Mode::Following => Some(Banner::Following),
        Mode::Own if update => Some(Banner::Update),
        Mode::Own if uncopied >= STEPS.saturating_add(later) => Some(Banner::NoCopy),
        Mode::Own => None,
    }
}

#[component]
pub fn Banners() -> impl IntoView {
    let s = studio();
    let update = RwSignal::new(false);
    if let Some(window) = web_sys::window() {
        // Said by public/offline.js.
        gloo::events::EventListener::new(&window, "portico-update", move |_| update.set(true)).forget();
    }
    // By how many steps the wish to be asked later puts it off, of which design.
    let later = RwSignal::new((String::new(), 0));
    let uncopied = Memo::new(move |_| uncopied(s));
    let now = Memo::new(move |_| {
        let put_off = later.with(|(id, n)| if *id == s.storage.id() { *n } else { 0 });
        banner(s.whole.is_missing(), s.storage.mode().get(), update.get(), uncopied.get(), put_off)
    });
    let line = move |said: &'static str, acts: AnyView| view! { <p>{said}</p> <div class="banner-acts">{acts}</div> }.into_any();
    view! {
        <div class="banner-slot" role="status">
            {move || now.get().map(|b| view! {
                <div class="banner" data-testid="banner" class:quiet=b == Banner::NoCopy>
                    {match b {
                        Banner::Part => line(
                            "A part of the studio did not load, so nothing is judged yet. It is asked for again every few seconds; look at the connection.",
                            ().into_any(),
                        ),
                        Banner::Shared => line("A shared design, as the link carries it. Nothing here is kept.", view! {
                            <button type="button" class="btn main" data-testid="shared-copy" on:click=move |_| crate::exchange::keep_shared(s)>"Make a copy to edit"</button>
                            <button type="button" class="btn" data-testid="shared-close" on:click=move |_| crate::exchange::close_shared(s)>"Back to my designs"</button>
                        }.into_any()),
                        Banner::Following => line("This design is open in another tab. Here it is shown as it is kept there.", view! {
                            <button type="button" class="btn main" data-testid="take-over" on:click=move |_| s.storage.take_over()>"Edit here instead"</button>
                            <button type="button" class="btn" data-testid="follow-copy" on:click=move |_| s.storage.adopt_shown()>"Make a copy"</button>
                        }.into_any()),
                        Banner::Update => line("A new version of Portico is ready.", view! {
                            <button type="button" class="btn main" data-testid="update" on:click=move |_| reload(s)>"Save and reload"</button>
                        }.into_any()),
                        Banner::NoCopy => line("This design is only in this browser, which may clear it. A file of your own stays.", view! {
                            <button type="button" class="btn main" data-testid="nudge-save" on:click=move |_| crate::exchange::save(s)>"Save to a file"</button>
                            <button type="button" class="btn" data-testid="nudge-later" on:click=move |_| later.set((s.storage.id(), uncopied.get_untracked()))>"Later"</button>
                        }.into_any()),
                    }}
                </div>
            })}
        </div>
    }
}

/// Steps done since the design was last saved to a file; tracked.
fn uncopied(s: Studio) -> u32 {
    s.workspace.signal().track();
    let copied = s.copied.step();
    s.storage.step().saturating_sub(copied.unwrap_or(0))
}

/// Everything is written before the page goes; public/offline.js reloads it under the new version.
fn reload(s: Studio) {
    s.storage.flush_whole();
    s.storage.when_kept(|| {
        let Some(window) = web_sys::window() else { return };
        if let Ok(event) = web_sys::Event::new("portico-reload") {
            let _ = window.unchecked_ref::<web_sys::EventTarget>().dispatch_event(&event);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_pressing_is_said() {
        assert_eq!(banner(false, Mode::Own, false, STEPS - 1, 0), None);
        assert_eq!(banner(false, Mode::Own, false, STEPS, 0), Some(Banner::NoCopy));
        assert_eq!(banner(false, Mode::Own, false, STEPS + 5, STEPS), None);
        assert_eq!(banner(false, Mode::Own, true, STEPS, 0), Some(Banner::Update));
        assert_eq!(banner(false, Mode::Following, true, 0, 0), Some(Banner::Following));
        assert_eq!(banner(false, Mode::Shared, true, 0, 0), Some(Banner::Shared));
        assert_eq!(banner(true, Mode::Shared, true, 0, 0), Some(Banner::Part));
    }
}
