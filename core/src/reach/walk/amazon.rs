//! Amazon's own servers beside every instance: DNS, metadata, time. Neither groups nor ACLs nor routes touch what is for them.
//! [Control traffic to your AWS resources using security groups]

use super::*;
use crate::net::{PortRange, Protocol};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A server of Amazon's at an address that no subnet has.
#[derive(Clone, Copy)]
enum Server {
    /// The VPC's resolver. [Understanding Amazon DNS]
    Dns,
    /// Instance metadata. [Access instance metadata]
    Metadata,
    /// [Amazon Time Sync Service]
    Time,
    /// What a container asks for its role and its task. [Amazon ECS task metadata endpoint]
    Task,
    /// Activation of Windows. [Troubleshoot Windows activation]
    Licence,
}

impl Server {
    fn at(to: IpAddr) -> Option<Self> {
        const V4: u32 = u32::from_be_bytes([169, 254, 169, 0]);
        const V6: u128 = 0xfd00_0ec2 << 96;
        match to {
            IpAddr::V4(a) => match Ipv4Addr::to_bits(a).wrapping_sub(V4) {
                253 => Some(Self::Dns),
                254 => Some(Self::Metadata),
                123 => Some(Self::Time),
                250 | 251 => Some(Self::Licence),
                // 169.254.170.2
                0x102 => Some(Self::Task),
                _ => None,
            },
            IpAddr::V6(a) => match Ipv6Addr::to_bits(a).wrapping_sub(V6) {
                0x253 => Some(Self::Dns),
                0x254 => Some(Self::Metadata),
                0x123 => Some(Self::Time),
                _ => None,
            },
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Dns => "Amazon's DNS server",
            Self::Metadata => "the instance metadata service",
            Self::Time => "the Amazon Time Sync Service",
            Self::Task => "the task metadata endpoint of Amazon ECS",
            Self::Licence => "the Windows activation server",
        }
    }

    fn answers(self) -> PacketSet {
        let on = |protocol, port| PacketSet::rule(protocol, Some(PortRange::one(port)), None);
        match self {
            Self::Dns => on(Protocol::TCP, 53).union(&on(Protocol::UDP, 53)),
            Self::Metadata => on(Protocol::TCP, 80),
            Self::Time => on(Protocol::UDP, 123),
            Self::Task => on(Protocol::TCP, 80),
            Self::Licence => on(Protocol::TCP, 1688),
        }
    }
}

impl Walk<'_> {
    /// Whether packets are for a server of Amazon's, which then has them.
    pub(super) fn amazon(&mut self, f: &Interface) -> bool {
        let Point::Known(to) = self.packet.to.point else { return false };
        let Some(i) = self.packet.source.interface else { return false };
        // The resolver is also at the third address of the VPC's first block.
        let resolver = matches!((to, self.graph.resolver(f.vpc)), (IpAddr::V4(a), Some(p)) if u32::from(a) == p);
        let Some(server) = Server::at(to).or(resolver.then_some(Server::Dns)) else { return false };
        let owner = self.graph.interface(i).map_or(f.owner, |f| f.owner);
        let container = matches!(self.graph.model.node(owner).map(|n| &n.body), Some(Body::Workload(w)) if w.compute == Compute::Container);
        // On other hosts an agent may answer there, which is no part of the network.
        if matches!(server, Server::Task) && !container {
            return false;
        }
        self.set_way(Way::Local);
        if matches!(server, Server::Dns) && self.graph.model.get(f.vpc).is_some_and(|v| !v.dns_support) {
            let said = say!("DNS support is off in {vpc}, so Amazon's DNS server does not answer", vpc = f.vpc);
            self.block(f.vpc.node(), HopKind::Device, Code::NO_POSSIBLE_DESTINATION, said);
            return true;
        }
        let carried = Admitted::of(&self.packet.sets, &server.answers());
        let outcome = self.narrow(carried, Code::PROTOCOL_RESTRICTION);
        let said = match outcome {
            Outcome::Passed => say!(
                "{server} answers {owner} at {to}: neither groups nor ACLs nor routes count for it",
                server = server.name(),
                owner = owner,
                to = to
            ),
            _ => say!("{server} at {to} does not answer all of it", server = server.name(), to = to),
        };
        self.push(f.subnet.node(), Some(f.subnet), HopKind::Device, outcome, said);
        self.end = Some(Arrival::Amazon(i));
        true
    }
}
