//! The policy editor: what the policy is in short, and on demand its JSON, checked as it is typed, with templates.

use super::super::edit;
use super::super::form::Policy;
use super::super::policy::{Judged, judge};
use super::say;
use crate::prelude::*;
use crate::state::Studio;

/// What the parts of the editor share.
#[derive(Clone, Copy)]
struct Editor {
    s: Studio,
    policy: Memo<Policy>,
    /// The text while it is being written; none while it is as stored.
    draft: RwSignal<Option<String>>,
    refused: RwSignal<Option<String>>,
    open: RwSignal<bool>,
    text: Signal<String>,
    judged: Memo<Judged>,
}

pub fn policy(s: Studio, policy: Memo<Policy>) -> AnyView {
    let draft = RwSignal::new(None::<String>);
    let text = Signal::derive(move || draft.get().unwrap_or_else(|| policy.with(|p| p.value.clone().unwrap_or_default())));
    let judged = Memo::new(move |_| judge(&text.get(), policy.with(|p| p.what)));
    let e = Editor { s, policy, draft, refused: RwSignal::new(None), open: RwSignal::new(false), text, judged };
    let id = policy.with_untracked(|p| p.id.clone());
    let chip = {
        let id = id.clone();
        view! {
            <button
                type="button"
                class="policy-chip"
                class:warning=move || judged.with(|j| j.full_access)
                class:bad=move || judged.with(|j| j.error.is_some())
                id=format!("{id}-open")
                data-testid=format!("{id}-open")
                aria-expanded=move || e.open.get().to_string()
                aria-controls=format!("{id}-editor")
                aria-labelledby=format!("{id}-title {id}-open")
                on:click=move |_| e.open.update(|o| *o = !*o)
            >
                {move || judged.with(|j| j.short.clone())}
            </button>
        }
    };
    view! {
        <div class="policy">
            <div class="row">
                <span class="row-label" id=format!("{id}-title")>{move || policy.with(|p| p.title.clone())}</span>
                <div class="row-control">{chip}</div>
            </div>
            <div id=format!("{id}-editor")>
                <Show when=move || e.open.get()>{e.editor()}</Show>
            </div>
        </div>
    }
    .into_any()
}

impl Editor {
    fn write(self, new: String) {
        self.refused.set(None);
        let same = self.policy.with_untracked(|p| p.value.as_deref().unwrap_or_default() == new);
        self.draft.set((!same).then_some(new));
    }

    fn revert(self) {
        self.draft.set(None);
        self.refused.set(None);
    }

    fn save(self) {
        let (edit, undo) = self.policy.with_untracked(|p| (p.edit.clone(), p.undo.clone()));
        let command = edit.command(&self.s.workspace.document(), &self.text.get_untracked());
        match command.and_then(|c| self.s.workspace.attempt(&undo, c).map_err(|e| edit::say(&e))) {
            Ok(()) => self.revert(),
            Err(why) => self.refused.set(Some(why)),
        }
    }

    fn editor(self) -> AnyView {
        let (s, policy, judged, text) = (self.s, self.policy, self.judged, self.text);
        let id = policy.with_untracked(|p| p.id.clone());
        let broken = Signal::derive(move || self.refused.get().or_else(|| judged.with(|j| j.error.clone())));
        let doubts = move || judged.with(|j| j.doubts.clone()).into_iter().map(|t| view! { <p class="said-line">{t}</p> }).collect_view();
        let absent =
            move || text.get().trim().is_empty().then(|| policy.with(|p| view! { <p class="note">{say::say(s, &p.absent, false)}</p> }));
        let missing = move || {
            policy
                .with(|p| p.missing.clone())
                .into_iter()
                .map(|t| view! { <p class="note faint">{say::say(s, &t, false)}</p> })
                .collect_view()
        };
        let keydown = move |e: web_sys::KeyboardEvent| {
            if e.key() == "Enter" && (e.ctrl_key() || e.meta_key()) && judged.with_untracked(|j| j.error.is_none()) {
                e.prevent_default();
                self.save();
            }
        };
        let said = format!("{id}-said");
        view! {
            {absent}
            <textarea
                class="field mono"
                id=format!("{id}-text")
                data-testid=format!("{id}-text")
                rows=move || text.get().lines().count().clamp(4, 18).to_string()
                spellcheck="false"
                aria-label=move || format!("{}, as JSON", policy.with(|p| p.title.clone()))
                aria-invalid=move || broken.get().is_some().to_string()
                aria-describedby=said.clone()
                prop:value=move || text.get()
                on:input=move |e| self.write(event_target_value(&e))
                on:keydown=keydown
            ></textarea>
            <p class="note faint size" class:bad=move || judged.with(|j| j.too_long) data-testid=format!("{id}-size")>
                {move || judged.with(|j| j.size.clone())}
            </p>
            <div class="said" id=said.clone() data-testid=said aria-live="polite">
                {move || broken.get().map(|t| view! { <p class="said-line wrong">{t}</p> })}
                {doubts}
            </div>
            {self.buttons(id.clone())}
            <p class="note faint">"Templates"</p>
            <div class="buttons templates" role="group" aria-label="Templates">{move || self.templates(&id)}</div>
            {missing}
        }
    }

    fn buttons(self, id: String) -> El {
        let judged = self.judged;
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
                        disabled=move || judged.with(|j| j.error.is_some())
                        on:click=move |_| self.save()
                    >
                        "Save the policy"
                    </button>
                    <button type="button" class="small-button" data-testid=format!("{id}-revert") on:click=move |_| self.revert()>
                        "Discard"
                    </button>
                }
            }
        };
        let some = Memo::new(move |_| self.draft.with(Option::is_some));
        view! {
            <div class="buttons">
                {move || some.get().then(&changed)}
                <button
                    type="button"
                    class="small-button"
                    data-testid=format!("{id}-pretty")
                    disabled=move || judged.with(|j| j.pretty.is_none())
                    on:click=move |_| {
                        if let Some(p) = judged.get_untracked().pretty {
                            self.write(p);
                        }
                    }
                >
                    "Pretty-print"
                </button>
            </div>
        }
    }

    fn templates(self, id: &str) -> Vec<El> {
        let all = self.policy.with(|p| p.templates.clone()).into_iter().enumerate();
        all.map(|(i, (label, new))| {
            view! {
                <button
                    type="button"
                    class="small-button"
                    data-testid=format!("{id}-template-{i}")
                    on:click=move |_| self.write(new.clone().unwrap_or_default())
                >
                    {label}
                </button>
            }
        })
        .collect()
    }
}
