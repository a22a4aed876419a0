//! The bill of a small design, as the panel writes it.

use super::data::{Panel, panel};
use super::field::{Band, Measure, UsageField, changed};
use super::take::differences;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, Flow, Range, Usage};
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::fixture;

const NET: &str = "
region us-east-1
vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out tcp 443 to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat
  subnet app-a a 10.0.1.0/24 table app
    instance api groups app
service s3
flow api -> s3 tcp 443
";

const TODAY: &str = "2026-11-28";

fn of(doc: &Document) -> Panel {
    panel(&Facts::new(doc, Catalogue::bundled()), TODAY)
}

#[test]
fn the_bill_adds_up_and_says_where_prices_are_from() {
    let p = of(&fixture::parse(NET).unwrap());
    let nat = p.bill.iter().find(|b| b.name == "nat" && b.kind == "NAT gateway").unwrap();
    // 730 h at $0.045, its public address 730 h at $0.005, and 10 to 1,000 GB at $0.045.
    assert_eq!([&nat.total.low, &nat.total.typical, &nat.total.high], ["$36.95", "$41.00", "$81.50"]);
    let hours = nat.lines.iter().find(|l| l.meter == "NAT gateway, hours").unwrap();
    assert_eq!((hours.quantity.as_str(), hours.unit_price.as_str(), hours.spread), ("730 h", "$0.045", false));
    assert_eq!(hours.usage_type.as_deref(), Some("NatGateway-Hours"));
    let data = nat.lines.iter().find(|l| l.cause.is_some()).unwrap();
    assert_eq!((data.cause.as_deref(), data.quantity.as_str()), (Some("api → s3"), "100 GB"));
    assert!(p.bill.iter().flat_map(|b| &b.lines).all(|l| l.recalled != l.source.starts_with("Price verified")), "{p:#?}");
}

#[test]
fn an_edit_of_the_usage_is_in_the_bill_at_once() {
    let doc = fixture::parse(NET).unwrap();
    let before = of(&doc);
    assert!(before.usage[0].default);
    let (flow, _) = doc.model.all::<Flow>().next().unwrap();
    let usage = changed(&doc.usage_of(flow), UsageField::Of(Measure::Gb, Band::Typical), "2000").unwrap();
    let after = of(&doc.apply(&Command::Use { flow, usage: Some(usage) }).unwrap());
    assert!(!after.usage[0].default);
    assert_ne!(before.month, after.month);
    assert_eq!(after.usage[0].usage.gb, Range::new(10, 2000, 2000));
}

#[test]
fn old_prices_say_their_age() {
    let doc = fixture::parse(NET).unwrap();
    let facts = Facts::new(&doc, Catalogue::bundled());
    let later = panel(&facts, "2029-06-01");
    let lines: Vec<_> = later.bill.iter().flat_map(|b| &b.lines).filter(|l| !l.free && !l.recalled).collect();
    assert!(!lines.is_empty() && lines.iter().all(|l| l.old.is_some_and(|d| d > 400) && l.source.contains(" days ago.")), "{lines:#?}");
    assert!(later.dated.contains("the oldest is "), "{}", later.dated);
}

#[test]
fn a_burst_says_whether_it_fits() {
    let doc = fixture::parse(NET).unwrap();
    let (flow, _) = doc.model.all::<Flow>().next().unwrap();
    assert_eq!(of(&doc).usage[0].fits, None);
    let burst = |gbps: &str| {
        let usage = changed(&doc.usage_of(flow), UsageField::Of(Measure::Burst, Band::Typical), gbps).unwrap();
        of(&doc.apply(&Command::Use { flow, usage: Some(usage) }).unwrap()).usage[0].fits.clone().unwrap()
    };
    let words = |f: &super::field::Fits| f.said.iter().map(portico_core::text::Segment::as_str).collect::<String>();
    // The NAT gateway grows to 100 Gbps.
    let huge = burst("200");
    assert_eq!(huge.yes, Some(false));
    assert!(words(&huge).starts_with("Its busiest minute, 200 Gbps, does not fit: "), "{}", words(&huge));
    assert_ne!(burst("0.5").yes, Some(false));
}

#[test]
fn what_changed_since_a_version_is_told_by_line() {
    let doc = fixture::parse(NET).unwrap();
    let (flow, _) = doc.model.all::<Flow>().next().unwrap();
    let usage = Usage::new(Range::new(0, 300, 300), 50);
    let more = doc.apply(&Command::Use { flow, usage: Some(usage) }).unwrap();
    let facts = |d: &Document| Facts::new(d, Catalogue::bundled());
    // 200 GB more at 0.045.
    let d = differences(&facts(&doc), &facts(&more));
    assert_eq!((d.before.as_str(), d.difference.as_str(), d.rows.len()), ("$41.00", "+$9.00", 1));
    assert_eq!([&d.rows[0].before, &d.rows[0].now, &d.rows[0].difference], ["$4.50", "$13.50", "+$9.00"]);
    assert_eq!(d.rows[0].what, "Data through NAT gateways · api → s3");
    let back = differences(&facts(&more), &facts(&doc));
    assert_eq!(back.difference, "-$9.00");
    assert!(differences(&facts(&doc), &facts(&doc)).rows.is_empty());
}
