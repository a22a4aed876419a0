//! Policies as `aws_iam_policy_document`.

use super::sets::Home;
use crate::interchange::hcl::{Block, Expr};
use crate::interchange::lower::{Lowered, PolicyDocument};
use crate::policy::{Effect, PrincipalType, Statement, Version};

/// The trust policy of each service that takes a role.
pub fn trust(home: &Home) -> Block {
    let principals = Block::new("principals", &[]).set("type", "Service").set("identifiers", Expr::List(vec![Expr::code("each.key")]));
    let actions = Expr::List(vec!["sts:AssumeRole".into()]);
    let statement = Block::new("statement", &[]).set("actions", actions).blank().block(principals);
    Block::new("data", &["aws_iam_policy_document", home.set.name])
        .set("for_each", Expr::Code(format!("toset(local.{})", home.table)))
        .blank()
        .block(statement)
}

/// One data source for each policy of the design.
pub fn documents(lowered: &Lowered) -> Vec<Block> {
    lowered.documents.iter().map(document).collect()
}

fn document(d: &PolicyDocument) -> Block {
    let version = match d.policy.version() {
        Version::V2012 => "2012-10-17",
        // Without a version a policy follows the older rules, in which variables are plain text.
        _ => "2008-10-17",
    };
    let mut out = Block::new("data", &["aws_iam_policy_document", &d.label]).set("version", version);
    if let Some(id) = d.policy.id() {
        out = out.set("policy_id", id);
    }
    for s in d.policy.statements() {
        out = out.blank().block(statement(s));
    }
    out
}

fn statement(s: &Statement) -> Block {
    let mut out = Block::new("statement", &[]);
    if let Some(sid) = s.sid() {
        out = out.set("sid", sid);
    }
    out = out.set("effect", if s.effect() == Effect::Allow { "Allow" } else { "Deny" });
    let lists = [
        ("actions", texts(s.actions())),
        ("not_actions", texts(s.not_actions())),
        ("resources", texts(s.resources())),
        ("not_resources", texts(s.not_resources())),
    ];
    for (name, all) in lists.into_iter().filter(|(_, all)| !all.is_empty()) {
        out = out.set(name, Expr::List(all));
    }
    if let Some(who) = s.principals() {
        let name = if who.is_negated() { "not_principals" } else { "principals" };
        let mut named: Vec<(&str, Vec<Expr>)> = PrincipalType::ALL.iter().map(|t| (t.name(), texts(who.of_type(*t)))).collect();
        if who.is_plain_star() {
            named.push(("*", vec!["*".into()]));
        }
        for (kind, identifiers) in named.into_iter().filter(|(_, all)| !all.is_empty()) {
            out = out.blank().block(Block::new(name, &[]).set("type", kind).set("identifiers", Expr::List(identifiers)));
        }
    }
    for (test, variable, values) in s.conditions() {
        let values = Expr::List(texts(values.iter().map(String::as_str)));
        out = out.blank().block(Block::new("condition", &[]).set("test", test).set("variable", variable).set("values", values));
    }
    out
}

fn texts<'a>(all: impl Iterator<Item = &'a str>) -> Vec<Expr> {
    all.map(Expr::from).collect()
}
