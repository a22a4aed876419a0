//! A design without what failed, for flows that find another way by themselves.

use super::Failure;
use crate::document::{
    BalancerEndpoint, Document, EndpointSubnet, Id, LoadBalancer, NatGateway, NatHome, NetworkInterface, NodeId, ResolverEndpoint,
    SecurityGroup, Subnet, TransitAttachment, VpnConnection, Workload, Zone,
};
use crate::edit::{Command, Draft, EditError};
use crate::ordered::BTreeSet;

/// The design without what failed. Routes to it stay, as blackholes; names that led to an endpoint lead to what is left of it. An error
/// where it cannot be taken away.
pub fn without(doc: &Document, failures: &[Failure]) -> Result<Document, EditError> {
    let mut draft = Draft::new(doc);
    for f in failures {
        match f {
            Failure::Zone(z) => zone(&mut draft, z)?,
            Failure::Nat(n) => delete(&mut draft, vec![n.node()])?,
            Failure::EndpointInterface(e, s) => interface(&mut draft, *e, *s)?,
            Failure::Tunnel(c, n) if failures.iter().any(|o| matches!(o, Failure::Tunnel(d, m) if d == c && m != n)) => {
                down(&mut draft, *c)?
            }
            Failure::Tunnel(..) => {}
            Failure::Peering(p) => delete(&mut draft, vec![p.node()])?,
        }
    }
    Ok(draft.doc)
}

fn delete(draft: &mut Draft, nodes: Vec<NodeId>) -> Result<(), EditError> {
    let nodes: Vec<NodeId> = nodes.into_iter().filter(|n| draft.doc.model.contains(*n)).collect();
    if nodes.is_empty() { Ok(()) } else { draft.run(Command::Delete { nodes }) }
}

fn down(draft: &mut Draft, vpn: Id<VpnConnection>) -> Result<(), EditError> {
    draft.set(vpn, "up", &false)
}

fn interface(draft: &mut Draft, endpoint: NodeId, subnet: Id<Subnet>) -> Result<(), EditError> {
    let Some(e) = draft.doc.model.private_endpoint(endpoint) else { return Ok(()) };
    let left: Vec<EndpointSubnet> = e.subnets.iter().filter(|s| s.subnet != subnet).cloned().collect();
    leave(draft, endpoint, left)
}

/// What is left of an interface or resource endpoint. Where that is nothing, its names go on leading to it, so it stays, behind a group
/// that lets nothing in.
fn leave(draft: &mut Draft, endpoint: NodeId, left: Vec<EndpointSubnet>) -> Result<(), EditError> {
    if !left.is_empty() {
        return draft.set(endpoint, "subnets", &left);
    }
    let Some(vpc) = draft.doc.model.vpc_of(endpoint) else { return Ok(()) };
    let shut = SecurityGroup { vpc, description: "failed: nothing passes".into(), ingress: vec![], egress: vec![] };
    let shut = draft.add(Some("failed"), shut)?;
    draft.set(endpoint, "groups", &vec![shut])
}

fn zone(draft: &mut Draft, zone: &Zone) -> Result<(), EditError> {
    let model = draft.doc.model.clone();
    let dead: BTreeSet<Id<Subnet>> = model.all::<Subnet>().filter(|(_, s)| s.zone == *zone).map(|(id, _)| id).collect();
    let is_dead = |s: &Id<Subnet>| dead.contains(s);
    let mut gone: Vec<NodeId> = Vec::new();
    let mut left: Vec<(NodeId, Vec<Id<Subnet>>)> = Vec::new();
    // What has no subnet left is gone with its zone; an endpoint or a balancer stays as a name that leads nowhere.
    let mut thin = |id: NodeId, subnets: &[Id<Subnet>], goes: bool| {
        let rest: Vec<Id<Subnet>> = subnets.iter().copied().filter(|s| !is_dead(s)).collect();
        if rest.len() == subnets.len() {
            return;
        }
        if rest.is_empty() && goes { gone.push(id) } else { left.push((id, rest)) }
    };
    model.all::<Workload>().for_each(|(id, w)| thin(id.node(), &w.subnets, true));
    model.all::<TransitAttachment>().for_each(|(id, a)| thin(id.node(), &a.subnets, true));
    model.all::<LoadBalancer>().for_each(|(id, b)| thin(id.node(), &b.subnets, false));
    gone.extend(model.all::<NatGateway>().filter(|(_, n)| matches!(n.home, NatHome::Zonal(s) if is_dead(&s))).map(|(id, _)| id.node()));
    gone.extend(model.all::<NetworkInterface>().filter(|(_, i)| is_dead(&i.subnet)).map(|(id, _)| id.node()));
    gone.extend(model.all::<BalancerEndpoint>().filter(|(_, e)| is_dead(&e.subnet)).map(|(id, _)| id.node()));
    for (id, subnets) in left {
        draft.set(id, "subnets", &subnets)?;
    }
    let standing = |all: &[EndpointSubnet]| all.iter().filter(|s| !is_dead(&s.subnet)).cloned().collect::<Vec<_>>();
    for e in model.private_endpoints() {
        let rest = standing(e.subnets);
        if rest.len() != e.subnets.len() {
            leave(draft, e.id, rest)?;
        }
    }
    for (id, e) in model.all::<ResolverEndpoint>() {
        let rest = standing(&e.subnets);
        if rest.len() != e.subnets.len() {
            draft.set(id, "subnets", &rest)?;
        }
    }
    delete(draft, gone)
}
