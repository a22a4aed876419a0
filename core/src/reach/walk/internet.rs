//! Internet gateways, both ways, and egress-only internet gateways.

use super::*;
use crate::net::cidr;
use ipnet::IpNet;

/// 100.64.0.0/10, the shared addresses of carriers. [RFC 6598]
fn shared(a: IpAddr) -> bool {
    matches!(a, IpAddr::V4(a) if u32::from(a) >> 22 == u32::from_be_bytes([100, 64, 0, 0]) >> 22)
}

impl<'g> Walk<'g> {
    /// Outwards: a public destination, and a public address on the interface that sends.
    pub(super) fn internet_gateway(&mut self, id: Id<InternetGateway>, near: Near) -> Option<Place> {
        self.set_way(Way::InternetGateway(id));
        self.through.push(id.node());
        self.leaves_publicly(id.node(), near);
        if self.reply {
            return self.reply_outwards(id);
        }
        let to = self.packet.to.point.clone();
        let regional = matches!(self.undo.last(), Some(Undo::Source { at: At::Regional(_), .. }));
        if !regional && !self.is_own_of(near.vpc) {
            let said = say!("{igw} drops packets whose source is not of its own VPC", igw = id);
            self.block(id.node(), HopKind::Device, Code::GATEWAY_REJECTS_SPOOFED_TRAFFIC, said);
            return None;
        }
        if let Point::Known(a) = to
            && cidr::never_public(IpNet::from(a))
        {
            let code = match shared(a) {
                true => Code::IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS,
                false => Code::IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS,
            };
            let said = say!("an internet gateway drops packets to the private address {to}", to = a);
            self.block(id.node(), HopKind::Device, code, said);
            return None;
        }
        let before = self.packet.source.clone();
        if to.is_v6() {
            self.pass(id.node(), None, say!("{igw} sends IPv6 on as it is", igw = id));
        } else {
            let public = match before.interface.and_then(|i| self.graph.interface(i)) {
                Some(f) => match &f.public {
                    // A public address stands for the primary private one alone.
                    Some(p) if before.point == f.v4.first().map_or(Point::Internet, |a| Point::Known(IpAddr::V4(*a))) => p.address,
                    _ => {
                        let said = say!("{owner} has no public IPv4 address, so the internet gateway drops its packets", owner = f.owner);
                        self.block(id.node(), HopKind::Device, Code::IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS, said);
                        return None;
                    }
                },
                None => match before.point {
                    Point::Known(IpAddr::V4(a)) => Some(a),
                    _ => None,
                },
            };
            self.packet.source = End::at(public.map_or(Point::Internet, |a| Point::Known(IpAddr::V4(a))), None);
            let address = public.map_or(Part::Word("its public address"), |a| Part::Address(IpAddr::V4(a)));
            let said = match to {
                Point::Service(..) => say!(
                    "{igw} sends it from {public} to the service's public address; it stays on the AWS network",
                    igw = id,
                    public = address
                ),
                _ => say!("{igw} sends it from {public} to the internet", igw = id, public = address),
            };
            self.pass(id.node(), None, said);
        }
        self.undo.push(Undo::Public { gateway: id, before });
        if self.public_holder().is_some() {
            return Some(Place::Internet);
        }
        if self.nobodys(id.node()) {
            return None;
        }
        self.end = Some(Arrival::Internet(id));
        None
    }

    /// Whether a public destination is of this design, and no interface's.
    fn nobodys(&mut self, gateway: NodeId) -> bool {
        let Point::Known(a) = self.packet.to.point else { return false };
        if self.led_in(a) {
            return true;
        }
        let Some(elastic) = self.graph.idle_elastic(a) else { return false };
        let said = say!("{eip} is the address of nothing that takes connections", eip = elastic);
        self.block(gateway, HopKind::Device, Code::NO_POSSIBLE_DESTINATION, said);
        true
    }

    /// Whether an edge table takes a public address in, before anything is translated: what stands at its target is not known to have it.
    fn led_in(&mut self, a: IpAddr) -> bool {
        let Some(table) = self.graph.led_in(a) else { return false };
        let said = say!(
            "{table} leads the public address {a} into the VPC as it is: ingress routing to public ranges is not modelled",
            table = table,
            a = a
        );
        self.push(table.node(), None, HopKind::Route, Outcome::NotModelled, said);
        self.word(Code::UNSUPPORTED_COMPONENT);
        true
    }

    /// The interface of the design that has the public destination.
    fn public_holder(&self) -> Option<usize> {
        match self.packet.to.point {
            Point::Known(a) if a.is_ipv4() => self.graph.with_public(a),
            Point::Known(a) => self.graph.anywhere(a).first().copied(),
            _ => None,
        }
    }

    /// A reply leaves by the gateway that its request came in by, under the public address.
    fn reply_outwards(&mut self, id: Id<InternetGateway>) -> Option<Place> {
        match self.undo.pop() {
            Some(Undo::Inward { gateway, before }) if gateway == id => {
                self.packet.source = before;
                self.pass(id.node(), None, say!("{g} sends the reply from the public address", g = id));
                if self.undo.is_empty() {
                    self.end = Some(Arrival::Internet(id));
                    return None;
                }
                Some(Place::Internet)
            }
            _ => {
                let said = say!("the reply leaves by {n}, and not by the way that the request came", n = id);
                self.block(id.node(), HopKind::Device, Code::CANNOT_ROUTE, said);
                None
            }
        }
    }

