//! Resources of a template as items: by the table, and by hand what the table cannot say.

use super::nested::STACK;
use super::tree::Node;
use super::types;
use super::values::{Template, fields, property, text};
use crate::interchange::cloudformation::names;
use crate::interchange::imported::ImportError;
use crate::interchange::item::{Index, Item, Map, Val};
use crate::interchange::notes::Notes;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::{Text, code};

/// What our own templates are described as.
const OWN: &str = "A network design made with Portico";

pub fn items(t: &Template, notes: &mut Notes) -> Result<Vec<Item>, ImportError> {
    let own = t.root.get("Description").text().is_some_and(|d| d.starts_with(OWN));
    let mut out = Vec::new();
    let mut unknown: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (id, resource) in t.root.get("Resources").entries() {
        let Some(cloud) = resource.get("Type").text() else {
            let what = if id.starts_with("Fn::") {
                text!("what this loop goes over, or what this transform makes, is not in the template")
            } else {
                text!("it has no type")
            };
            notes.left_out(Text::of(id), &t.at(resource), what);
            notes.doubt(text!("what {it} makes is not known", it = code(id)));
            continue;
        };
        match resource.get("Condition").text().map(|c| t.condition(c, resource)).transpose()? {
            Some(Val::Bool(false)) => continue,
            Some(Val::Bool(true)) | None => {}
            Some(v) => {
                if let Some(o) = v.open() {
                    notes.unknown(&o.name, &o.at, text!("{id}: whether it is there", id = code(id)));
                }
                notes.left_out(Text::of(id), &t.at(resource), text!("whether it is there is not known"));
                notes.doubt(text!("whether {id} is there is not known", id = code(id)));
                continue;
            }
        }
        if cloud == STACK {
            match t.child(id)? {
                Some(child) => out.extend(items(&child, notes)?),
                None => {
                    let why = text!(
                        "a nested stack has a template of its own, which is not among the files: give a folder with it, or import it too"
                    );
                    notes.left_out(Text::of(format!("{}{id}", t.prefix)), &t.at(resource), why);
                    let url = t.eval(resource.get("Properties").get("TemplateURL"))?;
                    notes.unknown(
                        &format!("the template of {}{id}", t.prefix),
                        &t.at(resource),
                        text!("what {url} makes", url = code(url.shown())),
                    );
                    notes.doubt(text!("what the nested stack {id} makes is not known", id = code(format!("{}{id}", t.prefix))));
                }
            }
            continue;
        }
        let properties = t.eval(resource.get("Properties"))?;
        let Some(kind) = types::kind(cloud, &properties) else {
            unknown.entry(cloud.to_string()).or_insert_with(|| (t.at(resource), 0)).1 += 1;
            continue;
        };
        one(t, own, id, resource, cloud, kind, &properties, &mut out);
    }
    for (cloud, (at, n)) in unknown {
        let why = if QUIET.iter().any(|p| cloud.starts_with(p)) {
            text!("it takes no part in what packets do")
        } else {
            text!("Portico does not model this type")
        };
        notes.left_out(if n == 1 { Text::of(cloud) } else { text!("{kind} ({n} of them)", kind = code(cloud), n = n) }, &at, why);
    }
    super::transforms(t.file, t.root, notes);
    for name in t.firewalls.borrow().iter() {
        notes.guess_of(name, text!("CloudFormation promises no order of a firewall's endpoints; that of its subnets was taken"));
    }
    looked_up(t, &mut out);
    for name in t.zones.borrow().iter() {
        notes.unknown(name, &t.at(t.root.get("Parameters").get(name)), text!("the zones of what uses it"));
        notes.guess_of(name, text!("these parameters say no zones; the region's were taken, in order"));
    }
    for name in t.transforms.borrow().iter() {
        notes.left_out(text!("the transform {name}", name = code(name)), t.file, text!("what it makes is known only to CloudFormation"));
        notes.doubt(text!("what the transform {name} makes is not known", name = code(name)));
    }
    Ok(out)
}

