//! Does not work, or AWS refuses it.

pub(super) mod block_size;
pub(super) mod duplicate_endpoint;
pub(super) mod endpoint_default_group;
pub(super) mod endpoint_group_refuses_clients;
pub(super) mod endpoint_zone_twice;
pub(super) mod gateway_endpoint_misses_caller;
pub(super) mod gateway_endpoint_without_tables;
pub(super) mod nat_in_private_subnet;
pub(super) mod nat_without_address;
pub(super) mod overlapping_subnets;
pub(super) mod overlapping_vpcs;
pub(super) mod private_dns_not_offered;
pub(super) mod private_dns_twice;
pub(super) mod private_dns_without_vpc_dns;
pub(super) mod route_target_gone;
pub(super) mod service_unknown;
pub(super) mod subnet_outside_vpc;
pub(super) mod zone_of_another_region;
