//! Exact sets of packet headers: unions of boxes over address, protocol and port intervals.

use super::interval::IntervalSet;
use super::{PortRange, Protocol};
use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};
use smallvec::{SmallVec, smallvec};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;

/// Addresses of both IP versions on one line: IPv4 stands at `::ffff:0:0/96`, as in RFC 4291.
pub type AddressSet = IntervalSet<u128>;

/// The place of an address on the common line.
pub fn address_point(a: IpAddr) -> u128 {
    match a {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The address at a place on the common line.
pub fn point_address(p: u128) -> IpAddr {
    let v6 = Ipv6Addr::from_bits(p);
    v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4)
}

/// All addresses of a block. `::/0` does not hold the IPv4 addresses: IPv4 and IPv6 are apart in every AWS rule.
pub fn cidr_addresses(net: IpNet) -> AddressSet {
    let whole = AddressSet::range(address_point(net.network()), address_point(net.broadcast()));
    match net {
        IpNet::V4(_) => whole,
        IpNet::V6(_) => whole.difference(&all_v4()),
    }
}

fn all_v4() -> AddressSet {
    AddressSet::range(address_point(Ipv4Addr::UNSPECIFIED.into()), address_point(Ipv4Addr::BROADCAST.into()))
}

/// The fewest blocks that cover a set of addresses, in order.
pub fn blocks_of(set: &AddressSet) -> Vec<IpNet> {
    let v4 = (address_point(Ipv4Addr::UNSPECIFIED.into()), address_point(Ipv4Addr::BROADCAST.into()));
    let mut out = Vec::new();
    for (lo, hi) in set.ranges() {
        // Below, inside and above the IPv4 addresses.
        let parts = [(*lo, (*hi).min(v4.0 - 1)), ((*lo).max(v4.0), (*hi).min(v4.1)), ((*lo).max(v4.1 + 1), *hi)];
        for (lo, hi) in parts.into_iter().filter(|(lo, hi)| lo <= hi) {
            match (point_address(lo), point_address(hi)) {
                (IpAddr::V4(a), IpAddr::V4(b)) => out.extend(Ipv4Subnets::new(a, b, 0).map(IpNet::V4)),
                (IpAddr::V6(a), IpAddr::V6(b)) => out.extend(Ipv6Subnets::new(a, b, 0).map(IpNet::V6)),
                _ => {}
            }
        }
    }
    out
}

/// The addresses of one end of a box. Most boxes leave them open, and those keep no set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ends(Option<Box<AddressSet>>);

impl From<AddressSet> for Ends {
    fn from(set: AddressSet) -> Self {
        Self((!set.is_full()).then(|| Box::new(set)))
    }
}

impl Ends {
    /// Left open: every address of both IP versions.
    pub const OPEN: Self = Self(None);

    pub fn is_full(&self) -> bool {
        self.0.is_none()
    }

    /// As a set.
    pub fn set(&self) -> AddressSet {
        self.0.as_ref().map_or_else(AddressSet::full, |set| (**set).clone())
    }

    fn is_empty(&self) -> bool {
        self.0.as_ref().is_some_and(|set| set.is_empty())
    }

    fn contains(&self, x: u128) -> bool {
        self.0.as_ref().is_none_or(|set| set.contains(x))
    }

    fn first(&self) -> Option<u128> {
        self.0.as_ref().map_or(Some(0), |set| set.first())
    }

    fn meets(&self, o: &Self) -> bool {
        match (&self.0, &o.0) {
            (Some(a), Some(b)) => a.meets(b),
            (Some(one), None) | (None, Some(one)) => !one.is_empty(),
            (None, None) => true,
        }
    }

    fn is_subset(&self, o: &Self) -> bool {
        match (&self.0, &o.0) {
            (_, None) => true,
            (Some(a), Some(b)) => a.is_subset(b),
            // What is kept is never all of them.
            (None, Some(_)) => false,
        }
    }

    fn intersection(&self, o: &Self) -> Self {
        match (&self.0, &o.0) {
            (Some(a), Some(b)) => a.intersection(b).into(),
            (Some(_), None) => self.clone(),
            (None, _) => o.clone(),
        }
    }

    fn difference(&self, o: &Self) -> Self {
        match &o.0 {
            Some(other) => self.set().difference(other).into(),
            None => AddressSet::empty().into(),
        }
    }
}

/// One box: every combination of the five fields. For ICMP `destination_port` holds `type * 256 + code`, and for
/// protocols without ports both port fields are full.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PacketBox {
    pub source: Ends,
    pub destination: Ends,
    pub protocol: IntervalSet<u8>,
    pub source_port: IntervalSet<u16>,
    pub destination_port: IntervalSet<u16>,
}

