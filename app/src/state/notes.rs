//! What packets and counting say on each box: a subnet's class and free addresses, a chip's address, how a service is reached.

use crate::ui::number::thousands;
use portico_core::document::{Document, Flow, Id, Kind, NodeId, Place};
use portico_core::facts::Facts;
use portico_core::finding::{Finding, Severity};
use portico_core::ordered::{BTreeMap, BTreeSet};
use portico_core::propose::address_plan;
use portico_core::reach::{Verdict, Way};

/// What a box says beside its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// `public`, `private` or `isolated`, of a subnet.
    pub class: Option<&'static str>,
    /// In place of the second line: an address, or how a service is reached.
    pub detail: Option<String>,
    /// At the right of the title: addresses that are left.
    pub corner: Option<String>,
}

impl Note {
    /// For screen readers.
    pub fn words(&self) -> String {
        let all = [self.detail.as_deref(), self.class.map(crate::language::t), self.corner.as_deref()];
        all.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Findings about a resource: the worst severity, and how many.
pub fn flags(findings: &[Finding]) -> BTreeMap<NodeId, (Severity, usize)> {
    let mut out: BTreeMap<NodeId, (Severity, usize)> = BTreeMap::new();
    for finding in findings {
        if let Some(node) = finding.on.first() {
            let flag = out.entry(*node).or_insert((finding.severity, 0));
            *flag = (flag.0.min(finding.severity), flag.1 + 1);
        }
    }
    out
}

/// The notes of every box that has something to say.
pub fn notes(facts: &Facts) -> BTreeMap<Place, Note> {
    let (doc, graph) = (&facts.document, facts.graph());
    let mut out = BTreeMap::new();
    // As the address plan counts them: instances of a group and functions too, of which packets see one interface.
    for row in address_plan(doc) {
        let class = facts.classes().get(&row.subnet).map(|c| c.as_str());
        let corner = row.cidr.map(|_| crate::say!("{n} free", n = thousands(row.free)));
        out.insert(Place::Node(row.subnet.node()), Note { class, detail: None, corner });
    }
    for interface in graph.interfaces.iter() {
        let owner = interface.owner;
        if matches!(owner.kind(), Kind::InterfaceEndpoint | Kind::ResourceEndpoint) {
            continue;
        }
        if let Some(address) = interface.addresses().next() {
            let note = Note { detail: Some(address.to_string()), ..Note::default() };
            out.entry(Place::Part(owner, interface.subnet.node())).or_insert_with(|| note.clone());
            out.entry(Place::Node(owner)).or_insert(note);
        }
    }
    for (id, words) in reached(facts, doc) {
        out.insert(Place::Node(id), Note { detail: Some(words), ..Note::default() });
    }
    out
}

/// How the flows to each service fare, in a few words.
fn reached(facts: &Facts, doc: &Document) -> BTreeMap<NodeId, String> {
    let mut ways: BTreeMap<NodeId, BTreeSet<&'static str>> = BTreeMap::new();
    for (id, trace) in facts.flows() {
        let Some(to) = doc.model.get::<Flow>(Id::new(id.number())).map(|f| f.to) else { continue };
        if !matches!(to.kind(), Kind::Service | Kind::Bucket | Kind::Table) {
            continue;
        }
        ways.entry(to).or_default().insert(match trace.verdict {
            Verdict::Blocked => "not reachable",
            Verdict::Depends => "depends",
            Verdict::NotModelled => "not modelled",
            Verdict::Reachable => way(trace.way()),
        });
    }
    ways.into_iter().map(|(id, words)| (id, words.into_iter().map(crate::language::t).collect::<Vec<_>>().join("; "))).collect()
}

fn way(way: Way) -> &'static str {
    match way {
        Way::Local => "inside the VPC",
        Way::Peering(_) => "through peering",
        Way::GatewayEndpoint(_) => "private, gateway",
        Way::InterfaceEndpoint(_) => "private, interface",
        Way::ResourceEndpoint(_) => "private, resource",
        Way::Nat(_) => "through NAT",
        Way::InternetGateway(_) => "through the internet",
        Way::Transit(_) => "through transit",
        Way::Vpn(_) => "through VPN",
        Way::DirectConnect(_) => "through Direct Connect",
        Way::Middlebox(_) => "through an appliance",
        Way::EgressOnly(_) => "egress-only, IPv6",
        Way::None => "reachable",
    }
}
