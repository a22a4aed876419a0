//! Private hosted zones with their records, and managed prefix lists with their entries.

use super::super::edit::{Edit, Step, Typed};
use super::super::form::{Item, Row, Section, Suggest, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::words;
use portico_core::document::{DnsAnswer, DnsRecord, HostedZone, Kind, NodeId, PrefixEntry, PrefixList};
use portico_core::text;
use portico_core::text::Arg;
use std::net::{IpAddr, Ipv4Addr};

pub fn hosted_zone(of: &Of, z: &HostedZone) -> Vec<Section> {
    let domain = of.text("domain", "Domain", Typed::Code).mono().placeholder("ssm.us-east-1.amazonaws.com");
    let lacking: Vec<NodeId> =
        z.vpcs.iter().filter(|v| of.model().get(**v).is_some_and(|v| !v.dns_support || !v.dns_hostnames)).map(|v| v.node()).collect();
    let vpcs = of
        .references("vpcs", "Answers in", "Add a VPC", of.all(Kind::Vpc), Some(text!("no VPC: it answers nowhere")))
        .problem((!lacking.is_empty()).then(|| text!("It needs DNS support and DNS host names in {vpcs}", vpcs = Arg::from_iter(lacking))));
    vec![
        Section::new("about", "", vec![domain.into(), vpcs.into()]),
        Section::new("records", "Records", vec![records(of, z).into(), Item::Buttons(add_records(of, z))]),
    ]
}

fn records(of: &Of, z: &HostedZone) -> Table {
    let rows = z.records.iter().enumerate().map(|(i, r)| {
        let path = |key| Edit::Put {
            node: of.id,
            field: "records",
            path: vec![Step::Item(i), Step::Key(key)],
            typed: if key == "answer" { Typed::Answer } else { Typed::Code },
        };
        let answer = match r.answer {
            DnsAnswer::Alias(n) => words::unique_name(of.model(), n),
            DnsAnswer::Address(a) => a.to_string(),
        };
        let rest: Vec<DnsRecord> = z.records.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, r)| r.clone()).collect();
        TableRow {
            id: format!("record-row-{i}"),
            cells: vec![
                of.text_of(path("name"), format!("record-{i}-name"), "Name", r.name.clone()).mono().placeholder("the domain itself"),
                of.text_of(path("answer"), format!("record-{i}-answer"), "Answer", answer).mono().suggest(Suggest::Of(answers(of))),
            ],
            remove: Some(of.cross(format!("record-{i}-remove"), "Remove this record", of.put("records", &rest))),
            tone: Tone::Plain,
            note: None,
        }
    });
    Table {
        id: "records-table",
        caption: crate::language::t("Records").into(),
        columns: vec!["Name", "Answer"],
        rows: rows.collect(),
        empty: Some(text!("No record: the domain has no addresses in its VPCs")),
        add: Vec::new(),
    }
}

fn answers(of: &Of) -> Vec<(String, String)> {
    let kinds = [(Kind::InterfaceEndpoint, "interface endpoint"), (Kind::LoadBalancer, "load balancer")];
    kinds
        .into_iter()
        .flat_map(|(k, what)| of.all(k).into_iter().map(move |n| (n, what)))
        .map(|(n, what)| (words::unique_name(of.model(), n), crate::say!("alias to the {what}", what = what)))
        .collect()
}

fn add_records(of: &Of, z: &HostedZone) -> Vec<super::super::form::Button> {
    let name = if z.records.iter().any(|r| r.name.is_empty()) { "*" } else { "" };
    let endpoint = of.all(Kind::InterfaceEndpoint).into_iter().next();
    let answer = endpoint.map_or(DnsAnswer::Address(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 10))), DnsAnswer::Alias);
    let new = DnsRecord { name: name.into(), answer };
    let all: Vec<DnsRecord> = z.records.iter().cloned().chain([new]).collect();
    vec![of.button("add-record", "Add a record", of.put("records", &all))]
}

pub fn prefix_list(of: &Of, l: &PrefixList) -> Vec<Section> {
    let rows = l.entries.iter().enumerate().map(|(i, e)| {
        let path = |key, typed| Edit::Put { node: of.id, field: "entries", path: vec![Step::Item(i), Step::Key(key)], typed };
        let rest: Vec<PrefixEntry> = l.entries.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, e)| e.clone()).collect();
        TableRow {
            id: format!("prefix-row-{i}"),
            cells: vec![
                of.text_of(path("cidr", Typed::Code), format!("prefix-{i}-cidr"), "CIDR", e.cidr.to_string()).mono(),
                of.text_of(path("description", Typed::Text), format!("prefix-{i}-description"), "Description", e.description.clone()),
            ],
            remove: Some(of.cross(format!("prefix-{i}-remove"), crate::say!("Remove {cidr}", cidr = e.cidr), of.put("entries", &rest))),
            tone: Tone::Plain,
            note: None,
        }
    });
    let table = Table {
        id: "entries-table",
        caption: crate::language::t("Entries").into(),
        columns: vec!["CIDR", "Description"],
        rows: rows.collect(),
        empty: Some(text!("No entry: rules and routes that name it match nothing")),
        add: Vec::new(),
    };
    let size = of
        .text("max_entries", "Most entries", Typed::Int)
        .hint(text!("What each reference to the list counts for in quotas of rules and routes"))
        .problem((l.entries.len() > usize::from(l.max_entries)).then(|| text!("It has {n} entries", n = l.entries.len())));
    let whose = of.text("service", "AWS's list of", Typed::Optional).mono().placeholder("none: your own");
    let complete =
        of.toggle("complete", "Entries are all known").hint(text!("Off where some are missing: what the list holds is then open"));
    let new = Edit::Append { node: of.id, field: "entries", typed: Typed::Entry };
    let users: Vec<NodeId> = of.model().referrers(of.id);
    let used = if users.is_empty() { text!("nothing yet") } else { text!("{all}", all = Arg::from_iter(users)) };
    let add = of.text_of(new, "add-entry", "Add a block", String::new()).mono().placeholder("10.0.0.0/16");
    vec![
        Section::new(
            "about",
            "",
            vec![
                super::design::region_row(of, "region").into(),
                size.into(),
                whose.into(),
                complete.into(),
                Row::shown("used-by", "Named by", used).into(),
            ],
        ),
        Section::new("entries", "Entries", vec![table.into(), add.into()]),
    ]
}
