//! What the table cannot say: properties that several arguments make, resources beside a block, blocks that fold into others.

use super::build::{Build, Entry, GROUP};
use super::kinds::network::{INLINE, INLINE_OUT};
use super::parameters;
use super::template::Resource;
use super::value::{Map, Value, map, put};
use crate::interchange::block::{Block, Body, Expr, Import, Set};
use crate::text;

/// What says what the table leaves to it.
pub fn adapt(b: &mut Build, region: &str, entry: Entry, out: &mut Map) {
    let body = &entry.block.body;
    match entry.block.set.resource {
        "aws_subnet" => {
            // The region's name as CloudFormation has it: the same zone.
            if let Some((_, zone)) = out.iter_mut().find(|(k, _)| k == "AvailabilityZone")
                && let Value::Text(name) = zone
                && let Some(letter) = name.strip_prefix(region).filter(|l| l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
            {
                *zone = Value::Sub(format!("${{AWS::Region}}{letter}"));
            }
        }
        "aws_instance" => instance(b, region, body, out),
        "aws_network_interface" => {
            let ips = list(body, "private_ips").or(list(body, "private_ip_list")).unwrap_or_default();
            let address = |(n, e): (usize, &Expr)| map([("PrivateIpAddress", text_of(e)), ("Primary", (n == 0).into())]);
            if !ips.is_empty() {
                out.push(("PrivateIpAddresses".into(), Value::List(ips.iter().enumerate().map(address).collect())));
            }
        }
        "aws_vpc_endpoint" => endpoint(b, entry, out),
        "aws_vpn_gateway" => put(out, "Type", "ipsec.1".into()),
        "aws_route" => {
            // An instance's own interface has no name in CloudFormation: the route names the instance.
            if entry.block.set.name.starts_with("instance")
                && let Some((name, _)) = out.iter_mut().find(|(k, _)| k == "NetworkInterfaceId")
            {
                *name = "InstanceId".into();
            }
        }
        "aws_vpc_peering_connection" => {
            let allowed = body.parts.iter().flat_map(|p| &p.bodies).any(allows_dns);
            if allowed && let Some(of) = entry.block.of {
                b.note(Some(of), text!("DNS over {it}: CloudFormation cannot set it; set it on the connection once it stands", it = of));
            }
        }
        "aws_ec2_transit_gateway_peering_attachment" => {
            put(out, "PeerAccountId", Value::Ref("AWS::AccountId".into()));
            if let Some(of) = entry.block.of {
                b.note(
                    Some(of),
                    text!("{it} must be accepted by hand in the other region: CloudFormation has no resource for that", it = of),
                );
            }
        }
        "aws_lambda_function" => {
            let about = "The S3 bucket, in this region, with the code of the Lambda functions".to_string();
            b.template(region).parameters.insert("CodeBucket".into(), parameters::asked(about, "code-bucket"));
            let key = b.argument(region, body, "filename").unwrap_or_else(|| "code.zip".into());
            put(out, "Code", map([("S3Bucket", Value::Ref("CodeBucket".into())), ("S3Key", key)]));
        }
        "aws_lambda_permission" => permission(b, entry, out),
        "aws_ecs_task_definition" => {
            if let Some(all) = b.argument(region, body, "container_definitions") {
                put(out, "ContainerDefinitions", all);
            }
        }
        "aws_db_subnet_group" => put(out, "DBSubnetGroupDescription", format!("Subnets of database {}", entry.block.key).into()),
        "aws_lb" => {
            if let Some(Expr::Bool(internal)) = given(body, "internal") {
                put(out, "Scheme", if *internal { "internal" } else { "internet-facing" }.into());
            }
            if let Some(Expr::Bool(cross)) = given(body, "enable_cross_zone_load_balancing") {
                let attribute = map([("Key", "load_balancing.cross_zone.enabled".into()), ("Value", cross.to_string().into())]);
                put(out, "LoadBalancerAttributes[]", attribute);
            }
        }
        "aws_lb_listener" => refusal(out),
        "aws_dynamodb_table" => put(out, "KeySchema[].KeyType", "HASH".into()),
        _ => {}
    }
}

fn given<'b>(body: &'b Body, name: &str) -> Option<&'b Expr> {
    body.attributes.iter().find(|a| a.name == name)?.value.value()
}

fn list<'b>(body: &'b Body, name: &str) -> Option<&'b [Expr]> {
    match given(body, name) {
        Some(Expr::List(all)) => Some(all),
        _ => None,
    }
}

