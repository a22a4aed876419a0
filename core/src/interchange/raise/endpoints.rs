//! VPC endpoints of the four kinds, with their associations as resources of their own.

use super::context::{At, Raiser};
use super::routing;
use crate::document::{
    AddressType, BalancerEndpoint, Body, EndpointSubnet, Forwarding, GatewayEndpoint, Id, InterfaceEndpoint, NodeId, PrivateDns, Region,
    ResourceEndpoint, RouteTable, SecurityGroup, ServiceId, Subnet, Vpc,
};
use crate::interchange::aws_cli::service;
use crate::interchange::item::Val;
use crate::interchange::lower::{NO_ACCOUNT, NO_CONFIGURATION};
use crate::text;
use crate::text::code;

pub fn raise(r: &mut Raiser) {
    for (at, id) in r.enrolled::<GatewayEndpoint>("aws_vpc_endpoint") {
        let Some((vpc, service, _)) = of(r, at) else { continue };
        let (mut tables, whole) = r.all::<RouteTable>(at, "route_table_ids");
        tables.retain(|t| r.model.get(*t).is_some());
        if !whole {
            r.doubt(vpc, text!("the route tables of a gateway endpoint are not all known"));
        }
        r.know(at, &["private_dns_enabled"]);
        let policy = policy(r, at, "policy");
        r.put(at, id, GatewayEndpoint { vpc, service, tables, policy });
    }
    for (at, id) in r.enrolled::<InterfaceEndpoint>("aws_vpc_endpoint") {
        interface(r, at, id);
    }
    for (at, id) in r.enrolled::<ResourceEndpoint>("aws_vpc_endpoint") {
        resource(r, at, id);
    }
    for (at, id) in r.enrolled::<BalancerEndpoint>("aws_vpc_endpoint") {
        let Some(vpc) = r.vpc_in(at, "vpc_id") else {
            r.left_out(at, text!("its VPC is not in the files"));
            continue;
        };
        r.know(at, &["private_dns_enabled"]);
        let Some(subnet) = r.all::<Subnet>(at, "subnet_ids").0.first().copied() else {
            r.left_out(at, text!("it stands in no subnet of the files"));
            continue;
        };
        let name = r.text(at, "service_name").unwrap_or_default();
        // What an export writes where the design names no service.
        let service_name = if name.ends_with("vpce-svc-00000000000000000") { String::new() } else { name.to_string() };
        r.put(at, id, BalancerEndpoint { vpc, subnet, service_name, balancer: None, forwards: Forwarding::Unknown });
    }
    associations(r);
}

fn associations(r: &mut Raiser) {
    for at in r.of("aws_vpc_endpoint_route_table_association") {
        let (Some(e), Some(t)) = (r.refer::<GatewayEndpoint>(at, "vpc_endpoint_id"), r.refer::<RouteTable>(at, "route_table_id")) else {
            r.left_out(at, text!("its endpoint or its route table is not in the files"));
            continue;
        };
        r.model.edit(e, |e: &mut GatewayEndpoint| {
            if !e.tables.contains(&t) {
                e.tables.push(t);
            }
        });
    }
    for at in r.of("aws_vpc_endpoint_subnet_association") {
        let subnet = r.refer::<Subnet>(at, "subnet_id");
        let v = r.get(at, "vpc_endpoint_id");
        let (e, gateway) = (interfaced(r, v), r.id::<GatewayEndpoint>(v));
        match (e, gateway, subnet) {
            (Some(e), _, Some(subnet)) => edit(r, e, |subnets, _| {
                if !subnets.iter().any(|s| s.subnet == subnet) {
                    subnets.push(EndpointSubnet { subnet, ip: None, ipv6: None });
                }
            }),
            (None, Some(g), Some(subnet)) => {
                let tables = routing::tables_of(r, &[subnet]);
                r.model.edit(g, |e: &mut GatewayEndpoint| e.tables.extend(tables));
            }
            _ => r.left_out(at, text!("its endpoint or its subnet is not in the files")),
        }
    }
    for at in r.of("aws_vpc_endpoint_security_group_association") {
        let replaces = r.flag(at, "replace_default_association") == Some(true);
        let v = r.get(at, "vpc_endpoint_id");
        let (Some(e), Some(g)) = (interfaced(r, v), r.refer::<SecurityGroup>(at, "security_group_id")) else {
            r.left_out(at, text!("its endpoint or its group is not in the files"));
            continue;
        };
        let default = r.model.vpc_of(e).and_then(|v| r.model.get(v)).map(|v| v.default_group);
        edit(r, e, |_, groups| {
            // Beside the default group, which AWS gives where none is named, unless it takes that one's place.
            if groups.is_empty() && !replaces {
                groups.extend(default);
            }
            if !groups.contains(&g) {
                groups.push(g);
            }
        });
    }
    for at in r.of("aws_vpc_endpoint_policy") {
        let policy = policy(r, at, "policy");
        let v = r.get(at, "vpc_endpoint_id");
        if let Some(e) = r.id::<GatewayEndpoint>(v) {
            r.model.edit(e, |e: &mut GatewayEndpoint| e.policy = policy);
        } else if let Some(e) = r.id::<InterfaceEndpoint>(v) {
            r.model.edit(e, |e: &mut InterfaceEndpoint| e.policy = policy);
        } else if r.id::<ResourceEndpoint>(v).is_some() {
            r.left_out(at, text!("a resource endpoint takes no policy"));
        } else {
            r.missing(at, "vpc_endpoint_id", v);
            r.left_out(at, text!("its endpoint is not in the files"));
        }
    }
}

