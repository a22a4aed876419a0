//! The text itself: a text area over its coloured copy, with line numbers and proposals at the caret.

use super::super::caret::{byte_of, utf16_of};
use super::super::complete::{Proposed, propose};
use super::super::highlight::{Piece, lines};
use super::super::judge::{Mark, class};
use super::Editor;
use crate::prelude::*;
use crate::ui::dom;
use gloo::timers::callback::Timeout;

/// Proposals at the caret.
#[derive(Clone, Copy)]
struct Options {
    e: Editor,
    shown: RwSignal<Proposed>,
    active: RwSignal<usize>,
}

pub fn text(e: Editor) -> AnyView {
    let id = e.id();
    let o = Options { e, shown: RwSignal::new(Proposed::default()), active: RwSignal::new(0) };
    let drawn = move || {
        // Marks of a text that has been typed in since would stand in the wrong place.
        let text = e.text.get();
        let same = e.still.with(|still| *still == text);
        let marks: Vec<Mark> = if same {
            e.deep.with(|j| j.error.iter().chain(&j.problems).cloned().collect())
        } else {
            e.judged.with(|j| j.error.iter().cloned().collect())
        };
        let marks: Vec<&Mark> = marks.iter().collect();
        lines(&text, &marks).into_iter().enumerate().map(|(i, line)| drawn_line(i, line, &marks)).collect_view()
    };
    let absent = move || {
        let empty = e.text.with(|t| t.trim().is_empty());
        empty.then(|| e.policy.with(|p| view! { <p class="note policy-absent">{e.say(&p.absent)}</p> }))
    };
    let list_id = format!("{id}-options");
    let active = {
        let list_id = list_id.clone();
        move || o.shown.with(|s| !s.all.is_empty()).then(|| format!("{list_id}-{}", o.active.get()))
    };
    let keydown = move |ev: web_sys::KeyboardEvent| o.key(&ev);
    view! {
        {absent}
        <div class="policy-code mono">
            <div class="policy-paper">
                <pre aria-hidden="true">{drawn}</pre>
                <textarea
                    node_ref=e.area
                    id=format!("{id}-text")
                    data-testid=format!("{id}-text")
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="off"
                    wrap="off"
                    aria-label=move || format!("{}, as JSON", e.policy.with(|p| p.title.clone()))
                    aria-invalid=move || e.judged.with(|j| j.error.is_some()).to_string()
                    aria-describedby=format!("{id}-said {id}-keys")
                    aria-autocomplete="list"
                    aria-controls=list_id.clone()
                    aria-activedescendant=active
                    prop:value=move || e.text.get()
                    on:input=move |ev| {
                        e.write(event_target_value(&ev));
                        o.look(false);
                    }
                    on:click=move |_| o.hide()
                    on:blur=move |_| o.hide()
                    on:keydown=keydown
                ></textarea>
                {o.list(list_id.clone())}
            </div>
        </div>
        <p class="note faint" id=format!("{id}-keys")>"Ctrl+Space proposes what can stand there, Ctrl+Enter applies."</p>
        <p class="unseen" aria-live="polite">
            {move || o.shown.with(|s| match s.all.len() {
                0 => String::new(),
                n => say!("{n} proposals: arrows choose, Enter takes", n = n),
            })}
        </p>
    }
    .into_any()
}

fn drawn_line(i: usize, pieces: Vec<Piece>, marks: &[&Mark]) -> El {
    let worst = marks.iter().filter(|m| m.line as usize == i + 1).map(|m| m.severity).min();
    let mark = worst.map_or("", |s| class(s).1);
    let piece = |p: Piece| {
        let under = if p.under.is_empty() { String::new() } else { format!(" under {}", p.under) };
        view! { <span class=format!("{}{under}", p.class)>{p.text}</span> }
    };
    // A line feed of its own, so that an empty line is as high as the others.
    view! { <span class="line" data-mark=mark>{pieces.into_iter().map(piece).collect_view()}"\n"</span> }
}

impl Options {
    fn hide(self) {
        if self.shown.with_untracked(|s| !s.all.is_empty()) {
            self.shown.set(Proposed::default());
        }
    }

