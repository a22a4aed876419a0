//! The linter, fault by fault.

use super::*;

fn faults(kind: LintAs, list: &str) -> Vec<(String, Fault)> {
    lint(&statements(list), kind).into_iter().map(|problem| (problem.at.to_string(), problem.fault)).collect()
}

const GATEWAY: LintAs = LintAs::Endpoint(EndpointKind::Gateway);

fn conditioned(condition: &str) -> Vec<Fault> {
    let list = format!(r#"{{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {condition}}}"#);
    faults(GATEWAY, &list).into_iter().map(|(_, fault)| fault).collect()
}

#[test]
fn a_sound_policy_is_silent() {
    let list = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::own/*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:SourceVpc": "vpc-1"},
                      "StringLike": {"s3:prefix": "folder/*"}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}}}"#;
    assert_eq!(faults(GATEWAY, list), []);
}

#[test]
fn principals_of_gateway_endpoints() {
    let list = r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "s3:*", "Resource": "*"}"#;
    let account = Fault::AccountMeansRoot { account: "111122223333".into() };
    assert_eq!(
        faults(GATEWAY, list),
        [("Statement[0].Principal".into(), Fault::PrincipalNotStar), ("Statement[0].Principal.AWS".into(), account)]
    );
    assert_eq!(faults(LintAs::Endpoint(EndpointKind::Interface), list), []);
    let star = r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"}"#;
    assert_eq!(faults(GATEWAY, star), []);
}

#[test]
fn missing_and_forbidden_elements() {
    let bare = r#"{"Effect": "Allow", "Action": "s3:*"}"#;
    let kinds: Vec<Fault> = faults(GATEWAY, bare).into_iter().map(|(_, fault)| fault).collect();
    assert_eq!(kinds, [Fault::MissingElement("Principal"), Fault::MissingElement("Resource")]);
    let owned = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#;
    let identity = faults(LintAs::Other(PolicyRole::Identity), owned);
    assert_eq!(identity, [("Statement[0].Principal".into(), Fault::ForbiddenElement("Principal"))]);
}

#[test]
fn identifiers_take_no_wildcards_or_numbers() {
    let (key, value) = ("aws:PrincipalAccount".to_owned(), "1111222233*".to_owned());
    assert_eq!(
        conditioned(r#"{"StringLike": {"aws:PrincipalAccount": "1111222233*"}}"#),
        [Fault::WildcardOnIdentifier { key: key.clone(), value }]
    );
    assert_eq!(conditioned(r#"{"NumericEquals": {"aws:PrincipalAccount": 111122223333}}"#), [Fault::NumericOnIdentifier { key }]);
}

#[test]
fn six_plain_characters_beside_each_wildcard() {
    for (value, wrong) in [
        ("folder/*", false),
        ("*folder", false),
        ("fold/*", true),
        ("folder*x?y", true),
        ("folder*longer?x", false),
        ("${aws:username}*", false),
        ("*", true),
        ("plain", false),
    ] {
        let found = conditioned(&format!(r#"{{"StringLike": {{"s3:prefix": "{value}"}}}}"#));
        assert_eq!(!found.is_empty(), wrong, "{value}: {found:?}");
    }
}

#[test]
fn accounts_in_arns_are_an_id_or_a_wildcard() {
    let list =
        |account: &str| format!(r#"{{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:{account}:q"}}"#);
    assert_eq!(faults(GATEWAY, &list("*")), []);
    let mixed = Fault::MixedAccount { value: "arn:aws:sqs:*:1111*:q".into() };
    assert_eq!(faults(GATEWAY, &list("1111*")), [("Statement[0].Resource[0]".into(), mixed)]);
}

#[test]
fn what_else_is_found() {
    assert_eq!(conditioned(r#"{"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#), [Fault::SourceIpThroughEndpoint]);
    let set = r#"{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}"#;
    assert_eq!(conditioned(set), [Fault::ForAllValuesWithoutNull { key: "aws:TagKeys".into() }]);
    let guarded = r#"{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "Null": {"aws:tagkeys": "false"}}"#;
    assert_eq!(conditioned(guarded), []);
    let bad = Fault::BadValue { operator: "IpAddress".into(), key: "aws:VpcSourceIp".into(), value: "10.0.0".into() };
    assert_eq!(conditioned(r#"{"IpAddress": {"aws:VpcSourceIp": "10.0.0"}}"#), [bad]);
    let list = r#"{"Effect": "Allow", "Principal": "*", "Action": ["s3:*", "GetObject"], "Resource": ["own/*", "*"]}"#;
    assert_eq!(
        faults(GATEWAY, list),
        [
            ("Statement[0].Action[1]".into(), Fault::BadAction("GetObject".into())),
            ("Statement[0].Resource[0]".into(), Fault::BadResource("own/*".into())),
        ]
    );
}

#[test]
fn of_the_whole_document() {
    let of = |text: &str| lint(&policy(text), GATEWAY).into_iter().map(|problem| problem.fault).collect::<Vec<_>>();
    let full = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}"#;
    assert_eq!(of(full), [Fault::FullAccess]);
    let long = format!("{full}{}", " ".repeat(MAX_ENDPOINT_CHARACTERS));
    assert_eq!(of(&long), [Fault::TooLong { characters: long.len() }, Fault::FullAccess]);
    assert_eq!(
        of(r#"{"Version": "2012-10-18", "Statement": []}"#),
        [Fault::UnknownVersion("2012-10-18".into()), Fault::NoStatements, Fault::AllowsNothing]
    );
    let old = r#"{"Statement": [{"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:username}"},
                                {"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}"#;
    assert_eq!(of(old), [Fault::VariablesNeedVersion2012, Fault::DuplicateSid("a".into())]);
}

#[test]
fn a_resource_that_anybody_may_use_is_told() {
    let resource = LintAs::Other(PolicyRole::Resource);
    let open = |condition: &str| {
        format!(r#"{{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"{condition}}}"#)
    };
    let found = faults(resource, &open(""));
    assert!(
        matches!(found.as_slice(), [(at, Fault::Public { action, resource })]
            if at.is_empty() && action == "s3:GetObject" && resource.starts_with("arn:aws:s3:::b/")),
        "{found:?}"
    );
    for closed in [
        r#", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#,
        r#", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}"#,
        r#", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#,
    ] {
        assert_eq!(faults(resource, &open(closed)), [], "{closed}");
    }
    // An endpoint's policy is open to everybody by design.
    assert!(!faults(GATEWAY, &open("")).iter().any(|(_, fault)| matches!(fault, Fault::Public { .. })));
}
