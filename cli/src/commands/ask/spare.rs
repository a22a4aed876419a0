//! `portico ask spare`: rules, entries and routes that decide nothing.

use super::{Answer, Asked};
use crate::what::Names;
use portico_core::document::{NetworkAcl, NodeId, RouteTable, SecurityGroup};
use portico_core::reach::{describe_acl_entry, describe_group_rule, describe_route};
use portico_core::redundancy::{self, Spare, Why};
use serde_json::{Value, json};

pub fn answer(asked: &Asked) -> Answer {
    let model = &asked.document.model;
    let mut out = List { names: asked.names(), text: String::new(), list: Vec::new() };
    for (id, group) in model.all::<SecurityGroup>() {
        for (way, rules) in [("in", &group.ingress), ("out", &group.egress)] {
            let rule = |i: usize| rules.get(i).map(|r| (format!("{way}:{}", i + 1), describe_group_rule(model, r)));
            out.add(id.node(), &redundancy::group(model, rules), rule);
        }
    }
    for (id, acl) in model.all::<NetworkAcl>() {
        for (way, entries) in [("in", &acl.ingress), ("out", &acl.egress)] {
            let entry = |i: usize| entries.get(i).map(|e| (format!("{way}:{}", e.number), describe_acl_entry(e)));
            out.add(id.node(), &redundancy::acl(entries), entry);
        }
    }
    for (id, table) in model.all::<RouteTable>() {
        let route = |i: usize| table.routes.get(i).map(|r| ((i + 1).to_string(), describe_route(model, r)));
        out.add(id.node(), &redundancy::routes(model, id), route);
    }
    let text = if out.text.is_empty() { "Every rule, entry and route decides something.\n".into() } else { out.text };
    (json!({"spare": out.list}), text)
}

struct List<'a> {
    names: Names<'a>,
    text: String,
    list: Vec<Value>,
}

impl List<'_> {
    /// `rule` names one of the list: as `portico ask without` takes it, and in words.
    fn add(&mut self, of: NodeId, all: &[Spare], rule: impl Fn(usize) -> Option<(String, String)>) {
        let of = self.names.name(of);
        for spare in all {
            let Some((place, words)) = rule(spare.index) else { continue };
            let (why, by) = match &spare.why {
                Why::MatchesNothing => ("dead", &[][..]),
                Why::Shadowed(by) => ("shadowed", by.as_slice()),
                Why::Repeated(by) => ("redundant", by.as_slice()),
                Why::Anyway => ("redundant", &[][..]),
            };
            let by: Vec<String> = by.iter().filter_map(|i| rule(*i)).map(|(_, words)| words).collect();
            let cause = if by.is_empty() { String::new() } else { format!(" by {}", by.join("; ")) };
            self.text.push_str(&format!("{of} {place} ({words}): {why}{cause}\n"));
            self.list.push(json!({"of": of, "rule": place, "is": words, "why": why, "by": by}));
        }
    }
}
