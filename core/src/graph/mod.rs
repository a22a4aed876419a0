//! The model resolved: interfaces with addresses, effective routes, names. A pure function of model and catalogue.

mod after;
mod boundary;
mod class;
mod interface;
mod list;
mod name;
mod route;
mod standing;
mod transit;

pub use class::SubnetClass;
pub use interface::{Interface, InterfaceRole, PublicAddress};
pub use name::{Answer, NameSource, Resolution};
pub use route::{Chosen, EffectiveRoute, Lookup, Lost, LostWhy, Origin, RouteMatch, RouteTarget};
pub use standing::Placed;
pub use transit::{TransitOrigin, TransitRouteMet};

use crate::catalogue::Catalogue;
use crate::document::{
    BlockMode, Body, ElasticIp, GatewayEndpoint, Id, InterfaceEndpoint, InternetGateway, Kind, ListRef, Model, NetworkInterface, NodeId,
    Peering, Region, RouteTable, ServiceId, Subnet, TransitAttachment, TransitGateway, TransitTable, Vpc,
};
use crate::net::cidr;
use crate::net::packet_set::cidr_addresses;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::policy::{Policy, PolicyError};
use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

/// An address as rules see it: one that is known, or somewhere in a range whose blocks are not known here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    Known(IpAddr),
    /// A public address of an AWS service in a region. Its blocks are not in the catalogue: a rule that names the
    /// service's prefix list matches exactly, `0.0.0.0/0` does, a private block does not, any other may.
    Service(ServiceId, Region),
    /// Any public IPv4 address of the internet.
    Internet,
    /// Any public IPv6 address of the internet.
    InternetV6,
}

/// Whether a block holds a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    No,
    /// Cannot be told: the block cuts through a range whose extent is not known.
    Unknown,
    Yes,
}

impl Point {
    /// Whether the block holds this point.
    pub fn within(&self, net: IpNet) -> Holds {
        match self {
            Self::Known(a) => {
                if net.contains(a) {
                    Holds::Yes
                } else {
                    Holds::No
                }
            }
            // The studio's questions about services and the internet are IPv4 questions.
            Self::Service(..) | Self::Internet => match net {
                IpNet::V6(_) => Holds::No,
                net if net.prefix_len() == 0 => Holds::Yes,
                net if cidr::never_public(net) => Holds::No,
                _ => Holds::Unknown,
            },
            Self::InternetV6 => match net {
                IpNet::V4(_) => Holds::No,
                net if net.prefix_len() == 0 => Holds::Yes,
                net if cidr::never_public(net) => Holds::No,
                _ => Holds::Unknown,
            },
        }
    }

    pub fn is_v6(&self) -> bool {
        matches!(self, Self::Known(IpAddr::V6(_)) | Self::InternetV6)
    }

    /// The addresses that a packet set has for this point; everything for a range that is not known.
    pub fn addresses(&self) -> crate::net::packet_set::AddressSet {
        match self {
            Self::Known(a) => cidr_addresses(IpNet::from(*a)),
            _ => crate::net::packet_set::AddressSet::full(),
        }
    }
}

/// The resolved network. Its parts are shared with the graphs of later edits, so that a clone is cheap.
#[derive(Clone, Debug)]
pub struct NetworkGraph {
    /// The model that this is the graph of (a cheap clone).
    pub model: Model,
    /// All interfaces; positions in this list are interface numbers.
    pub interfaces: Arc<Vec<Interface>>,
    routes: Arc<BTreeMap<Id<RouteTable>, route::Routes>>,
    standing: Arc<standing::Standing>,
    by_owner: Arc<BTreeMap<NodeId, Vec<usize>>>,
    by_address: Arc<BTreeMap<(Id<Vpc>, IpAddr), usize>>,
    by_subnet: Arc<BTreeMap<Id<Subnet>, Vec<usize>>>,
    by_public: Arc<BTreeMap<IpAddr, usize>>,
    /// Attached interfaces of the model, which belong to something else.
    by_own: Arc<BTreeMap<NodeId, usize>>,
    transit: Arc<transit::Tables>,
    /// Route tables of internet and virtual private gateways.
    edges: Arc<BTreeMap<NodeId, Id<RouteTable>>>,
    internet: Arc<BTreeMap<Id<Vpc>, Id<InternetGateway>>>,
    lists: Arc<list::Lists>,
    /// Pairs of VPCs between which references to groups count, both ways round: by peering, and by a transit gateway.
    peered: Arc<BTreeSet<(Id<Vpc>, Id<Vpc>)>>,
    joined: Arc<BTreeSet<(Id<Vpc>, Id<Vpc>)>>,
    boundaries: OnceLock<Vec<u128>>,
    names: Arc<name::Names>,
    /// Endpoint policies, parsed when first asked for.
    policies: Arc<BTreeMap<NodeId, OnceLock<Result<Policy, PolicyError>>>>,
}

