//! Flows: who calls whom with which request, how it fares, and how much it carries.

use super::super::edit::{Edit, Step, Typed, UsagePart};
use super::super::form::{Act, Button, Item, Note, Row, Section, Tone};
use super::super::make::Of;
use super::super::rule::PROTOCOLS;
use super::workload::{destinations, verdict};
use crate::language::in_language;
use crate::state::trace::Question;
use crate::ui::number::thousands;
use portico_core::document::{Flow, FlowRequest, Id, Kind, NodeId, ServiceId, Shape, Value};
use portico_core::edit::Command;
use portico_core::text;

pub fn flow(of: &Of, f: &Flow) -> Vec<Section> {
    let Some(id) = of.id_as::<Flow>() else { return Vec::new() };
    let ends: Vec<Item> = vec![
        of.reference("from", "From", None, of.all(Kind::Workload)).into(),
        of.reference("to", "To", None, destinations(of.model(), f.from)).into(),
        protocol(of, f).into(),
        of.text("port", "Port", Typed::OptionalInt).mono().placeholder("all ports").into(),
    ];
    vec![
        Section::new("ends", "", ends),
        Section::new("verdict", "How it fares", fares(of, id)),
        Section::new("usage", "Monthly use", usage(of, id)),
        Section::new("request", "Request", request(of, f)),
    ]
}

fn protocol(of: &Of, f: &Flow) -> Row {
    let options = PROTOCOLS.iter().map(|(p, text)| (p.to_value(), in_language(text))).collect();
    let mut row = of.choose("protocol", "Protocol", f.protocol.to_value(), options);
    // A port means nothing beside TCP and UDP.
    if let super::super::form::Control::Select { options, .. } = &mut row.control {
        for (o, (p, _)) in options.iter_mut().zip(PROTOCOLS) {
            if !p.has_ports() {
                let port = of.set("port", Value::Null);
                o.command = o.command.take().map(|c| Command::All(vec![c, port]));
            }
        }
    }
    row
}

fn fares(of: &Of, id: Id<Flow>) -> Vec<Item> {
    let mut items = vec![Item::Note(verdict(of, id))];
    if let Some(trace) = of.facts.flow(id) {
        items.extend(
            trace
                .blockers()
                .iter()
                .skip(1)
                .map(|hop| Item::Note(Note { text: text!("also: {say}", say = hop.say(of.facts.graph())), tone: Tone::Bad })),
        );
        items.extend(
            trace.unknowns.iter().map(|u| Item::Note(Note { text: text!("It hangs on this: {u}", u = u.clone()), tone: Tone::Warning })),
        );
    }
    if let Some(question) = Question::of_flow(of.model(), id) {
        items.push(Item::Buttons(vec![Button {
            id: "open-path".into(),
            label: crate::language::t("Show the path").into(),
            act: Act::Ask(question),
            small: false,
        }]));
    }
    items
}

fn usage(of: &Of, id: Id<Flow>) -> Vec<Item> {
    let u = of.doc.usage_of(id);
    let row = |part, name: &str, label: &str, n: u32| of.text_of(Edit::Usage { flow: id, part }, name, label, thousands(n.into())).mono();
    let mut items: Vec<Item> = vec![
        row(UsagePart::Low, "gb-low", "GB, low", u.gb.low).into(),
        row(UsagePart::Typical, "gb-typical", "GB, typical", u.gb.typical).into(),
        row(UsagePart::High, "gb-high", "GB, high", u.gb.high).into(),
        row(UsagePart::PercentOut, "percent-out", "Percent outwards", u.percent_out.into()).into(),
    ];
    if of.doc.usage.contains_key(&id) {
        let command = Command::Use { flow: id, usage: None };
        let label = crate::language::t("Back to the default").to_string();
        items.push(Item::Buttons(vec![Button { id: "usage-default".into(), act: Act::Edit(command, label.clone()), label, small: false }]));
    } else {
        items.push(Item::note(text!("Nobody said yet: 100 GB a month is assumed, from 10 to 1,000")));
    }
    items
}

fn request(of: &Of, f: &Flow) -> Vec<Item> {
    let Some(r) = &f.request else {
        let example = example(of, f.to);
        let label = crate::language::t("Say which request").to_string();
        let button =
            Button { id: "add-request".into(), act: Act::Edit(of.put("request", &Some(example)), label.clone()), label, small: false };
        return vec![
            Item::note(text!("Policies are judged once the request is said: its action and resource")),
            Item::Buttons(vec![button]),
        ];
    };
    let part = |key: &'static str, typed| Edit::Put { node: of.id, field: "request", path: vec![Step::Key(key)], typed };
    let role = principal(of, f);
    vec![
        of.text_of(part("action", Typed::Code), "action", "Action", r.action.clone()).mono().into(),
        of.text_of(part("resource", Typed::Code), "resource", "Resource ARN", r.resource.clone()).mono().into(),
        of.text_of(part("principal", Typed::Optional), "principal", "Principal ARN", r.principal.clone().unwrap_or_default())
            .mono()
            .placeholder(role)
            .into(),
        Item::Buttons(vec![Button {
            id: "remove-request".into(),
            label: crate::language::t("Forget the request").into(),
            act: Act::Edit(of.set("request", Value::Null), crate::language::t("Forget the request").into()),
            small: false,
        }]),
    ]
}

fn principal(of: &Of, f: &Flow) -> String {
    let role = Id::of(f.from).and_then(|w: Id<portico_core::document::Workload>| of.model().get(w)).and_then(|w| w.role);
    role.map_or(crate::language::t("none: the workload has no role").into(), |r| crate::say!("the role {name}", name = of.model().name(r)))
}

/// A request to begin with, by what is called.
fn example(of: &Of, to: NodeId) -> FlowRequest {
    use portico_core::document::Body;
    let request = |action: &str, resource: String| FlowRequest { principal: None, action: action.into(), resource };
    match of.model().node(to).map(|n| &n.body) {
        Some(Body::Bucket(b)) => {
            request("s3:GetObject", crate::policy::objects(&b.region, &b.bucket_name.clone().unwrap_or_else(|| of.model().name(to))))
        }
        Some(Body::Table(_)) => request("dynamodb:GetItem", "*".into()),
        Some(Body::Service(s)) if s.service == ServiceId::s3() => request("s3:GetObject", "*".into()),
        Some(Body::Service(s)) if s.service == ServiceId::dynamodb() => request("dynamodb:GetItem", "*".into()),
        Some(Body::Service(s)) => {
            let prefix = portico_core::catalogue::Catalogue::bundled().service(s.service.as_str()).map(|x| x.iam_prefix.value);
            request(&format!("{}:*", prefix.unwrap_or(s.service.as_str())), "*".into())
        }
        _ => request("*", "*".into()),
    }
}
