//! Containment against every request over a small alphabet, and the laws that any notion of containment keeps.

use super::super::super::statement::Setting;
use super::super::super::trial::Trial;
use super::super::super::{Context, PolicyRole, Principal, Request, Tri};
use super::*;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use std::sync::Arc;

const PRINCIPALS: [&str; 6] = [
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:iam::111122223333:user/rosa",
    "arn:aws:iam::444455556666:role/app",
    "arn:aws:iam::444455556666:root",
    "sns.amazonaws.com",
    "anonymous",
];
const ACTIONS: [&str; 3] = ["s3:getobject", "s3:putobject", "ec2:run"];
const RESOURCES: [&str; 4] = ["arn:aws:s3:::a/x", "arn:aws:s3:::a/y:z", "arn:aws:s3:::b/x", "arn:aws:sqs:r:1:one"];
const TEXTS: [&str; 3] = ["one", "two", "o"];
const ADDRESSES: [&str; 3] = ["10.0.0.1", "10.1.0.1", "192.0.2.1"];
const NUMBERS: [&str; 3] = ["1", "1.5", "2"];

fn pick(from: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(from), 1..3)
}

fn condition() -> impl Strategy<Value = Option<Value>> {
    let text = (
        prop::sample::select(
            &[
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "StringNotLike",
                "StringEqualsIfExists",
                "StringNotLikeIfExists",
                "StringEqualsIgnoreCase",
            ][..],
        ),
        prop::sample::select(&["x:a", "X:A"][..]),
        pick(&["one", "o*", "?wo", "ONE", "*", "${aws:PrincipalAccount, 'one'}"]),
    );
    let many = (
        prop::sample::select(
            &[
                "ForAllValues:StringLike",
                "ForAnyValue:StringLike",
                "ForAllValues:StringNotEquals",
                "ForAnyValue:StringNotEquals",
                "ForAnyValue:StringEqualsIfExists",
            ][..],
        ),
        Just("x:many"),
        pick(&["one", "o*", "t*"]),
    );
    let address = (
        prop::sample::select(&["IpAddress", "NotIpAddress", "IpAddressIfExists"][..]),
        Just("aws:SourceIp"),
        pick(&["10.0.0.0/8", "10.0.0.0/16", "192.0.2.1"]),
    );
    let number = (
        prop::sample::select(&["NumericLessThan", "NumericGreaterThanEquals", "NumericNotEquals"][..]),
        Just("x:n"),
        pick(&["1", "2", "1.5"]),
    );
    let who = (
        prop::sample::select(&["ArnLike", "ArnNotLike", "ArnNotEqualsIfExists"][..]),
        Just("aws:PrincipalArn"),
        pick(&["arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/app", "arn:aws:iam::444455556666:*"]),
    );
    let account =
        (prop::sample::select(&["StringEquals", "StringNotEquals"][..]), Just("aws:PrincipalAccount"), pick(&["111122223333", "${x:a}"]));
    let null = (Just("Null"), prop::sample::select(&["x:a", "x:many", "aws:SourceIp", "aws:username"][..]), pick(&["true", "false"]));
    let any = prop_oneof![text, many, address, number, who, account, null];
    prop::option::weighted(0.7, any.prop_map(|(operator, key, values)| json!({operator: {key: values}})))
}

fn statement() -> impl Strategy<Value = Value> {
    let actions = pick(&["s3:GetObject", "s3:*", "*", "S3:get*", "ec2:*"]);
    let resources = pick(&["*", "arn:aws:s3:::a/*", "arn:aws:s3:::a/x", "arn:aws:s3:::?/x", "arn:aws:s3:*", "arn:aws:sqs:*:one"]);
    let who = prop::sample::select(vec![
        json!("*"),
        json!({"AWS": "111122223333"}),
        json!({"AWS": ["arn:aws:iam::111122223333:role/app", "444455556666"]}),
        json!({"Service": "sns.amazonaws.com"}),
    ]);
    (any::<[bool; 3]>(), prop::bool::weighted(0.1), actions, resources, who, condition()).prop_map(
        |([allow, not_action, not_resource], not_principal, actions, resources, who, condition)| {
            let mut out = json!({"Effect": if allow { "Allow" } else { "Deny" }});
            out[if not_principal { "NotPrincipal" } else { "Principal" }] = who;
            out[if not_action { "NotAction" } else { "Action" }] = json!(actions);
            out[if not_resource { "NotResource" } else { "Resource" }] = json!(resources);
            if let Some(condition) = condition {
                out["Condition"] = condition;
            }
            out
        },
    )
}

fn statements() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(statement(), 1..4)
}

fn parse(list: &[Value]) -> Policy {
    Policy::parse(&json!({"Version": "2012-10-17", "Statement": list}).to_string()).unwrap()
}

fn outcome(policy: &Policy, request: &Request) -> Outcome {
    endpoint_verdict(policy, EndpointKind::Interface, request).outcome
}

/// The same without the reasons, which are most of the work.
fn allowed(policy: &Policy, request: &Request) -> Tri {
    let mut trial = Trial::new(request);
    let name = Arc::from("");
    let allowed = trial.policy(&name, policy, Setting { role: PolicyRole::Endpoint, gateway: false, bounded: false }).any();
    allowed.and(trial.deny().negate())
}

