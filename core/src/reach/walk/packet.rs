//! A packet of the walk, the places it may be at, and the translations that its reply undoes.

use super::Line;
use crate::document::{GatewayEndpoint, Id, InternetGateway, NatGateway, NodeId, OnPremises, Subnet, TransitAttachment, Vpc, Zone};
use crate::graph::InterfaceRole;
use crate::net::{IntervalSet, PacketSet, PortRange};
use crate::reach::filter::End;
use crate::reach::hop::Sets;

/// Packets with one source and one destination, and the headers among them that are still there.
#[derive(Clone, Debug)]
pub(super) struct Packet {
    pub source: End,
    pub to: End,
    pub sets: Sets,
}

/// Where packets are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    /// An interface sends them into its subnet.
    Interface(usize),
    /// They come out of a transit gateway's attachment, in one of its subnets.
    Attached(Id<TransitAttachment>, Id<Subnet>),
    /// A gateway hands them to its VPC.
    Gateway(NodeId, Id<Vpc>),
    /// They come into a VPC across a peering connection.
    Peered(Id<Vpc>),
    /// A regional NAT gateway sends them on.
    Regional(Id<NatGateway>),
    /// A route leads them to a device.
    Device(NodeId, Near),
    /// In a transit gateway, from an attachment, with the zone they come from.
    Transit(NodeId, Id<TransitAttachment>, Option<Zone>),
    /// A network outside AWS sends them.
    Premises(Line),
    /// Between internet gateways.
    Internet,
}

/// From where in a VPC packets go on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    pub vpc: Id<Vpc>,
    /// The subnet they leave; none where a gateway hands them over.
    pub subnet: Option<Id<Subnet>>,
    /// The attachment they came out of.
    pub attachment: Option<Id<TransitAttachment>>,
}

impl Near {
    pub fn gateway(vpc: Id<Vpc>) -> Self {
        Self { vpc, subnet: None, attachment: None }
    }
}

/// Where packets arrived.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Arrival {
    Interface(usize),
    /// Outside, by an internet gateway.
    Internet(Id<InternetGateway>),
    /// Outside, by an egress-only internet gateway of a VPC.
    EgressOnly(NodeId, Id<Vpc>),
    /// At a service, by a gateway endpoint.
    Endpoint(Id<GatewayEndpoint>, Id<Vpc>),
    Premises(Id<OnPremises>, Line),
    /// At a server of Amazon's own, beside the interface that sent.
    Amazon(usize),
}

/// Who translated.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum At {
    Interface(usize),
    Regional(Id<NatGateway>),
}

/// A translation that a reply undoes. There are one or two of them on a way.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug)]
pub(super) enum Undo {
    /// A NAT sent packets on under an address and a port of its own; with the sets that reached it.
    Source { at: At, before: End, sets: Sets },
    /// An internet gateway put the public address in the place of the private source.
    Public { gateway: Id<InternetGateway>, before: End },
    /// An egress-only internet gateway sent IPv6 to another VPC: nothing is translated, and the reply comes in by it.
    Egress { gateway: NodeId, vpc: Id<Vpc> },
    /// An internet gateway put the private address in the place of the public destination.
    Inward { gateway: Id<InternetGateway>, before: End },
}

/// A NAT gateway sends from ports 1024 to 65535. [NAT gateway basics]
pub(super) fn translate_ports(set: &PacketSet) -> PacketSet {
    let p = PortRange::EPHEMERAL;
    set.map_source_ports(&IntervalSet::range(p.lo(), p.hi()))
}

fn open_source_ports(set: &PacketSet) -> PacketSet {
    set.map_source_ports(&IntervalSet::full())
}

/// The headers before a translation, by those that came through behind it. The translator picks the port: a header passes for
/// certain where every port does.
pub(super) fn untranslate(before: &Sets, behind: &Sets) -> Sets {
    let lost = translate_ports(&before.sure).difference(&behind.sure);
    let certain = before.sure.intersection(&open_source_ports(&behind.sure));
    let sure = if lost.is_empty() { certain } else { certain.difference(&open_source_ports(&lost)) };
    Sets { sure, maybe: before.maybe.intersection(&open_source_ports(&behind.maybe)) }
}

/// Whether an interface can take packets of others, as routes to it want.
pub(super) fn forwards(role: InterfaceRole) -> bool {
    !matches!(role, InterfaceRole::Nat | InterfaceRole::Endpoint | InterfaceRole::Resolver | InterfaceRole::TransitAttachment)
}
