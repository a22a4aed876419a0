//! Condition operators, table by table of "IAM JSON policy elements: Condition operators" and the pages on
//! multivalued keys.

use super::*;
use Outcome::{Allow, Depends, ImplicitDeny};

/// The outcome of an endpoint policy that allows everything under one condition block.
fn under(condition: &str, context: Context) -> Decision {
    let policy =
        statements(&format!(r#"{{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {condition}}}"#));
    endpoint_verdict(&policy, EndpointKind::Interface, &Request::default().with_context(context))
}

fn outcome(operator: &str, policy_values: &str, request_values: Option<&[&str]>) -> Outcome {
    let mut context = Context::complete();
    if let Some(values) = request_values {
        context = context.with("x:key", values.iter().copied());
    }
    under(&format!(r#"{{"{operator}": {{"x:Key": {policy_values}}}}}"#), context).outcome
}

#[test]
fn single_values() {
    for (operator, own, value, expected) in [
        ("StringEquals", r#""red""#, "red", true),
        ("StringEquals", r#""red""#, "Red", false),
        ("StringEquals", r#""r*""#, "red", false),
        ("StringEquals", r#"["red", "blue"]"#, "blue", true),
        ("StringNotEquals", r#""red""#, "blue", true),
        ("StringNotEquals", r#"["red", "blue"]"#, "blue", false),
        ("StringEqualsIgnoreCase", r#""RÖT""#, "röt", true),
        ("StringNotEqualsIgnoreCase", r#""Red""#, "rED", false),
        ("StringLike", r#""r?d*""#, "reds", true),
        ("StringLike", r#""r?d*""#, "Reds", false),
        ("StringNotLike", r#"["a*", "r*"]"#, "red", false),
        ("stringlike", r#""r*""#, "red", true),
        ("NumericEquals", "10", "10.0", true),
        ("NumericNotEquals", "[10, 11]", "11", false),
        ("NumericLessThan", "10", "9", true),
        ("NumericLessThan", "10", "10", false),
        ("NumericLessThanEquals", "10", "10", true),
        ("NumericGreaterThan", "10", "9.99", false),
        ("NumericGreaterThanEquals", "10", "1e1", true),
        ("DateLessThan", r#""2020-01-01T00:00:01Z""#, "2020-01-01T00:00:00Z", true),
        ("DateGreaterThan", r#""2020-01-01T00:00:01Z""#, "1577836802", true),
        ("DateEquals", r#""2020-01-01T01:00:00+01:00""#, "2020-01-01T00:00:00Z", true),
        ("DateNotEquals", r#""2020""#, "2020-01-01T00:00:00Z", false),
        ("Bool", "true", "true", true),
        ("Bool", r#""True""#, "true", true),
        ("Bool", "false", "true", false),
        ("BinaryEquals", r#""QmluYXJ5""#, "QmluYXJ5", true),
        ("BinaryEquals", r#""QmluYXJ5""#, "QmluYXJ4", false),
        ("IpAddress", r#""203.0.113.0/24""#, "203.0.113.7", true),
        ("IpAddress", r#""203.0.113.7""#, "203.0.113.8", false),
        ("IpAddress", r#"["10.0.0.0/8", "2001:db8::/32"]"#, "2001:DB8::1", true),
        ("NotIpAddress", r#""203.0.113.0/24""#, "203.0.113.7", false),
        ("NotIpAddress", r#""203.0.113.0/24""#, "198.51.100.1", true),
        ("ArnEquals", r#""arn:aws:iam::111122223333:role/*""#, "arn:aws:iam::111122223333:role/a/b", true),
        ("ArnLike", r#""arn:aws:s:*:111122223333:f/*""#, "arn:aws:s:r:999999999999:x:111122223333:f/d", false),
        ("StringLike", r#""arn:aws:s:*:111122223333:f/*""#, "arn:aws:s:r:999999999999:x:111122223333:f/d", true),
        ("ArnNotLike", r#""arn:aws:iam::*:role/a""#, "arn:aws:iam::111122223333:role/a", false),
        ("ArnNotEquals", r#""arn:aws:iam::*:role/a""#, "not an arn", true),
    ] {
        let expected = if expected { Allow } else { ImplicitDeny };
        assert_eq!(outcome(operator, own, Some(&[value])), expected, "{operator} {own} {value}");
    }
}

#[test]
fn a_missing_key_is_false_for_positive_and_true_for_negated_operators() {
    let positive = [
        ("StringEquals", r#""a""#),
        ("StringLike", r#""*""#),
        ("NumericLessThan", "1"),
        ("DateLessThan", r#""2020""#),
        ("Bool", "false"),
        ("BinaryEquals", r#""QQ==""#),
        ("IpAddress", r#""0.0.0.0/0""#),
        ("ArnLike", r#""arn:*""#),
    ];
    for (operator, own) in positive {
        assert_eq!(outcome(operator, own, None), ImplicitDeny, "{operator}");
        assert_eq!(outcome(&format!("{operator}IfExists"), own, None), Allow, "{operator}IfExists");
    }
    let negated = [
        ("StringNotEquals", r#""a""#),
        ("StringNotEqualsIgnoreCase", r#""a""#),
        ("StringNotLike", r#""*""#),
        ("NumericNotEquals", "1"),
        ("DateNotEquals", r#""2020""#),
        ("NotIpAddress", r#""0.0.0.0/0""#),
        ("ArnNotLike", r#""arn:*""#),
    ];
    for (operator, own) in negated {
        assert_eq!(outcome(operator, own, None), Allow, "{operator}");
        assert_eq!(outcome(&format!("{operator}IfExists"), own, None), Allow, "{operator}IfExists");
        assert_eq!(outcome(&format!("ForAnyValue:{operator}"), own, None), ImplicitDeny, "ForAnyValue:{operator}");
    }
}

#[test]
fn null_asks_for_presence() {
    assert_eq!(outcome("Null", "true", None), Allow);
    assert_eq!(outcome("Null", r#""true""#, Some(&["a"])), ImplicitDeny);
    assert_eq!(outcome("Null", "false", Some(&["a"])), Allow);
    assert_eq!(outcome("Null", "false", None), ImplicitDeny);
    assert_eq!(outcome("Null", "true", Some(&[])), Allow);
    assert_eq!(outcome("Null", "[true, false]", Some(&["a"])), Allow);
    assert_eq!(outcome("Null", r#""maybe""#, None), Depends);
}

#[test]
fn multivalued_keys() {
    let own = r#"["key1*", "key2"]"#;
    for (operator, values, expected) in [
        ("ForAllValues:StringLike", Some(&["key1", "key2"][..]), Allow),
        ("ForAllValues:StringLike", Some(&["key1a", "other"]), ImplicitDeny),
        ("ForAllValues:StringLike", Some(&[]), Allow),
        ("ForAllValues:StringLike", Some(&[""]), Allow),
        ("ForAllValues:StringLike", None, Allow),
        ("ForAnyValue:StringLike", Some(&["other", "key2"]), Allow),
        ("ForAnyValue:StringLike", Some(&["other"]), ImplicitDeny),
        ("ForAnyValue:StringLike", Some(&[]), ImplicitDeny),
        ("ForAnyValue:StringLikeIfExists", None, Allow),
        ("ForAllValues:StringNotLike", Some(&["x", "y"]), Allow),
        ("ForAllValues:StringNotLike", Some(&["x", "key2"]), ImplicitDeny),
        ("ForAnyValue:StringNotLike", Some(&["x", "key2"]), Allow),
        ("ForAnyValue:StringNotLike", Some(&["key1"]), ImplicitDeny),
        ("forallvalues:stringlike", Some(&["key1"]), Allow),
        // Without a set operator AWS does not say, unless every reading agrees.
        ("StringLike", Some(&["key1", "key2"]), Allow),
        ("StringLike", Some(&["key1", "x"]), Depends),
    ] {
        assert_eq!(outcome(operator, own, values), expected, "{operator} {values:?}");
    }
}

#[test]
fn operators_and_keys_are_all_required() {
    let both = r#"{"StringEquals": {"x:a": "1", "x:b": "2"}, "Bool": {"x:c": "true"}}"#;
    let full = || Context::complete().with("x:a", ["1"]).with("x:b", ["2"]).with("x:c", ["true"]);
    assert_eq!(under(both, full()).outcome, Allow);
    for (key, wrong) in [("x:a", "9"), ("x:b", "9"), ("x:c", "false")] {
        assert_eq!(under(both, full().with(key, [wrong])).outcome, ImplicitDeny, "{key}");
    }
}

#[test]
fn an_unknown_key_matters_only_where_the_rest_does_not_decide() {
    let both = r#"{"StringEquals": {"x:a": "1", "x:b": "2"}}"#;
    let open = under(both, Context::open().with("x:a", ["1"]));
    assert_eq!((open.outcome, open.unknown), (Depends, vec![Unknown::Key("x:b".into())]));
    assert_eq!(under(both, Context::open().with("x:a", ["9"])).outcome, ImplicitDeny);
}

#[test]
fn values_of_the_wrong_type_are_not_guessed() {
    assert_eq!(outcome("NumericLessThan", "10", Some(&["ten"])), Depends);
    assert_eq!(outcome("IpAddress", r#""10.0.0.0/40""#, Some(&["10.0.0.1"])), Depends);
    assert_eq!(outcome("ForAllValues:Null", "true", None), Depends);
    // A second value that certainly matches settles it.
    assert_eq!(outcome("NumericLessThan", r#"["ten", "10"]"#, Some(&["9"])), Allow);
}

#[test]
fn a_variable_without_value_is_unlike_everything() {
    let like = r#"{"StringLike": {"s3:prefix": "${aws:PrincipalTag/team}/*"}}"#;
    let unlike = r#"{"StringNotLike": {"s3:prefix": "${aws:PrincipalTag/team}/*"}}"#;
    let none = || Context::complete().with("s3:prefix", ["rosa/x"]);
    assert_eq!(under(like, none()).outcome, ImplicitDeny);
    assert_eq!(under(unlike, none()).outcome, Allow);
    let some = || none().with("aws:PrincipalTag/team", ["rosa"]);
    assert_eq!(under(like, some()).outcome, Allow);
    assert_eq!(under(unlike, some()).outcome, ImplicitDeny);
}

#[test]
fn keys_of_an_endpoint() {
    let through = || Context::complete().through_endpoint(Some("vpce-1"), Some("vpc-1"), Some("10.0.0.5"));
    let internet = || Context::complete().over_internet(Some("203.0.113.7"));
    let own_ip = r#"{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#;
    assert_eq!(under(own_ip, through()).outcome, Allow);
    assert_eq!(under(own_ip, internet()).outcome, ImplicitDeny);
    let not_my_endpoint = r#"{"StringNotEquals": {"aws:sourcevpce": "vpce-1"}}"#;
    assert_eq!(under(not_my_endpoint, through()).outcome, ImplicitDeny);
    assert_eq!(under(not_my_endpoint, internet()).outcome, Allow);
    let private = r#"{"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/24"}}"#;
    assert_eq!(under(private, through()).outcome, Allow);
    assert_eq!(under(private, internet()).outcome, ImplicitDeny);
    let owner = r#"{"StringEquals": {"aws:VpceOrgID": "o-1"}}"#;
    assert_eq!(under(owner, through()).outcome, Depends);
    assert_eq!(under(owner, internet()).outcome, ImplicitDeny);
}

#[test]
fn the_time_is_in_every_request() {
    let until = r#"{"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}"#;
    assert_eq!(under(until, Context::complete()).unknown, [Unknown::Key("aws:CurrentTime".into())]);
    let now = Context::complete().with("aws:CurrentTime", ["2026-01-01T00:00:00Z"]);
    assert_eq!(under(until, now).outcome, Allow);
}
