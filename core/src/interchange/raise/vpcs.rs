//! VPCs with all their blocks, and what AWS makes beside them.

use super::context::{At, Raiser};
use super::strangers;
use crate::document::{AclEntry, BlockMode, GroupRule, Id, Kind, NetworkAcl, Peer, RouteTable, SecurityGroup, Vpc};
use crate::interchange::item::Val;
use crate::net::cidr;
use crate::text;
use crate::text::Text;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The block of default VPCs. [Default VPCs]
pub const DEFAULT: &str = "172.31.0.0/16";

pub fn raise(r: &mut Raiser) {
    for kind in ["aws_vpc", "aws_default_vpc", "data.aws_vpc"] {
        for (n, (at, id)) in r.enrolled::<Vpc>(kind).into_iter().enumerate() {
            vpc(r, at, id, n, kind);
        }
    }
    strangers::vpcs(r);
    for at in r.of("aws_vpc_ipv4_cidr_block_association") {
        let Some(vpc) = r.refer::<Vpc>(at, "vpc_id") else { continue };
        match block(r, at, "cidr_block") {
            Some(IpNet::V4(net)) => drop(r.model.edit(vpc, |v: &mut Vpc| {
                if !v.cidrs.contains(&net) {
                    v.cidrs.push(net)
                }
            })),
            _ => r.doubt(vpc, text!("one of its blocks is not known")),
        }
    }
    for at in r.of("aws_vpc_ipv6_cidr_block_association") {
        let Some(vpc) = r.refer::<Vpc>(at, "vpc_id") else { continue };
        r.know(at, &["assign_generated_ipv6_cidr_block"]);
        let n = vpc.number();
        let more = r.model.get(vpc).map_or(0, |v| v.ipv6.len());
        let net = match block(r, at, "ipv6_cidr_block") {
            Some(IpNet::V6(net)) => Some(net),
            _ => placeholder(u128::from(n) + 0x1000 * more as u128),
        };
        r.model.edit(vpc, |v: &mut Vpc| v.ipv6.extend(net));
    }
}

/// What AWS makes with a VPC.
pub fn born(r: &mut Raiser, id: Id<Vpc>, [table, group, acl]: [u32; 3], name: &str, exists: bool, v6: bool) {
    let main = RouteTable { vpc: id, routes: vec![], propagation: vec![], edge: None, complete: true };
    r.invent_at(Id::new(table), &format!("{name}-main"), exists, main);
    r.invent_at(Id::new(group), &format!("{name}-default"), exists, default_group(id, Id::new(group), v6));
    r.invent_at(Id::new(acl), &format!("{name}-default"), exists, default_acl(id, v6));
}

/// A block for documentation, where AWS picks one: the same size as AWS's. [VPC CIDR blocks]
fn placeholder(n: u128) -> Option<Ipv6Net> {
    let base: u128 = 0x2001_0db8 << 96;
    Ipv6Net::new((base | (n & 0x00ff_ffff) << 72).into(), 56).ok()
}

/// A block that an argument says; noted where it is not known, or no block.
pub fn block(r: &mut Raiser, at: At, name: &'static str) -> Option<IpNet> {
    let v = r.get(at, name);
    net(r, at, name, v)
}

pub fn net(r: &mut Raiser, at: At, name: &str, v: &Val) -> Option<IpNet> {
    match v {
        Val::Null => None,
        Val::Text(s) if s.trim().is_empty() => None,
        Val::Text(s) => match cidr::parse(s) {
            Ok(net) => Some(net),
            Err(why) => {
                let (who, place) = (r.address(at), r.place(at));
                r.notes.left_out(Text::of(format!("{who}: {name}")), &place, why.into());
                None
            }
        },
        Val::Link(l) => {
            let found = linked(r, v, 0, 0, &l.attribute);
            if found.is_none() {
                r.missing(at, name, v);
            }
            found
        }
        Val::Part { of, bits, number } => {
            let link = Val::Link(of.clone());
            let found = linked(r, &link, *bits, *number, &of.attribute);
            if found.is_none() {
                r.missing(at, name, v);
            }
            found
        }
        v => {
            r.missing(at, name, v);
            None
        }
    }
}

/// The block of a VPC or a subnet that was raised already, or a part of it.
fn linked(r: &Raiser, link: &Val, bits: u8, number: i64, attribute: &str) -> Option<IpNet> {
    let whole = if let Some(vpc) = r.id::<Vpc>(link).and_then(|v| r.model.get(v)) {
        match attribute {
            "ipv6_cidr_block" => IpNet::V6(*vpc.ipv6.first()?),
            _ => IpNet::V4(*vpc.cidrs.first()?),
        }
    } else {
        let subnet = r.id::<crate::document::Subnet>(link).and_then(|s| r.model.get(s))?;
        match attribute {
            "ipv6_cidr_block" => IpNet::V6(subnet.ipv6?),
            _ => IpNet::V4(subnet.cidr?),
        }
    };
    part(whole, bits, number)
}

