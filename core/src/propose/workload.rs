//! Proposals for workloads, load balancers, services, buckets and tables; and for standing in one more subnet.

use super::endpoint::zone_taken;
use super::routing::{anywhere_v4, meant_public, twin_subnet, zones_of};
use super::{Ask, Refusal};
use crate::document::{
    BalancerKind, Body, Bucket, Compute, Document, EndpointSubnet, Forwarding, GroupRule, Id, InterfaceEndpoint, Kind, Listener,
    LoadBalancer, NodeId, Peer, Place, ResourceEndpoint, Scheme, SecurityGroup, Service, ServiceId, Subnet, Table, Vpc, Workload,
};
use crate::edit::{Command, Draft, key};
use crate::net::PortRange;
use crate::text;
use ipnet::IpNet;

/// What a new EC2 instance is, until somebody chooses.
const INSTANCE_TYPE: &str = "t3.micro";
/// The port of a new database.
const DATABASE_PORT: u16 = 5432;

impl Ask<'_> {
    /// With a group of its own: nothing in, everything out.
    pub(super) fn workload(&mut self, compute: Compute, subnet: Option<Id<Subnet>>) -> Result<Place, Refusal> {
        let model = &self.draft.doc.model;
        let name = key::free_name(model, Kind::Workload, compute.as_str());
        let vpc = subnet.and_then(|s| model.get(s)).map(|s| s.vpc);
        let groups = match vpc {
            Some(vpc) => vec![self.own_group(vpc, &name, vec![])?],
            None => vec![],
        };
        let body = Workload {
            compute,
            subnets: subnet.into_iter().collect(),
            groups,
            role: None,
            instance_type: (compute == Compute::Instance).then(|| INSTANCE_TYPE.into()),
            private_ip: None,
            elastic_ip: None,
            public_ip: None,
            source_dest_check: true,
            forwards: Forwarding::Unknown,
            count: 1,
            port: (compute == Compute::Database).then_some(DATABASE_PORT),
        };
        let id = self.draft.add(Some(&name), body)?.node();
        Ok(match subnet {
            Some(s) if compute != Compute::Instance => Place::Part(id, s.node()),
            _ => Place::Node(id),
        })
    }

    fn own_group(&mut self, vpc: Id<Vpc>, name: &str, ingress: Vec<GroupRule>) -> Result<Id<SecurityGroup>, Refusal> {
        let base = format!("sg-{name}");
        let name = key::free_name(&self.draft.doc.model, Kind::SecurityGroup, &base);
        let egress = vec![GroupRule::all(Peer::Cidr(anywhere_v4()))];
        Ok(self.draft.add(Some(&name), SecurityGroup { vpc, description: String::new(), ingress, egress })?)
    }

    /// In one subnet of the kind in each zone: an Application Load Balancer takes two zones. Internet-facing on a public
    /// subnet, internal on any other.
    pub(super) fn load_balancer(&mut self, subnet: Id<Subnet>) -> Result<Place, Refusal> {
        let doc = &self.draft.doc;
        let model = &doc.model;
        let Some(own) = model.get(subnet).cloned() else {
            return Err(text!("There is no such subnet any more.").into());
        };
        let public = meant_public(model, subnet);
        let others = zones_of(doc, own.vpc).into_iter().filter(|z| *z != own.zone).filter_map(|z| twin_subnet(model, subnet, &z));
        let subnets: Vec<_> = std::iter::once(subnet).chain(others).collect();
        let name = key::free_name(model, Kind::LoadBalancer, "load-balancer");
        let blocks = model.get(own.vpc).map(|v| v.cidrs.clone()).unwrap_or_default();
        let from: Vec<IpNet> = if public { vec![anywhere_v4()] } else { blocks.into_iter().map(IpNet::V4).collect() };
        let ingress = from.into_iter().map(|n| GroupRule::tcp(PortRange::HTTPS, Peer::Cidr(n))).collect();
        let group = self.own_group(own.vpc, &name, ingress)?;
        let body = LoadBalancer {
            vpc: own.vpc,
            balancer: BalancerKind::Application,
            scheme: if public { Scheme::InternetFacing } else { Scheme::Internal },
            subnets,
            groups: vec![group],
            listeners: vec![Listener { protocol: "HTTPS".into(), port: 443, forward_to: None }],
            cross_zone: true,
            complete: true,
        };
        let id = self.draft.add(Some(&name), body)?;
        Ok(Place::Part(id.node(), subnet.node()))
    }

    /// Those of the services that the design does not have yet, in its region.
    pub(super) fn services(&mut self, ids: &[ServiceId]) -> Result<Place, Refusal> {
        let region = self.draft.doc.assumptions.region.clone();
        let mut place = None;
        for service in ids {
            let there = self.draft.doc.model.all::<Service>().any(|(_, s)| s.region == region && s.service == *service);
            if !there {
                let id = self.draft.add(None, Service { region: region.clone(), service: service.clone() })?;
                place = place.or(Some(Place::Node(id.node())));
            }
        }
        place.ok_or_else(|| match ids.first().and_then(|i| find_service(&self.draft.doc, i)) {
            Some(old) => text!("{old} is on the canvas already: draw flows to that one.", old = old).into(),
            None => text!("No service was named.").into(),
        })
    }

    pub(super) fn bucket(&mut self) -> Result<Place, Refusal> {
        let region = self.draft.doc.assumptions.region.clone();
        let id = self.draft.add(None, Bucket { account: None, region, bucket_name: None, policy: None })?;
        Ok(Place::Node(id.node()))
    }

    pub(super) fn table(&mut self) -> Result<Place, Refusal> {
        let region = self.draft.doc.assumptions.region.clone();
        let id = self.draft.add(None, Table { account: None, region, policy: None })?;
        Ok(Place::Node(id.node()))
    }
}

