//! VPCs and subnets, those that only others tell of among them.

use super::build::Builder;
use super::forms::Sort;
use super::json::Json;
use super::public_access::Told as PublicAccess;
use super::recognise::Record;
use crate::document::{BlockMode, Id, Kind, Region, Subnet, Vpc, Zone};
use crate::net::cidr;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::{Text, code};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// What is told where VPC Block Public Access cannot be settled.
fn not_told() -> Text {
    text!(
        "what VPC Block Public Access does here is not known (aws ec2 describe-vpc-block-public-access-options and describe-vpc-block-public-access-exclusions)"
    )
}

/// What other records tell of VPCs, by id.
#[derive(Default)]
struct Told<'a> {
    main: BTreeMap<&'a str, &'a str>,
    acl: BTreeMap<&'a str, &'a str>,
    group: BTreeMap<&'a str, &'a str>,
    /// Blocks with a local route.
    local: BTreeMap<&'a str, Vec<IpNet>>,
    blocks: BTreeMap<&'a str, Vec<IpNet>>,
    private_dns: BTreeSet<&'a str>,
    hostnames: BTreeMap<&'a str, bool>,
    support: BTreeMap<&'a str, bool>,
}

fn told<'a>(b: &Builder<'a>) -> Told<'a> {
    let mut out = Told::default();
    for r in b.snapshot.all(Sort::RouteTable) {
        let (Some(vpc), Some(id)) = (r.text("VpcId"), r.text("RouteTableId")) else { continue };
        if r.get("Associations").list().iter().any(|a| a.get("Main").flag() == Some(true)) {
            out.main.entry(vpc).or_insert(id);
        }
        let edge = r.get("Associations").list().iter().any(|a| a.get("GatewayId").text().is_some());
        let local = out.local.entry(vpc).or_default();
        for route in r.get("Routes").list().iter().filter(|r| !edge && r.get("GatewayId").text() == Some("local")) {
            let net = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"].iter().find_map(|f| route.get(f).text());
            if let Some(net) = net.and_then(|n| cidr::parse(n).ok())
                && !local.contains(&net)
            {
                local.push(net);
            }
        }
    }
    for r in b.snapshot.all(Sort::NetworkAcl) {
        if let (Some(vpc), Some(id), Some(true)) = (r.text("VpcId"), r.text("NetworkAclId"), r.get("IsDefault").flag()) {
            out.acl.entry(vpc).or_insert(id);
        }
    }
    for r in b.snapshot.all(Sort::SecurityGroup) {
        if let (Some(vpc), Some(id), Some("default")) = (r.text("VpcId"), r.text("GroupId"), r.text("GroupName")) {
            out.group.entry(vpc).or_insert(id);
        }
    }
    for r in b.snapshot.all(Sort::Subnet) {
        if let (Some(vpc), Some(net)) = (r.text("VpcId"), r.text("CidrBlock").and_then(|c| cidr::parse(c).ok())) {
            out.blocks.entry(vpc).or_default().push(net);
        }
    }
    for r in b.snapshot.all(Sort::Endpoint) {
        if let (Some(vpc), Some(true), false) =
            (r.text("VpcId"), r.get("PrivateDnsEnabled").flag(), r.text("VpcEndpointType") == Some("Gateway"))
        {
            out.private_dns.insert(vpc);
        }
    }
    for r in b.snapshot.all(Sort::VpcAttribute).iter().chain(b.snapshot.all(Sort::Vpc)) {
        let Some(vpc) = r.text("VpcId") else { continue };
        if let Some(on) = r.get("EnableDnsHostnames").flag() {
            out.hostnames.insert(vpc, on);
        }
        if let Some(on) = r.get("EnableDnsSupport").flag() {
            out.support.insert(vpc, on);
        }
    }
    out
}

/// Blocks that are associated, the primary one first.
fn associated(r: &Record) -> (Vec<Ipv4Net>, Vec<Ipv6Net>) {
    let on = |a: &&Json, state: &str| {
        let s = a.get(state).get("State").text().or_else(|| a.get(state).text()).unwrap_or("associated");
        s == "associated" || s == "associating"
    };
    let first = r.text("CidrBlock").and_then(|c| cidr::parse_v4(c).ok());
    let mut v4: Vec<Ipv4Net> = first.into_iter().collect();
    for a in r.get("CidrBlockAssociationSet").list().iter().filter(|a| on(a, "CidrBlockState")) {
        if let Some(net) = a.get("CidrBlock").text().and_then(|c| cidr::parse_v4(c).ok())
            && !v4.contains(&net)
        {
            v4.push(net);
        }
    }
    (v4, ipv6(r))
}

