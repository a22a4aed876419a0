//! Names typed and shown: peers, destinations and targets by what they are called, and ways in words.

use crate::ui::number::thousands;
use portico_core::catalogue::{Catalogue, ServiceKind};
use portico_core::document::{Destination, Document, Kind, ListRef, Model, NodeId, Peer, PrefixList, ServiceId, Target, Value};
use portico_core::net::cidr;
use portico_core::ordered::{BTreeMap, BTreeSet};
use portico_core::reach::Verdict;

use super::form::Tone;
pub use crate::state::say::way_text;

/// What a resource is called where its kind is clear: its name, with its id where another has the same.
pub fn unique_name(model: &Model, id: NodeId) -> String {
    let name = model.name(id);
    let twins = model.of_kind(id.kind()).filter(|(_, n)| n.meta.name == name).count();
    told_apart(name, id, twins > 1)
}

fn told_apart(name: String, id: NodeId, twin: bool) -> String {
    if twin { format!("{name} · {id}") } else { name }
}

/// As [`unique_name`], of many at once: the design is gone through one time for all.
pub fn unique_names(model: &Model, ids: Vec<NodeId>) -> impl Iterator<Item = (NodeId, String)> {
    let mut seen: BTreeMap<(Kind, &str), bool> =
        ids.iter().filter_map(|id| Some(((id.kind(), model.node(*id)?.meta.name.as_str()), false))).collect();
    let mut twins: BTreeSet<(Kind, String)> = BTreeSet::new();
    for (id, n) in model.nodes() {
        if let Some(before) = seen.get_mut(&(id.kind(), n.meta.name.as_str()))
            && std::mem::replace(before, true)
        {
            twins.insert((id.kind(), n.meta.name.clone()));
        }
    }
    ids.into_iter().map(move |id| {
        let name = model.name(id);
        let twin = twins.contains(&(id.kind(), name.clone()));
        (id, told_apart(name, id, twin))
    })
}

/// The resource of a kind that a text names: by name, by "name · id", or by id.
fn named(model: &Model, kind: Kind, text: &str) -> Option<NodeId> {
    let id = text.rsplit("· ").next().unwrap_or(text).trim();
    if let Ok(id) = id.parse::<NodeId>()
        && id.kind() == kind
        && model.contains(id)
    {
        return Some(id);
    }
    model.of_kind(kind).find(|(_, n)| n.meta.name == text).map(|(id, _)| id)
}

/// AWS's own prefix list that a text names: `pl-s3`.
fn service_list(text: &str) -> Option<ServiceId> {
    let id = text.strip_prefix("pl-")?;
    let known = Catalogue::bundled().service(id).is_some_and(|s| s.offers(ServiceKind::Gateway));
    known.then(|| id.parse().ok()).flatten()
}

/// Services of which AWS keeps a prefix list that a gateway endpoint's route goes by.
pub fn gateway_services() -> impl Iterator<Item = &'static str> {
    Catalogue::bundled().services().iter().filter(|s| s.offers(ServiceKind::Gateway)).map(|s| s.id)
}

fn list_text(model: &Model, list: &ListRef) -> String {
    match list {
        ListRef::Customer(id) => unique_name(model, id.node()),
        ListRef::Service(s) => format!("pl-{s}"),
    }
}

pub fn peer_text(model: &Model, peer: &Peer) -> String {
    match peer {
        Peer::Cidr(net) => net.to_string(),
        Peer::Group(id) => unique_name(model, id.node()),
        Peer::List(list) => list_text(model, list),
    }
}

pub fn destination_text(model: &Model, destination: &Destination) -> String {
    match destination {
        Destination::Cidr(net) => net.to_string(),
        Destination::List(list) => list_text(model, list),
    }
}

pub fn target_text(model: &Model, target: &Target) -> String {
    match target {
        Target::Node(id) => unique_name(model, *id),
        Target::Gone(name) => format!("{name} (gone)"),
        Target::Unknown(id) => crate::say!("{id} (not in the design)", id = id),
    }
}

fn parse_list(model: &Model, text: &str) -> Option<Value> {
    if let Some(id) = named(model, Kind::PrefixList, text) {
        return Some(Value::Ref(id));
    }
    service_list(text).map(|s| Value::Text(format!("list:{s}")))
}

/// A CIDR block, a security group or a prefix list.
pub fn parse_peer(doc: &Document, text: &str) -> Result<Value, String> {
    if let Some(id) = named(&doc.model, Kind::SecurityGroup, text) {
        return Ok(Value::Ref(id));
    }
    match (parse_list(&doc.model, text), cidr::parse(text)) {
        (Some(list), _) => Ok(list),
        (None, Ok(net)) => Ok(Value::Text(net.to_string())),
        (None, Err(_)) => Err(crate::say!("\"{short}\" is no CIDR block, security group or prefix list.", short = short(text))),
    }
}

/// A CIDR block or a prefix list.
pub fn parse_destination(doc: &Document, text: &str) -> Result<Value, String> {
    match (parse_list(&doc.model, text), cidr::parse(text)) {
        (Some(list), _) => Ok(list),
        (None, Ok(net)) => Ok(Value::Text(net.to_string())),
        (None, Err(_)) => Err(crate::say!("\"{short}\" is no CIDR block or prefix list.", short = short(text))),
    }
}

/// What a DNS record answers: an address, an interface endpoint or a load balancer.
pub fn parse_answer(doc: &Document, text: &str) -> Result<Value, String> {
    let node = [Kind::InterfaceEndpoint, Kind::LoadBalancer].into_iter().find_map(|k| named(&doc.model, k, text));
    match (node, text.parse::<std::net::IpAddr>()) {
        (Some(id), _) => Ok(Value::Ref(id)),
        (None, Ok(a)) => Ok(Value::Text(a.to_string())),
        (None, Err(_)) => Err(crate::say!("\"{short}\" is no address, interface endpoint or load balancer.", short = short(text))),
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Customer-managed lists and AWS's own, as suggestions.
pub fn lists(model: &Model) -> Vec<(String, String)> {
    let own = model.all::<PrefixList>().map(|(id, _)| (unique_name(model, id.node()), crate::language::t("prefix list").to_string()));
    own.chain(gateway_services().map(|s| (format!("pl-{s}"), crate::language::t("AWS's prefix list").into()))).collect()
}

/// A verdict in a word, with its colour.
pub fn verdict_text(verdict: Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::Reachable => ("Reachable", Tone::Good),
        Verdict::Blocked => ("Blocked", Tone::Bad),
        Verdict::Depends => ("Depends", Tone::Warning),
        Verdict::NotModelled => ("Not modelled", Tone::Faint),
    }
}

/// `1 subnet`, `2 subnets`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n as u64), if n == 1 { one } else { many })
}

/// The resources that a list of references names.
pub fn id_list(value: &Value) -> Vec<NodeId> {
    let mut out = Vec::new();
    value.refs(&mut out);
    out
}

/// The references under one key of a list's items.
pub fn id_list_in(value: &Value, key: &str) -> Vec<NodeId> {
    let Value::List(all) = value else { return Vec::new() };
    let one = |v: &Value| match v {
        Value::Map(m) => m.get(key).map(id_list).unwrap_or_default(),
        _ => Vec::new(),
    };
    all.iter().flat_map(one).collect()
}

/// References as a value.
pub fn refs(ids: impl IntoIterator<Item = NodeId>) -> Value {
    Value::List(ids.into_iter().map(Value::Ref).collect())
}
