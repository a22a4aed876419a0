//! Addresses as rules see them: two addresses in the same blocks of every rule, route, entry and list cannot be told apart.
//!
//! CIDR blocks nest, so the smallest named block around an address says which blocks hold it.

use crate::document::{
    AclEntry, Destination, Model, NetworkAcl, OnPremises, Peer, PrefixList, RouteTable, SecurityGroup, TransitTable, Vpc,
};
use crate::net::packet_set::address_point;
use crate::ordered::Sorted as _;
use ipnet::IpNet;
use std::net::IpAddr;

/// Every block that rules, routes, entries and lists name. Those of subnets are not among them: who is in a subnet is known by its
/// interfaces.
pub(super) struct Blocks {
    /// Where a stretch with one smallest block begins, and which block that is; by address.
    stretches: Vec<(u128, u32)>,
}

/// The smallest named block around an address; 0 is none.
pub(super) type Signature = u32;

impl Blocks {
    pub fn of(model: &Model) -> Self {
        let mut nets: Vec<IpNet> = Vec::new();
        for (_, v) in model.all::<Vpc>() {
            nets.extend(v.blocks());
        }
        for (_, t) in model.all::<RouteTable>() {
            nets.extend(t.routes.iter().filter_map(|r| if let Destination::Cidr(net) = r.destination { Some(net) } else { None }));
        }
        for (_, t) in model.all::<TransitTable>() {
            nets.extend(t.routes.iter().map(|r| r.destination));
        }
        for (_, l) in model.all::<PrefixList>() {
            nets.extend(l.entries.iter().map(|e| e.cidr));
        }
        for (_, p) in model.all::<OnPremises>() {
            nets.extend(p.cidrs.iter().copied());
        }
        for (_, g) in model.all::<SecurityGroup>() {
            let rules = g.ingress.iter().chain(&g.egress);
            nets.extend(rules.filter_map(|r| if let Peer::Cidr(net) = r.peer { Some(net) } else { None }));
        }
        for (_, a) in model.all::<NetworkAcl>() {
            let cidr = |e: &AclEntry| e.cidr;
            nets.extend(a.ingress.iter().chain(&a.egress).map(cidr));
        }
        Self::nested(nets)
    }

    fn nested(mut nets: Vec<IpNet>) -> Self {
        let ends = |n: &IpNet| (address_point(n.network()), address_point(n.broadcast()));
        // Larger blocks first where two begin together.
        nets.order_by_key(|n| (ends(n).0, std::cmp::Reverse(ends(n).1)));
        nets.dedup();
        let mut stretches: Vec<(u128, u32)> = vec![(0, 0)];
        let mut open: Vec<(u128, u32)> = Vec::new();
        let mut at = |point: u128, block: u32| match stretches.last_mut() {
            Some(last) if last.0 == point => last.1 = block,
            _ => stretches.push((point, block)),
        };
        let close = |open: &mut Vec<(u128, u32)>, before: Option<u128>, at: &mut dyn FnMut(u128, u32)| {
            while let Some((end, _)) = open.last().copied()
                && before.is_none_or(|b| end < b)
            {
                open.pop();
                if let Some(next) = end.checked_add(1) {
                    at(next, open.last().map_or(0, |(_, block)| *block));
                }
            }
        };
        for (i, n) in nets.iter().enumerate() {
            let (lo, hi) = ends(n);
            close(&mut open, Some(lo), &mut at);
            let block = u32::try_from(i).unwrap_or(u32::MAX - 1).saturating_add(1);
            at(lo, block);
            open.push((hi, block));
        }
        close(&mut open, None, &mut at);
        Self { stretches }
    }

    pub fn signature(&self, a: IpAddr) -> Signature {
        let p = address_point(a);
        let i = self.stretches.partition_point(|(start, _)| *start <= p);
        i.checked_sub(1).and_then(|i| self.stretches.get(i)).map_or(0, |(_, block)| *block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block() -> impl Strategy<Value = IpNet> {
        (0u8..8, 26u8..=32).prop_map(|(n, len)| ipnet::Ipv4Net::new([10, 0, 0, n * 8].into(), len).unwrap().trunc().into())
    }

    proptest! {
        #[test]
        fn equal_signatures_are_held_by_the_same_blocks(nets in proptest::collection::vec(block(), 0..8)) {
            let blocks = Blocks::nested(nets.clone());
            let all: Vec<IpAddr> = (0..=66u8).map(|n| IpAddr::from([10, 0, 0, n])).chain([IpAddr::from([9, 255, 255, 255]), IpAddr::from([11, 0, 0, 0])]).collect();
            let holders = |a: &IpAddr| nets.iter().map(|n| n.contains(a)).collect::<Vec<_>>();
            for a in &all {
                for b in &all {
                    prop_assert_eq!(blocks.signature(*a) == blocks.signature(*b), holders(a) == holders(b), "{} {}", a, b);
                }
            }
        }
    }

    #[test]
    fn the_ends_of_the_line_are_closed() {
        let blocks = Blocks::nested(vec!["::/0".parse().unwrap(), "0.0.0.0/0".parse().unwrap(), "ff00::/8".parse().unwrap()]);
        let of = |a: &str| blocks.signature(a.parse().unwrap());
        assert_ne!(of("ffff::1"), of("2600::1"));
        assert_ne!(of("10.0.0.1"), of("2600::1"));
        assert_eq!(of("2600::1"), of("::1"));
    }
}
