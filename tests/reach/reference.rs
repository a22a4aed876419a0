//! The slow, obvious reference: one packet, step by step, through groups, ACLs, tables and devices, and its reply back.
use super::access::{Crossing, carries};
use super::packet::{ECHO, Exchange, Fate, ICMP, Origin, Packet, TCP};
use super::routes::{Choice, Transit, behind_connection, behind_direct, choose, choose_transit};
use super::rules::{Let, acl_allows, groups_allow};
use super::world::{Role, World, is_private};
use portico_core::document::*;

/// What AWS chooses and a design does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Luck {
    /// The source port that every address translation takes, from 1024 to 65535.
    pub port: u16,
    /// Which subnet of its attachment a transit gateway enters a VPC by.
    pub entry: usize,
}

/// What devices remember between a packet and its reply.
#[derive(Default)]
struct Memory {
    /// Packets that groups let pass, by interface.
    tracked: Vec<(usize, Packet)>,
    /// Translations: at which interface, the packet before and after.
    translated: Vec<(usize, Packet, Packet)>,
    /// Packets that left by an egress-only gateway.
    outward: Vec<Packet>,
    /// Packets of a NAT gateway that went over a peering connection.
    peered: Vec<(usize, Packet)>,
    /// Whether anything hung on luck.
    port: bool,
    entries: usize,
}

/// One packet under way.
struct Walk<'a> {
    world: &'a World<'a>,
    memory: &'a mut Memory,
    luck: Luck,
    packet: Packet,
    reply: bool,
    steps: u32,
    /// The interface whose address the packet still has as its source.
    sender: Option<usize>,
    /// Peering connections and transit gateways on the way.
    crossed: Vec<NodeId>,
    /// Appliances on the way.
    boxes: Vec<NodeId>,
    /// A group's rule let it out only because it names a group.
    by_reference: bool,
    /// The zone in which a transit gateway took it.
    zone: Option<Zone>,
}

/// Sends a packet, then its reply, for every luck that makes a difference. `ports` are the choices of translated ports to try.
pub fn exchanges(world: &World, packet: Packet, from: Origin, ports: &[u16]) -> Vec<Exchange> {
    let first = Luck { port: ports.first().copied().unwrap_or(1024), entry: 0 };
    let (one, memory) = exchange(world, packet, from, first);
    let mut out = vec![one];
    let entries = memory.entries.max(1);
    let ports = if memory.port { ports } else { &ports[..1] };
    for entry in 0..entries {
        for port in ports {
            let luck = Luck { port: *port, entry };
            if luck != first {
                out.push(exchange(world, packet, from, luck).0);
            }
        }
    }
    out
}

fn exchange(world: &World, packet: Packet, from: Origin, luck: Luck) -> (Exchange, Memory) {
    let mut memory = Memory::default();
    let mut walk = Walk::new(world, &mut memory, luck, packet, false);
    let there = match from {
        Origin::Nic(nic) => walk.leave(nic),
        Origin::Internet => walk.on_internet(),
        Origin::Premises(p) => walk.from_premises(p),
    };
    let (seen, boxes) = (walk.packet, walk.boxes);
    let mut walk = Walk::new(world, &mut memory, luck, seen.reply(), true);
    let back = match there {
        Fate::Delivered(nic) => Some(walk.leave(nic)),
        Fate::Internet => Some(walk.on_internet()),
        Fate::Premises(p) => Some(walk.from_premises(p)),
        Fate::Service(e) => Some(walk.from_service(e)),
        Fate::Dropped(_) | Fate::Unknown(_) => None,
    };
    let origin = match from {
        Origin::Nic(nic) => Fate::Delivered(nic),
        Origin::Internet => Fate::Internet,
        Origin::Premises(p) => Fate::Premises(p),
    };
    let mut back = back;
    let home = back == Some(origin) && walk.packet == packet.reply();
    let mut turned = walk.boxes;
    turned.reverse();
    if home && turned != boxes {
        back = Some(Fate::Unknown("the reply takes another way than through the same appliances"));
    }
    let home = home && turned == boxes;
    (Exchange { there, back, home }, memory)
}

