//! What answers of the AWS CLI look like: the key that holds a list, and the fields by which one item is known where the key is missing.

/// What an item describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Zone,
    Vpc,
    VpcAttribute,
    Subnet,
    RouteTable,
    InternetGateway,
    EgressOnlyGateway,
    NatGateway,
    Address,
    VpnGateway,
    CustomerGateway,
    VpnConnection,
    TransitGateway,
    TransitAttachment,
    TransitTable,
    /// Routes of one table, or one route of the table that the file is about.
    TransitRoutes,
    TransitPropagations,
    TransitAssociations,
    Peering,
    SecurityGroup,
    GroupRule,
    NetworkAcl,
    PrefixList,
    PrefixEntries,
    Endpoint,
    Interface,
    Reservation,
    Instance,
    LoadBalancer,
    Listener,
    TargetGroup,
    TargetHealth,
    BalancerAttributes,
    TargetAttributes,
    Database,
    Function,
    SearchDomain,
    DirectConnectGateway,
    DirectConnectAssociation,
    VirtualInterface,
    /// VPC Block Public Access of an account and region, and what is excluded from it.
    PublicAccess,
    PublicAccessExclusion,
}

/// How items of a sort are known.
pub struct Form {
    pub sort: Sort,
    /// Keys that hold lists of them.
    pub keys: &'static [&'static str],
    /// Fields that one of them has, and fields that it has not.
    pub has: &'static [&'static str],
    pub lacks: &'static [&'static str],
}

const fn form(sort: Sort, keys: &'static [&'static str], has: &'static [&'static str], lacks: &'static [&'static str]) -> Form {
    Form { sort, keys, has, lacks }
}