/// The endpoint that a value means, of the kinds with interfaces and groups.
fn interfaced(r: &Raiser, v: &Val) -> Option<NodeId> {
    r.id::<InterfaceEndpoint>(v).map(Id::node).or_else(|| r.id::<ResourceEndpoint>(v).map(Id::node))
}

/// Changes the subnets and groups of an interface or resource endpoint.
fn edit(r: &mut Raiser, id: NodeId, with: impl FnOnce(&mut Vec<EndpointSubnet>, &mut Vec<Id<SecurityGroup>>)) {
    r.model.update(id, |n| match &mut n.body {
        Body::InterfaceEndpoint(e) => with(&mut e.subnets, &mut e.groups),
        Body::ResourceEndpoint(e) => with(&mut e.subnets, &mut e.groups),
        _ => {}
    });
}

/// The VPC and the service of an endpoint.
fn of(r: &mut Raiser, at: At) -> Option<(Id<Vpc>, ServiceId, Option<Region>)> {
    r.know(at, &["vpc_endpoint_type", "auto_accept"]);
    let Some(vpc) = r.vpc_in(at, "vpc_id") else {
        r.left_out(at, text!("its VPC is not in the files"));
        return None;
    };
    let v = r.get(at, "service_name");
    r.open(at, "service_name", v);
    match v.as_text().and_then(service) {
        Some((service, region)) => Some((vpc, service, region)),
        None => {
            r.missing(at, "service_name", v);
            r.left_out(at, text!("its service is not known"));
            r.doubt(vpc, text!("an endpoint's service is not known"));
            None
        }
    }
}

/// A policy as its text; none where it allows everything, as an endpoint without policy does.
pub fn policy(r: &mut Raiser, at: At, name: &'static str) -> Option<String> {
    let v = r.get(at, name);
    let text = document(r, at, name, v)?;
    (!full(&text)).then_some(text)
}

/// The text of a policy. One that is not known at all gets a text that is no policy, so that answers depend on it.
pub fn document(r: &mut Raiser, at: At, name: &str, v: &Val) -> Option<String> {
    match v {
        Val::Null => None,
        Val::Text(s) if s.trim().is_empty() => None,
        Val::Text(s) => Some(s.to_string()),
        // With something in it that is not known it would decide what nobody said.
        Val::Map(_) | Val::List(_) => match hidden(v) {
            Some(open) => {
                r.missing(at, name, open);
                Some(format!("not known: {}", open.shown()))
            }
            None => Some(v.json()),
        },
        v => {
            r.missing(at, name, v);
            Some(format!("not known: {}", v.shown()))
        }
    }
}

/// The first thing in a value that the files do not say.
fn hidden(v: &Val) -> Option<&Val> {
    match v {
        Val::Unknown(_) | Val::Link(_) | Val::Part { .. } => Some(v),
        Val::List(all) => all.iter().find_map(hidden),
        Val::Map(all) => all.values().find_map(hidden),
        _ => None,
    }
}

/// Whether a policy allows everything to everybody. [Control access to VPC endpoints using endpoint policies]
fn full(text: &str) -> bool {
    let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { return false };
    let any = |j: &serde_json::Value| j == "*" || j.as_array().is_some_and(|a| matches!(a.as_slice(), [one] if one == "*"));
    let one = match json.get("Statement") {
        Some(serde_json::Value::Array(all)) => match all.as_slice() {
            [one] => one,
            _ => return false,
        },
        Some(one) => one,
        None => return false,
    };
    let field = |name: &str| one.get(name).unwrap_or(&serde_json::Value::Null);
    let known = ["Effect", "Action", "Resource", "Principal", "Sid"];
    field("Effect") == "Allow"
        && any(field("Action"))
        && any(field("Resource"))
        && (any(field("Principal")) || field("Principal").get("AWS").is_some_and(any))
        && one.as_object().is_some_and(|o| o.keys().all(|k| known.contains(&k.as_str())))
}

