//! Network interfaces of their own, what they are attached to, and Elastic IP addresses on them and on instances.

use super::context::{At, Raiser};
use crate::document::{ElasticIp, Id, NetworkInterface, Subnet, Workload};
use crate::interchange::item::Val;
use crate::text;
use std::net::Ipv4Addr;

pub fn raise(r: &mut Raiser) {
    for (at, id) in r.enrolled::<NetworkInterface>("aws_network_interface") {
        interface(r, at, id);
    }
    for at in r.of("aws_network_interface_attachment") {
        let (id, to) = (r.refer::<NetworkInterface>(at, "network_interface_id"), r.refer::<Workload>(at, "instance_id"));
        r.know(at, &["device_index"]);
        match (id, to) {
            (Some(id), Some(to)) => drop(r.model.edit(id, |i: &mut NetworkInterface| i.attached_to = Some(to.node()))),
            _ => r.left_out(at, text!("its interface or its instance is not in the files")),
        }
    }
    for (at, w) in r.enrolled::<Workload>("aws_instance") {
        for i in r.get(at, "network_interface").each() {
            if let Some(id) = r.id::<NetworkInterface>(i.get("network_interface_id")) {
                r.model.edit(id, |i: &mut NetworkInterface| i.attached_to = Some(w.node()));
            }
        }
    }
    for at in r.of("aws_eip_association") {
        let Some(address) = r.refer::<ElasticIp>(at, "allocation_id").filter(|a| r.model.get(*a).is_some()) else {
            r.left_out(at, text!("its address is not in the files"));
            continue;
        };
        let to = [r.get(at, "instance_id"), r.get(at, "network_interface_id")];
        place(r, at, address, to);
    }
    for (at, address) in r.enrolled::<ElasticIp>("aws_eip") {
        if r.model.get(address).is_none() {
            continue;
        }
        let to = [r.get(at, "instance"), r.get(at, "network_interface")];
        if to.iter().any(|v| !v.is_blank()) {
            place(r, at, address, to);
        }
    }
}

fn place(r: &mut Raiser, at: At, address: Id<ElasticIp>, to: [&Val; 2]) {
    for v in to {
        if let Some(w) = r.id::<Workload>(v).filter(|w| r.model.get(*w).is_some()) {
            r.model.edit(w, |w: &mut Workload| w.elastic_ip = Some(address));
            return;
        }
        if let Some(i) = r.id::<NetworkInterface>(v).filter(|i| r.model.get(*i).is_some()) {
            r.model.edit(i, |i: &mut NetworkInterface| i.elastic_ip = Some(address));
            return;
        }
    }
    // A state tells of every interface that has an address, those that AWS made among them.
    if !r.item(at).is_some_and(|i| i.exists) {
        for v in to {
            r.missing(at, "instance", v);
        }
    }
}

fn interface(r: &mut Raiser, at: At, id: Id<NetworkInterface>) {
    let Some(subnet) = r.refer::<Subnet>(at, "subnet_id").filter(|s| r.model.get(*s).is_some()) else {
        return r.left_out(at, text!("its subnet is not in the files"));
    };
    let vpc = r.vpc_of(subnet);
    let mut groups = r.groups(at, "security_groups", vpc);
    if let ([only], Some(v)) = (groups.as_slice(), vpc.and_then(|v| r.model.get(v)))
        && *only == v.default_group
    {
        groups.clear();
    }
    let list = r.get(at, "private_ip_list");
    let ips = r.get(at, "private_ips");
    let one = r.get(at, "private_ip");
    r.know(at, &["private_ip_list_enabled", "private_ips_count"]);
    let mut private_ips: Vec<Ipv4Addr> = Vec::new();
    // The primary address first, where it is told apart.
    let first = if list.is_blank() { one.each().iter() } else { [].iter() };
    for v in list.each().iter().chain(first).chain(ips.each()) {
        if let Some(ip) = v.as_text().and_then(|a| a.parse().ok())
            && !private_ips.contains(&ip)
        {
            private_ips.push(ip);
        }
    }
    let ipv6 = r.get(at, "ipv6_addresses").each().iter().filter_map(|v| v.as_text()?.parse().ok()).collect();
    let source_dest_check = r.flag(at, "source_dest_check").unwrap_or(true);
    let description = r.text(at, "description").unwrap_or_default().chars().take(255).collect();
    let attachment = r.get(at, "attachment");
    let attached_to = r.id::<Workload>(attachment.get("instance")).map(|w| w.node());
    let body = NetworkInterface {
        subnet,
        groups,
        private_ips,
        ipv6,
        elastic_ip: None,
        public_ip: None,
        source_dest_check,
        attached_to,
        description,
        index: 0,
        managed: false,
        unattached: false,
        secondary_of: None,
    };
    r.put(at, id, body);
}
