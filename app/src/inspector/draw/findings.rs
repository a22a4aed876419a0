//! Findings of the selected resource, each with why and with its fixes.

use super::super::subject::Subject;
use super::say;
use crate::prelude::*;
use crate::state::Studio;
use portico_core::document::NodeId;
use portico_core::finding::{Finding, Fix, Severity};
use portico_core::ordered::Sorted as _;

pub fn findings(s: Studio, subject: &Subject) -> AnyView {
    let Subject::Node(node) = *subject else { return ().into_any() };
    let here = Memo::new(move |_| s.derived.findings.with(|all| here(all, node)));
    let any = Memo::new(move |_| here.with(|h| !h.is_empty()));
    view! {
        <section class="sec" data-testid="section-findings" aria-label="Findings here" hidden=move || !any.get()>
            <h3 class="sec-title">"Findings here"</h3>
            {move || here.get().into_iter().map(|f| finding(s, f)).collect_view()}
        </section>
    }
    .into_any()
}

/// Those that are about a resource, those mainly about it first.
fn here(all: &[Finding], node: NodeId) -> Vec<Finding> {
    let mut own: Vec<Finding> = all.iter().filter(|f| f.on.contains(&node)).cloned().collect();
    own.order_by_key(|f| f.on.first() != Some(&node));
    own
}

/// A severity as the word before a finding.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Info => "Note",
    }
}

fn finding(s: Studio, f: Finding) -> El {
    let severity = f.severity;
    let because = f.because.iter().map(|t| view! { <p>{say::say(s, t, false)}</p> }).collect_view();
    let fixes = f.fixes.into_iter().enumerate().map(|(i, fix)| mend(s, f.check, i, fix)).collect_view();
    view! {
        <article class="finding" data-severity=severity.as_str() data-testid=format!("finding-{}", f.check)>
            <p class="finding-head"><span class="severity">{word(severity)}</span>" "{say::say(s, &f.message, false)}</p>
            {because}
            <div class="buttons">{fixes}</div>
        </article>
    }
}

fn mend(s: Studio, check: &str, i: usize, fix: Fix) -> AnyView {
    let label = s.derived.model.with_untracked(|m| fix.label.told(m));
    let (undo, command) = (label.clone(), fix.command);
    view! {
        <button
            type="button"
            class="small-button fix"
            data-testid=format!("fix-{check}-{i}")
            on:click=move |_| {
                if s.workspace.run(&undo, command.clone()).is_ok() {
                    s.notices.say(say!("{undo}: done. Ctrl+Z takes it back.", undo = undo));
                }
            }
        >
            {label}
        </button>
        {(!fix.safe).then(|| view! { <span class="faint">"look first"</span> })}
    }
}
