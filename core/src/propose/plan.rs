//! The address plan: what each subnet has, keeps for AWS, uses and has left.

use crate::document::{
    Compute, Document, Id, LoadBalancer, Model, NatGateway, NatHome, NetworkInterface, ResolverEndpoint, Subnet, TransitAttachment,
    Workload,
};
use crate::net::cidr;
use crate::ordered::{BTreeMap, BTreeSet};
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
    let used = used(&doc.model);
    doc.model.all::<Subnet>().map(|(id, s)| row(id, s, used.get(&id).copied().unwrap_or_default())).collect()
}

fn row(id: Id<Subnet>, s: &Subnet, used: u64) -> PlanRow {
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

/// Addresses in use, by subnet.
fn used(model: &Model) -> BTreeMap<Id<Subnet>, u64> {
    let mut used = BTreeMap::new();
    let mut take = |subnet: Id<Subnet>, n: u64| {
        let slot: &mut u64 = used.entry(subnet).or_default();
        *slot = slot.saturating_add(n);
    };
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let mut own = BTreeSet::new();
    for (_, i) in model.all::<NetworkInterface>() {
        take(i.subnet, count(i.private_ips.len().max(1)));
        own.extend(i.attached_to);
    }
    for (_, n) in model.all::<NatGateway>() {
        if let NatHome::Zonal(subnet) = n.home {
            take(subnet, 1);
        }
    }
    let endpoints = model.private_endpoints().map(|e| e.subnets);
    for s in endpoints.chain(model.all::<ResolverEndpoint>().map(|(_, e)| &e.subnets)).flatten() {
        take(s.subnet, 1);
    }
    let balancers = model.all::<LoadBalancer>().map(|(_, b)| &b.subnets);
    for s in balancers.chain(model.all::<TransitAttachment>().map(|(_, a)| &a.subnets)).flatten() {
        take(*s, 1);
    }
    for (_, w) in model.all::<Workload>().filter(|(id, _)| !own.contains(&id.node())) {
        for s in &w.subnets {
            let n = match w.compute {
                // Functions share one interface per subnet and group. [Giving Lambda functions access to resources in an Amazon VPC]
                Compute::Function => 1,
                Compute::Instance => u64::from(w.count),
                _ => u64::from(w.count).div_ceil(count(w.subnets.len().max(1))).max(1),
            };
            take(*s, n);
        }
    }
    used
}
