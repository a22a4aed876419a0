//! Network interfaces: each becomes a node with its addresses, groups and what it belongs to.

use super::build::Builder;
use super::enrol::{instances, nested_interfaces};
use super::forms::Sort;
use super::implied::Implied;
use super::json::Json;
use super::recognise::Record;
use crate::document::{Compute, ElasticIp, Forwarding, Id, Kind, NetworkInterface, NodeId, Region, SecurityGroup, Subnet, Vpc, Workload};
use crate::ordered::Sorted as _;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::code;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The groups of a list, those that are not in the snapshot among them.
pub fn groups(b: &mut Builder, list: &Json, vpc: Id<Vpc>) -> Vec<Id<SecurityGroup>> {
    let ids =
        list.list().iter().filter_map(|g| g.get("GroupId").text().or_else(|| g.get("VpcSecurityGroupId").text()).or_else(|| g.text()));
    let ids: Vec<&str> = ids.collect();
    let mut out = Vec::new();
    for id in ids {
        let group = b.group(id, vpc);
        if !out.contains(&group) {
            out.push(group);
        }
    }
    out
}

/// The Elastic IP address of an association, if it is one.
pub fn elastic(b: &mut Builder, association: &Json, region: &Region) -> Option<Id<ElasticIp>> {
    let address: Option<Ipv4Addr> = association.get("PublicIp").text().and_then(|a| a.parse().ok());
    if let Some(id) = association.get("AllocationId").text().and_then(|a| b.find(a)).or_else(|| b.public.get(&address?).copied()) {
        return Some(id);
    }
    let allocation = association.get("AllocationId").text()?;
    b.notes.guess_of(
        allocation,
        text!("these Elastic IP addresses are known by what they stand for only (aws ec2 describe-addresses); others of the account that stand for nothing are taken for addresses of the internet"),
    );
    let body = ElasticIp { region: region.clone(), address };
    let id = b.invent(allocation, Some(allocation), body);
    if let Some(a) = address {
        b.public.insert(a, id);
    }
    Some(id)
}

pub fn read(b: &mut Builder) {
    let owners = owners(b);
    let associated = associated(b);
    let names = names(b);
    let (orphans, seconds) = (super::settled::orphans(b), secondary(b));
    let unseen = unseen(b);
    let mut implied = Implied::default();
    let mut all: Vec<(Record, Option<&str>)> = b.snapshot.all(Sort::Interface).iter().map(|r| (*r, None)).collect();
    for i in instances(b) {
        all.extend(nested_interfaces(&i).into_iter().map(|n| (n, i.text("InstanceId"))));
    }
    for (r, instance) in all {
        let Some(aws_id) = r.text("NetworkInterfaceId") else { continue };
        let Some(id) = b.find::<NetworkInterface>(aws_id).filter(|id| !b.model.contains(*id)) else { continue };
        let (Some(subnet), Some(vpc)) = (r.text("SubnetId"), r.text("VpcId")) else { continue };
        let Some(vpc) = b.find::<Vpc>(vpc) else { continue };
        let subnet = b.subnet(subnet, vpc, r.text("AvailabilityZone"));
        let region = b.region_of(vpc);
        let groups = groups(b, r.get("Groups"), vpc);
        let (mut private_ips, ipv6) = addresses(&r);
        let association = association(&r);
        let eip = associated.get(aws_id).and_then(|a| b.find(a)).or_else(|| elastic(b, association, &region));
        let public_ip = association.get("PublicIp").text().and_then(|a| a.parse().ok()).filter(|_| eip.is_none());
        for field in ["Ipv4Prefixes", "Ipv6Prefixes"] {
            if !r.get(field).list().is_empty() {
                b.notes.left_out(
                    text!("prefixes of {aws_id}", aws_id = code(aws_id)),
                    &r.at(),
                    text!("prefixes that are delegated to an interface are not in the design"),
                );
            }
        }
        let description = r.text("Description").unwrap_or_default().to_string();
        let instance = instance.or_else(|| r.get("Attachment").get("InstanceId").text());
        let orphaned = orphans.contains(aws_id) || super::settled::orphaned(b, &r, instance);
        let attached_to = instance
            .and_then(|i| workload(b, i, subnet, &groups))
            .or_else(|| owners.get(aws_id).copied())
            .or_else(|| described(b, &description, &names))
            .or_else(|| if orphaned { None } else { implied.owner(b, &r, subnet, vpc, &groups) });
        let ownerless = attached_to.is_none() && (orphaned || super::implied::managed(&r));
        let owner = attached_to.and_then(|n| b.model.meta(n)?.aws_id.as_deref());
        let managed = ownerless || owner.is_some_and(|id| unseen.contains(id));
        if ownerless {
            b.notes.guess_of(
                aws_id,
                text!("AWS made these interfaces for things that are not in the snapshot; what those do with packets is not known"),
            );
        }
        let loose = r.text("Status") == Some("available") && matches!(r.get("Attachment"), Json::Null);
        if loose && attached_to.is_none() && !ownerless {
            b.notes.guess_of(aws_id, text!("these interfaces are attached to nothing (available): nothing leaves by them or arrives"));
        }
        let mut others = Vec::new();
        if !attached_to.is_some_and(|n| matches!(n.kind(), Kind::NatGateway | Kind::LoadBalancer)) {
            others = public_seconds(b, &r, &seconds, &region);
            private_ips.retain(|a| !others.iter().any(|(b, _, _)| a == b));
        }
        let body = NetworkInterface {
            subnet,
            groups,
            private_ips,
            ipv6,
            elastic_ip: eip,
            public_ip,
            source_dest_check: r.get("SourceDestCheck").flag().unwrap_or(true),
            attached_to,
            index: r.get("Attachment").get("DeviceIndex").int().and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
            description: description.chars().take(255).collect(),
            managed,
            unattached: loose && attached_to.is_none() && !ownerless,
            secondary_of: None,
        };
        for (private, elastic_ip, public_ip) in others {
            b.notes.guess_of(
                aws_id,
                text!("secondary private addresses of these that have public ones stand in the design with interfaces of their own"),
            );
            let second = NetworkInterface {
                private_ips: vec![private],
                ipv6: Vec::new(),
                elastic_ip,
                public_ip,
                secondary_of: Some(id),
                ..body.clone()
            };
            b.invent(&format!("{private} of {aws_id}"), None, second);
        }
        b.put(id, &r, aws_id, body);
    }
}

