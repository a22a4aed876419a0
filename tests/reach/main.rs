//! The engine against a brute-force reference that was written from the rules alone, on random small networks.
// Packets come from places and go to places: `from_…` and `to_…` are the words for it.
#![allow(clippy::wrong_self_convention)]

mod access;
mod compare;
mod laws;
mod networks;
mod packet;
mod reference;
mod remedies;
mod routes;
mod rules;
mod shrink;
mod snapshots;
mod world;

use compare::{Tally, compare};
use networks::{Dice, Menu, network};
use portico_core::catalogue::Catalogue;
use portico_core::fixture::print;
use portico_core::graph::NetworkGraph;

const EVERYTHING: Menu = Menu {
    ipv6: true,
    nat: true,
    peering: true,
    lists: true,
    service: true,
    endpoints: true,
    transit: true,
    premises: true,
    appliances: true,
    balancers: true,
    edge: true,
    access: false,
};

/// Networks of each menu in the ordinary run, and in the long one.
const NETWORKS: usize = 30;
const LONG: usize = 1000;

fn count() -> usize {
    let long = std::env::var_os("PORTICO_LONG").is_some();
    std::env::var("PORTICO_NETWORKS").ok().and_then(|n| n.parse().ok()).unwrap_or(if long { LONG } else { NETWORKS })
}