impl<'a> Walk<'a> {
    fn new(world: &'a World<'a>, memory: &'a mut Memory, luck: Luck, packet: Packet, reply: bool) -> Self {
        Self { world, memory, luck, packet, reply, steps: 0, sender: None, crossed: vec![], boxes: vec![], by_reference: false, zone: None }
    }

    fn acl(&self, subnet: Id<Subnet>, inbound: bool) -> bool {
        acl_allows(self.world, subnet, inbound, self.packet)
    }

    fn tracked(&self, nic: usize) -> bool {
        self.memory.tracked.iter().any(|(n, p)| *n == nic && p.reply() == self.packet)
    }

    /// The packet leaves an interface.
    fn leave(&mut self, nic: usize) -> Fate {
        let n = &self.world.nics[nic];
        if n.check && !n.addresses.contains(&self.packet.source) {
            return Fate::Dropped("source check");
        }
        if n.addresses.contains(&self.packet.source) {
            self.sender = Some(nic);
        }
        if !self.tracked(nic) {
            let far = self.packet.destination;
            let carries = |g: Id<SecurityGroup>| {
                let Some(home) = self.world.model.get(g).map(|g| g.vpc) else { return false };
                let near = home == n.vpc || self.peered(home, n.vpc);
                near && self.world.nics.iter().any(|m| m.vpc == home && m.groups.contains(&g) && m.addresses.contains(&far))
            };
            match groups_allow(self.world, &n.groups, false, self.packet, carries) {
                Let::Pass => {}
                Let::ByReference if !self.boxes.is_empty() => return Fate::Dropped("group out: references do not work with appliances"),
                Let::ByReference => self.by_reference = true,
                Let::Unknown => return Fate::Unknown("group out"),
                Let::Refuse => return Fate::Dropped("group out"),
            }
        }
        self.memory.tracked.push((nic, self.packet));
        self.from_subnet(n.subnet)
    }

    /// Whether an active peering connection joins two VPCs.
    fn peered(&self, one: Id<Vpc>, two: Id<Vpc>) -> bool {
        self.world.model.all::<Peering>().any(|(_, p)| {
            p.accepted && ((p.requester, p.accepter) == (one, two) || (p.requester, p.accepter) == (two, one)) && !self.overlap(one, two)
        })
    }

    fn overlap(&self, one: Id<Vpc>, two: Id<Vpc>) -> bool {
        let (Some(a), Some(b)) = (self.world.model.get(one), self.world.model.get(two)) else { return true };
        let meet = a.cidrs.iter().any(|x| b.cidrs.iter().any(|y| x.contains(y) || y.contains(x)));
        meet || a.ipv6.iter().any(|x| b.ipv6.iter().any(|y| x.contains(y) || y.contains(x)))
    }

    /// The packet is in a subnet, sent by something that stands there.
    fn from_subnet(&mut self, subnet: Id<Subnet>) -> Fate {
        self.steps += 1;
        if self.steps > 24 {
            return Fate::Dropped("it goes round in circles");
        }
        let to = self.packet.destination;
        if self.world.subnet_holds(subnet, to) {
            // Neighbours talk at layer 2. [Gateway route tables]
            let nic = self.world.nics.iter().position(|n| n.subnet == subnet && n.addresses.contains(&to));
            return nic.map_or(Fate::Dropped("nobody has this address"), |nic| self.receive(nic, false));
        }
        let Some(vpc) = self.world.model.get(subnet).map(|s| s.vpc) else { return Fate::Dropped("no subnet") };
        // Replies to a NAT gateway come back over the peering connection whatever the tables say. [NAT gateway basics]
        if self.reply
            && let Some((nat, _)) = self.memory.peered.iter().find(|(_, p)| p.reply() == self.packet).copied()
        {
            return if self.acl(subnet, false) { self.receive(nat, true) } else { Fate::Dropped("ACL out") };
        }
        let Some(table) = self.world.model.table_of(subnet) else { return Fate::Dropped("no table") };
        let choice = choose(self.world, table, to);
        self.follow(choice, vpc, Some(subnet))
    }

