//! `portico policy`: cases decided, policies compared and linted, one by one and in batches, and what is refused.

mod common;

use common::{Place, portico};
use serde_json::{Value, json};

const READ: &str =
    r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}]}"#;
const ALL: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

fn case(action: &str, endpoint: Option<&str>) -> Value {
    let mut policies = json!({"identity": [serde_json::from_str::<Value>(READ).unwrap()]});
    if let Some(policy) = endpoint {
        policies["endpoint"] = json!([serde_json::from_str::<Value>(policy).unwrap()]);
    }
    let request = json!({"principal": "arn:aws:iam::111122223333:role/app", "action": action, "resource": "arn:aws:s3:::b/k",
        "resourceAccount": "111122223333", "context": {"aws:SourceVpce": "vpce-1"}});
    json!({"request": request, "policies": policies})
}

/// The exit status and the JSON of a call whose file is standard input.
fn asked(args: &[&str], input: impl AsRef<[u8]>) -> (Option<i32>, Value) {
    let o = portico(&[&["policy"], args, &["--json"]].concat(), input);
    let said = || format!("{}{}", String::from_utf8_lossy(&o.stdout), String::from_utf8_lossy(&o.stderr));
    (o.status.code(), serde_json::from_slice(&o.stdout).unwrap_or_else(|e| panic!("{e}: {}", said())))
}

#[test]
fn a_case_is_decided_with_the_statements_that_did() {
    let (status, v) = asked(&["decide", "-"], case("s3:GetObject", None).to_string());
    assert_eq!(
        (status, &v["decision"], &v["by"][0]["policy"], &v["by"][0]["statement"]),
        (Some(0), &json!("allow"), &json!("identity"), &json!("Read"))
    );
    let (status, v) = asked(&["decide", "-"], case("s3:PutObject", None).to_string());
    assert_eq!((status, &v["decision"], &v["by"]), (Some(1), &json!("implicit-deny"), &json!([])));
    assert!(v["why"].as_str().unwrap().contains("does not fit in Action"), "{v}");
    let denies = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Not", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}"#;
    let (status, v) = asked(&["decide", "-"], case("s3:GetObject", Some(denies)).to_string());
    assert_eq!((status, &v["decision"], &v["by"][0]["policy"]), (Some(1), &json!("explicit-deny"), &json!("endpoint")));
    let org = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}]}"#;
    let mut open = case("s3:GetObject", Some(org));
    open["request"]["context"]["aws:PrincipalOrgID"] = Value::Null;
    let (status, v) = asked(&["decide", "-"], open.to_string());
    assert_eq!((status, &v["decision"], &v["depends_on"]), (Some(0), &json!("depends"), &json!(["aws:PrincipalOrgID"])));
}

#[test]
fn what_one_policy_lets_through_beyond_another_is_a_request_that_decides_so() {
    let place = Place::new("policy");
    let file = |name: &str, text: &str| {
        std::fs::write(place.join(name), text).unwrap();
        place.join(name).to_string_lossy().into_owned()
    };
    let (read, all) = (file("read.json", READ), file("all.json", ALL));
    assert_eq!(
        asked(&["contained", &read, &all], ""),
        (Some(0), json!({"contained": "yes", "why": "everything that A allows, B allows too"}))
    );
    let (status, v) = asked(&["contained", &all, &read], "");
    assert_eq!((status, &v["contained"]), (Some(1), &json!("no")), "{v}");
    // The witness is a case: what A allows of it, B does not.
    let decided = |policy: &str| {
        let case = json!({"request": v["witness"], "policies": {"identity": [serde_json::from_str::<Value>(policy).unwrap()]}});
        asked(&["decide", "-"], case.to_string()).1["decision"].clone()
    };
    assert_ne!(decided(ALL), decided(READ), "{v}");
}

#[test]
fn a_batch_answers_line_by_line() {
    let place = Place::new("policy-batch");
    let lines = |name: &str, lines: &[String]| {
        std::fs::write(place.join(name), lines.join("\n")).unwrap();
        let path = place.join(name).to_string_lossy().into_owned();
        move |command: &str| {
            let o = portico(&["policy", command, "--batch", &path], "");
            let text = String::from_utf8_lossy(&o.stdout).into_owned();
            (o.status.code(), text.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()).collect::<Vec<_>>())
        }
    };
    let cases = [case("s3:GetObject", None).to_string(), "{\"request\": 1}".into(), case("s3:PutObject", None).to_string()];
    let (status, all) = lines("cases.jsonl", &cases)("decide");
    assert_eq!((all.len(), &all[0]["decision"], &all[2]["decision"]), (3, &json!("allow"), &json!("implicit-deny")));
    assert!(all[1]["error"].is_string() && status != Some(0), "{all:?}");
    let pairs = [format!("{{\"a\": {READ}, \"b\": {ALL}}}"), format!("{{\"a\": {ALL}, \"b\": {READ}}}")];
    let (status, all) = lines("pairs.jsonl", &pairs)("contained");
    assert_eq!((status, &all[0]["contained"], &all[1]["contained"]), (Some(0), &json!("yes"), &json!("no")));
}

#[test]
fn lint_finds_what_aws_would_and_refuses_what_is_no_policy() {
    let place = Place::new("policy-lint");
    let bad = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*", "Condition": {"StringEquals": {"aws:SorceVpc": "v"}}}]}"#;
    std::fs::write(place.join("p.json"), bad).unwrap();
    let o = portico(&["policy", "lint", &place.join("p.json").to_string_lossy(), "--json"], "");
    let text = String::from_utf8_lossy(&o.stdout).into_owned();
    assert!(text.contains("unknown-action") && text.contains("unknown-key"), "{text}");
    std::fs::write(place.join("p.json"), "{\"Statement\": [").unwrap();
    let o = portico(&["policy", "lint", &place.join("p.json").to_string_lossy()], "");
    assert_eq!(o.status.code(), Some(2));
    assert!(!o.stderr.is_empty());
}