/// The narrow ones first: an item is of the first sort whose fields it has.
pub const FORMS: &[Form] = &[
    form(Sort::GroupRule, &["SecurityGroupRules"], &["SecurityGroupRuleId", "GroupId"], &[]),
    form(Sort::Reservation, &["Reservations"], &["ReservationId", "Instances"], &[]),
    form(Sort::Instance, &["Instances"], &["InstanceId", "InstanceType"], &[]),
    form(Sort::NatGateway, &["NatGateways"], &["NatGatewayId"], &["RouteTableId"]),
    form(Sort::Address, &["Addresses"], &["PublicIp", "AllocationId"], &[]),
    form(Sort::Interface, &["NetworkInterfaces"], &["NetworkInterfaceId", "SubnetId", "VpcId"], &[]),
    form(Sort::VpnConnection, &["VpnConnections"], &["VpnConnectionId", "CustomerGatewayId"], &[]),
    form(Sort::CustomerGateway, &["CustomerGateways"], &["CustomerGatewayId"], &["VpnConnectionId"]),
    form(Sort::VpnGateway, &["VpnGateways"], &["VpnGatewayId", "VpcAttachments"], &[]),
    form(Sort::InternetGateway, &["InternetGateways"], &["InternetGatewayId"], &["RouteTableId"]),
    form(Sort::EgressOnlyGateway, &["EgressOnlyInternetGateways"], &["EgressOnlyInternetGatewayId"], &["RouteTableId"]),
    form(Sort::Endpoint, &["VpcEndpoints"], &["VpcEndpointId", "ServiceName"], &[]),
    form(Sort::Peering, &["VpcPeeringConnections"], &["VpcPeeringConnectionId", "AccepterVpcInfo"], &[]),
    form(
        Sort::TransitRoutes,
        &["TransitGatewayStaticRoutes", "TransitGatewayRoutes", "TransitGatewayTableRoutes"],
        &["TransitGatewayRouteTableId", "Routes"],
        &[],
    ),
    form(
        Sort::TransitPropagations,
        &["TransitGatewayPropagations", "TransitGatewayRouteTablePropagations"],
        &["TransitGatewayRouteTableId", "TransitGatewayRouteTablePropagations"],
        &[],
    ),
    form(
        Sort::TransitAssociations,
        &["TransitGatewayAssociations", "TransitGatewayRouteTableAssociations"],
        &["TransitGatewayRouteTableId", "Associations"],
        &[],
    ),
    form(
        Sort::TransitAttachment,
        &["TransitGatewayAttachments", "TransitGatewayVpcAttachments", "TransitGatewayPeeringAttachments"],
        &["TransitGatewayAttachmentId", "TransitGatewayId"],
        &[],
    ),
    form(Sort::TransitAttachment, &[], &["TransitGatewayAttachmentId", "RequesterTgwInfo"], &[]),
    form(Sort::TransitTable, &["TransitGatewayRouteTables"], &["TransitGatewayRouteTableId", "TransitGatewayId"], &[]),
    form(Sort::TransitGateway, &["TransitGateways"], &["TransitGatewayId", "TransitGatewayArn"], &[]),
    form(Sort::RouteTable, &["RouteTables"], &["RouteTableId", "Routes"], &[]),
    form(Sort::NetworkAcl, &["NetworkAcls"], &["NetworkAclId", "Entries"], &[]),
    form(Sort::SecurityGroup, &["SecurityGroups"], &["GroupId", "GroupName", "VpcId"], &[]),
    form(Sort::PrefixList, &["PrefixLists", "ManagedPrefixLists"], &["PrefixListId", "PrefixListName"], &[]),
    form(Sort::PrefixEntries, &["PrefixListEntries", "ManagedPrefixListEntries"], &["PrefixListId", "Entries"], &[]),
    form(Sort::Listener, &["Listeners", "LoadBalancerListeners"], &["ListenerArn", "LoadBalancerArn"], &[]),
    form(Sort::TargetHealth, &["LoadBalancerTargetHealth", "TargetHealth"], &["TargetGroupArn", "TargetHealthDescriptions"], &[]),
    form(Sort::TargetHealth, &["TargetHealthDescriptions"], &["Target", "TargetHealth"], &[]),
    form(Sort::TargetGroup, &["TargetGroups", "LoadBalancerTargetGroups"], &["TargetGroupArn", "TargetGroupName"], &[]),
    form(Sort::BalancerAttributes, &["LoadBalancerAttributes"], &["LoadBalancerArn", "Attributes"], &[]),
    form(Sort::TargetAttributes, &["TargetGroupAttributes"], &["TargetGroupArn", "Attributes"], &["TargetGroupName"]),
    form(Sort::LoadBalancer, &["LoadBalancers"], &["LoadBalancerArn", "VpcId"], &[]),
    form(Sort::Database, &["DBInstances"], &["DBInstanceIdentifier", "DBSubnetGroup"], &[]),
    form(Sort::Function, &["Functions"], &["FunctionName", "FunctionArn"], &[]),
    form(Sort::SearchDomain, &["DomainStatusList", "ElasticsearchDomains", "OpenSearchDomains"], &["DomainName", "VPCOptions"], &[]),
    form(Sort::DirectConnectAssociation, &["DirectConnectGatewayAssociations"], &["AssociationId", "DirectConnectGatewayId"], &[]),
    form(Sort::VirtualInterface, &["VirtualInterfaces"], &["VirtualInterfaceId", "VirtualInterfaceType"], &[]),
    form(Sort::DirectConnectGateway, &["DirectConnectGateways"], &["DirectConnectGatewayId", "DirectConnectGatewayName"], &[]),
    form(Sort::PublicAccessExclusion, &["VpcBlockPublicAccessExclusions"], &["ExclusionId", "InternetGatewayExclusionMode"], &[]),
    form(Sort::PublicAccess, &["VpcBlockPublicAccessOptions"], &["InternetGatewayBlockMode"], &["VpcId", "SubnetId"]),
    form(Sort::Zone, &["AvailabilityZones"], &["ZoneName", "RegionName"], &[]),
    form(Sort::VpcAttribute, &[], &["VpcId", "EnableDnsSupport"], &["CidrBlock"]),
    form(Sort::VpcAttribute, &[], &["VpcId", "EnableDnsHostnames"], &["CidrBlock"]),
    form(Sort::Subnet, &["Subnets"], &["SubnetId", "VpcId", "CidrBlock"], &[]),
    form(Sort::Subnet, &[], &["SubnetId", "VpcId", "AvailabilityZone", "State"], &[]),
    form(Sort::Vpc, &["Vpcs"], &["VpcId", "CidrBlock"], &["SubnetId"]),
];

/// Lists without an id of what they are about: what one item has, and the kind of id that the file's name or a key around it tells.
pub const NAMELESS: &[(&str, Sort, &str, &str)] = &[
    ("Routes", Sort::TransitRoutes, "Type", "tgw-rtb-"),
    ("TransitGatewayRouteTablePropagations", Sort::TransitPropagations, "TransitGatewayAttachmentId", "tgw-rtb-"),
    ("Associations", Sort::TransitAssociations, "TransitGatewayAttachmentId", "tgw-rtb-"),
    ("Entries", Sort::PrefixEntries, "Cidr", "pl-"),
];

/// Answers that are known and hold nothing that moves packets.
pub const IDLE: &[&str] = &[
    "AccountAttributes",
    "BundleTasks",
    "ConversionTasks",
    "ExportTasks",
    "Hosts",
    "HostReservations",
    "Images",
    "ImportImageTasks",
    "ImportSnapshotTasks",
    "InstanceStatuses",
    "KeyPairs",
    "MovingAddressStatuses",
    "OfferingSet",
    "PlacementGroups",
    "Regions",
    "ReservedInstances",
    "ReservedInstancesListings",
    "ReservedInstancesModifications",
    "ReservedInstancesOfferings",
    "ResponseMetadata",
    "ScheduledInstanceSet",
    "Snapshots",
    "SpotFleetRequestConfigs",
    "SpotInstanceRequests",
    "SpotPriceHistory",
    "Tags",
    "Volumes",
    "VolumeStatuses",
];
