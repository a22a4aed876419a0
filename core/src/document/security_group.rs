//! Security groups: allow rules only, stateful, all groups of an interface merged.

use super::id::NodeId;
use super::route_table::ListRef;
use super::shape::{Gone, Shape, ShapeError, Value, shape};
use super::{Id, Vpc};
use crate::net::{PortRange, Protocol};
use ipnet::IpNet;

shape! {
    /// A security group of a VPC.
    pub struct SecurityGroup {
        vpc: Id<Vpc>,
        description: String = String::new(),
        ingress: Vec<GroupRule>,
        egress: Vec<GroupRule>,
    }
}

shape! {
    /// One allow rule.
    pub struct GroupRule {
        protocol: Protocol,
        /// TCP and UDP only; all ports when absent.
        ports: Option<PortRange>,
        /// ICMP only: type and code, -1 for any; all when absent.
        icmp: Option<IcmpMatch>,
        peer: Peer,
        description: String = String::new(),
    }
}

shape! {
    /// ICMP type and code, -1 for any.
    pub struct IcmpMatch {
        kind: i16,
        code: i16 = -1,
    }
}

/// Whom a rule lets in (ingress) or out to (egress).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    Cidr(IpNet),
    /// The private addresses of interfaces that carry the group. [Security group rules]
    Group(Id<SecurityGroup>),
    List(ListRef),
}

impl Shape for Peer {
    fn to_value(&self) -> Value {
        match self {
            Self::Cidr(net) => net.to_value(),
            Self::Group(id) => id.to_value(),
            Self::List(list) => list.to_value(),
        }
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        let text = match value {
            Value::Text(s) => s.clone(),
            Value::Ref(id) => id.to_string(),
            other => return Err(ShapeError::expected("a CIDR block, a security group or a prefix list", other)),
        };
        let value = &Value::Text(text.clone());
        if text.starts_with("security-group:") {
            Id::from_value(value).map(Self::Group)
        } else if text.starts_with("list:") || text.starts_with("prefix-list:") {
            ListRef::from_value(value).map(Self::List)
        } else {
            IpNet::from_value(value).map(Self::Cidr)
        }
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        match self {
            Self::Cidr(_) => true,
            Self::Group(id) => id.forget(gone),
            Self::List(list) => list.forget(gone),
        }
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        match self {
            Self::Cidr(_) => {}
            Self::Group(id) => id.each_ref(see),
            Self::List(list) => list.each_ref(see),
        }
    }
}

impl GroupRule {
    /// All packets to or from a peer.
    pub fn all(peer: Peer) -> Self {
        Self { protocol: Protocol::Any, ports: None, icmp: None, peer, description: String::new() }
    }

    /// TCP on some ports to or from a peer.
    pub fn tcp(ports: PortRange, peer: Peer) -> Self {
        Self { protocol: Protocol::TCP, ports: Some(ports), icmp: None, peer, description: String::new() }
    }
}
