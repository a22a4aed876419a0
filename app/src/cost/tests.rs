//! The bill of a small design, as the panel writes it.

use super::data::{Panel, UsageField, changed, panel};
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

fn of(doc: &Document) -> Panel {
    panel(&Facts::new(doc, Catalogue::bundled()))
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
    let usage = changed(&doc.usage_of(flow), UsageField::Typical, 2000).unwrap();
    let after = of(&doc.apply(&Command::Use { flow, usage: Some(usage) }).unwrap());
    assert!(!after.usage[0].default);
    assert_ne!(before.month, after.month);
    assert_eq!(after.usage[0].usage.gb, Range::new(10, 2000, 2000));
}

#[test]
fn low_and_high_keep_their_order() {
    let usage = Usage::new(Range::new(10, 100, 1000), 50);
    assert!(changed(&usage, UsageField::Low, 101).is_err());
    assert!(changed(&usage, UsageField::High, 99).is_err());
    assert!(changed(&usage, UsageField::Out, 101).is_err());
    assert_eq!(changed(&usage, UsageField::Typical, 5).unwrap().gb, Range::new(5, 5, 1000));
}
