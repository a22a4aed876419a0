//! Transit gateways: attachments, their zones and ACLs, tables, peering of gateways.

use super::*;
use crate::document::Zone;
use crate::graph::{Holds, LostWhy, TransitRouteMet};

/// Routes that hold the destination and do not take it, with the reason.
type LostRoutes = Vec<(TransitRouteMet, LostWhy)>;

impl<'g> Walk<'g> {
    /// From a subnet into a transit gateway by the VPC's attachment, which needs a subnet in the zone.
    /// [Transit gateway attachments to a VPC]
    pub(super) fn enter_transit(&mut self, id: Id<TransitGateway>, near: Near) -> Option<Place> {
        self.set_way(Way::Transit(id));
        let model = &self.graph.model;
        let (attachment, a) = self.graph.attachment(id, near.vpc.node())?;
        self.through.push(attachment.node());
        self.through.push(id.node());
        self.speaks(attachment, a.ipv6_support);
        self.carried();
        let zone_of = |s: Id<Subnet>| model.get(s).map(|s| &s.zone);
        let zone = near.subnet.and_then(zone_of);
        let door = match zone {
            Some(z) => a.subnets.iter().copied().find(|s| zone_of(*s) == Some(z)),
            None => a.subnets.first().copied(),
        };
        match door {
            // Into the attachment's subnet its inbound list counts, even from the same subnet. [Network ACLs for transit gateways]
            Some(subnet) => self.acl(subnet, true),
            None => {
                let said = match near.subnet {
                    Some(s) => say!("{attachment} has no subnet in the zone of {subnet}", attachment = attachment, subnet = s),
                    None => say!("{attachment} has no subnet", attachment = attachment),
                };
                self.block(attachment.node(), HopKind::Device, Code::TGW_ROUTE_AZ_RESTRICTION, said);
            }
        }
        Some(Place::Transit(id.node(), attachment, zone.cloned()))
    }

    /// An attachment carries IPv6 where its option for that is on. [Amazon VPC attachments in Amazon VPC Transit Gateways]
    fn speaks(&mut self, attachment: Id<TransitAttachment>, ipv6: bool) {
        if !ipv6 && self.packet.to.point.is_v6() {
            let said = say!("{attachment} carries no IPv6: its option for it is off", attachment = attachment);
            self.block(attachment.node(), HopKind::Device, Code::PROTOCOL_RESTRICTION, said);
        }
    }

    /// In a transit gateway: the table of the attachment that packets came by decides.
    pub(super) fn transit(&mut self, by: Id<TransitAttachment>, zone: Option<Zone>) -> Option<Place> {
        let graph = self.graph;
        let a = graph.model.get(by)?;
        let gateway = graph.model.get(a.gateway)?;
        if gateway.opaque {
            let said = say!("{tgw} is of another account or not all in the design: its route tables are not known", tgw = a.gateway);
            self.depends(a.gateway.node(), HopKind::Route, said);
            self.word(Code::TGW_RTB_ROUTES_ARE_UNKNOWN);
            let to = self.guessed(a.gateway, by)?;
            return self.out_of_transit(a.gateway, to, zone);
        }
        let Some(table) = a.table else {
            let said = say!("{attachment} is associated with no route table of {tgw}", attachment = by, tgw = a.gateway);
            self.block(by.node(), HopKind::Device, Code::TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION, said);
            return None;
        };
        let to = &self.packet.to.point;
        let (sure, maybe, lost) = self.transit_matches(table);
        let said_route = |r: TransitRouteMet| say!("route {route} of {table} takes it", route = r, table = table);
        let hop = |outcome, said| Hop::new(table.node(), HopKind::Route, outcome, said);
        let open = maybe.iter().any(|m| sure.is_none_or(|b| m.net.prefix_len() > b.net.prefix_len() && m.to != b.to));
        match sure {
            _ if open => {
                let said =
                    say!("which route of {table} takes {to} depends on blocks that are not known here", table = table, to = to.clone());
                self.depends(table.node(), HopKind::Route, said);
                None
            }
            None => {
                let said = say!("{table} has no route to {to}", table = table, to = to.clone());
                self.hops.push(hop(Outcome::Blocked(Code::TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT), said));
                None
            }
            Some(r) if self.rival(r, &lost).is_some() => {
                let others: Vec<NodeId> = r.to.into_iter().chain(self.rival(r, &lost)).map(Id::node).collect();
                let said = say!(
                    "{table} has equal routes to {to} by {others}, and AWS picks one",
                    table = table,
                    to = to.clone(),
                    others = others
                );
                self.depends(table.node(), HopKind::Route, said);
                None
            }
            Some(r) => match r.to {
                Some(next) => {
                    self.hops.push(Hop { lost_in_transit: lost, ..hop(Outcome::Passed, said_route(r)) });
                    self.out_of_transit(a.gateway, next, zone)
                }
                None => {
                    let said = say!("route {route} of {table} drops it", route = r, table = table);
                    self.hops.push(Hop { lost_in_transit: lost, ..hop(Outcome::Blocked(Code::TGW_RTB_BAD_STATE_ROUTE), said) });
                    None
                }
            },
        }
    }

