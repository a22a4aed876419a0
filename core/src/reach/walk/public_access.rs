//! VPC Block Public Access: what crosses internet and egress-only internet gateways at all. What stays inside, goes by peering, transit
//! gateway, VPN or endpoint is no matter of it. [Block public access to VPCs and subnets; VPC BPA basics]

use super::*;
use crate::document::BlockMode;
use crate::graph::{Lookup, RouteTarget};

impl<'g> Walk<'g> {
    /// Outwards by a gateway: the subnet that routes there counts, not those that send to what stands in it.
    pub(super) fn leaves_publicly(&mut self, gateway: NodeId, near: Near) {
        let nat = self.by_nat(&self.packet.source);
        let endpoint = self.boxes.iter().find(|n| n.kind() == Kind::BalancerEndpoint).copied();
        self.publicly(gateway, near, nat && !self.reply, endpoint);
    }

    /// Inwards by a gateway: the subnet where packets come in first counts, that of an appliance where an edge table leads there.
    pub(super) fn enters_publicly(&mut self, gateway: NodeId, vpc: Id<Vpc>) {
        let graph = self.graph;
        let led = graph.edge_table(gateway).and_then(|table| match graph.look_up(table, &self.packet.to.point) {
            Lookup::Found(c) => match c.route.target {
                RouteTarget::Node(n) => graph.interfaces_of(n).first().copied(),
                _ => None,
            },
            _ => None,
        });
        let held = match self.packet.to.point {
            Point::Known(a) => graph.at_address(vpc, a),
            _ => None,
        };
        let at = led.or(held).or(self.packet.to.interface).and_then(|i| graph.interface(i));
        let nat = self.by_nat(&self.packet.to);
        let endpoint = at.filter(|f| f.role == InterfaceRole::BalancerEndpoint).map(|f| f.owner);
        self.publicly(gateway, Near { subnet: at.map(|f| f.subnet), ..Near::gateway(vpc) }, nat && self.reply, endpoint);
    }

    /// Whether an end is a NAT gateway, which only opens connections outwards.
    fn by_nat(&self, end: &End) -> bool {
        let regional = matches!(self.undo.last(), Some(Undo::Source { at: At::Regional(_), .. }));
        regional || end.interface.and_then(|i| self.graph.interface(i)).is_some_and(|f| f.role == InterfaceRole::Nat)
    }

    /// `opened` says whether a NAT gateway opened the connection, outwards; `endpoint` is the Gateway Load Balancer endpoint on the way.
    fn publicly(&mut self, gateway: NodeId, near: Near, opened: bool, endpoint: Option<NodeId>) {
        let graph = self.graph;
        let (whole, mode) = (graph.block_public_access(near.vpc, None), graph.block_public_access(near.vpc, near.subnet));
        if whole == BlockMode::Off && mode == BlockMode::Off {
            return;
        }
        let place = near.subnet.map_or(near.vpc.node(), Id::node);
        let passes = match mode {
            BlockMode::Off => true,
            // An egress-only gateway lets out only; what it lets in are replies.
            BlockMode::Ingress => opened || gateway.kind() == Kind::EgressOnlyGateway,
            BlockMode::Bidirectional => false,
            BlockMode::Unknown => {
                let said = say!("whether VPC Block Public Access lets {g} carry this for {place} is not known", g = gateway, place = place);
                return self.doubted(gateway, near.subnet, said);
            }
        };
        // A regional NAT gateway has no subnet that could be excluded; AWS's pages do not say whether the client's counts.
        if near.subnet.is_none() && !passes && self.client_is_excluded() {
            let said = say!(
                "whether an exclusion of the client's subnet counts for a regional NAT gateway of {vpc} is not documented",
                vpc = near.vpc
            );
            return self.doubted(gateway, None, said);
        }
        if !passes {
            let said = match mode {
                BlockMode::Ingress => say!(
                    "VPC Block Public Access keeps {g} from {place}: only connections that NAT gateways or egress-only gateways open pass",
                    g = gateway,
                    place = place
                ),
                _ => say!("VPC Block Public Access keeps {g} from {place}, both ways", g = gateway, place = place),
            };
            let outcome = Outcome::Blocked(Code::VPC_BLOCK_PUBLIC_ACCESS_ENABLED);
            return self.push(gateway, near.subnet, HopKind::Device, outcome, said);
        }
        // Of Gateway Load Balancers AWS says that an exclusion of the endpoint's subnet lets them work, of Network Firewall that it does not, and
        // a design does not tell whose an endpoint is.
        if let (true, Some(e)) = (whole != BlockMode::Off, endpoint) {
            let said = say!(
                "whether VPC Block Public Access lets what goes through {e} pass, whose subnet is excluded, depends on what is behind it",
                e = e
            );
            self.doubted(gateway, near.subnet, said);
        }
    }

    fn client_is_excluded(&self) -> bool {
        let before = self.undo.iter().find_map(|u| match u {
            Undo::Source { at: At::Regional(_), before, .. } => before.interface,
            _ => None,
        });
        let client = before.and_then(|i| self.graph.interface(i));
        client.is_some_and(|f| self.graph.block_public_access(f.vpc, Some(f.subnet)) != self.graph.block_public_access(f.vpc, None))
    }

    fn doubted(&mut self, at: NodeId, subnet: Option<Id<Subnet>>, said: Say) {
        self.push(at, subnet, HopKind::Device, Outcome::Depends, said);
        self.packet.sets.sure = PacketSet::empty();
    }
}
