//! IP protocols as AWS rules name them: `tcp`, `udp`, `icmp`, `icmpv6`, a number, or all.

use super::refusal::{Refusal, refused};
use std::fmt;
use std::str::FromStr;

/// What a rule's protocol field admits. Numbers are IANA's (6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// Every protocol (`-1` in the EC2 API).
    Any,
    /// One protocol by its IANA number.
    Number(u8),
}

impl Protocol {
    pub const TCP: Self = Self::Number(6);
    pub const UDP: Self = Self::Number(17);
    pub const ICMP: Self = Self::Number(1);
    pub const ICMPV6: Self = Self::Number(58);

    /// Whether packets of this protocol carry port numbers that rules can match.
    pub fn has_ports(self) -> bool {
        matches!(self, Self::TCP | Self::UDP)
    }

    /// Whether this is ICMP for either IP version.
    pub fn is_icmp(self) -> bool {
        matches!(self, Self::ICMP | Self::ICMPV6)
    }

    /// The EC2 API's spelling: `-1`, `tcp`, `udp`, `icmp`, `icmpv6`, or the number.
    pub fn api_name(self) -> String {
        match self {
            Self::Any => "-1".into(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Any => f.write_str("any"),
            Self::TCP => f.write_str("tcp"),
            Self::UDP => f.write_str("udp"),
            Self::ICMP => f.write_str("icmp"),
            Self::ICMPV6 => f.write_str("icmpv6"),
            Self::Number(n) => write!(f, "{n}"),
        }
    }
}

impl FromStr for Protocol {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        Ok(match s.trim().to_ascii_lowercase().as_str() {
            "any" | "all" | "-1" => Self::Any,
            "tcp" => Self::TCP,
            "udp" => Self::UDP,
            "icmp" => Self::ICMP,
            "icmpv6" | "ipv6-icmp" => Self::ICMPV6,
            n => Self::Number(
                n.parse().map_err(|_| refused("is not a protocol: use any, tcp, udp, icmp, icmpv6 or a number from 0 to 255", s))?,
            ),
        })
    }
}
