//! What the internet reaches.

use super::Passing;
use super::class::{Class, classes};
use crate::graph::{InterfaceRole, NetworkGraph};
use crate::net::Protocol;
use crate::reach::{Journey, Party, Query, Verdict, asked, from_internet};

/// Interfaces that the internet reaches, or may.
#[derive(Clone, Debug)]
pub struct Exposure {
    pub class: Class,
    pub verdict: Verdict,
    /// What gets in for certain, replies out included.
    pub passes: Passing,
    pub journey: Journey,
}

/// Every class of interfaces that packets from the internet arrive at, or may arrive at.
pub fn exposed(graph: &NetworkGraph) -> Vec<Exposure> {
    let query = Query {
        from: Party::Internet,
        to: Party::Internet,
        protocol: Protocol::Any,
        port: None,
        source_port: None,
        source_ip: None,
        icmp: None,
        one_way: false,
    };
    let asked = asked(InterfaceRole::Workload);
    let mut out = Vec::new();
    for class in classes(graph).0 {
        let Some(at) = class.member(None) else { continue };
        let Some(journey) = from_internet(graph, at, &query) else { continue };
        let passes = Passing::of(&asked, &journey.returns);
        let verdicts = [Some(journey.forward.verdict), journey.back.as_ref().map(|b| b.verdict)];
        let verdict = match passes.is_empty() {
            false => Verdict::Reachable,
            true if verdicts.contains(&Some(Verdict::Blocked)) => continue,
            true if verdicts.contains(&Some(Verdict::NotModelled)) => Verdict::NotModelled,
            true if verdicts.contains(&Some(Verdict::Depends)) => Verdict::Depends,
            true => continue,
        };
        out.push(Exposure { class, verdict, passes, journey });
    }
    out
}
