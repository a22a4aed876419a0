//! Inside a VPC: out of a subnet by its table, into one to an interface.

use super::*;
use crate::document::RouteTable;
use crate::graph::{Lookup, RouteTarget};

impl<'g> Walk<'g> {
    /// An interface sends packets.
    pub(super) fn leave(&mut self, from: usize) -> Option<Place> {
        let f = self.graph.interface(from)?;
        // Two interfaces of a subnet talk at layer 2: no ACL, no route. [Gateway route tables]
        if let Some(i) = self.neighbour(f.vpc, f.subnet) {
            self.set_way(Way::Local);
            return self.arrive(i);
        }
        self.route(Near { vpc: f.vpc, subnet: Some(f.subnet), attachment: None })
    }

    /// The interface of the very subnet that packets are for.
    pub(super) fn neighbour(&self, vpc: Id<Vpc>, subnet: Id<Subnet>) -> Option<usize> {
        let Point::Known(a) = &self.packet.to.point else { return None };
        self.graph.at_address(vpc, *a).filter(|i| self.graph.interface(*i).is_some_and(|t| t.subnet == subnet))
    }

    /// Out of a subnet: its ACL, then the route.
    pub(super) fn route(&mut self, near: Near) -> Option<Place> {
        let subnet = near.subnet?;
        if let Some(place) = self.back_to_nat(near) {
            self.acl(subnet, false);
            return Some(place);
        }
        if self.graph.opaque(near.vpc) {
            return self.route_of_others(near);
        }
        let table = self.graph.placed(subnet)?.table?;
        self.by_table(table, near)
    }

    /// What a table does with the packets: the hop says which route won and which lost.
    pub(super) fn by_table(&mut self, table: Id<RouteTable>, near: Near) -> Option<Place> {
        let graph = self.graph;
        if !graph.all_routes_known(table) {
            let said = say!("which routes {table} has is not in the design", table = table);
            self.depends(table.node(), HopKind::Device, said);
            if let Some(subnet) = near.subnet {
                self.acl(subnet, false);
            }
            return self.guessed_route(near);
        }
        let found = graph.look_up(table, &self.packet.to.point);
        if let Some(subnet) = near.subnet
            && !self.stays_inside(&found, subnet)
        {
            self.acl(subnet, false);
        }
        let to = self.packet.to.point.clone();
        let hop = |outcome, said| Hop { subnet: near.subnet.map(Id::node), ..Hop::new(table.node(), HopKind::Route, outcome, said) };
        match found {
            Lookup::Found(c) => {
                let rule = Some(RuleRef::Route(c.route.origin));
                let line = Part::Route(table, c.index);
                if let RouteTarget::Blackhole { .. } = &c.route.target {
                    let said = say!(
                        "route {route} of {table} wins and is a blackhole: its target is gone or not attached",
                        route = line,
                        table = table
                    );
                    self.hops.push(Hop { rule, lost: c.lost, ..hop(Outcome::Blocked(Code::BAD_STATE_ROUTE), said) });
                    return None;
                }
                let said = say!("route {route} of {table} takes it", route = line, table = table);
                self.hops.push(Hop { rule, lost: c.lost, ..hop(Outcome::Passed, said) });
                match c.route.target {
                    RouteTarget::Local => self.deliver(near),
                    RouteTarget::Node(node) => Some(Place::Device(node, near)),
                    RouteTarget::Unknown(id) => {
                        let id = crate::text::code(id);
                        let said = say!("what {target} does with packets is not known: it is not in the design", target = id);
                        self.depends(table.node(), HopKind::Route, said);
                        self.word(Code::UNKNOWN_RESOURCE);
                        None
                    }
                    RouteTarget::Blackhole { .. } => None,
                }
            }
            Lookup::None => {
                let said = say!("{table} has no route to {dest}", table = table, dest = to);
                self.hops.push(hop(Outcome::Blocked(Code::NO_ROUTE_TO_DESTINATION), said));
                None
            }
            Lookup::Reserved => {
                let said = say!("packets to {dest} are never forwarded", dest = to);
                self.hops.push(hop(Outcome::Blocked(Code::CANNOT_ROUTE), said));
                None
            }
            Lookup::Unknown(routes) => {
                let said = say!(
                    "which of {routes} wins in {table} depends on blocks that are not known here",
                    routes = Part::Routes(routes.into()),
                    table = table
                );
                self.hops.push(hop(Outcome::Depends, said));
                self.packet.sets.sure = PacketSet::empty();
                None
            }
        }
    }

    /// Whether the route's target has its interface in the very subnet, so that packets to it do not cross the ACL. They do on the
    /// way to a Gateway Load Balancer endpoint. [Access an inspection system using a Gateway Load Balancer endpoint]
    fn stays_inside(&self, found: &Lookup, subnet: Id<Subnet>) -> bool {
        let Lookup::Found(c) = found else { return false };
        match c.route.target {
            RouteTarget::Node(n) if matches!(n.kind(), Kind::NatGateway | Kind::NetworkInterface | Kind::Workload) => {
                self.graph.interfaces_of(n).first().and_then(|i| self.graph.interface(*i)).is_some_and(|t| t.subnet == subnet)
            }
            _ => false,
        }
    }

