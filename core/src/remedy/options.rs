//! What may be done about one thing that blocks, the narrowest change first.

use super::{Ask, Change};
use crate::answer::TracePath;
use crate::catalogue::{Catalogue, Code, ServiceKind};
use crate::document::{
    AclAction, AclEntry, BlockMode, Destination, Document, GatewayEndpoint, GroupRule, IcmpMatch, Id, InternetGateway, Kind, NatGateway,
    NodeId, Peer, Peering, RouteTable, SecurityGroup, Shape, Target, TransitAttachment, TransitTable, Vpc, VpnGateway, Workload,
};
use crate::graph::{Interface, NetworkGraph, Point, RouteTarget};
use crate::net::{PortRange, Protocol, cidr};
use crate::propose::default_target;
use crate::reach::{Hop, HopKind, Query};
use crate::text;
use ipnet::IpNet;
use std::net::IpAddr;

/// All that an option may look at.
struct Case<'a> {
    doc: &'a Document,
    catalogue: &'a Catalogue,
    graph: &'a NetworkGraph,
    query: Query,
    path: &'a TracePath,
    /// The hop is on the way back.
    back: bool,
    hop: &'a Hop,
}

/// The changes that may answer one blocker.
pub fn of(doc: &Document, catalogue: &Catalogue, graph: &NetworkGraph, ask: &Ask, path: &TracePath, back: bool, hop: &Hop) -> Vec<Change> {
    let query = match ask {
        Ask::Query(q) => q.clone(),
        Ask::Flow(f) => match doc.model.get(*f) {
            Some(flow) => crate::answer::query_of_flow(flow),
            None => return Vec::new(),
        },
    };
    let case = Case { doc, catalogue, graph, query, path, back, hop };
    match hop.kind {
        HopKind::Group => case.rules(),
        HopKind::Acl => case.entries(),
        HopKind::Route => case.routes(),
        HopKind::Device => case.devices(),
        HopKind::Name | HopKind::EndpointPolicy | HopKind::Policy => Vec::new(),
    }
}

