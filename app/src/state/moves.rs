//! Dropping a box into another container: what that would change in the model, or why it cannot.

use super::rules::box_of;
use crate::tool::Aim;
use portico_core::document::{
    Body, Compute, Document, EndpointSubnet, Id, InterfaceEndpoint, Kind, NatHome, NodeId, Place, ResourceEndpoint, SecurityGroup, Shape,
    Subnet, Vpc,
};
use portico_core::drawing::{Stand, stand};
use portico_core::edit::{Command, Draft, EditError};
use portico_core::propose::Spot;
use portico_core::text::capital;

/// What dropping boxes on the box `onto` would come to. The first one leads; the others must be able to follow.
pub fn aim(doc: &Document, what: &[Place], onto: Option<&Place>) -> Aim {
    let Some((lead, others)) = what.split_first() else { return Aim::Stay };
    match aim_one(doc, lead, onto) {
        Aim::Into(target, words) => match others.iter().map(|o| aim_one(doc, o, onto)).find(|a| matches!(a, Aim::No(..))) {
            Some(no) => no,
            None if others.is_empty() => Aim::Into(target, words),
            None => Aim::Into(target, crate::say!("{words}, and {n} more", words = words, n = others.len())),
        },
        other => other,
    }
}

/// What dropping one box on the box `onto` would come to.
fn aim_one(doc: &Document, what: &Place, onto: Option<&Place>) -> Aim {
    let to = Spot::at(doc, onto);
    let from = home_of(doc, what);
    let Some(node) = what.node() else {
        // A zone column.
        return match (&from, to.vpc(&doc.model)) {
            (Spot::Vpc(v), Some(w)) if *v == w => Aim::Stay,
            _ => Aim::No(box_of(&to), crate::language::t("A zone is a column of its VPC: it moves inside it.").into()),
        };
    };
    if stand(doc, what) == Stand::Corner {
        return Aim::Stay;
    }
    let wanted = lifted(doc, node, to.clone());
    match wanted {
        Ok(to) if to == from => Aim::Stay,
        Ok(to) => match change(doc, what, &to) {
            Ok(_) => Aim::Into(box_of(&to), words(doc, node, &from, &to)),
            Err(why) => Aim::No(box_of(&to), why),
        },
        Err(why) => Aim::No(box_of(&to), why),
    }
}

