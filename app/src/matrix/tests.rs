//! The grid of small designs: lines, marks, words, questions, and what is painted.

use super::data::{Grid, Shown, grid, grid_of, question, say};
use super::paint::{Size, borders, letters, path, subnets};
use crate::state::change::{Filter, Known};
use crate::state::derived::Shared;
use crate::state::trace::PortChoice;
use crate::testing::facts;
use portico_core::matrix::Matrix;
use portico_core::net::Protocol;
use portico_core::reach::Party;
use portico_core::text::Segment;
use std::sync::Arc;

const NET: &str = "
vpc main 10.0.0.0/16
  group app: out any to 0.0.0.0/0
  group db: in tcp 5432 from app
  group web: in tcp 443 from app, in tcp 8080-8090 from app, out tcp 5432 to 10.0.0.0/16
  subnet app a 10.0.1.0/24
    instance api groups app
    instance worker groups app
  subnet data a 10.0.2.0/24
    instance orders groups db
    instance front groups web
";

fn plain(said: &[Segment]) -> String {
    said.iter().map(Segment::as_str).collect()
}

fn known(text: &str) -> Known {
    let facts = facts(text);
    let matrix = Matrix::of(facts.graph());
    Known { facts: Shared(Arc::new(facts)), matrix }
}

fn at(g: &Grid, from: &str, to: &str) -> (usize, usize) {
    let find =
        |all: &[super::data::Line], name: &str| all.iter().position(|l| l.name.starts_with(name)).unwrap_or_else(|| panic!("{name}"));
    (find(&g.rows, from), find(&g.columns, to))
}

#[test]
fn lines_are_classes_in_the_order_of_their_subnets() {
    let k = known(NET);
    let g = grid(&k, &Filter::default()).unwrap();
    let lines: Vec<_> = g.rows.iter().map(|l| (l.subnet.as_str(), l.name.as_str())).collect();
    assert_eq!(lines, [("app", "api +1"), ("data", "front"), ("data", "orders")]);
    assert_eq!(g.rows, g.columns);
    let marks: Vec<_> = g.marks.iter().map(|m| (m.letter, m.words.as_str(), m.heat, m.cells)).collect();
    assert_eq!(marks, [('A', "tcp 443, 8080-8090", 2, 1), ('B', "tcp 5432", 1, 1)]);
}

#[test]
fn a_cell_says_what_passes_and_asks_for_it() {
    let k = known(NET);
    let g = grid(&k, &Filter::default()).unwrap();
    let (row, column) = at(&g, "api", "orders");
    assert_eq!(plain(&say(&k, &g, row, column)), "api +1 (app) → orders (data): tcp 5432, inside the VPC");
    let (q, (from, to)) = question(&k, &g, row, column).unwrap();
    assert_eq!((q.protocol, q.port), (Protocol::TCP, PortChoice::One(5432)));
    let owner = |i: Option<usize>| k.facts.graph().interface(i.unwrap()).map(|f| Party::Node(f.owner));
    assert_eq!((q.from, q.to), (owner(from), owner(to)));
    // Several ports: which of them pass is the question.
    let (row, column) = at(&g, "api", "front");
    assert_eq!(question(&k, &g, row, column).unwrap().0.port, PortChoice::Every);
    let (row, column) = at(&g, "front", "orders");
    assert_eq!(plain(&say(&k, &g, row, column)), "front (data) → orders (data): blocked");
    // Two of one class: another member is asked for.
    let (_, (a, b)) = question(&k, &g, 0, 0).unwrap();
    assert!(a != b);
    assert_eq!(g.cell(1, 1), Some(Shown::Void));
}

#[test]
fn filters_take_lines_away() {
    let k = known(NET);
    let g = grid(&k, &Filter { from: "API".into(), to: "data".into() }).unwrap();
    assert_eq!((g.rows.len(), g.columns.len(), g.lines), (1, 2, 3));
    assert_eq!(g.marks.len(), 2);
    let none = grid(&k, &Filter { from: "nobody".into(), to: String::new() }).unwrap();
    assert!(none.rows.is_empty() && none.marks.is_empty());
}

/// Hundreds of groups that differ make hundreds of classes.
fn many(n: usize) -> String {
    let mut out = String::from("vpc main 10.0.0.0/16\n");
    for i in 0..n {
        out.push_str(&format!("  group g{i}: in tcp {} from 10.0.0.0/16, out any to 0.0.0.0/0\n", 1000 + i));
    }
    for s in 0..n.div_ceil(50) {
        out.push_str(&format!("  subnet s{s} a 10.0.{s}.0/24\n"));
        for i in (s * 50)..((s + 1) * 50).min(n) {
            out.push_str(&format!("    instance w{i} groups g{i}\n"));
        }
    }
    out
}

#[test]
fn hundreds_of_classes_are_painted_small_and_more_by_subnet() {
    let k = known(&many(120));
    let g = grid(&k, &Filter::default()).unwrap();
    assert_eq!((g.rows.len(), g.by_subnet), (120, false));
    let size = Size::of(g.rows.len(), g.columns.len());
    // Each subnet is named once, in the middle of its lines.
    assert!(!size.names);
    assert_eq!(subnets(&g.rows, size.h, 11).len(), 3);
    assert_eq!(borders(&g.rows, size.h), [450, 900]);
    let g = grid_of(&k, &Filter::default(), 100).unwrap();
    assert_eq!((g.rows.len(), g.by_subnet), (3, true));
    assert!(g.marks[0].words.ends_with("for some"), "{}", g.marks[0].words);
}

#[test]
fn cells_are_painted_as_bars_and_letters() {
    let k = known(NET);
    let g = grid(&k, &Filter::default()).unwrap();
    let size = Size::of(20, 20);
    let (_, column) = at(&g, "api", "orders");
    assert_eq!(path(&g, size, Shown::Mark(1)), format!("M{} 0h21v19h-21z", 22 * column));
    assert_eq!(letters(&g, size, 0), ("AB".to_string(), "33 55 ".to_string()));
    // Without gaps what shows the same is one bar.
    let small = Size::of(300, 300);
    assert_eq!(path(&g, small, Shown::Blocked).matches('M').count(), 4);
}
