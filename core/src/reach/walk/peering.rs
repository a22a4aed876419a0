//! Peering connections. [How VPC peering connections work]

use super::*;
use crate::net::cidr;

impl<'g> Walk<'g> {
    /// Across: no overlap, source here and destination there, and only to an interface there.
    pub(super) fn peering(&mut self, id: Id<Peering>, near: Near) -> Option<Place> {
        self.set_way(Way::Peering(id));
        self.through.push(id.node());
        let Some(there) = self.graph.peer(id, near.vpc) else {
            let said = say!("{p} does not connect {vpc}", p = id, vpc = near.vpc);
            self.block(id.node(), HopKind::Device, Code::CANNOT_ROUTE, said);
            return None;
        };
        let blocks = |v: Id<Vpc>| self.graph.model.get(v).map(Vpc::blocks).unwrap_or_default();
        let theirs = blocks(there);
        let overlap = blocks(near.vpc).into_iter().find_map(|a| theirs.iter().find(|b| cidr::overlap(a, **b)).map(|b| (a, *b)));
        if let Some((a, b)) = overlap {
            self.block(
                id.node(),
                HopKind::Device,
                Code::CANNOT_ROUTE,
                say!("{a} and {b} overlap, so the VPCs cannot be peered", a = a, b = b),
            );
            return None;
        }
        let inside = |v: Id<Vpc>, p: &Point| matches!(p, Point::Known(a) if self.graph.in_vpc(v, *a));
        if !inside(there, &self.packet.to.point) || !inside(near.vpc, &self.packet.source.point) {
            let said = say!(
                "{p} carries packets between addresses of the two VPCs only: no gateway, NAT or endpoint route of the peer can be used",
                p = id
            );
            self.block(id.node(), HopKind::Device, Code::PCX_REQUIRES_ADDRESS_IN_VPC_CIDR, said);
            if self.behind_peering(there) {
                self.disputed(Contradiction::GatewayEndpointPeering);
            }
            return None;
        }
        self.pass(id.node(), None, say!("{p} leads to {vpc}", p = id, vpc = there));
        self.entered.push((there, id.node()));
        Some(Place::Peered(there))
    }

    /// Whether a peer in the service's region has a gateway endpoint for the service that packets are for.
    fn behind_peering(&self, there: Id<Vpc>) -> bool {
        let Point::Service(service, region) = &self.packet.to.point else { return false };
        let mut all = self.graph.model.all::<GatewayEndpoint>().filter(|(_, e)| e.vpc == there && e.service == *service);
        self.graph.region_of(there) == Some(region) && all.next().is_some()
    }
}
