//! Classes: interfaces that no rule, route or entry can tell apart.

use super::signature::{Blocks, Signature};
use crate::answer::seeing_targets;
use crate::document::{BlockMode, Id, NetworkAcl, NodeId, RouteTable, SecurityGroup, Subnet, TargetGroup, Vpc, Zone};
use crate::graph::{Interface, InterfaceRole, NetworkGraph};
use crate::ordered::Sorted as _;
use crate::ordered::{BTreeMap, BTreeSet};

/// Interfaces that packets treat alike.
#[derive(Clone, Debug)]
pub struct Class {
    /// Their numbers in the graph, at least one.
    pub members: Vec<usize>,
    pub subnet: Id<Subnet>,
    pub vpc: Id<Vpc>,
    pub groups: Vec<Id<SecurityGroup>>,
    pub role: InterfaceRole,
    /// Where the groups do not count: the place in the network.
    pub(super) place: usize,
}

impl Class {
    /// A member other than `not`, where there is one.
    pub fn member(&self, not: Option<usize>) -> Option<usize> {
        let first = self.members.first().copied();
        if first == not { self.members.get(1).copied() } else { first }
    }
}

/// What the way of packets hangs on, besides groups and whether the two ends share a subnet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    vpc: Id<Vpc>,
    zone: Zone,
    table: Option<Id<RouteTable>>,
    acl: Option<Id<NetworkAcl>>,
    /// The subnet, where devices stand in it that packets may go through: ACLs count otherwise there.
    subnet: Option<Id<Subnet>>,
    role: InterfaceRole,
    /// What it belongs to, where that decides: endpoints with their services and policies, load balancers with their listeners.
    owner: Option<NodeId>,
    v4: Vec<Signature>,
    v6: Vec<Signature>,
    public: Option<Option<Signature>>,
    /// Of which it is a target that sees its clients: a balancer does not bring it back to itself.
    targets: Vec<Id<TargetGroup>>,
    filtered: bool,
    managed: bool,
    unattached: bool,
    access: BlockMode,
}

/// A place, a subnet and groups: what interfaces of a class have in common.
type Alike = (usize, Id<Subnet>, Vec<Id<SecurityGroup>>);

/// The classes of a graph's interfaces that can be ends of a conversation, in the order of their first members, and how many places
/// they stand at.
pub(super) fn classes(graph: &NetworkGraph) -> (Vec<Class>, usize) {
    let blocks = Blocks::of(&graph.model);
    let targets = graph.route_targets();
    let passes = |f: &Interface| {
        matches!(f.role, InterfaceRole::Nat | InterfaceRole::TransitAttachment | InterfaceRole::BalancerEndpoint)
            || targets.contains(&f.owner)
    };
    let busy: BTreeSet<Id<Subnet>> = graph.interfaces.iter().filter(|f| passes(f)).map(|f| f.subnet).collect();
    let seeing = seeing_targets(graph);
    let mut places: BTreeMap<Place, usize> = BTreeMap::new();
    let mut index: BTreeMap<Alike, usize> = BTreeMap::new();
    let mut out: Vec<Class> = Vec::new();
    for (i, f) in graph.interfaces.iter().enumerate().filter(|(_, f)| talks(f)) {
        let next = places.len();
        let mut here = place(graph, &targets, &busy, &blocks, f);
        here.targets.extend(seeing.get(&i).into_iter().flatten());
        let place = *places.entry(here).or_insert(next);
        let mut groups = f.groups.clone();
        groups.order();
        groups.dedup();
        let class = *index.entry((place, f.subnet, groups)).or_insert_with(|| {
            out.push(Class { members: Vec::new(), subnet: f.subnet, vpc: f.vpc, groups: f.groups.clone(), role: f.role, place });
            out.len() - 1
        });
        if let Some(c) = out.get_mut(class) {
            c.members.push(i);
        }
    }
    (out, places.len())
}

/// Whether questions are asked about it: what only sends on is no end of a conversation.
fn talks(f: &Interface) -> bool {
    !matches!(f.role, InterfaceRole::Nat | InterfaceRole::TransitAttachment | InterfaceRole::BalancerEndpoint)
        && f.addresses().next().is_some()
}

fn place(graph: &NetworkGraph, targets: &BTreeSet<NodeId>, busy: &BTreeSet<Id<Subnet>>, blocks: &Blocks, f: &Interface) -> Place {
    let owned = matches!(f.role, InterfaceRole::Endpoint | InterfaceRole::LoadBalancer | InterfaceRole::Resolver);
    // A route may lead to one interface or instance alone, so those are told apart from their like.
    let target = targets.contains(&f.owner) || f.own.is_some_and(|n| targets.contains(&n.node()));
    Place {
        vpc: f.vpc,
        zone: f.zone.clone(),
        table: graph.model.table_of(f.subnet),
        acl: graph.model.acl_of(f.subnet),
        subnet: busy.contains(&f.subnet).then_some(f.subnet),
        role: f.role,
        owner: (owned || target).then(|| f.own.filter(|_| target).map_or(f.owner, Id::node)),
        v4: f.v4.iter().map(|a| blocks.signature((*a).into())).collect(),
        v6: f.v6.iter().map(|a| blocks.signature((*a).into())).collect(),
        public: f.public.as_ref().map(|p| p.address.map(|a| blocks.signature(a.into()))),
        targets: Vec::new(),
        filtered: f.filtered(),
        managed: f.managed,
        unattached: f.unattached,
        access: graph.block_public_access(f.vpc, Some(f.subnet)),
    }
}
