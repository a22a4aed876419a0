//! Route tables, their associations, and one block for each route.

use super::context::Context;
use super::{names, vpcs};
use crate::document::{
    Body as Facts, Destination, GatewayEndpoint, Id, ListRef, Model, NodeId, Region, Resource, RouteTable, ServiceId, Subnet, Target, Vpc,
};
use crate::interchange::block::{Block, Body, Expr, Set};
use crate::ordered::BTreeSet;
use crate::ordered::Sorted as _;
use crate::text;
use ipnet::IpNet;

const TABLE: Set = Set::this("aws_route_table");
const ASSOCIATION: Set = Set::this("aws_route_table_association");
const EDGE: Set = Set::named("aws_route_table_association", "edge");
const PROPAGATION: Set = Set::this("aws_vpn_gateway_route_propagation");

/// What a route's destination is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Ipv4,
    Ipv6,
    List,
}

/// A kind of target. The provider takes one destination argument and one target argument, and says so before it sees any
/// value: so each pair of kinds is a set of its own.
#[derive(Debug)]
struct Way {
    argument: &'static str,
    ipv4: &'static str,
    ipv6: &'static str,
    list: &'static str,
}

impl Way {
    fn set(&self, family: Family) -> &'static str {
        match family {
            Family::Ipv4 => self.ipv4,
            Family::Ipv6 => self.ipv6,
            Family::List => self.list,
        }
    }
}

macro_rules! ways {
    ($($name:literal $argument:literal),* $(,)?) => {
        const WAYS: &[Way] = &[$(Way {
            argument: $argument,
            ipv4: $name,
            ipv6: concat!($name, "_ipv6"),
            list: concat!($name, "_prefix_list"),
        }),*];
    };
}
ways! {
    "internet_gateway" "gateway_id",
    "vpn_gateway" "gateway_id",
    "egress_only_gateway" "egress_only_gateway_id",
    "nat_gateway" "nat_gateway_id",
    "peering" "vpc_peering_connection_id",
    "transit_gateway" "transit_gateway_id",
    "network_interface" "network_interface_id",
    "instance" "network_interface_id",
    "endpoint" "vpc_endpoint_id",
}

pub fn lower(cx: &mut Context) {
    let main: BTreeSet<Id<RouteTable>> = cx.model.all::<Vpc>().map(|(_, v)| v.main_table).collect();
    for (id, table) in cx.mine::<RouteTable>() {
        let at = cx.at_vpc(table.vpc);
        let stood_in = main.contains(&id) && cx.stands_in() && is_used(cx, id, table);
        if stood_in {
            cx.assume(id, text!("{table} is made anew beside AWS's own main route table, which no subnet uses", table = id));
        }
        if main.contains(&id) && !stood_in {
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
            let body =
                Body::new().set("vpn_gateway_id", cx.reference(*gateway, names::VPN_GATEWAY, "id")).set("route_table_id", cx.table(id));
            cx.push(Block::new(PROPAGATION, format!("{key}/{}", cx.key(*gateway)), body).of(id).region(at.clone()));
        }
        if let Some(gateway) = table.edge {
            let set = if gateway.kind() == crate::document::VpnGateway::KIND { names::VPN_GATEWAY } else { names::INTERNET_GATEWAY };
            let body = Body::new().set("gateway_id", cx.reference(gateway, set, "id")).set("route_table_id", cx.table(id));
            cx.push(Block::new(EDGE, key, body).of(id).region(at.clone()));
        }
    }
    for (id, subnet) in cx.mine::<Subnet>() {
        let used = |t: &Id<RouteTable>| !main.contains(t) || cx.model.get(*t).is_some_and(|table| is_used(cx, *t, table));
        let table = if cx.stands_in() { cx.model.table_of(id).filter(used) } else { subnet.table };
        if let Some(table) = table {
            let body = Body::new().own("subnet_id", cx.subnet(id)).set("route_table_id", cx.table(table));
            let import = cx.part_of(id, |subnet| Some(format!("{subnet}/{}", cx.existing(table).flatten()?)));
            cx.push(Block::new(ASSOCIATION, cx.key(id), body).of(id).region(cx.at_vpc(subnet.vpc)).import(import));
        }
    }
}

/// Whether a main table is more than its local routes.
fn is_used(cx: &Context, id: Id<RouteTable>, table: &RouteTable) -> bool {
    let endpoint = || cx.model.all::<GatewayEndpoint>().any(|(_, e)| e.tables.contains(&id));
    !table.routes.is_empty() || !table.propagation.is_empty() || table.edge.is_some() || endpoint()
}

