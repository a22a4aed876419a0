//! What each flow carries in a month, to edit: GB, requests and the busiest minute, each as low, typical and high.

use super::data::{Panel, UsageRow};
use super::field::{Band, Fits, Measure, UsageField, changed};
use crate::prelude::*;
use crate::state::studio;
use crate::ui::{Glyph, Icon, Words};
use portico_core::cost::PRESETS;
use portico_core::document::{Flow, Id};
use portico_core::edit::Command;

/// A text that a field did not take, and why.
#[derive(Clone, PartialEq)]
struct Problem {
    flow: Id<Flow>,
    field: UsageField,
    why: String,
}

#[component]
pub fn UsageTable(panel: Memo<Panel>) -> impl IntoView {
    let rows = Memo::new(move |_| panel.with(|p| p.usage.clone()));
    let flows = Memo::new(move |_| rows.with(|r| r.iter().map(|r| r.flow).collect::<Vec<_>>()));
    let problem = RwSignal::new(None::<Problem>);
    let measure = RwSignal::new(Measure::Gb);
    let choice = move |m: Measure| {
        view! {
            <button
                type="button"
                class="chip"
                data-testid=format!("cost-measure-{}", m.id())
                title=m.about()
                aria-pressed=move || (measure.get() == m).to_string()
                on:click=move |_| {
                    problem.set(None);
                    measure.set(m);
                }
            >
                {m.label()}
            </button>
        }
    };
    let heads = move || match measure.get() {
        Measure::Gb => view! { <th scope="col" class="num">"% out"</th><th scope="col" class="num">"Its data"</th> }.into_any(),
        Measure::Requests => view! { <th scope="col" class="num" colspan="2">"Its data"</th> }.into_any(),
        Measure::Burst => view! { <th scope="col" class="num" colspan="2">"Fits"</th> }.into_any(),
    };
    view! {
        <section class="usage" aria-label="Usage of the flows" data-testid="cost-usage">
            <div class="usage-head">
                <h2>"What flows carry in a month"</h2>
                <div class="measures" role="group" aria-label="What the table shows">{Measure::ALL.map(choice).collect_view()}</div>
            </div>
            <Show
                when=move || !flows.with(Vec::is_empty)
                fallback=|| view! { <p class="empty">"Data costs by the GB: draw a flow from a workload to what it calls, and say here how much it carries."</p> }
            >
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Flow"</th>
                            <th scope="col" class="num">"Low"</th>
                            <th scope="col" class="num">{move || say!("Typical {unit}", unit = measure.get().unit())}</th>
                            <th scope="col" class="num">"High"</th>
                            {heads}
                            <th scope="col"><span class="unseen">"Usual figures; back to the assumed usage"</span></th>
                        </tr>
                    </thead>
                    <For each=move || flows.get() key=|f| *f let:flow>
                        {
                            let row = Memo::new(move |_| rows.with(|all| all.iter().find(|r| r.flow == flow).cloned()));
                            view! { <Row row problem measure /> }
                        }
                    </For>
                </table>
                <p class="faint note">{move || measure.get().about()}</p>
            </Show>
        </section>
    }
}

