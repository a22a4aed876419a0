//! Internet, egress-only and NAT gateways, Elastic IP addresses, prefix lists.

use super::context::{At, Raiser};
use super::vpcs;
use crate::document::{
    EgressOnlyGateway, ElasticIp, Id, InternetGateway, ListRef, NatConnectivity, NatGateway, NatHome, PrefixEntry, PrefixList, Subnet, Vpc,
};
use crate::interchange::aws_cli::service;
use crate::interchange::item::{Index, Val};
use crate::text;
use ipnet::IpNet;

/// Customer-managed lists, before rules and routes refer to them.
pub fn lists(r: &mut Raiser) {
    for (at, id) in r.enrolled::<PrefixList>("aws_ec2_managed_prefix_list") {
        let region = r.region_at(at);
        let max_entries = r.int(at, "max_entries").and_then(|n| u16::try_from(n).ok()).unwrap_or(10);
        r.know(at, &["address_family"]);
        let body = PrefixList { region, max_entries, entries: Vec::new(), service: None, complete: true };
        let named = r.text(at, "name").map(str::to_string);
        let (mut name, tags) = r.name_of(at);
        if r.get(at, "tags").get("Name").is_null()
            && r.get(at, "tags_all").get("Name").is_null()
            && let Some(own) = named
        {
            name = own;
        }
        r.put_as(at, id, &name, tags, body);
        for e in r.get(at, "entry").each() {
            entry(r, at, id, e.get("cidr"), e.get("description"));
        }
    }
    for at in r.of("aws_ec2_managed_prefix_list_entry") {
        let Some(id) = r.refer::<PrefixList>(at, "prefix_list_id") else {
            r.left_out(at, text!("its prefix list is not in the files"));
            continue;
        };
        let (net, about) = (r.get(at, "cidr"), r.get(at, "description"));
        entry(r, at, id, net, about);
    }
}

fn entry(r: &mut Raiser, at: At, id: Id<PrefixList>, cidr: &Val, description: &Val) {
    match vpcs::net(r, at, "cidr", cidr) {
        Some(cidr) => {
            let description = description.as_text().unwrap_or_default().chars().take(255).collect();
            r.model.edit(id, |l: &mut PrefixList| l.entries.push(PrefixEntry { cidr, description }));
        }
        None => drop(r.model.edit(id, |l: &mut PrefixList| l.complete = false)),
    }
}

/// What a reference to a prefix list means.
pub fn list(r: &mut Raiser, at: At, name: &str, v: &Val, vpc: Id<Vpc>) -> ListRef {
    if let Some(id) = r.id::<PrefixList>(v) {
        return ListRef::Customer(id);
    }
    let kinds = ["data.aws_ec2_managed_prefix_list", "data.aws_prefix_list", "aws_vpc_endpoint"];
    if let Some(found) = r.find(v, &kinds) {
        let field = if r.item(found.at).is_some_and(|i| i.kind == "aws_vpc_endpoint") { "service_name" } else { "name" };
        if let Some((service, _)) = r.get(found.at, field).as_text().and_then(service) {
            return ListRef::Service(service);
        }
    }
    r.missing(at, name, v);
    let region = r.region_of(vpc);
    ListRef::Customer(r.unknown_list(&format!("prefix list {}", v.shown()), &region))
}

