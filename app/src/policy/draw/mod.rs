//! The chip in the inspector, the sheet that it opens, and the draft that both show.

mod answers;
mod callers;
mod form;
mod library;
mod text;

use super::answers::policy_of;
use super::callers::asks;
use super::judge::{Judged, judge};
use crate::inspector::Policy;
use crate::prelude::*;
use crate::state::Studio;
use crate::ui::{Sheet, dom};
use gloo::timers::callback::Timeout;
use leptos::html;
use portico_core::document::Kind;
use portico_core::text::Text;

/// What the parts of the editor share.
#[derive(Clone, Copy)]
struct Editor {
    s: Studio,
    policy: Memo<Policy>,
    /// The policy's own id, which names its controls.
    id: StoredValue<String>,
    /// The text while it is being written; none while it is as stored.
    draft: RwSignal<Option<String>>,
    /// The draft as of the last pause in typing: what takes a moment is asked of it.
    paused: RwSignal<Option<String>>,
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    refused: RwSignal<Option<String>>,
    open: RwSignal<bool>,
    /// The text when the sheet was opened.
    before: RwSignal<String>,
    tab: RwSignal<&'static str>,
    text: Signal<String>,
    /// The text as of the last pause.
    still: Signal<String>,
    /// At once, and in depth.
    judged: Memo<Judged>,
    deep: Memo<Judged>,
    area: NodeRef<html::Textarea>,
}

/// The chip with what the policy is in short, which opens the editor.
pub fn policy(s: Studio, policy: Memo<Policy>) -> AnyView {
    let e = Editor::new(s, policy);
    let id = e.id();
    let label = move || {
        if e.draft.with(Option::is_some) && !e.open.get() { t("Draft, not applied").into() } else { e.judged.with(|j| j.short.clone()) }
    };
    view! {
        <div class="policy">
            <div class="row">
                <span class="row-label" id=format!("{id}-title")>{move || policy.with(|p| in_language(&p.title))}</span>
                <div class="row-control">
                    <button
                        type="button"
                        class="policy-chip"
                        class:warning=move || e.judged.with(|j| j.full_access)
                        class:bad=move || e.judged.with(|j| j.error.is_some())
                        id=format!("{id}-open")
                        data-testid=format!("{id}-open")
                        aria-haspopup="dialog"
                        aria-labelledby=format!("{id}-title {id}-open")
                        on:click=move |_| e.show()
                    >
                        {label}
                    </button>
                </div>
            </div>
            <Show when=move || e.open.get()>{e.sheet()}</Show>
        </div>
    }
    .into_any()
}

impl Editor {
    fn new(s: Studio, policy: Memo<Policy>) -> Self {
        let stored = move || policy.with(|p| p.value.clone().unwrap_or_default());
        let kept = policy.with_untracked(|p| load(&key(s, p)).filter(|draft| p.value.as_deref().unwrap_or_default() != draft));
        let (draft, paused) = (RwSignal::new(kept.clone()), RwSignal::new(kept));
        let text = Signal::derive(move || draft.get().unwrap_or_else(stored));
        let still = Signal::derive(move || if draft.with(Option::is_some) { paused.get().unwrap_or_else(stored) } else { stored() });
        let what = move || policy.with(|p| p.what);
        Self {
            s,
            policy,
            id: StoredValue::new(policy.with_untracked(|p| p.id.clone())),
            draft,
            paused,
            timer: StoredValue::new_local(None),
            refused: RwSignal::new(None),
            open: RwSignal::new(false),
            before: RwSignal::new(String::new()),
            tab: RwSignal::new("text"),
            text,
            still,
            judged: Memo::new(move |_| judge(&text.get(), what(), false)),
            deep: Memo::new(move |_| judge(&still.get(), what(), true)),
            area: NodeRef::new(),
        }
    }

    fn id(self) -> String {
        self.id.get_value()
    }

    fn key(self) -> String {
        self.policy.with_untracked(|p| key(self.s, p))
    }

    fn show(self) {
        self.before.set(self.policy.with_untracked(|p| p.value.clone().unwrap_or_default()));
        self.open.set(true);
        let area = self.area;
        Timeout::new(0, move || {
            // At the beginning: a long line would scroll to its end.
            if let Some(area) = area.get_untracked() {
                let _ = area.set_selection_range(0, 0);
                let _ = area.focus();
            }
        })
        .forget();
    }