/// Types that say nothing of a network.
const QUIET: &[&str] = &[
    "AWS::CloudWatch::",
    "AWS::Logs::",
    "AWS::SNS::",
    "AWS::SQS::",
    "AWS::IAM::",
    "AWS::KMS::",
    "AWS::SSM::",
    "AWS::SecretsManager::",
    "AWS::Events::",
    "AWS::CloudFormation::",
    "AWS::CloudTrail::",
    "AWS::Config::",
    "AWS::CodeBuild::",
    "AWS::CodePipeline::",
    "AWS::ECR::",
    "AWS::S3::",
    "Custom::",
];

#[allow(clippy::too_many_arguments)]
fn one(t: &Template, own: bool, id: &str, resource: &Node, cloud: &str, kind: String, properties: &Val, out: &mut Vec<Item>) {
    let (mut body, mut taken) = types::arguments(cloud, properties);
    let address = format!("{}{id}", t.prefix);
    let item = |kind: &str, address: String, body: Map| Item {
        kind: kind.into(),
        address: address.into(),
        name: id.into(),
        module: Vec::new(),
        index: None,
        body,
        at: t.at(resource),
        region: Some(t.region.clone()),
        exists: false,
    };
    let mut beside = Vec::new();
    special(cloud, &address, properties, &mut body, &mut taken, &mut beside);
    // What nobody took keeps its name, and is told.
    if let Val::Map(all) = properties {
        for (name, v) in all.iter().filter(|(n, _)| !taken.contains(&***n)) {
            body.insert(name.clone(), v.clone());
        }
    }
    let mut main = item(&kind, address.clone(), body);
    if own
        && let Some(row) = types::row(cloud, id)
        && let Some(key) = id.strip_suffix(row.suffix).and_then(names::key)
    {
        main.name = "this".into();
        main.index = Some(Index::Key(key.as_str().into()));
    } else if own && kind == "aws_iam_role" && !main.body.contains_key("permissions_boundary") && properties.get("Policies").is_blank() {
        // The role that an export gives a function of which the design names none.
        main.name = "this".into();
        main.index = Some(Index::Key("function/own".into()));
    }
    out.push(main);
    for (n, (kind, body)) in beside.into_iter().enumerate() {
        out.push(item(kind, format!("{address}.{n}"), body));
    }
}