/// A service of the design's region that stands on the canvas.
pub(super) fn find_service(doc: &Document, service: &ServiceId) -> Option<Id<Service>> {
    doc.model.all::<Service>().find(|(_, s)| s.service == *service && s.region == doc.assumptions.region).map(|(id, _)| id)
}

/// A proposal for standing in one more subnet: interface and Resolver endpoints, functions, containers, databases and load
/// balancers can.
pub fn extend(doc: &Document, what: NodeId, subnet: Id<Subnet>) -> Result<Command, Refusal> {
    let mut draft = Draft::new(doc);
    extend_draft(&mut draft, what, subnet)?;
    Ok(draft.finish())
}

pub(super) fn extend_draft(draft: &mut Draft, what: NodeId, subnet: Id<Subnet>) -> Result<(), Refusal> {
    let model = &draft.doc.model;
    if model.subnets_where(what).contains(&subnet) {
        return Err(text!("{what} stands in {subnet} already.", what = what, subnet = subnet).into());
    }
    let (own, here) = (model.vpc_of(what), model.get(subnet).map(|s| s.vpc));
    if let (Some(own), Some(here)) = (own, here)
        && own != here
    {
        return Err(
            text!("{what} belongs to {own}, and {subnet} is in {here}.", what = what, own = own, subnet = subnet, here = here).into()
        );
    }
    let standing = EndpointSubnet { subnet, ip: None, ipv6: None };
    match model.node(what).map(|n| &n.body) {
        Some(Body::InterfaceEndpoint(InterfaceEndpoint { subnets, .. }) | Body::ResourceEndpoint(ResourceEndpoint { subnets, .. })) => {
            if let Some(why) = zone_taken(model, what, subnet) {
                return Err(why);
            }
            let subnets = [subnets.as_slice(), &[standing]].concat();
            Ok(draft.set(what, "subnets", &subnets)?)
        }
        Some(Body::ResolverEndpoint(e)) => {
            let subnets = [e.subnets.as_slice(), &[standing]].concat();
            Ok(draft.set(what, "subnets", &subnets)?)
        }
        Some(Body::Workload(w)) if w.compute != Compute::Instance => {
            let subnets = [w.subnets.as_slice(), &[subnet]].concat();
            Ok(draft.set(what, "subnets", &subnets)?)
        }
        Some(Body::LoadBalancer(b)) => {
            let subnets = [b.subnets.as_slice(), &[subnet]].concat();
            Ok(draft.set(what, "subnets", &subnets)?)
        }
        _ => Err(text!("{what} stands in one subnet only.", what = what).into()),
    }
}
