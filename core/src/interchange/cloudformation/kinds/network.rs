//! VPCs and what is in them: addresses, routes, gateways, groups, ACLs, endpoints.

use super::As::{Elsewhere, Int, List, Protocol, Same};
use super::{Kind, Part, Tags, Takes, kind};

const PREFIX_ENTRY: &[Takes] = &[("cidr", "Cidr", Same), ("description", "Description", Same)];

const ENDPOINT: &[Takes] = &[
    ("vpc_id", "VpcId", Same),
    ("service_name", "ServiceName", Same),
    ("service_region", "ServiceRegion", Same),
    ("vpc_endpoint_type", "VpcEndpointType", Same),
    ("private_dns_enabled", "PrivateDnsEnabled", Same),
    ("ip_address_type", "IpAddressType", Same),
    ("route_table_ids", "RouteTableIds", Same),
    ("subnet_ids", "SubnetIds", Same),
    ("security_group_ids", "SecurityGroupIds", Same),
    ("policy", "PolicyDocument", Same),
];

const RESOURCE_ENDPOINT: &[Takes] = &[
    ("vpc_id", "VpcId", Same),
    ("resource_configuration_arn", "ResourceConfigurationArn", Same),
    ("vpc_endpoint_type", "VpcEndpointType", Same),
    ("private_dns_enabled", "PrivateDnsEnabled", Same),
    ("ip_address_type", "IpAddressType", Same),
    ("subnet_ids", "SubnetIds", Same),
    ("security_group_ids", "SecurityGroupIds", Same),
];

/// Without private DNS, which only interface and resource endpoints have.
const PLAIN_ENDPOINT: &[Takes] = &[
    ("vpc_id", "VpcId", Same),
    ("service_name", "ServiceName", Same),
    ("vpc_endpoint_type", "VpcEndpointType", Same),
    ("private_dns_enabled", "", Elsewhere),
    ("route_table_ids", "RouteTableIds", Same),
    ("subnet_ids", "SubnetIds", Same),
    ("policy", "PolicyDocument", Same),
];

const VPN: &[Takes] = &[
    ("vpn_gateway_id", "VpnGatewayId", Same),
    ("transit_gateway_id", "TransitGatewayId", Same),
    ("customer_gateway_id", "CustomerGatewayId", Same),
    ("type", "Type", Same),
    ("static_routes_only", "StaticRoutesOnly", Same),
];

const ATTACHED: &[Takes] = &[
    ("transit_gateway_attachment_id", "TransitGatewayAttachmentId", Same),
    ("transit_gateway_route_table_id", "TransitGatewayRouteTableId", Same),
];

const RULE: &[Takes] = &[
    ("security_group_id", "GroupId", Same),
    ("ip_protocol", "IpProtocol", Same),
    ("from_port", "FromPort", Same),
    ("to_port", "ToPort", Same),
    ("referenced_security_group_id", "SourceSecurityGroupId", Same),
    ("description", "Description", Same),
];
const RULE_OUT: &[Takes] = &[
    ("security_group_id", "GroupId", Same),
    ("ip_protocol", "IpProtocol", Same),
    ("from_port", "FromPort", Same),
    ("to_port", "ToPort", Same),
    ("referenced_security_group_id", "DestinationSecurityGroupId", Same),
    ("description", "Description", Same),
];

/// A rule that stands in its group: the peer is no group.
pub const INLINE: &[Takes] = &[
    ("security_group_id", "", Elsewhere),
    ("ip_protocol", "IpProtocol", Same),
    ("from_port", "FromPort", Same),
    ("to_port", "ToPort", Same),
    ("cidr_ipv4", "CidrIp", Same),
    ("cidr_ipv6", "CidrIpv6", Same),
    ("prefix_list_id", "SourcePrefixListId", Same),
    ("description", "Description", Same),
];
pub const INLINE_OUT: &[Takes] = &[
    ("security_group_id", "", Elsewhere),
    ("ip_protocol", "IpProtocol", Same),
    ("from_port", "FromPort", Same),
    ("to_port", "ToPort", Same),
    ("cidr_ipv4", "CidrIp", Same),
    ("cidr_ipv6", "CidrIpv6", Same),
    ("prefix_list_id", "DestinationPrefixListId", Same),
    ("description", "Description", Same),
];

