//! Blocks of a size, or in a range, that AWS does not take.

use crate::checks::shared::free_block;
use crate::checks::{Found, check, set};
use crate::document::{Subnet, Vpc};
use crate::facts::Facts;
use crate::net::cidr;
use crate::propose::free_vpc_block;
use crate::text;
use crate::text::code;
use ipnet::{IpNet, Ipv4Net};

check! {
    /// An IPv4 block of a VPC or of a subnet has from 16 (/28) to 65,536 addresses (/16). Of a subnet's addresses AWS keeps
    /// five, so that a /28 has eleven to give. A VPC's IPv6 block is from /44 to /60, a subnet's from /44 to /64, both in
    /// steps of four. A VPC cannot use the loopback, link-local, multicast and "this network" ranges.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet tiny a 10.0.0.0/29
    /// ```
    ///
    /// ## What to do
    ///
    /// Give the subnet a block between /16 and /28. Larger networks than a /16 take several blocks, or several VPCs.
    ///
    /// AWS: "VPC CIDR blocks", "Subnet CIDR blocks" (Amazon VPC User Guide)
    "block-size", "Block too small or too large", Correctness, Error
}

const FORBIDDEN: [&str; 4] = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"];

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, v) in model.all::<Vpc>() {
        let renew = |found: Found| match free_vpc_block(&facts.document).filter(|_| model.subnets_of(id).next().is_none()) {
            Some(free) => found.option(text!("Give {vpc} the free block {free}", vpc = id, free = free), set(id, "cidrs", &vec![free])),
            None => found,
        };
        for net in &v.cidrs {
            let forbidden =
                FORBIDDEN.iter().filter_map(|f| f.parse().ok()).find(|f: &Ipv4Net| cidr::overlap(IpNet::V4(*f), IpNet::V4(*net)));
            if !(16..=28).contains(&net.prefix_len()) {
                let said = text!("The block {net} of {vpc} is {large}.", net = *net, vpc = id, large = large(*net));
                out.push(renew(Found::new(id, said).because(text!("A VPC's IPv4 block is from /16 to /28."))));
            } else if let Some(range) = forbidden {
                let said = text!("{vpc} cannot use {net}.", net = *net, vpc = id);
                out.push(renew(Found::new(id, said).because(text!("AWS keeps {range} from VPCs.", range = range))));
            }
        }
        for net in v.ipv6.iter().filter(|n| !stepped(n.prefix_len(), 60)) {
            let said = text!("The IPv6 block {net} of {vpc} has a size that AWS does not take.", net = code(net), vpc = id);
            out.push(Found::new(id, said).because(text!("A VPC's IPv6 block is from /44 to /60, in steps of four.")));
        }
    }
    for (id, s) in model.all::<Subnet>() {
        if let Some(net) = s.cidr.filter(|n| !(16..=28).contains(&n.prefix_len())) {
            let mut found = Found::new(id, text!("{subnet} ({net}) is {large}.", net = net, subnet = id, large = large(net)))
                .because(text!("A subnet is from /16 to /28, and AWS keeps five addresses of each."));
            if let Some(free) = free_block(&facts.document, s.vpc, net.prefix_len()) {
                found = found.option(text!("Give {subnet} the free block {free}", subnet = id, free = free), set(id, "cidr", &Some(free)));
            }
            out.push(found);
        }
        if let Some(net) = s.ipv6.filter(|n| !stepped(n.prefix_len(), 64)) {
            let said = text!("The IPv6 block {net} of {subnet} has a size that AWS does not take.", net = code(net), subnet = id);
            out.push(Found::new(id, said).because(text!("A subnet's IPv6 block is from /44 to /64, in steps of four.")));
        }
    }
    out
}

fn large(net: Ipv4Net) -> &'static str {
    if net.prefix_len() > 28 { "smaller than /28" } else { "larger than /16" }
}

fn stepped(prefix: u8, longest: u8) -> bool {
    (44..=longest).contains(&prefix) && prefix.is_multiple_of(4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, "vpc v 10.0.0.0/8 #! 10.0.0.0/8 of v is larger");
        check(
            &CHECK,
            "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/28\n  subnet b a 10.0.0.32/29 #! b (10.0.0.32/29) is smaller than /28\n  subnet c a 10.0.0.0/15 #! larger than /16\n  subnet d a 10.0.0.0/16",
        );
        check(&CHECK, "vpc v 127.0.0.0/16 #! v cannot use 127.0.0.0/16");
        check(
            &CHECK,
            "vpc v 10.0.0.0/16 ipv6 2001:db8::/58 #! IPv6 block 2001:db8::/58 of v\n  subnet s a ipv6 2001:db8::/62 #! 2001:db8::/62 of s\n  subnet t a ipv6 2001:db8::/64",
        );
    }

    #[test]
    fn mended() {
        mends(&CHECK, "vpc v 10.0.0.0/16\n  subnet b a 10.0.0.32/29", &["Give b the free block 10.0.0.0/28"]);
        mends(&CHECK, "vpc v 10.0.0.0/8", &["Give v the free block 172.16.0.0/16"]);
    }
}
