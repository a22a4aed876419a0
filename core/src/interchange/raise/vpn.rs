//! Virtual private gateways, customer gateways, Site-to-Site VPN connections.

use super::context::Raiser;
use super::vpcs;
use crate::document::{OnPremises, TransitGateway, Vpc, VpnConnection, VpnGateway};
use crate::text;

pub fn raise(r: &mut Raiser) {
    for (at, id) in r.enrolled::<VpnGateway>("aws_vpn_gateway") {
        let (vpc, asn) = (r.refer::<Vpc>(at, "vpc_id"), r.int(at, "amazon_side_asn").and_then(|n| u32::try_from(n).ok()));
        r.know(at, &["availability_zone"]);
        r.put(at, id, VpnGateway { vpc, asn, complete: true });
    }
    for at in r.of("aws_vpn_gateway_attachment") {
        let (Some(gateway), Some(vpc)) = (r.refer::<VpnGateway>(at, "vpn_gateway_id"), r.refer::<Vpc>(at, "vpc_id")) else {
            r.left_out(at, text!("its gateway or its VPC is not in the files"));
            continue;
        };
        r.model.edit(gateway, |g: &mut VpnGateway| g.vpc = Some(vpc));
    }
    for (at, id) in r.enrolled::<OnPremises>("aws_customer_gateway") {
        let region = r.region_at(at);
        r.know(at, &["type", "device_name", "certificate_arn"]);
        // An address for documentation is what an export writes where the design has none.
        let public_ip =
            r.text(at, "ip_address").and_then(|a| a.parse().ok()).filter(|a: &std::net::Ipv4Addr| a.to_string() != "203.0.113.1");
        let asn = r.int(at, "bgp_asn").and_then(|n| u32::try_from(n).ok());
        r.put(at, id, OnPremises { region, cidrs: Vec::new(), public_ip, asn });
    }
    for (at, id) in r.enrolled::<VpnConnection>("aws_vpn_connection") {
        let premises = r.refer::<OnPremises>(at, "customer_gateway_id");
        let (v, t) = (r.get(at, "vpn_gateway_id"), r.get(at, "transit_gateway_id"));
        let gateway = r.id::<VpnGateway>(v).map(|g| g.node()).or_else(|| r.id::<TransitGateway>(t).map(|g| g.node()));
        let (Some(premises), Some(gateway)) = (premises, gateway.filter(|g| r.model.contains(*g))) else {
            r.missing(at, "vpn_gateway_id", v);
            r.left_out(at, text!("its gateway on one of the sides is not in the files"));
            continue;
        };
        r.know(at, &["type"]);
        let bgp = r.flag(at, "static_routes_only") != Some(true);
        r.put(at, id, VpnConnection { gateway, premises, bgp, static_routes: Vec::new(), up: true, customer_cidr: None, aws_cidr: None });
    }
    for at in r.of("aws_vpn_connection_route") {
        let (connection, net) = (r.refer::<VpnConnection>(at, "vpn_connection_id"), vpcs::block(r, at, "destination_cidr_block"));
        let (Some(id), Some(net)) = (connection.filter(|c| r.model.get(*c).is_some()), net) else {
            r.left_out(at, text!("its connection or its block is not in the files"));
            continue;
        };
        r.model.edit(id, |c: &mut VpnConnection| c.static_routes.push(net));
        let premises = r.model.get(id).map(|c| c.premises);
        if let Some(premises) = premises {
            // What is routed there is there.
            r.model.edit(premises, |p: &mut OnPremises| {
                if !p.cidrs.contains(&net) {
                    p.cidrs.push(net);
                }
            });
        }
    }
}
