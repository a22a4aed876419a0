//! The header: the design's name, whether it is saved, its region, and what it comes to.

use super::drawer;
use crate::action::{Action, button};
use crate::canvas::driver;
use crate::language::Language;
use crate::prelude::*;
use crate::state::storage::Saved;
use crate::state::{Theme, studio};
use crate::ui::number::{money, whole};
use crate::ui::{Glyph, Icon};
use portico_core::catalogue::Catalogue;
use portico_core::document::Value;
use portico_core::edit::Command;
use portico_core::finding::Severity;

#[component]
pub fn Header() -> impl IntoView {
    let (s, d) = (studio(), driver());
    view! {
        <header class="top">
            <h1 class="brand"><Icon glyph=Glyph::Portico size=22 /><span>"Portico"</span></h1>
            <Title />
            <SavedState />
            <span class="grow"></span>
            <Tools />
            <RegionPicker />
            <Month />
            <Findings />
            <ThemePicker />
            <LanguagePicker />
            <button
                type="button"
                class="btn share"
                data-testid="header-share"
                title=Action::Share.label()
                disabled=move || !Action::Share.enabled(s)
                on:click=move |_| { Action::Share.run(s, d); }
            >
                <Icon glyph=Glyph::Share size=16 />
                <span>"Share"</span>
            </button>
            <button
                type="button"
                class="btn main"
                data-testid="header-export"
                title=Action::Export.label()
                on:click=move |_| { Action::Export.run(s, d); }
            >
                "Export"
            </button>
        </header>
    }
}

#[component]
fn Title() -> impl IntoView {
    let s = studio();
    view! {
        <input
            class="title"
            data-testid="header-title"
            aria-label="Name of the design"
            prop:value=move || s.derived.assumptions.with(|a| a.title.clone())
            on:change=move |e| {
                let value = Value::text(event_target_value(&e));
                if s.workspace.run("Name the design", Command::Assume { field: "title".into(), value }).is_err() {
                    event_target::<web_sys::HtmlInputElement>(&e).set_value(&s.workspace.document().assumptions.title);
                }
            }
        />
    }
}

#[component]
fn SavedState() -> impl IntoView {
    let s = studio();
    let saved = s.storage.saved();
    let words = move || match saved.get() {
        Saved::Opening | Saved::Nothing => ().into_any(),
        Saved::Saving => "Saving …".into_any(),
        Saved::Here => view! { "Saved"<span class="where">" in this browser"</span> }.into_any(),
        Saved::Not(why) => say!("Not saved: {why}", why = why).into_any(),
    };
    let some = Memo::new(move |_| s.scene.order().with(|o| !o.is_empty()) && !matches!(saved.get(), Saved::Opening));
    view! {
        <span
            class="saved"
            data-testid="header-saved"
            // As wide as its widest word: what stands beside it keeps its place when something is saved.
            data-widest=t("Saving …")
            role="status"
            class:problem=move || matches!(saved.get(), Saved::Not(_))
        >
            {words}
        </span>
        <Show when=move || some.get()>
            <button
                type="button"
                class="copied"
                data-testid="header-copied"
                title="A browser's storage can be cleared; a file of your own stays. Save the design to a file."
                on:click=move |_| crate::exchange::save(s)
            >
                {move || s.copied.words()}
            </button>
        </Show>
    }
}

#[component]
fn Tools() -> impl IntoView {
    let tool = |a: Action| button(a, format!("action-{}", a.id()), 18);
    view! {
        <div class="tools" role="group" aria-label="Edit">
            {[Action::Undo, Action::Redo, Action::Tidy, Action::Open, Action::Save, Action::Commands, Action::Help].map(tool).collect_view()}
        </div>
    }
}

