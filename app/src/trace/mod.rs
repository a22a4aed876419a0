//! The Path panel: can this reach that? The verdict in one sentence, then hop by hop, at every edit anew.
//!
//! Test ids: `path-from`, `path-to`, `path-address`, `path-protocol`, `path-port`, `path-clear`, `path-problem`, `path-verdict`,
//! `path-said`, `path-over-4`, `path-over-6`, `path-other`, `path-unknowns`, `path-carries`, `path-ways` (a list, or up to four buttons), `path-way-N`, `path-hop-N` (from 1), `path-flows`, `path-flow-ID` (`flow:12`); `replay-back`, `replay-play`,
//! `replay-next`, `replay-at`.

mod ask;
mod carries;
mod choices;
mod data;
#[cfg(test)]
mod tests;

use crate::action::{Action, button};
use crate::prelude::*;
use crate::state::studio;
use crate::state::trace::{Question, Tone};
use crate::ui::{Glyph, Icon, Words, dom};
use choices::FlowRow;
use data::{Card, Chip, Panel, WayTab};
use portico_core::reach::Verdict;
use portico_core::text::Segment;

#[component]
pub fn PathPanel() -> impl IntoView {
    let s = studio();
    let panel = Memo::new(move |_| {
        let flow = s.trace.question.with(|q| q.flow);
        s.trace.answer.with(|a| {
            a.as_ref().map(|a| {
                s.derived.drawn.with(|f| {
                    let usage = flow.and_then(|id| f.document.usage.get(&id));
                    s.trace.other.with(|o| data::panel(f.graph(), a, o.as_deref(), s.trace.shown.get(), usage))
                })
            })
        })
    });
    let flows = Memo::new(move |_| s.derived.settled.with(|f| choices::flows(f)));
    view! {
        <div class="path-panel" class:with-flows=move || !flows.with(Vec::is_empty)>
            <Show when=move || !flows.with(Vec::is_empty)>
                <Flows flows />
            </Show>
            <div class="path-main">
                <div class="ask">
                    <ask::Ask />
                    <Verdicts panel />
                    <Versions panel />
                    <Replay />
                    {move || panel.with(|p| p.as_ref().map(|p| p.ways.clone())).map(|ways| view! { <Ways ways /> })}
                </div>
                <Answer panel />
            </div>
        </div>
    }
}

/// So many flows are one thing to the browser, which leaves out what is far from the screen: hundreds in a row are looked through in
/// every frame.
const TOGETHER: usize = 24;

/// The flows of the design, each a question that is one click away.
#[component]
fn Flows(flows: Memo<Vec<FlowRow>>) -> impl IntoView {
    let s = studio();
    let ask = move |row: &FlowRow| {
        if let Some(q) = s.derived.model.with_untracked(|m| Question::of_flow(m, row.flow)) {
            s.trace.ask(q);
        }
    };
    let row = move |r: FlowRow| {
        let id = r.flow;
        view! {
            <div role="listitem">
                <button
                    type="button"
                    class="flow"
                    data-testid=format!("path-flow-{}", id.node())
                    aria-pressed=move || (s.trace.question.with(|q| q.flow) == Some(id)).to_string()
                    on:click={
                        let r = r.clone();
                        move |_| ask(&r)
                    }
                >
                    <VerdictDot chip=r.chip.clone() />
                    <span class="flow-ends">{r.from.clone()} " → " {r.to.clone()}</span>
                    <span class="mono faint">{r.on.clone()}</span>
                </button>
            </div>
        }
    };
    view! {
        <nav class="flows" aria-label="Flows of the design" data-testid="path-flows">
            <h2>"Flows"</h2>
            <div class="flow-list" role="list">
                <For
                    each=move || flows.with(|f| f.chunks(TOGETHER).map(<[FlowRow]>::to_vec).collect::<Vec<_>>())
                    key=Clone::clone
                    children=move |rows| {
                        let tall = format!("auto {}px", 30 * rows.len());
                        view! {
                            <div class="flow-some" role="presentation" style:contain-intrinsic-block-size=tall>
                                {rows.into_iter().map(row).collect_view()}
                            </div>
                        }
                    }
                />
            </div>
        </nav>
    }
}

fn glyph(verdict: Verdict) -> Glyph {
    match verdict {
        Verdict::Reachable => Glyph::Check,
        Verdict::Blocked => Glyph::Close,
        Verdict::Depends => Glyph::Help,
        Verdict::NotModelled => Glyph::Warning,
    }
}

