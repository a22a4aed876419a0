//! What is neither gone nor known to carry packets: not ready, not running, on its way out.

use super::build::Builder;
use super::endpoints;
use super::forms::Sort;
use super::recognise::Record;
use crate::document::{
    Compute, Destination, Id, InterfaceEndpoint, Kind, ListRef, LoadBalancer, NetworkInterface, NodeId, ResourceEndpoint, Route,
    RouteTable, Target,
};
use crate::document::{Resource, SecurityGroup, Subnet, TransitGateway, Vpc, Workload};
use crate::ordered::BTreeSet;
use crate::text;
use crate::text::Text;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What is told of what is in the design and idle.
pub fn idle() -> Text {
    text!("these are stopped, pending or not complete; whether they send and take packets is not known, and answers depend on it")
}

/// How the design has what is unsettled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsettled {
    /// Not at all: routes to it lead to something that is not known.
    LeftOut,
    /// As it is described; what its interfaces do with packets is not known.
    Idle,
}

/// Whether a thing of this kind and state is there, and nothing says that it carries packets. [NAT gateway states; VPC endpoint states; Instance
/// lifecycle; LoadBalancerState; VPN connection states]
pub fn unsettled(kind: Kind, state: &str) -> Option<Unsettled> {
    let state = state.replace(['-', '_'], "");
    let any = |all: &[&str]| all.contains(&state.as_str());
    match kind {
        // A NAT gateway that is being deleted may still process traffic; a pending one is not ready to.
        Kind::NatGateway if any(&["pending", "deleting"]) => Some(Unsettled::LeftOut),
        Kind::GatewayEndpoint | Kind::BalancerEndpoint if any(&["pending", "pendingacceptance", "partial"]) => Some(Unsettled::LeftOut),
        Kind::VpnConnection if any(&["pending"]) => Some(Unsettled::LeftOut),
        Kind::InterfaceEndpoint | Kind::ResourceEndpoint if any(&["pending", "pendingacceptance", "partial"]) => Some(Unsettled::Idle),
        Kind::Workload if any(&["pending", "creating", "starting", "stopping", "stopped"]) => Some(Unsettled::Idle),
        Kind::LoadBalancer if any(&["provisioning"]) => Some(Unsettled::Idle),
        _ => None,
    }
}

/// Whether a transit gateway's attachment of this state is not ready, or being taken back. [TransitGatewayAttachment]
pub fn attachment_waits(state: &str) -> bool {
    let state = state.replace(['-', '_'], "");
    ["initiating", "initiatingrequest", "pendingacceptance", "pending", "rollingback", "failing"].contains(&state.as_str())
}

impl Builder<'_> {
    /// Whether a thing is described and left out for its state.
    pub fn is_out(&self, aws_id: &str) -> bool {
        !self.ids.contains_key(aws_id) && (self.gone.contains_key(aws_id) || self.unsettled.contains_key(aws_id))
    }
}

/// The target of a route to something that is left out for its state. What will never carry packets again drops them. AWS takes a gateway
/// endpoint's route out with it, so that a route to one that is gone is of another moment than the endpoint.
pub fn target(b: &mut Builder, named: &[&str]) -> Option<Target> {
    let out = *named.iter().find(|t| b.is_out(t))?;
    let over = b.gone.get(out).is_some_and(|s| !s.ends_with("ing")) && !out.starts_with("vpce-");
    if over {
        return Some(Target::Gone(out.to_string()));
    }
    b.notes.guess_of(out, text!("routes lead there, and these are left out for their state; what they do with packets is not known"));
    Some(Target::Unknown(out.to_string()))
}

/// The attachment by which a VPC would reach a transit gateway, where it is not ready.
pub fn waiting(b: &Builder, target: NodeId, vpc: Id<Vpc>) -> Option<String> {
    let gateway = b.model.meta(Id::<TransitGateway>::of(target)?).and_then(|m| m.aws_id.clone());
    let gateway = gateway.or_else(|| b.ids.iter().find(|(_, n)| **n == target).map(|(a, _)| a.clone()))?;
    let vpc = b.model.meta(vpc)?.aws_id.clone()?;
    b.waiting.get(&(gateway, vpc)).cloned()
}

/// The interfaces that belong to something that is left out for its state.
pub fn orphans<'a>(b: &Builder<'a>) -> BTreeSet<&'a str> {
    let mut out = BTreeSet::new();
    for r in b.snapshot.all(Sort::Endpoint).iter().filter(|r| r.text("VpcEndpointId").is_some_and(|e| b.is_out(e))) {
        out.extend(r.get("NetworkInterfaceIds").texts());
    }
    for r in b.snapshot.all(Sort::NatGateway).iter().filter(|r| r.text("NatGatewayId").is_some_and(|n| b.is_out(n))) {
        out.extend(r.get("NatGatewayAddresses").list().iter().filter_map(|a| a.get("NetworkInterfaceId").text()));
    }
    out
}

