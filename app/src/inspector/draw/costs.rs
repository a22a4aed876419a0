//! What the selected resource, or the design, costs a month.

use super::super::subject::Subject;
use crate::cost::data::{Part, month, part};
use crate::prelude::*;
use crate::state::{Studio, today};

pub fn costs(s: Studio, subject: &Subject) -> AnyView {
    let subject = subject.clone();
    let of = subject.clone();
    let bill = Memo::new(move |_| {
        s.derived.settled.with(|f| match &of {
            Subject::Node(n) => part(f, *n, &today()),
            Subject::Design => month(f, &today()),
            _ => None,
        })
    });
    let title = match &subject {
        Subject::Node(n) => say!("{kind}: its month", kind = t(n.kind().label())),
        _ => t("The month").into(),
    };
    let any = Memo::new(move |_| bill.with(Option::is_some));
    view! {
        <section class="sec" data-testid="section-cost" aria-label="Cost" hidden=move || !any.get()>
            <div class="row month">
                <span class="row-label">{title}</span>
                <b class="cost-total" data-testid="cost-total">{move || bill.with(|b| b.as_ref().map(|b| b.0.total.typical.clone()))}</b>
            </div>
            {move || bill.get().map(|(p, dated)| lines(p, dated))}
        </section>
    }
    .into_any()
}

fn lines(p: Part, dated: String) -> AnyView {
    let spread = p
        .spread
        .then(|| view! { <p class="note faint">{say!("{low} to {high}, as use goes", low = p.total.low, high = p.total.high)}</p> });
    let rows = p.lines.into_iter().map(|l| {
        let cause = l.cause.map(|c| view! { <span class="faint">" · "{c}</span> });
        view! {
            <tr title=l.source>
                <td>
                    {l.meter}
                    <div class="faint">{l.quantity}" × "{l.unit_price}{l.recalled.then_some(" (recalled)")}{l.old.map(|d| say!(" ({d} days old)", d = d))}{cause}</div>
                </td>
                <td class="number">{l.amount.typical}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        {spread}
        <table class="cost-table">
            <caption class="unseen">"What the cost is made of"</caption>
            <tbody>{rows}</tbody>
        </table>
        {(!dated.is_empty()).then(|| view! { <p class="note faint">{dated}</p> })}
    }
}