impl PacketBox {
    pub fn full() -> Self {
        Self {
            source: Ends::OPEN,
            destination: Ends::OPEN,
            protocol: IntervalSet::full(),
            source_port: IntervalSet::full(),
            destination_port: IntervalSet::full(),
        }
    }

    fn is_empty(&self) -> bool {
        self.source.is_empty()
            || self.destination.is_empty()
            || self.protocol.is_empty()
            || self.source_port.is_empty()
            || self.destination_port.is_empty()
    }

    /// Whether the two boxes share a header. The fields that differ most often are looked at first.
    fn meets(&self, o: &Self) -> bool {
        self.protocol.meets(&o.protocol)
            && self.destination_port.meets(&o.destination_port)
            && self.source_port.meets(&o.source_port)
            && self.destination.meets(&o.destination)
            && self.source.meets(&o.source)
    }

    fn is_subset(&self, o: &Self) -> bool {
        self.protocol.is_subset(&o.protocol)
            && self.destination_port.is_subset(&o.destination_port)
            && self.source_port.is_subset(&o.source_port)
            && self.destination.is_subset(&o.destination)
            && self.source.is_subset(&o.source)
    }

    fn intersection(&self, o: &Self) -> Option<Self> {
        if !self.meets(o) {
            return None;
        }
        let b = Self {
            source: self.source.intersection(&o.source),
            destination: self.destination.intersection(&o.destination),
            protocol: self.protocol.intersection(&o.protocol),
            source_port: self.source_port.intersection(&o.source_port),
            destination_port: self.destination_port.intersection(&o.destination_port),
        };
        (!b.is_empty()).then_some(b)
    }

    /// Pieces of `self` outside `o`: one slab per field, disjoint.
    fn minus(&self, o: &Self, out: &mut Boxes) {
        if self.is_subset(o) {
            return;
        }
        if !self.meets(o) {
            out.push(self.clone());
            return;
        }
        let mut rest = self.clone();
        macro_rules! slab {
            ($field:ident) => {
                // Only fields that `o` cuts leave a piece.
                if !rest.$field.is_subset(&o.$field) {
                    let within = rest.$field.intersection(&o.$field);
                    let mut piece = rest.clone();
                    piece.$field = rest.$field.difference(&o.$field);
                    out.push(piece);
                    rest.$field = within;
                }
            };
        }
        slab!(source);
        slab!(destination);
        slab!(protocol);
        slab!(source_port);
        slab!(destination_port);
        let _ = rest;
    }
}

/// A set of packet headers. Boxes are disjoint.
/// Equality is that of the form: sets that hold the same headers may be written otherwise.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct PacketSet(Boxes);

impl Clone for PacketSet {
    fn clone(&self) -> Self {
        match self.0.as_slice() {
            [one] => Self(smallvec![one.clone()]),
            _ => Self(self.0.clone()),
        }
    }
}

/// Most sets are one box: kept without a heap allocation.
type Boxes = SmallVec<[PacketBox; 1]>;

/// One header: the smallest example of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub source: IpAddr,
    pub destination: IpAddr,
    pub protocol: u8,
    pub source_port: u16,
    pub destination_port: u16,
}

impl PacketSet {
    pub fn empty() -> Self {
        Self(SmallVec::new())
    }

    pub fn full() -> Self {
        Self(smallvec![PacketBox::full()])
    }

    pub fn of(b: PacketBox) -> Self {
        Self(if b.is_empty() { SmallVec::new() } else { smallvec![b] })
    }