    /// The best route that holds the destination, those that may hold it, and those that do and lose.
    fn transit_matches(&self, table: Id<crate::document::TransitTable>) -> (Option<TransitRouteMet>, Vec<TransitRouteMet>, LostRoutes) {
        let (mut best, mut maybe, mut sure): (Option<TransitRouteMet>, Vec<_>, Vec<TransitRouteMet>) = (None, vec![], vec![]);
        for r in self.graph.transit_routes(table) {
            match self.graph.within(&self.packet.to.point, r.net) {
                Holds::No => {}
                Holds::Unknown => maybe.push(*r),
                Holds::Yes => {
                    sure.push(*r);
                    if best.is_none_or(|b| r.before(&b)) {
                        best = Some(*r);
                    }
                }
            }
        }
        let lost = best.map(|b| {
            let why = |r: &TransitRouteMet| if r.net.prefix_len() < b.net.prefix_len() { LostWhy::Shorter } else { LostWhy::Priority };
            sure.into_iter().filter(|r| *r != b).map(|r| (r, why(&r))).collect()
        });
        (best, maybe, lost.unwrap_or_default())
    }

    /// The attachment of a route that is as good as the winner and leads to another network.
    fn rival(&self, winner: TransitRouteMet, lost: &LostRoutes) -> Option<Id<TransitAttachment>> {
        let model = &self.graph.model;
        // Connections to one network share its packets. [Equal-cost multi-path]
        let network = |a: Option<Id<TransitAttachment>>| {
            let to = a.and_then(|a| model.get(a))?.to;
            let vpn = Id::<crate::document::VpnConnection>::of(to).and_then(|c| model.get(c)).map(|c| c.premises.node());
            Some(vpn.unwrap_or(to))
        };
        let equal = |r: &TransitRouteMet| !winner.before(r) && !r.before(&winner) && network(r.to) != network(winner.to);
        lost.iter().map(|(r, _)| r).find(|r| equal(r)).and_then(|r| r.to)
    }

    /// The attachment whose network holds the destination, where the tables are not known.
    fn guessed(&self, gateway: Id<TransitGateway>, by: Id<TransitAttachment>) -> Option<Id<TransitAttachment>> {
        let Point::Known(a) = self.packet.to.point else { return None };
        let holds = |to: NodeId| match Id::<Vpc>::of(to) {
            Some(v) => self.graph.in_vpc(v, a),
            None => false,
        };
        let all = self.graph.model.all::<TransitAttachment>();
        all.filter(|(id, x)| x.gateway == gateway && *id != by && holds(x.to)).map(|(id, _)| id).next()
    }

    fn out_of_transit(&mut self, gateway: Id<TransitGateway>, next: Id<TransitAttachment>, zone: Option<Zone>) -> Option<Place> {
        let graph = self.graph;
        let b = graph.model.get(next)?;
        self.through.push(next.node());
        // A peering attachment may be written once, at either end.
        if b.gateway != gateway {
            return (b.to == gateway.node()).then_some(Place::Transit(b.gateway.node(), next, None));
        }
        if let Some(vpc) = Id::<Vpc>::of(b.to) {
            self.pass(next.node(), None, say!("{tgw} hands it to {vpc}", tgw = gateway, vpc = vpc));
            self.speaks(next, b.ipv6_support);
            let subnet = self.landing(next, b.appliance_mode, &b.subnets, zone.as_ref())?;
            self.entered.push((vpc, gateway.node()));
            self.landed.push((next, subnet));
            return Some(Place::Attached(next, subnet));
        }
        if let Some(other) = Id::<TransitGateway>::of(b.to) {
            self.through.push(b.to);
            let Some((far, _)) = graph.attachment(other, gateway.node()) else {
                let said = say!("{tgw} has no attachment to {other}: what it does with packets is not known", tgw = other, other = gateway);
                self.depends(other.node(), HopKind::Route, said);
                return None;
            };
            self.pass(next.node(), None, say!("{tgw} hands it to {other}", tgw = gateway, other = other));
            return Some(Place::Transit(other.node(), far, None));
        }
        self.out_by(Line { connection: b.to, gateway: gateway.node() })
    }

