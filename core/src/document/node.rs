//! Every kind of resource in one list: adding a kind is a file of its own and a line here.

use super::id::{NodeId, Resource};
use super::shape::{FieldInfo, Fields, Gone, Shape, ShapeError, Value, shape};
use super::*;
use crate::net::refusal::{Refusal, refused};
use crate::ordered::BTreeMap;

shape! {
    /// What every resource has beside its own fields.
    pub struct Meta {
        /// The display name; any text, not unique.
        name: String,
        /// The export key: a slug fixed at creation that a rename does not change, unique within the kind.
        key: String,
        /// The id AWS gave it (`subnet-0a1b…`), for what was imported.
        aws_id: Option<String>,
        /// Tags beside `Name`.
        tags: BTreeMap<String, String>,
        /// Exists in the account already: exports import it instead of creating it.
        existing: bool = false,
    }
}

/// A resource with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub meta: Meta,
    pub body: Body,
}

macro_rules! nodes {
    ($($variant:ident $text:literal $label:literal $article:literal;)*) => {
        /// The kinds of resource.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($variant),* }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The kind in ids and files: `route-table`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The kind as AWS writes it: `Route table`.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }

            /// The kind in the middle of a sentence: `a route table`.
            pub fn with_article(self) -> &'static str {
                match self { $(Self::$variant => $article),* }
            }
        }

        impl std::str::FromStr for Kind {
            type Err = Refusal;

            fn from_str(s: &str) -> Result<Self, Refusal> {
                match s {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(refused("is not a kind of resource", s)),
                }
            }
        }

        /// The fields of one resource, by kind.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Body { $($variant($variant)),* }

        impl Body {
            pub fn kind(&self) -> Kind {
                match self { $(Self::$variant(_) => Kind::$variant),* }
            }

            pub fn to_value(&self) -> Value {
                match self { $(Self::$variant(b) => b.to_value()),* }
            }

            pub fn from_value(kind: Kind, value: &Value) -> Result<Self, ShapeError> {
                match kind { $(Kind::$variant => $variant::from_value(value).map(Self::$variant)),* }
            }

            pub fn get(&self, field: &str) -> Option<Value> {
                match self { $(Self::$variant(b) => b.get(field)),* }
            }

            pub fn set(&mut self, field: &str, value: &Value) -> Result<(), ShapeError> {
                match self { $(Self::$variant(b) => b.set(field, value)),* }
            }

            /// See [`Shape::each_ref`].
            pub fn each_ref(&self, see: &mut dyn FnMut(NodeId)) {
                match self { $(Self::$variant(b) => b.each_ref(see)),* }
            }

            /// See [`Shape::forget`].
            pub fn forget(&mut self, gone: &Gone) -> bool {
                match self { $(Self::$variant(b) => b.forget(gone)),* }
            }
        }

        impl Kind {
            pub fn fields(self) -> &'static [FieldInfo] {
                match self { $(Self::$variant => $variant::fields()),* }
            }
        }

        $(impl Resource for $variant {
            const KIND: Kind = Kind::$variant;

            fn in_body(body: &Body) -> Option<&Self> {
                match body { Body::$variant(b) => Some(b), _ => None }
            }

            fn in_body_mut(body: &mut Body) -> Option<&mut Self> {
                match body { Body::$variant(b) => Some(b), _ => None }
            }

            fn into_body(self) -> Body {
                Body::$variant(self)
            }
        })*
    };
}

nodes! {
    Account "account" "Account" "an account";
    Vpc "vpc" "VPC" "a VPC";
    Subnet "subnet" "Subnet" "a subnet";
    RouteTable "route-table" "Route table" "a route table";
    InternetGateway "internet-gateway" "Internet gateway" "an internet gateway";
    EgressOnlyGateway "egress-only-gateway" "Egress-only internet gateway" "an egress-only internet gateway";
    NatGateway "nat-gateway" "NAT gateway" "a NAT gateway";
    ElasticIp "elastic-ip" "Elastic IP address" "an Elastic IP address";
    VpnGateway "vpn-gateway" "Virtual private gateway" "a virtual private gateway";
    OnPremises "on-premises" "On-premises network" "an on-premises network";
    VpnConnection "vpn-connection" "Site-to-Site VPN connection" "a Site-to-Site VPN connection";
    DirectConnect "direct-connect" "Direct Connect gateway" "a Direct Connect gateway";
    TransitGateway "transit-gateway" "Transit gateway" "a transit gateway";
    TransitAttachment "transit-attachment" "Transit gateway attachment" "a transit gateway attachment";
    TransitTable "transit-table" "Transit gateway route table" "a transit gateway route table";
    Peering "peering" "VPC peering connection" "a VPC peering connection";
    SecurityGroup "security-group" "Security group" "a security group";
    NetworkAcl "network-acl" "Network ACL" "a network ACL";
    PrefixList "prefix-list" "Managed prefix list" "a managed prefix list";
    GatewayEndpoint "gateway-endpoint" "Gateway endpoint" "a gateway endpoint";
    InterfaceEndpoint "interface-endpoint" "Interface endpoint" "an interface endpoint";
    BalancerEndpoint "balancer-endpoint" "Gateway Load Balancer endpoint" "a Gateway Load Balancer endpoint";
    ResourceEndpoint "resource-endpoint" "Resource endpoint" "a resource endpoint";
    NetworkInterface "network-interface" "Network interface" "a network interface";
    LoadBalancer "load-balancer" "Load balancer" "a load balancer";
    TargetGroup "target-group" "Target group" "a target group";
    HostedZone "hosted-zone" "Private hosted zone" "a private hosted zone";
    ResolverEndpoint "resolver-endpoint" "Resolver endpoint" "a Resolver endpoint";
    Workload "workload" "Workload" "a workload";
    Service "service" "AWS service" "an AWS service";
    Bucket "bucket" "S3 bucket" "an S3 bucket";
    Table "table" "DynamoDB table" "a DynamoDB table";
    Role "role" "IAM role" "an IAM role";
    Flow "flow" "Flow" "a flow";
    Intent "intent" "Intent" "an intent";
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Node {
    /// Every reference to another resource, in field order, repeats kept.
    pub fn refs(&self) -> Vec<NodeId> {
        let mut out = Vec::new();
        self.body.each_ref(&mut |id| out.push(id));
        out
    }
}
