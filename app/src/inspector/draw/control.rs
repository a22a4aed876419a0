//! One control of a row, following the row's data.

use super::super::edit::Edit;
use super::super::form::{Act, Button, CheckBox, Chip, Choice, Control, Row, Shown, Suggest, TextBox};
use crate::language::refusal as say;
use crate::prelude::*;
use crate::state::Studio;
use crate::ui::form::{Check, Combo, Field, Menu, Said, Select, Switch, TextField};
use crate::ui::{Glyph, Icon};
use portico_core::catalogue::Catalogue;
use portico_core::edit::Command;

/// The control of a row. `id` is its element's; in a table's cell the label is heard and not seen.
pub fn control(s: Studio, row: Memo<Row>, id: &str, label_id: &str, said: RwSignal<Option<Said>>, in_cell: bool) -> AnyView {
    let label = in_cell.then(|| Signal::derive(move || row.with(|r| in_language(&r.label))));
    let id = id.to_string();
    match row.get_untracked().control {
        Control::Text(first) => text(s, row, first, id, label, said),
        Control::Toggle { .. } => {
            let now = Memo::new(move |_| match row.get().control {
                Control::Toggle { on, command, undo } => Some((on, command, undo)),
                _ => None,
            });
            let flip = Callback::new(move |()| {
                if let Some((_, command, undo)) = now.get_untracked() {
                    run(s, &undo, command, said);
                }
            });
            view! { <Switch id labelled_by=label_id.to_string() on=Signal::derive(move || now.get().is_some_and(|n| n.0)) flip /> }
                .into_any()
        }
        Control::Select { .. } => {
            let now = Memo::new(move |_| match row.get().control {
                Control::Select { chosen, options, undo } => (chosen, options, undo),
                _ => (None, Vec::new(), String::new()),
            });
            let options = Signal::derive(move || now.with(|n| n.1.iter().map(|o| o.text.clone()).collect::<Vec<_>>()));
            let chosen = Signal::derive(move || now.with(|n| n.0));
            let choose = Callback::new(move |i: usize| {
                let (_, options, undo) = now.get_untracked();
                if let Some(Choice { command: Some(command), .. }) = options.get(i).cloned() {
                    run(s, &undo, command, said);
                }
            });
            view! { <Select id label options chosen choose /> }.into_any()
        }
        Control::Chips { .. } => chips(s, row, id, said),
        Control::Checks { .. } => checks(s, row, id, said),
        Control::Shown(_) => {
            let now = Memo::new(move |_| match row.get().control {
                Control::Shown(shown) => Some(shown),
                _ => None,
            });
            view! { <span class="shown" data-testid=id>{move || now.get().map(|n| shown(s, n))}</span> }.into_any()
        }
        Control::Button(b) if b.small => icon_button(s, b, Glyph::Right),
        Control::Button(b) => button(s, b),
    }
}

/// An edit whose refusal is said beside the control.
pub fn run(s: Studio, undo: &str, command: Command, said: RwSignal<Option<Said>>) {
    said.set(s.workspace.attempt(undo, command).err().map(|e| Said::Wrong(say(&e))));
}

fn text(s: Studio, row: Memo<Row>, first: TextBox, id: String, label: Option<Signal<String>>, said: RwSignal<Option<Said>>) -> AnyView {
    let mono = first.mono;
    let now = Memo::new(move |_| match row.get().control {
        Control::Text(t) => t,
        _ => first.clone(),
    });
    let edit = move || now.with_untracked(|n| n.edit.clone());
    let field = Field {
        value: Signal::derive(move || now.with(|n| n.value.clone())),
        placeholder: Signal::derive(move || now.with(|n| in_language(&n.placeholder))),
        check: Callback::new(move |text: String| check(s, &edit(), &row.with_untracked(|r| r.id.clone()), &text)),
        commit: Callback::new(move |text: String| {
            let undo = now.with_untracked(|n| n.undo.clone());
            let command = edit().command(&s.workspace.document(), &text)?;
            s.workspace.attempt(&undo, command).map_err(|e| say(&e))
        }),
        said,
    };
    if now.with_untracked(|n| n.suggest == Suggest::Nothing) {
        return view! { <TextField id label field mono /> }.into_any();
    }
    let find = Callback::new(move |text: String| now.with_untracked(|n| proposals(&n.suggest, &text)));
    view! { <Combo id label field find mono /> }.into_any()
}

/// What is to be said of a text before it is taken.
fn check(s: Studio, edit: &Edit, row: &str, text: &str) -> Option<Said> {
    match edit.tried(&s.workspace.document(), text) {
        Err(why) => Some(Said::Wrong(why)),
        Ok(next) => edit.doubt(&next, row).map(Said::Doubt),
    }
}

fn proposals(suggest: &Suggest, text: &str) -> Vec<(String, String)> {
    let text = text.trim().to_lowercase();
    match suggest {
        Suggest::Nothing => Vec::new(),
        Suggest::Of(all) => {
            all.iter().filter(|(t, n)| t.to_lowercase().contains(&text) || n.to_lowercase().contains(&text)).cloned().collect()
        }
        Suggest::InstanceTypes => {
            let all = Catalogue::bundled().instance_types().iter();
            // Old generations are found by name and not proposed.
            all.filter(|t| if text.is_empty() { t.current_generation } else { t.name.contains(&text) })
                .map(|t| {
                    let memory = super::super::kind::gib(t.memory_mib);
                    (t.name.to_string(), format!("{} vCPU, {memory} GiB", t.vcpu))
                })
                .take(80)
                .collect()
        }
    }
}

