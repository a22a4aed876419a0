//! Who else can use a way, and what can narrow it.

use super::ways::Case;
use crate::document::{
    DirectConnect, Id, InterfaceEndpoint, Kind, Model, NodeId, OnPremises, Peering, PrivateDns, ResolverDirection, ResolverEndpoint,
    TransitAttachment, Vpc, VpnConnection, VpnGateway,
};
use crate::ordered::BTreeSet;
use crate::reach::Way;
use crate::text;
use crate::text::{Arg, Text};

/// Rules and policies that apply to it.
pub(super) fn controls(case: &Case, way: Way) -> Vec<Text> {
    let mut out = vec![text!("security groups of {workload}", workload = case.workload), text!("network ACLs")];
    let policy = case.catalogue.service(case.service.as_str()).and_then(|s| s.policy_supported).is_some_and(|p| p.value);
    match way {
        Way::GatewayEndpoint(e) => {
            out.push(text!("endpoint policy of {endpoint}", endpoint = e));
            out.push(text!("policies by aws:SourceVpce, aws:SourceVpc or aws:VpcSourceIp"));
        }
        Way::InterfaceEndpoint(e) => {
            out.push(text!("security groups of {endpoint}", endpoint = e));
            if policy {
                out.push(text!("endpoint policy of {endpoint}", endpoint = e));
            }
            out.push(text!("policies by aws:SourceVpce, aws:SourceVpc or aws:VpcSourceIp"));
        }
        Way::Nat(_) => out.push(text!("policies by aws:SourceIp: the NAT gateway's public address")),
        Way::InternetGateway(_) => out.push(text!("policies by aws:SourceIp: its own public address")),
        _ => out.push(text!("policies by aws:SourceIp")),
    }
    out
}

/// Who else can use it.
pub(super) fn serves(case: &Case, model: &Model, way: Way) -> Vec<Text> {
    match way {
        Way::GatewayEndpoint(e) => {
            let tables = model.get(e).map(|e| e.tables.clone()).unwrap_or_default();
            let mut out = vec![text!("subnets of {vpc} that use {tables}", vpc = case.vpc, tables = Arg::from_iter(tables))];
            out.extend(by_name(case, model));
            out.push(text!("nobody over peering, transit gateways, VPN or Direct Connect"));
            out
        }
        Way::InterfaceEndpoint(e) => {
            let home = Id::<InterfaceEndpoint>::of(e).and_then(|e| model.get(e)).map_or(case.vpc, |e| e.vpc);
            let mut out = vec![text!("everything in {vpc}", vpc = home)];
            out.extend(joined(model, home).into_iter().map(|v| text!("{vpc}, by private address", vpc = v)));
            out.extend(premises(model, home).into_iter().map(|p| text!("{premises}, by private address", premises = p)));
            out
        }
        Way::Nat(n) => vec![text!("whatever else {vpc} calls outside, through {nat}", vpc = case.vpc, nat = n)],
        Way::InternetGateway(_) => vec![text!("whatever else {workload} calls outside", workload = case.workload)],
        _ => Vec::new(),
    }
}

/// Names from on-premises, by an interface endpoint beside the gateway endpoint.
fn by_name(case: &Case, model: &Model) -> Option<Text> {
    let own = |e: &InterfaceEndpoint| e.vpc == case.vpc && e.service == *case.service && e.private_dns == PrivateDns::InboundResolver;
    let (endpoint, _) = model.all::<InterfaceEndpoint>().find(|(_, e)| own(e))?;
    let inbound = |r: &ResolverEndpoint| r.vpc == case.vpc && r.direction == ResolverDirection::Inbound;
    Some(match model.all::<ResolverEndpoint>().find(|(_, r)| inbound(r)) {
        Some((r, _)) => text!("who asks {resolver} for the name, by {endpoint}", resolver = r, endpoint = endpoint),
        None => text!("who asks an inbound Resolver endpoint for the name, by {endpoint}; there is none yet", endpoint = endpoint),
    })
}

/// VPCs with a way to private addresses of another.
fn joined(model: &Model, home: Id<Vpc>) -> BTreeSet<Id<Vpc>> {
    let far = |p: &Peering| if p.requester == home { Some(p.accepter) } else { (p.accepter == home).then_some(p.requester) };
    let mut out: BTreeSet<Id<Vpc>> = model.all::<Peering>().filter(|(_, p)| p.accepted).filter_map(|(_, p)| far(p)).collect();
    let gateways = gateways(model, home);
    let attached = model.all::<TransitAttachment>().filter(|(_, a)| gateways.contains(&a.gateway.node()));
    out.extend(attached.filter_map(|(_, a)| Id::<Vpc>::of(a.to)).filter(|v| *v != home));
    out
}

/// The virtual private and transit gateways of a VPC.
fn gateways(model: &Model, home: Id<Vpc>) -> BTreeSet<NodeId> {
    let transit = model.all::<TransitAttachment>().filter(|(_, a)| a.to == home.node()).map(|(_, a)| a.gateway.node());
    transit.chain(model.all::<VpnGateway>().filter(|(_, g)| g.vpc == Some(home)).map(|(id, _)| id.node())).collect()
}

/// Networks with a line to one of those.
fn premises(model: &Model, home: Id<Vpc>) -> BTreeSet<Id<OnPremises>> {
    let gateways = gateways(model, home);
    let vpn = model.all::<VpnConnection>().filter(|(_, c)| gateways.contains(&c.gateway)).map(|(_, c)| c.premises.node());
    let direct = model.all::<DirectConnect>().filter(|(_, c)| c.gateways.iter().any(|g| gateways.contains(g)));
    let direct = direct.filter_map(|(_, c)| c.premises.map(|p| p.node()));
    vpn.chain(direct).filter(|n| n.kind() == Kind::OnPremises).filter_map(Id::of).collect()
}
