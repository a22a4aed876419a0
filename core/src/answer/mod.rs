//! How a question fares as a whole: names, packets and policies together, by every interface that may take part.

mod balancer;
mod blocks;
mod caller;
mod everyone;
mod name;
mod parties;
mod paths;
mod policy;
mod requests;
mod trace;
mod versions;

pub(crate) use balancer::{Lost, lost, seeing_targets, shows_clients};
pub use everyone::{Reaching, ways_to, who_reaches};
pub use parties::{can_be_end, query_of_flow};
pub use requests::{Caller, in_bucket, who_may};
pub use trace::{Trace, TracePath, trace, trace_flow};
pub use versions::{flow_over_ipv6, over_ipv6};

#[cfg(test)]
mod tests;
