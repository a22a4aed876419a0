//! Networks outside AWS: virtual private gateways, VPN connections, Direct Connect gateways.

use super::*;
use crate::document::{VpnConnection, VpnGateway};
use crate::graph::Holds;
use crate::ordered::Sorted as _;
use ipnet::IpNet;

/// A connection of a network outside AWS: a VPN connection or Direct Connect gateway, and the gateway at AWS's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub connection: NodeId,
    /// A virtual private gateway or a transit gateway.
    pub gateway: NodeId,
}

impl Line {
    /// The lines of a network outside AWS, Direct Connect first.
    pub fn of_premises(graph: &NetworkGraph, premises: Id<OnPremises>) -> Vec<Self> {
        let model = &graph.model;
        let direct = model.all::<DirectConnect>().filter(|(_, d)| d.premises == Some(premises));
        let mut out: Vec<Self> =
            direct.flat_map(|(id, d)| d.gateways.iter().map(move |g| Self { connection: id.node(), gateway: *g })).collect();
        let vpn = model.all::<VpnConnection>().filter(|(_, c)| c.premises == premises);
        out.extend(vpn.map(|(id, c)| Self { connection: id.node(), gateway: c.gateway }));
        out
    }

    /// Whether AWS's end has the destination: the VPC of a virtual private gateway, or any VPC of a transit gateway.
    pub fn leads_to(&self, graph: &NetworkGraph, to: &Point) -> bool {
        let Point::Known(a) = to else { return false };
        let model = &graph.model;
        match Id::<VpnGateway>::of(self.gateway) {
            Some(g) => model.get(g).and_then(|g| g.vpc).is_some_and(|v| graph.in_vpc(v, *a)),
            None => model
                .all::<TransitAttachment>()
                .filter(|(_, x)| x.gateway.node() == self.gateway)
                .any(|(_, x)| Id::of(x.to).is_some_and(|v| graph.in_vpc(v, *a))),
        }
    }
}

/// A line with the network behind it.
struct Far {
    line: Line,
    premises: Id<OnPremises>,
    nets: Vec<IpNet>,
    up: bool,
}

impl<'g> Walk<'g> {
    fn far(&self, line: Line) -> Option<Far> {
        let model = &self.graph.model;
        let of = |p: Id<OnPremises>| model.get(p).map(|p| p.cidrs.clone()).unwrap_or_default();
        if let Some(d) = Id::<DirectConnect>::of(line.connection).and_then(|d| model.get(d)) {
            let premises = d.premises?;
            return Some(Far { line, premises, nets: of(premises), up: d.up });
        }
        let c = model.get(Id::<VpnConnection>::of(line.connection)?)?;
        let nets = if c.bgp { of(c.premises) } else { c.static_routes.clone() };
        Some(Far { line, premises: c.premises, nets, up: c.up })
    }

    /// Outwards through a virtual private gateway: over the line whose network holds the destination.
    pub(super) fn vpn_gateway(&mut self, id: Id<VpnGateway>, near: Near) -> Option<Place> {
        self.through.push(id.node());
        if !self.is_own_of(near.vpc) {
            let said = say!("{vgw} drops packets whose source is not of its own VPC", vgw = id);
            self.block(id.node(), HopKind::Device, Code::VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS, said);
            return None;
        }
        let model = &self.graph.model;
        let direct = model.all::<DirectConnect>().filter(|(_, d)| d.gateways.contains(&id.node())).map(|(d, _)| d.node());
        let vpn = model.all::<VpnConnection>().filter(|(_, c)| c.gateway == id.node()).map(|(c, _)| c.node());
        let lines: Vec<Far> = direct.chain(vpn).filter_map(|c| self.far(Line { connection: c, gateway: id.node() })).collect();
        let holds = |f: &Far| f.nets.iter().map(|n| self.graph.within(&self.packet.to.point, *n)).max().unwrap_or(Holds::No);
        let mut best: Vec<(Holds, bool, &Far)> = lines.iter().map(|f| (holds(f), f.up, f)).filter(|(h, _, _)| *h != Holds::No).collect();
        best.order_by_key(|(h, up, _)| (!up, std::cmp::Reverse(*h)));
        match best.first() {
            Some((_, _, far)) => {
                let line = far.line;
                self.out_by(line)
            }
            None if model.get(id).is_some_and(|g| !g.complete) => {
                let said = say!("which connections {vgw} has is not all in the design", vgw = id);
                self.depends(id.node(), HopKind::Device, said);
                self.word(Code::UNKNOWN_DESTINATION);
                None
            }
            None => {
                let said = say!("no connection of {vgw} leads to {to}", vgw = id, to = self.packet.to.point.clone());
                self.block(id.node(), HopKind::Device, Code::NO_ROUTE_TO_DESTINATION, said);
                None
            }
        }
    }

    /// Over a line to the network at its end.
    pub(super) fn out_by(&mut self, line: Line) -> Option<Place> {
        let Some(far) = self.far(line) else {
            let said = say!("what network stands at the end of {line} is not in the design", line = line.connection);
            self.depends(line.connection, HopKind::Device, said);
            return None;
        };
        match Id::<DirectConnect>::of(line.connection) {
            Some(d) => self.set_way(Way::DirectConnect(d)),
            None => self.set_way(Way::Vpn(line.connection)),
        }
        self.through.push(line.connection);
        self.is_up(&far);
        self.selected(line, true);
        let cidrs = self.graph.model.get(far.premises).map(|p| p.cidrs.clone()).unwrap_or_default();
        let inside = cidrs.iter().map(|n| self.graph.within(&self.packet.to.point, *n)).max().unwrap_or(Holds::No);
        // The route back to AWS is taken for granted over there for what AWS's side announces.
        if inside == Holds::Yes {
            self.pass(line.connection, None, say!("{line} leads to {premises}", line = line.connection, premises = far.premises));
        } else {
            let to = self.packet.to.point.clone();
            let said = say!("whether {premises} sends packets on to {to} is not in the design", premises = far.premises, to = to);
            self.depends(far.premises.node(), HopKind::Device, said);
            self.word(Code::UNKNOWN_DESTINATION);
        }
        self.end = Some(Arrival::Premises(far.premises, line));
        None
    }

