//! WHAT: names of things on the command line and in answers.

use portico_core::answer::can_be_end;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Body, Kind, Model, NodeId, Region, ServiceId};
use portico_core::reach::Party;
use std::collections::BTreeMap;

/// Kinds that a name is looked for in before all others, because questions are about them.
const TALKERS: [Kind; 12] = [
    Kind::Workload,
    Kind::NetworkInterface,
    Kind::LoadBalancer,
    Kind::InterfaceEndpoint,
    Kind::ResourceEndpoint,
    Kind::NatGateway,
    Kind::ResolverEndpoint,
    Kind::OnPremises,
    Kind::Bucket,
    Kind::Table,
    Kind::Service,
    Kind::TransitAttachment,
];

/// Everything of a design by display name and by AWS id, so that thousands of questions are answered without a search each.
pub struct Names<'m> {
    model: &'m Model,
    by: BTreeMap<&'m str, Vec<NodeId>>,
}

impl<'m> Names<'m> {
    pub fn of(model: &'m Model) -> Self {
        let mut by: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
        for (id, n) in model.nodes() {
            by.entry(&n.meta.name).or_default().push(id);
            if let Some(aws_id) = n.meta.aws_id.as_deref().filter(|a| *a != n.meta.name) {
                by.entry(aws_id).or_default().push(id);
            }
        }
        Self { model, by }
    }

    /// The party that a WHAT names. `region` is that of the other end, for services.
    pub fn party(&self, what: &str, region: &Region) -> Result<Party, String> {
        let what = what.trim();
        if what == "internet" {
            return Ok(Party::Internet);
        }
        if let Some(id) = what.strip_prefix("service:") {
            let service = id.parse::<ServiceId>()?;
            if Catalogue::bundled().service(service.as_str()).is_none() {
                return Err(format!("\"{what}\": the catalogue has no AWS service of this name"));
            }
            return Ok(Party::Service(service, region.clone()));
        }
        if let Ok(a) = what.parse() {
            return Ok(Party::Address(a));
        }
        if what.contains('/')
            && let Ok(net) = portico_core::net::cidr::parse(what)
        {
            return Ok(Party::Block(net));
        }
        let (name, only) = match what.strip_prefix("on-prem:") {
            Some(n) => (n, Some(Kind::OnPremises)),
            None => (what, None),
        };
        let node = self.node(name, only)?;
        if can_be_end(node.kind()) {
            return Ok(Party::Node(node));
        }
        Err(format!(
            "\"{what}\" is {}: packets neither begin nor end there; name an instance, an interface, a subnet, a gateway or an address",
            node.kind().with_article()
        ))
    }

    /// The node that a name or an AWS id means: of several, those that packets begin or end at, and of these the ones that talk.
    pub fn node(&self, what: &str, only: Option<Kind>) -> Result<NodeId, String> {
        if let Ok(id) = what.parse::<NodeId>()
            && self.model.contains(id)
        {
            return Ok(id);
        }
        let all = self.by.get(what).map_or(&[][..], Vec::as_slice);
        let found: Vec<NodeId> = all.iter().copied().filter(|id| only.is_none_or(|k| id.kind() == k)).collect();
        let ends: Vec<NodeId> = found.iter().copied().filter(|id| can_be_end(id.kind())).collect();
        let mut talkers: Vec<NodeId> = ends.iter().copied().filter(|id| TALKERS.contains(&id.kind())).collect();
        // An interface is often tagged like what it belongs to, which is then meant.
        let owned = |id: &NodeId| match self.model.node(*id).map(|n| &n.body) {
            Some(Body::NetworkInterface(i)) => i.attached_to.is_some_and(|owner| found.contains(&owner)),
            _ => false,
        };
        talkers.retain(|id| !owned(id));
        let candidates = [talkers, ends, found].into_iter().find(|all| !all.is_empty()).unwrap_or_default();
        match candidates.as_slice() {
            [one] => Ok(*one),
            [] => Err(format!("nothing in the design is called \"{what}\"{}", self.similar(what))),
            many => {
                let aws = |id: &NodeId| self.model.meta(*id).and_then(|m| m.aws_id.clone()).filter(|a| a != what);
                let one = |id: &NodeId| format!("{} ({})", aws(id).unwrap_or_else(|| id.to_string()), id.kind().label());
                let list: Vec<String> = many.iter().take(20).map(one).collect();
                Err(format!("several things are called \"{what}\": {}; name one by its id", list.join(", ")))
            }
        }
    }

    /// The security group, network ACL or route table that a name or an AWS id means.
    pub fn holder(&self, what: &str) -> Result<NodeId, String> {
        let kinds = [Kind::SecurityGroup, Kind::NetworkAcl, Kind::RouteTable];
        let named: Vec<Kind> =
            kinds.into_iter().filter(|k| self.by.get(what).is_some_and(|all| all.iter().any(|id| id.kind() == *k))).collect();
        match named.as_slice() {
            [_, _, ..] => {
                let labels: Vec<&str> = named.iter().map(|k| k.label()).collect();
                Err(format!("a {} are both called \"{what}\": name one by its id", labels.join(" and a ")))
            }
            [one] => self.node(what, Some(*one)),
            [] => self.node(what, None),
        }
    }

    fn similar(&self, what: &str) -> String {
        let wanted = what.to_lowercase();
        let like = |n: &&&str| !wanted.is_empty() && (n.to_lowercase().contains(&wanted) || wanted.contains(&n.to_lowercase()));
        let near: Vec<&str> = self.by.keys().filter(like).take(5).copied().collect();
        if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) }
    }

    /// How an answer names a node: by its display name where only one has it, else by AWS id or our own.
    pub fn name(&self, id: NodeId) -> String {
        let Some(meta) = self.model.meta(id) else { return id.to_string() };
        if self.node(&meta.name, None) == Ok(id) {
            return meta.name.clone();
        }
        meta.aws_id.clone().unwrap_or_else(|| id.to_string())
    }
}

/// The region of a party, for services at the other end.
pub fn region_of(model: &Model, party: Option<&Party>) -> Option<Region> {
    let Some(Party::Node(n)) = party else { return None };
    let vpc = model.vpc_of(*n)?;
    model.get(vpc).map(|v| v.region.clone())
}
