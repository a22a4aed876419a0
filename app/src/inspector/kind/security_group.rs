//! Security groups: the rules of both directions edited in place, and who carries the group.

use super::super::edit::{Edit, Typed};
use super::super::form::{Choice, Control, Item, Pick, Row, Section, Suggest, Table, TableRow, Tone};
use super::super::make::Of;
use super::super::rule::{self, PROTOCOLS, RulePart, rules, set_rules};
use super::super::{spare, words};
use crate::language::in_language;
use ipnet::IpNet;
use portico_core::document::{GroupRule, IcmpMatch, Id, Kind, ListRef, Model, NodeId, Peer, SecurityGroup, ServiceId, Vpc};
use portico_core::edit::Command;
use portico_core::net::{PortRange, Protocol};
use portico_core::ordered::BTreeSet;
use portico_core::redundancy::{self, Spare};
use portico_core::text;
use portico_core::text::Arg;

pub fn security_group(of: &Of, g: &SecurityGroup) -> Vec<Section> {
    let Some(id) = of.id_as::<SecurityGroup>() else { return Vec::new() };
    let default = of.model().get(g.vpc).is_some_and(|v| v.default_group == id);
    let mut about: Vec<Item> = vec![of.text("description", "Description", Typed::Text).placeholder("none").into()];
    if default {
        about.push(Item::note(text!("The default group of {vpc}: what names no group carries it", vpc = g.vpc)));
    }
    vec![
        Section::new("about", "", about),
        Section::new("rules-in", "In: who may connect", vec![side(of, id, g, true).into()]),
        Section::new("rules-out", "Out: what it may connect to", vec![side(of, id, g, false).into()]),
        Section::new("carriers", "Carried by", vec![carriers(of, id)]),
    ]
}

fn side(of: &Of, id: Id<SecurityGroup>, g: &SecurityGroup, ingress: bool) -> Table {
    let all = rules(g, ingress);
    let way = if ingress { "in" } else { "out" };
    let peers = peers(of.model(), g.vpc);
    let spare = redundancy::group(of.model(), all);
    let rows = all.iter().enumerate().map(|(i, r)| row(of, id, (all, &spare), i, r, ingress, &peers));
    let empty = if ingress { text!("No rule: nothing can connect") } else { text!("No rule: it can connect to nothing") };
    Table {
        id: if ingress { "rules-in-table" } else { "rules-out-table" },
        caption: if ingress { crate::language::t("Ingress rules").into() } else { crate::language::t("Egress rules").into() },
        columns: vec!["Protocol", "Ports", if ingress { "Source" } else { "Destination" }, "Description"],
        rows: rows.collect(),
        empty: Some(empty),
        add: vec![Pick {
            id: format!("rule-{way}-add"),
            prompt: crate::language::t("Add a rule …").into(),
            options: presets(of.model(), id, g, ingress)
                .into_iter()
                .map(|(text, new)| Choice { text, command: Some(set_rules(id, ingress, &[all.clone(), new].concat())) })
                .collect(),
            undo: crate::say!("Add a rule to {name}", name = of.name()),
        }],
    }
}

fn row(
    of: &Of,
    id: Id<SecurityGroup>,
    (all, idle): (&[GroupRule], &[Spare]),
    i: usize,
    r: &GroupRule,
    ingress: bool,
    peers: &[(String, String)],
) -> TableRow {
    let way = if ingress { "in" } else { "out" };
    let at = |part: &str| format!("rule-{way}-{i}-{part}");
    let edit = |part| Edit::Rule { group: id, ingress, index: i, part };
    let with = |p: Protocol| {
        let mut all = all.to_vec();
        if let Some(r) = all.get_mut(i) {
            (r.protocol, r.ports, r.icmp) = rule::with_protocol(p, r.ports, &r.icmp);
        }
        set_rules(id, ingress, &all)
    };
    let protocol = protocol_row(at("protocol"), r.protocol, with, of.undo("Protocol"));
    let ports = rule::ports_text(r.ports, &r.icmp);
    let mut rest = all.to_vec();
    rest.remove(i);
    TableRow {
        id: format!("rule-{way}-row-{i}"),
        cells: vec![
            protocol,
            of.text_of(edit(RulePart::Ports), at("ports"), "Ports", ports).mono().placeholder(rule::ports_placeholder(r.protocol)),
            of.text_of(
                edit(RulePart::Peer),
                at("peer"),
                if ingress { "Source" } else { "Destination" },
                words::peer_text(of.model(), &r.peer),
            )
            .mono()
            .suggest(Suggest::Of(peers.to_vec())),
            of.text_of(edit(RulePart::Description), at("description"), "Description", r.description.clone()).placeholder("description"),
        ],
        remove: Some(of.cross(at("remove"), "Remove this rule", set_rules(id, ingress, &rest))),
        tone: Tone::Plain,
        note: spare::note(idle, i, |n| all.get(n).map_or_else(String::new, |r| words::peer_text(of.model(), &r.peer))),
    }
}

