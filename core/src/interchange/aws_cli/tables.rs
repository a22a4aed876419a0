//! Route tables: what the user wrote. Local routes, gateway endpoints' routes and propagated ones are derived in `graph`.

use super::build::Builder;
use super::enrol::gone;
use super::forms::Sort;
use super::json::Json;
use super::recognise::Record;
use crate::document::{
    Destination, EgressOnlyGateway, GatewayEndpoint, Id, InternetGateway, Kind, NodeId, Route, RouteTable, Target, Vpc, VpnGateway,
};
use crate::net::cidr;
use crate::text;
use crate::text::{Text, code};
use ipnet::IpNet;

/// The fields that name a route's target, the one that says most first.
const TARGETS: &[&str] = &[
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "InstanceId",
    "EgressOnlyInternetGatewayId",
    "VpcEndpointId",
    "GatewayId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
];

/// The kinds that a route can go to.
fn routable(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::InternetGateway
            | Kind::EgressOnlyGateway
            | Kind::NatGateway
            | Kind::VpnGateway
            | Kind::TransitGateway
            | Kind::Peering
            | Kind::NetworkInterface
            | Kind::Workload
            | Kind::BalancerEndpoint
    )
}

pub fn read(b: &mut Builder) {
    for (id, aws_id, r) in b.enrolled::<RouteTable>(Sort::RouteTable, "RouteTableId") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let mut table = RouteTable { vpc, routes: Vec::new(), propagation: Vec::new(), edge: edge(b, &r, vpc), complete: true };
        for g in r.get("PropagatingVgws").list() {
            if let Some(vgw) = g.get("GatewayId").text().or_else(|| g.text()).filter(|g| !b.is_out(g)) {
                let vgw = virtual_gateway(b, vgw, vpc);
                if !table.propagation.contains(&vgw) {
                    table.propagation.push(vgw);
                }
            }
        }
        for (i, route) in r.get("Routes").list().iter().enumerate() {
            let at = format!("{}.Routes[{i}]", r.at());
            one(b, id, &mut table, aws_id, route, &at);
        }
        b.put(id, &r, aws_id, table);
    }
}

/// The gateway that a table is an edge table of.
fn edge(b: &mut Builder, r: &Record, vpc: Id<Vpc>) -> Option<NodeId> {
    let live = |a: &&Json| a.get("AssociationState").get("State").text().is_none_or(|s| !gone(s));
    let mut gateways = r.get("Associations").list().iter().filter(live).filter_map(|a| Some((a.get("GatewayId").text()?, a)));
    let (first, association) = gateways.next()?;
    if association.get("AssociationState").get("State").text() == Some("associating") {
        b.doubt(vpc, text!("the edge table of {first} is not associated yet", first = code(first)));
    }
    if let Some((more, _)) = gateways.next() {
        b.notes.left_out(
            text!("the association with {it}", it = code(more)),
            &r.at(),
            text!("an edge table is of one gateway in the design"),
        );
        b.doubt(vpc, text!("{more} has an edge table that is not in the design", more = code(more)));
    }
    if b.is_out(first) {
        return None;
    }
    if let Some(node) = b.node(first) {
        return matches!(node.kind(), Kind::InternetGateway | Kind::VpnGateway).then_some(node);
    }
    inferred(b, first, vpc)
}

/// A gateway that an active route or association proves to be attached to the VPC.
fn inferred(b: &mut Builder, aws_id: &str, vpc: Id<Vpc>) -> Option<NodeId> {
    let node = if aws_id.starts_with("igw-") {
        b.invent(aws_id, Some(aws_id), InternetGateway { vpc: Some(vpc) }).node()
    } else if aws_id.starts_with("eigw-") {
        b.invent(aws_id, Some(aws_id), EgressOnlyGateway { vpc }).node()
    } else if aws_id.starts_with("vgw-") {
        b.invent(aws_id, Some(aws_id), VpnGateway { vpc: Some(vpc), asn: None, complete: false }).node()
    } else {
        return None;
    };
    b.notes.guess_of(
        aws_id,
        text!("these gateways are not described; they are taken to be attached to the VPC whose active routes lead to them"),
    );
    Some(node)
}

pub fn virtual_gateway(b: &mut Builder, aws_id: &str, vpc: Id<Vpc>) -> Id<VpnGateway> {
    if let Some(id) = b.find(aws_id) {
        return id;
    }
    b.notes.guess_of(
        aws_id,
        text!("these gateways are not described; they are taken to be attached to the VPC whose active routes lead to them"),
    );
    b.invent(aws_id, Some(aws_id), VpnGateway { vpc: Some(vpc), asn: None, complete: false })
}

