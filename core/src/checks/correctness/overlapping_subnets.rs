//! Subnets of one VPC that share addresses.

use crate::checks::shared::free_block;
use crate::checks::{Found, check, set};
use crate::document::{Id, Subnet, Vpc};
use crate::facts::Facts;
use crate::net::cidr;
use crate::text;
use ipnet::IpNet;

check! {
    /// The blocks of a VPC's subnets must not overlap: an address belongs to one subnet at most. AWS refuses the second one
    /// with `InvalidSubnet.Conflict`.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/20
    ///   subnet data a 10.0.8.0/24
    /// ```
    ///
    /// ## What to do
    ///
    /// Give the younger subnet a free block. A subnet's block cannot be changed once AWS has made it: what stands in it
    /// must be made anew.
    ///
    /// AWS: "Subnet CIDR blocks" (Amazon VPC User Guide)
    "overlapping-subnets", "Subnets overlap", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (vpc, _) in model.all::<Vpc>() {
        let nets: Vec<(Id<Subnet>, IpNet)> = model
            .subnets_of(vpc)
            .flat_map(|(id, s)| s.cidr.map(IpNet::V4).into_iter().chain(s.ipv6.map(IpNet::V6)).map(move |n| (id, n)))
            .collect();
        for (i, (id, net)) in nets.iter().enumerate() {
            let first = nets.iter().take(i).find(|(other, n)| other != id && cidr::overlap(*n, *net));
            let Some((other, theirs)) = first else { continue };
            let mut found = Found::new(
                *id,
                text!("{subnet} ({net}) overlaps {other} ({theirs}).", subnet = *id, net = *net, other = *other, theirs = *theirs),
            )
            .with(*other)
            .because(text!("Both are subnets of {vpc}, where an address belongs to one subnet at most.", vpc = vpc));
            if let IpNet::V4(v4) = net
                && let Some(free) = free_block(&facts.document, vpc, v4.prefix_len())
            {
                found =
                    found.option(text!("Give {subnet} the free block {free}", subnet = *id, free = free), set(*id, "cidr", &Some(free)));
            }
            out.push(found);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/20\n  subnet b b 10.0.8.0/24 #! b (10.0.8.0/24) overlaps a (10.0.0.0/20)\n  subnet c b 10.0.16.0/24\nvpc w 10.0.0.0/16\n  subnet a a 10.0.0.0/20",
        );
    }

    #[test]
    fn mended() {
        mends(&CHECK, "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n  subnet b b 10.0.0.0/25", &["Give b the free block 10.0.1.0/25"]);
    }
}
