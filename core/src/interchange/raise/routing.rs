//! Route tables, and routes in both forms: resources of their own and blocks inside a table.

use super::context::{At, Raiser, display};
use super::vpcs;
use crate::document::{
    Destination, GatewayEndpoint, Id, InternetGateway, Kind, Meta, NodeId, Route, RouteTable, Subnet, Target, Vpc, VpnGateway,
};
use crate::interchange::item::Val;
use crate::text;
use crate::text::{Text, code};

/// Arguments that name a target.
const TARGETS: &[&str] = &[
    "gateway_id",
    "nat_gateway_id",
    "egress_only_gateway_id",
    "transit_gateway_id",
    "vpc_peering_connection_id",
    "network_interface_id",
    "instance_id",
    "vpc_endpoint_id",
    "local_gateway_id",
    "carrier_gateway_id",
    "core_network_arn",
    "odb_network_arn",
];

/// Kinds that a route may lead to.
const KINDS: &[Kind] = &[
    Kind::InternetGateway,
    Kind::VpnGateway,
    Kind::EgressOnlyGateway,
    Kind::NatGateway,
    Kind::Peering,
    Kind::TransitGateway,
    Kind::NetworkInterface,
    Kind::Workload,
    Kind::BalancerEndpoint,
];

pub fn tables(r: &mut Raiser) {
    for kind in ["aws_route_table", "data.aws_route_table"] {
        for (at, id) in r.enrolled::<RouteTable>(kind) {
            let Some(vpc) = r.vpc_in(at, "vpc_id") else {
                r.left_out(at, text!("its VPC is not in the files"));
                continue;
            };
            r.put(
                at,
                id,
                RouteTable { vpc, routes: Vec::new(), propagation: Vec::new(), edge: None, complete: !kind.starts_with("data.") },
            );
            if kind.starts_with("data.") {
                let name = r.model.name(id);
                r.doubt(vpc, text!("{name} exists already and is only looked up", name = code(name)));
            }
        }
    }
    for at in r.of("aws_default_route_table") {
        let v = r.get(at, "default_route_table_id");
        let by_vpc =
            |r: &Raiser| r.item(at)?.body.get("vpc_id").and_then(|v| r.id::<Vpc>(v)).and_then(|v| r.model.get(v)).map(|v| v.main_table);
        let Some(id) = r.table(v).or_else(|| by_vpc(r)) else {
            r.refer::<RouteTable>(at, "default_route_table_id");
            r.left_out(at, text!("its VPC is not in the files"));
            continue;
        };
        r.give(at, id.node());
        r.know(at, &["vpc_id"]);
        *r.understood.entry(Kind::RouteTable).or_default() += 1;
        if !r.get(at, "tags").get("Name").is_null() {
            let (name, tags) = r.name_of(at);
            r.model.update(id.node(), |n| n.meta = Meta { name: display(&name), tags, ..n.meta.clone() });
        }
    }
    for at in r.of("aws_main_route_table_association") {
        let (Some(vpc), Some(table)) = (r.refer::<Vpc>(at, "vpc_id"), r.refer::<RouteTable>(at, "route_table_id")) else {
            r.left_out(at, text!("its VPC or its table is not in the files"));
            continue;
        };
        r.model.edit(vpc, |v: &mut Vpc| v.main_table = table);
    }
}

pub fn routes(r: &mut Raiser) {
    for kind in ["aws_route_table", "aws_default_route_table"] {
        for (at, id) in r.enrolled::<RouteTable>(kind) {
            if r.model.get(id).is_none() {
                continue;
            }
            for route in r.get(at, "route").each() {
                match route {
                    Val::Map(_) => one(r, at, id, &|_, name| route.get(name).clone(), ["cidr_block", "ipv6_cidr_block"]),
                    open => {
                        r.open(at, "route", open);
                        doubt(r, id, text!("its routes are not all known"));
                    }
                }
            }
            let (gateways, whole) = r.all::<VpnGateway>(at, "propagating_vgws");
            for g in gateways {
                propagate(r, id, g);
            }
            if !whole {
                doubt(r, id, text!("what propagates into it is not all known"));
            }
        }
    }
    for at in r.of("aws_route") {
        let v = r.get(at, "route_table_id");
        match r.table(v) {
            Some(id) => {
                for name in TARGETS {
                    r.get(at, name);
                }
                r.know(at, &["destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"]);
                one(
                    r,
                    at,
                    id,
                    &|r, name| r.item(at).and_then(|i| i.body.get(name)).cloned().unwrap_or_default(),
                    ["destination_cidr_block", "destination_ipv6_cidr_block"],
                );
            }
            None => {
                r.missing(at, "route_table_id", v);
                r.left_out(at, text!("its route table is not in the files"));
                if v.open().is_some() {
                    r.doubt_all(&text!("a route is in a table that is not known"));
                }
            }
        }
    }
    for at in r.of("aws_vpn_gateway_route_propagation") {
        let (Some(gateway), Some(table)) = (r.refer::<VpnGateway>(at, "vpn_gateway_id"), r.refer::<RouteTable>(at, "route_table_id"))
        else {
            r.left_out(at, text!("its gateway or its table is not in the files"));
            continue;
        };
        propagate(r, table, gateway);
    }
    for at in r.of("aws_route_table_association") {
        if r.get(at, "gateway_id").is_blank() {
            continue;
        }
        let gateway: Option<NodeId> =
            r.refer::<InternetGateway>(at, "gateway_id").map(Id::node).or_else(|| r.refer::<VpnGateway>(at, "gateway_id").map(Id::node));
        let table = r.refer::<RouteTable>(at, "route_table_id");
        match (gateway, table) {
            (Some(g), Some(t)) => drop(r.model.edit(t, |t: &mut RouteTable| t.edge = Some(g))),
            _ => r.left_out(at, text!("its gateway or its table is not in the files")),
        }
    }
}

