//! Several policies together: the tables of "Policy evaluation logic" in the IAM User Guide.

use super::*;
use Outcome::{Allow, Depends, ExplicitDeny, ImplicitDeny};

const USER: &str = "arn:aws:iam::111122223333:user/rosa";
const ROLE: &str = "arn:aws:iam::111122223333:role/app";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/app/i-1";
const ALLOW: &str = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
const OTHER: &str = r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#;
const DENY: &str = r#"{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}"#;

fn ask(principal: &str) -> Request {
    Request::default()
        .with_principal(Principal::parse(principal).unwrap())
        .with_action("s3:GetObject")
        .with_resource("arn:aws:s3:::own/a")
        .with_resource_account("111122223333")
        .with_context(Context::complete())
}

/// A resource policy that lets one principal in.
fn grants(principal: &str) -> Supplied<Vec<NamedPolicy>> {
    given(&format!(r#"{{"Sid": "In", "Effect": "Allow", "Principal": {principal}, "Action": "s3:*", "Resource": "*"}}"#))
}

fn aws(principal: &str) -> Supplied<Vec<NamedPolicy>> {
    grants(&format!(r#"{{"AWS": "{principal}"}}"#))
}

fn outcome(policies: &PolicySet, request: &Request) -> Outcome {
    decide(policies, request).outcome
}

#[test]
fn nothing_allows_by_itself() {
    let decision = decide(&PolicySet::default(), &ask(USER));
    assert_eq!(decision.outcome, ImplicitDeny);
    let Why::NothingAllows { missing, any_would_do, .. } = decision.why else { panic!() };
    assert_eq!((missing, any_would_do), (vec![PolicyRole::Resource, PolicyRole::Identity], true));
}

#[test]
fn in_one_account_identity_or_resource_policy_is_enough() {
    let identity = PolicySet { identity: given(ALLOW), ..PolicySet::default() };
    let decision = decide(&identity, &ask(SESSION));
    assert_eq!((decision.outcome, &decision.why), (Allow, &Why::Allowed(AllowedBy::IdentityPolicy)));
    assert_eq!(decision.by[0].policy, PolicyRole::Identity);
    let resource = PolicySet { resource: aws(USER), ..PolicySet::default() };
    assert_eq!(outcome(&resource, &ask(USER)), Allow);
    assert_eq!(outcome(&resource, &ask(ROLE)), ImplicitDeny);
    // Naming the account delegates: the identity policy must still allow.
    let delegated = PolicySet { resource: aws("111122223333"), ..PolicySet::default() };
    assert_eq!(outcome(&delegated, &ask(USER)), ImplicitDeny);
}

#[test]
fn across_accounts_both_must_allow() {
    let cross = ask(SESSION).with_resource_account("444455556666");
    for (identity, resource, expected) in [
        (given(ALLOW), aws(ROLE), Allow),
        (given(ALLOW), aws("arn:aws:iam::111122223333:root"), Allow),
        (given(ALLOW), grants(r#""*""#), Allow),
        (given(ALLOW), Supplied::None, ImplicitDeny),
        (Supplied::None, aws(SESSION), ImplicitDeny),
        (given(ALLOW), aws("444455556666"), ImplicitDeny),
    ] {
        let policies = PolicySet { identity, resource, ..PolicySet::default() };
        assert_eq!(outcome(&policies, &cross), expected, "{policies:?}");
    }
    let bounded = PolicySet { identity: given(ALLOW), resource: aws(SESSION), boundary: given(OTHER), ..PolicySet::default() };
    assert_eq!(outcome(&bounded, &cross), ImplicitDeny);
}

#[test]
fn implicit_denies_limit_what_a_resource_policy_grants_by_whom_it_names() {
    // "Resource-based policies and implicit denies in other policy types (same account)".
    for (asking, named, expected) in [
        (USER, format!(r#"{{"AWS": "{USER}"}}"#), Allow),
        (SESSION, format!(r#"{{"AWS": "{SESSION}"}}"#), Allow),
        (SESSION, format!(r#"{{"AWS": "{ROLE}"}}"#), ImplicitDeny),
        (ROLE, format!(r#"{{"AWS": "{ROLE}"}}"#), ImplicitDeny),
        (SESSION, r#""*""#.to_owned(), Allow),
        (SESSION, r#"{"AWS": "111122223333"}"#.to_owned(), ImplicitDeny),
    ] {
        let mut policies = PolicySet { resource: grants(&named), boundary: given(OTHER), ..PolicySet::default() };
        assert_eq!(outcome(&policies, &ask(asking)), expected, "boundary: {asking} as {named}");
        policies.boundary = Supplied::None;
        policies.session = given(OTHER);
        policies.identity = given(ALLOW);
        assert_eq!(outcome(&policies, &ask(asking)), expected, "session: {asking} as {named}");
    }
    let wide = PolicySet { resource: aws(ROLE), boundary: given(ALLOW), ..PolicySet::default() };
    let decision = decide(&wide, &ask(SESSION));
    assert_eq!(decision.why, Why::Allowed(AllowedBy::ResourcePolicyForRole));
}

#[test]
fn an_endpoint_policy_never_grants_and_always_limits() {
    let full = Supplied::Given(vec![NamedPolicy::new("vpce-1", Policy::full_access())]);
    let alone = PolicySet { endpoint: full.clone(), ..PolicySet::default() };
    assert_eq!(outcome(&alone, &ask(USER)), ImplicitDeny);
    let narrow = grants(r#""*""#);
    for (endpoint, expected) in [(full, Allow), (narrow, Allow), (aws("444455556666"), ImplicitDeny)] {
        let policies = PolicySet { identity: given(ALLOW), endpoint, ..PolicySet::default() };
        assert_eq!(outcome(&policies, &ask(USER)), expected);
    }
}

#[test]
fn organization_policies() {
    let levels = |levels: &[&str]| Supplied::Given(levels.iter().map(|list| vec![NamedPolicy::new("scp", statements(list))]).collect());
    let with = |scp, rcp| PolicySet { identity: given(ALLOW), scp, rcp, ..PolicySet::default() };
    assert_eq!(outcome(&with(levels(&[ALLOW, ALLOW]), Supplied::None), &ask(USER)), Allow);
    // Every level must allow.
    let decision = decide(&with(levels(&[ALLOW, OTHER]), Supplied::None), &ask(USER));
    assert!(matches!(decision.why, Why::NothingAllows { missing, .. } if missing == [PolicyRole::Scp]));
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#;
    let decision = decide(&with(levels(&[DENY]), levels(&[deny])), &ask(USER));
    assert_eq!((decision.outcome, decision.why), (ExplicitDeny, Why::Denied(PolicyRole::Rcp)));
    // Resource control policies keep their full access attached and so never deny implicitly.
    let elsewhere = r#"{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}"#;
    assert_eq!(outcome(&with(Supplied::None, levels(&[elsewhere])), &ask(USER)), Allow);
    // Service-linked roles are outside both.
    let linked = ask("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX");
    assert_eq!(outcome(&with(levels(&[OTHER]), levels(&[deny])), &linked), Allow);
    // And a service from SCPs.
    let mut policies = with(levels(&[OTHER]), Supplied::None);
    policies.resource = grants(r#"{"Service": "logging.s3.amazonaws.com"}"#);
    assert_eq!(outcome(&policies, &ask("logging.s3.amazonaws.com")), Allow);
}

#[test]
fn denies_are_reported_in_awss_order_and_win_over_everything() {
    let deny_all = r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}"#;
    let both = format!("{DENY}, {ALLOW}");
    let policies = PolicySet {
        identity: given(&both),
        session: given(&both),
        boundary: given(&both),
        resource: given(deny_all),
        endpoint: given(deny_all),
        scp: Supplied::Given(vec![vec![NamedPolicy::new("p", statements(&both))]]),
        ..PolicySet::default()
    };
    let decision = decide(&policies, &ask(SESSION));
    let order: Vec<PolicyRole> = decision.by.iter().map(|statement| statement.policy).collect();
    use PolicyRole::{Boundary, Endpoint, Identity, Resource, Scp, Session};
    assert_eq!(order, [Scp, Endpoint, Resource, Identity, Boundary, Session]);
    assert_eq!(decision.took_part.len(), 10);
}

#[test]
fn keys_and_roles_open_only_by_their_own_policy() {
    let kms = r#"{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}"#;
    let request = ask(USER).with_action("kms:Decrypt").with_resource("arn:aws:kms:eu-west-1:111122223333:key/1");
    let key_policy =
        |who: &str| given(&format!(r#"{{"Effect": "Allow", "Principal": {{"AWS": "{who}"}}, "Action": "kms:*", "Resource": "*"}}"#));
    let with = |identity, resource| PolicySet { identity, resource, ..PolicySet::default() };
    assert_eq!(outcome(&with(given(kms), key_policy("111122223333")), &request), Allow);
    assert_eq!(outcome(&with(given(kms), Supplied::None), &request), ImplicitDeny);
    assert_eq!(outcome(&with(given(kms), key_policy("444455556666")), &request), ImplicitDeny);
    assert_eq!(outcome(&with(Supplied::None, key_policy(USER)), &request), Allow);
    assert_eq!(outcome(&with(given(kms), Supplied::None), &request.with_action("kms:ListKeys").with_resource("*")), Allow);
    let assume = ask(USER).with_action("sts:AssumeRole").with_resource(ROLE);
    let sts = r#"{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}"#;
    let trust = given(r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}"#);
    assert_eq!(outcome(&with(given(sts), Supplied::None), &assume), ImplicitDeny);
    assert_eq!(outcome(&with(given(sts), trust), &assume), Allow);
}

#[test]
fn root_users_services_and_strangers() {
    assert_eq!(outcome(&PolicySet::default(), &ask("111122223333")), Allow);
    assert_eq!(outcome(&PolicySet::default(), &ask("444455556666")), ImplicitDeny);
    let service = PolicySet { resource: grants(r#"{"Service": "sns.amazonaws.com"}"#), ..PolicySet::default() };
    assert_eq!(outcome(&service, &ask("sns.amazonaws.com")), Allow);
    assert_eq!(outcome(&service, &ask("sqs.amazonaws.com")), ImplicitDeny);
    let public = PolicySet { resource: grants(r#""*""#), ..PolicySet::default() };
    assert_eq!(outcome(&public, &ask("anonymous")), Allow);
    assert_eq!(outcome(&PolicySet { resource: aws(USER), ..PolicySet::default() }, &ask("anonymous")), ImplicitDeny);
}

#[test]
fn not_principal() {
    let deny = |list: &str| PolicySet {
        identity: given(ALLOW),
        resource: given(&format!(r#"{{"Effect": "Deny", "NotPrincipal": {{"AWS": [{list}]}}, "Action": "s3:*", "Resource": "*"}}"#)),
        ..PolicySet::default()
    };
    let account = "arn:aws:iam::111122223333:root";
    assert_eq!(outcome(&deny(&format!(r#""{USER}", "{account}""#)), &ask(USER)), Allow);
    assert_eq!(outcome(&deny(&format!(r#""{USER}""#)), &ask(USER)), Depends);
    assert_eq!(outcome(&deny(r#""444455556666""#), &ask(USER)), ExplicitDeny);
    // "All principals except Bob": the account is listed with him, and the others in it are denied all the same.
    let bob = "arn:aws:iam::111122223333:user/bob";
    assert_eq!(outcome(&deny(&format!(r#""{bob}", "{account}""#)), &ask(USER)), ExplicitDeny);
    assert_eq!(outcome(&deny(&format!(r#""{account}""#)), &ask(SESSION)), ExplicitDeny);
    let all = format!(r#""{SESSION}", "{ROLE}", "{account}""#);
    assert_eq!(outcome(&deny(&all), &ask(SESSION)), Allow);
    assert_eq!(outcome(&deny(&format!(r#""{ROLE}", "{account}""#)), &ask(SESSION)), Depends);
    // With a permissions boundary AWS denies, listed or not.
    let bounded = PolicySet { boundary: given(ALLOW), ..deny(&all) };
    assert_eq!(outcome(&bounded, &ask(SESSION)), ExplicitDeny);
}

#[test]
fn principals_imply_keys() {
    let only = |condition: &str| PolicySet {
        resource: given(&format!(
            r#"{{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::own/${{aws:username, 'a'}}", "Condition": {condition}}}"#
        )),
        ..PolicySet::default()
    };
    let by_role = only(&format!(r#"{{"ArnEquals": {{"aws:PrincipalArn": "{ROLE}"}}}}"#));
    assert_eq!(outcome(&by_role, &ask(SESSION)), Allow);
    assert_eq!(outcome(&by_role, &ask("arn:aws:sts::111122223333:assumed-role/other/i-1")), ImplicitDeny);
    let account = only(r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#);
    assert_eq!(outcome(&account, &ask(SESSION)), Allow);
    assert_eq!(outcome(&account, &ask(USER)), ImplicitDeny, "own/rosa is not own/a");
    assert_eq!(outcome(&account, &ask(USER).with_resource("arn:aws:s3:::own/rosa")), Allow);
    let no_service = only(r#"{"Bool": {"aws:PrincipalIsAWSService": "false"}}"#);
    assert_eq!(outcome(&no_service, &ask(SESSION)), Allow);
    assert_eq!(outcome(&no_service, &ask("sns.amazonaws.com")), ImplicitDeny);
    // A session of IAM Identity Center has a path that its ARN does not tell.
    let sso = ask("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_1/rosa");
    assert_eq!(decide(&by_role, &sso).unknown, [Unknown::Key("aws:PrincipalArn".into())]);
}

#[test]
fn unknowns_of_the_case_are_named() {
    let who = Request::default().with_action("s3:GetObject").with_resource("arn:aws:s3:::own/a");
    let policies = PolicySet { identity: given(ALLOW), ..PolicySet::default() };
    assert_eq!(decide(&policies, &who).unknown, [Unknown::Principal]);
    let whose = who.clone().with_principal(Principal::parse(USER).unwrap());
    assert_eq!(decide(&policies, &whose).unknown, [Unknown::ResourceAccount]);
    let both = PolicySet { resource: aws(USER), ..policies.clone() };
    assert_eq!(outcome(&both, &whose), Allow, "allowed in either account");
    let hidden = PolicySet { resource: Supplied::Unknown, ..policies };
    assert_eq!(decide(&hidden, &ask(USER)).unknown, [Unknown::Policy(PolicyRole::Resource)]);
    let denied = PolicySet { identity: given(DENY), resource: Supplied::Unknown, ..PolicySet::default() };
    assert_eq!(outcome(&denied, &ask(USER)), ExplicitDeny, "whatever the resource policy says");
}

#[test]
fn deny_unless_through_my_endpoint_is_not_allowed_from_the_internet() {
    let policies = PolicySet {
        identity: given(ALLOW),
        resource: given(
            r#"{"Sid": "OnlyMine", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}"#,
        ),
        ..PolicySet::default()
    };
    let from = |context: Context| outcome(&policies, &ask(USER).with_context(context));
    assert_eq!(from(Context::open().over_internet(None)), ExplicitDeny);
    assert_eq!(from(Context::open().through_endpoint(Some("vpce-1"), None, None)), Allow);
    assert_eq!(from(Context::open().through_endpoint(None, None, None)), Depends);
}
