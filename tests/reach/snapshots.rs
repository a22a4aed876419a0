//! Snapshots with a file missing: what is not there leaves answers open, and never makes one the opposite of what it was.
use super::laws::document;
use super::networks::Dice;
use portico_core::answer::trace;
use portico_core::catalogue::Catalogue;
use portico_core::document::*;
use portico_core::graph::NetworkGraph;
use portico_core::interchange::aws_cli::{Options, read};
use portico_core::interchange::imported::Sources;
use portico_core::net::Protocol;
use portico_core::reach::{Party, Query, Verdict};
use portico_tests::snapshot::write;
use std::collections::BTreeMap;

struct Read {
    graph: NetworkGraph,
    by_id: BTreeMap<String, NodeId>,
}

fn import(files: Sources) -> Option<Read> {
    let design = read(files, &Options::default()).ok()?.design;
    let graph = NetworkGraph::build(&design.model, Catalogue::bundled());
    let ids = design.model.nodes().filter_map(|(id, n)| Some((n.meta.aws_id.clone()?, id)));
    Some(Read { by_id: ids.collect(), graph })
}

/// One end of a question, as it is called in any snapshot of the account.
#[derive(Clone, Debug, PartialEq)]
enum End {
    Id(String),
    Is(Party),
}

impl Read {
    fn ask(&self, from: &End, to: &End, protocol: Protocol, port: u16) -> Option<(Verdict, Verdict)> {
        let party = |e: &End| match e {
            End::Id(id) => self.by_id.get(id).copied().map(Party::Node),
            End::Is(p) => Some(p.clone()),
        };
        let port = protocol.has_ports().then_some(port);
        let t = trace(&self.graph, &Query { protocol, port, ..Query::tcp(party(from)?, party(to)?, 0) });
        Some((t.verdict, t.forward()))
    }
}

/// What was tried of one network: questions, and those that stayed decided without a file.
#[derive(Default, Debug)]
pub struct Tally {
    pub questions: usize,
    pub decided: usize,
}

/// Leaves out each file in turn, asks everybody about everybody, and tells the first answer that turned into its opposite.
pub fn without_each_file(text: &str, dice: &mut Dice, tally: &mut Tally) -> Option<String> {
    let doc = document(text);
    let files = write(&doc);
    let whole = import(files.clone())?;
    let ends: Vec<End> = whole
        .by_id
        .iter()
        .filter(|(_, n)| matches!(n.kind(), Kind::Workload | Kind::NetworkInterface))
        .map(|(id, _)| End::Id(id.clone()))
        .collect();
    let addresses = ["8.8.8.8", "192.168.0.5", "10.0.0.4", "10.0.0.200"].map(|a| End::Is(Party::Address(a.parse().unwrap())));
    let outside = [End::Is(Party::Internet)];
    let mut questions = Vec::new();
    for from in ends.iter().chain(&outside) {
        for to in ends.iter().chain(&addresses).chain(&outside).filter(|to| *to != from) {
            if dice.chance(35) {
                let protocol = dice.pick(&[Protocol::TCP, Protocol::TCP, Protocol::UDP, Protocol::ICMP]);
                questions.push((from, to, protocol, dice.below(8) as u16));
            }
        }
    }
    for gone in files.keys() {
        let mut less = files.clone();
        less.remove(gone);
        let Some(part) = import(less) else { continue };
        for (from, to, protocol, port) in &questions {
            let (Some(a), Some(b)) = (whole.ask(from, to, *protocol, *port), part.ask(from, to, *protocol, *port)) else { continue };
            tally.questions += 1;
            tally.decided += usize::from(a == b);
            for (leg, was, is) in [("exchange", a.0, b.0), ("forward", a.1, b.1)] {
                let certain = |v| matches!(v, Verdict::Reachable | Verdict::Blocked);
                if certain(is) && is != was {
                    return Some(format!("{leg}: {was:?} becomes {is:?} without {gone}: {from:?} to {to:?} {protocol} {port}\n{text}"));
                }
            }
        }
    }
    None
}
