//! CloudFormation's types as Terraform's: the mapping table of the export, read the other way round, and what it does not say.

use super::values::property;
use crate::interchange::cloudformation::kinds::{self, As, Kind, Tags, network};
use crate::interchange::item::{Map, Val};
use crate::ordered::BTreeSet;

/// Types that no export writes, as the type that they are read as.
const MORE: &[(&str, &str)] = &[
    ("AWS::EC2::VPCGatewayAttachment", "aws_internet_gateway_attachment"),
    ("AWS::EC2::TransitGatewayAttachment", "aws_ec2_transit_gateway_vpc_attachment"),
    ("AWS::AutoScaling::AutoScalingGroup", "aws_autoscaling_group"),
    ("AWS::AutoScaling::LaunchConfiguration", "aws_launch_configuration"),
    ("AWS::EC2::LaunchTemplate", "aws_launch_template"),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "aws_elb"),
    ("AWS::RDS::DBCluster", "aws_rds_cluster"),
    ("AWS::ElastiCache::CacheCluster", "aws_elasticache_cluster"),
    ("AWS::ElastiCache::ReplicationGroup", "aws_elasticache_replication_group"),
    ("AWS::ElastiCache::SubnetGroup", "aws_elasticache_subnet_group"),
    ("AWS::Redshift::Cluster", "aws_redshift_cluster"),
    ("AWS::Redshift::ClusterSubnetGroup", "aws_redshift_subnet_group"),
    ("AWS::IAM::Policy", "aws_iam_role_policy"),
    ("AWS::Serverless::Function", "aws_lambda_function"),
];

/// What a parameter of this type stands for.
pub fn looked_up(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "AWS::EC2::VPC::Id" => "data.aws_vpc",
        "AWS::EC2::Subnet::Id" => "data.aws_subnet",
        "AWS::EC2::SecurityGroup::Id" => "data.aws_security_group",
        _ => return None,
    })
}

/// Rows of the table for a type.
fn rows(cloud: &str) -> impl Iterator<Item = &'static Kind> {
    let cloud = match cloud {
        "AWS::EC2::TransitGatewayAttachment" => "AWS::EC2::TransitGatewayVpcAttachment",
        "AWS::Serverless::Function" => "AWS::Lambda::Function",
        other => other,
    };
    kinds::all().filter(move |k| k.cloud == cloud)
}

/// The row whose suffix a logical id of our own export has.
pub fn row(cloud: &str, id: &str) -> Option<&'static Kind> {
    rows(cloud).find(|k| id.ends_with(k.suffix))
}

/// The attribute that `Ref` gives.
pub fn reference(cloud: &str) -> &'static str {
    rows(cloud).find_map(|k| k.gives.iter().find(|(_, to)| to.is_empty()).map(|(name, _)| *name)).unwrap_or("id")
}

/// The attribute that `Fn::GetAtt` gives.
pub fn attribute(cloud: &str, name: &str) -> String {
    let said = rows(cloud).find_map(|k| k.gives.iter().find(|(_, to)| *to == name).map(|(name, _)| (*name).to_string()));
    said.unwrap_or_else(|| match name {
        "Ipv6CidrBlocks" => "ipv6_cidr_block".into(),
        "DefaultSecurityGroup" => "default_security_group_id".into(),
        "DefaultNetworkAcl" => "default_network_acl_id".into(),
        "Arn" | "LoadBalancerArn" | "TargetGroupArn" => "arn".into(),
        "GroupId" | "VpcId" | "SubnetId" | "RouteTableId" | "InternetGatewayId" | "NatGatewayId" | "AllocationId" | "InstanceId" | "Id" => {
            "id".into()
        }
        other => other.to_string(),
    })
}

/// The type that a resource is read as.
pub fn kind(cloud: &str, properties: &Val) -> Option<String> {
    let has = |name: &str| !properties.get(name).is_blank();
    Some(match cloud {
        "AWS::EC2::VPCGatewayAttachment" if has("VpnGatewayId") => "aws_vpn_gateway_attachment".into(),
        "AWS::EC2::VPCCidrBlock" if has("CidrBlock") => "aws_vpc_ipv4_cidr_block_association".into(),
        "AWS::EC2::VPCCidrBlock" => "aws_vpc_ipv6_cidr_block_association".into(),
        "AWS::NetworkFirewall::Firewall" if has("SubnetMappings") => "aws_networkfirewall_firewall".into(),
        "AWS::NetworkFirewall::VpcEndpointAssociation" if has("SubnetMapping") => "aws_networkfirewall_vpc_endpoint_association".into(),
        cloud => match rows(cloud).next() {
            Some(k) => k.set.resource.into(),
            None => MORE.iter().find(|(c, _)| *c == cloud).map(|(_, t)| (*t).to_string())?,
        },
    })
}

/// Arguments from properties by the table; the properties that nothing took come back by their names.
pub fn arguments(cloud: &str, properties: &Val) -> (Map, BTreeSet<String>) {
    let mut out = Map::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut take = |path: &str| {
        let head = path.split('.').next().unwrap_or(path);
        taken.insert(head.trim_end_matches("[]").to_string());
    };
    let rules: &[kinds::Takes] = match cloud {
        "AWS::EC2::SecurityGroupIngress" => network::INLINE,
        "AWS::EC2::SecurityGroupEgress" => network::INLINE_OUT,
        _ => &[],
    };
    let by_table = rows(cloud).flat_map(|k| k.takes.iter()).chain(rules);
    for (argument, path, how) in by_table {
        if path.is_empty() || *how == As::Elsewhere {
            continue;
        }
        take(path);
        let v = property(properties, path);
        if !v.is_null() {
            out.insert((*argument).into(), back(*how, v));
        }
    }
    for part in rows(cloud).flat_map(|k| k.parts.iter()).filter(|p| !p.to.is_empty()) {
        take(part.to);
        let all = property(properties, part.to);
        let inner = |v: &Val| match v {
            Val::Map(_) => {
                let fields = part.takes.iter().filter(|(_, path, how)| !path.is_empty() && *how != As::Elsewhere);
                let fields = fields.map(|(name, path, how)| (*name, back(*how, property(v, path))));
                Val::map(fields.filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.into(), v)).collect())
            }
            other => other.clone(),
        };
        if !all.is_null() {
            out.insert(part.name.into(), Val::list(all.each().iter().map(inner).collect()));
        }
    }
    for k in rows(cloud) {
        let name = match k.tags {
            Tags::None => continue,
            Tags::List => "Tags",
            Tags::Named(name) => name,
        };
        take(name);
        if let Some(tags) = tags(properties.get(name)) {
            out.insert("tags".into(), tags);
        }
    }
    if let Some(tags) = tags(properties.get("Tags")) {
        take("Tags");
        out.entry("tags".into()).or_insert(tags);
    }
    (out, taken)
}

/// `[{Key, Value}]`, or a map as some types have it.
fn tags(v: &Val) -> Option<Val> {
    let pairs: Map = match v {
        Val::List(all) => all.iter().filter_map(|t| Some((t.get("Key").as_text()?.into(), t.get("Value").clone()))).collect(),
        Val::Map(m) => (**m).clone(),
        _ => return None,
    };
    Some(Val::map(pairs))
}

/// The value of an argument from that of its property.
fn back(how: As, v: Val) -> Val {
    match how {
        As::List => v.each().first().cloned().unwrap_or_default(),
        As::Each(name) => Val::list(v.each().iter().map(|e| if let Val::Map(_) = e { e.get(name).clone() } else { e.clone() }).collect()),
        _ => v,
    }
}