type Beside = Vec<(&'static str, Map)>;

fn special(cloud: &str, address: &str, p: &Val, body: &mut Map, taken: &mut BTreeSet<String>, beside: &mut Beside) {
    let own = |attribute: &str| Val::link(address, attribute);
    let mut take = |names: &[&str]| taken.extend(names.iter().map(|n| (*n).to_string()));
    let mut put = |name: &str, v: Val| {
        if !v.is_null() {
            body.insert(name.into(), v);
        }
    };
    match cloud {
        "AWS::EC2::VPCGatewayAttachment" => {
            take(&["VpcId", "InternetGatewayId", "VpnGatewayId"]);
            put("vpc_id", p.get("VpcId").clone());
            put("internet_gateway_id", p.get("InternetGatewayId").clone());
            put("vpn_gateway_id", p.get("VpnGatewayId").clone());
        }
        "AWS::EC2::SecurityGroup" => {
            take(&["SecurityGroupIngress", "SecurityGroupEgress", "GroupName"]);
            put("ingress", Val::list(p.get("SecurityGroupIngress").each().iter().map(rule).collect()));
            put("name", p.get("GroupName").clone());
            let out = p.get("SecurityGroupEgress");
            // Where no rule is said AWS lets everything out. [AWS::EC2::SecurityGroup]
            let all = fields(&[("protocol", "-1".into()), ("cidr_blocks", Val::list(vec!["0.0.0.0/0".into()]))]);
            put("egress", if out.is_null() { Val::list(vec![Val::map(all)]) } else { Val::list(out.each().iter().map(rule).collect()) });
        }
        "AWS::EC2::SecurityGroupIngress" | "AWS::EC2::SecurityGroupEgress" => {
            take(&["SourceSecurityGroupName", "SourceSecurityGroupOwnerId", "GroupName"]);
            if p.get("GroupId").is_null() {
                put("security_group_id", p.get("GroupName").clone());
            }
            if p.get("SourceSecurityGroupId").is_null() {
                put("referenced_security_group_id", p.get("SourceSecurityGroupName").clone());
                put("referenced_security_group_id", p.get("DestinationSecurityGroupId").clone());
            }
        }
        "AWS::EC2::Instance" => instance(p, &mut take, &mut put),
        "AWS::EC2::NetworkInterface" => {
            take(&["PrivateIpAddress", "PrivateIpAddresses"]);
            let primary = p.get("PrivateIpAddress").clone();
            let all = p.get("PrivateIpAddresses").each().iter().map(|a| a.get("PrivateIpAddress").clone());
            let all: Vec<Val> = Some(primary).into_iter().filter(|v| !v.is_null()).chain(all).collect();
            put("private_ip_list", Val::list(all));
        }
        "AWS::EC2::EIP" => {
            take(&["InstanceId", "NetworkBorderGroup"]);
            put("instance", p.get("InstanceId").clone());
        }
        "AWS::EC2::Route" => {
            take(&["InstanceId"]);
            put("instance_id", p.get("InstanceId").clone());
        }
        "AWS::EC2::VPCEndpoint" => {
            take(&["PrivateDnsEnabled", "DnsOptions"]);
            put("private_dns_enabled", p.get("PrivateDnsEnabled").clone());
            if let Some(which) = p.get("DnsOptions").get("PrivateDnsOnlyForInboundResolverEndpoint").as_text() {
                let only = fields(&[("private_dns_only_for_inbound_resolver_endpoint", (which == "OnlyInboundResolver").into())]);
                put("dns_options", Val::list(vec![Val::map(only)]));
            }
        }
        // In one account CloudFormation accepts what it asks for.
        "AWS::EC2::VPCPeeringConnection" => {
            take(&["PeerRoleArn"]);
            put("auto_accept", (p.get("PeerOwnerId").is_null() || !p.get("PeerRoleArn").is_null()).into());
        }
        "AWS::NetworkFirewall::Firewall" | "AWS::NetworkFirewall::VpcEndpointAssociation" => {
            take(&["SubnetMappings", "SubnetMapping", "VpcId", "FirewallName", "FirewallPolicyArn", "FirewallArn", "Description"]);
            take(&["DeleteProtection", "FirewallPolicyChangeProtection", "SubnetChangeProtection"]);
            let all = p.get("SubnetMappings").each().iter().chain(p.get("SubnetMapping").each());
            let one = |m: &Val| if let Val::Map(_) = m { Val::map(fields(&[("subnet_id", m.get("SubnetId").clone())])) } else { m.clone() };
            put("subnet_mapping", Val::list(all.map(one).collect()));
            put("vpc_id", p.get("VpcId").clone());
            put("name", p.get("FirewallName").clone());
        }
        "AWS::EC2::VPNGateway" => take(&["Type"]),
        "AWS::EC2::VPCCidrBlock" => take(&["AmazonProvidedIpv6CidrBlock"]),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
            take(&["Scheme", "LoadBalancerAttributes", "SubnetMappings", "IpAddressType"]);
            put("internal", p.get("Scheme").as_text().map_or(Val::Null, |s| (s == "internal").into()));
            let mappings = p.get("SubnetMappings").each().iter();
            let mappings = mappings.map(|m| Val::map(fields(&[("subnet_id", m.get("SubnetId").clone())])));
            put("subnet_mapping", Val::list(mappings.collect()));
            let cross =
                p.get("LoadBalancerAttributes").each().iter().find(|a| a.get("Key").as_text() == Some("load_balancing.cross_zone.enabled"));
            put("enable_cross_zone_load_balancing", cross.map_or(Val::Null, |a| a.get("Value").as_bool().map_or(Val::Null, Val::Bool)));
        }
        "AWS::ElasticLoadBalancingV2::TargetGroup" => {
            take(&["Targets"]);
            for target in p.get("Targets").each() {
                beside.push((
                    "aws_lb_target_group_attachment",
                    fields(&[
                        ("target_group_arn", own("arn")),
                        ("target_id", target.get("Id").clone()),
                        ("port", target.get("Port").clone()),
                    ]),
                ));
            }
        }
        "AWS::ElasticLoadBalancingV2::Listener" => {
            take(&["DefaultActions"]);
            let action = |a: &Val| {
                let many = a.get("ForwardConfig").get("TargetGroups").each().iter();
                let many = Val::list(many.map(|g| Val::map(fields(&[("arn", g.get("TargetGroupArn").clone())]))).collect());
                let forward = Val::list(vec![Val::map(fields(&[("target_group", many)]))]);
                Val::map(fields(&[
                    ("type", a.get("Type").clone()),
                    ("target_group_arn", a.get("TargetGroupArn").clone()),
                    ("forward", forward),
                ]))
            };
            put("default_action", Val::list(p.get("DefaultActions").each().iter().map(action).collect()));
        }
        "AWS::ElasticLoadBalancing::LoadBalancer" => classic(p, &mut take, &mut put),
        "AWS::AutoScaling::AutoScalingGroup" => {
            let same = [
                ("VPCZoneIdentifier", "vpc_zone_identifier"),
                ("LaunchConfigurationName", "launch_configuration"),
                ("MinSize", "min_size"),
                ("MaxSize", "max_size"),
                ("DesiredCapacity", "desired_capacity"),
                ("TargetGroupARNs", "target_group_arns"),
                ("LoadBalancerNames", "load_balancers"),
            ];
            for (from, to) in same {
                take(&[from]);
                put(to, p.get(from).clone());
            }
            take(&["LaunchTemplate", "AvailabilityZones", "HealthCheckType", "HealthCheckGracePeriod"]);
            let l = p.get("LaunchTemplate");
            let named = fields(&[("id", l.get("LaunchTemplateId").clone()), ("name", l.get("LaunchTemplateName").clone())]);
            if !named.is_empty() {
                put("launch_template", Val::list(vec![Val::map(named)]));
            }
            let l = property(p, "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification");
            let named = fields(&[
                ("launch_template_id", l.get("LaunchTemplateId").clone()),
                ("launch_template_name", l.get("LaunchTemplateName").clone()),
            ]);
            if !named.is_empty() {
                take(&["MixedInstancesPolicy"]);
                let spec = Val::list(vec![Val::map(fields(&[("launch_template_specification", Val::list(vec![Val::map(named)]))]))]);
                put("mixed_instances_policy", Val::list(vec![Val::map(fields(&[("launch_template", spec)]))]));
            }
        }
        "AWS::AutoScaling::LaunchConfiguration" => {
            let same = [
                ("SecurityGroups", "security_groups"),
                ("InstanceType", "instance_type"),
                ("AssociatePublicIpAddress", "associate_public_ip_address"),
                ("IamInstanceProfile", "iam_instance_profile"),
            ];
            for (from, to) in same {
                take(&[from]);
                put(to, p.get(from).clone());
            }
        }
        "AWS::EC2::LaunchTemplate" => {
            take(&["LaunchTemplateData", "LaunchTemplateName"]);
            put("name", p.get("LaunchTemplateName").clone());
            let d = p.get("LaunchTemplateData");
            put("instance_type", d.get("InstanceType").clone());
            put("vpc_security_group_ids", d.get("SecurityGroupIds").clone());
            let interface = |n: &Val| {
                Val::map(fields(&[
                    ("security_groups", n.get("Groups").clone()),
                    ("associate_public_ip_address", n.get("AssociatePublicIpAddress").clone()),
                    ("subnet_id", n.get("SubnetId").clone()),
                ]))
            };
            put("network_interfaces", Val::list(d.get("NetworkInterfaces").each().iter().map(interface).collect()));
            let profile = d.get("IamInstanceProfile");
            let profile = fields(&[("arn", profile.get("Arn").clone()), ("name", profile.get("Name").clone())]);
            put("iam_instance_profile", Val::list(vec![Val::map(profile)]));
        }
        "AWS::RDS::DBCluster" => {
            let same = [
                ("DBSubnetGroupName", "db_subnet_group_name"),
                ("VpcSecurityGroupIds", "vpc_security_group_ids"),
                ("Engine", "engine"),
                ("Port", "port"),
            ];
            for (from, to) in same {
                take(&[from]);
                put(to, p.get(from).clone());
            }
        }
        "AWS::ElastiCache::ReplicationGroup" | "AWS::ElastiCache::CacheCluster" => {
            let same = [
                ("CacheSubnetGroupName", "subnet_group_name"),
                ("SecurityGroupIds", "security_group_ids"),
                ("VpcSecurityGroupIds", "security_group_ids"),
                ("Engine", "engine"),
                ("Port", "port"),
            ];
            for (from, to) in same {
                take(&[from]);
                put(to, p.get(from).clone());
            }
        }
        "AWS::ElastiCache::SubnetGroup" | "AWS::Redshift::ClusterSubnetGroup" => {
            take(&["SubnetIds", "Description", "CacheSubnetGroupName"]);
            put("subnet_ids", p.get("SubnetIds").clone());
            put("name", p.get("CacheSubnetGroupName").clone());
        }
        "AWS::Redshift::Cluster" => {
            take(&["ClusterSubnetGroupName", "VpcSecurityGroupIds", "Port", "PubliclyAccessible"]);
            put("cluster_subnet_group_name", p.get("ClusterSubnetGroupName").clone());
            put("vpc_security_group_ids", p.get("VpcSecurityGroupIds").clone());
            put("port", p.get("Port").clone());
        }
        "AWS::IAM::Role" => {
            take(&["Policies", "ManagedPolicyArns", "Path", "Description"]);
            let inline = |x: &Val| Val::map(fields(&[("name", x.get("PolicyName").clone()), ("policy", x.get("PolicyDocument").clone())]));
            put("inline_policy", Val::list(p.get("Policies").each().iter().map(inline).collect()));
            put("managed_policy_arns", p.get("ManagedPolicyArns").clone());
        }
        "AWS::IAM::Policy" => {
            take(&["PolicyName", "PolicyDocument", "Roles", "Users", "Groups"]);
            put("name", p.get("PolicyName").clone());
            put("policy", p.get("PolicyDocument").clone());
            let mut roles = p.get("Roles").each().iter().cloned();
            put("role", roles.next().unwrap_or_default());
            for role in roles {
                beside.push((
                    "aws_iam_role_policy",
                    fields(&[("name", p.get("PolicyName").clone()), ("policy", p.get("PolicyDocument").clone()), ("role", role)]),
                ));
            }
        }
        "AWS::DynamoDB::Table" => {
            take(&["ResourcePolicy", "KeySchema"]);
            let policy = property(p, "ResourcePolicy.PolicyDocument");
            if !policy.is_null() {
                beside.push(("aws_dynamodb_resource_policy", fields(&[("resource_arn", own("arn")), ("policy", policy)])));
            }
        }
        "AWS::ECS::TaskDefinition" => {
            take(&["ContainerDefinitions"]);
            put("container_definitions", p.get("ContainerDefinitions").clone());
        }
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => take(&["Code", "CodeUri", "InlineCode"]),
        "AWS::RDS::DBSubnetGroup" => take(&["DBSubnetGroupDescription"]),
        "AWS::Route53::RecordSet" => {
            take(&["HostedZoneName"]);
            if p.get("HostedZoneId").is_null() {
                put("zone_id", p.get("HostedZoneName").clone());
            }
        }
        _ => {}
    }
}

