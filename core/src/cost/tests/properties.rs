//! What holds of every bill: never negative, never less for more usage, and the sum of its lines.

use crate::catalogue::Catalogue;
use crate::cost::{Estimate, Spread, difference};
use crate::document::{Flow, Id, Range, Usage};
use crate::edit::Command;
use crate::facts::Facts;
use crate::fixture;
use crate::money::Money;
use crate::ordered::BTreeSet;
use proptest::prelude::*;

/// A design of every way that flows take, by choices of the one who shrinks.
fn design(choices: &[u8]) -> String {
    let choice = |n: usize| choices.get(n).copied().unwrap_or(0);
    let zones = ["a", "b", "c"];
    let mut text = String::from(
        "vpc v 10.0.0.0/16 dns-hostnames\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  group app: out any to 0.0.0.0/0, in any from 10.0.0.0/8\n",
    );
    for (n, z) in zones.iter().enumerate() {
        let nat = zones[usize::from(choice(n)) % 3];
        text += &format!(
            "  table private-{z}: 0.0.0.0/0 -> nat-{nat}, 10.1.0.0/16 -> v-w\n  subnet public-{z} {z} 10.0.{n}.0/24 table out public-ip\n    \
             nat nat-{z}\n    instance web-{z} groups app\n  subnet private-{z} {z} 10.0.1{n}.0/24 table private-{z}\n    instance api-{z} groups app\n"
        );
    }
    if choice(3) & 1 == 1 {
        text += "  gateway-endpoint s3 tables private-a, private-b\n";
    }
    if choice(3) & 2 == 2 {
        text += "  interface-endpoint ssm in private-a, private-c groups app private-dns\n";
    }
    text += "vpc w 10.1.0.0/16\n  table w: 10.0.0.0/16 -> v-w\n  group db: in any from 10.0.0.0/8\n  subnet w-a a 10.1.0.0/24 table w\n    instance db groups db\npeering v - w\n";
    text += "service s3\nservice ssm\n";
    for (n, z) in zones.iter().enumerate() {
        let to = ["s3", "ssm", "igw", "db", "web-a"];
        for k in 0..2 {
            let to = to[usize::from(choice(4 + 2 * n + k)) % to.len()];
            if !text.contains(&format!("flow api-{z} -> {to} ")) {
                text += &format!("flow api-{z} -> {to} tcp 443\n");
            }
        }
    }
    text
}

fn priced(text: &str, gb: &[Range], percent_out: u8) -> Estimate {
    let mut doc = fixture::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let flows: Vec<Id<Flow>> = doc.model.all::<Flow>().map(|(id, _)| id).collect();
    for (flow, gb) in flows.into_iter().zip(gb) {
        doc = doc.apply(&Command::Use { flow, usage: Some(Usage::new(gb.clone(), percent_out)) }).unwrap();
    }
    Facts::new(&doc, Catalogue::bundled()).estimate().clone()
}

fn all(s: &Spread<Money>) -> [Money; 3] {
    [s.low, s.typical, s.high]
}

fn range() -> impl Strategy<Value = Range> {
    (any::<u32>(), any::<u32>(), any::<u32>()).prop_map(|(a, b, c)| Range::new(a >> 8, b >> 8, c >> 8))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sums_signs_and_bands(choices in proptest::collection::vec(any::<u8>(), 10), gb in proptest::collection::vec(range(), 6), out in 0u8..=100) {
        let e = priced(&design(&choices), &gb, out);
        let total = Estimate::sum(e.lines.iter());
        prop_assert_eq!(total, e.month().1);
        for l in &e.lines {
            prop_assert!(all(&l.amount).iter().all(|m| *m >= Money::ZERO), "{:?}", l);
        }
        prop_assert!(total.low <= total.typical && total.typical <= total.high);
    }

    #[test]
    fn more_usage_never_costs_less(
        choices in proptest::collection::vec(any::<u8>(), 10),
        gb in proptest::collection::vec(range(), 6),
        which in 0usize..6,
        more in any::<u32>(),
        out in 0u8..=100,
    ) {
        let text = design(&choices);
        let before = priced(&text, &gb, out).month().1;
        let mut grown = gb.clone();
        let g = &mut grown[which];
        let add = |n: u32| n.saturating_add(more >> 8);
        *g = Range::new(add(g.low), add(g.typical), add(g.high));
        let after = priced(&text, &grown, out).month().1;
        for (b, a) in all(&before).into_iter().zip(all(&after)) {
            prop_assert!(b <= a, "{b} then {a}");
        }
    }

    #[test]
    fn differences_add_up_to_that_of_the_months(
        a in proptest::collection::vec(any::<u8>(), 10),
        b in proptest::collection::vec(any::<u8>(), 10),
        gb in proptest::collection::vec(range(), 6),
        more in proptest::collection::vec(range(), 6),
    ) {
        let (before, after) = (priced(&design(&a), &gb, 50), priced(&design(&b), &more, 50));
        let changed = difference(&before, &after);
        let sum = changed.iter().fold(Spread::same(Money::ZERO), |s, c| s.zip(&c.difference(), |x, y| *x + *y));
        prop_assert_eq!(sum, after.month().1.zip(&before.month().1, |x, y| *x - *y));
        prop_assert!(changed.iter().all(|c| c.before != c.after));
        prop_assert!(difference(&before, &before).is_empty());
    }
}

/// The designs that are tried carry data by every way and most of their flows arrive: properties of empty bills would say nothing.
#[test]
fn what_is_tried_is_not_empty() {
    let mut seen = BTreeSet::new();
    let (mut moving, all) = (0, 60u32);
    for n in 0..all {
        let choices: Vec<u8> = (0..10).map(|k| (n.wrapping_mul(2_654_435_761).rotate_left(k * 3) >> 8) as u8).collect();
        let e = priced(&design(&choices), &[(); 6].map(|()| Range::new(1, 1_000, 10_000)), 50);
        let data: Vec<_> = e.lines.iter().filter(|l| l.flow.is_some() && l.amount.typical > Money::ZERO).collect();
        seen.extend(data.iter().map(|l| l.meter));
        moving += u32::from(data.len() >= 2);
    }
    use crate::catalogue::Meter::*;
    for meter in [NatGb, InternetEgressGb, InterfaceEndpointGb, CrossAzGb, PeeringCrossAzGb] {
        assert!(seen.contains(&meter), "{meter:?} in {seen:?}");
    }
    assert!(moving * 2 > all, "{moving} of {all}");
}
