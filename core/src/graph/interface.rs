//! Network interfaces: those of the model, and those that AWS makes for what stands in a subnet.

use crate::document::{
    Body, Compute, ElasticIp, EndpointSubnet, Id, InterfaceEndpoint, LoadBalancer, Model, NatConnectivity, NatGateway, NatHome,
    NetworkInterface, NodeId, ResolverEndpoint, Scheme, SecurityGroup, Subnet, TransitAttachment, Vpc, Workload, Zone,
};
use crate::net::cidr;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network interface, its place and its addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// What it belongs to: a workload, an endpoint, a NAT gateway, or a [`NetworkInterface`] of its own.
    pub owner: NodeId,
    pub role: InterfaceRole,
    pub subnet: Id<Subnet>,
    pub vpc: Id<Vpc>,
    pub zone: Zone,
    /// The private IPv4 addresses, the primary one first.
    pub v4: Vec<Ipv4Addr>,
    pub v6: Vec<Ipv6Addr>,
    /// The addresses are ours to show; AWS picks any free one until somebody chooses.
    pub assumed: bool,
    /// Its security groups. Empty for what has none (NAT gateways, transit gateway attachments).
    pub groups: Vec<Id<SecurityGroup>>,
    pub public: Option<PublicAddress>,
    /// Drops what is neither from nor to its own addresses.
    pub source_dest_check: bool,
}

/// A public IPv4 address that stands for the primary private one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAddress {
    /// The address, once known.
    pub address: Option<Ipv4Addr>,
    pub elastic: Option<Id<ElasticIp>>,
}

/// What an interface does with packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InterfaceRole {
    Workload,
    /// A function's: it makes connections, and nothing can open one to it. [Giving Lambda functions access to resources in an
    /// Amazon VPC]
    Function,
    Endpoint,
    Nat,
    LoadBalancer,
    Resolver,
    TransitAttachment,
    /// An interface of the model that is attached to nothing known.
    Standalone,
}

impl InterfaceRole {
    /// Whether security groups filter at this interface.
    pub fn filtered(self) -> bool {
        !matches!(self, Self::Nat | Self::TransitAttachment)
    }
}

impl Interface {
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.v4.iter().copied().map(IpAddr::V4).chain(self.v6.iter().copied().map(IpAddr::V6))
    }

    /// The address that it sends from, in the IP version of the destination.
    pub fn source(&self, v6: bool) -> Option<IpAddr> {
        if v6 { self.v6.first().copied().map(IpAddr::V6) } else { self.v4.first().copied().map(IpAddr::V4) }
    }
}

/// What an interface is before it has an address.
struct Wanted {
    owner: NodeId,
    role: InterfaceRole,
    subnet: Id<Subnet>,
    v4: Vec<Ipv4Addr>,
    v6: Vec<Ipv6Addr>,
    groups: Vec<Id<SecurityGroup>>,
    public: Option<PublicAddress>,
    check: bool,
}

/// Every interface, in the order of its owner's kind and age, then of its subnets.
pub(super) fn all(model: &Model) -> Vec<Interface> {
    let wanted = wanted(model);
    let mut pools: BTreeMap<Id<Subnet>, Pool> = BTreeMap::new();
    for w in &wanted {
        let pool = pools.entry(w.subnet).or_insert_with(|| Pool::of(model, w.subnet));
        pool.taken.extend(&w.v4);
    }
    wanted
        .into_iter()
        .filter_map(|w| {
            let subnet = model.get(w.subnet)?;
            let assumed = w.v4.is_empty() && w.v6.is_empty();
            let pool = pools.get_mut(&w.subnet)?;
            let v4 = if w.v4.is_empty() { pool.v4().into_iter().collect() } else { w.v4 };
            let v6 = if w.v6.is_empty() { pool.v6().into_iter().collect() } else { w.v6 };
            let default = || model.get(subnet.vpc).map(|v| v.default_group).into_iter().collect();
            let groups = if w.groups.is_empty() && w.role.filtered() { default() } else { w.groups };
            Some(Interface {
                owner: w.owner,
                role: w.role,
                subnet: w.subnet,
                vpc: subnet.vpc,
                zone: subnet.zone.clone(),
                v4,
                v6,
                assumed,
                groups,
                public: w.public,
                source_dest_check: w.check,
            })
        })
        .collect()
}

/// Free addresses of a subnet, handed out lowest first.
struct Pool {
    net: Option<ipnet::Ipv4Net>,
    next: u32,
    taken: BTreeSet<Ipv4Addr>,
    v6: Option<ipnet::Ipv6Net>,
    next_v6: u128,
}

impl Pool {
    fn of(model: &Model, subnet: Id<Subnet>) -> Self {
        let s = model.get(subnet);
        let net = s.and_then(|s| s.cidr);
        Self {
            net,
            next: net.map_or(0, |n| u32::from(n.network()).saturating_add(4)),
            taken: BTreeSet::new(),
            v6: s.and_then(|s| s.ipv6),
            next_v6: 0x10,
        }
    }

    fn v4(&mut self) -> Option<Ipv4Addr> {
        let net = self.net?;
        loop {
            let a = Ipv4Addr::from(self.next);
            if !cidr::assignable(net, a) {
                return None;
            }
            self.next = self.next.checked_add(1)?;
            if self.taken.insert(a) {
                return Some(a);
            }
        }
    }

    fn v6(&mut self) -> Option<Ipv6Addr> {
        let net = self.v6?;
        let a = Ipv6Addr::from(u128::from(net.network()).checked_add(self.next_v6)?);
        self.next_v6 += 1;
        net.contains(&a).then_some(a)
    }
}