fn routes(cx: &mut Context, id: Id<RouteTable>, table: &RouteTable, at: Option<&Region>) {
    let key = cx.key(id);
    let mut seen = BTreeSet::new();
    let mut sorted: Vec<_> = table.routes.iter().collect();
    sorted.order_by_key(|r| destination_key(cx.model, &r.destination));
    for route in sorted {
        let to = destination_key(cx.model, &route.destination);
        if !seen.insert(to.clone()) {
            let text =
                text!("{table} has several routes to {to}, and a table takes one: the first is written", table = id, to = text::code(&to));
            cx.left_out(id, text);
            continue;
        }
        let node = match &route.target {
            Target::Node(node) => *node,
            Target::Unknown(name) => {
                let text = text!(
                    "the route of {table} to {to} leads to {target}, which is not in the design",
                    table = id,
                    to = text::code(&to),
                    target = text::code(name)
                );
                cx.left_out(id, text);
                continue;
            }
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
        let Some((way, target)) = target(cx, node) else {
            let text = text!(
                "the route of {table} to {to} leads to {target}, which cannot be a target",
                table = id,
                to = text::code(&to),
                target = node
            );
            cx.left_out(id, text);
            continue;
        };
        let (family, argument, value) = destination(cx, table.vpc, &route.destination);
        let body = Body::new().set("route_table_id", cx.table(id)).set(argument, value).set(way.argument, target);
        let set = Set::named("aws_route", way.set(family));
        let import = cx.part_of(id, |table| match &route.destination {
            Destination::Cidr(net) => Some(format!("{table}_{net}")),
            Destination::List(_) => None,
        });
        let block = Block::new(set, format!("{key}/{to}"), body).of(id).region(at.cloned()).import(import);
        cx.push(block);
    }
}

/// The way that a target goes by, and its id.
fn target(cx: &mut Context, node: NodeId) -> Option<(&'static Way, Expr)> {
    let (way, node, set, attribute) = match &cx.model.node(node)?.body {
        Facts::InternetGateway(_) => ("internet_gateway", node, names::INTERNET_GATEWAY, "id"),
        Facts::VpnGateway(_) => ("vpn_gateway", node, names::VPN_GATEWAY, "id"),
        Facts::EgressOnlyGateway(_) => ("egress_only_gateway", node, names::EGRESS_ONLY_GATEWAY, "id"),
        Facts::NatGateway(_) => ("nat_gateway", node, names::NAT_GATEWAY, "id"),
        Facts::Peering(_) => ("peering", node, names::PEERING, "id"),
        Facts::TransitGateway(_) => ("transit_gateway", node, names::TRANSIT_GATEWAY, "id"),
        Facts::TransitAttachment(a) => ("transit_gateway", a.gateway.node(), names::TRANSIT_GATEWAY, "id"),
        Facts::NetworkInterface(_) => ("network_interface", node, names::NETWORK_INTERFACE, "id"),
        Facts::Workload(w) if w.compute == crate::document::Compute::Instance => {
            ("instance", node, names::INSTANCE, "primary_network_interface_id")
        }
        Facts::BalancerEndpoint(_) => ("endpoint", node, names::BALANCER_ENDPOINT, "id"),
        _ => return None,
    };
    let way = WAYS.iter().find(|w| w.ipv4 == way)?;
    Some((way, cx.reference(node, set, attribute)))
}

pub fn destination_key(model: &Model, destination: &Destination) -> String {
    match destination {
        Destination::Cidr(net) => net.to_string(),
        Destination::List(list) => list_key(model, list),
    }
}

fn destination(cx: &mut Context, vpc: Id<Vpc>, destination: &Destination) -> (Family, &'static str, Expr) {
    match destination {
        Destination::Cidr(IpNet::V4(net)) => (Family::Ipv4, "destination_cidr_block", Expr::Text(net.to_string())),
        Destination::Cidr(IpNet::V6(net)) => (Family::Ipv6, "destination_ipv6_cidr_block", vpcs::ipv6(cx, net)),
        Destination::List(list) => (Family::List, "destination_prefix_list_id", prefix_list(cx, vpc, list)),
    }
}

/// A prefix list in keys: `pl:KEY`, or `pl:s3` for AWS's own.
pub fn list_key(model: &Model, list: &ListRef) -> String {
    match list {
        ListRef::Customer(id) => format!("pl:{}", model.key(*id)),
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