/// The first network, to go on from an earlier run.
fn first() -> u64 {
    std::env::var("PORTICO_FIRST").ok().and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Compares on many networks of a menu, and shrinks the first of each kind of clash.
fn agree(menu: &Menu, seed: u64, vague: f64) {
    let mut tally = Tally::default();
    let mut shown: Vec<String> = Vec::new();
    let mut failed = 0;
    for n in first()..first() + count() as u64 {
        let text = network(seed * 1_000_000 + n, menu);
        let (one, clashes) = compare(&text, 10).unwrap_or_else(|e| panic!("{e}\n{text}"));
        tally += one;
        failed += usize::from(!clashes.is_empty());
        let Some(clash) = clashes.into_iter().next() else { continue };
        if shown.len() < 8 && !shown.iter().any(|s| s.starts_with(&clash.kind)) {
            let same = |t: &str| compare(t, 100).is_ok_and(|(_, c)| c.iter().any(|c| c.kind == clash.kind));
            let small = shrink::shrink(&text, same);
            let says = compare(&small, 100).ok().and_then(|(_, c)| c.into_iter().find(|c| c.kind == clash.kind)).map(|c| c.says);
            shown.push(format!("{} (network {n})\n{small}\n{}", clash.kind, says.unwrap_or(clash.says)));
        }
    }
    println!("{tally:?}");
    assert!(shown.is_empty(), "{failed} networks of {} disagree:\n{}", tally.networks, shown.join("\n----\n"));
    let share = tally.vague as f64 / tally.questions.max(1) as f64;
    assert!(share < vague, "{:.2} % of answers are vague without need: {tally:?}", share * 100.0);
    assert!(tally.reachable * 40 > tally.questions, "too little passes to prove anything: {tally:?}");
}

#[test]
fn groups_acls_tables_and_gateways() {
    agree(&Menu::default(), 1, 0.01);
}

#[test]
fn ipv6_and_nat() {
    agree(&Menu { ipv6: true, nat: true, ..Menu::default() }, 2, 0.01);
}

#[test]
fn peering_lists_and_endpoints() {
    agree(&Menu { peering: true, lists: true, endpoints: true, ..Menu::default() }, 3, 0.01);
}

#[test]
fn nat_over_peering() {
    agree(&Menu { peering: true, nat: true, ..Menu::default() }, 4, 0.01);
}

#[test]
fn gateway_endpoints() {
    agree(&Menu { service: true, nat: true, ..Menu::default() }, 5, 0.01);
}

#[test]
fn transit_gateways() {
    agree(&Menu { transit: true, nat: true, ..Menu::default() }, 6, 0.01);
}

#[test]
fn vpn_and_on_premises() {
    agree(&Menu { premises: true, transit: true, ..Menu::default() }, 7, 0.01);
}

#[test]
fn appliances_and_edge_tables() {
    agree(&Menu { appliances: true, balancers: true, edge: true, premises: true, ..Menu::default() }, 8, 0.01);
}

#[test]
fn block_public_access() {
    agree(&Menu { access: true, ipv6: true, nat: true, ..Menu::default() }, 10, 0.01);
    agree(&Menu { access: true, appliances: true, edge: true, ..Menu::default() }, 11, 0.01);
}

#[test]
fn everything_at_once() {
    agree(&EVERYTHING, 9, 0.01);
}

/// An allow never takes away, a deny never gives; names, halves of blocks and what nothing uses change nothing.
#[test]
fn changes_do_what_they_must() {
    let mut changed = 0;
    for n in 0..count() as u64 {
        let text = network(10_000_000 + n, &EVERYTHING);
        let doc = laws::document(&text);
        let before = laws::answers(&doc);
        let mut dice = Dice::new(n);
        for _ in 0..3 {
            if let Some(more) = laws::with_allow(&doc, &mut dice) {
                let after = laws::answers(&more);
                assert_eq!(
                    laws::shrunk(&before, &after),
                    [],
                    "an allow took something away in network {n}:\n{text}\nbecame\n{}",
                    print(&more)
                );
                changed += laws::differ(&before, &after).len();
            }
            if let Some(less) = laws::with_deny(&doc, &mut dice) {
                let after = laws::answers(&less);
                assert_eq!(laws::shrunk(&after, &before), [], "a deny gave something in network {n}:\n{text}\nbecame\n{}", print(&less));
                changed += laws::differ(&before, &after).len();
            }
        }
        for (what, same) in [("names", laws::renamed(&doc)), ("halves", laws::split(&doc)), ("unused", laws::with_unused(&text))] {
            assert_eq!(laws::differ(&before, &laws::answers(&same)), [], "{what} change answers in network {n}:\n{text}");
        }
    }
    println!("{changed} answers changed as they may");
    assert!(changed > 10, "hardly any change changes anything");
}

/// Each proposed set of changes opens the way, and none of them is there for nothing.
#[test]
fn proposals_open_what_is_shut() {
    let (mut sets, mut without) = (0, 0);
    for n in 0..count() as u64 {
        let menu = if n % 2 == 0 { EVERYTHING } else { Menu { nat: true, peering: true, transit: true, ..Menu::default() } };
        let (tried, none, wrong) = remedies::tried(&network(20_000_000 + n, &menu), &mut Dice::new(n), 4);
        assert_eq!(wrong, None);
        (sets, without) = (sets + tried, without + none);
    }
    println!("{sets} sets tried, {without} questions without one");
    assert!(sets > 5, "hardly anything is proposed");
}

/// A graph made of the one before an edit answers as one made afresh.
#[test]
fn a_graph_after_an_edit_is_the_graph_of_the_edited() {
    for n in 0..count() as u64 {
        let doc = laws::document(&network(30_000_000 + n, &EVERYTHING));
        let graph = NetworkGraph::build(&doc.model, Catalogue::bundled());
        let mut dice = Dice::new(n);
        let edits = [
            laws::with_allow(&doc, &mut dice),
            laws::with_deny(&doc, &mut dice),
            laws::with_route(&doc, &mut dice),
            laws::with_launches(&doc, &mut dice),
        ];
        for edited in edits.into_iter().flatten() {
            let after = graph.after(&edited.model, Catalogue::bundled());
            assert_eq!(after.interfaces, NetworkGraph::build(&edited.model, Catalogue::bundled()).interfaces, "network {n}");
            assert_eq!(laws::differ(&laws::answers(&edited), &laws::answers_of(&after)), [], "network {n}");
        }
    }
}

/// Snapshots lack files: what is then not known is said, and no answer turns into its opposite.
#[test]
fn a_missing_file_leaves_answers_open() {
    let menu =
        Menu { ipv6: true, nat: true, peering: true, lists: true, service: true, endpoints: true, premises: true, ..Menu::default() };
    let mut tally = snapshots::Tally::default();
    let mut wrong: Vec<String> = Vec::new();
    // Each network is asked once for every file it has: a quarter of them is as much work as elsewhere.
    for n in 0..count().div_ceil(4) as u64 {
        let found = snapshots::without_each_file(&network(40_000_000 + n, &menu), &mut Dice::new(n), &mut tally);
        wrong.extend(found.filter(|_| wrong.len() < 4));
    }
    println!("{tally:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
    assert!(tally.decided * 3 > tally.questions, "hardly any answer survives a missing file: {tally:?}");
}

/// The matrix of all pairs says what an answer for a pair says.
#[test]
fn the_matrix_says_what_answers_say() {
    let (mut pairs, mut differ) = (0, Vec::new());
    for n in 0..(count() * 10) as u64 {
        let menu = match n % 3 {
            0 => EVERYTHING,
            1 => Menu { access: true, ipv6: true, nat: true, ..Menu::default() },
            _ => Menu { peering: true, transit: true, endpoints: true, ..Menu::default() },
        };
        let text = network(50_000_000 + n, &menu);
        let doc = laws::document(&text);
        let found = portico_tests::pairs::compare(&NetworkGraph::build(&doc.model, Catalogue::bundled()));
        pairs += found.pairs;
        if let (true, false) = (differ.is_empty(), found.differ.is_empty()) {
            differ.push(text);
        }
        differ.extend(found.differ.into_iter().map(|d| format!("network {n}: {d}")));
    }
    println!("{pairs} pairs");
    assert!(pairs > count() * 10, "{pairs} pairs are too few");
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ[..differ.len().min(20)].join("\n"));
}
