//! Proposals for gateways: internet, egress-only, NAT, virtual private, transit; and on-premises networks.

use super::routing::{
    add_route, anywhere_v4, anywhere_v6, default_target, internet_gateway_of, meant_public, private_tables, served, zone_of_nat,
};
use super::{Ask, Refusal, address, network};
use crate::document::{
    EgressOnlyGateway, ElasticIp, Id, InternetGateway, Kind, NatConnectivity, NatGateway, NatHome, OnPremises, Place, Route, RouteTable,
    Subnet, Target, TransitGateway, TransitTable, Vpc, VpnGateway,
};
use crate::edit::key;
use crate::text;
use ipnet::IpNet;

impl Ask<'_> {
    /// Attached, with default routes in the tables of public subnets that have none.
    pub(super) fn internet_gateway(&mut self, vpc: Id<Vpc>) -> Result<Place, Refusal> {
        if let Some(igw) = internet_gateway_of(&self.draft.doc.model, vpc) {
            return Err(text!("{vpc} already has {igw}: a VPC has one internet gateway at most.", vpc = vpc, igw = igw).into());
        }
        let id = self.draft.add(None, InternetGateway { vpc: Some(vpc) })?;
        let model = &self.draft.doc.model;
        let tables: crate::ordered::BTreeSet<_> =
            model.subnets_of(vpc).filter(|(s, _)| meant_public(model, *s)).filter_map(|(s, _)| model.table_of(s)).collect();
        for t in tables {
            self.route_out(vpc, t)?;
        }
        Ok(Place::Node(id.node()))
    }

    pub(super) fn egress_only(&mut self, vpc: Id<Vpc>) -> Result<Place, Refusal> {
        let model = &self.draft.doc.model;
        if model.get(vpc).is_some_and(|v| v.ipv6.is_empty()) {
            return Err(text!("{vpc} has no IPv6 block, and an egress-only internet gateway carries IPv6 only.", vpc = vpc).into());
        }
        let id = self.draft.add(None, EgressOnlyGateway { vpc })?;
        for t in private_tables(&self.draft.doc.model, vpc) {
            add_route(&mut self.draft, t, anywhere_v6(), id)?;
        }
        Ok(Place::Node(id.node()))
    }

    /// With an Elastic IP address. The first NAT gateway of a VPC serves every private table that has no way out; a later
    /// one takes over the tables of its own zone.
    pub(super) fn nat(&mut self, subnet: Id<Subnet>) -> Result<Place, Refusal> {
        let doc = &self.draft.doc;
        let Some(s) = doc.model.get(subnet).cloned() else {
            return Err(text!("There is no such subnet any more.").into());
        };
        let base = format!("nat-{}", network::letter(doc, s.vpc, &s.zone));
        let id = self.nat_named(&base, s.vpc, NatHome::Zonal(subnet))?;
        let model = self.draft.doc.model.clone();
        for table in self.tables_for_nat(s.vpc, Some(subnet)) {
            match default_target(&model, table, false) {
                None => add_route(&mut self.draft, table, anywhere_v4(), id)?,
                Some(Target::Node(old)) if served(&model, table).iter().all(|x| model.get(*x).is_some_and(|x| x.zone == s.zone)) => {
                    let elsewhere = Id::<NatGateway>::of(*old).is_some_and(|o| zone_of_nat(&model, o).is_some_and(|z| z != s.zone));
                    if elsewhere {
                        self.retarget(table, id)?;
                    }
                }
                Some(_) => {}
            }
        }
        Ok(Place::Node(id.node()))
    }

    /// One NAT gateway for all zones: every private table without a way out uses it.
    pub(super) fn regional_nat(&mut self, vpc: Id<Vpc>) -> Result<Place, Refusal> {
        let id = self.nat_named("nat-regional", vpc, NatHome::Regional(vpc))?;
        for table in self.tables_for_nat(vpc, None) {
            add_route(&mut self.draft, table, anywhere_v4(), id)?;
        }
        Ok(Place::Node(id.node()))
    }

    fn nat_named(&mut self, base: &str, vpc: Id<Vpc>, home: NatHome) -> Result<Id<NatGateway>, Refusal> {
        let model = &self.draft.doc.model;
        let name = key::free_name(model, Kind::NatGateway, base);
        let region = model.get(vpc).map(|v| v.region.clone()).unwrap_or_default();
        let eip = self.draft.add(Some(&name), ElasticIp { region, address: None })?;
        let nat = NatGateway { home, connectivity: NatConnectivity::Public, addresses: vec![eip], private_ip: None, table: None };
        Ok(self.draft.add(Some(&name), nat)?)
    }

    /// Private tables, without that of the NAT gateway's own subnet (a route to itself would loop) and isolated ones.
    fn tables_for_nat(&self, vpc: Id<Vpc>, own: Option<Id<Subnet>>) -> Vec<Id<RouteTable>> {
        let model = &self.draft.doc.model;
        let own = own.and_then(|s| model.table_of(s));
        let all = private_tables(model, vpc);
        all.into_iter().filter(|t| Some(*t) != own && !model.name(*t).starts_with("isolated")).collect()
    }

    fn retarget(&mut self, table: Id<RouteTable>, to: Id<NatGateway>) -> Result<(), Refusal> {
        let Some(t) = self.draft.doc.model.get(table) else { return Ok(()) };
        let change = |r: &Route| {
            let default = r.destination == anywhere_v4().into();
            Route { destination: r.destination.clone(), target: if default { Target::Node(to.node()) } else { r.target.clone() } }
        };
        let routes: Vec<Route> = t.routes.iter().map(change).collect();
        Ok(self.draft.set(table, "routes", &routes)?)
    }

    pub(super) fn vpn_gateway(&mut self, vpc: Id<Vpc>) -> Result<Place, Refusal> {
        let model = &self.draft.doc.model;
        if let Some((old, _)) = model.all::<VpnGateway>().find(|(_, g)| g.vpc == Some(vpc)) {
            return Err(text!("{vpc} already has {old}: a VPC has one virtual private gateway at most.", vpc = vpc, old = old).into());
        }
        let id = self.draft.add(Some("vgw"), VpnGateway { vpc: Some(vpc), asn: None, complete: true })?;
        Ok(Place::Node(id.node()))
    }

    /// With its default route table, as AWS makes it.
    pub(super) fn transit_gateway(&mut self) -> Result<Place, Refusal> {
        let doc = &self.draft.doc;
        let region = doc.assumptions.region.clone();
        let name = key::free_name(&doc.model, Kind::TransitGateway, "tgw");
        let body = TransitGateway { account: None, region, asn: None, default_table: None, group_referencing: false, opaque: false };
        let id = self.draft.add(Some(&name), body)?;
        let table = self.draft.add(Some(&format!("{name}-default")), TransitTable { gateway: id, routes: vec![] })?;
        self.draft.set(id, "default_table", &Some(table))?;
        Ok(Place::Node(id.node()))
    }

    pub(super) fn on_premises(&mut self) -> Result<Place, Refusal> {
        let doc = &self.draft.doc;
        let cidr = address::free(doc, &["192.168.0.0/16", "172.16.0.0/12", "10.0.0.0/8"], 16);
        let body = OnPremises {
            region: doc.assumptions.region.clone(),
            cidrs: cidr.map(IpNet::V4).into_iter().collect(),
            public_ip: None,
            asn: Some(65000),
        };
        let id = self.draft.add(None, body)?;
        Ok(Place::Node(id.node()))
    }
}
