//! Network ACLs, one block for each entry, and their associations.

use super::context::Context;
use super::vpcs;
use crate::document::{AclAction, AclEntry, Id, NetworkAcl, Subnet, Vpc};
use crate::interchange::block::{Block, Body, Expr, Ref, Set};
use crate::net::{PortRange, Protocol};
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use ipnet::IpNet;

const ACL: Set = Set::this("aws_network_acl");
/// An entry is for one IP version, which the provider takes in two arguments: each is a set of its own.
const RULES: [(Set, &str); 2] =
    [(Set::named("aws_network_acl_rule", "ipv4"), "cidr_block"), (Set::named("aws_network_acl_rule", "ipv6"), "ipv6_cidr_block")];
const ASSOCIATION: Set = Set::this("aws_network_acl_association");
const DEFAULT: Set = Set::this("aws_default_network_acl");

pub fn lower(cx: &mut Context) {
    let default: BTreeMap<Id<NetworkAcl>, (Id<Vpc>, &Vpc)> = cx.model.all::<Vpc>().map(|(id, v)| (v.default_acl, (id, v))).collect();
    let mut stood_in = BTreeSet::new();
    for (id, acl) in cx.mine::<NetworkAcl>() {
        let at = cx.at_vpc(acl.vpc);
        if let Some((vpc_id, vpc)) = default.get(&id).filter(|(_, vpc)| !cx.stands_in() || as_aws_makes_it(acl, vpc)) {
            if !as_aws_makes_it(acl, vpc) {
                let own = Ref { set: super::names::VPC, key: cx.key(*vpc_id), attribute: "default_network_acl_id" };
                let body = Body::new()
                    .set("default_network_acl_id", own)
                    .parts("ingress", inline(cx, &acl.ingress))
                    .parts("egress", inline(cx, &acl.egress));
                let block = cx.block(DEFAULT, id, at, body);
                cx.push(block);
            }
            continue;
        }
        if default.contains_key(&id) {
            stood_in.insert(id);
            cx.assume(id, text!("{acl} is made anew beside AWS's own, which no subnet uses", acl = id));
        }
        let body = Body::new().set("vpc_id", cx.vpc(acl.vpc));
        let block = cx.block(ACL, id, at.clone(), body);
        cx.push_named(block);
        for (egress, entries) in [(false, &acl.ingress), (true, &acl.egress)] {
            for e in sorted(entries) {
                let way = if egress { "egress" } else { "ingress" };
                let [ipv4, ipv6] = RULES;
                let (set, argument) = if matches!(e.cidr, IpNet::V4(_)) { ipv4 } else { ipv6 };
                let (v4, v6) = cidr(cx, e.cidr);
                let (from, to) = ports(e);
                let icmp = e.icmp.as_ref().map_or((-1, -1), |i| (i.kind, i.code));
                let body = Body::new()
                    .set("network_acl_id", Ref { set: ACL, key: cx.key(id), attribute: "id" })
                    .set("egress", egress)
                    .set("rule_number", e.number)
                    .set("rule_action", e.action.as_str())
                    .set("protocol", protocol(e.protocol))
                    .opt("from_port", e.protocol.has_ports().then_some(from))
                    .opt("to_port", e.protocol.has_ports().then_some(to))
                    .opt("icmp_type", e.protocol.is_icmp().then_some(icmp.0))
                    .opt("icmp_code", e.protocol.is_icmp().then_some(icmp.1));
                let body = v4.or(v6).into_iter().fold(body, |b, net| b.set(argument, net));
                let import = cx.part_of(id, |acl| Some(format!("{acl}:{}:{}:{egress}", e.number, protocol(e.protocol))));
                let key = format!("{}/{way}/{}", cx.key(id), e.number);
                cx.push(Block::new(set, key, body).of(id).region(at.clone()).import(import));
            }
        }
    }
    for (id, subnet) in cx.mine::<Subnet>() {
        let acl = cx.model.acl_of(id).filter(|a| !default.contains_key(a) || stood_in.contains(a));
        if let Some(acl) = acl {
            let body = Body::new().own("subnet_id", cx.subnet(id)).set("network_acl_id", cx.reference(acl, ACL, "id"));
            cx.push(Block::new(ASSOCIATION, cx.key(id), body).of(id).region(cx.at_vpc(subnet.vpc)));
        }
    }
}

/// Everything allowed both ways: IPv4 as entry 100, IPv6 as 101. [Default network ACL for a VPC]
fn as_aws_makes_it(acl: &NetworkAcl, vpc: &Vpc) -> bool {
    let plain = |entries: &[AclEntry]| {
        let allowed = |e: &AclEntry, number: u16, v6: bool| {
            let whole = e.cidr.prefix_len() == 0 && matches!(e.cidr, IpNet::V6(_)) == v6;
            whole && e.number == number && e.action == AclAction::Allow && e.protocol == Protocol::Any
        };
        match entries {
            [v4] => vpc.ipv6.is_empty() && allowed(v4, 100, false),
            [v4, v6] => !vpc.ipv6.is_empty() && allowed(v4, 100, false) && allowed(v6, 101, true),
            _ => false,
        }
    };
    plain(&acl.ingress) && plain(&acl.egress)
}

/// By number; a number counts once, as AWS has it.
fn sorted(entries: &[AclEntry]) -> Vec<&AclEntry> {
    let mut out: BTreeMap<u16, &AclEntry> = BTreeMap::new();
    for e in entries {
        out.entry(e.number).or_insert(e);
    }
    out.into_values().collect()
}

fn ports(e: &AclEntry) -> (u16, u16) {
    let ports = e.ports.unwrap_or(PortRange::ALL);
    (ports.lo(), ports.hi())
}

/// By name where the provider knows the name.
fn protocol(p: Protocol) -> String {
    match p {
        Protocol::ICMPV6 => "58".into(),
        p => p.api_name(),
    }
}

fn cidr(cx: &Context, net: IpNet) -> (Option<Expr>, Option<Expr>) {
    match net {
        IpNet::V4(net) => (Some(Expr::Text(net.to_string())), None),
        IpNet::V6(net) => (None, Some(vpcs::ipv6(cx, &net))),
    }
}

fn inline(cx: &Context, entries: &[AclEntry]) -> Vec<Body> {
    let body = |e: &AclEntry| {
        let (v4, v6) = cidr(cx, e.cidr);
        let (from, to) = if e.protocol.has_ports() { ports(e) } else { (0, 0) };
        let icmp = e.icmp.as_ref().map_or((-1, -1), |i| (i.kind, i.code));
        Body::new()
            .set("rule_no", e.number)
            .set("action", e.action.as_str())
            .set("protocol", protocol(e.protocol))
            .set("from_port", from)
            .set("to_port", to)
            .opt("icmp_type", e.protocol.is_icmp().then_some(icmp.0))
            .opt("icmp_code", e.protocol.is_icmp().then_some(icmp.1))
            .opt("cidr_block", v4)
            .opt("ipv6_cidr_block", v6)
    };
    sorted(entries).into_iter().map(body).collect()
}