    /// What one rule's protocol and port fields admit, for all addresses. Ports apply to TCP and UDP (for a rule on
    /// all protocols they are ignored, as AWS does); `icmp` is (type, code), -1 for any.
    pub fn rule(protocol: Protocol, ports: Option<PortRange>, icmp: Option<(i16, i16)>) -> Self {
        let mut b = PacketBox::full();
        if let Protocol::Number(n) = protocol {
            b.protocol = IntervalSet::one(n);
            if protocol.has_ports() {
                if let Some(p) = ports {
                    b.destination_port = IntervalSet::range(p.lo(), p.hi());
                }
            } else if let (true, Some((kind, code))) = (protocol.is_icmp(), icmp) {
                b.destination_port = icmp_points(kind, code);
            }
        }
        Self(smallvec![b])
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn boxes(&self) -> &[PacketBox] {
        &self.0
    }

    pub fn intersection(&self, o: &Self) -> Self {
        let mut out = Boxes::new();
        for a in &self.0 {
            out.extend(o.0.iter().filter_map(|b| a.intersection(b)));
        }
        Self(out)
    }

    pub fn difference(&self, o: &Self) -> Self {
        let mut rest = self.0.clone();
        for b in &o.0 {
            if !rest.iter().any(|a| a.meets(b)) {
                continue;
            }
            let mut next = SmallVec::new();
            for a in &rest {
                a.minus(b, &mut next);
            }
            rest = next;
        }
        Self(rest)
    }

    pub fn union(&self, o: &Self) -> Self {
        if self.is_empty() {
            return o.clone();
        }
        let mut all = self.clone();
        if !o.is_empty() {
            all.0.extend(o.difference(self).0);
        }
        all
    }

    pub fn is_subset(&self, o: &Self) -> bool {
        self.0.iter().all(|a| o.0.iter().any(|b| a.is_subset(b))) || self.difference(o).is_empty()
    }

    /// Whether the two share a header.
    pub fn meets(&self, o: &Self) -> bool {
        self.0.iter().any(|a| o.0.iter().any(|b| a.meets(b)))
    }

    pub fn contains(&self, h: &Header) -> bool {
        self.0.iter().any(|b| {
            b.source.contains(address_point(h.source))
                && b.destination.contains(address_point(h.destination))
                && b.protocol.contains(h.protocol)
                && b.source_port.contains(h.source_port)
                && b.destination_port.contains(h.destination_port)
        })
    }

    /// Same set with addresses bound to one pair.
    pub fn between(&self, source: &AddressSet, destination: &AddressSet) -> Self {
        self.intersection(&Self::of(PacketBox {
            source: source.clone().into(),
            destination: destination.clone().into(),
            ..PacketBox::full()
        }))
    }

    /// The headers of replies: addresses and ports change places, and an echo request becomes an echo reply.
    pub fn reversed(&self) -> Self {
        let swap = |b: &PacketBox, protocol: &IntervalSet<u8>| PacketBox {
            source: b.destination.clone(),
            destination: b.source.clone(),
            protocol: b.protocol.intersection(protocol),
            source_port: b.destination_port.clone(),
            destination_port: b.source_port.clone(),
        };
        let icmp = |b: &PacketBox, number: u8, pairs: &[(u16, u16)]| PacketBox {
            destination_port: swap_types(&b.destination_port, pairs),
            source_port: IntervalSet::full(),
            ..swap(b, &IntervalSet::one(number))
        };
        static REST: OnceLock<IntervalSet<u8>> = OnceLock::new();
        let rest = REST.get_or_init(|| IntervalSet::from_ranges([(1u8, 1), (58, 58)]).complement());
        let mut out: Boxes = SmallVec::new();
        for b in &self.0 {
            if b.protocol.meets(rest) {
                out.push(swap(b, rest));
            }
            if b.protocol.contains(1) {
                out.push(icmp(b, 1, &[(8, 0), (13, 14), (15, 16), (17, 18)]));
            }
            if b.protocol.contains(58) {
                out.push(icmp(b, 58, &[(128, 129)]));
            }
        }
        // The boxes were disjoint, and each is mapped one to one.
        Self(out)
    }

    /// Every TCP and UDP header with its source port replaced by any of `ports`, as a NAT does.
    pub fn map_source_ports(&self, ports: &IntervalSet<u16>) -> Self {
        let with_ports = with_ports();
        let split = |b: &PacketBox| {
            [
                PacketBox { protocol: b.protocol.intersection(with_ports), source_port: ports.clone(), ..b.clone() },
                PacketBox { protocol: b.protocol.difference(with_ports), ..b.clone() },
            ]
        };
        // The two pieces of one box are apart by their protocols.
        if let [only] = self.0.as_slice() {
            return Self(split(only).into_iter().filter(|b| !b.is_empty()).collect());
        }
        self.0.iter().flat_map(split).fold(Self::empty(), |all, b| all.union(&Self::of(b)))
    }

    /// The smallest header, by source, destination, protocol and ports in turn.
    pub fn example(&self) -> Option<Header> {
        let first = |b: &PacketBox| {
            Some((b.source.first()?, b.destination.first()?, b.protocol.first()?, b.source_port.first()?, b.destination_port.first()?))
        };
        let (source, destination, protocol, source_port, destination_port) = self.0.iter().filter_map(first).min()?;
        Some(Header { source: point_address(source), destination: point_address(destination), protocol, source_port, destination_port })
    }
}

/// TCP and UDP.
pub fn with_ports() -> &'static IntervalSet<u8> {
    static WITH_PORTS: OnceLock<IntervalSet<u8>> = OnceLock::new();
    WITH_PORTS.get_or_init(|| IntervalSet::from_ranges([(6, 6), (17, 17)]))
}

