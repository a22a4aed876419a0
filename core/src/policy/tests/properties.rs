//! What must hold of every policy and every request, against a slow and obvious evaluator.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

const ACTIONS: [&str; 5] = ["s3:GetObject", "s3:PutObject", "s3:*", "*", "S3:get*"];
const RESOURCES: [&str; 5] = ["*", "arn:aws:s3:::a/*", "arn:aws:s3:::a/x", "arn:aws:s3:::?/x", "arn:aws:s3:*"];
const VALUES: [&str; 4] = ["one", "two", "o*", "*"];
const OPERATORS: [&str; 10] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringNotLikeIfExists",
    "ForAllValues:StringLike",
    "ForAnyValue:StringLike",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringNotEquals",
];
const KEYS: [&str; 2] = ["x:a", "x:b"];

fn statement() -> impl Strategy<Value = Value> {
    let pick = |from: &'static [&'static str]| prop::collection::vec(prop::sample::select(from), 1..3);
    let condition =
        prop_oneof![Just(None), (prop::sample::select(&OPERATORS[..]), prop::sample::select(&KEYS[..]), pick(&VALUES)).prop_map(Some),];
    (any::<[bool; 3]>(), pick(&ACTIONS), pick(&RESOURCES), condition).prop_map(|(flags, actions, resources, condition)| {
        let [allow, not_action, not_resource] = flags;
        let mut out = json!({"Effect": if allow { "Allow" } else { "Deny" }, "Principal": "*"});
        out[if not_action { "NotAction" } else { "Action" }] = json!(actions);
        out[if not_resource { "NotResource" } else { "Resource" }] = json!(resources);
        if let Some((operator, key, values)) = condition {
            out["Condition"] = json!({operator: {key: values}});
        }
        out
    })
}

type Keys = Vec<Option<Vec<&'static str>>>;

fn keys() -> impl Strategy<Value = Keys> {
    prop::collection::vec(prop::option::of(prop::collection::vec(prop::sample::select(vec!["one", "two"]), 0..3)), 2)
}

fn parse(statements: &[Value]) -> Policy {
    policy(&json!({"Version": "2012-10-17", "Statement": statements}).to_string())
}

fn request(action: &str, resource: &str, keys: &Keys) -> Request {
    let mut context = Context::complete();
    for (name, values) in KEYS.into_iter().zip(keys) {
        if let Some(values) = values {
            context = context.with(name, values.iter().copied());
        }
    }
    Request::default().with_action(action).with_resource(resource).with_context(context)
}

fn outcome(statements: &[Value], request: &Request) -> Outcome {
    endpoint_verdict(&parse(statements), EndpointKind::Interface, request).outcome
}

/// The grammar's meaning spelled out; `None` where AWS does not say.
mod reference {
    use super::*;

    fn glob(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
            Some((b'?', rest)) => !text.is_empty() && glob(rest, &text[1..]),
            Some((own, rest)) => text.first() == Some(own) && glob(rest, &text[1..]),
        }
    }

    fn arn(pattern: &str, text: &str) -> bool {
        let fields: Vec<&str> = text.splitn(6, ':').collect();
        let mut patterns: Vec<&str> = pattern.splitn(6, ':').collect();
        patterns.resize(6, "*");
        pattern == "*" || patterns.iter().zip(&fields).all(|(own, given)| glob(own.as_bytes(), given.as_bytes()))
    }

    fn texts(value: &Value) -> Vec<&str> {
        value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
    }

    fn element(statement: &Value, name: &str, matches: impl Fn(&str) -> bool) -> bool {
        match statement.get(name) {
            Some(patterns) => texts(patterns).into_iter().any(matches),
            None => !texts(&statement[format!("Not{name}")]).into_iter().any(matches),
        }
    }

    fn condition(operator: &str, own: &[&str], given: Option<&Vec<&'static str>>) -> Option<bool> {
        let (set, base) = operator.split_once(':').map_or(("", operator), |(set, base)| (set, base));
        let (base, if_exists) = base.strip_suffix("IfExists").map_or((base, false), |base| (base, true));
        let negated = base.contains("Not");
        let like = base.ends_with("Like");
        let test = |value: &str| {
            let some = own.iter().any(|own| if like { glob(own.as_bytes(), value.as_bytes()) } else { *own == value });
            some != negated
        };
        let given = given.filter(|values| !values.is_empty());
        let Some(values) = given else {
            return Some(if_exists || set == "ForAllValues" || (set.is_empty() && negated));
        };
        let (all, any) = (values.iter().all(|v| test(v)), values.iter().any(|v| test(v)));
        match set {
            "ForAllValues" => Some(all),
            "ForAnyValue" => Some(any),
            _ => (all == any).then_some(all),
        }
    }

    pub fn applies(statement: &Value, action: &str, resource: &str, keys: &Keys) -> Option<bool> {
        let what = element(statement, "Action", |p| glob(p.to_lowercase().as_bytes(), action.to_lowercase().as_bytes()))
            && element(statement, "Resource", |p| arn(p, resource));
        let Some(block) = statement.get("Condition").filter(|_| what) else {
            return Some(what);
        };
        let (operator, entry) = block.as_object().unwrap().iter().next().unwrap();
        let (key, own) = entry.as_object().unwrap().iter().next().unwrap();
        let position = KEYS.iter().position(|name| name == key).unwrap();
        condition(operator, &texts(own), keys[position].as_ref())
    }

    pub fn allowed(statements: &[Value], action: &str, resource: &str, keys: &Keys) -> Outcome {
        let judged: Vec<(bool, Option<bool>)> =
            statements.iter().map(|s| (s["Effect"] == "Allow", applies(s, action, resource, keys))).collect();
        let has = |allow: bool, what: Option<bool>| judged.contains(&(allow, what));
        if has(false, Some(true)) {
            Outcome::ExplicitDeny
        } else if !has(true, Some(true)) && !has(true, None) {
            Outcome::ImplicitDeny
        } else if has(true, Some(true)) && !has(false, None) {
            Outcome::Allow
        } else {
            Outcome::Depends
        }
    }
}