impl NetworkGraph {
    /// Resolves a model. Total: what is half-built gives a graph with less in it.
    pub fn build(model: &Model, catalogue: &Catalogue) -> Self {
        let interfaces = interface::all(model);
        let mut by_owner: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
        let mut by_address = BTreeMap::new();
        let (mut by_public, mut by_own) = (BTreeMap::new(), BTreeMap::new());
        let mut by_subnet: BTreeMap<Id<Subnet>, Vec<usize>> = BTreeMap::new();
        for (i, f) in interfaces.iter().enumerate() {
            by_owner.entry(f.owner).or_default().push(i);
            by_subnet.entry(f.subnet).or_default().push(i);
            for a in f.addresses() {
                by_address.entry((f.vpc, a)).or_insert(i);
            }
            if let Some(a) = f.public.as_ref().and_then(|p| p.address) {
                by_public.entry(IpAddr::V4(a)).or_insert(i);
            }
            if let Some(own) = f.own.filter(|own| own.node() != f.owner) {
                by_own.insert(own.node(), i);
            }
        }
        let (peered, joined) = references(model);
        let routes = model.all::<RouteTable>().map(|(id, t)| (id, route::Routes::of(model, id, t))).collect();
        let names = name::Names::new(model, catalogue);
        let gateway = model.all::<GatewayEndpoint>().filter(|(_, e)| e.policy.is_some()).map(|(id, _)| id.node());
        let interface = model.all::<InterfaceEndpoint>().filter(|(_, e)| e.policy.is_some()).map(|(id, _)| id.node());
        let policies = gateway.chain(interface).map(|id| (id, OnceLock::new())).collect();
        Self {
            model: model.clone(),
            interfaces: interfaces.into(),
            routes: Arc::new(routes),
            standing: standing::Standing::of(model).into(),
            by_owner: by_owner.into(),
            by_address: Arc::new(by_address),
            by_subnet: by_subnet.into(),
            by_public: Arc::new(by_public),
            by_own: Arc::new(by_own),
            transit: transit::tables(model).into(),
            edges: Arc::new(model.all::<RouteTable>().filter_map(|(id, t)| Some((t.edge?, id))).collect()),
            internet: Arc::new(model.all::<InternetGateway>().filter_map(|(id, g)| Some((g.vpc?, id))).collect()),
            lists: list::Lists::of(model).into(),
            peered: peered.into(),
            joined: joined.into(),
            boundaries: OnceLock::new(),
            names: names.into(),
            policies: Arc::new(policies),
        }
    }

    pub fn interface(&self, i: usize) -> Option<&Interface> {
        self.interfaces.get(i)
    }

    /// The numbers of a resource's interfaces, in the order of its subnets. An interface of the model is just itself.
    pub fn interfaces_of(&self, owner: impl Into<NodeId>) -> &[usize] {
        let owner = owner.into();
        match self.by_owner.get(&owner) {
            Some(all) => all,
            None => self.by_own.get(&owner).map_or(&[], std::slice::from_ref),
        }
    }

    pub fn interfaces_in(&self, subnet: Id<Subnet>) -> &[usize] {
        self.by_subnet.get(&subnet).map_or(&[], Vec::as_slice)
    }

    /// The interface that holds a private or IPv6 address in a VPC.
    pub fn at_address(&self, vpc: Id<Vpc>, address: IpAddr) -> Option<usize> {
        self.by_address.get(&(vpc, address)).copied()
    }

    /// The interfaces that hold an address in any VPC: several where VPCs use the same block.
    pub fn anywhere(&self, address: IpAddr) -> Vec<usize> {
        self.model.all::<Vpc>().filter_map(|(v, _)| self.at_address(v, address)).collect()
    }

    /// The interface whose public address this is.
    pub fn with_public(&self, address: IpAddr) -> Option<usize> {
        self.by_public.get(&address).copied()
    }

    /// The routes of a table as packets meet them, in AWS's order of preference within a destination.
    pub fn routes(&self, table: Id<RouteTable>) -> &[EffectiveRoute] {
        self.routes.get(&table).map_or(&[], |r| r.all.as_slice())
    }

    /// Which route of a table takes a packet to `to`, and which ones lose.
    pub fn look_up(&self, table: Id<RouteTable>, to: &Point) -> Lookup {
        let routes = self.routes.get(&table);
        route::look_up(routes.map_or(&[], |r| r.all.as_slice()), to, routes.and_then(|r| r.region.as_ref()), &self.lists)
    }

    /// Whether all routes of a table are in the design, as far as it is.
    pub fn all_routes_known(&self, table: Id<RouteTable>) -> bool {
        self.routes.get(&table).is_none_or(|r| r.complete)
    }

