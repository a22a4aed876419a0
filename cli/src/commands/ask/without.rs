//! `portico ask without`: what would change if a rule went.

use super::{Answer, Asked};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Body, Id, NetworkAcl, NodeId, SecurityGroup};
use portico_core::matrix::{MOST_CLASSES, Piece, if_gone};
use serde_json::{Value, json};

pub fn answer(asked: &Asked, of: &str, rule: &str) -> Result<Answer, String> {
    let names = asked.names();
    let piece = piece(asked, names.holder(of)?, rule)?;
    let (pairs, outside) = if_gone(&asked.graph, Catalogue::bundled(), piece)
        .ok_or_else(|| format!("the design has more than {MOST_CLASSES} classes of interfaces: too many to compare all pairs"))?;
    let list = |all: &[NodeId]| all.iter().map(|n| names.name(*n)).collect::<Vec<_>>();
    let mut lines: Vec<String> = Vec::new();
    let mut changes = Vec::new();
    for d in &pairs {
        let (from, to) = (list(&d.from.owners), list(&d.to.owners));
        let say = |word: &str, what: &str| format!("{} to {}: {word} {what}\n", from.join(", "), to.join(", "));
        if !d.lost.is_empty() {
            lines.push(say("loses", &d.lost.to_string()));
        }
        if !d.gained.is_empty() {
            lines.push(say("gains", &d.gained.to_string()));
        }
        if d.lost.is_empty() && d.gained.is_empty() {
            lines.push(say("was", &format!("{}, would be {}", d.verdict.0, d.verdict.1)));
        }
        changes.push(json!({
            "from": from, "to": to, "gained": d.gained.to_string(), "lost": d.lost.to_string(),
            "before": d.verdict.0.as_str(), "after": d.verdict.1.as_str(),
        }));
    }
    // Interfaces of one thing in several subnets fare alike.
    changes.dedup();
    let mut exposed = Vec::new();
    for (owners, was, is) in &outside {
        let who = list(owners);
        lines.push(format!("internet to {}: was {was}, would be {is}\n", who.join(", ")));
        exposed.push(json!({"to": who, "before": was.to_string(), "after": is.to_string()}));
    }
    lines.dedup();
    let text = if lines.is_empty() { "Nothing would change.\n".into() } else { lines.concat() };
    Ok((json!({"pairs": Value::Array(changes), "internet": exposed}), text))
}

/// Reads a rule as `portico ask spare` names it.
fn piece(asked: &Asked, of: NodeId, rule: &str) -> Result<Piece, String> {
    let model = &asked.document.model;
    let number = |text: &str| text.parse::<usize>().map_err(|_| format!("\"{rule}\": a number is wanted"));
    let way = || match rule.split_once(':') {
        Some(("in", n)) => Ok((true, number(n)?)),
        Some(("out", n)) => Ok((false, number(n)?)),
        _ => Err(format!("\"{rule}\": in:N or out:N is wanted")),
    };
    let there = |count: usize, n: usize| match n.checked_sub(1).filter(|i| *i < count) {
        Some(i) => Ok(i),
        None => Err(format!("\"{rule}\": there are {count}, counted from 1")),
    };
    match model.node(of).map(|n| &n.body) {
        Some(Body::SecurityGroup(SecurityGroup { ingress: rules_in, egress: rules_out, .. })) => {
            let (ingress, n) = way()?;
            let index = there(if ingress { rules_in } else { rules_out }.len(), n)?;
            Ok(Piece::Rule { group: Id::of(of).ok_or("this is no group")?, ingress, index })
        }
        Some(Body::NetworkAcl(NetworkAcl { ingress: entries_in, egress: entries_out, .. })) => {
            let (ingress, n) = way()?;
            let entries = if ingress { entries_in } else { entries_out };
            let index =
                entries.iter().position(|e| usize::from(e.number) == n).ok_or_else(|| format!("\"{rule}\": no entry has this number"))?;
            Ok(Piece::Entry { acl: Id::of(of).ok_or("this is no ACL")?, ingress, index })
        }
        Some(Body::RouteTable(t)) => {
            let index = there(t.routes.len(), number(rule)?)?;
            Ok(Piece::Route { table: Id::of(of).ok_or("this is no route table")?, index })
        }
        _ => Err(format!("this is {}: a security group, a network ACL or a route table is wanted", of.kind().with_article())),
    }
}