    /// The subnet of an attachment by which packets enter: in the zone they come from where it has one there; the same both ways in
    /// appliance mode. [Transit gateway appliance mode]
    fn landing(&mut self, id: Id<TransitAttachment>, appliance: bool, subnets: &[Id<Subnet>], zone: Option<&Zone>) -> Option<Id<Subnet>> {
        let model = &self.graph.model;
        if subnets.is_empty() {
            self.block(id.node(), HopKind::Device, Code::TGW_ATTACH_VPC_AZ_RESTRICTION, say!("{a} has no subnet", a = id));
            return None;
        }
        if appliance && let Some((_, s)) = self.landed.iter().find(|(a, _)| *a == id) {
            return Some(*s);
        }
        let in_zone = |z: &Zone| subnets.iter().copied().find(|s| model.get(*s).is_some_and(|s| s.zone == *z));
        if let Some(s) = zone.and_then(in_zone) {
            return Some(s);
        }
        let vpc = id_vpc(model, id)?;
        let target = match self.packet.to.point {
            Point::Known(a) => self.graph.at_address(vpc, a).and_then(|i| self.graph.interface(i)),
            _ => None,
        };
        let near = target.and_then(|t| in_zone(&t.zone));
        let first = near.or(subnets.first().copied())?;
        let way = |s: &Id<Subnet>| (model.table_of(*s), model.acl_of(*s));
        // In the destination's own subnet no ACL counts; between subnets both do.
        let home = target.map(|t| t.subnet).filter(|s| subnets.contains(s));
        let alike = |s: &Id<Subnet>| way(s) == way(&first) && home.is_none_or(|h| *s == h || self.crosses_freely(*s, h));
        if !subnets.iter().all(alike) {
            let said = say!("AWS picks the subnet of {a} that packets come in by, and they differ in tables or ACLs", a = id);
            self.depends(id.node(), HopKind::Route, said);
        }
        Some(first)
    }

    /// Whether the ACLs between two subnets let everything through that is there.
    fn crosses_freely(&self, from: Id<Subnet>, into: Id<Subnet>) -> bool {
        let model = &self.graph.model;
        let lets = |subnet, ingress, point: &Point| {
            let Some(acl) = model.acl_of(subnet) else { return false };
            let (admitted, _) = filter::acl(self.graph, (acl, model.get(acl)), ingress, point, &self.packet.sets.maybe);
            model.get(acl).is_some_and(|a| a.complete) && self.packet.sets.maybe.is_subset(&admitted.certain)
        };
        lets(from, false, &self.packet.to.point) && lets(into, true, &self.packet.source.point)
    }

    pub(super) fn out_of_attachment(&mut self, attachment: Id<TransitAttachment>, subnet: Id<Subnet>) -> Option<Place> {
        let vpc = self.graph.model.get(subnet)?.vpc;
        let near = Near { vpc, subnet: Some(subnet), attachment: Some(attachment) };
        if let Some(i) = self.neighbour(vpc, subnet) {
            return self.arrive(i);
        }
        self.route(near)
    }

    /// A transit gateway reaches interfaces only in zones where its attachment has a subnet.
    pub(super) fn serves_zone(&mut self, attachment: Id<TransitAttachment>, f: &Interface) {
        let model = &self.graph.model;
        let Some(a) = model.get(attachment) else { return };
        if !a.subnets.iter().any(|s| model.get(*s).is_some_and(|s| s.zone == f.zone)) {
            let said = say!("{attachment} has no subnet in the zone of {subnet}", attachment = attachment, subnet = f.subnet);
            self.block(attachment.node(), HopKind::Device, Code::TGW_ATTACH_VPC_AZ_RESTRICTION, said);
        }
    }
}

fn id_vpc(model: &crate::document::Model, id: Id<TransitAttachment>) -> Option<Id<Vpc>> {
    Id::of(model.get(id)?.to)
}