    /// The packet takes the route that a table chose. `from` is the subnet that it would leave.
    fn follow(&mut self, choice: Choice, vpc: Id<Vpc>, from: Option<Id<Subnet>>) -> Fate {
        let target = match choice {
            Choice::To(Target::Node(n)) => Some(n),
            _ => None,
        };
        // A next hop in the same subnet is reached without leaving it.
        let beside = target.and_then(|t| self.stands(t));
        if let Some(s) = from
            && beside != from
            && !self.acl(s, false)
        {
            return Fate::Dropped("ACL out");
        }
        match choice {
            Choice::Local => self.deliver(vpc, from),
            Choice::Nothing => Fate::Dropped("no route"),
            Choice::Unknown => Fate::Unknown("route"),
            Choice::Propagated(g) => self.to_premises_by(g, vpc),
            Choice::Endpoint(e) => self.to_service(e, vpc),
            Choice::To(Target::Gone(_)) => Fate::Dropped("blackhole"),
            Choice::To(Target::Unknown(_)) => Fate::Unknown("the route's target is not in the design"),
            Choice::To(Target::Node(n)) => self.to(n, vpc, from),
        }
    }

    /// The subnet in which a route's target is an interface.
    fn stands(&self, target: NodeId) -> Option<Id<Subnet>> {
        match target.kind() {
            Kind::BalancerEndpoint => Id::<BalancerEndpoint>::of(target).and_then(|e| self.world.model.get(e)).map(|e| e.subnet),
            Kind::NatGateway | Kind::NetworkInterface | Kind::Workload => self.world.nic_of(target).map(|n| self.world.nics[n].subnet),
            _ => None,
        }
    }

    fn to(&mut self, target: NodeId, vpc: Id<Vpc>, from: Option<Id<Subnet>>) -> Fate {
        let model = self.world.model;
        match model.node(target).map(|n| &n.body) {
            Some(Body::InternetGateway(g)) if g.vpc == Some(vpc) => self.to_internet(vpc, from),
            Some(Body::EgressOnlyGateway(g)) if g.vpc == vpc => self.to_internet_outward(vpc, from),
            Some(Body::VpnGateway(g)) if g.vpc == Some(vpc) => match Id::of(target) {
                Some(g) => self.to_premises_by(g, vpc),
                None => Fate::Dropped("blackhole"),
            },
            Some(Body::NatGateway(n)) => match (n.home, self.world.nic_of(target)) {
                (NatHome::Zonal(_), Some(nic)) => self.through_nat(nic, vpc, from),
                _ => Fate::Unknown("a regional NAT gateway"),
            },
            Some(Body::Peering(p)) => self.over_peering(target, p, vpc),
            Some(Body::TransitGateway(_)) => match (Id::of(target), from) {
                (Some(t), Some(from)) => self.to_transit(t, vpc, from),
                _ => Fate::Dropped("blackhole"),
            },
            Some(Body::NetworkInterface(_) | Body::Workload(_)) => match self.world.nic_of(target) {
                Some(nic) if self.world.nics[nic].vpc == vpc => self.through_interface(nic, from),
                _ => Fate::Dropped("blackhole"),
            },
            Some(Body::BalancerEndpoint(e)) if e.vpc == vpc => self.through_balancer(target, e, from),
            _ => Fate::Dropped("blackhole"),
        }
    }

    /// To an address of the VPC.
    fn deliver(&mut self, vpc: Id<Vpc>, from: Option<Id<Subnet>>) -> Fate {
        if self.world.model.get(vpc).is_some_and(|v| v.opaque) {
            return Fate::Unknown("a VPC that the design does not hold");
        }
        match self.world.holder(vpc, self.packet.destination) {
            Some(nic) => self.receive(nic, from != Some(self.world.nics[nic].subnet)),
            None => Fate::Dropped("nobody has this address"),
        }
    }

