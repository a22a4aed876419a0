//! Customer gateways and VPN connections; whose the propagated routes of virtual private gateways are.

use super::build::Builder;
use super::enrol::gone;
use super::forms::Sort;
use super::recognise::Record;
use crate::document::{Destination, DirectConnect, Id, NodeId, OnPremises, Route, RouteTable, Target, VpnConnection, VpnGateway};
use crate::net::cidr;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::code;
use ipnet::IpNet;

pub fn read(b: &mut Builder) {
    for (id, aws_id, r) in b.enrolled::<OnPremises>(Sort::CustomerGateway, "CustomerGatewayId") {
        let region = b.regions.of_record(&r);
        let body = OnPremises {
            region,
            cidrs: Vec::new(),
            public_ip: r.text("IpAddress").and_then(|a| a.parse().ok()),
            asn: r.get("BgpAsn").int().and_then(|n| u32::try_from(n).ok()),
        };
        b.put(id, &r, aws_id, body);
    }
    let mut accepted: BTreeMap<Id<VpnConnection>, i64> = BTreeMap::new();
    for (id, aws_id, r) in b.enrolled::<VpnConnection>(Sort::VpnConnection, "VpnConnectionId") {
        accepted.insert(id, accepts(&r));
        connection(b, id, aws_id, &r);
    }
    pending(b);
    whose(b, &accepted);
    blocks(b);
}

/// A gateway with a connection that is left out for its state has connections that the design does not have.
fn pending(b: &mut Builder) {
    for r in b.snapshot.all(Sort::VpnConnection) {
        let out = r.text("VpnConnectionId").is_some_and(|c| b.unsettled.contains_key(c) && b.is_out(c));
        if let (true, Some(id)) = (out, r.text("VpnGatewayId").and_then(|g| b.find::<VpnGateway>(g))) {
            b.model.edit(id, |g: &mut VpnGateway| g.complete = false);
        }
    }
}

/// Routes that the tunnels accepted; -1 where nothing says it.
fn accepts(r: &Record) -> i64 {
    let up = r.get("VgwTelemetry").list().iter().filter(|t| t.get("Status").text() == Some("UP"));
    up.filter_map(|t| t.get("AcceptedRouteCount").int()).max().unwrap_or(-1)
}

fn connection(b: &mut Builder, id: Id<VpnConnection>, aws_id: &str, r: &Record) {
    let region = b.regions.of_record(r);
    let cgw = r.text("CustomerGatewayId").unwrap_or_default();
    let premises = b.find(cgw).unwrap_or_else(|| {
        b.notes.guess_of(cgw, text!("these customer gateways are not described"));
        super::transit::premises(b, cgw, Some(cgw), &region)
    });
    let gateway: NodeId = match (r.text("VpnGatewayId"), r.text("TransitGatewayId")) {
        (Some(vgw), _) => b.find::<VpnGateway>(vgw).map(Id::node).unwrap_or_else(|| {
            b.notes.guess_of(vgw, text!("these virtual private gateways are not described; they are taken to be attached to no VPC"));
            b.invent(vgw, Some(vgw), VpnGateway { vpc: None, asn: None, complete: false }).node()
        }),
        (None, Some(tgw)) => super::transit::gateway_of(b, tgw, &region).node(),
        (None, None) => {
            b.notes.left_out(
                text!("the gateway of {aws_id}", aws_id = code(aws_id)),
                &r.at(),
                text!("it is neither a virtual private nor a transit gateway"),
            );
            b.invent(&format!("the gateway of {aws_id}"), None, VpnGateway { vpc: None, asn: None, complete: false }).node()
        }
    };
    let tunnels = r.get("VgwTelemetry").list();
    let up = tunnels.iter().any(|t| t.get("Status").text().is_some_and(|s| s.eq_ignore_ascii_case("up")));
    if tunnels.is_empty() {
        b.notes.guess_of(aws_id, text!("nothing says whether the tunnels of these VPN connections are up; they are taken to be"));
    }
    let live = r.get("Routes").list().iter().filter(|x| !x.get("State").text().is_some_and(gone));
    let static_routes: Vec<IpNet> = live.filter_map(|x| cidr::parse(x.get("DestinationCidrBlock").text()?).ok()).collect();
    let fixed = r.get("Options").get("StaticRoutesOnly").flag().unwrap_or(!static_routes.is_empty());
    let side = |field: &str| r.get("Options").get(field).text().and_then(|c| cidr::parse_v4(c).ok()).filter(|n| n.prefix_len() > 0);
    let (customer_cidr, aws_cidr) = (side("LocalIpv4NetworkCidr"), side("RemoteIpv4NetworkCidr"));
    let body = VpnConnection { gateway, premises, bgp: !fixed, static_routes, up: up || tunnels.is_empty(), customer_cidr, aws_cidr };
    b.put(id, r, aws_id, body);
}

