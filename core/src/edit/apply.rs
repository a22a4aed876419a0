//! A document and a command give a new document, or a reason why not.

use super::Command;
use super::key;
use crate::document::id::Resource;
use crate::document::shape::{Fields, Gone, Shape, ShapeError};
use crate::document::{
    AclEntry, Body, Document, GroupRule, Id, Kind, Layout, Meta, Model, NetworkAcl, Node, NodeId, Peer, Place, Range, RouteTable,
    SecurityGroup, Usage, Value, Vpc,
};
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};
use ipnet::IpNet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// Why a command was refused. The document stays as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// There is no such resource.
    Missing(NodeId),
    /// A reference in the new value leads nowhere.
    Dangling { field: String, to: NodeId },
    /// The value does not fit the field.
    Shape(ShapeError),
    /// The main route table, default group or default ACL goes only with its VPC.
    BornWithVpc { node: NodeId, name: String, vpc: String },
    /// A zone with subnets cannot be taken away.
    ZoneInUse { zone: String, subnets: usize },
    /// A name must have a character and at most 255.
    Name,
    /// The id counter is used up, or a batch is nested too deep.
    TooLarge,
    /// The design is open to be looked at.
    OnlyShown,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(e) => write!(f, "{e}"),
            other => f.write_str(&other.text().render(&Model::default())),
        }
    }
}

impl EditError {
    /// What is wrong, in words that languages have; of a field's value without the field.
    pub fn text(&self) -> Text {
        match self {
            Self::Missing(id) => text!("There is no {id} in this design; it may have been deleted.", id = code(id)),
            Self::Dangling { field, to } => text!("{field}: there is no {to} in this design.", field = code(field), to = code(to)),
            Self::Shape(e) => e.message.clone().into(),
            Self::BornWithVpc { name, vpc, node } => text!(
                "{name} is {kind} that AWS made with {vpc}; it goes only with the VPC.",
                name = code(name),
                kind = node.kind().with_article(),
                vpc = code(vpc)
            ),
            Self::ZoneInUse { zone, subnets: 1 } => text!("1 subnet is in {zone}; delete or move it first.", zone = code(zone)),
            Self::ZoneInUse { zone, subnets } => {
                text!("{n} subnets are in {zone}; delete or move them first.", n = *subnets, zone = code(zone))
            }
            Self::Name => text!("A name has from 1 to 255 characters."),
            Self::TooLarge => text!("This design has no room for more resources."),
            Self::OnlyShown => text!("This design is only shown here. Make a copy to edit it."),
        }
    }
}

impl From<EditError> for Text {
    fn from(e: EditError) -> Self {
        e.text()
    }
}

impl From<ShapeError> for EditError {
    fn from(e: ShapeError) -> Self {
        Self::Shape(e)
    }
}

/// Batches may hold batches this deep.
const MAX_DEPTH: usize = 8;
/// Resources that a design can have.
pub const MAX_NODES: u32 = 1_000_000;

impl Document {
    /// The document after a command. All or nothing.
    pub fn apply(&self, command: &Command) -> Result<Self, EditError> {
        let mut next = self.clone();
        apply(&mut next, command, 0)?;
        Ok(next)
    }

    /// The id that an `Add` of this kind would get next.
    pub fn next_id(&self, kind: Kind) -> NodeId {
        NodeId::new(kind, self.next)
    }
}

