//! What several checks look at.

use crate::catalogue;
use crate::document::{Document, Id, InternetGateway, Model, Region, ServiceId, Vpc};
use crate::facts::Facts;
use crate::text::Arg;
use ipnet::{IpNet, Ipv4Net};

/// Every block of a VPC, of both IP versions.
pub fn blocks(model: &Model, vpc: Id<Vpc>) -> Vec<IpNet> {
    let v = model.get(vpc);
    v.map(|v| v.cidrs.iter().map(|c| IpNet::V4(*c)).chain(v.ipv6.iter().map(|c| IpNet::V6(*c))).collect()).unwrap_or_default()
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

/// A free block of a size in a VPC.
pub fn free_block(doc: &Document, vpc: Id<Vpc>, prefix: u8) -> Option<Ipv4Net> {
    let taken: Vec<_> = doc.model.subnets_of(vpc).filter_map(|(_, s)| s.cidr).collect();
    let blocks = &doc.model.get(vpc)?.cidrs;
    blocks.iter().find_map(|b| crate::net::cidr::free_block(*b, prefix.clamp(16, 28), &taken))
}
