//! NAT gateways: zonal, regional, public and private.

use super::packet::{translate_ports, untranslate};
use super::*;
use crate::document::NatHome;
use crate::net::{IntervalSet, PacketBox};
use std::sync::OnceLock;

/// What a NAT gateway translates: TCP, UDP and ICMP. [NAT gateway basics]
fn nat_carries() -> &'static PacketSet {
    static CARRIES: OnceLock<PacketSet> = OnceLock::new();
    CARRIES.get_or_init(|| PacketSet::of(PacketBox { protocol: IntervalSet::from_ranges([(1, 1), (6, 6), (17, 17)]), ..PacketBox::full() }))
}

/// 64:ff9b::/96, whose last four bytes are an IPv4 address. [DNS64 and NAT64]
fn nat64(a: std::net::Ipv6Addr) -> bool {
    a.to_bits() >> 32 == 0x64_ff9b << 64
}

impl<'g> Walk<'g> {
    pub(super) fn nat(&mut self, id: Id<NatGateway>, near: Near) -> Option<Place> {
        let graph = self.graph;
        self.set_way(Way::Nat(id));
        self.through.push(id.node());
        if self.reply {
            let said = say!("the reply leaves by {nat}, which knows nothing of its request and would change its source", nat = id);
            self.block(id.node(), HopKind::Device, Code::NGW_SOURCE_ADDRESS_REASSIGN, said);
            return None;
        }
        // Not from a peering connection, a VPN or Direct Connect; a transit gateway's packets pass. [NAT gateway basics]
        let foreign = self.packet.source.interface.and_then(|i| graph.interface(i)).is_none_or(|f| f.vpc != near.vpc);
        let by = self.entered.iter().rev().find(|(v, _)| *v == near.vpc).map(|(_, by)| by.kind());
        if foreign && matches!(by, Some(Kind::Peering | Kind::VpnGateway)) {
            let said = say!("{nat} translates what comes from interfaces of {vpc}, or by a transit gateway", nat = id, vpc = near.vpc);
            self.block(id.node(), HopKind::Device, Code::NGW_REQUIRES_SOURCE_IN_VPC, said);
            return None;
        }
        let n = graph.interfaces_of(id.node()).first().copied();
        let carried = Admitted::of(&self.packet.sets, nat_carries());
        let outcome = self.narrow(carried, Code::PROTOCOL_RESTRICTION);
        let nat = n.and_then(|n| graph.interface(n));
        if matches!(self.packet.to.point, Point::Known(IpAddr::V6(a)) if nat64(a)) {
            let said = say!("{nat} translates IPv6 to IPv4 for this destination, which is not modelled", nat = id);
            self.push(id.node(), nat.map(|f| f.subnet), HopKind::Device, Outcome::NotModelled, said);
            self.word(Code::UNSUPPORTED_COMPONENT);
            return None;
        }
        if self.packet.to.point.is_v6() || nat.is_some_and(|f| f.v4.is_empty()) {
            let said = say!("{nat} translates IPv4; IPv6 needs an egress-only internet gateway", nat = id);
            self.block(id.node(), HopKind::Device, Code::PROTOCOL_RESTRICTION, said);
            return None;
        }
        if let Some(f) = nat.filter(|f| near.subnet != Some(f.subnet)) {
            self.acl(f.subnet, true);
        }
        let said = match (&outcome, nat.and_then(|f| f.v4.first())) {
            (Outcome::Passed, Some(a)) => say!("{nat} translates the source to {ip} and a port from 1024 on", nat = id, ip = *a),
            (Outcome::Passed, None) => say!("{nat} translates the source to an address of its own and a port from 1024 on", nat = id),
            _ => say!("{nat} translates TCP, UDP and ICMP only", nat = id),
        };
        self.push(id.node(), nat.map(|f| f.subnet), HopKind::Device, outcome, said);
        let at = match n {
            Some(n) => At::Interface(n),
            None => At::Regional(id),
        };
        if self.undo.iter().any(|u| matches!(u, Undo::Source { at: other, .. } if *other == at)) {
            let said = say!("the subnet of {nat} routes to {nat} itself, so packets go round in circles", nat = id);
            self.block(id.node(), HopKind::Device, Code::CANNOT_ROUTE, said);
            return None;
        }
        match (n, nat) {
            (Some(n), Some(f)) => {
                let own = f.v4.first().map(|a| Point::Known(IpAddr::V4(*a)))?;
                self.translated(at, End::at(own, Some(n)));
                Some(Place::Interface(n))
            }
            _ => {
                let elastic = graph.model.get(id)?.addresses.first().and_then(|e| graph.model.get(*e)?.address);
                let own = elastic.map_or(Point::Internet, |a| Point::Known(IpAddr::V4(a)));
                self.translated(at, End::at(own, None));
                Some(Place::Regional(id))
            }
        }
    }