/// A secondary private address with the public one that stands for it.
type Second = (Ipv4Addr, Option<Id<ElasticIp>>, Option<Ipv4Addr>);

/// The secondary addresses of an interface that have public ones: an interface of the design has one, for its primary address. One more
/// in the same subnet, with the same groups and owner, does with packets what AWS does. [Elastic network interfaces]
fn public_seconds(b: &mut Builder, r: &Record, told: &BTreeMap<(&str, Ipv4Addr), &Json>, region: &Region) -> Vec<Second> {
    let own: Option<Ipv4Addr> = r.text("PrivateIpAddress").and_then(|a| a.parse().ok());
    let mut out: Vec<Second> = Vec::new();
    let mut put = |b: &mut Builder, private: Ipv4Addr, association: &Json| {
        let eip = elastic(b, association, region);
        let public = association.get("PublicIp").text().and_then(|a| a.parse().ok()).filter(|_| eip.is_none());
        if (eip.is_some() || public.is_some()) && Some(private) != own && !out.iter().any(|(a, _, _)| *a == private) {
            out.push((private, eip, public));
        }
    };
    for p in r.get("PrivateIpAddresses").list().iter().filter(|p| p.get("Primary").flag() == Some(false)) {
        if let Some(private) = p.get("PrivateIpAddress").text().and_then(|a| a.parse().ok()) {
            put(b, private, p.get("Association"));
        }
    }
    let eni = r.text("NetworkInterfaceId").unwrap_or_default();
    for ((_, private), record) in told.iter().filter(|((id, _), _)| *id == eni) {
        put(b, *private, record);
    }
    out
}

/// Elastic IP addresses by the interface and private address that they stand for, as describe-addresses tells.
fn secondary<'a>(b: &Builder<'a>) -> BTreeMap<(&'a str, Ipv4Addr), &'a Json> {
    let of = |r: &Record<'a>| Some(((r.text("NetworkInterfaceId")?, r.text("PrivateIpAddress")?.parse().ok()?), r.json));
    b.snapshot.all(Sort::Address).iter().filter_map(of).collect()
}

/// Private addresses, the primary one first, and IPv6 ones.
fn addresses(r: &Record) -> (Vec<Ipv4Addr>, Vec<Ipv6Addr>) {
    let mut v4: Vec<Ipv4Addr> = r.text("PrivateIpAddress").and_then(|a| a.parse().ok()).into_iter().collect();
    let mut listed: Vec<&Json> = r.get("PrivateIpAddresses").list().iter().collect();
    listed.order_by_key(|p| p.get("Primary").flag() != Some(true));
    for p in listed {
        if let Some(a) = p.get("PrivateIpAddress").text().or_else(|| p.text()).and_then(|a| a.parse().ok())
            && !v4.contains(&a)
        {
            v4.push(a);
        }
    }
    let v6 = r.get("Ipv6Addresses").list().iter().filter_map(|a| a.get("Ipv6Address").text().or_else(|| a.text())?.parse().ok()).collect();
    (v4, v6)
}

/// The association of the primary address.
fn association<'a>(r: &Record<'a>) -> &'a Json {
    if r.json.has("Association") {
        return r.get("Association");
    }
    let listed = r.get("PrivateIpAddresses").list();
    listed.iter().find(|p| p.get("Primary").flag() != Some(false)).unwrap_or(r.json).get("Association")
}

/// Elastic IP addresses by the interface whose primary address they stand for, as describe-addresses tells.
fn associated<'a>(b: &Builder<'a>) -> BTreeMap<&'a str, &'a str> {
    let primary: BTreeMap<&str, &str> =
        b.snapshot.all(Sort::Interface).iter().filter_map(|r| Some((r.text("NetworkInterfaceId")?, r.text("PrivateIpAddress")?))).collect();
    let of = |r: &Record<'a>| {
        let eni = r.text("NetworkInterfaceId")?;
        let own = r.text("PrivateIpAddress").is_none_or(|p| primary.get(eni).is_none_or(|q| *q == p));
        own.then_some((eni, r.text("AllocationId").or_else(|| r.text("PublicIp"))?))
    };
    b.snapshot.all(Sort::Address).iter().filter_map(of).collect()
}

