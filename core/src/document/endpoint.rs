//! VPC endpoints: gateway, interface, resource and Gateway Load Balancer. Kinds of their own, because they share little but the name.

use super::shape::shape;
use super::{Body, Forwarding, Id, Kind, LoadBalancer, Model, NodeId, Region, RouteTable, SecurityGroup, ServiceId, Subnet, Vpc};
use std::net::{Ipv4Addr, Ipv6Addr};

shape! {
    /// A gateway endpoint: no interface, address, group or name of its own; a prefix-list route in each associated
    /// table. [Gateway endpoints]
    pub struct GatewayEndpoint {
        vpc: Id<Vpc>,
        service: ServiceId,
        tables: Vec<Id<RouteTable>>,
        /// The endpoint policy as JSON; full access when absent. [Control access to VPC endpoints using endpoint policies]
        policy: Option<String>,
    }
}

shape! {
    /// An interface endpoint: one interface in each chosen subnet, at most one subnet per zone.
    /// [Access an AWS service using an interface VPC endpoint]
    pub struct InterfaceEndpoint {
        vpc: Id<Vpc>,
        service: ServiceId,
        /// The service's region, where it is not the VPC's. [Cross-region enabled AWS services]
        service_region: Option<Region>,
        subnets: Vec<EndpointSubnet>,
        /// When empty AWS uses the VPC's default group.
        groups: Vec<Id<SecurityGroup>>,
        private_dns: PrivateDns = PrivateDns::Off,
        policy: Option<String>,
        address_type: AddressType = AddressType::Ipv4,
    }
}

shape! {
    /// A subnet where an endpoint has an interface, with the addresses when chosen.
    pub struct EndpointSubnet {
        subnet: Id<Subnet>,
        ip: Option<Ipv4Addr>,
        ipv6: Option<Ipv6Addr>,
    }
}

shape! {
    /// Whether the service's own name resolves to the endpoint inside the VPC.
    pub enum PrivateDns {
        Off = "off",
        On = "on",
        /// S3 only: on-premises names go to the interface endpoint, names in the VPC to the gateway endpoint, which
        /// must exist. [Gateway endpoints for Amazon S3]
        InboundResolver = "inbound-resolver",
    }
}

shape! {
    /// The address type of an endpoint; it must fit all its subnets.
    pub enum AddressType {
        Ipv4 = "ipv4",
        Ipv6 = "ipv6",
        Dualstack = "dualstack",
    }
}

shape! {
    /// A Gateway Load Balancer endpoint: a route target in one subnet. [Access an inspection system using a Gateway Load
    /// Balancer endpoint]
    pub struct BalancerEndpoint {
        vpc: Id<Vpc>,
        subnet: Id<Subnet>,
        /// The provider's service name, `com.amazonaws.vpce.us-east-1.vpce-svc-…`.
        service_name: String = String::new(),
        /// The Gateway Load Balancer behind it, where the design has it.
        balancer: Option<Id<LoadBalancer>>,
        /// What the appliances behind it do with packets.
        forwards: Forwarding = Forwarding::Unknown,
    }
}

shape! {
    /// A resource endpoint: private access to one resource of another VPC, or behind it, that a resource configuration stands for, without
    /// a load balancer. One interface in each chosen subnet, at most one subnet per zone. It has no endpoint policy. Of one that stands AWS
    /// changes groups and tags alone. [Access VPC resources through AWS PrivateLink; CreateVpcEndpoint]
    pub struct ResourceEndpoint {
        vpc: Id<Vpc>,
        /// The ARN or the id of the resource configuration (`ResourceConfigurationArn`), of this account or shared with it; empty while
        /// nobody has chosen one.
        configuration: String = String::new(),
        subnets: Vec<EndpointSubnet>,
        /// When empty AWS uses the VPC's default group.
        groups: Vec<Id<SecurityGroup>>,
        /// Whether the resource's own name resolves to the endpoint inside the VPC (`PrivateDnsEnabled`).
        private_dns: bool = false,
        address_type: AddressType = AddressType::Ipv4,
    }
}

/// What interface and resource endpoints share: AWS has the same rules for their subnets, groups and addresses. [Access an AWS service using an
/// interface VPC endpoint; Access VPC resources through AWS PrivateLink]
pub struct PrivateEndpoint<'a> {
    pub id: NodeId,
    pub vpc: Id<Vpc>,
    pub subnets: &'a Vec<EndpointSubnet>,
    pub groups: &'a Vec<Id<SecurityGroup>>,
    pub address_type: AddressType,
    /// Of an interface endpoint; a resource endpoint leads to no service of AWS.
    pub service: Option<&'a ServiceId>,
}

impl<'a> PrivateEndpoint<'a> {
    fn of(id: NodeId, body: &'a Body) -> Option<Self> {
        match body {
            Body::InterfaceEndpoint(InterfaceEndpoint { vpc, subnets, groups, address_type, service, .. }) => {
                Some(Self { id, vpc: *vpc, subnets, groups, address_type: *address_type, service: Some(service) })
            }
            Body::ResourceEndpoint(ResourceEndpoint { vpc, subnets, groups, address_type, .. }) => {
                Some(Self { id, vpc: *vpc, subnets, groups, address_type: *address_type, service: None })
            }
            _ => None,
        }
    }
}

impl Model {
    /// Every interface and resource endpoint.
    pub fn private_endpoints(&self) -> impl Iterator<Item = PrivateEndpoint<'_>> {
        let kinds = [Kind::InterfaceEndpoint, Kind::ResourceEndpoint];
        kinds.into_iter().flat_map(|k| self.of_kind(k)).filter_map(|(id, n)| PrivateEndpoint::of(id, &n.body))
    }

    /// A resource as an interface or resource endpoint, where it is one.
    pub fn private_endpoint(&self, id: NodeId) -> Option<PrivateEndpoint<'_>> {
        PrivateEndpoint::of(id, &self.node(id)?.body)
    }
}

impl Body {
    /// Where an interface, resource or Resolver endpoint has interfaces; nothing for any other kind.
    pub fn endpoint_subnets(&self) -> &[EndpointSubnet] {
        match self {
            Self::InterfaceEndpoint(e) => &e.subnets,
            Self::ResourceEndpoint(e) => &e.subnets,
            Self::ResolverEndpoint(e) => &e.subnets,
            _ => &[],
        }
    }
}
