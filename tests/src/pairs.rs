//! The matrix of all pairs held against an answer for one pair of each two classes: they must not differ.

use portico_core::answer::{TracePath, trace};
use portico_core::graph::{Interface, NetworkGraph, Point};
use portico_core::matrix::{Cell, Matrix, exposed};
use portico_core::net::Protocol;
use portico_core::reach::{Party, Query, Verdict};

/// What is asked of each pair beside "what passes?".
const ASKED: [(Protocol, Option<u16>); 4] =
    [(Protocol::TCP, Some(443)), (Protocol::TCP, Some(22)), (Protocol::UDP, Some(53)), (Protocol::ICMP, None)];

/// How many pairs of classes were compared, and where the two differ.
#[derive(Debug, Default)]
pub struct Compared {
    pub pairs: usize,
    pub differ: Vec<String>,
}

/// Compares every cell of a network's matrix with what one pair of interfaces is answered.
pub fn compare(graph: &NetworkGraph) -> Compared {
    let mut out = Compared::default();
    let Some(matrix) = Matrix::of(graph) else { return out };
    let reached = exposed(graph);
    for i in matrix.classes.iter().filter_map(|c| c.member(None)) {
        let verdict = reached.iter().find(|e| e.class.members.contains(&i)).map_or(Verdict::Blocked, |e| e.verdict);
        let Some(says) = from_internet(graph, verdict, i) else { continue };
        let name = graph.interface(i).map(|f| graph.model.name(f.owner)).unwrap_or_default();
        out.differ.push(format!("the internet to {name}: what the internet reaches says {verdict}, the answer {says}"));
    }
    for (a, from) in matrix.classes.iter().enumerate() {
        for (b, to) in matrix.classes.iter().enumerate() {
            let Some(cell) = matrix.cell(a, b) else { continue };
            let Some(i) = from.member(None) else { continue };
            let Some(j) = to.member(Some(i)) else { continue };
            let found = pair(graph, cell, i, j);
            out.pairs += usize::from(found.is_some());
            let name =
                |n: usize| graph.interface(n).map(|f| format!("{} ({:?})", graph.model.name(f.owner), f.addresses().collect::<Vec<_>>()));
            let says = |d| format!("{} to {}: {d}", name(i).unwrap_or_default(), name(j).unwrap_or_default());
            out.differ.extend(found.into_iter().flatten().map(says));
        }
    }
    out
}

/// What an answer for the internet and this interface says, where that is not the verdict.
fn from_internet(graph: &NetworkGraph, verdict: Verdict, i: usize) -> Option<String> {
    let f = graph.interface(i)?;
    let to = Party::Node(f.own.map_or(f.owner, |n| n.node()));
    let mut all = Vec::new();
    for six in [false, true].into_iter().filter(|six| f.addresses().any(|a| a.is_ipv6() == *six)) {
        let query = Query { protocol: Protocol::Any, port: None, v6: Some(six), ..Query::tcp(Party::Internet, to.clone(), 0) };
        let answer = trace(graph, &query);
        let path = answer.paths.iter().find(|p| p.to == Some(i) || p.to.is_none())?;
        all.push((path.verdict, format!("{}:{}", path.verdict, hops(graph, path))));
    }
    let (found, says) = all.into_iter().min_by_key(|(v, _)| v.rank())?;
    (found != verdict).then_some(says)
}

fn hops(graph: &NetworkGraph, path: &TracePath) -> String {
    let all = path.forward.hops.iter().chain(path.back.iter().flat_map(|b| &b.hops));
    all.map(|h| format!("\n    {:?} {}", h.outcome, h.say(graph).render(&graph.model))).collect()
}

/// Where the cell and the answer differ; none where no question means this pair of interfaces.
fn pair(graph: &NetworkGraph, cell: &Cell, i: usize, j: usize) -> Option<Vec<String>> {
    let (open, says) = asked(graph, i, j, Protocol::Any, None)?;
    let mut out = Vec::new();
    if open != cell.verdict {
        out.push(format!("the matrix says {} ({}), the answer {open}:{says}", cell.verdict, cell.passes));
    }
    for (protocol, port) in ASKED {
        let Some((verdict, says)) = asked(graph, i, j, protocol, port) else { continue };
        let Protocol::Number(number) = protocol else { continue };
        // An echo request.
        let at = port.unwrap_or(8 << 8);
        let passes = cell.passes.ports(number).contains(at);
        let agree = match verdict {
            Verdict::Reachable => passes,
            Verdict::Blocked => !passes,
            Verdict::Depends | Verdict::NotModelled => !passes && cell.verdict != Verdict::Blocked,
        };
        if !agree {
            out.push(format!("of {protocol} {at} the matrix says {} ({}), the answer {verdict}:{says}", cell.verdict, cell.passes));
        }
    }
    Some(out)
}

/// The better answer over both IP versions, of the path between these two interfaces; with its hops.
fn asked(graph: &NetworkGraph, i: usize, j: usize, protocol: Protocol, port: Option<u16>) -> Option<(Verdict, String)> {
    let (f, t) = (graph.interface(i)?, graph.interface(j)?);
    let of = |g: &Interface, six: bool| g.addresses().find(|a| a.is_ipv6() == six);
    let common = |six: &bool| of(f, *six).is_some() && of(t, *six).is_some();
    let versions: Vec<bool> = [false, true].into_iter().filter(common).collect();
    if versions.is_empty() {
        return Some((Verdict::Blocked, "no IP version in common".into()));
    }
    // A ping of IPv4 says nothing of IPv6, and the matrix is of both.
    if protocol == Protocol::ICMP && versions.contains(&true) {
        return None;
    }
    let party = |g: &Interface| Party::Node(g.own.map_or(g.owner, |n| n.node()));
    let mut all = Vec::new();
    for six in versions {
        let query = Query { protocol, port, source_ip: of(f, six), ..Query::tcp(party(f), party(t), 0) };
        let answer = trace(graph, &query);
        let meant = |p: &&TracePath| p.from == Some(i) && p.point == of(t, six).map(Point::Known);
        let path = answer.paths.iter().find(meant)?;
        all.push((path.verdict, hops(graph, path)));
    }
    all.into_iter().min_by_key(|(v, _)| v.rank())
}