/// Owners that list their interfaces.
fn owners<'a>(b: &Builder<'a>) -> BTreeMap<&'a str, NodeId> {
    let mut out = BTreeMap::new();
    for r in b.snapshot.all(Sort::Endpoint) {
        if let Some(node) = r.text("VpcEndpointId").and_then(|e| b.node(e)) {
            out.extend(r.get("NetworkInterfaceIds").texts().map(|e| (e, node)));
        }
    }
    for r in b.snapshot.all(Sort::NatGateway) {
        if let Some(node) = r.text("NatGatewayId").and_then(|e| b.node(e)) {
            out.extend(r.get("NatGatewayAddresses").list().iter().filter_map(|a| a.get("NetworkInterfaceId").text()).map(|e| (e, node)));
        }
    }
    out.retain(|_, n| n.kind() != Kind::GatewayEndpoint);
    out
}

/// Load balancers by the end of their ARN, functions by name, transit gateway attachments by id.
fn names(b: &Builder) -> BTreeMap<String, NodeId> {
    let mut out = BTreeMap::new();
    for (aws_id, node) in &b.ids {
        if node.kind() == Kind::LoadBalancer
            && let Some((_, name)) = aws_id.split_once(":loadbalancer/")
        {
            out.insert(format!("ELB {name}"), *node);
        }
        if let (Kind::Workload, Some((_, name))) = (node.kind(), aws_id.split_once(":function:")) {
            out.insert(format!("function {name}"), *node);
        }
    }
    for ((_, attachment), id) in &b.attachments {
        // A peering attachment has no interfaces, so that its two sides are no matter here.
        out.insert(attachment.clone(), id.node());
    }
    out
}

/// What AWS says in an interface's description of whom it made the interface for.
fn described(b: &Builder, description: &str, names: &BTreeMap<String, NodeId>) -> Option<NodeId> {
    if description.starts_with("ELB ") {
        return names.get(description).copied();
    }
    if let Some(rest) = description.strip_prefix("AWS Lambda VPC ENI-") {
        // The function's name, then a UUID.
        let name = rest.get(..rest.len().checked_sub(37)?)?;
        return names.get(&format!("function {name}")).copied();
    }
    let words = description.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|w| w.contains('-')).find_map(|w| {
        let node = names.get(w).copied().or_else(|| b.node(w))?;
        let makes_them =
            [Kind::NatGateway, Kind::InterfaceEndpoint, Kind::ResourceEndpoint, Kind::BalancerEndpoint, Kind::TransitAttachment];
        makes_them.contains(&node.kind()).then_some(node)
    })
}

/// Instances that interfaces name where the snapshot has no answer about any: whether they run is not known. Amazon takes the address that it gave away from an instance that stops, so that one with such an address runs. [Instance lifecycle]
fn unseen(b: &Builder) -> BTreeSet<String> {
    let all = b.snapshot.all(Sort::Interface);
    let instance = |r: &Record| r.get("Attachment").get("InstanceId").text().map(str::to_string);
    let given = |r: &&Record| association(r).get("IpOwnerId").text() == Some("amazon");
    let running: BTreeSet<String> = all.iter().filter(given).filter_map(instance).collect();
    let listed = b.snapshot.has(Sort::Reservation) || b.snapshot.has(Sort::Instance);
    all.iter().filter_map(instance).filter(|id| !listed && !running.contains(id)).collect()
}

/// The instance of an id; where only its interface is known, one that stands there.
fn workload(b: &mut Builder, aws_id: &str, subnet: Id<Subnet>, groups: &[Id<SecurityGroup>]) -> Option<NodeId> {
    if let Some(node) = b.node(aws_id) {
        return (node.kind() == Kind::Workload).then_some(node);
    }
    if !aws_id.starts_with("i-") || b.is_out(aws_id) {
        return None;
    }
    b.notes.guess_of(aws_id, text!("these instances are known by their interfaces only"));
    if !b.snapshot.has(Sort::Reservation) && !b.snapshot.has(Sort::Instance) {
        b.notes.guess(text!("no instance is described (aws ec2 describe-instances): answers depend on whether those run that have no address that Amazon gave"));
    }
    let body = Workload { subnets: vec![subnet], groups: groups.to_vec(), ..plain(Compute::Instance) };
    Some(b.invent(aws_id, Some(aws_id), body).node())
}

/// A workload of which nothing is said.
pub fn plain(compute: Compute) -> Workload {
    Workload {
        compute,
        subnets: Vec::new(),
        groups: Vec::new(),
        role: None,
        instance_type: None,
        private_ip: None,
        elastic_ip: None,
        public_ip: Some(false),
        source_dest_check: true,
        forwards: Forwarding::Unknown,
        count: 1,
        port: None,
    }
}