fn shown(s: Studio, shown: Shown) -> El {
    let badge = shown.tone.class();
    view! { <span class=badge class:badge=matches!(badge, "public" | "private" | "isolated" | "good" | "warning" | "bad")>{super::say::say(s, &shown.text, shown.mono)}</span> }
}

fn chips(s: Studio, row: Memo<Row>, id: String, said: RwSignal<Option<Said>>) -> AnyView {
    let now = Memo::new(move |_| match row.get().control {
        Control::Chips { chips, add, none, undo, prompt } => Some((chips, add, none, undo, prompt)),
        _ => None,
    });
    let undo = move || now.with_untracked(|n| n.as_ref().map(|n| n.3.clone()).unwrap_or_default());
    let one = {
        let id = id.clone();
        move |(i, chip): (usize, Chip)| {
            let Chip { text, node, remove } = chip;
            let heard = say!("Remove {text}", text = text);
            let name = match node {
                Some(n) => view! { <button type="button" class="link" on:click=move |_| s.workspace.reveal(n)>{text}</button> }.into_any(),
                None => view! { <span>{text}</span> }.into_any(),
            };
            let cross = remove.map(|command| {
                view! {
                    <button
                        type="button"
                        class="cross"
                        data-testid=format!("{id}-remove-{i}")
                        aria-label=heard
                        on:click=move |_| run(s, &undo(), command.clone(), said)
                    >
                        <Icon glyph=Glyph::Close size=10 />
                    </button>
                }
            });
            view! { <span class="chip">{name}{cross}</span> }
        }
    };
    let none = move || {
        now.with(|n| n.as_ref().filter(|n| n.0.is_empty()).and_then(|n| n.2.clone()))
            .map(|t| view! { <span class="faint">{super::say::say(s, &t, false)}</span> })
    };
    let options = Signal::derive(move || now.with(|n| n.iter().flat_map(|n| &n.1).map(|c| c.text.clone()).collect::<Vec<_>>()));
    let prompt = Signal::derive(move || now.with(|n| n.as_ref().map_or("", |n| n.4).to_string()));
    let pick = Callback::new(move |i: usize| {
        let command = now.with_untracked(|n| n.as_ref().and_then(|n| n.1.get(i)?.command.clone()));
        if let Some(command) = command {
            run(s, &undo(), command, said);
        }
    });
    let more = {
        let id = id.clone();
        move || {
            let id = format!("{id}-add");
            view! { <Menu id prompt options pick /> }
        }
    };
    // The menu stays while there is something to add, so that it keeps the focus.
    let some = Memo::new(move |_| !options.get().is_empty());
    view! {
        <div class="chips" data-testid=id>
            {move || now.get().map(|n| n.0.into_iter().enumerate().map(&one).collect_view())}
            {none}
            {move || some.get().then(&more)}
        </div>
    }
    .into_any()
}

fn checks(s: Studio, row: Memo<Row>, id: String, said: RwSignal<Option<Said>>) -> AnyView {
    let now = Memo::new(move |_| match row.get().control {
        Control::Checks { boxes, undo } => (boxes, undo),
        _ => (Vec::new(), String::new()),
    });
    let ids = move || now.with(|n| n.0.iter().map(|b| b.id.clone()).collect::<Vec<_>>());
    let one = move |id: String| {
        let this = Memo::new(move |_| now.with(|n| n.0.iter().find(|b| b.id == id).cloned()));
        let Some(CheckBox { id, text, node, .. }) = this.get_untracked() else { return ().into_any() };
        let flip = Callback::new(move |()| {
            if let Some(b) = this.get_untracked() {
                run(s, &now.with_untracked(|n| n.1.clone()), b.command, said);
            }
        });
        let link = node.map(|n| {
            let heard = say!("Show {text}", text = text);
            view! {
                <button type="button" class="icon-link" aria-label=heard on:click=move |_| s.workspace.reveal(n)>
                    <Icon glyph=Glyph::Right size=12 />
                </button>
            }
        });
        view! {
            <li class="check-line">
                <Check id=format!("field-{id}") on=Signal::derive(move || this.get().is_some_and(|b| b.on)) flip>
                    {move || this.get().map(|b| b.text)}
                </Check>
                {link}
                {move || this.get().and_then(|b| b.hint).map(|t| view! { <div class="about">{super::say::say(s, &t, false)}</div> })}
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="checks" data-testid=id>
            <For each=ids key=Clone::clone let:id>{one(id)}</For>
        </ul>
    }
    .into_any()
}

fn act(s: Studio, act: &Act) {
    match act {
        Act::Edit(command, undo) => drop(s.workspace.run(undo, command.clone())),
        Act::Select(node) => s.workspace.reveal(*node),
        Act::Ask(question) => {
            s.trace.ask(question.clone());
            s.shell.drawer.set(Some(crate::state::trace::TAB));
        }
        Act::TryOut(command, label) => {
            if s.reaching.try_out(label, command.clone()) {
                s.shell.drawer.set(Some(crate::matrix::TAB));
            }
        }
    }
}

pub fn button(s: Studio, b: Button) -> AnyView {
    let Button { id, label, act: what, .. } = b;
    view! { <button type="button" class="small-button" data-testid=id on:click=move |_| act(s, &what)>{in_language(&label)}</button> }
        .into_any()
}

/// A button that shows a glyph and says its label.
pub fn icon_button(s: Studio, b: Button, glyph: Glyph) -> AnyView {
    let Button { id, label, act: what, .. } = b;
    let label = in_language(&label);
    view! {
        <button type="button" class="cross" data-testid=id aria-label=label.clone() title=label on:click=move |_| act(s, &what)>
            <Icon glyph size=14 />
        </button>
    }
    .into_any()
}