    /// Proposes at the caret; unasked only inside of a string.
    fn look(self, asked: bool) {
        let Some(area) = self.e.area.get_untracked() else { return };
        let text = area.value();
        let caret = area.selection_start().ok().flatten().unwrap_or(0);
        let at = byte_of(&text, caret as usize);
        let mut found = self.e.policy.with_untracked(|p| propose(&text, at, p.what, &p.about));
        if found.quotes && !asked {
            found.all.clear();
        }
        self.active.set(0);
        let some = !found.all.is_empty();
        self.shown.set(found);
        if some {
            let id = format!("{}-options", self.e.id());
            Timeout::new(0, move || dom::show(&id)).forget();
        }
    }

    fn step(self, by: isize) {
        let n = self.shown.with_untracked(|s| s.all.len()) as isize;
        if n > 0 {
            let next = (self.active.get_untracked() as isize + by).rem_euclid(n);
            self.active.set(next as usize);
            dom::show(&format!("{}-options-{next}", self.e.id()));
        }
    }

    /// Puts a proposal in the place of what is typed.
    fn take(self, i: usize) {
        let Some(area) = self.e.area.get_untracked() else { return };
        let shown = self.shown.get_untracked();
        let Some(proposal) = shown.all.get(i) else { return };
        let text = area.value();
        let unit = |byte| u32::try_from(utf16_of(&text, byte)).unwrap_or(0);
        let _ = area.set_selection_range(unit(shown.from), unit(shown.to));
        let insert = shown.insert(proposal);
        self.hide();
        if dom::insert_text(&insert) {
            // A service is half of an action.
            if insert.ends_with(':') {
                self.look(false);
            }
            return;
        }
        let (head, tail) = (text.get(..shown.from).unwrap_or_default(), text.get(shown.to..).unwrap_or_default());
        let caret = unit(shown.from) + u32::try_from(insert.encode_utf16().count()).unwrap_or(0);
        self.e.write(format!("{head}{insert}{tail}"));
        let _ = area.set_selection_range(caret, caret);
    }

    fn key(self, ev: &web_sys::KeyboardEvent) {
        let open = self.shown.with_untracked(|s| !s.all.is_empty());
        let held = ev.ctrl_key() || ev.meta_key();
        match ev.key().as_str() {
            "Enter" if held => self.e.apply(None),
            " " if ev.ctrl_key() => self.look(true),
            "ArrowDown" if open => self.step(1),
            "ArrowUp" if open => self.step(-1),
            "Enter" | "Tab" if open && !ev.shift_key() => self.take(self.active.get_untracked()),
            "Escape" if open => self.hide(),
            "ArrowLeft" | "ArrowRight" | "Home" | "End" => {
                self.hide();
                return;
            }
            _ => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    }

    /// The list below the caret. Letters are equally wide, so its place is a number of them.
    fn list(self, id: String) -> El {
        let place = move || {
            let from = self.shown.with(|s| s.from);
            self.e.text.with_untracked(|t| {
                let before = t.get(..from).unwrap_or_default();
                let line = before.rsplit('\n').next().unwrap_or_default();
                (before.matches('\n').count(), line.chars().map(|c| if c == '\t' { 2 } else { 1 }).sum::<usize>())
            })
        };
        let option_id = id.clone();
        let item = move |(i, (text, note)): (usize, (String, String))| {
            view! {
                <li
                    role="option"
                    class="combo-option"
                    class:active=move || self.active.get() == i
                    id=format!("{option_id}-{i}")
                    data-testid=format!("{}-option-{i}", self.e.id())
                    aria-selected=move || (self.active.get() == i).to_string()
                    // The text keeps the focus.
                    on:mousedown=move |e| e.prevent_default()
                    on:click=move |_| self.take(i)
                >
                    <span>{text}</span>
                    <span class="faint">{note}</span>
                </li>
            }
        };
        let items = move || self.shown.with(|s| s.all.iter().map(|p| (p.text.clone(), p.note.clone())).collect::<Vec<_>>());
        view! {
            <ul
                class="combo-list"
                role="listbox"
                aria-label="Proposals"
                data-testid=id.clone()
                id=id
                hidden=move || self.shown.with(|s| s.all.is_empty())
                style:top=move || format!("calc({} * 1lh + 10px)", place().0 + 1)
                style:left=move || format!("calc({}ch + 46px)", place().1)
            >
                {move || items().into_iter().enumerate().map(&item).collect_view()}
            </ul>
        }
    }
}
