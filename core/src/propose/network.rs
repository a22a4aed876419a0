//! Proposals for VPCs, zones, subnets, route tables, groups and ACLs.

use super::routing::{add_route, anywhere_v4, anywhere_v6, internet_gateway_of, meant_public, nat_for, private_tables, served, zones_of};
use super::{Ask, Refusal, Tier, address};
use crate::document::{
    AclEntry, BlockMode, Document, EgressOnlyGateway, GatewayEndpoint, GroupRule, Id, Kind, NetworkAcl, Peer, Place, RouteTable,
    SecurityGroup, Subnet, Vpc, Zone,
};
use crate::edit::{Command, key};
use crate::net::cidr;
use crate::text;
use ipnet::Ipv4Net;

/// The block that a new VPC gets: the first `10.x.0.0/16` that no VPC and no on-premises network uses, then others of the
/// private ranges.
pub fn free_vpc_block(doc: &Document) -> Option<Ipv4Net> {
    address::free(doc, &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], 16)
}

/// The block that a new subnet gets: /20 where that is at most a sixteenth of the VPC, else smaller; the largest down to
/// /28 that is free.
pub fn free_subnet(doc: &Document, vpc: Id<Vpc>) -> Option<Ipv4Net> {
    let blocks = doc.model.get(vpc)?.cidrs.clone();
    let taken: Vec<_> = doc.model.subnets_of(vpc).filter_map(|(_, s)| s.cidr).collect();
    let first = blocks.first()?.prefix_len().saturating_add(4).clamp(20, 28);
    (first..=28).find_map(|prefix| blocks.iter().find_map(|b| cidr::free_block(*b, prefix, &taken)))
}

/// `a` of `us-east-1a`, for names.
pub(super) fn letter(doc: &Document, vpc: Id<Vpc>, zone: &Zone) -> String {
    doc.model.get(vpc).map_or_else(|| zone.to_string(), |v| zone.suffix(&v.region).trim_start_matches('-').to_string())
}

