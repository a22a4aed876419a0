//! What is drawn inside what: the tree of boxes that follows from the model.
//!
//! VPC > zone column > subnet > workloads, endpoints' interfaces and the subnet's route table. Gateways, gateway endpoints
//! and transit attachments stand on the VPC's edge. Services, buckets, tables, transit gateways, peerings, VPN connections
//! and on-premises networks stand outside. Groups, ACLs, roles, accounts, hosted zones, target groups, prefix lists, flows and
//! addresses have no box: they are shown on what they concern.

use super::metrics::Look;
use crate::document::{Body, Compute, Document, Id, Kind, Layout, Model, NatHome, NodeId, Place, RouteTable, Subnet};
use crate::ordered::Sorted as _;
use crate::ordered::{BTreeMap, BTreeSet};

/// A side of a VPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

/// How a box stands in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// Anywhere inside.
    Free,
    /// Half in, half out on one side; only its place along the side is free.
    Edge(Side),
    /// In the bottom right corner of a subnet, always.
    Corner,
}

/// How a place stands: internet gateways on top, gateway endpoints right, virtual private gateways left, transit
/// attachments at the bottom.
pub fn stand(doc: &Document, place: &Place) -> Stand {
    stand_in(place, parent(doc, place).is_some())
}

fn stand_in(place: &Place, inside: bool) -> Stand {
    match (place, place.node().map(NodeId::kind)) {
        _ if !inside => Stand::Free,
        (_, Some(Kind::InternetGateway | Kind::EgressOnlyGateway)) => Stand::Edge(Side::Top),
        (_, Some(Kind::GatewayEndpoint)) => Stand::Edge(Side::Right),
        (_, Some(Kind::TransitAttachment)) => Stand::Edge(Side::Bottom),
        (_, Some(Kind::VpnGateway)) => Stand::Edge(Side::Left),
        (Place::Part(..), Some(Kind::RouteTable)) => Stand::Corner,
        _ => Stand::Free,
    }
}

/// The boxes that a resource has: none for kinds that are not drawn, several for what stands in several subnets.
pub fn places(doc: &Document, node: NodeId) -> Vec<Place> {
    let model = &doc.model;
    if let Some(table) = Id::<RouteTable>::of(node) {
        let served: Vec<_> = model.all::<Subnet>().filter(|(s, _)| model.table_of(*s) == Some(table)).map(|(s, _)| s).collect();
        return table_places(model, table, &served);
    }
    let Some(found) = model.node(node) else { return Vec::new() };
    let parts = |subnets: Vec<Id<Subnet>>| {
        let mut seen = BTreeSet::new();
        let all: Vec<_> = subnets.into_iter().filter(|s| seen.insert(*s)).map(|s| Place::Part(node, s.node())).collect();
        if all.is_empty() { vec![Place::Node(node)] } else { all }
    };
    match &found.body {
        Body::Workload(w) if w.compute != Compute::Instance => parts(model.subnets_where(node)),
        Body::LoadBalancer(_) | Body::InterfaceEndpoint(_) | Body::ResourceEndpoint(_) | Body::ResolverEndpoint(_) => {
            parts(model.subnets_where(node))
        }
        Body::TransitAttachment(a) if a.to.kind() != Kind::Vpc => Vec::new(),
        // What an interface belongs to stands there for it.
        Body::NetworkInterface(i) if i.attached_to.is_some_and(|owner| model.subnets_where(owner).contains(&i.subnet)) => Vec::new(),
        Body::Vpc(_)
        | Body::Subnet(_)
        | Body::InternetGateway(_)
        | Body::EgressOnlyGateway(_)
        | Body::NatGateway(_)
        | Body::VpnGateway(_)
        | Body::OnPremises(_)
        | Body::VpnConnection(_)
        | Body::DirectConnect(_)
        | Body::TransitGateway(_)
        | Body::TransitAttachment(_)
        | Body::Peering(_)
        | Body::GatewayEndpoint(_)
        | Body::BalancerEndpoint(_)
        | Body::NetworkInterface(_)
        | Body::Workload(_)
        | Body::Service(_)
        | Body::Bucket(_)
        | Body::Table(_) => vec![Place::Node(node)],
        _ => Vec::new(),
    }
}

/// A table stands in each subnet that it serves; one that serves none stands in its VPC, except the main one.
fn table_places(model: &Model, table: Id<RouteTable>, served: &[Id<Subnet>]) -> Vec<Place> {
    if !served.is_empty() {
        return served.iter().map(|s| Place::Part(table.node(), s.node())).collect();
    }
    match model.get(table).and_then(|t| model.get(t.vpc)) {
        Some(vpc) if vpc.main_table != table => vec![Place::Node(table.node())],
        _ => Vec::new(),
    }
}

/// The box that a box stands in or on; `None` for boxes that stand outside.
pub fn parent(doc: &Document, place: &Place) -> Option<Place> {
    let model = &doc.model;
    let subnet = |s: Id<Subnet>| model.contains(s).then(|| Place::Node(s.node()));
    match place {
        Place::Zone(vpc, _) => model.contains(*vpc).then(|| Place::Node(vpc.node())),
        Place::Part(_, within) => model.contains(*within).then_some(Place::Node(*within)),
        Place::Node(id) => match &model.node(*id)?.body {
            Body::Vpc(_) => None,
            Body::Subnet(s) => model.contains(s.vpc).then(|| Place::Zone(s.vpc, s.zone.clone())),
            Body::NatGateway(n) => match n.home {
                NatHome::Zonal(s) => subnet(s),
                NatHome::Regional(v) => model.contains(v).then(|| Place::Node(v.node())),
            },
            Body::Workload(w) => w.subnets.first().and_then(|s| subnet(*s)),
            Body::BalancerEndpoint(e) => subnet(e.subnet),
            Body::NetworkInterface(i) => subnet(i.subnet),
            _ => model.vpc_of(*id).filter(|v| model.contains(*v)).map(|v| Place::Node(v.node())),
        },
    }
}

