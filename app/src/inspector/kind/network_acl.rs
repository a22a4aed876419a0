//! Network ACLs: numbered entries in the order in which they are tried, the final refusal shown.

use super::super::edit::Edit;
use super::super::form::{Chip, Choice, Control, Item, Pick, Row, Section, Suggest, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::rule::{self, ACTIONS, EntryPart, entries, set_entries};
use super::super::spare;
use super::super::words;
use super::security_group::protocol_row;
use crate::language::in_language;
use ipnet::IpNet;
use portico_core::document::{AclAction, AclEntry, Id, Model, NetworkAcl, Shape, Subnet};
use portico_core::edit::Command;
use portico_core::net::{PortRange, Protocol};
use portico_core::ordered::Sorted as _;
use portico_core::redundancy::{self, Spare};
use portico_core::text;
use portico_core::text::Arg;

pub fn network_acl(of: &Of, a: &NetworkAcl) -> Vec<Section> {
    let Some(id) = of.id_as::<NetworkAcl>() else { return Vec::new() };
    let note = text!("The lowest number that matches decides. An ACL keeps no state: replies need an entry of their own");
    vec![
        Section::new("entries-in", "In", vec![side(of, id, a, true).into()]),
        Section::new("entries-out", "Out", vec![side(of, id, a, false).into(), Item::note(note)]),
        Section::new("subnets", "Subnets", subnets(of, id, a)),
        Section::new("known", "Known", vec![of.toggle("complete", "All its entries are here").into()]),
    ]
}

fn side(of: &Of, id: Id<NetworkAcl>, a: &NetworkAcl, ingress: bool) -> Table {
    let all = entries(a, ingress);
    let way = if ingress { "in" } else { "out" };
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.order_by_key(|i| all.get(*i).map(|e| e.number));
    let spare = redundancy::acl(all);
    let mut rows: Vec<TableRow> =
        order.iter().enumerate().filter_map(|(at, i)| Some(row(of, id, (all, &spare), *i, all.get(*i)?, ingress, at))).collect();
    rows.push(TableRow {
        id: format!("entry-{way}-row-last"),
        cells: vec![
            Row::shown(format!("entry-{way}-last-number"), "Number", text!("*")).mono().tone(Tone::Faint),
            Row::shown(format!("entry-{way}-last-action"), "Action", text!("Deny")).tone(Tone::Faint),
            Row::shown(format!("entry-{way}-last-protocol"), "Protocol", text!("all")).tone(Tone::Faint),
            Row::shown(format!("entry-{way}-last-ports"), "Ports", text!("all")).tone(Tone::Faint),
            Row::shown(format!("entry-{way}-last-cidr"), "CIDR", text!("anything else")).tone(Tone::Faint),
        ],
        remove: None,
        tone: Tone::Faint,
        note: None,
    });
    Table {
        id: if ingress { "entries-in-table" } else { "entries-out-table" },
        caption: if ingress { crate::language::t("Ingress entries").into() } else { crate::language::t("Egress entries").into() },
        columns: vec!["Number", "Action", "Protocol", "Ports", if ingress { "Source" } else { "Destination" }],
        rows,
        empty: None,
        add: vec![Pick {
            id: format!("entry-{way}-add"),
            prompt: crate::language::t("Add an entry …").into(),
            options: presets(of.model(), a, ingress)
                .into_iter()
                .map(|(text, new)| {
                    let mut all = all.clone();
                    for e in new {
                        all.push(AclEntry { number: rule::next_number(&all), ..e });
                    }
                    Choice { text, command: Some(set_entries(id, ingress, &all)) }
                })
                .collect(),
            undo: crate::say!("Add an entry to {name}", name = of.name()),
        }],
    }
}

/// One entry; `at` is its place in the order shown, `i` in the list stored.
fn row(of: &Of, id: Id<NetworkAcl>, (all, idle): (&[AclEntry], &[Spare]), i: usize, e: &AclEntry, ingress: bool, at: usize) -> TableRow {
    let way = if ingress { "in" } else { "out" };
    let name = |part: &str| format!("entry-{way}-{at}-{part}");
    let edit = |part| Edit::Entry { acl: id, ingress, index: i, part };
    let changed = |change: &dyn Fn(&mut AclEntry)| {
        let mut all = all.to_vec();
        if let Some(e) = all.get_mut(i) {
            change(e);
        }
        set_entries(id, ingress, &all)
    };
    let options = ACTIONS.iter().map(|a| Choice {
        text: if *a == AclAction::Allow { crate::language::t("Allow").into() } else { crate::language::t("Deny").into() },
        command: Some(changed(&|e| e.action = *a)),
    });
    let action =
        Control::Select { chosen: ACTIONS.iter().position(|a| *a == e.action), options: options.collect(), undo: of.undo("Action") };
    let protocol = protocol_row(
        name("protocol"),
        e.protocol,
        |p: Protocol| changed(&|e| (e.protocol, e.ports, e.icmp) = rule::with_protocol(p, e.ports, &e.icmp)),
        of.undo("Protocol"),
    );
    let mut rest = all.to_vec();
    rest.remove(i);
    let peer = if ingress { "Source" } else { "Destination" };
    TableRow {
        id: format!("entry-{way}-row-{at}"),
        cells: vec![
            of.text_of(edit(EntryPart::Number), name("number"), "Number", e.number.to_string()).mono(),
            Row::new(name("action"), "Action", action),
            protocol,
            of.text_of(edit(EntryPart::Ports), name("ports"), "Ports", rule::ports_text(e.ports, &e.icmp))
                .mono()
                .placeholder(rule::ports_placeholder(e.protocol)),
            of.text_of(edit(EntryPart::Cidr), name("cidr"), peer, e.cidr.to_string()).mono().suggest(Suggest::Of(blocks(of.model(), id))),
        ],
        remove: Some(of.cross(name("remove"), crate::say!("Remove entry {e}", e = e.number), set_entries(id, ingress, &rest))),
        tone: Tone::Plain,
        note: spare::note(idle, i, |n| all.get(n).map_or_else(String::new, |e| crate::say!("entry {e}", e = e.number))),
    }
}

fn blocks(model: &Model, id: Id<NetworkAcl>) -> Vec<(String, String)> {
    let Some(vpc) = model.get(id).map(|a| a.vpc) else { return Vec::new() };
    let mut all = vec![("0.0.0.0/0".to_string(), in_language("anywhere"))];
    if let Some(v) = model.get(vpc) {
        all.extend(v.cidrs.iter().map(|c| (c.to_string(), crate::say!("all of {name}", name = model.name(vpc)))));
        if !v.ipv6.is_empty() {
            all.push(("::/0".into(), in_language("anywhere, IPv6")));
        }
    }
    all.extend(
        model.subnets_of(vpc).filter_map(|(id, s)| Some((s.cidr?.to_string(), crate::say!("subnet {name}", name = model.name(id))))),
    );
    all
}

/// Entries that are often wanted; their numbers are given when they are added.
fn presets(model: &Model, a: &NetworkAcl, ingress: bool) -> Vec<(String, Vec<AclEntry>)> {
    let any = IpNet::V4(ipnet::Ipv4Net::default());
    let vpc = model.get(a.vpc).and_then(|v| v.cidrs.first()).map_or(any, |c| IpNet::V4(*c));
    let tcp = |ports: PortRange, cidr: IpNet| {
        vec![AclEntry { number: 0, action: AclAction::Allow, protocol: Protocol::TCP, ports: Some(ports), icmp: None, cidr }]
    };
    let word = |inwards, outwards| crate::language::t(if ingress { inwards } else { outwards }).to_owned();
    vec![
        (word("Allow HTTPS from anywhere", "Allow HTTPS to anywhere"), tcp(PortRange::HTTPS, any)),
        // [Custom network ACLs for your VPC: ephemeral ports]
        (crate::language::t("Allow replies, ports 1024-65535").into(), tcp(PortRange::EPHEMERAL, any)),
        (word("Allow everything from the VPC", "Allow everything to the VPC"), vec![AclEntry::allow_all(0, vpc)]),
        (word("Allow everything from anywhere", "Allow everything to anywhere"), vec![AclEntry::allow_all(0, any)]),
        (
            word("Deny everything from anywhere", "Deny everything to anywhere"),
            vec![AclEntry { action: AclAction::Deny, ..AclEntry::allow_all(0, any) }],
        ),
    ]
}

fn subnets(of: &Of, id: Id<NetworkAcl>, a: &NetworkAcl) -> Vec<Item> {
    let model = of.model();
    let set = |s: Id<Subnet>, to: Option<Id<NetworkAcl>>| Command::Set { node: s.node(), field: "acl".into(), value: to.to_value() };
    let chips = model.subnets_of(a.vpc).filter(|(_, s)| s.acl == Some(id)).map(|(s, _)| Chip {
        text: words::unique_name(model, s.node()),
        node: Some(s.node()),
        remove: Some(set(s, None)),
    });
    let add = model
        .subnets_of(a.vpc)
        .filter(|(_, s)| s.acl != Some(id))
        .map(|(s, _)| Choice { text: words::unique_name(model, s.node()), command: Some(set(s, Some(id))) });
    let default = model.get(a.vpc).is_some_and(|v| v.default_acl == id);
    let none = (!default).then(|| text!("none"));
    let control = Control::Chips { chips: chips.collect(), add: add.collect(), prompt: "Add a subnet", none, undo: of.undo("Subnets") };
    let mut items: Vec<Item> = vec![Row::new("subnets", "Associated", control).into()];
    if default {
        let rest: Vec<Id<Subnet>> = model.subnets_of(a.vpc).filter(|(_, s)| s.acl.is_none()).map(|(s, _)| s).collect();
        items.push(Item::note(if rest.is_empty() {
            text!("The default ACL of {vpc}: it holds for subnets without another, none now", vpc = a.vpc)
        } else {
            text!("The default ACL: it also holds for {subnets}", subnets = Arg::from_iter(rest))
        }));
    }
    items
}
