//! Outputs: ids and addresses that others need, as far as the limit allows.

use super::build::Build;
use super::limits;
use super::template::{Output, Template};
use super::value::Value;
use crate::text;

/// Types that give something, the most wanted first: the end of the output's name, the attribute (`Ref` where empty).
const GIVES: &[(&str, &str, &str, &str)] = &[
    ("AWS::EC2::VPC", "Id", "", "VPC id."),
    ("AWS::EC2::Subnet", "Id", "", "Subnet id."),
    ("AWS::EC2::TransitGateway", "Id", "", "Transit gateway id."),
    ("AWS::EC2::VPCEndpoint", "Id", "", "VPC endpoint id."),
    ("AWS::EC2::NatGateway", "Id", "", "NAT gateway id."),
    ("AWS::EC2::EIP", "PublicIp", "PublicIp", "Elastic IP address."),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "DnsName", "DNSName", "DNS name of a load balancer."),
    ("AWS::RDS::DBInstance", "Endpoint", "Endpoint.Address", "Host of a database."),
    ("AWS::S3::Bucket", "Name", "", "Name of a bucket."),
    ("AWS::EC2::Instance", "PrivateIp", "PrivateIp", "Private address of an instance."),
    ("AWS::EC2::SecurityGroup", "Id", "GroupId", "Security group id."),
    ("AWS::EC2::RouteTable", "Id", "", "Route table id."),
    ("AWS::Route53::HostedZone", "Id", "", "Hosted zone id."),
];

pub fn outputs(b: &mut Build) {
    let mut short = Vec::new();
    for (region, template) in &mut b.templates {
        let found: Vec<(String, Output)> = GIVES.iter().flat_map(|g| of_type(template, g)).collect();
        for (name, output) in found {
            if template.outputs.contains_key(&name) {
                continue;
            }
            if template.outputs.len() >= limits::OUTPUTS {
                short.push(region.clone());
                break;
            }
            template.outputs.insert(name, output);
        }
    }
    for region in short {
        let text = text!(
            "outputs of the stack in {region} beyond {most}, which is as many as one takes",
            region = text::code(region),
            most = limits::OUTPUTS
        );
        b.note(None, text);
    }
}

fn of_type(template: &Template, gives: &(&'static str, &'static str, &'static str, &'static str)) -> Vec<(String, Output)> {
    let (kind, suffix, attribute, description) = *gives;
    let output = |id: &str| {
        let value = if attribute.is_empty() { Value::Ref(id.into()) } else { Value::GetAtt(id.into(), attribute.into()) };
        (format!("{id}{suffix}"), Output { description: description.into(), value })
    };
    template.resources.iter().filter(|r| r.kind == kind).map(|r| output(&r.id)).collect()
}
