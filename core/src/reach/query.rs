//! A question of reachability.

use crate::document::{NodeId, Region, ServiceId};
use crate::graph::InterfaceRole;
use crate::net::packet_set::{icmp_points, with_ports};
use crate::net::{IntervalSet, PacketBox, PacketSet, PortRange, Protocol};
use ipnet::IpNet;
use std::net::IpAddr;

/// One end of a question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// A workload, endpoint, service, bucket, load balancer, interface …
    Node(NodeId),
    Address(IpAddr),
    /// Every address of a block.
    Block(IpNet),
    Internet,
    /// A service of AWS by its public name.
    Service(ServiceId, Region),
}

/// Who asks for whom, on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub from: Party,
    pub to: Party,
    pub protocol: Protocol,
    /// The destination port; all when absent ("what passes?").
    pub port: Option<u16>,
    /// The source port; every ephemeral one when absent.
    pub source_port: Option<u16>,
    /// One address of the source, where it has several.
    pub source_ip: Option<IpAddr>,
    /// ICMP type and code; an echo request when absent. A code of none is any.
    pub icmp: Option<(u8, Option<u8>)>,
    /// Ask for the way there only.
    pub one_way: bool,
    /// Over IPv6, or over IPv4, where ends that are named have both; over IPv4 when absent.
    pub v6: Option<bool>,
}

impl Query {
    /// TCP to one port, both ways.
    pub fn tcp(from: Party, to: Party, port: u16) -> Self {
        Self {
            from,
            to,
            protocol: Protocol::TCP,
            port: Some(port),
            source_port: None,
            source_ip: None,
            icmp: None,
            one_way: false,
            v6: None,
        }
    }

    /// Whether one answer is wanted (a port, or a protocol without ports) rather than a list of what passes.
    pub fn closed(&self) -> bool {
        match self.protocol {
            Protocol::Any => false,
            p => !p.has_ports() || self.port.is_some(),
        }
    }

    /// The IP version asked about, where the question says so.
    pub fn wants_v6(&self) -> Option<bool> {
        match (self.protocol, self.source_ip) {
            (Protocol::ICMPV6, _) => Some(true),
            (Protocol::ICMP, _) => Some(false),
            (_, source) => source.map(|a| a.is_ipv6()).or(self.v6),
        }
    }

    /// The headers asked about, addresses left open. Source ports are those that the kind of client uses.
    /// [Custom network ACLs for your VPC: ephemeral ports]
    pub fn headers(&self, client: InterfaceRole) -> PacketSet {
        if self.protocol == Protocol::Any {
            return everything(client);
        }
        let mut b = PacketBox::full();
        if let Protocol::Number(n) = self.protocol {
            b.protocol = IntervalSet::one(n);
        }
        if self.protocol.has_ports() {
            if let Some(p) = self.port {
                b.destination_port = IntervalSet::one(p);
            }
            b.source_port = match self.source_port {
                Some(p) => IntervalSet::one(p),
                None => {
                    let range = ephemeral(client);
                    IntervalSet::range(range.lo(), range.hi())
                }
            };
        } else if self.protocol.is_icmp() {
            // Unless it says otherwise, the question is whether an echo request passes.
            let echo = if self.protocol == Protocol::ICMP { 8 } else { 128 };
            let (kind, code) = self.icmp.unwrap_or((echo, Some(0)));
            b.destination_port = icmp_points(kind.into(), code.map_or(-1, i16::from));
        }
        PacketSet::of(b)
    }
}

/// The headers that questions about everything are about, for a client of a kind: TCP and UDP from its ephemeral ports, and all else.
pub(crate) fn everything(client: InterfaceRole) -> PacketSet {
    let range = ephemeral(client);
    let source_port = IntervalSet::range(range.lo(), range.hi());
    let rest = PacketBox { protocol: with_ports().complement(), ..PacketBox::full() };
    PacketSet::of(PacketBox { protocol: with_ports().clone(), source_port, ..PacketBox::full() }).union(&PacketSet::of(rest))
}

/// Source ports that a client of this kind uses: Linux and Windows from 32768 on, load balancers, functions and NAT from 1024.
pub(super) fn ephemeral(client: InterfaceRole) -> PortRange {
    match client {
        InterfaceRole::Function | InterfaceRole::LoadBalancer | InterfaceRole::Nat => PortRange::EPHEMERAL,
        _ => PortRange::new(32768, u16::MAX).unwrap_or(PortRange::EPHEMERAL),
    }
}
