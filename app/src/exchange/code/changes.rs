//! What changed since an edit or a version: in the files, in the month's cost, in who reaches whom.

use super::diff::{self, Fate, FileChange, Hunk, Sign};
use super::since::{self, Before, Choose, Since};
use crate::cost::{Differences, difference_table, differences};
use crate::exchange::desk::{self, Desk, Job};
use crate::exchange::{design_id, file, versions_kept};
use crate::matrix::change_items;
use crate::prelude::*;
use crate::state::Studio;
use crate::state::change::{Change, Comparing};
use crate::state::derived::{Shared, same};
use crate::state::shell::CodeForm;
use crate::state::storage::Version;
use crate::ui::{Glyph, Icon};
use portico_core::document::Document;
use portico_core::facts::Facts;
use portico_core::interchange::save;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// Two states that are compared, and as what they are written.
#[derive(Clone, PartialEq)]
struct Pair {
    before: Shared<Before>,
    was: Shared<Facts>,
    is: Shared<Facts>,
    form: CodeForm,
}

type Files = Result<Arc<Vec<FileChange>>, String>;

/// A version that was read: of which design, its number, and what it holds.
type Read = (String, u32, Shared<Before>);

/// The comparison while the panel shows it.
#[derive(Clone, Copy)]
pub struct Comparison {
    since: RwSignal<Since>,
    versions: RwSignal<Option<Vec<Version>>>,
    before: Memo<Option<Shared<Before>>>,
    /// None while an edit is not settled.
    pair: RwSignal<Option<Pair>>,
    /// What the worker was asked last.
    asked: StoredValue<Option<Pair>>,
    /// Of the pair; none while the worker is at it.
    files: RwSignal<Option<Files>>,
    reach: Comparing,
    cost: Memo<Option<Differences>>,
    s: Studio,
}

impl Comparison {
    pub fn new(s: Studio, desk: Desk) -> Self {
        let since = RwSignal::new(Since::Last);
        let versions = versions_kept(s);
        let design = design_id(s);
        let version = RwSignal::new(None::<Read>);
        let before = Memo::new(move |_| match since.get() {
            Since::Version(number) => {
                let id = design.get();
                version.with(|v| v.as_ref().filter(|(of, n, _)| *of == id && *n == number).map(|(_, _, b)| b.clone()))
            }
            edit => {
                s.workspace.signal().with(|_| ());
                s.workspace.with_history(|h| since::before(h, edit)).map(|b| Shared(Arc::new(b)))
            }
        });
        let pair = RwSignal::new(None::<Pair>);
        let reach = Comparing::new(s.workspace);
        // Then all flows of both are known, and there is little left to work out.
        let cost = Memo::new(move |_| {
            let compared = reach.found().with(Option::is_some);
            pair.with(|p| p.as_ref().filter(|_| compared).map(|p| differences(&p.was, &p.is)))
        });
        let c = Self { since, versions, before, pair, asked: StoredValue::new(None), files: RwSignal::new(None), reach, cost, s };
        // What is chosen belongs to its design, and goes with what it names.
        Effect::new(move |known: Option<String>| {
            s.workspace.signal().with(|_| ());
            let id = design.get();
            let gone = match since.get() {
                Since::Version(number) => versions.with(|all| all.as_ref().is_some_and(|all| all.iter().all(|v| v.number != number))),
                edit => s.workspace.with_history(|h| !since::is_there(h, edit)),
            };
            if gone || known.is_some_and(|k| k != id) {
                since.set(Since::Last);
            }
            id
        });
        Effect::new(move |_| {
            if let (true, Since::Version(number)) = (s.shell.code_changes.get(), since.get()) {
                let id = design.get();
                s.storage.versioned();
                spawn_local(async move {
                    match since::version(s, number).await {
                        Ok(found) => drop(version.try_set(Some((id, number, Shared(Arc::new(found)))))),
                        Err(why) => {
                            let _ = since.try_set(Since::Last);
                            s.notices.problem(say!("The version cannot be compared with: {why}.", why = why));
                        }
                    }
                });
            }
        });
        // Once all flows of the design as it is are known: before that, a difference would be of an edit too few.
        Effect::new(move |_| {
            let now: Document = s.workspace.signal().get();
            if !s.shell.code_changes.get() {
                return c.clear();
            }
            match before.get().filter(|_| s.derived.is_settled(&now)) {
                Some(before) => c.begin(before, now, s.derived.settled.get(), desk),
                None => c.clear(),
            }
        });
        c
    }

