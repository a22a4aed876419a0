//! What the Findings panel shows: findings by severity, filtered, with every count.

use crate::language::InLanguage;
use crate::ui::sentence;
use portico_core::document::Model;
use portico_core::edit::Command;
use portico_core::finding::{Category, Finding, Fix, Severity};
use portico_core::ordered::BTreeMap;
use portico_core::text::Segment;

/// What is left out; nothing at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub severity: Option<Severity>,
    pub category: Option<Category>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// All findings, filtered or not.
    pub total: usize,
    /// Of each severity and category, with how many there are: those that occur.
    pub severities: Vec<(Severity, usize)>,
    pub categories: Vec<(Category, usize)>,
    pub groups: Vec<Group>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub severity: Severity,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Tells the finding from others and stays the same while it stands.
    pub key: String,
    pub check: &'static str,
    pub severity: Severity,
    pub category: Category,
    pub message: Vec<Segment>,
    pub because: Vec<Vec<Segment>>,
    pub fixes: Vec<FixRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FixRow {
    pub label: String,
    pub safe: bool,
    pub command: Command,
}

pub const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];
const CATEGORIES: [Category; 5] = [Category::Correctness, Category::Exposure, Category::Resilience, Category::Cost, Category::Permissions];

/// A severity as the heading of its group.
pub fn heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Errors",
        Severity::Warning => "Warnings",
        Severity::Info => "Worth knowing",
    }
}

/// A severity as the word beside one finding.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Info => "Note",
    }
}

pub fn category_label(category: Category) -> &'static str {
    match category {
        Category::Correctness => "Correctness",
        Category::Exposure => "Exposure",
        Category::Resilience => "Resilience",
        Category::Cost => "Cost",
        Category::Permissions => "Permissions",
    }
}

pub fn panel(findings: &[Finding], model: &Model, filter: &Filter) -> Panel {
    let shown = |f: &&Finding| filter.severity.is_none_or(|s| s == f.severity) && filter.category.is_none_or(|c| c == f.category);
    let groups = SEVERITIES.into_iter().map(|severity| Group {
        severity,
        rows: unique(findings.iter().filter(|f| f.severity == severity).filter(shown).map(|f| row(f, model)).collect()),
    });
    let count = |is: &dyn Fn(&Finding) -> bool| findings.iter().filter(|f| is(f)).count();
    Panel {
        total: findings.len(),
        severities: SEVERITIES.into_iter().map(|s| (s, count(&|f| f.severity == s))).filter(|(_, n)| *n > 0).collect(),
        categories: CATEGORIES.into_iter().map(|c| (c, count(&|f| f.category == c))).filter(|(_, n)| *n > 0).collect(),
        groups: groups.filter(|g| !g.rows.is_empty()).collect(),
    }
}

/// Numbers the keys that several rows share.
fn unique(mut rows: Vec<Row>) -> Vec<Row> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in &mut rows {
        let n = seen.entry(row.key.clone()).or_default();
        *n += 1;
        if *n > 1 {
            row.key = format!("{} {n}", row.key);
        }
    }
    rows
}

fn row(f: &Finding, model: &Model) -> Row {
    let on: Vec<String> = f.on.iter().map(ToString::to_string).collect();
    Row {
        key: format!("{} {}", f.check, on.join(" ")),
        check: f.check,
        severity: f.severity,
        category: f.category,
        message: sentence(f.message.said(model)),
        because: f.because.iter().map(|t| sentence(t.said(model))).collect(),
        fixes: f.fixes.iter().map(|x| fix(x, model)).collect(),
    }
}

fn fix(f: &Fix, model: &Model) -> FixRow {
    FixRow { label: f.label.told(model), safe: f.safe, command: f.command.clone() }
}
