//! Stops of paths through small designs, as the canvas would mark them.

use super::stops::{Stop, stops};
use crate::testing::facts;
use portico_core::document::{Model, Place};

fn shown(model: &Model, all: &[Stop]) -> Vec<String> {
    let place = |p: &Place| match p {
        Place::Part(n, w) => format!("{}@{}", model.name(*n), model.name(*w)),
        Place::Node(n) => model.name(*n),
        Place::Zone(_, z) => z.to_string(),
    };
    all.iter().map(|s| format!("{} {:?} {:?}", s.at.last().map(place).unwrap_or_default(), s.numbers, s.tone)).collect()
}

fn of(text: &str) -> Vec<String> {
    let facts = facts(text);
    let (_, answer) = facts.flows().iter().next().unwrap();
    shown(&facts.document.model, &stops(facts.graph(), &answer.query, answer.path().unwrap()))
}

const NET: &str = "
vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out tcp 443 to 0.0.0.0/0
  group db: in tcp 5432 from app
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat
  subnet app-a a 10.0.1.0/24 table app
    instance api groups app
  subnet data-a a 10.0.2.0/24
    instance orders groups db
service s3
";

#[test]
fn through_nat_to_a_service() {
    let passed = |s: &str| format!("{s} Passed");
    assert_eq!(
        of(&format!("{NET}flow api -> s3 tcp 443")),
        ["api [2]", "app-a [3, 4]", "public-a [5]", "nat [6]", "public-a [7, 8]", "igw [9]", "s3 []"].map(passed)
    );
}

#[test]
fn groups_stand_at_the_two_ends() {
    assert_eq!(
        of(&format!("{NET}flow api -> orders tcp 5432")),
        ["api [1] Blocked", "app-a [2, 3] Passed", "data-a [4] Passed", "orders [5] Passed"]
    );
}
