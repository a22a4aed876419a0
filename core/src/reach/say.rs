//! Rules, routes and ports in one line each, as hops name them.

use super::filter::{RuleRef, describe_acl_entry, describe_group_rule};
use crate::document::AclEntry;
use crate::graph::{EffectiveRoute, NetworkGraph, Origin, RouteMatch, RouteTarget};
use crate::net::{PacketBox, PacketSet, Protocol};

/// A route in one line: `0.0.0.0/0 → nat-a`.
pub fn route_text(graph: &NetworkGraph, r: &EffectiveRoute) -> String {
    let to = match &r.matches {
        RouteMatch::Cidr(net) => net.to_string(),
        RouteMatch::Entry(list, net) => format!("{} ({net})", graph.model.name(*list)),
        RouteMatch::Service(s) => format!("pl-{s}"),
    };
    let target = match &r.target {
        RouteTarget::Local => "local".into(),
        RouteTarget::Node(n) => graph.model.name(*n),
        RouteTarget::Blackhole { was, .. } | RouteTarget::Unknown(was) => was.clone(),
    };
    let propagated = matches!(r.origin, Origin::PropagatedBgp(_) | Origin::PropagatedStatic(_));
    format!("{to} → {target}{}", if propagated { " (propagated)" } else { "" })
}

/// The rule behind a reference in one line; empty where it is gone.
pub(super) fn rule_text(graph: &NetworkGraph, r: RuleRef) -> String {
    let model = &graph.model;
    match r {
        RuleRef::Group { group, ingress, index } => {
            let rule = model.get(group).and_then(|g| if ingress { g.ingress.get(index) } else { g.egress.get(index) });
            rule.map(|r| describe_group_rule(model, r)).unwrap_or_default()
        }
        RuleRef::Acl { acl, ingress, index } => {
            let entry: Option<&AclEntry> = model.get(acl).and_then(|a| if ingress { a.ingress.get(index) } else { a.egress.get(index) });
            entry.map(describe_acl_entry).unwrap_or_default()
        }
        RuleRef::AclDefault { .. } => "* deny".into(),
        RuleRef::Route(_) => String::new(),
    }
}

/// The ports of a set in words: `tcp 443`; of replies, the ports that they go to.
pub fn ports_text(set: &PacketSet, reply: bool) -> String {
    let mut parts: Vec<String> = set.boxes().iter().flat_map(|b| box_text(b, reply)).collect();
    parts.sort();
    parts.dedup();
    if parts.len() > 4 {
        parts.truncate(4);
        parts.push("…".into());
    }
    parts.join(", ")
}

fn box_text(b: &PacketBox, reply: bool) -> Vec<String> {
    if b.protocol.is_full() {
        return vec!["any".into()];
    }
    let ports = || {
        b.destination_port
            .ranges()
            .iter()
            .map(|(lo, hi)| if lo == hi { lo.to_string() } else { format!("{lo}-{hi}") })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut out = Vec::new();
    for (lo, hi) in b.protocol.ranges() {
        for n in *lo..=(*hi).min(lo.saturating_add(3)) {
            let p = Protocol::Number(n);
            out.push(match p.has_ports() && !b.destination_port.is_full() {
                true if reply => format!("{p} to port {}", ports()),
                true => format!("{p} {}", ports()),
                false => p.to_string(),
            });
        }
    }
    out
}