fn text_of(e: &Expr) -> Value {
    if let Expr::Text(s) = e { s.as_str().into() } else { "".into() }
}

fn allows_dns(body: &Body) -> bool {
    body.attributes.iter().any(|a| a.name == "allow_remote_vpc_dns_resolution" && a.value.value() == Some(&Expr::Bool(true)))
}

/// Whether it gets a public address is said of an interface, and then everything of the interface is said there.
fn instance(b: &mut Build, region: &str, body: &Body, out: &mut Map) {
    let mut argument = |name: &str| b.argument(region, body, name);
    let (subnet, groups, ip) = (argument("subnet_id"), argument("vpc_security_group_ids"), argument("private_ip"));
    let public = argument("associate_public_ip_address");
    let names =
        if public.is_some() { ["SubnetId", "GroupSet", "PrivateIpAddress"] } else { ["SubnetId", "SecurityGroupIds", "PrivateIpAddress"] };
    let own = names.into_iter().zip([subnet, groups, ip]).filter_map(|(n, v)| Some((n.to_string(), v?)));
    match public {
        None => out.extend(own),
        Some(public) => {
            let mut interface: Map = vec![("DeviceIndex".into(), "0".into()), ("AssociatePublicIpAddress".into(), public)];
            interface.extend(own);
            out.push(("NetworkInterfaces".into(), Value::List(vec![Value::Map(interface)])));
        }
    }
}

fn endpoint(b: &mut Build, entry: Entry, out: &mut Map) {
    let bodies = |name: &str| entry.block.body.parts.iter().filter(move |p| p.name == name).flat_map(|p| &p.bodies).collect::<Vec<_>>();
    if let Some(of) = entry.block.of.filter(|_| !bodies("subnet_configuration").is_empty()) {
        b.note(Some(of), text!("the addresses of {it}: CloudFormation does not take them, and AWS picks others", it = of));
    }
    if let Some((_, options)) = out.iter_mut().find(|(k, _)| k == "DnsOptions") {
        let only = bodies("dns_options").iter().any(|o| o.attributes.iter().any(|a| a.value.value() == Some(&Expr::Bool(true))));
        let value = if only { "OnlyInboundResolver" } else { "AllResolvers" };
        *options = map([("PrivateDnsOnlyForInboundResolverEndpoint", value.into())]);
    }
}

/// The group's name is known before the group is, and so is what its ARN looks like.
fn permission(b: &mut Build, entry: Entry, out: &mut Map) {
    let Some(Expr::Ref(r)) = given(&entry.block.body, "source_arn") else { return };
    let Some(group) = b.entries.get(&(r.set, r.key.as_str())) else { return };
    if let Some(Expr::Text(name)) = given(&group.block.body, "name") {
        let arn = "arn:${AWS::Partition}:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:targetgroup/";
        put(out, "SourceArn", Value::Sub(format!("{arn}{name}/*")));
    }
}

/// A listener that forwards to nothing says so.
fn refusal(out: &mut Map) {
    let Some((_, Value::List(actions))) = out.iter_mut().find(|(k, _)| k == "DefaultActions") else { return };
    for a in actions {
        if let Value::Map(a) = a
            && a.iter().any(|(k, v)| k == "Type" && *v == Value::from("fixed-response"))
        {
            let response = [
                ("ContentType", "text/plain".into()),
                ("MessageBody", "No service is configured here.".into()),
                ("StatusCode", "503".into()),
            ];
            a.push(("FixedResponseConfig".into(), map(response)));
        }
    }
}

/// Resources that stand beside a block's own.
pub fn beside(b: &mut Build, region: &str, entry: Entry) {
    let id = entry.id();
    let vpc = b.argument(region, &entry.block.body, "vpc_id");
    let (kind, properties, suffix): (_, Map, _) = match (entry.block.set.resource, vpc) {
        ("aws_internet_gateway", Some(vpc)) => {
            let own = vec![("VpcId".into(), vpc), ("InternetGatewayId".into(), Value::Ref(id.clone()))];
            ("AWS::EC2::VPCGatewayAttachment", own, "Attached")
        }
        ("aws_vpn_gateway", Some(vpc)) => {
            let own = vec![("VpcId".into(), vpc), ("VpnGatewayId".into(), Value::Ref(id.clone()))];
            ("AWS::EC2::VPCGatewayAttachment", own, "Attached")
        }
        ("aws_vpc", _) if given(&entry.block.body, "assign_generated_ipv6_cidr_block").is_some() => {
            let own = vec![("VpcId".into(), Value::Ref(id.clone())), ("AmazonProvidedIpv6CidrBlock".into(), true.into())];
            ("AWS::EC2::VPCCidrBlock", own, "Ipv6")
        }
        _ => return,
    };
    let mut resource = Resource::new(format!("{id}{suffix}"), kind, properties);
    resource.of = entry.block.of;
    b.template(region).resources.push(resource);
}

