//! Plans: what is planned, with references in place of what is known only after apply.

use super::refs::{Candidates, Scope};
use super::state;
use super::value::{bare, steps};
use crate::interchange::aws_cli::json::Json;
use crate::interchange::item::{Index, Item, Link, Val};
use crate::interchange::notes::Notes;
use crate::interchange::terraform::references::MARK;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use std::rc::Rc;

const NOTHING: Json = Json::Null;

pub fn items(plan: &Json, file: &str, notes: &mut Notes) -> Vec<Item> {
    let mut planned = Vec::new();
    state::resources(plan.get("planned_values").get("root_module"), &mut planned);
    let mut read = Vec::new();
    state::resources(plan.get("prior_state").get("values").get("root_module"), &mut read);
    let changes: BTreeMap<&str, &Json> =
        plan.get("resource_changes").list().iter().filter_map(|c| Some((c.get("address").text()?, c.get("change")))).collect();
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for r in planned {
        let Some(address) = r.get("address").text() else { continue };
        let change = changes.get(address).copied().unwrap_or(&NOTHING);
        let exists = change.has("before") || change.has("importing");
        if seen.insert(address) {
            out.extend(state::item(r, r.get("values"), file, exists));
        }
    }
    // What is looked up was read already.
    for r in read.into_iter().filter(|r| r.get("mode").text() == Some("data")) {
        if r.get("address").text().is_some_and(|a| seen.insert(a)) {
            out.extend(state::item(r, r.get("values"), file, true));
        }
    }
    let scope = Scope::new(plan, &out);
    let hints = Hints::of(plan);
    for item in &mut out {
        let address = item.address.to_string();
        item.region = scope.region(&address);
        let Some(change) = changes.get(address.as_str()) else { continue };
        for (name, unknown) in change.get("after_unknown").entries() {
            if !has(unknown) {
                continue;
            }
            let own = item.body.get(name.as_str()).cloned().unwrap_or_default();
            let filled = match hints.get(&address, name) {
                Some(hint) => hint,
                // Where references are told, what is not told refers to nothing: AWS will say it. What is known in part stays.
                None if hints.tell(&address) => own,
                None => fill(&scope, &address, item.index.as_ref(), name, unknown, scope.expression(&address, name), own, notes),
            };
            item.body.insert(name.as_str().into(), filled);
        }
    }
    out
}

/// Whether anything in it is not known.
fn has(unknown: &Json) -> bool {
    match unknown {
        Json::Bool(b) => *b,
        Json::List(all) => all.iter().any(has),
        Json::Object(all) => all.iter().any(|(_, v)| has(v)),
        _ => false,
    }
}

/// A value with references in place of what is not known.
#[allow(clippy::too_many_arguments)]
fn fill(
    scope: &Scope,
    address: &str,
    own: Option<&Index>,
    name: &str,
    unknown: &Json,
    expression: &Json,
    known: Val,
    notes: &mut Notes,
) -> Val {
    match unknown {
        Json::Bool(true) => refer(scope, address, own, name, expression, notes),
        Json::List(all) if matches!(known, Val::List(_) | Val::Null) => {
            let values = known.each().to_vec();
            // Of a plain list the expression says all that its values refer to; of blocks it says each, or one for all that are dynamic.
            if !matches!(expression, Json::List(_)) && all.iter().any(|u| matches!(u, Json::Bool(true))) {
                return refer(scope, address, own, name, expression, notes);
            }
            let part = |n: usize| expression.list().get(n).or_else(|| expression.list().last()).unwrap_or(expression);
            let filled = all.iter().enumerate().map(|(n, u)| {
                let v = values.get(n).cloned().unwrap_or_default();
                let dynamic = matches!(expression, Json::Null) && matches!(u, Json::Object(_));
                let called = if dynamic { format!("{name}[{n}]") } else { name.to_string() };
                if has(u) { fill(scope, address, own, &called, u, part(n), v, notes) } else { v }
            });
            Val::list(filled.collect())
        }
        Json::Object(all) => {
            let mut map = match known {
                Val::Map(m) => (*m).clone(),
                _ => Default::default(),
            };
            for (k, u) in all.iter().filter(|(_, u)| has(u)) {
                // Of blocks that are dynamic a plan says nothing: somebody wrote them, and what they refer to is not known.
                if matches!(expression, Json::Null) && matches!(u, Json::Bool(true)) && refers(k) {
                    let only = scope.only(k, address).map(|only| Val::link(only, "id"));
                    map.insert(k.as_str().into(), only.unwrap_or_else(|| Val::unknown(format!("{address}: {name}.{k}"), address)));
                    continue;
                }
                let expression = if expression.has(k) { expression.get(k) } else { expression };
                let v = map.get(k.as_str()).cloned().unwrap_or_default();
                map.insert(k.as_str().into(), fill(scope, address, own, k, u, expression, v, notes));
            }
            Val::map(map)
        }
        _ => known,
    }
}

