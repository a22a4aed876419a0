//! VPCs and their further blocks; what IPv6 addresses become, as AWS and not the design picks a VPC's IPv6 block.

use super::context::Context;
use super::names;
use crate::document::Vpc;
use crate::interchange::block::{Block, Body, Expr, Set};
use crate::text;
use ipnet::Ipv6Net;

const IPV4_BLOCK: Set = Set::this("aws_vpc_ipv4_cidr_block_association");
const IPV6_BLOCK: Set = Set::this("aws_vpc_ipv6_cidr_block_association");

pub fn lower(cx: &mut Context) {
    for (id, vpc) in cx.mine::<Vpc>() {
        let at = cx.at(&vpc.region);
        let key = cx.key(id);
        let body = Body::new()
            .opt("cidr_block", vpc.cidrs.first().copied())
            .set("enable_dns_support", vpc.dns_support)
            .set("enable_dns_hostnames", vpc.dns_hostnames)
            .opt("assign_generated_ipv6_cidr_block", (!vpc.ipv6.is_empty()).then_some(true));
        let block = cx.block(names::VPC, id, at.clone(), body);
        cx.push_named(block);
        for net in vpc.cidrs.iter().skip(1) {
            let body = Body::new().set("vpc_id", cx.vpc(id)).set("cidr_block", *net);
            cx.push(Block::new(IPV4_BLOCK, format!("{key}/{net}"), body).of(id).region(at.clone()));
        }
        for (n, net) in vpc.ipv6.iter().enumerate().skip(1) {
            let body = Body::new().set("vpc_id", cx.vpc(id)).fix("assign_generated_ipv6_cidr_block", true);
            cx.push(Block::new(IPV6_BLOCK, format!("{key}/{n}"), body).of(id).region(at.clone()));
            let text = text!(
                "{net} of {vpc}: only subnets of the first IPv6 block are written by their part of it",
                net = text::code(net),
                vpc = id
            );
            cx.left_out(id, text);
        }
        if let Some(net) = vpc.ipv6.first() {
            let text = text!(
                "AWS picks the IPv6 block of {vpc}; every address of {net} in the design is written as the same part of that block",
                vpc = id,
                net = text::code(net)
            );
            cx.assume(id, text);
        }
    }
}

/// An IPv6 block: the same part of the VPC's block where it is in one, else as it is.
pub fn ipv6(cx: &Context, net: &Ipv6Net) -> Expr {
    for (id, vpc) in cx.mine::<Vpc>() {
        let Some(whole) = vpc.ipv6.first().filter(|w| w.contains(net)) else { continue };
        let bits = net.prefix_len().saturating_sub(whole.prefix_len());
        let shift = 128u32.saturating_sub(u32::from(net.prefix_len()));
        let inside = u128::from(net.network()) ^ u128::from(whole.network());
        let number = inside.checked_shr(shift).and_then(|n| i64::try_from(n).ok());
        if let Some(number) = number {
            return Expr::Ipv6 { vpc: cx.key(id), bits, number };
        }
    }
    Expr::Text(net.to_string())
}