/// A rule inside its group, in Terraform's older form.
fn rule(v: &Val) -> Val {
    if !matches!(v, Val::Map(_)) {
        return v.clone();
    }
    let group = ["SourceSecurityGroupId", "DestinationSecurityGroupId", "SourceSecurityGroupName"];
    let group = group.into_iter().map(|n| v.get(n)).find(|v| !v.is_null()).cloned().unwrap_or_default();
    let list =
        ["SourcePrefixListId", "DestinationPrefixListId"].into_iter().map(|n| v.get(n)).find(|v| !v.is_null()).cloned().unwrap_or_default();
    Val::map(fields(&[
        ("protocol", text(v.get("IpProtocol")).map_or(v.get("IpProtocol").clone(), Val::from)),
        ("from_port", v.get("FromPort").clone()),
        ("to_port", v.get("ToPort").clone()),
        ("description", v.get("Description").clone()),
        ("cidr_blocks", v.get("CidrIp").clone()),
        ("ipv6_cidr_blocks", v.get("CidrIpv6").clone()),
        ("prefix_list_ids", list),
        ("security_groups", group),
    ]))
}

fn instance(p: &Val, take: &mut dyn FnMut(&[&str]), put: &mut dyn FnMut(&str, Val)) {
    take(&[
        "SubnetId",
        "SecurityGroupIds",
        "PrivateIpAddress",
        "NetworkInterfaces",
        "SecurityGroups",
        "LaunchTemplate",
        "ImageId",
        "KeyName",
        "UserData",
    ]);
    let first = p.get("NetworkInterfaces").each().first().cloned().unwrap_or_default();
    let or = |own: &str, inner: &str| if p.get(own).is_null() { first.get(inner).clone() } else { p.get(own).clone() };
    put("subnet_id", or("SubnetId", "SubnetId"));
    put("vpc_security_group_ids", or("SecurityGroupIds", "GroupSet"));
    put("private_ip", or("PrivateIpAddress", "PrivateIpAddress"));
    put("associate_public_ip_address", first.get("AssociatePublicIpAddress").clone());
    put("security_groups", p.get("SecurityGroups").clone());
    if !first.get("NetworkInterfaceId").is_null() {
        let own = fields(&[("network_interface_id", first.get("NetworkInterfaceId").clone())]);
        put("network_interface", Val::list(vec![Val::map(own)]));
    }
    let l = p.get("LaunchTemplate");
    let named = fields(&[("id", l.get("LaunchTemplateId").clone()), ("name", l.get("LaunchTemplateName").clone())]);
    if !named.is_empty() {
        put("launch_template", Val::list(vec![Val::map(named)]));
    }
}

