//! Proposals for a line drawn from one thing to another: a flow, a peering connection, an attachment, an association.

use super::routing::{add_route, private_tables};
use super::{Refusal, extend, flow};
use crate::catalogue::Catalogue;
use crate::document::{
    Body, Document, GatewayEndpoint, Id, Kind, NodeId, Peering, RouteTable, Subnet, TransitAttachment, TransitGateway, Vpc, VpnConnection,
    Zone,
};
use crate::edit::{Command, Draft};
use crate::net::cidr;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::code;
use ipnet::IpNet;

/// What a line between two things means, whichever way it was drawn.
pub fn connect(doc: &Document, catalogue: &Catalogue, from: NodeId, to: NodeId) -> Result<Command, Refusal> {
    one_way(doc, catalogue, from, to).or_else(|| one_way(doc, catalogue, to, from)).unwrap_or_else(|| {
        let kind = |n: NodeId| n.kind().with_article();
        let why = text!("There is nothing that connects {a} with {b}.", a = kind(from), b = kind(to));
        Err(why.into())
    })
}

fn one_way(doc: &Document, catalogue: &Catalogue, from: NodeId, to: NodeId) -> Option<Result<Command, Refusal>> {
    let subnet = Id::<Subnet>::of(to);
    Some(match (from.kind(), to.kind()) {
        (Kind::Workload, Kind::Workload | Kind::Service | Kind::Bucket | Kind::Table | Kind::LoadBalancer) => {
            flow(doc, catalogue, from, to)
        }
        (Kind::Workload, Kind::GatewayEndpoint | Kind::InterfaceEndpoint | Kind::ResourceEndpoint) => flow(doc, catalogue, from, to),
        (Kind::Vpc, Kind::Vpc) => peering(doc, Id::of(from)?, Id::of(to)?),
        (Kind::Vpc, Kind::TransitGateway) => attach(doc, Id::of(from)?, Id::of(to)?),
        (Kind::OnPremises, Kind::VpnGateway | Kind::TransitGateway) => vpn(doc, Id::of(from)?, to),
        (Kind::RouteTable, Kind::Subnet) => set(doc, to, "table", &Some(Id::<RouteTable>::of(from)?)),
        (Kind::NetworkAcl, Kind::Subnet) => set(doc, to, "acl", &Some(Id::<crate::document::NetworkAcl>::of(from)?)),
        (Kind::GatewayEndpoint, Kind::RouteTable) => associate(doc, Id::of(from)?, Id::of(to)?),
        (Kind::GatewayEndpoint, Kind::Subnet) => associate(doc, Id::of(from)?, doc.model.table_of(subnet?)?),
        (Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::ResolverEndpoint | Kind::LoadBalancer | Kind::Workload, Kind::Subnet) => {
            extend(doc, from, subnet?)
        }
        _ => return None,
    })
}

fn set(doc: &Document, node: NodeId, field: &str, value: &impl crate::document::Shape) -> Result<Command, Refusal> {
    let mut draft = Draft::new(doc);
    draft.set(node, field, value)?;
    Ok(draft.finish())
}

fn associate(doc: &Document, endpoint: Id<GatewayEndpoint>, table: Id<RouteTable>) -> Result<Command, Refusal> {
    let tables = doc.model.get(endpoint).map(|e| e.tables.clone()).unwrap_or_default();
    if tables.contains(&table) {
        return Err(text!("{table} is associated with {endpoint} already.", table = table, endpoint = endpoint).into());
    }
    let vpcs = (doc.model.vpc_of(endpoint), doc.model.vpc_of(table));
    if vpcs.0 != vpcs.1 {
        return Err(text!("{endpoint} and {table} belong to different VPCs.", table = table, endpoint = endpoint).into());
    }
    set(doc, endpoint.node(), "tables", &[tables, vec![table]].concat())
}

fn blocks(doc: &Document, vpc: Id<Vpc>) -> Vec<IpNet> {
    doc.model.get(vpc).map(Vpc::blocks).unwrap_or_default()
}

/// A peering connection with routes on both sides, in every table that serves a subnet.
pub fn peering(doc: &Document, a: Id<Vpc>, b: Id<Vpc>) -> Result<Command, Refusal> {
    if a == b {
        return Err(text!("{vpc} cannot be peered with itself.", vpc = a).into());
    }
    let pair = |p: &Peering| [(a, b), (b, a)].contains(&(p.requester, p.accepter));
    if let Some((old, _)) = doc.model.all::<Peering>().find(|(_, p)| pair(p)) {
        return Err(text!("{old} connects {a} and {b} already.", old = old, a = a, b = b).into());
    }
    let (here, there) = (blocks(doc, a), blocks(doc, b));
    if let Some((x, y)) = here.iter().find_map(|x| there.iter().find(|y| cidr::overlap(*x, **y)).map(|y| (x, y))) {
        let why = text!(
            "{a} and {b} cannot be peered: {x} and {y} overlap. Give one of them other blocks.",
            a = a,
            b = b,
            x = code(x),
            y = code(y)
        );
        return Err(why.into());
    }
    let mut draft = Draft::new(doc);
    let name = format!("{}-{}", doc.model.name(a), doc.model.name(b));
    let body = Peering { requester: a, accepter: b, accepted: true, requester_dns: false, accepter_dns: false };
    let id = draft.add(Some(&name.chars().take(255).collect::<String>()), body)?;
    route_between(&mut draft, a, &there, id.node())?;
    route_between(&mut draft, b, &here, id.node())?;
    Ok(draft.finish())
}

