//! The Failures panel: what each zone, NAT gateway, endpoint interface, tunnel and peering connection takes down, alone or two together, on
//! the canvas too; what surviving costs.
//!
//! Test ids: `drill-list`, `drill-row-N` (from 0), `drill-chosen`, `drill-clear`, `drill-save` (asks what surviving costs), `drill-saved`,
//! `drill-save-N`, `drill-crossing`; on the canvas `canvas-down`, `canvas-gone`.

mod canvas;
mod data;
#[cfg(test)]
mod tests;

pub use canvas::Losses;

use crate::exchange::{Desk, Job, read};
use crate::prelude::*;
use crate::state::derived::Shared;
use crate::state::studio;
use crate::ui::{Words, sentence};
use data::{Loss, Panel, Row, Saved};
use portico_core::facts::Facts;
use portico_core::interchange::save;
use portico_core::resilience::Failure;

/// The id of the drawer's tab.
pub const TAB: &str = "drill";

/// So many failures are taken together at most.
const TOGETHER: usize = 2;

#[component]
pub fn DrillPanel() -> impl IntoView {
    let s = studio();
    let panel = Memo::new(move |_| s.derived.settled.with(|f| data::panel(f)));
    on_cleanup(move || s.drill.set(Vec::new()));
    let empty = move || panel.with(|p| p.rows.is_empty());
    view! {
        <div class="drill-panel">
            <Show
                when=move || !empty()
                fallback=|| view! { <p class="empty">"Nothing in the design can fail yet: zones with workloads, NAT gateways, endpoints, tunnels and peerings will stand here, each with what it takes down."</p> }
            >
                <List panel />
                <div class="drill-side">
                    <Chosen />
                    <Surviving />
                    <Crossing panel />
                </div>
            </Show>
        </div>
    }
}

fn lost(all: Vec<Loss>) -> AnyView {
    let one = |l: Loss| {
        view! { <li class:partly=l.partly><Words said=l.said />{l.partly.then(|| view! { <span class="faint">" for some callers"</span> })}</li> }
    };
    view! { <ul>{all.into_iter().map(one).collect_view()}</ul> }.into_any()
}

