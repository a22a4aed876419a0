//! Network ACLs: entries beside their ACL and inside it; those that AWS makes, once they are taken over.

use super::context::{At, Raiser};
use super::{rules, vpcs};
use crate::document::{AclAction, AclEntry, Id, Kind, NetworkAcl, Vpc};
use crate::interchange::item::Val;
use crate::net::Protocol;
use crate::ordered::Sorted as _;
use crate::text;
use crate::text::{Text, code};

pub fn raise(r: &mut Raiser) {
    for (at, id) in r.enrolled::<NetworkAcl>("aws_network_acl") {
        let Some(vpc) = r.vpc_in(at, "vpc_id") else {
            r.left_out(at, text!("its VPC is not in the files"));
            continue;
        };
        r.put(at, id, NetworkAcl { vpc, ingress: Vec::new(), egress: Vec::new(), complete: true });
        inline(r, at, id);
    }
    for at in r.of("aws_default_network_acl") {
        let found = r.get(at, "default_network_acl_id");
        // A state says the ACL's own id, which the VPC has too.
        let id =
            r.acl(found).or_else(|| r.id::<Vpc>(r.items.get(at)?.body.get("vpc_id")?).and_then(|v| r.model.get(v)).map(|v| v.default_acl));
        let Some(id) = id else {
            r.refer::<NetworkAcl>(at, "default_network_acl_id");
            r.left_out(at, text!("its VPC is not in the files"));
            continue;
        };
        r.give(at, id.node());
        r.know(at, &["subnet_ids", "vpc_id"]);
        *r.understood.entry(Kind::NetworkAcl).or_default() += 1;
        r.model.edit(id, |a: &mut NetworkAcl| {
            a.ingress.clear();
            a.egress.clear();
        });
        inline(r, at, id);
    }
    for at in r.of("aws_network_acl_rule") {
        let Some(id) = r.refer::<NetworkAcl>(at, "network_acl_id") else {
            r.doubt_all(&text!("an entry of a network ACL that is not known"));
            continue;
        };
        let fields =
            ["rule_number", "rule_action", "protocol", "from_port", "to_port", "icmp_type", "icmp_code", "cidr_block", "ipv6_cidr_block"];
        let [number, action, protocol, from, to, kind, code, v4, v6] = fields.map(|f| r.get(at, f));
        let egress = r.flag(at, "egress").unwrap_or(false);
        let entry = entry(r, at, [number, action, protocol, from, to, kind, code, v4, v6]);
        add(r, at, id, egress, entry);
    }
    let all: Vec<Id<NetworkAcl>> = r.model.all::<NetworkAcl>().map(|(id, _)| id).collect();
    for id in all {
        r.model.edit(id, |a: &mut NetworkAcl| {
            a.ingress.order_by_key(|e| e.number);
            a.egress.order_by_key(|e| e.number);
        });
    }
}

fn inline(r: &mut Raiser, at: At, id: Id<NetworkAcl>) {
    for (egress, side) in [(false, "ingress"), (true, "egress")] {
        for e in r.get(at, side).each() {
            let number = if e.get("rule_no").is_null() { e.get("rule_number") } else { e.get("rule_no") };
            let action = if e.get("action").is_null() { e.get("rule_action") } else { e.get("action") };
            let fields = ["protocol", "from_port", "to_port", "icmp_type", "icmp_code", "cidr_block", "ipv6_cidr_block"];
            let [protocol, from, to, kind, code, v4, v6] = fields.map(|f| e.get(f));
            let entry = entry(r, at, [number, action, protocol, from, to, kind, code, v4, v6]);
            add(r, at, id, egress, entry);
        }
    }
}

fn add(r: &mut Raiser, at: At, id: Id<NetworkAcl>, egress: bool, entry: Result<AclEntry, Text>) {
    match entry {
        // The last entry of every ACL, which a state tells, is always there.
        Ok(e) if e.number >= 32767 => {}
        Ok(e) => drop(r.model.edit(id, |a: &mut NetworkAcl| {
            let side = if egress { &mut a.egress } else { &mut a.ingress };
            // A state tells the entries twice: in the ACL and as resources of their own.
            if !side.iter().any(|o| o.number == e.number) {
                side.push(e);
            }
        })),
        Err(why) => {
            let (who, place) = (r.address(at), r.place(at));
            r.notes.left_out(text!("an entry of {it}", it = code(who)), &place, why);
            // What it lets through is open, and nothing else in its VPC.
            let name = r.model.name(id);
            r.notes.guess_of(&name, text!("not all entries of these network ACLs are known; what they let through depends on them"));
            r.model.edit(id, |a: &mut NetworkAcl| a.complete = false);
        }
    }
}

fn entry(r: &mut Raiser, at: At, fields: [&Val; 9]) -> Result<AclEntry, Text> {
    let [number, action, protocol, from, to, kind, code, v4, v6] = fields;
    for v in fields {
        r.open(at, "an entry", v);
    }
    let number = number.as_int().and_then(|n| u16::try_from(n).ok()).ok_or_else(|| text!("it has no rule number"))?;
    let action = match action.as_text() {
        Some(a) if a.eq_ignore_ascii_case("allow") => AclAction::Allow,
        Some(a) if a.eq_ignore_ascii_case("deny") => AclAction::Deny,
        _ => return Err(text!("it neither allows nor denies")),
    };
    let protocol: Protocol = protocol.word().ok_or_else(|| text!("it has no protocol"))?.parse()?;
    let net = if v4.is_blank() { vpcs::net(r, at, "ipv6_cidr_block", v6) } else { vpcs::net(r, at, "cidr_block", v4) };
    let mut entry =
        AclEntry { number, action, protocol, ports: None, icmp: None, cidr: net.ok_or_else(|| text!("its block is not known"))? };
    rules::narrowed(&mut entry, from, to, kind, code)?;
    Ok(entry)
}
