//! VPC Block Public Access, said a second time: what internet and egress-only gateways carry, by the subnet beside them. [VPC BPA basics]
use super::world::{Role, World};
use portico_core::document::*;

/// Which way packets cross a gateway.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// The first packet of an exchange, outwards.
    Out,
    /// A reply to one of those, inwards.
    Home,
    /// All else: what begins outside, and its replies.
    Other,
}

/// Whether a gateway carries a packet between the internet and an interface, past a subnet.
pub fn carries(world: &World, vpc: Id<Vpc>, subnet: Option<Id<Subnet>>, nic: Option<usize>, crossing: Crossing, egress_only: bool) -> bool {
    let excluded = subnet.and_then(|s| world.model.get(s)).and_then(|s| s.block_public_access);
    match excluded.or(world.model.get(vpc).map(|v| v.block_public_access)) {
        None | Some(BlockMode::Off) => true,
        Some(BlockMode::Bidirectional | BlockMode::Unknown) => false,
        Some(BlockMode::Ingress) => crossing != Crossing::Other && (egress_only || nic.is_some_and(|n| world.nics[n].role == Role::Nat)),
    }
}
