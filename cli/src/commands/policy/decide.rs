//! `portico policy decide`: what AWS decides, by which statements, and what would have to change.

use super::refused;
use crate::Done;
use portico_core::policy::{AllowedBy, Case, Decision, Element, NearMiss, Outcome, PolicyRole, StatementRef, Unknown, Why, decide};
use serde_json::{Map, Value, json};

pub fn answer(text: &str) -> Result<Decision, String> {
    let case = Case::read(text).map_err(|e| refused(&e))?;
    Ok(decide(&case.policies, &case.request))
}

fn outcome(of: Outcome) -> &'static str {
    match of {
        Outcome::Allow => "allow",
        Outcome::ExplicitDeny => "explicit-deny",
        Outcome::ImplicitDeny => "implicit-deny",
        Outcome::Depends => "depends",
    }
}

pub fn to_json(decision: &Decision) -> Value {
    let mut out = Map::new();
    out.insert("decision".into(), json!(outcome(decision.outcome)));
    out.insert("by".into(), decision.by.iter().map(statement).collect());
    out.insert("why".into(), json!(why(decision)));
    if !decision.unknown.is_empty() {
        out.insert("depends_on".into(), decision.unknown.iter().map(|u| json!(unknown(u))).collect());
    }
    Value::Object(out)
}

pub fn done(decision: &Decision, as_json: bool) -> Done {
    let output = if as_json { format!("{}\n", to_json(decision)) } else { to_text(decision) };
    Done { clean: matches!(decision.outcome, Outcome::Allow | Outcome::Depends), output }
}

fn to_text(decision: &Decision) -> String {
    let mut out = format!("{}: {}\n", outcome(decision.outcome).to_uppercase(), why(decision));
    for part in &decision.took_part {
        let effect = format!("{:?}", part.effect).to_lowercase();
        let mark = if part.certain { "" } else { " (perhaps)" };
        out.push_str(&format!("  {effect:<5} {}{mark}\n", words(&part.statement)));
    }
    out
}

fn statement(of: &StatementRef) -> Value {
    let sid = of.sid.as_deref().map_or_else(|| json!(of.index), |sid| json!(sid));
    json!({"policy": of.policy.name(), "statement": sid, "index": of.index, "name": &*of.name})
}

/// `Sid of identity[0]`.
fn words(of: &StatementRef) -> String {
    match of.sid.as_deref() {
        Some(sid) => format!("{sid} of {}", of.name),
        None => format!("statement {} of {}", of.index, of.name),
    }
}

fn kind(role: PolicyRole) -> &'static str {
    match role {
        PolicyRole::Rcp => "resource control policy",
        PolicyRole::Scp => "service control policy",
        PolicyRole::Endpoint => "endpoint policy",
        PolicyRole::Resource => "resource policy",
        PolicyRole::Identity => "identity policy",
        PolicyRole::Boundary => "permissions boundary",
        PolicyRole::Session => "session policy",
    }
}

fn why(decision: &Decision) -> String {
    let by = decision.by.iter().map(words).collect::<Vec<_>>().join(", ");
    match &decision.why {
        Why::Allowed(how) => {
            let how = match how {
                AllowedBy::ResourcePolicyDirectly => "the resource policy names who asks, so no identity policy need allow",
                AllowedBy::ResourcePolicyForRole => "the resource policy names the role",
                AllowedBy::IdentityPolicy => "the identity policies allow it, in the resource's own account",
                AllowedBy::IdentityAndResourcePolicy => "identity and resource policies both allow it",
                AllowedBy::RootUser => "the account's root user asks",
                AllowedBy::ResourcePolicyAlone => "the resource policy allows it; who asks has no identity policies",
                AllowedBy::EndpointPolicyAlone => "the endpoint policy lets it pass",
                AllowedBy::AnyWay => "whatever is not known, it is allowed",
            };
            if by.is_empty() { how.to_owned() } else { format!("{how}: {by}") }
        }
        Why::Denied(first) => format!("the {} denies it: {by}", kind(*first)),
        Why::NothingAllows { missing, any_would_do, near } => {
            let kinds: Vec<&str> = missing.iter().map(|role| kind(*role)).collect();
            let kinds = kinds.join(if *any_would_do { " or " } else { " and " });
            let mut out =
                if *any_would_do { format!("an Allow is missing in the {kinds}") } else { format!("Allows are missing: {kinds}") };
            if let Some(best) = near.iter().min_by_key(|miss| miss.mismatches.len()) {
                out.push_str(&format!("; the nearest, {}, does not fit in {}", words(&best.statement), mismatches(best)));
            }
            out
        }
        Why::Unknown => {
            let all: Vec<String> = decision.unknown.iter().map(unknown).collect();
            format!("it depends on {}", all.join(", "))
        }
    }
}

fn mismatches(miss: &NearMiss) -> String {
    let one = |element: &Element| match element {
        Element::Principal => "Principal".to_owned(),
        Element::Action => "Action".to_owned(),
        Element::Resource => "Resource".to_owned(),
        Element::Condition { operator, key } => format!("{operator} {key}"),
    };
    miss.mismatches.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn unknown(of: &Unknown) -> String {
    match of {
        Unknown::Principal => "principal".into(),
        Unknown::Action => "action".into(),
        Unknown::Resource => "resource".into(),
        Unknown::ResourceAccount => "resourceAccount".into(),
        Unknown::Key(key) => key.clone(),
        Unknown::Policy(role) => format!("the {}", kind(*role)),
        Unknown::Open(case) => format!("what AWS does not document: {case:?}"),
    }
}
