//! CIDR arithmetic that AWS's rules need beyond `ipnet`: free blocks, usable hosts, canonical form.

use super::refusal::{Refusal, refused};
use ipnet::{IpNet, Ipv4Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Parses a CIDR and clears its host bits, as the EC2 API does. A bare address is a /32 or /128.
pub fn parse(s: &str) -> Result<IpNet, Refusal> {
    let s = s.trim();
    s.parse::<IpNet>()
        .or_else(|_| s.parse::<IpAddr>().map(IpNet::from))
        .map(|n| n.trunc())
        .map_err(|_| refused("is not a CIDR block such as 10.0.0.0/16 or 2001:db8::/56", s))
}

/// As [`parse`], IPv4 only.
pub fn parse_v4(s: &str) -> Result<Ipv4Net, Refusal> {
    match parse(s)? {
        IpNet::V4(n) => Ok(n),
        IpNet::V6(_) => Err(refused("is an IPv6 block; an IPv4 block such as 10.0.0.0/16 is wanted", s.trim())),
    }
}

/// Whether two blocks share an address.
pub fn overlap(a: IpNet, b: IpNet) -> bool {
    a.contains(&b) || b.contains(&a)
}

/// Number of IPv4 addresses in a block.
pub fn size(net: Ipv4Net) -> u64 {
    1u64 << (32 - u32::from(net.prefix_len()))
}

/// Addresses of a subnet that a resource can have: AWS reserves the first four and the last.
/// [Subnet CIDR blocks] Zero for blocks smaller than /29.
pub fn usable(net: Ipv4Net) -> u64 {
    size(net).saturating_sub(5)
}

/// The five addresses that AWS keeps in an IPv4 subnet, in order: network, router, DNS, future use,
/// broadcast. [Subnet CIDR blocks]
pub fn reserved(net: Ipv4Net) -> Vec<Ipv4Addr> {
    let base = u32::from(net.network());
    let mut all: Vec<_> = (0..4u32).filter_map(|i| base.checked_add(i)).map(Ipv4Addr::from).filter(|a| net.contains(a)).collect();
    if !all.contains(&net.broadcast()) {
        all.push(net.broadcast());
    }
    all
}

/// Whether a resource may be given this address in the subnet.
pub fn assignable(net: Ipv4Net, address: Ipv4Addr) -> bool {
    net.contains(&address) && !reserved(net).contains(&address)
}

/// The lowest block of `prefix` inside `space` that overlaps none of `taken`. `None` when there is no room or
/// the prefix does not fit the space. Work is bounded by the number of taken blocks.
pub fn free_block(space: Ipv4Net, prefix: u8, taken: &[Ipv4Net]) -> Option<Ipv4Net> {
    if prefix < space.prefix_len() || prefix > 32 {
        return None;
    }
    let step = 1u64 << (32 - u32::from(prefix));
    let end = u64::from(u32::from(space.broadcast()));
    let mut at = u64::from(u32::from(space.network()));
    // Each round either answers or jumps past at least one taken block.
    for _ in 0..=taken.len() {
        if at + step - 1 > end {
            return None;
        }
        let net = Ipv4Net::new(Ipv4Addr::from(u32::try_from(at).ok()?), prefix).ok()?;
        let Some(last) = taken.iter().filter(|t| net.contains(*t) || t.contains(&net)).map(|t| u64::from(u32::from(t.broadcast()))).max()
        else {
            return Some(net);
        };
        at = (last + 1).div_ceil(step) * step;
    }
    None
}

/// Blocks that no public AWS address is in: first address and prefix length.
const NEVER_PUBLIC_V4: [([u8; 4], u8); 7] = [
    ([10, 0, 0, 0], 8),
    ([172, 16, 0, 0], 12),
    ([192, 168, 0, 0], 16),
    ([100, 64, 0, 0], 10),
    ([169, 254, 0, 0], 16),
    ([127, 0, 0, 0], 8),
    ([224, 0, 0, 0], 3),
];
/// As above: fc00::/7, fe80::/10, ff00::/8, by their first 16 bits.
const NEVER_PUBLIC_V6: [(u16, u8); 3] = [(0xfc00, 7), (0xfe80, 10), (0xff00, 8)];

/// Whether every address of the block is private, shared, loopback or link-local: never a public AWS address.
pub fn never_public(net: IpNet) -> bool {
    match net {
        IpNet::V4(n) => NEVER_PUBLIC_V4.iter().any(|(base, prefix)| {
            let shift = 32 - u32::from(*prefix);
            n.prefix_len() >= *prefix && u32::from(n.network()) >> shift == u32::from_be_bytes(*base) >> shift
        }),
        IpNet::V6(n) => NEVER_PUBLIC_V6.iter().any(|(base, prefix)| {
            let shift = 16 - u32::from(*prefix);
            let head = (u128::from(n.network()) >> 112) as u16;
            n.prefix_len() >= *prefix && head >> shift == *base >> shift
        }),
    }
}

/// The blocks that [`never_public`] and [`never_forwarded`] look at.
pub fn reserved_blocks() -> Vec<IpNet> {
    let v4 = NEVER_PUBLIC_V4.iter().filter_map(|(base, prefix)| Some(IpNet::V4(Ipv4Net::new(Ipv4Addr::from(*base), *prefix).ok()?)));
    let wide = |(head, prefix): &(u16, u8)| IpNet::new(IpAddr::V6(Ipv6Addr::from(u128::from(*head) << 112)), *prefix).ok();
    let metadata = ["169.254.168.0/22", "fd00:ec2::/32"];
    v4.chain(NEVER_PUBLIC_V6.iter().filter_map(wide)).chain(metadata.iter().filter_map(|n| n.parse().ok())).collect()
}

/// Whether packets to an address are never forwarded: 169.254.168.0/22 and fd00:ec2::/32, where instance metadata, Amazon DNS
/// and time are. [Subnet route tables]
pub fn never_forwarded(a: IpAddr) -> bool {
    match a {
        IpAddr::V4(a) => u32::from(a) >> 10 == u32::from_be_bytes([169, 254, 168, 0]) >> 10,
        IpAddr::V6(a) => a.segments().starts_with(&[0xfd00, 0x0ec2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn net(s: &str) -> Ipv4Net {
        parse_v4(s).unwrap()
    }

    #[test]
    fn host_bits_are_cleared() {
        assert_eq!(parse("10.0.0.7/16").unwrap().to_string(), "10.0.0.0/16");
        assert_eq!(parse("10.0.0.7").unwrap().to_string(), "10.0.0.7/32");
        assert!(parse("10.0.0.0/33").is_err() && parse("").is_err() && parse("10.0.0/8").is_err());
    }

    #[test]
    fn five_addresses_are_reserved() {
        let r: Vec<_> = reserved(net("10.0.0.0/24")).iter().map(ToString::to_string).collect();
        assert_eq!(r, ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.255"]);
        assert_eq!((usable(net("10.0.0.0/24")), usable(net("10.0.0.0/28")), usable(net("10.0.0.0/32"))), (251, 11, 0));
        assert!(!assignable(net("10.0.0.0/28"), "10.0.0.3".parse().unwrap()));
        assert!(assignable(net("10.0.0.0/28"), "10.0.0.4".parse().unwrap()));
    }

    #[test]
    fn private_blocks_are_never_public() {
        for (net, want) in [
            ("10.1.2.0/24", true),
            ("172.31.0.0/16", true),
            ("172.32.0.0/16", false),
            ("100.127.0.0/16", true),
            ("8.0.0.0/5", false),
            ("0.0.0.0/0", false),
            ("255.255.255.255/32", true),
            ("fd12::/16", true),
            ("2600::/12", false),
            ("::/0", false),
        ] {
            assert_eq!(never_public(net.parse().unwrap()), want, "{net}");
        }
        for (a, want) in [("169.254.169.254", true), ("169.254.172.1", false), ("fd00:ec2::253", true), ("fd00:ec3::1", false)] {
            assert_eq!(never_forwarded(a.parse().unwrap()), want, "{a}");
        }
    }

    #[test]
    fn free_block_at_the_end_of_the_address_space() {
        assert_eq!(free_block(net("255.255.255.0/24"), 25, &[net("255.255.255.0/25")]), Some(net("255.255.255.128/25")));
        assert_eq!(free_block(net("255.255.255.0/24"), 25, &[net("255.255.255.0/24")]), None);
    }

    proptest! {
        #[test]
        fn a_free_block_is_the_lowest_that_overlaps_nothing(prefix in 20u8..=28, taken in proptest::collection::vec((0u32..256, 22u8..=28), 0..12)) {
            let space = net("10.0.0.0/20");
            let taken: Vec<_> = taken.iter().map(|&(n, p)| Ipv4Net::new(Ipv4Addr::from(0x0A00_0000 + n * 16), p).unwrap().trunc()).collect();
            let free = |c: &Ipv4Net| taken.iter().all(|t| !overlap(IpNet::V4(*t), IpNet::V4(*c)));
            let slow = space.subnets(prefix).unwrap().find(free);
            prop_assert_eq!(free_block(space, prefix, &taken), slow);
        }
    }
}