fn wanted(model: &Model) -> Vec<Wanted> {
    let mut out = Vec::new();
    for (id, n) in model.all::<NatGateway>() {
        if let NatHome::Zonal(subnet) = n.home {
            let elastic = n.addresses.first().copied();
            let public = match n.connectivity {
                NatConnectivity::Public => elastic.map(|e| elastic_address(model, e)),
                NatConnectivity::Private => None,
            };
            out.push(Wanted {
                owner: id.node(),
                role: InterfaceRole::Nat,
                subnet,
                v4: n.private_ip.into_iter().collect(),
                v6: Vec::new(),
                groups: Vec::new(),
                public,
                check: false,
            });
        }
    }
    for (id, e) in model.all::<InterfaceEndpoint>() {
        in_subnets(&mut out, id.node(), InterfaceRole::Endpoint, &e.subnets, &e.groups);
    }
    let mut attached: BTreeSet<NodeId> = BTreeSet::new();
    for (id, n) in model.all::<NetworkInterface>() {
        let (owner, role) = match n.attached_to {
            Some(to) => {
                attached.insert(to);
                (to, role_of(model, to))
            }
            None => (id.node(), InterfaceRole::Standalone),
        };
        let public =
            n.elastic_ip.map(|e| elastic_address(model, e)).or(n.public_ip.map(|a| PublicAddress { address: Some(a), elastic: None }));
        out.push(Wanted {
            owner,
            role,
            subnet: n.subnet,
            v4: n.private_ips.clone(),
            v6: n.ipv6.clone(),
            groups: n.groups.clone(),
            public,
            check: n.source_dest_check,
        });
    }
    for (id, b) in model.all::<LoadBalancer>() {
        for subnet in &b.subnets {
            let public = (b.scheme == Scheme::InternetFacing).then_some(PublicAddress { address: None, elastic: None });
            out.push(Wanted {
                owner: id.node(),
                role: InterfaceRole::LoadBalancer,
                subnet: *subnet,
                v4: vec![],
                v6: vec![],
                groups: b.groups.clone(),
                public,
                check: true,
            });
        }
    }
    for (id, r) in model.all::<ResolverEndpoint>() {
        in_subnets(&mut out, id.node(), InterfaceRole::Resolver, &r.subnets, &r.groups);
    }
    for (id, w) in model.all::<Workload>() {
        // A workload with interfaces of its own in the model (an import) has those and no others.
        if attached.contains(&id.node()) {
            continue;
        }
        let subnets = if w.compute == Compute::Instance { w.subnets.get(..1).unwrap_or_default() } else { &w.subnets };
        for (i, subnet) in subnets.iter().enumerate() {
            out.push(Wanted {
                owner: id.node(),
                role: role_of(model, id.node()),
                subnet: *subnet,
                v4: w.private_ip.filter(|_| i == 0).into_iter().collect(),
                v6: vec![],
                groups: w.groups.clone(),
                public: public_of(model, w, *subnet),
                check: w.source_dest_check,
            });
        }
    }
    for (id, a) in model.all::<TransitAttachment>() {
        for subnet in &a.subnets {
            out.push(Wanted {
                owner: id.node(),
                role: InterfaceRole::TransitAttachment,
                subnet: *subnet,
                v4: vec![],
                v6: vec![],
                groups: vec![],
                public: None,
                check: false,
            });
        }
    }
    out
}

fn role_of(model: &Model, owner: NodeId) -> InterfaceRole {
    match model.node(owner).map(|n| &n.body) {
        Some(Body::Workload(w)) if w.compute == Compute::Function => InterfaceRole::Function,
        Some(Body::NatGateway(_)) => InterfaceRole::Nat,
        Some(Body::InterfaceEndpoint(_)) => InterfaceRole::Endpoint,
        Some(Body::LoadBalancer(_)) => InterfaceRole::LoadBalancer,
        Some(Body::ResolverEndpoint(_)) => InterfaceRole::Resolver,
        Some(Body::TransitAttachment(_)) => InterfaceRole::TransitAttachment,
        _ => InterfaceRole::Workload,
    }
}

/// Functions never get a public address; an Elastic IP wins over what the subnet gives at launch.
fn public_of(model: &Model, w: &Workload, subnet: Id<Subnet>) -> Option<PublicAddress> {
    if w.compute == Compute::Function {
        return None;
    }
    if let Some(e) = w.elastic_ip {
        return Some(elastic_address(model, e));
    }
    let launch = || model.get(subnet).is_some_and(|s| s.public_ip_on_launch && s.cidr.is_some());
    // A database gets one only when asked: it is not launched as an instance of the subnet.
    let wants = w.public_ip.unwrap_or_else(|| w.compute != Compute::Database && launch());
    wants.then_some(PublicAddress { address: None, elastic: None })
}

fn elastic_address(model: &Model, e: Id<ElasticIp>) -> PublicAddress {
    PublicAddress { address: model.get(e).and_then(|e| e.address), elastic: Some(e) }
}

fn in_subnets(out: &mut Vec<Wanted>, owner: NodeId, role: InterfaceRole, subnets: &[EndpointSubnet], groups: &[Id<SecurityGroup>]) {
    for s in subnets {
        out.push(Wanted {
            owner,
            role,
            subnet: s.subnet,
            v4: s.ip.into_iter().collect(),
            v6: s.ipv6.into_iter().collect(),
            groups: groups.to_vec(),
            public: None,
            check: true,
        });
    }
}
