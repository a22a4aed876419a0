//! The cheapest endpoints and placements for a whole design: what reaches its service today still does, survives what it survives today,
//! and every intent that holds goes on holding.
//!
//! For each VPC and service the choices are: as it is, a gateway endpoint, an interface endpoint in any set of zones, or no endpoint.
//! Services do not see one another but for two things: the GB of all interface endpoints of a region share their tiers, and NAT gateways
//! that nothing uses any more may go. Tiered prices fall, so a month is the least of its tiers' straight lines: the best choice is found
//! for each line and each set of NAT gateways that stay, service by service. The whole is then judged again as a design.

mod options;
mod outcome;
mod solve;
mod units;

pub use options::Choice;
pub use outcome::{Ask, Change, Optimum, optimise};

#[cfg(test)]
mod tests;
