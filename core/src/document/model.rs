//! The facts of a design: every resource by id, and nothing about how it is drawn.

use super::id::{Id, Kind, NodeId, Resource};
use super::node::{Body, Meta, Node};
use super::{Subnet, Vpc};
use crate::ordered::BTreeSet;
use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use std::sync::Arc;

/// All resources, ordered by kind and then by age. Cheap to clone: documents share what they have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    nodes: OrdMap<NodeId, Arc<Node>>,
}

impl Model {
    pub fn node(&self, id: impl Into<NodeId>) -> Option<&Node> {
        self.nodes.get(&id.into()).map(AsRef::as_ref)
    }

    pub fn contains(&self, id: impl Into<NodeId>) -> bool {
        self.nodes.contains_key(&id.into())
    }

    /// The resource under an id of known kind.
    pub fn get<T: Resource>(&self, id: Id<T>) -> Option<&T> {
        self.node(id.node()).and_then(|n| T::in_body(&n.body))
    }

    pub fn meta(&self, id: impl Into<NodeId>) -> Option<&Meta> {
        self.node(id).map(|n| &n.meta)
    }

    /// The display name; the id itself where nothing is stored under it.
    pub fn name(&self, id: impl Into<NodeId>) -> String {
        let id = id.into();
        self.meta(id).map_or_else(|| id.to_string(), |m| m.name.clone())
    }

    /// The export key; empty where nothing is stored under the id.
    pub fn key(&self, id: impl Into<NodeId>) -> &str {
        self.meta(id).map_or("", |m| m.key.as_str())
    }

    /// All resources of one kind, oldest first.
    pub fn all<T: Resource>(&self) -> impl Iterator<Item = (Id<T>, &T)> {
        self.of_kind(T::KIND).filter_map(|(id, n)| Some((Id::of(id)?, T::in_body(&n.body)?)))
    }

