//! `portico policy lint`: what is wrong or doubtful in one policy, in AWS's classes, with lines.

use super::refused;
use crate::Done;
use crate::args::PolicyKind;
use portico_core::checks::policy_words;
use portico_core::document::Model;
use portico_core::policy::{EndpointKind, LintAs, Places, Policy, PolicyRole, Severity, lint};
use serde_json::{Value, json};

/// One problem, as it is told.
pub struct Found {
    severity: Severity,
    at: String,
    line: u32,
    column: u32,
    code: &'static str,
    message: String,
}

pub fn report(text: &str, kind: Option<PolicyKind>) -> Result<Vec<Found>, String> {
    let policy = Policy::parse(text).map_err(|e| refused(&e))?;
    let kind = kind.unwrap_or_else(|| {
        let named = policy.statements().iter().any(|s| s.principals().is_some());
        if named { PolicyKind::Resource } else { PolicyKind::Identity }
    });
    let places = Places::of(text);
    let found = lint(&policy, lint_as(kind)).into_iter().map(|problem| {
        let (line, column) = places.as_ref().map_or((1, 1), |places| places.locate(&problem.at));
        let message = policy_words::fault(&problem.fault).render(&Model::default());
        Found { severity: problem.severity, at: problem.at.to_string(), line, column, code: problem.fault.code(), message }
    });
    Ok(found.collect())
}

fn lint_as(kind: PolicyKind) -> LintAs {
    match kind {
        PolicyKind::GatewayEndpoint => LintAs::Endpoint(EndpointKind::Gateway),
        PolicyKind::InterfaceEndpoint => LintAs::Endpoint(EndpointKind::Interface),
        PolicyKind::Resource => LintAs::Other(PolicyRole::Resource),
        PolicyKind::Identity => LintAs::Other(PolicyRole::Identity),
        PolicyKind::Boundary => LintAs::Other(PolicyRole::Boundary),
        PolicyKind::Session => LintAs::Other(PolicyRole::Session),
        PolicyKind::Scp => LintAs::Other(PolicyRole::Scp),
        PolicyKind::Rcp => LintAs::Other(PolicyRole::Rcp),
    }
}

/// AWS's classes ("Policy validation" in the IAM Access Analyzer guide).
fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::SecurityWarning => "security-warning",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    }
}

pub fn to_json(found: &[Found]) -> Value {
    let list: Vec<Value> = found
        .iter()
        .map(|f| json!({"severity": class(f.severity), "code": f.code, "at": f.at, "line": f.line, "column": f.column, "message": f.message}))
        .collect();
    let count = |severity| found.iter().filter(|f| f.severity == severity).count();
    json!({
        "findings": list,
        "counts": {
            "error": count(Severity::Error),
            "security_warning": count(Severity::SecurityWarning),
            "warning": count(Severity::Warning),
            "suggestion": count(Severity::Suggestion),
        },
    })
}

pub fn done(found: &[Found], as_json: bool) -> Done {
    let clean = !found.iter().any(|f| f.severity == Severity::Error);
    let output = if as_json {
        format!("{}\n", to_json(found))
    } else if found.is_empty() {
        "nothing found\n".into()
    } else {
        found.iter().map(|f| format!("{}:{}: {}: {} [{}]\n", f.line, f.column, class(f.severity), f.message, f.code)).collect()
    };
    Done { clean, output }
}
