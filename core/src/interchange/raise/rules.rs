//! Protocols and ports of rules and entries.

use crate::document::{AclEntry, GroupRule, IcmpMatch, Peer};
use crate::interchange::item::Val;
use crate::net::{PortRange, Protocol};
use ipnet::{IpNet, Ipv4Net};

/// Why a rule cannot be told.
pub enum Fault {
    /// Something in it is not known: it may match anything.
    Open,
    Bad(String),
}

impl From<String> for Fault {
    fn from(s: String) -> Self {
        Self::Bad(s)
    }
}

/// What a rule matches, with a peer that is to be replaced.
pub fn matches(protocol: &Val, from: &Val, to: &Val) -> Result<GroupRule, Fault> {
    if [protocol, from, to].iter().any(|v| matches!(v, Val::Unknown(_) | Val::Link(_) | Val::Part { .. })) {
        return Err(Fault::Open);
    }
    let protocol: Protocol = protocol.word().ok_or_else(|| "it has no protocol".to_string())?.parse()?;
    let (from, to) = (from.as_int(), to.as_int());
    let mut rule =
        GroupRule { protocol, ports: None, icmp: None, peer: Peer::Cidr(IpNet::V4(Ipv4Net::default())), description: String::new() };
    if protocol.has_ports() {
        rule.ports = ports(from, to)?;
    } else if protocol.is_icmp() {
        rule.icmp = icmp(from, to)?;
    }
    Ok(rule)
}

/// A range of ports; all where neither end is said or both are -1.
pub fn ports(from: Option<i64>, to: Option<i64>) -> Result<Option<PortRange>, String> {
    let (from, to) = match (from, to) {
        (None | Some(-1), None | Some(-1)) => return Ok(None),
        (Some(f), None) => (f, f),
        (None, Some(t)) => (t, t),
        (Some(f), Some(t)) => (f.max(0), t),
    };
    let port = |n: i64| u16::try_from(n).map_err(|_| format!("{n} is not a port"));
    let range = PortRange::new(port(from)?, port(to)?).ok_or("the first port is larger than the last")?;
    Ok(if range == PortRange::ALL { None } else { Some(range) })
}

/// A type and code of ICMP; all where the type is -1 or not said.
pub fn icmp(kind: Option<i64>, code: Option<i64>) -> Result<Option<IcmpMatch>, String> {
    let byte = |n: i64| i16::try_from(n).ok().filter(|n| (-1..=255).contains(n)).ok_or(format!("{n} is not a type or code of ICMP"));
    let (kind, code) = (byte(kind.unwrap_or(-1))?, byte(code.unwrap_or(-1))?);
    Ok((kind != -1).then_some(IcmpMatch { kind, code }))
}

/// The ports and ICMP type of an entry, by its protocol.
pub fn narrowed(entry: &mut AclEntry, from: &Val, to: &Val, kind: &Val, code: &Val) -> Result<(), String> {
    if entry.protocol.has_ports() {
        // As inline entries have it where nothing is said: from 0 to 0 is every port only for every protocol.
        entry.ports = ports(from.as_int(), to.as_int())?;
    } else if entry.protocol.is_icmp() {
        entry.icmp = icmp(kind.as_int(), code.as_int())?;
    }
    Ok(())
}