pub const KINDS: &[Kind] = &[
    kind(
        "aws_vpc",
        "AWS::EC2::VPC",
        "Vpc",
        &[
            ("cidr_block", "CidrBlock", Same),
            ("enable_dns_support", "EnableDnsSupport", Same),
            ("enable_dns_hostnames", "EnableDnsHostnames", Same),
            ("assign_generated_ipv6_cidr_block", "", Elsewhere),
        ],
    )
    .gives(&[("id", ""), ("default_network_acl_id", "DefaultNetworkAcl")]),
    kind(
        "aws_vpc_ipv4_cidr_block_association",
        "AWS::EC2::VPCCidrBlock",
        "CidrBlock",
        &[("vpc_id", "VpcId", Same), ("cidr_block", "CidrBlock", Same)],
    )
    .tags(Tags::None),
    kind(
        "aws_vpc_ipv6_cidr_block_association",
        "AWS::EC2::VPCCidrBlock",
        "Ipv6Block",
        &[("vpc_id", "VpcId", Same), ("assign_generated_ipv6_cidr_block", "AmazonProvidedIpv6CidrBlock", Same)],
    )
    .tags(Tags::None),
    kind(
        "aws_vpc_peering_connection",
        "AWS::EC2::VPCPeeringConnection",
        "Peering",
        &[
            ("vpc_id", "VpcId", Same),
            ("peer_vpc_id", "PeerVpcId", Same),
            ("peer_owner_id", "PeerOwnerId", Same),
            ("peer_region", "PeerRegion", Same),
            ("auto_accept", "", Elsewhere),
        ],
    )
    .parts(&[
        // DNS over the connection: no property for it, and told.
        Part { name: "requester", to: "", many: false, takes: &[] },
        Part { name: "accepter", to: "", many: false, takes: &[] },
    ]),
    kind(
        "aws_subnet",
        "AWS::EC2::Subnet",
        "Subnet",
        &[
            ("vpc_id", "VpcId", Same),
            ("availability_zone", "AvailabilityZone", Same),
            ("cidr_block", "CidrBlock", Same),
            ("ipv6_cidr_block", "Ipv6CidrBlock", Same),
            ("ipv6_native", "Ipv6Native", Same),
            ("private_dns_hostname_type_on_launch", "PrivateDnsNameOptionsOnLaunch.HostnameType", Same),
            ("enable_resource_name_dns_aaaa_record_on_launch", "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord", Same),
            ("assign_ipv6_address_on_creation", "AssignIpv6AddressOnCreation", Same),
            ("map_public_ip_on_launch", "MapPublicIpOnLaunch", Same),
        ],
    ),
    kind("aws_route_table", "AWS::EC2::RouteTable", "RouteTable", &[("vpc_id", "VpcId", Same)]),
    kind(
        "aws_route",
        "AWS::EC2::Route",
        "Route",
        &[
            ("route_table_id", "RouteTableId", Same),
            ("destination_cidr_block", "DestinationCidrBlock", Same),
            ("destination_ipv6_cidr_block", "DestinationIpv6CidrBlock", Same),
            ("destination_prefix_list_id", "DestinationPrefixListId", Same),
            ("gateway_id", "GatewayId", Same),
            ("egress_only_gateway_id", "EgressOnlyInternetGatewayId", Same),
            ("nat_gateway_id", "NatGatewayId", Same),
            ("vpc_peering_connection_id", "VpcPeeringConnectionId", Same),
            ("transit_gateway_id", "TransitGatewayId", Same),
            ("network_interface_id", "NetworkInterfaceId", Same),
            ("vpc_endpoint_id", "VpcEndpointId", Same),
        ],
    )
    .called("any")
    .tags(Tags::None),
    kind(
        "aws_route_table_association",
        "AWS::EC2::SubnetRouteTableAssociation",
        "RouteTableAssociation",
        &[("subnet_id", "SubnetId", Same), ("route_table_id", "RouteTableId", Same)],
    )
    .tags(Tags::None),
    kind(
        "aws_route_table_association",
        "AWS::EC2::GatewayRouteTableAssociation",
        "EdgeAssociation",
        &[("gateway_id", "GatewayId", Same), ("route_table_id", "RouteTableId", Same)],
    )
    .called("edge")
    .tags(Tags::None),
    kind(
        "aws_vpn_gateway_route_propagation",
        "AWS::EC2::VPNGatewayRoutePropagation",
        "Propagation",
        &[("vpn_gateway_id", "VpnGatewayId", Same), ("route_table_id", "RouteTableIds", List)],
    )
    .tags(Tags::None),
    kind(
        "aws_ec2_managed_prefix_list",
        "AWS::EC2::PrefixList",
        "PrefixList",
        &[("name", "PrefixListName", Same), ("address_family", "AddressFamily", Same), ("max_entries", "MaxEntries", Same)],
    )
    .parts(&[Part { name: "entry", to: "Entries", many: true, takes: PREFIX_ENTRY }])
    .gives(&[("id", "PrefixListId")]),
    kind("aws_internet_gateway", "AWS::EC2::InternetGateway", "InternetGateway", &[("vpc_id", "", Elsewhere)]),
    kind("aws_egress_only_internet_gateway", "AWS::EC2::EgressOnlyInternetGateway", "EgressGateway", &[("vpc_id", "VpcId", Same)]),
    kind("aws_eip", "AWS::EC2::EIP", "Address", &[("domain", "Domain", Same)]).gives(&[("id", "AllocationId"), ("public_ip", "")]),
    kind(
        "aws_nat_gateway",
        "AWS::EC2::NatGateway",
        "Nat",
        &[
            ("subnet_id", "SubnetId", Same),
            ("vpc_id", "VpcId", Same),
            ("availability_mode", "AvailabilityMode", Same),
            ("connectivity_type", "ConnectivityType", Same),
            ("allocation_id", "AllocationId", Same),
            ("secondary_allocation_ids", "SecondaryAllocationIds", Same),
            ("private_ip", "PrivateIpAddress", Same),
        ],
    ),
    kind("aws_vpn_gateway", "AWS::EC2::VPNGateway", "VpnGateway", &[("vpc_id", "", Elsewhere), ("amazon_side_asn", "AmazonSideAsn", Int)]),
    kind(
        "aws_customer_gateway",
        "AWS::EC2::CustomerGateway",
        "CustomerGateway",
        &[("bgp_asn", "BgpAsn", Int), ("ip_address", "IpAddress", Same), ("type", "Type", Same)],
    ),
    kind("aws_vpn_connection", "AWS::EC2::VPNConnection", "Vpn", VPN).called("vpn_gateway"),
    kind("aws_vpn_connection", "AWS::EC2::VPNConnection", "TransitTunnel", VPN).called("transit_gateway"),
    kind(
        "aws_vpn_connection_route",
        "AWS::EC2::VPNConnectionRoute",
        "TunnelRoutes",
        &[("vpn_connection_id", "VpnConnectionId", Same), ("destination_cidr_block", "DestinationCidrBlock", Same)],
    )
    .tags(Tags::None),
    kind(
        "aws_ec2_transit_gateway",
        "AWS::EC2::TransitGateway",
        "TransitGateway",
        &[
            ("amazon_side_asn", "AmazonSideAsn", Same),
            ("default_route_table_association", "DefaultRouteTableAssociation", Same),
            ("default_route_table_propagation", "DefaultRouteTablePropagation", Same),
            ("security_group_referencing_support", "SecurityGroupReferencingSupport", Same),
        ],
    ),
    kind(
        "aws_ec2_transit_gateway_vpc_attachment",
        "AWS::EC2::TransitGatewayVpcAttachment",
        "Attachment",
        &[
            ("transit_gateway_id", "TransitGatewayId", Same),
            ("vpc_id", "VpcId", Same),
            ("subnet_ids", "SubnetIds", Same),
            ("appliance_mode_support", "Options.ApplianceModeSupport", Same),
            ("security_group_referencing_support", "Options.SecurityGroupReferencingSupport", Same),
            ("ipv6_support", "Options.Ipv6Support", Same),
            // Said by the gateway itself.
            ("transit_gateway_default_route_table_association", "", Elsewhere),
            ("transit_gateway_default_route_table_propagation", "", Elsewhere),
        ],
    ),
    kind(
        "aws_ec2_transit_gateway_peering_attachment",
        "AWS::EC2::TransitGatewayPeeringAttachment",
        "TransitPeer",
        &[
            ("transit_gateway_id", "TransitGatewayId", Same),
            ("peer_transit_gateway_id", "PeerTransitGatewayId", Same),
            ("peer_region", "PeerRegion", Same),
        ],
    )
    .gives(&[("id", "TransitGatewayAttachmentId")]),
    kind(
        "aws_ec2_transit_gateway_route_table",
        "AWS::EC2::TransitGatewayRouteTable",
        "TransitTable",
        &[("transit_gateway_id", "TransitGatewayId", Same)],
    ),
    kind(
        "aws_ec2_transit_gateway_route",
        "AWS::EC2::TransitGatewayRoute",
        "TransitEntry",
        &[
            ("transit_gateway_route_table_id", "TransitGatewayRouteTableId", Same),
            ("destination_cidr_block", "DestinationCidrBlock", Same),
            ("transit_gateway_attachment_id", "TransitGatewayAttachmentId", Same),
            ("blackhole", "Blackhole", Same),
        ],
    )
    .tags(Tags::None),
    kind(
        "aws_ec2_transit_gateway_route_table_association",
        "AWS::EC2::TransitGatewayRouteTableAssociation",
        "TransitAssociation",
        ATTACHED,
    )
    .tags(Tags::None),
    kind("aws_ec2_transit_gateway_route_table_propagation", "AWS::EC2::TransitGatewayRouteTablePropagation", "TransitSpread", ATTACHED)
        .tags(Tags::None),
    kind("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint", "GatewayEndpoint", PLAIN_ENDPOINT).called("gateway"),
    kind("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint", "InterfaceEndpoint", ENDPOINT).called("interface").parts(&[
        // An address of its own in a subnet, CloudFormation does not take.
        Part { name: "subnet_configuration", to: "", many: true, takes: &[] },
        Part {
            name: "dns_options",
            to: "DnsOptions",
            many: false,
            takes: &[("private_dns_only_for_inbound_resolver_endpoint", "", Elsewhere)],
        },
    ]),
    kind("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint", "ResourceEndpoint", RESOURCE_ENDPOINT).called("resource").parts(&[Part {
        name: "subnet_configuration",
        to: "",
        many: true,
        takes: &[],
    }]),
    kind("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint", "BalancerEndpoint", PLAIN_ENDPOINT).called("gateway_load_balancer"),
    kind(
        "aws_security_group",
        "AWS::EC2::SecurityGroup",
        "Group",
        // CloudFormation names it: a name of its own could not be replaced.
        &[("vpc_id", "VpcId", Same), ("name_prefix", "", Elsewhere), ("description", "GroupDescription", Same)],
    )
    .gives(&[("id", "GroupId")]),
    kind("aws_vpc_security_group_ingress_rule", "AWS::EC2::SecurityGroupIngress", "Ingress", RULE).called("group").tags(Tags::None),
    kind("aws_vpc_security_group_egress_rule", "AWS::EC2::SecurityGroupEgress", "Egress", RULE_OUT).called("group").tags(Tags::None),
    kind("aws_network_acl", "AWS::EC2::NetworkAcl", "Acl", &[("vpc_id", "VpcId", Same)]),
    kind(
        "aws_network_acl_rule",
        "AWS::EC2::NetworkAclEntry",
        "AclEntry",
        &[
            ("network_acl_id", "NetworkAclId", Same),
            ("egress", "Egress", Same),
            ("rule_number", "RuleNumber", Same),
            ("rule_action", "RuleAction", Same),
            ("protocol", "Protocol", Protocol),
            ("from_port", "PortRange.From", Same),
            ("to_port", "PortRange.To", Same),
            ("icmp_type", "Icmp.Type", Same),
            ("icmp_code", "Icmp.Code", Same),
            ("cidr_block", "CidrBlock", Same),
            ("ipv6_cidr_block", "Ipv6CidrBlock", Same),
        ],
    )
    .called("any")
    .tags(Tags::None),
    kind(
        "aws_network_acl_association",
        "AWS::EC2::SubnetNetworkAclAssociation",
        "AclAssociation",
        &[("subnet_id", "SubnetId", Same), ("network_acl_id", "NetworkAclId", Same)],
    )
    .tags(Tags::None),
];
