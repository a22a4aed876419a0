//! A subnet: one zone of a VPC, one route table, one network ACL.

use super::shape::shape;
use super::{BlockMode, Id, NetworkAcl, RouteTable, Vpc, Zone};
use ipnet::{Ipv4Net, Ipv6Net};

shape! {
    /// A subnet. Without IPv4 block it is IPv6-only.
    pub struct Subnet {
        vpc: Id<Vpc>,
        zone: Zone,
        cidr: Option<Ipv4Net>,
        ipv6: Option<Ipv6Net>,
        /// The associated route table; the VPC's main one when absent. [Subnet route tables]
        table: Option<Id<RouteTable>>,
        /// The associated network ACL; the VPC's default one when absent.
        acl: Option<Id<NetworkAcl>>,
        /// `MapPublicIpOnLaunch`: what is launched here gets a public IPv4 address.
        public_ip_on_launch: bool = false,
        /// VPC Block Public Access as an exclusion of this subnet makes it; the VPC's when absent. [Block public access to VPCs and subnets]
        block_public_access: Option<BlockMode>,
    }
}
