//! What is drawn and where: a document's boxes with who stands in whom.

use crate::geometry::Boxed;
use portico_core::document::{Body, Compute, Document, Id, Kind, Model, NatHome, NodeId, Place, Rect, Subnet, Vpc};
use std::collections::{BTreeMap, BTreeSet};

/// Every box of a document.
pub fn arrange(doc: &Document) -> Vec<Boxed> {
    let rects = effective(doc);
    rects
        .into_iter()
        .map(|(place, rect)| {
            let parent = parent(&doc.model, &place);
            let depth = depth(&place);
            Boxed { place, rect, parent, depth }
        })
        .collect()
}

/// The container that a place is drawn in.
pub fn parent(model: &Model, place: &Place) -> Option<Place> {
    let node = |n: NodeId| Some(Place::Node(n));
    match place {
        Place::Zone(vpc, _) => node(vpc.node()),
        Place::Part(_, within) => node(*within),
        Place::Node(n) => match &model.node(*n)?.body {
            Body::Subnet(s) => Some(Place::Zone(s.vpc, s.zone.clone())),
            Body::NatGateway(g) => match g.home {
                NatHome::Zonal(s) => node(s.node()),
                NatHome::Regional(v) => node(v.node()),
            },
            Body::InternetGateway(_) | Body::EgressOnlyGateway(_) | Body::VpnGateway(_) | Body::GatewayEndpoint(_) => {
                model.vpc_of(*n).and_then(|v| node(v.node()))
            }
            _ => match model.subnets_where(*n).first() {
                Some(s) => node(s.node()),
                None if *n == model.vpc_of(*n).map_or(*n, Id::node) => None,
                None => model.vpc_of(*n).and_then(|v| node(v.node())),
            },
        },
    }
}

/// VPC, zone, subnet, and what stands in or outside them.
fn depth(place: &Place) -> u8 {
    match place {
        Place::Zone(..) => 1,
        Place::Node(n) => match n.kind() {
            Kind::Vpc => 0,
            Kind::Subnet => 2,
            _ => 3,
        },
        Place::Part(..) => 3,
    }
}

/// Places of a resource on the canvas; none for what is shown in panels only.
fn places(model: &Model, node: NodeId, body: &Body) -> Vec<Place> {
    let parts = |subnets: Vec<Id<Subnet>>| match subnets.is_empty() {
        true => vec![Place::Node(node)],
        false => subnets.into_iter().map(|s| Place::Part(node, s.node())).collect(),
    };
    match body {
        Body::Workload(w) if w.compute == Compute::Instance => vec![Place::Node(node)],
        Body::Workload(_) | Body::InterfaceEndpoint(_) | Body::LoadBalancer(_) | Body::ResolverEndpoint(_) => {
            parts(model.subnets_where(node))
        }
        Body::Vpc(_)
        | Body::Subnet(_)
        | Body::NatGateway(_)
        | Body::InternetGateway(_)
        | Body::EgressOnlyGateway(_)
        | Body::VpnGateway(_)
        | Body::TransitGateway(_)
        | Body::OnPremises(_)
        | Body::GatewayEndpoint(_)
        | Body::BalancerEndpoint(_)
        | Body::NetworkInterface(_)
        | Body::Service(_)
        | Body::Bucket(_)
        | Body::Table(_) => vec![Place::Node(node)],
        _ => Vec::new(),
    }
}

fn effective(doc: &Document) -> BTreeMap<Place, Rect> {
    let mut all: BTreeSet<Place> = doc.layout.boxes.keys().cloned().collect();
    for (id, node) in doc.model.nodes() {
        all.extend(places(&doc.model, id, &node.body));
    }
    for (vpc, _) in doc.model.all::<Vpc>() {
        all.extend(doc.model.subnets_of(vpc).map(|(_, s)| Place::Zone(vpc, s.zone.clone())));
    }
    all.into_iter().map(|p| (p.clone(), doc.layout.get(&p).unwrap_or(Rect::new(0, 0, 120, 44)))).collect()
}