/// Blocks that become part of another's resource.
pub fn fold(b: &mut Build, block: &Block) {
    let region = b.region(block);
    let body = &block.body;
    let own = |name: &str| match given(body, name) {
        Some(Expr::Ref(r)) => Some(r),
        _ => None,
    };
    match block.set.resource {
        "aws_vpc_security_group_ingress_rule" | "aws_vpc_security_group_egress_rule" if block.set.name != "group" => {
            if block.import != Import::New {
                return;
            }
            let out = block.set.resource.contains("egress");
            let rule = b.attributes(&region, body, if out { INLINE_OUT } else { INLINE }, block.set);
            let key = own("security_group_id").map(|r| r.key.clone()).unwrap_or_default();
            let name = if out { "SecurityGroupEgress" } else { "SecurityGroupIngress" };
            append(b, &region, GROUP, &key, name, Value::Map(rule));
        }
        "aws_iam_role_policy" => {
            let (Some(role), Some(name)) = (own("role"), given(body, "name")) else { return };
            let name = b.value(&region, name);
            let document = b.argument(&region, body, "policy").unwrap_or(Value::Map(Map::new()));
            append(b, &region, role.set, &role.key, "Policies", map([("PolicyName", name), ("PolicyDocument", document)]));
        }
        "aws_iam_role_policy_attachment" => {
            let (Some(role), Some(arn)) = (own("role"), b.argument(&region, body, "policy_arn")) else { return };
            append(b, &region, role.set, &role.key, "ManagedPolicyArns", arn);
        }
        "aws_dynamodb_resource_policy" => {
            let (Some(table), Some(document)) = (own("resource_arn"), b.argument(&region, body, "policy")) else { return };
            let id = b.entries.get(&(table.set, table.key.as_str())).map(Entry::id).unwrap_or_default();
            if let Some(r) = b.template(&region).resource(&id) {
                r.properties.push(("ResourcePolicy".into(), map([("PolicyDocument", document)])));
            }
        }
        "aws_lb_target_group_attachment" => {
            let (Some(group), Some(target)) = (own("target_group_arn"), b.argument(&region, body, "target_id")) else { return };
            let mut entry: Map = vec![("Id".into(), target)];
            entry.extend(b.argument(&region, body, "port").map(|p| ("Port".into(), p)));
            append(b, &region, group.set, &group.key, "Targets", Value::Map(entry));
        }
        "aws_vpc_peering_connection_accepter" | "aws_vpc_peering_connection_options" => {
            if let Some(of) = block.of.filter(|_| body.parts.iter().flat_map(|p| &p.bodies).any(allows_dns)) {
                b.note(Some(of), text!("DNS over {it}: CloudFormation cannot set it; set it on the connection once it stands", it = of));
            }
        }
        _ => {}
    }
}

/// Adds to a list among the properties of what a block made.
fn append(b: &mut Build, region: &str, set: Set, key: &str, name: &str, value: Value) {
    let Some(id) = b.entries.get(&(set, key)).map(Entry::id) else { return };
    let Some(r) = b.template(region).resource(&id) else { return };
    match r.properties.iter_mut().find(|(k, _)| k == name) {
        Some((_, Value::List(all))) => all.push(value),
        _ => r.properties.push((name.into(), Value::List(vec![value]))),
    }
}

/// A group without a rule out of its own gets one that lets nothing out: without any, AWS lets everything out.
/// [AWS::EC2::SecurityGroup]
pub fn close(b: &mut Build) {
    for template in b.templates.values_mut() {
        for r in template.resources.iter_mut().filter(|r| r.kind == "AWS::EC2::SecurityGroup") {
            if !r.properties.iter().any(|(k, _)| k == "SecurityGroupEgress") {
                let rule = map([("IpProtocol", "-1".into()), ("CidrIp", "127.0.0.1/32".into()), ("Description", NOTHING_OUT.into())]);
                r.properties.push(("SecurityGroupEgress".into(), Value::List(vec![rule])));
            }
        }
    }
}

const NOTHING_OUT: &str = "Nothing goes here. Without a rule AWS would let everything out";
