//! Subnets: their blocks, zones, and what they do at launch.

use super::context::Context;
use super::{names, vpcs};
use crate::document::Subnet;
use crate::interchange::block::Body;
use crate::text;

pub fn lower(cx: &mut Context) {
    for (id, subnet) in cx.mine::<Subnet>() {
        let ipv6 = subnet.ipv6.as_ref().map(|net| vpcs::ipv6(cx, net));
        let native = subnet.cidr.is_none().then_some(true);
        if ipv6.is_some() {
            cx.assume(id, text!("interfaces in {subnet} get an IPv6 address when they are made", subnet = id));
        }
        let body = Body::new()
            .set("vpc_id", cx.vpc(subnet.vpc))
            .set("availability_zone", subnet.zone.as_str())
            .opt("cidr_block", subnet.cidr)
            .opt("ipv6_cidr_block", ipv6)
            .opt("ipv6_native", native)
            // What AWS asks of a subnet without IPv4. [Amazon EC2 instance hostnames and domains]
            .opt("private_dns_hostname_type_on_launch", native.map(|_| "resource-name"))
            .opt("enable_resource_name_dns_aaaa_record_on_launch", native)
            .opt("assign_ipv6_address_on_creation", subnet.ipv6.map(|_| true))
            .set("map_public_ip_on_launch", subnet.public_ip_on_launch);
        let block = cx.block(names::SUBNET, id, cx.at_vpc(subnet.vpc), body);
        cx.push_named(block);
    }
}
