//! The right side: what is wrong with the policy, what the edit changes, what it lets through.

use super::super::answers::{Change, Lets, Way, change, lets_through};
use super::super::judge::{Mark, class};
use super::super::say::Answer;
use super::Editor;
use crate::prelude::*;

pub fn answers(e: Editor) -> AnyView {
    let what = move || e.policy.with(|p| p.what);
    let changed = Memo::new(move |_| {
        let (before, after) = (e.before.get(), e.still.get());
        if before == after { None } else { change(&before, &after, what()) }
    });
    let lets = Memo::new(move |_| e.policy.with(|p| lets_through(&e.still.get(), p.what, &p.about)));
    view! {
        {problems(e)}
        {move || changed.get().map(|c| change_view(e, &c))}
        {move || lets.get().map(|l| lets_view(&e.id(), l))}
    }
    .into_any()
}

fn problems(e: Editor) -> El {
    let id = e.id();
    let all = move || e.deep.with(|j| j.error.iter().chain(&j.problems).cloned().collect::<Vec<_>>());
    let line = {
        let id = id.clone();
        move |(i, m): (usize, Mark)| {
            let (label, key) = class(m.severity);
            let (from, to) = (m.from, m.to.max(m.from));
            view! {
                <li>
                    <button
                        type="button"
                        class="policy-problem"
                        data-testid=format!("{id}-problem-{i}")
                        data-severity=key
                        on:click=move |_| e.go(from, to)
                    >
                        <span class="policy-class">{label}</span>
                        <span class="faint">{say!("line {line}, column {column}", line = m.line, column = m.column)}</span>
                        <span class="policy-words">{m.text}</span>
                    </button>
                </li>
            }
        }
    };
    view! {
        <section class="policy-part" aria-labelledby=format!("{id}-problems-title")>
            <h3 id=format!("{id}-problems-title")>"Validation"</h3>
            <ul class="policy-problems" data-testid=format!("{id}-problems")>
                {move || all().into_iter().enumerate().map(&line).collect_view()}
            </ul>
            {move || all().is_empty().then(|| view! { <p class="note good">"No error, warning or suggestion."</p> })}
        </section>
    }
}

/// An answer with its word, its question and what shows it.
fn answer(testid: String, question: &str, a: &Answer) -> El {
    let why = match a {
        Answer::Yes => None,
        Answer::No(shown) => Some(say!("For one: {shown}.", shown = shown)),
        Answer::Undecided(why) => Some(say!("Because {why}.", why = why)),
    };
    view! {
        <li data-testid=testid data-answer=a.key()>
            <span class="policy-question">{question.to_owned()}</span>
            <b class="policy-answer" data-answer=a.key()>{a.word()}</b>
            {why.map(|w| view! { <span class="policy-words faint">{w}</span> })}
        </li>
    }
}

fn change_view(e: Editor, c: &Change) -> El {
    let id = e.id();
    let one = |testid: String, heading: &'static str, a: &Answer| {
        let told = match a {
            Answer::Yes => t("Nothing.").to_owned(),
            Answer::No(shown) => say!("For one: {shown}.", shown = shown),
            Answer::Undecided(why) => say!("Cannot be told, because {why}.", why = why),
        };
        view! {
            <dt>{heading}</dt>
            <dd data-testid=testid data-answer=a.key()>{told}</dd>
        }
    };
    view! {
        <section class="policy-part changed" aria-labelledby=format!("{id}-change-title") data-testid=format!("{id}-change")>
            <h3 id=format!("{id}-change-title")>"What changes since it was opened"</h3>
            <p>{c.short()}</p>
            <dl>
                {one(format!("{id}-gained"), "Newly allowed", &c.gained)}
                {one(format!("{id}-lost"), "No longer allowed", &c.lost)}
            </dl>
        </section>
    }
}

fn lets_view(id: &str, l: Lets) -> El {
    let asked = l.asked.iter().enumerate().map(|(i, (q, a))| answer(format!("{id}-ask-{i}"), q, a)).collect_view();
    view! {
        <section class="policy-part" aria-labelledby=format!("{id}-lets-title") data-testid=format!("{id}-lets")>
            <h3 id=format!("{id}-lets-title")>"What it lets through"</h3>
            <p>{l.short.clone()}</p>
            {ways(id, &l)}
            <ul class="policy-asked">{asked}</ul>
        </section>
    }
}

/// Who, what, on which resources.
pub fn ways(id: &str, l: &Lets) -> AnyView {
    let short = |all: &[String]| {
        const MOST: usize = 10;
        let mut out = all.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
        if all.len() > MOST {
            out.push_str(&say!(" and {all} more", all = all.len() - MOST));
        }
        out
    };
    let row = |(i, w): (usize, &Way)| {
        view! {
            <dl class="policy-way" data-testid=format!("{id}-way-{i}")>
                <dt>"Statement"</dt>
                <dd>{w.statement.clone()}</dd>
                <dt>"Who"</dt>
                <dd class="mono">{short(&w.who)}</dd>
                <dt>"May"</dt>
                <dd class="mono">{short(&w.actions)}</dd>
                <dt>"Resources"</dt>
                <dd class="mono">{short(&w.resources)}</dd>
                {(!w.conditions.is_empty()).then(|| view! {
                    <dt>"If"</dt>
                    <dd class="mono">{w.conditions.join("; ")}</dd>
                })}
                <dt>"For one"</dt>
                <dd>{w.example.clone()}</dd>
            </dl>
        }
    };
    let less = (l.denies > 0).then(|| view! { <p class="note">{if l.denies == 1 { t("Less what one statement denies.").to_owned() } else { say!("Less what {denies} statements deny.", denies = l.denies) }}</p> });
    let open = l.open.clone().map(|why| view! { <p class="note warning">{say!("Which ones cannot be told: {why}.", why = why)}</p> });
    view! {
        {l.ways.iter().enumerate().map(row).collect_view()}
        {less}
        {open}
    }
    .into_any()
}