impl Ask<'_> {
    pub(super) fn vpc(&mut self) -> Result<Place, Refusal> {
        let doc = &self.draft.doc;
        let cidr = free_vpc_block(doc).ok_or_else(|| text!("Every /16 of the private ranges is in use by this design."))?;
        let id = Id::<Vpc>::new(doc.next);
        let body = Vpc {
            account: None,
            region: doc.assumptions.region.clone(),
            cidrs: vec![cidr],
            ipv6: vec![],
            // Both on, as "VPC and more" of the console has it: endpoints with private DNS need both.
            dns_support: true,
            dns_hostnames: true,
            main_table: Id::new(0),
            default_group: Id::new(0),
            default_acl: Id::new(0),
            opaque: false,
            sparse: false,
            block_public_access: BlockMode::Off,
        };
        self.draft.add(None, body)?;
        Ok(Place::Node(id.node()))
    }

    pub(super) fn zone(&mut self, vpc: Id<Vpc>) -> Result<Place, Refusal> {
        let zone = self.next_zone(vpc)?;
        self.draft.run(Command::AddZone { vpc, zone: zone.clone(), at: None })?;
        Ok(Place::Zone(vpc, zone))
    }

    /// The first zone of the region that the VPC does not show yet.
    fn next_zone(&self, vpc: Id<Vpc>) -> Result<Zone, Refusal> {
        let doc = &self.draft.doc;
        let code = doc.model.get(vpc).map(|v| v.region.clone()).unwrap_or_default();
        let Some(region) = self.catalogue.region(code.as_str()) else {
            return Err(text!("The zones of {region} are not known here.", region = text::code(&code)).into());
        };
        let used = zones_of(doc, vpc);
        let free = region.zones.iter().filter_map(|z| z.name.parse::<Zone>().ok()).find(|z| !used.contains(z));
        free.ok_or_else(|| {
            text!("{vpc} shows all {n} zones of {region}.", vpc = vpc, n = region.zones.len(), region = text::code(&code)).into()
        })
    }

    /// Without a zone, the one with fewest subnets of the tier; a VPC without zones gets its first.
    pub(super) fn subnet(&mut self, vpc: Id<Vpc>, zone: Option<Zone>, tier: Tier) -> Result<Place, Refusal> {
        let zone = match zone {
            Some(z) => z,
            None => self.fewest(vpc, tier)?,
        };
        let cidr = free_subnet(&self.draft.doc, vpc)
            .ok_or_else(|| text!("{vpc} has no free block of /28 or more: give it another IPv4 block.", vpc = vpc))?;
        let public = tier == Tier::Public;
        let table = match tier {
            Tier::Public => self.public_table(vpc)?,
            Tier::Private => self.private_table(vpc, &zone)?,
            Tier::Isolated => self.isolated_table(vpc)?,
        };
        let doc = &self.draft.doc;
        let name = key::free_name(&doc.model, Kind::Subnet, &format!("{tier}-{}", letter(doc, vpc, &zone)));
        let body = Subnet {
            vpc,
            zone,
            cidr: Some(cidr),
            ipv6: address::free_v6(doc, vpc),
            table: Some(table),
            acl: None,
            public_ip_on_launch: public,
            block_public_access: None,
        };
        let id = self.draft.add(Some(&name), body)?;
        Ok(Place::Node(id.node()))
    }

    fn fewest(&mut self, vpc: Id<Vpc>, tier: Tier) -> Result<Zone, Refusal> {
        let doc = &self.draft.doc;
        let public = tier == Tier::Public;
        let count = |z: &Zone| doc.model.subnets_of(vpc).filter(|(_, s)| s.zone == *z && s.public_ip_on_launch == public).count();
        if let Some(zone) = zones_of(doc, vpc).into_iter().min_by_key(count) {
            return Ok(zone);
        }
        let zone = self.next_zone(vpc)?;
        self.draft.run(Command::AddZone { vpc, zone: zone.clone(), at: None })?;
        Ok(zone)
    }

    fn new_table(&mut self, vpc: Id<Vpc>, base: &str) -> Result<Id<RouteTable>, Refusal> {
        let name = key::free_name(&self.draft.doc.model, Kind::RouteTable, base);
        Ok(self.draft.add(Some(&name), RouteTable { vpc, routes: vec![], propagation: vec![], edge: None, complete: true })?)
    }

    fn named_table(&self, vpc: Id<Vpc>, name: &str) -> Option<Id<RouteTable>> {
        let model = &self.draft.doc.model;
        model.all::<RouteTable>().find(|(id, t)| t.vpc == vpc && model.name(*id) == name).map(|(id, _)| id)
    }

    /// The table that the VPC's public subnets share, with routes to the internet gateway where there is one.
    fn public_table(&mut self, vpc: Id<Vpc>) -> Result<Id<RouteTable>, Refusal> {
        let model = &self.draft.doc.model;
        let shared = model.subnets_of(vpc).filter(|(_, s)| s.public_ip_on_launch).find_map(|(_, s)| s.table);
        let table = match shared.or_else(|| self.named_table(vpc, "public")) {
            Some(t) => t,
            None => self.new_table(vpc, "public")?,
        };
        self.route_out(vpc, table)?;
        Ok(table)
    }

    /// Default routes to the VPC's internet gateway, where it has one.
    pub(super) fn route_out(&mut self, vpc: Id<Vpc>, table: Id<RouteTable>) -> Result<(), Refusal> {
        let model = &self.draft.doc.model;
        let ipv6 = model.get(vpc).is_some_and(|v| !v.ipv6.is_empty());
        if let Some(igw) = internet_gateway_of(model, vpc) {
            add_route(&mut self.draft, table, anywhere_v4(), igw)?;
            if ipv6 {
                add_route(&mut self.draft, table, anywhere_v6(), igw)?;
            }
        }
        Ok(())
    }

    /// The table of the zone's private subnets, with a route to a NAT gateway where there is one.
    fn private_table(&mut self, vpc: Id<Vpc>, zone: &Zone) -> Result<Id<RouteTable>, Refusal> {
        let model = &self.draft.doc.model;
        let private = private_tables(model, vpc);
        let own = format!("private-{}", letter(&self.draft.doc, vpc, zone));
        // An isolated subnet's table has no way out and is to keep none.
        let kept: Vec<_> = private.iter().copied().filter(|t| !model.name(*t).starts_with("isolated")).collect();
        let used = model.subnets_of(vpc).filter(|(_, s)| s.zone == *zone).find_map(|(_, s)| s.table.filter(|t| kept.contains(t)));
        if let Some(t) = used {
            return Ok(t);
        }
        let table = match self.named_table(vpc, &own).filter(|t| served(model, *t).iter().all(|s| !meant_public(model, *s))) {
            Some(t) => t,
            None => {
                let t = self.new_table(vpc, &own)?;
                self.join_endpoints(vpc, t, &private)?;
                t
            }
        };
        let model = &self.draft.doc.model;
        let nat = nat_for(model, vpc, zone);
        let eigw = model.all::<EgressOnlyGateway>().find(|(_, g)| g.vpc == vpc).map(|(id, _)| id);
        if let Some(nat) = nat {
            add_route(&mut self.draft, table, anywhere_v4(), nat)?;
        }
        if let Some(eigw) = eigw {
            add_route(&mut self.draft, table, anywhere_v6(), eigw)?;
        }
        Ok(table)
    }

    fn isolated_table(&mut self, vpc: Id<Vpc>) -> Result<Id<RouteTable>, Refusal> {
        if let Some(t) = self.named_table(vpc, "isolated") {
            return Ok(t);
        }
        let private = private_tables(&self.draft.doc.model, vpc);
        let table = self.new_table(vpc, "isolated")?;
        self.join_endpoints(vpc, table, &private)?;
        Ok(table)
    }

    /// A new private table joins the gateway endpoints that serve every other one.
    fn join_endpoints(&mut self, vpc: Id<Vpc>, table: Id<RouteTable>, others: &[Id<RouteTable>]) -> Result<(), Refusal> {
        let model = &self.draft.doc.model;
        let join: Vec<_> = model
            .all::<GatewayEndpoint>()
            .filter(|(_, e)| e.vpc == vpc && others.iter().all(|t| e.tables.contains(t)))
            .map(|(id, e)| (id, [e.tables.as_slice(), &[table]].concat()))
            .collect();
        for (id, tables) in join {
            self.draft.set(id, "tables", &tables)?;
        }
        Ok(())
    }

    /// On a subnet: a copy of the table it uses, for it alone.
    pub(super) fn route_table(&mut self, vpc: Id<Vpc>, subnet: Option<Id<Subnet>>) -> Result<Place, Refusal> {
        let model = &self.draft.doc.model;
        let old = subnet.and_then(|s| model.table_of(s));
        let base = subnet.map_or("routes".into(), |s| model.name(s));
        let (routes, propagation) = old.and_then(|t| model.get(t)).map(|t| (t.routes.clone(), t.propagation.clone())).unwrap_or_default();
        let endpoints: Vec<_> = model
            .all::<GatewayEndpoint>()
            .filter(|(_, e)| old.is_some_and(|t| e.tables.contains(&t)))
            .map(|(id, e)| (id, e.tables.clone()))
            .collect();
        let name = key::free_name(model, Kind::RouteTable, &base);
        let id = self.draft.add(Some(&name), RouteTable { vpc, routes, propagation, edge: None, complete: true })?;
        for (endpoint, tables) in endpoints {
            self.draft.set(endpoint, "tables", &[tables, vec![id]].concat())?;
        }
        match subnet {
            Some(s) => {
                self.draft.set(s, "table", &Some(id))?;
                Ok(Place::Part(id.node(), s.node()))
            }
            None => Ok(Place::Node(id.node())),
        }
    }

    /// As AWS makes one: nothing in, everything out.
    pub(super) fn security_group(&mut self, vpc: Id<Vpc>) -> Result<Place, Refusal> {
        let egress = vec![GroupRule::all(Peer::Cidr(anywhere_v4()))];
        let id = self.draft.add(None, SecurityGroup { vpc, description: String::new(), ingress: vec![], egress })?;
        Ok(Place::Node(id.node()))
    }

    /// One that allows everything: an ACL as AWS makes it denies all, and would cut its subnet off.
    pub(super) fn network_acl(&mut self, vpc: Id<Vpc>, subnet: Option<Id<Subnet>>) -> Result<Place, Refusal> {
        let all = vec![AclEntry::allow_all(100, anywhere_v4())];
        let id = self.draft.add(None, NetworkAcl { vpc, ingress: all.clone(), egress: all, complete: true })?;
        if let Some(s) = subnet {
            self.draft.set(s, "acl", &Some(id))?;
        }
        Ok(Place::Node(id.node()))
    }
}
