//! What runs and what it runs on: instances, functions, containers, databases, load balancers, storage, DNS, roles.

use super::As::{Each, Elsewhere, Enabled, List, Same, Text};
use super::{Kind, Part, Tags, Takes, kind};

const ALIAS: &[Takes] =
    &[("name", "DNSName", Same), ("zone_id", "HostedZoneId", Same), ("evaluate_target_health", "EvaluateTargetHealth", Same)];
const RESOLVER_ADDRESS: &[Takes] = &[("subnet_id", "SubnetId", Same), ("ip", "Ip", Same), ("ipv6", "Ipv6", Same)];
const TARGET_ADDRESS: &[Takes] = &[("ip", "Ip", Same), ("ipv6", "Ipv6", Same)];
const ACTION: &[Takes] = &[("type", "Type", Same), ("target_group_arn", "TargetGroupArn", Same)];
const TASK_NETWORK: &[Takes] =
    &[("subnets", "Subnets", Same), ("security_groups", "SecurityGroups", Same), ("assign_public_ip", "AssignPublicIp", Enabled)];
const TASK_BALANCER: &[Takes] =
    &[("target_group_arn", "TargetGroupArn", Same), ("container_name", "ContainerName", Same), ("container_port", "ContainerPort", Same)];

pub const KINDS: &[Kind] = &[
    kind(
        "aws_network_interface",
        "AWS::EC2::NetworkInterface",
        "Interface",
        &[
            ("subnet_id", "SubnetId", Same),
            ("security_groups", "GroupSet", Same),
            ("private_ips", "", Elsewhere),
            ("private_ip_list_enabled", "", Elsewhere),
            ("private_ip_list", "", Elsewhere),
            ("ipv6_addresses", "Ipv6Addresses", Each("Ipv6Address")),
            ("source_dest_check", "SourceDestCheck", Same),
            ("description", "Description", Same),
        ],
    )
    .gives(&[("id", ""), ("private_ip", "PrimaryPrivateIpAddress")]),
    kind(
        "aws_network_interface_attachment",
        "AWS::EC2::NetworkInterfaceAttachment",
        "InterfaceAttached",
        &[("network_interface_id", "NetworkInterfaceId", Same), ("instance_id", "InstanceId", Same), ("device_index", "DeviceIndex", Text)],
    )
    .tags(Tags::None),
    kind(
        "aws_eip_association",
        "AWS::EC2::EIPAssociation",
        "AddressAssociation",
        &[
            ("allocation_id", "AllocationId", Same),
            ("instance_id", "InstanceId", Same),
            ("network_interface_id", "NetworkInterfaceId", Same),
        ],
    )
    .tags(Tags::None),
    kind(
        "aws_instance",
        "AWS::EC2::Instance",
        "Instance",
        &[
            ("ami", "ImageId", Same),
            ("instance_type", "InstanceType", Same),
            ("subnet_id", "", Elsewhere),
            ("vpc_security_group_ids", "", Elsewhere),
            ("private_ip", "", Elsewhere),
            ("associate_public_ip_address", "", Elsewhere),
            ("source_dest_check", "SourceDestCheck", Same),
            ("iam_instance_profile", "IamInstanceProfile", Same),
        ],
    )
    .gives(&[("id", ""), ("private_ip", "PrivateIp"), ("primary_network_interface_id", "")]),
    kind(
        "aws_lambda_function",
        "AWS::Lambda::Function",
        "Function",
        &[
            ("function_name", "FunctionName", Same),
            ("role", "Role", Same),
            ("filename", "", Elsewhere),
            ("handler", "Handler", Same),
            ("runtime", "Runtime", Same),
        ],
    )
    .parts(&[Part {
        name: "vpc_config",
        to: "VpcConfig",
        many: false,
        takes: &[("subnet_ids", "SubnetIds", Same), ("security_group_ids", "SecurityGroupIds", Same)],
    }])
    .gives(&[("function_name", ""), ("arn", "Arn")]),
    kind(
        "aws_lambda_permission",
        "AWS::Lambda::Permission",
        "Permission",
        &[
            ("action", "Action", Same),
            ("principal", "Principal", Same),
            ("function_name", "FunctionName", Same),
            // The target group waits for the permission, so the permission cannot wait for the group.
            ("source_arn", "", Elsewhere),
        ],
    )
    .tags(Tags::None),
    kind("aws_ecs_cluster", "AWS::ECS::Cluster", "Cluster", &[("name", "ClusterName", Same)]),
    kind(
        "aws_ecs_task_definition",
        "AWS::ECS::TaskDefinition",
        "Task",
        &[
            ("family", "Family", Same),
            ("requires_compatibilities", "RequiresCompatibilities", Same),
            ("network_mode", "NetworkMode", Same),
            ("cpu", "Cpu", Text),
            ("memory", "Memory", Text),
            ("execution_role_arn", "ExecutionRoleArn", Same),
            ("task_role_arn", "TaskRoleArn", Same),
            ("container_definitions", "", Elsewhere),
        ],
    )
    .gives(&[("arn", "")]),
    kind(
        "aws_ecs_service",
        "AWS::ECS::Service",
        "Service",
        &[
            ("name", "ServiceName", Same),
            ("cluster", "Cluster", Same),
            ("task_definition", "TaskDefinition", Same),
            ("launch_type", "LaunchType", Same),
            ("desired_count", "DesiredCount", Same),
        ],
    )
    .parts(&[
        Part { name: "network_configuration", to: "NetworkConfiguration.AwsvpcConfiguration", many: false, takes: TASK_NETWORK },
        Part { name: "load_balancer", to: "LoadBalancers", many: true, takes: TASK_BALANCER },
    ]),
    kind(
        "aws_db_subnet_group",
        "AWS::RDS::DBSubnetGroup",
        "DatabaseSubnets",
        &[("name", "DBSubnetGroupName", Same), ("subnet_ids", "SubnetIds", Same)],
    )
    .gives(&[("name", "")]),
    kind(
        "aws_db_instance",
        "AWS::RDS::DBInstance",
        "Database",
        &[
            ("identifier", "DBInstanceIdentifier", Same),
            ("engine", "Engine", Same),
            ("instance_class", "DBInstanceClass", Same),
            ("allocated_storage", "AllocatedStorage", Text),
            ("username", "MasterUsername", Same),
            ("manage_master_user_password", "ManageMasterUserPassword", Same),
            ("storage_encrypted", "StorageEncrypted", Same),
            ("port", "Port", Text),
            ("multi_az", "MultiAZ", Same),
            ("db_subnet_group_name", "DBSubnetGroupName", Same),
            ("vpc_security_group_ids", "VPCSecurityGroups", Same),
            ("publicly_accessible", "PubliclyAccessible", Same),
            // A snapshot is made when it goes, under a name that CloudFormation makes.
            ("final_snapshot_identifier", "", Elsewhere),
        ],
    )
    .deletion("Snapshot"),
    kind(
        "aws_lb",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "LoadBalancer",
        &[
            ("name", "Name", Same),
            ("load_balancer_type", "Type", Same),
            ("internal", "", Elsewhere),
            ("subnets", "Subnets", Same),
            ("security_groups", "SecurityGroups", Same),
            ("enable_cross_zone_load_balancing", "", Elsewhere),
        ],
    )
    .gives(&[("arn", ""), ("dns_name", "DNSName"), ("zone_id", "CanonicalHostedZoneID")]),
    kind(
        "aws_lb_target_group",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "Targets",
        &[
            ("name", "Name", Same),
            ("target_type", "TargetType", Same),
            ("vpc_id", "VpcId", Same),
            ("protocol", "Protocol", Same),
            ("port", "Port", Same),
        ],
    )
    .gives(&[("arn", "")]),
    kind(
        "aws_lb_listener",
        "AWS::ElasticLoadBalancingV2::Listener",
        "Listener",
        &[
            ("load_balancer_arn", "LoadBalancerArn", Same),
            ("port", "Port", Same),
            ("protocol", "Protocol", Same),
            ("certificate_arn", "Certificates[].CertificateArn", Same),
        ],
    )
    .parts(&[Part { name: "default_action", to: "DefaultActions", many: true, takes: ACTION }])
    .tags(Tags::None),
    kind("aws_s3_bucket", "AWS::S3::Bucket", "Bucket", &[("bucket", "BucketName", Same), ("bucket_prefix", "", Elsewhere)])
        .deletion("Retain"),
    kind(
        "aws_s3_bucket_policy",
        "AWS::S3::BucketPolicy",
        "BucketPolicy",
        &[("bucket", "Bucket", Same), ("policy", "PolicyDocument", Same)],
    )
    .tags(Tags::None),
    kind(
        "aws_dynamodb_table",
        "AWS::DynamoDB::Table",
        "Dynamo",
        &[("name", "TableName", Same), ("billing_mode", "BillingMode", Same), ("hash_key", "KeySchema[].AttributeName", Same)],
    )
    .parts(&[Part {
        name: "attribute",
        to: "AttributeDefinitions",
        many: true,
        takes: &[("name", "AttributeName", Same), ("type", "AttributeType", Same)],
    }])
    .gives(&[("arn", "Arn"), ("id", "")])
    .deletion("Retain"),
    kind("aws_route53_zone", "AWS::Route53::HostedZone", "Zone", &[("name", "Name", Same)])
        .parts(&[Part { name: "vpc", to: "VPCs", many: true, takes: &[("vpc_id", "VPCId", Same), ("vpc_region", "VPCRegion", Same)] }])
        .tags(Tags::Named("HostedZoneTags"))
        .gives(&[("zone_id", "")]),
    kind(
        "aws_route53_record",
        "AWS::Route53::RecordSet",
        "Record",
        &[
            ("zone_id", "HostedZoneId", Same),
            ("name", "Name", Same),
            ("type", "Type", Same),
            ("ttl", "TTL", Text),
            ("records", "ResourceRecords", Same),
        ],
    )
    .parts(&[Part { name: "alias", to: "AliasTarget", many: false, takes: ALIAS }])
    .tags(Tags::None),
    kind(
        "aws_route53_resolver_endpoint",
        "AWS::Route53Resolver::ResolverEndpoint",
        "Resolver",
        &[("name", "Name", Same), ("direction", "Direction", Same), ("security_group_ids", "SecurityGroupIds", Same)],
    )
    .parts(&[Part { name: "ip_address", to: "IpAddresses", many: true, takes: RESOLVER_ADDRESS }]),
    kind(
        "aws_route53_resolver_rule",
        "AWS::Route53Resolver::ResolverRule",
        "ResolverRule",
        &[("domain_name", "DomainName", Same), ("rule_type", "RuleType", Same), ("resolver_endpoint_id", "ResolverEndpointId", Same)],
    )
    .parts(&[Part { name: "target_ip", to: "TargetIps", many: true, takes: TARGET_ADDRESS }]),
    kind(
        "aws_route53_resolver_rule_association",
        "AWS::Route53Resolver::ResolverRuleAssociation",
        "ResolverRuleVpcs",
        &[("resolver_rule_id", "ResolverRuleId", Same), ("vpc_id", "VPCId", Same)],
    )
    .tags(Tags::None),
    kind(
        "aws_iam_role",
        "AWS::IAM::Role",
        "Role",
        &[
            ("name", "RoleName", Same),
            ("assume_role_policy", "AssumeRolePolicyDocument", Same),
            ("permissions_boundary", "PermissionsBoundary", Same),
        ],
    )
    .gives(&[("arn", "Arn"), ("name", ""), ("id", "")]),
    kind(
        "aws_iam_policy",
        "AWS::IAM::ManagedPolicy",
        "Boundary",
        &[("name", "ManagedPolicyName", Same), ("policy", "PolicyDocument", Same)],
    )
    .called("boundary")
    .tags(Tags::None)
    .gives(&[("arn", "")]),
    kind(
        "aws_iam_instance_profile",
        "AWS::IAM::InstanceProfile",
        "Profile",
        &[("name", "InstanceProfileName", Same), ("role", "Roles", List)],
    )
    .tags(Tags::None)
    .gives(&[("name", "")]),
];
