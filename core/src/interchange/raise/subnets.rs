//! Subnets, with their tables and ACLs.

use super::context::{At, Raiser};
use super::{places, strangers, vpcs};
use crate::catalogue::Catalogue;
use crate::document::{Id, NetworkAcl, RouteTable, Subnet, Vpc, Zone};
use crate::text;
use crate::text::code;
use ipnet::IpNet;

pub fn raise(r: &mut Raiser) {
    for kind in ["aws_subnet", "aws_default_subnet", "data.aws_subnet"] {
        for (at, id) in r.enrolled::<Subnet>(kind) {
            subnet(r, at, id, kind);
        }
    }
    strangers::subnets(r);
    for at in r.of("aws_route_table_association") {
        let (subnet, table) = (r.get(at, "subnet_id"), r.get(at, "route_table_id"));
        if subnet.is_null() {
            // Of a gateway: `routing` reads it.
            continue;
        }
        let Some(subnet) = r.refer::<Subnet>(at, "subnet_id") else { continue };
        match r.table(table) {
            Some(table) => drop(r.model.edit(subnet, |s: &mut Subnet| s.table = Some(table))),
            None => unknown_table(r, at, subnet),
        }
    }
    for at in r.of("aws_network_acl_association") {
        let (Some(subnet), acl) = (r.refer::<Subnet>(at, "subnet_id"), r.get(at, "network_acl_id")) else { continue };
        let acl = r.acl(acl);
        associate(r, at, subnet, acl);
    }
    for (at, acl) in r.enrolled::<NetworkAcl>("aws_network_acl") {
        let (subnets, _) = r.all::<Subnet>(at, "subnet_ids");
        for subnet in subnets {
            associate(r, at, subnet, Some(acl));
        }
    }
}

fn unknown_table(r: &mut Raiser, at: At, subnet: Id<Subnet>) {
    r.refer::<RouteTable>(at, "route_table_id");
    if let Some(vpc) = r.vpc_of(subnet) {
        let name = r.model.name(subnet);
        r.doubt(vpc, text!("the route table of {name} is not known", name = code(name)));
    }
}

fn associate(r: &mut Raiser, at: At, subnet: Id<Subnet>, acl: Option<Id<NetworkAcl>>) {
    match acl {
        // The default one serves whoever names none.
        Some(acl) if r.vpc_of(subnet).and_then(|v| r.model.get(v)).is_some_and(|v| v.default_acl == acl) => {}
        Some(acl) => drop(r.model.edit(subnet, |s: &mut Subnet| s.acl = Some(acl))),
        None => {
            r.refer::<NetworkAcl>(at, "network_acl_id");
            if let Some(vpc) = r.vpc_of(subnet) {
                let name = r.model.name(subnet);
                r.doubt(vpc, text!("the network ACL of {name} is not known", name = code(name)));
            }
        }
    }
}

fn subnet(r: &mut Raiser, at: At, id: Id<Subnet>, kind: &str) {
    let looked_up = kind.starts_with("data.");
    let vpc = if kind == "aws_default_subnet" {
        r.enrolled::<Vpc>("aws_default_vpc").first().map(|(_, v)| *v).or_else(|| r.vpc_in(at, "vpc_id"))
    } else {
        r.vpc_in(at, "vpc_id")
    };
    let Some(vpc) = vpc else {
        return r.left_out(at, text!("its VPC is not in the files"));
    };
    let mut cidr = None;
    if let Some(IpNet::V4(net)) = vpcs::block(r, at, "cidr_block") {
        cidr = Some(net);
    }
    let mut ipv6 = None;
    if let Some(IpNet::V6(net)) = vpcs::block(r, at, "ipv6_cidr_block") {
        ipv6 = Some(net);
    }
    r.know(
        at,
        &[
            "assign_ipv6_address_on_creation",
            "private_dns_hostname_type_on_launch",
            "enable_resource_name_dns_aaaa_record_on_launch",
            "enable_resource_name_dns_a_record_on_launch",
        ],
    );
    let native = r.flag(at, "ipv6_native") == Some(true);
    let zone = zone(r, at, vpc);
    let public = r.flag(at, "map_public_ip_on_launch").unwrap_or(kind == "aws_default_subnet");
    let body = Subnet { vpc, zone, cidr, ipv6, table: None, acl: None, public_ip_on_launch: public, block_public_access: None };
    r.put(at, id, body);
    let name = r.model.name(id);
    if looked_up {
        r.doubt(vpc, text!("{name} exists already and is only looked up", name = code(name)));
    } else if cidr.is_none() && !native {
        r.doubt(vpc, text!("the block of {it} is not known", it = code(name)));
    }
}

fn zone(r: &mut Raiser, at: At, vpc: Id<Vpc>) -> Zone {
    let region = r.region_of(vpc);
    let by_id = r.get(at, "availability_zone_id").as_text().and_then(|z| places::by_id(&region, z));
    if let Some(zone) = r.text(at, "availability_zone").and_then(|z| z.parse().ok()).or(by_id) {
        return zone;
    }
    let who = r.address(at);
    let said = r.get(at, "availability_zone");
    let said = if said.is_null() { r.get(at, "availability_zone_id") } else { said };
    if said.is_null() {
        r.notes.guess_of(&who, text!("no zone is said, so that AWS picks one; the first of the region was taken"));
        return Zone::of(&region, 'a');
    }
    r.notes.guess_of(&who, text!("the zones of these are not known; the region's were taken, in order"));
    let index = r.item(at).and_then(|i| i.index.clone());
    let n = r.zone_number(format!("{} {index:?}", said.shown()));
    let zones = Catalogue::bundled().region(region.as_str()).map(|r| r.zones.as_slice()).unwrap_or_default();
    let nth = n.checked_rem(zones.len()).and_then(|n| zones.get(n)).and_then(|z| z.name.parse().ok());
    nth.unwrap_or_else(|| Zone::of(&region, 'a'))
}