fn one(b: &mut Builder, id: Id<RouteTable>, table: &mut RouteTable, aws_id: &str, route: &Json, at: &str) {
    let vpc = table.vpc;
    let region = b.region_of(vpc);
    let net = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"].iter().find_map(|f| route.get(f).text());
    let list = route.get("DestinationPrefixListId").text();
    let destination = match (net.map(cidr::parse), list) {
        (Some(Ok(net)), _) => Destination::Cidr(net),
        (None, Some(list)) => Destination::List(b.list(list, &region)),
        (bad, _) => {
            let why = bad.and_then(Result::err).map_or_else(|| text!("it has no destination"), Text::from);
            b.notes.left_out(text!("a route of {it}", it = code(aws_id)), at, why);
            b.notes.guess_of(aws_id, text!("a route of these route tables cannot be read; where they send packets is not known"));
            table.complete = false;
            return;
        }
    };
    let active = !route.get("State").text().is_some_and(|s| s.eq_ignore_ascii_case("blackhole"));
    let named = TARGETS.iter().filter_map(|f| route.get(f).text()).collect::<Vec<_>>();
    if named.contains(&"local") {
        return local(b, table, aws_id, &destination, at);
    }
    let propagated = route.get("Origin").text() == Some("EnableVgwRoutePropagation");
    if let (true, Destination::Cidr(net), Some(vgw)) = (propagated, &destination, named.iter().find(|t| t.starts_with("vgw-"))) {
        return learned(b, table, vgw, *net, active && !b.is_out(vgw));
    }
    // A gateway endpoint's route is derived from its tables.
    let endpoint = named.iter().find_map(|t| b.find::<GatewayEndpoint>(t));
    if let Some(endpoint) = endpoint.filter(|_| list.is_some()) {
        return b.serve(endpoint, id);
    }
    let target = if active { target(b, &named, vpc) } else { Target::Gone((*named.first().unwrap_or(&"its target")).to_string()) };
    table.routes.push(Route { destination, target });
}

fn target(b: &mut Builder, named: &[&str], vpc: Id<Vpc>) -> Target {
    let known = named.iter().filter_map(|t| b.node(t)).find(|n| routable(n.kind()));
    if let Some(out) = known.is_none().then(|| super::settled::target(b, named)).flatten() {
        return out;
    }
    if let Some(attachment) = known.and_then(|n| super::settled::waiting(b, n, vpc)) {
        return Target::Unknown(attachment);
    }
    if let Some(node) = known.or_else(|| named.iter().find_map(|t| if b.node(t).is_none() { inferred(b, t, vpc) } else { None })) {
        return Target::Node(node);
    }
    match named.first() {
        Some(id) => {
            b.notes.guess_of(
                id,
                text!("routes lead there, and the snapshot does not have it or Portico does not model it; what it does is not known"),
            );
            Target::Unknown((*id).to_string())
        }
        None => Target::Gone("its target".into()),
    }
}

/// The local route of the VPC's own block is derived. One for less than that is in an edge table, where it changes nothing but what
/// other routes there take.
fn local(b: &mut Builder, table: &mut RouteTable, aws_id: &str, destination: &Destination, at: &str) {
    let Destination::Cidr(net) = destination else { return };
    let own = b
        .model
        .get(table.vpc)
        .is_some_and(|v| v.cidrs.iter().any(|c| IpNet::V4(*c) == *net) || v.ipv6.iter().any(|c| IpNet::V6(*c) == *net));
    if !own {
        b.notes.left_out(
            text!("the route of {aws_id} for {net} to local", aws_id = code(aws_id), net = code(net)),
            at,
            text!("local routes of a part of the VPC are not in the design"),
        );
    }
}

/// A propagated route: the table takes what the gateway learns, and the gateway has learned this.
fn learned(b: &mut Builder, table: &mut RouteTable, vgw: &str, net: IpNet, active: bool) {
    if !active {
        // It still wins its block, but inside the VPC, where local goes before propagated. [How route priority works]
        let inside = b.model.get(table.vpc).is_some_and(|v| v.blocks().iter().any(|own| own.contains(&net)));
        let destination = Destination::Cidr(net);
        if !inside && !table.routes.iter().any(|r| r.destination == destination) {
            table.routes.push(Route { destination, target: Target::Gone(vgw.to_string()) });
        }
        return;
    }
    let id = virtual_gateway(b, vgw, table.vpc);
    if !table.propagation.contains(&id) {
        table.propagation.push(id);
    }
    b.learned.entry(id).or_default().insert(net);
}