    /// All nodes of one kind, oldest first.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.range(NodeId::new(kind, 0)..=NodeId::new(kind, u32::MAX)).map(|(id, n)| (*id, n.as_ref()))
    }

    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().map(|(id, n)| (*id, n.as_ref()))
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What is not the same in two models, by its node before and after. Costs what the difference costs: models share what they have
    /// in common.
    pub fn changed<'a>(&'a self, after: &'a Self) -> impl Iterator<Item = (NodeId, Option<&'a Node>, Option<&'a Node>)> {
        self.nodes.diff(&after.nodes).map(|d| match d {
            DiffItem::Add(id, new) => (*id, None, Some(new.as_ref())),
            DiffItem::Update { old: (id, old), new: (_, new) } => (*id, Some(old.as_ref()), Some(new.as_ref())),
            DiffItem::Remove(id, old) => (*id, Some(old.as_ref()), None),
        })
    }

    pub fn insert(&mut self, id: NodeId, node: Node) {
        self.nodes.insert(id, Arc::new(node));
    }

    pub fn remove(&mut self, id: NodeId) {
        self.nodes.remove(&id);
    }

    /// Changes one node in place; false where there is none.
    pub fn update(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) -> bool {
        match self.nodes.get_mut(&id) {
            Some(node) => {
                change(Arc::make_mut(node));
                true
            }
            None => false,
        }
    }

    /// As [`Model::update`], on the fields of a known kind.
    pub fn edit<T: Resource>(&mut self, id: Id<T>, change: impl FnOnce(&mut T)) -> bool {
        let mut done = false;
        self.update(id.node(), |n| {
            if let Some(b) = T::in_body_mut(&mut n.body) {
                change(b);
                done = true;
            }
        });
        done
    }

    /// Resources that hold a reference to `id`, each once, in order.
    pub fn referrers(&self, id: NodeId) -> Vec<NodeId> {
        let holds = |n: &Node| {
            let mut found = false;
            n.body.each_ref(&mut |r| found |= r == id);
            found
        };
        self.nodes().filter(|(_, n)| holds(n)).map(|(i, _)| i).collect()
    }

    /// Everything that some resource other than `by` holds a reference to.
    pub fn held_by_others(&self, by: NodeId) -> BTreeSet<NodeId> {
        let mut out = BTreeSet::new();
        for (_, n) in self.nodes().filter(|(id, _)| *id != by) {
            n.body.each_ref(&mut |r| _ = out.insert(r));
        }
        out
    }

    pub fn subnets_of(&self, vpc: Id<Vpc>) -> impl Iterator<Item = (Id<Subnet>, &Subnet)> {
        self.all::<Subnet>().filter(move |(_, s)| s.vpc == vpc)
    }

    /// The VPC that a resource belongs to, where it belongs to just one.
    pub fn vpc_of(&self, id: impl Into<NodeId>) -> Option<Id<Vpc>> {
        let id = id.into();
        self.vpc_of_node(id, self.node(id)?)
    }

    /// As [`Model::vpc_of`], of a resource that is at hand.
    pub fn vpc_of_node(&self, id: NodeId, node: &Node) -> Option<Id<Vpc>> {
        let of_subnet = |s: Id<Subnet>| self.get(s).map(|s| s.vpc);
        match &node.body {
            Body::Vpc(_) => Id::of(id),
            Body::Subnet(x) => Some(x.vpc),
            Body::RouteTable(x) => Some(x.vpc),
            Body::InternetGateway(x) => x.vpc,
            Body::EgressOnlyGateway(x) => Some(x.vpc),
            Body::NatGateway(x) => match x.home {
                super::NatHome::Zonal(s) => of_subnet(s),
                super::NatHome::Regional(v) => Some(v),
            },
            Body::VpnGateway(x) => x.vpc,
            Body::SecurityGroup(x) => Some(x.vpc),
            Body::NetworkAcl(x) => Some(x.vpc),
            Body::GatewayEndpoint(x) => Some(x.vpc),
            Body::InterfaceEndpoint(x) => Some(x.vpc),
            Body::BalancerEndpoint(x) => Some(x.vpc),
            Body::ResourceEndpoint(x) => Some(x.vpc),
            Body::NetworkInterface(x) => of_subnet(x.subnet),
            Body::LoadBalancer(x) => Some(x.vpc),
            Body::TargetGroup(x) => Some(x.vpc),
            Body::ResolverEndpoint(x) => Some(x.vpc),
            Body::Workload(x) => x.subnets.first().and_then(|s| of_subnet(*s)),
            Body::TransitAttachment(x) => Id::of(x.to),
            _ => None,
        }
    }

    /// The subnets where a resource has an interface or stands, in the order given there.
    pub fn subnets_where(&self, id: impl Into<NodeId>) -> Vec<Id<Subnet>> {
        match self.node(id).map(|n| &n.body) {
            Some(Body::NatGateway(x)) => match x.home {
                super::NatHome::Zonal(s) => vec![s],
                super::NatHome::Regional(_) => Vec::new(),
            },
            Some(Body::BalancerEndpoint(x)) => vec![x.subnet],
            Some(Body::NetworkInterface(x)) => vec![x.subnet],
            Some(Body::LoadBalancer(x)) => x.subnets.clone(),
            Some(Body::Workload(x)) => x.subnets.clone(),
            Some(Body::TransitAttachment(x)) => x.subnets.clone(),
            other => other.map_or(&[][..], Body::endpoint_subnets).iter().map(|s| s.subnet).collect(),
        }
    }

    /// The route table that serves a subnet: its own, else the main one. [Subnet route tables]
    pub fn table_of(&self, subnet: Id<Subnet>) -> Option<Id<super::RouteTable>> {
        let s = self.get(subnet)?;
        s.table.or_else(|| self.get(s.vpc).map(|v| v.main_table))
    }

    /// The network ACL of a subnet: its own, else the default one.
    pub fn acl_of(&self, subnet: Id<Subnet>) -> Option<Id<super::NetworkAcl>> {
        let s = self.get(subnet)?;
        s.acl.or_else(|| self.get(s.vpc).map(|v| v.default_acl))
    }
}
