//! What several checks look at.

use crate::catalogue;
use crate::cost::{Charge, Estimate};
use crate::document::{Document, Id, InternetGateway, Model, NetworkInterface, NodeId, Region, ServiceId, Vpc, Zone};
use crate::facts::Facts;
use crate::graph::InterfaceRole;
use crate::ordered::BTreeSet;
use crate::text::Arg;
use ipnet::{IpNet, Ipv4Net};

/// Every block of a VPC, of both IP versions.
pub fn blocks(model: &Model, vpc: Id<Vpc>) -> Vec<IpNet> {
    model.get(vpc).map(Vpc::blocks).unwrap_or_default()
}

pub fn anywhere(v6: bool) -> Option<IpNet> {
    if v6 { "::/0" } else { "0.0.0.0/0" }.parse().ok()
}

pub fn internet_gateway(model: &Model, vpc: Id<Vpc>) -> Option<Id<InternetGateway>> {
    model.all::<InternetGateway>().find(|(_, g)| g.vpc == Some(vpc)).map(|(id, _)| id)
}

/// The name that a person knows a service by; its id where the catalogue does not have it.
pub fn service_name(facts: &Facts, service: &ServiceId) -> Arg {
    match facts.catalogue.service(service.as_str()) {
        Some(s) => Arg::Plain(s.display().into()),
        None => crate::text::code(service),
    }
}

/// The catalogue's entry of a region.
pub fn region<'a>(facts: &'a Facts, region: &Region) -> Option<&'a catalogue::Region> {
    facts.catalogue.region(region.as_str())
}

/// Whether one is the other's own interface: an imported one has the addresses that its owner is known by.
pub fn belong_together(model: &Model, a: NodeId, b: NodeId) -> bool {
    let belongs =
        |n: NodeId, to: NodeId| Id::<NetworkInterface>::of(n).and_then(|i| model.get(i)).is_some_and(|i| i.attached_to == Some(to));
    belongs(a, b) || belongs(b, a)
}

/// A free block of a size in a VPC.
pub fn free_block(doc: &Document, vpc: Id<Vpc>, prefix: u8) -> Option<Ipv4Net> {
    let taken: Vec<_> = doc.model.subnets_of(vpc).filter_map(|(_, s)| s.cidr).collect();
    let blocks = &doc.model.get(vpc)?.cidrs;
    blocks.iter().find_map(|b| crate::net::cidr::free_block(*b, prefix.clamp(16, 28), &taken))
}

/// What some lines of the estimate come to in a typical month: `4.50 USD`.
pub fn monthly<'a>(facts: &'a Facts, lines: impl Iterator<Item = &'a Charge>) -> Arg {
    let (currency, _) = facts.estimate().month();
    crate::text::code(format!("{} {}", Estimate::sum(lines).typical, currency.as_str()))
}

/// The zones in which a VPC has workloads; those with subnets where it has no workload.
pub fn zones_in_use(facts: &Facts, vpc: Id<Vpc>) -> BTreeSet<Zone> {
    let graph = facts.graph();
    let busy = [InterfaceRole::Workload, InterfaceRole::Function];
    let workloads = graph.interfaces.iter().filter(|f| f.vpc == vpc && busy.contains(&f.role)).map(|f| f.zone.clone());
    let zones: BTreeSet<Zone> = workloads.collect();
    if zones.is_empty() { facts.document.model.subnets_of(vpc).map(|(_, s)| s.zone.clone()).collect() } else { zones }
}

/// Whether a name has one of these words in it: `private` is in `Private-A`, not in `privately`.
pub fn named(name: &str, words: &[&str]) -> bool {
    name.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| words.contains(&w))
}