/// Whether an interface's own record says that what it belongs to is left out for its state.
pub fn orphaned(b: &Builder, r: &Record, instance: Option<&str>) -> bool {
    let description = r.text("Description").unwrap_or_default();
    let balancer = description.strip_prefix("ELB ").map(|name| format!(":loadbalancer/{name}"));
    let words = description.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    instance.is_some_and(|i| b.is_out(i))
        || words.into_iter().any(|w| w.contains('-') && b.is_out(w))
        || balancer.is_some_and(|name| b.gone.keys().any(|arn| arn.ends_with(&name) && b.is_out(arn)))
}

/// What is idle does nothing for certain with packets, and a gateway endpoint that is not ready has its routes all the same.
pub fn read(b: &mut Builder) {
    for id in std::mem::take(&mut b.idle) {
        let all = b.model.all::<NetworkInterface>();
        let owned: Vec<Id<NetworkInterface>> = all.filter(|(_, n)| n.attached_to == Some(id)).map(|(n, _)| n).collect();
        for n in &owned {
            b.model.edit(*n, |n: &mut NetworkInterface| n.managed = true);
        }
        // One that has interfaces in the model has no others.
        for p in places(b, id).into_iter().filter(|_| owned.is_empty()) {
            let name = format!("interface of {}", b.model.name(id));
            let body = NetworkInterface {
                subnet: p.subnet,
                groups: p.groups,
                private_ips: p.ip.into_iter().collect(),
                ipv6: p.ipv6.into_iter().collect(),
                elastic_ip: None,
                public_ip: None,
                source_dest_check: p.check,
                attached_to: Some(id),
                index: 0,
                description: String::new(),
                managed: true,
                unattached: false,
                secondary_of: None,
            };
            b.invent(&name, None, body);
        }
    }
    for r in b.snapshot.all(Sort::Endpoint) {
        let Some(aws_id) = r.text("VpcEndpointId").filter(|e| b.unsettled.contains_key(*e) && b.is_out(e)) else { continue };
        let Some((service, _)) = r.text("ServiceName").and_then(super::lists::service) else { continue };
        if endpoints::kind(r) == Some(Kind::GatewayEndpoint) {
            for table in r.get("RouteTableIds").texts().filter_map(|t| b.find::<RouteTable>(t)).collect::<Vec<_>>() {
                let (target, destination) = (Target::Unknown(aws_id.into()), Destination::List(ListRef::Service(service.clone())));
                b.model.edit(table, |t: &mut RouteTable| {
                    if !t.routes.iter().any(|r| r.target == target) {
                        t.routes.push(Route { destination, target });
                    }
                });
            }
        }
    }
}

/// Where something has an interface that the design does not have as such.
struct Place {
    subnet: Id<Subnet>,
    ip: Option<Ipv4Addr>,
    ipv6: Option<Ipv6Addr>,
    groups: Vec<Id<SecurityGroup>>,
    check: bool,
}

fn places(b: &Builder, id: NodeId) -> Vec<Place> {
    fn of<T: Resource + Clone>(b: &Builder, id: NodeId) -> Option<T> {
        b.model.get(Id::<T>::of(id)?).cloned()
    }
    let plain = |subnet, groups: &[Id<SecurityGroup>]| Place { subnet, ip: None, ipv6: None, groups: groups.to_vec(), check: true };
    if let Some(e) = of::<InterfaceEndpoint>(b, id) {
        return e.subnets.iter().map(|s| Place { ip: s.ip, ipv6: s.ipv6, ..plain(s.subnet, &e.groups) }).collect();
    }
    if let Some(e) = of::<ResourceEndpoint>(b, id) {
        return e.subnets.iter().map(|s| Place { ip: s.ip, ipv6: s.ipv6, ..plain(s.subnet, &e.groups) }).collect();
    }
    if let Some(l) = of::<LoadBalancer>(b, id) {
        return l.subnets.iter().map(|s| plain(*s, &l.groups)).collect();
    }
    let Some(w) = of::<Workload>(b, id) else { return Vec::new() };
    let subnets = if w.compute == Compute::Instance { w.subnets.get(..1).unwrap_or_default() } else { &w.subnets };
    let one =
        |(i, s): (usize, &Id<Subnet>)| Place { ip: w.private_ip.filter(|_| i == 0), check: w.source_dest_check, ..plain(*s, &w.groups) };
    subnets.iter().enumerate().map(one).collect()
}
