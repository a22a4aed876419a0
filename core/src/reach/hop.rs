//! What happened to the packets at each place on the way, with the reason.

use super::contradiction::Contradiction;
use super::filter::RuleRef;
use super::say::Say;
use crate::catalogue::Code;
use crate::document::NodeId;
use crate::document::shape::shape;
use crate::graph::{Lost, LostWhy, NetworkGraph, TransitRouteMet};
use crate::net::PacketSet;
use crate::text::Text;

shape! {
    /// The answer to a question of reachability. Four, not two.
    pub enum Verdict {
        Reachable = "reachable",
        Blocked = "blocked",
        /// On something that is named and not known here.
        Depends = "depends",
        NotModelled = "not-modelled",
    }
}

impl Verdict {
    /// The best first: what gets through for certain, then what may, then what is not known to, then what is blocked.
    pub fn rank(self) -> u8 {
        match self {
            Self::Reachable => 0,
            Self::Depends => 1,
            Self::NotModelled => 2,
            Self::Blocked => 3,
        }
    }
}

shape! {
    /// What decides at a hop.
    pub enum HopKind {
        Name = "name",
        Group = "group",
        Acl = "acl",
        Route = "route",
        Device = "device",
        EndpointPolicy = "endpoint-policy",
        Policy = "policy",
    }
}

/// One place on the way.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The component: a group, ACL, route table, gateway, endpoint …
    pub at: NodeId,
    /// The subnet where that happens, for drawing.
    pub subnet: Option<NodeId>,
    pub kind: HopKind,
    /// Of groups and ACLs: whether packets come in, to the interface or subnet.
    pub inbound: bool,
    pub outcome: Outcome,
    /// What it says in one sentence; [`Hop::say`] puts it into words.
    pub said: Say,
    /// The rule, entry or route that decided.
    pub rule: Option<RuleRef>,
    /// Routes that matched too and did not win.
    pub lost: Vec<Lost>,
    /// As [`Hop::lost`], of a transit gateway's table.
    pub lost_in_transit: Vec<(TransitRouteMet, LostWhy)>,
    /// AWS's word for what is not known, where nothing blocks.
    pub word: Option<Code>,
    /// Where AWS's pages contradict each other on what is decided here.
    pub contradiction: Option<Contradiction>,
}

impl Hop {
    /// Which way packets go on from here is not known.
    fn opens(&self) -> bool {
        matches!(self.outcome, Outcome::Depends) && matches!(self.kind, HopKind::Route | HopKind::Name)
    }

    pub(crate) fn new(at: NodeId, kind: HopKind, outcome: Outcome, said: impl Into<Say>) -> Self {
        Self {
            at,
            subnet: None,
            kind,
            inbound: false,
            outcome,
            said: said.into(),
            rule: None,
            lost: vec![],
            lost_in_transit: vec![],
            word: None,
            contradiction: None,
        }
    }

    /// AWS's word for what blocks or is not known.
    pub fn code(&self) -> Option<&'static str> {
        self.outcome.code().or(self.word.map(Code::as_str))
    }

    /// What it says in one sentence.
    pub fn say(&self, graph: &NetworkGraph) -> Text {
        self.said.text(graph)
    }
}

/// What became of the packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// Some of the packets asked about do not pass: what is said names them.
    Partly,
    Blocked(Code),
    /// A policy refuses the request that the packets carry.
    Denied,
    /// On what is said.
    Depends,
    NotModelled,
}

impl Outcome {
    pub fn blocks(&self) -> bool {
        matches!(self, Self::Blocked(_) | Self::Denied)
    }

    /// The word for what blocks: AWS's own, or for policies, where Reachability Analyzer has none, ours.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Blocked(code) => Some(code.as_str()),
            Self::Denied => Some("POLICY_RESTRICTION"),
            _ => None,
        }
    }
}

/// One direction of an exchange.
#[derive(Clone, Debug)]
pub struct Leg {
    pub verdict: Verdict,
    pub hops: Vec<Hop>,
}

impl Leg {
    pub fn of(hops: Vec<Hop>) -> Self {
        Self { verdict: verdict(&hops), hops }
    }

    /// Whether a way that is not known is what decides: what a later hop of the guessed one says is no matter.
    pub(crate) fn open(&self) -> bool {
        self.hops.iter().find(|h| h.outcome.blocks() || h.opens()).is_some_and(|h| !h.outcome.blocks())
    }

    /// Every hop that blocks: all of them would have to change.
    pub fn blockers(&self) -> impl Iterator<Item = &Hop> {
        self.hops.iter().filter(|h| h.outcome.blocks())
    }
}

/// What a hop that is not known decides is open, even where a later one on the guessed way blocks.
fn verdict(hops: &[Hop]) -> Verdict {
    let mut out = Verdict::Reachable;
    for h in hops {
        match h.outcome {
            Outcome::Passed => {}
            Outcome::Blocked(_) | Outcome::Denied => return Verdict::Blocked,
            Outcome::Depends if h.opens() => return Verdict::Depends,
            Outcome::Depends | Outcome::Partly => out = if out == Verdict::Reachable { Verdict::Depends } else { out },
            Outcome::NotModelled => out = Verdict::NotModelled,
        }
    }
    out
}

/// Packets on the way: those that pass for certain, and those that may. The first are among the second.
#[derive(Clone, Debug)]
pub(super) struct Sets {
    pub sure: PacketSet,
    pub maybe: PacketSet,
}

impl Sets {
    pub fn of(set: PacketSet) -> Self {
        Self { sure: set.clone(), maybe: set }
    }

    pub fn map(&self, f: impl Fn(&PacketSet) -> PacketSet) -> Self {
        let sure = f(&self.sure);
        let maybe = if self.sure == self.maybe { sure.clone() } else { f(&self.maybe) };
        Self { sure, maybe }
    }
}

/// What a filter does with the packets that may be there: those it lets through for certain, and those it may.
pub(crate) struct Admitted {
    pub certain: PacketSet,
    pub maybe: PacketSet,
}

impl Admitted {
    /// Of these, what a fixed set holds.
    pub(super) fn of(set: &Sets, carried: &PacketSet) -> Self {
        let maybe = set.maybe.intersection(carried);
        Self { certain: maybe.clone(), maybe }
    }
}