    /// The packet reaches the interface that has its destination address.
    fn receive(&mut self, nic: usize, crossed: bool) -> Fate {
        self.steps += 1;
        if self.steps > 24 {
            return Fate::Dropped("it goes round in circles");
        }
        let n = &self.world.nics[nic];
        if crossed && !self.acl(n.subnet, true) {
            return Fate::Dropped("ACL in");
        }
        let back =
            self.memory.translated.iter().find(|(at, _, after)| *at == nic && after.reply() == self.packet).map(|(_, b, _)| b.reply());
        if n.role == Role::Nat {
            let Some(restored) = back else { return Fate::Dropped("a NAT gateway takes no connections") };
            self.packet = restored;
            self.sender = None;
            return self.from_subnet(n.subnet);
        }
        // [Access VPC resources through AWS PrivateLink]
        let resource = n.owner.kind() == Kind::ResourceEndpoint;
        if resource && self.packet.protocol != TCP {
            return Fate::Dropped("a resource endpoint carries TCP only");
        }
        if !self.tracked(nic) {
            let carries = |g: Id<SecurityGroup>| self.sender_carries(nic, g);
            match groups_allow(self.world, &n.groups, true, self.packet, carries) {
                Let::Pass | Let::ByReference => {}
                Let::Unknown => return Fate::Unknown("group in"),
                Let::Refuse => return Fate::Dropped("group in"),
            }
        }
        // Interface endpoints do not answer ping. [Access an AWS service using an interface VPC endpoint]
        if n.role == Role::Endpoint && !self.packet.has_ports() {
            return Fate::Dropped("an interface endpoint carries TCP and UDP only");
        }
        if resource {
            return Fate::Unknown("the resource behind an endpoint");
        }
        self.memory.tracked.push((nic, self.packet));
        if let Some(restored) = back {
            self.boxes.push(n.owner);
            self.packet = restored;
            return self.leave(nic);
        }
        Fate::Delivered(nic)
    }

    /// Whether the sender counts as a member of a group for an inbound rule here: by its private address, along a way on which
    /// references work. [Security group rules]
    fn sender_carries(&self, nic: usize, group: Id<SecurityGroup>) -> bool {
        let Some(sender) = self.sender.map(|s| &self.world.nics[s]) else { return false };
        let here = self.world.nics[nic].vpc;
        if !self.boxes.is_empty() || !sender.groups.contains(&group) || !sender.addresses.contains(&self.packet.source) {
            return false;
        }
        if sender.vpc == here && self.crossed.is_empty() {
            return true;
        }
        match self.crossed.as_slice() {
            [one] if one.kind() == Kind::Peering => true,
            [one] => Id::<TransitGateway>::of(*one).and_then(|t| self.world.model.get(t)).is_some_and(|t| t.group_referencing),
            _ => false,
        }
    }

    /// The interface of this very VPC that the packet's source address is of; another VPC may use the same addresses.
    fn own_sender(&self, vpc: Id<Vpc>) -> Option<usize> {
        self.sender.filter(|s| self.world.nics[*s].vpc == vpc && self.world.nics[*s].addresses.contains(&self.packet.source))
    }

    fn to_internet(&mut self, vpc: Id<Vpc>, from: Option<Id<Subnet>>) -> Fate {
        let p = self.packet;
        let crossing = if self.reply { Crossing::Other } else { Crossing::Out };
        if !carries(self.world, vpc, from, self.own_sender(vpc), crossing, false) {
            return Fate::Dropped("VPC Block Public Access");
        }
        if is_private(p.destination) {
            return Fate::Dropped("an internet gateway carries nothing to private addresses");
        }
        let Some(nic) = self.own_sender(vpc).map(|n| &self.world.nics[n]) else {
            return Fate::Dropped("an internet gateway carries nothing of others");
        };
        if p.is_v6() {
            if is_private(p.source) || nic.role == Role::Endpoint {
                return Fate::Dropped("an internet gateway carries nothing from private addresses");
            }
        } else {
            match nic.public {
                Some((public, private)) if p.source == private => self.packet.source = public.into(),
                _ => return Fate::Dropped("no public address"),
            }
        }
        self.on_internet()
    }

