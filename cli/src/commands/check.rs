//! `portico check`: every finding, as text, JSON or SARIF.

use super::sarif::{self, Places};
use crate::args::{Check as Args, FailOn, Format};
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::document::{Model, NodeId};
use portico_core::facts::Facts;
use portico_core::finding::{Finding, Severity};
use serde_json::{Map, Value, json};

pub fn run(args: &Args, as_json: bool, catalogue: &Catalogue) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let facts = Facts::new(&document, catalogue);
    let findings = checks::run_all(&facts);
    let model = &document.model;
    let output = match (args.format, as_json) {
        (Format::Sarif, _) => {
            let places = Places::of(model, &args.design, args.source.as_deref())?;
            format!("{}\n", sarif::log(model, &findings, &places))
        }
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