    /// Where a subnet stands, and what serves it.
    pub fn placed(&self, subnet: Id<Subnet>) -> Option<Placed> {
        self.standing.subnet(subnet)
    }

    /// Where Amazon's DNS server answers in a VPC, beside its link-local address.
    pub(crate) fn resolver(&self, vpc: Id<Vpc>) -> Option<u32> {
        self.standing.vpc(vpc)?.resolver
    }

    /// The routes of a transit gateway's table as packets meet them.
    pub fn transit_routes(&self, table: Id<TransitTable>) -> &[TransitRouteMet] {
        self.transit.get(&table).map_or(&[], Vec::as_slice)
    }

    /// The route table of an internet or virtual private gateway. [Gateway route tables]
    pub fn edge_table(&self, gateway: NodeId) -> Option<Id<RouteTable>> {
        self.edges.get(&gateway).copied()
    }

    /// The edge table of an internet gateway that leads a public address, as such, to something in the VPC. [Gateway route tables: ingress
    /// routing to public IP ranges]
    pub fn led_in(&self, address: IpAddr) -> Option<Id<RouteTable>> {
        let takes =
            |r: &EffectiveRoute| matches!((&r.matches, r.origin), (RouteMatch::Cidr(net), Origin::Static(_)) if net.contains(&address));
        let public = |t: &Id<RouteTable>| self.model.get(*t).is_some_and(|t| !self.in_vpc(t.vpc, address));
        let mut tables = self.edges.iter().filter(|(g, _)| g.kind() == Kind::InternetGateway).map(|(_, t)| *t);
        tables.find(|t| public(t) && self.routes(*t).iter().any(takes))
    }

    /// An Elastic IP address of the design that stands for no interface: it is associated with nothing, or with a NAT gateway, which takes no
    /// connections.
    pub fn idle_elastic(&self, address: IpAddr) -> Option<Id<ElasticIp>> {
        let IpAddr::V4(a) = address else { return None };
        let held = self.with_public(address).is_some();
        self.model.all::<ElasticIp>().find(|(_, e)| !held && e.address == Some(a)).map(|(id, _)| id)
    }

    /// The internet gateway of a VPC.
    pub fn internet_gateway(&self, vpc: Id<Vpc>) -> Option<Id<InternetGateway>> {
        self.internet.get(&vpc).copied()
    }

    /// The attachment of a VPC, or of anything else, to a transit gateway.
    pub fn attachment(&self, gateway: Id<TransitGateway>, to: NodeId) -> Option<(Id<TransitAttachment>, &TransitAttachment)> {
        self.model.all::<TransitAttachment>().find(|(_, a)| a.gateway == gateway && a.to == to)
    }

    /// Whether a block holds a point, by the entries of AWS's lists where they are known.
    pub fn within(&self, point: &Point, net: IpNet) -> Holds {
        self.lists.within(point, net)
    }

    /// The blocks of a service's public addresses, where the design has AWS's whole list.
    pub fn parts(&self, point: &Point) -> Option<Vec<IpNet>> {
        let Point::Service(s, region) = point else { return None };
        self.lists.whole(s, region)
    }

    /// Whether a prefix list that a rule in a VPC names holds a point.
    pub fn list_holds(&self, vpc: Id<Vpc>, list: &ListRef, point: &Point) -> Holds {
        match list {
            ListRef::Customer(l) => self.lists.customer(&self.model, *l, point),
            ListRef::Service(s) => self.lists.service(s, self.region_of(vpc), point).0,
        }
    }

    /// Whether a rule of one VPC's group that names a group of another counts: within a VPC; across an active peering in one region; and
    /// for packets that a transit gateway carried, inbound where the gateway supports it, whether or not the VPCs are peered as well.
    /// [Security group rules]
    pub fn references_count(&self, own: Id<Vpc>, other: Id<Vpc>, ingress: bool, by_transit: bool) -> bool {
        own == other || if by_transit { ingress && self.joined.contains(&(own, other)) } else { self.peered.contains(&(own, other)) }
    }

    /// What a VPC's owner has not shown: of another account.
    pub fn opaque(&self, vpc: Id<Vpc>) -> bool {
        self.standing.vpc(vpc).is_some_and(|v| v.opaque)
    }

    /// What VPC Block Public Access does with what comes and goes by a subnet's side of the VPC's internet gateways; without a subnet, by
    /// what has none, as a regional NAT gateway.
    pub fn block_public_access(&self, vpc: Id<Vpc>, subnet: Option<Id<Subnet>>) -> BlockMode {
        let own = subnet.and_then(|s| self.model.get(s)).and_then(|s| s.block_public_access);
        own.or_else(|| self.model.get(vpc).map(|v| v.block_public_access)).unwrap_or(BlockMode::Off)
    }

