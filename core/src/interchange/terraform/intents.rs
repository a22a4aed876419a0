//! `tests/intents.tftest.hcl`: the design's intents, as far as the values of a plan decide them.
//!
//! A plan knows no packets: what is pinned is what the answer rests on. Of a statement that something is reached these are the rules,
//! routes and endpoints on its way; of one that nothing is, whatever blocks it (any one is enough).

use super::sets::HOMES;
use super::source::address;
use crate::answer::TracePath;
use crate::catalogue::Catalogue;
use crate::document::{Claim, Document, Id, Model, NetworkAcl, NodeId, RouteTable, SecurityGroup, Subnet};
use crate::facts::Facts;
use crate::graph::Origin;
use crate::intents::{Judged, Light, statement};
use crate::interchange::block::{Block, Set};
use crate::interchange::hcl::{self, Expr, Item, print, quoted};
use crate::interchange::lower::{Lowered, destination_key, rule_key};
use crate::ordered::BTreeSet;
use crate::reach::{Hop, HopKind, RuleRef, Verdict};

const HEAD: &[&str] = &[
    "The intents of the design, as far as a plan decides them: terraform test (Terraform 1.7 or later). A mock stands in for AWS, so",
    "that no credentials are needed. What is held fast is what an intent rests on: where a test fails, that has changed, and whether",
    "the intent still holds is to be asked again (terraform show -json of a plan, portico import, portico check).",
];

/// A sentence for whoever reads a failure, and what must hold.
type Pin = (String, String);

/// The file; none where the design has no intents.
pub fn tests(doc: &Document, catalogue: &Catalogue, lowered: &Lowered) -> Option<String> {
    doc.model.all::<crate::document::Intent>().next()?;
    let facts = Facts::new(doc, catalogue);
    let pins = Pins { model: &doc.model, lowered };
    let mut items: Vec<Item> = HEAD.iter().map(|l| Item::Comment((*l).into())).collect();
    let documents = hcl::Block::new("mock_data", &["aws_iam_policy_document"])
        .set("defaults", Expr::Object(vec![("json".into(), Expr::Text("{\"Version\":\"2012-10-17\",\"Statement\":[]}".into()))]));
    items.extend([Item::Blank, Item::Block(hcl::Block::new("mock_provider", &["aws"]).block(documents))]);
    for judged in facts.intents() {
        items.push(Item::Blank);
        items.extend(pins.intent(judged));
    }
    Some(print(&items))
}

struct Pins<'a> {
    model: &'a Model,
    lowered: &'a Lowered,
}