fn apply(doc: &mut Document, command: &Command, depth: usize) -> Result<(), EditError> {
    match command {
        Command::Add { name, body, at } => add(doc, name.as_deref(), body.clone(), *at).map(|_| ()),
        Command::Rename { node, name } => {
            let name = checked_name(name)?;
            update(doc, *node, |n| n.meta.name = name)
        }
        Command::Set { node, field, value } => set(doc, *node, field, value),
        Command::Tag { node, key, value } => {
            let value = value.as_ref().map(|v| String::from_value(&Value::Text(v.clone()))).transpose()?;
            update(doc, *node, |n| match value {
                Some(v) => drop(n.meta.tags.insert(key.chars().take(128).collect(), v)),
                None => drop(n.meta.tags.remove(key)),
            })
        }
        Command::Existing { node, existing, aws_id } => update(doc, *node, |n| {
            n.meta.existing = *existing;
            n.meta.aws_id.clone_from(aws_id);
        }),
        Command::Delete { nodes } => delete(doc, nodes),
        Command::AddZone { vpc, zone, at } => {
            exists(&doc.model, vpc.node())?;
            put(doc, Place::Zone(*vpc, zone.clone()), at.unwrap_or_default());
            Ok(())
        }
        Command::RemoveZone { vpc, zone } => {
            let subnets = doc.model.subnets_of(*vpc).filter(|(_, s)| s.zone == *zone).count();
            if subnets > 0 {
                return Err(EditError::ZoneInUse { zone: zone.to_string(), subnets });
            }
            let (layout, place) = (Arc::make_mut(&mut doc.layout), Place::Zone(*vpc, zone.clone()));
            layout.boxes.remove(&place);
            layout.pinned.remove(&place);
            Ok(())
        }
        Command::Put { boxes } => {
            for (place, rect) in boxes {
                if let Some(n) = place.node() {
                    exists(&doc.model, n)?;
                }
                put(doc, place.clone(), *rect);
            }
            Ok(())
        }
        Command::Unput { places } => {
            let layout = Arc::make_mut(&mut doc.layout);
            for place in places {
                layout.boxes.remove(place);
                layout.pinned.remove(place);
            }
            Ok(())
        }
        Command::Pin { places, pinned } => {
            let layout = Arc::make_mut(&mut doc.layout);
            for place in places {
                if *pinned && layout.boxes.contains_key(place) {
                    layout.pinned.insert(place.clone());
                } else {
                    layout.pinned.remove(place);
                }
            }
            Ok(())
        }
        Command::Use { flow, usage } => {
            exists(&doc.model, flow.node())?;
            let all = Arc::make_mut(&mut doc.usage);
            match usage {
                Some(u) => drop(all.insert(*flow, sorted(u))),
                None => drop(all.remove(flow)),
            }
            Ok(())
        }
        Command::Assume { field, value } => {
            let mut a = (*doc.assumptions).clone();
            a.set(field, value)?;
            a.title = checked_name(&a.title)?;
            a.hours_per_month = a.hours_per_month.clamp(1, 744);
            doc.assumptions = Arc::new(a);
            Ok(())
        }
        Command::All(all) => {
            if depth >= MAX_DEPTH {
                return Err(EditError::TooLarge);
            }
            all.iter().try_for_each(|c| apply(doc, c, depth + 1))
        }
    }
}

/// Low is at most typical, typical at most high, and the share at most 100 %.
fn sorted(u: &Usage) -> Usage {
    let sorted = |r: &Option<Range>| r.as_ref().map(Range::sorted);
    Usage {
        gb: u.gb.sorted(),
        percent_out: u.percent_out.min(100),
        kilo_requests: sorted(&u.kilo_requests),
        burst_mbps: sorted(&u.burst_mbps),
    }
}

fn checked_name(name: &str) -> Result<String, EditError> {
    let name: String = name.trim().chars().filter(|c| !c.is_control()).collect();
    if name.is_empty() || name.chars().count() > 255 { Err(EditError::Name) } else { Ok(name) }
}

fn exists(model: &Model, id: NodeId) -> Result<(), EditError> {
    if model.contains(id) { Ok(()) } else { Err(EditError::Missing(id)) }
}

fn update(doc: &mut Document, id: NodeId, change: impl FnOnce(&mut Node)) -> Result<(), EditError> {
    exists(&doc.model, id)?;
    Arc::make_mut(&mut doc.model).update(id, change);
    Ok(())
}

fn put(doc: &mut Document, place: Place, rect: crate::document::Rect) {
    Arc::make_mut(&mut doc.layout).boxes.insert(place, rect);
}