/// Routes for another network's blocks in every table of a VPC that serves a subnet.
fn route_between(draft: &mut Draft, vpc: Id<Vpc>, blocks: &[IpNet], target: NodeId) -> Result<(), Refusal> {
    let model = &draft.doc.model;
    let tables: crate::ordered::BTreeSet<_> = model.subnets_of(vpc).filter_map(|(s, _)| model.table_of(s)).collect();
    for table in tables {
        for block in blocks {
            add_route(draft, table, *block, target)?;
        }
    }
    Ok(())
}

/// An attachment in one private subnet per zone (any, where a zone has no private one), associated with the gateway's
/// default table and propagating to it.
fn attach(doc: &Document, vpc: Id<Vpc>, gateway: Id<TransitGateway>) -> Result<Command, Refusal> {
    let model = &doc.model;
    if let Some((old, _)) = model.all::<TransitAttachment>().find(|(_, a)| a.gateway == gateway && a.to == vpc.node()) {
        return Err(text!("{old} attaches {vpc} to {gateway} already.", old = old, vpc = vpc, gateway = gateway).into());
    }
    if model.get(vpc).map(|v| &v.region) != model.get(gateway).map(|g| &g.region) {
        return Err(text!(
            "{vpc} and {gateway} are in different Regions; peer two transit gateways instead.",
            vpc = vpc,
            gateway = gateway
        )
        .into());
    }
    let private: Vec<_> = private_tables(model, vpc);
    let mut zones: BTreeMap<Zone, Id<Subnet>> = BTreeMap::new();
    for (id, s) in model.subnets_of(vpc) {
        let better = model.table_of(id).is_some_and(|t| private.contains(&t));
        let old = zones.get(&s.zone).and_then(|o| model.table_of(*o));
        if old.is_none_or(|t| better && !private.contains(&t)) {
            zones.insert(s.zone.clone(), id);
        }
    }
    if zones.is_empty() {
        return Err(text!("{vpc} has no subnet yet: an attachment stands in one per zone.", vpc = vpc).into());
    }
    let table = model.get(gateway).and_then(|g| g.default_table);
    let mut draft = Draft::new(doc);
    let body = TransitAttachment {
        gateway,
        to: vpc.node(),
        subnets: zones.into_values().collect(),
        table,
        propagates_to: table.into_iter().collect(),
        appliance_mode: false,
        group_referencing: true,
        ipv6_support: true,
    };
    let name = format!("{}-attachment", doc.model.name(vpc));
    draft.add(Some(&name.chars().take(255).collect::<String>()), body)?;
    // Routes to every network behind the gateway, and theirs back.
    let peers: Vec<Id<Vpc>> =
        doc.model.all::<TransitAttachment>().filter(|(_, a)| a.gateway == gateway).filter_map(|(_, a)| Id::of(a.to)).collect();
    for peer in peers {
        route_between(&mut draft, vpc, &blocks(doc, peer), gateway.node())?;
        route_between(&mut draft, peer, &blocks(doc, vpc), gateway.node())?;
    }
    Ok(draft.finish())
}

/// A VPN connection by BGP; a virtual private gateway's routes propagate into the VPC's private tables.
fn vpn(doc: &Document, premises: Id<crate::document::OnPremises>, gateway: NodeId) -> Result<Command, Refusal> {
    if let Some((old, _)) = doc.model.all::<VpnConnection>().find(|(_, c)| c.premises == premises && c.gateway == gateway) {
        return Err(text!("{old} connects {premises} and {gateway} already.", old = old, premises = premises, gateway = gateway).into());
    }
    let mut draft = Draft::new(doc);
    let id = draft.add(
        Some("vpn"),
        VpnConnection { gateway, premises, bgp: true, static_routes: vec![], up: true, customer_cidr: None, aws_cidr: None },
    )?;
    match doc.model.node(gateway).map(|n| &n.body) {
        Some(Body::VpnGateway(g)) => {
            for table in g.vpc.map(|v| private_tables(&doc.model, v)).unwrap_or_default() {
                let old = doc.model.get(table).map(|t| t.propagation.clone()).unwrap_or_default();
                if let Some(own) = Id::of(gateway).filter(|g| !old.contains(g)) {
                    draft.set(table, "propagation", &[old, vec![own]].concat())?;
                }
            }
        }
        Some(Body::TransitGateway(g)) => {
            let body = TransitAttachment {
                gateway: Id::of(gateway).unwrap_or(Id::new(gateway.number())),
                to: id.node(),
                subnets: vec![],
                table: g.default_table,
                propagates_to: g.default_table.into_iter().collect(),
                appliance_mode: false,
                group_referencing: true,
                ipv6_support: true,
            };
            draft.add(Some("vpn-attachment"), body)?;
        }
        _ => {}
    }
    Ok(draft.finish())
}