#[component]
fn RegionPicker() -> impl IntoView {
    let s = studio();
    let now = move || s.derived.assumptions.with(|a| a.region.to_string());
    let options = Catalogue::bundled().regions().iter().map(|r| {
        view! { <option value=r.code selected=move || now() == r.code>{format!("{} · {}", r.code, r.name)}</option> }
    });
    view! {
        <label class="chip region">
            <span class="faint">"Region"</span>
            <b>{now}</b>
            <select
                data-testid="header-region"
                prop:value=now
                on:change=move |e| {
                    let value = Value::text(event_target_value(&e));
                    let _ = s.workspace.run("Choose the region", Command::Assume { field: "region".into(), value });
                }
            >
                {options.collect_view()}
            </select>
        </label>
    }
}

/// What the month comes to; zero until something costs.
#[component]
fn Month() -> impl IntoView {
    let s = studio();
    let words = Memo::new(move |_| {
        s.derived.month.with(|month| {
            let Some((currency, m)) = month else { return ("…".to_owned(), None) };
            let range = (m.low != m.high).then(|| say!("{low} to {high}", low = whole(*currency, m.low), high = whole(*currency, m.high)));
            (money(*currency, m.typical), range)
        })
    });
    view! {
        <button
            type="button"
            class="chip"
            data-testid="header-month"
            title="What a month costs, by the usage set for each flow. Open the bill."
            on:click=move |_| drawer::open(s, "cost")
        >
            <b>{move || words.with(|w| w.0.clone())}</b>
            <span class="faint">"a month"<span class="range">{move || words.with(|w| w.1.clone()).map(|r| format!(" · {r}"))}</span></span>
        </button>
    }
}

#[component]
fn Findings() -> impl IntoView {
    let s = studio();
    let worst = move || s.derived.findings.with(|f| f.first().map(|f| f.severity));
    let count = move || s.derived.findings.with(|f| f.len());
    let known = s.derived.known;
    view! {
        <button
            type="button"
            class="chip"
            data-testid="header-findings"
            title="What is wrong, risky or dear, each with a way to mend it"
            on:click=move |_| drawer::open(s, "findings")
        >
            <span
                class="dot"
                class:error=move || worst() == Some(Severity::Error)
                class:warning=move || worst() == Some(Severity::Warning)
                class:ok=move || known.get() && worst().is_none()
            ></span>
            <b>{move || if known.get() { count().to_string() } else { "…".to_owned() }}</b>
            <span class="word">{move || if count() == 1 { "finding" } else { "findings" }}</span>
        </button>
    }
}

#[component]
fn ThemePicker() -> impl IntoView {
    let prefs = studio().prefs;
    let glyph = Signal::derive(move || match prefs.theme() {
        Theme::System => Glyph::System,
        Theme::Light => Glyph::Sun,
        Theme::Dark => Glyph::Moon,
        Theme::HighContrast => Glyph::Contrast,
    });
    let next = move || {
        let at = Theme::ALL.iter().position(|t| *t == prefs.theme()).unwrap_or(0);
        Theme::ALL[(at + 1) % Theme::ALL.len()]
    };
    view! {
        <button
            class="icon-button"
            data-testid="header-theme"
            aria-label=move || say!("Theme: {theme}. Change to {next}", theme = t(prefs.theme().as_str()), next = t(next().as_str()))
            title=move || say!("Theme: {theme}", theme = t(prefs.theme().as_str()))
            on:click=move |_| prefs.set_theme(next())
        >
            <Icon glyph=glyph />
        </button>
    }
}

#[component]
fn LanguagePicker() -> impl IntoView {
    let s = studio();
    let now = Language::now();
    let options = Language::ALL.map(|l| view! { <option value=l.code() lang=l.code() selected=l == now>{l.name()}</option> });
    view! {
        <label class="icon-button language" title="Language">
            <Icon glyph=Glyph::Language />
            <select
                data-testid="header-language"
                aria-label="Language"
                on:change=move |e| {
                    let wanted = event_target_value(&e);
                    let chosen = Language::ALL.into_iter().find(|l| l.code() == wanted).is_some_and(Language::choose);
                    if !chosen {
                        event_target::<web_sys::HtmlSelectElement>(&e).set_value(now.code());
                        s.notices.problem(t("The language cannot be kept: this browser forbids the page its storage. Allow it to use another language."));
                    }
                }
            >
                {options.into_iter().collect_view()}
            </select>
        </label>
    }
}
