//! What the internet reaches.

use super::Passing;
use super::class::{Class, classes};
use crate::answer::lost;
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
        v6: None,
    };
    let mut out = Vec::new();
    for class in classes(graph).0 {
        let Some(at) = class.member(None) else { continue };
        let has_v6 = graph.interface(at).is_some_and(|f| !f.v6.is_empty());
        // What gets in over either IP version gets in.
        let ways = [false, true].into_iter().filter(|v6| !v6 || has_v6).filter_map(|v6| in_version(graph, at, v6, &query));
        if let Some((verdict, passes, journey)) = ways.reduce(either) {
            out.push(Exposure { class, verdict, passes, journey });
        }
    }
    out
}

type Way = (Verdict, Passing, Journey);

/// What gets in over one IP version; none where nothing may.
fn in_version(graph: &NetworkGraph, at: usize, v6: bool, query: &Query) -> Option<Way> {
    let journey = from_internet(graph, at, v6, query)?;
    let lost = lost(graph, at, &journey.seen);
    let passes = Passing::of(&asked(InterfaceRole::Workload), &journey.returns.difference(&lost.maybe));
    let all_lost = !lost.certain.is_empty() && !journey.forward.open() && journey.may.difference(&lost.certain).is_empty();
    let verdicts = [Some(journey.forward.verdict), journey.back.as_ref().map(|b| b.verdict)];
    let verdict = match passes.is_empty() {
        false => Verdict::Reachable,
        true if verdicts.contains(&Some(Verdict::Blocked)) || all_lost => return None,
        true if verdicts.contains(&Some(Verdict::NotModelled)) => Verdict::NotModelled,
        // What passes from some of a client's ports only may fail.
        true if verdicts.contains(&Some(Verdict::Depends)) || !journey.returns.is_empty() => Verdict::Depends,
        true => return None,
    };
    Some((verdict, passes, journey))
}

fn either(a: Way, b: Way) -> Way {
    let passes = a.1.plus(&b.1);
    let (verdict, _, journey) = if b.0 == Verdict::Reachable && a.0 != Verdict::Reachable { b } else { a };
    (verdict, passes, journey)
}
