//! Ways by endpoints of the workload's own VPC, as edits of a draft. Nothing that stands is made smaller.

use super::kind::WayKind;
use super::steps::Steps;
use crate::catalogue::{Catalogue, ServiceKind};
use crate::document::{
    AddressType, EndpointSubnet, Flow, GatewayEndpoint, HostedZone, Id, InterfaceEndpoint, PrivateDns, RouteTable, SecurityGroup,
    ServiceId, Subnet, Vpc, Workload, Zone,
};
use crate::edit::Draft;
use crate::facts::Facts;
use crate::ordered::BTreeSet;
use crate::propose::{endpoint_group, interface_endpoint, twin_subnet};
use crate::text;
use crate::text::{Arg, Text};

/// Who calls what, and the design as it is.
pub(super) struct Case<'a> {
    pub catalogue: &'a Catalogue,
    pub workload: Id<Workload>,
    pub vpc: Id<Vpc>,
    pub service: &'a ServiceId,
    pub flow: Id<Flow>,
    pub base: &'a Facts,
}

/// Why a way is not open to the case.
pub(super) type No = Text;

impl Case<'_> {
    pub(super) fn subnets(&self, draft: &Draft) -> Vec<Id<Subnet>> {
        draft.doc.model.subnets_where(self.workload)
    }

    pub(super) fn zone(draft: &Draft, subnet: Id<Subnet>) -> Option<Zone> {
        draft.doc.model.get(subnet).map(|s| s.zone.clone())
    }

    pub(super) fn tables(&self, draft: &Draft) -> Vec<Id<RouteTable>> {
        let all: BTreeSet<_> = self.subnets(draft).iter().filter_map(|s| draft.doc.model.table_of(*s)).collect();
        all.into_iter().collect()
    }

    /// The zones of the VPC's own endpoint for the service.
    pub fn standing(&self, draft: &Draft) -> usize {
        let model = &draft.doc.model;
        interface_endpoint(model, self.vpc, self.service).and_then(|e| model.get(e)).map_or(0, |e| e.subnets.len())
    }

    /// The zones that an endpoint could stand in: where it stands, those of the workload, others.
    pub fn zones(&self, draft: &Draft) -> Vec<Zone> {
        let mut out: Vec<Zone> = Vec::new();
        let model = &draft.doc.model;
        let standing = interface_endpoint(model, self.vpc, self.service).map(|e| model.subnets_where(e)).unwrap_or_default();
        let first = standing.into_iter().chain(self.subnets(draft)).filter_map(|s| Self::zone(draft, s));
        let others: BTreeSet<Zone> = model.subnets_of(self.vpc).map(|(_, s)| s.zone.clone()).collect();
        for z in first.chain(others) {
            if !out.contains(&z) && self.home(draft, &z).is_some() {
                out.push(z);
            }
        }
        out
    }

    /// The subnet of a zone for an endpoint's interface: where it stands, else the workload's own, else its like.
    fn home(&self, draft: &Draft, zone: &Zone) -> Option<Id<Subnet>> {
        let model = &draft.doc.model;
        let own = self.subnets(draft);
        let standing = interface_endpoint(model, self.vpc, self.service).map(|e| model.subnets_where(e)).unwrap_or_default();
        let there = standing.into_iter().chain(own.iter().copied()).find(|s| Self::zone(draft, *s).as_ref() == Some(zone));
        there.or_else(|| own.first().and_then(|s| twin_subnet(model, *s, zone)))
    }

    pub fn offers(&self, kind: ServiceKind) -> bool {
        self.catalogue.service(self.service.as_str()).is_some_and(|s| s.offers(kind))
    }

    /// `apart`: in subnets and with route tables of the workload's own, where others share those that it has.
    pub fn build(&self, kind: WayKind, apart: bool, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        match kind {
            WayKind::AsIs => Ok(()),
            WayKind::GatewayEndpoint => self.gateway(d, steps),
            WayKind::InterfaceEndpoint(n) => self.interface(d, steps, n, PrivateDns::On),
            WayKind::InboundResolver => {
                self.gateway(d, steps)?;
                self.interface(d, steps, self.standing(d).max(1), PrivateDns::InboundResolver)
            }
            WayKind::Nat => self.nat(d, steps, false, apart),
            WayKind::NatInEachZone => self.nat(d, steps, true, apart),
            WayKind::InternetGateway => self.internet(d, steps),
            WayKind::Peering(hub, p) => self.over_peering(d, steps, hub, p),
            WayKind::Transit(hub, g) => self.central(d, steps, hub, g.node()),
        }
    }

    fn gateway(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        if !self.offers(ServiceKind::Gateway) {
            return Err(text!("the service has no gateway endpoint"));
        }
        // Callers that lose the name of an interface endpoint come along, so that they still get through.
        let mut tables: BTreeSet<Id<RouteTable>> = self.tables(d).into_iter().collect();
        tables.extend(self.followers(d));
        let old = d.doc.model.all::<GatewayEndpoint>().find(|(_, e)| e.vpc == self.vpc && e.service == *self.service);
        match old.map(|(id, e)| (id, e.tables.clone())) {
            Some((id, mut all)) => {
                let more: Vec<_> = tables.into_iter().filter(|t| !all.contains(t)).collect();
                if !more.is_empty() {
                    all.extend(more.iter().copied());
                    let said = text!("Associate {tables} with {endpoint}", tables = Arg::from_iter(more), endpoint = id);
                    steps.set(d, id, "tables", &all, said)?;
                }
            }
            None => {
                let tables: Vec<_> = tables.into_iter().collect();
                let (policy, like) = self.policy(d);
                let said = text!(
                    "Add a gateway endpoint to {vpc}, associated with {tables}{like}",
                    vpc = self.vpc,
                    tables = Arg::from_iter(tables.iter().copied()),
                    like = like
                );
                let body = GatewayEndpoint { vpc: self.vpc, service: self.service.clone(), tables, policy };
                steps.add(d, body, said)?;
            }
        }
        self.public_name(d, steps)
    }

    /// The policy of an endpoint that the VPC has for the service already: what may pass there may pass by another.
    fn policy(&self, d: &Draft) -> (Option<String>, Arg) {
        let model = &d.doc.model;
        let gateway = model.all::<GatewayEndpoint>().find(|(_, e)| e.vpc == self.vpc && e.service == *self.service);
        let interface = interface_endpoint(model, self.vpc, self.service).and_then(|id| Some((id, model.get(id)?)));
        let all = gateway.map(|(id, e)| (id.node(), &e.policy)).into_iter().chain(interface.map(|(id, e)| (id.node(), &e.policy)));
        match all.into_iter().find_map(|(id, p)| Some((id, p.clone()?))) {
            Some((id, policy)) => (Some(policy), text!(", with the policy of {endpoint}", endpoint = id).into()),
            None => (None, Arg::Plain(String::new())),
        }
    }

    /// The VPC's endpoints that answer for the service's name.
    fn named(&self, d: &Draft) -> Vec<Id<InterfaceEndpoint>> {
        let answers = |e: &InterfaceEndpoint| {
            e.vpc == self.vpc && e.service == *self.service && e.private_dns == PrivateDns::On && e.service_region.is_none()
        };
        d.doc.model.all::<InterfaceEndpoint>().filter(|(_, e)| answers(e)).map(|(id, _)| id).collect()
    }

    /// Route tables of other callers that come by those endpoints.
    fn followers(&self, d: &Draft) -> BTreeSet<Id<RouteTable>> {
        let (named, graph) = (self.named(d), self.base.graph());
        let by = |p: &crate::answer::TracePath| named.iter().any(|e| p.through.contains(&e.node()));
        let paths = self.base.flows().iter().filter(|(id, _)| **id != self.flow).flat_map(|(_, t)| &t.paths).filter(|p| by(p));
        let from = paths.filter_map(|p| graph.interface(p.from?)).filter(|f| f.vpc == self.vpc);
        from.filter_map(|f| d.doc.model.table_of(f.subnet)).collect()
    }

    /// The service's name leads to its public addresses again, so that routes decide.
    pub(super) fn public_name(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        let gateway = d.doc.model.all::<GatewayEndpoint>().any(|(_, e)| e.vpc == self.vpc && e.service == *self.service);
        for id in self.named(d) {
            // Names that come in from on-premises keep their endpoint. [Gateway endpoints for Amazon S3]
            let dns = if gateway && *self.service == ServiceId::s3() { PrivateDns::InboundResolver } else { PrivateDns::Off };
            steps.set(d, id, "private_dns", &dns, private(dns, id.into()))?;
        }
        self.other_zones_of_the_name(d, steps)
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
            let said = text!("Take {vpc} from {zone}, which answers for the service's name", vpc = self.vpc, zone = id);
            steps.set(d, id, "vpcs", &left, said)?;
        }
        Ok(())
    }

    /// The service's public name in the VPC's region.
    pub fn name(&self, d: &Draft) -> Option<String> {
        let region = self.catalogue.region(d.doc.model.get(self.vpc)?.region.as_str())?;
        self.catalogue.service(self.service.as_str())?.public_dns_name(region).map(|n| n.replacen("*.", "", 1))
    }

    pub(super) fn ports(&self) -> Vec<u16> {
        self.catalogue.service(self.service.as_str()).map_or(vec![443], |s| s.ports.value.clone())
    }

    /// The group of a new endpoint: the VPC's for endpoints as it is, which gets rules where they are missing; else a new one.
    pub(super) fn doors(&self, d: &mut Draft, vpc: Id<Vpc>) -> Result<Id<SecurityGroup>, No> {
        let model = &d.doc.model;
        let old = model.all::<SecurityGroup>().find(|(id, g)| g.vpc == vpc && model.name(*id) == "endpoints").map(|(id, _)| id);
        old.map_or_else(|| endpoint_group(d, vpc, &self.ports()).map_err(|r| r.0), Ok)
    }

    /// An interface endpoint in the first so many zones, with its names as said.
    fn interface(&self, d: &mut Draft, steps: &mut Steps, zones: usize, dns: PrivateDns) -> Result<(), No> {
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
        self.other_zones_of_the_name(d, steps)?;
        let shown = || Arg::from_iter(homes.iter().copied());
        let new = |s: Id<Subnet>| EndpointSubnet { subnet: s, ip: None, ipv6: None };
        let old = interface_endpoint(&d.doc.model, self.vpc, self.service);
        match old.and_then(|id| Some((id, d.doc.model.get(id)?.clone()))) {
            Some((id, e)) => {
                let more: Vec<Id<Subnet>> = homes.iter().copied().filter(|s| e.subnets.iter().all(|o| o.subnet != *s)).collect();
                if !more.is_empty() {
                    let all = [e.subnets.clone(), more.iter().copied().map(new).collect()].concat();
                    let said = text!("Let {endpoint} stand in {subnets} too", endpoint = id, subnets = Arg::from_iter(more));
                    steps.set(d, id, "subnets", &all, said)?;
                }
                if e.private_dns != dns {
                    steps.set(d, id, "private_dns", &dns, private(dns, id.into()))?;
                }
            }
            None => {
                let (policy, like) = self.policy(d);
                let group = self.doors(d, self.vpc)?;
                let body = InterfaceEndpoint {
                    vpc: self.vpc,
                    service: self.service.clone(),
                    service_region: None,
                    subnets: homes.iter().copied().map(new).collect(),
                    groups: vec![group],
                    private_dns: dns,
                    policy,
                    address_type: AddressType::Ipv4,
                };
                let said = text!(
                    "Add an interface endpoint in {subnets}, with the security group {group}{like}",
                    subnets = shown(),
                    group = group,
                    like = like
                );
                steps.add(d, body, said)?;
                steps.say(private(dns, Arg::Plain("the endpoint".into())));
            }
        }
        Ok(())
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
}

pub(super) fn private(dns: PrivateDns, endpoint: Arg) -> Text {
    match dns {
        PrivateDns::On => text!("Turn private DNS of {endpoint} on", endpoint = endpoint),
        PrivateDns::InboundResolver => {
            text!("Let private DNS of {endpoint} answer the inbound Resolver endpoint only", endpoint = endpoint)
        }
        PrivateDns::Off => text!("Turn private DNS of {endpoint} off", endpoint = endpoint),
    }
}
