//! Devices of the walk: what a route's target does, and where packets go from there.

use super::*;

impl<'g> Walk<'g> {
    pub(super) fn device(&mut self, from: usize, f: &Interface, node: NodeId, source: &End, to: &End) -> Option<usize> {
        match node.kind() {
            Kind::GatewayEndpoint => self.gateway_endpoint(Id::of(node)?, f, to),
            Kind::InternetGateway => self.internet_gateway(Id::of(node)?, f, source, to),
            Kind::EgressOnlyGateway => self.egress_only(node, f, to),
            Kind::NatGateway => self.nat(Id::of(node)?, from, f, source, to),
            Kind::Peering => self.peering(Id::of(node)?, f, source, to),
            kind => {
                self.push(
                    node,
                    None,
                    HopKind::Device,
                    Outcome::NotModelled,
                    text!("what {node}, {kind}, does with packets is not modelled yet", node = node, kind = kind.with_article()),
                );
                None
            }
        }
    }

    pub(super) fn gateway_endpoint(&mut self, id: Id<GatewayEndpoint>, f: &Interface, to: &End) -> Option<usize> {
        if let Some((reason, say)) = device::endpoint_serves(self.graph, id, &to.point) {
            self.block(id.node(), HopKind::Device, reason, say);
            return None;
        }
        self.way = Way::GatewayEndpoint(id);
        self.through.push(id.node());
        let outcome = self.narrow(self.sets.meet(&Sets::of(device::gateway_endpoint_carries())), Code::VPCE_GATEWAY_PROTOCOL_RESTRICTION);
        let say = match outcome {
            Outcome::Passed => text!("{e} takes it to the service, from the private address of {owner}", e = id, owner = f.owner),
            _ => text!("{e} carries TCP and ICMP echo only", e = id),
        };
        self.push(id.node(), None, HopKind::Device, outcome, say);
        self.done = true;
        None
    }

    pub(super) fn internet_gateway(&mut self, id: Id<InternetGateway>, f: &Interface, source: &End, to: &End) -> Option<usize> {
        self.set_way(Way::InternetGateway(id));
        self.through.push(id.node());
        if source.interface.is_none_or(|i| self.graph.interface(i).is_none_or(|s| s.vpc != f.vpc)) {
            self.block(
                id.node(),
                HopKind::Device,
                Code::GATEWAY_REJECTS_SPOOFED_TRAFFIC,
                text!("{igw} drops packets whose source is not of its own VPC", igw = id),
            );
            return None;
        }
        if let Some((reason, say)) = device::internet_gateway_out(self.graph, f, &to.point) {
            self.block(id.node(), HopKind::Device, reason, say);
            return None;
        }
        let public = f.public.as_ref().and_then(|p| p.address).map_or_else(|| "its public address".into(), |a| a.to_string());
        let say = match to.point {
            Point::Service(..) => text!(
                "{igw} sends it from {public} to the service's public address; it stays on the AWS network",
                igw = id,
                public = code(public)
            ),
            _ => text!("{igw} sends it from {public} to the internet", igw = id, public = code(public)),
        };
        self.push(id.node(), None, HopKind::Device, Outcome::Passed, say);
        // A public address of this design would bring the packets back in.
        if let Point::Known(a) = to.point
            && let Some(owner) = self.graph.with_public(a).and_then(|i| self.graph.interface(i)).map(|f| f.owner)
        {
            self.push(
                owner,
                None,
                HopKind::Device,
                Outcome::NotModelled,
                text!("the way back in to the public address of {owner} is not modelled yet", owner = owner),
            );
        }
        self.done = true;
        None
    }

    pub(super) fn egress_only(&mut self, node: NodeId, f: &Interface, to: &End) -> Option<usize> {
        self.set_way(Way::EgressOnly(node));
        self.through.push(node);
        if to.point.is_v6() && !f.v6.is_empty() {
            self.push(node, None, HopKind::Device, Outcome::Passed, text!("{g} lets IPv6 out and only replies in", g = node));
            self.done = true;
        } else {
            self.block(node, HopKind::Device, Code::CANNOT_ROUTE, text!("{g} carries IPv6 only", g = node));
        }
        None
    }

    pub(super) fn nat(&mut self, id: Id<NatGateway>, from: usize, f: &Interface, source: &End, to: &End) -> Option<usize> {
        let graph = self.graph;
        if !matches!(self.way, Way::Nat(_)) {
            self.way = Way::Nat(id);
        }
        self.through.push(id.node());
        let Some(&n) = graph.interfaces_of(id.node()).first() else {
            self.push(
                id.node(),
                None,
                HopKind::Device,
                Outcome::NotModelled,
                text!("{nat} is a regional NAT gateway; its own route table is not modelled yet", nat = id),
            );
            return None;
        };
        let nat = graph.interface(n)?;
        let outcome = self.narrow(self.sets.meet(&Sets::of(device::nat_carries())), Code::PROTOCOL_RESTRICTION);
        let translated = nat.v4.first().copied();
        if to.point.is_v6() || translated.is_none() {
            self.block(
                id.node(),
                HopKind::Device,
                Code::PROTOCOL_RESTRICTION,
                text!("{nat} translates IPv4; IPv6 needs an egress-only internet gateway", nat = id),
            );
            return None;
        }
        if nat.subnet != f.subnet {
            self.acl(nat.subnet, true, &source.point);
        }
        let say = match outcome {
            Outcome::Passed => text!("{nat} translates the source to {ip} and a port from 1024 on", nat = id, ip = code(primary(nat))),
            _ => text!("{nat} translates TCP, UDP and ICMP only", nat = id),
        };
        self.push(id.node(), Some(nat.subnet), HopKind::Device, outcome, say);
        if n == from || self.segments.iter().any(|(i, _)| *i == n) {
            self.block(
                id.node(),
                HopKind::Device,
                Code::CANNOT_ROUTE,
                text!("the subnet of {nat} routes to {nat} itself, so packets go round in circles", nat = id),
            );
            return None;
        }
        self.sets = self.sets.map(translate_ports);
        self.segments.push((n, self.sets.clone()));
        let own = nat.v4.first().map(|a| Point::Known((*a).into()))?;
        self.leave(n, &End { point: own, interface: Some(n) }, to)
    }

    pub(super) fn peering(&mut self, id: Id<Peering>, f: &Interface, source: &End, to: &End) -> Option<usize> {
        self.set_way(Way::Peering(id));
        self.through.push(id.node());
        match device::peering(self.graph, id, f.vpc, &source.point, &to.point) {
            Err((reason, say)) => {
                self.block(id.node(), HopKind::Device, reason, say);
                None
            }
            Ok(there) => {
                self.push(id.node(), None, HopKind::Device, Outcome::Passed, text!("{p} leads to {vpc}", p = id, vpc = there));
                self.deliver(there, source, to)
            }
        }
    }
}
