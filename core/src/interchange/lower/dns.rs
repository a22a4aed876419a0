//! Private hosted zones with their records, Route 53 Resolver endpoints with their rules.

use super::context::Context;
use super::names;
use crate::document::{DnsAnswer, HostedZone, Id, Kind, NodeId, ResolverDirection, ResolverEndpoint};
use crate::interchange::block::{Block, Body, Expr, Ref, Set};
use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;
use crate::text;
use std::net::IpAddr;

const ZONE: Set = Set::this("aws_route53_zone");
const RECORD: Set = Set::this("aws_route53_record");
const ENDPOINT: Set = Set::this("aws_route53_resolver_endpoint");
const RULE: Set = Set::this("aws_route53_resolver_rule");
const RULE_VPC: Set = Set::this("aws_route53_resolver_rule_association");
/// Seconds that a record with addresses may be kept.
const TTL: i64 = 300;

pub fn lower(cx: &mut Context) {
    for (id, zone) in cx.mine::<HostedZone>() {
        let vpcs: Vec<Body> = zone
            .vpcs
            .iter()
            .map(|v| Body::new().set("vpc_id", cx.vpc(*v)).set("vpc_region", cx.region_of(*v).as_str().to_string()))
            .collect();
        if vpcs.is_empty() {
            cx.left_out(id, text!("{zone} serves no VPC: written so, it would be public", zone = id));
            continue;
        }
        let block = cx.block(ZONE, id, None, Body::new().set("name", zone.domain.as_str()).parts("vpc", vpcs));
        cx.push_named(block);
        records(cx, id, zone);
    }
    for (id, endpoint) in cx.mine::<ResolverEndpoint>() {
        resolver(cx, id, endpoint);
    }
}

/// Record sets: addresses of one name and family go together.
fn records(cx: &mut Context, id: Id<HostedZone>, zone: &HostedZone) {
    let mut aliases: BTreeMap<&str, NodeId> = BTreeMap::new();
    let mut addresses: BTreeMap<(&str, &str), Vec<IpAddr>> = BTreeMap::new();
    for record in &zone.records {
        match &record.answer {
            DnsAnswer::Alias(to) => {
                aliases.entry(&record.name).or_insert(*to);
            }
            DnsAnswer::Address(ip) => {
                let family = if ip.is_ipv4() { "A" } else { "AAAA" };
                addresses.entry((&record.name, family)).or_default().push(*ip);
            }
        }
    }
    let key = cx.key(id);
    let own = Expr::Ref(Ref { set: ZONE, key: key.clone(), attribute: "zone_id" });
    let full = |name: &str| if name.is_empty() { zone.domain.clone() } else { format!("{name}.{}", zone.domain) };
    let block = |name: &str, kind: &str, records: Option<Vec<Expr>>, alias: Vec<Body>| {
        let body = Body::new()
            .set("zone_id", own.clone())
            .set("name", full(name))
            .set("type", kind)
            .opt("ttl", records.as_ref().map(|_| TTL))
            .opt("records", records)
            .parts("alias", alias);
        Block::new(RECORD, format!("{key}/{}/{kind}", if name.is_empty() { "@" } else { name }), body).of(id)
    };
    for (name, to) in aliases {
        if addresses.remove(&(name, "A")).is_some() {
            let text =
                text!("{name} in {zone} is an alias and has addresses: the alias is written", name = text::code(full(name)), zone = id);
            cx.left_out(id, text);
        }
        let Some((host, host_zone)) = alias(cx, to) else {
            cx.left_out(id, text!("{zone} answers with {to}, which has no name of its own", zone = id, to = to));
            continue;
        };
        let alias = Body::new().set("name", host).set("zone_id", host_zone).fix("evaluate_target_health", false);
        cx.push(block(name, "A", None, vec![alias]));
    }
    for ((name, family), mut ips) in addresses {
        ips.order();
        ips.dedup();
        cx.push(block(name, family, Some(ips.into_iter().map(Expr::from).collect()), Vec::new()));
    }
}

/// The name and the hosted zone of what an alias leads to.
fn alias(cx: &mut Context, to: NodeId) -> Option<(Expr, Expr)> {
    Some(match to.kind() {
        Kind::InterfaceEndpoint => (
            cx.reference(to, names::INTERFACE_ENDPOINT, "dns_entry[0].dns_name"),
            cx.reference(to, names::INTERFACE_ENDPOINT, "dns_entry[0].hosted_zone_id"),
        ),
        Kind::LoadBalancer => (cx.reference(to, names::LOAD_BALANCER, "dns_name"), cx.reference(to, names::LOAD_BALANCER, "zone_id")),
        _ => return None,
    })
}

fn resolver(cx: &mut Context, id: Id<ResolverEndpoint>, endpoint: &ResolverEndpoint) {
    let at = cx.at_vpc(endpoint.vpc);
    let addresses: Vec<Body> =
        endpoint.subnets.iter().map(|s| Body::new().set("subnet_id", cx.subnet(s.subnet)).opt("ip", s.ip).opt("ipv6", s.ipv6)).collect();
    if addresses.len() < 2 {
        cx.left_out(id, text!("{it} needs two addresses at least: AWS refuses it with fewer", it = id));
        return;
    }
    let inbound = endpoint.direction == ResolverDirection::Inbound;
    let body = Body::new()
        .set("name", names::hyphenated(&cx.key(id), 64))
        .set("direction", if inbound { "INBOUND" } else { "OUTBOUND" })
        .set("security_group_ids", cx.groups(&endpoint.groups, Some(endpoint.vpc)))
        .parts("ip_address", addresses);
    let block = cx.block(ENDPOINT, id, at.clone(), body);
    cx.push_named(block);
    let mut rules: Vec<_> = endpoint.rules.iter().filter(|_| !inbound).collect();
    rules.order_by(|a, b| a.domain.cmp(&b.domain));
    rules.dedup_by(|a, b| a.domain == b.domain);
    for rule in rules {
        let key = format!("{}/{}", cx.key(id), rule.domain);
        let target = |ip: &IpAddr| {
            let (v4, v6) = if ip.is_ipv4() { (Some(*ip), None) } else { (None, Some(*ip)) };
            Body::new().opt("ip", v4).opt("ipv6", v6)
        };
        let body = Body::new()
            .set("domain_name", rule.domain.as_str())
            .fix("rule_type", "FORWARD")
            .set("resolver_endpoint_id", Ref { set: ENDPOINT, key: cx.key(id), attribute: "id" })
            .parts("target_ip", rule.servers.iter().map(target).collect());
        cx.push(Block::new(RULE, key.clone(), body).of(id).region(at.clone()));
        let body =
            Body::new().own("resolver_rule_id", Ref { set: RULE, key: key.clone(), attribute: "id" }).set("vpc_id", cx.vpc(endpoint.vpc));
        cx.push(Block::new(RULE_VPC, key, body).of(id).region(at.clone()));
    }
}
