//! Where each set of blocks goes: its file, its map in `locals.tf`, what it waits for.

use crate::interchange::block::Set;

/// How one set is written.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    pub set: Set,
    pub file: &'static str,
    /// The map in `locals.tf`.
    pub table: &'static str,
    /// Sets that must stand first although nothing refers to them.
    pub after: &'static [Set],
    /// The new one stands before the old one goes: for what others are attached to.
    pub create_first: bool,
    /// Arguments that AWS changes by itself.
    pub ignore: &'static [&'static str],
    /// Arguments that hold a name made from the key, where another name means another resource.
    pub own_name: &'static [&'static str],
}

const fn home(file: &'static str, resource: &'static str, table: &'static str) -> Home {
    Home { set: Set::this(resource), file, table, after: &[], create_first: false, ignore: &[], own_name: &[] }
}

impl Home {
    const fn called(self, name: &'static str) -> Self {
        Self { set: Set::named(self.set.resource, name), ..self }
    }

    const fn after(self, after: &'static [Set]) -> Self {
        Self { after, ..self }
    }

    const fn create_first(self) -> Self {
        Self { create_first: true, ..self }
    }

    const fn own_name(self, own_name: &'static [&'static str]) -> Self {
        Self { own_name, ..self }
    }

    const fn ignore(self, ignore: &'static [&'static str]) -> Self {
        Self { ignore, ..self }
    }
}

const INTERNET_GATEWAY: Set = Set::this("aws_internet_gateway");
const GATEWAY_ENDPOINT: Set = Set::named("aws_vpc_endpoint", "gateway");
const TRANSIT: &[Set] = &[Set::this("aws_ec2_transit_gateway_vpc_attachment")];
const PEERING: &[Set] = &[Set::this("aws_vpc_peering_connection_accepter")];