    /// The interfaces that stand for secondary addresses of an interface of the model.
    pub fn secondaries(&self, of: Id<NetworkInterface>) -> impl Iterator<Item = usize> {
        let second = move |f: &Interface| f.own.and_then(|n| self.model.get(n)).is_some_and(|n| n.secondary_of == Some(of));
        self.interfaces.iter().enumerate().filter(move |(_, f)| second(f)).map(|(i, _)| i)
    }

    /// What routes of any table lead to.
    pub fn route_targets(&self) -> BTreeSet<NodeId> {
        let target = |r: &EffectiveRoute| if let RouteTarget::Node(n) = r.target { Some(n) } else { None };
        self.routes.values().flat_map(|r| &r.all).filter_map(target).collect()
    }

    /// What packets do in a subnet: its colour.
    pub fn class(&self, subnet: Id<Subnet>) -> SubnetClass {
        class::of(self, subnet)
    }

    /// How the name of a service in a region resolves in a VPC.
    pub fn resolve(&self, vpc: Id<Vpc>, service: &ServiceId, region: &Region) -> Resolution {
        self.names.resolve(&self.model, vpc, service, region)
    }

    /// An endpoint's policy; none where it has the default one, an error where it is not a policy.
    pub fn endpoint_policy(&self, endpoint: NodeId) -> Option<&Result<Policy, PolicyError>> {
        let text = match &self.model.node(endpoint)?.body {
            Body::GatewayEndpoint(e) => e.policy.as_deref()?,
            Body::InterfaceEndpoint(e) => e.policy.as_deref()?,
            _ => return None,
        };
        Some(self.policies.get(&endpoint)?.get_or_init(|| Policy::parse(text)))
    }

    /// Where addresses begin to be treated otherwise, on the common line of both IP versions.
    pub fn boundaries(&self) -> &[u128] {
        self.boundaries.get_or_init(|| boundary::of(self))
    }

    /// Whether an address belongs to a block of any VPC.
    pub fn in_a_vpc(&self, address: IpAddr) -> bool {
        self.model.all::<Vpc>().any(|(v, _)| self.in_vpc(v, address))
    }

    /// Whether an address belongs to one of a VPC's blocks.
    pub fn in_vpc(&self, vpc: Id<Vpc>, address: IpAddr) -> bool {
        self.model.get(vpc).is_some_and(|v| match address {
            IpAddr::V4(a) => v.cidrs.iter().any(|c| c.contains(&a)),
            IpAddr::V6(a) => v.ipv6.iter().any(|c| c.contains(&a)),
        })
    }

    /// The VPC on the other side of a peering connection, if this is one side of it.
    pub fn peer(&self, peering: Id<Peering>, vpc: Id<Vpc>) -> Option<Id<Vpc>> {
        let p = self.model.get(peering)?;
        if p.requester == vpc {
            Some(p.accepter)
        } else if p.accepter == vpc {
            Some(p.requester)
        } else {
            None
        }
    }

    /// Interface endpoints whose interfaces stand in a VPC.
    pub fn interface_endpoints(&self, vpc: Id<Vpc>) -> impl Iterator<Item = (Id<InterfaceEndpoint>, &InterfaceEndpoint)> {
        self.model.all::<InterfaceEndpoint>().filter(move |(_, e)| e.vpc == vpc)
    }

    /// The region a resource is in.
    pub fn region_of(&self, vpc: Id<Vpc>) -> Option<&Region> {
        self.standing.vpc(vpc).map(|v| &v.region)
    }

    /// Interfaces of one kind of owner.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Interface> {
        self.interfaces.iter().filter(move |f| f.owner.kind() == kind)
    }
}

type Pairs = BTreeSet<(Id<Vpc>, Id<Vpc>)>;

fn references(model: &Model) -> (Pairs, Pairs) {
    let region = |v: Id<Vpc>| model.get(v).map(|v| v.region.as_str());
    let (mut peered, mut joined) = (Pairs::new(), Pairs::new());
    for (_, p) in model.all::<Peering>().filter(|(_, p)| p.accepted && region(p.requester) == region(p.accepter)) {
        peered.extend([(p.requester, p.accepter), (p.accepter, p.requester)]);
    }
    for (id, _) in model.all::<TransitGateway>().filter(|(_, g)| g.group_referencing) {
        let vpcs: Vec<Id<Vpc>> = model
            .all::<TransitAttachment>()
            .filter(|(_, a)| a.gateway == id && a.group_referencing)
            .filter_map(|(_, a)| Id::of(a.to))
            .collect();
        joined.extend(vpcs.iter().flat_map(|a| vpcs.iter().map(move |b| (*a, *b))));
    }
    (peered, joined)
}

#[cfg(test)]
mod tests;
