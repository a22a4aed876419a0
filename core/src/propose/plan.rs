//! The address plan: what each subnet has, keeps for AWS, uses and has left.

use crate::document::{
    Compute, Document, Id, InterfaceEndpoint, LoadBalancer, Model, NatGateway, NatHome, NetworkInterface, ResolverEndpoint, Subnet,
    TransitAttachment, Workload,
};
use crate::net::cidr;
use ipnet::Ipv4Net;
use std::net::Ipv4Addr;

/// One subnet's IPv4 addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    pub subnet: Id<Subnet>,
    /// `None` for an IPv6-only subnet, which has no row to speak of.
    pub cidr: Option<Ipv4Net>,
    /// First and last address that something can have.
    pub first: Option<Ipv4Addr>,
    pub last: Option<Ipv4Addr>,
    /// The five that AWS keeps. [Subnet CIDR blocks]
    pub reserved: Vec<Ipv4Addr>,
    /// Addresses that something can have.
    pub usable: u64,
    /// Addresses that the design uses: one per interface. Tasks of a container service and replicas spread evenly over their
    /// subnets, rounded up; an Application Load Balancer may take more as it grows.
    pub used: u64,
    pub free: u64,
}

/// Every subnet, oldest first.
pub fn address_plan(doc: &Document) -> Vec<PlanRow> {
    doc.model.all::<Subnet>().map(|(id, s)| row(&doc.model, id, s)).collect()
}

fn row(model: &Model, id: Id<Subnet>, s: &Subnet) -> PlanRow {
    let used = used(model, id);
    let reserved = s.cidr.map(cidr::reserved).unwrap_or_default();
    let usable = s.cidr.map_or(0, cidr::usable);
    let at = |from: Ipv4Addr, by: i64| u32::try_from(i64::from(u32::from(from)) + by).ok().map(Ipv4Addr::from);
    let room = s.cidr.filter(|_| usable > 0);
    PlanRow {
        subnet: id,
        cidr: s.cidr,
        first: room.and_then(|n| at(n.network(), 4)),
        last: room.and_then(|n| at(n.broadcast(), -1)),
        reserved,
        usable,
        used,
        free: usable.saturating_sub(used),
    }
}

fn used(model: &Model, subnet: Id<Subnet>) -> u64 {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let own: std::collections::BTreeSet<_> = model.all::<NetworkInterface>().filter_map(|(_, i)| i.attached_to).collect();
    let nat = model.all::<NatGateway>().filter(|(_, n)| n.home == NatHome::Zonal(subnet)).count();
    let endpoints = model.all::<InterfaceEndpoint>().flat_map(|(_, e)| &e.subnets).filter(|s| s.subnet == subnet).count();
    let resolvers = model.all::<ResolverEndpoint>().flat_map(|(_, e)| &e.subnets).filter(|s| s.subnet == subnet).count();
    let balancers = model.all::<LoadBalancer>().filter(|(_, b)| b.subnets.contains(&subnet)).count();
    let attachments = model.all::<TransitAttachment>().filter(|(_, a)| a.subnets.contains(&subnet)).count();
    let interfaces: usize =
        model.all::<NetworkInterface>().filter(|(_, i)| i.subnet == subnet).map(|(_, i)| i.private_ips.len().max(1)).sum();
    let workloads: u64 = model
        .all::<Workload>()
        .filter(|(id, w)| w.subnets.contains(&subnet) && !own.contains(id))
        .map(|(_, w)| match w.compute {
            // Functions share one interface per subnet and group. [Giving Lambda functions access to resources in an Amazon VPC]
            Compute::Function => 1,
            Compute::Instance => u64::from(w.count),
            _ => u64::from(w.count).div_ceil(count(w.subnets.len().max(1))).max(1),
        })
        .fold(0, u64::saturating_add);
    count(nat + endpoints + resolvers + balancers + attachments + interfaces).saturating_add(workloads)
}
