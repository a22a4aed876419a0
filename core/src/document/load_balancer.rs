//! Load balancers and target groups.

use super::id::NodeId;
use super::shape::shape;
use super::{Id, SecurityGroup, Subnet, Vpc};
use std::net::IpAddr;

shape! {
    pub struct LoadBalancer {
        vpc: Id<Vpc>,
        balancer: BalancerKind = BalancerKind::Application,
        scheme: Scheme = Scheme::Internal,
        subnets: Vec<Id<Subnet>>,
        groups: Vec<Id<SecurityGroup>>,
        listeners: Vec<Listener>,
        cross_zone: bool = true,
        /// False where its listeners are not all known: what else it takes is then open.
        complete: bool = true,
    }
}

shape! {
    pub enum BalancerKind {
        Application = "application",
        Network = "network",
        Gateway = "gateway",
    }
}

shape! {
    pub enum Scheme {
        Internal = "internal",
        InternetFacing = "internet-facing",
    }
}

shape! {
    /// A port that the balancer listens on.
    pub struct Listener {
        /// HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP or GENEVE.
        protocol: String = "HTTPS".to_string(),
        port: u16 = 443,
        forward_to: Option<Id<TargetGroup>>,
    }
}

shape! {
    pub struct TargetGroup {
        vpc: Id<Vpc>,
        protocol: String = "HTTPS".to_string(),
        port: u16 = 443,
        /// `instance`, `ip`, `lambda` or `alb`.
        target_type: String = "ip".to_string(),
        targets: Vec<NodeId>,
        /// Targets by address that nothing in the design has.
        addresses: Vec<IpAddr>,
        /// Whether targets see the client's address; by default a Network Load Balancer's instances do, and its UDP targets.
        preserve_client_ip: Option<bool>,
        /// False where its targets are not all known.
        complete: bool = true,
    }
}