    fn to_internet_outward(&mut self, vpc: Id<Vpc>, from: Option<Id<Subnet>>) -> Fate {
        let p = self.packet;
        if !carries(self.world, vpc, from, None, Crossing::Out, true) {
            return Fate::Dropped("VPC Block Public Access");
        }
        if !p.is_v6() || is_private(p.destination) || is_private(p.source) {
            return Fate::Dropped("an egress-only gateway carries public IPv6");
        }
        if self.own_sender(vpc).is_none() {
            return Fate::Dropped("an egress-only gateway carries nothing of others");
        }
        if self.reply || !self.boxes.is_empty() {
            return Fate::Dropped("what began outside does not leave by an egress-only gateway");
        }
        self.memory.outward.push(p);
        self.on_internet()
    }

    /// The packet is on the internet, and comes into a VPC where that has the address.
    fn on_internet(&mut self) -> Fate {
        self.sender = None;
        let to = self.packet.destination;
        if is_private(to) {
            return Fate::Dropped("the internet carries nothing to private addresses");
        }
        let world = self.world;
        let known = self.reply && self.memory.outward.iter().any(|p| p.reply() == self.packet);
        let found = match to {
            std::net::IpAddr::V4(a) => {
                world.nics.iter().find_map(|n| n.public.filter(|(p, _)| *p == a).map(|(_, private)| (n.vpc, private.into())))
            }
            std::net::IpAddr::V6(_) => world.model.all::<Vpc>().find(|(v, _)| world.vpc_holds(*v, to)).map(|(v, _)| (v, to)),
        };
        let Some((vpc, inside)) = found else { return Fate::Internet };
        let held = world.holder(vpc, inside);
        if known {
            return self.deliver(vpc, None);
        }
        let Some(gateway) = world.internet_gateway(vpc) else { return Fate::Dropped("no internet gateway") };
        self.packet.destination = inside;
        if to.is_ipv6() && world.holder(vpc, to).is_some_and(|n| world.nics[n].role == Role::Endpoint) {
            return Fate::Dropped("endpoints are not reachable from the internet");
        }
        let table = world.model.all::<RouteTable>().find(|(_, t)| t.edge == Some(gateway.node())).map(|(id, _)| id);
        let led = table.and_then(|t| match choose(world, t, inside) {
            Choice::To(Target::Node(n)) => self.stands(n),
            _ => None,
        });
        let beside = led.or(held.map(|n| world.nics[n].subnet));
        let crossing = if self.reply { Crossing::Home } else { Crossing::Other };
        if !carries(world, vpc, beside, held, crossing, false) {
            return Fate::Dropped("VPC Block Public Access");
        }
        self.enter(gateway.node(), vpc)
    }

    /// Into a VPC by a gateway, which may have a table of its own.
    fn enter(&mut self, gateway: NodeId, vpc: Id<Vpc>) -> Fate {
        let table = self.world.model.all::<RouteTable>().find(|(_, t)| t.edge == Some(gateway)).map(|(id, _)| id);
        match table {
            Some(t) => {
                let choice = choose(self.world, t, self.packet.destination);
                self.follow(choice, vpc, None)
            }
            None => self.deliver(vpc, None),
        }
    }

    fn through_nat(&mut self, nic: usize, vpc: Id<Vpc>, from: Option<Id<Subnet>>) -> Fate {
        let n = &self.world.nics[nic];
        if n.vpc != vpc {
            return Fate::Dropped("blackhole");
        }
        if from != Some(n.subnet) && !self.acl(n.subnet, true) {
            return Fate::Dropped("ACL in");
        }
        let before = self.packet;
        if before.is_v6() || !(before.has_ports() || before.protocol == ICMP) {
            return Fate::Dropped("a NAT gateway carries TCP, UDP and ICMP of IPv4");
        }
        if n.addresses.contains(&before.source) {
            return Fate::Dropped("a NAT gateway that routes to itself");
        }
        self.translate(nic);
        self.from_subnet(n.subnet)
    }

