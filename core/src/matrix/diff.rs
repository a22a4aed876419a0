//! What a change does to who reaches whom: two matrices compared, pair by pair of classes.

use super::{Cell, Matrix, Passing};
use crate::document::{Id, NetworkInterface, NodeId, Subnet};
use crate::graph::NetworkGraph;
use crate::ordered::BTreeMap;
use crate::reach::{Verdict, Way};

/// An interface as it is known in both networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    owner: NodeId,
    own: Option<Id<NetworkInterface>>,
    subnet: Id<Subnet>,
}

/// Interfaces that were alike before and are alike after.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What they belong to, each once.
    pub owners: Vec<NodeId>,
    before: Option<usize>,
    after: Option<usize>,
}

impl Pair {
    /// Whether they are in both networks.
    pub fn stayed(&self) -> bool {
        self.before.is_some() && self.after.is_some()
    }
}

/// What changed between two groups of interfaces.
#[derive(Clone, Debug)]
pub struct Difference {
    pub from: Pair,
    pub to: Pair,
    /// What passes now and did not.
    pub gained: Passing,
    /// What passed and does not.
    pub lost: Passing,
    pub verdict: (Verdict, Verdict),
    pub way: (Way, Way),
}

/// Every pair whose packets fare otherwise in `after` than in `before`. Interfaces that are in one network only reach nothing in the other.
pub fn differences(before: (&NetworkGraph, &Matrix), after: (&NetworkGraph, &Matrix)) -> Vec<Difference> {
    let (was, is) = (known(before.0), known(after.0));
    let mut joint: BTreeMap<(Option<usize>, Option<usize>), Vec<NodeId>> = BTreeMap::new();
    let mut add = |k: &Known, a: Option<usize>, b: Option<usize>| {
        let owners = joint.entry((a, b)).or_default();
        if owners.last() != Some(&k.owner) {
            owners.push(k.owner);
        }
    };
    for (k, i) in &was {
        let class = before.1.class_of(*i);
        let now = is.get(k).and_then(|j| after.1.class_of(*j));
        if class.is_some() || now.is_some() {
            add(k, class, now);
        }
    }
    for (k, j) in is.iter().filter(|(k, _)| !was.contains_key(k)) {
        if let Some(now) = after.1.class_of(*j) {
            add(k, None, Some(now));
        }
    }
    let pairs: Vec<Pair> = joint.into_iter().map(|((before, after), owners)| Pair { owners, before, after }).collect();
    let mut out = Vec::new();
    for from in &pairs {
        for to in &pairs {
            let a = from.before.zip(to.before).and_then(|(x, y)| before.1.cell(x, y));
            let b = from.after.zip(to.after).and_then(|(x, y)| after.1.cell(x, y));
            out.extend(compare(a, b).map(|(gained, lost, verdict, way)| Difference {
                from: from.clone(),
                to: to.clone(),
                gained,
                lost,
                verdict,
                way,
            }));
        }
    }
    out
}

type Found = (Passing, Passing, (Verdict, Verdict), (Way, Way));

fn compare(a: Option<&Cell>, b: Option<&Cell>) -> Option<Found> {
    let nothing = Cell { verdict: Verdict::Blocked, passes: Passing::default(), way: Way::None };
    let (a, b) = (a.unwrap_or(&nothing), b.unwrap_or(&nothing));
    let rerouted = a.way != b.way && a.verdict == Verdict::Reachable && b.verdict == Verdict::Reachable;
    if a.verdict == b.verdict && a.passes == b.passes && !rerouted {
        return None;
    }
    Some((b.passes.minus(&a.passes), a.passes.minus(&b.passes), (a.verdict, b.verdict), (a.way, b.way)))
}

fn known(graph: &NetworkGraph) -> BTreeMap<Known, usize> {
    graph.interfaces.iter().enumerate().map(|(i, f)| (Known { owner: f.owner, own: f.own, subnet: f.subnet }, i)).collect()
}
