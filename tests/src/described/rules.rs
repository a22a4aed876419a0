//! Rules of security groups and network ACLs, and policies, as the EC2 API shows them.
use super::names::Names;
use super::ordered;
use portico_core::document::{AclAction, AclEntry, GroupRule, Peer, Vpc};
use portico_core::net::{PortRange, Protocol};
use serde_json::{Map, Value, json};

/// `[protocol, from, to, peer]`; for ICMP from and to are type and code.
pub fn group_rule(names: Names, vpc: &Vpc, rule: &GroupRule) -> Value {
    let (from, to) = match rule.protocol {
        p if p.has_ports() => {
            let ports = rule.ports.unwrap_or(PortRange::ALL);
            (json!(ports.lo()), json!(ports.hi()))
        }
        p if p.is_icmp() => rule.icmp.as_ref().map_or((json!(-1), json!(-1)), |i| (json!(i.kind), json!(i.code))),
        _ => (Value::Null, Value::Null),
    };
    let peer = match &rule.peer {
        Peer::Cidr(net) => net.to_string(),
        Peer::Group(id) => format!("group {}", names.group(*id)),
        Peer::List(list) => names.list(vpc, list),
    };
    json!([rule.protocol.api_name(), from, to, peer])
}

/// `[way, number, action, protocol, span, CIDR]`: protocols by number, the span ports. ICMP types are
/// left out: moto does not show them.
pub fn acl_entry(way: &str, entry: &AclEntry) -> Value {
    let (number, span) = match entry.protocol {
        Protocol::Any => ("-1".to_owned(), Value::Null),
        Protocol::Number(n) => {
            let span = if entry.protocol.has_ports() {
                let ports = entry.ports.unwrap_or(PortRange::ALL);
                json!([ports.lo(), ports.hi()])
            } else {
                Value::Null
            };
            (n.to_string(), span)
        }
    };
    let action = if entry.action == AclAction::Allow { "allow" } else { "deny" };
    json!([way, entry.number, action, number, span, entry.cidr.to_string()])
}

/// The policy with every list of one as that one, longer lists ordered, and no version; full access where there is none.
pub fn policy(text: Option<&str>) -> Value {
    let full = json!({"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]});
    let mut document = match text {
        None => full,
        Some(text) => serde_json::from_str(text).unwrap_or_else(|e| json!(format!("not JSON: {e}"))),
    };
    if let Some(fields) = document.as_object_mut() {
        fields.remove("Version");
    }
    plain(document)
}

fn plain(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(k, v)| (k, plain(v))).collect::<Map<_, _>>().into(),
        Value::Array(mut items) if items.len() == 1 => plain(items.remove(0)),
        Value::Array(items) => ordered(items.into_iter().map(plain)).into(),
        other => other,
    }
}
