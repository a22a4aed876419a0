//! What still works when something fails: zones, NAT gateways, endpoint interfaces, VPN tunnels, peering connections, any two.
//!
//! Routes of a VPC do not heal: where a NAT gateway or a zone fails, the routes that lead there go on winning and drop packets, and names
//! are answered with the interfaces that are left. So most failures are judged on the paths that were found. Where AWS finds another way
//! by itself (load balancers, transit gateways, lines to on-premises) the flow is traced again without what failed.

mod affinity;
mod apply;
mod drill;
mod failure;
mod survive;

pub use affinity::{Affinity, Share, affinity};
pub use apply::without;
pub use drill::{Drill, Fate, Report};
pub use failure::Failure;
pub use survive::{Survival, surviving};

#[cfg(test)]
mod tests;
