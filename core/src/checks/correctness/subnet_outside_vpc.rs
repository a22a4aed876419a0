//! Subnets whose block is not part of their VPC's blocks.

use crate::checks::shared::{blocks, free_block};
use crate::checks::{Found, check, set};
use crate::document::{Subnet, Vpc};
use crate::facts::Facts;
use crate::net::cidr;
use crate::text;
use ipnet::IpNet;

check! {
    /// A subnet is a part of its VPC: its IPv4 block lies inside one of the VPC's IPv4 blocks, its IPv6 block inside one of
    /// the VPC's IPv6 blocks. AWS refuses any other with `InvalidSubnet.Range`.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.1.0.0/24
    /// ```
    ///
    /// ## What to do
    ///
    /// Give the subnet a free block of its VPC, or give the VPC a further block that holds it. A VPC can have five IPv4
    /// blocks; they must not overlap.
    ///
    /// AWS: "Subnet CIDR blocks", "VPC CIDR blocks" (Amazon VPC User Guide)
    "subnet-outside-vpc", "Subnet outside its VPC", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, s) in model.all::<Subnet>() {
        let Some(vpc) = model.get(s.vpc) else { continue };
        let own = blocks(model, s.vpc);
        let nets = s.cidr.map(IpNet::V4).into_iter().chain(s.ipv6.map(IpNet::V6));
        for net in nets.filter(|n| !own.iter().any(|b| b.contains(n))) {
            let mut found = Found::new(id, text!("{subnet} ({net}) lies outside {vpc}.", subnet = id, net = net, vpc = s.vpc))
                .with(s.vpc)
                .because(text!("The blocks of {vpc} are {blocks}.", vpc = s.vpc, blocks = own.iter().copied().collect::<text::Arg>()));
            if let IpNet::V4(net) = net {
                let free = free_block(&facts.document, s.vpc, net.prefix_len());
                if let Some(free) = free {
                    found =
                        found.option(text!("Give {subnet} the free block {free}", subnet = id, free = free), set(id, "cidr", &Some(free)));
                }
                found = found.option(
                    text!("Add {net} to the blocks of {vpc}", net = net, vpc = s.vpc),
                    addable(facts, vpc, net).then(|| set(s.vpc, "cidrs", &[vpc.cidrs.as_slice(), &[net]].concat())),
                );
            }
            out.push(found);
        }
    }
    out
}

/// Whether the VPC can have the block: of a size that AWS takes, beside all others of the design, and not a sixth one.
fn addable(facts: &Facts, vpc: &Vpc, net: ipnet::Ipv4Net) -> bool {
    let others = facts.document.model.all::<Vpc>().flat_map(|(_, v)| v.cidrs.iter());
    let alone = others.copied().all(|o| !cidr::overlap(IpNet::V4(o), IpNet::V4(net)));
    let most = facts.catalogue.quota("ipv4_cidrs_per_vpc").and_then(|q| q.number()).unwrap_or(5);
    alone && (16..=28).contains(&net.prefix_len()) && (vpc.cidrs.len() as u64) < most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc main 10.0.0.0/16 10.2.0.0/16\n  subnet in a 10.2.4.0/24\n  subnet out a 10.1.0.0/24 #! out (10.1.0.0/24) lies outside main\n  subnet half a 10.0.0.0/15 #! 10.0.0.0/15\n",
        );
        check(
            &CHECK,
            "vpc v 10.0.0.0/16 ipv6 2001:db8::/56\n  subnet s a ipv6 2001:db8:1::/64 #! 2001:db8:1::/64\n  subnet t a ipv6 2001:db8:0:1::/64",
        );
    }

    #[test]
    fn mended() {
        let text = "vpc main 10.0.0.0/16\n  subnet out a 10.1.0.0/24\n  subnet in a 10.0.0.0/24";
        mends(&CHECK, text, &["Give out the free block 10.0.1.0/24", "Add 10.1.0.0/24 to the blocks of main"]);
        mends(&CHECK, "vpc main 10.0.0.0/16\nvpc other 10.1.0.0/16\n  subnet out a 10.0.0.0/24", &["Give out the free block 10.1.0.0/24"]);
    }
}
