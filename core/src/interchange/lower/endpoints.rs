//! VPC endpoints: gateway, interface, resource, Gateway Load Balancer.

use super::context::Context;
use super::names;
use crate::catalogue::ServiceKind;
use crate::document::{
    BalancerEndpoint, EndpointSubnet, GatewayEndpoint, Id, InterfaceEndpoint, NodeId, PrivateDns, ResourceEndpoint, SecurityGroup, Vpc,
};
use crate::interchange::block::{Body, Expr};
use crate::text;

pub fn lower(cx: &mut Context) {
    for (id, endpoint) in cx.mine::<GatewayEndpoint>() {
        let region = cx.region_of(endpoint.vpc);
        let tables = Expr::List(endpoint.tables.iter().map(|t| cx.table(*t)).collect());
        let policy = endpoint.policy.as_deref();
        let label = format!("gateway_endpoint_{}", cx.key(id));
        let body = Body::new()
            .set("vpc_id", cx.vpc(endpoint.vpc))
            .set("service_name", cx.service_name(id, &endpoint.service, &region, ServiceKind::Gateway))
            .fix("vpc_endpoint_type", "Gateway")
            .fix("private_dns_enabled", false)
            .set("route_table_ids", tables)
            .opt("policy", policy.and_then(|p| cx.document(id, label, p, "the endpoint policy")));
        let block = cx.block(names::GATEWAY_ENDPOINT, id, cx.at_vpc(endpoint.vpc), body);
        cx.push_named(block);
    }
    for (id, endpoint) in cx.mine::<InterfaceEndpoint>() {
        interface(cx, id, endpoint);
    }
    for (id, endpoint) in cx.mine::<ResourceEndpoint>() {
        let configuration = configuration(cx, id, endpoint);
        let body = Body::new()
            .set("vpc_id", cx.vpc(endpoint.vpc))
            .set("resource_configuration_arn", configuration)
            .fix("vpc_endpoint_type", "Resource")
            .set("private_dns_enabled", endpoint.private_dns)
            .set("ip_address_type", endpoint.address_type.as_str());
        let body = standing(cx, id.node(), endpoint.vpc, &endpoint.subnets, &endpoint.groups, body);
        let block = cx.block(names::RESOURCE_ENDPOINT, id, cx.at_vpc(endpoint.vpc), body);
        cx.push_named(block);
    }
    for (id, endpoint) in cx.mine::<BalancerEndpoint>() {
        let service = if endpoint.service_name.trim().is_empty() {
            let default = format!("com.amazonaws.vpce.{}.vpce-svc-00000000000000000", cx.region_of(endpoint.vpc));
            cx.input("endpoint_services", &cx.key(id), default)
        } else {
            endpoint.service_name.trim().into()
        };
        let body = Body::new()
            .set("vpc_id", cx.vpc(endpoint.vpc))
            .set("service_name", service)
            .fix("vpc_endpoint_type", "GatewayLoadBalancer")
            .fix("private_dns_enabled", false)
            .set("subnet_ids", cx.subnets(&[endpoint.subnet]));
        let block = cx.block(names::BALANCER_ENDPOINT, id, cx.at_vpc(endpoint.vpc), body);
        cx.push_named(block);
    }
}

/// The id of a resource configuration that the design does not name.
pub const NO_CONFIGURATION: &str = "rcfg-00000000000000000";
/// The account in an ARN of which the design has the id alone.
pub const NO_ACCOUNT: &str = "000000000000";

/// The ARN of the resource configuration. Where the design does not say it, or has the id alone, the export asks for it.
fn configuration(cx: &mut Context, id: Id<ResourceEndpoint>, endpoint: &ResourceEndpoint) -> Expr {
    let said = endpoint.configuration.trim();
    if said.starts_with("arn:") {
        return said.into();
    }
    let said = if said.is_empty() { NO_CONFIGURATION } else { said };
    let region = cx.region_of(endpoint.vpc);
    let default = format!("arn:{}:vpc-lattice:{region}:{NO_ACCOUNT}:resourceconfiguration/{said}", cx.partition());
    cx.input("resource_configurations", &cx.key(id), default)
}

/// Subnets, groups and chosen addresses of what has interfaces in subnets.
fn standing(cx: &mut Context, id: NodeId, vpc: Id<Vpc>, subnets: &[EndpointSubnet], groups: &[Id<SecurityGroup>], body: Body) -> Body {
    if groups.is_empty() {
        cx.assume(id, text!("{endpoint} names no security group, and has the VPC's default group, as AWS gives it", endpoint = id));
    }
    let chosen = subnets.iter().filter(|s| s.ip.is_some() || s.ipv6.is_some());
    let chosen = chosen.map(|s| Body::new().set("subnet_id", cx.subnet(s.subnet)).opt("ipv4", s.ip).opt("ipv6", s.ipv6)).collect();
    let subnets: Vec<_> = subnets.iter().map(|s| s.subnet).collect();
    body.set("subnet_ids", cx.subnets(&subnets))
        .set("security_group_ids", cx.groups(groups, Some(vpc)))
        .parts("subnet_configuration", chosen)
}

fn interface(cx: &mut Context, id: Id<InterfaceEndpoint>, endpoint: &InterfaceEndpoint) {
    let region = endpoint.service_region.clone().unwrap_or_else(|| cx.region_of(endpoint.vpc));
    // AWS takes "inbound resolver only" where a service with both kinds of endpoint leaves it open.
    let only = match endpoint.private_dns {
        PrivateDns::InboundResolver => Some(true),
        PrivateDns::On if cx.has_both_kinds(&endpoint.service) => Some(false),
        _ => None,
    };
    let options = only.map(|b| Body::new().set("private_dns_only_for_inbound_resolver_endpoint", b)).into_iter().collect();
    let policy = endpoint.policy.as_deref();
    let label = format!("interface_endpoint_{}", cx.key(id));
    let body = Body::new()
        .set("vpc_id", cx.vpc(endpoint.vpc))
        .set("service_name", cx.service_name(id, &endpoint.service, &region, ServiceKind::Interface))
        .opt("service_region", endpoint.service_region.as_ref().map(|r| r.as_str()))
        .fix("vpc_endpoint_type", "Interface")
        .set("private_dns_enabled", endpoint.private_dns != PrivateDns::Off)
        .set("ip_address_type", endpoint.address_type.as_str());
    let body = standing(cx, id.node(), endpoint.vpc, &endpoint.subnets, &endpoint.groups, body)
        .opt("policy", policy.and_then(|p| cx.document(id, label, p, "the endpoint policy")))
        .parts("dns_options", options);
    let block = cx.block(names::INTERFACE_ENDPOINT, id, cx.at_vpc(endpoint.vpc), body);
    cx.push_named(block);
}
