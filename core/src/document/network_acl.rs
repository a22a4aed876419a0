//! Network ACLs: numbered entries, lowest first, first match decides, stateless.

use super::security_group::IcmpMatch;
use super::shape::shape;
use super::{Id, Vpc};
use crate::net::{PortRange, Protocol};
use ipnet::IpNet;

shape! {
    /// A network ACL of a VPC. A final entry `*` that denies the rest is always there and not stored.
    pub struct NetworkAcl {
        vpc: Id<Vpc>,
        ingress: Vec<AclEntry>,
        egress: Vec<AclEntry>,
        /// False where its entries are not all known: what it lets through is then open.
        complete: bool = true,
    }
}

shape! {
    /// One numbered entry. [Network ACL rules]
    pub struct AclEntry {
        /// 1 to 32766.
        number: u16,
        action: AclAction,
        protocol: Protocol,
        ports: Option<PortRange>,
        icmp: Option<IcmpMatch>,
        cidr: IpNet,
    }
}

shape! {
    pub enum AclAction {
        Allow = "allow",
        Deny = "deny",
    }
}

impl AclEntry {
    /// The entry by which a default network ACL allows everything.
    pub fn allow_all(number: u16, cidr: IpNet) -> Self {
        Self { number, action: AclAction::Allow, protocol: Protocol::Any, ports: None, icmp: None, cidr }
    }
}