    fn clear(self) {
        self.reach.stop();
        self.files.set(None);
        self.pair.set(None);
        self.asked.set_value(None);
    }

    fn begin(self, before: Shared<Before>, now: Document, is: Shared<Facts>, desk: Desk) {
        let form = self.s.shell.code_form.get();
        let was = if same(&before.document, &is.document) { is.clone() } else { Shared(Arc::new(is.after(&before.document))) };
        let pair = Pair { was, before, is, form };
        let asked = vec![form.id().to_owned(), save::write(&pair.before.document)];
        self.files.set(None);
        self.reach.begin(pair.before.label.clone(), pair.was.clone(), pair.is.clone());
        self.pair.set(Some(pair.clone()));
        self.asked.set_value(Some(pair.clone()));
        desk.ask(Job::of("export_changes", save::write(&now), asked), move |answer| {
            // Another question may have been asked since: its answer comes behind this one.
            if self.asked.try_with_value(|a| a.as_ref() == Some(&pair)) == Some(true) {
                let _ = self.files.try_set(Some(desk::read(answer, diff::changes).map(Arc::new)));
            }
        });
    }
}

/// What to compare with, and what became of each in a line.
#[component]
pub fn Side(comparison: Comparison) -> impl IntoView {
    let c = comparison;
    let line = move |id: &'static str, heading: &'static str, words: Box<dyn Fn() -> String + Send>| {
        view! {
            <li>
                <button type="button" class="code-file" on:click=move |_| crate::ui::dom::show_first(&format!(".code-changes .{id}"))>
                    <span><b>{heading}</b> <span class="dim" data-testid=format!("code-sum-{id}")>{words}</span></span>
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || c.before.with(Option::is_some) || c.versions.with(|v| v.as_ref().is_some_and(|v| !v.is_empty()))>
            <Choose since=c.since versions=c.versions />
        </Show>
        <Show when=move || c.before.with(Option::is_some)>
            <ul class="code-files code-sums" role="status">
                {line("code", "Code", Box::new(move || c.files.with(|f| f.as_ref().map_or_else(|| t("Making the files …").into(), files_said))))}
                {line("cost", "Cost", Box::new(move || c.cost.with(|d| d.as_ref().map_or_else(|| t("Being compared …").into(), cost_said))))}
                {line("reach", "Reachability", Box::new(move || c.reach.found().with(|f| f.as_ref().map_or_else(|| t("Being compared …").into(), Change::sentence))))}
            </ul>
        </Show>
    }
}

fn files_said(files: &Files) -> String {
    match files {
        Err(why) => say!("No files: {e}.", e = why),
        Ok(all) if all.is_empty() => t("the files stay as they were").into(),
        Ok(all) => {
            let (added, removed) = all.iter().fold((0, 0), |(a, r), f| (a + f.added, r + f.removed));
            match all.len() {
                1 => say!("1 file, +{added} −{removed} lines", added = added, removed = removed),
                n => say!("{n} files, +{added} −{removed} lines", n = n, added = added, removed = removed),
            }
        }
    }
}

fn cost_said(d: &Differences) -> String {
    match d.rows.is_empty() {
        true => say!("the month stays at {before}", before = d.before),
        false => say!("{difference} a month, which was {before}", difference = d.difference, before = d.before),
    }
}

/// All that changed, to read from top to bottom.
#[component]
pub fn Body(comparison: Comparison) -> impl IntoView {
    let c = comparison;
    let s = c.s;
    let copy = move |_| {
        let Some(files) = c.files.with_untracked(|f| f.as_ref().and_then(|f| f.as_ref().ok().cloned())) else { return };
        let Some(text) = diff::patch(&files) else { return };
        let whole = !files.iter().any(FileChange::is_picture);
        spawn_local(async move {
            match file::copy(&text).await {
                true if whole => s.notices.say("The changes are on the clipboard, as a patch that git apply takes."),
                true => s.notices.say("The changes are on the clipboard, as a patch that git apply takes; pictures are not in it."),
                false => s.notices.problem("The browser forbids the clipboard here: select the text and copy it."),
            }
        });
    };
    let files = move || c.files.with(|f| f.as_ref().and_then(|f| f.as_ref().ok().cloned()));
    let whole = move || files().is_some_and(|f| diff::patch(&f).is_some());
    let code = move || files().map(|all| all.iter().map(file_view).collect_view());
    let said = move || c.files.with(|f| f.as_ref().filter(|f| f.as_ref().map_or(true, |f| f.is_empty())).map(files_said));
    view! {
        <div class="code-changes" data-testid="code-changes" tabindex="0" role="region" aria-label="What changed">
            <Show
                when=move || c.before.with(Option::is_some)
                fallback=|| view! { <p class="empty">"Nothing to compare with yet. Once the design is edited, or a version of it is kept (the clock in the header), this shows what that changed in the code, in the month’s cost and in who reaches whom."</p> }
            >
                <section class="code">
                    <h3>"Code"</h3>
                    <Show when=whole>
                        <button type="button" class="btn small" data-testid="code-patch" on:click=copy>
                            <Icon glyph=Glyph::Copy size=14 />
                            "Copy as a patch"
                        </button>
                    </Show>
                    {move || said().map(|w| view! { <p class="dim">{w}</p> })}
                    {code}
                </section>
                <section class="cost">
                    <h3>"Cost"</h3>
                    {move || c.cost.get().map(|d| view! { <p class="dim">{cost_said(&d)}</p> {difference_table(d.rows)} })}
                </section>
                <section class="reach">
                    <h3>"Reachability"</h3>
                    {move || c.reach.found().get().map(|f| view! { <p class="dim">{f.sentence()}</p> {change_items(s, f.items)} })}
                </section>
            </Show>
        </div>
    }
}

fn file_view(f: &FileChange) -> AnyView {
    let fate = match f.fate {
        Fate::Added => Some(t("new")),
        Fate::Removed => Some(t("gone")),
        Fate::Changed => None,
    };
    let picture = f.is_picture();
    let counts = (!picture).then(|| format!("+{} −{}", f.added, f.removed));
    let left = (f.left > 0).then(|| say!("and {n} more lines", n = f.left));
    let label = say!("Changes in {name}", name = f.name);
    view! {
        <div class="diff" data-testid=format!("code-diff-{}", f.name)>
            <div class="code-head">
                <span class="mono">{f.name.clone()}</span>
                <span class="dim">{fate}</span>
                <span class="num dim">{counts}</span>
                {picture.then(|| view! { <span class="dim">"a picture, drawn anew"</span> })}
            </div>
            {(!picture).then(|| view! { <pre class="code-view" aria-label=label role="region" tabindex="0"><code>{f.hunks.iter().map(hunk_view).collect_view()}</code></pre> })}
            {left.map(|l| view! { <p class="faint">{l}</p> })}
        </div>
    }
    .into_any()
}

fn hunk_view(h: &Hunk) -> AnyView {
    let (mut old, mut new) = (h.before, h.after);
    let line = |(sign, text): &(Sign, String)| {
        let number = if *sign == Sign::Removed { old } else { new };
        old += u64::from(*sign != Sign::Added);
        new += u64::from(*sign != Sign::Removed);
        let words = format!("{} {text}\n", sign.mark());
        let number = view! { <span class="diff-number" aria-hidden="true">{number}</span> };
        match sign {
            Sign::Same => view! { <span class="diff-line">{number}{words}</span> }.into_any(),
            Sign::Added => view! { <ins class="diff-line">{number}{words}</ins> }.into_any(),
            Sign::Removed => view! { <del class="diff-line">{number}{words}</del> }.into_any(),
        }
    };
    let lines = h.lines.iter().map(line).collect_view();
    view! { <span class="hunk">{lines}</span> }.into_any()
}
