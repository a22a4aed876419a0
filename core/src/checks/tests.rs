//! What holds for all checks together.

use super::*;
use crate::catalogue::Catalogue;
use crate::document::Document;
use crate::fixture;
use crate::propose::{Item, Tier, propose};
use std::collections::BTreeSet;

#[test]
fn every_check_has_a_name_of_its_own_and_a_page() {
    let mut names = BTreeSet::new();
    for check in ALL {
        assert!(names.insert(check.name), "{} twice", check.name);
        assert!(check.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", check.name);
        let page = check.page();
        assert!(page.contains("## What to do\n") && page.contains("\nAWS: "), "{}:\n{page}", check.name);
    }
}

#[test]
fn the_worst_comes_first() {
    let doc = fixture::parse("vpc v 10.0.0.0/16\n  subnet a a 10.1.0.0/24\n  subnet b a 10.2.0.0/24 public-ip\neip e").unwrap();
    let all = run_all(&Facts::new(&doc, Catalogue::bundled()));
    assert!(all.len() > 1 && all.is_sorted_by_key(|f| f.severity));
    assert_eq!(by_name(all[0].check).unwrap().name, all[0].check);
}

/// What the studio proposes has no error at any step, and at the end nothing to warn of.
#[test]
fn a_design_made_of_drops_is_sound() {
    let mut doc = Document::default();
    let s3 = || "s3".parse().unwrap();
    for (item, over) in [
        (Item::Vpc, ""),
        (Item::Zone, "vpc"),
        (Item::Zone, "vpc"),
        (Item::InternetGateway, "vpc"),
        (Item::Subnet(Tier::Public), "vpc"),
        (Item::Subnet(Tier::Public), "vpc"),
        (Item::Subnet(Tier::Private), "vpc"),
        (Item::Subnet(Tier::Private), "vpc"),
        (Item::Nat, "public-a"),
        (Item::Nat, "public-b"),
        (Item::GatewayEndpoint(s3()), "vpc"),
        (Item::InterfaceEndpoint("ssm".parse().unwrap()), "private-a"),
        (Item::InterfaceEndpoint("ssm".parse().unwrap()), "private-b"),
        (Item::InterfaceEndpoint(s3()), "private-a"),
        (Item::InterfaceEndpoint(s3()), "private-b"),
        (Item::Workload(crate::document::Compute::Instance), "private-a"),
        (Item::Services(vec![s3()]), ""),
    ] {
        let place = doc.model.nodes().find(|(_, n)| n.meta.name == over).map(|(id, _)| crate::document::Place::Node(id));
        let p = propose(&doc, Catalogue::bundled(), &item, place.as_ref()).unwrap();
        doc = doc.apply(&p.command).unwrap();
        let errors: Vec<_> = found(&doc).into_iter().filter(|f| f.0 == Severity::Error).collect();
        assert!(errors.is_empty(), "after {item:?}: {errors:?}");
    }
    let left: Vec<_> = found(&doc).into_iter().filter(|f| f.0 != Severity::Info).collect();
    assert!(left.is_empty(), "{left:?}");
}

fn found(doc: &Document) -> Vec<(Severity, &'static str, String)> {
    run_all(&Facts::new(doc, Catalogue::bundled())).into_iter().map(|f| (f.severity, f.check, f.message.render(&doc.model))).collect()
}
