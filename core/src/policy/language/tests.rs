//! Containment on policies whose answer is plain, each "no" asked again of the evaluator.

mod exhaustive;

use super::super::{EndpointKind, Outcome, Policy, endpoint_verdict};
use super::*;

fn policy(list: &str) -> Policy {
    Policy::parse(&format!(r#"{{"Version": "2012-10-17", "Statement": [{list}]}}"#)).unwrap_or_else(|e| panic!("{e}\n{list}"))
}

/// A statement of an identity policy.
fn allow(action: &str, resource: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(r#", "Condition": {condition}"#) };
    format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": {resource}{condition}}}"#)
}

fn deny(action: &str, resource: &str, condition: &str) -> String {
    allow(action, resource, condition).replace("Allow", "Deny")
}

/// An Allow of everything under a condition.
fn under(condition: &str) -> String {
    allow(r#""*""#, r#""*""#, condition)
}

/// A statement that names principals.
fn by(who: &str, condition: &str) -> String {
    under(condition).replacen('{', &format!(r#"{{"Principal": {who}, "#), 1)
}

#[track_caller]
fn holds(a: &str, b: &str) {
    let found = contained(&policy(a), &policy(b));
    assert_eq!(found, Contained::Yes, "{a}\nin\n{b}");
}

#[track_caller]
fn fails(a: &str, b: &str) -> Witness {
    match contained(&policy(a), &policy(b)) {
        Contained::No(witness) => *witness,
        other => panic!("{other:?}\n{a}\nin\n{b}"),
    }
}

#[track_caller]
fn differs(narrow: &str, wide: &str) -> Witness {
    holds(narrow, wide);
    fails(wide, narrow)
}

#[test]
fn actions_and_resources() {
    let s3 = |action: &str, resource: &str| allow(action, resource, "");
    differs(&s3(r#""s3:GetObject""#, r#""*""#), &s3(r#""S3:Get*""#, r#""*""#));
    differs(&s3(r#""s3:Get*""#, r#""arn:aws:s3:::a/*""#), &s3(r#""s3:*""#, r#""arn:aws:s3:::*""#));
    holds(&s3(r#"["s3:Get?bject", "s3:*Acl"]"#, r#""*""#), &s3(r#""s3:*""#, r#""*""#));
    holds(&s3(r#""*""#, r#""*""#), &s3(r#""*:*""#, r#""arn:*""#));
    differs(&s3(r#""s3:*""#, r#""*""#), &allow(r#""iam:*""#, r#""*""#, "").replace("\"Action\"", "\"NotAction\""));
    // Wildcards stay in their field of an ARN.
    fails(&s3(r#""*""#, r#""arn:aws:sns:eu-west-1:111122223333:t""#), &s3(r#""*""#, r#""arn:aws:sns:*:t""#));
    let both = format!("{}, {}", s3(r#""s3:*""#, r#""*""#), deny(r#""s3:DeleteObject""#, r#""*""#, ""));
    let witness = differs(&both, &s3(r#""s3:*""#, r#""*""#));
    assert_eq!(witness.action, "s3:DeleteObject");
    // A Deny that the other has on more.
    differs(&format!("{}, {}", s3(r#""s3:*""#, r#""*""#), deny(r#""s3:Delete*""#, r#""*""#, "")), &both);
    // Two statements together cover one.
    let halves = format!(
        "{}, {}",
        under(r#"{"Bool": {"aws:SecureTransport": "true"}}"#),
        under(r#"{"BoolIfExists": {"aws:SecureTransport": "false"}}"#)
    );
    holds(&under(""), &halves);
}

#[test]
fn conditions() {
    let c = |text: &str| under(text);
    differs(&c(r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#), &c(r#"{"StringEquals": {"aws:principalorgid": ["o-1", "o-2"]}}"#));
    differs(&c(r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#), &c(r#"{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}"#));
    differs(&c(r#"{"StringEquals": {"s3:prefix": "a"}}"#), &c(r#"{"StringNotEquals": {"s3:prefix": "b"}}"#));
    differs(&c(r#"{"StringEquals": {"s3:prefix": "a"}}"#), &c(r#"{"StringEqualsIgnoreCase": {"s3:prefix": "A"}}"#));
    differs(&c(r#"{"StringLike": {"s3:prefix": "a/*"}}"#), &c(r#"{"Null": {"s3:prefix": "false"}}"#));
    differs(
        &c(r#"{"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}}"#),
        &c(r#"{"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}}"#),
    );
    holds(&c(r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#), &c(r#"{"IpAddress": {"aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"]}}"#));
    differs(&c(r#"{"NumericLessThan": {"s3:max-keys": 10}}"#), &c(r#"{"NumericLessThanEquals": {"s3:max-keys": "1e1"}}"#));
    differs(
        &c(r#"{"DateLessThan": {"aws:CurrentTime": "2020-01-01"}}"#),
        &c(r#"{"DateLessThan": {"aws:CurrentTime": "2021-01-01T00:00:00Z"}}"#),
    );
    holds(
        &c(""),
        &format!(
            "{}, {}",
            c(r#"{"DateLessThan": {"aws:CurrentTime": "2020-01-01"}}"#),
            c(r#"{"DateGreaterThanEquals": {"aws:CurrentTime": "2020-01-01"}}"#)
        ),
    );
    differs(&c(r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::a"}}"#), &c(r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:*"}}"#));
    fails(&c(r#"{"StringLike": {"aws:SourceArn": "arn:aws:sns:*:t"}}"#), &c(r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:t"}}"#));
    differs(&c(r#"{"BinaryEquals": {"x:k": "QQ=="}}"#), &c(r#"{"BinaryEquals": {"x:k": ["QQ==", "QUI="]}}"#));
}

#[test]
fn keys_with_several_values() {
    let c = |text: &str| under(text);
    differs(
        &c(r#"{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}"#),
        &c(r#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}"#),
    );
    differs(
        &c(r#"{"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}"#),
        &c(r#"{"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}}"#),
    );
    let all = c(r#"{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}"#);
    let any = c(r#"{"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}"#);
    // Without the key, ForAllValues holds.
    let witness = fails(&all, &any);
    assert!(!witness.context.contains_key("aws:TagKeys"));
    let witness = fails(&any, &all);
    assert_eq!(witness.context.get("aws:TagKeys").map(Vec::len), Some(2), "a and something else");
    holds(&c(r#"{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "Null": {"aws:TagKeys": "false"}}"#), &any);
    holds(&any, &c(r#"{"Null": {"aws:TagKeys": "false"}}"#));
    holds(
        &c(r#"{"ForAnyValue:StringNotEquals": {"aws:TagKeys": "a"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}"#),
        &c(r#"{"ForAnyValue:StringEquals": {"aws:TagKeys": "b"}}"#),
    );
}

#[test]
fn principals() {
    let role = r#"{"AWS": "arn:aws:iam::111122223333:role/app"}"#;
    let account = r#"{"AWS": "111122223333"}"#;
    differs(&by(role, ""), &by(account, ""));
    differs(&by(account, ""), &by(r#""*""#, ""));
    holds(&by(account, ""), &by(r#"{"AWS": "arn:aws:iam::111122223333:root"}"#, ""));
    holds(&by(role, ""), &by(r#""*""#, r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"}}"#));
    holds(&by(role, ""), &by(r#""*""#, r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#));
    holds(&by(r#""*""#, r#"{"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}"#), &by(role, ""));
    differs(&by(r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/app/s"}"#, ""), &by(role, ""));
    differs(&by(r#"{"Service": "sns.amazonaws.com"}"#, ""), &by(r#""*""#, r#"{"Bool": {"aws:PrincipalIsAWSService": "true"}}"#));
    differs(
        &by(r#""*""#, r#"{"StringEquals": {"aws:username": "rosa"}}"#),
        &by(r#""*""#, r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}}"#),
    );
    let witness = fails(&by(r#""*""#, ""), &by(account, ""));
    assert_ne!(witness.principal(), "arn:aws:iam::111122223333:role/example");
    let but = by(account, "").replace("\"Principal\"", "\"NotPrincipal\"").replace("Allow", "Deny");
    let witness = differs(&format!("{}, {but}", by(r#""*""#, "")), &by(r#""*""#, ""));
    assert!(witness.principal() != "arn:aws:iam::111122223333:root", "{witness:?}");
}

#[test]
fn keys_of_endpoints_come_together() {
    let c = |text: &str| under(text);
    holds(&c(r#"{"StringEquals": {"aws:SourceVpce": "vpce-1"}}"#), &c(r#"{"Null": {"aws:SourceVpc": "false"}}"#));
    holds(&c(r#"{"StringEquals": {"aws:SourceVpc": "vpc-1"}}"#), &c(r#"{"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#));
    fails(&c(r#"{"Null": {"aws:SourceIp": "true"}}"#), &c(r#"{"Null": {"aws:SourceVpc": "false"}}"#));
}

#[test]
fn variables() {
    let home = allow(r#""s3:*""#, r#""arn:aws:s3:::b/${aws:username}/*""#, "");
    holds(&home, &home);
    differs(&home, &allow(r#""s3:*""#, r#""arn:aws:s3:::b/*""#, ""));
    fails(&home, &allow(r#""s3:*""#, r#""arn:aws:s3:::b/rosa/*""#, ""));
    let same = under(r#"{"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}"#);
    holds(&same, &same);
    differs(&same, &under(""));
    let one = under(r#"{"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}", "aws:PrincipalAccount": "111122223333"}}"#);
    holds(&one, &under(r#"{"StringEquals": {"aws:ResourceAccount": "111122223333"}}"#));
    let org = under(r#"{"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}"#);
    let twice =
        format!("{}, {}", under(""), deny(r#""*""#, r#""*""#, r#"{"StringNotEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}"#));
    assert!(equivalent(&policy(&org), &policy(&twice)).same());
    // A negated operator holds without the key, so IfExists changes nothing.
    let if_exists = twice.replace("StringNotEquals", "StringNotEqualsIfExists");
    assert!(equivalent(&policy(&twice), &policy(&if_exists)).same());
    differs(&org, &org.replace("StringEquals", "StringEqualsIfExists"));
    // 2008's language has no variables.
    let old =
        Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}"}}"#).unwrap();
    assert!(matches!(contained(&old, &policy(&home)), Contained::No(_)));
}

#[test]
fn what_aws_refuses_is_not_decided_unless_it_does_not_matter() {
    let bad = under(r#"{"IpAddress": {"aws:SourceIp": "<my-corporate-cidr>"}}"#);
    holds(&bad, &bad);
    holds(&bad, &under(r#"{"Null": {"aws:SourceIp": "false"}}"#));
    assert_eq!(
        contained(&policy(&bad), &policy(&under(r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#))),
        Contained::Undecided(Stuck::Undocumented)
    );
}

#[test]
fn witnesses_look_like_requests() {
    let witness = fails(&by(r#""*""#, r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#), &by(r#"{"AWS": "444455556666"}"#, ""));
    assert_eq!(witness.principal(), "arn:aws:iam::111122223333:role/example");
    assert_eq!(witness.resource_account.as_deref(), Some("111122223333"));
    let witness = fails(&allow(r#""s3:*""#, r#""*""#, ""), &allow(r#""s3:Get*""#, r#""*""#, ""));
    assert!(witness.action.starts_with("s3:") && witness.action != witness.action.to_lowercase(), "{witness:?}");
    assert!(witness.resource.starts_with("arn:aws:s3:::"), "{witness:?}");
}

#[test]
fn questions_about_a_policy() {
    let inside = Inside { accounts: vec!["111122223333".into()], organization: Some("o-1".into()), services: false };
    let out = |list: &str| lets_in_outsiders(&policy(list), &inside);
    assert_eq!(out(&by(r#""*""#, r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#)), Contained::Yes);
    assert_eq!(out(&by(r#"{"AWS": ["111122223333", "arn:aws:iam::111122223333:user/rosa"]}"#, "")), Contained::Yes);
    assert!(matches!(out(&by(r#""*""#, r#"{"StringLike": {"aws:PrincipalOrgID": "o-1*"}}"#)), Contained::No(_)));
    assert!(matches!(out(&by(r#""*""#, "")), Contained::No(_)));

    assert!(matches!(public(&policy(&by(r#""*""#, ""))), Contained::No(_)));
    assert!(matches!(public(&policy(&by(r#""*""#, r#"{"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}"#))), Contained::No(_)));
    assert!(matches!(
        public(&policy(&by(r#""*""#, r#"{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}}"#))),
        Contained::No(_)
    ));
    for closed in [
        by(r#""*""#, r#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#),
        by(r#""*""#, r#"{"StringEquals": {"aws:SourceVpce": "vpce-1"}}"#),
        by(r#"{"AWS": "111122223333"}"#, ""),
        by(r#"{"Service": "sns.amazonaws.com"}"#, ""),
        by(r#""*""#, r#"{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}"#),
    ] {
        assert_eq!(public(&policy(&closed)), Contained::Yes, "{closed}");
    }

    assert!(allows_nothing(&policy(&deny(r#""*""#, r#""*""#, ""))));
    assert!(allows_nothing(&policy(&format!("{}, {}", allow(r#""s3:Get*""#, r#""*""#, ""), deny(r#""s3:*""#, r#""*""#, "")))));
    assert!(!allows_nothing(&policy(&under(""))));

    let list = format!(
        "{}, {}, {}, {}",
        allow(r#""s3:GetObject""#, r#""arn:aws:s3:::a/*""#, ""),
        under(r#"{"StringEquals": {"aws:SourceVpc": "vpc-1"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#),
        allow(r#""ec2:*""#, r#""*""#, ""),
        deny(r#""ec2:*""#, r#""*""#, ""),
    );
    assert_eq!(dead_statements(&policy(&list)), [1]);
    assert_eq!(shadowed(&policy(&list)), [2]);
}

#[test]
fn who_can_do_what_through_an_endpoint() {
    let endpoint = policy(&format!(
        "{}, {}",
        by(r#""*""#, r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#),
        by(r#"{"Service": "x.amazonaws.com"}"#, "")
    ));
    let bucket = policy(&by(r#"{"AWS": "111122223333"}"#, "").replace(r#""Action": "*""#, r#""Action": "s3:GetObject""#));
    let ways = access(&[(&endpoint, Some(EndpointKind::Interface)), (&bucket, None)]).unwrap();
    assert_eq!(ways.len(), 1);
    assert_eq!((ways[0].statements.as_slice(), ways[0].keys.as_slice()), (&[0, 0][..], &["aws:PrincipalOrgID".to_owned()][..]));
    assert_eq!(ways[0].who, ["*", "111122223333"]);
    assert_eq!(ways[0].example.principal(), "arn:aws:iam::111122223333:role/example");
    assert_eq!(endpoint_verdict(&endpoint, EndpointKind::Interface, &ways[0].example.request()).outcome, Outcome::Allow);
}