impl Case<'_> {
    fn from(&self) -> Option<&Interface> {
        self.path.from.and_then(|i| self.graph.interface(i))
    }

    fn to(&self) -> Option<&Interface> {
        self.path.to.and_then(|i| self.graph.interface(i))
    }

    fn ports(&self) -> Option<PortRange> {
        self.query.port.filter(|_| self.query.protocol.has_ports()).map(PortRange::one)
    }

    fn icmp(&self) -> Option<IcmpMatch> {
        match self.query.protocol {
            Protocol::ICMP => Some(IcmpMatch { kind: 8, code: -1 }),
            Protocol::ICMPV6 => Some(IcmpMatch { kind: 128, code: -1 }),
            _ => None,
        }
    }

    fn v6(&self) -> bool {
        self.path.point.as_ref().is_some_and(Point::is_v6)
    }

    /// Blocks that stand for the far end of the exchange as the hop may see it: the end itself, or what translates on the way.
    fn far(&self, from_side: bool) -> Vec<IpNet> {
        let v6 = self.v6();
        let own = |f: &Interface| f.source(v6).map(IpNet::from);
        let mut out: Vec<IpNet> = Vec::new();
        if from_side {
            out.extend(self.from().and_then(own));
        } else {
            match &self.path.point {
                Some(Point::Known(a)) => out.push(IpNet::from(*a)),
                Some(_) => out.extend(anywhere(v6)),
                None => {}
            }
        }
        let between = self.path.through.iter().flat_map(|n| self.graph.interfaces_of(*n)).filter_map(|i| self.graph.interface(*i));
        out.extend(between.filter_map(own));
        if from_side && self.path.from.is_none() {
            out.extend(anywhere(v6));
        }
        let mut seen = Vec::new();
        out.retain(|n| {
            !seen.contains(n) && {
                seen.push(*n);
                true
            }
        });
        out
    }

    fn rules(&self) -> Vec<Change> {
        let Some(group) = Id::<SecurityGroup>::of(self.hop.at) else { return Vec::new() };
        let inbound = self.hop.inbound;
        let rule =
            |peer| GroupRule { protocol: self.query.protocol, ports: self.ports(), icmp: self.icmp(), peer, description: String::new() };
        let (near, other) = if inbound { (self.to(), self.from()) } else { (self.from(), self.to()) };
        let same_vpc = near.zip(other).is_some_and(|(a, b)| a.vpc == b.vpc);
        let reference = other.filter(|_| same_vpc).and_then(|o| o.groups.first()).map(|g| Peer::Group(*g));
        reference
            .into_iter()
            .chain(self.far(inbound).into_iter().map(Peer::Cidr))
            .map(|p| Change::Rule { group, inbound, rule: rule(p) })
            .collect()
    }

    fn entries(&self) -> Vec<Change> {
        let Some(acl) = Id::of(self.hop.at) else { return Vec::new() };
        let inbound = self.hop.inbound;
        // Towards the destination the packets are those asked about; on the way back they go to the client's ports.
        let ports = match (self.query.protocol.has_ports(), self.back) {
            (false, _) => None,
            (true, false) => self.ports(),
            (true, true) => Some(self.query.source_port.map_or(PortRange::EPHEMERAL, PortRange::one)),
        };
        let icmp = self.icmp().map(|i| if self.back { IcmpMatch { kind: if i.kind == 8 { 0 } else { 129 }, code: -1 } } else { i });
        let far = self.far(inbound != self.back);
        let entry = |cidr| AclEntry { number: 1, action: AclAction::Allow, protocol: self.query.protocol, ports, icmp: icmp.clone(), cidr };
        far.into_iter().map(|net| Change::Entry { acl, inbound, entry: entry(net) }).collect()
    }

    /// Where packets of this leg are going.
    fn goal(&self) -> Option<Point> {
        if self.back {
            // To the client, or to what stands for it.
            let last = self.path.through.iter().rev().flat_map(|n| self.graph.interfaces_of(*n)).find_map(|i| self.graph.interface(*i));
            let home = self.from().or(last)?;
            return home.source(self.v6()).map(Point::Known);
        }
        self.path.point.clone()
    }

    fn routes(&self) -> Vec<Change> {
        match self.hop.at.kind() {
            Kind::TransitTable => return self.transit_routes(),
            Kind::RouteTable => {}
            _ => return Vec::new(),
        }
        let model = &self.doc.model;
        let Some(table) = Id::<RouteTable>::of(self.hop.at) else { return Vec::new() };
        let Some(vpc) = model.get(table).map(|t| t.vpc) else { return Vec::new() };
        let mut out = self.revive(table);
        match self.goal() {
            Some(Point::Service(service, region)) if model.get(vpc).is_some_and(|v| v.region == region) => {
                let offers = self.catalogue.service(service.as_str()).is_some_and(|s| s.offers(ServiceKind::Gateway));
                match model.all::<GatewayEndpoint>().find(|(_, e)| e.vpc == vpc && e.service == service) {
                    Some((endpoint, e)) if !e.tables.contains(&table) => out.push(Change::Associate { endpoint, table }),
                    None if offers => out.push(Change::GatewayEndpoint { vpc, service, table }),
                    _ => {}
                }
                out.extend(self.outwards(table, vpc));
            }
            Some(Point::Service(..) | Point::Internet | Point::InternetV6) => out.extend(self.outwards(table, vpc)),
            Some(Point::Known(a)) if a.is_ipv4() && !cidr::never_public(IpNet::from(a)) => out.extend(self.outwards(table, vpc)),
            Some(Point::Known(a)) => out.extend(self.towards(table, vpc, a)),
            None => {}
        }
        out
    }

    /// A blackhole that wins is mended where its target can be, else taken away.
    fn revive(&self, table: Id<RouteTable>) -> Vec<Change> {
        let Some(goal) = self.goal() else { return Vec::new() };
        let crate::graph::Lookup::Found(c) = self.graph.look_up(table, &goal) else { return Vec::new() };
        let RouteTarget::Blackhole { node, .. } = &c.route.target else { return Vec::new() };
        let model = &self.doc.model;
        let mut out = Vec::new();
        let vpc = model.get(table).map(|t| t.vpc);
        match node.map(|n| (n, n.kind())) {
            Some((n, Kind::Peering)) if Id::<Peering>::of(n).and_then(|p| model.get(p)).is_some_and(|p| !p.accepted) => {
                out.push(Change::Set { node: n, field: "accepted", value: true.to_value(), label: text!("Accept {p}", p = n) });
            }
            Some((n, Kind::InternetGateway | Kind::VpnGateway)) if model.vpc_of(n).is_none() => {
                out.extend(vpc.map(|v| Change::Set {
                    node: n,
                    field: "vpc",
                    value: Some(v).to_value(),
                    label: text!("Attach {g} to {vpc}", g = n, vpc = v),
                }));
            }
            _ => {}
        }
        if let crate::graph::Origin::Static(i) | crate::graph::Origin::List(i) = c.route.origin
            && let Some(r) = model.get(table).and_then(|t| t.routes.get(i))
        {
            out.push(Change::NoRoute { table, destination: r.destination.clone() });
        }
        out
    }

    /// To public addresses: through NAT, or through the internet gateway where the sender has a public address.
    fn outwards(&self, table: Id<RouteTable>, vpc: Id<Vpc>) -> Vec<Change> {
        let model = &self.doc.model;
        let Some(everywhere) = anywhere(self.v6()) else { return Vec::new() };
        let route = |target: NodeId| Change::Route { table, destination: Destination::Cidr(everywhere), target };
        let gateway = model.all::<InternetGateway>().find(|(_, g)| g.vpc == Some(vpc)).map(|(id, _)| id.node());
        let nats = model.all::<NatGateway>().map(|(id, _)| id.node()).filter(|n| model.vpc_of(*n) == Some(vpc));
        let public = self.from().is_some_and(|f| f.public.is_some());
        let mut all: Vec<NodeId> = nats.take(2).collect();
        if let Some(g) = gateway {
            let at = if public || self.back { 0 } else { all.len() };
            all.insert(at, g);
        }
        let now = default_target(model, table, self.v6());
        all.into_iter().filter(|n| now != Some(&Target::Node(*n))).map(route).collect()
    }

    /// To a private address: over what connects the two networks.
    fn towards(&self, table: Id<RouteTable>, vpc: Id<Vpc>, a: IpAddr) -> Vec<Change> {
        let model = &self.doc.model;
        let mut out = Vec::new();
        let block_of = |v: &Vpc| v.blocks().into_iter().find(|c| c.contains(&a));
        for (id, p) in model.all::<Peering>() {
            let there = if p.requester == vpc {
                p.accepter
            } else if p.accepter == vpc {
                p.requester
            } else {
                continue;
            };
            if let Some(block) = model.get(there).and_then(block_of) {
                out.push(Change::Route { table, destination: block.into(), target: id.node() });
            }
        }
        let mine = model.all::<TransitAttachment>().filter(|(_, t)| t.to == vpc.node());
        for (_, t) in mine {
            let block = model
                .all::<TransitAttachment>()
                .filter(|(_, o)| o.gateway == t.gateway && o.to != vpc.node())
                .find_map(|(_, o)| Id::<Vpc>::of(o.to).and_then(|v| model.get(v)).and_then(block_of).or_else(|| self.premises_block(a)));
            if let Some(block) = block {
                out.push(Change::Route { table, destination: block.into(), target: t.gateway.node() });
            }
        }
        for (id, g) in model.all::<VpnGateway>().filter(|(_, g)| g.vpc == Some(vpc)) {
            let _ = g;
            if let Some(block) = self.premises_block(a) {
                out.push(Change::Route { table, destination: block.into(), target: id.node() });
            }
        }
        out
    }

    fn premises_block(&self, a: IpAddr) -> Option<IpNet> {
        self.doc.model.all::<crate::document::OnPremises>().find_map(|(_, p)| p.cidrs.iter().find(|c| c.contains(&a)).copied())
    }

    fn transit_routes(&self) -> Vec<Change> {
        let model = &self.doc.model;
        let Some(table) = Id::<TransitTable>::of(self.hop.at) else { return Vec::new() };
        let (Some(gateway), Some(Point::Known(a))) = (model.get(table).map(|t| t.gateway), self.goal()) else { return Vec::new() };
        let mut out = Vec::new();
        for (attachment, t) in model.all::<TransitAttachment>().filter(|(_, t)| t.gateway == gateway) {
            let blocks: Vec<IpNet> = match Id::<Vpc>::of(t.to).and_then(|v| model.get(v)) {
                Some(v) => v.blocks(),
                None => self.premises_block(a).into_iter().collect(),
            };
            if let Some(destination) = blocks.into_iter().find(|b| b.contains(&a)) {
                out.push(Change::TransitRoute { table, destination, attachment });
            }
        }
        out
    }

    /// An exclusion from VPC Block Public Access. [Create and delete exclusions]
    fn excluded(&self) -> Option<Change> {
        let model = &self.doc.model;
        let off = BlockMode::Off;
        Some(match self.hop.subnet {
            Some(subnet) => Change::Set {
                node: subnet,
                field: "block_public_access",
                value: Some(off).to_value(),
                label: text!("Exclude {subnet} from VPC Block Public Access", subnet = subnet),
            },
            None => {
                let vpc = model.vpc_of(self.hop.at)?;
                let label = text!("Exclude {vpc} from VPC Block Public Access", vpc = vpc);
                Change::Set { node: vpc.node(), field: "block_public_access", value: off.to_value(), label }
            }
        })
    }

    fn devices(&self) -> Vec<Change> {
        let model = &self.doc.model;
        let mut out = Vec::new();
        if self.hop.code() == Some(Code::VPC_BLOCK_PUBLIC_ACCESS_ENABLED.as_str()) {
            return self.excluded().into_iter().collect();
        }
        let owner = |f: Option<&Interface>| f.map(|f| f.owner);
        // An internet gateway translates only for those that have a public address.
        if self.hop.at.kind() == Kind::InternetGateway {
            for f in [owner(self.from()), owner(self.to())].into_iter().flatten() {
                if let Some(w) = Id::<Workload>::of(f)
                    && self.graph.interfaces_of(f).iter().filter_map(|i| self.graph.interface(*i)).all(|f| f.public.is_none())
                    && model.contains(w)
                {
                    let label = text!("Give {w} a public IPv4 address", w = w);
                    out.push(Change::Set { node: f, field: "public_ip", value: Some(true).to_value(), label });
                }
            }
        }
        if self.hop.at.kind() == Kind::Peering
            && let Some(p) = Id::<Peering>::of(self.hop.at).and_then(|p| model.get(p))
            && !p.accepted
        {
            out.push(Change::Set {
                node: self.hop.at,
                field: "accepted",
                value: true.to_value(),
                label: text!("Accept {p}", p = self.hop.at),
            });
        }
        out
    }
}

fn anywhere(v6: bool) -> Option<IpNet> {
    if v6 { "::/0" } else { "0.0.0.0/0" }.parse().ok()
}
