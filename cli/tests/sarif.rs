//! `portico check --format sarif`: held to the structure that the schema of SARIF 2.1.0 asks for, with places in the source.

mod common;

use common::{Place, portico};
use serde_json::Value;

/// An object of the schema: what it must have, and what else it may have. [sarif-schema-2.1.0.json]
struct Shape {
    name: &'static str,
    must: &'static [&'static str],
    may: &'static [&'static str],
    /// Fields that are objects of other shapes, or lists or maps of such.
    inner: &'static [(&'static str, &'static str)],
}

const SHAPES: &[Shape] = &[
    Shape { name: "log", must: &["version", "runs"], may: &["$schema", "properties"], inner: &[("runs", "run")] },
    Shape {
        name: "run",
        must: &["tool"],
        may: &["results", "columnKind", "automationDetails", "originalUriBaseIds", "artifacts", "invocations", "properties"],
        inner: &[("tool", "tool"), ("results", "result")],
    },
    Shape { name: "tool", must: &["driver"], may: &["extensions", "properties"], inner: &[("driver", "component")] },
    Shape {
        name: "component",
        must: &["name"],
        may: &["version", "semanticVersion", "informationUri", "organization", "fullName", "rules", "shortDescription", "properties"],
        inner: &[("rules", "rule")],
    },
    Shape {
        name: "rule",
        must: &["id"],
        may: &["name", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration", "messageStrings", "properties"],
        inner: &[("shortDescription", "words"), ("fullDescription", "words"), ("help", "words"), ("defaultConfiguration", "configuration")],
    },
    Shape { name: "words", must: &["text"], may: &["markdown", "properties"], inner: &[] },
    Shape { name: "configuration", must: &[], may: &["enabled", "level", "rank", "parameters", "properties"], inner: &[] },
    Shape {
        name: "result",
        must: &["message"],
        may: &[
            "ruleId",
            "ruleIndex",
            "kind",
            "level",
            "locations",
            "partialFingerprints",
            "fingerprints",
            "relatedLocations",
            "properties",
        ],
        inner: &[("message", "message"), ("locations", "location")],
    },
    Shape { name: "message", must: &[], may: &["text", "markdown", "id", "arguments", "properties"], inner: &[] },
    Shape {
        name: "location",
        must: &[],
        may: &["id", "physicalLocation", "logicalLocations", "message", "annotations", "relationships", "properties"],
        inner: &[("physicalLocation", "physical"), ("logicalLocations", "logical")],
    },
    Shape {
        name: "physical",
        must: &[],
        may: &["address", "artifactLocation", "region", "contextRegion", "properties"],
        inner: &[("artifactLocation", "artifact"), ("region", "region")],
    },
    Shape { name: "artifact", must: &[], may: &["uri", "uriBaseId", "index", "description", "properties"], inner: &[] },
    Shape { name: "region", must: &[], may: &["startLine", "startColumn", "endLine", "endColumn", "snippet", "properties"], inner: &[] },
    Shape { name: "logical", must: &[], may: &["name", "index", "fullyQualifiedName", "decoratedName", "kind", "properties"], inner: &[] },
];

fn holds(name: &str, v: &Value) {
    if let Value::Array(all) = v {
        return all.iter().for_each(|v| holds(name, v));
    }
    let shape = SHAPES.iter().find(|s| s.name == name).unwrap();
    let o = v.as_object().unwrap_or_else(|| panic!("{name} is no object: {v:#}"));
    for must in shape.must {
        assert!(o.contains_key(*must), "{name} has no {must}: {v:#}");
    }
    for (k, v) in o {
        assert!(shape.must.contains(&k.as_str()) || shape.may.contains(&k.as_str()), "{name} may not have {k}");
        assert!(!v.is_null(), "{name}: {k} is null");
        if let Some((_, inner)) = shape.inner.iter().find(|(f, _)| f == k) {
            holds(inner, v);
        }
    }
    let text = |f: &str| o.get(f).is_none_or(|v| v.as_str().is_some_and(|s| !s.is_empty()));
    for f in ["id", "ruleId", "name", "text", "markdown", "uri", "fullyQualifiedName"] {
        assert!(text(f), "{name}: {f} is no text: {v:#}");
    }
    let one_of = |f: &str, all: &[&str]| o.get(f).is_none_or(|v| all.contains(&v.as_str().unwrap_or_default()));
    assert!(one_of("level", &["none", "note", "warning", "error"]) && one_of("columnKind", &["utf16CodeUnits", "unicodeCodePoints"]));
    assert!(one_of("version", &["2.1.0"]) || name == "component", "{v:#}");
    assert!(o.get("helpUri").is_none_or(|u| u.as_str().unwrap().starts_with("https://")), "{v:#}");
    assert!(o.get("startLine").is_none_or(|n| n.as_u64() >= Some(1)), "{v:#}");
    assert!(o.get("partialFingerprints").is_none_or(|f| f.as_object().unwrap().values().all(Value::is_string)), "{v:#}");
}

const MAIN: &str = "provider \"aws\" { region = \"us-east-1\" }
resource \"aws_vpc\" \"v\" {
  cidr_block = \"10.0.0.0/16\"
}
resource \"aws_subnet\" \"s\" {
  vpc_id     = aws_vpc.v.id
  cidr_block = \"10.0.0.0/24\"
}
resource \"aws_route_table\" \"t\" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block     = \"10.0.0.0/20\"
    nat_gateway_id = aws_nat_gateway.n.id
  }
}
resource \"aws_nat_gateway\" \"n\" {
  subnet_id         = aws_subnet.s.id
  connectivity_type = \"private\"
}
resource \"aws_security_group\" \"g\" {
  name   = \"g\"
  vpc_id = aws_vpc.v.id
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = \"tcp\"
    cidr_blocks = [\"0.0.0.0/0\"]
  }
}
";

