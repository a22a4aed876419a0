//! The command as programs call it: exit statuses, JSON shapes, batches, bad input.

mod common;

use common::{Place, portico};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Output;

fn example(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples").join(format!("{name}.portico.json"));
    path.to_string_lossy().into_owned()
}

fn json(o: &Output) -> Value {
    serde_json::from_slice(&o.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&o.stdout)))
}

#[test]
fn the_examples_have_no_errors() {
    for name in ["private-s3", "three-tier", "shared-endpoints"] {
        let o = portico(&["check", &example(name), "--json"], "");
        let v = json(&o);
        assert_eq!(v["counts"]["error"], 0, "{name}: {v:#}");
        assert_eq!(o.status.code(), Some(0));
    }
}

#[test]
fn a_trace_tells_every_hop_there_and_back() {
    let o = portico(&["trace", &example("private-s3"), "--from", "ingest", "--to", "service:s3", "--port", "443", "--json"], "");
    let v = json(&o);
    assert_eq!((v["verdict"].as_str(), o.status.code()), (Some("reachable"), Some(0)), "{v:#}");
    let kinds: Vec<_> = v["forward"]["hops"].as_array().unwrap().iter().map(|h| h["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["name", "group", "acl", "route", "device", "endpoint-policy"]);
    assert_eq!(v["return"]["verdict"], "reachable");
    assert_eq!(v["allowed"][0]["ports"][0], serde_json::json!([443, 443]));
}

#[test]
fn a_blocked_trace_names_its_blockers_and_exits_one() {
    let o = portico(&["trace", &example("private-s3"), "--from", "ingest", "--to", "service:s3", "--port", "22", "--json"], "");
    let v = json(&o);
    assert_eq!((v["verdict"].as_str(), o.status.code()), (Some("blocked"), Some(1)), "{v:#}");
    assert_eq!(v["blocked_by"][0]["code"], "ENI_SG_RULES_MISMATCH");
    assert!(v.get("witness").is_none());
}

#[test]
fn a_batch_answers_line_by_line() {
    let questions = "{\"from\": \"ingest\", \"to\": \"service:s3\", \"port\": 443}\nnot json\n{\"from\": \"nobody\", \"to\": \"internet\"}\n{\"from\": \"ingest\", \"to\": \"internet\", \"port\": 99999}\n";
    let o = portico(&["trace", &example("private-s3"), "--batch", "-"], questions);
    let lines: Vec<Value> = String::from_utf8_lossy(&o.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["verdict"], "reachable");
    assert!(lines[1..].iter().all(|l| l["error"].is_string()), "{lines:?}");
    assert_eq!(o.status.code(), Some(1));
}

#[test]
fn a_batch_takes_what_programs_write() {
    let ask = |rest: &str| format!("{{\"from\": \"ingest\", \"to\": \"service:s3\", \"port\": 443{rest}}}\n");
    let questions =
        format!("\u{feff}{}{}{}{}", ask(""), ask(", \"protocol\": 6"), ask(", \"one_way\": true"), ask(", \"one_way\": \"yes\""));
    // Lines are what a batch is called for: quiet or not.
    for extra in [&[][..], &["--quiet"]] {
        let o = portico(&[&["trace", &example("private-s3"), "--batch", "-"], extra].concat(), &questions);
        let lines: Vec<Value> = String::from_utf8_lossy(&o.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(lines.len(), 4, "{extra:?}");
        assert!(lines[..3].iter().all(|l| l["verdict"] == "reachable"), "{lines:?}");
        assert!(lines[0] == lines[1] && lines[2].get("return").is_none());
        assert!(lines[3]["error"].as_str().unwrap().contains("one_way"), "{lines:?}");
    }
}

#[test]
fn a_month_adds_up() {
    let v = json(&portico(&["cost", &example("three-tier"), "--json"], ""));
    assert_eq!(v["currency"], "USD");
    let cents = |s: &str| (s.parse::<f64>().unwrap() * 100.0).round();
    let sum: f64 = v["lines"].as_array().unwrap().iter().map(|l| cents(l["amount"]["typical"].as_str().unwrap())).sum();
    // Each line is rounded to the cent for show.
    let lines = v["lines"].as_array().unwrap().len() as f64;
    assert!((sum - cents(v["month"]["typical"].as_str().unwrap())).abs() <= lines, "{v:#}");
    assert!(v["lines"].as_array().unwrap().iter().all(|l| ["verified", "recalled"].contains(&l["confidence"].as_str().unwrap())));
}

#[test]
fn usage_changes_the_month() {
    let design = example("three-tier");
    let month = |args: &[&str], input: &str| json(&portico(args, input))["month"]["typical"].as_str().unwrap().parse::<f64>().unwrap();
    let plain = month(&["cost", &design, "--json"], "");
    let list: Value = json(&portico(&["cost", &design, "--json"], ""));
    let flow = list["lines"].as_array().unwrap().iter().find(|l| l["unit_price"] != "0" && l["flow"].is_string()).unwrap()["flow"].clone();
    let usage = format!("{{{flow}: {{\"gb\": {{\"low\": 90000, \"typical\": 90000, \"high\": 90000}}}}}}");
    assert!(month(&["cost", &design, "--usage", "-", "--json"], &usage) > plain);
    let o = portico(&["cost", &design, "--usage", "-"], "{\"no such flow\": {}}");
    assert_eq!(o.status.code(), Some(2));
}

#[test]
fn an_export_is_the_same_twice() {
    let dir = Place::new("export");
    let out = dir.to_string_lossy().into_owned();
    let run = || {
        let o = portico(&["export", &example("private-s3"), "--to", "terraform", "-o", &out], "");
        assert_eq!(o.status.code(), Some(0), "{}", String::from_utf8_lossy(&o.stderr));
        let mut files: Vec<_> = std::fs::read_dir(&*dir).unwrap().map(|f| f.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|f| (f.clone(), std::fs::read_to_string(f).unwrap())).collect::<Vec<_>>()
    };
    let first = run();
    assert_eq!(first, run());
    assert!(first.iter().any(|(f, text)| f.ends_with("endpoints.tf") && text.contains("aws_vpc_endpoint")));
}

#[test]
fn cloudformation_in_both_notations() {
    for (notation, file) in [("yaml", "us-east-1.yaml"), ("json", "us-east-1.json")] {
        let dir = Place::new(&format!("cloudformation-{notation}"));
        let out = dir.to_string_lossy().into_owned();
        let o = portico(&["export", &example("private-s3"), "--to", "cloudformation", "--notation", notation, "-o", &out, "--json"], "");
        let v = json(&o);
        assert_eq!(o.status.code(), Some(0), "{v:#}");
        assert_eq!(v["files"], serde_json::json!(["README.md", "parameters-us-east-1.json", file]));
        assert_eq!(v["too_large"], serde_json::json!([]));
        assert!(std::fs::read_to_string(dir.join(file)).unwrap().contains("AWS::EC2::VPCEndpoint"));
    }
}

#[test]
fn one_file_each() {
    let dir = Place::new("papers");
    for (to, begins) in [("svg", "<svg "), ("drawio", "<mxfile "), ("address-plan", "vpc,subnet,"), ("bill", "on,kind,"), ("report", "# ")]
    {
        let file = dir.join(to);
        let o = portico(&["export", &example("three-tier"), "--to", to, "-o", &file.to_string_lossy()], "");
        assert_eq!(o.status.code(), Some(0), "{to}: {}", String::from_utf8_lossy(&o.stderr));
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with(begins) && text.lines().count() > 3, "{to}: {text}");
        let printed = portico(&["export", &example("three-tier"), "--to", to, "-o", "-"], "");
        assert_eq!(String::from_utf8_lossy(&printed.stdout), text, "{to}");
    }
}

#[test]
fn unusable_input_is_refused_with_its_place() {
    for (input, says) in [
        ("", "line 1"),
        ("{\"portico\": 1, \"next\": 2, \"nodes\": [{\"id\": \"vpc:1\"}]}", "nodes.0"),
        ("{\"portico\": 99}", "newer"),
        ("{\"Resources\": {}}", "not a Portico design"),
        ("PK\u{3}\u{4}", "not JSON"),
    ] {
        let o = portico(&["check", "-"], input);
        let error = String::from_utf8_lossy(&o.stderr);
        assert_eq!(o.status.code(), Some(2), "{input}");
        assert!(error.contains(says), "{input}: {error}");
        assert!(o.stdout.is_empty());
    }
    assert_eq!(portico(&["check", "no/such/file"], "").status.code(), Some(2));
    assert_eq!(portico(&["trace", &example("private-s3"), "--from", "ingest"], "").status.code(), Some(2));
    assert_eq!(portico(&["nonsense"], "").status.code(), Some(2));
}

/// What the schema of SARIF 2.1.0 requires of everything that we write. [sarif-schema-2.1.0.json]
fn required(log: &Value) {
    let text = |v: &Value| v.as_str().is_some_and(|s| !s.is_empty());
    assert_eq!(log["version"], "2.1.0");
    assert!(text(&log["$schema"]) && log["$schema"].as_str().unwrap().contains("2.1.0"), "{log:#}");
    for run in log["runs"].as_array().unwrap() {
        let driver = &run["tool"]["driver"];
        assert!(text(&driver["name"]), "{driver:#}");
        let rules = driver["rules"].as_array().unwrap();
        for (n, rule) in rules.iter().enumerate() {
            assert!(text(&rule["id"]) && !rules[..n].contains(rule), "{rule:#}");
            for words in ["shortDescription", "fullDescription", "help"] {
                assert!(rule.get(words).is_none_or(|w| text(&w["text"])), "{rule:#}");
            }
        }
        for result in run["results"].as_array().unwrap() {
            assert!(text(&result["message"]["text"]), "{result:#}");
            assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap_or("warning")), "{result:#}");
            if let Some(n) = result.get("ruleIndex") {
                assert_eq!(rules[n.as_u64().unwrap() as usize]["id"], result["ruleId"]);
            }
            for l in result["locations"].as_array().into_iter().flatten() {
                assert!(l["physicalLocation"]["region"].get("startLine").is_none_or(|n| n.as_u64() >= Some(1)), "{l:#}");
            }
        }
    }
}