/// The boxes in or on a box, in the order that Tidy gives them.
pub fn children(doc: &Document, place: &Place) -> Vec<Place> {
    let tree = Tree::of(doc);
    tree.index(place).map(|i| tree.children(i).filter_map(|k| tree.place(k)).cloned().collect()).unwrap_or_default()
}

/// All boxes of a document, each before what is inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    items: Vec<Item>,
    index: BTreeMap<Place, usize>,
    roots: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    place: Place,
    look: Look,
    stand: Stand,
    parent: Option<usize>,
    children: Vec<usize>,
    /// One behind the last box inside.
    end: usize,
}

impl Tree {
    pub fn of(doc: &Document) -> Self {
        Self::without(doc, None)
    }

    /// The tree without one box and what is inside it.
    pub fn without(doc: &Document, left_out: Option<&Place>) -> Self {
        let mut inside: BTreeMap<Option<Place>, Vec<Place>> = BTreeMap::new();
        let mut add = |place: Place| {
            if left_out != Some(&place) {
                inside.entry(parent(doc, &place)).or_default().push(place);
            }
        };
        zones(doc, &doc.layout).into_iter().for_each(&mut add);
        let mut served: BTreeMap<Id<RouteTable>, Vec<Id<Subnet>>> = BTreeMap::new();
        for (id, _) in doc.model.all::<Subnet>() {
            if let Some(table) = doc.model.table_of(id) {
                served.entry(table).or_default().push(id);
            }
        }
        for (id, _) in doc.model.nodes() {
            match Id::<RouteTable>::of(id) {
                Some(table) => table_places(&doc.model, table, served.get(&table).map_or(&[], Vec::as_slice)),
                None => places(doc, id),
            }
            .into_iter()
            .for_each(&mut add);
        }
        for all in inside.values_mut() {
            all.order_by_key(|p| (Look::of(p), p.node().map(|n| (rank(n.kind()), n.number())), p.clone()));
        }
        let mut tree = Self::default();
        let roots = inside.remove(&None).unwrap_or_default();
        tree.roots = roots.into_iter().map(|p| tree.grow(p, None, &mut inside)).collect();
        tree
    }

    /// Four levels deep at most: nothing but VPCs, zones and subnets has boxes inside.
    fn grow(&mut self, place: Place, parent: Option<usize>, inside: &mut BTreeMap<Option<Place>, Vec<Place>>) -> usize {
        let i = self.items.len();
        let below = inside.remove(&Some(place.clone())).unwrap_or_default();
        self.index.insert(place.clone(), i);
        let (look, stand) = (Look::of(&place), stand_in(&place, parent.is_some()));
        self.items.push(Item { place, look, stand, parent, children: Vec::new(), end: i });
        let children: Vec<_> = below.into_iter().map(|p| self.grow(p, Some(i), inside)).collect();
        let end = self.items.len();
        if let Some(item) = self.items.get_mut(i) {
            (item.children, item.end) = (children, end);
        }
        i
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn index(&self, place: &Place) -> Option<usize> {
        self.index.get(place).copied()
    }

    pub fn place(&self, i: usize) -> Option<&Place> {
        self.items.get(i).map(|n| &n.place)
    }

    pub fn node(&self, i: usize) -> Option<NodeId> {
        self.place(i).and_then(Place::node)
    }

    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.items.iter().map(|n| &n.place)
    }

    pub fn look(&self, i: usize) -> Look {
        self.items.get(i).map_or(Look::Chip, |n| n.look)
    }

    pub fn stand(&self, i: usize) -> Stand {
        self.items.get(i).map_or(Stand::Free, |n| n.stand)
    }

    pub fn parent(&self, i: usize) -> Option<usize> {
        self.items.get(i).and_then(|n| n.parent)
    }

    /// The boxes in a box; of `None`, those that stand outside.
    pub fn within(&self, i: Option<usize>) -> &[usize] {
        match i {
            None => &self.roots,
            Some(i) => self.items.get(i).map_or(&[], |n| n.children.as_slice()),
        }
    }

    pub fn children(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        self.within(Some(i)).iter().copied()
    }

    /// The box and all boxes inside it, however deep.
    pub fn subtree(&self, i: usize) -> std::ops::Range<usize> {
        i..self.items.get(i).map_or(i, |n| n.end)
    }
}

/// Zone columns: of subnets, and those that somebody put.
fn zones(doc: &Document, layout: &Layout) -> BTreeSet<Place> {
    let shown = layout.boxes.keys().filter(|p| matches!(p, Place::Zone(..)));
    doc.model.all::<Subnet>().map(|(_, s)| Place::Zone(s.vpc, s.zone.clone())).chain(shown.cloned()).collect()
}

/// The order of chips in a subnet and of cards in a column.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::LoadBalancer => 0,
        Kind::NatGateway => 1,
        Kind::Workload => 2,
        Kind::NetworkInterface => 3,
        Kind::BalancerEndpoint | Kind::ResourceEndpoint => 1,
        Kind::ResolverEndpoint => 2,
        Kind::Bucket => 1,
        Kind::Table => 2,
        _ => 0,
    }
}
