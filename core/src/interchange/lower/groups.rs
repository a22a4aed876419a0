//! Security groups, and one block for each rule.

use super::context::Context;
use super::routing::{list_key, prefix_list};
use super::{names, vpcs};
use crate::document::{GroupRule, Id, ListRef, Model, Peer, SecurityGroup, Vpc};
use crate::interchange::block::{Block, Body, Expr, Set};
use crate::net::{PortRange, Protocol};
use crate::ordered::BTreeMap;
use crate::text;
use ipnet::IpNet;

const GROUP: Set = Set::this("aws_security_group");
const DEFAULT: Set = Set::this("aws_default_security_group");
const INGRESS: &str = "aws_vpc_security_group_ingress_rule";
const EGRESS: &str = "aws_vpc_security_group_egress_rule";

pub fn lower(cx: &mut Context) {
    let default: BTreeMap<Id<SecurityGroup>, &Vpc> = cx.model.all::<Vpc>().map(|(_, v)| (v.default_group, v)).collect();
    for (id, group) in cx.mine::<SecurityGroup>() {
        if let Some(vpc) = default.get(&id) {
            let plain = as_aws_makes_it(id, group, vpc);
            if !plain && !cx.stands_in() {
                take_over(cx, id, group);
            }
            if plain || !cx.stands_in() {
                continue;
            }
            cx.assume(id, text!("{group} is made anew beside AWS's own, which nothing uses", group = id));
        }
        let at = cx.at_vpc(group.vpc);
        let body = Body::new()
            .set("vpc_id", cx.vpc(group.vpc))
            // Not with a hyphen: AWS refuses names that begin with `sg-`.
            .set("name_prefix", format!("{}_", cx.key(id)))
            .set("description", group_description(cx.model, id));
        let block = cx.block(GROUP, id, at, body);
        cx.push_named(block);
        rules(cx, INGRESS, id, group, &group.ingress);
        rules(cx, EGRESS, id, group, &group.egress);
    }
}

/// What a group's description is in exports. AWS wants one, and refuses to change it: where the design has none it comes
/// from the key, which stays.
pub fn group_description(model: &Model, id: Id<SecurityGroup>) -> String {
    let own = model.get(id).map(|g| names::description(g.description.trim())).unwrap_or_default();
    if own.is_empty() { format!("Security group {}", model.key(id)) } else { own }
}

/// From its own members everything in, and everything out. [Default security groups for your VPCs]
fn as_aws_makes_it(id: Id<SecurityGroup>, group: &SecurityGroup, vpc: &Vpc) -> bool {
    let everything = |r: &GroupRule| r.protocol == Protocol::Any;
    let own = matches!(group.ingress.as_slice(), [r] if everything(r) && r.peer == Peer::Group(id));
    let out: Vec<_> = group.egress.iter().filter(|r| everything(r)).map(|r| &r.peer).collect();
    let any = |v6: bool| out.iter().any(|p| matches!(p, Peer::Cidr(n) if n.prefix_len() == 0 && matches!(n, IpNet::V6(_)) == v6));
    own && out.len() == group.egress.len() && any(false) && any(true) != vpc.ipv6.is_empty() && out.len() <= 2
}

fn rules(cx: &mut Context, resource: &'static str, id: Id<SecurityGroup>, group: &SecurityGroup, all: &[GroupRule]) {
    let mut sorted: BTreeMap<String, &GroupRule> = BTreeMap::new();
    for rule in all {
        // AWS takes a rule once, whatever its description.
        sorted.entry(rule_key(cx.model, id, rule)).or_insert(rule);
    }
    let import = cx.part_of(id, |_| None);
    for (key, rule) in sorted {
        let (from, to) = span(rule);
        // One of four arguments: each is a set of its own.
        let (name, argument, peer): (_, _, Expr) = match &rule.peer {
            Peer::Cidr(IpNet::V4(net)) => ("ipv4", "cidr_ipv4", (*net).into()),
            Peer::Cidr(IpNet::V6(net)) => ("ipv6", "cidr_ipv6", vpcs::ipv6(cx, net)),
            Peer::Group(g) => ("group", "referenced_security_group_id", cx.group(*g)),
            Peer::List(l) => ("prefix_list", "prefix_list_id", prefix_list(cx, group.vpc, l)),
        };
        let description = names::description(rule.description.trim());
        let body = Body::new()
            .set("security_group_id", cx.group(id))
            .set("ip_protocol", rule.protocol.api_name())
            .opt("from_port", from)
            .opt("to_port", to)
            .set(argument, peer)
            .opt("description", (!description.is_empty()).then_some(description));
        cx.push(Block::new(Set::named(resource, name), key, body).of(id).region(cx.at_vpc(group.vpc)).import(import.clone()));
    }
}

