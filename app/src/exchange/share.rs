//! The sheet that shares: a link that carries the design, pictures that hold it, files for other programs, paper.

use super::{file, link};
use crate::action::Action;
use crate::canvas::driver;
use crate::prelude::*;
use crate::state::studio;
use crate::ui::number::thousands;
use crate::ui::{Glyph, Icon, Sheet};
use wasm_bindgen_futures::spawn_local;

/// Links beyond this are cut by some mail and chat programs.
const LONG: usize = 8_000;

/// What the sheet offers beside the link: an action, its name on the button, what it is good for.
const WAYS: [(Action, &str, &str); 5] = [
    (Action::SavePng, "PNG", "A picture for slides and tickets. The design is inside: open it here to edit."),
    (Action::SaveSvg, "SVG", "Sharp at any size, with the design inside as well."),
    (Action::SaveDrawio, "draw.io", "Boxes and lines to move about in draw.io."),
    (Action::SaveReport, "Report", "Markdown: what it has, the address plan, the bill, the findings."),
    (Action::Print, "Print", "The drawing on one page, or as PDF."),
];

#[component]
pub fn ShareSheet() -> impl IntoView {
    let s = studio();
    let open = s.shell.sharing;
    view! {
        <Sheet id="share" title="Share" open=open close=move || open.set(false)>
            <Share />
        </Sheet>
    }
}

#[component]
fn Share() -> impl IntoView {
    let (s, d) = (studio(), driver());
    // None until it is made; an error where the browser cannot.
    let address = RwSignal::new(None::<Result<String, ()>>);
    spawn_local(async move {
        let made = link::address(&s.workspace.document()).await.map_err(|_| ());
        let _ = address.try_set(Some(made));
    });
    let text = move || address.with(|a| a.as_ref().and_then(|a| a.as_ref().ok()).cloned());
    let said = move || match address.get() {
        None => t("Making the link …").to_string(),
        Some(Err(())) => t("This browser cannot make links: share a file instead.").into(),
        Some(Ok(a)) if a.len() > LONG => {
            say!(
                "{n} characters: some mail and chat programs cut links this long. A picture or a file is safer.",
                n = thousands(a.len() as u64)
            )
        }
        Some(Ok(a)) => say!("{n} characters. The whole design is in the link; nothing is sent to a server.", n = thousands(a.len() as u64)),
    };
    let copy = move |_| {
        let Some(text) = text() else { return };
        spawn_local(async move {
            match file::copy(&text).await {
                true => s.notices.say("The link is on the clipboard."),
                false => s.notices.problem("The browser forbids the clipboard here: select the link and copy it."),
            }
        });
    };
    let way = move |(action, name, says): (Action, &'static str, &'static str)| {
        view! {
            <li>
                <button
                    type="button"
                    class="share-way"
                    data-testid=format!("share-{}", action.id())
                    on:click=move |_| {
                        s.shell.sharing.set(false);
                        action.run(s, d);
                    }
                >
                    <Icon glyph=action.glyph() size=20 />
                    <b>{name}</b>
                    <span class="dim">{says}</span>
                </button>
            </li>
        }
    };
    let all = move |e: web_sys::FocusEvent| event_target::<web_sys::HtmlInputElement>(&e).select();
    view! {
        <div class="share">
            <h3>"A link that carries the design"</h3>
            <div class="share-link">
                <input
                    class="field mono"
                    data-testid="share-link"
                    aria-label="Link"
                    readonly=true
                    prop:value=move || text().unwrap_or_default()
                    on:focus=all
                />
                <button type="button" class="btn main" data-testid="share-copy" disabled=move || text().is_none() on:click=copy>
                    <Icon glyph=Glyph::Link size=16 />
                    "Copy link"
                </button>
            </div>
            <p class="dim" data-testid="share-said">{said}" Who opens it sees the design as it is now, and can make a copy to edit."</p>
            <h3>"Pictures, files, paper"</h3>
            <ul class="share-ways">{WAYS.into_iter().map(way).collect_view()}</ul>
        </div>
    }
}
