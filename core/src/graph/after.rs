//! The graph after an edit: what the edit does not touch is taken over. Most edits are of one rule, entry or route.

use super::{NetworkGraph, route};
use crate::catalogue::Catalogue;
use crate::document::{Body, Id, Kind, Model, Node, NodeId, RouteTable};
use std::sync::{Arc, OnceLock};

/// What an edit may change of a graph.
enum Touches {
    Nothing,
    Table(Id<RouteTable>),
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
        // A name or a tag, and what stands there is the same.
        (_, Some((a, b))) if a == b => Touches::Nothing,
        _ => Touches::Everything,
    }
}

impl NetworkGraph {
    /// As [`NetworkGraph::build`] of the model after an edit of this graph's model, at the cost of what the edit touches.
    pub fn after(&self, model: &Model, catalogue: &Catalogue) -> Self {
        let mut tables = Vec::new();
        for (id, before, after) in self.model.changed(model) {
            match touches(id, before, after) {
                Touches::Nothing => {}
                Touches::Table(t) => tables.push(t),
                Touches::Everything => return Self::build(model, catalogue),
            }
        }
        let mut out = Self { model: model.clone(), boundaries: OnceLock::new(), ..self.clone() };
        if !tables.is_empty() {
            let routes = Arc::make_mut(&mut out.routes);
            for id in tables {
                if let Some(t) = model.get(id) {
                    routes.insert(id, route::effective(model, id, t));
                }
            }
        }
        out
    }
}
