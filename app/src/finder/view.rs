//! The list over the page: a field, and the lines that fit what is typed.

use super::data::{Go, Row, commands, containers, objects};
use crate::canvas::{Driver, driver, intent, place};
use crate::prelude::*;
use crate::state::shell::Seek;
use crate::state::{Studio, studio};
use crate::tool::Intent;
use crate::ui::{Icon, closed, modal};
use leptos::html;

#[component]
pub fn Finder() -> impl IntoView {
    let s = studio();
    let dialog = modal(Signal::derive(move || s.shell.finding.with(Option::is_some)));
    view! {
        <dialog
            class="sheet finder"
            node_ref=dialog
            aria-label=move || s.shell.finding.get().map_or("", heading)
            data-testid="finder"
            on:close=closed(dialog, move || s.shell.finding.set(None))
            // A press beside it closes it, as every such list does.
            on:pointerdown=move |e| {
                let own = |el: &web_sys::EventTarget| e.target().as_ref() == Some(el);
                if dialog.get_untracked().is_some_and(|el| own(el.as_ref())) {
                    s.shell.finding.set(None);
                }
            }
        >
            {move || s.shell.finding.get().map(|seek| view! { <List seek /> })}
        </dialog>
    }
}

fn heading(seek: Seek) -> &'static str {
    match seek {
        Seek::Command => "Command palette",
        Seek::Object => "Find an object",
        Seek::Container => "Move into",
    }
}

#[component]
fn List(seek: Seek) -> impl IntoView {
    let (s, d) = (studio(), driver());
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0usize);
    let rows: Memo<Vec<Row>> = Memo::new(move |_| {
        let typed = typed.get();
        let (doc, stage) = (s.workspace.document(), s.scene.stage_now());
        match seek {
            Seek::Command => commands(&doc, &stage, &typed, &|a| untrack(|| a.enabled(s))),
            Seek::Object => objects(&doc, &stage, &typed),
            Seek::Container => containers(&doc, &stage, &s.selection.places_now(), &typed),
        }
    });
    let choose = move |i: usize| {
        if let Some(row) = rows.with_untracked(|r| r.get(i).cloned()).filter(|r| r.ok) {
            s.shell.finding.set(None);
            // When the page has the focus again.
            gloo::timers::callback::Timeout::new(0, move || go(s, d, row.go)).forget();
        }
    };
    let step = move |by: isize| {
        let n = rows.with_untracked(Vec::len);
        at.update(|i| *i = if n == 0 { 0 } else { i.saturating_add(n).saturating_add_signed(by) % n });
        crate::ui::dom::show(&format!("finder-{}", at.get_untracked()));
    };
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(el) = field.get() {
            let _ = el.focus();
        }
    });
    let prompt = match seek {
        Seek::Command => "Do, add or go to …",
        Seek::Object => "Name, address or kind …",
        Seek::Container => "Into which container?",
    };
    let line = move |(i, row): (usize, Row)| {
        let place = if let Go::To(p) = &row.go { Some(p.to_string()) } else { None };
        view! {
            <li
                id=format!("finder-{i}")
                role="option"
                class="found"
                aria-selected=move || (at.get() == i).to_string()
                aria-disabled=(!row.ok).then_some("true")
                data-testid="found"
                data-to=place
                on:pointermove=move |_| {
                    if at.get_untracked() != i {
                        at.set(i);
                    }
                }
                on:click=move |_| choose(i)
            >
                <Icon glyph=row.glyph size=16 />
                <span class="found-label">{row.label}</span>
                <span class="found-note">{row.note}</span>
            </li>
        }
    };
    view! {
        <input
            class="finder-field"
            node_ref=field
            type="text"
            role="combobox"
            autocomplete="off"
            spellcheck="false"
            data-testid="finder-field"
            aria-label=heading(seek)
            aria-expanded="true"
            aria-controls="finder-list"
            aria-activedescendant=move || rows.with(|r| (!r.is_empty()).then(|| format!("finder-{}", at.get())))
            placeholder=prompt
            on:input=move |e| {
                typed.set(event_target_value(&e));
                at.set(0);
            }
            on:keydown=move |e| {
                if e.is_composing() {
                    return;
                }
                match e.key().as_str() {
                    "ArrowDown" => step(1),
                    "ArrowUp" => step(-1),
                    "Enter" => choose(at.get_untracked()),
                    _ => return,
                }
                e.prevent_default();
            }
        />
        <ul class="finder-list" id="finder-list" role="listbox" aria-label=heading(seek)>
            {move || rows.get().into_iter().enumerate().map(line).collect_view()}
        </ul>
        {move || rows.with(Vec::is_empty).then(|| {
            let words = match seek {
                Seek::Container => "No other container may take what is selected.",
                _ => "Nothing of that name. Fewer letters find more.",
            };
            view! { <p class="empty finder-empty">{words}</p> }
        })}
        <p class="unseen" role="status">{move || say!("{n} found", n = rows.with(Vec::len))}</p>
    }
}

fn go(s: Studio, d: Driver, go: Go) {
    match go {
        Go::Act(action) => {
            action.run(s, d);
        }
        Go::Add(item) => {
            place(s, item);
            crate::canvas::focus_selected(s);
        }
        Go::To(there) => {
            if let Some(b) = s.scene.stage_now().get(&there) {
                s.viewport.reveal(b.rect);
                s.selection.select(there);
                crate::canvas::focus_selected(s);
            } else {
                s.selection.select(there);
            }
        }
        Go::Into(target) => {
            let roots = s.scene.stage_now().outermost(&s.selection.places_now());
            intent::finish(s, Intent::Into { roots, target, by: None });
            crate::canvas::focus_selected(s);
        }
    }
}
