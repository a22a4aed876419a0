//! Endpoints of another VPC, over a peering connection or a transit gateway, found by a private hosted zone.

use super::kind::WayKind;
use super::steps::Steps;
use super::ways::{Case, No, private};
use crate::catalogue::ServiceKind;
use crate::document::{
    AddressType, Destination, DnsAnswer, DnsRecord, EndpointSubnet, GroupRule, HostedZone, Id, InterfaceEndpoint, NodeId, Peer, Peering,
    PrivateDns, Route, RouteTable, SecurityGroup, Subnet, Target, TransitAttachment, Vpc, Zone,
};
use crate::edit::Draft;
use crate::net::PortRange;
use crate::ordered::{BTreeMap, BTreeSet, Sorted as _};
use crate::propose::{add_route, interface_endpoint, peering};
use crate::text;
use crate::text::Arg;
use ipnet::IpNet;

/// Other VPCs that are looked at: those with an endpoint for the service first.
const MOST: usize = 3;

impl Case<'_> {
    /// Other VPCs of the region that could hold the endpoint, with what joins them; unconnected ones only where they have it already.
    pub fn hubs(&self, d: &Draft) -> Vec<WayKind> {
        let model = &d.doc.model;
        let region = |v: Id<Vpc>| model.get(v).map(|v| v.region.clone());
        let near = |v: Id<Vpc>| v != self.vpc && region(v) == region(self.vpc) && !model.get(v).is_some_and(|v| v.opaque);
        let mut out: BTreeMap<(bool, Id<Vpc>), WayKind> = BTreeMap::new();
        let has = |v: Id<Vpc>| interface_endpoint(model, v, self.service).is_some();
        let key = |v: Id<Vpc>| (!has(v), v);
        for (v, _) in model.all::<Vpc>().filter(|(v, _)| near(*v) && has(*v)) {
            if peering(&d.doc, self.vpc, v).is_ok() {
                out.insert(key(v), WayKind::Peering(v, None));
            }
        }
        let attached = |v: Id<Vpc>| model.all::<TransitAttachment>().filter(move |(_, a)| a.to == v.node());
        for (_, own) in attached(self.vpc) {
            for (v, _) in model.all::<Vpc>().filter(|(v, _)| near(*v)) {
                if attached(v).any(|(_, a)| a.gateway == own.gateway) {
                    out.insert(key(v), WayKind::Transit(v, own.gateway));
                }
            }
        }
        for (id, p) in model.all::<Peering>().filter(|(_, p)| p.accepted) {
            let other = if p.requester == self.vpc { p.accepter } else { p.requester };
            if (p.requester == self.vpc || p.accepter == self.vpc) && near(other) {
                out.insert(key(other), WayKind::Peering(other, Some(id)));
            }
        }
        out.into_values().take(MOST).collect()
    }

    pub fn over_peering(&self, d: &mut Draft, steps: &mut Steps, hub: Id<Vpc>, old: Option<Id<Peering>>) -> Result<(), No> {
        let via = match old {
            Some(p) => p,
            None => {
                let body = Peering { requester: self.vpc, accepter: hub, accepted: true, requester_dns: false, accepter_dns: false };
                let name: String = format!("{}-{}", d.doc.model.name(self.vpc), d.doc.model.name(hub)).chars().take(255).collect();
                steps.add_named(d, &name, body, text!("Peer {vpc} with {hub}, and accept it there", vpc = self.vpc, hub = hub))?
            }
        };
        self.central(d, steps, hub, via.node())
    }

    pub fn central(&self, d: &mut Draft, steps: &mut Steps, hub: Id<Vpc>, via: NodeId) -> Result<(), No> {
        if !self.offers(ServiceKind::Interface) {
            return Err(text!("the service has no interface endpoint"));
        }
        let Some(name) = self.name(d) else { return Err(text!("the service's public name is not known")) };
        let endpoint = match interface_endpoint(&d.doc.model, hub, self.service) {
            Some(id) => id,
            None => self.hub_endpoint(d, steps, hub)?,
        };
        self.admit(d, steps, endpoint, &self.ports())?;
        let model = &d.doc.model;
        let there: BTreeSet<Id<RouteTable>> =
            model.get(endpoint).into_iter().flat_map(|e| &e.subnets).filter_map(|s| model.table_of(s.subnet)).collect();
        self.routes(d, steps, &there.into_iter().collect::<Vec<_>>(), hub, via)?;
        // The VPC's own endpoints answer before a hosted zone does.
        let own: Vec<_> = d
            .doc
            .model
            .all::<InterfaceEndpoint>()
            .filter(|(_, e)| e.vpc == self.vpc && e.service == *self.service && e.private_dns == PrivateDns::On)
            .map(|(id, _)| id)
            .collect();
        for id in own {
            steps.set(d, id, "private_dns", &PrivateDns::Off, private(PrivateDns::Off, id.into()))?;
        }
        self.zone_for(d, steps, &name, endpoint)
    }

    /// A route of every table of the workload to another VPC, and back from the subnets of an endpoint there.
    fn routes(&self, d: &mut Draft, steps: &mut Steps, there: &[Id<RouteTable>], hub: Id<Vpc>, via: NodeId) -> Result<(), No> {
        let blocks = |d: &Draft, v: Id<Vpc>| d.doc.model.get(v).map(|v| v.cidrs.clone()).unwrap_or_default();
        let pairs: Vec<(Vec<Id<RouteTable>>, Vec<ipnet::Ipv4Net>)> =
            vec![(self.tables(d), blocks(d, hub)), (there.to_vec(), blocks(d, self.vpc))];
        for (tables, nets) in pairs {
            for (table, net) in tables.iter().flat_map(|t| nets.iter().map(move |n| (*t, IpNet::V4(*n)))) {
                let target = Target::Node(via);
                // Routes to a part of the block are somebody's choice: what they leave out the engine says.
                let leads = |r: &Route| match &r.destination {
                    Destination::Cidr(c) => (c.contains(&net) || net.contains(c)) && r.target == target,
                    Destination::List(_) => false,
                };
                if !d.doc.model.get(table).is_some_and(|t| t.routes.iter().any(leads)) {
                    let said = text!("Route {net} of {table} to {via}", net = net, table = table, via = via);
                    steps.run(d, said, |d| add_route(d, table, net, via))?;
                }
            }
        }
        Ok(())
    }

    fn hub_endpoint(&self, d: &mut Draft, steps: &mut Steps, hub: Id<Vpc>) -> Result<Id<InterfaceEndpoint>, No> {
        let mut homes: BTreeMap<Zone, (bool, Id<Subnet>)> = BTreeMap::new();
        for (id, s) in d.doc.model.subnets_of(hub) {
            let slot = homes.entry(s.zone.clone()).or_insert((s.public_ip_on_launch, id));
            *slot = (*slot).min((s.public_ip_on_launch, id));
        }
        let mut homes: Vec<Id<Subnet>> = homes.into_values().map(|(_, id)| id).collect();
        homes.order();
        if homes.is_empty() {
            return Err(text!("{vpc} has no subnet for an endpoint", vpc = hub));
        }
        let group = self.doors(d, hub)?;
        let said = text!("Add an interface endpoint in {subnets}, its private DNS off", subnets = Arg::from_iter(homes.iter().copied()));
        let body = InterfaceEndpoint {
            vpc: hub,
            service: self.service.clone(),
            service_region: None,
            subnets: homes.into_iter().map(|s| EndpointSubnet { subnet: s, ip: None, ipv6: None }).collect(),
            groups: vec![group],
            private_dns: PrivateDns::Off,
            policy: None,
            address_type: AddressType::Ipv4,
        };
        steps.add(d, body, said)
    }

    /// The endpoint's first group lets the workload's VPC in.
    fn admit(&self, d: &mut Draft, steps: &mut Steps, endpoint: Id<InterfaceEndpoint>, ports: &[u16]) -> Result<(), No> {
        let model = &d.doc.model;
        let Some(e) = model.get(endpoint) else { return Ok(()) };
        let group: Option<Id<SecurityGroup>> = e.groups.first().copied().or_else(|| model.get(e.vpc).map(|v| v.default_group));
        let Some((id, g)) = group.and_then(|id| Some((id, model.get(id)?))) else { return Ok(()) };
        let blocks: Vec<IpNet> = model.get(self.vpc).into_iter().flat_map(|v| &v.cidrs).map(|c| IpNet::V4(*c)).collect();
        let mut rules = g.ingress.clone();
        for (port, block) in ports.iter().flat_map(|p| blocks.iter().map(move |b| (*p, *b))) {
            let open =
                |r: &GroupRule| matches!(r.peer, Peer::Cidr(net) if net.contains(&block)) && r.ports.is_none_or(|p| p.contains(port));
            if !rules.iter().any(open) {
                rules.push(GroupRule::tcp(PortRange::one(port), Peer::Cidr(block)));
            }
        }
        if rules == g.ingress {
            return Ok(());
        }
        steps.set(d, id, "ingress", &rules, text!("Let {vpc} in by {group}", vpc = self.vpc, group = id))
    }

    fn zone_for(&self, d: &mut Draft, steps: &mut Steps, name: &str, endpoint: Id<InterfaceEndpoint>) -> Result<(), No> {
        let old =
            d.doc.model.all::<HostedZone>().find(|(_, z)| z.domain == name && leads_to(z, endpoint)).map(|(id, z)| (id, z.vpcs.clone()));
        match old {
            Some((_, vpcs)) if vpcs.contains(&self.vpc) => Ok(()),
            Some((id, vpcs)) => {
                let all = [vpcs.as_slice(), &[self.vpc]].concat();
                steps.set(d, id, "vpcs", &all, text!("Associate {zone} with {vpc}", zone = id, vpc = self.vpc))
            }
            None => {
                let answer = DnsAnswer::Alias(endpoint.node());
                let body =
                    HostedZone { domain: name.into(), vpcs: vec![self.vpc], records: vec![DnsRecord { name: String::new(), answer }] };
                let said = text!(
                    "Add a private hosted zone for {name} in {vpc}, an alias to the endpoint",
                    name = text::code(name),
                    vpc = self.vpc
                );
                steps.add(d, body, said).map(drop)
            }
        }
    }
}

fn leads_to(zone: &HostedZone, endpoint: Id<InterfaceEndpoint>) -> bool {
    zone.records.iter().any(|r| r.name.is_empty() && r.answer == DnsAnswer::Alias(endpoint.node()))
}
