//! One packet, and what became of it.
use portico_core::document::NodeId;
use std::net::IpAddr;

pub const TCP: u8 = 6;
pub const UDP: u8 = 17;
pub const ICMP: u8 = 1;
pub const ICMPV6: u8 = 58;
/// An echo request as a "port": type and code.
pub const ECHO: u16 = 8 << 8;
pub const ECHO_V6: u16 = 128 << 8;

/// A concrete packet. ICMP has its type and code where others have the destination port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    pub source: IpAddr,
    pub destination: IpAddr,
    pub protocol: u8,
    pub source_port: u16,
    pub destination_port: u16,
}

impl Packet {
    /// What the receiver answers: ends swapped; an echo reply to an echo request.
    pub fn reply(self) -> Self {
        let (source_port, destination_port) = match (self.protocol, self.destination_port) {
            (ICMP, ECHO) => (0, 0),
            (ICMPV6, ECHO_V6) => (0, 129 << 8),
            _ => (self.destination_port, self.source_port),
        };
        Self { source: self.destination, destination: self.source, source_port, destination_port, ..self }
    }

    pub fn has_ports(self) -> bool {
        matches!(self.protocol, TCP | UDP)
    }

    pub fn is_v6(self) -> bool {
        self.destination.is_ipv6()
    }
}

/// Where a packet ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// At the interface of this number.
    Delivered(usize),
    Internet,
    /// At an on-premises network.
    Premises(NodeId),
    /// At a service of AWS, through this gateway endpoint.
    Service(NodeId),
    Dropped(&'static str),
    /// The design does not say.
    Unknown(&'static str),
}

impl Fate {
    pub fn arrived(self) -> bool {
        !matches!(self, Self::Dropped(_) | Self::Unknown(_))
    }
}

/// Where a packet begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Nic(usize),
    Internet,
    Premises(NodeId),
}

/// A packet there and its reply back.
#[derive(Clone, Copy, Debug)]
pub struct Exchange {
    pub there: Fate,
    /// What became of the reply, where the packet arrived.
    pub back: Option<Fate>,
    /// Whether the reply came to the sender as the reply that it waits for.
    pub home: bool,
}

impl Exchange {
    pub fn works(self) -> bool {
        self.there.arrived() && self.home
    }

    pub fn unknown(self) -> bool {
        matches!(self.there, Fate::Unknown(_)) || matches!(self.back, Some(Fate::Unknown(_)))
    }
}
