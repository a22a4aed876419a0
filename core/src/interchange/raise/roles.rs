//! IAM roles: whom they trust, their inline policies, boundaries.

use super::context::{At, Raiser};
use super::endpoints::document;
use crate::document::{Id, Role, RolePolicy};
use crate::interchange::item::{Index, Item, Val};
use crate::text;
use crate::text::Text;

pub fn raise(r: &mut Raiser) {
    for kind in ["aws_iam_role", "data.aws_iam_role"] {
        for (at, id) in r.enrolled::<Role>(kind) {
            if r.item(at).is_some_and(is_own) {
                r.know(at, &["name", "assume_role_policy", "permissions_boundary", "tags"]);
                continue;
            }
            role(r, at, id);
        }
    }
    for at in r.of("aws_iam_role_policy") {
        let Some(id) = r.refer::<Role>(at, "role").filter(|x| r.model.get(*x).is_some()) else {
            r.left_out(at, text!("its role is not in the files"));
            continue;
        };
        let name = r.text(at, "name").map_or_else(|| r.item(at).map(|i| i.name.clone()).unwrap_or_default(), Into::into);
        let v = r.get(at, "policy");
        add(r, at, id, name, v);
    }
    for at in r.of("aws_iam_role_policy_attachment") {
        let (v, role) = (r.get(at, "policy_arn"), r.get(at, "role"));
        let own = r.find(role, &["aws_iam_role"]).is_some_and(|f| r.item(f.at).is_some_and(is_own));
        match (r.id::<Role>(role).filter(|x| r.model.get(*x).is_some()), r.find(v, &["aws_iam_policy"])) {
            (Some(id), Some(found)) => {
                let name = r.get(found.at, "name").as_text().map_or_else(|| r.address(found.at), Into::into);
                let policy = r.get(found.at, "policy");
                add(r, found.at, id, name, policy);
            }
            // What AWS's own policies say is not in the files; these let a service work.
            (_, None) if own || v.as_text().is_some_and(|s| s.ends_with("AWSLambdaVPCAccessExecutionRole")) => {}
            (Some(id), None) => {
                let place = r.place(at);
                unread(r, id, v, &place);
            }
            (None, _) => {
                r.missing(at, "role", role);
                r.left_out(at, text!("its role is not in the files"));
            }
        }
    }
    // What lets a load balancer call a function: it could not be a target without.
    for at in r.of("aws_lambda_permission") {
        r.know(at, &["action", "principal", "function_name", "source_arn", "statement_id"]);
    }
    for at in r.of("aws_iam_instance_profile") {
        r.know(at, &["name", "name_prefix", "role", "path"]);
    }
}

/// A role that an export makes where the design has none: it allows nothing.
fn is_own(item: &Item) -> bool {
    const OF: [&str; 5] = ["function/", "container/", "database/", "instance/", "ecs/"];
    matches!(&item.index, Some(Index::Key(k)) if item.name == "this" && OF.iter().any(|p| k.starts_with(p)))
}

fn role(r: &mut Raiser, at: At, id: Id<Role>) {
    let trust = r.get(at, "assume_role_policy");
    r.open(at, "assume_role_policy", trust);
    let trusted_service = trusted(r, at, trust);
    let v = r.get(at, "permissions_boundary");
    let boundary = match r.find(v, &["aws_iam_policy"]) {
        Some(found) => {
            r.know(found.at, &["name"]);
            let policy = r.get(found.at, "policy");
            document(r, found.at, "policy", policy)
        }
        None if v.is_blank() => None,
        None => {
            r.missing(at, "permissions_boundary", v);
            Some(format!("not known: {}", v.shown()))
        }
    };
    r.know(at, &["name", "name_prefix", "path", "description", "force_detach_policies", "max_session_duration"]);
    let body = Role { account: None, trusted_service, policies: Vec::new(), boundary };
    let own = r.get(at, "name").as_text();
    let (name, tags) = r.name_of(at);
    let tagged = !r.get(at, "tags").get("Name").is_null();
    r.put_as(at, id, own.filter(|_| !tagged).unwrap_or(&name), tags, body);
    for inline in r.get(at, "inline_policy").each() {
        if !inline.get("policy").is_blank() {
            add(r, at, id, inline.get("name").shown(), inline.get("policy"));
        }
    }
    for arn in r.get(at, "managed_policy_arns").each() {
        match r.find(arn, &["aws_iam_policy"]) {
            Some(found) => {
                let name = r.get(found.at, "name").as_text().map_or_else(|| r.address(found.at), Into::into);
                let policy = r.get(found.at, "policy");
                add(r, found.at, id, name, policy);
            }
            None if arn.as_text().is_some_and(|s| s.contains("/service-role/")) => {}
            None => {
                let place = r.place(at);
                unread(r, id, arn, &place);
            }
        }
    }
}

/// A policy that is attached and not in the files: it may allow and deny anything, so it stands there as one that cannot be read.
fn unread(r: &mut Raiser, id: Id<Role>, arn: &Val, place: &str) {
    let shown = arn.shown();
    let name: String = shown.rsplit('/').next().unwrap_or(&shown).chars().take(128).collect();
    r.notes.guess_of(&shown, text!("these policies are attached to roles and are not in the files; what the roles may do depends on them"));
    r.notes.left_out(Text::of(&shown), place, text!("what this policy says is not in the files"));
    r.model.edit(id, |x: &mut Role| x.policies.push(RolePolicy { name, document: format!("not known: {shown}") }));
}

fn add(r: &mut Raiser, at: At, id: Id<Role>, name: String, policy: &Val) {
    let Some(document) = document(r, at, "policy", policy) else { return };
    r.model.edit(id, |x: &mut Role| x.policies.push(RolePolicy { name, document }));
}

/// The first service that a trust policy names.
fn trusted(r: &mut Raiser, at: At, v: &Val) -> Option<String> {
    if let Some(found) = r.find(v, &["data.aws_iam_policy_document"]) {
        // As lowered: the key of the document is the service.
        if let Some(Some(Index::Key(k))) = r.item(found.at).map(|i| i.index.clone()) {
            return Some(k.to_string());
        }
    }
    let text = document(r, at, "assume_role_policy", v)?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    let statements = match json.get("Statement") {
        Some(serde_json::Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    statements.iter().find_map(|s| match s.get("Principal")?.get("Service")? {
        serde_json::Value::String(s) => Some(s.clone()),
        serde_json::Value::Array(all) => all.first()?.as_str().map(Into::into),
        _ => None,
    })
}

/// The role of an instance profile, or of a reference to one.
pub fn of_profile(r: &mut Raiser, v: &Val) -> Option<Id<Role>> {
    if let Some(found) = r.find(v, &["aws_iam_instance_profile"]) {
        let role = r.get(found.at, "role");
        return r.id::<Role>(role).filter(|x| r.model.get(*x).is_some());
    }
    None
}

/// The role that an argument names by ARN or name; none where it is one that an export makes.
pub fn named(r: &mut Raiser, at: At, name: &'static str) -> Option<Id<Role>> {
    let v = r.get(at, name);
    match r.id::<Role>(v) {
        Some(id) => r.model.get(id).map(|_| id),
        None => {
            r.missing(at, name, v);
            None
        }
    }
}
