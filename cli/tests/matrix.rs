//! All pairs and what the internet reaches, as programs read them.

use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

fn portico(args: &[&str]) -> (Option<i32>, String) {
    let o = Command::new(env!("CARGO_BIN_EXE_portico")).args(args).output().unwrap();
    (o.status.code(), String::from_utf8_lossy(&o.stdout).into_owned())
}

fn example(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples").join(format!("{name}.portico.json")).to_string_lossy().into_owned()
}

#[test]
fn the_matrix_says_who_reaches_whom() {
    let (code, text) = portico(&["matrix", &example("three-tier"), "--json"]);
    let v: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, Some(0));
    let classes = v["classes"].as_array().unwrap();
    let has = |i: &Value, name: &str| classes[i.as_u64().unwrap() as usize]["members"].as_array().unwrap().iter().any(|m| m == name);
    let cells = v["cells"].as_array().unwrap();
    let to_orders: Vec<_> = cells.iter().filter(|c| has(&c["to"], "orders") && has(&c["from"], "web")).collect();
    assert!(!to_orders.is_empty() && to_orders.iter().all(|c| c["passes"] == "tcp 5432" && c["verdict"] == "reachable"), "{to_orders:?}");
    // Nothing is opened from a database.
    assert!(!cells.iter().any(|c| has(&c["from"], "orders") && has(&c["to"], "web")));
    let (_, csv) = portico(&["matrix", &example("three-tier")]);
    assert_eq!(csv.lines().count(), cells.len() + 1);
    assert!(csv.starts_with("from,from_subnet,to,to_subnet,verdict,passes\n"));
}

#[test]
fn what_the_internet_reaches_is_listed() {
    let (code, text) = portico(&["exposed", &example("three-tier"), "--json"]);
    let v: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, Some(0));
    let all = v["exposed"].as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|e| e["verdict"] == "reachable"), "{v:#}");
    let (_, text) = portico(&["exposed", &example("private-s3")]);
    assert_eq!(text, "The internet reaches nothing.\n");
}
