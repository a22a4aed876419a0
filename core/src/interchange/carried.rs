//! What a design says, without the numbers that tell its resources apart: what two designs are compared by, and what of it a format
//! carries there and back.

use super::lower::{names as written, principal};
use crate::document::{
    Body, Compute, Document, Id, Kind, Model, NodeId, RouteTable, Shape as _, Target, TransitTable, TransitTarget, Value, Vpc, Workload,
};
use crate::ordered::{BTreeMap, BTreeSet, Sorted as _};
use crate::policy::Policy;
use ipnet::Ipv6Net;
use serde_json::Value as Json;

/// Fields by resource; resources by what they are called in every design: kind and export key, `main` of a VPC, the ends of an attachment.
pub type Said = BTreeMap<String, BTreeMap<String, Value>>;

/// What a format leaves out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carries {
    pub kinds: &'static [Kind],
    /// Kind and field.
    pub fields: &'static [(Kind, &'static str)],
    /// The blocks that AWS picks are kept as their part of the VPC's.
    pub picked_ipv6: bool,
    /// Only what lower writes of a workload: what its compute has a place for.
    pub by_compute: bool,
    /// Nothing of what belongs to another account.
    pub one_account: bool,
    /// Names and tags of what AWS makes with a VPC.
    pub born_names: bool,
}

/// Everything, for a difference between two designs.
pub const ALL: Carries = Carries { kinds: &[], fields: &[], picked_ipv6: false, by_compute: false, one_account: false, born_names: true };

/// What the blocks of [`super::lower`] carry, in whichever format of infrastructure code.
pub const BLOCKS: Carries = Carries {
    kinds: &[Kind::Account, Kind::Flow, Kind::Service, Kind::Intent, Kind::DirectConnect],
    fields: &[
        (Kind::Vpc, "account"),
        (Kind::Vpc, "opaque"),
        (Kind::Vpc, "block_public_access"),
        (Kind::Subnet, "block_public_access"),
        (Kind::ElasticIp, "address"),
        (Kind::NatGateway, "table"),
        (Kind::TransitAttachment, "group_referencing"),
        (Kind::TransitAttachment, "ipv6_support"),
        (Kind::TransitGateway, "account"),
        (Kind::TransitGateway, "default_table"),
        (Kind::TransitGateway, "opaque"),
        (Kind::VpnConnection, "up"),
        (Kind::VpnConnection, "customer_cidr"),
        (Kind::VpnConnection, "aws_cidr"),
        (Kind::OnPremises, "cidrs"),
        (Kind::OnPremises, "public_ip"),
        (Kind::PrefixList, "service"),
        (Kind::PrefixList, "complete"),
        (Kind::BalancerEndpoint, "balancer"),
        (Kind::BalancerEndpoint, "forwards"),
        (Kind::NetworkInterface, "public_ip"),
        (Kind::NetworkInterface, "unattached"),
        (Kind::NetworkInterface, "secondary_of"),
        (Kind::Bucket, "account"),
        (Kind::Table, "account"),
        (Kind::Role, "account"),
        (Kind::Workload, "forwards"),
    ],
    picked_ipv6: true,
    by_compute: true,
    one_account: true,
    born_names: false,
};

/// Lists whose order means nothing.
const SETS: &[&str] = &[
    "routes",
    "propagation",
    "ingress",
    "egress",
    "entries",
    "tables",
    "propagates_to",
    "targets",
    "addresses",
    "listeners",
    "vpcs",
    "records",
    "rules",
    "static_routes",
    "servers",
    "policies",
    "groups",
    "cidrs",
];