#[test]
fn sarif_and_quiet() {
    // The example with a bucket of AWS shut out, so that there is something to find.
    let dir = Place::new("sarif");
    let path = dir.join("three-tier.portico.json");
    let shut = std::fs::read_to_string(example("three-tier")).unwrap().replace("patch-baseline-snapshot-us-east-1", "another-bucket");
    std::fs::write(&path, shut).unwrap();
    let o = portico(&["check", path.to_str().unwrap(), "--format", "sarif"], "");
    let sarif = json(&o);
    required(&sarif);
    let run = &sarif["runs"][0];
    let rules: Vec<_> = run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|r| r["id"].clone()).collect();
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for r in results {
        assert!(rules.contains(&r["ruleId"]), "{r:#}");
        // Who shows findings beside code refuses a result without a file.
        let place = &r["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("three-tier.portico.json"), "{r:#}");
        assert!(place["region"]["startLine"].as_u64().unwrap() > 1, "{r:#}");
    }
    assert!(portico(&["check", &example("three-tier"), "--quiet"], "").stdout.is_empty());
}

/// Ends that are named mean IPv4 where both have it; what IPv6 does stands beside it, and moves neither verdict nor exit code.
#[test]
fn a_trace_between_dual_stack_ends_tells_of_ipv6() {
    let text = "region us-east-1
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  group web: in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 ipv6 2600:1::/64
    instance x groups web
    instance y groups web
  subnet b a 10.0.1.0/24
    instance z groups web
";
    let design = portico_core::interchange::save::write(&portico_core::fixture::parse(text).unwrap());
    let ask = |to: &str| portico(&["trace", "-", "--from", "x", "--to", to, "--port", "443", "--json"], &design);
    let both = ask("y");
    assert_eq!((both.status.code(), json(&both)["verdict"].as_str()), (Some(0), Some("reachable")));
    assert_eq!((json(&both)["ipv6"]["verdict"].as_str(), json(&both)["ipv6"]["blocked_by"].is_array()), (Some("blocked"), true));
    assert!(json(&ask("z")).get("ipv6").is_none());
    let plain = portico(&["trace", "-", "--from", "x", "--to", "y", "--port", "443"], &design);
    assert!(String::from_utf8_lossy(&plain.stdout).contains("OVER IPV6: BLOCKED"));
}