    /// Between gateways: inwards to the interface that has the public address.
    pub(super) fn across_internet(&mut self) -> Option<Place> {
        if self.reply {
            return match self.undo.pop() {
                Some(Undo::Public { gateway, before }) => {
                    self.packet.to = before;
                    let vpc = self.graph.model.get(gateway)?.vpc?;
                    if let Some(Undo::Source { at: At::Regional(nat), .. }) = self.undo.last() {
                        let nat = *nat;
                        self.undo_source(&At::Regional(nat))?;
                        return Some(Place::Regional(nat));
                    }
                    Some(Place::Gateway(gateway.node(), vpc))
                }
                Some(Undo::Egress { gateway, vpc }) => Some(Place::Gateway(gateway, vpc)),
                _ => None,
            };
        }
        let to = self.public_holder()?;
        self.inwards(to)
    }

    /// From the internet to an interface that is asked for, whether or not it has a public address.
    pub(super) fn start_outside(&mut self, to: usize) {
        if let Point::Known(a) = self.packet.source.point
            && cidr::never_public(IpNet::from(a))
            && let Some(g) = self.graph.interface(to).and_then(|f| self.graph.internet_gateway(f.vpc))
        {
            let code = match shared(a) {
                true => Code::IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS,
                false => Code::IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS,
            };
            self.block(g.node(), HopKind::Device, code, say!("no packet of the internet comes from the private address {a}", a = a));
        }
        if let Some(place) = self.inwards(to) {
            self.run(place);
        }
    }

    /// Inwards through the gateway of an interface's VPC.
    fn inwards(&mut self, to: usize) -> Option<Place> {
        let target = self.graph.interface(to)?;
        let v6 = self.packet.to.point.is_v6();
        let gateway = self.graph.internet_gateway(target.vpc);
        let before = self.packet.to.clone();
        if let Point::Known(a) = before.point
            && self.led_in(a)
        {
            return None;
        }
        let own = if v6 { before.point.clone() } else { target.source(false).map_or(Point::Internet, Point::Known) };
        self.packet.to = End::at(own.clone(), Some(to));
        match gateway {
            None => {
                let said = say!("{vpc} has no internet gateway", vpc = target.vpc);
                self.block(target.vpc.node(), HopKind::Device, Code::NO_PATH, said);
                Some(Place::Peered(target.vpc))
            }
            Some(g) => {
                self.set_way(Way::InternetGateway(g));
                self.through.push(g.node());
                if v6 && target.v6.is_empty() {
                    let said = say!("{owner} has no IPv6 address", owner = target.owner);
                    self.block(g.node(), HopKind::Device, Code::IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS, said);
                    return None;
                } else if v6 && target.role == InterfaceRole::Endpoint {
                    // An endpoint's IPv6 address is never reachable from the internet. [Access AWS services through AWS PrivateLink; Access VPC
                    // resources through AWS PrivateLink]
                    let said = say!("{g} carries nothing to a VPC endpoint", g = g);
                    self.block(g.node(), HopKind::Device, Code::IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS, said);
                } else if v6 {
                    self.pass(g.node(), None, say!("{g} lets IPv6 in to {owner}", g = g, owner = target.owner));
                } else if target.public.is_none() {
                    let said = say!("{owner} has no public IPv4 address that {g} could translate", owner = target.owner, g = g);
                    self.block(g.node(), HopKind::Device, Code::IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS, said);
                } else {
                    let said = say!("{g} translates the public address of {owner} to {ip}", g = g, owner = target.owner, ip = own);
                    self.pass(g.node(), None, said);
                }
                self.undo.push(Undo::Inward { gateway: g, before });
                Some(Place::Gateway(g.node(), target.vpc))
            }
        }
    }

    pub(super) fn egress_only(&mut self, node: NodeId, near: Near) -> Option<Place> {
        self.set_way(Way::EgressOnly(node));
        self.through.push(node);
        self.leaves_publicly(node, near);
        let v6 = self.packet.to.point.is_v6();
        let endpoint = self.boxes.iter().find(|n| n.kind() == Kind::BalancerEndpoint).copied();
        let refusal = match endpoint {
            _ if !v6 => Some((Code::CANNOT_ROUTE, say!("{g} carries IPv6 only", g = node))),
            _ if self.reply => Some((Code::CANNOT_ROUTE, say!("{g} carries replies inwards only: the request came another way", g = node))),
            // [Access virtual appliances through AWS PrivateLink]
            Some(e) => Some((Code::CANNOT_ROUTE, say!("behind {e} {g} drops IPv6", e = e, g = node))),
            None if !self.is_own_of(near.vpc) => {
                Some((Code::GATEWAY_REJECTS_SPOOFED_TRAFFIC, say!("{g} drops packets whose source is not of its own VPC", g = node)))
            }
            None => None,
        };
        if let Some((reason, said)) = refusal {
            self.block(node, HopKind::Device, reason, said);
            return None;
        }
        self.pass(node, None, say!("{g} lets IPv6 out and only replies in", g = node));
        if self.public_holder().is_some() {
            self.undo.push(Undo::Egress { gateway: node, vpc: near.vpc });
            return Some(Place::Internet);
        }
        self.end = Some(Arrival::EgressOnly(node, near.vpc));
        None
    }
}
