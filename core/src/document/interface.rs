//! Network interfaces that stand for themselves: imported ones, second interfaces, middleboxes.

use super::shape::shape;
use super::{ElasticIp, Id, NodeId, SecurityGroup, Subnet};
use std::net::{Ipv4Addr, Ipv6Addr};

shape! {
    /// A network interface. Interfaces that AWS makes for workloads, endpoints and gateways are derived in `graph`.
    pub struct NetworkInterface {
        subnet: Id<Subnet>,
        groups: Vec<Id<SecurityGroup>>,
        /// The first is the primary address.
        private_ips: Vec<Ipv4Addr>,
        ipv6: Vec<Ipv6Addr>,
        elastic_ip: Option<Id<ElasticIp>>,
        /// A public address that is not an Elastic IP.
        public_ip: Option<Ipv4Addr>,
        /// Drop what is neither from nor to its own addresses.
        source_dest_check: bool = true,
        /// What it belongs to: a workload, or what AWS made it for (load balancer, endpoint, NAT gateway, attachment).
        attached_to: Option<NodeId>,
        /// Its place among the interfaces of an instance: 0 is the primary one, which the instance is known by.
        index: u32 = 0,
        description: String = String::new(),
        /// AWS made it for something that is not in the design, or what it is attached to does not run or is not ready: what it does with
        /// packets is not known.
        managed: bool = false,
        /// It is in status `available`: nothing stands behind it.
        unattached: bool = false,
        /// The interface whose secondary private address this is, where that has a public address of its own.
        secondary_of: Option<Id<NetworkInterface>>,
    }
}