#[test]
fn findings_have_rules_fingerprints_and_places_in_the_source() {
    let dir = Place::new("sarif-source");
    let source = dir.join("infra");
    std::fs::create_dir_all(&source).unwrap();
    let write = |text: &str| std::fs::write(source.join("main.tf"), text).unwrap();
    write(MAIN);
    let design = dir.join("d.portico.json").to_string_lossy().into_owned();
    let infra = source.to_string_lossy().into_owned();
    let log = |source: bool| -> Value {
        let o = portico(&["import", &infra, "-o", &design], b"");
        assert_eq!(o.status.code(), Some(0), "{}", String::from_utf8_lossy(&o.stderr));
        let args = ["check", &design, "--format", "sarif", "--source", &infra];
        let o = portico(if source { &args } else { &args[..4] }, b"");
        let log: Value = serde_json::from_slice(&o.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&o.stderr)));
        holds("log", &log);
        log
    };
    let first = log(true);
    let run = &first["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for r in rules {
        assert!(r["helpUri"].is_string() && r["help"]["markdown"].is_string() && r["properties"]["severity"].is_string(), "{r:#}");
        assert!(r["fullDescription"]["text"].as_str().unwrap().len() > 20 && !r["help"]["text"].as_str().unwrap().contains("```"), "{r:#}");
    }
    let results = run["results"].as_array().unwrap();
    let route = results.iter().find(|r| r["ruleId"] == "route-not-allowed").unwrap_or_else(|| panic!("{first:#}"));
    assert_eq!(rules[route["ruleIndex"].as_u64().unwrap() as usize]["id"], route["ruleId"]);
    let at = |r: &Value| r["locations"][0]["physicalLocation"].clone();
    assert!(at(route)["artifactLocation"]["uri"].as_str().unwrap().ends_with("infra/main.tf"), "{route:#}");
    assert_eq!(at(route)["region"]["startLine"], 9, "{route:#}");
    assert_eq!(route["locations"][0]["logicalLocations"][0]["kind"], "resource");
    // Without the source the place is the design's, and the finding the same.
    let plain = log(false);
    let same = plain["runs"][0]["results"].as_array().unwrap().iter().find(|r| r["ruleId"] == "route-not-allowed").unwrap();
    assert!(at(same)["artifactLocation"]["uri"].as_str().unwrap().ends_with("d.portico.json"), "{same:#}");
    assert_eq!(same["partialFingerprints"], route["partialFingerprints"]);
    // Lines before it move it, and leave it what it is.
    write(&format!("# one\n# two\n{MAIN}"));
    let moved = log(true);
    let moved = moved["runs"][0]["results"].as_array().unwrap().iter().find(|r| r["ruleId"] == "route-not-allowed").unwrap();
    assert_eq!((at(moved)["region"]["startLine"].as_u64(), &moved["partialFingerprints"]), (Some(11), &route["partialFingerprints"]));
}
