//! Protocols and ports of rules and entries.

use crate::document::{AclEntry, GroupRule, Peer};
use crate::interchange::filters::{icmp, ports};
use crate::interchange::item::Val;
use crate::net::Protocol;
use crate::net::Refusal;
use crate::text;
use crate::text::Text;
use ipnet::{IpNet, Ipv4Net};

/// Why a rule cannot be told.
pub enum Fault {
    /// Something in it is not known: it may match anything.
    Open,
    Bad(Text),
}

impl From<Refusal> for Fault {
    fn from(why: Refusal) -> Self {
        Self::Bad(why.into())
    }
}

impl From<Text> for Fault {
    fn from(s: Text) -> Self {
        Self::Bad(s)
    }
}

/// What a rule matches, with a peer that is to be replaced.
pub fn matches(protocol: &Val, from: &Val, to: &Val) -> Result<GroupRule, Fault> {
    if [protocol, from, to].iter().any(|v| matches!(v, Val::Unknown(_) | Val::Link(_) | Val::Part { .. })) {
        return Err(Fault::Open);
    }
    let protocol: Protocol = protocol.word().ok_or_else(|| text!("it has no protocol"))?.parse()?;
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

/// The ports and ICMP type of an entry, by its protocol.
pub fn narrowed(entry: &mut AclEntry, from: &Val, to: &Val, kind: &Val, code: &Val) -> Result<(), Text> {
    if entry.protocol.has_ports() {
        // As inline entries have it where nothing is said: from 0 to 0 is every port only for every protocol.
        entry.ports = ports(from.as_int(), to.as_int())?;
    } else if entry.protocol.is_icmp() {
        entry.icmp = icmp(kind.as_int(), code.as_int())?;
    }
    Ok(())
}
