//! How the name of an AWS service resolves inside a VPC: publicly, or to an endpoint's private addresses.

use crate::catalogue::Catalogue;
use crate::document::{
    Bucket, DnsAnswer, GatewayEndpoint, HostedZone, Id, InterfaceEndpoint, Kind, Model, NodeId, PrivateDns, Region, Service, ServiceId,
    Table, Vpc,
};
use crate::ordered::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

/// What a name resolves to, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The name that a client asks for.
    pub name: Arc<str>,
    pub answer: Answer,
    pub source: NameSource,
}

/// The addresses behind a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The service's public addresses.
    Public,
    /// The private addresses of an interface endpoint's interfaces, healthy ones in turn.
    Endpoint(Id<InterfaceEndpoint>),
    /// Addresses that a private hosted zone gives.
    Addresses(Vec<IpAddr>),
    /// A private hosted zone covers the name and has no record for it.
    NoSuchName,
    /// Nobody known answers.
    Unknown,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameSource {
    /// The Amazon resolver from public DNS.
    PublicDns,
    /// The hidden zone of an endpoint with private DNS.
    PrivateDns(Id<InterfaceEndpoint>),
    /// Private DNS for the inbound Resolver endpoint only: names in the VPC stay public. [Gateway endpoints for Amazon S3]
    InboundOnly(Id<InterfaceEndpoint>),
    /// The endpoint has private DNS switched on, but the VPC lacks DNS support or host names.
    PrivateDnsWithoutVpcDns(Id<InterfaceEndpoint>),
    /// An endpoint of the VPC whose service is not known: it may have private DNS for the name.
    PerhapsPrivate(Id<InterfaceEndpoint>),
    /// A private hosted zone that is associated with the VPC.
    Zone(Id<HostedZone>),
    /// DNS support is off: servers of the user's own answer.
    OwnDns,
}

/// The names that matter to a model: main public name and private names of each service in use, by region; and who answers them otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    services: BTreeMap<(ServiceId, Region), ServiceNames>,
    /// The interface endpoints of each VPC, oldest first.
    endpoints: BTreeMap<Id<Vpc>, Vec<Id<InterfaceEndpoint>>>,
}

#[derive(Clone, Debug)]
struct ServiceNames {
    main: Arc<str>,
    /// Whether private DNS exists for the service: the hidden zone answers its main name.
    private: bool,
}

impl Names {
    pub(super) fn new(model: &Model, catalogue: &Catalogue) -> Self {
        let mut used: Vec<(ServiceId, Region)> = model.all::<Service>().map(|(_, s)| (s.service.clone(), s.region.clone())).collect();
        used.extend(model.all::<Bucket>().map(|(_, b)| (ServiceId::s3(), b.region.clone())));
        used.extend(model.all::<Table>().map(|(_, t)| (ServiceId::dynamodb(), t.region.clone())));
        for (vpc, service, region) in model
            .all::<InterfaceEndpoint>()
            .map(|(_, e)| (e.vpc, &e.service, e.service_region.clone()))
            .chain(model.all::<GatewayEndpoint>().map(|(_, e)| (e.vpc, &e.service, None)))
        {
            if let Some(r) = region.or_else(|| model.get(vpc).map(|v| v.region.clone())) {
                used.push((service.clone(), r));
            }
        }
        let mut services: BTreeMap<(ServiceId, Region), ServiceNames> = BTreeMap::new();
        for key in used {
            services.entry(key).or_insert_with_key(|(service, region)| lookup(catalogue, service, region));
        }
        let mut endpoints: BTreeMap<Id<Vpc>, Vec<Id<InterfaceEndpoint>>> = BTreeMap::new();
        for (id, e) in model.all::<InterfaceEndpoint>() {
            endpoints.entry(e.vpc).or_default().push(id);
        }
        Self { services, endpoints }
    }

