//! Free addresses: blocks for VPCs, subnets and on-premises networks.

use crate::document::{Document, Id, OnPremises, Vpc};
use crate::net::cidr;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::Ipv6Addr;

/// Every IPv4 block that a new network should keep clear of.
pub fn taken(doc: &Document) -> Vec<Ipv4Net> {
    let vpcs = doc.model.all::<Vpc>().flat_map(|(_, v)| v.cidrs.clone());
    let premises = doc.model.all::<OnPremises>().flat_map(|(_, p)| p.cidrs.clone());
    let premises = premises.filter_map(|n| if let IpNet::V4(n) = n { Some(n) } else { None });
    vpcs.chain(premises).collect()
}

/// The first free block of a size in the private ranges, in the order given.
pub(super) fn free(doc: &Document, ranges: &[&str], prefix: u8) -> Option<Ipv4Net> {
    let taken = taken(doc);
    ranges.iter().filter_map(|r| r.parse().ok()).find_map(|range| cidr::free_block(range, prefix, &taken))
}

/// A free /64 of a VPC's IPv6 blocks.
pub fn free_v6(doc: &Document, vpc: Id<Vpc>) -> Option<Ipv6Net> {
    let taken: Vec<Ipv6Net> = doc.model.subnets_of(vpc).filter_map(|(_, s)| s.ipv6).collect();
    let blocks = doc.model.get(vpc).map(|v| v.ipv6.clone()).unwrap_or_default();
    blocks.into_iter().filter(|b| b.prefix_len() <= 64).find_map(|block| {
        let mut at = u128::from(block.network());
        // Each round either answers or jumps past a taken block.
        for _ in 0..=taken.len() {
            let net = Ipv6Net::new(Ipv6Addr::from(at), 64).ok().filter(|n| block.contains(n))?;
            match taken.iter().find(|t| t.contains(&net) || net.contains(*t)) {
                None => return Some(net),
                Some(t) => at = u128::from(t.broadcast()).max(u128::from(net.broadcast())).checked_add(1)?,
            }
        }
        None
    })
}
