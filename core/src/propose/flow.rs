//! Proposals for flows: who can call whom, and on which port.

use super::Refusal;
use super::endpoint::ports;
use crate::catalogue::Catalogue;
use crate::document::{Body, Document, Flow, NodeId, Region, Service, ServiceId};
use crate::edit::{Command, Draft};
use crate::net::Protocol;
use crate::text;

/// As [`flow`], to each of many: those that can be.
pub fn flows(doc: &Document, catalogue: &Catalogue, from: NodeId, to: impl IntoIterator<Item = NodeId>) -> Vec<(NodeId, Command)> {
    let own = own(doc, from);
    to.into_iter().filter_map(|to| Some((to, flow_beside(doc, catalogue, from, to, &own).ok()?))).collect()
}

/// The flows that begin at a workload.
fn own(doc: &Document, from: NodeId) -> Vec<(NodeId, &Flow)> {
    doc.model.all::<Flow>().filter(|(_, f)| f.from == from).map(|(id, f)| (id.node(), f)).collect()
}

/// A flow from a workload to a service, bucket, table, load balancer or workload. An endpoint as its end stands for the
/// endpoint's service.
pub fn flow(doc: &Document, catalogue: &Catalogue, from: NodeId, to: NodeId) -> Result<Command, Refusal> {
    flow_beside(doc, catalogue, from, to, &own(doc, from))
}

fn flow_beside(doc: &Document, catalogue: &Catalogue, from: NodeId, to: NodeId, own: &[(NodeId, &Flow)]) -> Result<Command, Refusal> {
    let mut draft = Draft::new(doc);
    let model = &doc.model;
    match model.node(from).map(|n| &n.body) {
        Some(Body::Workload(_)) => {}
        Some(_) => return Err(text!("{from} does not open connections: a flow begins at a workload.", from = from).into()),
        None => return Err(crate::edit::EditError::Missing(from).into()),
    }
    if from == to {
        return Err(text!("A flow leads to something else than it begins at.").into());
    }
    let (to, port) = match model.node(to).map(|n| &n.body) {
        Some(Body::Service(s)) => (to, service_port(catalogue, &s.service)),
        Some(Body::Bucket(_) | Body::Table(_)) => (to, 443),
        Some(Body::Workload(w)) => (to, w.port.unwrap_or(443)),
        Some(Body::LoadBalancer(b)) => (to, b.listeners.first().map_or(443, |l| l.port)),
        // On which port the resource listens, its configuration says, which is not in the design.
        Some(Body::ResourceEndpoint(_)) => (to, 443),
        Some(Body::GatewayEndpoint(e)) => {
            let region = model.get(e.vpc).map(|v| v.region.clone()).unwrap_or_default();
            (service_node(&mut draft, &e.service, region)?, service_port(catalogue, &e.service))
        }
        Some(Body::InterfaceEndpoint(e)) => {
            let own = model.get(e.vpc).map(|v| v.region.clone()).unwrap_or_default();
            let region = e.service_region.clone().unwrap_or(own);
            (service_node(&mut draft, &e.service, region)?, service_port(catalogue, &e.service))
        }
        Some(other) => {
            let why = text!(
                "A flow leads to a service, a bucket, a table, a load balancer or a workload, and {to} is {kind}.",
                to = to,
                kind = other.kind().with_article()
            );
            return Err(why.into());
        }
        None => return Err(crate::edit::EditError::Missing(to).into()),
    };
    let same = |f: &Flow| f.to == to && f.protocol == Protocol::TCP && f.port == Some(port);
    if let Some((old, _)) = own.iter().find(|(_, f)| same(f)) {
        return Err(text!("{old} is there already, on TCP {port}.", old = *old, port = port).into());
    }
    let body = Body::Flow(Flow { from, to, protocol: Protocol::TCP, port: Some(port), request: None });
    let add = Command::Add { name: None, body, at: None };
    // Not tried out, as both ends are there: a list of all that a workload may call asks for thousands of these.
    Ok(match draft.finish() {
        Command::All(none) if none.is_empty() => add,
        service => Command::All(vec![service, add]),
    })
}

fn service_port(catalogue: &Catalogue, service: &ServiceId) -> u16 {
    let ports = ports(catalogue, service);
    if ports.contains(&443) { 443 } else { ports.first().copied().unwrap_or(443) }
}

fn service_node(draft: &mut Draft, service: &ServiceId, region: Region) -> Result<NodeId, Refusal> {
    let there = draft.doc.model.all::<Service>().find(|(_, s)| s.service == *service && s.region == region).map(|(id, _)| id);
    Ok(match there {
        Some(id) => id.node(),
        None => draft.add(None, Service { region, service: service.clone() })?.node(),
    })
}