/// Every set, in the order in which its file and `locals.tf` show it.
pub const HOMES: &[Home] = &[
    home("vpc.tf", "aws_vpc", "vpcs"),
    home("vpc.tf", "aws_vpc_ipv4_cidr_block_association", "vpc_ipv4_blocks"),
    home("vpc.tf", "aws_vpc_ipv6_cidr_block_association", "vpc_ipv6_blocks"),
    home("vpc.tf", "aws_vpc_peering_connection", "peerings"),
    home("vpc.tf", "aws_vpc_peering_connection_accepter", "peering_accepters"),
    home("vpc.tf", "aws_vpc_peering_connection_options", "peering_options"),
    home("subnets.tf", "aws_subnet", "subnets").after(&[Set::this("aws_vpc_ipv4_cidr_block_association")]),
    home("routing.tf", "aws_route_table", "route_tables"),
    home("routing.tf", "aws_route", "internet_gateway_routes").called("internet_gateway"),
    home("routing.tf", "aws_route", "internet_gateway_routes_ipv6").called("internet_gateway_ipv6"),
    home("routing.tf", "aws_route", "internet_gateway_routes_prefix_list").called("internet_gateway_prefix_list"),
    home("routing.tf", "aws_route", "vpn_gateway_routes").called("vpn_gateway"),
    home("routing.tf", "aws_route", "vpn_gateway_routes_ipv6").called("vpn_gateway_ipv6"),
    home("routing.tf", "aws_route", "vpn_gateway_routes_prefix_list").called("vpn_gateway_prefix_list"),
    home("routing.tf", "aws_route", "egress_only_gateway_routes").called("egress_only_gateway"),
    home("routing.tf", "aws_route", "egress_only_gateway_routes_ipv6").called("egress_only_gateway_ipv6"),
    home("routing.tf", "aws_route", "egress_only_gateway_routes_prefix_list").called("egress_only_gateway_prefix_list"),
    home("routing.tf", "aws_route", "nat_gateway_routes").called("nat_gateway"),
    home("routing.tf", "aws_route", "nat_gateway_routes_ipv6").called("nat_gateway_ipv6"),
    home("routing.tf", "aws_route", "nat_gateway_routes_prefix_list").called("nat_gateway_prefix_list"),
    home("routing.tf", "aws_route", "peering_routes").called("peering").after(PEERING),
    home("routing.tf", "aws_route", "peering_routes_ipv6").called("peering_ipv6").after(PEERING),
    home("routing.tf", "aws_route", "peering_routes_prefix_list").called("peering_prefix_list").after(PEERING),
    home("routing.tf", "aws_route", "transit_gateway_routes").called("transit_gateway").after(TRANSIT),
    home("routing.tf", "aws_route", "transit_gateway_routes_ipv6").called("transit_gateway_ipv6").after(TRANSIT),
    home("routing.tf", "aws_route", "transit_gateway_routes_prefix_list").called("transit_gateway_prefix_list").after(TRANSIT),
    home("routing.tf", "aws_route", "network_interface_routes").called("network_interface"),
    home("routing.tf", "aws_route", "network_interface_routes_ipv6").called("network_interface_ipv6"),
    home("routing.tf", "aws_route", "network_interface_routes_prefix_list").called("network_interface_prefix_list"),
    home("routing.tf", "aws_route", "instance_routes").called("instance"),
    home("routing.tf", "aws_route", "instance_routes_ipv6").called("instance_ipv6"),
    home("routing.tf", "aws_route", "instance_routes_prefix_list").called("instance_prefix_list"),
    home("routing.tf", "aws_route", "endpoint_routes").called("endpoint"),
    home("routing.tf", "aws_route", "endpoint_routes_ipv6").called("endpoint_ipv6"),
    home("routing.tf", "aws_route", "endpoint_routes_prefix_list").called("endpoint_prefix_list"),
    home("routing.tf", "aws_route_table_association", "route_table_associations"),
    home("routing.tf", "aws_route_table_association", "gateway_route_table_associations").called("edge"),
    home("routing.tf", "aws_vpn_gateway_route_propagation", "route_propagations"),
    home("routing.tf", "aws_ec2_managed_prefix_list", "prefix_lists").own_name(&["name"]),
    home("routing.tf", "data.aws_ec2_managed_prefix_list", "aws_prefix_lists").called("aws"),
    home("gateways.tf", "aws_internet_gateway", "internet_gateways"),
    home("gateways.tf", "aws_egress_only_internet_gateway", "egress_only_gateways"),
    home("gateways.tf", "aws_eip", "elastic_ips").after(&[INTERNET_GATEWAY]),
    home("gateways.tf", "aws_nat_gateway", "nat_gateways").after(&[INTERNET_GATEWAY]),
    home("gateways.tf", "aws_vpn_gateway", "vpn_gateways"),
    home("gateways.tf", "aws_customer_gateway", "customer_gateways"),
    home("gateways.tf", "aws_vpn_connection", "vpn_connections").called("vpn_gateway"),
    home("gateways.tf", "aws_vpn_connection", "transit_gateway_vpn_connections").called("transit_gateway"),
    home("gateways.tf", "aws_vpn_connection_route", "vpn_connection_routes"),
    home("gateways.tf", "aws_ec2_transit_gateway", "transit_gateways"),
    home("gateways.tf", "aws_ec2_transit_gateway_vpc_attachment", "transit_gateway_vpc_attachments"),
    home("gateways.tf", "aws_ec2_transit_gateway_peering_attachment", "transit_gateway_peerings"),
    home("gateways.tf", "aws_ec2_transit_gateway_peering_attachment_accepter", "transit_gateway_peering_accepters"),
    home("gateways.tf", "aws_ec2_transit_gateway_route_table", "transit_gateway_route_tables"),
    home("gateways.tf", "aws_ec2_transit_gateway_route", "transit_gateway_table_routes"),
    home("gateways.tf", "aws_ec2_transit_gateway_route_table_association", "transit_gateway_associations"),
    home("gateways.tf", "aws_ec2_transit_gateway_route_table_propagation", "transit_gateway_propagations"),
    home("endpoints.tf", "aws_vpc_endpoint", "gateway_endpoints").called("gateway"),
    home("endpoints.tf", "aws_vpc_endpoint", "interface_endpoints").called("interface").after(&[GATEWAY_ENDPOINT]),
    home("endpoints.tf", "aws_vpc_endpoint", "resource_endpoints").called("resource"),
    home("endpoints.tf", "aws_vpc_endpoint", "gateway_load_balancer_endpoints").called("gateway_load_balancer"),
    home("security_groups.tf", "aws_security_group", "security_groups").create_first().own_name(&["name", "name_prefix"]),
    home("security_groups.tf", "aws_vpc_security_group_ingress_rule", "ingress_from_ipv4").called("ipv4"),
    home("security_groups.tf", "aws_vpc_security_group_ingress_rule", "ingress_from_ipv6").called("ipv6"),
    home("security_groups.tf", "aws_vpc_security_group_ingress_rule", "ingress_from_group").called("group"),
    home("security_groups.tf", "aws_vpc_security_group_ingress_rule", "ingress_from_prefix_list").called("prefix_list"),
    home("security_groups.tf", "aws_vpc_security_group_egress_rule", "egress_to_ipv4").called("ipv4"),
    home("security_groups.tf", "aws_vpc_security_group_egress_rule", "egress_to_ipv6").called("ipv6"),
    home("security_groups.tf", "aws_vpc_security_group_egress_rule", "egress_to_group").called("group"),
    home("security_groups.tf", "aws_vpc_security_group_egress_rule", "egress_to_prefix_list").called("prefix_list"),
    home("security_groups.tf", "aws_default_security_group", "default_security_groups"),
    home("network_acls.tf", "aws_network_acl", "network_acls"),
    home("network_acls.tf", "aws_network_acl_rule", "network_acl_rules").called("ipv4"),
    home("network_acls.tf", "aws_network_acl_rule", "network_acl_rules_ipv6").called("ipv6"),
    home("network_acls.tf", "aws_network_acl_association", "network_acl_associations"),
    // Subnets come to the default ACL and leave it without a word here.
    home("network_acls.tf", "aws_default_network_acl", "default_network_acls").ignore(&["subnet_ids"]),
    home("policies.tf", "data.aws_iam_policy_document", "trusted_services").called("trust"),
    home("policies.tf", "aws_iam_role", "roles").own_name(&["name"]),
    home("policies.tf", "aws_iam_policy", "role_boundaries").called("boundary"),
    home("policies.tf", "aws_iam_role_policy", "role_policies"),
    home("policies.tf", "aws_iam_role_policy_attachment", "role_policy_attachments"),
    home("policies.tf", "aws_iam_instance_profile", "instance_profiles"),
    home("policies.tf", "aws_s3_bucket_policy", "bucket_policies"),
    home("policies.tf", "aws_dynamodb_resource_policy", "table_policies"),
    home("workloads.tf", "aws_instance", "instances"),
    home("workloads.tf", "aws_network_interface", "network_interfaces"),
    home("workloads.tf", "aws_network_interface_attachment", "network_interface_attachments"),
    home("workloads.tf", "aws_eip_association", "elastic_ip_associations").after(&[INTERNET_GATEWAY]),
    home("workloads.tf", "aws_lambda_function", "functions")
        .after(&[Set::this("aws_iam_role_policy_attachment")])
        .own_name(&["function_name"]),
    home("workloads.tf", "aws_lambda_permission", "function_permissions"),
    home("workloads.tf", "aws_ecs_cluster", "clusters"),
    home("workloads.tf", "aws_ecs_task_definition", "task_definitions"),
    home("workloads.tf", "aws_ecs_service", "container_services")
        .after(&[Set::this("aws_lb_listener"), Set::this("aws_iam_role_policy_attachment")]),
    home("workloads.tf", "aws_db_subnet_group", "database_subnet_groups"),
    home("workloads.tf", "aws_db_instance", "databases").own_name(&["identifier"]),
    home("workloads.tf", "aws_lb", "load_balancers").after(&[INTERNET_GATEWAY]).own_name(&["name"]),
    home("workloads.tf", "aws_lb_target_group", "target_groups").own_name(&["name"]),
    home("workloads.tf", "aws_lb_listener", "listeners"),
    home("workloads.tf", "aws_lb_target_group_attachment", "target_group_attachments")
        .after(&[Set::this("aws_lambda_permission"), Set::this("aws_lb_listener")]),
    home("workloads.tf", "aws_s3_bucket", "buckets").own_name(&["bucket", "bucket_prefix"]),
    home("workloads.tf", "aws_dynamodb_table", "tables").own_name(&["name"]),
    home("dns.tf", "aws_route53_zone", "hosted_zones"),
    home("dns.tf", "aws_route53_record", "dns_records"),
    home("dns.tf", "aws_route53_resolver_endpoint", "resolver_endpoints").own_name(&["name"]),
    home("dns.tf", "aws_route53_resolver_rule", "resolver_rules"),
    home("dns.tf", "aws_route53_resolver_rule_association", "resolver_rule_associations"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ordered::BTreeSet;

    #[test]
    fn sets_and_their_maps_are_each_there_once() {
        let sets: BTreeSet<Set> = HOMES.iter().map(|h| h.set).collect();
        let tables: BTreeSet<&str> = HOMES.iter().map(|h| h.table).collect();
        assert_eq!((sets.len(), tables.len()), (HOMES.len(), HOMES.len()));
        assert!(HOMES.iter().flat_map(|h| h.after).all(|s| sets.contains(s)));
    }
}
