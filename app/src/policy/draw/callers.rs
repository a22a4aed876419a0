//! Who can reach a bucket or table: each workload and flow with what decides, and what is not known.

use super::super::callers::{Asked, CallerLine, asks, callers as all_callers};
use super::Editor;
use crate::prelude::*;
use crate::ui::form::Select;
use crate::ui::{Words, sentence};
use portico_core::reach::Verdict;
use portico_core::text::{Segment, Text};
use wasm_bindgen::JsCast;

/// Lines shown at once.
const MOST: usize = 80;

pub fn callers(e: Editor) -> AnyView {
    let (s, id) = (e.s, e.id());
    let node = e.policy.with_untracked(|p| p.node);
    let ask = RwSignal::new(0_usize);
    let asked = move || Asked { node, ask: ask.get() };
    let lines = Memo::new(move |_| s.derived.facts.with(|f| all_callers(f, asked())));
    let row = {
        let id = id.clone();
        move |(i, line): (usize, CallerLine)| row(e, &id, i, line)
    };
    let options = asks(node).iter().map(|(action, _, label)| format!("{label} ({action})")).collect::<Vec<_>>();
    let unsaved = move || {
        e.draft
            .with(Option::is_some)
            .then(|| view! { <p class="note warning">"This goes by the policy as it is applied, not by the draft."</p> })
    };
    let count = Memo::new(move |_| lines.with(|l| l.as_ref().map(Vec::len)));
    let takes = !asks(node).is_empty();
    let told = move || match count.get() {
        Some(0) if !takes => t("No flow goes through it. What calls nothing, or calls another way, is not here.").to_owned(),
        None => t("Its ARN wants the account's id: give it under the design, where nothing is selected.").to_owned(),
        Some(0) => t("No workload is drawn yet: each will be a line here.").to_owned(),
        Some(n) if n > MOST => say!("and {n} more", n = n - MOST),
        Some(_) => String::new(),
    };
    view! {
        <div class="policy-callers">
            {takes.then(|| view! {
                <label class="row-label" for=format!("{id}-reach-action")>"Who can"</label>
                <Select
                    id=format!("{id}-reach-action")
                    options
                    chosen=Signal::derive(move || Some(ask.get()))
                    choose=Callback::new(move |i| ask.set(i))
                />
            })}
            <button
                type="button"
                class="small-button"
                data-testid=format!("{id}-draw")
                disabled=move || count.get().unwrap_or(0) == 0
                on:click=move |_| {
                    e.close();
                    s.callers.show(Some(untrack(asked)));
                }
            >
                "Draw on the canvas"
            </button>
            {unsaved}
            <ul on:click=move |ev| {
                // A name shows the thing on the canvas, which the sheet covers.
                let target = ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
                if target.is_some_and(|t| t.closest(".name").ok().flatten().is_some()) {
                    e.close();
                }
            }>{move || lines.get().into_iter().flatten().take(MOST).enumerate().map(&row).collect_view()}</ul>
            <p class="note faint">{told}</p>
            <p class="note faint">
                "Others, outside of this design, are what the policy itself says at the right. Policies of the organization (SCPs, RCPs) and a bucket's public access block are not in a design."
            </p>
        </div>
    }
    .into_any()
}

fn row(e: Editor, id: &str, i: usize, line: CallerLine) -> El {
    let s = e.s;
    let (word, class) = match line.verdict {
        Verdict::Reachable => ("Can", "good"),
        Verdict::Blocked => ("Cannot", "bad"),
        Verdict::Depends => ("Depends", "warning"),
        Verdict::NotModelled => ("Not modelled", "warning"),
    };
    let name = s.derived.model.with_untracked(|m| m.name(line.who));
    let question = line.question;
    let trace = move |_| {
        e.close();
        s.trace.ask(question.clone());
        s.shell.drawer.set(Some(crate::state::trace::TAB));
    };
    let said = |t: &Text| sentence(s.derived.model.with_untracked(|m| t.said(m)));
    let texts = |all: &[Text]| all.iter().map(|t| view! { <p><Words said=said(t) /></p> }).collect_view();
    let open = (!line.unknown.is_empty()).then(|| view! { <p class="faint">"Not known:"</p> });
    view! {
        <li data-testid=format!("{id}-caller-{i}") data-verdict=line.verdict.as_str()>
            <div class="caller-head">
                <Words said=vec![Segment::Node(line.who, name.clone())] />
                <span class="faint mono">{line.action}</span>
                <span class=format!("badge {class}")>{word}</span>
                <button type="button" class="small-button" aria-label=say!("Show the path of {name}", name = name) on:click=trace>"Path"</button>
            </div>
            {texts(&line.because)}
            {open}
            {texts(&line.unknown)}
        </li>
    }
}
