//! Route tables and routes as the user writes them. What AWS adds (local and gateway endpoint routes) is derived in `graph`.

use super::id::NodeId;
use super::shape::{Gone, Shape, ShapeError, Value, shape};
use super::{Id, PrefixList, ServiceId, Vpc, VpnGateway};
use ipnet::IpNet;
use std::fmt;

shape! {
    /// A route table of a VPC.
    pub struct RouteTable {
        vpc: Id<Vpc>,
        routes: Vec<Route>,
        /// Virtual private gateways whose routes propagate into this table.
        propagation: Vec<Id<VpnGateway>>,
        /// The internet or virtual private gateway that this table is an edge (gateway) table of. [Gateway route tables]
        edge: Option<NodeId>,
        /// False where its routes are not all known: where it sends packets is then open.
        complete: bool = true,
    }
}

shape! {
    /// One static route.
    pub struct Route {
        destination: Destination,
        target: Target,
    }
}

/// What a prefix list reference names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListRef {
    /// A customer-managed list of the design.
    Customer(Id<PrefixList>),
    /// AWS's own list of a service's public ranges in the VPC's region, such as `com.amazonaws.us-east-1.s3`.
    Service(ServiceId),
}

/// What a route's destination matches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    Cidr(IpNet),
    List(ListRef),
}

/// Where a route sends packets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A gateway, NAT gateway, peering connection, network interface, workload (instance) or endpoint.
    Node(NodeId),
    /// The target was deleted: the route stays as a blackhole, as in AWS. The text is the name it had.
    Gone(String),
    /// Something in AWS that is not in the design: what it does with packets is not known. The text is its id.
    Unknown(String),
}

const LIST: &str = "list:";

impl Shape for ListRef {
    fn to_value(&self) -> Value {
        match self {
            Self::Customer(id) => id.to_value(),
            Self::Service(s) => Value::Text(format!("{LIST}{s}")),
        }
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Text(s) if s.starts_with(LIST) => s.trim_start_matches(LIST).parse().map(Self::Service).map_err(ShapeError::new),
            v => Id::from_value(v).map(Self::Customer),
        }
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        match self {
            Self::Customer(id) => id.forget(gone),
            Self::Service(_) => true,
        }
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        if let Self::Customer(id) = self {
            id.each_ref(see);
        }
    }
}

impl Shape for Destination {
    fn to_value(&self) -> Value {
        match self {
            Self::Cidr(net) => net.to_value(),
            Self::List(list) => list.to_value(),
        }
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Text(s) if !s.starts_with(LIST) && !s.starts_with("prefix-list:") => IpNet::from_value(value).map(Self::Cidr),
            v => ListRef::from_value(v).map(Self::List),
        }
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        match self {
            Self::Cidr(_) => true,
            Self::List(list) => list.forget(gone),
        }
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        if let Self::List(list) = self {
            list.each_ref(see);
        }
    }
}

const GONE: &str = "gone:";
const UNKNOWN: &str = "unknown:";

impl Shape for Target {
    fn to_value(&self) -> Value {
        match self {
            Self::Node(id) => Value::Ref(*id),
            Self::Gone(name) => Value::Text(format!("{GONE}{name}")),
            Self::Unknown(id) => Value::Text(format!("{UNKNOWN}{id}")),
        }
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Text(s) if s.starts_with(GONE) => Ok(Self::Gone(s.trim_start_matches(GONE).into())),
            Value::Text(s) if s.starts_with(UNKNOWN) => Ok(Self::Unknown(s.trim_start_matches(UNKNOWN).into())),
            v => NodeId::from_value(v).map(Self::Node),
        }
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        if let Self::Node(id) = self
            && let Some(name) = gone.get(id)
        {
            *self = Self::Gone(name.clone());
        }
        true
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        if let Self::Node(id) = self {
            see(*id);
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cidr(net) => write!(f, "{net}"),
            Self::List(ListRef::Service(s)) => write!(f, "pl-{s}"),
            Self::List(ListRef::Customer(id)) => write!(f, "{}", id.node()),
        }
    }
}

impl From<IpNet> for Destination {
    fn from(net: IpNet) -> Self {
        Self::Cidr(net)
    }
}
