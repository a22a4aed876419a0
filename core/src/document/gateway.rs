//! Internet gateways and egress-only internet gateways.

use super::shape::shape;
use super::{Id, Vpc};

shape! {
    /// An internet gateway, attached to one VPC at most.
    pub struct InternetGateway {
        vpc: Option<Id<Vpc>>,
    }
}

shape! {
    /// An egress-only internet gateway: IPv6 outwards only.
    pub struct EgressOnlyGateway {
        vpc: Id<Vpc>,
    }
}
