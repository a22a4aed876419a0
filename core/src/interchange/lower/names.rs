//! Names that AWS allows, made from export keys; and the sets that others refer to.

use crate::document::Kind;
use crate::interchange::block::Set;

pub const VPC: Set = Set::this("aws_vpc");
pub const SUBNET: Set = Set::this("aws_subnet");
/// The ids of all route tables by key, main ones among them.
pub const ROUTE_TABLE_IDS: Set = Set::named("local", "route_table_ids");
/// The ids of all security groups by key, default ones among them.
pub const GROUP_IDS: Set = Set::named("local", "security_group_ids");
pub const INTERNET_GATEWAY: Set = Set::this("aws_internet_gateway");
pub const EGRESS_ONLY_GATEWAY: Set = Set::this("aws_egress_only_internet_gateway");
pub const NAT_GATEWAY: Set = Set::this("aws_nat_gateway");
pub const ELASTIC_IP: Set = Set::this("aws_eip");
pub const VPN_GATEWAY: Set = Set::this("aws_vpn_gateway");
/// Connections that end at a virtual private gateway.
pub const VPN_PRIVATE: Set = Set::named("aws_vpn_connection", "vpn_gateway");
/// Connections that end at a transit gateway.
pub const VPN_TRANSIT: Set = Set::named("aws_vpn_connection", "transit_gateway");
pub const TRANSIT_GATEWAY: Set = Set::this("aws_ec2_transit_gateway");
pub const TRANSIT_TABLE: Set = Set::this("aws_ec2_transit_gateway_route_table");
pub const PEERING: Set = Set::this("aws_vpc_peering_connection");
pub const PREFIX_LIST: Set = Set::this("aws_ec2_managed_prefix_list");
/// AWS's own prefix lists, read and not made.
pub const AWS_PREFIX_LIST: Set = Set::named("data.aws_ec2_managed_prefix_list", "aws");
pub const GATEWAY_ENDPOINT: Set = Set::named("aws_vpc_endpoint", "gateway");
pub const INTERFACE_ENDPOINT: Set = Set::named("aws_vpc_endpoint", "interface");
pub const RESOURCE_ENDPOINT: Set = Set::named("aws_vpc_endpoint", "resource");
pub const BALANCER_ENDPOINT: Set = Set::named("aws_vpc_endpoint", "gateway_load_balancer");
pub const NETWORK_INTERFACE: Set = Set::this("aws_network_interface");
pub const INSTANCE: Set = Set::this("aws_instance");
pub const FUNCTION: Set = Set::this("aws_lambda_function");
pub const LOAD_BALANCER: Set = Set::this("aws_lb");
pub const TARGET_GROUP: Set = Set::this("aws_lb_target_group");
pub const ROLE: Set = Set::this("aws_iam_role");

/// A key as a resource name of at most `most` characters: letters, digits and hyphens. Keys differ, so do the names.
pub fn hyphenated(key: &str, most: usize) -> String {
    let name = key.replace('_', "-");
    if name.len() <= most {
        return name.trim_end_matches('-').to_string();
    }
    // FNV-1a: two long keys with one beginning must not get one name.
    let hash = key.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    let head: String = name.chars().take(most.saturating_sub(9)).collect();
    format!("{}-{hash:08x}", head.trim_end_matches('-'))
}

/// A tag's text. EC2 takes any character; the other services take letters, digits, spaces and `_.:/=+-@`.
pub fn tag(resource: &str, text: &str, most: usize) -> String {
    const STRICT: [&str; 8] = ["aws_iam_", "aws_lb", "aws_lambda_", "aws_ecs_", "aws_db_", "aws_s3_", "aws_dynamodb_", "aws_route53_"];
    let strict = STRICT.iter().any(|p| resource.starts_with(p));
    let fits = |c: char| !strict || c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
    text.chars().take(most).map(|c| if fits(c) { c } else { '-' }).collect()
}

/// A description as EC2 takes it: 255 characters of ASCII letters, digits, spaces and some punctuation. Quotes go, others
/// become hyphens.
pub fn description(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c);
    let kept = text.chars().filter(|c| !matches!(c, '\'' | '"' | '`' | '\u{2018}'..='\u{201f}'));
    kept.take(255).map(|c| if fits(c) { c } else { '-' }).collect()
}

/// What a resource is imported by, from its id or ARN.
pub fn import_id(set: Set, aws_id: &str) -> String {
    let by_name = ["aws_iam_role", "aws_dynamodb_table", "aws_db_instance", "aws_lambda_function", "aws_s3_bucket", "aws_route53_zone"];
    let last = |s: &str| s.rsplit(['/', ':']).next().unwrap_or_default().to_string();
    if by_name.contains(&set.resource) { last(aws_id) } else { aws_id.to_string() }
}

/// An id that a plan takes and AWS refuses.
pub fn placeholder_id(kind: Kind) -> String {
    let prefix = match kind {
        Kind::Vpc => "vpc",
        Kind::Subnet => "subnet",
        Kind::RouteTable => "rtb",
        Kind::SecurityGroup => "sg",
        Kind::TransitGateway => "tgw",
        Kind::TransitTable => "tgw-rtb",
        Kind::TransitAttachment => "tgw-attach",
        Kind::Peering => "pcx",
        Kind::PrefixList => "pl",
        Kind::InternetGateway => "igw",
        Kind::VpnGateway => "vgw",
        Kind::NatGateway => "nat",
        Kind::NetworkInterface => "eni",
        Kind::ElasticIp => "eipalloc",
        Kind::Workload => "i",
        _ => "x",
    };
    format!("{prefix}-00000000000000000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_keys_keep_different_names() {
        let long = |end: &str| format!("{}{end}", "a_long_key_".repeat(4));
        assert_eq!(hyphenated("app_a", 32), "app-a");
        let (one, two) = (hyphenated(&long("one"), 32), hyphenated(&long("two"), 32));
        assert!(one != two && one.len() <= 32 && two.len() <= 32, "{one} {two}");
    }

    #[test]
    fn only_ec2_takes_every_character_in_tags() {
        assert_eq!(tag("aws_vpc", "a<b>", 255), "a<b>");
        assert_eq!(tag("aws_iam_role", "ä<b>", 255), "ä-b-");
        assert_eq!(description("Zugriff über \"443\", the group's"), "Zugriff -ber 443, the groups");
    }
}