    /// The tables of a VPC of another account are not known: the way is guessed, and the answer depends on it.
    fn route_of_others(&mut self, near: Near) -> Option<Place> {
        self.foreign(near.vpc);
        self.guessed_route(near)
    }

    fn guessed_route(&mut self, near: Near) -> Option<Place> {
        let Point::Known(a) = self.packet.to.point else { return None };
        if self.graph.in_vpc(near.vpc, a) {
            return self.deliver(near);
        }
        let by = self.entered.iter().find(|(v, _)| *v == near.vpc).map(|(_, n)| *n).or_else(|| self.guess(near.vpc, a))?;
        let said = say!("whether the tables of {vpc} lead to {by} is not known", vpc = near.vpc, by = by);
        self.depends(near.vpc.node(), HopKind::Route, said);
        Some(Place::Device(by, near))
    }

    /// The peering connection or transit gateway that leads from a VPC to the one with an address.
    fn guess(&self, vpc: Id<Vpc>, to: IpAddr) -> Option<NodeId> {
        let model = &self.graph.model;
        let peer = model.all::<Peering>().find(|(id, _)| self.graph.peer(*id, vpc).is_some_and(|v| self.graph.in_vpc(v, to)));
        let attached = || model.all::<TransitAttachment>().find(|(_, a)| a.to == vpc.node());
        peer.map(|(id, _)| id.node()).or_else(|| attached().map(|(_, a)| a.gateway.node()))
    }

    /// A gateway hands packets over: its own table first, where it has one. [Gateway route tables]
    pub(super) fn through_gateway(&mut self, node: NodeId, vpc: Id<Vpc>) -> Option<Place> {
        let near = Near::gateway(vpc);
        if matches!(node.kind(), Kind::InternetGateway | Kind::EgressOnlyGateway) {
            self.enters_publicly(node, vpc);
        }
        match self.graph.edge_table(node) {
            Some(table) if !self.graph.opaque(vpc) => self.by_table(table, near),
            _ => self.deliver(near),
        }
    }

    /// To the interface of a VPC that has the address.
    pub(super) fn deliver(&mut self, near: Near) -> Option<Place> {
        let vpc = near.vpc;
        let found = match self.packet.to.point {
            Point::Known(a) => self.graph.at_address(vpc, a),
            _ => None,
        };
        let Some(i) = found else {
            let to = self.packet.to.point.clone();
            if self.graph.model.get(vpc).is_some_and(|v| v.sparse) {
                let said = say!(
                    "nobody in the design has the address {to} of {vpc}, whose interfaces are not all in the design",
                    to = to,
                    vpc = vpc
                );
                self.depends(vpc.node(), HopKind::Device, said);
            } else if self.foreign(vpc) {
                let said = say!("which interface of {vpc} has the address {to} is not known", vpc = vpc, to = to);
                self.depends(vpc.node(), HopKind::Device, said);
            } else {
                let said = say!("no interface of {vpc} has the address {to}", vpc = vpc, to = to);
                self.block(vpc.node(), HopKind::Device, Code::NO_POSSIBLE_DESTINATION, said);
            }
            return None;
        };
        let f = self.graph.interface(i)?;
        self.set_way(Way::Local);
        if let Some(attachment) = near.attachment {
            self.serves_zone(attachment, f);
            // From an attachment to its own subnet no ACL counts. [Network ACLs for transit gateways]
            if near.subnet == Some(f.subnet) {
                return self.arrive(i);
            }
        }
        if near.subnet != Some(f.subnet) {
            self.acl(f.subnet, true);
        }
        self.arrive(i)
    }

    /// Packets are at the interface that has their destination.
    pub(super) fn arrive(&mut self, at: usize) -> Option<Place> {
        let f = self.graph.interface(at)?;
        if let Some(next) = self.undo_at(at) {
            return Some(next);
        }
        self.end = Some(Arrival::Interface(at));
        if self.reply {
            return None;
        }
        self.packet.to.interface = Some(at);
        match f.role {
            InterfaceRole::Function => {
                let said = say!("{owner} is a function: it opens connections, and none can be opened to its interfaces", owner = f.owner);
                self.block(f.owner, HopKind::Device, Code::NO_POSSIBLE_DESTINATION, said);
            }
            InterfaceRole::Nat => {
                let said = say!("{owner} accepts no connections: it only translates what is routed to it", owner = f.owner);
                self.block(f.owner, HopKind::Device, Code::NO_POSSIBLE_DESTINATION, said);
            }
            InterfaceRole::BalancerEndpoint | InterfaceRole::TransitAttachment => {
                let said = say!("{owner} accepts no connections: packets go through it by routes only", owner = f.owner);
                self.block(f.owner, HopKind::Device, Code::NO_POSSIBLE_DESTINATION, said);
            }
            InterfaceRole::Endpoint => self.at_endpoint(f),
            InterfaceRole::LoadBalancer => self.at_balancer(f),
            InterfaceRole::Resolver | InterfaceRole::Workload | InterfaceRole::Standalone => {}
        }
        if f.unattached {
            self.loose(f);
        }
        if f.managed {
            self.unsaid(f);
        }
        let source = self.packet.source.clone();
        if self.ends {
            self.groups(at, true, &source);
        } else {
            self.foreign(f.vpc);
        }
        self.behind_endpoint(f);
        None
    }
}