#[component]
fn List(panel: Memo<Panel>) -> impl IntoView {
    let s = studio();
    let toggle = move |f: &Failure| {
        s.drill.update(|now| {
            match now.iter().position(|n| n == f) {
                Some(i) => drop(now.remove(i)),
                None => {
                    // The third takes the place of the first.
                    if now.len() >= TOGETHER {
                        now.remove(0);
                    }
                    now.push(f.clone());
                }
            }
        });
    };
    let row = move |(i, r): (usize, Row)| {
        let failure = r.failures.first().cloned();
        let (on, pressed) = (failure.clone(), failure.clone());
        let hurt = !r.lost.is_empty();
        view! {
            <tr class:hurt=hurt>
                <th scope="row">
                    <button
                        type="button"
                        class="chip"
                        data-testid=format!("drill-row-{i}")
                        aria-pressed=move || s.drill.with(|d| pressed.as_ref().is_some_and(|f| d.contains(f))).to_string()
                        on:click=move |_| {
                            if let Some(f) = &on {
                                toggle(f);
                            }
                        }
                    >
                        {s.derived.model.with_untracked(|m| failure.as_ref().map(|f| data::name(f, m)))}
                    </button>
                </th>
                <td>{if hurt { lost(r.lost) } else { view! { <span class="faint">"nothing"</span> }.into_any() }}</td>
            </tr>
        }
    };
    view! {
        <section class="drill-list" aria-label="What each failure takes down">
            <p class="dim">
                {move || panel.with(|p| crate::say!("{works} flows work. Choose one failure, or two together, to see on the canvas what they take down.", works = p.works))}
            </p>
            <table data-testid="drill-list">
                <thead><tr><th scope="col">"When this fails"</th><th scope="col">"this is lost"</th></tr></thead>
                <tbody>{move || panel.with(|p| p.rows.clone()).into_iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
}

/// What the chosen failures take down together.
#[component]
fn Chosen() -> impl IntoView {
    let s = studio();
    let now = Memo::new(move |_| s.drill.with(|d| s.derived.settled.with(|f| data::together(f, d))));
    move || {
        now.get().map(|r| {
            let label = sentence(r.label);
            let nothing = r.lost.is_empty();
            view! {
                <section class="drill-chosen" role="status" data-testid="drill-chosen">
                    <h2><Words said=label />" down"</h2>
                    {if nothing { view! { <p>"Nothing is lost."</p> }.into_any() } else { lost(r.lost) }}
                    <button type="button" class="btn small" data-testid="drill-clear" on:click=move |_| s.drill.set(Vec::new())>"All is well again"</button>
                </section>
            }
        })
    }
}

/// What keeps flows alive through any zone, asked for.
#[component]
fn Surviving() -> impl IntoView {
    let s = studio();
    let desk = Desk::new();
    let found = RwSignal::new(None::<(Shared<Facts>, Result<Vec<Saved>, String>)>);
    let busy = RwSignal::new(false);
    let ask = move |_| {
        let of = s.derived.facts.get_untracked();
        busy.set(true);
        desk.ask(Job::of("surviving", save::write(&of.document), vec![]), move |answer| {
            busy.set(false);
            let read = read(answer, |json| data::saved(json, &of.document.model));
            found.set(Some((of.clone(), read)));
        });
    };
    // Of another design than the one on screen it says nothing.
    let shown = Memo::new(move |_| {
        let now = s.derived.facts.get();
        found.with(|f| f.as_ref().filter(|(of, _)| *of == now).map(|(_, a)| a.clone()))
    });
    let one = move |(i, saved): (usize, Saved)| {
        let steps = saved.steps.into_iter().map(|said| view! { <li><Words said /></li> }).collect_view();
        let choose = saved.choose.map(|(label, command)| {
            view! {
                <button
                    type="button"
                    class="btn small"
                    data-testid=format!("drill-save-{i}")
                    on:click=move |_| {
                        if s.workspace.run(&label, command.clone()).is_ok() {
                            s.notices.say(crate::say!("{label}: done. Undo takes it back.", label = label));
                        }
                    }
                >
                    "Do it"
                </button>
            }
        });
        view! {
            <li>
                <Words said=saved.flow />
                <span class="dim">{crate::say!(", lost with {zones}: {adds} a month", zones = saved.zones, adds = saved.adds)}</span>
                {(!saved.survives).then(|| view! { <span class="problem">" That alone does not save it."</span> })}
                <ul class="faint">{steps}</ul>
                {choose}
            </li>
        }
    };
    view! {
        <section class="drill-save">
            <button type="button" class="btn small" data-testid="drill-save" disabled=move || busy.get() on:click=ask>"What would surviving any zone cost?"</button>
            {move || shown.get().map(|a| match a {
                Err(why) => view! { <p class="problem">{crate::say!("No answer: {why}.", why = why)}</p> }.into_any(),
                Ok(all) if all.is_empty() => view! { <p data-testid="drill-saved">"Every flow survives the loss of any one zone."</p> }.into_any(),
                Ok(all) => view! { <ul data-testid="drill-saved">{all.into_iter().enumerate().map(one).collect_view()}</ul> }.into_any(),
            })}
        </section>
    }
}

/// Flows whose data crosses zones.
#[component]
fn Crossing(panel: Memo<Panel>) -> impl IntoView {
    move || {
        let all = panel.with(|p| p.crossing.clone());
        (!all.is_empty()).then(|| {
            let row = |(said, regional, zonal): (data::Crossed, u32, u32)| {
                view! { <tr><th scope="row"><Words said /></th><td class="num">{format!("{regional} %")}</td><td class="num">{format!("{zonal} %")}</td></tr> }
            };
            view! {
                <section data-testid="drill-crossing">
                    <h2>"Share that crosses zones"</h2>
                    <table>
                        <thead><tr><th scope="col">"Flow"</th><th scope="col" class="num">"regional name"</th><th scope="col" class="num">"zonal names"</th></tr></thead>
                        <tbody>{all.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </section>
            }
        })
    }
}