    fn translate(&mut self, nic: usize) {
        let before = self.packet;
        if let Some(own) = self.world.nics[nic].addresses.first() {
            self.packet.source = *own;
        }
        if before.has_ports() {
            self.packet.source_port = self.luck.port;
            self.memory.port = true;
        }
        self.memory.translated.push((nic, before, self.packet));
        self.sender = Some(nic);
    }

    fn over_peering(&mut self, id: NodeId, p: &Peering, vpc: Id<Vpc>) -> Fate {
        let other = if p.requester == vpc { p.accepter } else { p.requester };
        if !p.accepted || ![p.requester, p.accepter].contains(&vpc) || self.overlap(vpc, other) {
            return Fate::Dropped("blackhole");
        }
        // Not transitive, no edge to edge. [How VPC peering connections work]
        if self.own_sender(vpc).is_none() || !self.world.vpc_holds(other, self.packet.destination) {
            return Fate::Dropped("a peering connection carries what is from one VPC to the other");
        }
        if let Some(nat) = self.world.holder(vpc, self.packet.source).filter(|n| self.world.nics[*n].role == Role::Nat) {
            self.memory.peered.push((nat, self.packet));
        }
        self.crossed.push(id);
        self.deliver(other, None)
    }

    fn to_transit(&mut self, t: Id<TransitGateway>, vpc: Id<Vpc>, from: Id<Subnet>) -> Fate {
        let model = self.world.model;
        let Some((id, a)) = model.all::<TransitAttachment>().find(|(_, a)| a.gateway == t && a.to == vpc.node()) else {
            return Fate::Dropped("blackhole");
        };
        let zone = |s: Id<Subnet>| model.get(s).map(|s| s.zone.clone());
        let Some(entry) = a.subnets.iter().copied().find(|s| zone(*s) == zone(from)) else {
            return Fate::Dropped("the attachment has no subnet in this zone");
        };
        self.zone = zone(from);
        // Where the sender stands in the attachment's subnet, its own ACL counts both ways. [Network ACLs for transit gateways]
        if !self.acl(entry, true) {
            return Fate::Dropped("ACL of the attachment");
        }
        if self.by_reference {
            return Fate::Dropped("group out: outbound references do not cross a transit gateway");
        }
        self.in_transit(id)
    }

    /// A transit gateway has the packet, from an attachment.
    fn in_transit(&mut self, from: Id<TransitAttachment>) -> Fate {
        self.steps += 1;
        let model = self.world.model;
        let Some(a) = model.get(from) else { return Fate::Dropped("no attachment") };
        if model.get(a.gateway).is_some_and(|t| t.opaque) {
            return Fate::Unknown("a transit gateway that the design does not hold");
        }
        let Some(table) = a.table else { return Fate::Dropped("no transit table") };
        self.crossed.push(a.gateway.node());
        let to = match choose_transit(self.world, table, self.packet.destination) {
            Transit::To(to) => to,
            Transit::Drop => return Fate::Dropped("transit blackhole"),
            Transit::Nothing => return Fate::Dropped("no transit route"),
            Transit::Unknown => return Fate::Unknown("transit route"),
        };
        let Some(b) = model.get(to) else { return Fate::Dropped("no attachment") };
        match model.node(b.to).map(|n| &n.body) {
            Some(Body::Vpc(v)) if v.opaque => Fate::Unknown("a VPC that the design does not hold"),
            Some(Body::Vpc(_)) => self.from_transit(b),
            Some(Body::VpnConnection(c)) if c.up => self.at_premises(c.premises, &behind_connection(self.world, c)),
            Some(Body::DirectConnect(d)) if d.up => match d.premises {
                Some(p) => self.at_premises(p, &behind_direct(self.world, d)),
                None => Fate::Unknown("a Direct Connect gateway that leads nowhere"),
            },
            Some(Body::TransitGateway(_)) => {
                let far = model.all::<TransitAttachment>().find(|(_, x)| x.gateway.node() == b.to && x.to == b.gateway.node());
                far.map_or(
                    Fate::Dropped("no attachment"),
                    |(id, _)| if self.steps > 20 { Fate::Dropped("circles") } else { self.in_transit(id) },
                )
            }
            _ => Fate::Dropped("attachment down"),
        }
    }

