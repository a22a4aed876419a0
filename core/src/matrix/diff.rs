//! What a change does to who reaches whom: two matrices compared, pair by pair of classes.

use super::{Cell, Matrix, Passing, exposed};
use crate::catalogue::Catalogue;
use crate::document::{Id, Model, NetworkAcl, NetworkInterface, NodeId, RouteTable, SecurityGroup, Subnet};
use crate::graph::NetworkGraph;
use crate::ordered::{BTreeMap, BTreeSet};
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

/// One rule, entry or route of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    Rule { group: Id<SecurityGroup>, ingress: bool, index: usize },
    Entry { acl: Id<NetworkAcl>, ingress: bool, index: usize },
    Route { table: Id<RouteTable>, index: usize },
}

impl Piece {
    /// The model without it; none where there is no such thing.
    fn gone(self, model: &Model) -> Option<Model> {
        fn cut<T>(all: &mut Vec<T>, index: usize, done: &mut bool) {
            if index < all.len() {
                all.remove(index);
                *done = true;
            }
        }
        let (mut out, mut done) = (model.clone(), false);
        match self {
            Self::Rule { group, ingress, index } => out.edit(group, |g: &mut SecurityGroup| {
                cut(if ingress { &mut g.ingress } else { &mut g.egress }, index, &mut done);
            }),
            Self::Entry { acl, ingress, index } => out.edit(acl, |a: &mut NetworkAcl| {
                cut(if ingress { &mut a.ingress } else { &mut a.egress }, index, &mut done);
            }),
            Self::Route { table, index } => out.edit(table, |t: &mut RouteTable| cut(&mut t.routes, index, &mut done)),
        };
        done.then_some(out)
    }
}

/// What the internet reaches otherwise than before: what the interfaces belong to, what passed, and what passes.
pub type Exposed = (Vec<NodeId>, Passing, Passing);

/// What would change if a rule, an entry or a route went: pairs of interfaces, and what the internet reaches. Nothing where it decides
/// nothing; none where there is no such thing or the design is too large for a matrix.
pub fn if_gone(graph: &NetworkGraph, catalogue: &Catalogue, piece: Piece) -> Option<(Vec<Difference>, Vec<Exposed>)> {
    let after = graph.after(&piece.gone(&graph.model)?, catalogue);
    let (was, is) = (Matrix::of(graph)?, Matrix::of(&after)?);
    // The graph has the same interfaces under the same numbers: only rules went.
    let outside = |g: &NetworkGraph| -> BTreeMap<usize, Passing> {
        exposed(g).into_iter().flat_map(|e| e.class.members.into_iter().map(move |m| (m, e.passes.clone()))).collect()
    };
    let (before, now) = (outside(graph), outside(&after));
    let mut changed: BTreeMap<(Passing, Passing), Vec<NodeId>> = BTreeMap::new();
    let both: BTreeSet<usize> = before.keys().chain(now.keys()).copied().collect();
    for i in both {
        let of = |all: &BTreeMap<usize, Passing>| all.get(&i).cloned().unwrap_or_default();
        let (a, b) = (of(&before), of(&now));
        if let Some(f) = graph.interface(i).filter(|_| a != b) {
            let owners = changed.entry((a, b)).or_default();
            if owners.last() != Some(&f.owner) {
                owners.push(f.owner);
            }
        }
    }
    let outside = changed.into_iter().map(|((a, b), owners)| (owners, a, b)).collect();
    Some((differences((graph, &was), (&after, &is)), outside))
}
