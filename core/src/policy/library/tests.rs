//! Each policy of the library lints clean, and lets through what it says.

use super::*;
use crate::policy::{
    Contained, Context, EndpointKind, Inside, NamedPolicy, Outcome, PolicySet, Principal, Request, Severity, Supplied, decide,
    endpoint_verdict, leads_outside, lets_in_outsiders, lint,
};

fn ground(region: &str, partition: &str) -> Ground {
    let text = |s: &str| s.to_owned();
    let mut ground = Ground {
        region: text(region),
        partition: text(partition),
        organization: Some(text("o-a1b2c3d4e5")),
        account: Some(text("111122223333")),
        buckets: vec![text("mine")],
        tables: vec![format!("arn:{partition}:dynamodb:{region}:111122223333:table/orders")],
        vpcs: vec![text("vpc-0a1b2c3d4e5f67890")],
        endpoints: vec![text("vpce-0a1b2c3d4e5f67890")],
        own: Vec::new(),
    };
    ground.own = ground.bucket("mine").to_vec();
    ground
}

const GATEWAY: LintAs = LintAs::Endpoint(EndpointKind::Gateway);
const INTERFACE: LintAs = LintAs::Endpoint(EndpointKind::Interface);

fn of(kind: LintAs, service: &str, id: &str) -> Policy {
    let all = starters(kind, service, &ground("eu-west-1", "aws"));
    let one = all.into_iter().find(|s| s.id == id).unwrap_or_else(|| panic!("no {id}"));
    Policy::parse(&one.text.unwrap().unwrap()).unwrap()
}

/// A request through an endpoint by a role of an account and organization, on a resource of an account and organization.
fn request(who: (&str, &str), action: &str, resource: &str, whose: (&str, &str)) -> Request {
    let context = Context::complete()
        .through_endpoint(Some("vpce-0a1b2c3d4e5f67890"), Some("vpc-0a1b2c3d4e5f67890"), Some("10.0.0.9"))
        .with("aws:PrincipalOrgID", [who.1])
        .with("aws:ResourceAccount", [whose.0])
        .with("aws:ResourceOrgID", [whose.1])
        .with("aws:ViaAWSService", ["false"])
        .with("aws:SecureTransport", ["true"])
        .with("aws:RequestedRegion", ["eu-west-1"]);
    let principal = Principal::parse(&format!("arn:aws:iam::{}:role/app", who.0)).unwrap();
    Request::default()
        .with_principal(principal)
        .with_action(action)
        .with_resource(resource)
        .with_resource_account(whose.0)
        .with_context(context)
}

const OURS: (&str, &str) = ("111122223333", "o-a1b2c3d4e5");
const SISTER: (&str, &str) = ("222233334444", "o-a1b2c3d4e5");
const STRANGER: (&str, &str) = ("999988887777", "o-zzzzzzzzzz");
const MINE: &str = "arn:aws:s3:::mine/a";
const THEIRS: &str = "arn:aws:s3:::theirs/a";
const LAYER: &str = "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/x";