fn ipv6(r: &Record) -> Vec<Ipv6Net> {
    let set = r.get("Ipv6CidrBlockAssociationSet").list().iter();
    let on = set.filter(|a| a.get("Ipv6CidrBlockState").get("State").text().is_none_or(|s| s == "associated"));
    on.filter_map(|a| a.get("Ipv6CidrBlock").text()).filter_map(|c| c.parse::<Ipv6Net>().ok()).map(|n| n.trunc()).collect()
}

pub fn read(b: &mut Builder) {
    let told = told(b);
    for (id, aws_id, r) in b.enrolled::<Vpc>(Sort::Vpc, "VpcId") {
        let (mut cidrs, mut ipv6) = associated(&r);
        for net in told.local.get(aws_id).into_iter().flatten() {
            let inside = cidrs.iter().any(|c| IpNet::V4(*c).contains(net)) || ipv6.iter().any(|c| IpNet::V6(*c).contains(net));
            if !inside {
                b.notes.guess(text!(
                    "{aws_id} has the block {net}, which only a local route shows",
                    aws_id = code(aws_id),
                    net = code(net)
                ));
                match net {
                    IpNet::V4(n) => cidrs.push(*n),
                    IpNet::V6(n) => ipv6.push(*n),
                }
            }
        }
        vpc(b, id, aws_id, Some(&r), &told, cidrs, ipv6);
    }
    missing(b, &told);
}

fn vpc(b: &mut Builder, id: Id<Vpc>, aws_id: &str, r: Option<&Record>, told: &Told, cidrs: Vec<Ipv4Net>, ipv6: Vec<Ipv6Net>) {
    let account = r.and_then(|r| r.text("OwnerId")).and_then(|o| b.account(Some(o)));
    let region = r.map(|r| b.regions.of_vpc(aws_id, r)).unwrap_or_default();
    let table = told.main.get(aws_id).and_then(|t| b.find(t));
    let group = told.group.get(aws_id).and_then(|t| b.find(t));
    let acl = told.acl.get(aws_id).and_then(|t| b.find(t));
    let (main_table, default_group, default_acl) = b.born(id, aws_id, table, group, acl);
    let default = r.is_some_and(|r| r.get("IsDefault").flag() == Some(true));
    let dns_hostnames = told.hostnames.get(aws_id).copied().unwrap_or_else(|| {
        // Private DNS cannot be on without both attributes. [Understanding Amazon DNS]
        let on = default || told.private_dns.contains(aws_id);
        b.notes.guess_of(aws_id, text!("DNS attributes of these VPCs are not in the snapshot (aws ec2 describe-vpc-attribute); host names are taken for on in default VPCs and where an endpoint has private DNS"));
        on
    });
    // Only the list of all interfaces says which addresses nobody has.
    let sparse = !b.snapshot.has(Sort::Interface);
    let dns_support = told.support.get(aws_id).copied().unwrap_or(true);
    let block_public_access = PublicAccess::of(b).vpc(aws_id, r, r.and_then(|r| r.text("OwnerId")), &region);
    if block_public_access == BlockMode::Unknown {
        b.notes.guess_of(aws_id, not_told());
    }
    let body = Vpc {
        account,
        region,
        cidrs,
        ipv6,
        dns_support,
        dns_hostnames,
        main_table,
        default_group,
        default_acl,
        opaque: false,
        sparse,
        block_public_access,
    };
    match r {
        Some(r) if r.text("CidrBlock").is_some() => b.put(id, r, aws_id, body),
        _ => b.infer(id, aws_id, Some(aws_id), body),
    }
}

/// VPCs that things stand in and that no record describes.
fn missing(b: &mut Builder, told: &Told) {
    const INSIDE: [Sort; 9] = [
        Sort::Subnet,
        Sort::RouteTable,
        Sort::SecurityGroup,
        Sort::NetworkAcl,
        Sort::Interface,
        Sort::Endpoint,
        Sort::NatGateway,
        Sort::LoadBalancer,
        Sort::TargetGroup,
    ];
    for sort in INSIDE {
        for r in b.snapshot.all(sort) {
            let Some(aws_id) = r.text("VpcId") else { continue };
            let Some(node) = b.enrol(Kind::Vpc, aws_id) else { continue };
            let local = told.local.get(aws_id).filter(|l| !l.is_empty());
            let what = match local {
                Some(_) => text!("these VPCs are not described; their blocks are those of their local routes"),
                None => text!("these VPCs are not described, nor are their route tables; of their blocks only those of subnets are known"),
            };
            b.notes.guess_of(aws_id, what);
            let nets = local.or_else(|| told.blocks.get(aws_id)).cloned().unwrap_or_default();
            let v4 = nets.iter().filter_map(|n| if let IpNet::V4(n) = n { Some(*n) } else { None }).collect();
            let v6 = nets.iter().filter_map(|n| if let IpNet::V6(n) = n { Some(*n) } else { None }).collect();
            let id = Id::new(node.number());
            // What is in the VPC tells its region; its own fields are nobody's.
            vpc(b, id, aws_id, Some(&r.inside(&Json::Null)), told, v4, v6);
            if local.is_none() {
                b.doubt(id, text!("neither the VPC nor its route tables are in the snapshot"));
            }
        }
    }
}

