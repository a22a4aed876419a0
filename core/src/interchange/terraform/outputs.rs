//! `outputs.tf`: ids and addresses that others need, by key.

use super::source::address;
use crate::interchange::block::Set;
use crate::interchange::hcl::{Block, Expr};
use crate::ordered::BTreeSet;

struct Output {
    set: Set,
    name: &'static str,
    description: &'static str,
    /// Of `x`, one resource.
    value: &'static str,
}

const fn output(resource: &'static str, name: &'static str, description: &'static str, value: &'static str) -> Output {
    Output { set: Set::this(resource), name, description, value }
}

const OUTPUTS: &[Output] = &[
    output("aws_vpc", "vpc_ids", "VPC ids by key.", "x.id"),
    output("aws_subnet", "subnet_ids", "Subnet ids by key.", "x.id"),
    output("aws_nat_gateway", "nat_gateway_ids", "NAT gateway ids by key.", "x.id"),
    output("aws_eip", "elastic_ip_addresses", "Elastic IP addresses by key.", "x.public_ip"),
    output("aws_ec2_transit_gateway", "transit_gateway_ids", "Transit gateway ids by key.", "x.id"),
    Output {
        set: Set::named("aws_vpc_endpoint", "gateway"),
        name: "gateway_endpoint_ids",
        description: "Gateway endpoint ids by key.",
        value: "x.id",
    },
    Output {
        set: Set::named("aws_vpc_endpoint", "interface"),
        name: "interface_endpoints",
        description: "Interface endpoints by key: id, and the names that AWS gives them.",
        value: "{ id = x.id, dns_names = [for e in x.dns_entry : e.dns_name] }",
    },
    Output {
        set: Set::named("aws_vpc_endpoint", "resource"),
        name: "resource_endpoint_ids",
        description: "Resource endpoint ids by key.",
        value: "x.id",
    },
    output("aws_instance", "instance_addresses", "Private addresses of EC2 instances by key.", "x.private_ip"),
    output("aws_lb", "load_balancer_names", "DNS names of load balancers by key.", "x.dns_name"),
    output("aws_db_instance", "database_endpoints", "Host and port of databases by key.", "x.endpoint"),
    output("aws_s3_bucket", "bucket_names", "Names of S3 buckets by key.", "x.bucket"),
    output("aws_route53_zone", "hosted_zone_ids", "Ids of private hosted zones by key.", "x.zone_id"),
    Output {
        set: Set::named("aws_vpn_connection", "vpn_gateway"),
        name: "vpn_tunnel_addresses",
        description: "AWS's addresses of both tunnels of VPN connections, by key.",
        value: "[x.tunnel1_address, x.tunnel2_address]",
    },
    Output {
        set: Set::named("aws_vpn_connection", "transit_gateway"),
        name: "transit_gateway_vpn_tunnel_addresses",
        description: "AWS's addresses of both tunnels of VPN connections of transit gateways, by key.",
        value: "[x.tunnel1_address, x.tunnel2_address]",
    },
];

pub fn outputs(present: &BTreeSet<Set>) -> Vec<Block> {
    let block = |o: &Output| {
        Block::new("output", &[o.name])
            .set("description", o.description)
            .set("value", Expr::Code(format!("{{ for k, x in {} : k => {} }}", address(o.set), o.value)))
    };
    let mut out: Vec<Block> = OUTPUTS.iter().filter(|o| present.contains(&o.set)).map(block).collect();
    if present.contains(&Set::this("aws_vpc")) {
        let ids = |name: &str, description: &str, local: &str| {
            Block::new("output", &[name]).set("description", description).set("value", Expr::Code(format!("local.{local}")))
        };
        out.push(ids("route_table_ids", "Route table ids by key, main tables among them.", "route_table_ids"));
        out.push(ids("security_group_ids", "Security group ids by key, default groups among them.", "security_group_ids"));
    }
    out
}
