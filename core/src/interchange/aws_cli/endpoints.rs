//! VPC endpoints of the four kinds that the design has.

use super::build::Builder;
use super::forms::Sort;
use super::json::Json;
use super::recognise::Record;
use crate::document::{
    AddressType, BalancerEndpoint, EndpointSubnet, Forwarding, GatewayEndpoint, Id, InterfaceEndpoint, Kind, PrivateDns, ResourceEndpoint,
    RouteTable, Vpc,
};
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};

/// The kind of an endpoint by its type; without one, by what it has.
pub fn kind(r: &Record) -> Option<Kind> {
    let plain = |s: &str| s.to_ascii_lowercase().replace(['-', '_'], "");
    match r.text("VpcEndpointType").map(plain).as_deref() {
        Some("gateway") => Some(Kind::GatewayEndpoint),
        Some("interface") => Some(Kind::InterfaceEndpoint),
        Some("resource") => Some(Kind::ResourceEndpoint),
        Some("gatewayloadbalancer") => Some(Kind::BalancerEndpoint),
        None if r.get("SubnetIds").list().is_empty() => Some(Kind::GatewayEndpoint),
        None => Some(Kind::InterfaceEndpoint),
        Some(_) => None,
    }
}

/// A policy that says something else than full access, which is what an endpoint without policy has.
fn policy(r: &Record) -> Option<String> {
    let json = r.get("PolicyDocument");
    let text = json.text().map(Into::into).or_else(|| matches!(json, Json::Object(_)).then(|| json.print()))?;
    let budget = std::cell::Cell::new(10_000);
    let parsed = super::json::read(&text, &budget).ok().and_then(|(v, _)| v.into_iter().next());
    (!parsed.is_some_and(|p| full(&p))).then_some(text)
}

/// Whether a policy allows everything to everybody. [Control access to VPC endpoints using endpoint policies]
fn full(policy: &Json) -> bool {
    let any = |j: &Json| j.text() == Some("*") || matches!(j.list(), [one] if one.text() == Some("*"));
    let one = match policy.get("Statement") {
        Json::List(all) => match all.as_slice() {
            [one] => one,
            _ => return false,
        },
        one => one,
    };
    one.get("Effect").text() == Some("Allow")
        && any(one.get("Action"))
        && any(one.get("Resource"))
        && (any(one.get("Principal")) || any(one.get("Principal").get("AWS")))
        && one.entries().iter().all(|(k, _)| ["Effect", "Action", "Resource", "Principal", "Sid"].contains(&k.as_str()))
}

pub fn read(b: &mut Builder) {
    let addresses = addresses(b);
    for (id, aws_id, r) in b.enrolled::<GatewayEndpoint>(Sort::Endpoint, "VpcEndpointId") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let mut tables: Vec<Id<RouteTable>> = Vec::new();
        for t in r.get("RouteTableIds").texts() {
            match b.find(t) {
                Some(t) => tables.push(t),
                None => b.notes.left_out(
                    text!("the association of {aws_id} with {t}", aws_id = code(aws_id), t = code(t)),
                    &r.at(),
                    text!("this route table is not in the snapshot"),
                ),
            }
        }
        for t in b.serves.get(&id).into_iter().flatten() {
            if !tables.contains(t) {
                tables.push(*t);
            }
        }
        let Some((service, _)) = r.text("ServiceName").and_then(super::lists::service) else {
            b.ids.remove(aws_id);
            b.notes.left_out(Text::of(aws_id), &r.at(), text!("its service cannot be read"));
            b.doubt(vpc, text!("{aws_id} is not in the design", aws_id = code(aws_id)));
            continue;
        };
        b.put(id, &r, aws_id, GatewayEndpoint { vpc, service, tables, policy: policy(&r) });
    }
    for (id, aws_id, r) in b.enrolled::<InterfaceEndpoint>(Sort::Endpoint, "VpcEndpointId") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let Some((service, at)) = r.text("ServiceName").and_then(super::lists::service) else {
            b.ids.remove(aws_id);
            b.notes.left_out(Text::of(aws_id), &r.at(), text!("its service cannot be read"));
            continue;
        };
        let subnets = subnets(b, &addresses, &r, vpc);
        let groups = super::interfaces::groups(b, r.get("Groups"), vpc);
        let on = r.get("PrivateDnsEnabled").flag() == Some(true);
        let inbound = r.get("DnsOptions").get("PrivateDnsOnlyForInboundResolverEndpoint").flag() == Some(true);
        let body = InterfaceEndpoint {
            vpc,
            service,
            service_region: r.text("ServiceRegion").and_then(|s| s.parse().ok()).or(at).filter(|s| *s != b.region_of(vpc)),
            subnets,
            groups,
            private_dns: match (on, inbound) {
                (false, _) => PrivateDns::Off,
                (true, false) => PrivateDns::On,
                (true, true) => PrivateDns::InboundResolver,
            },
            policy: policy(&r),
            address_type: address_type(&r),
        };
        b.put(id, &r, aws_id, body);
    }
    for (id, aws_id, r) in b.enrolled::<ResourceEndpoint>(Sort::Endpoint, "VpcEndpointId") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let body = ResourceEndpoint {
            vpc,
            configuration: r.text("ResourceConfigurationArn").unwrap_or_default().to_string(),
            subnets: subnets(b, &addresses, &r, vpc),
            groups: super::interfaces::groups(b, r.get("Groups"), vpc),
            private_dns: r.get("PrivateDnsEnabled").flag() == Some(true),
            address_type: address_type(&r),
        };
        b.put(id, &r, aws_id, body);
    }
    for (id, aws_id, r) in b.enrolled::<BalancerEndpoint>(Sort::Endpoint, "VpcEndpointId") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let subnet = b.subnet(r.get("SubnetIds").texts().next().unwrap_or("a subnet that is not named"), vpc, None);
        let service_name = r.text("ServiceName").unwrap_or_default().to_string();
        b.put(id, &r, aws_id, BalancerEndpoint { vpc, subnet, service_name, balancer: None, forwards: Forwarding::Unknown });
    }
}

/// Where an endpoint has interfaces, with their addresses where the snapshot has those.
fn subnets(b: &mut Builder, addresses: &BTreeMap<&str, Record>, r: &Record, vpc: Id<Vpc>) -> Vec<EndpointSubnet> {
    let own: BTreeMap<&str, &Record> =
        r.get("NetworkInterfaceIds").texts().filter_map(|e| addresses.get(e)).filter_map(|e| Some((e.text("SubnetId")?, e))).collect();
    let one = |s: &str| {
        let at = own.get(s);
        EndpointSubnet {
            subnet: b.subnet(s, vpc, None),
            ip: at.and_then(|e| e.text("PrivateIpAddress")).and_then(|a| a.parse().ok()),
            ipv6: at.and_then(|e| e.get("Ipv6Addresses").list().first()).and_then(|a| a.get("Ipv6Address").text()?.parse().ok()),
        }
    };
    r.get("SubnetIds").texts().map(one).collect()
}

fn address_type(r: &Record) -> AddressType {
    match r.text("IpAddressType") {
        Some("ipv6") => AddressType::Ipv6,
        Some("dualstack") => AddressType::Dualstack,
        _ => AddressType::Ipv4,
    }
}

/// Interfaces by id.
fn addresses<'a>(b: &Builder<'a>) -> BTreeMap<&'a str, Record<'a>> {
    b.snapshot.all(Sort::Interface).iter().filter_map(|r| Some((r.text("NetworkInterfaceId")?, *r))).collect()
}