/// What an endpoint with interfaces has beside what it is for.
struct Standing {
    subnets: Vec<EndpointSubnet>,
    groups: Vec<Id<SecurityGroup>>,
    private_dns: bool,
    address_type: AddressType,
}

fn standing(r: &mut Raiser, at: At, vpc: Id<Vpc>) -> Standing {
    let chosen = r.get(at, "subnet_configuration");
    let (ids, whole) = r.all::<Subnet>(at, "subnet_ids");
    let mut subnets: Vec<EndpointSubnet> = ids.into_iter().map(|subnet| EndpointSubnet { subnet, ip: None, ipv6: None }).collect();
    for c in chosen.each() {
        let Some(subnet) = r.id::<Subnet>(c.get("subnet_id")) else { continue };
        let (ip, ipv6) = (c.get("ipv4").as_text().and_then(|a| a.parse().ok()), c.get("ipv6").as_text().and_then(|a| a.parse().ok()));
        match subnets.iter_mut().find(|s| s.subnet == subnet) {
            Some(s) => (s.ip, s.ipv6) = (ip, ipv6),
            None => subnets.push(EndpointSubnet { subnet, ip, ipv6 }),
        }
    }
    subnets.retain(|s| r.model.get(s.subnet).is_some());
    if !whole {
        let who = r.address(at);
        r.doubt(vpc, text!("the subnets of {who} are not all known", who = code(who)));
    }
    let mut groups = r.groups(at, "security_group_ids", Some(vpc));
    // What AWS gives where none is named.
    if let ([only], Some(v)) = (groups.as_slice(), r.model.get(vpc))
        && *only == v.default_group
    {
        groups.clear();
    }
    let private_dns = r.flag(at, "private_dns_enabled") == Some(true);
    let address_type = match r.text(at, "ip_address_type") {
        Some("ipv6") => AddressType::Ipv6,
        Some("dualstack") => AddressType::Dualstack,
        _ => AddressType::Ipv4,
    };
    Standing { subnets, groups, private_dns, address_type }
}

fn interface(r: &mut Raiser, at: At, id: Id<InterfaceEndpoint>) {
    let Some((vpc, service, named)) = of(r, at) else { return };
    let region = r.region_of(vpc);
    let service_region = r.text(at, "service_region").and_then(|s| s.parse().ok()).or(named).filter(|s| *s != region);
    let Standing { subnets, groups, private_dns, address_type } = standing(r, at, vpc);
    let only = r.get(at, "dns_options").get("private_dns_only_for_inbound_resolver_endpoint").as_bool() == Some(true);
    let private_dns = match (private_dns, only) {
        (false, _) => PrivateDns::Off,
        (true, false) => PrivateDns::On,
        (true, true) => PrivateDns::InboundResolver,
    };
    let policy = policy(r, at, "policy");
    let body = InterfaceEndpoint { vpc, service, service_region, subnets, groups, private_dns, policy, address_type };
    r.put(at, id, body);
}

fn resource(r: &mut Raiser, at: At, id: Id<ResourceEndpoint>) {
    r.know(at, &["vpc_endpoint_type", "auto_accept"]);
    let Some(vpc) = r.vpc_in(at, "vpc_id") else {
        r.left_out(at, text!("its VPC is not in the files"));
        return;
    };
    let v = r.get(at, "resource_configuration_arn");
    let configuration = match v.as_text() {
        Some(arn) => written(arn).to_string(),
        // It decides nothing here: what is behind the endpoint is not in a design.
        None => {
            r.missing(at, "resource_configuration_arn", v);
            String::new()
        }
    };
    let Standing { subnets, groups, private_dns, address_type } = standing(r, at, vpc);
    r.put(at, id, ResourceEndpoint { vpc, configuration, subnets, groups, private_dns, address_type });
}

/// The resource configuration as a design has it, where an export stood in for what the design does not say.
fn written(arn: &str) -> &str {
    match arn.split_once(NO_ACCOUNT).and_then(|(_, rest)| rest.strip_prefix(":resourceconfiguration/")) {
        Some(NO_CONFIGURATION) => "",
        Some(id) => id,
        None => arn,
    }
}
