//! NAT gateways and Elastic IP addresses.

use super::id::NodeId;
use super::shape::{Gone, Shape, ShapeError, Value, shape};
use super::{Id, Region, RouteTable, Subnet, Vpc};
use crate::net::refusal::refusal;
use std::net::Ipv4Addr;

shape! {
    /// A NAT gateway. [NAT gateway basics]
    pub struct NatGateway {
        home: NatHome,
        connectivity: NatConnectivity = NatConnectivity::Public,
        /// Elastic IP addresses of a public one; one is enough to begin with.
        addresses: Vec<Id<ElasticIp>>,
        /// The private address, when chosen.
        private_ip: Option<Ipv4Addr>,
        /// A regional one's own route table; where absent, AWS's: local routes and the VPC's internet gateway.
        table: Option<Id<RouteTable>>,
    }
}

shape! {
    pub enum NatConnectivity {
        Public = "public",
        Private = "private",
    }
}

/// Where a NAT gateway stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NatHome {
    /// In one subnet, and so in one zone.
    Zonal(Id<Subnet>),
    /// Regional: one per VPC, in the zones where interfaces are. [Regional NAT gateways for automatic multi-AZ expansion]
    Regional(Id<Vpc>),
}

impl NatHome {
    pub fn node(self) -> NodeId {
        match self {
            Self::Zonal(s) => s.node(),
            Self::Regional(v) => v.node(),
        }
    }
}

impl Shape for NatHome {
    fn to_value(&self) -> Value {
        Value::Ref(self.node())
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        let node = NodeId::from_value(value)?;
        Id::of(node)
            .map(Self::Zonal)
            .or_else(|| Id::of(node).map(Self::Regional))
            .ok_or_else(|| ShapeError::new(refusal!("a NAT gateway stands in a subnet (zonal) or a VPC (regional)")))
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        !gone.contains_key(&self.node())
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        see(self.node());
    }
}

shape! {
    /// An Elastic IP address: a public IPv4 address that stays until released.
    pub struct ElasticIp {
        region: Region,
        /// The address, once AWS gave it.
        address: Option<Ipv4Addr>,
    }
}
