//! What single places carry, by AWS's published figures.

use super::throughput::Limit;
use crate::catalogue::{Catalogue, InstanceType};
use crate::document::{Compute, Id, Kind, NatGateway, NatHome, NodeId, Workload};
use crate::graph::{Interface, InterfaceRole, NetworkGraph};
use crate::text;
use crate::text::code;

/// Mbps of a quota in Gbps: what it has at first, and what it grows to.
pub(super) fn gigabits(catalogue: &Catalogue, id: &str) -> (Option<u64>, Option<u64>) {
    let quota = catalogue.quota(id);
    let mbps = |n: u64| n.saturating_mul(1000);
    let first = quota.and_then(|q| q.number()).map(mbps);
    (first, quota.and_then(|q| q.max).map(mbps).or(first))
}

/// An end of a way: a workload, a balancer, a function.
pub(super) fn end(graph: &NetworkGraph, catalogue: &Catalogue, f: &Interface) -> Option<Limit> {
    let unknown = |what| Some(Limit { at: f.owner, part: Some(f.subnet.node()), sustained: None, peak: None, what });
    match f.role {
        InterfaceRole::Function => return unknown(text!("AWS publishes no bandwidth of Lambda functions")),
        InterfaceRole::LoadBalancer => return unknown(text!("a load balancer grows with its load; AWS publishes no bandwidth")),
        InterfaceRole::Workload => {}
        _ => return None,
    }
    let w = Id::<Workload>::of(f.owner).and_then(|w| graph.model.get(w))?;
    match w.compute {
        Compute::Instance => {}
        Compute::Container => return unknown(text!("the bandwidth of tasks goes by their size and host, which are not in the design")),
        Compute::Database => return unknown(text!("the bandwidth of a database goes by its class, which is not in the design")),
        Compute::Function => return unknown(text!("AWS publishes no bandwidth of Lambda functions")),
    }
    let Some(kind) = w.instance_type.as_deref() else { return unknown(text!("no instance type is chosen")) };
    let Some(t) = catalogue.instance_type(kind) else {
        return unknown(text!("the instance type {kind} is not known here", kind = code(kind)));
    };
    let count = u64::from(w.count.max(1));
    let of = |mbps: u32| Some(u64::from(mbps).saturating_mul(count));
    let what = match t.bursts() {
        true => text!("{kind}: the rest of its bandwidth on burst credits only, for a while", kind = code(kind)),
        false => text!("{kind}", kind = code(kind)),
    };
    Some(Limit { at: f.owner, part: Some(f.subnet.node()), sustained: of(t.baseline_mbps), peak: of(t.peak_mbps), what })
}

/// What an instance may send through an internet gateway: half its bandwidth or 5 Gbps, whichever is more, from 32 vCPU on; else 5 Gbps.
/// [Amazon EC2 instance network bandwidth]
pub(super) fn through_internet_gateway(graph: &NetworkGraph, catalogue: &Catalogue, gateway: NodeId, f: &Interface) -> Option<Limit> {
    let w = Id::<Workload>::of(f.owner).and_then(|w| graph.model.get(w)).filter(|w| w.compute == Compute::Instance)?;
    let t: &InstanceType = catalogue.instance_type(w.instance_type.as_deref()?)?;
    let half = |mbps: u32| if t.vcpu < 32 { 5_000 } else { u64::from(mbps / 2).max(5_000) };
    let count = u64::from(w.count.max(1));
    Some(Limit {
        at: gateway,
        part: Some(f.owner),
        sustained: Some(half(t.baseline_mbps).saturating_mul(count)),
        peak: Some(half(t.peak_mbps).saturating_mul(count)),
        what: text!("what {owner} may send through an internet gateway", owner = f.owner),
    })
}

/// A device on the way.
pub(super) fn device(graph: &NetworkGraph, catalogue: &Catalogue, node: NodeId, zones: &[NodeId]) -> Vec<Limit> {
    let model = &graph.model;
    let limit = |part, (sustained, peak), what| Limit { at: node, part, sustained, peak, what };
    let unpublished = |what| vec![limit(None, (None, None), what)];
    match node.kind() {
        Kind::NatGateway => {
            let nat = Id::<NatGateway>::of(node).and_then(|n| model.get(n));
            if nat.is_some_and(|n| matches!(n.home, NatHome::Regional(_))) {
                return unpublished(text!("AWS publishes no bandwidth of regional NAT gateways"));
            }
            vec![limit(
                None,
                gigabits(catalogue, "nat_bandwidth"),
                text!("grows by itself; drops packets over one million a second at first"),
            )]
        }
        Kind::BalancerEndpoint => vec![limit(None, gigabits(catalogue, "endpoint_bandwidth"), text!("grows by itself"))],
        Kind::GatewayEndpoint => unpublished(text!("AWS publishes no bandwidth of gateway endpoints")),
        Kind::TransitGateway => zones
            .iter()
            .map(|z| limit(Some(*z), gigabits(catalogue, "tgw_bandwidth_vpc"), text!("for each VPC attachment and zone, each way")))
            .collect(),
        Kind::VpnConnection => {
            let quota = catalogue.quota("vpn_tunnel_bandwidth");
            let first = quota.and_then(|q| q.number());
            // One tunnel carries what AWS sends; a Large one is a choice that is not in the design.
            vec![limit(
                None,
                (first, first),
                text!("one tunnel at a time, an estimate of AWS; 5 Gbps with Large tunnels on a transit gateway"),
            )]
        }
        Kind::DirectConnect => unpublished(text!("goes by the line, which is not in the design")),
        Kind::Peering => Vec::new(),
        Kind::Workload | Kind::NetworkInterface => unpublished(text!("what an appliance forwards is not in the design")),
        _ => Vec::new(),
    }
}

/// One interface of an interface or resource endpoint. AWS says the one figure of VPC endpoints. [AWS PrivateLink quotas]
pub(super) fn endpoint_interface(catalogue: &Catalogue, f: &Interface) -> Limit {
    let (sustained, peak) = gigabits(catalogue, "endpoint_bandwidth");
    let what = match f.owner.kind() {
        Kind::ResourceEndpoint => text!("per zone; grows by itself; what the resource gateway behind it carries is not in the design"),
        _ => text!("per zone; grows by itself"),
    };
    Limit { at: f.owner, part: Some(f.subnet.node()), sustained, peak, what }
}
