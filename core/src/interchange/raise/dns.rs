//! Private hosted zones with their records, Resolver endpoints with their rules. Public zones are no part of a network.

use super::context::{At, Raiser};
use crate::document::{
    DnsAnswer, DnsRecord, EndpointSubnet, ForwardRule, HostedZone, Id, InterfaceEndpoint, LoadBalancer, NodeId, ResolverDirection,
    ResolverEndpoint, Subnet, Vpc,
};
use crate::interchange::item::Val;
use crate::text;
use std::net::IpAddr;

pub fn raise(r: &mut Raiser) {
    for (at, id) in r.enrolled::<HostedZone>("aws_route53_zone") {
        zone(r, at, id);
    }
    for at in r.of("aws_route53_zone_association") {
        let (zone, vpc) = (r.refer::<HostedZone>(at, "zone_id"), r.refer::<Vpc>(at, "vpc_id"));
        r.know(at, &["vpc_region"]);
        match (zone.filter(|z| r.model.get(*z).is_some()), vpc) {
            (Some(zone), Some(vpc)) => drop(r.model.edit(zone, |z: &mut HostedZone| {
                if !z.vpcs.contains(&vpc) {
                    z.vpcs.push(vpc);
                }
            })),
            _ => r.left_out(at, text!("its zone or its VPC is not in the files")),
        }
    }
    for at in r.of("aws_route53_record") {
        record(r, at);
    }
    for (at, id) in r.enrolled::<ResolverEndpoint>("aws_route53_resolver_endpoint") {
        resolver(r, at, id);
    }
    for at in r.of("aws_route53_resolver_rule") {
        rule(r, at);
    }
    for at in r.of("aws_route53_resolver_rule_association") {
        r.know(at, &["resolver_rule_id", "vpc_id", "name"]);
    }
}

fn zone(r: &mut Raiser, at: At, id: Id<HostedZone>) {
    let domain = r.text(at, "name").unwrap_or_default().trim_end_matches('.').to_string();
    let mut vpcs: Vec<Id<Vpc>> = Vec::new();
    for v in r.get(at, "vpc").each() {
        match r.id::<Vpc>(v.get("vpc_id")) {
            Some(vpc) if !vpcs.contains(&vpc) => vpcs.push(vpc),
            Some(_) => {}
            None => r.missing(at, "vpc", v.get("vpc_id")),
        }
    }
    r.know(at, &["comment", "force_destroy", "delegation_set_id"]);
    if vpcs.is_empty() {
        return r.left_out(at, text!("it is a public zone, or its VPCs are not in the files"));
    }
    if domain.is_empty() {
        return r.left_out(at, text!("its name is not known"));
    }
    let (name, tags) = r.name_of(at);
    let tagged = !r.get(at, "tags").get("Name").is_null() || !r.get(at, "tags_all").get("Name").is_null();
    let shown = if tagged { name } else { domain.clone() };
    r.put_as(at, id, &shown, tags, HostedZone { domain, vpcs, records: Vec::new() });
}

fn record(r: &mut Raiser, at: At) {
    let v = r.get(at, "zone_id");
    let Some(id) = r.id::<HostedZone>(v).filter(|z| r.model.get(*z).is_some()) else {
        return r.left_out(at, text!("its zone is public or not in the files"));
    };
    let kind = r.text(at, "type").unwrap_or_default().to_ascii_uppercase();
    let domain = r.model.get(id).map(|z| z.domain.clone()).unwrap_or_default();
    let Some(full) = r.text(at, "name").map(|n| n.trim_end_matches('.').to_string()) else {
        return r.left_out(at, text!("its name is not known"));
    };
    let name = match full.strip_suffix(&domain) {
        Some(rest) => rest.trim_end_matches('.').to_string(),
        None => full.clone(),
    };
    r.know(at, &["ttl", "allow_overwrite"]);
    let mut answers = Vec::new();
    for alias in r.get(at, "alias").each() {
        let to = alias.get("name");
        match leads_to(r, to) {
            Some(node) => answers.push(DnsAnswer::Alias(node)),
            None => {
                r.missing(at, "alias", to);
                r.left_out(at, text!("its alias leads to nothing of the design"));
            }
        }
    }
    for v in r.get(at, "records").each() {
        match v.as_text().and_then(|s| s.parse::<IpAddr>().ok()) {
            Some(ip) if kind == "A" || kind == "AAAA" => answers.push(DnsAnswer::Address(ip)),
            _ if v.open().is_some() => r.open(at, "records", v),
            _ => match leads_to(r, v) {
                Some(node) => answers.push(DnsAnswer::Alias(node)),
                None => {
                    r.left_out(at, text!("records other than addresses and aliases are not modelled"));
                    break;
                }
            },
        }
    }
    r.model.edit(id, |z: &mut HostedZone| {
        z.records.extend(answers.into_iter().map(|answer| DnsRecord { name: name.clone(), answer }));
    });
}

