//! What each flow carries in a month, to edit: three figures in GB, and the share that goes outwards.

use super::data::{Panel, UsageField, UsageRow, changed};
use crate::prelude::*;
use crate::state::studio;
use crate::ui::number::{parse_whole, thousands};
use crate::ui::{Glyph, Icon};
use portico_core::cost::PRESETS;
use portico_core::edit::Command;

#[component]
pub fn UsageTable(panel: Memo<Panel>) -> impl IntoView {
    let rows = Memo::new(move |_| panel.with(|p| p.usage.clone()));
    let flows = Memo::new(move |_| rows.with(|r| r.iter().map(|r| r.flow).collect::<Vec<_>>()));
    let problem = RwSignal::new(None::<&'static str>);
    view! {
        <section class="usage" aria-label="Usage of the flows" data-testid="cost-usage">
            <h2>"What flows carry in a month"</h2>
            <Show
                when=move || !flows.with(Vec::is_empty)
                fallback=|| view! { <p class="empty">"Data costs by the GB: draw a flow from a workload to what it calls, and say here how much it carries."</p> }
            >
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Flow"</th>
                            <th scope="col" class="num">"Low"</th>
                            <th scope="col" class="num">"Typical GB"</th>
                            <th scope="col" class="num">"High"</th>
                            <th scope="col" class="num">"% out"</th>
                            <th scope="col" class="num">"Its data"</th>
                            <th scope="col"><span class="unseen">"Usual figures; back to the assumed usage"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || flows.get() key=|f| *f let:flow>
                            {
                                let row = Memo::new(move |_| rows.with(|all| all.iter().find(|r| r.flow == flow).cloned()));
                                view! { <Row row problem /> }
                            }
                        </For>
                    </tbody>
                </table>
            </Show>
            <p class="problem" role="alert" data-testid="cost-problem">{move || problem.get()}</p>
        </section>
    }
}

#[component]
fn Row(row: Memo<Option<UsageRow>>, problem: RwSignal<Option<&'static str>>) -> impl IntoView {
    let s = studio();
    let Some(first) = row.get_untracked() else { return ().into_any() };
    let (flow, id) = (first.flow, first.flow.node());
    let name = Signal::derive(move || row.with(|r| r.as_ref().map(|r| r.name.clone()).unwrap_or_default()));
    let shown = move |field: UsageField| row.with(|r| r.as_ref().map(|r| thousands(field.of(&r.usage).into())).unwrap_or_default());
    let edit = move |field: UsageField, text: String| {
        let now = s.workspace.document().usage_of(flow);
        let wanted = parse_whole(&text).ok_or("A whole number of GB is wanted.").and_then(|n| changed(&now, field, n));
        problem.set(match wanted {
            Ok(usage) => s.workspace.run("Set the usage", Command::Use { flow, usage: Some(usage) }).err().map(|_| "That was refused."),
            Err(why) => Some(why),
        });
    };
    let input = move |field: UsageField| {
        view! {
            <td class="num">
                <input
                    class="field num"
                    data-testid=format!("cost-usage-{id}-{}", field.id())
                    aria-label=move || format!("{}: {}", name.get(), field.label())
                    inputmode="numeric"
                    prop:value=move || shown(field)
                    on:change=move |e| {
                        edit(field, event_target_value(&e));
                        event_target::<web_sys::HtmlInputElement>(&e).set_value(&untrack(move || shown(field)));
                    }
                />
            </td>
        }
    };
    let default = move || row.with(|r| r.as_ref().is_none_or(|r| r.default));
    view! {
        <tr>
            <th scope="row">
                <button type="button" class="name" on:click=move |_| s.selection.select_node(flow)>{name}</button>
                {move || default().then(|| view! { <span class="faint" title="Nobody has said yet how much it carries">" assumed"</span> })}
            </th>
            {UsageField::ALL.map(input).collect_view()}
            <td class="num">{move || row.with(|r| r.as_ref().map(|r| r.amount.clone()))}</td>
            <td>
                <select
                    class="field preset"
                    data-testid=format!("cost-usage-{id}-preset")
                    aria-label=move || format!("{}: usual figures", name.get())
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
                <Show when=move || !default()>
                    <button
                        type="button"
                        class="icon-button"
                        data-testid=format!("cost-usage-{id}-reset")
                        aria-label=move || format!("{}: back to the assumed usage", name.get())
                        title="Back to the assumed usage"
                        on:click=move |_| {
                            problem.set(None);
                            let _ = s.workspace.run("Forget the usage", Command::Use { flow, usage: None });
                        }
                    >
                        <Icon glyph=Glyph::Undo size=14 />
                    </button>
                </Show>
            </td>
        </tr>
    }
    .into_any()
}