/// The protocol of a rule or entry; one that is not in the list stays as its number.
pub fn protocol_row(id: String, now: Protocol, with: impl Fn(Protocol) -> Command, undo: String) -> Row {
    let mut all: Vec<(Protocol, String)> = PROTOCOLS.iter().map(|(p, t)| (*p, in_language(t))).collect();
    if !all.iter().any(|(p, _)| *p == now) {
        all.push((now, crate::say!("protocol {now}", now = now)));
    }
    let chosen = all.iter().position(|(p, _)| *p == now);
    let options = all.into_iter().map(|(p, text)| Choice { text, command: Some(with(p)) }).collect();
    Row::new(id, "Protocol", Control::Select { chosen, options, undo })
}

/// What a rule may name, as suggestions.
fn peers(model: &Model, vpc: Id<Vpc>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    if let Some(v) = model.get(vpc) {
        all.extend(v.cidrs.iter().map(|c| (c.to_string(), crate::say!("all of {name}", name = model.name(vpc)))));
    }
    all.push(("0.0.0.0/0".into(), "anywhere".into()));
    if model.get(vpc).is_some_and(|v| !v.ipv6.is_empty()) {
        all.push(("::/0".into(), "anywhere, IPv6".into()));
    }
    all.extend(model.all::<SecurityGroup>().map(|(id, g)| {
        let whose = if g.vpc == vpc {
            crate::language::t("security group").to_string()
        } else {
            crate::say!("security group of {name}", name = model.name(g.vpc))
        };
        (words::unique_name(model, id.node()), whose)
    }));
    all.extend(words::lists(model));
    all.extend(
        model.subnets_of(vpc).filter_map(|(id, s)| Some((s.cidr?.to_string(), crate::say!("subnet {name}", name = model.name(id))))),
    );
    all
}

/// Rules that are often wanted, the first one as a start for any other.
fn presets(model: &Model, id: Id<SecurityGroup>, g: &SecurityGroup, ingress: bool) -> Vec<(String, Vec<GroupRule>)> {
    let blocks: Vec<IpNet> = model.get(g.vpc).map(|v| v.cidrs.iter().map(|c| IpNet::V4(*c)).collect()).unwrap_or_default();
    let anywhere: Vec<IpNet> = "0.0.0.0/0".parse().into_iter().collect();
    let tcp = |port: u16, nets: &[IpNet]| nets.iter().map(|n| GroupRule::tcp(PortRange::one(port), Peer::Cidr(*n))).collect::<Vec<_>>();
    let ping = |nets: &[IpNet]| {
        let echo = Some(IcmpMatch { kind: 8, code: -1 });
        let rule = |n: &IpNet| GroupRule {
            protocol: Protocol::ICMP,
            ports: None,
            icmp: echo.clone(),
            peer: Peer::Cidr(*n),
            description: String::new(),
        };
        nets.iter().map(rule).collect::<Vec<_>>()
    };
    let start: &[IpNet] = if blocks.is_empty() { &anywhere } else { &blocks };
    let own = vec![GroupRule::all(Peer::Group(id))];
    if ingress {
        vec![
            (crate::language::t("HTTPS from the VPC").into(), tcp(443, start)),
            (crate::language::t("HTTPS from anywhere").into(), tcp(443, &anywhere)),
            (crate::language::t("HTTP from anywhere").into(), tcp(80, &anywhere)),
            (crate::language::t("SSH from the VPC").into(), tcp(22, start)),
            (crate::language::t("PostgreSQL from the VPC").into(), tcp(5432, start)),
            (crate::language::t("MySQL from the VPC").into(), tcp(3306, start)),
            (crate::language::t("Ping from the VPC").into(), ping(start)),
            (crate::language::t("All from members of this group").into(), own),
        ]
    } else {
        let list = |s: ServiceId| vec![GroupRule::tcp(PortRange::HTTPS, Peer::List(ListRef::Service(s)))];
        vec![
            (crate::language::t("HTTPS to anywhere").into(), tcp(443, &anywhere)),
            (crate::language::t("HTTPS to the VPC, for interface endpoints").into(), tcp(443, start)),
            (crate::language::t("HTTPS to S3 by its prefix list").into(), list(ServiceId::s3())),
            (crate::language::t("HTTPS to DynamoDB by its prefix list").into(), list(ServiceId::dynamodb())),
            (crate::language::t("HTTP to anywhere").into(), tcp(80, &anywhere)),
            (crate::language::t("All to members of this group").into(), own),
            (crate::language::t("All to anywhere").into(), anywhere.iter().map(|n| GroupRule::all(Peer::Cidr(*n))).collect()),
        ]
    }
}

/// Interfaces that carry the group, by their owner, and groups that name it.
fn carriers(of: &Of, id: Id<SecurityGroup>) -> Item {
    let graph = of.facts.graph();
    let carriers: BTreeSet<NodeId> = graph.interfaces.iter().filter(|f| f.groups.contains(&id)).map(|f| f.owner).collect();
    let named: Vec<NodeId> =
        of.model().referrers(id.node()).into_iter().filter(|n| n.kind() == Kind::SecurityGroup && *n != id.node()).collect();
    let text = match (carriers.is_empty(), named.is_empty()) {
        (true, true) => text!("Nothing carries it, and no rule names it"),
        (true, false) => text!("Nothing carries it; rules of {named} name it", named = Arg::from_iter(named)),
        (false, true) => text!("{all}", all = Arg::from_iter(carriers)),
        (false, false) => text!("{all}; rules of {named} name it", all = Arg::from_iter(carriers), named = Arg::from_iter(named)),
    };
    Item::note(text)
}
