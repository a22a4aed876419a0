//! The Findings panel: what is wrong, why, and one-click ways to mend it, at every edit anew.
//!
//! Test ids: `findings-list`, `findings-severity-WORD` (error, warning, info), `findings-category`, `finding-CHECK` (the check's name),
//! `finding-fix-N` (from 1, inside its finding), `findings-empty`, `header-findings`.

mod data;
#[cfg(test)]
mod tests;

use crate::prelude::*;
use crate::state::studio;
use crate::ui::dom;
use crate::ui::{Glyph, Icon, Words};
use data::{Filter, FixRow, Panel, Row, category_label, heading, word};
use portico_core::checks;
use portico_core::finding::{Category, Severity};

/// The id of the drawer's tab.
pub const TAB: &str = "findings";

#[component]
pub fn FindingsPanel() -> impl IntoView {
    let s = studio();
    let filter = RwSignal::new(Filter::default());
    let panel = Memo::new(move |_| {
        let filter = filter.get();
        s.derived.findings.with(|f| s.derived.model.with(|m| data::panel(f, m, &filter)))
    });
    let empty = move || panel.with(|p| p.total == 0);
    view! {
        <div class="findings-panel">
            <Show when=move || !empty() fallback=Nothing>
                <Filters panel filter />
                <List panel />
            </Show>
        </div>
    }
}

/// What was looked for, when nothing was found.
#[component]
fn Nothing() -> impl IntoView {
    let s = studio();
    let n = checks::ALL.len();
    move || {
        let (bare, known) = (s.derived.model.with(|m| m.is_empty()), s.derived.known.get());
        let words = match (known, bare) {
            (false, _) => t("Looking at the design …").to_owned(),
            (true, true) => crate::say!(
                "Nothing is drawn yet. At every edit {n} checks will look at routes, security groups, ACLs, endpoints, names, addresses, zones, policies and the bill.",
                n = n
            ),
            (true, false) => crate::say!(
                "Nothing wrong that Portico checks for. It looks at {n} things, among them routes, security groups, ACLs, endpoints, names, addresses, zones, policies and the bill.",
                n = n
            ),
        };
        view! {
            <p class="empty all-well" data-testid="findings-empty">
                {(known && !bare).then(|| view! { <Icon glyph=Glyph::Check size=16 /> })}
                <span>{words}</span>
            </p>
        }
    }
}

fn category(text: &str) -> Option<Category> {
    [Category::Correctness, Category::Exposure, Category::Resilience, Category::Cost, Category::Permissions]
        .into_iter()
        .find(|c| c.as_str() == text)
}

#[component]
fn Filters(panel: Memo<Panel>, filter: RwSignal<Filter>) -> impl IntoView {
    let severities = Memo::new(move |_| panel.with(|p| p.severities.clone()));
    let categories = Memo::new(move |_| panel.with(|p| p.categories.clone()));
    let toggle = move |(severity, n): (Severity, usize)| {
        let on = move || filter.with(|f| f.severity == Some(severity));
        view! {
            <button
                type="button"
                class="chip filter"
                data-testid=format!("findings-severity-{}", severity.as_str())
                aria-pressed=move || on().to_string()
                on:click=move |_| filter.update(|f| f.severity = if f.severity == Some(severity) { None } else { Some(severity) })
            >
                <span class=format!("dot {}", severity.as_str())></span>
                {heading(severity)} " " <b>{n}</b>
            </button>
        }
    };
    let option = move |(c, n): (Category, usize)| {
        view! { <option value=c.as_str() prop:selected=move || filter.with(|f| f.category == Some(c))>{format!("{} ({n})", category_label(c))}</option> }
    };
    view! {
        <div class="filters" role="group" aria-label="Show only">
            {move || severities.get().into_iter().map(toggle).collect_view()}
            <select
                class="field"
                data-testid="findings-category"
                aria-label="Category"
                on:change=move |e| filter.update(|f| f.category = category(&event_target_value(&e)))
            >
                <option value="" prop:selected=move || filter.with(|f| f.category.is_none())>"All categories"</option>
                {move || categories.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn List(panel: Memo<Panel>) -> impl IntoView {
    let groups = Memo::new(move |_| panel.with(|p| p.groups.iter().map(|g| g.severity.as_str()).collect::<Vec<_>>()));
    let group = move |severity: &'static str| {
        let rows = Memo::new(move |_| {
            panel.with(|p| p.groups.iter().find(|g| g.severity.as_str() == severity).map(|g| g.rows.clone()).unwrap_or_default())
        });
        let keys = move || rows.with(|r| r.iter().map(|r| r.key.clone()).collect::<Vec<_>>());
        view! {
            <section>
                <h2>{data::SEVERITIES.iter().find(|s| s.as_str() == severity).map(|s| heading(*s))}</h2>
                <ul>
                    // By key, so that a finding that stays keeps its buttons, and the focus on them, when another goes.
                    <For each=keys key=Clone::clone let:key>
                        {
                            let row = Memo::new(move |_| rows.with(|all| all.iter().find(|r| r.key == key).cloned()));
                            move || row.get().map(|row| view! { <FindingRow row /> })
                        }
                    </For>
                </ul>
            </section>
        }
    };
    view! {
        <div class="findings" id="findings-list" data-testid="findings-list" tabindex="-1">
            <For each=move || groups.get() key=|g| *g let:severity>
                {group(severity)}
            </For>
            <Show when=move || groups.with(Vec::is_empty)>
                <p class="empty">"No finding is of that kind."</p>
            </Show>
        </div>
    }
}

#[component]
fn FindingRow(row: Row) -> impl IntoView {
    let fixes = row.fixes.into_iter().enumerate().map(|(i, fix)| view! { <FixButton number=i + 1 fix /> }).collect_view();
    let because = (!row.because.is_empty()).then(|| {
        view! {
            <ul class="because">{row.because.into_iter().map(|said| view! { <li><Words said /></li> }).collect_view()}</ul>
        }
    });
    view! {
        <li class=format!("finding {}", row.severity.as_str()) data-testid=format!("finding-{}", row.check)>
            <p class="finding-what">
                <span class="finding-word">{word(row.severity)}</span>
                <Words said=row.message />
            </p>
            {because}
            <div class="fixes">
                {fixes}
                <span class="faint check-name">{category_label(row.category)} " · " <code>{row.check}</code></span>
            </div>
        </li>
    }
}

/// One way to mend it. What changes more than the finding is about says so beforehand.
#[component]
fn FixButton(number: usize, fix: FixRow) -> impl IntoView {
    let s = studio();
    let (label, command) = (fix.label.clone(), fix.command);
    let mend = move |_| {
        if s.workspace.run(&label, command.clone()).is_ok() {
            s.notices.say(crate::say!("{label}: done. Undo takes it back.", label = label));
            // The finding goes, and the focus with it: the list takes it.
            gloo::timers::callback::Timeout::new(0, || {
                let _ = dom::focus("#findings-list");
            })
            .forget();
        }
    };
    view! {
        <button type="button" class="btn small fix" data-testid=format!("finding-fix-{number}") data-safe=fix.safe.to_string() on:click=mend>
            {fix.label}
        </button>
        {(!fix.safe).then(|| view! { <span class="look" title="It changes more than this finding is about; undo takes it back">"look before"</span> })}
    }
}
