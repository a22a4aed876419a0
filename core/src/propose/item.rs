//! What can be dropped.

use crate::document::shape::shape;
use crate::document::{Compute, ServiceId};

shape! {
    /// Which way packets leave a subnet, as the person who drops it wants it.
    pub enum Tier {
        /// By an internet gateway; what is launched gets a public address.
        Public = "public",
        /// By a NAT gateway, where there is one.
        Private = "private",
        /// Not at all.
        Isolated = "isolated",
    }
}

/// Something of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Vpc,
    Zone,
    Subnet(Tier),
    RouteTable,
    SecurityGroup,
    NetworkAcl,
    InternetGateway,
    EgressOnly,
    /// In one subnet.
    Nat,
    /// One for all zones of a VPC.
    RegionalNat,
    VpnGateway,
    TransitGateway,
    OnPremises,
    GatewayEndpoint(ServiceId),
    InterfaceEndpoint(ServiceId),
    ResourceEndpoint,
    BalancerEndpoint,
    Workload(Compute),
    LoadBalancer,
    /// The endpoint services that make up what people call one service.
    Services(Vec<ServiceId>),
    Bucket,
    Table,
}

impl Item {
    /// The item at the start of a sentence: `A NAT gateway`.
    pub fn with_article(&self) -> &'static str {
        match self {
            Self::Vpc => "A VPC",
            Self::Zone => "An Availability Zone",
            Self::Subnet(_) => "A subnet",
            Self::RouteTable => "A route table",
            Self::SecurityGroup => "A security group",
            Self::NetworkAcl => "A network ACL",
            Self::InternetGateway => "An internet gateway",
            Self::EgressOnly => "An egress-only internet gateway",
            Self::Nat => "A NAT gateway",
            Self::RegionalNat => "A regional NAT gateway",
            Self::VpnGateway => "A virtual private gateway",
            Self::TransitGateway => "A transit gateway",
            Self::OnPremises => "An on-premises network",
            Self::GatewayEndpoint(_) => "A gateway endpoint",
            Self::InterfaceEndpoint(_) => "An interface endpoint",
            Self::ResourceEndpoint => "A resource endpoint",
            Self::BalancerEndpoint => "A Gateway Load Balancer endpoint",
            Self::Workload(Compute::Instance) => "An EC2 instance",
            Self::Workload(Compute::Function) => "A Lambda function",
            Self::Workload(Compute::Container) => "A container service",
            Self::Workload(Compute::Database) => "A database",
            Self::LoadBalancer => "A load balancer",
            Self::Services(_) => "An AWS service",
            Self::Bucket => "An S3 bucket",
            Self::Table => "A DynamoDB table",
        }
    }
}