/// First and last port; for ICMP type and code.
fn span(rule: &GroupRule) -> (Option<i64>, Option<i64>) {
    let (from, to) = match (&rule.icmp, rule.ports.unwrap_or(PortRange::ALL)) {
        (_, ports) if rule.protocol.has_ports() => (i64::from(ports.lo()), i64::from(ports.hi())),
        (Some(icmp), _) if rule.protocol.is_icmp() => (i64::from(icmp.kind), i64::from(icmp.code)),
        _ if rule.protocol.is_icmp() => (-1, -1),
        _ => return (None, None),
    };
    (Some(from), Some(to))
}

/// What a rule says, as a key: it changes only when the rule does.
pub fn rule_key(model: &Model, id: Id<SecurityGroup>, rule: &GroupRule) -> String {
    let span = match span(rule) {
        (Some(a), Some(b)) if rule.protocol.is_icmp() => format!("/{a}.{b}"),
        (Some(a), Some(b)) if a == b => format!("/{a}"),
        (Some(a), Some(b)) => format!("/{a}-{b}"),
        _ => String::new(),
    };
    let peer = match &rule.peer {
        Peer::Cidr(net) => net.to_string(),
        Peer::Group(g) => format!("group:{}", model.key(*g)),
        Peer::List(l) => list_key(model, l),
    };
    format!("{}/{}{span}/{peer}", model.key(id), rule.protocol)
}

/// The default group with just the rules of the design.
fn take_over(cx: &mut Context, id: Id<SecurityGroup>, group: &SecurityGroup) {
    let mut side = |all: &[GroupRule]| {
        let mut sorted: BTreeMap<String, &GroupRule> = BTreeMap::new();
        for rule in all {
            sorted.entry(rule_key(cx.model, id, rule)).or_insert(rule);
        }
        Expr::List(sorted.into_values().map(|r| inline_rule(cx, id, group.vpc, r)).collect())
    };
    let (ingress, egress) = (side(&group.ingress), side(&group.egress));
    let body = Body::new().set("vpc_id", cx.vpc(group.vpc)).set("ingress", ingress).set("egress", egress);
    let block = cx.block(DEFAULT, id, cx.at_vpc(group.vpc), body);
    cx.push(block);
}

/// One rule in the older form, where every field must be given.
fn inline_rule(cx: &mut Context, own: Id<SecurityGroup>, vpc: Id<Vpc>, rule: &GroupRule) -> Expr {
    let (from, to) = span(rule);
    let (mut v4, mut v6, mut groups, mut lists, mut own_members) = (vec![], vec![], vec![], vec![], false);
    match &rule.peer {
        Peer::Cidr(IpNet::V4(net)) => v4.push(Expr::Text(net.to_string())),
        Peer::Cidr(IpNet::V6(net)) => v6.push(vpcs::ipv6(cx, net)),
        Peer::Group(g) if *g == own => own_members = true,
        Peer::Group(g) => groups.push(cx.group(*g)),
        Peer::List(l @ (ListRef::Customer(_) | ListRef::Service(_))) => lists.push(prefix_list(cx, vpc, l)),
    }
    let fields: Vec<(&str, Expr)> = vec![
        ("description", names::description(rule.description.trim()).into()),
        ("protocol", rule.protocol.api_name().into()),
        ("from_port", Expr::Int(from.unwrap_or(0))),
        ("to_port", Expr::Int(to.unwrap_or(0))),
        ("cidr_blocks", v4.into()),
        ("ipv6_cidr_blocks", v6.into()),
        ("prefix_list_ids", lists.into()),
        ("security_groups", groups.into()),
        ("self", own_members.into()),
    ];
    Expr::Map(fields.into_iter().map(|(k, v)| (k.to_string(), v)).collect())
}