/// Every reference of a value must lead to a resource.
fn no_dangling(model: &Model, field: &str, value: &Value) -> Result<(), EditError> {
    let mut refs = Vec::new();
    value.refs(&mut refs);
    match refs.into_iter().find(|r| !model.contains(*r)) {
        Some(to) => Err(EditError::Dangling { field: field.into(), to }),
        None => Ok(()),
    }
}

fn set(doc: &mut Document, id: NodeId, field: &str, value: &Value) -> Result<(), EditError> {
    let node = doc.model.node(id).ok_or(EditError::Missing(id))?;
    let mut body = node.body.clone();
    body.set(field, value)?;
    if let Some(now) = body.get(field) {
        no_dangling(&doc.model, field, &now)?;
    }
    if body == node.body {
        return Ok(());
    }
    update(doc, id, |n| n.body = body)
}

fn insert(doc: &mut Document, kind: Kind, name: &str, body: Body) -> Result<NodeId, EditError> {
    if doc.next >= MAX_NODES {
        return Err(EditError::TooLarge);
    }
    let id = NodeId::new(kind, doc.next);
    doc.next += 1;
    let meta = Meta { name: name.into(), key: key::free(&doc.model, kind, name), aws_id: None, tags: BTreeMap::new(), existing: false };
    Arc::make_mut(&mut doc.model).insert(id, Node { meta, body });
    Ok(id)
}

fn add(doc: &mut Document, name: Option<&str>, body: Body, at: Option<crate::document::Rect>) -> Result<NodeId, EditError> {
    let kind = body.kind();
    let name = match name {
        Some(n) => checked_name(n)?,
        None => key::default_name(&doc.model, &body),
    };
    let id = match body {
        Body::Vpc(vpc) => add_vpc(doc, &name, vpc)?,
        body => {
            no_dangling(&doc.model, kind.as_str(), &body.to_value())?;
            insert(doc, kind, &name, body)?
        }
    };
    if let Some(rect) = at {
        put(doc, Place::Node(id), rect);
    }
    Ok(id)
}

/// A VPC with what AWS creates beside it. [Default security groups for your VPCs; Default network ACL for a VPC]
fn add_vpc(doc: &mut Document, name: &str, vpc: Vpc) -> Result<NodeId, EditError> {
    let first = doc.next;
    let (id, table, group, acl) = (Id::<Vpc>::new(first), first + 1, first + 2, first + 3);
    let ids = (Id::<RouteTable>::new(table), Id::<SecurityGroup>::new(group), Id::<NetworkAcl>::new(acl));
    if let Some(account) = vpc.account {
        exists(&doc.model, account.node())?;
    }
    let ipv6 = !vpc.ipv6.is_empty();
    insert(doc, Kind::Vpc, name, Body::Vpc(Vpc { main_table: ids.0, default_group: ids.1, default_acl: ids.2, ..vpc }))?;
    insert(
        doc,
        Kind::RouteTable,
        &format!("{name}-main"),
        RouteTable { vpc: id, routes: vec![], propagation: vec![], edge: None, complete: true }.into_body(),
    )?;
    insert(doc, Kind::SecurityGroup, &format!("{name}-default"), default_group(id, ids.1, ipv6).into_body())?;
    insert(doc, Kind::NetworkAcl, &format!("{name}-default"), default_acl(id, ipv6).into_body())?;
    Ok(id.node())
}

fn anywhere(ipv6: bool) -> Vec<IpNet> {
    let v4 = IpNet::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
    let v6 = IpNet::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 0);
    v4.into_iter().chain(v6.into_iter().filter(|_| ipv6)).collect()
}

/// In: everything from its own members. Out: everything. [Default security groups for your VPCs]
fn default_group(vpc: Id<Vpc>, own: Id<SecurityGroup>, ipv6: bool) -> SecurityGroup {
    SecurityGroup {
        vpc,
        description: "default VPC security group".into(),
        ingress: vec![GroupRule::all(Peer::Group(own))],
        egress: anywhere(ipv6).into_iter().map(|n| GroupRule::all(Peer::Cidr(n))).collect(),
    }
}

