//! Private hosted zones and Route 53 Resolver endpoints.

use super::endpoint::EndpointSubnet;
use super::id::NodeId;
use super::shape::{Gone, Shape, ShapeError, Value, shape};
use super::{Id, SecurityGroup, Vpc};
use std::net::IpAddr;

shape! {
    /// A private hosted zone, answered by the Amazon resolver of its VPCs.
    pub struct HostedZone {
        /// Such as `ssm.us-east-1.amazonaws.com`, without final dot.
        domain: String,
        vpcs: Vec<Id<Vpc>>,
        records: Vec<DnsRecord>,
    }
}

shape! {
    /// One record. An empty name is the zone's own; `*` a wildcard.
    pub struct DnsRecord {
        name: String = String::new(),
        answer: DnsAnswer,
    }
}

/// What a record answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsAnswer {
    /// An alias to an interface endpoint or a load balancer.
    Alias(NodeId),
    Address(IpAddr),
}

impl Shape for DnsAnswer {
    fn to_value(&self) -> Value {
        match self {
            Self::Alias(id) => Value::Ref(*id),
            Self::Address(a) => a.to_value(),
        }
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        NodeId::from_value(value)
            .map(Self::Alias)
            .or_else(|_| IpAddr::from_value(value).map(Self::Address))
            .map_err(|_| ShapeError::expected("an endpoint, a load balancer or an IP address", value))
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        match self {
            Self::Alias(id) => id.forget(gone),
            Self::Address(_) => true,
        }
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        if let Self::Alias(id) = self {
            see(*id);
        }
    }
}

shape! {
    /// A Route 53 Resolver endpoint: names from on-premises in, or names to on-premises out.
    pub struct ResolverEndpoint {
        vpc: Id<Vpc>,
        direction: ResolverDirection = ResolverDirection::Inbound,
        subnets: Vec<EndpointSubnet>,
        groups: Vec<Id<SecurityGroup>>,
        /// Outbound only: domains and the servers that answer them.
        rules: Vec<ForwardRule>,
    }
}

shape! {
    pub enum ResolverDirection {
        Inbound = "inbound",
        Outbound = "outbound",
    }
}

shape! {
    pub struct ForwardRule {
        domain: String,
        servers: Vec<IpAddr>,
    }
}