impl Pins<'_> {
    /// A run for an intent, or a comment that says why there is none.
    fn intent(&self, judged: &Judged) -> Vec<Item> {
        let Some(intent) = self.model.get(judged.intent) else { return Vec::new() };
        let said = statement(intent).render(self.model);
        let untold = |why: &str| vec![Item::Comment(format!("Not tested: {said}. {why}"))];
        match (intent.claim, judged.light) {
            (Claim::MonthUnder, _) => return untold("A plan has no prices: portico cost tells."),
            (Claim::SurvivesAnyZone, _) => return untold("What goes on when a zone fails is no value of a plan: portico drill tells."),
            (_, Light::Open) => return untold("Whether it holds depends on what the design does not say."),
            (_, Light::Broken) => return untold("It did not hold when this was written."),
            _ => {}
        }
        let reaches = intent.claim.is_about_reach();
        let (mut all, mut open): (Vec<Pin>, usize) = (Vec::new(), 0);
        for path in judged.traces.iter().flat_map(|t| &t.paths) {
            let found = if reaches { self.way(path) } else { self.block(path).into_iter().collect() };
            if found.is_empty() && path.verdict != Verdict::NotModelled {
                open += 1;
            }
            for pin in found {
                if !all.contains(&pin) {
                    all.push(pin);
                }
            }
        }
        if all.is_empty() {
            return untold("What it rests on is made by AWS or stands in policies, and no value of a plan.");
        }
        let mut run = hcl::Block::new("run", &[self.model.key(judged.intent)]).set("command", Expr::code("plan"));
        if open > 0 {
            run = run.blank().comment("Part of what it rests on is made by AWS or stands in policies, and is not tested.");
        }
        for (message, condition) in all {
            let assert = hcl::Block::new("assert", &[])
                .set("condition", Expr::Code(condition))
                .set("error_message", Expr::Text(format!("{said}: {message}")));
            run = run.blank().block(assert);
        }
        vec![Item::Comment(said), Item::Block(run)]
    }

    /// What a path that arrives goes by.
    fn way(&self, path: &TracePath) -> Vec<Pin> {
        let hops = path.forward.hops.iter().chain(path.back.iter().flat_map(|b| &b.hops));
        hops.filter(|h| !h.outcome.blocks()).flat_map(|h| self.step(h)).collect()
    }

    fn step(&self, hop: &Hop) -> Vec<Pin> {
        let mut out = Vec::new();
        match hop.rule {
            Some(RuleRef::Group { group, ingress, index }) => {
                let rule = self.model.get(group).and_then(|g| if ingress { g.ingress.get(index) } else { g.egress.get(index) });
                if let Some(rule) = rule {
                    out.extend(self.there(rules(ingress), &rule_key(self.model, group, rule), "the rule"));
                }
            }
            Some(RuleRef::Acl { acl, ingress, index }) => {
                let entry = self.model.get(acl).and_then(|a| if ingress { a.ingress.get(index) } else { a.egress.get(index) });
                if let Some(e) = entry {
                    out.extend(self.there(
                        "aws_network_acl_rule",
                        &format!("{}/{}/{}", self.model.key(acl), way(ingress), e.number),
                        "the entry",
                    ));
                }
            }
            Some(RuleRef::Route(Origin::Static(n) | Origin::List(n))) => {
                let route = Id::<RouteTable>::of(hop.at).and_then(|t| self.model.get(t)?.routes.get(n));
                if let Some(route) = route {
                    let key = format!("{}/{}", self.model.key(hop.at), destination_key(self.model, &route.destination));
                    out.extend(self.there("aws_route", &key, "the route"));
                }
            }
            Some(RuleRef::Route(Origin::Endpoint(e))) => {
                let (endpoint, table) = (self.model.key(e), self.model.key(hop.at));
                if self.block_of(e.node()).is_some() {
                    let condition =
                        format!("try(contains(local.gateway_endpoints[{}].route_tables, {}), false)", quoted(endpoint), quoted(table));
                    out.push((format!("the endpoint {endpoint} is no longer in the route table {table}"), condition));
                }
            }
            _ => {}
        }
        if hop.kind == HopKind::Route {
            out.extend(self.associated(hop));
        }
        let own = self.block_of(hop.at).filter(|b| b.set.resource != "aws_vpc");
        if let Some(b) = own.filter(|_| matches!(hop.kind, HopKind::Device | HopKind::Name)) {
            out.extend(self.there_in(b.set, &b.key, "what it goes by"));
            if hop.kind == HopKind::Name && b.set == Set::named("aws_vpc_endpoint", "interface") {
                let condition = format!("try({}[{}].private_dns_enabled, false)", address(b.set), quoted(&b.key));
                out.push((format!("private DNS of {} is off", b.key), condition));
            }
        }
        out
    }

    /// The subnet goes by the table that decided.
    fn associated(&self, hop: &Hop) -> Option<Pin> {
        let (subnet, table) = (Id::<Subnet>::of(hop.subnet?)?, Id::<RouteTable>::of(hop.at)?);
        if self.model.get(subnet)?.table != Some(table) {
            return None;
        }
        let (subnet, table) = (self.model.key(subnet), self.model.key(table));
        self.lowered.blocks.iter().find(|b| b.set.resource == "aws_route_table_association" && b.key == subnet)?;
        let condition = format!("try(local.route_table_associations[{}].route_table == {}, false)", quoted(subnet), quoted(table));
        Some((format!("the subnet {subnet} has no longer the route table {table}"), condition))
    }

    fn block_of(&self, node: NodeId) -> Option<&Block> {
        let key = self.model.key(node);
        self.lowered.blocks.iter().find(|b| b.of == Some(node) && b.key == key)
    }

    /// A block of a type is still there under its key, which says what it is.
    fn there(&self, resource: &str, key: &str, what: &str) -> Option<Pin> {
        let b = self.lowered.blocks.iter().find(|b| b.set.resource == resource && b.key == key)?;
        self.there_in(b.set, key, what)
    }

    fn there_in(&self, set: Set, key: &str, what: &str) -> Option<Pin> {
        let own = format!("contains(keys({}), {})", address(set), quoted(key));
        // A number says only where an entry stands.
        let condition = if set.resource == "aws_network_acl_rule" {
            format!("try({}[{}].rule_action == \"allow\", false)", address(set), quoted(key))
        } else {
            own
        };
        HOMES.iter().find(|h| h.set == set)?;
        Some((format!("{what} {key} is gone"), condition))
    }

    /// Whatever blocks a path is as it was: one of them is enough.
    fn block(&self, path: &TracePath) -> Option<Pin> {
        let hops = path.forward.hops.iter().chain(path.back.iter().flat_map(|b| &b.hops));
        let (mut names, mut conditions) = (Vec::new(), Vec::new());
        for hop in hops.filter(|h| h.outcome.blocks()) {
            let Some((name, condition)) = self.blocks(hop) else { continue };
            if !conditions.contains(&condition) {
                names.push(name);
                conditions.push(condition);
            }
        }
        let what = format!("what blocks it has changed: {}", names.join(", "));
        match conditions.as_slice() {
            [] => None,
            [one] => Some((what, one.clone())),
            _ => Some((what, format!("anytrue([{}])", conditions.join(", ")))),
        }
    }

    fn blocks(&self, hop: &Hop) -> Option<Pin> {
        let key = self.model.key(hop.at);
        if let Some(group) = Id::<SecurityGroup>::of(hop.at) {
            // A default group has its rules inside.
            self.block_of(group.node()).filter(|b| b.set == Set::this("aws_security_group"))?;
            let condition = self.as_it_was(&[rules(hop.inbound)], key, Some(Set::this("aws_security_group")));
            return Some((format!("the rules {} of the group {key}", if hop.inbound { "in" } else { "out" }), condition));
        }
        if Id::<RouteTable>::of(hop.at).is_some() {
            let own = self.block_of(hop.at).map(|b| b.set);
            let condition = self.as_it_was(&["aws_route", "aws_vpn_gateway_route_propagation"], key, own);
            return condition.contains("aws_").then(|| (format!("the routes of the table {key}"), condition));
        }
        if Id::<NetworkAcl>::of(hop.at).is_some() {
            self.block_of(hop.at).filter(|b| b.set == Set::this("aws_network_acl"))?;
            let way = way(hop.inbound);
            let condition = self.as_it_was(&["aws_network_acl_rule"], &format!("{key}/{way}"), None);
            return condition.contains("aws_").then(|| (format!("the entries {way} of the network ACL {key}"), condition));
        }
        None
    }

    /// The keys under one beginning are those of now.
    fn as_it_was(&self, resources: &[&str], beginning: &str, own: Option<Set>) -> String {
        let prefix = format!("{beginning}/");
        let of = |b: &&Block| resources.contains(&b.set.resource);
        let sets: BTreeSet<Set> = self.lowered.blocks.iter().filter(of).map(|b| b.set).collect();
        let had: BTreeSet<String> =
            self.lowered.blocks.iter().filter(of).filter(|b| b.key.starts_with(&prefix)).map(|b| quoted(&b.key)).collect();
        let had: Vec<String> = had.into_iter().collect();
        let own = own.map(|set| format!("contains(keys({}), {})", address(set), quoted(beginning)));
        let all: Vec<String> = sets.iter().map(|s| format!("keys({})", address(*s))).collect();
        let keys = (!all.is_empty()).then(|| {
            format!("toset([for k in concat({}) : k if startswith(k, {})]) == toset([{}])", all.join(", "), quoted(&prefix), had.join(", "))
        });
        own.into_iter().chain(keys).collect::<Vec<_>>().join(" && ")
    }
}

fn rules(ingress: bool) -> &'static str {
    if ingress { "aws_vpc_security_group_ingress_rule" } else { "aws_vpc_security_group_egress_rule" }
}

fn way(ingress: bool) -> &'static str {
    if ingress { "ingress" } else { "egress" }
}
