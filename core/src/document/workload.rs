//! What runs in the network and calls services.

use super::shape::shape;
use super::{ElasticIp, Id, Role, SecurityGroup, Subnet};
use std::net::Ipv4Addr;

shape! {
    /// Something that runs and talks. It has one interface in each of its subnets; a function without subnets runs
    /// outside every VPC.
    pub struct Workload {
        compute: Compute = Compute::Instance,
        /// One for an instance; several for a function, a container service or a database.
        subnets: Vec<Id<Subnet>>,
        /// When empty AWS uses the VPC's default group.
        groups: Vec<Id<SecurityGroup>>,
        role: Option<Id<Role>>,
        /// EC2 instance type, such as `c7g.large`.
        instance_type: Option<String>,
        /// The private address of an instance, when chosen.
        private_ip: Option<Ipv4Addr>,
        elastic_ip: Option<Id<ElasticIp>>,
        /// Whether it gets a public IPv4 address; what the subnet says when absent.
        public_ip: Option<bool>,
        /// Off for a middlebox that forwards packets of others.
        source_dest_check: bool = true,
        /// What it does with packets of others, where the check is off.
        forwards: Forwarding = Forwarding::Unknown,
        /// How many run: tasks of a service, instances of a group.
        count: u32 = 1,
        /// The TCP port of a database, or that a server listens on.
        port: Option<u16>,
    }
}

shape! {
    /// What an appliance does with packets that are routed through it. Its own rules are not in the design, so this is said by the designer.
    pub enum Forwarding {
        /// Answers that go through it depend on it.
        Unknown = "unknown",
        /// Sends every packet on as it came.
        Everything = "everything",
        /// Sends every packet on from its own address, as a NAT instance does.
        Translated = "translated",
    }
}

shape! {
    pub enum Compute {
        Instance = "instance",
        Function = "function",
        Container = "container",
        Database = "database",
    }
}

impl Compute {
    pub fn label(self) -> &'static str {
        match self {
            Self::Instance => "EC2 instance",
            Self::Function => "Lambda function",
            Self::Container => "Container service",
            Self::Database => "Database",
        }
    }
}
