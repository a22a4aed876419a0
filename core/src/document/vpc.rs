//! A VPC with what AWS creates beside it: main route table, default security group, default network ACL.

use super::shape::shape;
use super::{Account, Id, NetworkAcl, Region, RouteTable, SecurityGroup};
use ipnet::{Ipv4Net, Ipv6Net};

shape! {
    /// A VPC. The first IPv4 block is the primary one.
    pub struct Vpc {
        account: Option<Id<Account>>,
        region: Region,
        /// IPv4 blocks, /16 to /28 each. [VPC CIDR blocks]
        cidrs: Vec<Ipv4Net>,
        ipv6: Vec<Ipv6Net>,
        /// `enableDnsSupport`: the Amazon resolver answers. [Understanding Amazon DNS]
        dns_support: bool = true,
        /// `enableDnsHostnames`; false by default outside a default VPC.
        dns_hostnames: bool = false,
        /// Serves every subnet without a table of its own.
        main_table: Id<RouteTable>,
        default_group: Id<SecurityGroup>,
        default_acl: Id<NetworkAcl>,
        /// Of an account that is not in the design: its tables, groups and ACLs are not known, so what happens there depends on them.
        opaque: bool = false,
        /// Its interfaces are not all known: somebody may have an address that nobody in the design has.
        sparse: bool = false,
        /// VPC Block Public Access of the account and Region, with an exclusion of the whole VPC taken into account.
        block_public_access: BlockMode = BlockMode::Off,
    }
}

shape! {
    /// What VPC Block Public Access does at a VPC's or a subnet's side of internet gateways, once exclusions are taken into account: one that
    /// allows bidirectional is `off`, one that allows egress makes bidirectional `block-ingress`. [Block public access to VPCs and subnets]
    pub enum BlockMode {
        Off = "off",
        /// Only connections that NAT gateways and egress-only internet gateways open pass.
        Ingress = "block-ingress",
        Bidirectional = "block-bidirectional",
        /// It is on, and what it does here is not known.
        Unknown = "unknown",
    }
}

impl Vpc {
    /// Every block, of both IP versions.
    pub fn blocks(&self) -> Vec<ipnet::IpNet> {
        self.cidrs.iter().map(|c| ipnet::IpNet::V4(*c)).chain(self.ipv6.iter().map(|c| ipnet::IpNet::V6(*c))).collect()
    }
}
