//! WHAT: names of things on the command line and in answers.

use portico_core::document::{Kind, Model, NodeId, Region, ServiceId};
use portico_core::reach::Party;

/// Kinds that a name is looked for in before all others, because questions are about them.
const TALKERS: [Kind; 11] = [
    Kind::Workload,
    Kind::NetworkInterface,
    Kind::LoadBalancer,
    Kind::InterfaceEndpoint,
    Kind::NatGateway,
    Kind::ResolverEndpoint,
    Kind::OnPremises,
    Kind::Bucket,
    Kind::Table,
    Kind::Service,
    Kind::TransitAttachment,
];

/// The party that a WHAT names. `region` is that of the other end, for services.
pub fn party(model: &Model, what: &str, region: &Region) -> Result<Party, String> {
    let what = what.trim();
    if what == "internet" {
        return Ok(Party::Internet);
    }
    if let Some(id) = what.strip_prefix("service:") {
        return id.parse::<ServiceId>().map(|s| Party::Service(s, region.clone()));
    }
    if let Ok(a) = what.parse() {
        return Ok(Party::Address(a));
    }
    if what.contains('/') && portico_core::net::cidr::parse(what).is_ok() {
        return Err(format!("{what}: whole blocks cannot be asked about yet; name an address in it"));
    }
    let (name, only) = match what.strip_prefix("on-prem:") {
        Some(n) => (n, Some(Kind::OnPremises)),
        None => (what, None),
    };
    node(model, name, only).map(Party::Node)
}

/// The node that a name or an AWS id means.
pub fn node(model: &Model, what: &str, only: Option<Kind>) -> Result<NodeId, String> {
    if let Ok(id) = what.parse::<NodeId>()
        && model.contains(id)
    {
        return Ok(id);
    }
    let found: Vec<NodeId> = model
        .nodes()
        .filter(|(id, _)| only.is_none_or(|k| id.kind() == k))
        .filter(|(_, n)| n.meta.name == what || n.meta.aws_id.as_deref() == Some(what))
        .map(|(id, _)| id)
        .collect();
    let talkers: Vec<NodeId> = found.iter().copied().filter(|id| TALKERS.contains(&id.kind())).collect();
    match (talkers.as_slice(), found.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], []) => Err(format!("nothing in the design is called \"{what}\"{}", similar(model, what))),
        ([], many) | (many, _) => {
            let list: Vec<String> = many.iter().map(|id| format!("{id} ({})", id.kind().label())).collect();
            Err(format!("several things are called \"{what}\": {}; name one by its id", list.join(", ")))
        }
    }
}

fn similar(model: &Model, what: &str) -> String {
    let wanted = what.to_lowercase();
    let mut near: Vec<&str> = model
        .nodes()
        .map(|(_, n)| n.meta.name.as_str())
        .filter(|n| !wanted.is_empty() && (n.to_lowercase().contains(&wanted) || wanted.contains(&n.to_lowercase())))
        .collect();
    near.dedup();
    near.truncate(5);
    if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) }
}

/// How an answer names a node: by its display name where only one has it, else by AWS id or our own.
pub fn name(model: &Model, id: NodeId) -> String {
    let Some(meta) = model.meta(id) else { return id.to_string() };
    if node(model, &meta.name, None) == Ok(id) {
        return meta.name.clone();
    }
    meta.aws_id.clone().unwrap_or_else(|| id.to_string())
}

/// The region of a party, for services at the other end.
pub fn region_of(model: &Model, party: Option<&Party>) -> Option<Region> {
    let Some(Party::Node(n)) = party else { return None };
    let vpc = model.vpc_of(*n)?;
    model.get(vpc).map(|v| v.region.clone())
}