/// What a design says of what a format carries.
pub fn said(doc: &Document, carries: &Carries) -> Said {
    let model: &Model = &doc.model;
    let names = Names::of(model);
    let left: BTreeSet<NodeId> = if carries.one_account { foreign(model) } else { BTreeSet::new() };
    let mut out = Said::new();
    for (id, node) in model.nodes() {
        if carries.kinds.contains(&id.kind()) || left.contains(&id) {
            continue;
        }
        let Value::Map(fields) = node.body.to_value() else { continue };
        let mut fields: BTreeMap<String, Value> =
            fields.into_iter().filter(|(f, _)| !carries.fields.iter().any(|(k, n)| *k == id.kind() && n == f)).collect();
        if carries.by_compute {
            by_compute(model, id, &node.body, &mut fields);
        }
        for (name, value) in fields.iter_mut() {
            *value = plain(model, &names, name, value, carries);
        }
        let born = names.born.contains_key(&id) || id.kind() == Kind::TransitAttachment;
        if !born || carries.born_names {
            let taken = |s: &str| if carries.by_compute { written::tag(tagged_as(&node.body), s, 256) } else { s.to_string() };
            fields.insert("name".into(), Value::text(taken(&node.meta.name)));
            fields.insert("tags".into(), Value::Map(node.meta.tags.iter().map(|(k, v)| (taken(k), Value::text(taken(v)))).collect()));
        }
        out.insert(names.label(model, id), fields);
    }
    out
}

/// The later of two designs with the numbers of the earlier for what is the same in both: by AWS id, else by what it is called.
pub fn matched(before: &Document, after: &Document) -> Document {
    let (old, new): (&Model, &Model) = (&before.model, &after.model);
    let (old_names, new_names) = (Names::of(old), Names::of(new));
    let mut by_id: BTreeMap<(Kind, &str), NodeId> = BTreeMap::new();
    let mut by_label: BTreeMap<String, NodeId> = BTreeMap::new();
    for (id, node) in old.nodes() {
        if let Some(aws) = &node.meta.aws_id {
            by_id.insert((id.kind(), aws), id);
        }
        by_label.insert(old_names.label(old, id), id);
    }
    let mut next = before.next.max(after.next);
    let (mut map, mut used): (BTreeMap<NodeId, NodeId>, BTreeSet<NodeId>) = (BTreeMap::new(), BTreeSet::new());
    for (id, node) in new.nodes() {
        let aws = node.meta.aws_id.as_deref().and_then(|a| by_id.get(&(id.kind(), a)));
        let same = aws.or_else(|| by_label.get(&new_names.label(new, id))).copied();
        let to = same.filter(|s| used.insert(*s)).unwrap_or_else(|| {
            next = next.saturating_add(1);
            NodeId::new(id.kind(), next - 1)
        });
        map.insert(id, to);
    }
    let mut model = Model::default();
    for (id, node) in new.nodes() {
        let fields = renumbered(&node.body.to_value(), &map);
        let body = Body::from_value(id.kind(), &fields).unwrap_or_else(|_| node.body.clone());
        let to = map.get(&id).copied().unwrap_or(id);
        model.insert(to, crate::document::Node { meta: node.meta.clone(), body });
    }
    let usage = after.usage.iter().filter_map(|(f, u)| Some((Id::of(*map.get(&f.node())?)?, u.clone()))).collect();
    Document { model: std::sync::Arc::new(model), usage: std::sync::Arc::new(usage), next, ..after.clone() }
}

fn renumbered(v: &Value, map: &BTreeMap<NodeId, NodeId>) -> Value {
    match v {
        Value::Ref(id) => Value::Ref(map.get(id).copied().unwrap_or(*id)),
        Value::List(all) => Value::List(all.iter().map(|v| renumbered(v, map)).collect()),
        Value::Map(all) => Value::Map(all.iter().map(|(k, v)| (k.clone(), renumbered(v, map))).collect()),
        other => other.clone(),
    }
}

/// One difference between two designs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    Added(String),
    Removed(String),
    /// A field of a resource, before and after.
    Changed(String, String, Value, Value),
}