pub fn raise(r: &mut Raiser) {
    for kind in ["aws_internet_gateway", "data.aws_internet_gateway"] {
        for (at, id) in r.enrolled::<InternetGateway>(kind) {
            let vpc = r.refer::<Vpc>(at, "vpc_id").or_else(|| r.refer::<Vpc>(at, "attachment"));
            r.put(at, id, InternetGateway { vpc });
        }
    }
    for at in r.of("aws_internet_gateway_attachment") {
        let (Some(gateway), Some(vpc)) = (r.refer::<InternetGateway>(at, "internet_gateway_id"), r.refer::<Vpc>(at, "vpc_id")) else {
            r.left_out(at, text!("its gateway or its VPC is not in the files"));
            continue;
        };
        r.model.edit(gateway, |g: &mut InternetGateway| g.vpc = Some(vpc));
    }
    default_gateways(r);
    for (at, id) in r.enrolled::<EgressOnlyGateway>("aws_egress_only_internet_gateway") {
        match r.vpc_in(at, "vpc_id") {
            Some(vpc) => r.put(at, id, EgressOnlyGateway { vpc }),
            None => r.left_out(at, text!("its VPC is not in the files")),
        }
    }
    for (at, id) in r.enrolled::<ElasticIp>("aws_eip") {
        // An export makes this one for a NAT gateway to which the design gives none.
        if matches!(r.item(at).map(|i| &i.index), Some(Some(Index::Key(k))) if k.starts_with("nat/")) {
            r.know(at, &["domain", "tags", "region"]);
            continue;
        }
        let region = r.region_at(at);
        r.know(at, &["domain", "vpc"]);
        let address = r.get(at, "public_ip").as_text().and_then(|a| a.parse().ok());
        r.put(at, id, ElasticIp { region, address });
    }
    for (at, id) in r.enrolled::<NatGateway>("aws_nat_gateway") {
        nat(r, at, id);
    }
}

/// A default VPC has an internet gateway, and a route to it in its main table. [Default VPC components]
fn default_gateways(r: &mut Raiser) {
    for (_, vpc) in r.enrolled::<Vpc>("aws_default_vpc") {
        if r.model.all::<InternetGateway>().any(|(_, g)| g.vpc == Some(vpc)) {
            continue;
        }
        let name = format!("{}-igw", r.model.name(vpc));
        let gateway = r.invent(&name, true, InternetGateway { vpc: Some(vpc) });
        let table = r.model.get(vpc).map(|v| v.main_table);
        if let (Some(table), Ok(net)) = (table, "0.0.0.0/0".parse::<IpNet>()) {
            let route = crate::document::Route { destination: net.into(), target: crate::document::Target::Node(gateway.node()) };
            r.model.edit(table, |t: &mut crate::document::RouteTable| t.routes.push(route));
        }
    }
}

fn nat(r: &mut Raiser, at: At, id: Id<NatGateway>) {
    let regional = r.text(at, "availability_mode") == Some("regional");
    let home = if regional {
        r.refer::<Vpc>(at, "vpc_id").map(NatHome::Regional)
    } else {
        r.know(at, &["vpc_id"]);
        r.refer::<Subnet>(at, "subnet_id").filter(|s| r.model.get(*s).is_some()).map(NatHome::Zonal)
    };
    let Some(home) = home else {
        return r.left_out(at, text!("where it stands is not in the files"));
    };
    let connectivity = if r.text(at, "connectivity_type") == Some("private") { NatConnectivity::Private } else { NatConnectivity::Public };
    let (mut addresses, _) = r.all::<ElasticIp>(at, "allocation_id");
    addresses.extend(r.all::<ElasticIp>(at, "secondary_allocation_ids").0);
    addresses.retain(|a| r.model.get(*a).is_some());
    if addresses.is_empty() && matches!(r.get(at, "allocation_id"), Val::Unknown(_)) {
        addresses.extend(beside(r, at));
    }
    let private_ip = r.text(at, "private_ip").and_then(|a| a.parse().ok());
    r.put(at, id, NatGateway { home, connectivity, addresses, private_ip, table: None });
}

/// The address of a NAT gateway whose plan does not say it: that of the same number or key in its module, where there is one.
fn beside(r: &mut Raiser, at: At) -> Option<Id<ElasticIp>> {
    let item = r.item(at)?;
    let all = r.enrolled::<ElasticIp>("aws_eip").into_iter();
    let mut alike = all
        .filter(|(e, _)| r.item(*e).is_some_and(|e| e.module == item.module && e.index == item.index && !e.body.contains_key("instance")));
    let only = alike.next().filter(|_| alike.next().is_none())?;
    let who = r.address(at);
    r.notes
        .guess_of(&who, text!("the files do not say which addresses these have; those of the same number or key beside them were taken"));
    Some(only.1).filter(|e| r.model.get(*e).is_some())
}
