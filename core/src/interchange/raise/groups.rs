//! Security groups: rules as resources of their own in both forms, rules inside a group, and the groups that AWS makes.

use super::context::{At, Raiser};
use super::rules::{self, Fault};
use super::{strangers, vpcs};
use crate::document::{GroupRule, Id, Kind, ListRef, Peer, SecurityGroup, Vpc};
use crate::interchange::item::Val;
use crate::net::Protocol;
use crate::text;
use crate::text::code;

pub fn raise(r: &mut Raiser) {
    for kind in ["aws_security_group", "data.aws_security_group"] {
        for (at, id) in r.enrolled::<SecurityGroup>(kind) {
            group(r, at, id, kind);
        }
    }
    for at in r.of("aws_default_security_group") {
        let of_vpc = r.refer::<Vpc>(at, "vpc_id").and_then(|v| r.model.get(v)).map(|v| v.default_group);
        let Some(id) = of_vpc else {
            r.left_out(at, text!("its VPC is not in the files"));
            continue;
        };
        r.give(at, id.node());
        *r.understood.entry(Kind::SecurityGroup).or_default() += 1;
        r.model.edit(id, |g: &mut SecurityGroup| {
            g.ingress.clear();
            g.egress.clear();
        });
        inline(r, at, id);
    }
    for (kind, egress) in [("aws_vpc_security_group_ingress_rule", false), ("aws_vpc_security_group_egress_rule", true)] {
        for at in r.of(kind) {
            modern(r, at, egress);
        }
    }
    for at in r.of("aws_security_group_rule") {
        older(r, at);
    }
}

fn group(r: &mut Raiser, at: At, id: Id<SecurityGroup>, kind: &str) {
    // What names no VPC is in the default one; a plan says nothing of what AWS picks. [Default VPCs]
    let default = !r.full && kind == "aws_security_group" && r.get(at, "vpc_id").is_null();
    let vpc = if default { Some(strangers::default_vpc(r, at)) } else { r.vpc_in(at, "vpc_id") };
    let Some(vpc) = vpc else {
        return r.left_out(at, text!("its VPC is not in the files"));
    };
    let key = r.item(at).map(|i| i.index.clone()).unwrap_or_default();
    let description = r.text(at, "description").unwrap_or_default();
    // What an export says where the design says nothing.
    let made = matches!(&key, Some(crate::interchange::item::Index::Key(k)) if description == format!("Security group {k}"));
    let description = if made || description == "Managed by Terraform" { "" } else { description };
    r.know(at, &["name_prefix", "revoke_rules_on_delete"]);
    let named = r.text(at, "name").map(str::to_string);
    let body = SecurityGroup { vpc, description: description.chars().take(255).collect(), ingress: Vec::new(), egress: Vec::new() };
    let (mut name, tags) = r.name_of(at);
    if !r.get(at, "tags").get("Name").is_null() || !r.get(at, "tags_all").get("Name").is_null() {
    } else if let Some(own) = named {
        name = own;
    }
    r.put_as(at, id, &name, tags, body);
    if kind.starts_with("data.") {
        let rule = r.unknown_rule(&format!("the rules of {name}"), vpc);
        r.notes.guess_of(&name, text!("these security groups exist already and are only looked up; what they let through is not known"));
        r.model.edit(id, |g: &mut SecurityGroup| {
            g.ingress.push(rule.clone());
            g.egress.push(rule);
        });
        return;
    }
    inline(r, at, id);
}

fn inline(r: &mut Raiser, at: At, id: Id<SecurityGroup>) {
    for (egress, side) in [(false, "ingress"), (true, "egress")] {
        let all = r.get(at, side);
        if let Val::Unknown(_) | Val::Link(_) = all {
            r.open(at, side, all);
            unknown(r, at, id, egress);
            continue;
        }
        for rule in all.each() {
            if let Val::Unknown(_) | Val::Link(_) = rule {
                r.open(at, side, rule);
                unknown(r, at, id, egress);
            } else {
                one(r, at, id, egress, rule);
            }
        }
    }
}

/// A rule of which something is not known: it may match anything.
fn unknown(r: &mut Raiser, at: At, id: Id<SecurityGroup>, egress: bool) {
    let Some(vpc) = r.model.get(id).map(|g| g.vpc) else { return };
    let who = r.address(at);
    let rule = r.unknown_rule(&format!("a rule of {who}"), vpc);
    push(r, id, egress, rule);
}

fn push(r: &mut Raiser, id: Id<SecurityGroup>, egress: bool, rule: GroupRule) {
    // What our CloudFormation export writes where nothing may go out: without any rule AWS would let everything out.
    let nowhere = "127.0.0.1/32".parse().ok().map(Peer::Cidr);
    if egress && rule.protocol == Protocol::Any && Some(&rule.peer) == nowhere.as_ref() {
        return;
    }
    r.model.edit(id, |g: &mut SecurityGroup| {
        let side = if egress { &mut g.egress } else { &mut g.ingress };
        // AWS takes a rule once, whatever its description.
        let same = |o: &GroupRule| (o.protocol, o.ports, &o.icmp, &o.peer) == (rule.protocol, rule.ports, &rule.icmp, &rule.peer);
        if !side.iter().any(same) {
            side.push(rule);
        }
    });
}