/// ICMP types with their replies' in their place, codes as they are.
fn swap_types(set: &IntervalSet<u16>, pairs: &[(u16, u16)]) -> IntervalSet<u16> {
    if set.is_full() {
        return set.clone();
    }
    let of = |kind: u16| IntervalSet::range(kind << 8, (kind << 8) | 0xff);
    let mut out = set.clone();
    for (a, b) in pairs {
        let moved = |from: u16, to: u16| {
            let there = set.intersection(&of(from));
            IntervalSet::from_ranges(there.ranges().iter().map(|(lo, hi)| ((lo & 0xff) | (to << 8), (hi & 0xff) | (to << 8))))
        };
        out = out.difference(&of(*a)).difference(&of(*b)).union(&moved(*a, *b)).union(&moved(*b, *a));
    }
    out
}

/// Places of ICMP (type, code) in the port field; -1 is any. [Network ACL rules]
pub fn icmp_points(kind: i16, code: i16) -> IntervalSet<u16> {
    let byte = |x: i16| u8::try_from(x).ok();
    match (byte(kind), byte(code)) {
        (None, _) => IntervalSet::full(),
        (Some(k), None) => IntervalSet::range(u16::from(k) << 8, (u16::from(k) << 8) | 0xff),
        (Some(k), Some(c)) => IntervalSet::one((u16::from(k) << 8) | u16::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // A small header space: 4 addresses each way, 2 protocols, 3-bit ports.
    fn small_box() -> impl Strategy<Value = PacketBox> {
        let a = || (0u128..4, 0u128..4).prop_map(|(x, y)| IntervalSet::range(x.min(y), x.max(y)));
        let p = || (0u16..8, 0u16..8).prop_map(|(x, y)| IntervalSet::range(x.min(y), x.max(y)));
        (a(), a(), 6u8..8, p(), p()).prop_map(|(source, destination, proto, source_port, destination_port)| PacketBox {
            source: source.into(),
            destination: destination.into(),
            protocol: IntervalSet::range(6, proto),
            source_port,
            destination_port,
        })
    }

    fn small() -> impl Strategy<Value = PacketSet> {
        proptest::collection::vec(small_box(), 0..4)
            .prop_map(|bs| bs.into_iter().fold(PacketSet::empty(), |s, b| s.union(&PacketSet::of(b))))
    }

    fn every() -> impl Iterator<Item = Header> {
        (0..4u128).flat_map(|s| {
            (0..4u128).flat_map(move |d| {
                (6..8u8).flat_map(move |protocol| {
                    (0..64u16).map(move |n| Header {
                        source: point_address(s),
                        destination: point_address(d),
                        protocol,
                        source_port: n / 8,
                        destination_port: n % 8,
                    })
                })
            })
        })
    }

    // A few points of each field that sets are cut at: both IP versions, ICMP of both kinds, ports at the ends of ranges.
    const ADDRESSES: [u128; 5] = [0, 0xffff_0a00_0001, 0xffff_0a00_0002, 0xffff_ffff_ffff, 0x2600 << 112];
    const PROTOCOLS: [u8; 5] = [0, 1, 6, 17, 58];
    const PORTS: [u16; 6] = [0, 0x0800, 0x0801, 1024, 0x8000, u16::MAX];

    fn span<T: Copy + Ord + super::super::interval::Point + 'static>(points: &'static [T]) -> impl Strategy<Value = IntervalSet<T>> {
        (0..points.len(), 0..points.len()).prop_map(move |(a, b)| IntervalSet::range(points[a.min(b)], points[a.max(b)]))
    }

    fn wide_box() -> impl Strategy<Value = PacketBox> {
        (span(&ADDRESSES), span(&ADDRESSES), span(&PROTOCOLS), span(&PORTS), span(&PORTS)).prop_map(
            |(source, destination, protocol, source_port, destination_port)| PacketBox {
                source: source.into(),
                destination: destination.into(),
                protocol,
                source_port,
                destination_port,
            },
        )
    }

    fn wide() -> impl Strategy<Value = PacketSet> {
        proptest::collection::vec(wide_box(), 0..4)
            .prop_map(|bs| bs.into_iter().fold(PacketSet::empty(), |s, b| s.union(&PacketSet::of(b))))
    }

    fn every_wide() -> Vec<Header> {
        let mut out = Vec::new();
        for source in ADDRESSES.map(point_address) {
            for destination in ADDRESSES.map(point_address) {
                for protocol in PROTOCOLS {
                    for source_port in PORTS {
                        out.extend(PORTS.map(|destination_port| Header { source, destination, protocol, source_port, destination_port }));
                    }
                }
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn set_algebra_is_exact_over_every_field(a in wide(), b in wide()) {
            let (u, i, d) = (a.union(&b), a.intersection(&b), a.difference(&b));
            for h in every_wide() {
                let (x, y) = (a.contains(&h), b.contains(&h));
                prop_assert_eq!((u.contains(&h), i.contains(&h), d.contains(&h)), (x || y, x && y, x && !y));
            }
            prop_assert_eq!((d.is_empty(), i.is_empty()), (a.is_subset(&b), !a.meets(&b)));
            prop_assert_eq!(a.union(&b).is_subset(&b.union(&a)), true);
            // The smallest example is in the set, and nothing smaller is.
            match d.example() {
                Some(h) => {
                    let key = |h: &Header| (address_point(h.source), address_point(h.destination), h.protocol, h.source_port, h.destination_port);
                    prop_assert!(d.contains(&h));
                    prop_assert!(every_wide().iter().filter(|g| d.contains(g)).all(|g| key(&h) <= key(g)));
                }
                None => prop_assert!(d.is_empty()),
            }
        }

        #[test]
        fn replies_of_replies_are_the_requests(a in wide()) {
            let known = PacketSet::of(PacketBox { protocol: IntervalSet::from_ranges([(6, 6), (17, 17)]), ..PacketBox::full() });
            let a = a.intersection(&known);
            let back = a.reversed();
            for h in every_wide() {
                let (source_port, destination_port) = (h.destination_port, h.source_port);
                let reply = Header { source: h.destination, destination: h.source, source_port, destination_port, ..h };
                prop_assert_eq!(a.contains(&h), back.contains(&reply));
            }
            prop_assert!(a.reversed().reversed().is_subset(&a) && a.is_subset(&a.reversed().reversed()));
        }
    }

    #[test]
    fn an_echo_request_is_answered_by_an_echo_reply() {
        let icmp = |n: u8, kind: i16, code: i16| PacketSet::rule(Protocol::Number(n), None, Some((kind, code)));
        let same = |a: &PacketSet, b: &PacketSet| a.is_subset(b) && b.is_subset(a);
        assert!(same(&icmp(1, 8, 0).reversed(), &icmp(1, 0, 0)));
        assert!(same(&icmp(58, 128, -1).reversed(), &icmp(58, 129, -1)));
        assert!(icmp(1, 8, 0).intersection(&icmp(58, 8, 0)).is_empty());
        // A type with any code holds each code.
        assert!(icmp(1, 3, 4).is_subset(&icmp(1, 3, -1)) && !icmp(1, 3, -1).is_subset(&icmp(1, 3, 4)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn set_algebra_agrees_with_single_packets(a in small(), b in small()) {
            let (u, i, d) = (a.union(&b), a.intersection(&b), a.difference(&b));
            for h in every() {
                let (x, y) = (a.contains(&h), b.contains(&h));
                prop_assert_eq!((u.contains(&h), i.contains(&h), d.contains(&h)), (x || y, x && y, x && !y));
            }
            prop_assert_eq!(d.is_empty(), a.is_subset(&b));
            if let Some(h) = d.example() {
                prop_assert!(d.contains(&h));
            }
        }
    }

    #[test]
    fn rules_on_all_protocols_ignore_ports() {
        let any = PacketSet::rule(Protocol::Any, Some(PortRange::HTTPS), None);
        assert!(PacketSet::full().is_subset(&any));
        let https = PacketSet::rule(Protocol::TCP, Some(PortRange::HTTPS), None);
        assert!(https.is_subset(&any) && !any.is_subset(&https));
    }

    #[test]
    fn all_of_ipv6_is_not_ipv4() {
        let v4 = cidr_addresses("0.0.0.0/0".parse().unwrap());
        let v6 = cidr_addresses("::/0".parse().unwrap());
        assert!(v4.intersection(&v6).is_empty());
    }
}
