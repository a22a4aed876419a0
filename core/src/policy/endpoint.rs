//! One endpoint's policy alone: whether it lets a request pass, and what it lets pass at all.

use std::sync::Arc;

use super::decision::{AllowedBy, Decision, EndpointKind};
use super::document::{Effect, Policy, PolicyRole, PrincipalType, Statement};
use super::request::Request;
use super::statement::Setting;
use super::trial::{Trial, near_misses};

/// Whether one endpoint's policy lets a request pass. That is no grant: the request still needs its identity or
/// resource policies ("Control access to VPC endpoints using endpoint policies" in the AWS PrivateLink guide).
///
/// An endpoint without a policy, or of a service that supports none, behaves as [`Policy::full_access`].
#[must_use]
pub fn endpoint_verdict(policy: &Policy, kind: EndpointKind, request: &Request) -> Decision {
    let name = Arc::from("");
    let setting = Setting { role: PolicyRole::Endpoint, gateway: kind == EndpointKind::Gateway, bounded: false };
    let mut trial = Trial::new(request);
    let allowed = trial.policy(&name, policy, setting).any();
    let allowed = allowed.and(trial.deny().negate());
    let near = |_: &[PolicyRole]| near_misses(request, &name, policy, setting);
    trial.conclude(allowed, AllowedBy::EndpointPolicyAlone, vec![PolicyRole::Endpoint], false, near)
}

/// What a policy lets pass when no request is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passes {
    /// Every request of everybody.
    FullAccess,
    /// No request: nothing is allowed, or everything is denied.
    Nothing,
    /// What one of `allows` covers and none of `denies`.
    Restricted { allows: Vec<StatementView>, denies: Vec<StatementView> },
}

/// A statement in plain form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementView {
    /// Its place in the policy, counted from 0.
    pub index: usize,
    pub sid: Option<String>,
    /// `None` where the statement names nobody; an empty list where it is everybody.
    pub principals: Option<Vec<(PrincipalType, String)>>,
    /// `NotPrincipal`.
    pub except_principals: bool,
    pub actions: Vec<String>,
    /// `NotAction`.
    pub except_actions: bool,
    pub resources: Vec<String>,
    /// `NotResource`.
    pub except_resources: bool,
    /// Operator, key and values; all must hold.
    pub conditions: Vec<(String, String, Vec<String>)>,
}

impl StatementView {
    fn of(statement: &Statement) -> Self {
        let owned = |text: &str| text.to_owned();
        Self {
            index: statement.index,
            sid: statement.sid().map(owned),
            principals: statement
                .principals
                .as_ref()
                .map(|who| if who.is_everyone() { Vec::new() } else { who.named().map(|(kind, id)| (kind, owned(id))).collect() }),
            except_principals: statement.principals.as_ref().is_some_and(|who| who.negated),
            actions: statement.actions.iter().map(|pattern| owned(pattern.as_str())).collect(),
            except_actions: statement.not_action,
            resources: statement.resources.iter().flatten().map(|pattern| owned(pattern.as_str())).collect(),
            except_resources: statement.not_resource,
            conditions: statement.conditions().map(|(operator, key, values)| (owned(operator), owned(key), values.to_vec())).collect(),
        }
    }
}

/// What a policy lets pass, as far as it can be read off without a request.
#[must_use]
pub fn what_passes(policy: &Policy) -> Passes {
    let of = |effect: Effect| policy.statements.iter().filter(move |statement| statement.effect == effect);
    if of(Effect::Allow).next().is_none() || of(Effect::Deny).any(Statement::covers_everyone_and_everything) {
        return Passes::Nothing;
    }
    if of(Effect::Deny).next().is_none() && of(Effect::Allow).any(Statement::covers_everyone_and_everything) {
        return Passes::FullAccess;
    }
    let views = |effect| of(effect).map(StatementView::of).collect();
    Passes::Restricted { allows: views(Effect::Allow), denies: views(Effect::Deny) }
}

#[cfg(test)]
mod tests {
    use super::super::{Context, Element, Outcome, Principal, Unknown, Why};
    use super::*;

