//! EC2 instances.

use super::build::Builder;
use super::enrol::instances;
use super::enrol::nested_interfaces;
use super::forms::Sort;
use super::interfaces::{groups, plain};
use super::recognise::Record;
use crate::document::{Compute, NetworkInterface, Vpc, Workload};

pub fn read(b: &mut Builder) {
    for r in instances(b) {
        let Some(aws_id) = r.text("InstanceId") else { continue };
        let Some(id) = b.find::<Workload>(aws_id).filter(|id| !b.model.contains(*id)) else { continue };
        let Some(subnet) = r.text("SubnetId") else { continue };
        let told = r.text("VpcId").and_then(|v| b.find::<Vpc>(v));
        let known = b.find(subnet).and_then(|s| b.model.get(s)).map(|s: &crate::document::Subnet| s.vpc);
        let vpc = match (known, told) {
            (Some(vpc), _) | (None, Some(vpc)) => vpc,
            (None, None) => {
                let region = b.regions.of_record(&r);
                b.vpc(r.text("VpcId").unwrap_or("a VPC that is not named"), &[], &region, None)
            }
        };
        let subnet = b.subnet(subnet, vpc, r.get("Placement").get("AvailabilityZone").text());
        let list = if r.json.has("SecurityGroups") { r.get("SecurityGroups") } else { r.get("Groups") };
        let body = Workload {
            subnets: vec![subnet],
            groups: groups(b, list, vpc),
            instance_type: r.text("InstanceType").map(Into::into),
            private_ip: r.text("PrivateIpAddress").and_then(|a| a.parse().ok()),
            public_ip: Some(r.text("PublicIpAddress").is_some()),
            source_dest_check: r.get("SourceDestCheck").flag().unwrap_or(true),
            ..plain(Compute::Instance)
        };
        let public = r.text("PublicIpAddress").and_then(|a| a.parse().ok()).filter(|_| !has_interface(b, &r, aws_id));
        let (groups, private) = (body.groups.clone(), body.private_ip);
        b.put(id, &r, aws_id, body);
        let ipv6 = r.text("Ipv6Address").and_then(|a| a.parse().ok()).filter(|_| !has_interface(b, &r, aws_id));
        if public.is_some() || ipv6.is_some() {
            let body = NetworkInterface {
                subnet,
                groups,
                private_ips: private.into_iter().collect(),
                ipv6: ipv6.into_iter().collect(),
                elastic_ip: public.and_then(|p| b.public.get(&p).copied()),
                public_ip: public.filter(|p| !b.public.contains_key(p)),
                source_dest_check: r.get("SourceDestCheck").flag().unwrap_or(true),
                attached_to: Some(id.node()),
                index: 0,
                description: String::new(),
                managed: false,
                unattached: false,
                secondary_of: None,
            };
            b.invent(&format!("interface of {aws_id}"), None, body);
        }
    }
}

/// Whether the snapshot has an interface of the instance, with its addresses.
fn has_interface(b: &Builder, r: &Record, aws_id: &str) -> bool {
    let of = |i: &Record| i.get("Attachment").get("InstanceId").text() == Some(aws_id);
    nested_interfaces(r).iter().any(|n| n.text("NetworkInterfaceId").is_some()) || b.snapshot.all(Sort::Interface).iter().any(of)
}