#[component]
fn Row(row: Memo<Option<UsageRow>>, problem: RwSignal<Option<Problem>>, measure: RwSignal<Measure>) -> impl IntoView {
    let s = studio();
    let Some(first) = row.get_untracked() else { return ().into_any() };
    let (flow, id) = (first.flow, first.flow.node());
    let name = Signal::derive(move || row.with(|r| r.as_ref().map(|r| r.name.clone()).unwrap_or_default()));
    let own = move || problem.with(|p| p.clone().filter(|p| p.flow == flow));
    let said_id = format!("cost-usage-{id}-said");
    let input = {
        let said_id = said_id.clone();
        move |field: UsageField| {
            // Of the design as it is, not as it was priced last: what is refused is not overwritten a moment later.
            let shown = Memo::new(move |_| s.derived.facts.with(|f| field.of(&f.document.usage_of(flow))));
            let wrong = move || own().is_some_and(|p| p.field == field);
            let take = move |el: &web_sys::HtmlInputElement| {
                let text = el.value();
                if text == shown.get_untracked() {
                    return problem.set(None);
                }
                let now = s.workspace.document().usage_of(flow);
                let run = |usage| {
                    s.workspace
                        .attempt("Set the usage", Command::Use { flow, usage: Some(usage) })
                        .map_err(|e| crate::language::refusal(&e))
                };
                match changed(&now, field, &text).and_then(run) {
                    Ok(_) => {
                        problem.set(None);
                        let usage = s.workspace.document().usage_of(flow);
                        el.set_value(&field.of(&usage));
                    }
                    // What was typed stays, to be mended.
                    Err(why) => problem.set(Some(Problem { flow, field, why })),
                }
            };
            view! {
                <td class="num">
                    <input
                        class="field num"
                        data-testid=format!("cost-usage-{id}-{}", field.id())
                        aria-label=move || format!("{}: {}", name.get(), field.label())
                        aria-invalid=move || wrong().to_string()
                        aria-describedby=said_id.clone()
                        inputmode=if matches!(field, UsageField::Of(Measure::Burst, _)) { "decimal" } else { "numeric" }
                        placeholder="?"
                        autocomplete="off"
                        prop:value=move || shown.get()
                        on:change=move |e| take(&event_target(&e))
                        on:keydown=move |e| {
                            if e.key() == "Escape" && untrack(wrong) {
                                e.stop_propagation();
                                event_target::<web_sys::HtmlInputElement>(&e).set_value(&shown.get_untracked());
                                problem.set(None);
                            }
                        }
                    />
                </td>
            }
        }
    };
    let default = move || row.with(|r| r.as_ref().is_none_or(|r| r.default));
    let amount = move || row.with(|r| r.as_ref().map(|r| r.amount.clone()));
    let fits = Memo::new(move |_| row.with(|r| r.as_ref().and_then(|r| r.fits.clone())));
    let cells = move || {
        let m = measure.get();
        let bands = Band::ALL.map(|b| input(UsageField::Of(m, b))).collect_view();
        let rest = match m {
            Measure::Gb => view! { {input(UsageField::Out)}<td class="num">{amount}</td> }.into_any(),
            Measure::Requests => view! { <td class="num" colspan="2">{amount}</td> }.into_any(),
            Measure::Burst => {
                view! { <td class="num" colspan="2" data-testid=format!("cost-usage-{id}-fits")>{move || fits.get().map(mark)}</td> }
                    .into_any()
            }
        };
        view! { {bands}{rest} }
    };
    let below = move || match own() {
        Some(p) => Some(
            view! { <tr class="said"><td colspan="7" class="problem" role="alert" data-testid="cost-problem">{p.why}</td></tr> }.into_any(),
        ),
        None => fits
            .get()
            .filter(|f| measure.get() == Measure::Burst && f.yes != Some(true))
            .map(|f| view! { <tr class="said"><td colspan="7" class="dim"><Words said=f.said /></td></tr> }.into_any()),
    };
    view! {
        <tbody>
            <tr>
                <th scope="row">
                    <button type="button" class="name" title=name on:click=move |_| s.selection.select_node(flow)>{name}</button>
                    {move || default().then(|| view! { <span class="faint" title="Nobody has said yet how much it carries">" assumed"</span> })}
                    <Show when=move || !default()>
                        <button
                            type="button"
                            class="icon-button"
                            data-testid=format!("cost-usage-{id}-reset")
                            aria-label=move || say!("{name}: back to the assumed usage", name = name.get())
                            title="Back to the assumed usage"
                            on:click=move |_| {
                                problem.set(None);
                                let _ = s.workspace.run("Forget the usage", Command::Use { flow, usage: None });
                            }
                        >
                            <Icon glyph=Glyph::Undo size=14 />
                        </button>
                    </Show>
                    <span class="unseen" id=said_id>{move || own().map(|p| p.why)}</span>
                </th>
                {cells}
                <td>
                    <select
                        class="field preset"
                        data-testid=format!("cost-usage-{id}-preset")
                        aria-label=move || say!("{name}: usual figures", name = name.get())
                        title="Usual figures to start from"
                        on:change=move |e| {
                            let wanted = event_target_value(&e);
                            if let Some(p) = PRESETS.iter().find(|p| p.name == wanted) {
                                problem.set(None);
                                let _ = s.workspace.run("Set the usage", Command::Use { flow, usage: Some(p.usage()) });
                            }
                            event_target::<web_sys::HtmlSelectElement>(&e).set_value("");
                        }
                    >
                        <option value="">"as …"</option>
                        {PRESETS.iter().map(|p| view! { <option value=p.name title=p.about>{p.name}</option> }).collect_view()}
                    </select>
                </td>
            </tr>
            {below}
        </tbody>
    }
    .into_any()
}

/// Whether it fits, in a word.
fn mark(f: Fits) -> AnyView {
    let (class, word) = match f.yes {
        Some(true) => ("fits yes", "fits"),
        Some(false) => ("fits no", "does not fit"),
        None => ("fits", "not certain"),
    };
    let title: String = f.said.iter().map(portico_core::text::Segment::as_str).collect();
    view! { <span class=class title=title>{word}</span> }.into_any()
}
