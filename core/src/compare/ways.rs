//! The ways themselves, as edits of a draft.

use super::steps::Steps;
use crate::catalogue::{Catalogue, ServiceKind};
use crate::document::{
    AddressType, Compute, Destination, EndpointSubnet, GatewayEndpoint, HostedZone, Id, InterfaceEndpoint, InternetGateway, NatGateway,
    Peering, Place, PrivateDns, RouteTable, ServiceId, Subnet, Target, TransitGateway, Vpc, Workload, Zone,
};
use crate::edit::Draft;
use crate::ordered::BTreeSet;
use crate::propose::{Item, Tier, add_route, default_target, endpoint_group, interface_endpoint, propose, twin_subnet};
use crate::text;
use crate::text::{Arg, Text};
use ipnet::IpNet;

/// A way to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayKind {
    /// As the design has it.
    AsIs,
    GatewayEndpoint,
    /// An interface endpoint in so many zones.
    InterfaceEndpoint(usize),
    /// Gateway endpoint for the VPC, interface endpoint for names that come in by the inbound Resolver.
    InboundResolver,
    Nat,
    InternetGateway,
    /// Endpoints of another VPC over a peering connection.
    Peering(Id<Vpc>, Id<Peering>),
    /// Endpoints of another VPC over a transit gateway.
    Transit(Id<Vpc>, Id<TransitGateway>),
}

impl WayKind {
    /// In answers of the command.
    pub fn key(self) -> &'static str {
        match self {
            Self::AsIs => "as-is",
            Self::GatewayEndpoint => "gateway-endpoint",
            Self::InterfaceEndpoint(_) => "interface-endpoint",
            Self::InboundResolver => "gateway-endpoint-and-inbound-resolver",
            Self::Nat => "nat-gateway",
            Self::InternetGateway => "internet-gateway",
            Self::Peering(..) => "shared-vpc-over-peering",
            Self::Transit(..) => "central-endpoints-over-transit-gateway",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Self::AsIs => text!("As it is"),
            Self::GatewayEndpoint => text!("Gateway endpoint"),
            Self::InterfaceEndpoint(1) => text!("Interface endpoint in one zone"),
            Self::InterfaceEndpoint(n) => text!("Interface endpoint in {n} zones", n = n),
            Self::InboundResolver => text!("Gateway endpoint, with an interface endpoint for names from on-premises"),
            Self::Nat => text!("NAT gateway"),
            Self::InternetGateway => text!("Internet gateway"),
            Self::Peering(vpc, p) => text!("Endpoint of {vpc} over {peering}", vpc = vpc, peering = p),
            Self::Transit(vpc, g) => text!("Endpoint of {vpc} over {gateway}", vpc = vpc, gateway = g),
        }
    }
}

/// Who calls what.
pub(super) struct Case<'a> {
    pub catalogue: &'a Catalogue,
    pub workload: Id<Workload>,
    pub vpc: Id<Vpc>,
    pub service: &'a ServiceId,
}

/// Why a way is not open to the case.
pub(super) type No = Text;