    fn is_up(&mut self, far: &Far) {
        if !far.up {
            let said = say!("{line} is down", line = far.line.connection);
            let code = if far.line.gateway.kind() == Kind::TransitGateway { Code::TGW_BAD_STATE_VPN } else { Code::BAD_STATE_VPN };
            self.block(far.line.connection, HopKind::Device, code, said);
        }
    }

    /// What the tunnels of a VPN connection carry, where that is chosen. [Tunnel options for your Site-to-Site VPN connection]
    fn selected(&mut self, line: Line, outwards: bool) {
        let Some(c) = Id::<VpnConnection>::of(line.connection).and_then(|c| self.graph.model.get(c)) else { return };
        let (source, to) = (&self.packet.source.point, &self.packet.to.point);
        let (theirs, ours) = if outwards { (to, source) } else { (source, to) };
        let outside =
            |side: Option<ipnet::Ipv4Net>, p: &Point| side.is_some_and(|n| !p.is_v6() && self.graph.within(p, IpNet::V4(n)) != Holds::Yes);
        if outside(c.customer_cidr, theirs) || outside(c.aws_cidr, ours) {
            let (s, d) = (source.clone(), to.clone());
            let said = say!(
                "the tunnels of {line} carry nothing from {s} to {d}: its local and remote network CIDR leave them out",
                line = line.connection,
                s = s,
                d = d
            );
            self.block(line.connection, HopKind::Device, Code::CANNOT_ROUTE, said);
        }
    }

    /// Inwards from a network outside AWS.
    pub(super) fn out_of_premises(&mut self, line: Line) -> Option<Place> {
        let far = self.far(line)?;
        match Id::<DirectConnect>::of(line.connection) {
            Some(d) => self.set_way(Way::DirectConnect(d)),
            None => self.set_way(Way::Vpn(line.connection)),
        }
        self.through.push(line.connection);
        self.is_up(&far);
        self.selected(line, false);
        self.announced(line);
        self.through.push(line.gateway);
        if let Some(vgw) = Id::<VpnGateway>::of(line.gateway) {
            let Some(vpc) = self.graph.model.get(vgw)?.vpc else {
                self.block(line.gateway, HopKind::Device, Code::BAD_STATE_ATTACHMENT, say!("{vgw} is attached to no VPC", vgw = vgw));
                return None;
            };
            let Point::Known(a) = self.packet.to.point else {
                self.behind_vgw(vgw, vpc);
                return None;
            };
            if !self.graph.in_vpc(vpc, a) {
                self.behind_vgw(vgw, vpc);
                return None;
            }
            self.pass(line.gateway, None, say!("{premises} sends it to {vgw} of {vpc}", premises = far.premises, vgw = vgw, vpc = vpc));
            self.entered.push((vpc, line.gateway));
            return Some(Place::Gateway(line.gateway, vpc));
        }
        let tgw = Id::<TransitGateway>::of(line.gateway)?;
        let Some((attachment, _)) = self.graph.attachment(tgw, line.connection) else {
            let said = say!("{line} has no attachment to {tgw}", line = line.connection, tgw = tgw);
            self.block(line.connection, HopKind::Device, Code::BAD_STATE_ATTACHMENT, said);
            return None;
        };
        self.pass(line.connection, None, say!("{premises} sends it to {tgw}", premises = far.premises, tgw = tgw));
        Some(Place::Transit(tgw.node(), attachment, None))
    }

    /// Behind a virtual private gateway only interfaces of the VPC are in reach. [How VPC peering connections work; NAT gateway basics]
    fn behind_vgw(&mut self, vgw: Id<VpnGateway>, vpc: Id<Vpc>) {
        let said = say!(
            "{vgw} hands over packets for interfaces of {vpc} only: no gateway, NAT, peering or gateway endpoint behind it can be used",
            vgw = vgw,
            vpc = vpc
        );
        self.block(vgw.node(), HopKind::Device, Code::VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS, said);
    }

    /// What a Direct Connect gateway tells the network outside. [Allowed prefixes interactions for Direct Connect gateways]
    fn announced(&mut self, line: Line) {
        let Some((id, d)) = Id::<DirectConnect>::of(line.connection).and_then(|id| Some((id, self.graph.model.get(id)?))) else { return };
        let to = self.packet.to.point.clone();
        if d.allowed.is_empty() {
            if line.gateway.kind() == Kind::TransitGateway {
                self.depends(id.node(), HopKind::Device, say!("which blocks {d} announces is not in the design", d = id));
            }
            return;
        }
        if d.allowed.iter().all(|n| self.graph.within(&to, *n) == Holds::No) {
            let said = say!("{d} does not announce {to} to the other side", d = id, to = to);
            self.block(id.node(), HopKind::Device, Code::NO_ROUTE_TO_DESTINATION, said);
        }
    }
}