fn doubt(r: &mut Raiser, id: Id<RouteTable>, why: Text) {
    if let Some(vpc) = r.model.get(id).map(|t| t.vpc) {
        let name = r.model.name(id);
        r.doubt(vpc, text!("{name}: {why}", name = code(name), why = why));
    }
}

fn propagate(r: &mut Raiser, table: Id<RouteTable>, gateway: Id<VpnGateway>) {
    r.model.edit(table, |t: &mut RouteTable| {
        if !t.propagation.contains(&gateway) {
            t.propagation.push(gateway);
        }
    });
}

fn one<'a>(r: &mut Raiser<'a>, at: At, id: Id<RouteTable>, field: &dyn Fn(&Raiser<'a>, &str) -> Val, cidrs: [&str; 2]) {
    let Some(vpc) = r.model.get(id).map(|t| t.vpc) else { return };
    let named = TARGETS.iter().map(|t| (*t, field(r, t))).find(|(_, v)| !v.is_blank());
    let Some((argument, to)) = named else {
        let (who, place) = (r.address(at), r.place(at));
        r.notes.left_out(text!("a route of {it}", it = code(who)), &place, text!("it leads to nothing that is said"));
        return doubt(r, id, text!("one of its routes leads to nothing that is said"));
    };
    if to.as_text() == Some("local") {
        return;
    }
    // A gateway endpoint's route follows from its tables.
    if let Some(endpoint) = r.id::<GatewayEndpoint>(&to) {
        r.model.edit(endpoint, |e: &mut GatewayEndpoint| {
            if !e.tables.contains(&id) {
                e.tables.push(id);
            }
        });
        return;
    }
    let Some(destination) = destination(r, at, vpc, field, cidrs) else {
        let (who, place) = (r.address(at), r.place(at));
        r.notes.left_out(text!("a route of {it}", it = code(who)), &place, text!("its destination is not known"));
        return doubt(r, id, text!("a route's destination is not known"));
    };
    let node = r.nodes_of(&to).into_iter().find(|n| KINDS.contains(&n.kind()) && r.model.contains(*n));
    let node = node.or_else(|| super::firewalls::nearest(r, &to, id));
    let target = match node {
        Some(node) => Target::Node(node),
        None => {
            r.missing(at, argument, &to);
            let shown = to.shown();
            r.notes.guess_of(&shown, text!("routes lead to these, which are not in the files; what they do with packets is not known"));
            Target::Unknown(display(&shown))
        }
    };
    r.model.edit(id, |t: &mut RouteTable| {
        // A table takes one route to a destination.
        if !t.routes.iter().any(|o| o.destination == destination) {
            t.routes.push(Route { destination, target });
        }
    });
}

fn destination<'a>(
    r: &mut Raiser<'a>,
    at: At,
    vpc: Id<Vpc>,
    field: &dyn Fn(&Raiser<'a>, &str) -> Val,
    cidrs: [&str; 2],
) -> Option<Destination> {
    for name in cidrs {
        let v = field(r, name);
        if !v.is_blank() {
            return vpcs::net(r, at, name, &v).map(Destination::Cidr);
        }
    }
    let v = field(r, "destination_prefix_list_id");
    (!v.is_blank()).then(|| Destination::List(super::gateways::list(r, at, "destination_prefix_list_id", &v, vpc)))
}

/// The tables of subnets, where a gateway endpoint is associated with subnets and not with tables.
pub fn tables_of(r: &Raiser, subnets: &[Id<Subnet>]) -> Vec<Id<RouteTable>> {
    let mut out = Vec::new();
    for t in subnets.iter().filter_map(|s| r.model.table_of(*s)) {
        if !out.contains(&t) {
            out.push(t);
        }
    }
    out
}
