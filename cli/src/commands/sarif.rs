//! Findings as SARIF 2.1.0, for code scanning: rules with their help pages, findings with what they are on, where it is written, and a
//! fingerprint that outlives a change of lines. [SARIF 2.1.0, sections 3.19 to 3.49]

use crate::input;
use crate::sources;
use crate::what::Names;
use portico_core::checks::{self, Check};
use portico_core::document::{Model, NodeId};
use portico_core::finding::{Finding, Severity};
use portico_core::interchange::imported::Options;
use portico_core::interchange::reader;
use portico_core::text::capital;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The guides of AWS that help pages name.
const GUIDES: &[(&str, &str)] = &[
    ("AWS PrivateLink Guide", "https://docs.aws.amazon.com/vpc/latest/privatelink/"),
    ("Amazon VPC Transit Gateways Guide", "https://docs.aws.amazon.com/vpc/latest/tgw/"),
    ("Amazon VPC Peering Guide", "https://docs.aws.amazon.com/vpc/latest/peering/"),
    ("Amazon S3 User Guide", "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"),
    ("Amazon EC2 User Guide", "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"),
    ("Amazon RDS User Guide", "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"),
    ("Amazon ECR User Guide", "https://docs.aws.amazon.com/AmazonECR/latest/userguide/"),
    ("Amazon API Gateway Developer Guide", "https://docs.aws.amazon.com/apigateway/latest/developerguide/"),
    ("AWS Systems Manager User Guide", "https://docs.aws.amazon.com/systems-manager/latest/userguide/"),
    ("Service Authorization Reference", "https://docs.aws.amazon.com/service-authorization/latest/reference/"),
    ("IAM User Guide", "https://docs.aws.amazon.com/IAM/latest/UserGuide/"),
    ("Amazon VPC User Guide", VPC_GUIDE),
];
const VPC_GUIDE: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/";

/// A file and a line.
struct Place {
    uri: String,
    line: usize,
}

/// Where resources are written: in the design, or in the infrastructure code that it came from.
pub struct Places<'m> {
    model: &'m Model,
    design: Option<String>,
    text: String,
    /// By kind and export key.
    source: BTreeMap<(&'static str, String), Place>,
}

impl<'m> Places<'m> {
    pub fn of(model: &'m Model, design: &Path, source: Option<&Path>) -> Result<Self, String> {
        let piped = design == Path::new("-");
        let text = if piped { String::new() } else { input::text(design).unwrap_or_default() };
        let source = source.map(written).transpose()?.unwrap_or_default();
        Ok(Self { model, design: (!piped).then(|| uri(&design.to_string_lossy())), text, source })
    }

    fn place(&self, node: Option<NodeId>) -> Place {
        let meta = node.and_then(|n| Some((n.kind().as_str(), self.model.meta(n)?)));
        let found = meta.and_then(|(kind, m)| self.source.get(&(kind, m.key.clone())));
        if let Some(Place { uri, line }) = found {
            return Place { uri: uri.clone(), line: *line };
        }
        let line = node.and_then(|n| line_of(&self.text, &n.to_string())).unwrap_or(1);
        Place { uri: self.design.clone().unwrap_or_else(|| "design.portico.json".into()), line }
    }
}

/// The places of what infrastructure code describes, by what an import makes of it.
fn written(path: &Path) -> Result<BTreeMap<(&'static str, String), Place>, String> {
    let mut files = sources::read(path)?;
    let form = reader::recognise(&files);
    sources::beside(path, form, &mut files)?;
    let imported = reader::read(files, Some(form), &Options::default()).map_err(|e| e.to_string())?;
    let home = if path.is_dir() { Some(path) } else { path.parent() };
    let mut out = BTreeMap::new();
    for (node, at) in &imported.places {
        let Some((file, line)) = at.at.rsplit_once(':').and_then(|(f, l)| Some((f, l.parse::<usize>().ok()?))) else { continue };
        let Some(meta) = imported.design.model.meta(*node) else { continue };
        let whole = home.filter(|h| !h.as_os_str().is_empty() && *h != Path::new(".")).map_or_else(|| file.into(), |h| h.join(file));
        out.insert((node.kind().as_str(), meta.key.clone()), Place { uri: uri(&whole.to_string_lossy()), line: line.max(1) });
    }
    Ok(out)
}

