//! What the Findings panel shows of a small design.

use super::data::{Filter, Panel, panel};
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::document::Document;
use portico_core::facts::Facts;
use portico_core::finding::Severity;
use portico_core::fixture;

const NET: &str = "
region us-east-1
vpc main 10.0.0.0/16 dns-hostnames
  table app:
  subnet app-a a 10.0.1.0/24 table app
    instance api
  subnet app-b b 10.1.2.0/24 table app
  gateway-endpoint s3
service s3
flow api -> s3 tcp 443
";

fn of(doc: &Document, filter: &Filter) -> Panel {
    let facts = Facts::new(doc, Catalogue::bundled());
    panel(&checks::run_all(&facts), &doc.model, filter)
}

#[test]
fn grouped_worst_first_and_counted() {
    let doc = fixture::parse(NET).unwrap();
    let p = of(&doc, &Filter::default());
    let shown: usize = p.groups.iter().map(|g| g.rows.len()).sum();
    assert_eq!(shown, p.total);
    assert_eq!(p.severities.iter().map(|(_, n)| n).sum::<usize>(), p.total);
    assert!(p.groups.iter().map(|g| g.severity).is_sorted());
    assert!(p.groups[0].rows.iter().any(|r| r.check == "subnet-outside-vpc"), "{p:#?}");
    let keys: portico_core::ordered::BTreeSet<_> = p.groups.iter().flat_map(|g| &g.rows).map(|r| &r.key).collect();
    assert_eq!(keys.len(), p.total);
}

#[test]
fn filters_leave_the_counts() {
    let doc = fixture::parse(NET).unwrap();
    let all = of(&doc, &Filter::default());
    let errors = of(&doc, &Filter { severity: Some(Severity::Error), category: None });
    assert_eq!((errors.total, &errors.severities), (all.total, &all.severities));
    assert!(errors.groups.iter().all(|g| g.severity == Severity::Error));
}

#[test]
fn a_fix_makes_its_finding_go() {
    let doc = fixture::parse(NET).unwrap();
    let p = of(&doc, &Filter::default());
    let row = p.groups.iter().flat_map(|g| &g.rows).find(|r| !r.fixes.is_empty()).unwrap();
    let after = of(&doc.apply(&row.fixes[0].command).unwrap(), &Filter::default());
    assert!(after.groups.iter().flat_map(|g| &g.rows).all(|r| r.key != row.key));
    assert!(!row.fixes[0].label.is_empty());
}
