//! The same question over IPv6: ends that are named mean their IPv4 addresses first, as AWS's Reachability Analyzer takes them.

use super::Trace;
use super::parties::{interfaces, outside};
use super::trace::answer;
use crate::document::{Flow, FlowRequest, Kind};
use crate::graph::{NetworkGraph, Point};
use crate::reach::{Party, Query};
use ipnet::IpNet;

/// What IPv6 does between the ends of an answer that was given for IPv4, where both are named and have it.
pub fn over_ipv6(graph: &NetworkGraph, t: &Trace) -> Option<Trace> {
    with_request(graph, t, None)
}

/// As [`over_ipv6`], of the answer to a flow, with its request.
pub fn flow_over_ipv6(graph: &NetworkGraph, flow: &Flow, t: &Trace) -> Option<Trace> {
    with_request(graph, t, flow.request.as_ref())
}

fn with_request(graph: &NetworkGraph, t: &Trace, request: Option<&FlowRequest>) -> Option<Trace> {
    let q = &t.query;
    let already = t.paths.iter().any(|p| p.point.iter().chain(&p.source).any(Point::is_v6));
    if already || q.wants_v6().is_some() || !(has(graph, q, &q.from, true) && has(graph, q, &q.to, false)) {
        return None;
    }
    Some(answer(graph, &Query { v6: Some(true), ..q.clone() }, request))
}

/// Whether an end has IPv6 addresses. Services have, and which is not in a design.
fn has(graph: &NetworkGraph, q: &Query, party: &Party, calling: bool) -> bool {
    let Party::Node(n) = party else { return *party == Party::Internet };
    match n.kind() {
        Kind::InternetGateway => true,
        Kind::OnPremises | Kind::VpnGateway | Kind::VpnConnection | Kind::DirectConnect => {
            outside(graph, *n).iter().any(|(_, cidrs, _)| cidrs.iter().any(|c| matches!(c, IpNet::V6(_))))
        }
        _ => interfaces(graph, *n, q, calling).iter().filter_map(|i| graph.interface(*i)).any(|f| !f.v6.is_empty()),
    }
}
