//! Files for people: whole, and safe to open.

use super::{address_plan, bill, bill_in_markdown, drawio, report};
use crate::catalogue::Catalogue;
use crate::document::Document;
use crate::facts::Facts;
use crate::fixture::parse;

const NETWORK: &str = include_str!("../../../../tests/oracle/designs/network.txt");
const HOSTILE: &str = include_str!("../../../../tests/oracle/designs/hostile.txt");

fn design(text: &str) -> Document {
    parse(text).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn the_plan_has_a_line_for_each_subnet() {
    let csv = address_plan(&design(NETWORK));
    assert_eq!(csv.lines().count(), 8, "{csv}");
    assert!(csv.contains("main,app-a,us-east-1a,10.0.10.0/24,10.0.10.4,10.0.10.254,251,"), "{csv}");
}

#[test]
fn no_cell_is_a_formula() {
    let csv = address_plan(&design("vpc \"=cmd|x\" 10.0.0.0/16\n  subnet \"a,b\" a 10.0.0.0/24"));
    assert!(csv.contains("\r\n'=cmd|x,\"a,b\",us-east-1a,"), "{csv}");
}

#[test]
fn the_bill_names_what_it_is_for() {
    let doc = design(NETWORK);
    let facts = Facts::new(&doc, Catalogue::bundled());
    let csv = bill(&facts, &doc);
    let lines = facts.estimate().lines.len() + facts.estimate().unpriced.len();
    assert_eq!(csv.lines().count(), lines + 1 + 1, "a head and a total: {csv}");
    assert!(csv.lines().any(|l| l.starts_with("nat-a,")), "{csv}");
    let month = facts.estimate().month().1;
    let total = csv.lines().last().unwrap();
    assert_eq!(total, format!("total,,,,,,,,,{},{},{},USD,,,", month.low, month.typical, month.high));
    let columns = csv.lines().next().unwrap().split(',').count();
    assert_eq!(total.split(',').count(), columns);
}

const BEFORE: &str = "
region us-east-1
vpc v 10.0.0.0/16
  igw igw
  table app: 0.0.0.0/0 -> nat
  table out: 0.0.0.0/0 -> igw
  group app: out any to 0.0.0.0/0
  subnet public a 10.0.0.0/24 table out
    nat nat
  subnet app a 10.0.1.0/24 table app
    instance \"a|pi\" groups app
service s3
flow \"a|pi\" -> s3 tcp 443 gb 0/100/100
";

#[test]
fn the_bill_in_markdown_has_totals_and_what_changed() {
    let before = design(BEFORE);
    let flow = before.model.all::<crate::document::Flow>().next().unwrap().0;
    let usage = crate::document::Usage::new(crate::document::Range::new(0, 300, 400), 50);
    let after = before.apply(&crate::edit::Command::Use { flow, usage: Some(usage) }).unwrap();
    let nat = before.model.of_kind(crate::document::Kind::NatGateway).next().unwrap().0;
    let (was, is) = (Facts::new(&before, Catalogue::bundled()), Facts::new(&after, Catalogue::bundled()));
    let text = bill_in_markdown(&is, &after, Some(("first | try", &was)));
    // Hours 32.85, address 3.65, and 100 GB, then 300 GB, at 0.045 through the NAT gateway.
    assert!(text.contains("**50.00 USD**, from 36.50 to 54.50, of 730 hours."), "{text}");
    assert!(text.contains("| **Total** | USD | | | 36.50 | 50.00 | 54.50 | |"), "{text}");
    assert!(text.contains("## Since first \\| try\n\n41.00 USD before, 50.00 USD now, both by the same prices."), "{text}");
    assert!(text.contains("| nat | NatGateway-Bytes, a\\|pi to s3 | 4.50 | 13.50 | +9.00 |"), "{text}");
    let tables: Vec<usize> = text.lines().filter(|l| l.starts_with('|')).map(|l| l.replace("\\|", "").matches('|').count()).collect();
    assert!(tables.iter().all(|n| *n == 9 || *n == 6), "every row has all columns: {text}");
    // What is gone keeps its name.
    let gone = after.apply(&crate::edit::Command::Delete { nodes: vec![nat] }).unwrap();
    let text = bill_in_markdown(&Facts::new(&gone, Catalogue::bundled()), &gone, Some(("now", &is)));
    assert!(text.contains("| nat | NatGateway-Hours | 32.85 |  | -32.85 |"), "{text}");
    let same = bill_in_markdown(&is, &after, Some(("now", &is)));
    assert!(same.contains("No line changed."), "{same}");
}

#[test]
fn boxes_nest_and_lines_join_boxes() {
    let xml = drawio(&design(NETWORK));
    let attribute =
        |l: &str, name: &str| l.split(&format!(" {name}=\"")).nth(1).map(|s| s.split('"').next().unwrap_or_default().to_string());
    let ids: Vec<String> = xml.lines().filter_map(|l| attribute(l, "id").filter(|_| l.contains("<mxCell"))).collect();
    for line in xml.lines().filter(|l| l.contains("<mxCell")) {
        for name in ["parent", "source", "target"] {
            if let Some(to) = attribute(line, name) {
                assert!(ids.contains(&to), "{line}");
            }
        }
    }
    let subnet = xml.lines().find(|l| l.contains("value=\"app-a\"") && l.contains("container=1")).unwrap();
    let zone = attribute(subnet, "parent").unwrap();
    assert!(xml.lines().any(|l| l.contains(&format!("id=\"{zone}\" value=\"us-east-1a\""))), "{subnet}");
    assert!(xml.contains("edge=\"1\""));
}

#[test]
fn hostile_text_is_text() {
    let doc = design(HOSTILE);
    let (xml, report) = (drawio(&doc), report(&Facts::new(&doc, Catalogue::bundled()), &doc));
    assert!(!xml.contains("<img") && !xml.contains("<script") && !xml.contains("</textarea"));
    assert!(!report.contains("<img") && report.contains("## Findings"), "{report}");
}
