//! Route tables as proposals see them: whom they serve, where their default route leads, and new routes.

use crate::document::{
    Destination, Document, Id, InternetGateway, Model, NatGateway, NatHome, Route, RouteTable, Subnet, Target, Vpc, Zone,
};
use crate::edit::{Draft, EditError};
use crate::ordered::BTreeMap;
use ipnet::IpNet;
use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn anywhere_v4() -> IpNet {
    IpNet::V4(ipnet::Ipv4Net::new_assert(Ipv4Addr::UNSPECIFIED, 0))
}

pub(super) fn anywhere_v6() -> IpNet {
    IpNet::V6(ipnet::Ipv6Net::new_assert(Ipv6Addr::UNSPECIFIED, 0))
}

/// The subnets that a table serves, those that use it as the main table among them.
pub fn served(model: &Model, table: Id<RouteTable>) -> Vec<Id<Subnet>> {
    let Some(vpc) = model.get(table).map(|t| t.vpc) else { return Vec::new() };
    model.subnets_of(vpc).map(|(id, _)| id).filter(|s| model.table_of(*s) == Some(table)).collect()
}

/// Where the default route of a table leads (`v6`: that for IPv6); `None` where it has none.
pub fn default_target(model: &Model, table: Id<RouteTable>, v6: bool) -> Option<&Target> {
    let all = Destination::Cidr(if v6 { anywhere_v6() } else { anywhere_v4() });
    model.get(table)?.routes.iter().find(|r| r.destination == all).map(|r| &r.target)
}

/// Adds a route, unless the table has one for the destination.
pub fn add_route(
    draft: &mut Draft,
    table: Id<RouteTable>,
    destination: IpNet,
    target: impl Into<crate::document::NodeId>,
) -> Result<(), EditError> {
    let Some(found) = draft.doc.model.get(table) else { return Err(EditError::Missing(table.node())) };
    let destination = Destination::Cidr(destination);
    if found.routes.iter().any(|r| r.destination == destination) {
        return Ok(());
    }
    let mut routes = found.routes.clone();
    routes.push(Route { destination, target: Target::Node(target.into()) });
    draft.set(table, "routes", &routes)
}

/// Whether a subnet was made to be public: what is launched in it gets a public address.
pub(super) fn meant_public(model: &Model, subnet: Id<Subnet>) -> bool {
    model.get(subnet).is_some_and(|s| s.public_ip_on_launch)
}

/// The tables of a VPC that serve only subnets that were not made to be public, and at least one.
pub fn private_tables(model: &Model, vpc: Id<Vpc>) -> Vec<Id<RouteTable>> {
    let mut serve: BTreeMap<Id<RouteTable>, bool> = BTreeMap::new();
    for (id, s) in model.subnets_of(vpc) {
        if let Some(table) = model.table_of(id) {
            *serve.entry(table).or_insert(true) &= !s.public_ip_on_launch;
        }
    }
    let private = |(id, only)| (only && model.get::<RouteTable>(id).is_some_and(|t| t.vpc == vpc)).then_some(id);
    serve.into_iter().filter_map(private).collect()
}

pub(super) fn internet_gateway_of(model: &Model, vpc: Id<Vpc>) -> Option<Id<InternetGateway>> {
    model.all::<InternetGateway>().find(|(_, g)| g.vpc == Some(vpc)).map(|(id, _)| id)
}

/// The zone that a NAT gateway stands in; `None` for a regional one.
pub(super) fn zone_of_nat(model: &Model, nat: Id<NatGateway>) -> Option<Zone> {
    match model.get(nat)?.home {
        NatHome::Zonal(subnet) => model.get(subnet).map(|s| s.zone.clone()),
        NatHome::Regional(_) => None,
    }
}

/// The NAT gateway that a new private table of a zone should use: the zone's own, else the VPC's first.
pub(super) fn nat_for(model: &Model, vpc: Id<Vpc>, zone: &Zone) -> Option<Id<NatGateway>> {
    let all: Vec<_> = model.all::<NatGateway>().map(|(id, _)| id).filter(|id| model.vpc_of(*id) == Some(vpc)).collect();
    all.iter().copied().find(|id| zone_of_nat(model, *id).as_ref() == Some(zone)).or_else(|| all.first().copied())
}

/// The zones of a VPC: those shown as columns and those with subnets.
pub(super) fn zones_of(doc: &Document, vpc: Id<Vpc>) -> crate::ordered::BTreeSet<Zone> {
    let shown = doc.layout.zones(vpc).map(|(z, _)| z.clone());
    shown.chain(doc.model.subnets_of(vpc).map(|(_, s)| s.zone.clone())).collect()
}

/// For a subnet, its like in another zone: same VPC, public or not alike, best where its table and size are alike too.
pub fn twin_subnet(model: &Model, subnet: Id<Subnet>, zone: &Zone) -> Option<Id<Subnet>> {
    let own = model.get(subnet)?;
    let stem = |id: Id<Subnet>| {
        let (name, zone) = (model.name(id), model.get(id).map(|s| s.zone.to_string()).unwrap_or_default());
        let letter = zone.chars().last().map(|c| format!("-{c}")).unwrap_or_default();
        name.strip_suffix(&letter).map(str::to_string).unwrap_or(name)
    };
    model
        .subnets_of(own.vpc)
        .filter(|(_, s)| s.zone == *zone && s.public_ip_on_launch == own.public_ip_on_launch)
        .max_by_key(|(id, s)| {
            let alike = s.cidr.map(|c| c.prefix_len()) == own.cidr.map(|c| c.prefix_len());
            (stem(*id) == stem(subnet), alike, std::cmp::Reverse(*id))
        })
        .map(|(id, _)| id)
}