/// The verdict as a glyph alone; its word is there for screen readers and on hover.
#[component]
fn VerdictDot(chip: Chip) -> impl IntoView {
    view! {
        <span class="verdict-dot" data-verdict=chip.verdict.as_str() title=chip.word>
            <Icon glyph=glyph(chip.verdict) size=12 />
            <span class="unseen">{chip.word}</span>
        </span>
    }
}

/// The verdict's sentence. A live region, so that it is heard at each change.
#[component]
fn Verdicts(panel: Memo<Option<Panel>>) -> impl IntoView {
    view! {
        <div class="verdict-line" role="status" aria-live="polite">
            {move || {
                panel.with(|p| p.as_ref().map(|p| (p.chip.clone(), p.said.clone()))).map(|(chip, said)| view! {
                    <span class="verdict" data-testid="path-verdict" data-verdict=chip.verdict.as_str()>
                        <Icon glyph=glyph(chip.verdict) size=14 />
                        {chip.word}
                    </span>
                    <span class="dim" data-testid="path-said"><Words said /></span>
                })
            }}
        </div>
    }
}

/// What the other IP version does, where that is not the same, and the switch between the two.
#[component]
fn Versions(panel: Memo<Option<Panel>>) -> impl IntoView {
    let t = studio().trace;
    let both = Memo::new(move |_| panel.with(|p| p.as_ref().and_then(|p| Some((p.chip.clone(), p.other.clone()?)))));
    let some = Memo::new(move |_| both.with(Option::is_some));
    let shows_six = Memo::new(move |_| both.with(|b| b.as_ref().is_some_and(|(_, other)| !other.six)));
    // The buttons stay while what they show changes, so that the one with the focus keeps it.
    let button = move |label: &'static str, id: &'static str, six: bool| {
        let chip = move || both.get().map(|(own, other)| if other.six == six { other.chip } else { own });
        view! {
            <button type="button" class="way" data-testid=id aria-pressed=move || (shows_six.get() == six).to_string() on:click=move |_| t.over(six)>
                {move || chip().map(|chip| view! { <VerdictDot chip /> })}
                {label}
            </button>
        }
    };
    let said = move || {
        both.get().map(|(_, other)| {
            view! {
                <p class="other dim" data-testid="path-other">
                    {if other.six { "Over IPv6:" } else { "Over IPv4:" }}
                    " "
                    <b>{other.chip.word}</b>
                    " "
                    <Words said=other.said />
                </p>
            }
        })
    };
    view! {
        <Show when=move || some.get()>
            <div class="ways" role="group" aria-label="IP version of the path shown">
                {button("IPv4", "path-over-4", false)}
                {button("IPv6", "path-over-6", true)}
            </div>
            {said}
        </Show>
    }
}

#[component]
fn Answer(panel: Memo<Option<Panel>>) -> impl IntoView {
    move || match panel.get() {
        None => view! { <Teach /> }.into_any(),
        Some(p) => view! {
            {(!p.unknowns.is_empty()).then(|| view! {
                <ul class="unknowns" data-testid="path-unknowns">
                    {p.unknowns.into_iter().map(|said| view! { <li><Words said /></li> }).collect_view()}
                </ul>
            })}
            <ol class="hops">{p.cards.into_iter().map(|card| view! { <HopCard card /> }).collect_view()}</ol>
            {(!p.carries.is_empty()).then(|| view! {
                <details class="carries" data-testid="path-carries">
                    <summary>"What it carries"</summary>
                    <ul class="dim">{p.carries.into_iter().map(|said| view! { <li><Words said /></li> }).collect_view()}</ul>
                </details>
            })}
        }
        .into_any(),
    }
}

/// Walks the path on the canvas, hop by hop.
#[component]
fn Replay() -> impl IntoView {
    let s = studio();
    let t = s.trace;
    let some = Memo::new(move |_| t.beats.with(|b| !b.is_empty()));
    let at = move || {
        t.beats.with(|all| match t.beat.get().and_then(|i| Some((i, all.get(i)?))) {
            Some((i, b)) => format!("{} of {}, {}", i + 1, all.len(), if b.back { "back" } else { "there" }),
            None => crate::say!("{all} hops", all = all.len()),
        })
    };
    // The card whose turn it is, on screen.
    Effect::new(move |_| {
        if t.beat.get().is_some() {
            dom::show_first(".hop.now");
        }
    });
    view! {
        <Show when=move || some.get()>
            <span class="replay" role="group" aria-label="Replay">
                {button(Action::ReplayBack, "replay-back", 16)}
                <button
                    type="button"
                    class="icon-button"
                    data-testid="replay-play"
                    aria-label=move || if t.playing.get() { "Stop the replay" } else { Action::Play.label() }
                    title="Play the path, hop by hop (P)"
                    on:click=move |_| { t.play(); }
                >
                    <Icon glyph=Signal::derive(move || if t.playing.get() { Glyph::Pause } else { Glyph::Play }) size=16 />
                </button>
                {button(Action::ReplayNext, "replay-next", 16)}
                <span class="dim num" data-testid="replay-at" role="status">{at}</span>
            </span>
        </Show>
    }
}

