//! One change that may open a way, in a form that can be made on any state of the design.

use crate::document::{
    AclAction, AclEntry, Destination, GatewayEndpoint, GroupRule, Id, NetworkAcl, NodeId, Route, RouteTable, SecurityGroup, ServiceId,
    Target, TransitAttachment, TransitRoute, TransitTable, TransitTarget, Value, Vpc,
};
use crate::edit::{Command, Draft, EditError};
use crate::reach::{describe_acl_entry, describe_group_rule};
use crate::text;
use crate::text::{Arg, Text, code};

/// A change to one component.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// One more rule in a group.
    Rule { group: Id<SecurityGroup>, inbound: bool, rule: GroupRule },
    /// One more entry in an ACL, with a number before those that deny.
    Entry { acl: Id<NetworkAcl>, inbound: bool, entry: AclEntry },
    /// A route; where the table has one for the very destination, that one leads here.
    Route { table: Id<RouteTable>, destination: Destination, target: NodeId },
    /// A route less: another takes the packets.
    NoRoute { table: Id<RouteTable>, destination: Destination },
    /// A route table more for a gateway endpoint.
    Associate { endpoint: Id<GatewayEndpoint>, table: Id<RouteTable> },
    /// A gateway endpoint with its route in a table.
    GatewayEndpoint { vpc: Id<Vpc>, service: ServiceId, table: Id<RouteTable> },
    /// A static route of a transit gateway.
    TransitRoute { table: Id<TransitTable>, destination: ipnet::IpNet, attachment: Id<TransitAttachment> },
    /// Another value of one field.
    Set { node: NodeId, field: &'static str, value: Value, label: Text },
}

impl Change {
    /// The component that it changes.
    pub fn on(&self) -> NodeId {
        match self {
            Self::Rule { group, .. } => group.node(),
            Self::Entry { acl, .. } => acl.node(),
            Self::Route { table, .. } | Self::NoRoute { table, .. } => table.node(),
            Self::Associate { endpoint, .. } => endpoint.node(),
            Self::GatewayEndpoint { table, .. } => table.node(),
            Self::TransitRoute { table, .. } => table.node(),
            Self::Set { node, .. } => *node,
        }
    }

    /// What it does, as a button says it.
    pub fn label(&self, model: &crate::document::Model) -> Text {
        let way = |inbound: bool| if inbound { "inbound" } else { "outbound" };
        match self {
            Self::Rule { group, inbound, rule } => {
                text!(
                    "Add the {way} rule {rule} to {group}",
                    way = way(*inbound),
                    rule = code(describe_group_rule(model, rule)),
                    group = *group
                )
            }
            Self::Entry { acl, inbound, entry } => {
                text!("Add the {way} entry {entry} to {acl}", way = way(*inbound), entry = code(describe_acl_entry(entry)), acl = *acl)
            }
            Self::Route { table, destination, target } => {
                text!("Send {to} to {target} in {table}", to = shown(destination), target = *target, table = *table)
            }
            Self::NoRoute { table, destination } => text!("Remove the route {to} from {table}", to = shown(destination), table = *table),
            Self::Associate { endpoint, table } => text!("Associate {table} with {endpoint}", table = *table, endpoint = *endpoint),
            Self::GatewayEndpoint { service, table, .. } => {
                text!("Add a gateway endpoint for {service} and associate {table}", service = code(service), table = *table)
            }
            Self::TransitRoute { table, destination, attachment } => {
                text!("Send {to} to {target} in {table}", to = code(destination), target = *attachment, table = *table)
            }
            Self::Set { label, .. } => label.clone(),
        }
    }

    pub(super) fn apply(&self, d: &mut Draft) -> Result<(), EditError> {
        match self {
            Self::Rule { group, inbound, rule } => {
                let Some(g) = d.doc.model.get(*group) else { return Err(EditError::Missing(group.node())) };
                let mut rules = if *inbound { g.ingress.clone() } else { g.egress.clone() };
                rules.push(rule.clone());
                d.set(*group, side(*inbound), &rules)
            }
            Self::Entry { acl, inbound, entry } => {
                let Some(a) = d.doc.model.get(*acl) else { return Err(EditError::Missing(acl.node())) };
                let mut entries = if *inbound { a.ingress.clone() } else { a.egress.clone() };
                let Some(number) = number_before(&entries, entry) else { return Err(EditError::Missing(acl.node())) };
                entries.push(AclEntry { number, ..entry.clone() });
                d.set(*acl, side(*inbound), &entries)
            }
            Self::Route { table, destination, target } => {
                let Some(t) = d.doc.model.get(*table) else { return Err(EditError::Missing(table.node())) };
                let mut routes: Vec<Route> = t.routes.iter().filter(|r| r.destination != *destination).cloned().collect();
                routes.push(Route { destination: destination.clone(), target: Target::Node(*target) });
                d.set(*table, "routes", &routes)
            }
            Self::NoRoute { table, destination } => {
                let Some(t) = d.doc.model.get(*table) else { return Err(EditError::Missing(table.node())) };
                let routes: Vec<Route> = t.routes.iter().filter(|r| r.destination != *destination).cloned().collect();
                d.set(*table, "routes", &routes)
            }
            Self::Associate { endpoint, table } => {
                let Some(e) = d.doc.model.get(*endpoint) else { return Err(EditError::Missing(endpoint.node())) };
                let tables = [e.tables.as_slice(), &[*table]].concat();
                d.set(*endpoint, "tables", &tables)
            }
            Self::GatewayEndpoint { vpc, service, table } => {
                d.add(None, GatewayEndpoint { vpc: *vpc, service: service.clone(), tables: vec![*table], policy: None }).map(drop)
            }
            Self::TransitRoute { table, destination, attachment } => {
                let Some(t) = d.doc.model.get(*table) else { return Err(EditError::Missing(table.node())) };
                let mut routes: Vec<TransitRoute> = t.routes.iter().filter(|r| r.destination != *destination).cloned().collect();
                routes.push(TransitRoute { destination: *destination, target: TransitTarget::Attachment(*attachment) });
                d.set(*table, "routes", &routes)
            }
            Self::Set { node, field, value, .. } => d.run(Command::Set { node: *node, field: (*field).into(), value: value.clone() }),
        }
    }
}

fn side(inbound: bool) -> &'static str {
    if inbound { "ingress" } else { "egress" }
}

fn shown(d: &Destination) -> Arg {
    match d {
        Destination::Cidr(net) => code(net),
        Destination::List(crate::document::ListRef::Service(s)) => code(format!("pl-{s}")),
        Destination::List(crate::document::ListRef::Customer(l)) => l.node().into(),
    }
}

/// A free number below that of every entry that denies some of what the new one is for; as high as that allows.
fn number_before(entries: &[AclEntry], new: &AclEntry) -> Option<u16> {
    let denies = |e: &&AclEntry| e.action == AclAction::Deny && crate::net::cidr::overlap(e.cidr, new.cidr);
    let first = entries.iter().filter(denies).map(|e| e.number).min();
    let last = entries.iter().map(|e| e.number).max().unwrap_or(0);
    let taken = |n: &u16| entries.iter().any(|e| e.number == *n);
    match first {
        Some(first) => (1..first).rev().find(|n| !taken(n)),
        None => (last.saturating_add(10)..=32766).chain(1..=32766).find(|n| !taken(n)),
    }
}
