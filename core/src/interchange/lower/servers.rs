//! EC2 instances, network interfaces of their own, and the Elastic IP addresses on both.

use super::context::Context;
use super::names;
use super::roles::PROFILE;
use crate::document::{Compute, Id, NetworkInterface, Workload};
use crate::interchange::block::{Block, Body, Expr, Import, Ref, Set};
use crate::ordered::BTreeMap;
use crate::text;

const ATTACHMENT: Set = Set::this("aws_network_interface_attachment");
const ADDRESS: Set = Set::this("aws_eip_association");

/// Instances that one workload may stand for here; an Auto Scaling group is the better form for more.
const MOST: u32 = 100;

pub fn instance(cx: &mut Context, id: Id<Workload>, w: &Workload) {
    let Some(subnet) = w.subnets.first().copied() else {
        cx.left_out(id, text!("{it} stands in no subnet", it = id));
        return;
    };
    if w.subnets.len() > 1 {
        cx.left_out(id, text!("{it} has several subnets; an instance is written in the first", it = id));
    }
    if w.count > MOST {
        cx.left_out(id, text!("{it} runs {n} times: the first {most} are written", it = id, n = w.count, most = MOST));
    }
    let vpc = cx.model.vpc_of(id);
    let at = vpc.and_then(|v| cx.at_vpc(v));
    let key = cx.key(id);
    let profile = w.role.map(|r| Ref { set: PROFILE, key: cx.key(r), attribute: "name" });
    for n in 1..=w.count.clamp(1, MOST) {
        // The first keeps the plain key: another one more replaces nothing.
        let own = if n == 1 { key.clone() } else { format!("{key}/{n}") };
        let ami = cx.input("amis", &key, "ami-00000000000000000");
        let body = Body::new()
            .set("ami", ami)
            .set("instance_type", w.instance_type.as_deref().unwrap_or("t3.micro"))
            .set("subnet_id", cx.subnet(subnet))
            .set("vpc_security_group_ids", cx.groups(&w.groups, vpc))
            .opt("private_ip", w.private_ip.filter(|_| n == 1))
            .opt("associate_public_ip_address", w.public_ip)
            .set("source_dest_check", w.source_dest_check)
            .opt("iam_instance_profile", profile.clone());
        let mut block = cx.named(cx.block(names::INSTANCE, id, at.clone(), body));
        if n > 1 {
            block.name = block.name.map(|s| format!("{s}-{n}"));
            block.import = Import::New;
            block.key = own;
        }
        cx.push(block);
    }
    if w.instance_type.is_none() {
        cx.assume(id, text!("{it} is a {kind}, as the design gives it no instance type", it = id, kind = text::code("t3.micro")));
    }
    if let Some(address) = w.elastic_ip {
        let body = Body::new()
            .set("allocation_id", cx.reference(address, names::ELASTIC_IP, "id"))
            .opt("instance_id", Some(cx.reference(id, names::INSTANCE, "id")))
            .opt("network_interface_id", None::<Expr>);
        cx.push(Block::new(ADDRESS, cx.key(address), body).of(id).region(at));
    }
}

pub fn interfaces(cx: &mut Context) {
    // Device 0 is the interface that the instance is born with.
    let mut devices: BTreeMap<Id<Workload>, i64> = BTreeMap::new();
    for (id, interface) in cx.mine::<NetworkInterface>() {
        let vpc = cx.model.vpc_of(id);
        let at = vpc.and_then(|v| cx.at_vpc(v));
        let several = interface.private_ips.len() > 1;
        let ips = |all: &[std::net::Ipv4Addr]| Expr::List(all.iter().map(|ip| Expr::from(*ip)).collect());
        let one = (interface.private_ips.len() == 1).then(|| ips(&interface.private_ips));
        let v6 = Expr::List(interface.ipv6.iter().map(|ip| Expr::from(*ip)).collect());
        let description = names::description(interface.description.trim());
        let body = Body::new()
            .set("subnet_id", cx.subnet(interface.subnet))
            .set("security_groups", cx.groups(&interface.groups, vpc))
            .opt("private_ips", one)
            // A list, where the first is the primary address.
            .opt("private_ip_list_enabled", several.then_some(true))
            .opt("private_ip_list", several.then(|| ips(&interface.private_ips)))
            .opt("ipv6_addresses", (!interface.ipv6.is_empty()).then_some(v6))
            .set("source_dest_check", interface.source_dest_check)
            .opt("description", (!description.is_empty()).then_some(description));
        let block = cx.block(names::NETWORK_INTERFACE, id, at.clone(), body);
        cx.push_named(block);
        let own = Ref { set: names::NETWORK_INTERFACE, key: cx.key(id), attribute: "id" };
        if let Some(to) = interface.attached_to {
            let instance = Id::<Workload>::of(to).filter(|w| cx.model.get(*w).is_some_and(|w| w.compute == Compute::Instance));
            if let Some(to) = instance {
                let device = devices.entry(to).or_insert(0);
                *device += 1;
                let body = Body::new()
                    .own("network_interface_id", own.clone())
                    .set("instance_id", cx.reference(to, names::INSTANCE, "id"))
                    .set("device_index", *device);
                cx.push(Block::new(ATTACHMENT, cx.key(id), body).of(id).region(at.clone()));
            } else {
                cx.left_out(id, text!("{it} is attached to {to}, which makes its interfaces itself", it = id, to = to));
            }
        }
        if let Some(address) = interface.elastic_ip {
            let body = Body::new()
                .set("allocation_id", cx.reference(address, names::ELASTIC_IP, "id"))
                .opt("instance_id", None::<Expr>)
                .opt("network_interface_id", Some(own));
            cx.push(Block::new(ADDRESS, cx.key(address), body).of(id).region(at));
        }
    }
}
