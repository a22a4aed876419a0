//! What a way can carry: the narrowest place, MTU, connections, hops. What AWS does not publish is said to be so.
//!
//! Each kind of place that packets pass is a stage; what stands side by side in a stage (instances, interfaces of an endpoint, NAT
//! gateways of several zones) adds up. The narrowest stage is the ceiling.

mod latency;
mod limits;
mod packets;
mod throughput;

pub use latency::{Distance, distance};
pub use packets::{Mtu, mtu};
pub use throughput::{Limit, Stage, StageKind, Throughput, rate, throughput};

#[cfg(test)]
mod tests;