/// The model's part of such a drop.
pub fn change(doc: &Document, what: &Place, to: &Spot) -> Result<Command, String> {
    let Some(node) = what.node() else { return Err(crate::language::t("A zone is a column of its VPC.").into()) };
    let said = |e: EditError| crate::language::refusal(&e);
    let model = &doc.model;
    let mut draft = Draft::new(doc);
    match (model.node(node).map(|n| &n.body), to) {
        (Some(Body::Subnet(s)), Spot::Zone(vpc, zone)) if s.vpc == *vpc => draft.set(node, "zone", zone).map_err(said)?,
        (Some(Body::Subnet(_)), _) => return Err(crate::language::t("A subnet stays in its VPC; its addresses are of that block.").into()),
        (Some(Body::NatGateway(_)), Spot::Subnet(s)) => draft.set(node, "home", &NatHome::Zonal(*s)).map_err(said)?,
        (Some(Body::InternetGateway(_) | Body::VpnGateway(_)), Spot::Vpc(v)) => {
            if model.all::<Vpc>().count() > 1
                && model.nodes().any(|(n, b)| n != node && n.kind() == node.kind() && vpc_in(&b.body) == Some(*v))
            {
                return Err(crate::say!(
                    "{name} has {thing} already.",
                    name = model.name(*v),
                    thing = crate::language::t(node.kind().with_article())
                ));
            }
            draft.set(node, "vpc", &Some(*v)).map_err(said)?;
        }
        (Some(Body::Workload(w)), Spot::Subnet(s)) => {
            let next = replaced(&w.subnets, part(what), *s)?;
            leave_groups(&mut draft, node, *s)?;
            draft.set(node, "subnets", &next).map_err(said)?;
        }
        (Some(Body::Workload(w)), Spot::Canvas) if w.compute == Compute::Function => {
            draft.set(node, "subnets", &Vec::<Id<Subnet>>::new()).map_err(said)?;
            draft.set(node, "groups", &Vec::<Id<SecurityGroup>>::new()).map_err(said)?;
        }
        (Some(Body::LoadBalancer(b)), Spot::Subnet(s)) => {
            same_vpc(doc, node, *s)?;
            draft.set(node, "subnets", &replaced(&b.subnets, part(what), *s)?).map_err(said)?;
        }
        (
            Some(Body::InterfaceEndpoint(InterfaceEndpoint { subnets, .. }) | Body::ResourceEndpoint(ResourceEndpoint { subnets, .. })),
            Spot::Subnet(s),
        ) => {
            same_vpc(doc, node, *s)?;
            let zone = |x: Id<Subnet>| model.get(x).map(|x| &x.zone);
            if subnets.iter().any(|x| Some(x.subnet) != part(what) && zone(x.subnet) == zone(*s)) {
                return Err(crate::say!("{name} has an interface in that zone already: one subnet per zone.", name = model.name(node)));
            }
            let next: Vec<EndpointSubnet> = subnets
                .iter()
                .map(|x| if Some(x.subnet) == part(what) { EndpointSubnet { subnet: *s, ip: None, ipv6: None } } else { x.clone() })
                .collect();
            draft.set(node, "subnets", &next).map_err(said)?;
        }
        (Some(Body::NetworkInterface(_) | Body::BalancerEndpoint(_)), Spot::Subnet(s)) => {
            same_vpc(doc, node, *s)?;
            draft.set(node, "subnet", s).map_err(said)?;
        }
        _ => return Err(crate::say!("{name} stays where it is.", name = model.name(node))),
    }
    Ok(draft.finish())
}

/// Where a box stands now.
pub fn home_of(doc: &Document, what: &Place) -> Spot {
    match portico_core::drawing::parent(doc, what) {
        Some(Place::Zone(v, z)) => Spot::Zone(v, z),
        Some(Place::Node(n)) => Id::<Subnet>::of(n).map(Spot::Subnet).or_else(|| Id::of(n).map(Spot::Vpc)).unwrap_or(Spot::Canvas),
        _ => Spot::Canvas,
    }
}

/// The container that counts for this kind: a gateway over a subnet means the VPC.
pub fn lifted(doc: &Document, node: NodeId, to: Spot) -> Result<Spot, String> {
    let vpc = to.vpc(&doc.model);
    let kind = node.kind();
    match kind {
        Kind::Vpc
        | Kind::Service
        | Kind::Bucket
        | Kind::Table
        | Kind::TransitGateway
        | Kind::OnPremises
        | Kind::Peering
        | Kind::VpnConnection
        | Kind::DirectConnect => Ok(Spot::Canvas),
        Kind::Subnet => match to {
            Spot::Subnet(s) => doc.model.get(s).map(|s| Spot::Zone(s.vpc, s.zone.clone())).ok_or_else(String::new),
            Spot::Zone(..) => Ok(to),
            Spot::Vpc(_) if Some(Spot::Vpc(doc.model.vpc_of(node).unwrap_or(Id::new(0)))) == Some(to.clone()) => {
                Ok(home_of(doc, &Place::Node(node)))
            }
            _ => Err(crate::language::t("A subnet stands in a zone of its VPC.").into()),
        },
        Kind::InternetGateway
        | Kind::EgressOnlyGateway
        | Kind::VpnGateway
        | Kind::GatewayEndpoint
        | Kind::TransitAttachment
        | Kind::RouteTable => {
            // On its edge: slightly outside is still on it.
            Ok(vpc.or_else(|| doc.model.vpc_of(node)).map_or(Spot::Canvas, Spot::Vpc))
        }
        Kind::NatGateway if matches!(doc.model.node(node).map(|n| &n.body), Some(Body::NatGateway(g)) if matches!(g.home, NatHome::Regional(_))) => {
            Ok(doc.model.vpc_of(node).map_or(Spot::Canvas, Spot::Vpc))
        }
        _ => match to {
            Spot::Subnet(_) => Ok(to),
            Spot::Canvas if is_function(doc, node) => Ok(to),
            _ => Err(crate::say!("{what} stands in a subnet: drop it on one.", what = capital(label(doc, node)))),
        },
    }
}