/// The endpoint or load balancer whose name a value is.
fn leads_to(r: &Raiser, v: &Val) -> Option<NodeId> {
    let node = r.id::<InterfaceEndpoint>(v).map(|e| e.node()).or_else(|| r.id::<LoadBalancer>(v).map(|b| b.node()));
    node.filter(|n| r.model.contains(*n))
}

fn resolver(r: &mut Raiser, at: At, id: Id<ResolverEndpoint>) {
    let mut subnets = Vec::new();
    for a in r.get(at, "ip_address").each() {
        match r.id::<Subnet>(a.get("subnet_id")).filter(|s| r.model.get(*s).is_some()) {
            Some(subnet) => subnets.push(EndpointSubnet {
                subnet,
                ip: a.get("ip").as_text().and_then(|s| s.parse().ok()),
                ipv6: a.get("ipv6").as_text().and_then(|s| s.parse().ok()),
            }),
            None => r.missing(at, "ip_address", a.get("subnet_id")),
        }
    }
    let Some(vpc) = subnets.first().and_then(|s| r.vpc_of(s.subnet)) else {
        return r.left_out(at, text!("its subnets are not in the files"));
    };
    let outbound = r.text(at, "direction").is_some_and(|d| d.eq_ignore_ascii_case("outbound"));
    let direction = if outbound { ResolverDirection::Outbound } else { ResolverDirection::Inbound };
    let mut groups = r.groups(at, "security_group_ids", Some(vpc));
    if let ([only], Some(v)) = (groups.as_slice(), r.model.get(vpc))
        && *only == v.default_group
    {
        groups.clear();
    }
    let own = r.get(at, "name").as_text();
    let (name, tags) = r.name_of(at);
    let tagged = !r.get(at, "tags").get("Name").is_null() || !r.get(at, "tags_all").get("Name").is_null();
    r.know(at, &["protocols", "resolver_endpoint_type"]);
    let body = ResolverEndpoint { vpc, direction, subnets, groups, rules: Vec::new() };
    r.put_as(at, id, own.filter(|_| !tagged).unwrap_or(&name), tags, body);
}

fn rule(r: &mut Raiser, at: At) {
    r.know(at, &["rule_type", "name"]);
    let Some(id) = r.refer::<ResolverEndpoint>(at, "resolver_endpoint_id").filter(|e| r.model.get(*e).is_some()) else {
        return r.left_out(at, text!("its Resolver endpoint is not in the files"));
    };
    let Some(domain) = r.text(at, "domain_name").map(|d| d.trim_end_matches('.').to_string()) else {
        return r.left_out(at, text!("its domain is not known"));
    };
    let mut servers = Vec::new();
    for t in r.get(at, "target_ip").each() {
        let ip = [t.get("ip"), t.get("ipv6")].into_iter().find_map(|v| v.as_text()?.parse::<IpAddr>().ok());
        servers.extend(ip);
    }
    r.model.edit(id, |e: &mut ResolverEndpoint| e.rules.push(ForwardRule { domain, servers }));
}