#[test]
fn every_policy_lints_without_an_error_or_warning() {
    let kinds =
        [GATEWAY, INTERFACE, LintAs::Other(PolicyRole::Resource), LintAs::Other(PolicyRole::Identity), LintAs::Other(PolicyRole::Boundary)];
    let mut seen = 0;
    for (region, partition) in [("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")] {
        for kind in kinds {
            for service in ["s3", "dynamodb", "ssm", "ecr", "madeup"] {
                for starter in starters(kind, service, &ground(region, partition)) {
                    let Some(text) = starter.text.unwrap() else { continue };
                    let policy = Policy::parse(&text).unwrap();
                    let bad: Vec<_> = lint(&policy, kind).into_iter().filter(|p| p.severity != Severity::Suggestion).collect();
                    assert!(bad.is_empty(), "{} for {service}: {bad:?}\n{text}", starter.id);
                    assert_eq!(policy.to_json(), text);
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn buckets_of_aws_are_those_of_the_region_and_partition() {
    let all = starters(GATEWAY, "s3", &ground("cn-north-1", "aws-cn"));
    let text = all.into_iter().find(|s| s.id == "own-buckets-and-aws").unwrap().text.unwrap().unwrap();
    for wanted in
        ["arn:aws-cn:s3:::mine", "arn:aws-cn:s3:::prod-cn-north-1-starport-layer-bucket/*", "arn:aws-cn:s3:::aws-ssm-cn-north-1/*"]
    {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert!(!text.contains("us-east-1"));
}

#[test]
fn endpoint_policies_let_through_what_they_say() {
    let passes =
        |id: &str, request: &Request| endpoint_verdict(&of(GATEWAY, "s3", id), EndpointKind::Gateway, request).outcome == Outcome::Allow;
    let get = |who, what, whose| request(who, "s3:GetObject", what, whose);
    let put = |who, what, whose| request(who, "s3:PutObject", what, whose);
    // By id: ours to ours, a sister account's to ours, ours to a stranger's, a stranger's to ours, ours to a layer of AWS.
    let table = [
        ("own-organization", [true, true, true, false, true]),
        ("own-organization-both", [true, true, false, false, true]),
        ("own-account", [true, false, true, false, true]),
        ("own-account-both", [true, false, false, false, true]),
        ("read-only", [false, false, false, false, false]),
        ("own-buckets", [true, true, false, true, false]),
        ("own-buckets-and-aws", [true, true, false, true, true]),
    ];
    for (id, wanted) in table {
        let found = [
            passes(id, &put(OURS, MINE, OURS)),
            passes(id, &put(SISTER, MINE, OURS)),
            passes(id, &put(OURS, THEIRS, STRANGER)),
            passes(id, &put(STRANGER, MINE, OURS)),
            passes(id, &get(OURS, LAYER, ("aws", "aws"))) && id != "read-only",
        ];
        assert_eq!(found, wanted, "{id}");
    }
    assert!(passes("read-only", &get(OURS, MINE, OURS)) && !passes("read-only", &get(STRANGER, MINE, OURS)));
    assert!(!passes("own-buckets-and-aws", &put(OURS, LAYER, ("aws", "aws"))), "AWS's buckets are read only");
}

#[test]
fn who_is_let_in_is_proved_of_all_requests() {
    let organization = Inside { organization: Some(OURS.1.into()), ..Inside::default() };
    let account = Inside { accounts: vec![OURS.0.into()], ..Inside::default() };
    for service in ["s3", "ssm"] {
        assert_eq!(lets_in_outsiders(&of(INTERFACE, service, "own-organization"), &organization), Contained::Yes);
        assert_eq!(lets_in_outsiders(&of(INTERFACE, service, "own-account"), &account), Contained::Yes);
        assert_eq!(lets_in_outsiders(&of(INTERFACE, service, "read-only"), &account), Contained::Yes);
        assert!(matches!(lets_in_outsiders(&of(INTERFACE, service, "own-organization"), &account), Contained::No(_)));
        assert!(matches!(leads_outside(&of(INTERFACE, service, "own-account"), &account, &[]), Contained::No(_)));
    }
    assert_eq!(leads_outside(&of(INTERFACE, "ssm", "own-account-both"), &account, &[]), Contained::Yes);
    let of_aws: Vec<String> =
        of_agents("eu-west-1").into_iter().chain(of_layers("eu-west-1")).map(|b| format!("arn:aws:s3:::{b}/*")).collect();
    assert_eq!(leads_outside(&of(GATEWAY, "s3", "own-account-both"), &account, &of_aws), Contained::Yes);
    assert_eq!(leads_outside(&of(GATEWAY, "s3", "own-buckets"), &Inside::default(), &["arn:aws:s3:::mine*".into()]), Contained::Yes);
    let tables = ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders*".to_owned()];
    assert_eq!(leads_outside(&of(GATEWAY, "dynamodb", "own-tables"), &Inside::default(), &tables), Contained::Yes);
}

fn by_bucket(id: &str, request: &Request) -> Outcome {
    let anything = Policy::parse(r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#).unwrap();
    let given = |policy| Supplied::Given(vec![NamedPolicy::new("it", policy)]);
    let resource = given(of(LintAs::Other(PolicyRole::Resource), "s3", id));
    decide(&PolicySet { identity: given(anything), resource, ..PolicySet::default() }, request).outcome
}

#[test]
fn bucket_policies_deny_what_they_say_and_lock_nobody_out() {
    let inside = request(OURS, "s3:GetObject", MINE, OURS);
    let console =
        Context::complete().over_internet(Some("203.0.113.9")).with("aws:PrincipalOrgID", [OURS.1]).with("aws:SecureTransport", ["true"]);
    let console = console.with("aws:ViaAWSService", ["false"]);
    let outside = inside.clone().with_context(console.clone());
    let root = outside.clone().with_principal(Principal::parse(OURS.0).unwrap());
    let plain = inside.clone().with_context(console.with("aws:SecureTransport", ["false"]));
    for id in ["encrypted", "own-organization", "own-vpcs", "own-endpoints"] {
        assert_eq!(by_bucket(id, &inside), Outcome::Allow, "{id}");
        assert_eq!(by_bucket(id, &root), Outcome::Allow, "{id}: root is not locked out");
    }
    assert_eq!(by_bucket("encrypted", &plain), Outcome::ExplicitDeny);
    assert_eq!(by_bucket("own-organization", &request(STRANGER, "s3:GetObject", MINE, OURS)), Outcome::ExplicitDeny);
    for id in ["own-vpcs", "own-endpoints"] {
        assert_eq!(by_bucket(id, &outside), Outcome::ExplicitDeny, "{id}");
    }
}

#[test]
fn role_policies_allow_what_they_say() {
    let allowed = |kind, id: &str, action: &str, resource: &str| {
        let given = Supplied::Given(vec![NamedPolicy::new("it", of(kind, "", id))]);
        decide(&PolicySet { identity: given, ..PolicySet::default() }, &request(OURS, action, resource, OURS)).outcome == Outcome::Allow
    };
    let role = LintAs::Other(PolicyRole::Identity);
    assert!(allowed(role, "read-buckets", "s3:GetObject", MINE) && !allowed(role, "read-buckets", "s3:PutObject", MINE));
    assert!(!allowed(role, "read-buckets", "s3:GetObject", THEIRS));
    assert!(
        allowed(role, "write-buckets", "s3:PutObject", MINE) && !allowed(role, "write-buckets", "s3:DeleteBucket", "arn:aws:s3:::mine")
    );
    let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
    assert!(allowed(role, "read-tables", "dynamodb:Query", table) && !allowed(role, "read-tables", "dynamodb:PutItem", table));
    assert!(
        allowed(role, "managed-instance", "ssm:UpdateInstanceInformation", "*")
            && !allowed(role, "managed-instance", "ssm:SendCommand", "*")
    );
    assert!(allowed(role, "pull-images", "ecr:BatchGetImage", "*") && !allowed(role, "pull-images", "ecr:PutImage", "*"));
    let limit = LintAs::Other(PolicyRole::Boundary);
    assert!(allowed(limit, "own-region", "s3:PutObject", MINE) && allowed(limit, "no-permissions", "s3:PutObject", MINE));
    assert!(!allowed(limit, "no-permissions", "iam:CreateUser", "*"));
    let elsewhere = request(OURS, "s3:PutObject", MINE, OURS);
    let elsewhere = elsewhere.with_context(Context::complete().with("aws:RequestedRegion", ["us-east-1"]));
    let given = Supplied::Given(vec![NamedPolicy::new("it", of(limit, "", "own-region"))]);
    assert_eq!(decide(&PolicySet { identity: given, ..PolicySet::default() }, &elsewhere).outcome, Outcome::ExplicitDeny);
}

#[test]
fn what_the_design_lacks_is_said() {
    let bare = Ground { region: "eu-west-1".into(), partition: "aws".into(), ..Ground::default() };
    for kind in [GATEWAY, LintAs::Other(PolicyRole::Resource), LintAs::Other(PolicyRole::Identity)] {
        let lacking = starters(kind, "s3", &bare).into_iter().filter(|s| s.text.is_err()).count();
        assert!(lacking >= 3, "{kind:?}: {lacking}");
    }
}