/// Visits requests with every value of every attribute that the policies look at, and a value of none.
fn every_request(policies: &[&Policy], mut visit: impl FnMut(&Request) -> Result<(), TestCaseError>) -> Result<(), TestCaseError> {
    let uses = |key: &str| {
        policies
            .iter()
            .flat_map(|p| p.statements())
            .any(|s| s.conditions().any(|(_, used, values)| used.eq_ignore_ascii_case(key) || values.iter().any(|v| v.contains(key))))
    };
    let mut contexts = vec![Context::complete()];
    let mut widen = |key: &str, choices: &[Vec<&str>]| {
        if uses(key) {
            contexts = contexts
                .iter()
                .flat_map(|c| std::iter::once(c.clone()).chain(choices.iter().map(|v| c.clone().with(key, v.iter().copied()))))
                .collect();
        }
    };
    let single = |values: &'static [&'static str]| values.iter().map(|v| vec![*v]).collect::<Vec<_>>();
    widen("x:a", &[single(&TEXTS), vec![vec!["ONE"], vec!["111122223333"]]].concat());
    widen("x:many", &[single(&TEXTS), vec![vec!["one", "two"], vec!["one", "o"], vec!["z"]]].concat());
    widen("aws:SourceIp", &single(&ADDRESSES));
    widen("x:n", &single(&NUMBERS));
    let asking = PRINCIPALS.map(|who| Request::default().with_principal(Principal::parse(who).unwrap()));
    for context in &contexts {
        for who in &asking {
            // One request for all actions and resources: to build it is most of the work.
            let mut request = who.clone().with_context(context.clone());
            for action in ACTIONS {
                request = request.with_action(action);
                for resource in RESOURCES {
                    request = request.with_resource(resource);
                    visit(&request)?;
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("PORTICO_LONG").is_some() { 4000 } else { 250 }))]

    #[test]
    fn agrees_with_every_small_request(a in statements(), b in statements()) {
        let (left, right) = (parse(&a), parse(&b));
        match contained(&left, &right) {
            Contained::Yes => {
                every_request(&[&left, &right], |request| {
                    prop_assert!(!(allowed(&left, request).is_yes() && allowed(&right, request).is_no()), "{request:?}");
                    Ok(())
                })?;
            }
            Contained::No(witness) => {
                prop_assert_eq!(outcome(&left, &witness.request()), Outcome::Allow, "{:?}", witness);
                prop_assert!(matches!(outcome(&right, &witness.request()), Outcome::ExplicitDeny | Outcome::ImplicitDeny), "{witness:?}");
            }
            // Role sessions that NotPrincipal names in part, variables inside texts: AWS leaves them open.
            Contained::Undecided(stuck) => {
                let text = json!([a, b]).to_string();
                prop_assert!(text.contains("NotPrincipal") || text.contains("${"), "{stuck:?}");
            }
        }
    }

    #[test]
    fn every_policy_contains_itself(a in statements()) {
        prop_assert_eq!(contained(&parse(&a), &parse(&a)), Contained::Yes);
        let mut turned = a.clone();
        turned.reverse();
        prop_assert_eq!(contained(&parse(&a), &parse(&turned)), Contained::Yes);
    }

    #[test]
    fn more_allows_only_widen_and_more_denies_only_narrow(a in statements(), mut more in statement()) {
        let before = parse(&a);
        for effect in ["Allow", "Deny"] {
            more["Effect"] = json!(effect);
            let after = parse(&[a.as_slice(), &[more.clone()]].concat());
            let (narrow, wide) = if effect == "Allow" { (&before, &after) } else { (&after, &before) };
            prop_assert_eq!(contained(narrow, wide), Contained::Yes);
        }
    }

    #[test]
    fn containment_carries_over(a in statements(), b in statements(), c in statements()) {
        let all = [parse(&a), parse(&b), parse(&c)];
        if contained(&all[0], &all[1]) == Contained::Yes && contained(&all[1], &all[2]) == Contained::Yes {
            prop_assert!(!matches!(contained(&all[0], &all[2]), Contained::No(_)));
        }
    }

    #[test]
    fn what_is_said_of_a_policy_holds_of_its_requests(a in statements()) {
        let policy = parse(&a);
        let nothing = allows_nothing(&policy);
        let (dead, shadowed) = (dead_statements(&policy), shadowed(&policy));
        if !nothing && dead.is_empty() && shadowed.is_empty() {
            return Ok(());
        }
        every_request(&[&policy], |request| {
            let decision = endpoint_verdict(&policy, EndpointKind::Interface, request);
            prop_assert!(!(nothing && decision.outcome == Outcome::Allow));
            for part in decision.took_part.iter().filter(|part| part.certain) {
                prop_assert!(!dead.contains(&part.statement.index), "{request:?}");
                prop_assert!(!(shadowed.contains(&part.statement.index) && decision.outcome == Outcome::Allow), "{request:?}");
            }
            Ok(())
        })?;
    }
}
