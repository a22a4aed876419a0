//! What passes between two ends: protocols with their ports, in one form.

use crate::net::{IntervalSet, PacketSet, Protocol};
use crate::ordered::Sorted as _;
use std::fmt;

/// Protocols with their destination ports (for ICMP type * 256 + code), whatever the client's port: stretches of protocols that have
/// the same ports, in order. Equal sets have equal forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passing(Vec<((u8, u8), IntervalSet<u16>)>);

impl Passing {
    /// What passes of `asked` for every source port that was asked about.
    pub fn of(asked: &PacketSet, passes: &PacketSet) -> Self {
        let refused = asked.difference(passes);
        Self::project(passes).minus(&Self::project(&refused))
    }

    /// Protocols and ports of any header in a set.
    fn project(set: &PacketSet) -> Self {
        let mut cuts: Vec<u16> = vec![0, 256];
        for b in set.boxes() {
            for (lo, hi) in b.protocol.ranges() {
                cuts.extend([u16::from(*lo), u16::from(*hi) + 1]);
            }
        }
        cuts.order();
        cuts.dedup();
        let stretch = |w: &[u16]| {
            let (lo, hi) = (u8::try_from(*w.first()?).ok()?, u8::try_from(w.get(1)?.checked_sub(1)?).ok()?);
            let boxes = set.boxes().iter().filter(|b| b.protocol.contains(lo));
            let ports = boxes.fold(IntervalSet::empty(), |all: IntervalSet<u16>, b| all.union(&b.destination_port));
            (!ports.is_empty()).then_some(((lo, hi), ports))
        };
        Self::joined(cuts.windows(2).filter_map(stretch))
    }

    fn joined(all: impl Iterator<Item = ((u8, u8), IntervalSet<u16>)>) -> Self {
        let mut out: Vec<((u8, u8), IntervalSet<u16>)> = Vec::new();
        for ((lo, hi), ports) in all {
            match out.last_mut() {
                Some(((_, end), same)) if end.checked_add(1) == Some(lo) && *same == ports => *end = hi,
                _ => out.push(((lo, hi), ports)),
            }
        }
        Self(out)
    }

    /// What is in this one and not in `other`.
    pub fn minus(&self, other: &Self) -> Self {
        let mut cuts: Vec<u16> = vec![0, 256];
        for ((lo, hi), _) in self.0.iter().chain(&other.0) {
            cuts.extend([u16::from(*lo), u16::from(*hi) + 1]);
        }
        cuts.order();
        cuts.dedup();
        let stretch = |w: &[u16]| {
            let (lo, hi) = (u8::try_from(*w.first()?).ok()?, u8::try_from(w.get(1)?.checked_sub(1)?).ok()?);
            let left = self.ports(lo).difference(&other.ports(lo));
            (!left.is_empty()).then_some(((lo, hi), left))
        };
        Self::joined(cuts.windows(2).filter_map(stretch))
    }

    /// What is in either.
    pub fn plus(&self, other: &Self) -> Self {
        let mut cuts: Vec<u16> = vec![0, 256];
        for ((lo, hi), _) in self.0.iter().chain(&other.0) {
            cuts.extend([u16::from(*lo), u16::from(*hi) + 1]);
        }
        cuts.order();
        cuts.dedup();
        let stretch = |w: &[u16]| {
            let (lo, hi) = (u8::try_from(*w.first()?).ok()?, u8::try_from(w.get(1)?.checked_sub(1)?).ok()?);
            let both = self.ports(lo).union(&other.ports(lo));
            (!both.is_empty()).then_some(((lo, hi), both))
        };
        Self::joined(cuts.windows(2).filter_map(stretch))
    }

    /// The ports of a protocol.
    pub fn ports(&self, protocol: u8) -> IntervalSet<u16> {
        self.0.iter().find(|((lo, hi), _)| *lo <= protocol && protocol <= *hi).map(|(_, p)| p.clone()).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn is_everything(&self) -> bool {
        matches!(self.0.as_slice(), [((0, 255), ports)] if ports.is_full())
    }

    /// Stretches of protocols with their ports.
    pub fn stretches(&self) -> &[((u8, u8), IntervalSet<u16>)] {
        &self.0
    }
}

/// `tcp 443, 8080-8090; icmp`, `everything`, `nothing`.
impl fmt::Display for Passing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing");
        }
        if self.is_everything() {
            return f.write_str("everything");
        }
        for (i, ((lo, hi), ports)) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            let p = Protocol::Number(*lo);
            if lo == hi {
                write!(f, "{p}")?;
            } else {
                write!(f, "protocols {lo}-{hi}")?;
            }
            if ports.is_full() {
                continue;
            }
            for (n, (a, b)) in ports.ranges().iter().enumerate() {
                f.write_str(if n > 0 { ", " } else { " " })?;
                match (p.is_icmp() && lo == hi, a == b) {
                    (true, _) => write!(f, "type {}", a >> 8)?,
                    (false, true) => write!(f, "{a}")?,
                    (false, false) => write!(f, "{a}-{b}")?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{PacketBox, PortRange};

    fn tcp(lo: u16, hi: u16) -> PacketSet {
        PacketSet::rule(Protocol::TCP, PortRange::new(lo, hi), None)
    }

    #[test]
    fn in_words() {
        let all = PacketSet::full();
        assert_eq!(Passing::of(&all, &all).to_string(), "everything");
        assert_eq!(Passing::of(&all, &PacketSet::empty()).to_string(), "nothing");
        let some = tcp(443, 443).union(&tcp(8080, 8090)).union(&PacketSet::rule(Protocol::ICMP, None, None));
        assert_eq!(Passing::of(&all, &some).to_string(), "icmp; tcp 443, 8080-8090");
    }

    /// A port counts where every source port that was asked about passes.
    #[test]
    fn a_source_port_that_is_refused_takes_the_port_away() {
        let from = |lo, hi| PacketSet::of(PacketBox { source_port: IntervalSet::range(lo, hi), ..PacketBox::full() });
        let asked = from(1024, 65535);
        let passes = tcp(443, 443).intersection(&asked).union(&tcp(80, 80).intersection(&from(2000, 65535)));
        assert_eq!(Passing::of(&asked, &passes).to_string(), "tcp 443");
    }
}
