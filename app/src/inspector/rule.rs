//! Edits of security group rules and network ACL entries, part by part: a protocol decides what its ports mean.

use super::words;
use crate::language::{refusal as say, refused};
use portico_core::document::{AclAction, AclEntry, Document, GroupRule, IcmpMatch, Id, NetworkAcl, Peer, SecurityGroup, Shape};
use portico_core::edit::Command;
use portico_core::net::{PortRange, Protocol};

/// What of a security group rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulePart {
    Ports,
    Peer,
    Description,
}

/// What of an ACL entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryPart {
    Number,
    Ports,
    Cidr,
}

/// The field that holds one direction's rules.
pub fn side(ingress: bool) -> &'static str {
    if ingress { "ingress" } else { "egress" }
}

fn gone() -> String {
    crate::language::t("This rule is no longer in the design.").into()
}

pub fn rules(group: &SecurityGroup, ingress: bool) -> &Vec<GroupRule> {
    if ingress { &group.ingress } else { &group.egress }
}

pub fn entries(acl: &NetworkAcl, ingress: bool) -> &Vec<AclEntry> {
    if ingress { &acl.ingress } else { &acl.egress }
}

/// The command that makes these the rules of one direction.
pub fn set_rules(group: Id<SecurityGroup>, ingress: bool, all: &[GroupRule]) -> Command {
    Command::Set { node: group.node(), field: side(ingress).into(), value: all.to_vec().to_value() }
}

pub fn set_entries(acl: Id<NetworkAcl>, ingress: bool, all: &[AclEntry]) -> Command {
    Command::Set { node: acl.node(), field: side(ingress).into(), value: all.to_vec().to_value() }
}

pub fn edit_rule(
    doc: &Document,
    group: Id<SecurityGroup>,
    ingress: bool,
    index: usize,
    part: RulePart,
    text: &str,
) -> Result<Command, String> {
    let mut all = rules(doc.model.get(group).ok_or_else(gone)?, ingress).clone();
    let rule = all.get_mut(index).ok_or_else(gone)?;
    match part {
        RulePart::Ports => (rule.ports, rule.icmp) = parse_ports(rule.protocol, text)?,
        RulePart::Peer => {
            rule.peer = Peer::from_value(&words::parse_peer(doc, text.trim())?).map_err(|e| say(&e.into()))?;
        }
        RulePart::Description => {
            let text = text.trim();
            // [CreateSecurityGroup / IpRange: up to 255 characters of a fixed set]
            if let Some(c) = text.chars().find(|c| !c.is_ascii_alphanumeric() && !" ._-:/()#,@[]+=&;{}!$*".contains(*c)) {
                return Err(crate::say!("AWS does not take \"{c}\" in a rule's description.", c = c));
            }
            if text.len() > 255 {
                return Err(crate::language::t("A description has at most 255 characters.").into());
            }
            rule.description = text.into();
        }
    }
    Ok(set_rules(group, ingress, &all))
}

pub fn edit_entry(
    doc: &Document,
    acl: Id<NetworkAcl>,
    ingress: bool,
    index: usize,
    part: EntryPart,
    text: &str,
) -> Result<Command, String> {
    let mut all = entries(doc.model.get(acl).ok_or_else(gone)?, ingress).clone();
    let taken: Vec<u16> = all.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, e)| e.number).collect();
    let entry = all.get_mut(index).ok_or_else(gone)?;
    match part {
        EntryPart::Number => {
            let n = super::edit::number(text.trim())?;
            let n = u16::try_from(n).ok().filter(|n| (1..=32_766).contains(n));
            let n = n.ok_or("An entry's number is from 1 to 32766.")?;
            if taken.contains(&n) {
                return Err(crate::say!("Entry {n} exists already.", n = n));
            }
            entry.number = n;
        }
        EntryPart::Ports => (entry.ports, entry.icmp) = parse_ports(entry.protocol, text)?,
        EntryPart::Cidr => entry.cidr = portico_core::net::cidr::parse(text).map_err(refused)?,
    }
    Ok(set_entries(acl, ingress, &all))
}

/// Another protocol: ports and ICMP types that no longer apply go, and a new one starts with what is usual.
pub fn with_protocol(
    protocol: Protocol,
    ports: Option<PortRange>,
    icmp: &Option<IcmpMatch>,
) -> (Protocol, Option<PortRange>, Option<IcmpMatch>) {
    (protocol, ports.filter(|_| protocol.has_ports()), icmp.clone().filter(|_| protocol.is_icmp()))
}

/// Ports as written in their field; for ICMP the type, or type/code.
pub fn ports_text(ports: Option<PortRange>, icmp: &Option<IcmpMatch>) -> String {
    match (ports, icmp) {
        (Some(p), _) => p.to_string(),
        (None, Some(i)) if i.kind < 0 => String::new(),
        (None, Some(i)) if i.code < 0 => i.kind.to_string(),
        (None, Some(i)) => format!("{}/{}", i.kind, i.code),
        (None, None) => String::new(),
    }
}

/// What the field of ports says when it is empty.
pub fn ports_placeholder(protocol: Protocol) -> &'static str {
    if protocol.is_icmp() {
        "all types"
    } else if protocol.has_ports() {
        "all ports"
    } else {
        "all"
    }
}

type Ports = (Option<PortRange>, Option<IcmpMatch>);

fn parse_ports(protocol: Protocol, text: &str) -> Result<Ports, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("all") || text == "*" {
        return Ok((None, None));
    }
    if protocol.has_ports() {
        return text.parse().map(|p| (Some(p), None)).map_err(refused);
    }
    if !protocol.is_icmp() {
        return Err(crate::say!("Rules for {protocol} have no ports.", protocol = protocol));
    }
    let bad = || crate::say!("\"{text}\" is not an ICMP type, or type/code such as 8/0.", text = text);
    let (kind, code) = text.split_once('/').unwrap_or((text, "-1"));
    let n = |s: &str| s.trim().parse::<i16>().ok().filter(|n| (-1..=255).contains(n)).ok_or_else(bad);
    Ok((None, Some(IcmpMatch { kind: n(kind)?, code: n(code)? })))
}

/// The number that a new entry gets: after the last, in steps of ten.
pub fn next_number(all: &[AclEntry]) -> u16 {
    let last = all.iter().map(|e| e.number).max().unwrap_or(90);
    let next = (last / 10 + 1).saturating_mul(10);
    if next <= 32_766 { next } else { (1..=32_766).find(|n| all.iter().all(|e| e.number != *n)).unwrap_or(32_766) }
}

/// The actions of an entry, allow first.
pub const ACTIONS: [AclAction; 2] = [AclAction::Allow, AclAction::Deny];

/// Protocols offered in lists; others can stand in imported designs and stay.
pub const PROTOCOLS: [(Protocol, &str); 5] =
    [(Protocol::Any, "Any"), (Protocol::TCP, "TCP"), (Protocol::UDP, "UDP"), (Protocol::ICMP, "ICMP"), (Protocol::ICMPV6, "ICMPv6")];
