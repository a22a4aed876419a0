//! AWS Network Firewall: its endpoints are Gateway Load Balancer endpoints, one in each of its subnets, and stand in the design as such.
//! What its rules let through is not modelled, so that whatever goes through it depends on it. [Network Firewall: firewall endpoints]

use super::context::{At, Raiser};
use crate::document::{BalancerEndpoint, Id, NodeId, RouteTable, Subnet};
use crate::interchange::item::{Item, Map, Val};
use crate::text;
use crate::text::code;

/// Types that have endpoints of their own.
pub const KINDS: &[&str] = &["aws_networkfirewall_firewall", "aws_networkfirewall_vpc_endpoint_association"];

fn place(firewall: &str, n: usize) -> String {
    format!("{firewall}.endpoint[{n}]")
}

/// The endpoint in the subnet of this number.
pub fn endpoint(firewall: &str, n: usize) -> Val {
    Val::link(place(firewall, n), "id")
}

fn mappings(item: &Item) -> &[Val] {
    item.body.get("subnet_mapping").map(Val::each).unwrap_or_default()
}

/// The items with one more for each endpoint of a firewall; none where there is no firewall.
pub fn with_endpoints(items: &[Item]) -> Option<Vec<Item>> {
    let more: Vec<Item> = items.iter().filter(|i| KINDS.contains(&i.kind.as_str())).flat_map(endpoints).collect();
    (!more.is_empty()).then(|| items.iter().cloned().chain(more).collect())
}

fn endpoints(firewall: &Item) -> Vec<Item> {
    let all = mappings(firewall);
    let field = |name: &str| firewall.body.get(name).cloned().unwrap_or_default();
    let said = [field("tags").get("Name").clone(), field("name")].iter().find_map(|v| v.as_text().map(str::to_string));
    let name = said.unwrap_or_else(|| firewall.name.clone());
    let one = |(n, m): (usize, &Val)| {
        let subnet = m.get("subnet_id").clone();
        let mut body = Map::new();
        let mut put = |name: &str, v: Val| drop(body.insert(name.into(), v));
        let shown = if all.len() > 1 { format!("{name}-{}", n + 1) } else { name.clone() };
        put("tags", Val::map([("Name".into(), shown.into())].into_iter().collect()));
        put("vpc_endpoint_type", "GatewayLoadBalancer".into());
        put("vpc_id", field("vpc_id"));
        put("id", id_of(firewall, &subnet));
        put("subnet_ids", Val::list(vec![subnet]));
        Item { kind: "aws_vpc_endpoint".into(), address: place(&firewall.address, n).into(), index: None, body, ..firewall.clone() }
    };
    all.iter().filter(|m| matches!(m, Val::Map(_))).enumerate().map(one).collect()
}

/// The endpoint's id, where a state says it.
fn id_of(firewall: &Item, subnet: &Val) -> Val {
    let status = firewall.body.iter().filter(|(n, _)| n.ends_with("_status")).map(|(_, v)| v);
    let states = status.flat_map(|s| s.get("sync_states").each().iter().chain(s.get("association_sync_state").each()));
    let mut attached = states.flat_map(|s| s.get("attachment").each());
    attached.find(|a| a.get("subnet_id") == subnet).map(|a| a.get("endpoint_id").clone()).unwrap_or_default()
}

pub fn raise(r: &mut Raiser) {
    for kind in KINDS {
        for at in r.of(kind) {
            firewall(r, at);
        }
    }
}

fn firewall(r: &mut Raiser, at: At) {
    let who = r.address(at);
    let said = r.get(at, "subnet_mapping");
    r.open(at, "subnet_mapping", said);
    let nodes = own(r, at);
    if nodes.is_empty() {
        r.left_out(at, text!("it stands in no subnet of the files; what it lets through is not modelled"));
        return match r.vpc_in(at, "vpc_id") {
            Some(vpc) => r.doubt(vpc, text!("where {who} stands is not known", who = code(who))),
            None => r.doubt_all(&text!("where {who} stands is not known", who = code(who))),
        };
    }
    r.know(
        at,
        &["name", "vpc_id", "firewall_policy_arn", "firewall_arn", "description", "delete_protection", "subnet_change_protection", "tags"],
    );
    r.know(at, &["firewall_policy_change_protection", "encryption_configuration", "enabled_analysis_types", "firewall_status"]);
    r.notes.guess_of(
        &who,
        text!("AWS Network Firewall: its endpoints are here as the Gateway Load Balancer endpoints that they are; what its rules let through is \
         not modelled, and what goes through it depends on it"),
    );
    // Whatever is said of a firewall with one endpoint leads to that one.
    if let [only] = nodes.as_slice() {
        r.give(at, *only);
    }
}

/// The endpoints of a firewall.
fn own(r: &Raiser, at: At) -> Vec<NodeId> {
    let Some(item) = r.item(at) else { return Vec::new() };
    let all = (0..mappings(item).len()).filter_map(|n| r.id::<BalancerEndpoint>(&endpoint(&item.address, n)));
    all.filter(|id| r.model.get(*id).is_some()).map(Id::node).collect()
}

/// The endpoint that a route of this table leads to, where only the firewall is said: the one in the zone of the table's subnets.
pub fn nearest(r: &mut Raiser, v: &Val, table: Id<RouteTable>) -> Option<NodeId> {
    let at = r.find(v, KINDS)?.at;
    let zone = |id: Id<Subnet>| r.model.get(id).map(|s| s.zone.clone());
    let mut zones: Vec<_> = r.model.all::<Subnet>().filter(|(_, s)| s.table == Some(table)).map(|(_, s)| s.zone.clone()).collect();
    zones.dedup();
    let [only] = zones.as_slice() else { return None };
    let of = |node: &NodeId| Id::<BalancerEndpoint>::of(*node).and_then(|e| r.model.get(e)).and_then(|e| zone(e.subnet));
    let found: Vec<NodeId> = own(r, at).into_iter().filter(|n| of(n).as_ref() == Some(only)).collect();
    let [node] = found.as_slice() else { return None };
    let who = r.model.name(table.node());
    r.notes.guess_of(&who, text!("routes of these lead to a firewall; the endpoint in the zone of their subnets was taken"));
    Some(*node)
}
