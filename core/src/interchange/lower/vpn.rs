//! Virtual private gateways, customer gateways, Site-to-Site VPN connections.

use super::context::Context;
use super::names;
use crate::document::{DirectConnect, Kind, NodeId, OnPremises, Region, TransitGateway, VpnConnection, VpnGateway};
use crate::interchange::block::{Block, Body, Expr, Ref, Set};
use crate::ordered::BTreeSet;
use crate::text;

const CUSTOMER: Set = Set::this("aws_customer_gateway");
const ROUTE: Set = Set::this("aws_vpn_connection_route");

pub fn lower(cx: &mut Context) {
    for (id, gateway) in cx.mine::<VpnGateway>() {
        let vpc = gateway.vpc.map(|v| cx.vpc(v));
        let body = Body::new().opt("vpc_id", vpc).opt("amazon_side_asn", gateway.asn.map(|n| n.to_string()));
        let block = cx.block(names::VPN_GATEWAY, id, gateway.vpc.and_then(|v| cx.at_vpc(v)), body);
        cx.push_named(block);
    }
    let connected: BTreeSet<_> = cx.model.all::<VpnConnection>().map(|(_, c)| c.premises).collect();
    for (id, premises) in cx.mine::<OnPremises>() {
        if !connected.contains(&id) {
            cx.left_out(id, text!("{it} has no VPN connection, so there is nothing to make for it", it = id));
            continue;
        }
        // An address for documentation: a plan takes it, and nobody answers there.
        let address = premises.public_ip.map_or_else(|| cx.input("customer_gateway_addresses", &cx.key(id), "203.0.113.1"), Expr::from);
        let body = Body::new().set("bgp_asn", premises.asn.unwrap_or(65000).to_string()).set("ip_address", address).fix("type", "ipsec.1");
        let block = cx.block(CUSTOMER, id, cx.at(&premises.region), body);
        cx.push_named(block);
    }
    for (id, _) in cx.mine::<DirectConnect>() {
        cx.left_out(id, text!("{it} is set up together with its connections at the location, and is not written", it = id));
    }
    for (id, connection) in cx.mine::<VpnConnection>() {
        let at = region(cx, connection.gateway);
        let transit = connection.gateway.kind() == Kind::TransitGateway;
        let (set, argument, end) = if transit {
            (names::VPN_TRANSIT, "transit_gateway_id", cx.reference(connection.gateway, names::TRANSIT_GATEWAY, "id"))
        } else {
            (names::VPN_PRIVATE, "vpn_gateway_id", cx.reference(connection.gateway, names::VPN_GATEWAY, "id"))
        };
        let body = Body::new()
            .set(argument, end)
            .set("customer_gateway_id", cx.reference(connection.premises, CUSTOMER, "id"))
            .fix("type", "ipsec.1")
            .set("static_routes_only", !connection.bgp);
        let block = cx.block(set, id, at.clone(), body);
        cx.push_named(block);
        let nets: BTreeSet<String> = connection.static_routes.iter().map(ToString::to_string).collect();
        if transit && !nets.is_empty() {
            let text = text!("{it} ends at a transit gateway: its static routes belong in the gateway's route tables", it = id);
            cx.left_out(id, text);
        } else if !connection.bgp {
            for net in nets {
                let own = Ref { set, key: cx.key(id), attribute: "id" };
                let body = Body::new().set("vpn_connection_id", own).set("destination_cidr_block", net.clone());
                cx.push(Block::new(ROUTE, format!("{}/{net}", cx.key(id)), body).of(id).region(at.clone()));
            }
        }
    }
}

fn region(cx: &Context, gateway: NodeId) -> Option<Region> {
    let transit = crate::document::Id::<TransitGateway>::of(gateway).and_then(|g| cx.model.get(g)).and_then(|g| cx.at(&g.region));
    transit.or_else(|| cx.model.vpc_of(gateway).and_then(|v| cx.at_vpc(v)))
}