/// Says who announced what each virtual private gateway propagates: static connections announce their routes, the rest comes by BGP.
fn whose(b: &mut Builder, accepted: &BTreeMap<Id<VpnConnection>, i64>) {
    for (gateway, nets) in std::mem::take(&mut b.learned) {
        let own: Vec<(Id<VpnConnection>, VpnConnection)> =
            b.model.all::<VpnConnection>().filter(|(_, c)| c.gateway == gateway.node()).map(|(id, c)| (id, c.clone())).collect();
        let fixed: BTreeSet<IpNet> = own.iter().filter(|(_, c)| !c.bgp).flat_map(|(_, c)| c.static_routes.iter().copied()).collect();
        let rest: BTreeSet<IpNet> = nets.difference(&fixed).copied().collect();
        if rest.is_empty() {
            continue;
        }
        let mut speakers: Vec<NodeId> = own.iter().filter(|(_, c)| c.bgp && c.up).map(|(id, _)| id.node()).collect();
        let talking: Vec<NodeId> =
            own.iter().filter(|(id, c)| c.bgp && c.up && accepted.get(id).is_some_and(|n| *n > 0)).map(|(id, _)| id.node()).collect();
        if !talking.is_empty() {
            speakers = talking;
        }
        let direct = b.model.all::<DirectConnect>().filter(|(_, d)| d.up && d.premises.is_some() && d.gateways.contains(&gateway.node()));
        speakers.extend(direct.map(|(id, _)| id.node()).collect::<Vec<_>>());
        let name = b.model.name(gateway);
        if speakers.len() > 1 {
            b.notes.guess(text!(
                "nothing says which of {n} connections announced the routes that {name} propagates; each is taken to have",
                n = speakers.len(),
                name = code(&name)
            ));
        }
        for s in &speakers {
            b.announced.entry(*s).or_default().extend(rest.iter().copied());
        }
        if speakers.is_empty() {
            nobody(b, gateway, &rest);
        }
    }
}

/// Propagated routes of nobody known lead to something that is not known.
fn nobody(b: &mut Builder, gateway: Id<VpnGateway>, nets: &BTreeSet<IpNet>) {
    let meta = b.model.meta(gateway);
    let name = meta.and_then(|m| m.aws_id.clone()).unwrap_or_else(|| b.model.name(gateway));
    b.notes.guess(text!(
        "{name} propagates routes, and nothing in the snapshot announces them; where they lead is not known",
        name = code(&name)
    ));
    let tables: Vec<Id<RouteTable>> =
        b.model.all::<RouteTable>().filter(|(_, t)| t.propagation.contains(&gateway)).map(|(id, _)| id).collect();
    for id in tables {
        b.model.edit(id, |t: &mut RouteTable| {
            for net in nets {
                let destination = Destination::Cidr(*net);
                // A static route to the same block wins.
                if !t.routes.iter().any(|r| r.destination == destination) {
                    t.routes.push(Route { destination, target: Target::Unknown(name.clone()) });
                }
            }
        });
    }
}

/// Puts what was announced into the on-premises networks.
fn blocks(b: &mut Builder) {
    let mut out: BTreeMap<Id<OnPremises>, BTreeSet<IpNet>> = BTreeMap::new();
    for (id, c) in b.model.all::<VpnConnection>() {
        let own = out.entry(c.premises).or_default();
        own.extend(c.static_routes.iter().copied().filter(|_| !c.bgp));
        own.extend(b.announced_by(id.node()));
    }
    for (id, d) in b.model.all::<DirectConnect>() {
        if let Some(p) = d.premises {
            out.entry(p).or_default().extend(b.announced_by(id.node()));
        }
    }
    for (id, nets) in out {
        b.model.edit(id, |p: &mut OnPremises| p.cidrs = nets.into_iter().collect());
    }
}