fn is_function(doc: &Document, node: NodeId) -> bool {
    matches!(doc.model.node(node).map(|n| &n.body), Some(Body::Workload(w)) if w.compute == Compute::Function)
}

fn label(doc: &Document, node: NodeId) -> &'static str {
    match doc.model.node(node).map(|n| &n.body) {
        Some(Body::Workload(w)) => portico_core::propose::Item::Workload(w.compute).with_article(),
        _ => node.kind().with_article(),
    }
}

fn words(doc: &Document, node: NodeId, from: &Spot, to: &Spot) -> String {
    let name = doc.model.name(node);
    let left = match from {
        Spot::Canvas => String::new(),
        Spot::Vpc(v) => crate::say!(" from {name}", name = doc.model.name(*v)),
        Spot::Zone(_, z) => crate::say!(" from {z}", z = z),
        Spot::Subnet(s) => crate::say!(" from {name}", name = doc.model.name(*s)),
    };
    match to {
        Spot::Canvas => crate::say!("{name} runs outside every VPC", name = name),
        Spot::Vpc(v) => crate::say!("Attach {name} to {other}", name = name, other = doc.model.name(*v)),
        Spot::Zone(_, z) => crate::say!("Move {name}{left} to {z}", name = name, left = left, z = z),
        Spot::Subnet(s) => crate::say!("Move {name}{left} into {other}", name = name, left = left, other = doc.model.name(*s)),
    }
}

fn vpc_in(body: &Body) -> Option<Id<Vpc>> {
    match body {
        Body::InternetGateway(g) => g.vpc,
        Body::VpnGateway(g) => g.vpc,
        _ => None,
    }
}

fn part(what: &Place) -> Option<Id<Subnet>> {
    match what {
        Place::Part(_, within) => Id::of(*within),
        _ => None,
    }
}

/// `from` in a list becomes `to`; without `from` the list is `to` alone.
fn replaced(all: &[Id<Subnet>], from: Option<Id<Subnet>>, to: Id<Subnet>) -> Result<Vec<Id<Subnet>>, String> {
    match from {
        Some(_) if all.contains(&to) => Err(crate::language::t("It stands in that subnet already.").into()),
        Some(f) => Ok(all.iter().map(|s| if *s == f { to } else { *s }).collect()),
        None => Ok(vec![to]),
    }
}

fn same_vpc(doc: &Document, node: NodeId, subnet: Id<Subnet>) -> Result<(), String> {
    let (own, there) = (doc.model.vpc_of(node), doc.model.get(subnet).map(|s| s.vpc));
    if own == there { Ok(()) } else { Err(crate::say!("{name} belongs to its VPC.", name = doc.model.name(node))) }
}

/// Groups belong to a VPC: a workload that leaves it leaves them behind.
fn leave_groups(draft: &mut Draft, node: NodeId, to: Id<Subnet>) -> Result<(), String> {
    let there = draft.doc.model.get(to).map(|s| s.vpc);
    if draft.doc.model.vpc_of(node) == there {
        return Ok(());
    }
    let Some(Body::Workload(w)) = draft.doc.model.node(node).map(|n| n.body.clone()) else { return Ok(()) };
    if w.subnets.len() > 1 {
        return Err(crate::say!("{name} stands in several subnets of its VPC.", name = draft.doc.model.name(node)));
    }
    if !w.groups.is_empty() {
        draft
            .run(Command::Set { node, field: "groups".into(), value: Vec::<Id<SecurityGroup>>::new().to_value() })
            .map_err(|e| crate::language::refusal(&e))?;
    }
    Ok(())
}
