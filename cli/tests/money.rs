//! Cost, compare, drill, optimise and prices as programs call them.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn example(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples").join(format!("{name}.portico.json"));
    path.to_string_lossy().into_owned()
}

fn portico(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portico")).args(args).output().unwrap()
}

fn json(o: &Output) -> Value {
    serde_json::from_slice(&o.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", String::from_utf8_lossy(&o.stdout), String::from_utf8_lossy(&o.stderr)))
}

/// A folder that is empty when a test begins.
fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn dollars(v: &Value) -> f64 {
    v.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_bill_adds_up_and_dates_its_prices() {
    let v = json(&portico(&["cost", &example("three-tier"), "--json"]));
    let lines = v["lines"].as_array().unwrap();
    let sum: f64 = lines.iter().map(|l| dollars(&l["amount"]["typical"])).sum();
    assert!((sum - dollars(&v["month"]["typical"])).abs() < 0.005 * lines.len() as f64, "{v:#}");
    assert!(lines.iter().all(|l| ["verified", "recalled"].contains(&l["confidence"].as_str().unwrap())));
    assert!(v["oldest_price"]["days"].is_u64(), "{v:#}");
}

#[test]
fn a_bill_as_a_sheet_and_in_markdown_with_what_changed() {
    let total = |format: &str| {
        let o = portico(&["cost", &example("three-tier"), "--format", format]);
        assert_eq!(o.status.code(), Some(0));
        String::from_utf8(o.stdout).unwrap()
    };
    let v = json(&portico(&["cost", &example("three-tier"), "--format", "json"]));
    let three: Vec<&str> = ["low", "typical", "high"].iter().map(|n| v["month"][n].as_str().unwrap()).collect();
    let csv = total("csv");
    assert!(csv.lines().last().unwrap().starts_with(&format!("total,,,,,,,,,{},USD", three.join(","))), "{csv}");
    assert_eq!(csv.lines().count(), v["lines"].as_array().unwrap().len() + 2, "{csv}");
    assert!(total("markdown").contains(&format!("| **Total** | USD | | | {} | |", three.join(" | "))));
    // Since an earlier version: the differences of its lines add up to that of the months.
    let dir = folder("since");
    let file = dir.join("after.portico.json");
    let flow = v["lines"].as_array().unwrap().iter().find_map(|l| l["flow"].as_str()).unwrap();
    let more = dir.join("usage.json");
    let name = serde_json::to_string(flow).unwrap();
    std::fs::write(&more, format!("{{{name}: {{\"gb\": {{\"low\": 1, \"typical\": 5000, \"high\": 9000}}}}}}")).unwrap();
    std::fs::copy(example("three-tier"), &file).unwrap();
    let now = json(&portico(&["cost", text(&file), "--usage", text(&more), "--since", &example("three-tier"), "--json"]));
    let lines = now["since"]["lines"].as_array().unwrap();
    assert!(!lines.is_empty() && lines.iter().all(|l| l["flow"] == flow), "{now:#}");
    let amount = |v: &Value| if v.is_null() { 0.0 } else { dollars(&v["typical"]) };
    let sum: f64 = lines.iter().map(|l| amount(&l["after"]) - amount(&l["before"])).sum();
    let months = dollars(&now["month"]["typical"]) - dollars(&now["since"]["month"]["typical"]);
    assert!((sum - months).abs() < 0.01 * lines.len() as f64 && months > 0.0, "{sum} {months}");
    let o = portico(&["cost", text(&file), "--usage", text(&more), "--since", &example("three-tier"), "--format", "markdown"]);
    assert!(String::from_utf8(o.stdout).unwrap().contains("## Since "));
}

#[test]
fn bad_usage_is_refused_where_it_stands() {
    let dir = folder("usage");
    let first = json(&portico(&["cost", &example("three-tier"), "--json"]));
    let flow = first["lines"].as_array().unwrap().iter().find_map(|l| l["flow"].as_str()).unwrap().to_owned();
    for bad in ["-1", "1e300", "1.5", "\"NaN\"", "4294967296", "null"] {
        let file = dir.join("usage.json");
        let name = serde_json::to_string(&flow).unwrap();
        std::fs::write(&file, format!("{{{name}: {{\"gb\": {{\"low\": 0, \"typical\": {bad}, \"high\": 1}}}}}}")).unwrap();
        let o = portico(&["cost", &example("three-tier"), "--usage", text(&file)]);
        let said = String::from_utf8_lossy(&o.stderr).into_owned();
        assert_eq!(o.status.code(), Some(2), "{bad}: {said}");
        assert!(said.contains("gb.typical"), "{bad}: {said}");
    }
    for bad in ["-5", "NaN", "1e300", "3/2/1", "", "1/2"] {
        let o = portico(&["compare", &example("private-s3"), "--from", "ingest", "--service", "s3", &format!("--gb={bad}")]);
        assert_eq!(o.status.code(), Some(2), "{bad}");
    }
}

#[test]
fn ways_are_compared_and_one_is_chosen() {
    let dir = folder("compare");
    let out = dir.join("chosen.portico.json");
    let args = ["compare", &example("private-s3"), "--from", "ingest", "--service", "s3", "--json"];
    let v = json(&portico(&args));
    assert_eq!((v["from"].as_str(), v["service"].as_str()), (Some("ingest"), Some("s3")));
    let ways = v["ways"].as_array().unwrap();
    let works: Vec<&Value> = ways.iter().filter(|w| w["works"] == true).collect();
    assert!(works.len() >= 3, "{v:#}");
    for w in &works {
        assert!(dollars(&w["month"]["low"]) >= 0.0 && w["controls"].is_array() && w["lost_when"].is_array(), "{w:#}");
        let lines: f64 = w["lines"].as_array().unwrap().iter().map(|l| dollars(&l["amount"]["typical"])).sum();
        assert!((lines - dollars(&w["month"]["typical"])).abs() < 0.03, "{w:#}");
        let unknown = w["ceiling_unknown"].as_array().cloned().unwrap_or_default();
        assert!(unknown.iter().enumerate().all(|(i, u)| !unknown[..i].contains(u)), "each reason once: {w:#}");
    }
    // A Lambda function behind groups that let nothing else out: each way brings the rules, routes and gateways that it needs.
    let of = |way: &str| works.iter().find(|w| w["way"] == way).unwrap_or_else(|| panic!("{way} is open: {v:#}"));
    assert_eq!(
        (of("as-is")["month"]["typical"].as_str(), of("interface-endpoint-2")["month"]["typical"].as_str()),
        (Some("0.00"), Some("20.60"))
    );
    assert!(of("nat-gateway")["steps"].as_array().unwrap().iter().any(|s| s.as_str().unwrap().contains("internet gateway")));
    let internet = ways.iter().find(|w| w["way"] == "internet-gateway").unwrap();
    assert!(internet["refused"].as_str().unwrap().contains("Lambda"), "{internet:#}");
    let other = works.iter().find(|w| w["way"].as_str().unwrap().starts_with("interface-endpoint")).unwrap();
    assert!(other["terraform"].as_array().unwrap().iter().any(|b| b.as_str().unwrap().contains("aws_")), "{other:#}");
    let way = other["way"].as_str().unwrap();
    let o = portico(&["compare", &example("private-s3"), "--from", "ingest", "--service", "s3", "--choose", way, "-o", text(&out)]);
    assert_eq!(o.status.code(), Some(0), "{}", String::from_utf8_lossy(&o.stderr));
    let trace = json(&portico(&["trace", text(&out), "--from", "ingest", "--to", "service:s3", "--port", "443", "--json"]));
    assert_eq!(trace["verdict"], "reachable");
    // How busy it gets is set beside what each way carries.
    let mut busy: Value = serde_json::from_str(&std::fs::read_to_string(example("private-s3")).unwrap()).unwrap();
    busy["portico"] = 2.into();
    for usage in busy["usage"].as_object_mut().unwrap().values_mut() {
        usage["burst_mbps"] = serde_json::json!({"low": 1, "typical": 1000, "high": 4_000_000});
    }
    let file = dir.join("busy.portico.json");
    std::fs::write(&file, busy.to_string()).unwrap();
    let v = json(&portico(&["compare", text(&file), "--from", "ingest", "--service", "s3", "--json"]));
    let nat = v["ways"].as_array().unwrap().iter().find(|w| w["way"] == "nat-gateway").unwrap();
    assert_eq!(nat["burst"]["fits"], false, "{nat:#}");
    assert!(nat["burst"]["why"].as_str().unwrap().starts_with("Its busiest minute, 4000 Gbps, does not fit: "), "{nat:#}");
    assert!(ways.iter().all(|w| w["burst"].is_null()), "nobody said how busy that one gets");
    assert_eq!(portico(&["compare", &example("private-s3"), "--from", "nobody", "--service", "s3"]).status.code(), Some(2));
    assert_eq!(portico(&["compare", &example("private-s3"), "--from", "ingest", "--service", "s33"]).status.code(), Some(2));
}

#[test]
fn the_drill_lists_every_failure() {
    let v = json(&portico(&["drill", &example("three-tier"), "--json"]));
    let failures = v["failures"].as_array().unwrap();
    assert!(failures.iter().any(|f| f["what"].as_str().unwrap().starts_with("zone ")), "{v:#}");
    let sizes: Vec<usize> = failures.iter().map(|f| f["lost"].as_array().unwrap().len() + f["kept"].as_array().unwrap().len()).collect();
    assert!(sizes.iter().all(|n| *n == sizes[0]), "each flow is kept or lost: {v:#}");
    assert!(v["surviving_cost"].is_array() && v["zone_affinity"].is_array());
    assert_eq!(portico(&["drill", &example("three-tier"), "--fail", "nothing-of-the-sort"]).status.code(), Some(2));
    // Two together: no flow of three zones is whole without two of them, and none is left without the NAT gateways of the third.
    let lost = |fail: &str| {
        let v = json(&portico(&["drill", &example("three-tier"), "--fail", fail, "--json"]));
        let all = v["failures"].as_array().unwrap();
        assert_eq!(all.len(), 1, "{v:#}");
        all[0]["lost"].as_array().unwrap().len()
    };
    assert!(lost("nat-a,nat-b") >= lost("nat-a"));
    assert!(lost("us-east-1a,us-east-1b") >= lost("us-east-1a"));
}

#[test]
fn the_cheapest_design_is_written_and_is_no_dearer() {
    let dir = folder("optimise");
    for name in ["private-s3", "three-tier", "shared-endpoints"] {
        let out = dir.join(format!("{name}.portico.json"));
        let v = json(&portico(&["optimise", &example(name), "--json", "-o", text(&out)]));
        assert!(dollars(&v["after"]["typical"]) <= dollars(&v["before"]["typical"]), "{name}: {v:#}");
        let month = json(&portico(&["cost", text(&out), "--json"]));
        assert_eq!(month["month"], v["after"], "{name}");
        assert_eq!(portico(&["check", text(&out)]).status.code(), Some(0), "{name}: no new errors");
    }
}

#[test]
fn an_imported_price_is_the_one_that_counts() {
    let dir = folder("prices");
    let (list, table) = (dir.join("list.json"), dir.join("prices.tsv"));
    let offer = r#"{"formatVersion": "v1.0", "offerCode": "AmazonVPC", "version": "20260917190528", "publicationDate": "2026-09-17T19:05:28Z",
      "products": {"S": {"sku": "S", "attributes": {"servicecode": "AmazonVPC", "usagetype": "USE1-VpcEndpoint-Hours", "operation": "VpcEndpoint", "regionCode": "us-east-1"}},
                   "E": {"sku": "E", "attributes": {"servicecode": "AmazonVPC", "usagetype": "EU-VpcEndpoint-Hours", "operation": "VpcEndpoint", "regionCode": "eu-west-1"}},
                   "C": {"sku": "C", "attributes": {"servicecode": "AmazonVPC", "usagetype": "EUC1-VpcEndpoint-Hours", "operation": "VpcEndpoint", "regionCode": "eu-central-1"}}},
      "terms": {"OnDemand": {
        "S": {"S.T": {"effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"S.T.R": {"unit": "Hrs", "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "1.0000000000"}}}}},
        "E": {"E.T": {"effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"E.T.R": {"unit": "Hrs", "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "1.0000000000"}}}}},
        "C": {"C.T": {"effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"C.T.R": {"unit": "Hrs", "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "1.0000000000"}}}}}}}}"#;
    std::fs::write(&list, offer).unwrap();
    let o = portico(&["prices", "import", text(&list), "-o", text(&table), "--json"]);
    let v = json(&o);
    assert_eq!((v["files"][0]["prices"][0]["changed"].as_bool(), o.status.code()), (Some(true), Some(0)), "{v:#}");
    let hours = |more: &[&str]| {
        let design = example("shared-endpoints");
        let v = json(&portico(&[&["cost", &design, "--json"], more].concat()));
        let line = v["lines"].as_array().unwrap().iter().find(|l| l["meter"] == "interface-endpoint-hour").unwrap().clone();
        (line["unit_price"].as_str().unwrap().to_owned(), line["price_as_of"].as_str().unwrap_or("").to_owned())
    };
    assert_ne!(hours(&[]).0, "1");
    assert_eq!(hours(&["--prices", text(&table)]), ("1".into(), "2026-09-17".into()));
    std::fs::write(&list, &offer[..offer.len() - 40]).unwrap();
    assert_eq!(portico(&["prices", "import", text(&list), "-o", text(&table)]).status.code(), Some(2), "cut off");
    assert_eq!(portico(&["cost", &example("shared-endpoints"), "--prices", text(&list)]).status.code(), Some(2), "no table of prices");
}
