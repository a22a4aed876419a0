//! EC2 instances.

use super::build::Builder;
use super::enrol::{instances, state};
use super::interfaces::{groups, plain};
use crate::document::{Compute, Vpc, Workload};

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
        if state(r.json) == "stopped" {
            b.notes.guess_of(aws_id, "these instances are stopped; they are taken as if they ran");
        }
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
        b.put(id, &r, aws_id, body);
    }
}