    fn from_transit(&mut self, a: &TransitAttachment) -> Fate {
        let model = self.world.model;
        if a.subnets.is_empty() {
            return Fate::Dropped("an attachment without subnets");
        }
        // A transit gateway reaches only zones in which the attachment has a subnet. [Transit gateway guide]
        if let Some(nic) = Id::of(a.to).and_then(|v| self.world.holder(v, self.packet.destination)) {
            let zone = |s: Id<Subnet>| model.get(s).map(|s| s.zone.clone());
            if !a.subnets.iter().any(|s| zone(*s) == zone(self.world.nics[nic].subnet)) {
                return Fate::Dropped("the attachment has no subnet in the destination's zone");
            }
        }
        // It keeps traffic in the zone that it came from, where it can. [Transit gateway guide, "Appliance mode"]
        if let Some(same) = a.subnets.iter().find(|s| self.zone.is_some() && model.get(**s).map(|s| &s.zone) == self.zone.as_ref()) {
            return self.from_subnet(*same);
        }
        self.memory.entries = self.memory.entries.max(a.subnets.len());
        self.from_subnet(a.subnets[self.luck.entry % a.subnets.len()])
    }

    /// By a virtual private gateway to what is behind it.
    fn to_premises_by(&mut self, gateway: Id<VpnGateway>, vpc: Id<Vpc>) -> Fate {
        let model = self.world.model;
        if self.own_sender(vpc).is_none() {
            return Fate::Dropped("a virtual private gateway carries nothing of others");
        }
        let to = self.packet.destination;
        let length = |blocks: &[ipnet::IpNet]| blocks.iter().filter(|c| c.contains(&to)).map(ipnet::IpNet::prefix_len).max();
        let mut ways: Vec<(u8, u8, Id<OnPremises>, Vec<ipnet::IpNet>)> = Vec::new();
        for (_, c) in model.all::<VpnConnection>().filter(|(_, c)| c.gateway == gateway.node() && c.up) {
            let blocks = behind_connection(self.world, c);
            ways.extend(length(&blocks).map(|l| (l, if c.bgp { 1 } else { 2 }, c.premises, blocks)));
        }
        for (_, d) in model.all::<DirectConnect>().filter(|(_, d)| d.gateways.contains(&gateway.node()) && d.up) {
            let blocks = behind_direct(self.world, d);
            ways.extend(length(&blocks).zip(d.premises).map(|(l, p)| (l, 3, p, blocks)));
        }
        match ways.into_iter().max_by_key(|(l, rank, ..)| (*l, *rank)) {
            Some((_, _, p, blocks)) => self.at_premises(p, &blocks),
            None => Fate::Dropped("nothing behind the gateway has this address"),
        }
    }

    fn at_premises(&mut self, premises: Id<OnPremises>, announced: &[ipnet::IpNet]) -> Fate {
        let to = self.packet.destination;
        if !announced.iter().any(|c| c.contains(&to)) {
            return Fate::Dropped("the connection has no route there");
        }
        match self.world.model.get(premises) {
            Some(p) if p.cidrs.iter().any(|c| c.contains(&to)) => Fate::Premises(premises.node()),
            _ => Fate::Unknown("what is on-premises behind its own blocks"),
        }
    }

