//! AWS services and how each workload reaches them; buckets, tables and roles.

use super::super::edit::{Edit, Step, Typed};
use super::super::form::{Act, Button, Item, Note, Policy, Row, Section, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::words;
use super::policy_box;
use crate::policy::{For, design};
use portico_core::answer::trace;
use portico_core::catalogue::{Catalogue, ServiceKind};
use portico_core::document::{Body, GatewayEndpoint, Id, InterfaceEndpoint, Kind, NodeId, Role, RolePolicy, Service, Shape, Workload};
use portico_core::edit::Command;
use portico_core::reach::{Party, Query};
use portico_core::text;
use portico_core::text::{Arg, code};

/// Workloads traced to one service at most; more would make a panel slow and long.
const MOST: usize = 40;

pub fn service(of: &Of, s: &Service) -> Vec<Section> {
    let catalogue = Catalogue::bundled();
    let known = catalogue.service(s.service.as_str());
    let mut about: Vec<Item> = Vec::new();
    if let Some(k) = known {
        about.push(Row::shown("title", "Service", text!("{title}", title = k.title)).into());
        let kinds = match (k.offers(ServiceKind::Gateway), k.offers(ServiceKind::Interface)) {
            (true, true) => "gateway and interface",
            (true, false) => "gateway",
            (false, true) => "interface",
            (false, false) => "none",
        };
        about.push(Row::shown("endpoints", "Endpoints", text!("{kinds}", kinds = kinds)).into());
        if let Some(name) = catalogue.region(s.region.as_str()).and_then(|r| k.public_dns_name(r)) {
            about.push(Row::shown("public-name", "Name", text!("{n}", n = code(name))).into());
        }
    }
    about.push(super::design::region_row(of, "region").into());
    let mut all = vec![Section::new("about", "", about), Section::new("reached", "Who reaches it, and how", reached(of))];
    all.push(Section::new("private-ways", "Private ways", vec![ways(of, s)]));
    all
}

/// How every workload fares on the way to it, on TCP 443.
fn reached(of: &Of) -> Vec<Item> {
    let graph = of.facts.graph();
    let all: Vec<Id<Workload>> = of.model().all::<Workload>().map(|(id, _)| id).collect();
    let rows = all.iter().take(MOST).enumerate().map(|(i, w)| {
        let t = trace(graph, &Query::tcp(Party::Node(w.node()), Party::Node(of.id), 443));
        let (word, tone) = words::verdict_text(t.verdict);
        let why = match (t.blockers().first(), words::way_text(t.way())) {
            (Some(hop), _) => Some(hop.say(graph)),
            (None, way) => way,
        };
        TableRow {
            id: format!("reach-row-{i}"),
            cells: vec![
                Row::shown(format!("reach-{i}"), "Workload", text!("{w}", w = *w)),
                Row::shown(format!("reach-{i}-verdict"), "Verdict", text!("{word}", word = word)).tone(tone),
            ],
            remove: None,
            tone: Tone::Plain,
            note: why.map(|text| Note { text, tone: Tone::Faint }),
        }
    });
    let mut items: Vec<Item> = vec![
        Table {
            id: "reach-table",
            caption: crate::language::t("How workloads reach it on port 443").into(),
            columns: vec!["Workload", "Verdict"],
            rows: rows.collect(),
            empty: Some(text!("No workload is drawn yet")),
            add: Vec::new(),
        }
        .into(),
    ];
    if all.len() > MOST {
        items.push(Item::note(text!("and {n} more workloads", n = all.len() - MOST)));
    }
    items
}

fn ways(of: &Of, s: &Service) -> Item {
    let gateways = of.model().all::<GatewayEndpoint>().filter(|(_, e)| e.service == s.service).map(|(id, _)| id.node());
    let interfaces = of.model().all::<InterfaceEndpoint>().filter(|(_, e)| e.service == s.service).map(|(id, _)| id.node());
    let all: Vec<NodeId> = gateways.chain(interfaces).collect();
    Item::note(if all.is_empty() {
        text!("No endpoint of this service is drawn: it is reached by its public addresses only")
    } else {
        text!("{all}", all = Arg::from_iter(all))
    })
}

pub fn bucket(of: &Of) -> Vec<Section> {
    let Some(Body::Bucket(b)) = of.body() else { return Vec::new() };
    let name = of.text("bucket_name", "Bucket name", Typed::Optional).mono().placeholder("not chosen");
    vec![
        Section::new("about", "", vec![name.into(), super::design::region_row(of, "region").into(), account(of)]),
        Section::new("reached", "Who reaches it, and how", reached(of)),
        Section::new("policy", "", vec![Item::Policy(policy_box::resource(of, b.policy.clone()))]),
    ]
}

pub fn table(of: &Of) -> Vec<Section> {
    let Some(Body::Table(t)) = of.body() else { return Vec::new() };
    vec![
        Section::new("about", "", vec![super::design::region_row(of, "region").into(), account(of)]),
        Section::new("reached", "Who reaches it, and how", reached(of)),
        Section::new("policy", "", vec![Item::Policy(policy_box::resource(of, t.policy.clone()))]),
    ]
}

fn account(of: &Of) -> Item {
    of.reference("account", "Account", Some(crate::language::t("this account").into()), of.all(Kind::Account)).into()
}

pub fn role(of: &Of, r: &Role) -> Vec<Section> {
    let users: Vec<NodeId> = of.model().referrers(of.id);
    let used = if users.is_empty() { text!("nothing yet") } else { text!("{all}", all = Arg::from_iter(users)) };
    let trusted = of.text("trusted_service", "Trusted service", Typed::Optional).mono().placeholder("none");
    let mut all = vec![Section::new("about", "", vec![trusted.into(), account(of), Row::shown("used-by", "Used by", used).into()])];
    for (i, p) in r.policies.iter().enumerate() {
        let rest: Vec<RolePolicy> = r.policies.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, p)| p.clone()).collect();
        let path = |key| vec![Step::Item(i), Step::Key(key)];
        let name = Edit::Put { node: of.id, field: "policies", path: path("name"), typed: Typed::Code };
        let editor = Policy {
            id: format!("policy-{i}"),
            node: of.id,
            title: crate::say!("Policy {name}", name = p.name),
            value: Some(p.document.clone()),
            edit: Edit::Put { node: of.id, field: "policies", path: path("document"), typed: Typed::Text },
            absent: text!("Empty: it allows nothing"),
            what: For::Role,
            about: design(of.doc, of.id),
            undo: crate::say!("Policy of {name}", name = of.name()),
        };
        let label = crate::say!("Remove the policy {name}", name = p.name);
        all.push(Section::new(
            format!("policy-{i}"),
            "",
            vec![
                of.text_of(name, format!("policy-{i}-name"), "Policy name", p.name.clone()).mono().into(),
                Item::Policy(editor),
                Item::Buttons(vec![Button {
                    id: format!("policy-{i}-remove"),
                    act: Act::Edit(of.put("policies", &rest), label.clone()),
                    label,
                    small: false,
                }]),
            ],
        ));
    }
    all.push(Section::new("more-policies", "", vec![Item::Buttons(vec![add_policy(of, r)])]));
    all.push(Section::new("boundary", "", vec![Item::Policy(boundary(of, r))]));
    all
}

fn add_policy(of: &Of, r: &Role) -> Button {
    let name = (1..).map(|n| format!("policy-{n}")).find(|n| !r.policies.iter().any(|p| p.name == *n)).unwrap_or_default();
    let document = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": []\n}".to_string();
    let all: Vec<RolePolicy> = r.policies.iter().cloned().chain([RolePolicy { name, document }]).collect();
    of.button("add-policy", "Add a policy", Command::Set { node: of.id, field: "policies".into(), value: all.to_value() })
}

fn boundary(of: &Of, r: &Role) -> Policy {
    Policy {
        id: "boundary".into(),
        node: of.id,
        title: crate::language::t("Permissions boundary").into(),
        value: r.boundary.clone(),
        edit: Edit::field(of.id, "boundary", Typed::Optional),
        absent: text!("None: the role's policies alone decide"),
        what: For::Boundary,
        about: design(of.doc, of.id),
        undo: crate::say!("Boundary of {name}", name = of.name()),
    }
}
