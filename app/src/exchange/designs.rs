//! The designs that this browser keeps, as cards with a small drawing; those thrown away below.

use crate::prelude::*;
use crate::state::storage::card::SHEET;
use crate::state::storage::{Card, Mode};
use crate::state::{Studio, copied, studio};
use crate::ui::{Glyph, Icon};
use wasm_bindgen_futures::spawn_local;

/// The cards, read again whenever they may have changed while the sheet is open.
fn cards(s: Studio) -> RwSignal<Vec<Card>> {
    let cards = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        s.storage.changes();
        spawn_local(async move {
            let all = s.storage.cards().await;
            // The sheet may be closed by now.
            let _ = cards.try_set(all);
        });
    });
    cards
}

#[component]
pub fn Designs() -> impl IntoView {
    let s = studio();
    let cards = cards(s);
    let here = move || cards.with(|all| all.iter().filter(|c| c.gone.is_none()).cloned().collect::<Vec<_>>());
    let gone = move || cards.with(|all| all.iter().filter(|c| c.gone.is_some()).cloned().collect::<Vec<_>>());
    view! {
        <Show when=move || !here().is_empty()>
            <h3>"In this browser"</h3>
            <ul class="designs" data-testid="designs">
                <For each=here key=|c| (c.id.clone(), c.rev) let:card><DesignCard card /></For>
            </ul>
            <p class="designs-kept faint">
                {move || if s.storage.persisted().get() {
                    "The browser keeps these until you delete them. Save what matters to a file all the same."
                } else {
                    "The browser may clear these when its disk is full. Save what matters to a file."
                }}
            </p>
        </Show>
        <Show when=move || !gone().is_empty()>
            <details class="bin" data-testid="bin">
                <summary>{move || say!("Thrown away ({n})", n = gone().len())}</summary>
                <ul>
                    <For each=gone key=|c| (c.id.clone(), c.rev) let:card><Gone card /></For>
                </ul>
            </details>
        </Show>
    }
}

#[component]
fn DesignCard(card: Card) -> impl IntoView {
    let s = studio();
    let open = s.storage.id() == card.id && s.storage.mode().get_untracked() != Mode::Shared;
    let (id, copy, away) = (card.id.clone(), card.id.clone(), card.id.clone());
    let title = card.title.clone();
    let (edited, objects) = (card.edited, card.objects);
    let said = move || format!("{} · {objects} {}", copied::ago(edited, s.copied.clock()), if objects == 1 { "object" } else { "objects" });
    view! {
        <li class="design" class:current=open data-testid="design">
            <button
                type="button"
                class="design-open"
                aria-current=open.then_some("true")
                on:click=move |_| {
                    s.shell.opening.set(false);
                    if !open {
                        s.storage.open(id.clone());
                    }
                }
            >
                <Thumbnail card=card.clone() />
                <b>{card.title.clone()}</b>
                <span class="dim">{said}</span>
            </button>
            <div class="design-acts">
                {open.then(|| view! { <span class="here">"open"</span> })}
                <button
                    type="button"
                    class="icon-button"
                    data-testid="design-copy"
                    aria-label=say!("Duplicate {title}", title = title)
                    title="Duplicate"
                    on:click=move |_| s.storage.duplicate(copy.clone())
                >
                    <Icon glyph=Glyph::Copy size=16 />
                </button>
                {(!open).then(|| view! {
                    <button
                        type="button"
                        class="icon-button"
                        data-testid="design-delete"
                        aria-label=say!("Delete {title}", title = title)
                        title="Delete; it can be brought back for 30 days"
                        on:click=move |_| s.storage.throw_away(away.clone(), true)
                    >
                        <Icon glyph=Glyph::Delete size=16 />
                    </button>
                })}
            </div>
        </li>
    }
}

/// A design in a few rectangles, in the colours of the day.
#[component]
fn Thumbnail(card: Card) -> impl IntoView {
    let rects = card.thumb.rects().into_iter().map(|(class, [x, y, w, h])| {
        let round = if class == "thumb-object" { 1 } else { 2 };
        view! { <rect class=class x=x y=y width=w height=h rx=round /> }
    });
    view! {
        <svg class="thumb" viewBox=format!("0 0 {} {}", SHEET.0, SHEET.1) aria-hidden="true">
            {rects.collect_view()}
        </svg>
    }
}

#[component]
fn Gone(card: Card) -> impl IntoView {
    let s = studio();
    let (id, title) = (card.id.clone(), card.title.clone());
    view! {
        <li>
            <span>{card.title}</span>
            <button
                type="button"
                class="btn small"
                data-testid="design-back"
                aria-label=say!("Bring back {title}", title = title)
                on:click=move |_| s.storage.throw_away(id.clone(), false)
            >
                "Bring back"
            </button>
        </li>
    }
}