    const OWN_BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": [
        {"Sid": "Own", "Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:PutObject"],
         "Resource": "arn:aws:s3:::own/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::own/locked/*"}]}"#;

    fn verdict(policy: &str, request: &Request) -> Decision {
        endpoint_verdict(&Policy::parse(policy).unwrap(), EndpointKind::Gateway, request)
    }

    fn get(key: &str) -> Request {
        let principal = Principal::parse("arn:aws:iam::111122223333:role/app").unwrap();
        Request::default().with_principal(principal).with_action("s3:GetObject").with_resource(key)
    }

    #[test]
    fn a_known_request_is_decided_and_the_statement_named() {
        let in_org = get("arn:aws:s3:::own/a").with_context(Context::complete().with("aws:PrincipalOrgID", ["o-1"]));
        let decision = verdict(OWN_BUCKET, &in_org);
        assert_eq!(decision.outcome, Outcome::Allow);
        assert_eq!(decision.by[0].sid.as_deref(), Some("Own"));
        let denied = verdict(OWN_BUCKET, &in_org.with_action("s3:PutObject").with_resource("arn:aws:s3:::own/locked/x"));
        assert_eq!(denied.outcome, Outcome::ExplicitDeny);
        assert_eq!((denied.by[0].index, denied.why), (1, Why::Denied(PolicyRole::Endpoint)));
    }

    #[test]
    fn an_unknown_that_matters_is_named_and_one_that_does_not_is_left_out() {
        let open = verdict(OWN_BUCKET, &get("arn:aws:s3:::own/a"));
        assert_eq!(open.outcome, Outcome::Depends);
        assert_eq!(open.unknown, [Unknown::Key("aws:PrincipalOrgID".into())]);
        let elsewhere = verdict(OWN_BUCKET, &get("arn:aws:s3:::other/a"));
        assert_eq!(elsewhere.outcome, Outcome::ImplicitDeny);
        let Why::NothingAllows { near, .. } = elsewhere.why else { panic!() };
        assert_eq!(near[0].mismatches, [Element::Resource]);
    }

    #[test]
    fn without_any_request_a_policy_still_says_something() {
        let nothing_known = Request::default();
        let full = endpoint_verdict(&Policy::full_access(), EndpointKind::Gateway, &nothing_known);
        assert_eq!(full.outcome, Outcome::Allow);
        let depends = verdict(OWN_BUCKET, &nothing_known);
        assert!(depends.unknown.contains(&Unknown::Action) && depends.unknown.contains(&Unknown::Resource));
        let other_service = verdict(OWN_BUCKET, &nothing_known.with_some_action_of("dynamodb"));
        assert_eq!(other_service.outcome, Outcome::ImplicitDeny);
    }

    #[test]
    fn a_named_account_on_a_gateway_endpoint_is_its_root_only() {
        let policy = r#"{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}]}"#;
        assert_eq!(verdict(policy, &get("arn:aws:s3:::own/a")).outcome, Outcome::ImplicitDeny);
        let root = Principal::parse("111122223333").unwrap();
        assert_eq!(verdict(policy, &get("arn:aws:s3:::own/a").with_principal(root)).outcome, Outcome::Allow);
        let parsed = Policy::parse(policy).unwrap();
        let interface = endpoint_verdict(&parsed, EndpointKind::Interface, &get("arn:aws:s3:::own/a"));
        assert_eq!(interface.outcome, Outcome::Allow);
    }

    #[test]
    fn what_passes_in_plain_form() {
        assert_eq!(what_passes(&Policy::full_access()), Passes::FullAccess);
        let deny_only = r#"{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}"#;
        assert_eq!(what_passes(&Policy::parse(deny_only).unwrap()), Passes::Nothing);
        let Passes::Restricted { allows, denies } = what_passes(&Policy::parse(OWN_BUCKET).unwrap()) else { panic!() };
        assert_eq!((allows.len(), denies.len()), (1, 1));
        assert_eq!(allows[0].principals, Some(Vec::new()));
        assert_eq!(allows[0].conditions[0].1, "aws:PrincipalOrgID");
    }
}