pub fn subnets(b: &mut Builder) {
    let (tables, acls) = (associations(b, Sort::RouteTable, "RouteTableId"), associations(b, Sort::NetworkAcl, "NetworkAclId"));
    let told = told(b);
    let (access, owners) = (PublicAccess::of(b), owners(b));
    for (id, aws_id, r) in b.enrolled::<Subnet>(Sort::Subnet, "SubnetId") {
        let Some(vpc_id) = r.text("VpcId") else { continue };
        let Some(vpc) = b.find::<Vpc>(vpc_id) else { continue };
        let zone = b.regions.zone(&r).unwrap_or_else(|| {
            b.notes.guess_of(aws_id, text!("nothing says which zone these subnets are in; the first one was taken"));
            Zone::of(&b.region_of(vpc), 'a')
        });
        let cidr = r.text("CidrBlock").and_then(|c| match cidr::parse_v4(c) {
            Ok(net) => Some(net),
            Err(e) => {
                b.notes.left_out(text!("the block of {it}", it = code(aws_id)), &r.at(), e.into());
                b.doubt(vpc, text!("the block of {it} cannot be read", it = code(aws_id)));
                None
            }
        });
        let v6 = ipv6(&r);
        if v6.len() > 1 {
            b.notes.left_out(
                text!("IPv6 blocks of {aws_id} after the first", aws_id = code(aws_id)),
                &r.at(),
                text!("a subnet has one in the design"),
            );
        }
        let table = tables.get(aws_id).and_then(|t| b.find(t));
        let acl = acls.get(aws_id).and_then(|t| b.find(t));
        if table.is_none() && !told.main.get(vpc_id).is_some_and(|t| b.ids.contains_key(*t)) {
            b.notes
                .guess_of(aws_id, text!("the route tables of these subnets are not in the snapshot; where they send packets is not known"));
        }
        if acl.is_none() && !told.acl.get(vpc_id).is_some_and(|t| b.ids.contains_key(*t)) {
            b.notes
                .guess_of(aws_id, text!("the network ACLs of these subnets are not in the snapshot; what they let through is not known"));
        }
        let (of_vpc, region) =
            b.model.get(vpc).map(|v| (v.block_public_access, v.region.clone())).unwrap_or((BlockMode::Off, Region::default()));
        let block_public_access = access.subnet(aws_id, &r, of_vpc, vpc_id, owners.get(vpc_id).copied(), &region);
        if block_public_access == Some(BlockMode::Unknown) {
            b.notes.guess_of(aws_id, not_told());
        }
        let body = Subnet {
            vpc,
            zone,
            cidr,
            ipv6: v6.first().copied(),
            // The default ACL serves without being named.
            table,
            acl: acl.filter(|a| b.model.get(vpc).is_none_or(|v| v.default_acl != *a)),
            public_ip_on_launch: r.get("MapPublicIpOnLaunch").flag().unwrap_or(false),
            block_public_access,
        };
        b.put(id, &r, aws_id, body);
    }
}

/// The accounts of VPCs, by id: what their owner blocks counts for those who share a subnet, too. [VPC BPA basics]
fn owners<'a>(b: &Builder<'a>) -> BTreeMap<&'a str, &'a str> {
    b.snapshot.all(Sort::Vpc).iter().filter_map(|r| Some((r.text("VpcId")?, r.text("OwnerId")?))).collect()
}

/// What subnets are associated with, by subnet.
fn associations<'a>(b: &Builder<'a>, sort: Sort, id: &str) -> BTreeMap<&'a str, &'a str> {
    let mut out = BTreeMap::new();
    for r in b.snapshot.all(sort) {
        let Some(own) = r.text(id) else { continue };
        for a in r.get("Associations").list() {
            let state = a.get("AssociationState").get("State").text().unwrap_or("associated");
            if let (Some(subnet), "associated" | "associating") = (a.get("SubnetId").text(), state) {
                out.entry(subnet).or_insert(own);
            }
        }
    }
    out
}
