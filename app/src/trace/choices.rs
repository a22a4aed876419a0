//! Who may ask and what may be asked for, as the choices of the two lists; and the flows of the design.

use super::data::{Chip, chip};
use crate::state::trace::PortChoice;
use portico_core::document::{
    Bucket, Flow, Id, InterfaceEndpoint, LoadBalancer, Model, NetworkInterface, NodeId, OnPremises, Resource, ResourceEndpoint, Service,
    Table, Workload,
};
use portico_core::facts::Facts;
use portico_core::graph::NetworkGraph;
use portico_core::reach::Party;
use std::net::IpAddr;

/// The value of the choice that opens the field for an address.
pub const ADDRESS: &str = "address";
const INTERNET: &str = "internet";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// Choices under a heading.
pub type Groups = Vec<(&'static str, Vec<Choice>)>;

/// A party as the value of a choice.
pub fn value(party: &Party) -> String {
    match party {
        Party::Node(n) => n.to_string(),
        Party::Internet => INTERNET.into(),
        Party::Address(_) | Party::Block(_) | Party::Service(..) => ADDRESS.into(),
    }
}

/// The party of a choice; none for the address, which is typed.
pub fn party(value: &str) -> Option<Party> {
    match value {
        INTERNET => Some(Party::Internet),
        _ => value.parse::<NodeId>().ok().map(Party::Node),
    }
}

pub fn address(text: &str) -> Result<Party, String> {
    let text = text.trim();
    let shown: String = text.chars().take(45).collect();
    let block = || portico_core::net::cidr::parse(text).ok().filter(|_| text.contains('/')).map(Party::Block);
    text.parse::<IpAddr>().ok().map(Party::Address).or_else(block).ok_or_else(|| match text.is_empty() {
        true => crate::language::t("Type an address such as 10.0.16.24.").into(),
        false => crate::say!("“{shown}” is not an IP address such as 10.0.16.24 or a block such as 10.0.0.0/16.", shown = shown),
    })
}

/// A port as typed: a number, or left open.
pub fn port(text: &str) -> Result<PortChoice, String> {
    let text = text.trim();
    if text == crate::language::t("what passes?") {
        return Ok(PortChoice::Every);
    }
    match text.to_lowercase().trim_end_matches('?').trim() {
        "" | "*" | "any" | "all" | "every" | "what passes" => Ok(PortChoice::Every),
        number => match number.parse() {
            Ok(p) => Ok(PortChoice::One(p)),
            Err(_) => Err(crate::language::t("A port is a number from 0 to 65535; leave it empty to ask what passes.").into()),
        },
    }
}

fn of<T: Resource>(graph: &NetworkGraph) -> Vec<Choice> {
    let label = |id: NodeId| {
        let name = graph.model.name(id);
        match graph.interfaces_of(id) {
            [one] => match graph.interface(*one).and_then(|f| f.addresses().next()) {
                Some(a) => format!("{name} · {a}"),
                None => name,
            },
            _ => name,
        }
    };
    graph.model.all::<T>().map(|(id, _)| Choice { value: id.node().to_string(), label: label(id.node()) }).collect()
}

fn elsewhere(address: bool) -> Vec<Choice> {
    let mut out = vec![Choice { value: INTERNET.into(), label: crate::language::t("The internet").into() }];
    if address {
        out.push(Choice { value: ADDRESS.into(), label: crate::language::t("An address …").into() });
    }
    out
}

fn filled(groups: Groups) -> Groups {
    groups.into_iter().filter(|(_, c)| !c.is_empty()).collect()
}

pub fn sources(graph: &NetworkGraph) -> Groups {
    filled(vec![
        ("Workloads", of::<Workload>(graph)),
        ("Load balancers", of::<LoadBalancer>(graph)),
        ("Network interfaces", of::<NetworkInterface>(graph)),
        ("Elsewhere", elsewhere(false)),
    ])
}

pub fn destinations(graph: &NetworkGraph) -> Groups {
    filled(vec![
        ("AWS services", of::<Service>(graph)),
        ("Buckets and tables", of::<Bucket>(graph).into_iter().chain(of::<Table>(graph)).collect()),
        ("Workloads", of::<Workload>(graph)),
        ("Interface endpoints", of::<InterfaceEndpoint>(graph)),
        ("Resource endpoints", of::<ResourceEndpoint>(graph)),
        ("Load balancers", of::<LoadBalancer>(graph)),
        ("Network interfaces", of::<NetworkInterface>(graph)),
        ("On premises", of::<OnPremises>(graph)),
        ("Elsewhere", elsewhere(true)),
    ])
}

/// A flow of the design and how it fares.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FlowRow {
    pub flow: Id<Flow>,
    pub from: String,
    pub to: String,
    pub on: String,
    pub chip: Chip,
}

pub fn flows(facts: &Facts) -> Vec<FlowRow> {
    let model: &Model = &facts.document.model;
    let row = |(id, f): (Id<Flow>, &Flow)| {
        let answer = facts.flows().get(&id)?;
        let on = f.port.filter(|_| f.protocol.has_ports()).map_or_else(|| f.protocol.to_string(), |p| format!("{} {p}", f.protocol));
        Some(FlowRow { flow: id, from: model.name(f.from), to: model.name(f.to), on, chip: chip(answer.verdict, answer.way()) })
    };
    model.all::<Flow>().filter_map(row).collect()
}
