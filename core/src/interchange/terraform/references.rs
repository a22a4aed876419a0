//! The output `references`: what refers to what, by key. A plan says of what is not made yet only the names of resources, and not
//! which of several is meant; with this, whoever reads the plan as JSON knows the design. Hidden in the text of a plan, as it is long.

use crate::document::Model;
use crate::interchange::hcl::{Block, Expr};
use crate::interchange::item::{Index, Link, Val};
use crate::interchange::lower::Lowered;
use crate::interchange::raise;
use crate::ordered::BTreeMap;

/// What stands before the three parts of a reference.
pub const MARK: &str = "->";

pub fn output(model: &Model, lowered: &Lowered) -> Option<Block> {
    let mut sets: BTreeMap<String, Vec<(String, Expr)>> = BTreeMap::new();
    for item in raise::items(model, lowered) {
        let Some(Index::Key(key)) = &item.index else { continue };
        let fields: Vec<(String, Expr)> = item.body.iter().filter(|(_, v)| links(v)).map(|(k, v)| (k.to_string(), expr(v))).collect();
        if !fields.is_empty() {
            sets.entry(format!("{}.{}", item.kind, item.name)).or_default().push((key.to_string(), Expr::Object(fields)));
        }
    }
    if sets.is_empty() {
        return None;
    }
    let all = sets.into_iter().map(|(set, rows)| (set, Expr::Wide(Box::new(Expr::Object(rows))))).collect();
    let description = "What refers to what, by key: a plan does not say it. Long, so hidden in the text of a plan.";
    Some(
        Block::new("output", &["references"])
            .set("description", description)
            .set("sensitive", true)
            .set("value", Expr::Wide(Box::new(Expr::Object(all)))),
    )
}

fn links(v: &Val) -> bool {
    match v {
        Val::Link(_) | Val::Part { .. } => true,
        Val::List(all) => all.iter().any(links),
        Val::Map(all) => all.values().any(links),
        _ => false,
    }
}

fn expr(v: &Val) -> Expr {
    match v {
        Val::Link(l) => reference(l, Vec::new()),
        Val::Part { of, bits, number } => reference(of, vec![Expr::Int(i64::from(*bits)), Expr::Int(*number)]),
        Val::List(all) => Expr::List(all.iter().map(expr).collect()),
        Val::Map(all) => Expr::Object(all.iter().map(|(k, v)| (k.to_string(), expr(v))).collect()),
        Val::Bool(b) => Expr::Bool(*b),
        Val::Int(n) => Expr::Int(*n),
        Val::Null => Expr::code("null"),
        v => Expr::Text(v.shown()),
    }
}

/// `["->", "aws_vpc.this", "main", "id"]`
fn reference(l: &Link, more: Vec<Expr>) -> Expr {
    let (set, key) = l.to.split_once("[\"").map_or((&*l.to, ""), |(set, key)| (set, key.trim_end_matches("\"]")));
    let plain = [MARK, set, key, &l.attribute].map(|s| Expr::Text(s.into()));
    Expr::List(plain.into_iter().chain(more).collect())
}
