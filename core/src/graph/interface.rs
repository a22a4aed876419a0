//! Network interfaces: those of the model, and those that AWS makes for what stands in a subnet.

use crate::document::{BalancerEndpoint, BalancerKind};
use crate::document::{
    Body, Compute, ElasticIp, EndpointSubnet, Id, LoadBalancer, Model, NatConnectivity, NatGateway, NatHome, NetworkInterface, NodeId,
    ResolverEndpoint, Scheme, SecurityGroup, Subnet, TransitAttachment, Vpc, Workload, Zone,
};
use crate::net::cidr;
use crate::ordered::{BTreeMap, BTreeSet, Sorted as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network interface, its place and its addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// What it belongs to: a workload, an endpoint, a NAT gateway, or a [`NetworkInterface`] of its own.
    pub owner: NodeId,
    /// The interface of the model that it is, where it is not derived.
    pub own: Option<Id<NetworkInterface>>,
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
    /// AWS made it for something that is not in the design.
    pub managed: bool,
    /// Nothing stands behind it.
    pub unattached: bool,
}

/// A public IPv4 address that stands for the primary private one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAddress {
    /// The address, once known.
    pub address: Option<Ipv4Addr>,
    pub elastic: Option<Id<ElasticIp>>,
}

/// What an interface does with packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InterfaceRole {
    Workload,
    /// A function's: it makes connections, and nothing can open one to it. [Giving Lambda functions access to resources in an
    /// Amazon VPC]
    Function,
    /// Of an interface or a resource endpoint.
    Endpoint,
    Nat,
    LoadBalancer,
    Resolver,
    TransitAttachment,
    /// Of a Gateway Load Balancer endpoint: a place that routes lead through.
    BalancerEndpoint,
    /// An interface of the model that is attached to nothing known.
    Standalone,
}

impl InterfaceRole {
    /// Whether security groups filter at such interfaces. [NAT gateway basics]
    pub fn filtered(self) -> bool {
        !matches!(self, Self::Nat | Self::TransitAttachment | Self::BalancerEndpoint)
    }
}

impl Interface {
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.v4.iter().copied().map(IpAddr::V4).chain(self.v6.iter().copied().map(IpAddr::V6))
    }

    /// Whether security groups filter here. A Network Load Balancer may have none.
    pub fn filtered(&self) -> bool {
        self.role.filtered() && !((self.managed || self.role == InterfaceRole::LoadBalancer) && self.groups.is_empty())
    }

    /// The address that it sends from, in the IP version of the destination.
    pub fn source(&self, v6: bool) -> Option<IpAddr> {
        if v6 { self.v6.first().copied().map(IpAddr::V6) } else { self.v4.first().copied().map(IpAddr::V4) }
    }
}

