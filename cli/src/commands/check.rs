//! `portico check`: every finding, as text, JSON or SARIF.

use crate::args::{Check as Args, FailOn, Format};
use crate::what::Names;
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::document::{Model, NodeId};
use portico_core::facts::Facts;
use portico_core::finding::{Finding, Severity};
use serde_json::{Map, Value, json};
use std::path::Path;

pub fn run(args: &Args, as_json: bool, catalogue: &Catalogue) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let facts = Facts::new(&document, catalogue);
    let findings = checks::run_all(&facts);
    let model = &document.model;
    let output = match (args.format, as_json) {
        (Format::Sarif, _) => format!("{}\n", sarif(&args.design, model, &findings)),
        (Format::Json, _) | (_, true) => format!("{}\n", to_json(model, &findings)),
        _ => to_text(model, &findings),
    };
    let worst = findings.iter().map(|f| f.severity).min();
    let clean = match args.fail_on {
        FailOn::Error => worst != Some(Severity::Error),
        FailOn::Warning => !matches!(worst, Some(Severity::Error | Severity::Warning)),
    };
    Ok(Done { clean, output })
}

fn count(findings: &[Finding], s: Severity) -> usize {
    findings.iter().filter(|f| f.severity == s).count()
}

fn on(model: &Model, id: NodeId) -> Value {
    let mut o = Map::new();
    o.insert("kind".into(), json!(id.kind().as_str()));
    o.insert("name".into(), json!(model.name(id)));
    o.insert("id".into(), json!(id.to_string()));
    if let Some(aws) = model.meta(id).and_then(|m| m.aws_id.as_ref()) {
        o.insert("aws_id".into(), json!(aws));
    }
    Value::Object(o)
}

fn to_json(model: &Model, findings: &[Finding]) -> Value {
    let list: Vec<Value> = findings
        .iter()
        .map(|f| {
            json!({
                "check": f.check,
                "severity": f.severity.as_str(),
                "category": f.category.as_str(),
                "on": f.on.iter().map(|n| on(model, *n)).collect::<Vec<_>>(),
                "message": f.message.render(model),
                "because": f.because.iter().map(|t| t.render(model)).collect::<Vec<_>>(),
                "fixes": f.fixes.iter().map(|x| json!({"label": x.label.render(model), "safe": x.safe})).collect::<Vec<_>>(),
            })
        })
        .collect();
    let n = |s| count(findings, s);
    json!({"findings": list, "counts": {"error": n(Severity::Error), "warning": n(Severity::Warning), "info": n(Severity::Info)}})
}

fn to_text(model: &Model, findings: &[Finding]) -> String {
    let mut out = String::new();
    for f in findings {
        out.push_str(&format!("{}: {} [{}]\n", f.severity, f.message.render(model), f.check));
        for b in &f.because {
            out.push_str(&format!("    because {}\n", b.render(model)));
        }
        for x in &f.fixes {
            out.push_str(&format!("    fix: {}{}\n", x.label.render(model), if x.safe { "" } else { " (look before)" }));
        }
    }
    let n = |s| count(findings, s);
    if !out.is_empty() {
        out.push('\n');
    }
    let plural = |n: usize, w: &str| format!("{n} {w}{}", if n == 1 { "" } else { "s" });
    out.push_str(&format!(
        "{}, {}, {}\n",
        plural(n(Severity::Error), "error"),
        plural(n(Severity::Warning), "warning"),
        plural(n(Severity::Info), "hint")
    ));
    out
}

/// SARIF 2.1.0. Who shows it wants a file and a line: the design's, where the resource is written in it.
fn sarif(design: &Path, model: &Model, findings: &[Finding]) -> Value {
    let names = Names::of(model);
    let level = |s| match s {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let piped = design == Path::new("-");
    let text = if piped { String::new() } else { input::text(design).unwrap_or_default() };
    let uri = if piped { "design.portico.json".to_string() } else { uri(&design.to_string_lossy()) };
    let place = |node: Option<NodeId>| {
        let line = node.and_then(|n| line_of(&text, &n.to_string())).unwrap_or(1);
        let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}});
        if let Some(n) = node {
            location["logicalLocations"] = json!([{"name": names.name(n), "kind": "resource", "fullyQualifiedName": n.to_string()}]);
        }
        location
    };
    let mut rules: Vec<&str> = findings.iter().map(|f| f.check).collect();
    rules.sort_unstable();
    rules.dedup();
    let rule = |id: &&str| match checks::ALL.iter().find(|c| c.name == *id) {
        Some(c) => json!({
            "id": id,
            "shortDescription": {"text": c.title},
            "help": {"text": c.page(), "markdown": c.page()},
            "defaultConfiguration": {"level": level(c.severity)},
            "properties": {"tags": [c.category.as_str()]},
        }),
        None => json!({"id": id}),
    };
    let results: Vec<Value> = findings
        .iter()
        .map(|f| {
            let places: Vec<Value> = if f.on.is_empty() { vec![place(None)] } else { f.on.iter().map(|n| place(Some(*n))).collect() };
            json!({"ruleId": f.check, "level": level(f.severity), "message": {"text": f.message.render(model)}, "locations": places})
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "portico", "version": env!("CARGO_PKG_VERSION"), "rules": rules.iter().map(rule).collect::<Vec<_>>()}},
            "results": results,
        }],
    })
}

/// A path as a reference of a URI.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for b in path.replace('\\', "/").bytes() {
        if b.is_ascii_alphanumeric() || b"-._~/".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// The line of a saved design in which a node has its id.
fn line_of(text: &str, id: &str) -> Option<usize> {
    let own = format!("\"id\": \"{id}\"");
    text.lines().position(|l| l.contains(&own)).map(|n| n + 1)
}