/// What changes from one to the other, resource by resource.
pub fn changes(before: &Said, after: &Said) -> Vec<Change> {
    let mut out = Vec::new();
    for (who, fields) in before {
        let Some(other) = after.get(who) else {
            out.push(Change::Removed(who.clone()));
            continue;
        };
        let names: BTreeSet<&String> = fields.keys().chain(other.keys()).collect();
        for name in &names {
            let value = |of: &BTreeMap<String, Value>| of.get(*name).cloned().unwrap_or(Value::Null);
            let (a, b) = (value(fields), value(other));
            if a != b {
                out.push(Change::Changed(who.clone(), (*name).clone(), a, b));
            }
        }
    }
    out.extend(after.keys().filter(|who| !before.contains_key(*who)).map(|who| Change::Added(who.clone())));
    out
}

/// A value as one line of text.
pub fn shown(v: &Value) -> String {
    match v {
        Value::Null => "nothing".into(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Text(s) => s.clone(),
        Value::Ref(id) => id.to_string(),
        Value::List(all) => format!("[{}]", all.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Map(all) => {
            let said = all.iter().filter(|(_, v)| !matches!(v, Value::Null)).map(|(k, v)| format!("{k} {}", shown(v)));
            format!("({})", said.collect::<Vec<_>>().join(", "))
        }
    }
}

struct Names {
    born: BTreeMap<NodeId, String>,
}

impl Names {
    fn of(model: &Model) -> Self {
        let mut born = BTreeMap::new();
        for (id, vpc) in model.all::<Vpc>() {
            let key = model.key(id);
            born.insert(vpc.main_table.node(), format!("main route table of {key}"));
            born.insert(vpc.default_group.node(), format!("default group of {key}"));
            born.insert(vpc.default_acl.node(), format!("default ACL of {key}"));
        }
        Self { born }
    }

    fn label(&self, model: &Model, id: NodeId) -> String {
        if let Some(born) = self.born.get(&id) {
            return born.clone();
        }
        if let Some(Body::TransitAttachment(a)) = model.node(id).map(|n| &n.body) {
            return format!("attachment of {} to {}:{}", model.key(a.gateway), a.to.kind(), model.key(a.to));
        }
        format!("{}:{}", id.kind(), model.key(id))
    }
}

fn plain(model: &Model, names: &Names, field: &str, value: &Value, carries: &Carries) -> Value {
    match value {
        Value::Ref(id) => Value::text(names.label(model, *id)),
        Value::List(all) => {
            let mut all: Vec<Value> = all.iter().map(|v| plain(model, names, field, v, carries)).collect();
            if SETS.contains(&field) {
                all.order();
                all.dedup();
            }
            // Blocks that AWS picks: how many there are.
            if carries.picked_ipv6 && field == "ipv6" && all.iter().all(|v| matches!(v, Value::Text(s) if s.contains('/'))) {
                return Value::Int(i64::try_from(all.len()).unwrap_or(i64::MAX));
            }
            Value::List(all)
        }
        Value::Map(all) => Value::Map(all.iter().map(|(k, v)| (k.clone(), plain(model, names, k, v, carries))).collect()),
        Value::Text(s) if matches!(field, "policy" | "boundary" | "document") => {
            match Policy::parse(s) {
                Ok(p) => Value::Text(unordered(&p.to_json())),
                // What is no policy is told, and not written.
                Err(_) if carries.by_compute => Value::Null,
                Err(_) => value.clone(),
            }
        }
        // As EC2 takes it.
        Value::Text(s) if carries.by_compute && field == "description" => Value::Text(written::description(s)),
        Value::Text(s) if carries.picked_ipv6 => Value::Text(s.parse::<Ipv6Net>().map_or_else(|_| s.clone(), |net| picked(model, net))),
        other => other.clone(),
    }
}

/// A policy with the texts of each list in order: which comes first means nothing.
fn unordered(policy: &str) -> String {
    fn sort(v: &mut Json) {
        match v {
            Json::Array(all) if all.iter().all(Json::is_string) => all.order_by_key(|s| s.as_str().unwrap_or_default().to_string()),
            Json::Array(all) => all.iter_mut().for_each(sort),
            Json::Object(all) => all.values_mut().for_each(sort),
            _ => {}
        }
    }
    let Ok(mut json) = serde_json::from_str::<Json>(policy) else { return policy.to_string() };
    sort(&mut json);
    json.to_string()
}

/// An IPv6 block as its part of a VPC's.
fn picked(model: &Model, net: Ipv6Net) -> String {
    for (id, vpc) in model.all::<Vpc>() {
        if let Some(whole) = vpc.ipv6.first().filter(|w| w.contains(&net)) {
            let inside = u128::from(net.network()) ^ u128::from(whole.network());
            let number = inside.checked_shr(128 - u32::from(net.prefix_len())).unwrap_or(0);
            return format!("part {number} of {} (+{})", model.key(id), net.prefix_len() - whole.prefix_len());
        }
    }
    net.to_string()
}

/// The beginning of the type that a resource is tagged as: services differ in the characters that they take.
fn tagged_as(body: &Body) -> &'static str {
    match body {
        Body::Role(_) => "aws_iam_",
        Body::LoadBalancer(_) | Body::TargetGroup(_) => "aws_lb",
        Body::Bucket(_) => "aws_s3_",
        Body::Table(_) => "aws_dynamodb_",
        Body::HostedZone(_) | Body::ResolverEndpoint(_) => "aws_route53_",
        Body::Workload(w) => match w.compute {
            Compute::Instance => "aws_instance",
            Compute::Function => "aws_lambda_",
            Compute::Container => "aws_ecs_",
            Compute::Database => "aws_db_",
        },
        _ => "",
    }
}

/// What blocks say of a resource, with what they say where the design says nothing.
fn by_compute(model: &Model, id: NodeId, body: &Body, fields: &mut BTreeMap<String, Value>) {
    let mut drop = |names: &[&str]| {
        for n in names {
            fields.remove(*n);
        }
    };
    match body {
        // A route that leads to nothing in the design is told, and not written.
        Body::RouteTable(t) => {
            let written =
                RouteTable { routes: t.routes.iter().filter(|r| matches!(r.target, Target::Node(_))).cloned().collect(), ..t.clone() };
            if let Value::Map(mut all) = written.to_value() {
                fields.extend(all.remove("routes").map(|routes| ("routes".to_string(), routes)));
            }
        }
        Body::Workload(w) => match w.compute {
            Compute::Instance => {
                drop(&["port"]);
                if w.instance_type.is_none() {
                    fields.insert("instance_type".into(), Value::text("t3.micro"));
                }
            }
            Compute::Function => {
                drop(&["port", "instance_type", "private_ip", "public_ip", "source_dest_check", "count", "elastic_ip"]);
            }
            Compute::Container => {
                drop(&["port", "instance_type", "private_ip", "public_ip", "source_dest_check", "elastic_ip"]);
                let open = w.subnets.iter().all(|s| model.get(*s).is_some_and(|s| s.public_ip_on_launch));
                fields.insert("public_ip".into(), Value::Bool(w.public_ip.unwrap_or(open && !w.subnets.is_empty())));
            }
            Compute::Database => {
                drop(&["role", "private_ip", "source_dest_check", "elastic_ip", "instance_type", "port"]);
                fields.insert("public_ip".into(), Value::Bool(w.public_ip == Some(true)));
                fields.insert("count".into(), Value::Bool(w.count > 1));
            }
        },
        Body::SecurityGroup(g) if model.get(g.vpc).is_some_and(|v| v.default_group == Id::new(id.number())) => drop(&["description"]),
        Body::Role(r) => {
            // A role that names no service is trusted to that of the first that uses it.
            if r.trusted_service.as_ref().is_none_or(|s| s.trim().is_empty()) {
                let users = model.all::<Workload>().filter(|(_, w)| w.role == Some(Id::new(id.number())));
                let first = users.map(|(_, w)| w.compute).min().unwrap_or(Compute::Instance);
                fields.insert("trusted_service".into(), Value::text(principal(first)));
            }
            let named = r.policies.iter().map(|p| {
                let name = crate::edit::key::slug(&p.name).replace('_', "-");
                let fields = [("name".to_string(), Value::Text(name)), ("document".to_string(), Value::text(p.document.clone()))];
                Value::Map(fields.into_iter().collect())
            });
            let named = named.collect();
            fields.insert("policies".into(), Value::List(named));
        }
        // The number that AWS and its provider take where none is said. [aws_ec2_transit_gateway]
        Body::OnPremises(o) if o.asn.is_none() => {
            fields.insert("asn".into(), Value::Int(65000));
        }
        Body::TransitTable(t) => {
            let written = TransitTable {
                routes: t.routes.iter().filter(|r| !matches!(r.target, TransitTarget::Gone(_))).cloned().collect(),
                ..t.clone()
            };
            if let Value::Map(mut all) = written.to_value() {
                fields.extend(all.remove("routes").map(|routes| ("routes".to_string(), routes)));
            }
        }
        // A VPC of another account is a variable of the export, and whether its owner accepts is not known.
        Body::Peering(p) if is_elsewhere(model, p.accepter.node()) => drop(&["accepter", "accepted"]),
        Body::TransitGateway(t) if t.asn.is_none() => {
            fields.insert("asn".into(), Value::Int(64512));
        }
        Body::TargetGroup(g) if g.target_type == "lambda" => drop(&["port", "protocol"]),
        // It listens on every port.
        Body::LoadBalancer(b) if b.balancer == crate::document::BalancerKind::Gateway => drop(&["groups", "scheme", "listeners"]),
        Body::LoadBalancer(b) if b.balancer == crate::document::BalancerKind::Application => drop(&["cross_zone"]),
        Body::TransitAttachment(a) if a.to.kind() == Kind::TransitGateway => drop(&["subnets", "appliance_mode"]),
        Body::VpnConnection(v) if v.bgp || v.gateway.kind() == Kind::TransitGateway => drop(&["static_routes"]),
        _ => {}
    }
}

/// Whether a VPC belongs to another account.
fn is_elsewhere(model: &Model, vpc: NodeId) -> bool {
    foreign(model).contains(&vpc)
}

/// Whether a VPC is what an export writes in place of another account's.
fn stands_for_one(model: &Model, id: NodeId) -> bool {
    id.kind() == Kind::Vpc && model.meta(id).is_some_and(|m| m.name == written::placeholder_id(Kind::Vpc))
}

/// What other accounts than the first own, directly or by its VPC.
fn foreign(model: &Model) -> BTreeSet<NodeId> {
    let home = model.of_kind(Kind::Account).next().map(|(id, _)| id);
    let owner = |body: &Body| match body.get("account") {
        Some(Value::Ref(id)) => Some(id),
        _ => None,
    };
    let direct: BTreeSet<NodeId> = model
        .nodes()
        .filter(|(id, n)| owner(&n.body).is_some_and(|a| Some(a) != home) || stands_for_one(model, *id))
        .map(|(id, _)| id)
        .collect();
    let inside = model.nodes().filter(|(id, n)| {
        let gateway = match &n.body {
            Body::TransitTable(t) => Some(t.gateway.node()),
            Body::TransitAttachment(t) => Some(t.gateway.node()),
            _ => None,
        };
        model.vpc_of(*id).is_some_and(|v| direct.contains(&v.node())) || gateway.is_some_and(|g| direct.contains(&g))
    });
    inside.map(|(id, _)| id).chain(direct.iter().copied()).collect()
}
