//! The ways that are compared, and how they are called.

use crate::document::{Id, Peering, TransitGateway, Vpc};
use crate::text;
use crate::text::Text;

/// A way to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayKind {
    /// As the design has it.
    AsIs,
    GatewayEndpoint,
    /// An interface endpoint in so many zones.
    InterfaceEndpoint(usize),
    /// Gateway endpoint for the VPC, interface endpoint for names that come in by the inbound Resolver.
    InboundResolver,
    /// A NAT gateway: the VPC's, else one.
    Nat,
    /// A NAT gateway in each zone of the workload.
    NatInEachZone,
    InternetGateway,
    /// Endpoints of another VPC over a peering connection, one that is there or a new one.
    Peering(Id<Vpc>, Option<Id<Peering>>),
    /// Endpoints of another VPC over a transit gateway.
    Transit(Id<Vpc>, Id<TransitGateway>),
}

impl WayKind {
    /// In answers of the command.
    pub fn key(self) -> &'static str {
        match self {
            Self::AsIs => "as-is",
            Self::GatewayEndpoint => "gateway-endpoint",
            Self::InterfaceEndpoint(_) => "interface-endpoint",
            Self::InboundResolver => "gateway-endpoint-and-inbound-resolver",
            Self::Nat => "nat-gateway",
            Self::NatInEachZone => "nat-gateway-in-each-zone",
            Self::InternetGateway => "internet-gateway",
            Self::Peering(..) => "shared-vpc-over-peering",
            Self::Transit(..) => "central-endpoints-over-transit-gateway",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Self::AsIs => text!("As it is"),
            Self::GatewayEndpoint => text!("Gateway endpoint"),
            Self::InterfaceEndpoint(1) => text!("Interface endpoint in one zone"),
            Self::InterfaceEndpoint(n) => text!("Interface endpoint in {n} zones", n = n),
            Self::InboundResolver => text!("Gateway endpoint, with an interface endpoint for names from on-premises"),
            Self::Nat => text!("NAT gateway"),
            Self::NatInEachZone => text!("NAT gateway in each zone"),
            Self::InternetGateway => text!("Internet gateway"),
            Self::Peering(vpc, Some(p)) => text!("Endpoint of {vpc} over {peering}", vpc = vpc, peering = p),
            Self::Peering(vpc, None) => text!("Endpoint of {vpc} over a new peering connection", vpc = vpc),
            Self::Transit(vpc, g) => text!("Endpoint of {vpc} over {gateway}", vpc = vpc, gateway = g),
        }
    }
}
