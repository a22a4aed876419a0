//! Proposals for gateway, interface, resource and Gateway Load Balancer endpoints.

use super::routing::private_tables;
use super::{Ask, Refusal};
use crate::catalogue::{Catalogue, ServiceKind};
use crate::document::{
    AddressType, BalancerEndpoint, BalancerKind, Document, EndpointSubnet, Forwarding, GatewayEndpoint, GroupRule, Id, InterfaceEndpoint,
    Kind, LoadBalancer, Model, NodeId, Peer, Place, PrivateDns, ResourceEndpoint, SecurityGroup, ServiceId, Subnet, Vpc,
};
use crate::edit::{Draft, key};
use crate::net::{PortRange, Protocol};
use crate::text;
use crate::text::Arg;

/// The name a person knows a service by.
pub(super) fn display(catalogue: &Catalogue, service: &ServiceId) -> Arg {
    match catalogue.service(service.as_str()) {
        Some(s) => Arg::Plain(s.display().into()),
        None => text::code(service),
    }
}

/// Whether the catalogue says that the service has no endpoint of the kind. Services it does not know may have.
fn lacks(catalogue: &Catalogue, service: &ServiceId, kind: ServiceKind) -> bool {
    catalogue.service(service.as_str()).is_some_and(|s| !s.offers(kind))
}

/// The TCP ports that interface endpoints of a service answer on.
pub(super) fn ports(catalogue: &Catalogue, service: &ServiceId) -> Vec<u16> {
    catalogue.service(service.as_str()).map_or(vec![443], |s| s.ports.value.clone())
}

/// Private DNS for a new endpoint: on where the service has private names. S3 with a gateway endpoint beside it: names in the
/// VPC go on to the free gateway endpoint; without one, off. [Gateway endpoints for Amazon S3]
pub fn private_dns(doc: &Document, catalogue: &Catalogue, vpc: Id<Vpc>, service: &ServiceId) -> PrivateDns {
    let region = doc.model.get(vpc).and_then(|v| catalogue.region(v.region.as_str()));
    let names = region.and_then(|r| catalogue.service(service.as_str())?.private_dns_names(r));
    let gateway = doc.model.all::<GatewayEndpoint>().any(|(_, e)| e.vpc == vpc && e.service == *service);
    match names {
        Some(n) if n.value.is_empty() => PrivateDns::Off,
        None => PrivateDns::Off,
        Some(_) if *service == ServiceId::s3() => {
            if gateway {
                PrivateDns::InboundResolver
            } else {
                PrivateDns::Off
            }
        }
        Some(_) => PrivateDns::On,
    }
}

/// The VPC's group "endpoints", made where there is none, letting the VPC in on `ports`.
pub fn endpoint_group(draft: &mut Draft, vpc: Id<Vpc>, ports: &[u16]) -> Result<Id<SecurityGroup>, Refusal> {
    let model = &draft.doc.model;
    let found = model.all::<SecurityGroup>().find(|(id, g)| g.vpc == vpc && model.name(*id) == "endpoints").map(|(id, g)| (id, g.clone()));
    let blocks = model.get(vpc).map(Vpc::blocks).unwrap_or_default();
    let mut ingress = found.as_ref().map(|(_, g)| g.ingress.clone()).unwrap_or_default();
    for port in ports {
        for block in &blocks {
            let open = |r: &GroupRule| {
                [Protocol::TCP, Protocol::Any].contains(&r.protocol)
                    && r.ports.is_none_or(|p| p.contains(*port))
                    && matches!(r.peer, Peer::Cidr(net) if net.contains(block))
            };
            if !ingress.iter().any(open) {
                ingress.push(GroupRule::tcp(PortRange::one(*port), Peer::Cidr(*block)));
            }
        }
    }
    match found {
        Some((id, g)) if g.ingress == ingress => Ok(id),
        Some((id, _)) => {
            draft.set(id, "ingress", &ingress)?;
            Ok(id)
        }
        // No way out: an endpoint only answers, and answers need no rule.
        None => {
            let body = SecurityGroup { vpc, description: "Lets the VPC reach its interface endpoints".into(), ingress, egress: vec![] };
            Ok(draft.add(Some("endpoints"), body)?)
        }
    }
}

/// The interface endpoint of a service in a VPC, in the VPC's own region.
pub fn interface_endpoint(model: &Model, vpc: Id<Vpc>, service: &ServiceId) -> Option<Id<InterfaceEndpoint>> {
    let own = |e: &InterfaceEndpoint| {
        e.vpc == vpc
            && e.service == *service
            && (e.service_region.is_none() || e.service_region.as_ref() == model.get(vpc).map(|v| &v.region))
    };
    model.all::<InterfaceEndpoint>().find(|(_, e)| own(e)).map(|(id, _)| id)
}

