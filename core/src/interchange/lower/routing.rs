//! Route tables, their associations, and one block for each route.

use super::context::Context;
use super::{names, vpcs};
use crate::document::{Body as Facts, Destination, Id, ListRef, NodeId, Region, Resource, RouteTable, ServiceId, Subnet, Target, Vpc};
use crate::interchange::block::{Attribute, Block, Body, Expr, Given, Set};
use crate::text;
use ipnet::IpNet;
use std::collections::BTreeSet;

const TABLE: Set = Set::this("aws_route_table");
const ROUTE: Set = Set::this("aws_route");
const ASSOCIATION: Set = Set::this("aws_route_table_association");
const EDGE: Set = Set::named("aws_route_table_association", "edge");
const PROPAGATION: Set = Set::this("aws_vpn_gateway_route_propagation");

pub fn lower(cx: &mut Context) {
    let main: BTreeSet<Id<RouteTable>> = cx.model.all::<Vpc>().map(|(_, v)| v.main_table).collect();
    for (id, table) in cx.mine::<RouteTable>() {
        let at = cx.at_vpc(table.vpc);
        if main.contains(&id) {
            if cx.model.meta(id).is_some_and(|m| !m.tags.is_empty()) {
                cx.left_out(id, text!("{table} is a main route table, which AWS makes: its tags are not written", table = id));
            }
        } else {
            let body = Body::new().set("vpc_id", cx.vpc(table.vpc));
            let block = cx.block(TABLE, id, at.clone(), body);
            cx.push_named(block);
        }
        routes(cx, id, table, at.as_ref());
        let key = cx.key(id);
        for gateway in &table.propagation {
            let body = Body::new().set("vpn_gateway_id", cx.reference(*gateway, names::VPN_GATEWAY, "id")).set("route_table_id", cx.table(id));
            cx.push(Block::new(PROPAGATION, format!("{key}/{}", cx.key(*gateway)), body).of(id).region(at.clone()));
        }
        if let Some(gateway) = table.edge {
            let set = if gateway.kind() == crate::document::VpnGateway::KIND { names::VPN_GATEWAY } else { names::INTERNET_GATEWAY };
            let body = Body::new().set("gateway_id", cx.reference(gateway, set, "id")).set("route_table_id", cx.table(id));
            cx.push(Block::new(EDGE, key, body).of(id).region(at.clone()));
        }
    }
    for (id, subnet) in cx.mine::<Subnet>() {
        if let Some(table) = subnet.table {
            let body = Body::new().set("subnet_id", cx.subnet(id)).set("route_table_id", cx.table(table));
            cx.push(Block::new(ASSOCIATION, cx.key(id), body).of(id).region(cx.at_vpc(subnet.vpc)));
        }
    }
}

fn routes(cx: &mut Context, id: Id<RouteTable>, table: &RouteTable, at: Option<&Region>) {
    let key = cx.key(id);
    let mut seen = BTreeSet::new();
    let mut sorted: Vec<_> = table.routes.iter().collect();
    sorted.sort_by_key(|r| destination_key(cx, &r.destination));
    for route in sorted {
        let to = destination_key(cx, &route.destination);
        if !seen.insert(to.clone()) {
            let text = text!("{table} has several routes to {to}, and a table takes one: the first is written", table = id, to = text::code(&to));
            cx.left_out(id, text);
            continue;
        }
        let node = match &route.target {
            Target::Node(node) => *node,
            Target::Gone(name) => {
                let text = text!(
                    "the route of {table} to {to} led to {gone}, which was deleted",
                    table = id,
                    to = text::code(&to),
                    gone = text::code(name)
                );
                cx.left_out(id, text);
                continue;
            }
        };
        let Some((argument, target)) = target(cx, node) else {
            let text = text!("the route of {table} to {to} leads to {target}, which cannot be a target", table = id, to = text::code(&to), target = node);
            cx.left_out(id, text);
            continue;
        };
        let mut body = Body::new().set("route_table_id", cx.table(id));
        body = destination(cx, table.vpc, &route.destination, body);
        for name in TARGETS {
            body.attributes.push(Attribute { name, value: Given::Maybe((*name == argument).then(|| target.clone())) });
        }
        let mut block = Block::new(ROUTE, format!("{key}/{to}"), body).of(id).region(at.cloned());
        if let (Some(table), Destination::Cidr(net)) = (cx.model.meta(id).filter(|m| m.existing).and_then(|m| m.aws_id.as_ref()), &route.destination) {
            block = block.import(Some(format!("{table}_{net}")));
        }
        cx.push(block);
    }
}