    /// Takes a text that is being typed.
    fn write(self, new: String) {
        self.refused.set(None);
        let same = self.policy.with_untracked(|p| p.value.as_deref().unwrap_or_default() == new);
        let draft = (!same).then_some(new);
        keep(&self.key(), draft.as_deref());
        self.draft.set(draft.clone());
        let paused = self.paused;
        self.timer.set_value(Some(Timeout::new(220, move || paused.set(draft))));
    }

    /// Takes a text that is not typed: its answers are wanted at once.
    fn put(self, new: String) {
        self.write(new);
        self.timer.set_value(None);
        self.paused.set(self.draft.get_untracked());
    }

    fn revert(self) {
        self.timer.set_value(None);
        keep(&self.key(), None);
        self.draft.set(None);
        self.paused.set(None);
        self.refused.set(None);
    }

    /// A message as text: names are no links here, for what they lead to lies below the sheet.
    fn say(self, text: &Text) -> String {
        self.s.derived.model.with(|m| text.told(m))
    }

    fn sound(self) -> bool {
        policy_of(&self.text.get_untracked(), self.policy.with_untracked(|p| p.what)).is_some()
    }

    /// The draft becomes the policy, as one undo step.
    fn apply(self, label: Option<&str>) {
        if self.draft.with_untracked(Option::is_none) || !self.sound() {
            return;
        }
        let (edit, undo) = self.policy.with_untracked(|p| (p.edit.clone(), p.undo.clone()));
        let undo = label.map_or(undo.clone(), |label| format!("{undo}: {label}"));
        let command = edit.command(&self.s.workspace.document(), &self.text.get_untracked());
        match command.and_then(|c| self.s.workspace.attempt(&undo, c).map_err(|e| crate::language::refusal(&e))) {
            Ok(()) => self.revert(),
            Err(why) => self.refused.set(Some(why)),
        }
    }

    /// What is a policy is applied; anything else stays a draft.
    fn close(self) {
        if !self.open.get_untracked() {
            return;
        }
        self.apply(None);
        self.open.set(false);
        if self.draft.with_untracked(Option::is_some) {
            self.s.notices.say("The text is not applied; it is kept here as a draft");
        }
        let id = self.id();
        focus_soon(format!("{id}-open"));
    }

    /// Puts the caret where something is.
    fn go(self, from: usize, to: usize) {
        self.tab.set("text");
        Timeout::new(0, move || {
            let Some(area) = self.area.get_untracked() else { return };
            let text = self.text.get_untracked();
            let unit = |byte| u32::try_from(super::caret::utf16_of(&text, byte)).unwrap_or(0);
            let _ = area.focus();
            let _ = area.set_selection_range(unit(from), unit(to));
            let line = text.get(..from).unwrap_or_default().matches('\n').count();
            dom::show_first(&format!(".policy-code .line:nth-child({})", line + 1));
        })
        .forget();
    }

