//! The policy editor: JSON that is checked as it is typed, templates, and its size.

use super::super::form::Policy;
use super::super::json;
use super::say;
use crate::state::Studio;
use leptos::html;
use leptos::prelude::*;

pub fn policy(s: Studio, policy: Memo<Policy>) -> AnyView {
    let first = policy.get_untracked();
    let id = first.id.clone();
    let stored = Signal::derive(move || policy.with(|p| p.value.clone().unwrap_or_default()));
    // The text while it is being written; none while it is as stored.
    let draft = RwSignal::new(None::<String>);
    let refused = RwSignal::new(None::<String>);
    let text = Signal::derive(move || draft.get().unwrap_or_else(|| stored.get()));
    let area = NodeRef::<html::Textarea>::new();
    let verdict = Memo::new(move |_| {
        let text = text.get();
        policy.with(|p| json::judge(&text, p.limit))
    });
    let write = move |new: String| {
        refused.set(None);
        draft.set((new != stored.get_untracked()).then_some(new));
    };
    let save = move || {
        let new = text.get_untracked();
        let (edit, undo) = policy.with_untracked(|p| (p.edit.clone(), p.undo.clone()));
        let done = edit
            .command(&s.workspace.document(), &new)
            .and_then(|c| s.workspace.attempt(&undo, c).map_err(|e| super::super::edit::say(&e)));
        match done {
            Ok(()) => {
                draft.set(None);
                refused.set(None);
            }
            Err(e) => refused.set(Some(e)),
        }
    };
    let broken = Signal::derive(move || refused.get().or_else(|| verdict.with(|v| v.error.clone())));
    let templates = {
        let id = id.clone();
        move || {
            policy
                .with(|p| p.templates.clone())
                .into_iter()
                .enumerate()
                .map(|(i, (label, new))| {
                    view! {
                        <button
                            type="button"
                            class="small-button"
                            data-testid=format!("{id}-template-{i}")
                            on:click=move |_| write(new.clone().unwrap_or_default())
                        >
                            {label}
                        </button>
                    }
                })
                .collect_view()
        }
    };
    let missing = move || {
        policy.with(|p| p.missing.clone()).into_iter().map(|t| view! { <p class="note faint">{say::say(s, &t, false)}</p> }).collect_view()
    };
    let absent = move || {
        let (p, empty) = (policy.get(), text.get().trim().is_empty());
        empty.then(|| view! { <p class="note" class:warning=p.endpoint class:faint=!p.endpoint>{say::say(s, &p.absent, false)}</p> })
    };
    let error_id = format!("{id}-said");
    view! {
        <div class="policy">
            <div class="row">
                <label class="row-label" for=format!("{id}-text")>{move || policy.with(|p| p.title.clone())}</label>
                <span class="size" data-testid=format!("{id}-size") class:bad=move || verdict.with(|v| v.too_long)>
                    {move || verdict.with(|v| v.size.clone())}
                </span>
            </div>
            {absent}
            <textarea
                node_ref=area
                class="field mono"
                id=format!("{id}-text")
                data-testid=format!("{id}-text")
                rows=move || text.get().lines().count().clamp(3, 18).to_string()
                spellcheck="false"
                aria-invalid=move || broken.get().is_some().to_string()
                aria-describedby=error_id.clone()
                placeholder="{ \"Version\": \"2012-10-17\", … }"
                prop:value=move || text.get()
                on:input=move |e| write(event_target_value(&e))
                on:keydown=move |e| {
                    if e.key() == "Enter" && (e.ctrl_key() || e.meta_key()) && verdict.with_untracked(|v| v.error.is_none()) {
                        e.prevent_default();
                        save();
                    }
                }
            ></textarea>
            <div class="said" id=error_id.clone() data-testid=error_id aria-live="polite">
                {move || broken.get().map(|t| view! { <p class="said-line wrong">{t}</p> })}
                {move || verdict.with(|v| v.doubts.clone()).into_iter().map(|t| view! { <p class="said-line">{t}</p> }).collect_view()}
            </div>
            <div class="buttons">
                <Show when=move || draft.with(Option::is_some)>
                    <button
                        type="button"
                        class="small-button main"
                        data-testid=format!("{}-save", first.id)
                        disabled=move || verdict.with(|v| v.error.is_some())
                        on:click=move |_| save()
                    >
                        "Save the policy"
                    </button>
                    <button
                        type="button"
                        class="small-button"
                        data-testid=format!("{}-revert", policy.with_untracked(|p| p.id.clone()))
                        on:click=move |_| {
                            draft.set(None);
                            refused.set(None);
                        }
                    >
                        "Back to the saved one"
                    </button>
                </Show>
                <button
                    type="button"
                    class="small-button"
                    data-testid=format!("{id}-pretty")
                    disabled=move || verdict.with(|v| v.error.is_some() || v.pretty.is_none())
                    on:click=move |_| {
                        if let Some(p) = verdict.get_untracked().pretty {
                            write(p);
                        }
                    }
                >
                    "Pretty-print"
                </button>
            </div>
            <div class="buttons templates" role="group" aria-label="Templates">{templates}</div>
            {missing}
        </div>
    }
    .into_any()
}
