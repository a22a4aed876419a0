//! What costs by the hour whether or not anything flows.

use super::estimate::Spread;
use super::meters::Metered;
use crate::catalogue::Meter;
use crate::document::{
    BalancerEndpoint, ElasticIp, GatewayEndpoint, Id, InterfaceEndpoint, NatGateway, NatHome, NodeId, Region, ResourceEndpoint,
    TransitAttachment, VpnConnection, Workload,
};
use crate::graph::NetworkGraph;
use crate::money::Quantity;
use crate::ordered::BTreeSet;

pub(super) fn meter(graph: &NetworkGraph, hours: u64, out: &mut Metered) {
    let model = &graph.model;
    let hours_of = |n: u64| Spread::same(Quantity::whole(hours).times(n));
    let region = |n: NodeId| model.vpc_of(n).and_then(|v| graph.region_of(v)).cloned();

    // Per zone with an interface, per started hour. [AWS PrivateLink pricing]
    for (id, _) in model.all::<InterfaceEndpoint>() {
        let zones: BTreeSet<_> = graph.interfaces_of(id.node()).iter().filter_map(|i| graph.interface(*i)).map(|f| &f.zone).collect();
        if let (Some(r), n @ 1..) = (region(id.node()), zones.len() as u64) {
            out.add(Meter::InterfaceEndpointHour, &r, id.node(), None, hours_of(n));
        }
    }
    // Per endpoint: AWS says "each hour that your resource VPC endpoint is provisioned", and nothing of zones. [Access VPC resources through
    // AWS PrivateLink]
    for (id, _) in model.all::<ResourceEndpoint>() {
        if let Some(r) = region(id.node()) {
            out.add(Meter::ResourceEndpointHour, &r, id.node(), None, hours_of(1));
        }
    }
    for (id, _) in model.all::<GatewayEndpoint>() {
        if let Some(r) = region(id.node()) {
            out.add(Meter::GatewayEndpointHour, &r, id.node(), None, hours_of(1));
        }
    }
    for (id, _) in model.all::<BalancerEndpoint>() {
        if let Some(r) = region(id.node()) {
            out.add(Meter::GwlbEndpointHour, &r, id.node(), None, hours_of(1));
        }
    }
    for (id, nat) in model.all::<NatGateway>() {
        let Some(r) = region(id.node()) else { continue };
        match nat.home {
            NatHome::Zonal(_) => out.add(Meter::NatHour, &r, id.node(), None, hours_of(1)),
            // Active in the zones where the VPC has interfaces, one at the least.
            NatHome::Regional(v) => {
                let zones: BTreeSet<_> = graph.interfaces.iter().filter(|f| f.vpc == v).map(|f| &f.zone).collect();
                out.add(Meter::RegionalNatHour, &r, id.node(), None, hours_of(zones.len().max(1) as u64));
            }
        }
    }
    public_addresses(graph, hours, out);
    for (id, a) in model.all::<TransitAttachment>() {
        if let Some(r) = model.get(a.gateway).map(|g| g.region.clone()) {
            out.add(Meter::TgwAttachmentHour, &r, id.node(), None, hours_of(1));
        }
    }
    for (id, c) in model.all::<VpnConnection>() {
        if let Some(r) = model.get(c.premises).map(|p| p.region.clone()) {
            out.add(Meter::VpnHour, &r, id.node(), None, hours_of(1));
        }
    }
}

/// Every public IPv4 address, in use or idle, Elastic or not. [Amazon VPC pricing: public IPv4 addresses]
fn public_addresses(graph: &NetworkGraph, hours: u64, out: &mut Metered) {
    let model = &graph.model;
    for (id, e) in model.all::<ElasticIp>() {
        out.add(Meter::PublicIpv4Hour, &e.region, holder(graph, id), None, Spread::same(Quantity::whole(hours)));
    }
    for f in graph.interfaces.iter().filter(|f| f.public.as_ref().is_some_and(|p| p.elastic.is_none())) {
        let count = Id::of(f.owner).and_then(|w: Id<Workload>| model.get(w)).map_or(1, |w| u64::from(w.count.max(1)));
        if let Some(r) = graph.region_of(f.vpc) {
            out.add(Meter::PublicIpv4Hour, &r.clone(), f.owner, None, Spread::same(Quantity::whole(hours).times(count)));
        }
    }
}

/// What an Elastic IP address is for: its holder, else the address itself.
fn holder(graph: &NetworkGraph, e: Id<ElasticIp>) -> NodeId {
    graph
        .interfaces
        .iter()
        .find(|f| f.public.as_ref().is_some_and(|p| p.elastic == Some(e)))
        .map(|f| f.owner)
        .or_else(|| graph.model.all::<NatGateway>().find(|(_, n)| n.addresses.contains(&e)).map(|(id, _)| id.node()))
        .unwrap_or(e.node())
}

/// The region that a code names, for lines of resources without a VPC.
pub(super) fn is_other(a: &Region, b: &Region) -> bool {
    a != b
}