const TARGETS: &[&str] = &[
    "gateway_id",
    "egress_only_gateway_id",
    "nat_gateway_id",
    "vpc_peering_connection_id",
    "transit_gateway_id",
    "network_interface_id",
    "vpc_endpoint_id",
];

/// The argument that a target goes by, and its id.
fn target(cx: &mut Context, node: NodeId) -> Option<(&'static str, Expr)> {
    Some(match &cx.model.node(node)?.body {
        Facts::InternetGateway(_) => ("gateway_id", cx.reference(node, names::INTERNET_GATEWAY, "id")),
        Facts::VpnGateway(_) => ("gateway_id", cx.reference(node, names::VPN_GATEWAY, "id")),
        Facts::EgressOnlyGateway(_) => ("egress_only_gateway_id", cx.reference(node, names::EGRESS_ONLY_GATEWAY, "id")),
        Facts::NatGateway(_) => ("nat_gateway_id", cx.reference(node, names::NAT_GATEWAY, "id")),
        Facts::Peering(_) => ("vpc_peering_connection_id", cx.reference(node, names::PEERING, "id")),
        Facts::TransitGateway(_) => ("transit_gateway_id", cx.reference(node, names::TRANSIT_GATEWAY, "id")),
        Facts::TransitAttachment(a) => ("transit_gateway_id", cx.reference(a.gateway, names::TRANSIT_GATEWAY, "id")),
        Facts::NetworkInterface(_) => ("network_interface_id", cx.reference(node, names::NETWORK_INTERFACE, "id")),
        Facts::Workload(w) if w.compute == crate::document::Compute::Instance => {
            ("network_interface_id", cx.reference(node, names::INSTANCE, "primary_network_interface_id"))
        }
        Facts::BalancerEndpoint(_) => ("vpc_endpoint_id", cx.reference(node, names::BALANCER_ENDPOINT, "id")),
        _ => return None,
    })
}

fn destination_key(cx: &Context, destination: &Destination) -> String {
    match destination {
        Destination::Cidr(net) => net.to_string(),
        Destination::List(list) => list_key(cx, list),
    }
}

fn destination(cx: &mut Context, vpc: Id<Vpc>, destination: &Destination, body: Body) -> Body {
    let (v4, v6, list) = match destination {
        Destination::Cidr(IpNet::V4(net)) => (Some(Expr::Text(net.to_string())), None, None),
        Destination::Cidr(IpNet::V6(net)) => (None, Some(vpcs::ipv6(cx, net)), None),
        Destination::List(list) => (None, None, Some(prefix_list(cx, vpc, list))),
    };
    body.opt("destination_cidr_block", v4).opt("destination_ipv6_cidr_block", v6).opt("destination_prefix_list_id", list)
}

/// A prefix list in keys: `pl:KEY`, or `pl:s3` for AWS's own.
pub fn list_key(cx: &Context, list: &ListRef) -> String {
    match list {
        ListRef::Customer(id) => format!("pl:{}", cx.key(*id)),
        ListRef::Service(service) => format!("pl:aws:{service}"),
    }
}

/// The id of a prefix list; AWS's own are looked up by name.
pub fn prefix_list(cx: &mut Context, vpc: Id<Vpc>, list: &ListRef) -> Expr {
    match list {
        ListRef::Customer(id) => cx.reference(*id, names::PREFIX_LIST, "id"),
        ListRef::Service(service) => aws_list(cx, vpc, service),
    }
}

fn aws_list(cx: &mut Context, vpc: Id<Vpc>, service: &ServiceId) -> Expr {
    let region = cx.region_of(vpc);
    let at = cx.at(&region);
    let key = at.as_ref().map_or_else(|| service.to_string(), |r| format!("{r}/{service}"));
    let body = Body::new().set("name", format!("com.amazonaws.{region}.{service}"));
    cx.push_once(Block::new(names::AWS_PREFIX_LIST, key.clone(), body).region(at));
    Expr::Ref(crate::interchange::block::Ref { set: names::AWS_PREFIX_LIST, key, attribute: "id" })
}
