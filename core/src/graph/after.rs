//! The graph after an edit: what the edit does not touch is taken over. Most edits are of one rule, entry or route.

use super::{NetworkGraph, interface, route};
use crate::catalogue::Catalogue;
use crate::document::{Body, Id, Kind, Model, Node, NodeId, RouteTable, Subnet};
use std::sync::{Arc, OnceLock};

/// What an edit may change of a graph.
enum Touches {
    Nothing,
    Table(Id<RouteTable>),
    /// Which table and ACL a subnet has, and whether what starts in it gets a public address.
    Launches(Id<Subnet>),
    Everything,
}

fn touches(id: NodeId, before: Option<&Node>, after: Option<&Node>) -> Touches {
    let bodies = before.zip(after).map(|(a, b)| (&a.body, &b.body));
    match (id.kind(), bodies) {
        // Rules and entries are read from the model by whoever asks, and nothing is made of these.
        (_, Some((Body::SecurityGroup(a), Body::SecurityGroup(b)))) if a.vpc == b.vpc => Touches::Nothing,
        (_, Some((Body::NetworkAcl(a), Body::NetworkAcl(b)))) if a.vpc == b.vpc => Touches::Nothing,
        (Kind::Flow | Kind::Role | Kind::SecurityGroup | Kind::NetworkAcl, _) => Touches::Nothing,
        (_, Some((Body::RouteTable(a), Body::RouteTable(b)))) if a.vpc == b.vpc && a.edge == b.edge => {
            Id::of(id).map_or(Touches::Everything, Touches::Table)
        }
        (_, Some((Body::Subnet(a), Body::Subnet(b)))) if alike(a, b) => Id::of(id).map_or(Touches::Everything, Touches::Launches),
        // A name or a tag, and what stands there is the same.
        (_, Some((a, b))) if a == b => Touches::Nothing,
        _ => Touches::Everything,
    }
}

/// Whether two states of a subnet differ at most in table, ACL, and what it gives at launch.
fn alike(a: &Subnet, b: &Subnet) -> bool {
    *a == Subnet { table: a.table, acl: a.acl, public_ip_on_launch: a.public_ip_on_launch, ..b.clone() }
}

impl NetworkGraph {
    /// As [`NetworkGraph::build`] of the model after an edit of this graph's model, at the cost of what the edit touches.
    pub fn after(&self, model: &Model, catalogue: &Catalogue) -> Self {
        let (mut tables, mut launches) = (Vec::new(), Vec::new());
        for (id, before, after) in self.model.changed(model) {
            match touches(id, before, after) {
                Touches::Nothing => {}
                Touches::Table(t) => tables.push(t),
                Touches::Launches(s) => launches.push(s),
                Touches::Everything => return Self::build(model, catalogue),
            }
        }
        let mut out = Self { model: model.clone(), boundaries: OnceLock::new(), ..self.clone() };
        if !tables.is_empty() {
            let routes = Arc::make_mut(&mut out.routes);
            for id in tables {
                if let Some(t) = model.get(id) {
                    routes.insert(id, route::Routes::of(model, id, t));
                }
            }
        }
        for subnet in launches {
            Arc::make_mut(&mut out.standing).place(model, subnet);
            interface::launched_anew(model, Arc::make_mut(&mut out.interfaces).as_mut_slice(), self.interfaces_in(subnet));
        }
        out
    }
}