fn action() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["s3:GetObject", "s3:PutObject", "ec2:RunInstances"])
}

fn resource() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["arn:aws:s3:::a/x", "arn:aws:s3:::a/y:z", "arn:aws:s3:::b/x", "arn:aws:sqs:r:1:q"])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn agrees_with_the_obvious_evaluator(
        list in prop::collection::vec(statement(), 0..4), action in action(), resource in resource(), keys in keys(),
    ) {
        let expected = reference::allowed(&list, action, resource, &keys);
        prop_assert_eq!(outcome(&list, &request(action, resource, &keys)), expected);
    }

    #[test]
    fn an_explicit_deny_always_wins(
        mut list in prop::collection::vec(statement(), 0..4), at in 0_usize..4, action in action(), resource in resource(), keys in keys(),
    ) {
        let deny = json!({"Effect": "Deny", "Principal": "*", "Action": [action], "Resource": [resource]});
        list.insert(at.min(list.len()), deny);
        prop_assert_eq!(outcome(&list, &request(action, resource, &keys)), Outcome::ExplicitDeny);
    }

    #[test]
    fn one_more_allow_never_takes_away_and_one_more_deny_never_gives(
        list in prop::collection::vec(statement(), 0..4), mut more in statement(), action in action(), resource in resource(), keys in keys(),
    ) {
        let request = request(action, resource, &keys);
        let before = outcome(&list, &request);
        for effect in ["Allow", "Deny"] {
            more["Effect"] = json!(effect);
            let longer: Vec<Value> = list.iter().cloned().chain([more.clone()]).collect();
            let after = outcome(&longer, &request);
            if effect == "Allow" && before == Outcome::Allow {
                prop_assert_eq!(after, Outcome::Allow);
            }
            if effect == "Deny" && before != Outcome::Allow {
                prop_assert_ne!(after, Outcome::Allow);
            }
        }
    }

    #[test]
    fn less_knowledge_never_contradicts_more(
        list in prop::collection::vec(statement(), 0..4), action in action(), resource in resource(), keys in keys(), hide in any::<[bool; 4]>(),
    ) {
        let known = request(action, resource, &keys);
        let mut context = Context::complete();
        for (index, name) in KEYS.into_iter().enumerate() {
            context = match &keys[index] {
                _ if hide[index] => context.set(name, KeyState::Unknown),
                Some(values) => context.with(name, values.iter().copied()),
                None => context.set(name, KeyState::Absent),
            };
        }
        let mut partial = Request::default().with_context(context);
        partial = if hide[2] { partial.with_some_action_of(action.split(':').next().unwrap()) } else { partial.with_action(action) };
        partial = if hide[3] { partial } else { partial.with_resource(resource) };
        let (full, less) = (outcome(&list, &known), outcome(&list, &partial));
        match less {
            Outcome::Depends => {}
            Outcome::Allow => prop_assert_eq!(full, Outcome::Allow),
            // Which kind of deny may come out only with everything known.
            Outcome::ExplicitDeny | Outcome::ImplicitDeny => {
                prop_assert!(matches!(full, Outcome::ExplicitDeny | Outcome::ImplicitDeny))
            }
        }
    }

    #[test]
    fn a_depends_always_names_what_it_depends_on(
        list in prop::collection::vec(statement(), 0..4), action in action(),
    ) {
        let decision = endpoint_verdict(&parse(&list), EndpointKind::Gateway, &Request::default().with_action(action));
        prop_assert_eq!(decision.outcome == Outcome::Depends, !decision.unknown.is_empty());
        prop_assert_eq!(decision.outcome == Outcome::ImplicitDeny, decision.by.is_empty());
    }

    #[test]
    fn printing_keeps_the_policy(list in prop::collection::vec(statement(), 0..4)) {
        let policy = parse(&list);
        prop_assert_eq!(Policy::parse(&policy.to_json()).unwrap(), policy);
    }

    #[test]
    fn what_passes_agrees_with_decisions(
        list in prop::collection::vec(statement(), 0..4), action in action(), resource in resource(), keys in keys(),
    ) {
        let request = request(action, resource, &keys);
        match what_passes(&parse(&list)) {
            Passes::FullAccess => prop_assert_eq!(outcome(&list, &request), Outcome::Allow),
            Passes::Nothing => prop_assert!(!matches!(outcome(&list, &request), Outcome::Allow | Outcome::Depends)),
            Passes::Restricted { .. } => {}
        }
    }
}
