//! Transit gateways, their attachments and route tables.

use super::id::NodeId;
use super::shape::{Gone, Shape, ShapeError, Value, shape};
use super::{Account, Id, Region, Subnet};
use ipnet::IpNet;

shape! {
    /// A transit gateway of a region.
    pub struct TransitGateway {
        account: Option<Id<Account>>,
        region: Region,
        asn: Option<u32>,
        /// The table that new attachments are associated with.
        default_table: Option<Id<TransitTable>>,
        /// Whether security group references work across it. [Security group rules]
        group_referencing: bool = false,
        /// Of an account that is not in the design: its route tables are not known.
        opaque: bool = false,
    }
}

shape! {
    /// What is attached to a transit gateway, and which table routes what comes from it.
    pub struct TransitAttachment {
        gateway: Id<TransitGateway>,
        /// A VPC, a VPN connection, a Direct Connect gateway, or another transit gateway (peering).
        to: NodeId,
        /// For a VPC: one subnet per zone that the attachment serves.
        subnets: Vec<Id<Subnet>>,
        /// The associated route table.
        table: Option<Id<TransitTable>>,
        /// Tables that this attachment's routes propagate to.
        propagates_to: Vec<Id<TransitTable>>,
        appliance_mode: bool = false,
        /// Whether references to groups count for what this VPC sends and takes, where the gateway supports them. [Security group rules]
        group_referencing: bool = true,
        /// Whether it carries IPv6 of its VPC. [Amazon VPC attachments in Amazon VPC Transit Gateways]
        ipv6_support: bool = true,
    }
}

shape! {
    /// A route table of a transit gateway.
    pub struct TransitTable {
        gateway: Id<TransitGateway>,
        routes: Vec<TransitRoute>,
    }
}

shape! {
    /// A static route of a transit gateway's table.
    pub struct TransitRoute {
        destination: IpNet,
        target: TransitTarget,
    }
}

/// Where a transit gateway's route sends packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransitTarget {
    Attachment(Id<TransitAttachment>),
    /// Drops on purpose.
    Blackhole,
    /// The attachment was deleted; the text is the name it had.
    Gone(String),
}

impl Shape for TransitTarget {
    fn to_value(&self) -> Value {
        match self {
            Self::Attachment(id) => id.to_value(),
            Self::Blackhole => Value::text("blackhole"),
            Self::Gone(name) => Value::Text(format!("gone:{name}")),
        }
    }

    fn from_value(value: &Value) -> Result<Self, ShapeError> {
        match value {
            Value::Text(s) if s == "blackhole" => Ok(Self::Blackhole),
            Value::Text(s) if s.starts_with("gone:") => Ok(Self::Gone(s.trim_start_matches("gone:").into())),
            v => Id::from_value(v).map(Self::Attachment),
        }
    }

    fn forget(&mut self, gone: &Gone) -> bool {
        if let Self::Attachment(id) = self
            && let Some(name) = gone.get(&id.node())
        {
            *self = Self::Gone(name.clone());
        }
        true
    }

    fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
        if let Self::Attachment(id) = self {
            id.each_ref(see);
        }
    }
}