/// Everything both ways.
fn default_acl(vpc: Id<Vpc>, ipv6: bool) -> NetworkAcl {
    let entries: Vec<_> = anywhere(ipv6).into_iter().zip([100u16, 101]).map(|(n, number)| AclEntry::allow_all(number, n)).collect();
    NetworkAcl { vpc, ingress: entries.clone(), egress: entries, complete: true }
}

fn delete(doc: &mut Document, nodes: &[NodeId]) -> Result<(), EditError> {
    let mut gone: Gone = BTreeMap::new();
    for id in nodes {
        gone.insert(*id, doc.model.meta(*id).ok_or(EditError::Missing(*id))?.name.clone());
    }
    for (vid, vpc) in doc.model.all::<Vpc>() {
        let born = [vpc.main_table.node(), vpc.default_group.node(), vpc.default_acl.node()];
        if let Some(node) = born.into_iter().find(|n| gone.contains_key(n) && !gone.contains_key(&vid.node())) {
            return Err(EditError::BornWithVpc { node, name: doc.model.name(node), vpc: doc.model.name(vid) });
        }
    }
    // What cannot be without something gone goes too, until nothing more does.
    loop {
        let mut more = Gone::new();
        for (id, node) in doc.model.nodes().filter(|(id, _)| !gone.contains_key(id)) {
            if node.refs().iter().any(|r| gone.contains_key(r)) {
                let mut body = node.body.clone();
                if !body.forget(&gone) || bereft(&node.body, &body) {
                    more.insert(id, node.meta.name.clone());
                }
            }
        }
        if more.is_empty() {
            break;
        }
        gone.extend(more);
    }
    let model = Arc::make_mut(&mut doc.model);
    gone.keys().for_each(|id| model.remove(*id));
    let touched: Vec<_> = model.nodes().filter(|(_, n)| n.refs().iter().any(|r| gone.contains_key(r))).map(|(id, _)| id).collect();
    for id in touched {
        model.update(id, |n| {
            n.body.forget(&gone);
        });
    }
    let layout = Arc::make_mut(&mut doc.layout);
    let stays = |p: &Place| !p.mentions(|n| gone.contains_key(&n));
    *layout = Layout {
        boxes: layout.boxes.iter().filter(|(p, _)| stays(p)).map(|(p, r)| (p.clone(), *r)).collect(),
        pinned: layout.pinned.iter().filter(|p| stays(p)).cloned().collect(),
    };
    if doc.usage.keys().any(|f| gone.contains_key(&f.node())) {
        let kept = doc.usage.iter().filter(|(f, _)| !gone.contains_key(&f.node())).map(|(f, u)| (*f, u.clone())).collect();
        doc.usage = Arc::new(kept);
    }
    Ok(())
}

/// Resources that stood in subnets and now stand in none have lost their place: they go with the last one. A function
/// stays: it can run outside every VPC, but one that was inside is gone with its network.
fn bereft(before: &Body, after: &Body) -> bool {
    match (before, after) {
        (Body::Workload(b), Body::Workload(a)) => !b.subnets.is_empty() && a.subnets.is_empty(),
        (Body::InterfaceEndpoint(b), Body::InterfaceEndpoint(a)) => !b.subnets.is_empty() && a.subnets.is_empty(),
        (Body::ResourceEndpoint(b), Body::ResourceEndpoint(a)) => !b.subnets.is_empty() && a.subnets.is_empty(),
        (Body::ResolverEndpoint(b), Body::ResolverEndpoint(a)) => !b.subnets.is_empty() && a.subnets.is_empty(),
        (Body::LoadBalancer(b), Body::LoadBalancer(a)) => !b.subnets.is_empty() && a.subnets.is_empty(),
        // A statement about what is gone would come to say something else.
        (Body::Intent(b), Body::Intent(a)) => b.from != a.from || b.to != a.to,
        (Body::InternetGateway(b), Body::InternetGateway(a)) => b.vpc.is_some() && a.vpc.is_none(),
        _ => false,
    }
}