    fn sheet(self) -> AnyView {
        let id = self.id();
        let s = self.s;
        let node = self.policy.with_untracked(|p| p.node);
        let title = Signal::derive(move || {
            let name = s.derived.model.with(|m| m.name(node));
            self.policy.with(|p| format!("{} · {name}", in_language(&p.title)))
        });
        let mut tabs = vec![("text", "Text"), ("form", "Form"), ("library", "Library")];
        match node.kind() {
            Kind::GatewayEndpoint | Kind::InterfaceEndpoint => tabs.push(("reach", "Who calls through it")),
            _ if !asks(node).is_empty() => tabs.push(("reach", "Who can reach it")),
            _ => {}
        }
        let at = move |by: usize, tabs: &[(&'static str, &'static str)]| {
            let now = tabs.iter().position(|t| t.0 == self.tab.get_untracked()).unwrap_or(0);
            tabs.get((now + by) % tabs.len()).map_or("text", |t| t.0)
        };
        let list = tabs.clone();
        let keydown = move |e: web_sys::KeyboardEvent| {
            let next = match e.key().as_str() {
                "ArrowRight" => at(1, &list),
                "ArrowLeft" => at(list.len() - 1, &list),
                _ => return,
            };
            e.prevent_default();
            self.tab.set(next);
            dom::focus_id(&format!("{}-tab-{next}", self.id()));
        };
        let tab = move |(key, label): (&'static str, &'static str)| {
            let id = self.id();
            view! {
                <button
                    type="button"
                    class="tab"
                    role="tab"
                    id=format!("{id}-tab-{key}")
                    data-testid=format!("{id}-tab-{key}")
                    aria-selected=move || (self.tab.get() == key).to_string()
                    aria-controls=format!("{id}-pane")
                    tabindex=move || if self.tab.get() == key { "0" } else { "-1" }
                    on:click=move |_| self.tab.set(key)
                >
                    {label}
                </button>
            }
        };
        let pane = move || match self.tab.get() {
            "form" => form::form(self),
            "library" => library::library(self),
            "reach" => callers::callers(self),
            _ => text::text(self),
        };
        view! {
            <Sheet id="policy-sheet" title open=Signal::derive(|| true) close=move || self.close()>
                <div class="policy-sheet">
                    <div class="policy-left">
                        <div class="tabs" role="tablist" aria-label="Ways to write the policy" on:keydown=keydown.clone()>
                            {tabs.clone().into_iter().map(tab).collect_view()}
                        </div>
                        <div
                            class="policy-pane"
                            role="tabpanel"
                            id=format!("{id}-pane")
                            aria-labelledby=move || format!("{}-tab-{}", self.id(), self.tab.get())
                        >
                            {pane}
                        </div>
                        {self.foot()}
                    </div>
                    <div class="policy-right" role="region" aria-label="What follows from it" tabindex="0">{answers::answers(self)}</div>
                </div>
            </Sheet>
        }
        .into_any()
    }

    /// What is wrong at once, how long it is, and what can be done with the draft.
    fn foot(self) -> El {
        let id = self.id();
        let said = format!("{id}-said");
        let wrong = move || {
            self.refused.get().or_else(|| {
                self.judged.with(|j| {
                    j.error.as_ref().map(|m| say!("Line {line}, column {column}: {text}", line = m.line, column = m.column, text = m.text))
                })
            })
        };
        let some = Memo::new(move |_| self.draft.with(Option::is_some));
        let changed = {
            let id = id.clone();
            move || {
                let id = id.clone();
                view! {
                    <button
                        type="button"
                        class="small-button main"
                        data-testid=format!("{id}-save")
                        title="Ctrl+Enter"
                        disabled=move || self.judged.with(|j| j.error.is_some())
                        on:click=move |_| self.apply(None)
                    >
                        "Apply"
                    </button>
                    <button type="button" class="small-button" data-testid=format!("{id}-revert") on:click=move |_| self.revert()>
                        "Discard"
                    </button>
                }
            }
        };
        view! {
            <div class="policy-foot">
                <div class="said" id=said.clone() data-testid=said aria-live="polite">
                    {move || wrong().map(|t| view! { <p class="said-line wrong">{t}</p> })}
                </div>
                <div class="buttons">
                    {move || some.get().then(&changed)}
                    <button
                        type="button"
                        class="small-button"
                        data-testid=format!("{id}-pretty")
                        disabled=move || self.judged.with(|j| j.pretty.is_none())
                        on:click=move |_| {
                            if let Some(p) = self.judged.get_untracked().pretty {
                                self.put(p);
                            }
                        }
                    >
                        "Pretty-print"
                    </button>
                    <span class="note faint size" class:bad=move || self.judged.with(|j| j.too_long) data-testid=format!("{id}-size")>
                        {move || self.judged.with(|j| j.size.clone())}
                    </span>
                </div>
            </div>
        }
    }
}

/// Focuses what is drawn a moment later.
fn focus_soon(id: String) {
    Timeout::new(0, move || {
        dom::focus_id(&id);
    })
    .forget();
}

/// Under which name this tab keeps the draft of a policy.
fn key(s: Studio, p: &Policy) -> String {
    format!("portico-draft {} {} {}", s.storage.id(), p.node, p.id)
}

fn session() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

fn load(key: &str) -> Option<String> {
    if cfg!(target_arch = "wasm32") { session()?.get_item(key).ok().flatten() } else { None }
}

/// Keeps a draft through a reload of the page; none forgets it.
fn keep(key: &str, draft: Option<&str>) {
    let Some(session) = session() else { return };
    let _ = match draft {
        Some(text) => session.set_item(key, text),
        None => session.remove_item(key),
    };
}
