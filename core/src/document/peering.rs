//! VPC peering connections.

use super::shape::shape;
use super::{Id, Vpc};

shape! {
    /// A peering connection between two VPCs whose blocks must not overlap. [How VPC peering connections work]
    pub struct Peering {
        requester: Id<Vpc>,
        accepter: Id<Vpc>,
        accepted: bool = true,
        /// The accepter resolves the requester's public host names to private addresses, and the other way round.
        requester_dns: bool = false,
        accepter_dns: bool = false,
    }
}