    fn from_premises(&mut self, premises: NodeId) -> Fate {
        let model = self.world.model;
        let to = self.packet.destination;
        let mut gateways: Vec<NodeId> = Vec::new();
        for (id, c) in model.all::<VpnConnection>().filter(|(_, c)| c.premises.node() == premises && c.up) {
            gateways.push(if c.gateway.kind() == Kind::VpnGateway { c.gateway } else { id.node() });
        }
        for (id, d) in model.all::<DirectConnect>().filter(|(_, d)| d.premises.is_some_and(|p| p.node() == premises) && d.up) {
            for g in &d.gateways {
                if d.allowed.is_empty() && g.kind() == Kind::VpnGateway || d.allowed.iter().any(|c| c.contains(&to)) {
                    gateways.push(if g.kind() == Kind::VpnGateway { *g } else { id.node() });
                }
            }
        }
        gateways.retain(|g| match Id::<VpnGateway>::of(*g).and_then(|g| model.get(g)) {
            Some(g) => g.vpc.is_some_and(|v| self.world.vpc_holds(v, to)),
            None => model.all::<TransitAttachment>().any(|(_, a)| a.to == *g),
        });
        match gateways.as_slice() {
            [] => Fate::Dropped("no way from on-premises"),
            [one] => match (model.vpc_of(*one), model.all::<TransitAttachment>().find(|(_, a)| a.to == *one)) {
                (_, Some((id, _))) => self.in_transit(id),
                (Some(vpc), _) => self.enter(*one, vpc),
                _ => Fate::Dropped("no way from on-premises"),
            },
            _ => Fate::Unknown("several ways from on-premises"),
        }
    }

    fn to_service(&mut self, e: Id<GatewayEndpoint>, vpc: Id<Vpc>) -> Fate {
        let p = self.packet;
        if self.own_sender(vpc).is_none() {
            return Fate::Dropped("a gateway endpoint serves its own VPC only");
        }
        if p.protocol == TCP || (p.protocol, p.destination_port) == (ICMP, ECHO) {
            Fate::Service(e.node())
        } else {
            Fate::Dropped("a gateway endpoint carries TCP and echo only")
        }
    }

    fn from_service(&mut self, e: NodeId) -> Fate {
        match self.world.model.vpc_of(e) {
            Some(vpc) => self.deliver(vpc, None),
            None => Fate::Dropped("no endpoint"),
        }
    }

    /// The packet is routed to an interface whose address it does not have.
    fn through_interface(&mut self, nic: usize, from: Option<Id<Subnet>>) -> Fate {
        let n = &self.world.nics[nic];
        let crossed = from != Some(n.subnet);
        if n.addresses.contains(&self.packet.destination) {
            return self.receive(nic, crossed);
        }
        if crossed && !self.acl(n.subnet, true) {
            return Fate::Dropped("ACL in");
        }
        if n.check {
            return Fate::Dropped("destination check");
        }
        if self.by_reference {
            return Fate::Dropped("group out: references do not work with appliances");
        }
        self.boxes.push(n.owner);
        if !self.tracked(nic) {
            match groups_allow(self.world, &n.groups, true, self.packet, |_| false) {
                Let::Pass | Let::ByReference => {}
                Let::Unknown => return Fate::Unknown("group in"),
                Let::Refuse => return Fate::Dropped("group in"),
            }
        }
        self.memory.tracked.push((nic, self.packet));
        match n.forwards {
            None => Fate::Dropped("nothing runs behind this interface"),
            Some(Forwarding::Unknown) => Fate::Unknown("what the appliance does"),
            Some(Forwarding::Everything) => self.leave(nic),
            Some(Forwarding::Translated) => {
                self.translate(nic);
                self.leave(nic)
            }
        }
    }

    fn through_balancer(&mut self, id: NodeId, e: &BalancerEndpoint, from: Option<Id<Subnet>>) -> Fate {
        // From an application in the endpoint's own subnet the ACL counts as well. [Access an inspection system]
        if from == Some(e.subnet) && !self.acl(e.subnet, false) {
            return Fate::Dropped("ACL out");
        }
        if !self.acl(e.subnet, true) {
            return Fate::Dropped("ACL in");
        }
        if self.by_reference {
            return Fate::Dropped("group out: references do not work with appliances");
        }
        self.boxes.push(id);
        match e.forwards {
            Forwarding::Everything => self.from_subnet(e.subnet),
            _ => Fate::Unknown("what the appliances do"),
        }
    }
}
