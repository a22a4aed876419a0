//! Inclusive port ranges, written `443` or `1024-65535`.

use super::refusal::{Refusal, refused};
use std::fmt;
use std::str::FromStr;

/// An inclusive range of ports; `lo <= hi` always holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortRange {
    lo: u16,
    hi: u16,
}

impl PortRange {
    pub const ALL: Self = Self { lo: 0, hi: u16::MAX };
    pub const HTTPS: Self = Self { lo: 443, hi: 443 };
    /// The range that AWS advises for replies to any client. [Custom network ACLs for your VPC]
    pub const EPHEMERAL: Self = Self { lo: 1024, hi: u16::MAX };

    /// `None` when `lo > hi`.
    pub fn new(lo: u16, hi: u16) -> Option<Self> {
        (lo <= hi).then_some(Self { lo, hi })
    }

    pub fn one(port: u16) -> Self {
        Self { lo: port, hi: port }
    }

    pub fn lo(self) -> u16 {
        self.lo
    }

    pub fn hi(self) -> u16 {
        self.hi
    }

    pub fn contains(self, port: u16) -> bool {
        (self.lo..=self.hi).contains(&port)
    }

    pub fn covers(self, other: Self) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lo == self.hi { write!(f, "{}", self.lo) } else { write!(f, "{}-{}", self.lo, self.hi) }
    }
}

impl FromStr for PortRange {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        let bad = || refused("is not a port or a range such as 1024-65535", s);
        let (lo, hi) = s.split_once('-').unwrap_or((s, s));
        let port = |t: &str| t.trim().parse::<u16>().map_err(|_| bad());
        Self::new(port(lo)?, port(hi)?).ok_or_else(|| refused("has a first port that is larger than the last", s))
    }
}
