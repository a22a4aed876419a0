//! Value types with no AWS in them: CIDR maths, protocols, port ranges, interval sets, packet sets.

pub mod cidr;
pub mod interval;
pub mod packet_set;
pub mod port;
pub mod protocol;
pub mod refusal;

pub use interval::IntervalSet;
pub use packet_set::{PacketBox, PacketSet};
pub use port::PortRange;
pub use protocol::Protocol;
pub use refusal::Refusal;
