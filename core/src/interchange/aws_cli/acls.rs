//! Network ACLs. Entries apply by number; the last one, which denies the rest, is always there and not stored.

use super::build::Builder;
use super::forms::Sort;
use super::json::Json;
use crate::document::{AclAction, AclEntry, NetworkAcl, Vpc};
use crate::interchange::filters::{icmp, ports};
use crate::net::{Protocol, cidr};
use crate::ordered::Sorted as _;
use crate::text;
use crate::text::{Text, code};

/// The numbers of the entries that every ACL ends with.
const LAST: i64 = 32767;

pub fn read(b: &mut Builder) {
    for (id, aws_id, r) in b.enrolled::<NetworkAcl>(Sort::NetworkAcl, "NetworkAclId") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let mut acl = NetworkAcl { vpc, ingress: Vec::new(), egress: Vec::new(), complete: true };
        for (i, e) in r.get("Entries").list().iter().enumerate() {
            if e.get("RuleNumber").int().is_some_and(|n| n >= LAST) {
                continue;
            }
            match (entry(e), e.get("Egress").flag()) {
                (Ok(e), Some(true)) => acl.egress.push(e),
                (Ok(e), Some(false)) => acl.ingress.push(e),
                (bad, _) => {
                    let why = bad.err().unwrap_or_else(|| text!("it does not say whether it is for egress"));
                    b.notes.left_out(text!("an entry of {it}", it = code(aws_id)), &format!("{}.Entries[{i}]", r.at()), why);
                    b.notes.guess_of(aws_id, text!("an entry of these network ACLs cannot be read; what they let through is not known"));
                    acl.complete = false;
                }
            }
        }
        acl.ingress.order_by_key(|e| e.number);
        acl.egress.order_by_key(|e| e.number);
        b.put(id, &r, aws_id, acl);
    }
}

fn entry(e: &Json) -> Result<AclEntry, Text> {
    let number = e.get("RuleNumber").int().and_then(|n| u16::try_from(n).ok()).ok_or_else(|| text!("it has no rule number"))?;
    let action = match e.get("RuleAction").text() {
        Some(a) if a.eq_ignore_ascii_case("allow") => AclAction::Allow,
        Some(a) if a.eq_ignore_ascii_case("deny") => AclAction::Deny,
        _ => return Err(text!("it neither allows nor denies")),
    };
    let net = e.get("CidrBlock").text().or_else(|| e.get("Ipv6CidrBlock").text()).ok_or_else(|| text!("it has no block"))?;
    let protocol: Protocol = e.get("Protocol").word().ok_or_else(|| text!("it has no protocol"))?.parse()?;
    let range = e.get("PortRange");
    let ports = if protocol.has_ports() { ports(range.get("From").int(), range.get("To").int())? } else { None };
    let icmp =
        if protocol.is_icmp() { icmp(e.get("IcmpTypeCode").get("Type").int(), e.get("IcmpTypeCode").get("Code").int())? } else { None };
    Ok(AclEntry { number, action, protocol, ports, icmp, cidr: cidr::parse(net)? })
}
