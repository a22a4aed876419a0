//! Ways by the service's public addresses: through a NAT gateway, or by the internet gateway. What is missing for them is made.

use super::steps::Steps;
use super::ways::{Case, No};
use crate::document::{
    Compute, Destination, ElasticIp, GatewayEndpoint, Id, InternetGateway, Kind, NatConnectivity, NatGateway, NatHome, Route, RouteTable,
    Subnet, Target, Zone,
};
use crate::edit::{Draft, key};
use crate::net::cidr;
use crate::ordered::BTreeSet;
use crate::propose::{default_target, free_subnet, free_v6, served};
use crate::text;
use crate::text::{Arg, code};
use ipnet::{IpNet, Ipv4Net};

fn everywhere() -> IpNet {
    IpNet::V4(Ipv4Net::default())
}

fn nat_of(target: Option<&Target>) -> Option<Id<NatGateway>> {
    match target {
        Some(Target::Node(n)) => Id::of(*n),
        _ => None,
    }
}

impl Case<'_> {
    /// Routes decide, and a free gateway endpoint is not on them.
    fn off_endpoints(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        self.public_name(d, steps)?;
        let tables = self.tables(d);
        let all: Vec<_> = d
            .doc
            .model
            .all::<GatewayEndpoint>()
            .filter(|(_, e)| e.vpc == self.vpc && e.service == *self.service && e.tables.iter().any(|t| tables.contains(t)))
            .map(|(id, e)| (id, e.tables.iter().copied().partition::<Vec<_>, _>(|t| tables.contains(t))))
            .collect();
        for (id, (gone, left)) in all {
            let said = text!("Take {tables} from {endpoint}", tables = Arg::from_iter(gone), endpoint = id);
            steps.set(d, id, "tables", &left, said)?;
        }
        Ok(())
    }

    pub(super) fn nat(&self, d: &mut Draft, steps: &mut Steps, each_zone: bool, apart: bool) -> Result<(), No> {
        if apart {
            self.apart(d, steps)?;
        }
        self.off_endpoints(d, steps)?;
        for subnet in self.subnets(d) {
            let Some((table, zone)) = d.doc.model.table_of(subnet).zip(Self::zone(d, subnet)) else { continue };
            let now = default_target(&d.doc.model, table, false).cloned();
            let found = nat_of(now.as_ref());
            let fits = |d: &Draft, n: Id<NatGateway>| !each_zone || zone_of(d, n).is_none_or(|z| z == zone);
            if found.is_some_and(|n| fits(d, n)) {
                continue;
            }
            if let Some(Target::Node(other)) = now.as_ref().filter(|_| found.is_none()) {
                return Err(text!("{table} sends {all} to {other}", table = table, all = code(everywhere()), other = *other));
            }
            if each_zone && served(&d.doc.model, table).iter().any(|s| Self::zone(d, *s).is_some_and(|z| z != zone)) {
                return Err(text!("{table} serves several zones", table = table));
            }
            let nat = self.a_nat(d, steps, &zone, each_zone)?;
            let Some(t) = d.doc.model.get(table) else { continue };
            let all = Destination::Cidr(everywhere());
            let mut routes: Vec<Route> = t.routes.iter().filter(|r| r.destination != all).cloned().collect();
            routes.push(Route { destination: all, target: Target::Node(nat.node()) });
            let said = text!("Route {all} of {table} to {nat}", all = code(everywhere()), table = table, nat = nat);
            steps.set(d, table, "routes", &routes, said)?;
        }
        Ok(())
    }

    /// The zone's NAT gateway, else any of the VPC where one is enough, else a new one in a public subnet of the zone.
    fn a_nat(&self, d: &mut Draft, steps: &mut Steps, zone: &Zone, in_zone: bool) -> Result<Id<NatGateway>, No> {
        let model = &d.doc.model;
        let public = |n: &NatGateway| n.connectivity == NatConnectivity::Public;
        let all: Vec<Id<NatGateway>> =
            model.all::<NatGateway>().filter(|(id, n)| public(n) && model.vpc_of(*id) == Some(self.vpc)).map(|(id, _)| id).collect();
        let near = all.iter().copied().find(|n| zone_of(d, *n).is_none_or(|z| z == *zone));
        if let Some(nat) = near.or_else(|| all.first().copied().filter(|_| !in_zone)) {
            return Ok(nat);
        }
        let subnet = self.public(d, steps, zone)?;
        let region = d.doc.model.get(self.vpc).map(|v| v.region.clone()).unwrap_or_default();
        let letter = zone.suffix(&region).trim_start_matches('-').to_string();
        let name = key::free_name(&d.doc.model, Kind::NatGateway, &format!("nat-{letter}"));
        let address = d.add(Some(&name), ElasticIp { region, address: None }).map_err(super::steps::refused)?;
        let home = NatHome::Zonal(subnet);
        let body = NatGateway { home, connectivity: NatConnectivity::Public, addresses: vec![address], private_ip: None, table: None };
        steps.add_named(d, &name, body, text!("Add a NAT gateway with an Elastic IP address in {subnet}", subnet = subnet))
    }

    /// A subnet of the zone whose default route leads to an internet gateway.
    fn public_subnet(&self, d: &Draft, zone: &Zone) -> Option<Id<Subnet>> {
        let model = &d.doc.model;
        let leads = |s: Id<Subnet>| {
            let target = model.table_of(s).and_then(|t| default_target(model, t, false));
            matches!(target, Some(Target::Node(n)) if Id::<InternetGateway>::of(*n).is_some())
        };
        model.subnets_of(self.vpc).filter(|(_, s)| s.zone == *zone).map(|(id, _)| id).find(|s| leads(*s))
    }

    /// The zone's public subnet; made where there is none, with the internet gateway and the table that it needs.
    fn public(&self, d: &mut Draft, steps: &mut Steps, zone: &Zone) -> Result<Id<Subnet>, No> {
        if let Some(s) = self.public_subnet(d, zone) {
            return Ok(s);
        }
        let model = &d.doc.model;
        let gateway = model.all::<InternetGateway>().find(|(_, g)| g.vpc == Some(self.vpc)).map(|(id, _)| id);
        let gateway = match gateway {
            Some(g) => g,
            None => steps.add(
                d,
                InternetGateway { vpc: Some(self.vpc) },
                text!("Add an internet gateway and attach it to {vpc}", vpc = self.vpc),
            )?,
        };
        let model = &d.doc.model;
        let leads = |t: Id<RouteTable>| default_target(model, t, false) == Some(&Target::Node(gateway.node()));
        let old = model.all::<RouteTable>().find(|(id, t)| t.vpc == self.vpc && t.edge.is_none() && leads(*id)).map(|(id, _)| id);
        let table = match old {
            Some(t) => t,
            None => {
                let name = key::free_name(model, Kind::RouteTable, "public");
                let routes = vec![Route { destination: Destination::Cidr(everywhere()), target: Target::Node(gateway.node()) }];
                let body = RouteTable { vpc: self.vpc, routes, propagation: vec![], edge: None, complete: true };
                let said = text!("Add a route table that sends {all} to {gateway}", all = code(everywhere()), gateway = gateway);
                steps.add_named(d, &name, body, said)?
            }
        };
        let block = self.block(d)?;
        let name = self.subnet_name(d, "public", zone);
        let body = Subnet {
            vpc: self.vpc,
            zone: zone.clone(),
            cidr: Some(block),
            ipv6: None,
            table: Some(table),
            acl: None,
            public_ip_on_launch: true,
            block_public_access: None,
        };
        let said = text!(
            "Add the public subnet {block} in {zone}, with the route table {table}",
            block = code(block),
            zone = code(zone),
            table = table
        );
        steps.add_named(d, &name, body, said)
    }

    fn subnet_name(&self, d: &Draft, base: &str, zone: &Zone) -> String {
        let region = d.doc.model.get(self.vpc).map(|v| v.region.clone()).unwrap_or_default();
        let letter = zone.suffix(&region).trim_start_matches('-').to_string();
        key::free_name(&d.doc.model, Kind::Subnet, &format!("{base}-{letter}"))
    }

    /// A free block for a small subnet.
    fn block(&self, d: &Draft) -> Result<Ipv4Net, No> {
        let model = &d.doc.model;
        let taken: Vec<Ipv4Net> = model.subnets_of(self.vpc).filter_map(|(_, s)| s.cidr).collect();
        let blocks = model.get(self.vpc).map(|v| v.cidrs.clone()).unwrap_or_default();
        let small = blocks.iter().find_map(|b| cidr::free_block(*b, 26, &taken));
        small
            .or_else(|| free_subnet(&d.doc, self.vpc))
            .ok_or_else(|| text!("{vpc} has no free block of /28 or more for another subnet", vpc = self.vpc))
    }

    /// Subnets of the workload's own, each with a table of its own that leads nowhere outside yet.
    fn apart(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        let name = d.doc.model.name(self.workload);
        let mut homes: Vec<Id<Subnet>> = Vec::new();
        let mut done = BTreeSet::new();
        for old in self.subnets(d) {
            let model = d.doc.model.clone();
            let Some((table, s)) = model.table_of(old).and_then(|t| Some((t, model.get(old)?))) else { continue };
            // Two subnets of a zone become one.
            if !done.insert(s.zone.clone()) {
                continue;
            }
            let Some(t) = model.get(table) else { continue };
            let leaves = |r: &Route| r.destination == Destination::Cidr(everywhere()) && nat_of(Some(&r.target)).is_none();
            let routes: Vec<Route> = t.routes.iter().filter(|r| !leaves(r)).cloned().collect();
            let label = self.subnet_name(d, &name, &s.zone);
            let named = key::free_name(&d.doc.model, Kind::RouteTable, &label);
            let body = RouteTable { vpc: self.vpc, routes, propagation: t.propagation.clone(), edge: None, complete: t.complete };
            let own = d.add(Some(&named), body).map_err(super::steps::refused)?;
            let others: Vec<_> = model
                .all::<GatewayEndpoint>()
                .filter(|(_, e)| e.tables.contains(&table) && e.service != *self.service)
                .map(|(id, e)| (id, e.tables.clone()))
                .collect();
            for (endpoint, tables) in others {
                d.set(endpoint, "tables", &[tables, vec![own]].concat()).map_err(super::steps::refused)?;
            }
            let block = self.block(d)?;
            let body = Subnet {
                vpc: self.vpc,
                zone: s.zone.clone(),
                cidr: Some(block),
                ipv6: s.ipv6.and_then(|_| free_v6(&d.doc, self.vpc)),
                table: Some(own),
                acl: s.acl,
                public_ip_on_launch: false,
                block_public_access: None,
            };
            let said = text!(
                "Add the subnet {block} in {zone} with a route table of its own, because others use {table}",
                block = code(block),
                zone = code(&s.zone),
                table = table
            );
            homes.push(steps.add_named(d, &label, body, said)?);
        }
        self.move_to(d, steps, homes)
    }

    fn move_to(&self, d: &mut Draft, steps: &mut Steps, homes: Vec<Id<Subnet>>) -> Result<(), No> {
        let Some(w) = d.doc.model.get(self.workload).cloned() else { return Err(text!("the workload is gone")) };
        if homes == w.subnets {
            return Ok(());
        }
        if w.private_ip.is_some() {
            steps.quiet(d, self.workload, "private_ip", &None::<std::net::Ipv4Addr>)?;
        }
        let said = text!("Move {workload} to {subnets}", workload = self.workload, subnets = Arg::from_iter(homes.iter().copied()));
        steps.set(d, self.workload, "subnets", &homes, said)
    }

    /// In a public subnet, with a public address.
    pub(super) fn internet(&self, d: &mut Draft, steps: &mut Steps) -> Result<(), No> {
        let Some(w) = d.doc.model.get(self.workload).cloned() else { return Err(text!("the workload is gone")) };
        if w.compute == Compute::Function {
            return Err(text!("AWS gives a Lambda function in a VPC no public address, so an internet gateway does not carry it"));
        }
        if w.compute == Compute::Database {
            return Err(text!("a database does not call out by a public address of its own"));
        }
        let mut homes = Vec::new();
        for s in &w.subnets {
            let Some(zone) = Self::zone(d, *s) else { continue };
            let home = self.public(d, steps, &zone)?;
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
        if homes.is_empty() {
            return Err(text!("the workload stands in no subnet"));
        }
        self.move_to(d, steps, homes)?;
        self.off_endpoints(d, steps)?;
        if w.elastic_ip.is_none() && w.public_ip != Some(true) {
            let said = text!("Give {workload} a public IPv4 address", workload = self.workload);
            steps.set(d, self.workload, "public_ip", &Some(true), said)?;
        }
        Ok(())
    }
}

/// The zone that a NAT gateway stands in; none for a regional one.
fn zone_of(d: &Draft, nat: Id<NatGateway>) -> Option<Zone> {
    d.doc.model.subnets_where(nat).first().and_then(|s| d.doc.model.get(*s)).map(|s| s.zone.clone())
}
