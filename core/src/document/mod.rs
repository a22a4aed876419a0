//! The document: what is known of a design, each part behind its own `Arc`. One file per kind of resource.

mod account;
mod dns;
mod endpoint;
mod flow;
mod gateway;
pub mod id;
mod intent;
mod interface;
pub mod layout;
mod load_balancer;
mod model;
mod nat;
mod network_acl;
pub mod node;
mod peering;
mod place;
mod prefix_list;
mod role;
mod route_table;
mod security_group;
mod service;
pub mod shape;
mod subnet;
mod transit;
mod usage;
mod vpc;
mod vpn;
mod workload;

pub use account::Account;
pub use dns::{DnsAnswer, DnsRecord, ForwardRule, HostedZone, ResolverDirection, ResolverEndpoint};
pub use endpoint::{
    AddressType, BalancerEndpoint, EndpointSubnet, GatewayEndpoint, InterfaceEndpoint, PrivateDns, PrivateEndpoint, ResourceEndpoint,
};
pub use flow::{Flow, FlowRequest};
pub use gateway::{EgressOnlyGateway, InternetGateway};
pub use id::{Id, NodeId, Resource};
pub use intent::{Claim, Intent};
pub use interface::NetworkInterface;
pub use layout::{Layout, Place, Rect};
pub use load_balancer::{BalancerKind, Listener, LoadBalancer, Scheme, TargetGroup};
pub use model::Model;
pub use nat::{ElasticIp, NatConnectivity, NatGateway, NatHome};
pub use network_acl::{AclAction, AclEntry, NetworkAcl};
pub use node::{Body, Kind, Meta, Node};
pub use peering::Peering;
pub use place::{Region, ServiceId, Zone};
pub use prefix_list::{PrefixEntry, PrefixList};
pub use role::{Role, RolePolicy};
pub use route_table::{Destination, ListRef, Route, RouteTable, Target};
pub use security_group::{GroupRule, IcmpMatch, Peer, SecurityGroup};
pub use service::{Bucket, Service, Table};
pub use shape::{Shape, ShapeError, Value};
pub use subnet::Subnet;
pub use transit::{TransitAttachment, TransitGateway, TransitRoute, TransitTable, TransitTarget};
pub use usage::{Range, Usage};
pub use vpc::{BlockMode, Vpc};
pub use vpn::{DirectConnect, OnPremises, VpnConnection, VpnGateway};
pub use workload::{Compute, Forwarding, Workload};

use imbl::OrdMap;
use shape::shape;
use std::sync::Arc;

shape! {
    /// What holds for the whole design and is nobody's field.
    pub struct Assumptions {
        /// The design's name.
        title: String = "Untitled".to_string(),
        /// The region that new resources get.
        region: Region = Region::default(),
        /// Hours that a month is priced at.
        hours_per_month: u32 = 730,
    }
}

impl Default for Assumptions {
    fn default() -> Self {
        Self { title: "Untitled".into(), region: Region::default(), hours_per_month: 730 }
    }
}

/// A design. Immutable in use: [`crate::edit`] makes a new one from each command. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub model: Arc<Model>,
    pub layout: Arc<Layout>,
    pub usage: Arc<OrdMap<Id<Flow>, Usage>>,
    pub assumptions: Arc<Assumptions>,
    /// The number that the next resource gets; never goes down.
    pub next: u32,
}

impl Default for Document {
    fn default() -> Self {
        Self { model: Arc::default(), layout: Arc::default(), usage: Arc::default(), assumptions: Arc::default(), next: 1 }
    }
}

impl Document {
    /// An empty design in a region.
    pub fn new(region: Region) -> Self {
        Self { assumptions: Arc::new(Assumptions { region, ..Assumptions::default() }), ..Self::default() }
    }

    /// The usage of a flow; the default where nobody set it.
    pub fn usage_of(&self, flow: Id<Flow>) -> Usage {
        self.usage.get(&flow).cloned().unwrap_or_default()
    }
}