impl Ask<'_> {
    /// Associated with the tables of the private subnets.
    pub(super) fn gateway_endpoint(&mut self, vpc: Id<Vpc>, service: &ServiceId) -> Result<Place, Refusal> {
        let name = display(self.catalogue, service);
        if lacks(self.catalogue, service, ServiceKind::Gateway) {
            return Err(text!("{service} has no gateway endpoint: drop an interface endpoint on a subnet.", service = name).into());
        }
        let model = &self.draft.doc.model;
        if let Some((old, _)) = model.all::<GatewayEndpoint>().find(|(_, e)| e.vpc == vpc && e.service == *service) {
            let why = text!(
                "{vpc} already has {old} for {service}: associate more route tables with that one.",
                vpc = vpc,
                old = old,
                service = name
            );
            return Err(why.into());
        }
        let tables = private_tables(model, vpc);
        let id = self.draft.add(None, GatewayEndpoint { vpc, service: service.clone(), tables, policy: None })?;
        Ok(Place::Node(id.node()))
    }

    /// A new endpoint, or one more subnet for the one that the VPC has.
    pub(super) fn interface_endpoint(&mut self, subnet: Id<Subnet>, service: &ServiceId) -> Result<Place, Refusal> {
        let name = display(self.catalogue, service);
        if lacks(self.catalogue, service, ServiceKind::Interface) {
            return Err(text!("{service} has no interface endpoint: drop a gateway endpoint on the VPC.", service = name).into());
        }
        let model = &self.draft.doc.model;
        let Some(vpc) = model.get(subnet).map(|s| s.vpc) else {
            return Err(text!("There is no such subnet any more.").into());
        };
        if let Some(old) = interface_endpoint(model, vpc, service) {
            super::workload::extend_draft(&mut self.draft, old.node(), subnet)?;
            return Ok(Place::Part(old.node(), subnet.node()));
        }
        let private_dns = private_dns(&self.draft.doc, self.catalogue, vpc, service);
        let group = endpoint_group(&mut self.draft, vpc, &ports(self.catalogue, service))?;
        let body = InterfaceEndpoint {
            vpc,
            service: service.clone(),
            service_region: None,
            subnets: vec![EndpointSubnet { subnet, ip: None, ipv6: None }],
            groups: vec![group],
            private_dns,
            policy: None,
            address_type: AddressType::Ipv4,
        };
        let id = self.draft.add(None, body)?;
        Ok(Place::Part(id.node(), subnet.node()))
    }

    /// With a group of its own that lets the VPC in on TCP: which ports there are, the resource configuration says.
    pub(super) fn resource_endpoint(&mut self, subnet: Id<Subnet>) -> Result<Place, Refusal> {
        let model = &self.draft.doc.model;
        let Some(vpc) = model.get(subnet).map(|s| s.vpc) else {
            return Err(text!("There is no such subnet any more.").into());
        };
        let name = key::free_name(model, Kind::ResourceEndpoint, Kind::ResourceEndpoint.as_str());
        let blocks = model.get(vpc).map(Vpc::blocks).unwrap_or_default();
        let ingress = blocks.into_iter().map(|b| GroupRule::tcp(PortRange::ALL, Peer::Cidr(b))).collect();
        // No way out: an endpoint only answers, and answers need no rule.
        let group = SecurityGroup { vpc, description: "Lets the VPC reach the resource".into(), ingress, egress: vec![] };
        let group = self.draft.add(Some(&key::free_name(model, Kind::SecurityGroup, &format!("sg-{name}"))), group)?;
        let body = ResourceEndpoint {
            vpc,
            configuration: String::new(),
            subnets: vec![EndpointSubnet { subnet, ip: None, ipv6: None }],
            groups: vec![group],
            private_dns: false,
            address_type: AddressType::Ipv4,
        };
        let id = self.draft.add(Some(&name), body)?;
        Ok(Place::Part(id.node(), subnet.node()))
    }

    /// For the design's Gateway Load Balancer where it has just one: with none or several it is left to say whose service it is of. No route
    /// leads there yet: which packets are inspected, tables say. [Access an inspection system using a Gateway Load Balancer endpoint]
    pub(super) fn balancer_endpoint(&mut self, subnet: Id<Subnet>) -> Result<Place, Refusal> {
        let model = &self.draft.doc.model;
        let Some(vpc) = model.get(subnet).map(|s| s.vpc) else {
            return Err(text!("There is no such subnet any more.").into());
        };
        let gateway = |(_, b): &(Id<LoadBalancer>, &LoadBalancer)| b.balancer == BalancerKind::Gateway;
        let all: Vec<_> = model.all::<LoadBalancer>().filter(gateway).map(|(id, _)| id).collect();
        let balancer = if let [one] = all.as_slice() { Some(*one) } else { None };
        let body = BalancerEndpoint { vpc, subnet, service_name: String::new(), balancer, forwards: Forwarding::Unknown };
        let name = key::free_name(model, Kind::BalancerEndpoint, Kind::BalancerEndpoint.as_str());
        Ok(Place::Node(self.draft.add(Some(&name), body)?.node()))
    }
}

/// Why an endpoint cannot have a subnet beside those it has: one of its zone is among them.
pub(super) fn zone_taken(model: &Model, endpoint: NodeId, subnet: Id<Subnet>) -> Option<Refusal> {
    let zone = &model.get(subnet)?.zone;
    let there = model.subnets_where(endpoint).into_iter().find(|s| model.get(*s).is_some_and(|s| s.zone == *zone))?;
    Some(
        text!(
            "{endpoint} already stands in {there} of {zone}: an endpoint has one subnet per zone at most.",
            endpoint = endpoint,
            there = there,
            zone = text::code(zone)
        )
        .into(),
    )
}