/// What an interface is before it has an address.
struct Wanted {
    owner: NodeId,
    own: Option<Id<NetworkInterface>>,
    role: InterfaceRole,
    subnet: Id<Subnet>,
    v4: Vec<Ipv4Addr>,
    v6: Vec<Ipv6Addr>,
    groups: Vec<Id<SecurityGroup>>,
    public: Option<PublicAddress>,
    check: bool,
    managed: bool,
    unattached: bool,
    /// Its place among its owner's.
    index: u32,
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
            // What is in the account already has the IPv6 addresses that it has: AWS gives them to those alone that ask.
            let settled = model.meta(w.own.map_or(w.owner, Id::node)).is_some_and(|m| m.existing);
            let v6 = if w.v6.is_empty() && !settled { pool.v6().into_iter().collect() } else { w.v6 };
            let default = || model.get(subnet.vpc).map(|v| v.default_group).into_iter().collect();
            let filtered = w.role.filtered() && !w.managed && !unfiltered_balancer(model, w.owner);
            let groups = if w.groups.is_empty() && filtered { default() } else { w.groups };
            Some(Interface {
                owner: w.owner,
                own: w.own,
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
                managed: w.managed,
                unattached: w.unattached,
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

fn unfiltered_balancer(model: &Model, owner: NodeId) -> bool {
    Id::of(owner).and_then(|b: Id<LoadBalancer>| model.get(b)).is_some_and(|b| b.balancer != BalancerKind::Application)
}

impl Wanted {
    /// An interface with nothing chosen.
    fn plain(owner: NodeId, role: InterfaceRole, subnet: Id<Subnet>) -> Self {
        Self {
            owner,
            own: None,
            role,
            subnet,
            v4: vec![],
            v6: vec![],
            groups: vec![],
            public: None,
            check: true,
            managed: false,
            unattached: false,
            index: 0,
        }
    }
}

/// Interfaces of the model, and those that AWS makes for whatever has none of its own in the model.
fn wanted(model: &Model) -> Vec<Wanted> {
    let mut out = Vec::new();
    let mut attached: BTreeSet<NodeId> = BTreeSet::new();
    let mut own: BTreeMap<NodeId, Vec<Wanted>> = BTreeMap::new();
    for (id, n) in model.all::<NetworkInterface>() {
        let (owner, role) = match n.attached_to {
            Some(to) => (to, role_of(model, to)),
            None => (id.node(), InterfaceRole::Standalone),
        };
        attached.insert(owner);
        let elastic = n.elastic_ip.map(|e| elastic_address(model, e));
        let given = n.public_ip.map(|a| PublicAddress { address: Some(a), elastic: None });
        own.entry(owner).or_default().push(Wanted {
            own: Some(id),
            v4: n.private_ips.clone(),
            v6: n.ipv6.clone(),
            groups: n.groups.clone(),
            public: elastic.or(given).or_else(|| public_of_owner(model, owner)),
            // Routes lead through these whatever the check.
            check: n.source_dest_check
                && !matches!(role, InterfaceRole::BalancerEndpoint | InterfaceRole::TransitAttachment | InterfaceRole::Nat),
            managed: n.managed,
            unattached: n.unattached && n.attached_to.is_none(),
            index: n.index,
            ..Wanted::plain(owner, role, n.subnet)
        });
    }
    for all in own.values_mut() {
        all.order_by_key(|w| w.index);
    }
    let derived = |owner: NodeId| !attached.contains(&owner);
    let take =
        |out: &mut Vec<Wanted>, own: &mut BTreeMap<NodeId, Vec<Wanted>>, owner: NodeId| out.extend(own.remove(&owner).unwrap_or_default());
    for (id, n) in model.all::<NatGateway>() {
        take(&mut out, &mut own, id.node());
        if let (NatHome::Zonal(subnet), true) = (n.home, derived(id.node())) {
            out.push(Wanted {
                v4: n.private_ip.into_iter().collect(),
                public: public_of_owner(model, id.node()),
                check: false,
                ..Wanted::plain(id.node(), InterfaceRole::Nat, subnet)
            });
        }
    }
    for e in model.private_endpoints() {
        take(&mut out, &mut own, e.id);
        if derived(e.id) {
            in_subnets(&mut out, e.id, InterfaceRole::Endpoint, e.subnets, e.groups);
        }
    }
    let standing: Vec<NodeId> = own.keys().copied().filter(|n| n.kind() == crate::document::Kind::NetworkInterface).collect();
    for id in standing {
        take(&mut out, &mut own, id);
    }
    for (id, b) in model.all::<LoadBalancer>() {
        take(&mut out, &mut own, id.node());
        for subnet in b.subnets.iter().filter(|_| derived(id.node())) {
            let public = public_of_owner(model, id.node());
            out.push(Wanted { groups: b.groups.clone(), public, ..Wanted::plain(id.node(), InterfaceRole::LoadBalancer, *subnet) });
        }
    }
    for (id, r) in model.all::<ResolverEndpoint>() {
        take(&mut out, &mut own, id.node());
        if derived(id.node()) {
            in_subnets(&mut out, id.node(), InterfaceRole::Resolver, &r.subnets, &r.groups);
        }
    }
    for (id, w) in model.all::<Workload>() {
        take(&mut out, &mut own, id.node());
        // A workload with interfaces of its own in the model (an import) has those and no others.
        if !derived(id.node()) {
            continue;
        }
        let subnets = if w.compute == Compute::Instance { w.subnets.get(..1).unwrap_or_default() } else { &w.subnets };
        for (i, subnet) in subnets.iter().enumerate() {
            out.push(Wanted {
                v4: w.private_ip.filter(|_| i == 0).into_iter().collect(),
                groups: w.groups.clone(),
                public: public_of(model, w, *subnet),
                check: w.source_dest_check,
                ..Wanted::plain(id.node(), role_of(model, id.node()), *subnet)
            });
        }
    }
    for (id, a) in model.all::<TransitAttachment>() {
        take(&mut out, &mut own, id.node());
        for subnet in a.subnets.iter().filter(|_| derived(id.node())) {
            out.push(Wanted { check: false, ..Wanted::plain(id.node(), InterfaceRole::TransitAttachment, *subnet) });
        }
    }
    for (id, e) in model.all::<BalancerEndpoint>() {
        take(&mut out, &mut own, id.node());
        if derived(id.node()) {
            out.push(Wanted { check: false, ..Wanted::plain(id.node(), InterfaceRole::BalancerEndpoint, e.subnet) });
        }
    }
    // What belongs to something that is gone.
    out.extend(own.into_values().flatten());
    out
}

/// The public address of what AWS gives one whatever its interfaces say.
fn public_of_owner(model: &Model, owner: NodeId) -> Option<PublicAddress> {
    match &model.node(owner)?.body {
        Body::NatGateway(n) if n.connectivity == NatConnectivity::Public => n.addresses.first().map(|e| elastic_address(model, *e)),
        Body::LoadBalancer(b) if b.scheme == Scheme::InternetFacing => Some(PublicAddress { address: None, elastic: None }),
        _ => None,
    }
}

fn role_of(model: &Model, owner: NodeId) -> InterfaceRole {
    match model.node(owner).map(|n| &n.body) {
        Some(Body::Workload(w)) if w.compute == Compute::Function => InterfaceRole::Function,
        Some(Body::NatGateway(_)) => InterfaceRole::Nat,
        Some(Body::InterfaceEndpoint(_) | Body::ResourceEndpoint(_)) => InterfaceRole::Endpoint,
        Some(Body::LoadBalancer(_)) => InterfaceRole::LoadBalancer,
        Some(Body::ResolverEndpoint(_)) => InterfaceRole::Resolver,
        Some(Body::TransitAttachment(_)) => InterfaceRole::TransitAttachment,
        Some(Body::BalancerEndpoint(_)) => InterfaceRole::BalancerEndpoint,
        _ => InterfaceRole::Workload,
    }
}

/// Public addresses once more, where a subnet gives others at launch: of what AWS made for workloads, among these interfaces.
pub(super) fn launched_anew(model: &Model, all: &mut [Interface], among: &[usize]) {
    for i in among {
        if let Some(f) = all.get_mut(*i).filter(|f| f.own.is_none())
            && let Some(w) = Id::<Workload>::of(f.owner).and_then(|w| model.get(w))
        {
            f.public = public_of(model, w, f.subnet);
        }
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
            v4: s.ip.into_iter().collect(),
            v6: s.ipv6.into_iter().collect(),
            groups: groups.to_vec(),
            ..Wanted::plain(owner, role, s.subnet)
        });
    }
}