fn classic(p: &Val, take: &mut dyn FnMut(&[&str]), put: &mut dyn FnMut(&str, Val)) {
    take(&["Subnets", "SecurityGroups", "Scheme", "Listeners", "Instances", "LoadBalancerName", "HealthCheck", "CrossZone"]);
    put("name", p.get("LoadBalancerName").clone());
    put("subnets", p.get("Subnets").clone());
    put("security_groups", p.get("SecurityGroups").clone());
    put("internal", (p.get("Scheme").as_text() == Some("internal")).into());
    put("instances", p.get("Instances").clone());
    let listener = |l: &Val| {
        Val::map(fields(&[
            ("lb_port", l.get("LoadBalancerPort").clone()),
            ("instance_port", l.get("InstancePort").clone()),
            ("lb_protocol", l.get("Protocol").clone()),
            ("instance_protocol", l.get("InstanceProtocol").clone()),
        ]))
    };
    put("listener", Val::list(p.get("Listeners").each().iter().map(listener).collect()));
}

/// What parameters name that exists already. A subnet or a group of which nothing says where it is, is in the VPC that is named too.
fn looked_up(t: &Template, out: &mut Vec<Item>) {
    let parameters = t.root.get("Parameters");
    let names = t.looked_up.borrow().clone();
    let kind_of = |name: &str| {
        let kind = parameters.get(name).get("Type").text().unwrap_or_default();
        let kind = kind.strip_prefix("AWS::SSM::Parameter::Value<").map_or(kind, |k| k.strip_suffix('>').unwrap_or(k));
        types::looked_up(kind.trim_start_matches("List<").trim_end_matches('>'))
    };
    let vpc = names.iter().find(|n| kind_of(n) == Some("data.aws_vpc")).cloned();
    // A template may name only subnets: they are in one VPC.
    let mut made = None;
    for name in &names {
        let Some(kind) = kind_of(name) else { continue };
        let mut body = Map::new();
        if kind != "data.aws_vpc" {
            let vpc = vpc.clone().unwrap_or_else(|| {
                made = Some("ExistingVpc".to_string());
                "ExistingVpc".into()
            });
            body.insert("vpc_id".into(), Val::link(format!("{}{vpc}", t.prefix), "id"));
        }
        out.push(stub(t, kind, name, body, parameters.get(name)));
    }
    if let Some(name) = made {
        out.push(stub(t, "data.aws_vpc", &name, Map::new(), parameters));
    }
}

fn stub(t: &Template, kind: &str, name: &str, body: Map, node: &Node) -> Item {
    Item {
        kind: kind.into(),
        address: format!("{}{name}", t.prefix).into(),
        name: name.into(),
        module: Vec::new(),
        index: None,
        body,
        at: t.at(node),
        region: Some(t.region.clone()),
        exists: true,
    }
}