/// What an argument that is not known refers to.
fn refer(scope: &Scope, address: &str, own: Option<&Index>, name: &str, expression: &Json, notes: &mut Notes) -> Val {
    // What AWS computes has no expression, and nobody reads it but by reference.
    let references = references(expression);
    if references.is_empty() {
        return Val::Null;
    }
    let named = || Val::unknown(format!("{address}: {name} ({})", references.join(", ")), address);
    let found = scope.candidates(&references, address, name);
    let link = |to: &str, attribute: &str| Val::link(to, attribute);
    let one = |c: &Candidates| -> Option<(String, String)> {
        let [only] = c.instances.as_slice() else { return None };
        Some((only.clone(), c.attribute.clone()))
    };
    let listed = name.ends_with('s') && !name.ends_with("ipv6_address") || name == "vpc_zone_identifier";
    // A field of something that the plan does not show in parts may be any that fits.
    let several = found.found.iter().filter(|c| c.among).count() > 1;
    if listed && !found.found.is_empty() && !several {
        let first = found.found.first();
        // The keys of the rows decide which; all of them where nothing says that it is one's own.
        if found.by_key
            && let Some(same) = first.and_then(|c| c.of(own))
        {
            return Val::list(vec![link(&same, first.map_or("", |c| &c.attribute))]);
        }
        let all: Vec<Val> = found.found.iter().flat_map(|c| c.instances.iter().map(|i| link(i, &c.attribute))).collect();
        if found.found.iter().any(|c| c.instances.len() > 1) && found.by_value {
            notes.guess_of(
                &format!("{address}: {name}"),
                text!("the plan says only which resources these are among; all of them were taken"),
            );
        }
        return Val::list(all);
    }
    for c in &found.found {
        if let Some((to, attribute)) = one(c).filter(|_| !(c.among && several)) {
            return link(&to, &attribute);
        }
        if let Some(same) = c.of(own) {
            if !found.by_key {
                notes.guess_of(
                    &format!("{address}: {name}"),
                    text!("the plan says only which resources these are among; the one of the same key was taken"),
                );
            }
            return link(&same, &c.attribute);
        }
    }
    // A key with the other's in it, or the place among as many: told as the guess that it is.
    let guessed = match own {
        Some(Index::Key(k)) if found.by_key || found.by_value => {
            let mut all = found.found.iter().flat_map(|c| c.within(k).into_iter().map(|i| (i, &c.attribute)));
            all.next().filter(|_| all.next().is_none()).map(|one| {
                (one, text!("the plan says only which resources these are among; the only one whose key is part of their own was taken"))
            })
        }
        Some(Index::Number(n)) if found.by_key && !several => {
            let first = found.found.first().and_then(|c| Some((c.nth(*n)?, &c.attribute)));
            first
                .map(|one| (one, text!("the plan says only which resources these are among; the one of the same place in order was taken")))
        }
        _ => None,
    };
    if let Some(((same, attribute), why)) = guessed {
        notes.guess_of(&format!("{address}: {name}"), why);
        return link(&same, attribute);
    }
    if let Some(only) = scope.only(name, address) {
        notes.guess_of(
            &format!("{address}: {name}"),
            text!("the plan does not say what these refer to; the only one that they can mean was taken"),
        );
        return link(&only, "id");
    }
    // Variables, locals and rows are known when a plan is made: what is open all the same is left to AWS, unless it is a reference.
    if found.found.is_empty() && !refers(name) {
        return Val::Null;
    }
    named()
}

/// Whether an argument refers to something by its name.
fn refers(name: &str) -> bool {
    ["_id", "_ids", "_arn", "_arns", "security_groups", "subnets"].iter().any(|end| name.ends_with(end))
}

/// Every name that an expression refers to.
pub fn references(expression: &Json) -> Vec<String> {
    let mut out = Vec::new();
    let mut next = vec![expression];
    while let Some(e) = next.pop() {
        match e {
            Json::Object(all) => {
                for (k, v) in all {
                    match v {
                        Json::List(names) if k == "references" => out.extend(names.iter().filter_map(Json::text).map(Into::into)),
                        v => next.push(v),
                    }
                }
            }
            Json::List(all) => next.extend(all),
            _ => {}
        }
    }
    out
}

/// What our own exports say of references.
struct Hints<'a>(&'a Json);

impl<'a> Hints<'a> {
    fn of(plan: &'a Json) -> Self {
        let planned = plan.get("planned_values").get("outputs").get("references").get("value");
        Self(if matches!(planned, Json::Null) { plan.get("output_changes").get("references").get("after") } else { planned })
    }

    /// Whether they tell of resources under this name.
    fn tell(&self, address: &str) -> bool {
        let set = address.rsplit_once('[').map_or(address, |(set, _)| set);
        self.0.entries().iter().any(|(k, _)| k == set)
    }

    fn get(&self, address: &str, name: &str) -> Option<Val> {
        let steps = steps(address);
        let [kind, last] = steps.as_slice() else { return None };
        let set = format!("{kind}.{}", bare(last));
        let key = super::value::key(last).and_then(|k| serde_json::from_str::<String>(k).ok())?;
        let plain = |j: &'a Json, name: &str| j.entries().iter().find(|(k, _)| k == name).map(|(_, v)| v);
        let found = plain(plain(plain(self.0, &set)?, &key)?, name)?;
        hinted(found)
    }
}

/// `["->", set, key, attribute]`, or with bits and number the part of a block; objects and lists of such.
fn hinted(json: &Json) -> Option<Val> {
    match json {
        Json::List(all) => {
            if let [Json::Text(mark), Json::Text(set), Json::Text(key), Json::Text(attribute), rest @ ..] = all.as_slice()
                && mark == MARK
            {
                let to: Rc<str> = format!("{set}[{}]", serde_json::to_string(key).ok()?).into();
                let of = Rc::new(Link { to, attribute: attribute.as_str().into() });
                return match rest {
                    [Json::Int(bits), Json::Int(number)] => Some(Val::Part { of, bits: u8::try_from(*bits).ok()?, number: *number }),
                    _ => Some(Val::Link(of)),
                };
            }
            all.iter().map(hinted).collect::<Option<Vec<_>>>().map(Val::list)
        }
        Json::Object(all) => {
            let fields: Option<Vec<_>> = all.iter().map(|(k, v)| Some((Rc::from(k.as_str()), hinted(v)?))).collect();
            fields.map(|f| Val::map(f.into_iter().collect()))
        }
        other => Some(super::value::value(other)),
    }
}