/// The rules of a nested block or of an older resource: one for each peer.
fn one(r: &mut Raiser, at: At, id: Id<SecurityGroup>, egress: bool, rule: &Val) {
    let plain = match rules::matches(rule.get("protocol"), rule.get("from_port"), rule.get("to_port")) {
        Ok(plain) => plain,
        Err(Fault::Open) => {
            for f in ["protocol", "from_port", "to_port"] {
                r.open(at, f, rule.get(f));
            }
            return unknown(r, at, id, egress);
        }
        Err(Fault::Bad(why)) => {
            let (who, place) = (r.address(at), r.place(at));
            return r.notes.left_out(text!("a rule of {it}", it = code(who)), &place, why);
        }
    };
    let description: String = rule.get("description").as_text().unwrap_or_default().chars().take(255).collect();
    let plain = GroupRule { description, ..plain };
    for field in ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "source_security_group_id"] {
        for v in rule.get(field).each() {
            match peer(r, at, id, field, v) {
                Some(peer) => push(r, id, egress, GroupRule { peer, ..plain.clone() }),
                None if v.is_blank() => {}
                None => unknown(r, at, id, egress),
            }
        }
    }
    match rule.get("self").as_bool() {
        Some(true) => push(r, id, egress, GroupRule { peer: Peer::Group(id), ..plain }),
        _ => r.open(at, "self", rule.get("self")),
    }
}

fn peer(r: &mut Raiser, at: At, id: Id<SecurityGroup>, field: &str, v: &Val) -> Option<Peer> {
    let vpc = r.model.get(id).map(|g| g.vpc)?;
    match field {
        "cidr_blocks" | "ipv6_cidr_blocks" | "cidr_ipv4" | "cidr_ipv6" => vpcs::net(r, at, field, v).map(Peer::Cidr),
        "prefix_list_ids" | "prefix_list_id" => (!v.is_blank()).then(|| Peer::List(super::gateways::list(r, at, field, v, vpc))),
        _ if v.is_blank() => None,
        _ => Some(group_peer(r, at, field, v, vpc)),
    }
}

/// A group of the files; else the addresses of its members, which are not known.
fn group_peer(r: &mut Raiser, at: At, field: &str, v: &Val, vpc: Id<Vpc>) -> Peer {
    // As `owner/sg-…`, for a group of a peer VPC.
    let plain = v.as_text().and_then(|s| s.split_once('/')).map(|(_, sg)| Val::from(sg));
    if let Some(id) = r.id(plain.as_ref().unwrap_or(v)) {
        return Peer::Group(id);
    }
    r.missing(at, field, v);
    let region = r.region_of(vpc);
    Peer::List(ListRef::Customer(r.unknown_list(&format!("the members of {}", v.shown()), &region)))
}

fn modern(r: &mut Raiser, at: At, egress: bool) {
    let Some(id) = r.refer::<SecurityGroup>(at, "security_group_id") else {
        return lost(r, at, egress);
    };
    let [protocol, from, to] = ["ip_protocol", "from_port", "to_port"].map(|f| r.get(at, f));
    let plain = match rules::matches(protocol, from, to) {
        Ok(plain) => plain,
        Err(Fault::Open) => {
            for (f, v) in [("ip_protocol", protocol), ("from_port", from), ("to_port", to)] {
                r.open(at, f, v);
            }
            return unknown(r, at, id, egress);
        }
        Err(Fault::Bad(why)) => return r.left_out(at, why),
    };
    let description = r.text(at, "description").unwrap_or_default().chars().take(255).collect();
    let plain = GroupRule { description, ..plain };
    let mut any = false;
    for field in ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"] {
        let v = r.get(at, field);
        if v.is_blank() {
            continue;
        }
        any = true;
        match peer(r, at, id, field, v) {
            Some(peer) => push(r, id, egress, GroupRule { peer, ..plain.clone() }),
            None => unknown(r, at, id, egress),
        }
    }
    if !any {
        r.left_out(at, text!("it names nobody"));
    }
}

fn older(r: &mut Raiser, at: At) {
    let egress = match r.text(at, "type") {
        Some(t) if t.eq_ignore_ascii_case("egress") => true,
        Some(_) => false,
        None => return r.left_out(at, text!("it does not say whether it is for ingress")),
    };
    let Some(id) = r.refer::<SecurityGroup>(at, "security_group_id") else {
        return lost(r, at, egress);
    };
    let names = [
        "protocol",
        "from_port",
        "to_port",
        "description",
        "cidr_blocks",
        "ipv6_cidr_blocks",
        "prefix_list_ids",
        "source_security_group_id",
        "self",
    ];
    let rule = names.into_iter().map(|n| (n.into(), r.get(at, n).clone())).collect();
    one(r, at, id, egress, &Val::map(rule));
}

/// A rule of a group that nobody knows. A group may let through more than is seen: that is no harm where its group is not here either.
fn lost(r: &mut Raiser, at: At, egress: bool) {
    let groups: Vec<Id<SecurityGroup>> = match r.get(at, "security_group_id") {
        // Whose it is will be known later; it may be of any group.
        Val::Unknown(_) => r.model.all::<SecurityGroup>().map(|(id, _)| id).collect(),
        _ => Vec::new(),
    };
    r.left_out(at, text!("its group is not in the files"));
    for id in groups {
        unknown(r, at, id, egress);
    }
}
