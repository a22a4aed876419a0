//! What a hop says, kept as typed parts and put into words when somebody reads it; rules, routes and ports in one line each.

use super::filter::{RuleRef, describe_acl_entry, describe_group_rule};
use crate::document::{AclEntry, Id, NodeId, Resource, RouteTable};
use crate::graph::{EffectiveRoute, NetworkGraph, Point, RouteMatch, RouteTarget, TransitRouteMet};
use crate::made::made_from;
use crate::net::{PacketBox, PacketSet, Protocol};
use crate::ordered::Sorted as _;
use crate::text::{Arg, Text, code};
use ipnet::IpNet;
use smallvec::SmallVec;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// A message that is not in words yet: most hops are never read. Parts stand inside: an allocation per hop costs more than the room.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug)]
pub enum Say {
    Parts(&'static Template, SmallVec<[Part; 3]>),
    Text(Box<Text>),
}

/// A message's text, and the names of its parts in order.
#[derive(Debug)]
pub struct Template {
    pub text: &'static str,
    pub names: &'static [&'static str],
}

/// What a message speaks of. Every hop has some: what is large and seldom stands elsewhere.
#[derive(Clone, Debug)]
pub enum Part {
    Node(NodeId),
    Nodes(Box<[NodeId]>),
    Rule(RuleRef),
    /// A route of a table, by its position among the effective ones.
    Route(Id<RouteTable>, usize),
    Routes(Box<[EffectiveRoute]>),
    Transit(Box<TransitRouteMet>),
    Point(Box<Point>),
    Address(IpAddr),
    Net(IpNet),
    /// The ports of a set; of replies, the ports that they go to.
    Ports(Box<PacketSet>, bool),
    Word(&'static str),
    /// A name that clients ask for.
    Name(Arc<str>),
    Arg(Box<Arg>),
}

impl Say {
    pub(crate) fn new(template: &'static Template, parts: SmallVec<[Part; 3]>) -> Self {
        Self::Parts(template, parts)
    }

    /// In words.
    pub fn text(&self, graph: &NetworkGraph) -> Text {
        match self {
            Self::Parts(template, parts) => {
                Text::new(template.text, template.names.iter().zip(parts).map(|(name, p)| (*name, p.arg(graph))).collect())
            }
            Self::Text(t) => (**t).clone(),
        }
    }
}

impl Part {
    fn arg(&self, graph: &NetworkGraph) -> Arg {
        match self {
            Self::Node(n) => Arg::Node(*n),
            Self::Nodes(all) => all.iter().copied().collect(),
            Self::Rule(r) => code(rule_text(graph, *r)),
            Self::Route(table, index) => code(graph.routes(*table).get(*index).map(|r| route_text(graph, r)).unwrap_or_default()),
            Self::Routes(all) => Arg::List(all.iter().map(|r| code(route_text(graph, r))).collect()),
            Self::Transit(r) => code(transit_text(graph, r)),
            Self::Point(p) => point_arg(p),
            Self::Address(a) => code(a),
            Self::Net(n) => code(n),
            Self::Ports(set, reply) => code(ports_text(set, *reply)),
            Self::Word(w) => Arg::Plain((*w).into()),
            Self::Name(name) => code(name),
            Self::Arg(a) => (**a).clone(),
        }
    }
}

made_from! {
    Part:
    NodeId => |x| Part::Node(x);
    Vec<NodeId> => |x| Part::Nodes(x.into());
    RuleRef => |x| Part::Rule(x);
    TransitRouteMet => |x| Part::Transit(Box::new(x));
    Point => |x| match x {
        Point::Known(a) => Part::Address(a),
        other => Part::Point(Box::new(other)),
    };
    IpAddr => |x| Part::Address(x);
    Ipv4Addr => |x| Part::Address(IpAddr::V4(x));
    IpNet => |x| Part::Net(x);
    &'static str => |x| Part::Word(x);
    Arg => |x| Part::Arg(Box::new(x));
    Text => |x| Part::Arg(Box::new(Arg::Text(Box::new(x))));
}

impl<T: Resource> From<Id<T>> for Part {
    fn from(id: Id<T>) -> Self {
        Self::Node(id.node())
    }
}

impl From<Text> for Say {
    fn from(t: Text) -> Self {
        Self::Text(Box::new(t))
    }
}

/// `say!("{igw} drops it", igw = id)`: as `text!`, put into words later.
macro_rules! say {
    ($template:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::reach::Say::new(
            &$crate::reach::Template { text: $template, names: &[$(stringify!($name)),*] },
            smallvec::smallvec![$($crate::reach::Part::from($value)),*],
        )
    };
}
pub(crate) use say;

fn point_arg(p: &Point) -> Arg {
    match p {
        Point::Known(a) => code(a),
        Point::Service(s, region) => Arg::Plain(format!("the public addresses of {s} in {region}")),
        Point::Internet => "the internet".into(),
        Point::InternetV6 => "the IPv6 internet".into(),
    }
}

/// A route in one line: `0.0.0.0/0 → nat-a`.
pub fn route_text(graph: &NetworkGraph, r: &EffectiveRoute) -> String {
    let to = match &r.matches {
        RouteMatch::Cidr(net) => net.to_string(),
        RouteMatch::Entry(list, net) => format!("{} ({net})", graph.model.name(*list)),
        RouteMatch::Service(s) => format!("pl-{s}"),
        RouteMatch::Unlisted(list) => format!("{} (entries not known)", graph.model.name(*list)),
    };
    let target = match &r.target {
        RouteTarget::Local => "local".into(),
        RouteTarget::Node(n) => graph.model.name(*n),
        RouteTarget::Blackhole { was, .. } | RouteTarget::Unknown(was) => was.clone(),
    };
    format!("{to} → {target}{}", if r.origin.propagated() { " (propagated)" } else { "" })
}

/// A route of a transit gateway in one line.
pub fn transit_text(graph: &NetworkGraph, r: &TransitRouteMet) -> String {
    let target = r.to.map_or_else(|| "blackhole".into(), |a| graph.model.name(a));
    let propagated = !matches!(r.origin, crate::graph::TransitOrigin::Static(_));
    format!("{} → {target}{}", r.net, if propagated { " (propagated)" } else { "" })
}

/// The rule behind a reference in one line; empty where it is gone.
fn rule_text(graph: &NetworkGraph, r: RuleRef) -> String {
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
    parts.order();
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
