//! The question: from whom, to what, on which protocol and port. Answered at every change, without a button.

use super::choices::{self, Groups};
use crate::prelude::*;
use crate::state::studio;
use crate::state::trace::PortChoice;
use crate::ui::{Glyph, Icon};
use portico_core::net::Protocol;
use portico_core::reach::Party;

const PROTOCOLS: [Protocol; 5] = [Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::ICMPV6, Protocol::Any];

fn protocol_label(p: Protocol) -> String {
    match p {
        Protocol::ICMP => "ping".into(),
        Protocol::ICMPV6 => "ping (IPv6)".into(),
        Protocol::Any => "anything".into(),
        other => other.to_string(),
    }
}

/// A list of parties under headings, with nothing chosen at first.
#[component]
fn Parties(
    id: &'static str,
    label: &'static str,
    groups: Memo<Groups>,
    #[prop(into)] now: Signal<String>,
    choose: impl Fn(String) + 'static,
) -> impl IntoView {
    let option = move |c: choices::Choice| {
        let value = c.value.clone();
        view! { <option value=c.value prop:selected=move || now.get() == value>{c.label}</option> }
    };
    view! {
        <select
            class="field"
            data-testid=id
            aria-label=label
            on:change=move |e| choose(event_target_value(&e))
        >
            <option value="" prop:selected=move || now.with(String::is_empty)>"choose …"</option>
            {move || {
                groups.get().into_iter().map(|(heading, all)| {
                    view! { <optgroup label=heading>{all.into_iter().map(option).collect_view()}</optgroup> }
                }).collect_view()
            }}
        </select>
    }
}

#[component]
pub fn Ask() -> impl IntoView {
    let s = studio();
    let t = s.trace;
    let sources = Memo::new(move |_| s.derived.settled.with(|f| choices::sources(f.graph())));
    let destinations = Memo::new(move |_| s.derived.settled.with(|f| choices::destinations(f.graph())));
    // Set while an address is wanted and none is typed yet.
    let typing = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let from = Signal::derive(move || t.question.with(|q| q.from.as_ref().map(choices::value).unwrap_or_default()));
    let to = Signal::derive(move || match typing.get() {
        true => choices::ADDRESS.into(),
        false => t.question.with(|q| q.to.as_ref().map(choices::value).unwrap_or_default()),
    });
    let address = move || {
        t.question.with(|q| match &q.to {
            Some(Party::Address(a)) => a.to_string(),
            Some(Party::Block(n)) => n.to_string(),
            _ => String::new(),
        })
    };
    let choose_to = move |value: String| {
        problem.set(None);
        typing.set(value == choices::ADDRESS);
        let to = choices::party(&value);
        t.change(|q| (q.to, q.port) = (to, PortChoice::Usual));
    };
    let type_address = move |text: String| match choices::address(&text) {
        Ok(party) => {
            problem.set(None);
            typing.set(false);
            t.change(|q| q.to = Some(party));
        }
        Err(e) => problem.set(Some(e)),
    };
    view! {
        <div class="ask-fields" role="group" aria-label="The question">
            <span class="dim">"From"</span>
            <Parties
                id="path-from"
                label="From"
                groups=sources
                now=from
                choose=move |v| t.change(|q| q.from = choices::party(&v))
            />
            <span class="dim">"to"</span>
            <Parties id="path-to" label="To" groups=destinations now=to choose=choose_to />
            <Show when=move || to.get() == choices::ADDRESS>
                <input
                    class="field mono address"
                    data-testid="path-address"
                    aria-label="Address"
                    aria-invalid=move || problem.with(Option::is_some).to_string()
                    aria-describedby="path-problem"
                    placeholder="10.0.16.24"
                    prop:value=address
                    on:change=move |e| type_address(event_target_value(&e))
                />
            </Show>
            <On problem />
            <Show when=move || t.is_asked()>
                <button
                    type="button"
                    class="icon-button"
                    data-testid="path-clear"
                    aria-label="Clear the question"
                    title="Clear the question"
                    on:click=move |_| { problem.set(None); typing.set(false); t.clear() }
                >
                    <Icon glyph=Glyph::Close size=14 />
                </button>
            </Show>
            <span class="problem" id="path-problem" role="alert" data-testid="path-problem">{move || problem.get()}</span>
        </div>
    }
}

/// Protocol and port.
#[component]
fn On(problem: RwSignal<Option<String>>) -> impl IntoView {
    let s = studio();
    let t = s.trace;
    let now = move || t.question.with(|q| q.protocol);
    let port = move || s.derived.model.with(|m| t.question.with(|q| q.port(m)));
    let type_port = move |text: String| match choices::port(&text) {
        Ok(port) => {
            problem.set(None);
            t.change(|q| q.port = port);
        }
        Err(e) => problem.set(Some(e)),
    };
    let option = move |p: Protocol| view! { <option value=p.to_string() prop:selected=move || now() == p>{protocol_label(p)}</option> };
    // Kept together, so that "on" is never left at the end of a line.
    view! {
        <span class="ask-on">
        <span class="dim">"on"</span>
        <select
            class="field mono"
            data-testid="path-protocol"
            aria-label="Protocol"
            on:change=move |e| {
                if let Ok(p) = event_target_value(&e).parse() {
                    t.change(|q| q.protocol = p);
                }
            }
        >
            {PROTOCOLS.map(option).collect_view()}
        </select>
        <Show when=move || now().has_ports()>
            <input
                class="field mono port"
                data-testid="path-port"
                aria-label="Port"
                aria-describedby="path-problem"
                inputmode="numeric"
                placeholder="what passes?"
                prop:value=move || port().map(|p| p.to_string()).unwrap_or_default()
                on:change=move |e| type_port(event_target_value(&e))
            />
        </Show>
        </span>
    }
}
