//! The ways as columns: what each costs, carries, survives, what can narrow it, who else can use it, what there is to do.

use super::data::{Panel, Said, Way, Weighed};
use crate::prelude::*;
use crate::state::studio;
use crate::ui::Words;
use std::sync::Arc;

/// A line of the table: its heading, and what it says of a way.
type Row = (&'static str, fn(&Weighed) -> Vec<Said>, &'static str);

const ROWS: [Row; 8] = [
    ("Made of", |w| w.lines.clone(), "nothing that costs"),
    ("Path", |w| w.path.clone(), "direct"),
    ("Ceiling", |w| w.ceiling.clone(), "not known"),
    ("Lost when", |w| w.lost.clone(), "nothing that fails alone"),
    ("Controls", |w| w.controls.clone(), "none"),
    ("Serves too", |w| w.serves.clone(), "nobody"),
    ("Takes along", |w| w.moves.clone(), "nobody"),
    ("Steps", |w| w.steps.clone(), "none"),
];

#[component]
pub fn Ways(panel: Arc<Panel>, current: Memo<bool>) -> impl IntoView {
    let open: Vec<(usize, Way, Weighed)> =
        panel.ways.iter().enumerate().filter_map(|(i, w)| Some((i, w.clone(), w.answer.clone().ok()?))).collect();
    let refused: Vec<(Said, Said)> = panel.ways.iter().filter_map(|w| Some((w.label.clone(), w.answer.clone().err()?))).collect();
    let heads = open.iter().map(|(i, way, w)| view! { <Head place=*i way=way.clone() weighed=w.clone() current /> }).collect_view();
    let row = |(title, of, none): &Row| {
        let cells = open.iter().map(|(_, _, w)| {
            let all = of(w);
            match all.is_empty() {
                true => view! { <td class="faint">{*none}</td> }.into_any(),
                false => {
                    let items = all.into_iter().map(|said| view! { <li><Words said /></li> }).collect_view();
                    view! { <td><ul>{items}</ul></td> }.into_any()
                }
            }
        });
        view! { <tr><th scope="row">{*title}</th>{cells.collect_view()}</tr> }
    };
    let code = open.iter().map(|(_, _, w)| {
        let text = w.terraform.join("\n\n");
        let more = (!text.is_empty()).then(|| {
            view! { <details><summary>"Show"</summary><pre class="mono" tabindex="0">{text}</pre></details> }
        });
        view! { <td>{more}</td> }
    });
    let shared = open.iter().any(|(_, _, w)| !w.shared.is_empty()).then(|| {
        let cells = open.iter().map(|(_, _, w)| {
            let items = w.shared.iter().map(|said| view! { <li><Words said=said.clone() /></li> }).collect_view();
            view! { <td><ul>{items}</ul></td> }
        });
        view! { <tr><th scope="row" title="Others of the design use these too: their hours are not in the month">"Hours not counted"</th>{cells.collect_view()}</tr> }
    });
    let not_open = (!refused.is_empty()).then(|| {
        let items = refused.into_iter().map(|(label, why)| view! { <li><b><Words said=label /></b>": "<Words said=why /></li> });
        view! {
            <section class="refused" data-testid="compare-refused" aria-label="Ways that are not open">
                <h2>"Not open"</h2>
                <ul>{items.collect_view()}</ul>
            </section>
        }
    });
    view! {
        <div class="ways" tabindex="0" role="region" aria-label="The ways side by side">
            <table>
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>
                    {shared}
                    {ROWS.iter().map(row).collect_view()}
                    <tr><th scope="row">"Terraform"</th>{code.collect_view()}</tr>
                </tbody>
            </table>
        </div>
        {not_open}
    }
}

/// A way, what it costs, and the button that makes it so.
#[component]
fn Head(place: usize, way: Way, weighed: Weighed, current: Memo<bool>) -> impl IntoView {
    let s = studio();
    let key = way.key.clone();
    let choose = weighed.choose.map(|(label, command)| {
        view! {
            <button
                type="button"
                class="btn small"
                data-testid=format!("compare-choose-{key}")
                disabled=move || !current.get()
                on:click=move |_| {
                    if s.workspace.run(&label, command.clone()).is_ok() {
                        s.notices.say(say!("{label}: done. Undo takes it back.", label = label));
                    }
                }
            >
                "Choose"
            </button>
        }
    });
    view! {
        <th scope="col" data-testid=format!("compare-way-{}", way.key)>
            <span class="way-name"><span class=format!("swatch way-{}", place % 8)></span><Words said=way.label /></span>
            <span class="way-month" data-testid=format!("compare-month-{}", way.key)>{weighed.month}</span>
            <span class="faint">{weighed.range}</span>
            {weighed.difference.map(|d| view! { <span class="dim">{say!("{d} to the bill", d = d)}</span> })}
            {choose}
        </th>
    }
}
