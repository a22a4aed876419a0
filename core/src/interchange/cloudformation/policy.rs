//! Policies as the JSON that they are.

use super::value::{Map, Value, map};
use crate::policy::{Effect, Policy, PrincipalType, Statement, Version};

/// What lets a service take a role.
pub fn trust(service: &str) -> Value {
    let statement =
        map([("Effect", "Allow".into()), ("Principal", map([("Service", service.into())])), ("Action", "sts:AssumeRole".into())]);
    map([("Version", "2012-10-17".into()), ("Statement", Value::List(vec![statement]))])
}

pub fn document(policy: &Policy) -> Value {
    let mut out = Map::new();
    // Without a version a policy follows the older rules, in which variables are plain text.
    let version = if *policy.version() == Version::V2012 { "2012-10-17" } else { "2008-10-17" };
    out.push(("Version".into(), version.into()));
    if let Some(id) = policy.id() {
        out.push(("Id".into(), id.into()));
    }
    out.push(("Statement".into(), Value::List(policy.statements().iter().map(statement).collect())));
    Value::Map(out)
}

fn statement(s: &Statement) -> Value {
    let mut out = Map::new();
    if let Some(sid) = s.sid() {
        out.push(("Sid".into(), sid.into()));
    }
    out.push(("Effect".into(), if s.effect() == Effect::Allow { "Allow" } else { "Deny" }.into()));
    if let Some(who) = s.principals() {
        let name = if who.is_negated() { "NotPrincipal" } else { "Principal" };
        let named: Map =
            PrincipalType::ALL.iter().map(|t| (t.name().to_string(), texts(who.of_type(*t)))).filter(|(_, all)| !is_empty(all)).collect();
        out.push((name.into(), if who.is_plain_star() { "*".into() } else { Value::Map(named) }));
    }
    let lists = [
        ("Action", texts(s.actions())),
        ("NotAction", texts(s.not_actions())),
        ("Resource", texts(s.resources())),
        ("NotResource", texts(s.not_resources())),
    ];
    out.extend(lists.into_iter().filter(|(_, all)| !is_empty(all)).map(|(n, all)| (n.to_string(), all)));
    let mut conditions = Map::new();
    for (test, variable, values) in s.conditions() {
        let entry = (variable.to_string(), texts(values.iter().map(String::as_str)));
        match conditions.iter_mut().find(|(k, _)| k == test) {
            Some((_, Value::Map(of))) => of.push(entry),
            _ => conditions.push((test.to_string(), Value::Map(vec![entry]))),
        }
    }
    if !conditions.is_empty() {
        out.push(("Condition".into(), Value::Map(conditions)));
    }
    Value::Map(out)
}

/// One text as it is, several as a list.
fn texts<'a>(all: impl Iterator<Item = &'a str>) -> Value {
    let mut all: Vec<Value> = all.map(Value::from).collect();
    match (all.len(), all.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            all.extend(last);
            Value::List(all)
        }
    }
}

fn is_empty(v: &Value) -> bool {
    matches!(v, Value::List(all) if all.is_empty())
}