    /// From here on packets have the source of the translator, and a port that it chose.
    pub(super) fn translated(&mut self, at: At, own: End) {
        let before = std::mem::replace(&mut self.packet.source, own);
        self.undo.push(Undo::Source { at, before, sets: self.packet.sets.clone() });
        self.packet.sets = self.packet.sets.map(translate_ports);
        self.first = None;
    }

    /// A regional NAT gateway has a route table of its own; AWS's has the local routes and the VPC's internet gateway.
    /// [Regional NAT gateways for automatic multi-AZ expansion]
    pub(super) fn out_of_regional(&mut self, id: Id<NatGateway>) -> Option<Place> {
        let nat = self.graph.model.get(id)?;
        let NatHome::Regional(vpc) = nat.home else { return None };
        let near = Near::gateway(vpc);
        if let Some(table) = nat.table {
            return self.by_table(table, near);
        }
        let inside = matches!(self.packet.to.point, Point::Known(a) if self.graph.in_vpc(vpc, a));
        match self.graph.internet_gateway(vpc) {
            _ if inside => self.deliver(near),
            Some(g) => Some(Place::Device(g.node(), near)),
            None => {
                let said = say!(
                    "{nat} has no route to {to}: {vpc} has no internet gateway",
                    nat = id,
                    to = self.packet.to.point.clone(),
                    vpc = vpc
                );
                self.block(id.node(), HopKind::Device, Code::NO_ROUTE_TO_DESTINATION, said);
                None
            }
        }
    }

    /// A reply at the interface that translated its request: on to the one that asked.
    pub(super) fn undo_at(&mut self, at: usize) -> Option<Place> {
        if !self.reply {
            return None;
        }
        self.undo_source(&At::Interface(at))?;
        if let Some(f) = self.graph.interface(at).filter(|f| f.role != InterfaceRole::Nat) {
            self.boxes.push(f.owner);
        }
        Some(Place::Interface(at))
    }

    /// Undoes the last translation, if it was this one's.
    pub(super) fn undo_source(&mut self, at: &At) -> Option<()> {
        match self.undo.pop() {
            Some(Undo::Source { at: by, before, sets }) if by == *at => {
                self.packet.to = before;
                self.packet.sets = untranslate(&sets, &self.packet.sets.map(PacketSet::reversed)).map(PacketSet::reversed);
                Some(())
            }
            Some(other) => {
                self.undo.push(other);
                None
            }
            None => None,
        }
    }

    /// Replies to a NAT gateway across a peering connection need no route. [NAT gateway basics]
    pub(super) fn back_to_nat(&self, near: Near) -> Option<Place> {
        let (true, Some(Undo::Source { at: At::Interface(n), .. })) = (self.reply, self.undo.last()) else { return None };
        let nat = self.graph.interface(*n).filter(|f| f.role == InterfaceRole::Nat && f.vpc != near.vpc)?;
        let by = self.entered.iter().find(|(v, by)| *v == near.vpc && by.kind() == Kind::Peering).map(|(_, by)| *by)?;
        (self.graph.peer(Id::of(by)?, near.vpc) == Some(nat.vpc)).then_some(Place::Device(by, near))
    }
}