impl Case<'_> {
    fn subnets(&self, draft: &Draft) -> Vec<Id<Subnet>> {
        draft.doc.model.subnets_where(self.workload)
    }

    fn zone(draft: &Draft, subnet: Id<Subnet>) -> Option<Zone> {
        draft.doc.model.get(subnet).map(|s| s.zone.clone())
    }

    fn tables(&self, draft: &Draft) -> Vec<Id<RouteTable>> {
        let all: BTreeSet<_> = self.subnets(draft).iter().filter_map(|s| draft.doc.model.table_of(*s)).collect();
        all.into_iter().collect()
    }

    /// The zones that an endpoint could stand in: those of the workload first.
    pub fn zones(&self, draft: &Draft) -> Vec<Zone> {
        let mut out: Vec<Zone> = Vec::new();
        let own = self.subnets(draft).into_iter().filter_map(|s| Self::zone(draft, s));
        let others: BTreeSet<Zone> = draft.doc.model.subnets_of(self.vpc).map(|(_, s)| s.zone.clone()).collect();
        for z in own.chain(others) {
            if !out.contains(&z) && self.home(draft, &z).is_some() {
                out.push(z);
            }
        }
        out
    }

    /// The subnet of a zone for an endpoint's interface: the workload's own, else its like.
    fn home(&self, draft: &Draft, zone: &Zone) -> Option<Id<Subnet>> {
        let own = self.subnets(draft);
        let there = own.iter().copied().find(|s| Self::zone(draft, *s).as_ref() == Some(zone));
        there.or_else(|| own.first().and_then(|s| twin_subnet(&draft.doc.model, *s, zone)))
    }

    pub fn offers(&self, kind: ServiceKind) -> bool {
        self.catalogue.service(self.service.as_str()).is_some_and(|s| s.offers(kind))
    }

    pub fn build(&self, kind: WayKind, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        match kind {
            WayKind::AsIs => Ok(()),
            WayKind::GatewayEndpoint => {
                self.gateway(d, steps)?;
                self.public_name(d, steps)
            }
            WayKind::InterfaceEndpoint(n) => self.interface(d, steps, n, PrivateDns::On).map(drop),
            WayKind::InboundResolver => {
                self.gateway(d, steps)?;
                self.other_zones_of_the_name(d, steps)?;
                self.interface(d, steps, 1, PrivateDns::InboundResolver).map(drop)
            }
            WayKind::Nat => self.nat(d, steps),
            WayKind::InternetGateway => self.internet(d, steps),
            WayKind::Peering(hub, p) => self.central(d, steps, hub, p.node()),
            WayKind::Transit(hub, g) => self.central(d, steps, hub, g.node()),
        }
    }

    fn gateway(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        if !self.offers(ServiceKind::Gateway) {
            return Err(text!("the service has no gateway endpoint"));
        }
        let tables = self.tables(d);
        let old = d.doc.model.all::<GatewayEndpoint>().find(|(_, e)| e.vpc == self.vpc && e.service == *self.service);
        match old.map(|(id, e)| (id, e.tables.clone())) {
            Some((id, mut all)) => {
                let more: Vec<_> = tables.into_iter().filter(|t| !all.contains(t)).collect();
                if more.is_empty() {
                    return Ok(());
                }
                all.extend(more.iter().copied());
                steps.set(d, id, "tables", &all, text!("Associate {tables} with {endpoint}", tables = Arg::from_iter(more), endpoint = id))
            }
            None => {
                let said = text!(
                    "Add a gateway endpoint to {vpc}, associated with {tables}",
                    vpc = self.vpc,
                    tables = Arg::from_iter(tables.iter().copied())
                );
                let body = GatewayEndpoint { vpc: self.vpc, service: self.service.clone(), tables, policy: None };
                steps.add(d, body, said).map(drop)
            }
        }
    }

    /// The service's name leads to its public addresses again, so that routes decide.
    fn public_name(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        let on: Vec<_> = d.doc.model.all::<InterfaceEndpoint>().filter(|(_, e)| self.answers(e)).map(|(id, _)| id).collect();
        for id in on {
            steps.set(d, id, "private_dns", &PrivateDns::Off, text!("Turn private DNS of {endpoint} off", endpoint = id))?;
        }
        self.other_zones_of_the_name(d, steps)
    }

    fn answers(&self, e: &InterfaceEndpoint) -> bool {
        e.vpc == self.vpc && e.service == *self.service && e.private_dns == PrivateDns::On && e.service_region.is_none()
    }

    /// Private hosted zones that answer for the service let this VPC go.
    fn other_zones_of_the_name(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        let Some(name) = self.name(d) else { return Ok(()) };
        let zones: Vec<_> = d
            .doc
            .model
            .all::<HostedZone>()
            .filter(|(_, z)| z.vpcs.contains(&self.vpc) && (name == z.domain || name.ends_with(&format!(".{}", z.domain))))
            .map(|(id, z)| (id, z.vpcs.iter().copied().filter(|v| *v != self.vpc).collect::<Vec<_>>()))
            .collect();
        for (id, left) in zones {
            steps.set(
                d,
                id,
                "vpcs",
                &left,
                text!("Take {vpc} from {zone}, which answers for the service's name", vpc = self.vpc, zone = id),
            )?;
        }
        Ok(())
    }

    /// The service's public name in the VPC's region.
    pub fn name(&self, d: &Draft) -> Option<String> {
        let region = self.catalogue.region(d.doc.model.get(self.vpc)?.region.as_str())?;
        self.catalogue.service(self.service.as_str())?.public_dns_name(region).map(|n| n.replacen("*.", "", 1))
    }

    /// An interface endpoint in the first so many zones, with its names as said.
    fn interface(&self, d: &mut Draft, steps: &mut Steps, zones: usize, dns: PrivateDns) -> Result<Id<InterfaceEndpoint>, No> {
        if !self.offers(ServiceKind::Interface) {
            return Err(text!("the service has no interface endpoint"));
        }
        let region = d.doc.model.get(self.vpc).and_then(|v| self.catalogue.region(v.region.as_str()));
        let names = region.and_then(|r| self.catalogue.service(self.service.as_str())?.private_dns_names(r));
        if names.is_some_and(|n| n.value.is_empty()) {
            return Err(text!("the service has no private DNS names, so callers would have to use the endpoint's own"));
        }
        let homes: Vec<Id<Subnet>> = self.zones(d).iter().take(zones).filter_map(|z| self.home(d, z)).collect();
        if homes.len() < zones {
            return Err(text!("{vpc} has no subnet like the workload's in {n} zones", vpc = self.vpc, n = zones));
        }
        self.dns(d, steps)?;
        let standing: Vec<EndpointSubnet> = homes.iter().map(|s| EndpointSubnet { subnet: *s, ip: None, ipv6: None }).collect();
        let shown = || Arg::from_iter(homes.iter().copied());
        let old = interface_endpoint(&d.doc.model, self.vpc, self.service);
        match old.and_then(|id| Some((id, d.doc.model.get(id)?.clone()))) {
            Some((id, e)) => {
                let kept: Vec<EndpointSubnet> =
                    standing.into_iter().map(|s| e.subnets.iter().find(|o| o.subnet == s.subnet).cloned().unwrap_or(s)).collect();
                if kept != e.subnets {
                    steps.set(d, id, "subnets", &kept, text!("Let {endpoint} stand in {subnets}", endpoint = id, subnets = shown()))?;
                }
                if e.private_dns != dns {
                    steps.set(d, id, "private_dns", &dns, private(dns, id.into()))?;
                }
                Ok(id)
            }
            None => {
                let ports = self.catalogue.service(self.service.as_str()).map_or(vec![443], |s| s.ports.value.clone());
                let group = endpoint_group(d, self.vpc, &ports).map_err(|r| r.0)?;
                let body = InterfaceEndpoint {
                    vpc: self.vpc,
                    service: self.service.clone(),
                    service_region: None,
                    subnets: standing,
                    groups: vec![group],
                    private_dns: dns,
                    policy: None,
                    address_type: AddressType::Ipv4,
                };
                let id = steps.add(d, body, text!("Add an interface endpoint in {subnets}", subnets = shown()))?;
                steps.say(private(dns, Arg::Plain("the endpoint".into())));
                Ok(id)
            }
        }
    }

    /// Private names need both DNS attributes of the VPC. [Understanding Amazon DNS]
    fn dns(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        let Some((support, names)) = d.doc.model.get(self.vpc).map(|v| (v.dns_support, v.dns_hostnames)) else { return Ok(()) };
        if !support {
            steps.set(d, self.vpc, "dns_support", &true, text!("Turn DNS support of {vpc} on", vpc = self.vpc))?;
        }
        if !names {
            steps.set(d, self.vpc, "dns_hostnames", &true, text!("Turn DNS host names of {vpc} on", vpc = self.vpc))?;
        }
        Ok(())
    }

    /// Routes decide, and a free gateway endpoint is not on them.
    fn off_endpoints(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        self.public_name(d, steps)?;
        let tables = self.tables(d);
        let all: Vec<_> = d
            .doc
            .model
            .all::<GatewayEndpoint>()
            .filter(|(_, e)| e.vpc == self.vpc && e.service == *self.service && e.tables.iter().any(|t| tables.contains(t)))
            .map(|(id, e)| (id, e.tables.iter().copied().filter(|t| !tables.contains(t)).collect::<Vec<_>>()))
            .collect();
        for (id, left) in all {
            let said = text!("Take {tables} from {endpoint}", tables = Arg::from_iter(tables.iter().copied()), endpoint = id);
            steps.set(d, id, "tables", &left, said)?;
        }
        Ok(())
    }

    fn nat(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        self.off_endpoints(d, steps)?;
        let leads = |d: &Draft, t: Id<RouteTable>| match default_target(&d.doc.model, t, false) {
            Some(Target::Node(n)) => Id::<NatGateway>::of(*n),
            _ => None,
        };
        let without: Vec<_> = self.tables(d).into_iter().filter(|t| leads(d, *t).is_none()).collect();
        if without.is_empty() {
            return Ok(());
        }
        let there = d.doc.model.all::<NatGateway>().map(|(id, _)| id).find(|id| d.doc.model.vpc_of(*id) == Some(self.vpc));
        let nat = match there {
            Some(nat) => nat,
            None => self.new_nat(d, steps)?,
        };
        for table in without.into_iter().filter(|t| leads(d, *t).is_none()).collect::<Vec<_>>() {
            if default_target(&d.doc.model, table, false).is_some() {
                return Err(text!("{table} has another default route, which others may need", table = table));
            }
            let all: IpNet = IpNet::V4(Default::default());
            steps.run(d, text!("Route 0.0.0.0/0 of {table} to {nat}", table = table, nat = nat), |d| add_route(d, table, all, nat))?;
        }
        Ok(())
    }

    /// In a public subnet of the workload's zone, which is made where there is none.
    fn new_nat(&self, d: &mut Draft, steps: &mut Steps) -> Result<Id<NatGateway>, No> {
        let zone = self.subnets(d).first().and_then(|s| Self::zone(d, *s)).ok_or_else(|| text!("the workload stands in no subnet"))?;
        let public = match self.public_subnet(d, Some(&zone)).or_else(|| self.public_subnet(d, None)) {
            Some(s) => s,
            None => {
                let over = Place::Zone(self.vpc, zone);
                let place = self.proposal(
                    d,
                    steps,
                    &Item::Subnet(Tier::Public),
                    &over,
                    text!("Add a public subnet with a way to an internet gateway"),
                )?;
                place.node().and_then(Id::of).ok_or_else(|| text!("no public subnet could be made"))?
            }
        };
        let said = text!("Add a NAT gateway with an Elastic IP address in {subnet}", subnet = public);
        let place = self.proposal(d, steps, &Item::Nat, &Place::Node(public.node()), said)?;
        place.node().and_then(Id::of).ok_or_else(|| text!("no NAT gateway could be made"))
    }

    fn proposal(&self, d: &mut Draft, steps: &mut Steps, item: &Item, over: &Place, said: Text) -> Result<Place, No> {
        let p = propose(&d.doc, self.catalogue, item, Some(over)).map_err(|r| r.0)?;
        steps.run(d, said, |d| d.run(p.command))?;
        Ok(p.place)
    }

    fn public_subnet(&self, d: &Draft, zone: Option<&Zone>) -> Option<Id<Subnet>> {
        let model = &d.doc.model;
        let leads = |s: Id<Subnet>| {
            let target = model.table_of(s).and_then(|t| default_target(model, t, false));
            matches!(target, Some(Target::Node(n)) if Id::<InternetGateway>::of(*n).is_some())
        };
        model.subnets_of(self.vpc).filter(|(_, s)| zone.is_none_or(|z| s.zone == *z)).map(|(id, _)| id).find(|s| leads(*s))
    }

    /// In a public subnet, with a public address.
    fn internet(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        let Some(w) = d.doc.model.get(self.workload).cloned() else { return Err(text!("the workload is gone")) };
        if matches!(w.compute, Compute::Function | Compute::Database) {
            return Err(text!("a function or a database in a VPC gets no public address to call from"));
        }
        let homes: Option<Vec<Id<Subnet>>> = w.subnets.iter().map(|s| self.public_subnet(d, Self::zone(d, *s).as_ref())).collect();
        let Some(homes) = homes.filter(|h| !h.is_empty()) else {
            return Err(text!("{vpc} has no public subnet in the workload's zones", vpc = self.vpc));
        };
        if homes != w.subnets {
            let said = text!("Move {workload} to {subnets}", workload = self.workload, subnets = Arg::from_iter(homes.iter().copied()));
            steps.set(d, self.workload, "subnets", &homes, said)?;
            if w.private_ip.is_some() {
                steps.set(d, self.workload, "private_ip", &None::<std::net::Ipv4Addr>, text!("Let it take an address there"))?;
            }
        }
        self.off_endpoints(d, steps)?;
        if w.elastic_ip.is_none() && w.public_ip != Some(true) {
            let said = text!("Give {workload} a public IPv4 address", workload = self.workload);
            steps.set(d, self.workload, "public_ip", &Some(true), said)?;
        }
        Ok(())
    }

    /// A route of every table of the workload to another VPC, and back from the subnets of an endpoint there.
    pub fn routes(
        &self,
        d: &mut Draft,
        steps: &mut Steps,
        there: &[Id<RouteTable>],
        hub: Id<Vpc>,
        via: crate::document::NodeId,
    ) -> Result<(), No> {
        let blocks = |d: &Draft, v: Id<Vpc>| d.doc.model.get(v).map(|v| v.cidrs.clone()).unwrap_or_default();
        let pairs: Vec<(Vec<Id<RouteTable>>, Vec<ipnet::Ipv4Net>)> =
            vec![(self.tables(d), blocks(d, hub)), (there.to_vec(), blocks(d, self.vpc))];
        for (tables, nets) in pairs {
            for (table, net) in tables.iter().flat_map(|t| nets.iter().map(move |n| (*t, IpNet::V4(*n)))) {
                let holds = |r: &crate::document::Route| match &r.destination {
                    Destination::Cidr(c) => c.contains(&net) && r.target == Target::Node(via),
                    Destination::List(_) => false,
                };
                let there = d.doc.model.get(table).is_some_and(|t| t.routes.iter().any(holds));
                if !there {
                    let said = text!("Route {net} of {table} to {via}", net = net, table = table, via = via);
                    steps.run(d, said, |d| add_route(d, table, net, via))?;
                }
            }
        }
        Ok(())
    }
}

fn private(dns: PrivateDns, endpoint: Arg) -> Text {
    match dns {
        PrivateDns::On => text!("Turn private DNS of {endpoint} on", endpoint = endpoint),
        PrivateDns::InboundResolver => {
            text!("Let private DNS of {endpoint} answer the inbound Resolver endpoint only", endpoint = endpoint)
        }
        PrivateDns::Off => text!("Turn private DNS of {endpoint} off", endpoint = endpoint),
    }
}