/// Part `number` of a block, cut into blocks `bits` longer.
pub fn part(whole: IpNet, bits: u8, number: i64) -> Option<IpNet> {
    let number = u128::try_from(number).ok()?;
    if bits < 127 && number.checked_shr(bits.into()).unwrap_or(0) > 0 {
        return None;
    }
    match whole {
        IpNet::V4(net) => {
            let prefix = net.prefix_len().checked_add(bits).filter(|p| *p <= 32)?;
            let inside = u32::try_from(number).ok()?.checked_shl(u32::from(32 - prefix)).unwrap_or(0);
            Ipv4Net::new((u32::from(net.network()) | inside).into(), prefix).ok().map(IpNet::V4)
        }
        IpNet::V6(net) => {
            let prefix = net.prefix_len().checked_add(bits).filter(|p| *p <= 128)?;
            let inside = number.checked_shl(u32::from(128 - prefix)).unwrap_or(0);
            Ipv6Net::new((u128::from(net.network()) | inside).into(), prefix).ok().map(IpNet::V6)
        }
    }
}

fn vpc(r: &mut Raiser, at: At, id: Id<Vpc>, n: usize, kind: &str) {
    let region = r.region_at(at);
    let mut cidrs: Vec<Ipv4Net> = Vec::new();
    if let Some(IpNet::V4(net)) = block(r, at, "cidr_block") {
        cidrs.push(net);
    }
    // As a state has further blocks of what is looked up.
    for a in r.get(at, "cidr_block_associations").each() {
        if let Some(net) = a.get("cidr_block").as_text().and_then(|c| cidr::parse_v4(c).ok())
            && !cidrs.contains(&net)
        {
            cidrs.push(net);
        }
    }
    let looked_up = kind.starts_with("data.");
    if cidrs.is_empty() && kind == "aws_default_vpc" {
        cidrs.extend(cidr::parse_v4(DEFAULT));
        let who = r.address(at);
        r.notes.guess_of(&who, text!("default VPCs have the block 172.31.0.0/16"));
    }
    let mut ipv6: Vec<Ipv6Net> = Vec::new();
    let generated = r.flag(at, "assign_generated_ipv6_cidr_block") == Some(true);
    match block(r, at, "ipv6_cidr_block") {
        Some(IpNet::V6(net)) => ipv6.push(net),
        _ if generated || !r.get(at, "ipv6_ipam_pool_id").is_blank() => {
            ipv6.extend(placeholder(n as u128 + 1));
            let who = r.address(at);
            r.notes.guess_of(&who, text!("AWS picks the IPv6 blocks of these; blocks for documentation (2001:db8::/32) stand for them"));
        }
        _ => {}
    }
    let hosts = kind == "aws_default_vpc";
    let (support, hostnames) = (r.flag(at, "enable_dns_support").unwrap_or(true), r.flag(at, "enable_dns_hostnames").unwrap_or(hosts));
    let [table, group, acl] = [Kind::RouteTable, Kind::SecurityGroup, Kind::NetworkAcl].map(|k| r.reserve(k).number());
    let body = Vpc {
        account: None,
        region,
        cidrs: cidrs.clone(),
        ipv6: ipv6.clone(),
        dns_support: support,
        dns_hostnames: hostnames,
        main_table: Id::new(table),
        default_group: Id::new(group),
        default_acl: Id::new(acl),
        opaque: looked_up,
        sparse: false,
        block_public_access: BlockMode::Off,
    };
    r.put(at, id, body);
    if looked_up {
        let who = r.address(at);
        r.notes.guess_of(&who, text!("these VPCs exist already and are only looked up; what happens in them is not known"));
    } else if cidrs.is_empty() {
        r.doubt(id, text!("its block is not known"));
    }
    let (name, exists) = (r.model.name(id), r.item(at).is_some_and(|i| i.exists));
    let v6 = !ipv6.is_empty();
    born(r, id, [table, group, acl], &name, exists, v6);
}

fn everywhere(v6: bool) -> Vec<IpNet> {
    let v4 = IpNet::V4(Ipv4Net::default());
    if v6 { vec![v4, IpNet::V6(Ipv6Net::default())] } else { vec![v4] }
}

/// [Default security groups for your VPCs]
fn default_group(vpc: Id<Vpc>, own: Id<SecurityGroup>, v6: bool) -> SecurityGroup {
    SecurityGroup {
        vpc,
        description: "default VPC security group".into(),
        ingress: vec![GroupRule::all(Peer::Group(own))],
        egress: everywhere(v6).into_iter().map(|n| GroupRule::all(Peer::Cidr(n))).collect(),
    }
}

/// [Default network ACL for a VPC]
fn default_acl(vpc: Id<Vpc>, v6: bool) -> NetworkAcl {
    let all: Vec<AclEntry> = everywhere(v6).into_iter().zip([100, 101]).map(|(n, number)| AclEntry::allow_all(number, n)).collect();
    NetworkAcl { vpc, ingress: all.clone(), egress: all, complete: true }
}
