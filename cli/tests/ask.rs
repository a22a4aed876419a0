//! Questions about everyone at once, and their answers held to single traces.

mod common;

use common::portico;
use portico_core::fixture::parse;
use portico_core::interchange::save;
use serde_json::{Value, json};

const NETWORK: &str = "region us-east-1
service s3
vpc v 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  table in: 10.9.0.0/16 -> nat
  group web: in tcp 443 from 0.0.0.0/0, in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
  group db: in tcp 5432 from web
  acl tight: in 100 allow any from 0.0.0.0/0, in 110 deny tcp 22 from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0
  subnet front a 10.0.0.0/24 table out public-ip
    nat nat
    instance www groups web
  subnet back a 10.0.1.0/24 table in acl tight
    instance store groups db
";

fn ask(args: &[&str]) -> Value {
    let design = save::write(&parse(NETWORK).unwrap());
    let mut all = vec!["ask", args[0], "-", "--json"];
    all.extend(&args[1..]);
    let out = portico(&all, &design);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn refused(args: &[&str]) -> String {
    let design = save::write(&parse(NETWORK).unwrap());
    let mut all = vec!["ask", args[0], "-"];
    all.extend(&args[1..]);
    let out = portico(&all, &design);
    assert_eq!(out.status.code(), Some(2));
    String::from_utf8_lossy(&out.stderr).into_owned()
}

#[test]
fn who_reaches_a_thing() {
    let of = |v: &Value| -> Vec<String> {
        v["reached_by"].as_array().unwrap().iter().map(|r| format!("{} {}", r["from"], r["passes"]).replace('"', "")).collect()
    };
    assert_eq!(of(&ask(&["who", "--to", "store"])), ["www tcp 5432"]);
    assert_eq!(of(&ask(&["who", "--to", "www", "--port", "443"])), ["internet tcp 443"]);
    assert!(refused(&["who", "--to", "www", "--protocol", "icmp", "--port", "443"]).contains("--protocol tcp"));
    assert!(refused(&["who", "--to", "nobody"]).contains("nobody"));
}

#[test]
fn by_which_ways_a_service_is_reached() {
    let v = ask(&["ways", "--to", "service:s3"]);
    assert_eq!(v["ways"], json!([{"way": "internet-gateway", "by": "igw", "workloads": [{"name": "www", "verdict": "reachable"}]}]));
}

#[test]
fn subnets_by_what_packets_do() {
    let v = ask(&["subnets"]);
    let of: Vec<_> =
        v["subnets"].as_array().unwrap().iter().map(|s| (s["subnet"].as_str().unwrap(), s["class"].as_str().unwrap())).collect();
    assert_eq!(of, [("front", "public"), ("back", "isolated")]);
}

#[test]
fn what_decides_nothing_changes_nothing() {
    let v = ask(&["spare"]);
    let all = v["spare"].as_array().unwrap();
    let of: Vec<_> = all.iter().map(|s| format!("{} {} {}", s["of"], s["rule"], s["why"]).replace('"', "")).collect();
    assert_eq!(of, ["web in:2 redundant", "tight in:110 shadowed"]);
    for spare in all {
        let v = ask(&["without", "--of", spare["of"].as_str().unwrap(), "--rule", spare["rule"].as_str().unwrap()]);
        assert_eq!(v, json!({"pairs": [], "internet": []}), "{spare}");
    }
}

#[test]
fn what_a_rule_is_for() {
    let v = ask(&["without", "--of", "db", "--rule", "in:1"]);
    assert_eq!(v["pairs"].as_array().unwrap().len(), 1, "{v:#}");
    assert_eq!((&v["pairs"][0]["from"], &v["pairs"][0]["lost"]), (&json!(["www"]), &json!("tcp 5432")));
    let v = ask(&["without", "--of", "out", "--rule", "1"]);
    assert_eq!(v["internet"], json!([{"to": ["www"], "before": "tcp 443", "after": "nothing"}]));
    for (of, rule, word) in
        [("db", "in:2", "there are 1"), ("tight", "in:7", "number"), ("out", "x", "a number"), ("www", "1", "security group")]
    {
        assert!(
            refused(&["without", "--of", of, "--rule", rule]).contains(word),
            "{of} {rule}: {}",
            refused(&["without", "--of", of, "--rule", rule])
        );
    }
}