pub fn log(model: &Model, findings: &[Finding], places: &Places) -> Value {
    let names = Names::of(model);
    let mut rules: Vec<&str> = findings.iter().map(|f| f.check).collect();
    rules.sort_unstable();
    rules.dedup();
    let location = |node: Option<NodeId>| {
        let Place { uri, line } = places.place(node);
        let mut out = json!({
            "physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": {"startLine": line}}
        });
        if let Some(n) = node {
            let of = json!({"name": names.name(n), "kind": "resource", "fullyQualifiedName": format!("{}/{}", n.kind().as_str(), key(model, n))});
            out["logicalLocations"] = json!([of]);
        }
        out
    };
    let result = |f: &Finding| {
        let all: Vec<Value> = if f.on.is_empty() { vec![location(None)] } else { f.on.iter().map(|n| location(Some(*n))).collect() };
        let why: Vec<String> = f.because.iter().map(|t| t.render(model)).collect();
        let mends: Vec<String> = f.fixes.iter().map(|x| x.label.render(model)).collect();
        json!({
            "ruleId": f.check,
            "ruleIndex": rules.iter().position(|r| *r == f.check),
            "level": level(f.severity),
            "message": {"text": f.message.render(model)},
            "locations": all,
            "partialFingerprints": {"portico/v1": fingerprint(model, f)},
            "properties": {"severity": f.severity.as_str(), "category": f.category.as_str(), "because": why, "fixes": mends},
        })
    };
    let results: Vec<Value> = findings.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "portico",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|id| rule(id)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn level(s: Severity) -> &'static str {
    match s {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(id: &str) -> Value {
    let Some(c) = checks::by_name(id) else { return json!({"id": id}) };
    let page = c.page();
    json!({
        "id": id,
        "name": pascal(id),
        "shortDescription": {"text": c.title},
        "fullDescription": {"text": paragraph(&page)},
        "help": {"text": plain(&page), "markdown": page},
        "helpUri": guide(c),
        "defaultConfiguration": {"level": level(c.severity)},
        "properties": {
            "tags": [c.category.as_str()],
            "severity": c.severity.as_str(),
            "precision": "high",
            "problem.severity": match c.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    })
}

fn pascal(id: &str) -> String {
    id.split('-').map(capital).collect()
}

/// The first paragraph of a help page, behind its title.
fn paragraph(page: &str) -> String {
    page.split("\n\n").nth(1).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A help page without its marks.
fn plain(page: &str) -> String {
    let lines = page.lines().filter(|l| !l.starts_with("```")).map(|l| l.trim_start_matches('#').trim_start_matches(' '));
    lines.collect::<Vec<_>>().join("\n").replace('`', "")
}

/// The guide of AWS that a check's help page names first.
fn guide(c: &Check) -> &'static str {
    let page = c.page().split_whitespace().collect::<Vec<_>>().join(" ");
    let first = GUIDES.iter().filter_map(|(name, uri)| Some((page.find(name)?, *uri))).min();
    first.map_or(VPC_GUIDE, |(_, uri)| uri)
}

fn key(model: &Model, node: NodeId) -> String {
    model.meta(node).map(|m| m.key.clone()).filter(|k| !k.is_empty()).unwrap_or_else(|| node.to_string())
}

/// What makes a finding the same one after the files have changed: its check, and what it is on by their keys.
fn fingerprint(model: &Model, f: &Finding) -> String {
    let on = f.on.iter().map(|n| format!("{}/{}", n.kind().as_str(), key(model, *n)));
    let text: String = std::iter::once(f.check.to_string()).chain(on).collect::<Vec<_>>().join("|");
    // FNV-1a: the same on every machine and in every version.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// A path as a reference of a URI.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for b in path.replace('\\', "/").trim_start_matches("./").bytes() {
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
