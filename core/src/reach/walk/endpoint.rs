//! VPC endpoints as ends of a way: gateway endpoints by route, interface and resource endpoints by address.

use super::*;
use crate::net::packet_set::{icmp_points, with_ports};
use crate::net::{IntervalSet, PacketBox};
use std::sync::OnceLock;

/// What a gateway endpoint carries: TCP, and ICMP echo. [Reachability Analyzer: VPCE_GATEWAY_PROTOCOL_RESTRICTION]
fn gateway_endpoint_carries() -> &'static PacketSet {
    static CARRIES: OnceLock<PacketSet> = OnceLock::new();
    CARRIES.get_or_init(|| {
        let tcp = PacketBox { protocol: IntervalSet::one(6), ..PacketBox::full() };
        let echo =
            PacketBox { protocol: IntervalSet::one(1), destination_port: icmp_points(8, 0).union(&icmp_points(0, 0)), ..PacketBox::full() };
        PacketSet::of(tcp).union(&PacketSet::of(echo))
    })
}

/// What an interface endpoint answers: TCP and UDP; no ping. [Access an AWS service using an interface VPC endpoint]
fn interface_endpoint_carries() -> &'static PacketSet {
    static CARRIES: OnceLock<PacketSet> = OnceLock::new();
    CARRIES.get_or_init(|| PacketSet::of(PacketBox { protocol: with_ports().clone(), ..PacketBox::full() }))
}

/// What a resource endpoint carries. [Access VPC resources through AWS PrivateLink]
fn resource_endpoint_carries() -> &'static PacketSet {
    static CARRIES: OnceLock<PacketSet> = OnceLock::new();
    CARRIES.get_or_init(|| PacketSet::of(PacketBox { protocol: IntervalSet::one(6), ..PacketBox::full() }))
}

impl<'g> Walk<'g> {
    pub(super) fn gateway_endpoint(&mut self, id: Id<GatewayEndpoint>, near: Near) -> Option<Place> {
        let endpoint = self.graph.model.get(id)?;
        let serves = match &self.packet.to.point {
            Point::Service(s, region) => *s == endpoint.service && self.graph.region_of(endpoint.vpc) == Some(region),
            // An address that the list of the service holds.
            Point::Known(_) => true,
            Point::Internet | Point::InternetV6 => false,
        };
        if !serves {
            let said = say!("{endpoint} serves another service or another region", endpoint = id);
            self.block(id.node(), HopKind::Device, Code::CANNOT_ROUTE, said);
            return None;
        }
        // Nothing on the far side of a VPN, peering or transit gateway can use it. [Gateway endpoints for Amazon S3]
        if !self.is_own_of(near.vpc) {
            let said = say!("{endpoint} serves interfaces of {vpc} only", endpoint = id, vpc = near.vpc);
            self.block(id.node(), HopKind::Device, Code::VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION, said);
            if self.entered.iter().any(|(v, by)| *v == near.vpc && by.kind() == Kind::Peering) {
                self.disputed(Contradiction::GatewayEndpointPeering);
            }
            return None;
        }
        self.set_way(Way::GatewayEndpoint(id));
        self.through.push(id.node());
        let carried = Admitted::of(&self.packet.sets, gateway_endpoint_carries());
        let outcome = self.narrow(carried, Code::VPCE_GATEWAY_PROTOCOL_RESTRICTION);
        let owner = self.peer(&self.packet.source);
        let said = match outcome {
            Outcome::Passed => say!("{e} takes it to the service, from the private address of {owner}", e = id, owner = owner),
            _ => say!("{e} carries TCP and ICMP echo only", e = id),
        };
        self.push(id.node(), None, HopKind::Device, outcome, said);
        if self.packet.to.point.is_v6() {
            self.disputed(Contradiction::GatewayEndpointIpv6);
        }
        self.end = Some(Arrival::Endpoint(id, near.vpc));
        None
    }

    /// Whether the packets are of an interface of this VPC.
    pub(super) fn is_own_of(&self, vpc: Id<Vpc>) -> bool {
        self.packet.source.interface.and_then(|i| self.graph.interface(i)).is_some_and(|f| f.vpc == vpc)
    }

    pub(super) fn at_endpoint(&mut self, f: &Interface) {
        let resource = f.owner.kind() == Kind::ResourceEndpoint;
        let carries = if resource { resource_endpoint_carries() } else { interface_endpoint_carries() };
        let carried = Admitted::of(&self.packet.sets, carries);
        let outcome = self.narrow(carried, Code::PROTOCOL_RESTRICTION);
        if outcome != Outcome::Passed {
            let said = match resource {
                true => say!("{owner} carries TCP only", owner = f.owner),
                false => say!("{owner} carries TCP and UDP only and does not answer ping", owner = f.owner),
            };
            self.push(f.owner, Some(f.subnet), HopKind::Device, outcome, said);
        }
        self.set_way(if resource { Way::ResourceEndpoint(f.owner) } else { Way::InterfaceEndpoint(f.owner) });
        self.through.push(f.owner);
    }

    /// What a resource endpoint leads to is never in the design: AWS makes none for a resource gateway of its own VPC. [Access a resource
    /// through a resource VPC endpoint]
    pub(super) fn behind_endpoint(&mut self, f: &Interface) {
        if f.owner.kind() != Kind::ResourceEndpoint {
            return;
        }
        let said = say!(
            "what is behind {owner} is not in the design: a resource gateway of another VPC, which must share a zone with it, that gateway's security groups, and the resource",
            owner = f.owner
        );
        self.depends(f.owner, HopKind::Device, said);
        self.word(Code::UNKNOWN_RESOURCE);
    }
}