    pub(super) fn resolve(&self, model: &Model, vpc: Id<Vpc>, service: &ServiceId, region: &Region) -> Resolution {
        let names = self.services.get(&(service.clone(), region.clone())).cloned();
        let names = names.unwrap_or_else(|| ServiceNames { main: format!("{service}.{region}.amazonaws.com").into(), private: true });
        let done = |answer, source| Resolution { name: names.main.clone(), answer, source };
        let Some(v) = model.get(vpc) else { return done(Answer::Unknown, NameSource::OwnDns) };
        if !v.dns_support {
            return done(Answer::Unknown, NameSource::OwnDns);
        }
        let dns = v.dns_support && v.dns_hostnames;
        // The most specific private zone answers; an endpoint's hidden zone has the service's very name.
        let zone = zone_for(model, vpc, &names.main).filter(|_| dns);
        let standing = || self.endpoints.get(&vpc).into_iter().flatten().filter_map(|id| Some((*id, model.get(*id)?)));
        let endpoints = || {
            standing()
                .filter(|(_, e)| e.service == *service && e.service_region.as_ref().unwrap_or(&v.region) == region && !e.subnets.is_empty())
        };
        let on = endpoints().find(|(_, e)| e.private_dns == PrivateDns::On && names.private);
        match (zone, on) {
            (Some((z, answer)), hidden) if hidden.is_none() || !dns => done(answer, NameSource::Zone(z)),
            (_, Some((e, _))) if dns => done(Answer::Endpoint(e), NameSource::PrivateDns(e)),
            (_, Some((e, _))) => done(Answer::Public, NameSource::PrivateDnsWithoutVpcDns(e)),
            _ => {
                let inbound = endpoints().find(|(_, e)| e.private_dns == PrivateDns::InboundResolver);
                let unknown = || standing().find(|(_, e)| e.service.is_unknown());
                match (inbound, unknown()) {
                    (Some((e, _)), _) => done(Answer::Public, NameSource::InboundOnly(e)),
                    (None, Some((e, _))) if names.private => done(Answer::Public, NameSource::PerhapsPrivate(e)),
                    _ => done(Answer::Public, NameSource::PublicDns),
                }
            }
        }
    }
}

fn lookup(catalogue: &Catalogue, service: &ServiceId, region: &Region) -> ServiceNames {
    let fallback = ServiceNames { main: format!("{service}.{region}.amazonaws.com").into(), private: true };
    let (Some(s), Some(r)) = (catalogue.service(service.as_str()), catalogue.region(region.as_str())) else { return fallback };
    let private = s.private_dns_names(r).is_none_or(|n| !n.value.is_empty());
    // Names that start with a wildcard stand for names of the account's own, such as registries.
    let main = s.public_dns_name(r).map(|n| n.replacen("*.", "", 1).into()).unwrap_or(fallback.main);
    ServiceNames { main, private }
}

/// The zone of a VPC that covers a name with the longest domain, and its answer.
fn zone_for(model: &Model, vpc: Id<Vpc>, name: &str) -> Option<(Id<HostedZone>, Answer)> {
    let covers = |domain: &str| !domain.is_empty() && (name == domain || name.ends_with(&format!(".{domain}")));
    let (id, zone) = model
        .all::<HostedZone>()
        .filter(|(_, z)| z.vpcs.contains(&vpc) && covers(z.domain.trim_end_matches('.')))
        .max_by_key(|(id, z)| (z.domain.len(), std::cmp::Reverse(*id)))?;
    let domain = zone.domain.trim_end_matches('.');
    let host = name.strip_suffix(domain).unwrap_or_default().trim_end_matches('.');
    let exact: Vec<_> = zone.records.iter().filter(|r| r.name == host).collect();
    let records = if exact.is_empty() && !host.is_empty() { zone.records.iter().filter(|r| r.name == "*").collect() } else { exact };
    let alias = records.iter().find_map(|r| match r.answer {
        DnsAnswer::Alias(n) => Some(n),
        DnsAnswer::Address(_) => None,
    });
    let addresses: Vec<_> = records
        .iter()
        .filter_map(|r| match r.answer {
            DnsAnswer::Address(a) => Some(a),
            DnsAnswer::Alias(_) => None,
        })
        .collect();
    let answer = match alias {
        Some(n) => of_alias(n),
        None if addresses.is_empty() => Answer::NoSuchName,
        None => Answer::Addresses(addresses),
    };
    Some((id, answer))
}

fn of_alias(node: NodeId) -> Answer {
    match (node.kind(), Id::of(node)) {
        (Kind::InterfaceEndpoint, Some(e)) => Answer::Endpoint(e),
        _ => Answer::Unknown,
    }
}
