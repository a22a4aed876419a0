//! A question of reachability as a person has put it so far, or as the selection puts it.

use portico_core::answer::query_of_flow;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Body, Flow, Id, Kind, Model, NodeId};
use portico_core::matrix::Passing;
use portico_core::net::Protocol;
use portico_core::reach::{Party, Query};

/// The port asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PortChoice {
    /// The one that the destination listens on.
    #[default]
    Usual,
    /// Every port: what passes?
    Every,
    One(u16),
}

/// What a person asks, as far as they have said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The flow of the design that asks it, with its request; none once a part is changed.
    pub flow: Option<Id<Flow>>,
    pub from: Option<Party>,
    pub to: Option<Party>,
    pub protocol: Protocol,
    pub port: PortChoice,
}

impl Default for Question {
    fn default() -> Self {
        Self { flow: None, from: None, to: None, protocol: Protocol::TCP, port: PortChoice::Usual }
    }
}

impl Question {
    /// The question that a flow of the design asks.
    pub fn of_flow(model: &Model, id: Id<Flow>) -> Option<Self> {
        let query = query_of_flow(model.get(id)?);
        let port = query.port.map_or(PortChoice::Every, PortChoice::One);
        Some(Self { flow: Some(id), from: Some(query.from), to: Some(query.to), protocol: query.protocol, port })
    }

    /// What passes, or passed, from one resource to another: on the first port of it, or what passes at all.
    pub fn on(from: NodeId, to: NodeId, passes: &Passing) -> Self {
        let first = passes.stretches().first().filter(|_| !passes.is_everything());
        let (protocol, port) = match first {
            None if passes.is_everything() => (Protocol::Any, PortChoice::Every),
            None => (Protocol::TCP, PortChoice::Every),
            Some(((lo, hi), _)) if lo != hi => (Protocol::Any, PortChoice::Every),
            Some(((p, _), ports)) => match ports.ranges() {
                [(a, b)] if a == b => (Protocol::Number(*p), PortChoice::One(*a)),
                _ => (Protocol::Number(*p), PortChoice::Every),
            },
        };
        Self { flow: None, from: Some(Party::Node(from)), to: Some(Party::Node(to)), protocol, port }
    }

    /// What is selected, taken as a question: a flow; a workload and then where to; one of them alone.
    pub fn of_selection(model: &Model, nodes: &[NodeId]) -> Self {
        let mut q = Self::default();
        for node in nodes.iter().filter(|n| model.contains(**n)) {
            if let Some(of_flow) = Id::of(*node).and_then(|id| Self::of_flow(model, id)) {
                return of_flow;
            }
            let party = Some(Party::Node(*node));
            match node.kind() {
                Kind::Workload if q.from.is_none() => q.from = party,
                Kind::Workload
                | Kind::Service
                | Kind::Bucket
                | Kind::Table
                | Kind::InterfaceEndpoint
                | Kind::ResourceEndpoint
                | Kind::LoadBalancer => q.to = party,
                _ => {}
            }
        }
        q
    }

    /// Without what is no longer in the design.
    pub fn within(self, model: &Model) -> Self {
        // A flow's question follows the flow as it is edited.
        if let Some(now) = self.flow.and_then(|id| Self::of_flow(model, id)) {
            return now;
        }
        let there = |p: &Party| !matches!(p, Party::Node(n) if !model.contains(*n));
        Self { flow: None, from: self.from.filter(there), to: self.to.filter(there), ..self }
    }

    /// The port in question; none for every port, and for protocols without ports.
    pub fn port(&self, model: &Model) -> Option<u16> {
        match self.port {
            _ if !self.protocol.has_ports() => None,
            PortChoice::One(p) => Some(p),
            PortChoice::Every => None,
            PortChoice::Usual => usual_port(model, self.to.as_ref()),
        }
    }

    /// Ready to be asked, once both ends are named.
    pub fn query(&self, model: &Model) -> Option<Query> {
        Some(Query {
            from: self.from.clone()?,
            to: self.to.clone()?,
            protocol: self.protocol,
            port: self.port(model),
            source_port: None,
            source_ip: None,
            icmp: None,
            one_way: false,
            v6: None,
        })
    }
}

/// The port that a destination listens on, 443 where nobody says.
fn usual_port(model: &Model, to: Option<&Party>) -> Option<u16> {
    let of_service = |id: &str| Catalogue::bundled().service(id).and_then(|s| s.ports.value.first().copied());
    let known = match to {
        Some(Party::Service(s, _)) => of_service(s.as_str()),
        Some(Party::Node(n)) => match model.node(*n).map(|n| &n.body) {
            Some(Body::Workload(w)) => w.port,
            Some(Body::Service(s)) => of_service(s.service.as_str()),
            Some(Body::InterfaceEndpoint(e)) => of_service(e.service.as_str()),
            Some(Body::LoadBalancer(b)) => b.listeners.first().map(|l| l.port),
            _ => None,
        },
        _ => None,
    };
    known.or(Some(443))
}
