//! How checks are tested: designs in the fixture language, with `#! words` behind the line that a finding is about.

use super::{Check, run_all};
use crate::catalogue::Catalogue;
use crate::document::{Document, NodeId};
use crate::facts::Facts;
use crate::finding::{Finding, Severity};
use crate::fixture;
use crate::ordered::{BTreeMap, BTreeSet};

fn facts(doc: &Document) -> Facts {
    Facts::new(doc, Catalogue::bundled())
}

fn read(text: &str) -> (Document, BTreeMap<NodeId, usize>) {
    fixture::parse_with_lines(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// The check finds what the marks say, each on its line and with its words, and nothing else.
pub fn check(check: &Check, text: &str) {
    let (doc, lines) = read(text);
    let mut marks: Vec<(usize, &str)> = text.lines().enumerate().filter_map(|(i, l)| Some((i + 1, l.split_once("#!")?.1.trim()))).collect();
    for f in check.findings(&facts(&doc)) {
        let said = f.message.render(&doc.model);
        let on = f.on.first().expect("a finding is about something");
        // What a VPC is born with has the VPC's line unless it has one of its own.
        let vpc = doc.model.vpc_of(*on).map(|v| v.node());
        let line = lines.get(on).or_else(|| lines.get(&vpc?)).copied().unwrap_or(0);
        let mark = marks.iter().position(|(l, words)| *l == line && said.contains(words));
        marks.remove(mark.unwrap_or_else(|| panic!("unexpected on line {line}: {said}\n{text}")));
        assert!(!f.because.is_empty(), "no reason: {said}");
        for text in std::iter::once(&f.message).chain(&f.because) {
            let said = text.render(&doc.model);
            assert!(said.ends_with('.') && !said.contains(['{', '}']) && !said.contains("  "), "not a sentence: {said}");
        }
        for fix in &f.fixes {
            let label = fix.label.render(&doc.model);
            assert!(!label.ends_with('.') && !label.contains(['{', '}']), "not a label: {label}");
        }
    }
    assert!(marks.is_empty(), "not found: {marks:?}\n{text}");
}

/// Each fix, in order, is called as said, ends its finding and brings no error that was not there before.
pub fn mends(check: &Check, text: &str, labels: &[&str]) {
    let (doc, _) = read(text);
    let before = errors(&run_all(&facts(&doc)));
    let mut found = Vec::new();
    for f in check.findings(&facts(&doc)) {
        for fix in &f.fixes {
            let label = fix.label.render(&doc.model);
            let after = doc.apply(&fix.command).unwrap_or_else(|e| panic!("{label}: {e}\n{text}"));
            let left = check.findings(&facts(&after));
            let still = left.iter().any(|g| g.on == f.on && g.message == f.message);
            assert!(!still, "{label} does not mend: {}\n{}", f.message.render(&doc.model), fixture::print(&after));
            let new: Vec<_> = errors(&run_all(&facts(&after))).difference(&before).cloned().collect();
            assert!(new.is_empty(), "{label} brings {new:?}\n{}", fixture::print(&after));
            found.push(label);
        }
    }
    assert_eq!(found, labels, "{text}");
}

fn errors(all: &[Finding]) -> BTreeSet<(&'static str, Option<NodeId>)> {
    all.iter().filter(|f| f.severity == Severity::Error).map(|f| (f.check, f.on.first().copied())).collect()
}

/// The design after the nth fix, in the fixture language: lines that begin with `word`.
pub fn fixed(check: &Check, text: &str, nth: usize, word: &str) -> String {
    let (doc, _) = read(text);
    let fixes: Vec<_> = check.findings(&facts(&doc)).into_iter().flat_map(|f| f.fixes).collect();
    let after = fixture::print(&doc.apply(&fixes[nth].command).unwrap());
    after.lines().map(str::trim).filter(|l| l.starts_with(word)).collect::<Vec<_>>().join("\n")
}
