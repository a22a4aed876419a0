//! Files for people: whole, and safe to open.

use super::{address_plan, bill, drawio, report};
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
    assert_eq!(csv.lines().count(), lines + 1, "{csv}");
    assert!(csv.lines().any(|l| l.starts_with("nat-a,")), "{csv}");
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