/// What would fill the panel.
#[component]
fn Teach() -> impl IntoView {
    let s = studio();
    let empty = move || s.derived.model.with(|m| m.is_empty());
    view! {
        <p class="empty">
            {move || match empty() {
                true => "Once there are workloads and services, ask here which way packets go between them, and what stops them.",
                false => "Choose who asks and for what: the answer shows each place the packets pass, there and back, and what decided. Selecting a workload on the canvas fills in the first.",
            }}
        </p>
    }
}

/// Ways that are shown as buttons; more of them are a list.
const MOST_BUTTONS: usize = 4;

/// The ways to look at where several interfaces take part.
#[component]
fn Ways(ways: Vec<WayTab>) -> impl IntoView {
    let s = studio();
    let choose = move |path: usize| {
        s.trace.answer.with_untracked(|a| {
            if let Some(p) = a.as_ref().and_then(|a| a.paths.get(path)) {
                s.trace.choose(p);
            }
        });
    };
    let button = move |w: WayTab| {
        view! {
            <button
                type="button"
                class="way"
                data-testid=format!("path-way-{}", w.path + 1)
                aria-pressed=w.shown.to_string()
                on:click=move |_| choose(w.path)
            >
                <VerdictDot chip=w.chip.clone() />
                {w.label}
            </button>
        }
    };
    // Many ways side by side would push the answer out of sight: then they are a list.
    if ways.len() > MOST_BUTTONS {
        let option = |w: WayTab| {
            let words = format!("{} · {}", w.label, w.chip.word);
            view! { <option value=w.path.to_string() prop:selected=w.shown>{words}</option> }
        };
        return view! {
            <label class="ways">
                <span class="dim">{crate::say!("One of {ways} ways", ways = ways.len())}</span>
                <select
                    class="field"
                    data-testid="path-ways"
                    aria-label="Interfaces that may take part"
                    on:change=move |e| {
                        if let Ok(path) = event_target_value(&e).parse() {
                            choose(path);
                        }
                    }
                >
                    {ways.into_iter().map(option).collect_view()}
                </select>
            </label>
        }
        .into_any();
    }
    (!ways.is_empty())
        .then(|| {
            view! {
                <div class="ways" role="group" aria-label="Interfaces that may take part" data-testid="path-ways">
                    {ways.into_iter().map(button).collect_view()}
                </div>
            }
        })
        .into_any()
}

#[component]
fn HopCard(card: Card) -> impl IntoView {
    let tone = match card.tone {
        Tone::Passed => "passed",
        Tone::Open => "open",
        Tone::Blocked => "blocked",
    };
    let word = match card.tone {
        Tone::Passed => None,
        Tone::Open => Some("depends"),
        Tone::Blocked => Some("blocks"),
    };
    let lost = card.lost.into_iter().map(|(route, why)| {
        view! { <p class="lost" title=why><s><code>{route}</code></s><span class="unseen">{why}</span></p> }
    });
    let t = studio().trace;
    let number = card.number;
    // The line of the card whose turn it is; none while it is another's.
    let now = Memo::new(move |_| t.beat.get().and_then(|i| t.beats.with(|all| all.get(i).filter(|b| b.card == number).map(|b| b.line))));
    let line = move |(i, said): (usize, Vec<Segment>)| view! { <p class:told=move || now.get() == Some(Some(i))><Words said /></p> };
    view! {
        <li class="hop" data-testid=format!("path-hop-{number}") data-tone=tone class:back=card.back class:now=move || now.get().is_some()>
            <button
                type="button"
                class="hop-number"
                aria-label=crate::say!("Show hop {number} on the canvas", number = number)
                on:click=move |_| t.go(t.beats.with_untracked(|all| all.iter().position(|b| b.card == number)))
            >
                {number}
            </button>
            <h3>
                {card.title}
                {word.map(|w| view! { <span class="hop-word">{w}</span> })}
            </h3>
            {card.said.into_iter().enumerate().map(line).collect_view()}
            {lost.collect_view()}
            {card.code.map(|c| view! { <p class="code" title="Reachability Analyzer's explanation code"><code>{c}</code></p> })}
        </li>
    }
}
