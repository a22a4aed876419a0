//! Intents: statements that must hold of the design, whatever is edited.

use super::id::NodeId;
use super::shape::shape;
use crate::net::Protocol;

shape! {
    /// A statement that must hold.
    pub struct Intent {
        claim: Claim,
        /// A workload, subnet or VPC; every workload when absent.
        from: Option<NodeId>,
        /// What is called; an internet gateway stands for the internet. When absent every end of a flow.
        to: Option<NodeId>,
        protocol: Protocol = Protocol::TCP,
        /// The destination port of TCP and UDP; any when absent.
        port: Option<u16>,
        /// Of a month: whole dollars, or other units of its currency.
        limit: Option<u32>,
    }
}

shape! {
    /// What an intent claims.
    pub enum Claim {
        /// `from` reaches `to`.
        Reaches = "reaches",
        /// And never by a NAT gateway or an internet gateway.
        ReachesPrivately = "reaches-privately",
        /// No packet gets from `from` to `to`.
        NeverReaches = "never-reaches",
        NeverReachesInternet = "never-reaches-internet",
        /// The flows from `from` to `to` go on when any single zone fails.
        SurvivesAnyZone = "survives-any-zone",
        /// The typical month costs no more than `limit`.
        MonthUnder = "month-under",
    }
}

impl Claim {
    /// Whether it is about one thing that calls another.
    pub fn is_about_reach(self) -> bool {
        matches!(self, Self::Reaches | Self::ReachesPrivately)
    }
}
